// A register of 100,000 records: taking a whole sheet, a page with filter and sort, a box, counts, a walk through all; on both databases.
#include "registers.hpp"

namespace {

constexpr std::int64_t records = 100'000;
constexpr int times = 15;

void run(sql::Dialect dialect) {
  bench::Register at(dialect);
  auto const who = at.keeper();
  auto const& registry = *at.registry;
  auto const list = [&](registry::Ask const& ask) {
    auto const page = registry.list(who, at.reg(), ask, at.now);
    if (!page || page->records.empty()) {
      throw base::Failure(page ? "an empty page" : base::to_string(page.error()));
    }
  };
  bench::tell(at.engine(), "put_all: 100,000 new records", 1, [&](int) { at.fill(records); });
  bench::tell(at.engine(), "put_all: the same again, nothing changes", 1, [&](int) { at.fill(records); });
  registry::Ask sorted{.filter = query::parse_text("kind = 'a' AND flow > 1000").value(), .sort = "name"};
  bench::tell(at.engine(), "a page of 100, filter and sort, counted", times, [&](int) { list(sorted); });
  sorted.filter = query::parse_text("stoves > 3 AND size = 'big'").value();
  sorted.sort = "-stoves";
  bench::tell(at.engine(), "the same by fields without index", times, [&](int) { list(sorted); });
  registry::Ask deep;
  deep.after = {records / 2};
  bench::tell(at.engine(), "a page of 100 in the middle, by id, counted", times, [&](int) { list(deep); });
  registry::Ask searched;
  searched.search = "99999";
  bench::tell(at.engine(), "a page of 100, a word searched", times, [&](int) { list(searched); });
  auto const width = bench::ground.east - bench::ground.west, height = bench::ground.north - bench::ground.south;
  registry::Ask boxed;
  boxed.limit = registry::page_max;
  bench::tell(at.engine(), "a box of 1 % of the ground, about 1,000 records", times, [&](int i) {
    auto const west = bench::ground.west + width * 0.05 * i, south = bench::ground.south + height * 0.05 * i;
    boxed.box = geo::Box{west, south, west + width * 0.1, south + height * 0.1};
    list(boxed);
  });
  bench::tell(at.engine(), "how many of each kind", times, [&](int) { (void)registry.count_by(who, at.reg(), {}, "kind", at.now).value(); });
  bench::tell(at.engine(), "the extent of all", times, [&](int) { (void)registry.extent(who, at.reg(), "opened_on", at.now).value(); });
  bench::tell(at.engine(), "all records, one after another", 3, [&](int) {
    std::size_t seen = 0;
    registry.visit(who, at.reg(), {}, at.now, [&](registry::Record const&) { return ++seen != 0; }).value();
  });
}

}  // namespace

int main() {
  run(sql::Dialect::sqlite);
  run(sql::Dialect::postgres);
}
