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

}  // namespace
}  // namespace observe
