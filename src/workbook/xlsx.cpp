#include <algorithm>
#include <charconv>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr std::size_t styles_max = 100'000, shared_strings_max = 16'000'000;

/// Relationship id → type and target, of one .rels part.
struct Relations : Hearer {
  struct Relation { std::string id, type, target; };
  std::vector<Relation> all;
  void start(std::string_view name, Attributes const& attributes, std::string_view) override {
    if (name == "Relationship" && all.size() < 10'000) {
      all.push_back({std::string(attributes.get("Id")), std::string(attributes.get("Type")), std::string(attributes.get("Target"))});
    }
  }
  void end(std::string_view) override {}
  [[nodiscard]] Relation const* of_type(std::string_view ending) const {
    auto const found = std::find_if(all.begin(), all.end(), [&](Relation const& r) { return r.type.ends_with(ending); });
    return found == all.end() ? nullptr : &*found;
  }
};

struct Tabs : Hearer {
  struct Tab { std::string name, relation; bool hidden; };
  std::vector<Tab> all;
  bool date_1904 = false;
  void start(std::string_view name, Attributes const& attributes, std::string_view) override {
    if (name == "workbookPr") {
      date_1904 = attributes.yes("date1904");
    } else if (name == "sheet" && all.size() < 10'000) {
      auto const state = attributes.get("state");
      all.push_back({std::string(attributes.get("name")), std::string(attributes.get("id")), state == "hidden" || state == "veryHidden"});
    }
  }
  void end(std::string_view) override {}
};

struct Styles : Hearer {
  std::map<int, std::string> formats;
  std::vector<int> cell_formats;
  bool in_cell_styles = false;
  void start(std::string_view name, Attributes const& attributes, std::string_view) override {
    if (name == "numFmt" && formats.size() < styles_max) {
      formats[small_number(attributes.get("numFmtId"))] = std::string(attributes.get("formatCode"));
    } else if (name == "cellXfs") {
      in_cell_styles = true;
    } else if (name == "xf" && in_cell_styles && cell_formats.size() < styles_max) {
      cell_formats.push_back(small_number(attributes.get("numFmtId")));
    }
  }
  void end(std::string_view name) override { in_cell_styles = in_cell_styles && name != "cellXfs"; }
};

struct Strings : Hearer {
  Xlsx& book;
  bool in_text = false;
  int phonetic = 0;
  explicit Strings(Xlsx& b) : book(b) {}
  void start(std::string_view name, Attributes const&, std::string_view) override {
    phonetic += name == "rPh" ? 1 : 0;
    in_text = name == "t" && phonetic == 0;
  }
  void end(std::string_view name) override {
    in_text = false;
    phonetic -= name == "rPh" ? 1 : 0;
    if (name == "si") {
      auto const begin = book.string_ends.empty() ? 0 : book.string_ends.back();
      if (auto const text = std::string_view(book.strings).substr(begin); text.find("_x") != std::string_view::npos) {
        book.strings.replace(begin, std::string::npos, unescaped(text));
      }
      book.string_ends.push_back(static_cast<std::uint32_t>(book.strings.size()));
      if (book.string_ends.size() > shared_strings_max || book.strings.size() > UINT32_MAX) {
        refuse(too_large("the workbook has too many texts", book.strings_part));
      }
    }
  }
  void text(std::string_view text) override {
    if (in_text) {
      book.strings += text;
    }
  }
};

/// "/xl/workbook.xml" and "../media/x" as seen from the folder of a part.
std::string resolved(std::string_view from_part, std::string_view target) {
  if (target.starts_with('/')) {
    return std::string(target.substr(1));
  }
  auto const slash = from_part.rfind('/');
  auto folder = slash == std::string_view::npos ? std::string_view() : from_part.substr(0, slash + 1);
  while (target.starts_with("../") || target.starts_with("./")) {
    bool const up = target.starts_with("../");
    target.remove_prefix(up ? 3 : 2);
    if (up && !folder.empty()) {
      auto const before = folder.substr(0, folder.size() - 1).rfind('/');
      folder = before == std::string_view::npos ? std::string_view() : folder.substr(0, before + 1);
    }
  }
  return std::string(folder) + std::string(target);
}

std::string relations_part(std::string_view part) {
  auto const slash = part.rfind('/');
  auto const cut = slash == std::string_view::npos ? 0 : slash + 1;
  return std::string(part.substr(0, cut)) + "_rels/" + std::string(part.substr(cut)) + ".rels";
}

base::Problem no_workbook(Archive const& archive) {
  bool const open_document = archive.name_of("content.xml").has_value();
  return base::Problem("not_a_workbook", open_document ? "this is an OpenDocument file" : "this zip holds no workbook", {}, "save it as .xlsx");
}

base::Outcome add_tabs(Xlsx& book, std::string const& workbook_part, Limits const& limits) {
  Tabs tabs;
  if (auto const read = parse(book.archive, workbook_part, tabs); !read) {
    return read.error();
  }
  book.date_1904 = tabs.date_1904;
  Relations relations;
  if (auto const read = parse(book.archive, relations_part(workbook_part), relations); !read) {
    return read.error();
  }
  for (auto const& tab : tabs.all) {
    auto const found = std::find_if(relations.all.begin(), relations.all.end(), [&](auto const& r) { return r.id == tab.relation; });
    if (found == relations.all.end()) {
      return damaged("the sheet " + tab.name + " is missing", workbook_part);
    }
    if (found->type.ends_with("/worksheet")) {     // others are charts and macros
      book.tabs.push_back({tab.name, resolved(workbook_part, found->target), tab.hidden});
    }
  }
  if (book.tabs.size() > static_cast<std::size_t>(limits.sheets_max)) {
    return too_large("the workbook has more than " + std::to_string(limits.sheets_max) + " sheets", {});
  }
  if (auto const* styles = relations.of_type("/styles")) {
    book.styles_part = resolved(workbook_part, styles->target);
  }
  if (auto const* strings = relations.of_type("/sharedStrings")) {
    book.strings_part = resolved(workbook_part, strings->target);
  }
  return base::Done{};
}

}  // namespace

base::Result<Xlsx> open_xlsx(std::string_view bytes, Limits const& limits) {
  auto archive = Archive::open(bytes, limits);
  if (!archive) {
    return archive.error();
  }
  Xlsx book{.archive = std::move(archive.value()), .tabs = {}, .styles_part = {}, .strings_part = {}, .looks = {}, .strings = {}, .string_ends = {}};
  std::string workbook_part = "xl/workbook.xml";
  if (book.archive.name_of("_rels/.rels")) {
    Relations relations;
    if (auto const read = parse(book.archive, "_rels/.rels", relations); !read) {
      return read.error();
    }
    if (auto const* main = relations.of_type("/officeDocument")) {
      workbook_part = resolved("", main->target);
    }
  }
  if (!book.archive.name_of(workbook_part) || !workbook_part.ends_with(".xml")) {
    return no_workbook(book.archive);
  }
  if (auto const added = add_tabs(book, workbook_part, limits); !added) {
    return added.error();
  }
  if (book.tabs.empty()) {
    return no_workbook(book.archive);
  }
  if (!book.archive.name_of(book.styles_part)) {
    book.styles_part.clear();
  } else {
    Styles styles;
    if (auto const read = parse(book.archive, book.styles_part, styles); !read) {
      return read.error();
    }
    for (int const id : styles.cell_formats) {
      auto const custom = styles.formats.find(id);
      book.looks.push_back(custom != styles.formats.end() ? look_of(custom->second) : look_of_id(id));
    }
  }
  if (book.archive.name_of(book.strings_part)) {
    Strings strings(book);
    if (auto const read = parse(book.archive, book.strings_part, strings); !read) {
      return read.error();
    }
  }
  return book;
}

}  // namespace workbook
