#pragma once
// Where something is measured and by which logger: points (stations, outlets), their channels (factor, unit, limits),
// loggers (MN, password, edition, habits), and the list of loggers that were seen but are not registered.
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace catalog {
class Catalog;
}
namespace sql {
class Database;
}
namespace trail {
class Journal;
}

namespace points {

using base::PointId, base::Time;

enum class Kind : std::uint8_t { air_station, water_station, noise_station, gas_outlet, water_outlet, other };
std::string_view name_of(Kind kind);                 // "air_station" …
std::optional<Kind> parse_kind(std::string_view name);
bool is_station(Kind kind);                          // of air, water or noise; not an outlet
bool is_outlet(Kind kind);

struct Point {
  PointId id;
  std::string code;                  // unique, stable: "YZ-A-001", "1724A"
  std::string name, name_en;
  Kind kind = Kind::other;
  std::string facility;              // name of the 排污单位, "" for stations
  std::string area;                  // administrative code
  double longitude = 0, latitude = 0;   // WGS 84; 0,0 = not known
  std::string origin;                // "real", "simulated" (shown on every screen), "imported"
  std::string source;                // where imported data come from, with licence
  std::string note;
  bool active = true;
  int reading_every_h = 1;           // hours between readings: national water stations sample every four
  bool is_reference = false;         // 对照点: clean air beyond the district, which no area's mean counts (HJ 663)
};
/// One factor expected at a point.
struct Channel {
  PointId point;
  std::string factor;                // official code
  base::Unit unit;
  std::string limit_set;             // key of a limit set of the catalogue ("GB18918-2002/一级A"), "" = none
  bool required = true;              // its silence is an alarm
  double plausible_min = 0, plausible_max = 0;   // equal = not set
};
/// A protocol's habits are bound to the MN, never guessed from a Flag.
struct Logger {
  std::string mn;                    // unique
  PointId point;
  std::string password;
  std::string edition = "2017";      // "2005" "2017" "2025" "water-2017"
  std::string sm4_key;               // 16 characters; "" = plain
  std::string sm4_key_old;           // still accepted during a changeover
  int rtd_interval_s = 60, minute_interval_min = 10;
  bool period_end_times = false;     // DataTime of 2051/2061/2031 is the period's end (deviation)
  std::string crc_accepted = "hj212";   // a confirmed deviation: "modbus", "modbus_swapped"
  bool active = true;
  std::string sm4_key_next;          // given out when the logger asks (2025, 1014), in force when it confirms; set_next_key()
};
/// A logger's settings from a time on. What was accepted under them stays accepted, whatever is changed later: a frame is
/// judged by the settings in force when it came. A removal is a version too. Versions are added, never changed.
struct LoggerVersion {
  Logger logger;
  int number = 0;                    // 1, 2 … of this MN
  Time from;
  bool registered = true;            // false: removed from then on
  /// Frames kept before may be believed now: they are applied once, behind frame `reapply_after` (nothing: not yet begun).
  bool asks_reapply = false;
  std::optional<base::FrameNumber> reapply_after;
  int reapply_batch = 0;             // applied together, in one walk; 1, 2 … over all loggers
  bool reapplied = false;
  base::FrameNumber reapply_from{1};  // the first of them, once they are applied; 0: there was none
};
using LoggerHistory = std::vector<LoggerVersion>;    // oldest first
struct Seen {
  std::string mn, st, cn, flag, peer;
  Time first_at, last_at;
  std::int64_t frames = 0;
  base::FrameNumber last_frame;
  std::string note;                  // what must be known to register it: "encrypted", "crc_modbus", "serial" (the MN is one)
};
/// Per logger and kind of fault: how often, when last, and the last frame that showed it.
struct Fault {
  std::string mn;                    // "" when the frame named none; then peer says who
  std::string peer;
  std::string name;                  // hj212::Fault name, "wrong_password", "clock_off", "split_incomplete" …
  std::int64_t count = 0;
  Time first_at, last_at;
  base::FrameNumber last_frame;
};

/// Every field that put() would refuse for itself, "invalid" with `where` = the field; for forms. Empty = put() may take it.
std::vector<base::Problem> wrong_fields(Point const& point);
std::vector<base::Problem> wrong_fields(std::vector<Channel> const& channels);
std::vector<base::Problem> wrong_fields(Logger const& logger);
/// What would leave a channel unjudged without a word: a limit set that nobody knows or that says nothing of the factor, an
/// unknown factor under a set, a unit that the limit's cannot be made of. A channel that stands so in `before` may stay.
std::vector<base::Problem> unjudged(std::vector<Channel> const& channels, std::vector<Channel> const& before,
                                    catalog::Catalog const& catalog, base::Day today);

/// Reads are answered from memory (a snapshot that is swapped on change); safe from any thread. Refused input is a
/// Problem "invalid", "conflict" or "not_found" whose `where` is the field; a put that changes nothing writes nothing.
/// Each put is one durable commit; many at once go into one sql::Transaction on the same database, which must then be
/// committed, because the snapshot is ahead of it until then.
class Registry {
 public:
  Registry(sql::Database& database, trail::Journal& journal);
  ~Registry();

  /// id 0 = new; origin "" = as before, or "real".
  base::Result<Point> put(Point point, std::string const& by, Time now);
  /// Replaces those of the point.
  base::Outcome put(std::vector<Channel> channels, PointId point, std::string const& by, Time now);
  base::Outcome put(Logger const& logger, std::string const& by, Time now);     // also takes the MN off the seen list
  base::Outcome remove_logger(std::string const& mn, std::string const& by, Time now);
  /// HJ 212-2025: the SM4 key a logger gets when it asks for one; "" takes it back. 16 characters, not a pattern.
  base::Outcome set_next_key(std::string const& mn, std::string const& key, std::string const& by, Time now);
  /// The logger said that it uses the next key: it is the key now, the one before is accepted still.
  base::Outcome next_key_taken(std::string const& mn, Time now);
  /// HJ 212-2025: the MN that the device with this serial (i23005) gets when it reports; "" takes it back.
  base::Outcome assign_mn(std::string const& serial, std::string const& mn, std::string const& by, Time now);
  std::optional<std::string> assigned_mn(std::string_view serial) const;
  std::vector<std::pair<std::string, std::string>> assigned_mns() const;        // serial, MN

  std::vector<Point> points() const;
  std::optional<Point> point(PointId id) const;
  std::optional<Point> by_code(std::string const& code) const;
  std::vector<Channel> channels(PointId id) const;
  std::vector<Logger> loggers() const;
  std::optional<Logger> logger(std::string_view mn) const;
  std::vector<Logger> loggers_of(PointId id) const;
  std::uint64_t version() const;     // grows with every change
  std::shared_ptr<LoggerHistory const> history(std::string_view mn) const;      // empty pointer: never registered
  std::vector<std::shared_ptr<LoggerHistory const>> histories() const;          // of every MN that was ever registered
  std::optional<Logger> logger(std::string_view mn, Time at) const;             // as it was then, else its first settings
  std::vector<Logger> loggers_of(PointId id, Time at) const;                    // those of the point then, in their settings of then
  /// Held while frames received at `at` are judged: no settings change meanwhile, and the next change is dated later.
  [[nodiscard]] std::unique_lock<std::mutex> hold(Time at);
  std::vector<LoggerVersion> reapplies() const;              // versions that ask for it, done or not
  void place_reapplies(base::FrameNumber after);             // those not yet begun become a batch, applied behind this frame
  void reapplied(int batch, base::FrameNumber from);         // those of the batch are done; `from` as above

  void note_seen(std::vector<Seen> const& seen);          // merged by MN; at most seen_max MNs are kept, the newest
  std::vector<Seen> seen() const;
  void note_faults(std::vector<Fault> const& faults);     // merged by (mn or peer, name); counts are added
  std::vector<Fault> faults(std::string const& mn = {}) const;
  struct Dropped { std::uint64_t seen = 0, faults = 0; };
  Dropped dropped() const;                                // rows that made room, since the start
  static constexpr std::size_t seen_max = 1000, fault_rows_max = 20'000, channels_max = 500;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace points
