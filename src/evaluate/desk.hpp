#pragma once
// Private: the parts of a Desk. What is due belongs to the thread that steps; what was told has a lock; evaluators stand from the start.
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "evaluate/evaluate.hpp"

namespace evaluate {

constexpr std::size_t spans_max = 20'000;   // of one object and form: fifty years of days

/// Spans of a form that have a day in common with [first, last], oldest first; none where the catalogue does not know the season.
std::vector<Span> spans_between(catalog::Catalog const& catalog, Form form, Day first, Day last);

using Evaluators = std::vector<std::unique_ptr<Evaluator>>;
using Objects = std::map<std::string, Object, std::less<>>;   // by ref

/// The objects of each kind and whom a change touches, asked again only when a point or a register changed. Any thread.
class Directory {
 public:
  Directory(Parts const& parts, Evaluators const& evaluators) : parts_(parts), evaluators_(evaluators) {}
  std::shared_ptr<Objects const> objects(std::size_t kind) const;
  std::vector<std::string> touched(std::size_t kind, Change const& change) const;   // refs
  std::uint64_t version() const;                                                    // of points and registers together

 private:
  static constexpr std::size_t answers_max = 200'000;
  using Asked = std::tuple<std::size_t, std::int64_t, std::string, std::string, std::string, std::string>;
  void forget_old() const;                                                          // under the lock
  std::shared_ptr<Objects const> objects_known(std::size_t kind) const;             // under the lock
  Parts const& parts_;
  Evaluators const& evaluators_;
  mutable std::mutex mutex_;
  mutable std::uint64_t known_ = 0;
  mutable std::map<std::size_t, std::shared_ptr<Objects const>> objects_;
  mutable std::map<Asked, std::vector<std::string>> answers_;
};

/// A figure to be computed: kinds that others are made of first, then the newest spans.
struct Task {
  int rank = 0;
  std::int32_t newest_first = 0;            // less the last day of the span
  std::size_t kind = 0;                     // index of the evaluator
  std::string object, span;
  friend auto operator<=>(Task const&, Task const&) = default;
};
/// An object of which all spans with data are looked through.
struct Whole {
  int rank = 0;
  std::size_t kind = 0;
  std::string object;
  friend auto operator<=>(Whole const&, Whole const&) = default;
};
/// Measured values that changed, until they are followed.
struct Told {
  Day day;
  base::PointId point;
  std::string factor;
  friend auto operator<=>(Told const&, Told const&) = default;
};
/// How far everything was followed, kept as a mark beside the figures.
struct Followed {
  base::FrameNumber frame;                  // judged up to here
  Day day;                                  // days before it were over
  std::string rules;                        // of the catalogue, the kinds and the program
  std::map<std::string, std::uint64_t> versions;   // of registers
};
/// The weakest of the object's origin and those of the records that the figure's explanation names.
std::string origin_of_data(registry::Registry const& registry, Figure const& figure, std::string origin);
/// Puts detail.data_origin in.
void put_origin(Figure& figure, std::string_view origin);

std::string to_text(Followed const& followed);
std::optional<Followed> parse_followed(std::string_view text);   // nothing: never noted

struct Desk::Inside {
  Inside(Parts p, Options o) : parts(p), options(std::move(o)), directory(parts, evaluators) {}

  Parts parts;
  Options options;
  Evaluators evaluators;
  std::vector<std::unique_ptr<Opener>> openers;
  Directory directory;

  mutable std::mutex mutex;                 // of the four that follow
  std::set<Told> told;
  std::set<std::string> told_registers;
  std::vector<Change> told_figures;
  std::map<std::string, bool> wanted;       // kind, "" = all → anew
  bool anything_told() const { return !told.empty() || !told_registers.empty() || !told_figures.empty() || !wanted.empty(); }

  // The stepping thread's, but for the atomics.
  bool begun = false;                       // and no step was broken off since
  bool catching_up = false;                 // since begin() until nothing is left: what is stored already may not have been told further
  std::vector<int> ranks;
  std::set<Task> due;
  std::map<Whole, bool> wholes;             // → anew
  std::set<Told> later;                     // of days that are not over
  std::map<std::string, std::uint64_t> versions;
  std::vector<std::shared_ptr<Objects const>> objects_seen;
  std::uint64_t directory_seen = 0;
  Day today, over_before;                   // days before it are over
  std::string noted;
  Time noted_at;
  std::atomic<std::size_t> work{0};         // due and wholes
  std::atomic<std::int64_t> now_ms{0};      // of the last step

  std::size_t index_of(std::string_view kind) const;   // evaluators.size() = none
  void begin(Time now);
  void find_what_was_not_followed(Followed const& before);
  void turn_day(Time now);
  void take_told();
  void take_wanted();
  void follow_registers();
  void follow_new_objects();
  void follow(Change const& change);
  void want_spans(std::size_t kind, std::string const& object, Day day);
  void want(std::size_t kind, std::string const& object, Span const& span);
  void spread();
  void spread(Whole const& whole, Object const& object, bool anew);
  void compute_due(Time now);
  void tell_dependents(Figure const& changed);
  std::optional<Figure> computed(Task const& task, Time now) const;
  void note(base::FrameNumber judged, Time now);
  std::string rules() const;
  bool is_over(Span const& span, Time now) const { return base::start_of({span.to.number + 1}) + options.day_end_grace <= now; }
  Figure finished(Figure figure, std::size_t kind, Object const& object, Span const& span) const;
};

}  // namespace evaluate
