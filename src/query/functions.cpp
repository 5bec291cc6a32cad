// The functions of rules and computed fields: one table.
#include <algorithm>
#include <cmath>

#include "query/inside.hpp"

namespace query::inside {
namespace {

using Of = std::vector<Worth>;
using Yield = base::Result<Value>;
constexpr std::size_t any = nodes_max;
constexpr std::int64_t days_max = 4'000'000;         // more than lie between the years 0 and 9999
constexpr std::int32_t first_day = -719'528, last_day = 2'932'896;   // 0000-01-01, 9999-12-31
constexpr int round_digits_max = 15;
constexpr std::string_view wide_blank = "\xE3\x80\x80";

Value const& at(Of const& of, std::size_t index) { return std::get<Value>(of[index]); }

template <typename T>
T const* one(Worth const& worth) {
  auto const* value = std::get_if<Value>(&worth);
  return value != nullptr ? std::get_if<T>(value) : nullptr;
}
bool is_numeric(Worth const& worth) {
  auto const* value = std::get_if<Value>(&worth);
  return value != nullptr && is_number(*value);
}
std::optional<base::Day> day_in(Worth const& worth) {
  if (auto const* day = one<base::Day>(worth)) {
    return *day;
  }
  auto const* time = one<base::Time>(worth);
  return time != nullptr ? std::optional(base::beijing_day(*time)) : std::nullopt;
}
std::optional<std::int64_t> whole_in(Worth const& worth) {
  auto const* value = std::get_if<Value>(&worth);
  return value != nullptr ? whole(*value) : std::nullopt;
}
Value counted(std::size_t count) { return base::Decimal(static_cast<std::int64_t>(count), 0); }

template <std::string (*change)(std::string_view)>
Yield on_text(std::string_view name, Of const& of, Moment) {
  auto const* text = one<std::string>(of[0]);
  return text != nullptr ? Yield(Value(change(*text))) : bad_type(name, "text", of[0]);
}

std::string trimmed(std::string_view text) {
  auto rest = base::trim(text);
  while (rest.starts_with(wide_blank)) {
    rest = base::trim(rest.substr(wide_blank.size()));
  }
  while (rest.ends_with(wide_blank)) {
    rest = base::trim(rest.substr(0, rest.size() - wide_blank.size()));
  }
  return std::string(rest);
}

Yield length(std::string_view name, Of const& of, Moment) {
  if (auto const* text = one<std::string>(of[0])) {
    return counted(count_letters(*text));
  }
  auto const items = items_of(of[0]);
  return items ? Yield(counted(items->size())) : bad_type(name, "text or a list", of[0]);
}

// substr(text, first letter from 1, how many)
Yield substr(std::string_view name, Of const& of, Moment) {
  auto const* text = one<std::string>(of[0]);
  auto const from = whole_in(of[1]);
  auto const count = of.size() > 2 ? whole_in(of[2]) : std::optional(std::int64_t{1} << 40);
  if (text == nullptr || !from || !count) {
    return bad_type(name, "text and whole numbers", text == nullptr ? of[0] : !from ? of[1] : of[2]);
  }
  std::int64_t const end = *from > (std::int64_t{1} << 40) ? *from : *from + std::clamp<std::int64_t>(*count, 0, std::int64_t{1} << 40);
  auto const first = letter_at(*text, static_cast<std::size_t>(std::max<std::int64_t>(*from, 1) - 1));
  auto const last = letter_at(*text, static_cast<std::size_t>(std::max<std::int64_t>(end, 1) - 1));
  return Value(text->substr(first, last - first));
}

Yield concat(std::string_view name, Of const& of, Moment) {
  std::string out;
  for (auto const& part : of) {
    auto const* value = std::get_if<Value>(&part);
    if (auto const* text = one<std::string>(part)) {
      out += *text;
    } else if (is_numeric(part)) {
      out += number_text(*value);
    } else if (auto const* day = one<base::Day>(part)) {
      out += day_text(*day);
    } else if (value == nullptr || !is_null(*value)) {
      return bad_type(name, "texts, numbers and days", part);
    }
  }
  return Value(std::move(out));
}

Yield absolute(std::string_view name, Of const& of, Moment) {
  if (!is_numeric(of[0])) {
    return bad_type(name, "a number", of[0]);
  }
  auto const minus = compare_numbers(at(of, 0), base::Decimal()) < 0;
  if (minus) {
    return calculate(Op::multiply, base::Decimal(-1, 0), at(of, 0));
  }
  return at(of, 0);
}

template <Towards how>
Yield rounded(std::string_view name, Of const& of, Moment) {
  auto const digits = of.size() > 1 ? whole_in(of[1]) : std::optional<std::int64_t>(0);
  if (!is_numeric(of[0])) {
    return bad_type(name, "a number", of[0]);
  }
  if (!digits || *digits < 0 || *digits > round_digits_max) {
    return bad_type(name, "0 to 15 digits", of[1]);
  }
  return round_number(at(of, 0), static_cast<int>(*digits), how);
}

// All arguments, a list among them opened; what is null is left out.
base::Result<Items> opened(std::string_view name, Of const& of) {
  Items all;
  for (auto const& part : of) {
    auto const* value = std::get_if<Value>(&part);
    auto const items = items_of(part);
    if (items) {
      all.insert(all.end(), items->begin(), items->end());
    } else if (value != nullptr) {
      all.push_back(*value);
    } else {
      return bad_type(name, "values", part);
    }
  }
  std::erase_if(all, is_null);
  return all;
}

template <bool largest>
Yield extreme(std::string_view name, Of const& of, Moment) {
  auto const all = opened(name, of);
  if (!all) {
    return all.error();
  }
  Value best;
  for (auto const& value : *all) {
    auto const order = compare(name, value, best);
    if (!order) {
      return order.error();
    }
    if (!*order || (largest ? **order > 0 : **order < 0)) {
      best = value;
    }
  }
  return best;
}

Yield sum(std::string_view name, Of const& of, Moment) {
  auto const all = opened(name, of);
  if (!all) {
    return all.error();
  }
  Value total;
  for (auto const& value : *all) {
    if (!is_number(value)) {
      return bad_type(name, "numbers", value);
    }
    total = is_null(total) ? value : calculate(Op::add, total, value);
    if (is_null(total)) {
      break;
    }
  }
  return total;
}

template <int which>
Yield part_of_day(std::string_view name, Of const& of, Moment) {
  auto const day = day_in(of[0]);
  if (!day) {
    return bad_type(name, "a day or a time", of[0]);
  }
  std::chrono::year_month_day const date{std::chrono::sys_days(std::chrono::days(day->number))};
  int const year = static_cast<int>(date.year());
  int const month = static_cast<int>(static_cast<unsigned>(date.month()));
  int const number = which == 0 ? year : which == 1 ? month : static_cast<int>(static_cast<unsigned>(date.day()));
  return Value(base::Decimal(number, 0));
}

Yield days_between(std::string_view name, Of const& of, Moment) {
  auto const from = day_in(of[0]);
  auto const to = day_in(of[1]);
  if (!from || !to) {
    return bad_type(name, "days or times", from ? of[1] : of[0]);
  }
  return Value(base::Decimal(std::int64_t{to->number} - from->number, 0));
}

// The same kind as the first argument, so many days later.
Value moved(Worth const& what, std::int64_t days) {
  if (auto const* time = one<base::Time>(what)) {
    return base::Time{time->ms + days * base::day_length.count()};
  }
  auto const number = one<base::Day>(what)->number + days;
  if (number < first_day || number > last_day) {
    return {};
  }
  return base::Day{static_cast<std::int32_t>(number)};
}

Yield add_days(std::string_view name, Of const& of, Moment) {
  auto const count = whole_in(of[1]);
  if (!day_in(of[0]) || !count) {
    return bad_type(name, "a day or time and a whole number", day_in(of[0]) ? of[1] : of[0]);
  }
  if (std::abs(*count) > days_max) {
    return Value();
  }
  return moved(of[0], *count);
}

// The same day of a later month, or its last day: 31 January and one month is 28 or 29 February.
Yield add_months(std::string_view name, Of const& of, Moment) {
  auto const day = day_in(of[0]);
  auto const count = whole_in(of[1]);
  if (!day || !count) {
    return bad_type(name, "a day or time and a whole number", day ? of[1] : of[0]);
  }
  if (std::abs(*count) > days_max || day->number < first_day || day->number > last_day) {
    return Value();
  }
  std::chrono::year_month_day const date{std::chrono::sys_days(std::chrono::days(day->number))};
  auto const months = static_cast<int>(date.year()) * 12LL + static_cast<unsigned>(date.month()) - 1 + *count;
  if (months < 0 || months >= 120'000) {
    return Value();
  }
  std::chrono::year const year(static_cast<int>(months / 12));
  std::chrono::month const month(static_cast<unsigned>(months % 12 + 1));
  auto const last = std::chrono::year_month_day_last(year, std::chrono::month_day_last(month)).day();
  auto const then = std::chrono::sys_days(year / month / std::min(date.day(), last));
  return moved(of[0], then.time_since_epoch().count() - day->number);
}

Yield today(std::string_view, Of const&, Moment moment) { return Value(base::beijing_day(moment.now)); }
Yield now(std::string_view, Of const&, Moment moment) { return Value(moment.now); }

template <double (*measure)(geo::Geometry const&)>
Yield measured(std::string_view name, Of const& of, Moment) {
  auto const* geometry = one<geo::Geometry>(of[0]);
  return geometry != nullptr ? Yield(Value(measure(*geometry))) : bad_type(name, "a geometry", of[0]);
}

Yield has(std::string_view, Of const& of, Moment) {
  auto const* item = std::get_if<Value>(&of[1]);
  return item == nullptr ? array_relation(Op::a_contains, of[0], of[1]) : array_relation(Op::a_contains, of[0], Worth(Items{*item}));
}

constexpr Function function_table[] = {
    {"lower", 1, 1, on_text<lower>},
    {"upper", 1, 1, on_text<upper>},
    {"trim", 1, 1, on_text<trimmed>},
    {"length", 1, 1, length},
    {"substr", 2, 3, substr},
    {"concat", 1, any, concat, false},
    {"abs", 1, 1, absolute},
    {"round", 1, 2, rounded<Towards::nearest_even>},
    {"floor", 1, 1, rounded<Towards::down>},
    {"ceil", 1, 1, rounded<Towards::up>},
    {"min", 1, any, extreme<false>, false},
    {"max", 1, any, extreme<true>, false},
    {"sum", 1, any, sum, false},
    {"coalesce", 1, any, nullptr},
    {"if", 3, 3, nullptr},
    {"year", 1, 1, part_of_day<0>},
    {"month", 1, 1, part_of_day<1>},
    {"day", 1, 1, part_of_day<2>},
    {"days_between", 2, 2, days_between},
    {"add_days", 2, 2, add_days},
    {"add_months", 2, 2, add_months},
    {"today", 0, 0, today},
    {"now", 0, 0, now},
    {"area_m2", 1, 1, measured<geo::area_m2>},
    {"length_m", 1, 1, measured<geo::length_m>},
    {"has", 2, 2, has},
};

}  // namespace

Function const* function_named(std::string_view name) {
  auto const wanted = base::to_lower(name);
  auto const* const found = std::find_if(std::begin(function_table), std::end(function_table), [&](Function const& f) { return f.name == wanted; });
  return found == std::end(function_table) ? nullptr : found;
}

}  // namespace query::inside
