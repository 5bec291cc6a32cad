// Lists out and in again on both databases, what who may not see, imports that are stopped, map files, and jobs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "exchange/house_for_tests.hpp"
#include "exchange/sheets_for_tests.hpp"

namespace exchange {
namespace {

using for_tests::House;
using testing::ElementsAre, testing::HasSubstr, testing::Not;

struct Engine { char const* name; std::function<registry::for_tests::Open()> open; };

class Lists : public testing::TestWithParam<Engine> {
 protected:
  std::string list_of(identity::Person const& who, registry::Ask const& ask = {}) {
    auto const path = folder.file("list.xlsx");
    auto const done = export_sheet({house->registry}, who, house->reg(), ask, house->now, path);
    EXPECT_TRUE(done) << (done ? "" : base::to_string(done.error()));
    return workbook_tests::bytes_of(path);
  }
  base::Result<Report> take(std::string const& bytes, bool dry = false, Progress const& progress = {}) {
    return import_file({house->registry}, {house->keeper, house->now}, house->reg(), {bytes, "list.xlsx", "digest"}, {.dry = dry}, progress);
  }
  workbook_tests::Folder folder;
  std::unique_ptr<House> house = for_tests::house_of(for_tests::small_set(), GetParam().open());
};

TEST_P(Lists, go_out_and_come_in_unchanged_whatever_they_hold) {
  (void)house->add("code=F1|name=示例甲厂（虚构）", "facility").value();
  (void)house->add("code=E1|name==cmd'/c calc'!A1|township=140215100|facility=1|stoves=3|flow=6000.5|purifier=true|installed_on=2021-06-30|kinds=hot;bbq|geometry=POINT(113.6 40.02)").value();
  (void)house->add("code=0012|name=示例（虚构） 第二行|township=140215101|phone=13800000000|purifier=false").value();
  auto const bytes = list_of(house->keeper);
  auto const book = workbook::read(bytes);
  ASSERT_TRUE(book);
  auto const shown = workbook_tests::shown(book->sheets[0]);
  EXPECT_THAT(shown, HasSubstr("|=cmd'/c calc'!A1|")) << "a text, not a formula";
  EXPECT_THAT(shown, HasSubstr("火锅、烧烤"));
  EXPECT_THAT(shown, HasSubstr("F1 示例甲厂（虚构）"));
  auto const again = take(bytes);
  ASSERT_TRUE(again) << base::to_string(again.error());
  EXPECT_EQ(again->same, 2U);
  EXPECT_FALSE(again->taken);
  auto const sorted = take(list_of(house->keeper, {.filter = query::parse_text("stoves > 1").value(), .sort = "-name"}), true);
  EXPECT_EQ(sorted->rows, 1U);
}

TEST_P(Lists, are_taken_whole_or_not_at_all_and_can_be_stopped) {
  std::string csv = "编号,名称,乡镇\n";
  for (int i = 0; i < 1'200; ++i) {
    csv += "E" + std::to_string(i) + ",甲,西坪镇\n";
  }
  auto const stopped = take(csv, false, [](std::size_t done, std::size_t) { return done < 600; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, "cancelled");
  EXPECT_EQ(house->registry.list(house->keeper, house->reg(), {}, house->now)->total, 0U);
  std::vector<std::pair<std::size_t, std::size_t>> told;
  auto const taken = take(csv, false, [&](std::size_t done, std::size_t total) { return told.emplace_back(done, total), true; });
  ASSERT_TRUE(taken) << base::to_string(taken.error());
  EXPECT_EQ(taken->created, 1'200U);
  EXPECT_THAT(told, ElementsAre(std::pair(0U, 1'200U), std::pair(500U, 1'200U), std::pair(1'000U, 1'200U)));
  auto const notes = house->registry.imports(house->reg(), 10);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].id, taken->import);
  EXPECT_EQ(notes[0].file_name, "list.xlsx");
  auto const version = house->registry.history(house->keeper, house->reg(), {1});
  ASSERT_TRUE(version);
  EXPECT_THAT(version->front().why, HasSubstr("list.xlsx"));
}

TEST_P(Lists, hold_no_more_than_who_asks_may_see) {
  (void)house->add("code=E1|name=甲|township=140215100|phone=13800000000|geometry=POINT(113.6 40.02)").value();
  auto const leader = registry::for_tests::person("head", identity::Role::leader);
  EXPECT_THAT(workbook_tests::read_shown(list_of(house->keeper)), HasSubstr("13800000000"));
  EXPECT_THAT(workbook_tests::read_shown(list_of(leader)), Not(HasSubstr("13800000000")));
  EXPECT_THAT(workbook_tests::read_shown(list_of(house->guest)), Not(HasSubstr("40.02"))) << "the public sees the place blurred";
  EXPECT_FALSE(write_template({house->registry}, house->reg(), house->guest, folder.file("t.xlsx")));
  EXPECT_EQ(import_file({house->registry}, {leader, house->now}, house->reg(), {"编号,名称\n", "a.csv", ""}, {}).error().code, "forbidden");
}

INSTANTIATE_TEST_SUITE_P(Both, Lists, testing::Values(Engine{"sqlite", for_tests::on_sqlite}, Engine{"postgres", for_tests::on_postgres}),
                         [](auto const& one) { return one.param.name; });

std::string look(std::string const& command) {
  std::string all;
  std::array<char, 4096> buffer{};
  auto* const pipe = popen((command + " 2>&1").c_str(), "r");
  while (auto const got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    all.append(buffer.data(), got);
  }
  pclose(pipe);
  return all;
}

TEST(Marked, openpyxl_finds_the_red_column) {
  workbook_tests::Folder const folder;
  auto const house = for_tests::house_of(for_tests::small_set());
  auto const sheet = for_tests::read_sheet_file(std::string(BIYUN_SOURCE_DIR) + "/tests/corpus/sheets/39_rules_of_the_register.txt");
  auto const bytes = for_tests::xlsx_of(sheet);
  auto const report = import_file({house->registry}, {house->keeper, house->now}, house->reg(), {bytes, "a.xlsx", ""}, {});
  ASSERT_TRUE(report);
  workbook_tests::keep(folder.file("marked.xlsx"), marked(bytes, *report).value());
  workbook_tests::keep(folder.file("look.py"),
                       "import openpyxl\nsheet = openpyxl.load_workbook('marked.xlsx').active\n"
                       "print([c.coordinate for row in sheet for c in row if c.fill.fill_type == 'solid' and c.fill.fgColor.rgb == 'FFFFC7CE'])\nprint(sheet['G1'].value, sheet['G4'].value)\n");
  auto const said = look("cd " + folder.path.string() + " && /usr/bin/python3 look.py");
  if (said.find("No module named") != std::string::npos) {
    FAIL() << "openpyxl is not installed: run tools/setup.sh test";
  }
  EXPECT_THAT(said, HasSubstr("'F2', 'G2', 'D3', 'G3', 'C4', 'D4', 'G4'"));
  EXPECT_THAT(said, HasSubstr("导入问题 Problems C4 '月球镇' is not in the list"));
}

TEST(Maps, features_are_matched_by_name_and_refused_by_attribute) {
  if (std::system("ogr2ogr --version > /dev/null 2>&1") != 0) {   // NOLINT(concurrency-mt-unsafe,cert-env33-c): one thread, a fixed word
    GTEST_SKIP() << "GDAL's ogr2ogr is not installed";
  }
  auto const house = for_tests::house_of(for_tests::small_set());
  auto const feature = [](std::string const& properties) { return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":{"type":"Point","coordinates":[113.6,40.02]}})"; };
  auto const file = R"({"type":"FeatureCollection","features":[)" + feature(R"("编号":"E1","名称":"甲","乡镇":"西坪镇","办理状态":"已登记","净化器":"否")") + "," +
                    feature(R"("编号":"E2","名称":"乙","乡镇":"月球镇","办理状态":"差不多","净化器":"否")") + "]}";
  auto const report = import_file({house->registry}, {house->keeper, house->now}, house->reg(), {file, "a.geojson", ""}, {.dry = false, .partial = true});
  ASSERT_TRUE(report) << base::to_string(report.error());
  EXPECT_EQ(report->format, "geojson");
  EXPECT_EQ(report->created, 1U);
  ASSERT_EQ(report->problems.size(), 2U);
  EXPECT_EQ(report->problems[0].cell, "feature 2 乡镇");
  EXPECT_EQ(report->problems[1].cell, "feature 2 办理状态");
  auto const record = house->registry.get(house->keeper, house->reg(), {1});
  EXPECT_EQ(for_tests::text_of(*house, house->reg(), *record, "geometry"), "POINT(113.6 40.02)");
}

// ---- jobs ----

/// Work that waits until it is let go.
struct Gate {
  std::mutex mutex;
  std::condition_variable opened;
  bool open = false;
  void let_go() {
    std::lock_guard const lock(mutex);
    open = true;
    opened.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex);
    opened.wait(lock, [this] { return open; });
  }
};

Jobs::Job over(Jobs const& jobs, std::string const& id) {
  for (int tries = 0; tries < 1'000; ++tries) {
    auto const job = jobs.look(id, "desk");
    if (job && job->state != Jobs::State::waiting && job->state != Jobs::State::running) {
      return *job;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ADD_FAILURE() << "the job does not end";
  return {};
}

TEST(JobsRun, one_after_another_and_tell_how_far_they_are) {
  Jobs jobs;
  std::string order;
  auto const first = jobs.submit("plan", "desk", [&](Progress const& progress) { return order += "1", progress(3, 4), base::Result<std::string>("{}"); }).value();
  auto const second = jobs.submit("import", "desk", [&](Progress const&) -> base::Result<std::string> { return order += "2", base::Problem("invalid", "no"); }).value();
  auto const third = jobs.submit("import", "desk", [&](Progress const&) -> base::Result<std::string> { throw base::Failure("the disk is full"); }).value();
  EXPECT_EQ(over(jobs, third).problem->detail, "the disk is full");
  EXPECT_EQ(order, "12");
  auto const done = over(jobs, first);
  EXPECT_EQ(done.state, Jobs::State::done);
  EXPECT_EQ(done.done, 3U);
  EXPECT_EQ(done.total, 4U);
  EXPECT_EQ(done.result, "{}");
  EXPECT_EQ(over(jobs, second).state, Jobs::State::failed);
  EXPECT_FALSE(jobs.look(first, "boss")) << "jobs are their owner's";
  EXPECT_FALSE(jobs.cancel(first, "desk")) << "it is over";
}

TEST(JobsRun, are_cancelled_before_and_while_they_run_and_too_many_are_refused) {
  Gate gate;
  Jobs jobs;
  auto const running = jobs.submit("import", "desk", [&](Progress const& progress) -> base::Result<std::string> {
    gate.wait();
    return progress(1, 2) ? base::Result<std::string>("taken") : base::Problem("cancelled", "stopped");
  }).value();
  while (jobs.look(running, "desk")->state == Jobs::State::waiting) {
    std::this_thread::yield();
  }
  bool ran = false;
  auto const waiting = jobs.submit("import", "desk", [&](Progress const&) { return ran = true, base::Result<std::string>(""); }).value();
  EXPECT_FALSE(jobs.cancel(waiting, "boss"));
  EXPECT_TRUE(jobs.cancel(waiting, "desk"));
  EXPECT_EQ(over(jobs, waiting).state, Jobs::State::cancelled);
  for (std::size_t i = 0; i < Jobs::waiting_max; ++i) {
    EXPECT_TRUE(jobs.submit("plan", "desk", [](Progress const&) { return base::Result<std::string>(""); }));
  }
  EXPECT_EQ(jobs.submit("plan", "desk", [](Progress const&) { return base::Result<std::string>(""); }).error().code, "too_many");
  EXPECT_TRUE(jobs.cancel(running, "desk"));
  gate.let_go();
  EXPECT_EQ(over(jobs, running).state, Jobs::State::cancelled);
  EXPECT_FALSE(ran);
}

TEST(JobsRun, the_end_of_the_program_asks_the_running_one_to_stop) {
  std::atomic<bool> asked{false};
  {
    Jobs jobs;
    std::atomic<bool> running{false};
    (void)jobs.submit("import", "desk", [&](Progress const& progress) -> base::Result<std::string> {
      running = true;
      while (progress(0, 1)) {
        std::this_thread::yield();
      }
      asked = true;
      return base::Problem("cancelled", "stopped");
    });
    while (!running) {
      std::this_thread::yield();
    }
  }
  EXPECT_TRUE(asked);
}

// ---- words ----

TEST(Words, letters_stay_as_they_are_written_and_codes_become_plain) {
  EXPECT_EQ(tidy("\u3000示例（虚构）\u200B \n第二\u00A0行 "), "示例（虚构） 第二 行");
  EXPECT_EQ(tidy(" 一\r\n二 ", false), "一\n二");
  EXPECT_EQ(plain("１２．５％（吨）"), "12.5%(吨)");
  EXPECT_EQ(tidy("\xE5\x32"), "\xE5\x32") << "broken bytes stay what they are";
}

TEST(Words, units_are_converted_exactly) {
  struct Case { std::string text, unit, field_unit, wanted; };
  for (auto const& [text, unit, field_unit, wanted] : std::vector<Case>{
           {"1500", "千克", "t", "1.5"}, {"0.12", "万吨", "t", "1200"}, {"3.5万", "", "t", "35000"}, {"1.2", "千元", "元", "1200"}, {"12", "元", "万元", "0.0012"},
           {"1.2", "亿元", "万元", "12000"}, {"3", "公顷", "m2", "30000"}, {"7", "吨", "t/a", "7"}, {"5", "吨/年", "t/a", "5"}, {"0.18", "万吨/年", "t/a", "1800"},
           {"12345.678", "kg", "t", "12.345678"}, {"3.7E+08", "", "Bq", "370000000"}, {"4,800头", "头（只）", "头（只）", "4800"}, {"2", "2021年", "t", "2"},
           {"1.2万", "万吨", "t", "12000"}, {"12吨", "万吨", "t", "12"}, {"-0.5", "", "", "-0.5"}, {"５", "", "", "5"}}) {
    auto const read = read_number(text, unit, field_unit);
    ASSERT_TRUE(read) << text << " " << unit << ": " << base::to_string(read.error());
    EXPECT_EQ(base::Decimal::parse(*read).value(), base::Decimal::parse(wanted).value()) << text << " " << unit << " → " << field_unit << ": " << *read;
  }
  for (auto const& [text, unit, field_unit, why] : std::vector<Case>{{"5", "桶", "t", "cannot become"}, {"5", "m", "t", "cannot become"}, {"5吨", "", "m3", "cannot become"},
                                                                     {"5 左右", "", "t", "not a number"}, {"1,23", "", "t", "not a number"}, {"0.02L", "", "mg/L", "below detection"},
                                                                     {"85%", "", "t", "percentage"}, {"1E60", "", "t", "not a number"}, {"", "", "t", "not a number"}}) {
    auto const read = read_number(text, unit, field_unit);
    ASSERT_FALSE(read) << text << " → " << (read ? *read : "");
    EXPECT_THAT(read.error().detail, HasSubstr(why)) << text;
  }
}

}  // namespace
}  // namespace exchange
