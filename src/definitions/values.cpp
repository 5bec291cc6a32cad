// The canonical text of every type, there and back, and whether a value is well formed by itself.
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "definitions/loader.hpp"

namespace definitions {
namespace {

using base::Problem;

Problem invalid(Field const& field, std::string detail, std::string mend = {}) {
  return Problem("invalid", std::move(detail), field.id, std::move(mend));
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown_max = 60;
  return "'" + base::printable(text.substr(0, shown_max)) + (text.size() > shown_max ? "…'" : "'");
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool has_control(std::string_view text, bool lines) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && !(lines && (c == '\n' || c == '\t'))) || byte == 0x7F;
  });
}

/// Compiled once a thread: a register has few patterns.
RE2 const& compiled(std::string const& pattern) {
  thread_local std::map<std::string, std::unique_ptr<RE2>> kept;
  auto& one = kept[pattern];
  if (!one) {
    RE2::Options options;
    options.set_log_errors(false);
    one = std::make_unique<RE2>(pattern, options);
  }
  return *one;
}

base::Result<Value> read_number(Field const& field, std::string_view text) {
  if (field.type == Type::number) {
    auto const number = base::parse_number(text);
    return number ? base::Result<Value>(Value(*number)) : invalid(field, quoted(text) + " is not a number", "write 12.5");
  }
  auto const decimal = base::Decimal::parse(text);
  if (!decimal) {
    return invalid(field, quoted(text) + " is not a number", "write 12.5");
  }
  auto const rounded = decimal->rounded(field.digits);
  if (rounded != *decimal) {
    return invalid(field, quoted(text) + " has more than " + std::to_string(field.digits) + " places after the point", "round it first");
  }
  return Value(rounded);
}

base::Result<Value> read_list(Field const& field, std::string_view text) {
  std::vector<std::string> items;
  for (auto const item : base::split(text, ';')) {
    auto const trimmed = base::trim(item);
    if (!trimmed.empty() && std::find(items.begin(), items.end(), trimmed) == items.end()) {
      items.emplace_back(trimmed);
    }
  }
  if (is_file(field.type) && std::any_of(items.begin(), items.end(), [](auto const& item) { return !parse_attachment(item); })) {
    return invalid(field, "a file is named by what the upload answered", "upload it first");
  }
  return items.empty() ? Value() : Value(std::move(items));
}

base::Result<Value> read_day(Field const& field, std::string_view text) {
  if (field.type == Type::date) {
    auto const day = base::parse_day(text);
    return day ? base::Result<Value>(Value(*day)) : invalid(field, quoted(text) + " is not a date", "write 2026-03-01");
  }
  auto const time = base::parse_time(text);
  return time ? base::Result<Value>(Value(*time)) : invalid(field, quoted(text) + " is not a time", "write 2026-03-01T08:30:00+08:00");
}

base::Outcome check_range(Field const& field, base::Decimal number) {
  if ((field.min && number < *field.min) || (field.max && number > *field.max)) {
    auto const from = field.min ? "at least " + field.min->to_string() : std::string();
    auto const to = field.max ? "at most " + field.max->to_string() : std::string();
    return invalid(field, number.to_string() + " is out of range", from + (from.empty() || to.empty() ? "" : ", ") + to + " " + field.unit);
  }
  return base::Done{};
}

base::Outcome check_text(Field const& field, std::string const& text) {
  if (!base::is_utf8(text) || has_control(text, field.type == Type::memo)) {
    return invalid(field, "the text holds bytes that are no characters", "write it anew");
  }
  if (field.length_max != 0 && characters(text) > field.length_max) {
    return invalid(field, std::to_string(characters(text)) + " characters, at most " + std::to_string(field.length_max), "shorten it");
  }
  if (!field.pattern.empty() && !fits_pattern(field.pattern, text)) {
    return invalid(field, quoted(text) + " does not look like " + field.pattern, field.help.zh);
  }
  auto const form = check_identifier(field.form, text);
  return form ? form : Problem(invalid(field, form.error().detail, form.error().mend));
}

base::Outcome check_code(Set const& set, Field const& field, std::string const& code) {
  auto const* list = set.list(field.list);
  if (list != nullptr && list->find(code) == nullptr) {
    return invalid(field, quoted(code) + " is no code of " + list->title.zh, "choose one of the list " + list->id);
  }
  return base::Done{};
}

base::Outcome check_items(Set const& set, Field const& field, std::vector<std::string> const& items) {
  if (is_file(field.type) && items.size() > field.count_max) {
    return invalid(field, std::to_string(items.size()) + " files, at most " + std::to_string(field.count_max), "take some away");
  }
  for (auto const& item : items) {
    if (auto const good = field.type == Type::codes ? check_code(set, field, item) : base::Outcome(base::Done{}); !good) {
      return good;
    }
  }
  return base::Done{};
}

}  // namespace

bool is_pattern(std::string_view text) { return text.size() <= 200 && compiled(std::string(text)).ok(); }
bool fits_pattern(std::string const& pattern, std::string_view text) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled(pattern));
}

std::string to_text(Attachment const& attachment) {
  return attachment.digest + " " + attachment.type + " " + std::to_string(attachment.size) + " " + attachment.name;
}
std::optional<Attachment> parse_attachment(std::string_view text) {
  constexpr std::size_t digest_length = 64;
  auto const parts = base::split(text, ' ');
  if (parts.size() < 4 || parts[0].size() != digest_length || !base::unhex(parts[0])) {
    return std::nullopt;
  }
  auto const size = base::parse_integer(parts[2]);
  auto const name = text.substr(parts[0].size() + parts[1].size() + parts[2].size() + 3);
  if (!size || *size <= 0 || name.empty() || name.find(';') != std::string_view::npos) {
    return std::nullopt;
  }
  return Attachment{std::string(parts[0]), std::string(parts[1]), std::string(name), static_cast<std::size_t>(*size)};
}

base::Result<Value> read_value(Set const& set, Field const& field, std::string_view given) {
  auto const text = field.type == Type::memo ? given : base::trim(given);
  if (text.empty()) {
    return Value();
  }
  base::Result<Value> value = Value(std::string(text));
  switch (field.type) {
    case Type::number: case Type::decimal: value = read_number(field, text); break;
    case Type::date: case Type::time: value = read_day(field, text); break;
    case Type::codes: case Type::attachment: case Type::photo: case Type::signature: value = read_list(field, text); break;
    case Type::yes_no:
      if (text != "true" && text != "false") {
        return invalid(field, quoted(text) + " is neither yes nor no", "write true or false");
      }
      value = Value(text == "true");
      break;
    case Type::reference: {
      auto const id = base::parse_integer(text);
      if (!id || *id <= 0) {
        return invalid(field, quoted(text) + " is no number of a record", "choose a record of " + field.to);
      }
      value = Value(base::Decimal(*id, 0));
      break;
    }
    default: break;
  }
  if (!value) {
    return value;
  }
  auto const good = check(set, field, *value);
  return good ? value : base::Result<Value>(good.error());
}

std::string to_text(Field const& /*field*/, Value const& value) {
  struct Writer {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(double number) const { return base::format_number(number); }
    std::string operator()(base::Decimal const& number) const { return number.to_string(); }
    std::string operator()(std::string const& text) const { return text; }
    std::string operator()(base::Day day) const { return base::format(day); }
    std::string operator()(base::Time time) const { return base::format(time); }
    std::string operator()(std::vector<std::string> const& items) const {
      std::string all;
      for (auto const& item : items) {
        all += (all.empty() ? "" : ";") + item;
      }
      return all;
    }
    std::string operator()(geo::Geometry const& geometry) const { return geo::to_wkt(geometry); }
  };
  return std::visit(Writer{}, value);
}

std::string shown(Set const& set, Field const& field, Value const& value, bool english) {
  auto const named = [&](std::string const& code) {
    auto const* list = set.list(field.list);
    auto const* row = list == nullptr ? nullptr : list->find(code);
    return row == nullptr ? code : english && !row->name_en.empty() ? row->name_en : row->name;
  };
  if (auto const* yes = std::get_if<bool>(&value)) {
    return english ? (*yes ? "yes" : "no") : (*yes ? "是" : "否");
  }
  if (auto const* text = std::get_if<std::string>(&value); text != nullptr && !field.list.empty()) {
    return named(*text);
  }
  if (auto const* items = std::get_if<std::vector<std::string>>(&value)) {
    std::string all;
    for (auto const& item : *items) {
      auto const file = is_file(field.type) ? parse_attachment(item) : std::nullopt;
      all += (all.empty() ? "" : english ? ", " : "、") + (file ? file->name : named(item));
    }
    return all;
  }
  if (auto const* time = std::get_if<base::Time>(&value)) {
    auto const text = base::format(*time);
    return text.substr(0, 10) + " " + text.substr(11, 5);
  }
  return to_text(field, value);
}

Value blurred(Field const& /*field*/, Value const& value) {
  struct Blur {
    static double leading(double number) {
      auto const step = number == 0 ? 1 : std::pow(10.0, std::floor(std::log10(std::abs(number))));
      return std::round(number / step) * step;
    }
    Value operator()(double number) const { return leading(number); }
    Value operator()(base::Decimal const& number) const { return base::Decimal::from_double(leading(number.to_double()), 0); }
    Value operator()(base::Day day) const {
      auto const civil = base::to_beijing(base::start_of(day));
      return base::day_of(civil.year, civil.month, 1);
    }
    Value operator()(std::string const& text) const {
      constexpr std::size_t shown_characters = 2;
      std::size_t bytes = 0;
      for (std::size_t seen = 0; bytes < text.size() && seen <= shown_characters; ++bytes) {
        bool const begins = (static_cast<unsigned char>(text[bytes]) & 0xC0U) != 0x80U;
        if (begins && ++seen > shown_characters) {
          break;
        }
      }
      return text.substr(0, bytes) + "***";
    }
    Value operator()(std::monostate) const { return {}; }
    Value operator()(bool) const { return {}; }
    Value operator()(base::Time) const { return {}; }
    Value operator()(std::vector<std::string> const&) const { return {}; }
    Value operator()(geo::Geometry const&) const { return {}; }
  };
  return std::visit(Blur{}, value);
}

base::Outcome check(Set const& set, Field const& field, Value const& value) {
  if (query::is_null(value)) {
    return base::Done{};
  }
  if (auto const* number = std::get_if<double>(&value); number != nullptr && field.type == Type::number) {
    constexpr int compared_digits = 9;
    if (!std::isfinite(*number)) {
      return invalid(field, "the number is not finite");
    }
    bool const low = field.min && *number < field.min->to_double();
    bool const high = field.max && *number > field.max->to_double();
    return low || high ? check_range(field, base::Decimal::from_double(*number, compared_digits)) : base::Outcome(base::Done{});
  }
  if (auto const* decimal = std::get_if<base::Decimal>(&value); decimal != nullptr && (field.type == Type::decimal || field.type == Type::reference)) {
    return check_range(field, *decimal);
  }
  if (auto const* items = std::get_if<std::vector<std::string>>(&value); items != nullptr && (field.type == Type::codes || is_file(field.type))) {
    return check_items(set, field, *items);
  }
  if (auto const* text = std::get_if<std::string>(&value)) {
    if (field.type == Type::code || field.type == Type::department || field.type == Type::grid_cell) {
      return check_code(set, field, *text);
    }
    if (is_text(field.type) || field.type == Type::person) {
      return check_text(field, *text);
    }
  }
  bool const fits = (std::holds_alternative<bool>(value) && field.type == Type::yes_no) ||
                    (std::holds_alternative<base::Day>(value) && field.type == Type::date) ||
                    (std::holds_alternative<base::Time>(value) && field.type == Type::time);
  return fits ? base::Outcome(base::Done{}) : invalid(field, "the value is of another type than " + std::string(name_of(field.type)));
}

}  // namespace definitions
