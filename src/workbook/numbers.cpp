#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr double serial_max = 2'958'466;        // 9999-12-31 and its hours
constexpr int digits_kept = 15;                 // significant digits Excel shows and stores
constexpr int plain_exponent_max = 21;          // longer numbers keep their exponent
constexpr int shown_digits_max = 30;            // of a format; more are nonsense

std::string_view built_in_format(int id) {
  switch (id) {
    case 1: return "0";
    case 2: return "0.00";
    case 3: return "#,##0";
    case 4: return "#,##0.00";
    case 9: return "0%";
    case 10: return "0.00%";
    case 18: case 19: case 20: case 21: case 32: case 33: case 34: case 35: case 45: case 47: case 55: case 56: return "h:mm:ss";
    case 22: return "yyyy/m/d h:mm";
    case 46: return "[h]:mm:ss";
    default: return (id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? "yyyy/m/d" : "";
  }
}

/// The letters of the first section of a format that stand outside of quotes and brackets; sets `elapsed`.
std::string bare_letters(std::string_view format, bool& elapsed) {
  std::string bare;
  for (std::size_t i = 0; i < format.size() && format[i] != ';'; ++i) {
    char const c = format[i];
    if (c == '"') {
      i = std::min(format.find('"', i + 1), format.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      auto const end = std::min(format.find(']', i), format.size());
      auto const inner = base::to_lower(format.substr(i + 1, end - i - 1));
      if (!inner.empty() && inner.find_first_not_of(inner[0]) == std::string::npos && std::string_view("hms").find(inner[0]) != std::string_view::npos) {
        elapsed = true;
      }
      i = end;
    } else {
      bare += c;
    }
  }
  return base::to_lower(bare);
}

// "0.00" and "#,##0.0" say how many places are shown, "00000" how many digits stand before.
void count_digits(std::string_view bare, Look& look) {
  auto const end = bare.find_last_not_of(" %");
  bare = bare.substr(0, end == std::string_view::npos ? 0 : end + 1);
  if (bare.empty() || bare.find_first_not_of("#,0.?") != std::string_view::npos) {
    return;
  }
  auto const point = std::min(bare.find('.'), bare.size());
  auto const zeros = [](std::string_view part) {
    return static_cast<int>(std::min<std::ptrdiff_t>(std::count(part.begin(), part.end(), '0'), shown_digits_max));
  };
  look.integer_digits = zeros(bare.substr(0, point));
  look.decimals = zeros(bare.substr(point));
}

std::size_t significant_digits(std::string_view number) {
  std::string digits;
  for (char const c : number) {
    if (c >= '0' && c <= '9' && !(digits.empty() && c == '0')) {
      digits += c;
    }
  }
  return digits.size();
}

bool is_plain(std::string_view number) {
  auto const digits = number.substr(number.starts_with('-') ? 1 : 0);
  return !digits.empty() && digits.size() <= 40 && digits.find_first_not_of("0123456789.") == std::string_view::npos && digits.front() != '.' &&
         digits.back() != '.' && std::count(digits.begin(), digits.end(), '.') <= 1;
}

/// Plain digits, rounded to what Excel shows; an exponent only where there would be too many zeros.
std::string shown(double value) {
  constexpr double exact_below = 9'007'199'254'740'992;   // 2^53
  if (std::abs(value) < exact_below && value == std::trunc(value)) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  std::array<char, 40> buffer{};
  auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific, digits_kept - 1).ptr;
  std::string_view const text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  auto const e = text.find('e');
  int const exponent = std::atoi(text.data() + e + 1);
  std::string digits = std::string(text.substr(0, 1)) + std::string(text.substr(2, e - 2));
  digits.erase(std::max<std::size_t>(digits.find_last_not_of('0') + 1, 1));
  auto const sign = value < 0 ? "-" : "";
  if (exponent >= plain_exponent_max || exponent < -plain_exponent_max) {
    return sign + digits.substr(0, 1) + (digits.size() > 1 ? "." + digits.substr(1) : "") + "E" + (exponent < 0 ? "" : "+") + std::to_string(exponent);
  }
  if (exponent < 0) {
    return sign + ("0." + std::string(static_cast<std::size_t>(-exponent - 1), '0')) + digits;
  }
  auto const before = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= before) {
    return sign + digits + std::string(before - digits.size(), '0');
  }
  return sign + digits.substr(0, before) + "." + digits.substr(before);
}

/// ×100 on the digits.
std::string as_percent(std::string text) {
  if (!is_plain(text)) {
    return text;
  }
  bool const negative = text.starts_with('-');
  text = negative ? text.substr(1) : text;
  auto const point = std::min(text.find('.'), text.size());
  std::string fraction = point < text.size() ? text.substr(point + 1) : "";
  fraction.append(fraction.size() < 2 ? 2 - fraction.size() : 0, '0');
  std::string whole = text.substr(0, point) + fraction.substr(0, 2);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  return (negative ? "-" : "") + whole + (fraction.size() > 2 ? "." + fraction.substr(2) : "");
}

std::string with_shown_digits(std::string text, Look const& look) {
  if (!is_plain(text)) {
    return text;
  }
  auto const point = std::min(text.find('.'), text.size());
  int const decimals = static_cast<int>(text.size() - std::min(point + 1, text.size()));
  if (decimals < look.decimals) {
    text += point == text.size() ? "." : "";
    text.append(static_cast<std::size_t>(look.decimals - decimals), '0');
  }
  std::size_t const start = text.starts_with('-') ? 1 : 0;
  auto const before = static_cast<int>(point - start);
  if (before < look.integer_digits) {
    text.insert(start, static_cast<std::size_t>(look.integer_digits - before), '0');
  }
  return text;
}

std::string two(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// What a person sees of a date: day, hours, or both, as the format says; nothing where Excel shows ####.
std::optional<std::string> shown_date(double serial, Look const& look, bool date_1904) {
  if (!(serial >= 0) || serial >= serial_max) {
    return std::nullopt;
  }
  auto const seconds = static_cast<std::int64_t>(std::llround(serial * 86'400));
  auto const days = seconds / 86'400, rest = seconds % 86'400;
  auto const clock = ":" + two(rest / 60 % 60) + ":" + two(rest % 60);
  if (look.elapsed) {
    return two(seconds / 3600) + clock;
  }
  if (look.time && !look.date && days == 0) {
    return two(rest / 3600) + clock;
  }
  // 1900 is no leap year, but the serial 60 is its 29 February: days before it are one further.
  auto const since_epoch = date_1904 ? days - 24'107 : days - 25'569 + (days < 60 ? 1 : 0);
  if (!date_1904 && (days == 0 || days == 60)) {
    return days == 0 ? std::nullopt : std::optional<std::string>("1900-02-29");
  }
  std::chrono::year_month_day const day{std::chrono::sys_days{std::chrono::days{since_epoch}}};
  auto text = std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" + two(static_cast<unsigned>(day.day()));
  return look.time ? text + " " + two(rest / 3600) + clock : text;
}

}  // namespace

Look look_of(std::string_view format) {
  Look look;
  auto const bare = bare_letters(format, look.elapsed);
  if (bare.find("general") != std::string::npos || bare.find("通用") != std::string::npos || bare.find('@') != std::string::npos) {
    return {};
  }
  look.percent = bare.find('%') != std::string::npos;
  bool const scientific = bare.find("e+") != std::string::npos || bare.find("e-") != std::string::npos;
  if (!scientific) {
    look.time = look.elapsed || bare.find_first_of("hs") != std::string::npos;
    look.date = bare.find_first_of("yd") != std::string::npos || (!look.time && bare.find('m') != std::string::npos);
  }
  if (!look.time && !look.date) {
    count_digits(bare, look);
  }
  return look;
}

Look look_of_id(int id) { return look_of(built_in_format(id)); }

Cell number_cell(std::string_view stored, Look const& look, bool date_1904) {
  auto const value = base::parse_number(stored);
  if (!value) {
    return text_cell(std::string(stored));
  }
  auto cell = number_cell(*value, look, date_1904);
  // Digits beyond what a double keeps are the file's own; a fraction of more digits is the noise of binary arithmetic.
  bool const whole = stored.find('.') == std::string_view::npos;
  if (!cell.is_date && is_plain(stored) && whole && significant_digits(stored) > digits_kept) {
    cell.text = std::string(stored);
  }
  return cell;
}

Cell number_cell(double value, Look const& look, bool date_1904) {
  Cell cell;
  cell.kind = Cell::Kind::number;
  cell.number = value;
  cell.date_1904 = date_1904;   // of every number: a day may stand there as a bare one
  if (look.date || look.time) {
    if (auto date = shown_date(value, look, date_1904)) {
      cell.is_date = true;
      cell.text = std::move(*date);
      return cell;
    }
  }
  cell.percent = look.percent;
  auto text = shown(value);
  cell.text = look.percent ? with_shown_digits(as_percent(std::move(text)), look) + "%" : with_shown_digits(std::move(text), look);
  return cell;
}

Cell text_cell(std::string text) {
  Cell cell;
  cell.kind = text.empty() ? Cell::Kind::empty : Cell::Kind::text;
  cell.text = std::move(text);
  return cell;
}

std::string cell_name(int row, int column) {
  std::string letters;
  for (int c = column + 1; c > 0; c = (c - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (c - 1) % 26));
  }
  return letters + std::to_string(row + 1);
}

std::optional<Position> parse_cell_name(std::string_view name) {
  Position at{-1, -1};
  int column = 0, row = 0;
  std::size_t i = name.starts_with('$') ? 1 : 0;
  for (; i < name.size() && std::isalpha(static_cast<unsigned char>(name[i])) != 0; ++i) {
    column = column * 26 + (name[i] & 0x1F);
    if (column > columns_max) {
      return std::nullopt;
    }
  }
  i += static_cast<std::size_t>(i < name.size() && name[i] == '$');
  for (; i < name.size() && name[i] >= '0' && name[i] <= '9'; ++i) {
    row = row * 10 + (name[i] - '0');
    if (row > rows_max) {
      return std::nullopt;
    }
  }
  if (i != name.size() || row == 0 || column == 0) {
    return std::nullopt;
  }
  at = {row - 1, column - 1};
  return at;
}

std::optional<Merged> parse_area(std::string_view text) {
  auto const colon = std::min(text.find(':'), text.size());
  auto const first = parse_cell_name(text.substr(0, colon));
  auto const last = colon == text.size() ? first : parse_cell_name(text.substr(colon + 1));
  if (!first || !last || last->row < first->row || last->column < first->column) {
    return std::nullopt;
  }
  return Merged{first->row, first->column, last->row - first->row + 1, last->column - first->column + 1};
}

std::optional<base::Problem> Grower::put(Sheet& sheet, int row, int column, Cell cell) {
  if (cell.kind == Cell::Kind::empty) {
    return std::nullopt;
  }
  auto const r = static_cast<std::size_t>(row), c = static_cast<std::size_t>(column);
  slots_ += r >= sheet.rows.size() ? r + 1 - sheet.rows.size() : 0;
  auto const width = r < sheet.rows.size() ? sheet.rows[r].size() : 0;
  slots_ += c >= width ? c + 1 - width : 0;
  text_bytes_ += cell.text.size();
  if (slots_ > limits_.cells_max || text_bytes_ > limits_.text_bytes_max) {
    return too_large("the workbook has more cells or text than are read", sheet.name + "!" + cell_name(row, column));
  }
  if (r >= sheet.rows.size()) {
    sheet.rows.resize(r + 1);
  }
  if (c >= width) {
    sheet.rows[r].resize(c + 1);
  }
  sheet.rows[r][c] = std::move(cell);
  return std::nullopt;
}

}  // namespace workbook
