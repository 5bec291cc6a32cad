#include "rejudging.hpp"

#include <algorithm>
#include <fstream>

#include "files.hpp"

namespace app {
namespace {

constexpr base::Duration stretch = base::day_length * 31;        // judged at a time: a station's in some 0.2 s
constexpr base::Duration without_days = base::day_length * 2;    // where no day is over yet

std::filesystem::path marker(DataFolder const& folder) { return folder.marker("rules"); }

void note_rules(DataFolder const& folder, catalog::Catalog const& catalog) {
  std::ofstream out(marker(folder), std::ios::trunc);
  out << catalog.digest();   // not written, all is judged once more at the next start
}

}  // namespace

void forget_rules(DataFolder const& folder) { std::filesystem::remove(marker(folder)); }

Rejudging::Rejudging(House& house, DataFolder const& folder) : house_(house), folder_(folder) {
  std::error_code error;
  bool const same = std::filesystem::exists(marker(folder), error) && read_file(marker(folder)) == house.catalog->digest();
  due_ = !same && !house.registry.points().empty();
  if (!same && !due_) {
    note_rules(folder, *house.catalog);
  }
}

void Rejudging::begin(base::Time now) {
  for (auto const& point : house_.registry.points()) {
    Left left{point.id, now - without_days, now + base::day_length};
    for (auto const& day : house_.store.statistics(point.id, observe::Period::day, {base::Time{0}, now})) {
      left.from = std::min(left.from, day.start);
    }
    left_.push_back(left);
  }
  begun_ = true;
}

void Rejudging::step(base::Time now) {
  if (!due_) {
    return;
  }
  if (!begun_) {
    begin(now);
  }
  // The newest month of all points goes before the month before it.
  auto const next = std::max_element(left_.begin(), left_.end(), [](Left const& a, Left const& b) { return a.to < b.to; });
  if (next == left_.end()) {
    due_ = false;
    note_rules(folder_, *house_.catalog);
    return;
  }
  auto const from = std::max(next->from, next->to - stretch);
  house_.judge.rejudge(next->point, {from, next->to}, now);
  next->to = from;
  if (next->to <= next->from) {
    left_.erase(next);
  }
}

}  // namespace app
