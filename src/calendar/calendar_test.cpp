#include "calendar/calendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

namespace {

using testing::HasSubstr;

base::Day day(std::string_view text) { return base::parse_day(text).value(); }

std::vector<yaml::File> catalogue_files() {
  std::vector<yaml::File> files;
  for (auto const& entry : std::filesystem::directory_iterator(std::filesystem::path(BIYUN_SOURCE_DIR) / "catalog/calendar")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    files.push_back({"calendar/" + entry.path().filename().string(), text.str()});
  }
  return files;
}

calendar::Calendar const& china() {
  static auto const loaded = calendar::Calendar::load(catalogue_files()).value();
  return loaded;
}

bool works(std::string_view text) { return china().is_workday(day(text)).value(); }

/// A file of an invented 2026 with one holiday, written so that a test can spoil it.
std::string page(std::string const& holiday, std::string const& head = "year: 2026\n") {
  return head + "document: 国办发明电〔2025〕7号\nsource: test\nlast_checked: 2026-11-26\nevidence: read\nholidays:\n" + holiday;
}

std::vector<base::Problem> problems_of(std::vector<yaml::File> const& files) {
  std::vector<base::Problem> problems;
  auto const loaded = calendar::Calendar::load(files, &problems);
  EXPECT_EQ(static_cast<bool>(loaded), problems.empty()) << "all or nothing";
  return problems;
}

base::Problem problem_of(std::string const& text) {
  auto const problems = problems_of({{"calendar/2026.yaml", text}});
  return problems.empty() ? base::Problem("none", "") : problems.front();
}

TEST(Calendar, days_everyone_in_china_remembers) {
  EXPECT_TRUE(works("2026-11-26")) << "a plain Thursday";
  EXPECT_FALSE(works("2026-11-28")) << "a plain Saturday";
  EXPECT_FALSE(works("2026-02-16")) << "New Year's Eve, free by law from 2025";
  EXPECT_TRUE(works("2024-02-09")) << "New Year's Eve of 2024 was not";
  EXPECT_FALSE(works("2025-10-08")) << "National Day with Mid-Autumn: eight days";
  EXPECT_TRUE(works("2025-10-09"));
  EXPECT_FALSE(works("2023-10-06"));
  EXPECT_FALSE(works("2021-05-05"));
  EXPECT_FALSE(works("2022-12-31"));
}

TEST(Calendar, weekend_days_worked_instead_are_working_days) {
  for (auto const* text : {"2026-01-04", "2026-02-14", "2026-09-20", "2026-10-10", "2025-01-26", "2024-02-18", "2022-10-09", "2021-09-26"}) {
    EXPECT_TRUE(works(text)) << text;
  }
}

TEST(Calendar, the_legal_holidays_come_out_of_every_year) {
  // Free weekdays less worked weekend days: 11 a year, 13 since the revision of 2024 (全国年节及纪念日放假办法).
  ASSERT_GE(china().years().size(), 6U);
  for (auto const& year : china().years()) {
    int legal = -static_cast<int>(year.worked.size());
    for (auto const& [holiday, name] : year.holidays) {
      auto const monday_first = (holiday.number + 3) % 7;
      legal += monday_first < 5 ? 1 : 0;
    }
    EXPECT_EQ(legal, year.year < 2025 ? 11 : 13) << year.year;
    EXPECT_THAT(year.document, HasSubstr("国办发明电〔" + std::to_string(year.year - 1) + "〕"));
    EXPECT_FALSE(year.recalled) << year.year;
  }
  auto const& last = china().years().back();
  EXPECT_EQ(last.holidays.at(day("2026-02-17")), "春节");
  EXPECT_EQ(last.worked.at(day("2026-02-28")), "春节");
  EXPECT_EQ(last.holidays.size(), 33U) << "3 + 9 + 3 + 5 + 3 + 3 + 7";
  EXPECT_EQ(last.worked.size(), 6U);
}

TEST(Calendar, a_period_of_working_days_does_not_count_its_first_day) {
  EXPECT_EQ(china().add_workdays(day("2026-11-26"), 1).value(), day("2026-11-27"));
  EXPECT_EQ(china().add_workdays(day("2026-11-26"), 7).value(), day("2026-12-07"));
  EXPECT_EQ(china().add_workdays(day("2026-02-13"), 1).value(), day("2026-02-14")) << "a worked Saturday";
  EXPECT_EQ(china().add_workdays(day("2026-02-13"), 2).value(), day("2026-02-24")) << "over the Spring Festival";
  EXPECT_EQ(china().add_workdays(day("2026-02-17"), 0).value(), day("2026-02-24"));
  EXPECT_EQ(china().add_workdays(day("2026-11-26"), 0).value(), day("2026-11-26"));
}

TEST(Calendar, periods_cross_the_end_of_a_year) {
  EXPECT_EQ(china().add_workdays(day("2025-12-30"), 5).value(), day("2026-01-07")) << "31, [1-3 free], 4 worked, 5, 6, 7";
  EXPECT_EQ(china().workdays_between(day("2025-12-30"), day("2026-01-07")).value(), 5);
  EXPECT_EQ(china().add_days(day("2025-12-25"), 7).value(), day("2026-01-04")) << "New Year's Day moves to the worked Sunday";
  EXPECT_EQ(china().workdays_between(day("2025-12-31"), day("2026-01-04")).value(), 1) << "the first day's year may be another";
}

TEST(Calendar, calendar_days_that_end_on_a_free_day_end_on_the_next_working_day) {
  EXPECT_EQ(china().add_days(day("2026-03-01"), 15).value(), day("2026-03-16")) << "a Monday stays";
  EXPECT_EQ(china().add_days(day("2026-09-01"), 30).value(), day("2026-10-08")) << "National Day";
  EXPECT_EQ(china().add_days(day("2026-09-05"), 15).value(), day("2026-09-20")) << "a worked Sunday stays";
}

TEST(Calendar, a_year_without_its_file_is_said_and_not_guessed) {
  auto const asked = china().is_workday(day("2031-03-03"));
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code, "no_calendar");
  EXPECT_EQ(asked.error().where, "calendar/2031.yaml");
  EXPECT_THAT(asked.error().mend, HasSubstr("2031"));
  EXPECT_EQ(china().add_workdays(day("2019-12-31"), 3).error().code, "no_calendar");
  EXPECT_EQ(china().workdays_between(day("2026-01-01"), day("2040-01-01")).error().code, "no_calendar");
  EXPECT_EQ(china().add_workdays(day("2026-11-26"), 30'000).error().code, "no_calendar") << "stops where knowledge stops";
  EXPECT_EQ(calendar::Calendar().is_workday(day("2026-03-02")).error().code, "no_calendar");
}

TEST(Calendar, counts_that_are_no_deadline_are_refused) {
  EXPECT_EQ(china().add_workdays(day("2026-11-26"), -1).error().code, "bad_count");
  EXPECT_EQ(china().add_days(day("2026-11-26"), -1).error().code, "bad_count");
  EXPECT_EQ(china().add_days(day("2026-11-26"), std::numeric_limits<int>::max()).error().code, "bad_count");
}

TEST(Calendar, a_wrong_file_is_refused_with_its_line) {
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 3, worked: [2026-01-04]}\n")).code, "none");
  auto const other_year = problem_of(page("  - {name: 元旦, from: 2025-12-31, to: 2026-01-01, days: 2}\n"));
  EXPECT_EQ(other_year.code, "day_of_other_year");
  EXPECT_EQ(other_year.where, "calendar/2026.yaml:7");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 3, worked: [2026-01-05]}\n")).code, "not_a_weekend");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 3, worked: [2027-01-02]}\n")).code, "day_of_other_year");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 3, worked: [2026-01-03]}\n")).code, "day_twice");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 3, worked: [soon]}\n")).code, "bad_date");
  auto const twice = problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 3}\n  - {name: 春节, from: 2026-01-03, to: 2026-01-04, days: 2}\n"));
  EXPECT_EQ(twice.code, "day_twice");
  EXPECT_EQ(twice.where, "calendar/2026.yaml:8");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 4}\n")).code, "bad_day_count");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-03, to: 2026-01-01, days: 3}\n")).code, "bad_holiday");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, to: 2026-12-31, days: 365}\n")).code, "bad_holiday");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2026-01-01, until: 2026-01-03}\n")).code, "unknown_key");
  EXPECT_EQ(problem_of(page("  - {name: 元旦, from: 2025-01-01, to: 2025-01-01, days: 1}\n", "year: 2025\n")).code, "bad_file_name");
  EXPECT_EQ(problem_of(page("  []\n")).code, "bad_holidays");
  EXPECT_EQ(problem_of("year: 2026\n").code, "missing_document");
}

TEST(Calendar, two_files_of_one_year_and_all_problems_at_once) {
  auto const good = page("  - {name: 元旦, from: 2026-01-01, to: 2026-01-03, days: 3}\n");
  auto const twice = problems_of({{"calendar/2026.yaml", good}, {"more/2026.yaml", good}});
  ASSERT_EQ(twice.size(), 1U);
  EXPECT_EQ(twice[0].code, "year_twice");
  EXPECT_EQ(problems_of({{"calendar/2026.yaml", "not a map"}, {"calendar/2027.yaml", "year: 2027\n"}}).size(), 6U);
}

TEST(Calendar, years_stand_in_order_however_the_files_come) {
  auto files = catalogue_files();
  std::reverse(files.begin(), files.end());
  auto const loaded = calendar::Calendar::load(files).value();
  EXPECT_TRUE(std::is_sorted(loaded.years().begin(), loaded.years().end(), [](auto const& a, auto const& b) { return a.year < b.year; }));
}

base::Day any_day(std::string_view from, std::string_view to) {
  return {*rc::gen::inRange(day(from).number, day(to).number + 1)};
}

RC_GTEST_PROP(CalendarLaws, adding_and_counting_are_each_others_inverse, ()) {
  auto const from = any_day("2021-01-01", "2025-12-31");
  auto const count = *rc::gen::inRange(1, 200);
  auto const to = china().add_workdays(from, count).value();
  RC_ASSERT(china().workdays_between(from, to).value() == count);
  RC_ASSERT(china().is_workday(to).value());
}

RC_GTEST_PROP(CalendarLaws, counting_is_additive_and_turns_its_sign, ()) {
  auto const a = any_day("2021-01-01", "2026-12-31"), b = any_day("2021-01-01", "2026-12-31"), c = any_day("2021-01-01", "2026-12-31");
  auto const between = [](base::Day from, base::Day to) { return china().workdays_between(from, to).value(); };
  RC_ASSERT(between(a, b) + between(b, c) == between(a, c));
  RC_ASSERT(between(a, b) == -between(b, a));
  RC_ASSERT(between(a, a) == 0);
}

RC_GTEST_PROP(CalendarLaws, a_later_start_never_ends_earlier, ()) {
  auto const from = any_day("2021-01-01", "2025-12-31");
  auto const count = *rc::gen::inRange(0, 60);
  RC_ASSERT(china().add_workdays(from, count).value() <= china().add_workdays({from.number + 1}, count).value());
  RC_ASSERT(china().add_days(from, count).value() <= china().add_workdays(from, count).value());
}

}  // namespace
