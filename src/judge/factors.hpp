#pragma once
// Private: verdicts of outlets, one a channel and period, and the exceedance episodes that follow from them.
#include "judge/desk.hpp"
#include "judge/places.hpp"
#include "judge/statistics.hpp"
#include "judge/windows.hpp"

namespace judge {

std::string_view name_of(observe::Period period);      // "hour" "day": of verdicts and of limits' averaging times
Duration length_of(observe::Period period);
/// "a21026:Zs" for converted values, else the code.
std::string subject_of(std::string const& factor, std::string const& variant);
std::pair<std::string, std::string> factor_and_variant(std::string const& subject);

/// A verdict as made, and the newest frame that went into it.
struct Judged { verdicts::Verdict verdict; base::FrameNumber frame; };
struct FactorCase {
  catalog::Catalog const& catalog;
  observe::Store const& store;
  Place const& place;
  points::Channel const& channel;
};
/// GB 18918, HJ 75 and their like: the mean of a period against the limits of the channel's set on the day of the datum.
Judged judge_statistic(FactorCase const& of, JudgedPart const& part, Time now);

/// Exceedance alarms, made again from the verdicts in force wherever one of them changed: an episode begins with the first
/// period beyond the limit and is over after so many within it, or excused. Periods without a verdict do not end it.
class Exceedances {
 public:
  struct Parts { catalog::Catalog const& catalog; verdicts::Store& store; AlarmDesk& desk; Duration age_max; };
  explicit Exceedances(Parts parts) : parts_(parts) {}
  void consider(Place const& place, Judged const& changed, Time now);

 private:
  struct Episode { Time began, last; bool over = false; verdicts::Verdict worst; std::string why; };
  struct Reach { observe::Range range; std::vector<verdicts::Alarm> alarms; std::vector<Episode> episodes; };
  std::vector<Episode> episodes(verdicts::Verdict const& like, observe::Range range, int periods_to_close) const;
  Reach reach(verdicts::Verdict const& changed, int periods_to_close) const;
  verdicts::Alarm alarm_of(Episode const& episode, verdicts::Alarm alarm) const;
  Parts parts_;
};

}  // namespace judge
