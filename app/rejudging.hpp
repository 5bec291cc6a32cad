#pragma once
// Hours, days and verdicts that were judged by other rules than the catalogue now holds are judged again, while the house is open.
#include <vector>

#include "data_folder.hpp"
#include "house.hpp"

namespace app {

/// Notes in the data folder what everything was judged by.
void note_rules(DataFolder const& folder, catalog::Catalog const& catalog);

class Rejudging {
 public:
  /// Nothing is to do in a house that knows no point, or where all was judged by these rules.
  Rejudging(House& house, DataFolder const& folder);
  /// The projector's thread: judges a month of a point, the newest first; when all is done it notes the rules. A stop in between begins anew.
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
