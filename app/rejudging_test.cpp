// A bureau files other numbers: what was judged by the shipped ones is judged again, once, and a house whose rules are the same does nothing.
#include "rejudging.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "demo.hpp"
#include "files.hpp"
#include "import_tool.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr int steps_max = 2'000;

class Rules : public testing::Test {
 protected:
  Rules() {
    ::setenv("BIYUN_HOME", BIYUN_SOURCE_DIR, 1);   // NOLINT(concurrency-mt-unsafe): before any thread
    fs::remove_all(folder);
    auto const import = read_import_file(fs::path(BIYUN_SOURCE_DIR) / "samples/air/datong_hourly_20200326-20200408.csv.gz", "cnemc-station-hourly");
    DataFolder const data(folder);
    House house(data, load_catalog());
    Rejudging const none(house, data);   // nothing to judge yet: the rules are noted
    make_demo_points(house.registry, *house.catalog, now);
    std::vector<std::string> pieces;
    ingest::read_import(import.plan, *house.catalog, house.registry, import.csv, &pieces);
    house.gateway.store_import(std::move(pieces), import.plan.source, now);
    house.gateway.catch_up();
    house.judge_everything(now);
  }
  ~Rules() override { fs::remove_all(folder); }

  /// PM10 of a day reaches an index of 100 at 60 μg/m³ instead of 150.
  void file_stricter() const {
    auto const name = fs::path("standards/HJ633-2012/breakpoints.tsv");
    auto text = read_file(shipped_folder("catalog") / name);
    for (std::string_view const printed : {"PM10\t24h\t50\t150\t", "PM10\t24h\t150\t"}) {
      auto const at = text.find(printed);
      ASSERT_NE(at, std::string::npos);
      text.replace(text.find("150", at), 3, "60");
    }
    fs::create_directories((folder / "catalog" / name).parent_path());
    std::ofstream(folder / "catalog" / name) << text;
  }
  struct Judged { std::vector<std::optional<int>> days; std::size_t polluted = 0; int told = 0; };
  /// The house opened anew, and what its days say when nothing is left to judge again; `told`: how many were judged again.
  Judged opened() const {
    DataFolder const data(folder);
    House house(data, load_catalog(data.catalog()));
    Judged judged;
    house.judge.on_changed([&](auto, auto const&, auto) { ++judged.told; });
    Rejudging again(house, data);
    for (int i = 0; i < steps_max; ++i) {
      again.step(now);
    }
    for (auto const& point : house.registry.points()) {
      for (auto const& day : house.judge.air(point.id, true, base::Time{0}, now)) {
        judged.days.push_back(day.index.aqi);
        judged.polluted += day.index.aqi.value_or(0) > 100 ? 1U : 0U;
      }
    }
    return judged;
  }
  base::Time now = base::parse_time("2026-03-02").value();
  fs::path folder = fs::path(testing::TempDir()) / "rejudging_test";
};

TEST_F(Rules, that_changed_judge_again_what_was_judged_and_the_same_nothing) {
  auto const shipped = opened();
  ASSERT_GT(shipped.days.size(), 10U);
  EXPECT_EQ(shipped.told, 0);
  auto const noted = read_file(folder / "rules.done");
  file_stricter();
  auto const own = opened();
  EXPECT_EQ(own.days.size(), shipped.days.size());
  EXPECT_GT(own.polluted, shipped.polluted) << "days that were good by the shipped numbers are not by the bureau's";
  EXPECT_NE(read_file(folder / "rules.done"), noted);
  fs::remove_all(folder / "catalog");
  fs::remove(folder / "rules.done");   // a house of before: nobody knows by what it was judged
  auto const back = opened();
  EXPECT_GT(back.told, 0);
  EXPECT_EQ(back.days, shipped.days);
  EXPECT_EQ(read_file(folder / "rules.done"), noted);
  forget_rules(DataFolder(folder));
  EXPECT_FALSE(fs::exists(folder / "rules.done"));
}

}  // namespace
}  // namespace app
