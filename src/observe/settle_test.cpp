// Moving old rows into sorted tables changes nothing of what anybody reads, whenever it happens and wherever it stops.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "observe/story.hpp"

namespace observe {
namespace {

using story::at;

/// A store that is settled in steps of a few rows, so that every story goes through many.
struct SmallSteps : story::House {
  SmallSteps() { restart(); }
  void restart() { store = std::make_unique<Store>(*database, Options{.settle_step_rows = 3}); }
  std::int64_t count(std::string const& table) const {
    std::int64_t rows = 0;
    database->connect()->each("SELECT count(*) FROM " + table, {}, [&](columns::Row const& row) { rows = row.integer(0); });
    return rows;
  }
};

/// Two series of each kind, at moments of three days, two months and two years.
std::string days_of_rows() {
  std::string text;
  int frame = 0;
  for (std::string const date : {"2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01"})
    for (std::string const kind : {"realtime", "minute", "hour", "day"})
      for (std::string const factor : {"w01018", "w21003"})
        for (std::string const clock : {"00:00", "12:00"}) {
          if (kind == "day" && clock != "00:00") continue;
          ++frame;
          text += "1 " + factor + " " + kind + " " + date + " " + clock + " " + std::to_string(frame) + " N @" + std::to_string(frame) + "\n";
        }
  return text;
}

TEST(Settle, parts_rows_by_how_they_are_read_and_keeps_the_newest_where_they_came) {
  SmallSteps house;
  house.append(days_of_rows());
  auto const digest = house.store->digest();
  house.store->settle(at("2026-02-01 03:00"));             // two hours back is one o'clock
  EXPECT_EQ(house.count("settled_row"), 3 * 8 + 4);        // real time and minutes
  EXPECT_EQ(house.count("yearly_row"), 3 * 6 + 4);         // hours and days
  EXPECT_EQ(house.count("hot_row"), 6);
  EXPECT_EQ(house.store->digest(), digest);
  house.store->settle(at("2026-02-02 03:00"));
  EXPECT_EQ(house.count("hot_row"), 0);
  EXPECT_EQ(house.store->digest(), digest);
}

TEST(Settle, a_series_lies_in_order_once_its_month_is_over) {
  SmallSteps house;
  for (std::string const clock : {"08:00", "09:00", "10:00", "11:00"}) {
    for (std::string const factor : {"w01018", "w21003"}) house.append("1 " + factor + " realtime 2026-01-05 " + clock + " 1 N @1\n");
    house.store->settle(at("2026-01-05 " + clock) + std::chrono::hours(3));
  }
  auto const order = [&] {
    std::string out;
    house.database->connect()->each("SELECT series FROM settled_row ORDER BY rowid", {}, [&](columns::Row const& row) { out += std::to_string(row.integer(0)); });
    return out;
  };
  EXPECT_EQ(order(), "12121212");
  house.store->settle(at("2026-01-06 02:00"));             // the day is over
  EXPECT_EQ(order(), "11112222");
}

TEST(Settle, after_a_restart_the_newest_of_each_series_is_known_without_the_old_rows) {
  SmallSteps house;
  house.append("1 w01018 realtime 2026-01-05 08:00 1 N @1\n1 w01018 realtime 2026-01-05 08:00 2 N @2\n1 w21003 realtime 2026-01-05 08:00 5 N @3\n");
  house.store->settle(at("2026-02-01 00:00"));
  house.append("1 w21003 realtime 2026-02-01 08:00 6 N @4\n");
  house.restart();
  EXPECT_EQ(story::told({*house.store->latest({1})}), "08:00 2 N r1");
  EXPECT_EQ(story::told({*house.store->latest({2})}), "08:00 6 N r0");
  EXPECT_EQ(house.append("1 w01018 realtime 2026-01-05 08:00 2 N @5\n").repeated, 1U);
  EXPECT_EQ(house.append("1 w01018 realtime 2026-01-05 07:00 9 N @6\n").late, 1U);
  EXPECT_EQ(house.append("1 w01018 realtime 2026-01-05 08:00 3 N @7\n").revised, 1U);
  EXPECT_EQ(story::told(house.store->revisions({1}, at("2026-01-05 08:00"))), "08:00 1 N r0; 08:00 2 N r1; 08:00 3 N r2");
}

TEST(Settle, statistics_go_on_from_where_they_were) {
  SmallSteps house;
  auto const hour = std::string("1 w01018 realtime 2026-01-05 08:00 1 N @1\n1 w01018 realtime 2026-01-05 08:15 3 N @1\n");
  EXPECT_EQ(house.hours(hour), "w01018 08:00 2 [1..3] 2/4 invalid r0");
  house.store->settle(at("2026-02-01 00:00"));
  EXPECT_EQ(house.count("hot_statistic"), 0);
  house.restart();
  EXPECT_EQ(house.hours("1 w01018 realtime 2026-01-05 08:30 5 N @2\n1 w01018 realtime 2026-01-05 08:45 7 N @2\n"),
            "w01018 08:00 4 [1..7] 4/4 valid r0");         // the hour was open: it grows
  house.store->settle(at("2026-02-01 00:00"));
  EXPECT_EQ(house.hours("1 w01018 realtime 2026-01-05 08:45 9 N @3\n"), "w01018 08:00 4.5 [1..9] 4/4 valid r1");
  EXPECT_EQ(house.store->statistic_revisions({1}, "w01018", "", Period::hour, at("2026-01-05 08:00")).size(), 2U);
}

TEST(Settle, stops_between_steps_when_told_to_and_goes_on_the_next_time) {
  SmallSteps house;
  house.append(days_of_rows());
  auto const digest = house.store->digest();
  auto const before = house.count("hot_row");
  int steps = 0;
  house.store->settle(at("2026-06-01 00:00"), [&] { return ++steps <= 2; });
  EXPECT_LT(house.count("hot_row"), before);
  EXPECT_GT(house.count("hot_row"), 0);
  EXPECT_EQ(house.store->digest(), digest);
  house.restart();
  house.store->settle(at("2026-06-01 00:00"));
  EXPECT_EQ(house.count("hot_row"), 0);
  EXPECT_EQ(house.store->digest(), digest);
}

RC_GTEST_PROP(SettleProperty, nobody_can_tell_when_rows_were_settled_or_the_store_opened_again, ()) {
  SmallSteps plain, settled;
  auto const moments = *rc::gen::resize(12, rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 60)));
  auto frame = 0;
  for (auto const moment : moments) {
    // A day holds twelve moments; the kinds take turns.
    auto const kind = std::string(moment % 3 == 0 ? "realtime" : moment % 3 == 1 ? "minute" : "hour");
    auto const date = std::to_string(28 + moment / 12), when = moment / 12 < 4 ? "2026-01-" + date : std::string("2026-02-01");
    auto const clock = (moment % 12 < 10 ? "0" : "") + std::to_string(moment % 12);
    auto const row = "1 w01018 " + kind + " " + when + " " + clock + ":00 " + std::to_string(*rc::gen::inRange(0, 3)) + " N @" + std::to_string(++frame) + "\n";
    plain.append(row);
    settled.append(row);
    if (*rc::gen::inRange(0, 3) == 0) settled.store->settle(at(when + " 10:00"));
    if (*rc::gen::inRange(0, 4) == 0) settled.restart();
  }
  RC_ASSERT(plain.store->digest() == settled.store->digest());
  for (auto const& series : plain.store->all_series()) {
    auto const id = *settled.store->find(series.key);
    RC_ASSERT(story::told(plain.store->rows(series.id, story::range("2026-01-01 00:00", "2026-03-01 00:00"))) ==
              story::told(settled.store->rows(id, story::range("2026-01-01 00:00", "2026-03-01 00:00"))));
    RC_ASSERT(story::told({*plain.store->latest(series.id)}) == story::told({*settled.store->latest(id)}));
  }
}

}  // namespace
}  // namespace observe
