// JSON and CSV out of values.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gate/gate.hpp"
#include "tabular/tabular.hpp"

namespace gate {
namespace {

constexpr double great_sum = 1e8;

std::string cell(json::value const& value);

/// 25.76, not 25.759999999999998: more digits than any instrument has. Great sums keep all of theirs.
std::string shown(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, std::abs(value) < great_sum ? "%.10g" : "%.15g", value);   // NOLINT(cppcoreguidelines-pro-type-vararg)
  return base::format_number(base::parse_number(digits).value_or(value));
}

/// One of a list: what has a title or a name is told by it.
std::string entry(json::value const& value) {
  for (auto const* name : {"title", "name"}) {
    auto const* called = value.is_object() ? value.get_object().if_contains(name) : nullptr;
    if (called != nullptr) {
      return cell(*called);
    }
  }
  return cell(value);
}

/// "PM2.5=35 PM10=60"; what is nested deeper stays JSON.
std::string pairs(json::object const& object) {
  std::string joined;
  for (auto const& member : object) {
    if (member.value().is_structured()) {
      return to_text(object);
    }
    joined += (joined.empty() ? "" : " ") + std::string(member.key()) + "=" + cell(member.value());
  }
  return joined;
}

// How a cell stands in a CSV: lists joined by blanks (things by their names), titles in Chinese, flat objects as pairs.
std::string cell(json::value const& value) {
  switch (value.kind()) {
    case json::kind::null: return "";
    case json::kind::string: return std::string(value.get_string());
    case json::kind::bool_: return value.get_bool() ? "1" : "0";
    case json::kind::double_: return shown(value.get_double());
    case json::kind::array: {
      std::string joined;
      for (auto const& one : value.get_array()) {
        joined += (joined.empty() ? "" : " ") + entry(one);
      }
      return joined;
    }
    case json::kind::object:
      if (auto const* zh = value.get_object().if_contains("zh")) {
        return cell(*zh);
      }
      return pairs(value.get_object());
    default: return to_text(value);
  }
}

http::Response table(json::array const& items, Listing const& listing) {
  std::vector<std::string> columns;
  for (auto const& member : listing.row) {
    columns.emplace_back(member.key());
  }
  for (auto const& item : items) {
    for (auto const& member : item.get_object()) {
      if (std::find(columns.begin(), columns.end(), member.key()) == columns.end()) {
        columns.emplace_back(member.key());
      }
    }
  }
  std::string body = "\xEF\xBB\xBF" + tabular::csv_line(columns);   // the mark tells spreadsheets that this is UTF-8
  for (auto const& item : items) {
    std::vector<std::string> cells;
    for (auto const& column : columns) {
      auto const* value = item.get_object().if_contains(column);
      cells.push_back(value == nullptr ? "" : cell(*value));
    }
    body += tabular::csv_line(cells);
  }
  http::Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + std::string(listing.file_name) + ".csv\"");
  response.body = std::move(body);
  return response;
}

bool less(json::value const* a, json::value const* b) {
  if (a == nullptr || b == nullptr || a->is_null() || b->is_null()) {
    return b != nullptr && !b->is_null() && (a == nullptr || a->is_null());
  }
  if (a->is_number() && b->is_number()) {
    return a->to_number<double>() < b->to_number<double>();
  }
  return cell(*a) < cell(*b);
}

base::Outcome sort_items(json::array& items, std::string_view by) {
  bool const descending = by.starts_with('-');
  by.remove_prefix(descending ? 1 : 0);
  auto const has = [&](json::value const& item) { return item.get_object().contains(by); };
  if (!items.empty() && std::none_of(items.begin(), items.end(), has)) {
    return base::Problem("bad_parameter", "there is no field '" + base::printable(by) + "' to sort by", "sort", "use a field of the answer");
  }
  std::stable_sort(items.begin(), items.end(), [&](json::value const& a, json::value const& b) {
    auto const* left = a.get_object().if_contains(by);
    auto const* right = b.get_object().if_contains(by);
    return descending ? less(right, left) : less(left, right);
  });
  return base::Done{};
}

/// Numbers as people write them, 44.5 and not 4.45E1; the rest as the library does.
void write(json::value const& value, std::string (&number)(double), std::string& out) {
  if (auto const* real = value.if_double()) {
    out += std::isfinite(*real) ? number(*real) : "null";
  } else if (auto const* list = value.if_array()) {
    out += '[';
    for (auto const& one : *list) {
      if (&one != list->data()) out += ',';
      write(one, number, out);
    }
    out += ']';
  } else if (auto const* object = value.if_object()) {
    out += '{';
    for (auto const& member : *object) {
      if (&member != object->begin()) out += ',';
      out += json::serialize(json::string_view(member.key())) + ':';
      write(member.value(), number, out);
    }
    out += '}';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string to_text(json::value const& value) {
  std::string out;
  write(value, shown, out);
  return out;
}

std::string to_exact_text(json::value const& value) {
  std::string out;
  write(value, base::format_number, out);
  return out;
}
json::value number(double value) { return std::isfinite(value) ? json::value(value) : json::value(nullptr); }
json::value time_or_null(base::Time t) { return t.ms == 0 ? json::value(nullptr) : json::value(base::format(t)); }
json::value time_or_null(std::optional<base::Time> t) { return t ? json::value(base::format(*t)) : json::value(nullptr); }
json::string text(std::string_view bytes) { return json::string(base::is_utf8(bytes) ? std::string(bytes) : base::printable(bytes)); }
json::object title(std::string_view zh, std::string_view en) { return {{"zh", text(zh)}, {"en", text(en)}}; }

http::Response answer(json::value const& value, int status) {
  http::Response response;
  response.status = status;
  response.body = to_text(value);
  return response;
}
http::Response refuse(base::Problem const& problem) {
  bool const of_form = problem.code == "invalid" && !problem.where.empty();
  return http::problem(http::status_of(problem), problem, of_form ? std::vector{problem} : std::vector<base::Problem>{});
}
http::Response no_content() {
  http::Response response;
  response.status = 204;
  return response;
}

base::Result<Cut> cut_of(Call const& call) {
  Cut cut;
  for (auto const& [name, into, least, most] : {std::tuple{"skip", &cut.skip, std::int64_t{0}, std::int64_t{100'000'000}},
                                                std::tuple{"limit", &cut.limit, std::int64_t{1}, std::int64_t{1000}}}) {
    auto const given = call.query(name);
    if (given.empty()) {
      continue;
    }
    auto const value = base::parse_integer(given);
    if (!value || *value < least || *value > most) {
      return base::Problem("bad_parameter", "'" + base::printable(given) + "' is not a whole number in range", name,
                           "write a number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    *into = static_cast<std::size_t>(*value);
  }
  return cut;
}

http::Response page_of(Call const& call, json::array items, std::size_t total, Listing const& listing) {
  if (call.csv) {
    return table(items, listing);
  }
  auto const cut = cut_of(call);
  return !cut ? refuse(cut.error())
              : answer(json::object{{"items", std::move(items)}, {"total", total}, {"skip", cut->skip}, {"limit", cut->limit}});
}

http::Response page(Call const& call, json::array items, Listing const& listing) {
  if (auto const by = call.query("sort"); !by.empty()) {
    if (auto const sorted = sort_items(items, by); !sorted) {
      return refuse(sorted.error());
    }
  }
  return page_sorted(call, std::move(items), listing);
}

http::Response page_sorted(Call const& call, json::array items, Listing const& listing) {
  auto const cut = cut_of(call);
  if (!cut) {
    return refuse(cut.error());
  }
  auto const total = items.size();
  auto const first = call.csv ? 0 : std::min(cut->skip, total), last = call.csv ? total : std::min(total, cut->skip + cut->limit);
  json::array shown;
  for (auto i = first; i < last; ++i) {
    if (listing.finish) {
      listing.finish(items[i].get_object());
    }
    shown.push_back(std::move(items[i]));
  }
  return page_of(call, std::move(shown), total, listing);
}

namespace {

std::string listed(std::set<std::string_view> const& words) {
  std::string known;
  for (auto const word : words) {
    known += (known.empty() ? "" : " ") + std::string(word);
  }
  return known;
}

}  // namespace

base::Outcome only_parameters(Call const& call, std::set<std::string_view> const& known) {
  for (auto const& [name, value] : call.request.query) {
    if (!known.contains(name)) {
      auto const shown_name = base::printable(name);
      return base::Problem("bad_parameter", "there is no parameter '" + shown_name + "' here", shown_name,
                           known.empty() ? "leave it out" : "use " + listed(known));
    }
  }
  return base::Done{};
}

base::Outcome one_of(Call const& call, std::string_view name, std::set<std::string_view> const& words) {
  auto const given = call.query(name);
  if (given.empty() || words.contains(given)) {
    return base::Done{};
  }
  return base::Problem("bad_parameter", "'" + base::printable(given) + "' is not known", std::string(name), "use one of " + listed(words));
}

base::Result<bool> oldest_first_of(Call const& call, std::set<std::string_view> const& fields) {
  auto const given = call.query("sort");
  auto const field = std::string_view(given).substr(given.starts_with('-') ? 1 : 0);
  if (given.empty() || fields.contains(field)) {
    return !given.empty() && !given.starts_with('-');
  }
  return base::Problem("bad_parameter", "this list cannot be sorted by '" + base::printable(field) + "'", "sort",
                       "use one of " + listed(fields) + ", with - before it for the newest first");
}

base::Result<Span> span_of(Call const& call, base::Duration length) {
  Span range{call.now() - length, call.now() + base::Duration(1)};
  if (auto const to = call.query("to"); !to.empty()) {
    auto const read = base::parse_time(to);
    if (!read) {
      return base::Problem(read.error().code, read.error().detail, "to", read.error().mend);
    }
    range.to = *read;
    range.from = range.to - length;
  }
  if (auto const from = call.query("from"); !from.empty()) {
    auto const read = base::parse_time(from);
    if (!read) {
      return base::Problem(read.error().code, read.error().detail, "from", read.error().mend);
    }
    range.from = *read;
  }
  if (range.to < range.from) {
    return base::Problem("bad_parameter", "the range ends before it begins", "from", "give from earlier than to");
  }
  return range;
}

}  // namespace gate
