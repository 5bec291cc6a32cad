#pragma once
// Definitions made live: one typed table a register, records with every version of them, lifecycle with deadlines, relations,
// natural keys, and who may see and change what. Every call says who asks: no face can forget to.
// What exists is never deleted: a record is withdrawn, a double is merged, a field is retired; all of it can be opened again.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "calendar/calendar.hpp"
#include "definitions/definitions.hpp"
#include "identity/identity.hpp"

namespace sql {
class Database;
class Readers;
}
namespace trail {
class Journal;
}

namespace registry {

using definitions::Register, definitions::Values;
using RecordId = base::Id<struct RecordTag>;       // within its register

struct Record {
  RecordId id;
  int version = 0;                                 // 1, 2 …; a change must name the one it was made from
  std::string state;                               // of the lifecycle, "" = the register has none
  base::Time state_since;
  std::optional<base::Day> due;                    // to leave the state; a term without it waits for a year's calendar
  Values values;                                   // of fields that the asker may see
  std::optional<geo::Geometry> geometry;
  std::string origin;                              // "real", "invented", "published", "imported": shown on every screen
  base::Time created_at, changed_at;
  std::string created_by, changed_by;
  RecordId merged_into;                            // it was a double of that one
  bool withdrawn = false;
};

// ---- who may ----
/// What a person may do in a register. Decided in access.cpp and nowhere else; faces ask it to draw buttons, writes ask it again.
struct Reach {
  bool sees = false;                               // the register at all
  bool only_public = false;                        // only the fields marked public, the place blurred, no history
  bool sees_personal = false;                      // fields of personal data
  bool own_only = false;                           // records of the own enterprise
  std::string area;                                // only records in this division; "" = everywhere
  bool creates = false, changes = false, merges = false, imports = false;   // within what is seen
};
Reach reach_of(identity::Person const& person, Register const& reg);
bool sees_field(Reach const& reach, definitions::Field const& field);
/// Whether the person may do a move of the lifecycle (of a record that is seen).
bool may_move(identity::Person const& person, Register const& reg, definitions::Move const& move);

// ---- asking ----
struct Ask {
  std::optional<query::Node> filter;
  std::string search;                              // found in name, key and short texts
  std::optional<geo::Box> box;
  std::string sort;                                // a field or own property; "-name" turns it round; "" = by id
  std::size_t limit = 100, skip = 0;
  RecordId after;                                  // by id only: the page after this record
  bool count = true;                               // Page::total is wanted
  bool geometry = true;
  bool withdrawn = false;                          // also those
  std::optional<std::vector<std::string>> fields = {};   // only the values of these are read; nothing = all
  std::size_t visit_max = 0;                       // of visit(): at most so many; 0 = all
};
struct Page { std::vector<Record> records; std::size_t total = 0; bool more = false; };
struct Version {
  int number = 0;
  base::Time at;
  std::string by, action, why;                     // action: "create" "change" "move:<id>" "withdraw" "restore" "merge" "import"
  struct Changed { std::string field, before, after; };   // canonical texts; "geometry" and "state" too
  std::vector<Changed> changed;
};
struct Relation {                                  // records of another register that point here
  Register const* reg = nullptr;
  definitions::Field const* field = nullptr;
  std::size_t total = 0;
  std::vector<Record> first;                       // the newest few
};
struct Group { std::string value; std::size_t count = 0; };
struct Extent { std::optional<geo::Box> box; query::Value first, last; };   // of all records one sees

// ---- changing ----
struct Draft {
  Values values;                                   // only the fields that are meant; monostate empties one
  std::optional<geo::Geometry> geometry;
  bool without_geometry = false;                   // takes the place away
  std::string state;                               // of put_all only: the state a list says the record is in; "" = as it is
};
struct By {
  identity::Person const& person;
  base::Time now;
  std::string why = {};                            // a reason, kept with the version
  std::string request = {};                        // Idempotency-Key: the same again answers the same record
  std::vector<base::Problem>* problems = nullptr;  // receives every problem; the result carries the first
};
/// Rows of a sheet or file, found by natural key: new ones are created, others changed where they differ. They stand in `rows`, or
/// come one by one from `feed` and are never all held: it hands each to `take`, until that says false.
struct Bulk {
  std::vector<Draft> rows;
  std::function<void(std::function<bool(Draft const&)> const& take)> feed = {};
  std::string origin = "imported", source;         // source: "import/12", kept with each version
  bool dry = false;                                // says what would happen and changes nothing
  bool partial = false;                            // good rows are taken though others are refused
  std::function<bool()> agree = {};                // asked at the end: false takes nothing (the feeder refused rows itself)
  std::function<bool(std::size_t done)> progress = {};   // false: stop, nothing is taken
  std::function<std::string(std::size_t row)> row_name = {};   // how problems call another row; nothing = "row 3", from 1
};
struct BulkResult {
  enum class Did : std::uint8_t { created, changed, same, refused };
  std::vector<Did> rows;                           // one each
  std::vector<std::pair<std::size_t, base::Problem>> problems;   // row from 0
  std::size_t created = 0, changed = 0, same = 0, refused = 0;
  bool taken = false;                              // whether anything was changed
};
struct Migration {
  std::string reg;
  std::vector<std::string> steps;                  // sentences, in order
  std::vector<base::Problem> refused;              // "still_holds_data": a dropped field with values
};
struct Verified { std::vector<base::Problem> problems; std::size_t registers = 0, records = 0, versions = 0; };   // where: "eatery/12"
struct SavedView { std::int64_t id = 0; std::string reg, owner, name, filter, sort, columns; bool shared = false; };
struct ImportNote {
  std::int64_t id = 0;
  std::string reg, by, file_name, digest;
  base::Time at;
  std::size_t created = 0, changed = 0, same = 0, refused = 0;
};

constexpr std::size_t page_max = 1'000, saved_views_max = 50, relation_first_max = 5, bulk_rows_max = 200'000, why_bytes_max = 2'000;

struct Parts {
  definitions::Set const& set;
  calendar::Calendar const& calendar;
  sql::Database& writer;                           // used under a lock inside
  sql::Readers& readers;
  trail::Journal& journal;                         // on the writer's connection
};

/// Safe from any thread. Problems: "not_found" (also for what may not be seen), "forbidden", "invalid" and the codes of
/// definitions::check with where = the field, "conflict" (key or unique value taken; where = the field), "precondition" (another version
/// is in force now: somebody else changed it).
class Registry {
 public:
  explicit Registry(Parts parts);
  ~Registry();

  /// A walk through the tables: tables and columns that are missing, records without all their versions and versions without a record, places
  /// that the map would not find, records whose definition is gone. Reads only, as do the next two.
  static Verified verify(definitions::Set const& set, sql::Database& database);
  static std::vector<std::string> files_named(sql::Database& database);   // digests of all files that a version of a record names
  /// What would be done to the tables, register by register; nothing for those that fit.
  static std::vector<Migration> preview(definitions::Set const& set, sql::Database& database);
  /// Does it, and sets the terms that waited for the calendar of their year. Refused as a whole when one register is ("still_holds_data"): a file that
  /// drops a field with data must retire it.
  base::Outcome migrate(base::Time now);

  /// Computed fields that ask for today() are worked out anew, once a day of Beijing; no versions are made. Cheap when it was done.
  void refresh(base::Time now);

  definitions::Set const& set() const;
  base::Result<Page> list(identity::Person const& who, Register const& reg, Ask const& ask, base::Time now) const;
  /// All records that fit, one after another, never all held; `take` false stops.
  base::Outcome visit(identity::Person const& who, Register const& reg, Ask const& ask, base::Time now,
                      std::function<bool(Record const&)> const& take) const;
  base::Result<std::vector<Group>> count_by(identity::Person const& who, Register const& reg, Ask const& ask, std::string_view property, base::Time now) const;
  /// `property`: of days or times, a field or an own one; "" = none is asked for. The box of blurred places is wider by the blur.
  base::Result<Extent> extent(identity::Person const& who, Register const& reg, std::string_view property, base::Time now) const;
  base::Result<Record> get(identity::Person const& who, Register const& reg, RecordId id) const;
  base::Result<Record> at_version(identity::Person const& who, Register const& reg, RecordId id, int version) const;
  base::Result<std::vector<Version>> history(identity::Person const& who, Register const& reg, RecordId id) const;
  base::Result<std::vector<Relation>> relations(identity::Person const& who, Register const& reg, RecordId id, base::Time now) const;
  /// What records are called, of those that exist; for references, in one query.
  std::map<RecordId, std::string> names(Register const& reg, std::vector<RecordId> const& ids) const;
  /// "key name": what an exported list writes, so that it can be read in again.
  std::map<RecordId, std::string> keys_and_names(Register const& reg, std::vector<RecordId> const& ids) const;
  /// The record a text means: its key (parts joined by "/"), or its name where only one has it.
  base::Result<RecordId> resolve(identity::Person const& who, Register const& reg, std::string_view text) const;
  /// Whether a kept file belongs to a record the person may see.
  bool sees_file(identity::Person const& who, std::string_view digest) const;
  /// Grows with every change of a register: for ETags of lists and tiles.
  std::uint64_t version_of(Register const& reg) const;
  std::map<std::string, double> counters() const;

  base::Result<Record> create(By const& by, Register const& reg, Draft const& draft, std::string_view origin = "real");
  base::Result<Record> change(By const& by, Register const& reg, RecordId id, int version, Draft const& draft);
  base::Result<Record> move(By const& by, Register const& reg, RecordId id, int version, std::string_view move, Draft const& draft);
  base::Result<Record> withdraw(By const& by, Register const& reg, RecordId id, int version);
  base::Result<Record> restore(By const& by, Register const& reg, RecordId id, int version);
  /// `id` was a double of `into`: everything that pointed at it points there, fields empty there are filled from it.
  base::Result<Record> merge(By const& by, Register const& reg, RecordId id, int version, RecordId into);
  base::Result<BulkResult> put_all(By const& by, Register const& reg, Bulk const& bulk);
  /// Problems a draft would meet, without storing it; for forms.
  std::vector<base::Problem> wrong_fields(By const& by, Register const& reg, RecordId id, Draft const& draft) const;

  std::vector<SavedView> views(identity::Person const& who, Register const& reg) const;     // own ones and shared ones
  base::Result<SavedView> save_view(By const& by, Register const& reg, SavedView view);     // id 0 = new
  base::Outcome remove_view(By const& by, Register const& reg, std::int64_t id);
  std::int64_t note_import(ImportNote const& note);
  std::vector<ImportNote> imports(Register const& reg, std::size_t most) const;

  struct Inside;                                   // the room's own

 private:
  std::unique_ptr<Inside> inside_;
};

}  // namespace registry
