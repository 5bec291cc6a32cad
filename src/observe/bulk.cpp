// Years of hours of many points by columns.
#include <algorithm>
#include <cmath>

#include "observe/inside.hpp"

namespace observe {
namespace {

constexpr std::int64_t gap_max = 64;   // numbers of others read on the way rather than asked for apart

/// A quantity and the row of the block its hours belong to.
struct Wanted {
  std::int64_t quantity = 0;
  std::size_t row = 0;
};

/// Puts the hours of quantities that lie close together in their places; the newest revision of an hour counts.
class Placing {
 public:
  Placing(std::span<Wanted const> run, Range range, HourBlock& out) : first_(run.front().quantity), from_ms_(range.from.ms), out_(out) {
    rows_.assign(static_cast<std::size_t>(run.back().quantity - first_) + 1, none);
    for (auto const& each : run) rows_[static_cast<std::size_t>(each.quantity - first_)] = each.row;
  }
  void take(columns::Chunk const& chunk) {
    auto const quantity = chunk.words(0);
    auto const start_ms = chunk.integers(1);
    auto const mean = chunk.reals(2);
    auto const valid = chunk.small(3);
    auto const revision = chunk.words(4);
    bool const nulls = chunk.has_nulls(2);
    auto const hour_ms = base::hour_length.count();
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      auto const row = rows_[static_cast<std::size_t>(quantity[i] - first_)];
      if (row == none) continue;
      auto const cell = row * out_.hours + static_cast<std::size_t>((start_ms[i] - from_ms_) / hour_ms);
      if (revision[i] <= out_.revisions[cell]) continue;
      out_.revisions[cell] = revision[i];
      out_.means[cell] = valid[i] == 0 || (nulls && chunk.is_null(2, i)) ? absent : mean[i];
    }
  }

 private:
  static constexpr std::size_t none = ~std::size_t{0};
  std::int64_t first_, from_ms_;
  std::vector<std::size_t> rows_;
  HourBlock& out_;
};

}  // namespace

void Store::hours_of(std::vector<PointId> const& points, std::vector<std::string> const& factors, Range range, HourBlock& out) const {
  CHECK(range.from == base::floor_to(range.from, base::hour_length) && range.from <= range.to, "a block of hours begins with an hour");
  out.points = points.size();
  out.factors = factors.size();
  out.hours = static_cast<std::size_t>((range.to - range.from) / base::hour_length);
  auto const cells = out.points * out.factors * out.hours;
  CHECK(cells <= HourBlock::cells_max, "a block of hours is read in parts");
  out.means.assign(cells, absent);
  out.revisions.assign(cells, -1);
  std::vector<Wanted> wanted;
  {
    std::shared_lock const share(inside_->sharing);
    for (std::size_t p = 0; p < points.size(); ++p)
      for (std::size_t f = 0; f < factors.size(); ++f)
        if (auto const number = inside_->quantities.find({points[p], factors[f], "", Period::hour}); number != 0)
          wanted.push_back({number, p * factors.size() + f});
  }
  std::sort(wanted.begin(), wanted.end(), [](Wanted const& a, Wanted const& b) { return a.quantity < b.quantity; });
  for (std::size_t at = 0; at < wanted.size();) {
    auto end = at + 1;
    while (end < wanted.size() && wanted[end].quantity - wanted[end - 1].quantity <= gap_max) ++end;
    auto const run = std::span(wanted).subspan(at, end - at);
    Placing placing(run, range, out);
    inside_->readers.borrow()->chunks("SELECT quantity, start_ms, mean, valid, revision FROM all_statistic "
                                      "WHERE quantity BETWEEN ?::INTEGER AND ?::INTEGER AND start_ms >= ? AND start_ms < ?",
                                      {run.front().quantity, run.back().quantity, range.from.ms, range.to.ms},
                                      [&](columns::Chunk const& chunk) { placing.take(chunk); });
    at = end;
  }
}

}  // namespace observe
