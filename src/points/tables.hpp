#pragma once
// The tables of the room: their steps, and rows in and out.
#include <string_view>
#include <vector>

#include "points/state.hpp"
#include "sql/sql.hpp"

namespace points {

std::vector<std::string_view> const& steps();
State load(sql::Database& db);

/// id 0 = new and set here; a code that is taken is a Problem "conflict".
base::Outcome save(sql::Database& db, Point& point);
void save(sql::Database& db, PointId id, std::vector<Channel> const& channels);

extern std::string_view const logger_versions, reapply_places;  // steps 2 and 3
void load_loggers(sql::Database& db, State& state);
void save(sql::Database& db, LoggerVersion const& version);      // a new one
void assign(sql::Database& db, std::string const& serial, std::string const& mn);   // "" takes it back
void place_reapplies(sql::Database& db, int batch, base::FrameNumber after);
void end_reapplies(sql::Database& db, int batch, base::FrameNumber from);

void save(sql::Database& db, Seen const& seen);
void save(sql::Database& db, Fault const& fault);
std::vector<Seen> load_seen(sql::Database& db);
std::vector<Fault> load_faults(sql::Database& db, std::string const& mn);   // "" = of all
/// Deletes the rows noted longest ago beyond `most`; returns how many.
std::uint64_t trim_seen(sql::Database& db, std::size_t most);
std::uint64_t trim_faults(sql::Database& db, std::size_t most);

}  // namespace points
