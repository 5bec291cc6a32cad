#pragma once
// Hours, days and verdicts that were judged by other rules than the catalogue now holds are judged again, while the house is open.
#include <vector>

#include "data_folder.hpp"
#include "house.hpp"

namespace app {

/// For tools that judged without all that a running house knows: the next one judges everything again.
void forget_rules(DataFolder const& folder);

class Rejudging {
 public:
  /// Nothing is to do in a house that knows no point, or where all was judged by these rules.
  Rejudging(House& house, DataFolder const& folder);
  /// The projector's thread: judges a month of a point, the newest first; when all is done it notes the rules in the data folder. A stop in between
  /// begins anew. To be called when the judge knows the declared windows.
  void step(base::Time now);

 private:
  struct Left { base::PointId point; base::Time from, to; };   // what of a point is not judged yet
  void begin(base::Time now);
  House& house_;
  DataFolder const& folder_;
  bool due_ = false, begun_ = false;
  std::vector<Left> left_;
};

}  // namespace app
