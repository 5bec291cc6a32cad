#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "observe/story.hpp"

namespace observe {
namespace {

using story::House, story::at, story::range, story::told;
using std::chrono::minutes;
using testing::ElementsAre, testing::IsEmpty;

auto const morning = [] { return range("2026-03-01 08:00", "2026-03-01 09:00"); };

TEST(ObserveRead, all_statistics_of_a_point_come_by_factor_variant_and_start) {
  House house;
  house.hours("1 w21003 realtime 2026-03-01 09:00 3 N @1\n1 w21003 realtime 2026-03-01 08:00 2 N @1\n"
              "1 w01018/Zs realtime 2026-03-01 08:00 5 N @1\n1 w01018 realtime 2026-03-01 08:00 4 N @1\n"
              "2 w01018 realtime 2026-03-01 08:00 9 N @1\n");
  house.hours("1 w21003 realtime 2026-03-01 08:00 2.5 N @2\n");        // a revision: only the newest is told
  house.day("w01018", base::beijing_day(at("2026-03-01 08:00")));      // another period: not asked for
  Range const all{at("2026-03-01 00:00"), at("2026-03-02 00:00")};
  auto const expected = "w01018 08:00 4 [4..4] 1/4 invalid r0\n"
                        "w01018/Zs 08:00 5 [5..5] 1/4 invalid r0\n"
                        "w21003 08:00 2.5 [2.5..2.5] 1/4 invalid r1\n"
                        "w21003 09:00 3 [3..3] 1/4 invalid r0";
  EXPECT_EQ(told(house.store->statistics({1}, Period::hour, all)), expected);
  house.restart();
  EXPECT_EQ(told(house.store->statistics({1}, Period::hour, all)), expected);
  EXPECT_EQ(told(house.store->statistics({1}, Period::hour, morning())).find("09:00"), std::string::npos);
  EXPECT_EQ(told(house.store->statistics({1}, Period::day, all)), "w01018 03-01 none 0/24 invalid r0");
  EXPECT_THAT(house.store->statistics({7}, Period::hour, all), IsEmpty());
  EXPECT_THAT(house.store->statistics({2}, Period::day, all), IsEmpty());
}

TEST(ObserveRead, rates_of_many_series_come_in_the_order_asked_and_equal_each_rate_alone) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n1 w01018 realtime 2026-03-01 08:10 1 D @1\n"
               "1 w21003 realtime 2026-03-01 08:20 1 D @1\n1 w21003 realtime 2026-03-01 08:29 1 N @1\n"
               "2 w01018 realtime 2026-03-01 07:59 1 N @1\n2 w01018 realtime 2026-03-01 09:00 1 N @1\n");
  std::vector<SeriesId> const asked = {{3}, {2}, {1}, {2}, {77}};       // 77: nobody knows it
  auto const rates = house.store->rates(asked, morning(), minutes(10), "N ");
  std::vector<std::string> text;
  for (auto const& rate : rates)
    text.push_back(std::to_string(rate.valid) + " of " + std::to_string(rate.received) + " of " + std::to_string(rate.due));
  EXPECT_THAT(text, ElementsAre("0 of 0 of 6", "1 of 1 of 6", "1 of 2 of 6", "1 of 1 of 6", "0 of 0 of 6"));
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto const alone = house.store->rate(asked[i], morning(), minutes(10), "N ");
    EXPECT_EQ(std::tuple(alone.due, alone.received, alone.valid), std::tuple(rates[i].due, rates[i].received, rates[i].valid));
  }
  EXPECT_THAT(house.store->rates({}, morning(), minutes(10), "N "), IsEmpty());
}

TEST(ObserveRead, a_row_on_the_border_belongs_to_the_slot_that_begins) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 07:59 1 N @1\n1 w01018 realtime 2026-03-01 08:10 1 N @1\n"
               "1 w01018 realtime 2026-03-01 08:19 1 N @1\n1 w01018 realtime 2026-03-01 08:30 1 N @1\n"
               "1 w01018 realtime 2026-03-01 09:00 1 N @1\n");
  std::vector<std::string> text;
  for (auto const& gap : house.store->gaps({1}, morning(), minutes(10)))
    text.push_back(base::format(gap.from).substr(11, 5) + "-" + base::format(gap.to).substr(11, 5) + " " + std::to_string(gap.missing));
  EXPECT_THAT(text, ElementsAre("08:00-08:10 1", "08:20-08:30 1", "08:40-09:00 2"));
  EXPECT_EQ(house.store->rate({1}, morning(), minutes(10), "N").received, 2);
}

TEST(ObserveRead, a_part_of_a_slot_at_the_end_is_neither_due_nor_received) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n1 w01018 realtime 2026-03-01 08:20 1 N @1\n");
  Range const short_range{at("2026-03-01 08:00"), at("2026-03-01 08:25")};
  auto const rate = house.store->rate({1}, short_range, minutes(10), "N");
  EXPECT_EQ(rate.due, 2);
  EXPECT_EQ(rate.received, 1);
  auto const gaps = house.store->gaps({1}, short_range, minutes(10));
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].missing, 1);
  EXPECT_EQ(gaps[0].to, at("2026-03-01 08:20"));
  EXPECT_THAT(house.store->gaps({1}, {at("2026-03-01 08:25"), at("2026-03-01 08:00")}, minutes(10)), IsEmpty());
}

TEST(ObserveRead, a_slot_counts_as_valid_when_any_of_its_newest_revisions_does) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n1 w01018 realtime 2026-03-01 08:05 1 D @1\n"
               "1 w01018 realtime 2026-03-01 08:10 1 N @1\n1 w01018 realtime 2026-03-01 08:20 1 @1\n");
  house.append("1 w01018 realtime 2026-03-01 08:10 1 D @2\n");          // what was normal is a fault now
  auto const rate = house.store->rate({1}, range("2026-03-01 08:00", "2026-03-01 08:30"), minutes(10), "N ");
  EXPECT_EQ(rate.received, 3);
  EXPECT_EQ(rate.valid, 2);
  EXPECT_EQ(house.store->rate({1}, range("2026-03-01 08:00", "2026-03-01 08:30"), minutes(10), "N").valid, 1);
}

TEST(ObserveRead, pages_are_whole_moments_even_of_a_logger_whose_clock_stands_still) {
  House house;
  Batch batch;
  auto const id = house.store->series(story::key_of("1", "w01018", "realtime"));
  for (int i = 0; i < 5000; ++i)
    batch.rows.push_back({.series = id, .at = at("2026-03-01 08:00"), .value = double(i), .flag = 'N', .frame = {i + 1}});
  batch.rows.push_back({.series = id, .at = at("2026-03-01 08:01"), .value = 7, .flag = 'N', .frame = {6000}});
  house.store->append(batch);
  EXPECT_EQ(told(house.store->rows({1}, morning(), 1)), "08:00 4999 N r4999");
  EXPECT_EQ(told(house.store->rows({1}, morning(), 2)), "08:00 4999 N r4999; 08:01 7 N r0");
  EXPECT_EQ(told(house.store->rows({1}, morning())), "08:00 4999 N r4999; 08:01 7 N r0");
  EXPECT_EQ(house.store->revisions({1}, at("2026-03-01 08:00")).size(), 5000U);
}

TEST(ObserveRead, hours_of_many_points_stand_in_their_places_by_columns) {
  House house;
  house.hours("1 w01018 hour 2026-03-01 08:00 4 N @1\n1 w01018 hour 2026-03-01 10:00 6 N @1\n1 w21003 hour 2026-03-01 09:00 3 D @1\n"
              "2 w21003 hour 2026-03-01 09:00 7 N @1\n3 w01018 hour 2026-03-01 09:00 9 N @1\n1 w01018/Zs hour 2026-03-01 09:00 5 N @1\n"
              "1 w01018 hour 2026-03-01 11:00 8 N @1\n1 w01018 hour 2026-03-01 07:00 8 N @1\n");
  house.hours("1 w01018 hour 2026-03-01 08:00 4.5 N @2\n1 w01018 hour 2026-03-01 10:00 6 D @2\n");   // corrected, and taken away
  auto const told_of = [&] {
    HourBlock block;
    house.store->hours_of({{1}, {2}, {4}}, {"w01018", "w21003"}, range("2026-03-01 08:00", "2026-03-01 11:00"), block);
    std::string told;
    for (std::size_t point = 0; point < block.points; ++point) {
      for (std::size_t factor = 0; factor < block.factors; ++factor) {
        for (double const value : block.of(point, factor)) {
          told += std::isnan(value) ? "- " : base::format_number(value) + " ";
        }
        told += factor == 0 ? "| " : "/ ";
      }
    }
    return told;
  };
  auto const* const expected = "4.5 - - | - - - / - - - | - 7 - / - - - | - - - / ";
  EXPECT_EQ(told_of(), expected);
  house.store->settle(at("2027-03-01 08:00"));   // a sorted table says the same
  EXPECT_EQ(told_of(), expected);
  house.restart();
  EXPECT_EQ(told_of(), expected);
}

}  // namespace
}  // namespace observe
