// Rebuilding compares with what was found, not with what could have been made of it first.
#include "data_tool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "demo.hpp"
#include "files.hpp"
#include "house.hpp"
#include "import_tool.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Rebuild : public testing::Test {
 protected:
  Rebuild() {
    ::setenv("BIYUN_HOME", BIYUN_SOURCE_DIR, 1);   // NOLINT(concurrency-mt-unsafe): before any thread
    fs::remove_all(folder);
    DataFolder const data(folder);
    House house(data, load_catalog());
    make_demo_points(house.registry, *house.catalog, base::parse_time("2026-03-01").value());
  }
  ~Rebuild() override { fs::remove_all(folder); }
  struct Ran { int code; std::string said; };
  Ran run() const {
    testing::internal::CaptureStdout();
    int const code = rebuild({.data = folder.string()});
    return {code, testing::internal::GetCapturedStdout()};
  }
  fs::path folder = fs::path(testing::TempDir()) / "data_tool_test";
};

TEST_F(Rebuild, says_that_rows_had_not_been_judged) {
  {
    auto const import = read_import_file(fs::path(BIYUN_SOURCE_DIR) / "samples/air/datong_hourly_20200326-20200408.csv.gz", "cnemc-station-hourly");
    DataFolder const data(folder);
    House house(data, load_catalog());
    std::vector<std::string> pieces;
    ingest::read_import(import.plan, *house.catalog, house.registry, import.csv, &pieces);
    house.gateway.store_import(std::move(pieces), import.plan.source, base::parse_time("2026-03-02").value());
    house.gateway.catch_up();
  }
  auto const first = run();
  EXPECT_EQ(first.code, 1);
  EXPECT_THAT(first.said, HasSubstr("8155 rows, 0 revisions, 0 statistics"));
  EXPECT_THAT(first.said, HasSubstr("DIFFERENT"));
  std::ofstream(folder / "rules.done") << "by which all was judged";
  auto const second = run();
  EXPECT_FALSE(fs::exists(folder / "rules.done")) << "a rebuild knows no declared windows: the next start judges with them";
  EXPECT_EQ(second.code, 0) << second.said;
  EXPECT_THAT(second.said, HasSubstr("the same"));
}

}  // namespace
}  // namespace app
