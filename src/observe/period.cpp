#include "observe/period.hpp"

#include <algorithm>
#include <cmath>

namespace observe {
namespace {

bool there(double value) { return !std::isnan(value); }

}  // namespace

void Part::add(Contribution const& c) {
  ++received_;
  last_frame_ = std::max(last_frame_, c.frame);
  if (!counts(c.flag)) ++abnormal_[c.flag];
  if (!c.counts || !(there(c.mean) || there(c.total))) return;
  ++valid_;
  if (there(c.mean)) {
    plain_.sum += c.mean, ++plain_.count;
    if (there(c.weight)) weighted_ += c.mean * c.weight, weights_ += c.weight, ++have_weight_;
  }
  if (there(c.total)) total_.sum += c.total, ++total_.count;
  auto const low = there(c.min) ? c.min : c.mean;
  auto const high = there(c.max) ? c.max : c.mean;
  if (there(low)) min_ = there(min_) ? std::min(min_, low) : low;
  if (there(high)) max_ = there(max_) ? std::max(max_, high) : high;
}

void Part::finish(Statistic& into, double needed) const {
  into.received = received_;
  into.valid_rows = valid_;
  // With little flow measured, or none flowing, the arithmetic mean is all there is.
  if (weights_ > 0 && static_cast<double>(have_weight_) >= std::min(needed, static_cast<double>(plain_.count)))
    into.mean = weighted_ / weights_;
  else if (plain_.count > 0)
    into.mean = plain_.sum / static_cast<double>(plain_.count);
  if (total_.count > 0) into.total = total_.sum;
  into.min = min_;
  into.max = max_;
  into.last_frame = last_frame_;
  std::int64_t abnormal = 0;
  auto commonest = abnormal_.end();
  for (auto each = abnormal_.begin(); each != abnormal_.end(); ++each) {
    abnormal += each->second;
    if (commonest == abnormal_.end() || each->second > commonest->second) commonest = each;
  }
  bool const accounts = static_cast<double>(valid_ + abnormal) >= needed;
  into.flag = commonest != abnormal_.end() && accounts ? commonest->first : ' ';
}

}  // namespace observe
