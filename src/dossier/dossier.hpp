#pragma once
// 一企一档: everything that is known of one facility, joined for one person: its record and names, what other registers hold of it, what runs
// out and what is overdue, documents, outlets with loggers, alarms, and how its outlets kept to the limits, quarter by quarter.
// It owns no table and decides no access: every part is asked of its owner with the eyes of who asks.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"
#include "definitions/definitions.hpp"
#include "identity/identity.hpp"
#include "points/points.hpp"
#include "registry/registry.hpp"
#include "verdicts/verdicts.hpp"

namespace dossier {

using base::Day, base::Time, base::PointId;
using registry::Record, registry::RecordId;

constexpr std::string_view facility_register = "facility";
constexpr std::size_t records_shown_max = 50, records_read_max = registry::page_max, documents_max = 500, expiries_max = 500, overdue_max = 200,
                      outlets_max = 200, alarms_max = 50, changes_max = 50, changed_records_max = 20, names_max = 10;
constexpr std::size_t quarter_count = 12;

struct Parts {
  registry::Registry const& registry;
  points::Registry const& points;
  verdicts::Store const& verdicts;
};

/// A change of what the facility is called or whose it is.
struct NameChange {
  Time at;
  std::string by, why, field, before, after;         // canonical texts
};
/// Records of one register that point at the facility, by whichever of its fields.
struct Pointing {
  definitions::Register const* reg = nullptr;
  std::vector<definitions::Field const*> fields;
  std::size_t total = 0;
  std::optional<std::size_t> overdue;                // nothing: not to be seen
  std::vector<Record> records;                       // the newest records_shown_max
  std::string filter;                                // CQL2: these records in the register's own list
};
struct Expiry { definitions::Register const* reg = nullptr; Record record; definitions::Field const* field = nullptr; Day day; };
struct Overdue { definitions::Register const* reg = nullptr; Record record; };
struct Document { definitions::Register const* reg = nullptr; Record record; definitions::Field const* field = nullptr; definitions::Attachment file; };
struct Change { definitions::Register const* reg = nullptr; Record record; registry::Version version; };

struct Logger { std::string mn, edition; bool active = true; };   // without its keys
struct Outlet {
  points::Point point;
  std::vector<Logger> loggers;
  std::size_t alarms_open = 0;
};
struct Alarms {
  std::vector<verdicts::Alarm> open;                 // open or acknowledged, whenever they began; the newest first
  std::vector<verdicts::Alarm> newest;               // of the last twelve months
  std::map<std::string, std::size_t> by_kind;        // of the last twelve months, all of them
  std::size_t open_total = 0, total = 0;
};

struct Quarter { int year = 0, number = 1; Time from, to; };      // of the calendar in Beijing; the end not in it
/// Verdicts in force of one quarter.
struct Count {
  std::int64_t ok = 0, exceeded = 0, excused = 0, not_judged = 0;   // not judged: too few valid data, or nothing that limits it
  std::optional<double> compliant() const;           // share of those judged; nothing when none was
};
/// What a cell says, by its data alone: no threshold is invented.
enum class Standing : std::uint8_t { compliant, exceeded, none_judged, no_data };
Standing standing_of(Count const& count);
std::string_view name_of(Standing standing);
struct GridRow {
  PointId point;
  std::string period, subject;                       // "hour" or "day"; factor with ":Zs" for converted values, "" = all factors together
  std::array<Count, quarter_count> cells;
};
struct Grid {
  std::array<Quarter, quarter_count> quarters;            // oldest first; the last one is running
  std::vector<GridRow> rows;                         // by outlet and period: all together, then each factor
};

struct Dossier {
  definitions::Register const* reg = nullptr;
  Record facility;
  std::string name;                                  // "" where it may not be seen
  std::vector<std::string> names;                    // the one it has, then those it had
  std::vector<NameChange> name_changes;              // newest first
  std::vector<Pointing> registers;                   // in the order of their ids
  std::vector<Expiry> expiries;                      // of records whose lifecycle is not over; the earliest first
  std::vector<Overdue> overdue;                      // longest overdue first
  std::vector<Document> documents;                   // of the facility first
  std::vector<Outlet> outlets;
  Alarms alarms;
  Grid grid;
  std::vector<Change> changes;                       // the newest of the facility and of the records changed last
};

/// The twelve quarters that end with the one `now` lies in.
std::array<Quarter, quarter_count> quarters_until(Time now);
/// Whether a date of this field says when something runs out: its name ends with _to, _until, _expires, expires_on or expiry.
bool tells_expiry(definitions::Field const& field);

/// Problems: "forbidden" (no right see_facility), "not_found" (none, or not for this person).
base::Result<Dossier> of(Parts const& parts, identity::Person const& who, RecordId facility, Time now);

}  // namespace dossier
