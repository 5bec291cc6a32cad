#pragma once
// What the files of this room share: zip, XML, number formats, and the readers of each format.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workbook/workbook.hpp"

namespace workbook {

constexpr int rows_max = 1'048'576, columns_max = 16'384;   // of a sheet, as Excel has it

inline base::Problem damaged(std::string what, std::string part) {
  return base::Problem("damaged", std::move(what), std::move(part), "open the file in Excel or WPS and save it again as .xlsx");
}
inline base::Problem too_large(std::string what, std::string where) {
  return base::Problem("too_large", std::move(what), std::move(where), "split the workbook, or remove what is not needed");
}
inline base::Problem encrypted() {
  return base::Problem("encrypted", "the workbook is protected by a password", {}, "remove the password in Excel or WPS and save it again");
}

inline base::Problem no_such_sheet(int sheet) { return base::Problem("no_such_sheet", "the workbook has no sheet " + std::to_string(sheet + 1)); }

// ---- zip ----

/// The parts of a zip that lies in memory. Names are found whatever their case and slashes are.
class Archive {
 public:
  static base::Result<Archive> open(std::string_view bytes, Limits const& limits);
  [[nodiscard]] std::optional<std::string> name_of(std::string_view part) const;   // as the zip spells it
  /// Unpacks a part piece by piece until `take` says no. All parts together give at most unpacked_bytes_max.
  base::Outcome unpack(std::string_view part, std::function<base::Result<bool>(std::string_view)> const& take);
  base::Result<std::string> whole(std::string_view part);

 private:
  struct Inside;
  explicit Archive(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<Inside> inside_;
};
struct Part { std::string name, content; };
/// The zip with some parts replaced or added; the others are copied as they are packed. `bytes` "" makes a new zip.
base::Result<std::string> zip_with(std::string_view bytes, std::vector<Part> const& parts);
/// Reads every part of a zip file to its end and checks that XML parts are whole; false if not.
bool zip_is_whole(std::string const& path);

// ---- XML ----

/// Name without prefix → value; the first of a name counts.
struct Attributes {
  char const* const* list;
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view()); }
  [[nodiscard]] bool yes(std::string_view name) const { return get(name) == "1" || get(name) == "true"; }
};
/// What hears elements, named without their prefix. `full` is the name as written.
class Hearer {
 public:
  virtual ~Hearer() = default;
  virtual void start(std::string_view name, Attributes const& attributes, std::string_view full) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view) {}
  void refuse(base::Problem problem) { problem_ = std::move(problem); }
  void pause() { paused_ = true; }                      // the caller of Xml gets a turn before the next element

  std::optional<base::Problem> problem_;
  bool paused_ = false;
};
/// Expat behind a fence: no DOCTYPE, bounded depth and tags.
class Xml {
 public:
  Xml(Hearer& hearer, std::string part);
  ~Xml();
  Xml(Xml const&) = delete;
  Xml& operator=(Xml const&) = delete;
  /// `on_pause` false ends the reading: the result is then false.
  base::Result<bool> feed(std::string_view piece, bool last, std::function<bool()> const& on_pause = {});
  [[nodiscard]] std::size_t at() const;                 // where the element being told begins
  [[nodiscard]] std::size_t behind() const;             // and the byte behind its tag
  struct Inside;

 private:
  std::unique_ptr<Inside> inside_;
};
base::Outcome parse(Archive& archive, std::string const& part, Hearer& hearer, std::function<bool()> const& on_pause = {});
base::Outcome parse_text(std::string_view xml, std::string const& part, Hearer& hearer, std::function<void(Xml const&)> const& with = {});
std::string escape(std::string_view text);              // for XML text and attributes; control characters are left out

// ---- text ----

void append_utf8(std::string& to, char32_t c);          // what is no character becomes U+FFFD
std::string from_utf16(std::string_view bytes, bool big_endian);
std::string unescaped(std::string_view text);           // "_x000D_" stands for a character XML cannot carry
std::string escaped(std::string_view text);             // so that "_x000D_" stays what it is
std::string cut(std::string_view text, std::size_t characters);   // at most so many; what is cut ends with "…"
std::size_t characters(std::string_view text);
std::string clean(std::string_view text);               // UTF-8 without what XML cannot carry
int small_number(std::string_view text);                // the digits at the beginning; 0 if there are none

// ---- numbers ----

/// What a number format makes of a number.
struct Look {
  bool date = false, time = false, elapsed = false, percent = false;
  int integer_digits = 0, decimals = 0;                 // shown at least
};
Look look_of(std::string_view format);
Look look_of_id(int id);                                // built-in formats
Cell number_cell(std::string_view stored, Look const& look, bool date_1904);
Cell number_cell(double value, Look const& look, bool date_1904);
Cell text_cell(std::string text);

struct Position { int row = 0, column = 0; };           // -1 = not said
std::optional<Position> parse_cell_name(std::string_view name);   // "B7", "$B$7"
std::optional<Merged> parse_area(std::string_view text);          // "A1:B2" or "A1"

/// Grows a book within its limits.
class Grower {
 public:
  explicit Grower(Limits const& limits) : limits_(limits) {}
  /// Empty cells leave no trace. A Problem when the book grows beyond the limits.
  std::optional<base::Problem> put(Sheet& sheet, int row, int column, Cell cell);

 private:
  Limits const& limits_;
  std::size_t slots_ = 0, text_bytes_ = 0;
};

// ---- formats ----

/// What of an .xlsx is known before its sheets are read.
struct Xlsx {
  struct Tab { std::string name, part; bool hidden = false; };
  Archive archive;
  std::vector<Tab> tabs;
  std::string styles_part, strings_part;                // "" = none
  bool date_1904 = false;
  std::vector<Look> looks;                              // by cell style
  std::string strings;                                  // shared strings one behind another
  std::vector<std::uint32_t> string_ends;
};
base::Result<Xlsx> open_xlsx(std::string_view bytes, Limits const& limits);
base::Outcome read_sheet(Xlsx& book, std::size_t tab, Grower& grower, Sheet& sheet, Limits const& limits);
base::Outcome stream_sheet(Xlsx& book, std::size_t tab, std::function<bool(int, std::vector<Cell> const&)> const& take);

std::uint64_t little(std::string_view bytes, std::size_t at, int size);   // little endian; 0 behind the end
bool is_compound(std::string_view bytes);               // the container of .xls and of encrypted .xlsx
base::Result<std::string> compound_stream(std::string_view bytes, std::vector<std::string> const& names);   // the first there is
base::Result<Book> read_xls(std::string_view bytes, Limits const& limits);
base::Result<Book> read_text(std::string_view bytes, Limits const& limits, std::string* note);
/// A plain .xlsx with the cells of a book.
base::Result<std::string> as_xlsx(Book const& book);

}  // namespace workbook
