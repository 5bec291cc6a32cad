// The table of loggers: one row for each version of each logger's settings, never changed but for what was applied again.
#include "points/tables.hpp"

namespace points {

constinit std::string_view const logger_versions = R"(
CREATE TABLE logger_version (
  mn TEXT NOT NULL,
  number BIGINT NOT NULL,
  from_ms BIGINT NOT NULL,
  registered BIGINT NOT NULL, -- 0: removed from then on
  point BIGINT NOT NULL REFERENCES point (id),
  password TEXT NOT NULL,
  edition TEXT NOT NULL,
  sm4_key TEXT NOT NULL,
  sm4_key_old TEXT NOT NULL,
  sm4_key_next TEXT NOT NULL,
  rtd_interval_s BIGINT NOT NULL,
  minute_interval_min BIGINT NOT NULL,
  period_end_times BIGINT NOT NULL,
  crc_accepted TEXT NOT NULL,
  active BIGINT NOT NULL,
  asks_reapply BIGINT NOT NULL, -- frames kept before may be believed now
  reapply_after BIGINT NOT NULL, -- they are applied behind this frame; -1: not yet begun
  reapplied BIGINT NOT NULL,
  PRIMARY KEY (mn, number)
);
INSERT INTO logger_version SELECT mn, 1, 0, 1, point, password, edition, sm4_key, sm4_key_old, '', rtd_interval_s,
  minute_interval_min, period_end_times, crc_accepted, active, 0, -1, 0 FROM logger;
DROP TABLE logger;
CREATE TABLE assigned_mn (
  serial TEXT PRIMARY KEY,
  mn TEXT NOT NULL
);
ALTER TABLE seen ADD COLUMN note TEXT NOT NULL DEFAULT '';
)";

constinit std::string_view const reapply_places = R"(
ALTER TABLE logger_version ADD COLUMN reapply_from BIGINT NOT NULL DEFAULT 1; -- the first frame applied; 0: none was
ALTER TABLE logger_version ADD COLUMN reapply_batch BIGINT NOT NULL DEFAULT 0;
)";

namespace {

constexpr std::int64_t not_yet = -1;

LoggerVersion version_of(sql::Row const& row) {
  LoggerVersion version;
  version.number = static_cast<int>(row.integer(1));
  version.from = {row.integer(2)};
  version.registered = row.integer(3) != 0;
  version.logger = {.mn = std::string(row.text(0)),
                    .point = {row.integer(4)},
                    .password = std::string(row.text(5)),
                    .edition = std::string(row.text(6)),
                    .sm4_key = std::string(row.text(7)),
                    .sm4_key_old = std::string(row.text(8)),
                    .rtd_interval_s = static_cast<int>(row.integer(10)),
                    .minute_interval_min = static_cast<int>(row.integer(11)),
                    .period_end_times = row.integer(12) != 0,
                    .crc_accepted = std::string(row.text(13)),
                    .active = row.integer(14) != 0,
                    .sm4_key_next = std::string(row.text(9))};
  version.asks_reapply = row.integer(15) != 0;
  if (row.integer(16) != not_yet) version.reapply_after = base::FrameNumber{row.integer(16)};
  version.reapplied = row.integer(17) != 0;
  version.reapply_from = {row.integer(18)};
  version.reapply_batch = static_cast<int>(row.integer(19));
  return version;
}

}  // namespace

void load_loggers(sql::Database& db, State& state) {
  db.prepare("SELECT mn, number, from_ms, registered, point, password, edition, sm4_key, sm4_key_old, sm4_key_next, "
             "rtd_interval_s, minute_interval_min, period_end_times, crc_accepted, active, asks_reapply, reapply_after, "
             "reapplied, reapply_from, reapply_batch FROM logger_version ORDER BY mn, number")
      .each([&](sql::Row const& row) { state.add(version_of(row)); });
  db.prepare("SELECT serial, mn FROM assigned_mn").each([&](sql::Row const& row) {
    state.assigned[std::string(row.text(0))] = row.text(1);
  });
}

void save(sql::Database& db, LoggerVersion const& version) {
  auto const& logger = version.logger;
  db.prepare("INSERT INTO logger_version (mn, number, from_ms, registered, point, password, edition, sm4_key, sm4_key_old, "
             "sm4_key_next, rtd_interval_s, minute_interval_min, period_end_times, crc_accepted, active, asks_reapply, "
             "reapply_after, reapplied) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .with(logger.mn, version.number, version.from, version.registered, logger.point, logger.password, logger.edition,
            logger.sm4_key, logger.sm4_key_old, logger.sm4_key_next, logger.rtd_interval_s, logger.minute_interval_min,
            logger.period_end_times, logger.crc_accepted, logger.active, version.asks_reapply,
            version.reapply_after ? version.reapply_after->value : not_yet, version.reapplied)
      .run();
}

void assign(sql::Database& db, std::string const& serial, std::string const& mn) {
  db.prepare("DELETE FROM assigned_mn WHERE serial = ?").with(serial).run();
  if (!mn.empty()) db.prepare("INSERT INTO assigned_mn (serial, mn) VALUES (?, ?)").with(serial, mn).run();
}

void place_reapplies(sql::Database& db, int batch, base::FrameNumber after) {
  db.prepare("UPDATE logger_version SET reapply_after = ?, reapply_batch = ? WHERE asks_reapply = 1 AND reapply_after = ?")
      .with(after, batch, not_yet)
      .run();
}

void end_reapplies(sql::Database& db, int batch, base::FrameNumber from) {
  db.prepare("UPDATE logger_version SET reapplied = 1, reapply_from = ? WHERE reapply_batch = ? AND reapplied = 0").with(from, batch).run();
}

}  // namespace points
