// Red twins of cell styles.
#include "workbook/splice.hpp"

namespace workbook {
namespace {

constexpr std::string_view red_fill = "FFFFC7CE";

/// First time over the styles: where the cell styles and fills lie.
struct StyleSurvey : Editor {
  std::vector<std::string> cell_styles;
  int fills = 0;
  bool in_fills = false, in_cell_styles = false, whole = false, fills_closed = false;
  std::size_t begin = 0;
  int depth = 0;
  void start(std::string_view name, Attributes const&, std::string_view) override {
    fills += name == "fill" && in_fills ? 1 : 0;
    in_fills = in_fills || name == "fills";
    if (in_cell_styles && ++depth == 1) {
      begin = xml->at();
    }
    in_cell_styles = in_cell_styles || name == "cellXfs";
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") {
      in_cell_styles = false;
      whole = fills > 0 && fills_closed && !cell_styles.empty();   // they stand in this order
    } else if (in_cell_styles && --depth == 0) {
      cell_styles.emplace_back(splice.from.substr(begin, xml->behind() - begin));
    }
    in_fills = in_fills && name != "fills";
    fills_closed = fills_closed || name == "fills";
  }
};

/// Second time: one more fill, and for each style of a wrong cell the same with that fill.
struct StyleEditor : Editor {
  StyleSurvey const& survey;
  std::vector<int> const& wanted;
  std::string prefix;
  bool done = false;
  StyleEditor(StyleSurvey const& s, std::vector<int> const& w) : survey(s), wanted(w) {}
  void start(std::string_view name, Attributes const&, std::string_view full) override {
    if (name == "fills" && !done) {
      prefix = prefix_of(full);
      replace_tag(with_attribute(tag(), "count", std::to_string(survey.fills + 1)));
    } else if (name == "cellXfs" && !done) {
      replace_tag(with_attribute(tag(), "count", std::to_string(survey.cell_styles.size() + wanted.size())));
    }
  }
  void end(std::string_view name) override {
    if (done || (name != "fills" && name != "cellXfs")) {
      return;
    }
    splice.copy_to(xml->at());
    if (name == "fills") {
      auto const pattern = "<" + prefix + "patternFill patternType=\"solid\"><" + prefix + "fgColor rgb=\"" + std::string(red_fill) + "\"/><" + prefix +
                           "bgColor indexed=\"64\"/></" + prefix + "patternFill>";
      splice.out += "<" + prefix + "fill>" + pattern + "</" + prefix + "fill>";
      return;
    }
    done = true;
    for (int const style : wanted) {
      std::string_view const old = survey.cell_styles[static_cast<std::size_t>(style)];
      auto const end = old.find('>') + 1;               // attributes of styles hold no '>'
      auto const filled = with_attribute(with_attribute(old.substr(0, end), "fillId", std::to_string(survey.fills)), "applyFill", "1");
      splice.out += filled + std::string(old.substr(end));
    }
  }
};

}  // namespace

/// The value of an attribute of a tag as written, replaced, added or (nothing) removed.
std::string with_attribute(std::string_view tag, std::string_view name, std::optional<std::string> const& value) {
  auto at = tag.find_first_of(" \t\r\n/>");
  auto const name_end = at;
  auto const written = value ? " " + std::string(name) + "=\"" + escape(*value) + "\"" : std::string();
  while (at < tag.size()) {
    auto const start = tag.find_first_not_of(" \t\r\n", at);
    auto const equals = tag.find('=', start);
    if (start == std::string_view::npos || tag[start] == '/' || tag[start] == '>' || equals == std::string_view::npos) {
      break;
    }
    auto const quote = tag.find_first_of("\"'", equals);
    auto const end = quote == std::string_view::npos ? quote : tag.find(tag[quote], quote + 1);
    if (end == std::string_view::npos) {
      break;
    }
    if (base::trim(tag.substr(start, equals - start)) == name) {
      return std::string(tag.substr(0, at)) + written + std::string(tag.substr(end + 1));
    }
    at = end + 1;
  }
  return std::string(tag.substr(0, name_end)) + written + std::string(tag.substr(name_end));
}

base::Outcome edit(Editor& editor, std::string_view text, std::string const& part) {
  editor.splice.from = text;
  auto done = parse_text(text, part, editor, [&](Xml const& xml) { editor.xml = &xml; });
  if (done) {
    editor.splice.finish();
  }
  return done;
}

base::Result<std::optional<Part>> red_styles(Xlsx& book, std::set<int> const& used, std::map<int, int>& twins) {
  if (book.styles_part.empty()) {
    return std::optional<Part>();
  }
  auto const text = book.archive.whole(book.styles_part);
  if (!text) {
    return text.error();
  }
  if (auto const good = is_utf8_part(text.value(), book.styles_part); !good) {
    return good.error();
  }
  StyleSurvey survey;
  if (auto const done = edit(survey, text.value(), book.styles_part); !done) {
    return done.error();
  }
  if (!survey.whole) {
    return std::optional<Part>();
  }
  std::vector<int> wanted;
  for (int const style : used) {
    if (style >= 0 && static_cast<std::size_t>(style) < survey.cell_styles.size()) {
      twins[style] = static_cast<int>(survey.cell_styles.size() + wanted.size());
      wanted.push_back(style);
    }
  }
  StyleEditor editor(survey, wanted);
  if (auto const done = edit(editor, text.value(), book.styles_part); !done) {
    return done.error();
  }
  return std::optional(Part{book.archive.name_of(book.styles_part).value(), std::move(editor.splice.out)});
}

}  // namespace workbook
