// Spans of time by name, the seasons by the dates of the catalogue.
#include <algorithm>
#include <array>

#include "evaluate/desk.hpp"

namespace evaluate {
namespace {

constexpr std::array<std::string_view, 6> form_names{"day", "month", "quarter", "year", "heating", "rest"};
constexpr int year_first = 1970, year_last = 2999, months_a_year = 12, months_a_quarter = 3;
constexpr std::string_view season_of = "采暖期";   // number of the edition and name of its table
constexpr std::string_view heating_tail = "-heating", rest_tail = "-rest";

base::Problem bad_span(std::string_view text) {
  return base::Problem("bad_span", "'" + base::printable(text) + "' is no span of time", "span",
                       "write 2026-11-26, 2026-11, 2026-Q4, 2026, 2025-heating (the season that begins in 2025) or 2026-rest (what lies between two)");
}

struct MonthDay { int month = 0, day = 0; };
std::optional<MonthDay> month_day(catalog::Catalog const& catalog, std::string_view name, Day on) {
  auto const* edition = catalog.in_force(season_of, on);
  auto const* row = edition == nullptr ? nullptr : catalog.parameter(edition->id + "/" + std::string(season_of), "", name, on);
  if (row == nullptr || row->text.size() != std::string_view("11-01").size()) {
    return {};
  }
  auto const day = base::parse_day("2000-" + row->text);   // a leap year: every day of the year is one of it
  auto const civil = day ? base::to_beijing(base::start_of(*day)) : base::Civil{};
  return day ? std::optional(MonthDay{civil.month, civil.day}) : std::nullopt;
}

std::string padded(int number, std::size_t digits) {
  auto text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

/// The days of the season that begins in a year.
std::optional<Span> heating(catalog::Catalog const& catalog, int year) {
  auto const on = base::day_of(year, months_a_year, 31);
  auto const from = month_day(catalog, "from", on), to = month_day(catalog, "to", on);
  if (!from || !to) {
    return {};
  }
  bool const over_new_year = std::tie(to->month, to->day) < std::tie(from->month, from->day);
  return Span{Form::heating, base::day_of(year, from->month, from->day), base::day_of(over_new_year ? year + 1 : year, to->month, to->day),
              padded(year, 4) + std::string(heating_tail)};
}

/// The months before the season that begins in a year, since the last one ended.
std::optional<Span> rest(catalog::Catalog const& catalog, int year) {
  auto const before = heating(catalog, year - 1), next = heating(catalog, year);
  if (!before || !next) {
    return {};
  }
  return Span{Form::rest, {before->to.number + 1}, {next->from.number - 1}, padded(year, 4) + std::string(rest_tail)};
}

Span month_span(int year, int month) {
  auto const next = month == months_a_year ? base::day_of(year + 1, 1, 1) : base::day_of(year, month + 1, 1);
  return {Form::month, base::day_of(year, month, 1), {next.number - 1}, padded(year, 4) + "-" + padded(month, 2)};
}
Span quarter_span(int year, int quarter) {
  auto const first = (quarter - 1) * months_a_quarter + 1;
  return {Form::quarter, base::day_of(year, first, 1), month_span(year, first + months_a_quarter - 1).to, padded(year, 4) + "-Q" + std::to_string(quarter)};
}
Span year_span(int year) { return {Form::year, base::day_of(year, 1, 1), base::day_of(year, months_a_year, 31), padded(year, 4)}; }
Span day_span(Day day) { return {Form::day, day, day, base::format(day)}; }

/// A span by the numbers of its name.
std::optional<Span> named(catalog::Catalog const& catalog, int year, std::string_view tail) {
  if (tail == heating_tail || tail == rest_tail) {
    return tail == heating_tail ? heating(catalog, year) : rest(catalog, year);
  }
  if (tail.size() == 3 && tail.starts_with("-Q")) {
    auto const quarter = tail[2] - '0';
    return quarter >= 1 && quarter <= months_a_year / months_a_quarter ? std::optional(quarter_span(year, quarter)) : std::nullopt;
  }
  auto const month = tail.size() == 3 ? base::parse_integer(tail.substr(1)) : std::nullopt;
  return month && *month >= 1 && *month <= months_a_year ? std::optional(month_span(year, static_cast<int>(*month))) : std::nullopt;
}

base::Civil civil_of(Day day) { return base::to_beijing(base::start_of(day)); }

}  // namespace

std::string_view name_of(Form form) { return form_names.at(static_cast<std::size_t>(form)); }

base::Result<Span> parse_span(catalog::Catalog const& catalog, std::string_view text) {
  auto const year = text.size() >= 4 ? base::parse_integer(text.substr(0, 4)) : std::nullopt;
  if (!year || *year < year_first || *year > year_last) {
    return bad_span(text);
  }
  if (text.size() == 4) {
    return year_span(static_cast<int>(*year));
  }
  if (text[4] != '-') {
    return bad_span(text);
  }
  if (std::count(text.begin(), text.end(), '-') == 2) {
    auto const day = base::parse_day(text);
    return day ? base::Result<Span>(day_span(*day)) : bad_span(text);
  }
  auto const span = named(catalog, static_cast<int>(*year), text.substr(4));
  return span ? base::Result<Span>(*span) : bad_span(text);
}

Span span_of(catalog::Catalog const& catalog, Form form, Day day) {
  auto const civil = civil_of(day);
  switch (form) {
    case Form::day: return day_span(day);
    case Form::month: return month_span(civil.year, civil.month);
    case Form::quarter: return quarter_span(civil.year, (civil.month - 1) / months_a_quarter + 1);
    case Form::year: return year_span(civil.year);
    case Form::heating:
    case Form::rest: break;
  }
  for (int year = civil.year; year >= civil.year - 1; --year) {
    auto const span = form == Form::heating ? heating(catalog, year) : rest(catalog, year);
    if (span && span->from <= day) {
      return *span;
    }
  }
  return {.form = form, .from = {}, .to = {-1}, .text = {}};
}

Span year_before(catalog::Catalog const& catalog, Span const& span) {
  auto const civil = civil_of(span.from);
  if (span.form == Form::day) {
    bool const leap_day = civil.month == 2 && civil.day == 29;
    return day_span(base::day_of(civil.year - 1, civil.month, leap_day ? 28 : civil.day));
  }
  auto const year = span.text.substr(0, 4);
  auto const before = parse_span(catalog, padded(civil_of(span.form == Form::rest ? span.to : span.from).year - 1, 4) + span.text.substr(year.size()));
  return before ? *before : Span{.form = span.form, .from = {}, .to = {-1}, .text = {}};
}

std::vector<Span> spans_between(catalog::Catalog const& catalog, Form form, Day first, Day last) {
  std::vector<Span> spans;
  auto span = span_of(catalog, form, first);
  if (span.text.empty()) {   // nothing before it; the next one may begin later
    span = span_of(catalog, form, last);
  }
  while (!span.text.empty() && span.from <= last && spans.size() < spans_max) {
    if (span.to >= first) {
      spans.push_back(span);
    }
    bool const season = form == Form::heating || form == Form::rest;
    auto const next_year = padded(static_cast<int>(*base::parse_integer(span.text.substr(0, 4))) + 1, 4);
    auto const next = season ? parse_span(catalog, next_year + span.text.substr(4)) : base::Result<Span>(span_of(catalog, form, {span.to.number + 1}));
    if (!next) {
      break;
    }
    span = *next;
  }
  return spans;
}

}  // namespace evaluate
