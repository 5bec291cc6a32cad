// Sheets in and out of a register as a person at the command line sees it.
#include "register_tool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "files.hpp"
#include "house.hpp"
#include "workbook/workbook.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RegisterTool : public testing::Test {
 protected:
  RegisterTool() {
    ::setenv("BIYUN_HOME", BIYUN_SOURCE_DIR, 1);   // NOLINT(concurrency-mt-unsafe): before any thread
    fs::remove_all(folder);
    fs::create_directories(folder);
    DataFolder const data(folder / "data");
    House const house(data, load_catalog());
  }
  ~RegisterTool() override { fs::remove_all(folder); }
  std::string file(std::string const& name, std::string const& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    return (folder / name).string();
  }
  struct Ran { int code; std::string said; };
  Ran import(std::string const& from, bool dry_run = false, bool partial = false) const {
    testing::internal::CaptureStdout();
    int const code = import_register({.at = {(folder / "data").string(), {}}, .reg = "facility", .file = from, .dry_run = dry_run, .partial = partial});
    return {code, testing::internal::GetCapturedStdout()};
  }
  Ran write(std::string const& to, std::string const& filter = {}) const {
    testing::internal::CaptureStdout();
    int const code = export_register({.at = {(folder / "data").string(), {}}, .reg = "facility", .file = (folder / to).string(), .filter = filter});
    return {code, testing::internal::GetCapturedStdout()};
  }
  fs::path folder = fs::path(testing::TempDir()) / ("register_tool_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::string head = "单位编号,单位名称,源类别,行业类别,生产经营场所地址,所在乡镇（街道）\n";
};

TEST_F(RegisterTool, a_sheet_is_looked_at_mended_taken_and_written_again) {
  auto const bad = file("单位.csv", head + "YZ-F-9001,示例甲厂（虚构）,工业源,2663,示例地址,西坪镇\nYZ-F-9002,示例乙厂（虚构）,工业源,2663,示例地址,月球镇\n");
  auto const looked = import(bad, true);
  EXPECT_EQ(looked.code, 1);
  EXPECT_THAT(looked.said, HasSubstr("2 rows: 1 new, 0 changed, 0 the same, 1 refused"));
  EXPECT_THAT(looked.said, HasSubstr("F3: '月球镇' is not in the list"));
  EXPECT_THAT(looked.said, HasSubstr("nothing was taken"));
  auto const marked = workbook::read(read_file((folder / "单位_问题.xlsx").string()));
  ASSERT_TRUE(marked);
  EXPECT_THAT(marked->sheets[0].rows[2].back().text, HasSubstr("月球镇"));

  auto const good = file("单位.csv", head + "YZ-F-9001,示例甲厂（虚构）,工业源,2663,示例地址,西坪镇\nYZ-F-9002,示例乙厂（虚构）,工业源,2663,示例地址,倍加造镇\n");
  EXPECT_EQ(import(good).code, 0);
  EXPECT_THAT(import(good).said, HasSubstr("2 rows: 0 new, 0 changed, 2 the same, 0 refused"));
  EXPECT_EQ(write("out.xlsx").code, 0);
  EXPECT_THAT(import((folder / "out.xlsx").string()).said, HasSubstr("2 the same"));
  EXPECT_EQ(write("one.xlsx", "code = 'YZ-F-9002'").code, 0);
  EXPECT_THAT(import((folder / "one.xlsx").string()).said, HasSubstr("1 rows: 0 new"));
}

TEST_F(RegisterTool, what_makes_no_sense_is_a_failure_that_says_what_would) {
  auto const empty = file("leer.csv", "a,b\n1,2\n");
  auto const message = [&](std::function<void()> const& work) -> std::string {
    try {
      work();
    } catch (base::Failure const& failure) {
      return failure.what();
    }
    return "no failure";
  };
  EXPECT_THAT(message([&] { (void)import(empty); }), HasSubstr("looks like a header"));
  testing::internal::GetCapturedStdout();
  EXPECT_THAT(message([&] { (void)write("out.docx"); }), HasSubstr(".geojson"));
  testing::internal::GetCapturedStdout();
  EXPECT_THAT(message([&] { import_register({.at = {(folder / "data").string(), {}}, .reg = "nonsense", .file = empty}); }), HasSubstr("biyun registers"));
}

}  // namespace
}  // namespace app
