// How values, times and lists lie to one another.
#include <algorithm>

#include "query/inside.hpp"

namespace query::inside {
namespace {

enum class Sort : std::uint8_t { null, boolean, number, text, instant, list, geometry };
constexpr std::string_view sorts[] = {"nothing", "true or false", "a number", "text", "a day or time", "a list", "a geometry"};

Sort sort_of(Value const& value) {
  constexpr Sort by_index[] = {Sort::null,    Sort::boolean, Sort::number, Sort::number,  Sort::text,
                               Sort::instant, Sort::instant, Sort::list,   Sort::geometry};
  return by_index[value.index()];
}

// An edge as an instant; a day beside a time reaches over the whole day.
std::optional<base::Time> instant(Edge const& edge) {
  if (!edge.at) {
    return std::nullopt;
  }
  auto const start = instant_of(*edge.at);
  bool const whole_day = edge.end && std::holds_alternative<base::Day>(*edge.at);
  return whole_day ? start + (base::day_length - base::Duration(1)) : start;
}

std::strong_ordering order_of(Edge const& a, Edge const& b) {
  auto const open_rank = [](Edge const& e) { return e.at ? 0 : e.end ? 1 : -1; };
  if (!a.at || !b.at) {
    return open_rank(a) <=> open_rank(b);
  }
  auto const* day_a = std::get_if<base::Day>(&*a.at);
  auto const* day_b = std::get_if<base::Day>(&*b.at);
  if (day_a != nullptr && day_b != nullptr) {
    return *day_a <=> *day_b;
  }
  return *instant(a) <=> *instant(b);
}

std::optional<Span> span_of(Worth const& worth) {
  if (auto const* span = std::get_if<Span>(&worth)) {
    return *span;
  }
  auto const* value = std::get_if<Value>(&worth);
  if (value == nullptr || sort_of(*value) != Sort::instant) {
    return std::nullopt;
  }
  return Span{.from = {.at = *value, .end = false}, .to = {.at = *value, .end = true}, .known = true};
}

bool is_nothing(Worth const& worth) {
  auto const* value = std::get_if<Value>(&worth);
  return value != nullptr && is_null(*value);
}

// What makes two elements of sets the same; nullopt for what cannot be an element.
std::optional<std::string> element_key(Value const& value) {
  switch (sort_of(value)) {
    case Sort::null: return "0";
    case Sort::boolean: return std::get<bool>(value) ? "b1" : "b0";
    case Sort::number: return "n" + number_key(value);
    case Sort::text: return "t" + std::get<std::string>(value);
    case Sort::instant: return "i" + std::to_string(instant_of(value).ms);
    default: return std::nullopt;
  }
}

base::Result<std::vector<std::string>> set_of(Op op, Worth const& worth) {
  auto const items = items_of(worth);
  if (!items) {
    return bad_type(name_of(op), "lists", worth);
  }
  std::vector<std::string> keys;
  for (auto const& item : *items) {
    auto key = element_key(item);
    if (!key) {
      return bad_type(name_of(op), "single values as elements", item);
    }
    keys.push_back(std::move(*key));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

// The length of the letter at `at`.
std::size_t letter_length(std::string_view text, std::size_t at) { return letter_at(text.substr(at), 1); }

}  // namespace

std::string_view kind_of(Worth const& worth) {
  auto const* value = std::get_if<Value>(&worth);
  if (value != nullptr) {
    return sorts[static_cast<std::size_t>(sort_of(*value))];
  }
  return std::holds_alternative<Items>(worth) ? "a list" : "an interval";
}

base::Problem bad_type(std::string_view name, std::string_view wants, Worth const& got) {
  std::string detail = "'";
  detail.append(name).append("' wants ").append(wants).append(", here is ").append(kind_of(got));
  return base::Problem("bad_type", std::move(detail), std::string(name));
}

std::optional<Items> items_of(Worth const& worth) {
  if (auto const* items = std::get_if<Items>(&worth)) {
    return *items;
  }
  auto const* value = std::get_if<Value>(&worth);
  auto const* texts = value != nullptr ? std::get_if<std::vector<std::string>>(value) : nullptr;
  return texts != nullptr ? std::optional(Items(texts->begin(), texts->end())) : std::nullopt;
}

base::Result<std::optional<std::partial_ordering>> compare(std::string_view name, Value const& a, Value const& b) {
  using Order = std::optional<std::partial_ordering>;
  if (is_null(a) || is_null(b)) {
    return Order();
  }
  auto const sort = sort_of(a);
  if (sort != sort_of(b) || sort == Sort::geometry) {
    std::string detail = "'";
    detail.append(name).append("' cannot compare ").append(kind_of(a)).append(" with ").append(kind_of(b));
    auto const mend = sort == Sort::instant || sort_of(b) == Sort::instant ? "write days as DATE('2026-03-01'), times as TIMESTAMP('…')" : "";
    return base::Problem("bad_type", std::move(detail), std::string(name), mend);
  }
  switch (sort) {
    case Sort::number: {
      auto const order = compare_numbers(a, b);
      return order == std::partial_ordering::unordered ? Order() : Order(order);
    }
    case Sort::boolean: return Order(std::get<bool>(a) <=> std::get<bool>(b));
    case Sort::text: return Order(std::get<std::string>(a) <=> std::get<std::string>(b));
    case Sort::list: return Order(std::get<std::vector<std::string>>(a) <=> std::get<std::vector<std::string>>(b));
    default: return Order(instant_of(a) <=> instant_of(b));
  }
}

base::Result<Value> temporal(Op op, Worth const& a, Worth const& b) {
  auto const first = span_of(a);
  auto const second = span_of(b);
  if ((!first && !is_nothing(a)) || (!second && !is_nothing(b))) {
    return bad_type(name_of(op), "days, times or intervals", !first && !is_nothing(a) ? a : b);
  }
  if (!first || !second || !first->known || !second->known) {
    return Value();
  }
  auto const start = order_of(first->from, second->from);
  auto const end = order_of(first->to, second->to);
  auto const end_start = order_of(first->to, second->from);
  auto const start_end = order_of(first->from, second->to);
  switch (op) {
    case Op::t_after: return Value(start_end > 0);
    case Op::t_before: return Value(end_start < 0);
    case Op::t_contains: return Value(start < 0 && end > 0);
    case Op::t_disjoint: return Value(end_start < 0 || start_end > 0);
    case Op::t_during: return Value(start > 0 && end < 0);
    case Op::t_equals: return Value(start == 0 && end == 0);
    case Op::t_finished_by: return Value(start < 0 && end == 0);
    case Op::t_finishes: return Value(start > 0 && end == 0);
    case Op::t_intersects: return Value(end_start >= 0 && start_end <= 0);
    case Op::t_meets: return Value(end_start == 0);
    case Op::t_met_by: return Value(start_end == 0);
    case Op::t_overlapped_by: return Value(start > 0 && start_end < 0 && end > 0);
    case Op::t_overlaps: return Value(start < 0 && end_start > 0 && end < 0);
    case Op::t_started_by: return Value(start == 0 && end > 0);
    default: return Value(start == 0 && end < 0);
  }
}

base::Result<Value> array_relation(Op op, Worth const& a, Worth const& b) {
  if (is_nothing(a) || is_nothing(b)) {
    return Value();
  }
  auto const first = set_of(op, a);
  auto const second = first ? set_of(op, b) : first;
  if (!second) {
    return second.error();
  }
  auto const includes = [](auto const& all, auto const& some) { return std::includes(all.begin(), all.end(), some.begin(), some.end()); };
  switch (op) {
    case Op::a_equals: return Value(*first == *second);
    case Op::a_contains: return Value(includes(*first, *second));
    case Op::a_contained_by: return Value(includes(*second, *first));
    default: break;
  }
  std::vector<std::string> shared;
  std::set_intersection(first->begin(), first->end(), second->begin(), second->end(), std::back_inserter(shared));
  return Value(!shared.empty());
}

// % any letters, _ one letter, \ takes the next letter as it is. Only the last % is tried again, so the work is text × pattern at most.
base::Result<bool> is_like(std::string_view text, std::string_view pattern) {
  if (pattern.size() > pattern_bytes_max) {
    return base::Problem("bad_type", "a pattern of 'like' has at most " + std::to_string(pattern_bytes_max) + " bytes", "like");
  }
  std::size_t t = 0, p = 0;
  auto star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = ++p;
      star_text = t;
      continue;
    }
    auto const step = letter_length(text, t);
    bool const any = p < pattern.size() && pattern[p] == '_';
    std::size_t const escape = p + 1 < pattern.size() && pattern[p] == '\\' ? 1 : 0;
    if (any || (p < pattern.size() && pattern.substr(p + escape).starts_with(text.substr(t, step)))) {
      p += any ? 1 : escape + step;
      t += step;
    } else if (star != std::string_view::npos) {
      star_text += letter_length(text, star_text);
      t = star_text;
      p = star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') {
    ++p;
  }
  return p == pattern.size();
}

}  // namespace query::inside
