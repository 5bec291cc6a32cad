#include <algorithm>
#include <cmath>

#include "assess/assess.hpp"

namespace assess {
namespace {

// Places kept when a binary value meets a decimal limit: far below any instrument, far above the noise of conversion.
constexpr int places_compared = 9;
constexpr double value_max = 1e15;

struct Weighed {
  bool exceeded = false;
  double share = 0;
  std::optional<double> times_over;
};

std::optional<double> times(double distance, double limit) {
  return limit == 0 ? std::nullopt : std::optional(distance / limit);
}

// GB/T 8170 4.3.2: 全数值比较法, the value as it is against the limit as it is printed.
Weighed weigh(catalog::Limit const& limit, double value) {
  auto const exact = Decimal::from_double(value, places_compared);
  double const low = limit.low ? limit.low->to_double() : 0;
  double const high = limit.high ? limit.high->to_double() : 0;
  Weighed weighed;
  weighed.exceeded = (limit.high && exact > *limit.high) || (limit.low && exact < *limit.low);
  if (limit.sense == catalog::Sense::at_most) {
    weighed.share = high == 0 ? 0 : value / high;
    weighed.times_over = weighed.exceeded ? times(value - high, high) : std::nullopt;
  } else if (limit.sense == catalog::Sense::at_least) {
    weighed.share = value <= 0 ? 0 : low / value;
    weighed.times_over = weighed.exceeded ? times(low - value, low) : std::nullopt;
  } else {
    weighed.share = std::fabs(value - (low + high) / 2) / ((high - low) / 2);
  }
  return weighed;
}

}  // namespace

base::Problem cannot_judge(std::string why, std::string clause) {
  return base::Problem("cannot_judge", std::move(why), std::move(clause));
}

base::Result<LimitVerdict> against_limits(catalog::Catalog const& catalog, std::string const& set,
                                          std::string const& factor, std::string const& averaging, Day on, double value,
                                          base::Unit unit) {
  if (!std::isfinite(value) || std::fabs(value) >= value_max) {
    return base::Problem("bad_value", "the value is not a number that can be judged", factor);
  }
  LimitVerdict verdict;
  verdict.result = "no_limit";
  auto const in_force = catalog.set_in_force(set, on);
  for (auto const* limit : catalog.limits(in_force, factor, averaging, on)) {
    if (limit->source.to_file) {
      return cannot_judge("限值尚未录入：有规定，数值未取得 / a limit exists, its number is not on file", in_force + " " + factor + ", " + limit->source.clause);
    }
    auto const converted = base::convert(value, unit, limit->unit);
    if (!converted) {
      auto problem = converted.error();
      problem.where = in_force + " " + factor;
      problem.mend = "set the unit of the channel";
      return problem;
    }
    if (std::fabs(*converted) >= value_max) {
      return base::Problem("bad_value", "the value is not a number that can be judged", factor);
    }
    auto const weighed = weigh(*limit, *converted);
    if (verdict.limit == nullptr || weighed.share > verdict.share) {
      verdict.limit = limit;
      verdict.share = weighed.share;
      verdict.times_over = weighed.times_over;
      verdict.result = weighed.exceeded ? "exceeded" : "ok";
    }
  }
  if (verdict.limit != nullptr) {
    verdict.basis.push_back(
        {verdict.limit->source.standard, verdict.limit->source.clause, in_force.substr(0, in_force.find('/'))});
  }
  return verdict;
}

}  // namespace assess
