#include "points/points.hpp"

#include <algorithm>
#include <array>

#include "points/inside.hpp"
#include "points/rules.hpp"

namespace points {
namespace {

constexpr std::array<std::string_view, 6> kind_names{"air_station", "water_station", "noise_station",
                                                     "gas_outlet",  "water_outlet",  "other"};

trail::Detail difference(Point const& a, Point const& b) {
  trail::Detail detail;
  detail.add("code", a.code, b.code).add("name", a.name, b.name).add("name_en", a.name_en, b.name_en);
  detail.add("kind", name_of(a.kind), name_of(b.kind)).add("facility", a.facility, b.facility);
  detail.add("area", a.area, b.area).add("longitude", a.longitude, b.longitude).add("latitude", a.latitude, b.latitude);
  detail.add("origin", a.origin, b.origin).add("source", a.source, b.source).add("note", a.note, b.note);
  detail.add("reading_every_h", a.reading_every_h, b.reading_every_h).add("is_reference", a.is_reference, b.is_reference);
  return std::move(detail.add("active", a.active, b.active));
}

std::string in_words(Channel const& channel) {
  auto text = std::string(base::symbol(channel.unit)) + "; " + (channel.required ? "required" : "not required");
  if (!channel.limit_set.empty()) text += "; " + channel.limit_set;
  if (channel.plausible_min != channel.plausible_max) {
    text += "; " + base::format_number(channel.plausible_min) + ".." + base::format_number(channel.plausible_max);
  }
  return text;
}

/// By factor; "" where it is not there. The order is shown only if nothing else changed.
trail::Detail difference(std::vector<Channel> const& a, std::vector<Channel> const& b) {
  std::map<std::string, std::array<std::string, 2>> words;
  std::array<std::string, 2> order;
  for (auto const& channel : a) words[channel.factor][0] = in_words(channel), order[0] += channel.factor + " ";
  for (auto const& channel : b) words[channel.factor][1] = in_words(channel), order[1] += channel.factor + " ";
  trail::Detail detail;
  for (auto const& [factor, before_after] : words) detail.add(factor, before_after[0], before_after[1]);
  if (detail.empty()) detail.add("order", order[0], order[1]);
  return detail;
}

std::string subject_of(PointId id) { return "point/" + std::to_string(id.value); }
}  // namespace

std::string_view name_of(Kind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

bool is_station(Kind kind) { return kind == Kind::air_station || kind == Kind::water_station || kind == Kind::noise_station; }
bool is_outlet(Kind kind) { return kind == Kind::gas_outlet || kind == Kind::water_outlet; }

std::optional<Kind> parse_kind(std::string_view name) {
  auto const found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<Kind>(found - kind_names.begin());
}

Registry::Registry(sql::Database& database, trail::Journal& journal)
    : inside_(std::make_unique<Inside>(database, journal)) {}
Registry::~Registry() = default;

// ---- changes ------------------------------------------------------------------------------------

base::Result<Point> Registry::put(Point point, std::string const& by, Time now) {
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto next = *in.now_in_force();
  auto const found = next.shelves.find(point.id);
  auto const is_new = !point.id;
  if (!is_new && found == next.shelves.end()) return no_point("id");
  auto const before = is_new ? Point{} : *found->second.point;
  if (point.origin.empty()) point.origin = is_new ? "real" : before.origin;
  if (auto const ok = check(point); !ok) return ok.error();
  auto const detail = difference(before, point);
  if (!is_new && detail.empty()) return point;
  sql::Transaction transaction(in.db);
  if (auto const ok = save(in.db, point); !ok) return ok.error();
  in.journal.write({.at = now, .who = by, .action = is_new ? "point.create" : "point.change",
                    .subject = subject_of(point.id), .detail = detail.json()});
  transaction.commit();
  next.put(point);
  in.put_in_force(std::move(next));
  return point;
}

base::Outcome Registry::put(std::vector<Channel> channels, PointId point, std::string const& by, Time now) {
  if (auto const ok = check(channels); !ok) return ok;
  for (auto& channel : channels) channel.point = point;
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto next = *in.now_in_force();
  auto const found = next.shelves.find(point);
  if (found == next.shelves.end()) return no_point("point");
  auto const detail = difference(*found->second.channels, channels);
  if (detail.empty()) return base::Done{};
  sql::Transaction transaction(in.db);
  save(in.db, point, channels);
  in.journal.write({.at = now, .who = by, .action = "point.channels", .subject = subject_of(point),
                    .detail = detail.json()});
  transaction.commit();
  next.put(point, std::move(channels));
  in.put_in_force(std::move(next));
  return base::Done{};
}

// ---- reads --------------------------------------------------------------------------------------

std::vector<Point> Registry::points() const {
  auto const state = inside_->now_in_force();
  std::vector<Point> all;
  all.reserve(state->shelves.size());
  for (auto const& [id, shelf] : state->shelves) all.push_back(*shelf.point);
  return all;
}

std::optional<Point> Registry::point(PointId id) const {
  auto const state = inside_->now_in_force();
  auto const found = state->shelves.find(id);
  if (found == state->shelves.end()) return std::nullopt;
  return *found->second.point;
}

std::optional<Point> Registry::by_code(std::string const& code) const {
  auto const state = inside_->now_in_force();
  auto const found = state->codes.find(code);
  if (found == state->codes.end()) return std::nullopt;
  return *state->shelves.at(found->second).point;
}

std::vector<Channel> Registry::channels(PointId id) const {
  auto const state = inside_->now_in_force();
  auto const found = state->shelves.find(id);
  if (found == state->shelves.end()) return {};
  return *found->second.channels;
}

std::vector<Logger> Registry::loggers() const {
  auto const state = inside_->now_in_force();
  std::vector<Logger> all;
  all.reserve(state->loggers.size());
  for (auto const& [mn, logger] : state->loggers) all.push_back(*logger);
  return all;
}

std::optional<Logger> Registry::logger(std::string_view mn) const {
  auto const state = inside_->now_in_force();
  auto const found = state->loggers.find(mn);
  if (found == state->loggers.end()) return std::nullopt;
  return *found->second;
}

std::vector<Logger> Registry::loggers_of(PointId id) const {
  auto const state = inside_->now_in_force();
  std::vector<Logger> all;
  auto const found = state->shelves.find(id);
  if (found == state->shelves.end()) return all;
  for (auto const& logger : found->second.loggers) all.push_back(*logger);
  return all;
}

std::uint64_t Registry::version() const { return inside_->now_in_force()->version; }

// ---- what was noticed on the line ---------------------------------------------------------------

void Registry::note_seen(std::vector<Seen> const& seen) {
  if (seen.empty()) return;
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto const state = in.now_in_force();
  sql::Transaction transaction(in.db);
  for (auto const& one : seen) {
    // Registered between the frame and this note: it is no stranger any more.
    if (!state->loggers.contains(one.mn)) save(in.db, one);
  }
  in.dropped.seen += trim_seen(in.db, seen_max);
  transaction.commit();
}

std::vector<Seen> Registry::seen() const {
  std::lock_guard const lock(inside_->changing);
  return load_seen(inside_->db);
}

void Registry::note_faults(std::vector<Fault> const& faults) {
  if (faults.empty()) return;
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  sql::Transaction transaction(in.db);
  for (auto const& fault : faults) save(in.db, fault);
  in.dropped.faults += trim_faults(in.db, fault_rows_max);
  transaction.commit();
}

std::vector<Fault> Registry::faults(std::string const& mn) const {
  std::lock_guard const lock(inside_->changing);
  return load_faults(inside_->db, mn);
}

Registry::Dropped Registry::dropped() const {
  std::lock_guard const lock(inside_->changing);
  return inside_->dropped;
}

}  // namespace points
