#pragma once
// The tables of the room: their steps, and rows in and out.
#include <string_view>
#include <vector>

#include "sql/sql.hpp"
#include "verdicts/verdicts.hpp"

namespace verdicts {

std::vector<std::string_view> const& steps_of_tables();

// To be put between "SELECT" and "FROM …"; the names need no prefix.
extern std::string const verdict_columns, alarm_columns;
Verdict verdict_of(sql::Row const& row);
Alarm alarm_of(sql::Row const& row);

/// The newest revision, which is the one in force.
std::optional<Verdict> in_force(sql::Database& db, Verdict const& like);
void insert(sql::Database& db, Verdict& verdict);   // sets the id

void insert(sql::Database& db, Alarm& alarm);       // sets the id
void update(sql::Database& db, Alarm const& alarm);
void insert(sql::Database& db, AlarmStep const& step);
std::vector<Alarm> find(sql::Database& db, AlarmQuery const& query);
std::size_t count(sql::Database& db, AlarmQuery const& query);

}  // namespace verdicts
