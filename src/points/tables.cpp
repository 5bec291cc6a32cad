#include "points/tables.hpp"

namespace points {
namespace {

constexpr std::string_view reading_intervals = "ALTER TABLE point ADD COLUMN reading_every_h BIGINT NOT NULL DEFAULT 1";
constexpr std::string_view reference_points = "ALTER TABLE point ADD COLUMN is_reference BIGINT NOT NULL DEFAULT 0";
constexpr std::string_view points_and_loggers = R"(
CREATE TABLE point (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  facility TEXT NOT NULL,
  area TEXT NOT NULL,
  longitude DOUBLE PRECISION NOT NULL,
  latitude DOUBLE PRECISION NOT NULL,
  origin TEXT NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  active BIGINT NOT NULL
);
CREATE TABLE channel (
  point BIGINT NOT NULL REFERENCES point (id),
  place BIGINT NOT NULL,
  factor TEXT NOT NULL,
  unit TEXT NOT NULL,
  limit_set TEXT NOT NULL,
  required BIGINT NOT NULL,
  plausible_min DOUBLE PRECISION NOT NULL,
  plausible_max DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (point, factor)
);
CREATE TABLE logger (
  mn TEXT PRIMARY KEY,
  point BIGINT NOT NULL REFERENCES point (id),
  password TEXT NOT NULL,
  edition TEXT NOT NULL,
  sm4_key TEXT NOT NULL,
  sm4_key_old TEXT NOT NULL,
  rtd_interval_s BIGINT NOT NULL,
  minute_interval_min BIGINT NOT NULL,
  period_end_times BIGINT NOT NULL,
  crc_accepted TEXT NOT NULL,
  active BIGINT NOT NULL
);
CREATE TABLE seen (
  mn TEXT PRIMARY KEY,
  st TEXT NOT NULL,
  cn TEXT NOT NULL,
  flag TEXT NOT NULL,
  peer TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  frames BIGINT NOT NULL,
  last_frame BIGINT NOT NULL
);
CREATE INDEX seen_by_time ON seen (last_at);
CREATE TABLE fault (
  mn TEXT NOT NULL,
  nameless TEXT NOT NULL, -- the peer if no MN is known, else empty
  name TEXT NOT NULL,
  peer TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  last_frame BIGINT NOT NULL,
  PRIMARY KEY (mn, nameless, name)
);
CREATE INDEX fault_by_time ON fault (last_at);
)";

Point point_of(sql::Row const& row) {
  auto const kind = parse_kind(row.text(4));
  CHECK(kind.has_value(), "a stored kind is one of ours");
  return {.id = {row.integer(0)},
          .code = std::string(row.text(1)),
          .name = std::string(row.text(2)),
          .name_en = std::string(row.text(3)),
          .kind = *kind,
          .facility = std::string(row.text(5)),
          .area = std::string(row.text(6)),
          .longitude = row.real(7),
          .latitude = row.real(8),
          .origin = std::string(row.text(9)),
          .source = std::string(row.text(10)),
          .note = std::string(row.text(11)),
          .active = row.integer(12) != 0,
          .reading_every_h = static_cast<int>(row.integer(13)),
          .is_reference = row.integer(14) != 0};
}

Channel channel_of(sql::Row const& row) {
  auto const unit = base::parse_unit(row.text(2));
  CHECK(unit, "a stored unit is in the table of units");
  return {.point = {row.integer(0)},
          .factor = std::string(row.text(1)),
          .unit = *unit,
          .limit_set = std::string(row.text(3)),
          .required = row.integer(4) != 0,
          .plausible_min = row.real(5),
          .plausible_max = row.real(6)};
}

std::uint64_t trim(sql::Database& db, std::string const& table, std::string const& key, std::size_t most) {
  std::int64_t rows = 0;
  db.prepare("SELECT count(*) FROM " + table).one([&](sql::Row const& row) { rows = row.integer(0); });
  auto const excess = rows - static_cast<std::int64_t>(most);
  if (excess <= 0) return 0;
  db.prepare("DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + table +
             " ORDER BY last_at, " + key + " LIMIT ?)")
      .with(excess)
      .run();
  return static_cast<std::uint64_t>(excess);
}

}  // namespace

std::vector<std::string_view> const& steps() {
  static std::vector<std::string_view> const all{points_and_loggers, logger_versions, reapply_places, reading_intervals, reference_points};
  return all;
}

State load(sql::Database& db) {
  State state;
  db.prepare("SELECT id, code, name, name_en, kind, facility, area, longitude, latitude, origin, source, note, active, "
             "reading_every_h, is_reference FROM point ORDER BY id")
      .each([&](sql::Row const& row) { state.put(point_of(row)); });
  std::map<PointId, std::vector<Channel>> channels;
  db.prepare("SELECT point, factor, unit, limit_set, required, plausible_min, plausible_max FROM channel "
             "ORDER BY point, place")
      .each([&](sql::Row const& row) { channels[{row.integer(0)}].push_back(channel_of(row)); });
  for (auto& [id, of_point] : channels) state.put(id, std::move(of_point));
  load_loggers(db, state);
  return state;
}

base::Outcome save(sql::Database& db, Point& point) {
  auto const taken = base::Problem("conflict", "the code is taken by another point", "code", "choose another one");
  auto const kind = name_of(point.kind);
  if (point.id) {
    auto& update = db.prepare(
        "UPDATE point SET code = ?, name = ?, name_en = ?, kind = ?, facility = ?, area = ?, longitude = ?, "
        "latitude = ?, origin = ?, source = ?, note = ?, active = ?, reading_every_h = ?, is_reference = ? WHERE id = ?");
    update.with(point.code, point.name, point.name_en, kind, point.facility, point.area, point.longitude,
                point.latitude, point.origin, point.source, point.note, point.active, point.reading_every_h, point.is_reference, point.id);
    if (!update.try_run()) return taken;
    return base::Done{};
  }
  auto& insert = db.prepare(
      "INSERT INTO point (code, name, name_en, kind, facility, area, longitude, latitude, origin, source, note, "
      "active, reading_every_h, is_reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING RETURNING id");
  insert.with(point.code, point.name, point.name_en, kind, point.facility, point.area, point.longitude, point.latitude,
              point.origin, point.source, point.note, point.active, point.reading_every_h, point.is_reference);
  if (!insert.one([&](sql::Row const& row) { point.id = {row.integer(0)}; })) return taken;
  return base::Done{};
}

void save(sql::Database& db, PointId id, std::vector<Channel> const& channels) {
  db.prepare("DELETE FROM channel WHERE point = ?").with(id).run();
  auto& insert = db.prepare(
      "INSERT INTO channel (point, place, factor, unit, limit_set, required, plausible_min, plausible_max) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  std::int64_t place = 0;
  for (auto const& channel : channels) {
    insert
        .with(id, place++, channel.factor, base::symbol(channel.unit), channel.limit_set, channel.required,
              channel.plausible_min, channel.plausible_max)
        .run();
  }
}

void save(sql::Database& db, Seen const& seen) {
  // What a frame says is bytes from outside: only text is stored.
  db.prepare("INSERT INTO seen (mn, st, cn, flag, peer, first_at, last_at, frames, last_frame, note) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mn) DO UPDATE SET "
             "frames = seen.frames + excluded.frames, "
             "first_at = CASE WHEN excluded.first_at < seen.first_at THEN excluded.first_at ELSE seen.first_at END, "
             "last_at = CASE WHEN excluded.last_at > seen.last_at THEN excluded.last_at ELSE seen.last_at END, "
             "st = CASE WHEN excluded.last_at >= seen.last_at THEN excluded.st ELSE seen.st END, "
             "cn = CASE WHEN excluded.last_at >= seen.last_at THEN excluded.cn ELSE seen.cn END, "
             "flag = CASE WHEN excluded.last_at >= seen.last_at THEN excluded.flag ELSE seen.flag END, "
             "peer = CASE WHEN excluded.last_at >= seen.last_at THEN excluded.peer ELSE seen.peer END, "
             "note = CASE WHEN excluded.last_at >= seen.last_at THEN excluded.note ELSE seen.note END, "
             "last_frame = CASE WHEN excluded.last_at >= seen.last_at "
             "THEN excluded.last_frame ELSE seen.last_frame END")
      .with(base::printable(seen.mn), base::printable(seen.st), base::printable(seen.cn), base::printable(seen.flag),
            base::printable(seen.peer), seen.first_at, seen.last_at, seen.frames, seen.last_frame, seen.note)
      .run();
}

void save(sql::Database& db, Fault const& fault) {
  auto const mn = base::printable(fault.mn), peer = base::printable(fault.peer);
  db.prepare("INSERT INTO fault (mn, nameless, name, peer, count, first_at, last_at, last_frame) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mn, nameless, name) DO UPDATE SET "
             "count = fault.count + excluded.count, "
             "first_at = CASE WHEN excluded.first_at < fault.first_at THEN excluded.first_at ELSE fault.first_at END, "
             "last_at = CASE WHEN excluded.last_at > fault.last_at THEN excluded.last_at ELSE fault.last_at END, "
             "peer = CASE WHEN excluded.last_at >= fault.last_at THEN excluded.peer ELSE fault.peer END, "
             "last_frame = CASE WHEN excluded.last_at >= fault.last_at AND excluded.last_frame > 0 "
             "THEN excluded.last_frame ELSE fault.last_frame END")
      .with(mn, mn.empty() ? peer : std::string(), fault.name, peer, fault.count, fault.first_at, fault.last_at,
            fault.last_frame)
      .run();
}

std::vector<Seen> load_seen(sql::Database& db) {
  std::vector<Seen> all;
  db.prepare("SELECT mn, st, cn, flag, peer, first_at, last_at, frames, last_frame, note FROM seen "
             "ORDER BY last_at DESC, mn")
      .each([&](sql::Row const& row) {
        all.push_back({.mn = std::string(row.text(0)),
                       .st = std::string(row.text(1)),
                       .cn = std::string(row.text(2)),
                       .flag = std::string(row.text(3)),
                       .peer = std::string(row.text(4)),
                       .first_at = {row.integer(5)},
                       .last_at = {row.integer(6)},
                       .frames = row.integer(7),
                       .last_frame = {row.integer(8)},
                       .note = std::string(row.text(9))});
      });
  return all;
}

std::vector<Fault> load_faults(sql::Database& db, std::string const& mn) {
  std::vector<Fault> all;
  auto const take = [&](sql::Row const& row) {
    all.push_back({.mn = std::string(row.text(0)),
                   .peer = std::string(row.text(1)),
                   .name = std::string(row.text(2)),
                   .count = row.integer(3),
                   .first_at = {row.integer(4)},
                   .last_at = {row.integer(5)},
                   .last_frame = {row.integer(6)}});
  };
  std::string const select = "SELECT mn, peer, name, count, first_at, last_at, last_frame FROM fault";
  if (mn.empty()) db.prepare(select + " ORDER BY last_at DESC, mn, name").each(take);
  else db.prepare(select + " WHERE mn = ? ORDER BY last_at DESC, name").with(mn).each(take);
  return all;
}

std::uint64_t trim_seen(sql::Database& db, std::size_t most) { return trim(db, "seen", "mn", most); }
std::uint64_t trim_faults(sql::Database& db, std::size_t most) {
  return trim(db, "fault", "mn, nameless, name", most);
}

}  // namespace points
