#pragma once
// Private: alarms as episodes. Knows which ones go on, so that a detector need not ask the store for every row.
#include <tuple>

#include "judge/judge.hpp"

namespace judge {

class AlarmDesk {
 public:
  struct Episode { base::AlarmId id; Time began_at, last_at; double value = 0; };

  explicit AlarmDesk(verdicts::Store& store);
  /// Of a detector: exceedances follow from verdicts and are asked of the store.
  std::optional<Episode> going(verdicts::AlarmKind kind, PointId point, std::string const& subject) const;
  /// Opens the alarm, or makes the one that goes on or covers its time longer or worse.
  verdicts::Alarm open(verdicts::Alarm alarm, Time now);
  void end(verdicts::AlarmKind kind, PointId point, std::string const& subject, Time ended_at, Time now, std::string const& why);
  void raise(verdicts::Alarm alarm, Time now, std::string const& why);
  void revise(verdicts::Alarm const& alarm, Time now, std::string const& why);
  void withdraw(base::AlarmId id, std::string const& why, Time now);
  std::vector<verdicts::Alarm> take_news();

 private:
  using Key = std::tuple<verdicts::AlarmKind, PointId, std::string>;
  static constexpr std::size_t going_max = 100'000, newest_max = 10'000;   // read at the start
  void remember(verdicts::Alarm const& alarm);
  verdicts::Store& store_;
  std::map<Key, Episode> going_;
  std::vector<verdicts::Alarm> news_;
};

}  // namespace judge
