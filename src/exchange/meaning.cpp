// One cell as a value of a field, as a person who reads the sheet would take it; doubts are refused with what would help.
#include <algorithm>
#include <array>
#include <cmath>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

using workbook::Cell;

Problem wrong(Field const& field, Problem const& why) { return Problem("invalid", why.detail, field.id, why.mend); }

/// A code that a spreadsheet took for a number: from the sixteenth digit on it holds zeros. Or what it showed of it, 1.23E+17.
bool lost_digits(Cell const& cell) {
  constexpr double exact_max = 1e15;
  auto const text = plain(cell.text);
  bool const shown = text.find("E+") != std::string::npos && base::parse_number(text);
  return shown || (cell.kind == Cell::Kind::number && std::abs(cell.number) >= exact_max);
}

std::string without(std::string text, std::string_view characters) {
  text.erase(std::remove_if(text.begin(), text.end(), [&](char c) { return characters.find(c) != std::string_view::npos; }), text.end());
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string identifier_text(Field const& field, std::string text) {
  using definitions::Form;
  switch (field.form) {
    case Form::mobile_phone:
      text = without(std::move(text), " -+");
      return text.starts_with("86") && text.size() == 13 ? text.substr(2) : text;
    case Form::hazardous_waste: case Form::solid_waste: return upper(without(std::move(text), " "));
    default: return upper(without(std::move(text), " -"));
  }
}

/// `title`: 达标 under 检测达标 is yes, 不达标 no.
std::optional<bool> yes_or_no(std::string_view text, std::string_view title) {
  constexpr std::array<std::string_view, 11> yes{"是", "有", "√", "✓", "✔", "y", "yes", "true", "1", "对", "需要"};
  constexpr std::array<std::string_view, 12> no{"否", "无", "×", "✗", "✕", "x", "n", "no", "false", "0", "不", "没有"};
  auto const low = base::to_lower(text);
  constexpr std::size_t one_sign = std::string_view("已").size();
  bool const longer = low.size() > one_sign;
  bool const of_title = longer && title.find(low) != std::string_view::npos;
  if (std::find(yes.begin(), yes.end(), low) != yes.end() || (low.starts_with("已") && longer) || of_title) {
    return true;
  }
  bool const denies = longer && (low.starts_with("未") || low.starts_with("不") || low.starts_with("没"));
  return denies || std::find(no.begin(), no.end(), low) != no.end() ? std::optional(false) : std::nullopt;
}

}  // namespace

Resolve resolver(Parts const& parts, identity::Person const& who) {
  return [&registry = parts.registry, &who](Register const& target, std::string const& text) { return registry.resolve(who, target, text); };
}

base::Result<Value> Meaning::number(Field const& field, Cell const& cell, std::string_view unit) {
  auto text = cell.text;
  if (cell.kind == Cell::Kind::number) {
    text = cell.percent && field.unit == "%" ? base::format_number(cell.number * 100) : base::format_number(cell.number);
  }
  if (cell.kind == Cell::Kind::number && cell.percent && field.unit != "%") {
    text = plain(cell.text);   // is refused as the text "85%" is
  }
  auto const read = read_number(text, unit, field.unit);
  if (!read) {
    return wrong(field, read.error());
  }
  auto shortened = *read;
  auto const decimal = base::Decimal::parse(*read);
  if (field.type == Type::decimal && decimal && decimal->scale() > field.digits) {
    // 0.1 + 0.2 of a spreadsheet is 0.30000000000000004: noise of the binary number, not digits of the bureau. Zeros are no digits either.
    auto const rounded = decimal->rounded(field.digits);
    auto const noise = std::abs(rounded.to_double() - decimal->to_double());
    constexpr double noise_share = 1e-12;
    bool const only_noise = cell.kind == Cell::Kind::number && noise <= noise_share * std::max(1.0, std::abs(decimal->to_double()));
    shortened = only_noise || rounded == *decimal ? rounded.to_string() : *read;
  }
  auto value = definitions::read_value(set_, field, shortened);
  return value ? value : base::Result<Value>(wrong(field, value.error()));
}

base::Result<Value> Meaning::day(Field const& field, Cell const& cell) {
  auto text = plain(cell.text);
  constexpr double serial_min = 20'000, serial_max = 80'000;   // 1954 to 2119, days since 1899-12-30
  if (cell.kind == Cell::Kind::number && !cell.is_date && cell.number >= serial_min && cell.number <= serial_max) {
    constexpr int epoch_1900 = -25'569, epoch_1904 = -24'107;
    auto const day = base::Day{static_cast<std::int32_t>(cell.number) + (cell.date_1904 ? epoch_1904 : epoch_1900)};
    text = base::format(day);
  }
  if (field.type == Type::time) {
    auto const time = read_time(text);
    return time ? base::Result<Value>(Value(*time)) : wrong(field, time.error());
  }
  auto const date = read_day(text);
  if (!date) {
    return wrong(field, date.error());
  }
  return Value(*date);
}

base::Result<std::string> Meaning::code_of(definitions::CodeList const& list, std::string_view text) {
  auto names = names_.find(list.id);
  names = names == names_.end() ? names_.emplace(list.id, ListNames(list)).first : names;
  auto const& found = names->second.find(text);
  auto const quoted = "'" + base::printable(text) + "'";
  if (found.empty()) {
    std::string some;
    constexpr std::size_t few = 6;
    for (std::size_t i = 0; i < list.rows.size() && i < few; ++i) {
      some += (i == 0 ? "" : "、") + list.rows[i].name;
    }
    return Problem("invalid", quoted + " is not in the list " + list.title.zh, {}, "use one of: " + some + (list.rows.size() > few ? " …" : ""));
  }
  if (found.size() > 1) {
    std::string codes;
    constexpr std::size_t few = 10;
    for (std::size_t i = 0; i < found.size() && i < few; ++i) {
      codes += (i == 0 ? "" : ", ") + found[i];
    }
    return Problem("ambiguous", quoted + " stands several times in the list " + list.title.zh, {}, "write the code: " + codes);
  }
  return found.front();
}

base::Result<Value> Meaning::code(Field const& field, std::string_view text) {
  auto const* list = set_.list(field.list);
  if (list == nullptr) {
    return Value(std::string(text));
  }
  std::vector<std::string> codes;
  bool const several = field.type == Type::codes;
  bool const one_name = several && code_of(*list, text);   // 马、驴 is one name of a list
  auto parts = several && !one_name ? parts_of(std::string(text)) : std::vector<std::string>{std::string(text)};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto code = code_of(*list, parts[i]);
    if (!code && several && parts[i].find(' ') != std::string::npos) {   // parted by blanks only
      std::string words = std::move(parts[i]);
      std::replace(words.begin(), words.end(), ' ', ';');
      auto const more = parts_of(std::move(words));
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
      parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(i), more.begin(), more.end());
      code = code_of(*list, parts[i]);
    }
    if (!code) {
      return wrong(field, code.error());
    }
    if (std::find(codes.begin(), codes.end(), *code) == codes.end()) {
      codes.push_back(*std::move(code));
    }
  }
  return field.type == Type::codes ? Value(std::move(codes)) : Value(std::move(codes.front()));
}

/// The text as it stands, with brackets of the other width, or its first words: an exported cell holds the key and, after a blank, the name.
base::Result<registry::RecordId> Meaning::target_of(Register const& target, std::string const& text) const {
  auto id = resolve_(target, text);
  std::vector<std::string> others{plain(text), text};
  for (auto const& [narrow, wide] : {std::pair<std::string_view, std::string_view>{"(", "（"}, {")", "）"}}) {
    for (auto at = others[1].find(narrow); at != std::string::npos; at = others[1].find(narrow, at + wide.size())) {
      others[1].replace(at, narrow.size(), wide);
    }
  }
  constexpr std::size_t words_max = 8;
  for (auto blank = text.rfind(' '); blank != std::string::npos && blank > 0 && others.size() < words_max; blank = text.rfind(' ', blank - 1)) {
    others.push_back(text.substr(0, blank));
  }
  for (std::size_t i = 0; i < others.size() && !id && id.error().code == "not_found"; ++i) {
    if (others[i] != text) {
      if (auto other = resolve_(target, others[i]); other || other.error().code != "not_found") {
        id = std::move(other);
      }
    }
  }
  return id;
}

base::Result<Value> Meaning::reference(Field const& field, std::string const& text) {
  auto const& target = *set_.find(field.to);
  auto const known = targets_.find({field.to, text});
  if (known == targets_.end() && targets_.size() >= targets_max) {
    targets_.clear();
  }
  auto const id = known != targets_.end() ? known->second : targets_.emplace(std::make_pair(field.to, text), target_of(target, text)).first->second;
  if (!id) {
    return wrong(field, id.error());
  }
  return Value(base::Decimal(id->value, 0));
}

base::Result<Value> Meaning::of(Field const& field, Cell const& cell, std::string_view unit) {
  if (cell.kind == Cell::Kind::error) {
    bool const formula = cell.text.starts_with("=");
    return Problem("invalid", formula ? "the formula " + cell.text + " was never calculated" : "the cell holds the error " + cell.text, field.id,
                   formula ? "open the sheet, calculate it and save it again" : "mend the formula in the sheet");
  }
  auto const text = plain(cell.text);
  if (cell.kind == Cell::Kind::empty || means_nothing(text)) {
    return Value();
  }
  switch (field.type) {
    case Type::number: case Type::decimal: return number(field, cell, unit);
    case Type::date: case Type::time: return day(field, cell);
    case Type::code: case Type::codes: case Type::department: case Type::grid_cell: return code(field, text);
    case Type::reference: return reference(field, tidy(cell.text));
    case Type::attachment: case Type::photo: case Type::signature:
      return Problem("invalid", "files do not come in a sheet", field.id, "leave the cell empty and add them at the record");
    case Type::yes_no:
      if (auto const yes = yes_or_no(text, field.title.zh)) {
        return Value(*yes);
      }
      return Problem("invalid", "'" + base::printable(text) + "' is neither yes nor no", field.id, "write 是 or 否");
    case Type::identifier:
      if (lost_digits(cell)) {
        return Problem("invalid", "the spreadsheet turned the code into the number " + text + "; its last digits are lost", field.id,
                       "format the column as text and enter the code anew");
      }
      break;
    default: break;
  }
  // Letters as they are written; only what is a code is made plain.
  auto const entered = field.type == Type::identifier ? identifier_text(field, text) : tidy(cell.text, field.type != Type::memo);
  auto value = definitions::read_value(set_, field, entered);
  return value ? value : base::Result<Value>(wrong(field, value.error()));
}

}  // namespace exchange
