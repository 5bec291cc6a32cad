#pragma once
// Private to the room: tables, rows, filters in SQL, and what they share.
#include <atomic>
#include <mutex>
#include <set>

#include "registry/registry.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace registry {

using base::Problem;
using definitions::Field, definitions::Type;
using query::Node, query::Op, query::Value;

// ---- tables.cpp: how a field lies in its table ----
enum class Stored : std::uint8_t { text, list, real, whole };     // whole: scaled decimals, references, days, times, yes and no
Stored stored_as(Type type);
std::string_view sql_type(Stored stored);
std::string column_of(Field const& field);                         // "f_<id>"
std::string table_of(std::string_view reg);                        // "rec_<id>"
std::string boxes_of(std::string_view reg);                        // the R*Tree of a register with places, SQLite only
sql::Value to_sql(Field const& field, Value const& value);
Value from_sql(Field const& field, sql::Row const& row, int column);
void make_common_tables(sql::Database& database);
std::vector<Migration> plan(definitions::Set const& set, sql::Database& database, std::vector<std::pair<std::string, std::string>>* statements);
void note_applied(sql::Database& database, Register const& reg, base::Time now);

// ---- verify.cpp ----
std::set<std::string> columns_in(sql::Database& database, std::string_view table);   // none: there is no such table
bool has_table(sql::Database& database, std::string_view table);

// ---- rows.cpp: a row of a register's table ----
/// Columns that every table has, in the order they are selected; fields follow.
enum Own : std::uint8_t {
  own_id, own_version, own_state, own_state_since, own_due, own_due_left, own_resume_state, own_origin, own_created_at, own_created_by,
  own_changed_at, own_changed_by, own_merged_into, own_withdrawn, own_key_text, own_west, own_south, own_east, own_north, own_geometry, own_count };
std::string_view own_column(Own own);
struct Row {                                       // a record as it is kept, with what only the room sees
  Record record;
  std::optional<int> due_left;                     // working or calendar days that were left when the clock stopped
  std::string resume_state, key_text;
};
/// `wanted`: the fields that are read, NULL for the others; nothing = all.
std::string select_list(Register const& reg, bool geometry, std::optional<std::set<std::string>> const& wanted = {});
Row read_row(Register const& reg, sql::Row const& row);
std::string key_text_of(Register const& reg, Values const& values);
void insert_row(sql::Database& database, Register const& reg, Row& row);          // gives the record its id
void insert_row_with_id(sql::Database& database, Register const& reg, Row const& row);
void update_row(sql::Database& database, Register const& reg, Row const& row);
std::optional<Row> find_row(sql::Database& database, Register const& reg, RecordId id);
std::optional<RecordId> find_key(sql::Database& database, Register const& reg, std::string const& key_text);

// ---- filter.cpp: a filter tree as bound SQL ----
struct Compiled {
  std::string condition = "1 = 1";
  std::vector<sql::Value> values;
  bool exact = true;                               // false: more rows than asked may come; each is held against the tree in memory
};
struct Sight {                                     // what an asker's filter may speak of
  Reach reach;
  std::vector<RecordId> own;                       // reach.own_only: facilities of the asker
};
bool may_name(Register const& reg, Reach const& reach, std::string_view property);
double blur_degrees(Register const& reg);          // how far at most a blurred place lies from the true one
base::Result<Compiled> compile(Register const& reg, Sight const& sight, Ask const& ask, sql::Dialect dialect, base::Time now);
std::string order_of(Register const& reg, std::string const& sort);

// ---- access.cpp ----
/// Takes away what the asker may not see; blurs the place.
void veil(Register const& reg, Reach const& reach, Record& record);
bool same_or_inside(std::string_view area, std::string_view division);
/// Whether a record lies within the asker's scope; where = the field that does not.
base::Outcome within(Register const& reg, Sight const& sight, Record const& record);
query::Lookup lookup_of(Register const& reg, Record const& record, base::Time now);

// ---- history.cpp ----
std::string body_of(Register const& reg, Record const& record);    // JSON
struct Body { std::map<std::string, std::string> fields; std::string state, geometry; };
Body parse_body(std::string_view json);
void insert_version(sql::Database& database, Register const& reg, Record const& record, std::string_view by, std::string_view action, std::string_view why);
std::vector<Version::Changed> differences(Body const& before, Body const& after);

struct Registry::Inside {
  Parts parts;
  mutable std::mutex mutex;                        // of the writer
  mutable std::mutex versions_mutex;
  std::map<std::string, std::uint64_t> versions;   // of registers
  base::Day refreshed_on;                          // refresh() alone uses it
  mutable std::atomic<std::uint64_t> created{0}, changed{0}, refused{0}, lost_updates{0};

  explicit Inside(Parts p) : parts(p) {}
  Sight sight_of(identity::Person const& who, Register const& reg) const;
  Sight sight_of(identity::Person const& who, Register const& reg, sql::Database& database) const;
  void touched(sql::Database& database, Register const& reg, std::size_t records);
  std::optional<std::vector<Group>> count_in_sql(identity::Person const& who, Register const& reg, Ask const& ask, std::string_view property,
                                                 base::Time now) const;

  // write.cpp; all under the mutex and in a transaction
  Problem refuse(By const& by, std::vector<Problem> problems) const;
  std::vector<Problem> apply(By const& by, Register const& reg, Sight const& sight, Row& row, Draft const& draft) const;
  /// Computed fields put in, empty ones taken away, and all of it held against the definition.
  std::vector<Problem> work_out(Register const& reg, Record& record, base::Time now) const;
  std::vector<Problem> check_stored(Register const& reg, Row const& row) const;   // keys, unique values, references
  void put_initial_values(Register const& reg, Row& row) const;
  void enter_state(Register const& reg, Row& row, std::string const& state, base::Time now) const;
  std::size_t fill_terms(Register const& reg);      // of records that wait for a year's calendar; how many
  base::Result<Row> row_to_change(By const& by, Register const& reg, Sight const& sight, RecordId id, int version) const;
  /// A record to change: the writer is held as long as this lives, the row is read with the eyes of who asks.
  struct Opened { std::unique_lock<std::mutex> lock; Sight sight; base::Result<Row> row; };
  Opened open(By const& by, Register const& reg, RecordId id, int version) const;
  void keep(By const& by, Register const& reg, Row& row, std::string_view action);
  base::Result<Record> again(By const& by, Register const& reg, Sight const& sight, std::string const& digest) const;   // "none": a new request
  void remember(By const& by, Register const& reg, RecordId id, std::string const& digest);
};

}  // namespace registry
