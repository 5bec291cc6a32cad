// Which rows an hour is made from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "observe/story.hpp"

namespace observe {
namespace {

using story::House;

std::string minutes_of_an_hour() {
  std::string rows;
  for (auto const* clock : {"08:00", "08:10", "08:20", "08:30", "08:40", "08:50"}) {
    rows += std::string("1 a34004 minute 2026-03-01 ") + clock + " avg=30 N @5\n";
  }
  return rows;
}

// An hour is touched once by each kind of row: the same line each time.
std::string once(std::string const& told) { return told.substr(0, told.find('\n')); }

TEST(HourOf, the_finest_rows_that_cover_it_make_it) {
  House house;
  auto const told = house.hours("1 a34004 realtime 2026-03-01 08:00 10 N @1\n1 a34004 realtime 2026-03-01 08:15 20 N @1\n"
                                "1 a34004 realtime 2026-03-01 08:30 20 N @1\n1 a34004 realtime 2026-03-01 08:45 30 N @1\n" +
                                minutes_of_an_hour());
  EXPECT_EQ(once(told), "a34004 08:00 20 [10..30] 4/4 valid r0");
}

TEST(HourOf, a_link_that_came_back_late_does_not_outweigh_the_minutes_that_were_sent_again) {
  House house;
  auto const told = house.hours("1 a34004 realtime 2026-03-01 08:45 90 N @9\n" + minutes_of_an_hour());
  EXPECT_EQ(once(told), "a34004 08:00 30 [30..30] 6/6 valid r0 from minute");
}

TEST(HourOf, where_nothing_covers_it_the_kind_that_covers_most_tells_it_and_it_is_not_valid) {
  House house;
  auto const told = house.hours("1 a34004 realtime 2026-03-01 08:00 10 N @1\n1 a34004 realtime 2026-03-01 08:15 20 N @1\n"
                                "1 a34004 minute 2026-03-01 08:00 avg=90 N @2\n");
  EXPECT_EQ(once(told), "a34004 08:00 15 [10..20] 2/4 invalid r0");
}

TEST(HourOf, flags_that_excuse_an_hour_stay_although_the_logger_sent_its_own_figure) {
  House house;
  auto const told = house.hours("1 a34004 realtime 2026-03-01 08:00 1 M @1\n1 a34004 realtime 2026-03-01 08:15 1 M @1\n"
                                "1 a34004 realtime 2026-03-01 08:30 1 M @1\n1 a34004 realtime 2026-03-01 08:45 1 M @1\n"
                                "1 a34004 hour 2026-03-01 08:00 avg=30 N @2\n");
  EXPECT_THAT(told, testing::HasSubstr("0/4 invalid r0 flag M"));
}

std::string readings(std::vector<int> const& hours) {
  std::string rows;
  for (int const hour : hours) {
    rows += "1 w21003 hour 2026-03-01 " + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":00 avg=0." + std::to_string(1 + hour / 4) + " N @5\n";
  }
  return rows;
}

TEST(DayOf, a_station_that_samples_every_four_hours_owes_six_readings) {
  House house;
  auto const march_1 = base::beijing_day(story::at("2026-03-01 00:00"));
  Rule six;
  six.day_slots = 6;
  six.day_slots_min = 6;
  house.hours(readings({0, 4, 8, 12, 16}), six);
  EXPECT_EQ(house.day("w21003", march_1, six), "w21003 03-01 0.3 [0.1..0.5] 5/6 invalid r0 from hour") << "who says nothing of a share wants all";
  six.day_slots_min = 4.5;   // 75 %
  EXPECT_THAT(house.day("w21003", march_1, six), testing::HasSubstr("5/6 valid"));
  house.hours(readings({5, 6, 7}), six);
  EXPECT_THAT(house.day("w21003", march_1, six), testing::HasSubstr("5/6 valid")) << "more readings in one of the six parts do not make up for another";
}

TEST(DayOf, real_time_values_of_every_four_hours_make_hours_and_a_day) {
  House house;
  std::string rows;
  for (auto const* clock : {"00:10", "04:10", "08:10", "12:10", "16:10", "20:10"}) {
    rows += std::string("1 w21003 realtime 2026-03-01 ") + clock + " 0.3 N @5\n";
  }
  Rule six;
  six.day_slots = 6;
  six.day_slots_min = 6;
  EXPECT_EQ(once(house.hours(rows, six, std::chrono::hours(4))), "w21003 00:00 0.3 [0.3..0.3] 1/1 valid r0");
  EXPECT_EQ(house.day("w21003", base::beijing_day(story::at("2026-03-01 00:00")), six), "w21003 03-01 0.3 [0.3..0.3] 6/6 valid r0");
}

TEST(DayOf, without_a_share_given_all_that_is_due_is_wanted) {
  House house;
  auto const march_1 = base::beijing_day(story::at("2026-03-01 00:00"));
  house.hours(readings({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}), Rule{});
  EXPECT_THAT(house.day("w21003", march_1, Rule{}), testing::HasSubstr("23/24 invalid"));
  house.hours(readings({23}), Rule{});
  EXPECT_THAT(house.day("w21003", march_1, Rule{}), testing::HasSubstr("24/24 valid"));
}

}  // namespace
}  // namespace observe
