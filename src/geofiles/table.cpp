// In which encoding a Shapefile's dBASE table speaks. The format has a byte for it that nobody fills in rightly.
#include <iconv.h>

#include <algorithm>
#include <cerrno>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

class Converter {
 public:
  explicit Converter(std::string const& from, std::string const& to = "UTF-8") : handle_(::iconv_open(to.c_str(), from.c_str())) {}
  ~Converter() { if (known()) ::iconv_close(handle_); }
  Converter(Converter const&) = delete;
  Converter& operator=(Converter const&) = delete;
  bool known() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }
  std::optional<std::string> operator()(std::string_view bytes) {
    std::string out(bytes.size() * 4 + 16, '\0');
    std::string in(bytes);
    char *from = in.data(), *to = out.data();
    std::size_t from_left = in.size(), to_left = out.size();
    ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    if (::iconv(handle_, &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1)) return std::nullopt;
    out.resize(out.size() - to_left);
    return out;
  }

 private:
  ::iconv_t handle_;
};

struct Column { std::string name; std::size_t at = 0, width = 0; bool text = false; };
struct Layout { std::size_t first = 0, record = 0, records = 0; std::vector<Column> columns; };

std::size_t small(std::string_view bytes, std::size_t at, int count) {
  std::size_t value = 0;
  for (int i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}

/// Nothing when the table is not sound: GDAL says then what is wrong.
std::optional<Layout> layout_of(std::string_view table) {
  constexpr std::size_t head = 32, descriptor = 32, name_width = 11;
  if (table.size() < head) return std::nullopt;
  Layout layout{small(table, 8, 2), small(table, 10, 2), small(table, 4, 4), {}};
  if (layout.record == 0 || layout.first > table.size()) return std::nullopt;
  std::size_t at = 1;                                    // the mark of deleted records
  for (std::size_t here = head; here + descriptor <= layout.first && table[here] != '\r'; here += descriptor) {
    auto name = table.substr(here, name_width);
    name = name.substr(0, name.find('\0'));
    auto const width = small(table, here + 16, 1);
    layout.columns.push_back({std::string(name), at, width, table[here + 11] == 'C'});
    at += width;
  }
  if (at > layout.record) return std::nullopt;
  layout.records = std::min(layout.records, (table.size() - layout.first) / layout.record);
  return layout;
}

struct Blank { std::size_t at = 0, count = 0; bool name = false; };
struct Checked { std::vector<Blank> blanks; std::string bad; };   // bad: the place of the first text that is not sound

struct Checker {
  std::string_view table;
  Converter converter;
  bool utf8;
  Checked found{};

  bool sound(std::string_view text) { return utf8 ? base::is_utf8(text) : converter(text).has_value(); }
  /// `text` stands at `at`; when it fills its column its last character may be cut.
  bool check(std::string_view text, std::size_t at, bool full, bool is_name) {
    if (sound(text)) return true;
    for (std::size_t cut = 1; full && cut <= 3 && cut < text.size(); ++cut) {
      if (!sound(text.substr(0, text.size() - cut))) continue;
      found.blanks.push_back({at + text.size() - cut, cut, is_name});
      return true;
    }
    return false;
  }
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Checked check_table(std::string_view table, Layout const& layout, std::string const& encoding) {
  Checker checker{table, Converter(encoding), encoding == "UTF-8"};
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    if (!checker.check(layout.columns[i].name, 32 + 32 * i, layout.columns[i].name.size() >= 10, true)) {
      return {{}, "the name of column " + std::to_string(i + 1)};
    }
  }
  for (std::size_t row = 0; row < layout.records; ++row) {
    for (auto const& column : layout.columns) {
      if (!column.text) continue;
      auto const at = layout.first + row * layout.record + column.at;
      auto text = table.substr(at, column.width);
      text = text.substr(0, text.find('\0'));
      bool const full = text.size() == column.width;
      auto const last = text.find_last_not_of(' ');
      text = text.substr(0, last == text.npos ? 0 : last + 1);
      if (!is_ascii(text) && !checker.check(text, at, full && text.size() == column.width, false)) {
        return {{}, "record " + std::to_string(row + 1) + ", column " + base::printable(column.name)};
      }
    }
  }
  return std::move(checker.found);
}

}  // namespace

std::optional<std::string> recode(std::string_view bytes, std::string const& from, std::string const& to) {
  Converter converter(from, to);
  return converter.known() ? converter(bytes) : std::nullopt;
}

std::optional<std::string> parse_encoding(std::string_view name) {
  constexpr std::size_t longest = 32;
  auto const given = base::trim(name);
  std::string plain;
  for (char const c : base::to_lower(given)) {
    bool const word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!word && c != '-' && c != '_' && c != ' ' && c != '.') return std::nullopt;
    if (word) plain.push_back(c);
  }
  if (plain.empty() || given.size() > longest) return std::nullopt;
  if (plain == "utf8" || plain == "65001" || plain == "cp65001") return "UTF-8";
  for (auto const* known : {"gbk", "gb2312", "gb18030", "936", "cp936", "ansi936", "oem936", "ms936", "windows936", "euccn"}) {
    if (plain == known) return "GB18030";
  }
  if (plain == "88591" || plain == "iso88591" || plain == "latin1") return "ISO-8859-1";
  bool const number = plain.find_first_not_of("0123456789") == plain.npos;
  auto candidate = number ? "CP" + plain : plain.starts_with("ansi") ? "CP" + plain.substr(4) : std::string(given);
  return Converter(candidate).known() ? std::optional(candidate) : std::nullopt;
}

base::Result<std::string> mend_table(std::string& table, std::string_view declared) {
  std::vector<std::string> candidates = {"UTF-8", "GB18030"};
  if (!declared.empty()) {
    auto const known = parse_encoding(declared);
    if (!known) return base::Problem("bad_encoding", "the encoding \"" + base::printable(declared) + "\" is not known", {}, "say UTF-8 or GBK");
    candidates = {*known};
  }
  auto const layout = layout_of(table);
  if (!layout) return candidates.front();
  std::string bad;
  for (auto const& encoding : candidates) {
    auto const checked = check_table(table, *layout, encoding);
    bad = checked.bad;
    if (!bad.empty()) continue;
    for (auto const& blank : checked.blanks) std::fill_n(table.begin() + static_cast<std::ptrdiff_t>(blank.at), blank.count, blank.name ? '\0' : ' ');
    return encoding;
  }
  return base::Problem("bad_encoding", declared.empty() ? "the table is neither UTF-8 nor GBK" : "the table is not " + candidates.front() + " as declared", bad,
                       "declare the encoding in which the file was saved (UTF-8 or GBK)");
}

}  // namespace geofiles
