#pragma once
// Evaluations of what was measured and recorded: months, quarters, years of air, sections, sources, wells, zones, plots, outlets. A kind of figure is an
// Evaluator (evaluate/<field>.cpp) that asks the stores and the pure rooms; the Desk keeps them up to date: what changed is computed again, down the
// line to the year, and every figure answers why, down to the frame or record it came from.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "atmosphere/atmosphere.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"
#include "figures/figures.hpp"
#include "judge/judge.hpp"
#include "observe/observe.hpp"
#include "points/points.hpp"
#include "registry/registry.hpp"
#include "verdicts/verdicts.hpp"

namespace evaluate {

using base::Day, base::Time, figures::Figure;

enum class Form : std::uint8_t { day, month, quarter, year, heating, rest };   // heating season (named by the year it begins), and the months between two
std::string_view name_of(Form form);
struct Span {
  Form form = Form::month;
  Day from, to;                            // both belong to it
  std::string text;                        // "2026-11-26" "2026-11" "2026-Q4" "2026" "2025-heating" "2026-rest"
};
/// Problem "bad_span". `catalog` holds the dates of the heating season.
base::Result<Span> parse_span(catalog::Catalog const& catalog, std::string_view text);
Span span_of(catalog::Catalog const& catalog, Form form, Day day);   // the span that holds a day; of heating and rest the one it lies in or before
Span year_before(catalog::Catalog const& catalog, Span const& span); // the same period last year

struct Kind {
  std::string id, title, title_en;
  std::string field;                       // "air" "water" "groundwater" "noise" "soil" "ecology" "emission"
  std::string object;                      // "point" "area" "river" "record/<register>": what its objects are
  std::vector<Form> forms;
  std::string unit;                        // of Figure::number
  bool greater_is_worse = true;            // for ranking
  bool is_public = false;                  // visitors may read it
  bool kept = true;                        // false: computed when asked for, never stored
};
struct Object {
  std::string ref;                         // "point/3" "area/140215" "river/sanggan" "record/water_section/4"
  std::string name, name_en, area, origin; // origin: "real" "simulated" "imported" "invented" "published": shown on every screen
  std::string facility;                    // whose it is; "" = the public's
  double longitude = 0, latitude = 0;      // 0,0 = not known
};
/// Of two origins that of less weight: invented > simulated > imported > published > real; "" = not known, the other.
std::string weakest_origin(std::string_view a, std::string_view b);
/// What may have changed a figure.
struct Change {
  base::PointId point;                     // measured values of a point, on a day …
  std::string factor;                      // … "" = any, "aqi" = the index
  Day day;
  std::string reg;                         // or records of a register: everything made of it is computed again
  std::string kind, object;                // or a figure of another kind that this one is made of, in the span that holds `day`
};

struct Parts {
  catalog::Catalog const& catalog;
  points::Registry& points;
  observe::Store& store;
  verdicts::Store& verdicts;
  registry::Registry& registry;
  figures::Store& figures;
  judge::Judge const& judge;
};

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  virtual Kind const& kind() const = 0;
  virtual std::vector<Object> objects() const = 0;
  /// First and last day that there are data for; nothing = none.
  virtual std::optional<std::pair<Day, Day>> reach(Object const& object) const = 0;
  /// The figure without id, revision and times; never throws on data, never guesses: result "cannot_judge" with the reason in detail.reason. The desk
  /// adds detail.data_origin: the weakest origin of what went into it.
  virtual Figure compute(Object const& object, Span const& span) const = 0;
  /// The same judged by the editions of another day, so that two spans can be compared; nothing where this kind cannot.
  virtual std::optional<Figure> compute_under(Object const& /*object*/, Span const& /*span*/, Day /*under*/) const { return {}; }
  /// Objects of this kind that a change touches, whatever its day: the answer is remembered until a point or a register changes. The spans that
  /// hold the day are computed again, or all of them where the change names no day.
  virtual std::vector<Object> touched(Change const& change) const = 0;
  /// How many years after a day its data still go into a figure (trends): those later spans are computed again too.
  virtual int years_after() const { return 0; }
  /// Spans of an object that do not hold a day and yet rest on its data, as its figures in force say: what is missing there is replaced by what lay
  /// before, a total counts from the year's begin. Asked for every change: cheap.
  virtual std::vector<Span> resting_on(std::string const& /*object*/, Day /*day*/) const { return {}; }
  /// Figures of other kinds that this one is made of must be computed first.
  virtual std::vector<std::string> made_of() const { return {}; }
};
/// Opens "what was measured" of a reference that is no figure: "verdict/aqi/3/day/2026-11-26", "observation/3/w21003/hour/2026-11-26T08",
/// "record/soil_sample/4", "frame/99".
class Opener {
 public:
  virtual ~Opener() = default;
  virtual bool opens(std::string_view ref) const = 0;
  virtual base::Result<assess::Why> open(identity::Person const& who, std::string_view ref) const = 0;
};

struct Options {
  std::size_t figures_per_step_max = 50;                     // stored together
  base::Duration day_end_grace = std::chrono::minutes(10);   // a day is over so long after its end: what has not ended is provisional
  std::size_t changes_max = 500'000;                         // told and not yet followed; more than that: everything is looked through
  std::string program;                                       // its version: another one computes everything again
  std::function<void()> before_step;                         // done first in every step, on its thread: see WindowFollower
};

class Desk {
 public:
  explicit Desk(Parts parts, Options options = {});
  ~Desk();
  void add(std::unique_ptr<Evaluator> evaluator);
  void add(std::unique_ptr<Opener> opener);

  std::vector<Kind> kinds() const;
  Evaluator const* evaluator(std::string_view kind) const;
  std::optional<Object> object(std::string_view kind, std::string_view ref) const;

  /// Any thread: what changed; worked off by step().
  void changed(Change const& change);
  /// Everything of a kind ("" = all kinds) from its first day on that is missing; `anew`: all of it.
  void refresh(std::string_view kind = {}, bool anew = false);
  /// One thread, about once a second: computes a bounded number, dependent ones last, newest spans first; follows the registers' versions. True
  /// while there is more. The first step finds what was not followed when the last process ended, and computes everything again where the rules'
  /// files or the program changed since; digits that stay the same are not written again.
  bool step(Time now);
  bool idle() const;
  std::size_t waiting() const;

  /// Computed now from what is there, not stored: for spans that are not kept, comparisons, reports. Any thread. Problems: "not_found", "bad_span".
  /// With `under` by the editions of that day where the kind can, else by its own: the figure's edition tells.
  base::Result<Figure> compute(std::string_view kind, std::string_view object, std::string_view span, std::optional<Day> under = {}) const;
  /// Opens a reference: "figure/<id>", "<kind>/<object>/<span>" of a figure in force, or what an Opener knows. Only what the person may see.
  base::Result<assess::Why> why(identity::Person const& who, std::string_view ref) const;
  /// Opened all the way down, to `depth` levels and at most `nodes` of them (what was left shut says so): for the printable sheet.
  base::Result<assess::Why> why_deep(identity::Person const& who, std::string_view ref, int depth, std::size_t nodes) const;
  bool sees(identity::Person const& who, Kind const& kind, Object const& object) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

class OutletBooks;
/// Tells a judge the approved windows of the register operating_window, whenever records or points changed. One thread, about once a second, before
/// what the judge computes again is followed.
class WindowFollower {
 public:
  WindowFollower(Parts const& parts, judge::Judge& judge);
  ~WindowFollower();
  void step();

 private:
  Parts parts_;
  judge::Judge& judge_;
  std::unique_ptr<OutletBooks> books_;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> told_;   // versions of the register and of the points
};

/// For tools that made anew what figures are made of: the next desk computes everything again.
void compute_all_again(figures::Store& figures);

/// All kinds of this house. Each lives in its own file.
void add_air(Desk& desk, Parts const& parts);
void add_water(Desk& desk, Parts const& parts);
void add_surroundings(Desk& desk, Parts const& parts);   // noise, soil, ecology
void add_emission(Desk& desk, Parts const& parts);
void add_openers(Desk& desk, Parts const& parts);        // verdicts, observations, records, frames

/// A record of the register air_alert that was issued, in CAP 1.2. Problems: "not_found", "conflict" (not issued), "invalid" (element in `where`).
base::Result<std::string> alert_cap(Parts const& parts, identity::Person const& who, std::int64_t record);

/// The air of many stations over a span, out of the hours in the store: day values, their indices, the evaluation of each; the same digits as one by
/// one. `take` gets them in blocks, from `threads` threads, never two at once. A span over no edition is refused for each.
using TakeStation = std::function<void(base::PointId point, base::Result<atmosphere::Evaluation> const& evaluation)>;
void evaluate_stations(Parts const& parts, std::vector<base::PointId> const& stations, Span const& span, int threads, TakeStation const& take);
/// The days that evaluation is made of.
std::vector<atmosphere::AirDay> air_days(Parts const& parts, base::PointId station, Span const& span);

}  // namespace evaluate
