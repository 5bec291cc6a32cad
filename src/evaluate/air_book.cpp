// Days of air: verdicts, the district's mean of them; events that are approved.
#include <algorithm>
#include <limits>
#include <set>

#include "evaluate/air.hpp"
#include "evaluate/held.hpp"

namespace evaluate {
namespace {

constexpr std::string_view point_prefix = "point/", area_prefix = "area/";
constexpr std::string_view index_subject = "aqi";
constexpr std::size_t district_digits = 6;         // of an area's code: the district; what follows is inside it
constexpr int places_of_a_mean = 6;
constexpr std::string_view event_register = "air_event", only_imported = "imported";

std::string district_of(points::Point const& point) { return point.area.substr(0, std::min(point.area.size(), district_digits)); }
Time after(Day day) { return base::start_of({day.number + 1}); }

std::vector<points::Point> stations(points::Registry const& registry) {
  auto all = registry.points();
  std::erase_if(all, [](points::Point const& point) { return point.kind != points::Kind::air_station; });
  return all;
}

// Public, and not a reference station.
bool counts_in_area(points::Point const& point) { return point.facility.empty() && !point.is_reference; }

std::string common_origin(std::vector<points::Point> const& of) {
  std::string origin;
  for (auto const& point : of) {
    origin = weakest_origin(origin, point.origin);
  }
  return origin;
}

base::Decimal digits_of(double value) { return base::Decimal::from_double(value, places_of_a_mean).trimmed(); }

std::string text_of(definitions::Values const& values, std::string_view field) { return held_copy<std::string>(values, field).value_or(""); }

// An event's area holds a district when one code begins with the other's own digits: 140200 all of 1402.
bool area_holds(std::string code, std::string const& district) {
  while (code.size() > 2 && code.ends_with("00")) {
    code.resize(code.size() - 2);
  }
  return district.starts_with(code) || code.starts_with(district);
}

AirRecord record_of(judge::Air air) {
  AirRecord record;
  record.day.day = base::beijing_day(air.start);
  record.day.aqi = air.index.aqi;
  record.day.level = air.index.level;
  record.day.primary = air.index.primary;
  for (auto const& [pollutant, value] : air.values) {
    if (auto const at = atmosphere::pollutant_at(pollutant)) {
      record.day.values[*at] = digits_of(value);
    }
  }
  if (auto const hour = air.index.used.find("O3_1h"); hour != air.index.used.end()) {
    record.day.ozone_hour = hour->second;
  }
  record.day.ref = "verdict/" + std::string(index_subject) + "/" + std::to_string(air.point.value) + "/day/" + base::format(record.day.day);
  record.imported = air.hours.empty() && air.index.aqi.has_value();
  record.hours = std::move(air.hours);
  record.published = air.published;
  record.basis = air.index.basis;
  record.notes = air.index.notes;
  record.index = std::move(air.index);
  return record;
}

}  // namespace

void refuse(Figure& figure, std::string const& reason, std::string const& clause) {
  figure.result = "cannot_judge";
  figure.clause = figure.clause.empty() ? clause : figure.clause;
  figure.why = assess::to_json({.title = "不能评价", .title_en = "cannot be judged", .state = "cannot_judge", .note = reason});
}

std::string about(std::string const& name, std::string const& sentence) {
  constexpr std::string_view bar = " / ";
  auto const at = sentence.find(bar);
  auto const zh = name + "：" + sentence.substr(0, at);
  return at == std::string::npos ? zh : zh + std::string(bar) + name + ", " + sentence.substr(at + bar.size());
}

std::string title_of(Object const& object, Span const& span, std::string const& what) { return object.name + " " + span.text + " " + what; }

std::vector<Object> AirBook::points() const {
  std::vector<Object> objects;
  for (auto const& point : stations(parts_.points)) {
    objects.push_back({.ref = std::string(point_prefix) + std::to_string(point.id.value), .name = point.name, .name_en = point.name_en, .area = point.area,
                       .origin = point.origin, .facility = point.facility, .longitude = point.longitude, .latitude = point.latitude});
  }
  return objects;
}

std::vector<Object> AirBook::areas() const {
  std::set<std::string> codes;
  for (auto const& point : stations(parts_.points)) {
    if (point.area.size() >= district_digits && counts_in_area(point)) {
      codes.insert(district_of(point));
    }
  }
  auto const* divisions = parts_.registry.set().list("divisions");
  std::vector<Object> objects;
  for (auto const& code : codes) {
    Object object;
    object.ref = std::string(area_prefix) + code;
    object.area = code;
    auto const* named = divisions == nullptr ? nullptr : divisions->find(code);
    object.name = named == nullptr ? code : named->name;
    object.name_en = named == nullptr ? code : named->name_en;
    auto const of = points_of(object);
    object.origin = common_origin(of);
    objects.push_back(std::move(object));
  }
  return objects;
}

std::vector<Object> AirBook::both() const {
  auto objects = points();
  auto more = areas();
  std::move(more.begin(), more.end(), std::back_inserter(objects));
  return objects;
}

std::vector<points::Point> AirBook::points_of(Object const& object) const {
  std::vector<points::Point> found;
  if (object.ref.starts_with(point_prefix)) {
    auto const id = base::parse_integer(std::string_view(object.ref).substr(point_prefix.size()));
    auto point = id ? parts_.points.point({*id}) : std::nullopt;
    return point ? std::vector{*std::move(point)} : found;
  }
  auto const code = object.ref.substr(std::min(object.ref.size(), area_prefix.size()));
  for (auto& point : stations(parts_.points)) {
    if (counts_in_area(point) && district_of(point) == code) {
      found.push_back(std::move(point));
    }
  }
  bool const measured = std::any_of(found.begin(), found.end(), [](auto const& point) { return point.origin != "simulated"; });
  std::erase_if(found, [&](points::Point const& point) { return measured && point.origin == "simulated"; });
  return found;
}

std::optional<std::pair<Day, Day>> AirBook::reach_of(points::Point const& point) const {
  return memory_->reach(point.id, parts_.verdicts.days_version(point.id), [&] {
    auto const judged = parts_.verdicts.reach(point.id, std::string(index_subject), "day");
    return judged ? std::optional(std::pair(base::beijing_day(judged->first), base::beijing_day(judged->second))) : std::nullopt;
  });
}

std::optional<std::pair<Day, Day>> AirBook::service_of(points::Point const& point) const {
  auto service = reach_of(point);
  if (service && point.active && point.origin != only_imported) {
    service->second = Day{std::numeric_limits<std::int32_t>::max()};   // silent today is missing today
  }
  return service;
}

std::optional<std::pair<Day, Day>> AirBook::reach(Object const& object) const {
  std::optional<std::pair<Day, Day>> whole;
  for (auto const& point : points_of(object)) {
    if (auto const one = reach_of(point)) {
      whole = whole ? std::pair(std::min(whole->first, one->first), std::max(whole->second, one->second)) : *one;
    }
  }
  return whole;
}

std::vector<AirRecord> AirBook::of_point(points::Point const& point, Day from, Day to) const {
  std::vector<AirRecord> records;
  for (auto& air : parts_.judge.air(point.id, true, base::start_of(from), after(to))) {
    records.push_back(record_of(std::move(air)));
  }
  return records;
}

std::vector<AirRecord> AirBook::of_area(Object const& object, Day from, Day to) const {
  std::map<Day, std::vector<AirRecord>> by_day;
  std::vector<std::pair<Day, Day>> services;
  for (auto const& point : points_of(object)) {
    if (auto const service = service_of(point)) {
      services.push_back(*service);
      for (auto& record : of_point(point, from, to)) {
        by_day[record.day.day].push_back(std::move(record));
      }
    }
  }
  std::vector<AirRecord> records;
  for (auto const& [day, of_points] : by_day) {
    std::vector<atmosphere::AirDay const*> days;
    for (auto const& record : of_points) {
      days.push_back(&record.day);
    }
    auto const due = std::count_if(services.begin(), services.end(), [&](auto const& service) { return service.first <= day && day <= service.second; });
    auto area = atmosphere::area_day(parts_.catalog, day, days, static_cast<int>(due));
    AirRecord record;
    record.day = std::move(area.day);
    record.day.ref = "air_day/" + object.ref + "/" + base::format(day);
    record.index = std::move(area.index);
    record.refused = std::move(area.refused);
    record.notes = std::move(area.notes);
    record.basis = std::move(area.basis);
    if (record.index) {
      record.basis.insert(record.basis.begin(), record.index->basis.begin(), record.index->basis.end());
    }
    for (auto const& of : of_points) {
      record.imported = record.imported || of.imported;
      for (auto const& [pollutant, hours] : of.hours) {
        record.hours[pollutant] = std::max(record.hours[pollutant], hours);
      }
    }
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<AirRecord> AirBook::records(Object const& object, Day from, Day to) const {
  if (object.ref.starts_with(area_prefix)) {
    return of_area(object, from, to);
  }
  auto const point = points_of(object);
  return point.empty() ? std::vector<AirRecord>() : of_point(point.front(), from, to);
}

AirMemory::Days AirBook::block_of_point(points::Point const& point, std::int32_t block) const {
  Day const first{block * AirMemory::block_days}, last{first.number + AirMemory::block_days - 1};
  AirMemory::Stamp const stamp{static_cast<std::int64_t>(parts_.verdicts.days_version(point.id, first))};   // before they are read
  return memory_->get(std::string(point_prefix) + std::to_string(point.id.value), block, stamp, [&] {
    std::vector<atmosphere::AirDay> days;
    for (auto& record : of_point(point, first, last)) {
      days.push_back(std::move(record.day));
    }
    return days;
  });
}

// Made anew when a day of a point changed, or which points count on those days.
AirMemory::Days AirBook::block_of_area(Object const& object, std::vector<points::Point> const& points, std::int32_t block) const {
  Day const first{block * AirMemory::block_days}, last{first.number + AirMemory::block_days - 1};
  AirMemory::Stamp stamp;
  std::vector<std::pair<Day, Day>> services;
  for (auto const& point : points) {
    auto const service = service_of(point);
    if (!service || service->first > last || service->second < first) {
      continue;
    }
    services.emplace_back(std::max(service->first, first), std::min(service->second, last));
    stamp.insert(stamp.end(), {point.id.value, static_cast<std::int64_t>(parts_.verdicts.days_version(point.id, first)), services.back().first.number,
                               services.back().second.number});
  }
  return memory_->get(object.ref, block, stamp, [&] {
    std::vector<AirMemory::Days> held;
    std::map<Day, std::vector<atmosphere::AirDay const*>> by_day;
    for (auto const& point : points) {
      held.push_back(block_of_point(point, block));
      for (auto const& day : *held.back()) {
        by_day[day.day].push_back(&day);
      }
    }
    std::vector<atmosphere::AirDay> days;
    for (auto const& [day, of] : by_day) {
      auto const due = std::count_if(services.begin(), services.end(), [&](auto const& service) { return service.first <= day && day <= service.second; });
      days.push_back(atmosphere::area_day(parts_.catalog, day, of, static_cast<int>(due)).day);
      days.back().ref = "air_day/" + object.ref + "/" + base::format(day);
    }
    return days;
  });
}

std::vector<atmosphere::AirDay> AirBook::days(Object const& object, Day from, Day to) const {
  std::vector<atmosphere::AirDay> days;
  auto const points = points_of(object);
  auto const whole = reach(object);
  if (!whole || points.empty()) {
    return days;
  }
  auto const first = std::max(from, whole->first), last = std::min(to, whole->second);
  for (auto block = first.number / AirMemory::block_days; block * AirMemory::block_days <= last.number; ++block) {
    auto const of_block = object.ref.starts_with(area_prefix) ? block_of_area(object, points, block) : block_of_point(points.front(), block);
    std::copy_if(of_block->begin(), of_block->end(), std::back_inserter(days), [&](auto const& day) { return first <= day.day && day.day <= last; });
  }
  return days;
}

std::vector<atmosphere::Event> AirBook::events(Object const& object, Day from, Day to) const {
  std::vector<atmosphere::Event> events;
  auto const* reg = parts_.registry.set().find(event_register);
  if (reg == nullptr) {
    return events;
  }
  auto const points = points_of(object);
  auto const district = object.area.substr(0, std::min(object.area.size(), district_digits));
  identity::Person everyone;
  everyone.role = identity::Role::administrator;
  registry::Ask const all{.filter = {}, .search = {}, .box = {}, .sort = {}, .geometry = false};
  auto const visited = parts_.registry.visit(everyone, *reg, all, {}, [&](registry::Record const& record) {
    auto const first = held_copy<Day>(record.values, "from_day"), last = held_copy<Day>(record.values, "to_day");
    if (record.state != "approved" || record.withdrawn || !first || !last || *last < from || to < *first) {
      return true;
    }
    auto const named = text_of(record.values, "points");
    bool touches = named.empty() && area_holds(text_of(record.values, "area"), district);
    if (!named.empty()) {
      touches = names_all(points, named, {*first, *last});
    }
    if (touches) {
      auto const pollutants = held_copy<std::vector<std::string>>(record.values, "pollutants").value_or(std::vector<std::string>());
      events.push_back({*first, *last, text_of(record.values, "kind"), text_of(record.values, "name"),
                        "record/" + std::string(event_register) + "/" + std::to_string(record.id.value), pollutants});
    }
    return true;
  });
  if (!visited) {
    events.clear();
  }
  return events;
}

// Of a district's points all that count on those days: an event at one of them takes nothing from the others.
bool AirBook::names_all(std::vector<points::Point> const& points, std::string const& named, std::pair<Day, Day> days) const {
  auto const codes = base::split(named, ' ');
  bool any = false;
  for (auto const& point : points) {
    auto const service = service_of(point);
    bool const counts = points.size() == 1 || (service && service->first <= days.second && days.first <= service->second);
    if (counts && std::find(codes.begin(), codes.end(), point.code) == codes.end()) {
      return false;
    }
    any = any || counts;
  }
  return any;
}

std::vector<Object> AirBook::touched(Change const& change, std::vector<Object> const& objects) const {
  std::vector<Object> found;
  bool const everything = change.reg == event_register;
  bool const of_air = change.factor.empty() || change.factor == index_subject || change.factor == "AQI" || !judge::pollutant_of(change.factor).empty();
  for (auto const& object : objects) {
    bool touches = everything;
    for (auto const& point : change.point && of_air ? points_of(object) : std::vector<points::Point>()) {
      touches = touches || point.id == change.point;
    }
    if (touches) {
      found.push_back(object);
    }
  }
  return found;
}

}  // namespace evaluate
