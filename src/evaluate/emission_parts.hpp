#pragma once
// Private: what a month of an outlet is made of: hours from the store, permits and declared windows from their registers.
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include <boost/json.hpp>

#include "emission/emission.hpp"
#include "evaluate/evaluate.hpp"

namespace evaluate {

constexpr std::string_view outlet_month_kind = "outlet_month";
constexpr std::string_view window_register = "operating_window", outlet_register = "permit_outlet", permit_register = "discharge_permit";

/// What a permit allows an outlet, or the facility as a whole where the permit says no more.
struct PermitRow {
  std::string ref;                     // "record/permit_outlet/4"
  std::string factor;
  std::optional<double> total_t;       // a year
  Day from;
  std::optional<Day> to;
  bool of_facility = false;
};
struct DeclaredWindow {
  std::string point_code, kind, state, ref;
  Time from, to;
  bool open = false;                   // its end is not said yet
  bool approved() const { return state == "approved"; }
};

/// Read again when the registers changed. Any thread.
class OutletBooks {
 public:
  explicit OutletBooks(Parts const& parts) : parts_(parts) {}
  /// Of the outlet by its point's code; else of its facility. The day chooses the version.
  std::optional<PermitRow> permit(points::Point const& point, std::string const& factor, Day on) const;
  std::vector<DeclaredWindow> windows(std::string const& point_code, Time from, Time to) const;   // by begin
  std::vector<DeclaredWindow> approved(std::string const& point_code, Time from, Time to) const;
  std::vector<DeclaredWindow> approved() const;

 private:
  struct Read {
    std::map<std::string, std::uint64_t> versions;
    std::multimap<std::string, PermitRow> by_point, by_facility;    // code of the point; name of the facility
    std::multimap<std::string, DeclaredWindow> windows;             // code of the point
  };
  std::shared_ptr<Read const> read() const;
  void read_permits(Read& read) const;
  void read_windows(Read& read) const;
  Parts parts_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<Read const> read_;
};

/// Hours of an outlet, dense from its first on to its last: an hour that never came is missing, not undue.
class OutletHours {
 public:
  OutletHours(observe::Store const& store, base::PointId point, Time from, Time to);
  observe::Statistic const* at(std::string const& factor, std::string const& variant, Time hour) const;
  bool has(std::string const& factor, std::string const& variant) const { return series_.contains({factor, variant}); }
  /// From where on the outlet sends, and to where: what was read, unless its first hour or its last lies inside. Equal when nothing was read.
  Time first() const { return first_; }
  Time end() const { return end_; }
  observe::Range read() const { return {from_, to_}; }
  bool begins() const { return begins_; }                          // nothing lies before
  bool ends() const { return ends_; }                              // nothing lies behind

 private:
  Time from_, to_, first_, end_;
  bool begins_ = true, ends_ = true;
  std::vector<observe::Statistic> all_;
  std::map<std::pair<std::string, std::string>, std::vector<observe::Statistic const*>> series_;
};

/// One factor of an outlet in a span.
struct OutletFactor {
  points::Channel channel;
  std::string name, name_en, variant;  // variant: of what is judged
  std::string unit;
  bool days_of_water = false;          // amounts are counted by days, not by hours
  int hours_due = 0, hours_valid = 0, hours_stopped = 0, hours_excused = 0, hours_exceeded = 0, hours_ok = 0, days_exceeded = 0, days_ok = 0;
  double mean = 0, max = 0, weights = 0, weighted = 0, sum = 0;
  Time max_at;
  std::optional<double> worst_times_over;
  std::vector<std::pair<std::string, std::string>> exceeded;      // reference and value of what exceeded, bounded
  std::optional<emission::Amount> amount;
  std::string no_amount;               // why there is none
  std::optional<emission::Amount> year;                           // from the first of January to the end of the span, where a permit says how much a year may
  std::optional<PermitRow> permit;
  std::optional<double> permit_share;  // % of the year's, by the amount of the year so far
  catalog::Limit const* limit = nullptr;
  std::optional<emission::Share> met;
  std::string subject() const { return variant.empty() ? channel.factor : channel.factor + ":" + variant; }
};
struct OutletMonth {
  points::Point point;
  Span span;
  Time from, to;                       // of the span, as far as there are data
  Day year_from;                       // from where on the year is counted: its first day, or the outlet's
  Day rests_from, rests_to;            // days whose data it was made of; wider than the span where something was replaced or a year was summed
  std::vector<OutletFactor> factors;
  std::vector<DeclaredWindow> windows;
  std::optional<double> flow_m3;
  struct Allowed { std::string kinds; double hours = 0, allowed = 0; assess::Basis basis; };
  std::vector<Allowed> allowed;        // of a year
  std::vector<std::string> notes;
  catalog::Edition const* edition = nullptr;                      // of the rules of validity
  std::string clause;
};
constexpr Day always{std::numeric_limits<std::int32_t>::min()}, for_ever{std::numeric_limits<std::int32_t>::max()};   // of rests_from and rests_to

/// What is asked while a month is made.
struct OutletWork {
  Parts const& parts;
  OutletBooks const& books;
  OutletMonth& month;
  OutletHours const& hours;
  std::vector<points::Channel> const& channels;
  std::vector<DeclaredWindow> windows;                            // approved, over the whole range read

  points::Channel const* channel(std::string_view factor) const;
  observe::Statistic const* flow(Time hour) const;
  /// The source rests: by its flag, without flow, or in a window that says so and covers the hour.
  bool stopped(observe::Statistic const* own, Time hour) const;
};
bool is_gas(points::Point const& point);
std::string const& flow_of(points::Point const& point);           // the factor
inline bool is_valid(observe::Statistic const* hour) { return hour != nullptr && hour->valid && std::isfinite(hour->mean); }

/// Hours, limits kept, amounts: from one query of hours and one of verdicts, and one for each factor that exceeded.
OutletMonth outlet_month(Parts const& parts, OutletBooks const& books, points::Point const& point, Span const& span);
/// Amounts of the factors, of the span and of the year so far, from hours that hold whole quarters; reads further back where more is to be replaced.
void add_amounts(OutletWork const& near);
OutletFactor const* main_factor(OutletMonth const& month);        // of the greatest share of its permit; nullptr = none has one
std::string detail_of(OutletMonth const& month, std::string const& reason);   // reason: why nothing can be judged, or ""
boost::json::value rests_of(OutletMonth const& month);            // null: on its own days only
assess::Why why_of(OutletMonth const& month, catalog::Catalog const& catalog);

/// Which days the figures in force rest on, beyond their own. Any thread.
class OutletRests {
 public:
  explicit OutletRests(figures::Store const& figures) : figures_(figures) {}
  void set(std::string const& object, std::string const& span, std::string const& detail);
  std::vector<std::string> resting_on(std::string const& object, Day day);   // spans

 private:
  using Spans = std::map<std::string, std::pair<Day, Day>>;
  Spans& of(std::string const& object);                           // under the lock; read from the store once
  figures::Store const& figures_;
  std::mutex mutex_;
  std::map<std::string, Spans> known_;
};

}  // namespace evaluate
