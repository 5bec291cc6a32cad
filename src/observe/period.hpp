#pragma once
// Private: sums of one period, made row by row in the order of time.
#include <map>
#include <string>

#include "observe/observe.hpp"

namespace observe {

/// A row of an hour, or an hour of a day.
struct Contribution {
  double mean = absent, min = absent, max = absent, total = absent;
  char flag = ' ';
  FrameNumber frame;
  bool counts = false;                   // by its flag, or (an hour) by its validity
  double weight = absent;
};

class Part {
 public:
  explicit Part(std::string const& valid_flags) : valid_flags_(valid_flags) {}
  bool counts(char flag) const { return valid_flags_.find(flag) != std::string::npos; }
  void add(Contribution const& c);
  /// Fills mean, min, max, total, received, valid_rows, flag and last_frame. The mean is weighted where at least `needed`
  /// of what counts has a weight; the flag is told where flags and valid data together make up what is needed, so that one
  /// flag does not excuse a silence.
  void finish(Statistic& into, double needed) const;

 private:
  struct Sum { double sum = 0; std::int64_t count = 0; };
  std::string valid_flags_;
  std::int64_t received_ = 0, valid_ = 0;
  Sum plain_, total_;
  double weighted_ = 0, weights_ = 0;
  std::int64_t have_weight_ = 0;
  double min_ = absent, max_ = absent;
  FrameNumber last_frame_;
  std::map<char, std::int64_t> abnormal_;
};

}  // namespace observe
