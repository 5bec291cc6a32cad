// Parameters of /items as a question to the registry. What is not known or not valid is told, all of it.
#include <algorithm>
#include <array>
#include <cmath>

#include "features/inside.hpp"

namespace features {
namespace {

constexpr std::array item_parameters{"limit", "after", "bbox", "datetime", "crs", "bbox-crs", "filter", "filter-lang", "filter-crs"};
constexpr double half_turn = 180, quarter_turn = 90;
constexpr int edge_steps = 20;                     // of a box's side, where it becomes a curve in degrees

Problem invalid(std::string detail, std::string where, std::string mend = {}) {
  return Problem("invalid", std::move(detail), std::move(where), std::move(mend));
}

base::Result<std::int64_t> whole(http::Request const& request, std::string_view name, std::int64_t otherwise, std::int64_t least) {
  auto const text = request.query_value(name);
  auto const number = text ? base::parse_integer(*text) : otherwise;
  if (!number || *number < least) {
    return invalid("a whole number of at least " + std::to_string(least) + " is expected, not '" + base::printable(*text) + "'", std::string(name));
  }
  return *number;
}

// ---- bbox ----

/// Of four or six numbers the two corners, in the order of the system's axes.
base::Result<std::array<double, 4>> corners_of(std::string const& text) {
  std::vector<double> numbers;
  for (auto const part : base::split(text, ',')) {
    auto const number = base::parse_number(base::trim(part));
    if (!number) {
      return invalid("'" + base::printable(part) + "' is no number", "bbox");
    }
    numbers.push_back(*number);
  }
  constexpr std::size_t flat = 4, solid = 6;
  if (numbers.size() != flat && numbers.size() != solid) {
    return invalid("four or six numbers are expected, not " + std::to_string(numbers.size()), "bbox");
  }
  auto const second = numbers.size() / 2;          // heights are not kept: every place is at every height
  return std::array{numbers[0], numbers[1], numbers[second], numbers[second + 1]};
}

Node meets(geo::Geometry geometry) {
  return query::make(Op::s_intersects, {query::property("geometry"), query::literal(query::Value(std::move(geometry)))});
}

/// In degrees. A box over the antimeridian is two.
base::Outcome put_degrees(std::array<double, 4> const& box, registry::Ask& ask, std::vector<Node>& conditions) {
  auto const [west, south, east, north] = box;
  bool const on_earth = std::abs(west) <= half_turn && std::abs(east) <= half_turn && std::abs(south) <= quarter_turn && std::abs(north) <= quarter_turn;
  if (!on_earth || south > north) {
    return invalid("the box does not lie on the earth, or its corners are not lower and upper", "bbox", "mind the order of the system's axes");
  }
  if (west <= east) {
    ask.box = geo::Box{west, south, east, north};
  } else {
    conditions.push_back(query::make(Op::any_of, {meets(geo::make_box({west, south, half_turn, north})),
                                                  meets(geo::make_box({-half_turn, south, east, north}))}));
  }
  return base::Done{};
}

/// In a plane: its sides are no lines of the grid of degrees.
base::Outcome put_plane(System const& system, std::array<double, 4> const& box, std::vector<Node>& conditions) {
  auto const [a1, b1, a2, b2] = box;
  if (a1 > a2 || b1 > b2) {
    return invalid("the box's corners are not lower and upper", "bbox");
  }
  std::array<geo::Point, 5> const corners{{{a1, b1}, {a2, b1}, {a2, b2}, {a1, b2}, {a1, b1}}};
  geo::Ring ring;
  for (std::size_t side = 0; side + 1 < corners.size(); ++side) {
    for (int step = 0; step < edge_steps; ++step) {
      double const share = double(step) / edge_steps;
      ring.push_back({std::lerp(corners.at(side).x, corners.at(side + 1).x, share), std::lerp(corners.at(side).y, corners.at(side + 1).y, share)});
    }
  }
  ring.push_back(corners.front());
  auto placed = in_from(system, {geo::Kind::polygon, {{ring}}, {}});
  if (!placed) {
    return invalid(placed.error().detail, "bbox", placed.error().mend);
  }
  conditions.push_back(meets(*std::move(placed)));
  return base::Done{};
}

base::Outcome put_box(http::Request const& request, bool has_place, registry::Ask& ask, std::vector<Node>& conditions) {
  auto const system = read_system(request, "bbox-crs");
  if (!system) {
    return system.error();
  }
  auto const text = request.query_value("bbox");
  if (!text) {
    return base::Done{};
  }
  auto corners = corners_of(*text);
  if (!corners) {
    return corners.error();
  }
  registry::Ask boxed;
  std::vector<Node> more;
  auto const& at = *corners;
  auto const done = (*system)->plane || (*system)->mercator ? put_plane(**system, at, more)
                    : (*system)->turned                     ? put_degrees({at[1], at[0], at[3], at[2]}, boxed, more)
                                                            : put_degrees(at, boxed, more);
  if (done && has_place) {                         // a collection without places is in every box (core, fc-bbox-response)
    ask.box = boxed.box;
    conditions.insert(conditions.end(), more.begin(), more.end());
  }
  return done;
}

// ---- datetime ----

struct Moments { base::Time first, last; };

/// RFC 3339: an instant with its zone, or a whole day (of Beijing).
base::Result<Moments> moments_of(std::string_view text) {
  constexpr std::size_t day_length = 10, shortest = 20;
  auto const wrong = invalid("'" + base::printable(text) + "' is no RFC 3339 time", "datetime",
                             "2026-03-01T08:00:00+08:00, 2026-03-01, or two of them parted by /");
  if (text.size() == day_length && text[4] == '-') {
    auto const day = base::parse_day(text);
    return day ? base::Result<Moments>(Moments{base::start_of(*day), base::start_of({day->number + 1}) - base::Duration(1)}) : wrong;
  }
  std::string instant(text);
  for (char& c : instant) {
    c = c == 't' ? 'T' : c == 'z' ? 'Z' : c == ' ' ? '+' : c;   // a + that was not encoded came as a blank
  }
  bool const zoned = instant.size() >= shortest && instant[day_length] == 'T' &&
                     (instant.back() == 'Z' || instant.find_first_of("+-", day_length) != std::string::npos);
  auto const time = zoned ? base::parse_time(instant) : base::Result<base::Time>(wrong);
  return time ? base::Result<Moments>(Moments{*time, *time}) : wrong;
}

struct Span { std::optional<base::Time> first, last; };

base::Result<Span> span_of(std::string const& text) {
  auto const parts = base::split(text, '/');
  if (parts.size() > 2) {
    return invalid("an interval has two ends", "datetime");
  }
  Span span;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    bool const open = parts.size() == 2 && (parts[i].empty() || parts[i] == "..");
    if (open) {
      continue;
    }
    auto const moments = moments_of(parts[i]);
    if (!moments) {
      return moments.error();
    }
    if (i == 0) {
      span.first = moments->first;
    }
    if (i + 1 == parts.size()) {
      span.last = moments->last;
    }
  }
  if (!span.first && !span.last) {
    return invalid("at least one end must be given", "datetime");
  }
  if (span.first && span.last && *span.first > *span.last) {
    return invalid("the interval ends before it begins", "datetime");
  }
  return span;
}

/// What has no time fits every time (core, fc-time-response C).
base::Outcome put_span(http::Request const& request, Seen const& seen, std::vector<Node>& conditions) {
  auto const text = request.query_value("datetime");
  if (!text) {
    return base::Done{};
  }
  auto const span = span_of(*text);
  if (!span) {
    return span.error();
  }
  auto const name = time_property(seen.reg, seen.reach);
  if (name.empty()) {
    return base::Done{};
  }
  auto const* field = seen.reg.field(name);
  bool const of_days = field != nullptr && field->type == Type::date;
  auto const literal = [&](base::Time t) { return query::literal(of_days ? query::Value(base::beijing_day(t)) : query::Value(t)); };
  std::vector<Node> within;
  if (span->first) {
    within.push_back(query::make(Op::at_least, {query::property(name), literal(*span->first)}));
  }
  if (span->last) {
    within.push_back(query::make(Op::at_most, {query::property(name), literal(*span->last)}));
  }
  conditions.push_back(query::make(Op::any_of, {query::make(Op::is_null, {query::property(name)}), *query::all_of(std::move(within))}));
  return base::Done{};
}

// ---- filter ----

/// Places in a filter come in ?filter-crs.
base::Outcome place_literals(Node& node, System const& system) {
  if (auto* geometry = std::get_if<geo::Geometry>(&node.value)) {
    auto placed = in_from(system, std::move(*geometry));
    if (!placed) {
      return Problem("invalid", placed.error().detail, "filter", placed.error().mend);
    }
    node.value = *std::move(placed);
  }
  for (auto& part : node.of) {
    if (auto const done = place_literals(part, system); !done) {
      return done;
    }
  }
  return base::Done{};
}

}  // namespace

base::Result<System const*> read_system(http::Request const& request, std::string_view name) {
  auto const uri = request.query_value(name);
  auto const* system = uri ? find_system(*uri) : &systems().front();
  if (system == nullptr) {
    return invalid("the coordinate system '" + base::printable(*uri) + "' is not offered", std::string(name), "one of the collection's list crs");
  }
  return system;
}

base::Result<std::optional<Node>> read_filter(http::Request const& request) {
  auto const system = read_system(request, "filter-crs");
  auto const lang = request.query_value("filter-lang").value_or("cql2-text");
  if (!system) {
    return system.error();
  }
  if (lang != "cql2-text" && lang != "cql2-json") {
    return invalid("the filter language '" + base::printable(lang) + "' is not known", "filter-lang", "cql2-text or cql2-json");
  }
  auto const text = request.query_value("filter");
  if (!text) {
    return std::optional<Node>();
  }
  auto node = lang == "cql2-json" ? query::parse_json(*text) : query::parse_text(*text);
  if (!node) {
    return Problem("invalid", base::to_string(node.error()), "filter", node.error().mend);
  }
  if (auto const done = place_literals(*node, **system); !done) {
    return done.error();
  }
  return std::optional<Node>(*std::move(node));
}

ItemsAsked read_items(Asked const& asked, definitions::Set const& set, Seen const& seen) {
  auto const& request = asked.call.request;
  std::set<std::string, std::less<>> known(item_parameters.begin(), item_parameters.end());
  auto const named = queryables_of(seen.reg, seen.reach);
  for (auto const& queryable : named) {
    known.insert(queryable.name);
  }
  ItemsAsked out;
  out.problems = unknown_parameters(request, known);
  auto const told = [&](auto const& result) {
    if (!result) {
      out.problems.push_back(result.error());
    }
    return bool(result);
  };
  std::vector<Node> conditions;
  if (auto const limit = whole(request, "limit", std::int64_t(page_default), 1); told(limit)) {
    out.items.ask.limit = std::min(static_cast<std::size_t>(*limit), asked.html ? html_page_max : page_max);
  }
  if (auto const after = whole(request, "after", 0, 0); told(after)) {
    out.items.ask.after = RecordId{*after};
  }
  if (auto const system = read_system(request, "crs"); told(system)) {
    out.items.system = *system;
  }
  if (auto filter = read_filter(request); told(filter) && *filter) {
    conditions.push_back(**std::move(filter));
  }
  told(put_box(request, shows_place(seen.reg, seen.reach), out.items.ask, conditions));
  told(put_span(request, seen, conditions));
  for (auto const& queryable : named) {
    bool const reserved = std::find(item_parameters.begin(), item_parameters.end(), queryable.name) != item_parameters.end();
    auto const text = reserved ? std::nullopt : request.query_value(queryable.name);
    if (!text) {
      continue;
    }
    if (queryable.of_place) {
      out.problems.push_back(invalid("a place is asked for by bbox or filter", queryable.name));
    } else if (auto condition = equals(set, queryable, *text); told(condition)) {
      conditions.push_back(*std::move(condition));
    }
  }
  out.items.ask.filter = query::all_of(std::move(conditions));
  return out;
}

}  // namespace features
