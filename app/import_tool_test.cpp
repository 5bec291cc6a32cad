// An import as a person sees it: exit code, what is printed, what is in the data folder.
#include "import_tool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "demo.hpp"
#include "files.hpp"
#include "house.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ImportTool : public testing::Test {
 protected:
  ImportTool() : folder(fs::path(testing::TempDir()) / ("import_tool_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    ::setenv("BIYUN_HOME", BIYUN_SOURCE_DIR, 1);   // NOLINT(concurrency-mt-unsafe): before any thread
    fs::remove_all(folder);
    DataFolder const data(folder / "data");
    House house(data, load_catalog());
    make_demo_points(house.registry, *house.catalog, base::parse_time("2026-03-01").value());
  }
  ~ImportTool() override { fs::remove_all(folder); }
  std::string file(std::string const& text) const {
    std::ofstream(folder / "hours.csv", std::ios::binary) << text;
    return (folder / "hours.csv").string();
  }
  struct Ran { int code; std::string said; };
  ImportToolOptions options(std::string const& from, bool dry_run = false, bool json = false) const {
    return {.file = from, .plan = "cnemc-station-hourly", .data = (folder / "data").string(), .dry_run = dry_run, .json = json};
  }
  Ran run(std::string const& from, bool dry_run = false, bool json = false) const {
    testing::internal::CaptureStdout();
    int const code = import_observations(options(from, dry_run, json));
    return {code, testing::internal::GetCapturedStdout()};
  }
  std::uint64_t rows() const {
    DataFolder const data(folder / "data");
    return House(data, load_catalog()).store.size().rows;
  }
  fs::path folder;
};

std::string const header = "WatchPoint,Date,Hour,AQI,PM2.5,PM10,CO,NO2,O3_1h,SO2\n";

TEST_F(ImportTool, says_in_a_dry_run_what_it_would_do_and_stores_nothing) {
  auto const ran = run(file(header + "云冈宾馆,20200326,18,36,2,36,0.6,6,87,10\n别处,20200326,18,1,1,1,1,1,1,1\n"), true);
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.said, HasSubstr("2 rows, 7 values, 0 missing, 1 rows of other points left out"));
  EXPECT_THAT(ran.said, HasSubstr("nothing was stored"));
  EXPECT_EQ(rows(), 0U);
}

TEST_F(ImportTool, names_row_column_and_reason_and_stores_nothing_when_one_cell_is_wrong) {
  auto const ran = run(file(header + "云冈宾馆,20200326,18,36,2,36,0.6,6,87,10\n云冈宾馆,20200326,19,36,x,36,0.6,6,87,10\n"));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.said, HasSubstr("row 3, column PM2.5: 'x' is not a number"));
  EXPECT_EQ(rows(), 0U);
}

TEST_F(ImportTool, takes_the_gzip_sample_and_judges_it_once_however_often_it_is_given) {
  auto const sample = (fs::path(BIYUN_SOURCE_DIR) / "samples/air/datong_hourly_20200326-20200408.csv.gz").string();
  auto const ran = run(sample, false, true);
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.said, HasSubstr(R"("values":8155)"));
  EXPECT_THAT(ran.said, HasSubstr(R"("stored":true)"));
  EXPECT_EQ(rows(), 8155U);
  auto const frames = [this] { return House(DataFolder(folder / "data"), load_catalog()).log.last().value; };
  auto const first = frames();
  auto const copy = (folder / "renamed.csv.gz").string();
  fs::copy_file(sample, copy);
  for (auto const& same : {sample, copy}) {
    auto const again = run(same);
    EXPECT_EQ(again.code, 0);
    EXPECT_THAT(again.said, HasSubstr("already imported on 20"));
    EXPECT_EQ(frames(), first) << "the evidence is not appended to";
  }
  auto forced = options(sample);
  forced.again = true;
  testing::internal::CaptureStdout();
  EXPECT_EQ(import_observations(forced), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("stored and judged"));
  EXPECT_GT(frames(), first);
  EXPECT_EQ(rows(), 8155U);
  DataFolder const data(folder / "data");
  House const house(data, load_catalog());
  auto const station = house.registry.by_code("1723A").value();
  auto const day = base::start_of(base::day_of(2020, 3, 27));
  auto const hours = house.judge.air(station.id, false, day, day + base::day_length);
  ASSERT_FALSE(hours.empty());
  for (auto const& hour : hours) EXPECT_EQ(hour.index.aqi, hour.published) << base::format(hour.start);
}

TEST_F(ImportTool, wants_a_plan_and_a_file_that_exist) {
  EXPECT_THROW(import_observations(options("nowhere.csv")), base::Failure);   // without a capture that nobody would end
  EXPECT_THROW(read_import_file(file(header), "no-such-plan"), base::Failure);
}

TEST_F(ImportTool, does_not_make_a_data_folder_of_a_mistyped_name) {
  auto typo = options(file(header), true);
  typo.data = (folder / "dta").string();
  EXPECT_THROW(import_observations(typo), base::Failure);
  EXPECT_FALSE(fs::exists(folder / "dta"));
}

TEST_F(ImportTool, does_not_call_a_file_in_order_of_which_no_row_matches) {
  auto const other = run(file(header + "别处,20200326,18,1,1,1,1,1,1,1\n"), true);
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.said, HasSubstr("no row matched: none of 1 rows names a point of the plan"));
  EXPECT_THAT(other.said, HasSubstr("WatchPoint"));
  EXPECT_EQ(run(file(header), true).code, 1);
}

TEST_F(ImportTool, recognises_gbk) {
  auto const gbk = run(file(header + "\xd4\xc6\xb8\xd4\xb1\xf6\xb9\xdd,20200326,18,36,2,36,0.6,6,87,10\n"), true);   // 云冈宾馆
  EXPECT_EQ(gbk.code, 1);
  EXPECT_THAT(gbk.said, HasSubstr("row 2: the file is not UTF-8; it looks like GBK"));
  EXPECT_THAT(run(file(header + "\xff\xfe,20200326,18,1,1,1,1,1,1,1\n"), true).said, HasSubstr("not UTF-8 (save it as UTF-8)"));
}

}  // namespace
}  // namespace app
