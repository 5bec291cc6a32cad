#pragma once
// Private: what a month of an outlet is made of: hours from the store, permits and declared windows from their registers.
#include <map>
#include <mutex>

#include "emission/emission.hpp"
#include "evaluate/evaluate.hpp"

namespace evaluate {

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

/// Hours of an outlet, dense from `from` on.
class OutletHours {
 public:
  OutletHours(observe::Store const& store, base::PointId point, Time from, Time to);
  observe::Statistic const* at(std::string const& factor, std::string const& variant, Time hour) const;
  bool has(std::string const& factor, std::string const& variant) const { return series_.contains({factor, variant}); }
  /// Of any quantity: the first and the end of the last; equal when there is none.
  Time first() const { return first_; }
  Time end() const { return end_; }

 private:
  Time from_, first_, end_;
  std::vector<observe::Statistic> all_;
  std::map<std::pair<std::string, std::string>, std::vector<observe::Statistic const*>> series_;
};

/// One factor of an outlet in a span.
struct OutletFactor {
  points::Channel channel;
  std::string name, name_en, variant;  // variant: of what is judged
  std::string unit;
  int hours_due = 0, hours_valid = 0, hours_stopped = 0, hours_excused = 0, hours_exceeded = 0, hours_ok = 0, days_exceeded = 0, days_ok = 0;
  double mean = 0, max = 0, weights = 0, weighted = 0, sum = 0;
  Time max_at;
  std::optional<double> worst_times_over;
  std::vector<std::pair<std::string, std::string>> exceeded;      // reference and value of what exceeded, bounded
  std::optional<emission::Amount> amount;
  std::string no_amount;               // why there is none
  std::optional<PermitRow> permit;
  std::optional<double> permit_share;  // %
  catalog::Limit const* limit = nullptr;
  std::optional<emission::Share> met;
  std::string subject() const { return variant.empty() ? channel.factor : channel.factor + ":" + variant; }
};
struct OutletMonth {
  points::Point point;
  Span span;
  Time from, to;                       // of the span, as far as there are data
  std::vector<OutletFactor> factors;
  std::vector<DeclaredWindow> windows;
  std::optional<double> flow_m3;
  struct Allowed { std::string kinds; double hours = 0, allowed = 0; assess::Basis basis; };
  std::vector<Allowed> allowed;        // of a year
  std::vector<std::string> notes;
  catalog::Edition const* edition = nullptr;                      // of the rules of validity
  std::string clause;
};
/// Hours, limits kept, amounts: from one query of hours and one of verdicts, and one for each factor that exceeded.
OutletMonth outlet_month(Parts const& parts, OutletBooks const& books, points::Point const& point, Span const& span);
OutletFactor const* main_factor(OutletMonth const& month);        // of the greatest share of its permit; nullptr = none has one
std::string detail_of(OutletMonth const& month, std::string const& reason);   // reason: why nothing can be judged, or ""
assess::Why why_of(OutletMonth const& month, catalog::Catalog const& catalog);

}  // namespace evaluate
