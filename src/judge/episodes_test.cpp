// Exceedance alarms follow from the verdicts in force, whatever order the data came in; and what makes a period count.
#include "judge/world_for_tests.hpp"

namespace judge_story {
namespace {

using verdicts::AlarmKind;

class Episodes : public World {
 protected:
  PointId const outlet = point({points::Kind::gas_outlet, {"a34013"}, "GB18485-2014/焚烧炉", "mg/m3"});   // hour 30, day 20
  void hours(std::string const& first, std::vector<double> const& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      send(outlet, clock(first) + base::hour_length * static_cast<int>(i), {{"a34013", values[i], 'N', Kind::hour}});
    }
  }
  /// "hour 10 08 to 10 10 cleared" each, oldest first.
  std::vector<std::string> told() {
    tick();
    std::vector<std::string> out;
    for (auto const& alarm : alarms(AlarmKind::exceedance)) {
      auto const text = [](Time at) { return at == Time{} ? std::string("…") : base::format(at).substr(8, 2) + " " + base::format(at).substr(11, 2); };
      out.push_back(alarm.period + " " + text(alarm.began_at) + " to " + text(alarm.ended_at) + " " + alarm.state);
    }
    return out;
  }
};

TEST_F(Episodes, hours_and_days_of_a_factor_exceed_apart_from_each_other) {
  now = clock("2026-03-10 02:10");
  hours("2026-03-09 00:00", std::vector<double>(20, 10));
  hours("2026-03-09 20:00", {40, 40, 40, 40, 41, 41});
  EXPECT_THAT(told(), ElementsAre("hour 09 20 to … open"));
  hours("2026-03-09 00:00", std::vector<double>(20, 19));            // the mean of the day passes 20
  EXPECT_THAT(told(), ElementsAre("day 09 00 to … open", "hour 09 20 to … open"));
  hours("2026-03-09 00:00", std::vector<double>(20, 5));             // and does not
  EXPECT_THAT(told(), ElementsAre("day 09 00 to 10 00 withdrawn", "hour 09 20 to … open"));
}

TEST_F(Episodes, a_late_hour_is_an_episode_of_its_own_where_hours_within_the_limit_lie_between) {
  now = clock("2026-03-10 12:10");
  hours("2026-03-10 05:00", {10, 10, 10, 40, 40, 10});
  hours("2026-03-10 11:00", {40});
  EXPECT_THAT(told(), ElementsAre("hour 10 08 to 10 10 cleared", "hour 10 11 to … open"));
  hours("2026-03-10 03:00", {45, 10});
  EXPECT_THAT(told(), ElementsAre("hour 10 03 to 10 04 cleared", "hour 10 08 to 10 10 cleared", "hour 10 11 to … open"));
}

TEST_F(Episodes, a_correction_joins_two_episodes_or_parts_one) {
  now = clock("2026-03-10 12:10");
  hours("2026-03-10 08:00", {40, 10, 41, 10});
  EXPECT_THAT(told(), ElementsAre("hour 10 08 to 10 09 cleared", "hour 10 10 to 10 11 cleared"));
  hours("2026-03-10 09:00", {42});
  EXPECT_THAT(told(), ElementsAre("hour 10 08 to 10 11 cleared", "hour 10 10 to 10 11 withdrawn"));
  auto const joined = alarms(AlarmKind::exceedance);
  EXPECT_EQ(joined.at(0).value, 42);
  EXPECT_EQ(kept.steps(joined.at(1).id).back().note, "one episode with alarm " + std::to_string(joined.at(0).id.value));
  hours("2026-03-10 09:00", {9});
  EXPECT_THAT(told(), ElementsAre("hour 10 08 to 10 09 cleared", "hour 10 10 to 10 11 withdrawn", "hour 10 10 to 10 11 cleared"));
}

TEST_F(Episodes, a_corrected_first_hour_moves_the_beginning_and_the_worst_value) {
  now = clock("2026-03-10 12:10");
  hours("2026-03-10 08:00", {90, 40, 41, 10});
  EXPECT_EQ(told(), std::vector<std::string>{"hour 10 08 to 10 11 cleared"});
  hours("2026-03-10 08:00", {12});
  EXPECT_EQ(told(), std::vector<std::string>{"hour 10 09 to 10 11 cleared"});
  EXPECT_EQ(alarms(AlarmKind::exceedance).at(0).value, 41);
}

TEST_F(Episodes, a_person_who_cleared_it_hears_of_it_again_when_it_goes_on) {
  now = clock("2026-03-10 09:10");
  hours("2026-03-10 08:00", {40});
  told();
  ASSERT_TRUE(kept.clear(alarms(AlarmKind::exceedance).at(0).id, "wang", "seen to", now));
  now = clock("2026-03-10 10:10");
  hours("2026-03-10 09:00", {41});
  EXPECT_EQ(told(), std::vector<std::string>{"hour 10 08 to … open"});
}

TEST_F(Episodes, what_came_before_the_process_was_killed_is_judged_after_the_start) {
  now = clock("2026-03-10 12:10");
  hours("2026-03-10 10:00", {10, 10});
  tick();
  now = now + 1min;
  tick();                                                             // notes how far everything is judged
  hours("2026-03-08 05:00", {40, 41, 10});                            // late, acknowledged, and then the power goes
  court = fresh();
  EXPECT_EQ(told(), std::vector<std::string>{"hour 08 05 to 08 07 cleared"});
}

// ---- what counts -----------------------------------------------------------------------------------

class Counting : public World {
 protected:
  std::string first_hour(PointId outlet, std::string const& factor) { return result(outlet, factor, "hour", clock("2026-03-10 08:00")); }
  void minutes(PointId outlet, int from, int to, Datum const& datum) {
    for (int minute = from; minute < to; ++minute) {
      send(outlet, clock("2026-03-10 08:00") + minute * Duration(1min), {datum});
    }
  }
};

TEST_F(Counting, one_row_of_calibration_does_not_excuse_an_hour_of_silence) {
  auto const outlet = boiler();
  now = clock("2026-03-10 09:10");
  minutes(outlet, 0, 40, {"a21026", 70});
  minutes(outlet, 40, 41, {"a21026", 70, 'C'});
  tick();
  EXPECT_EQ(first_hour(outlet, "a21026"), "invalid");
  minutes(outlet, 41, 50, {"a21026", 70, 'C'});
  tick();
  EXPECT_EQ(first_hour(outlet, "a21026"), "excused") << "now the flags and the valid rows make up the 45 minutes";
}

TEST_F(Counting, rows_sent_faster_than_due_do_not_fill_an_hour) {
  auto const outlet = boiler();
  now = clock("2026-03-10 09:10");
  for (int i = 0; i < 50; ++i) {
    send(outlet, clock("2026-03-10 08:00") + i * Duration(10s), {{"a21026", 70}});
  }
  tick();
  EXPECT_EQ(first_hour(outlet, "a21026"), "invalid");
}

TEST_F(Counting, an_hour_is_judged_by_the_interval_of_its_day) {
  auto const outlet = boiler();                                       // a row a minute
  now = clock("2026-03-10 09:10");
  minutes(outlet, 0, 60, {"a21026", 30});
  tick();
  EXPECT_EQ(first_hour(outlet, "a21026"), "ok");
  auto faster = registry.loggers_of(outlet).at(0);
  faster.rtd_interval_s = 10;
  ASSERT_TRUE(registry.put(faster, "test", now));
  court->rejudge(outlet, {clock("2026-03-10 00:00"), now}, now);
  EXPECT_EQ(first_hour(outlet, "a21026"), "ok");
  ASSERT_TRUE(registry.remove_logger(faster.mn, "test", now));
  court->rejudge(outlet, {clock("2026-03-10 00:00"), now}, now);
  EXPECT_EQ(first_hour(outlet, "a21026"), "ok");
}

TEST_F(Counting, a_single_hour_is_no_day_of_a_gas_outlet) {
  auto const outlet = point({points::Kind::gas_outlet, {"a34013"}, "GB18485-2014/焚烧炉", "mg/m3"});
  now = clock("2026-03-10 00:10");
  send(outlet, clock("2026-03-09 05:00"), {{"a34013", 25, 'N', Kind::hour}});
  tick();
  EXPECT_EQ(result(outlet, "a34013", "day", clock("2026-03-09 00:00")), "invalid");
  for (int hour = 0; hour < 20; ++hour) {                             // four hours of running, twenty proved to be of rest
    send(outlet, clock("2026-03-09 00:00") + hour * base::hour_length, {{"a34013", 0, 'F', Kind::hour}});
  }
  for (int hour = 20; hour < 24; ++hour) {
    send(outlet, clock("2026-03-09 00:00") + hour * base::hour_length, {{"a34013", 25, 'N', Kind::hour}});
  }
  tick();
  EXPECT_EQ(result(outlet, "a34013", "day", clock("2026-03-09 00:00")), "exceeded");
}

TEST_F(Counting, one_hour_of_flow_does_not_weigh_a_day) {
  auto const outlet = point({points::Kind::water_outlet, {"w01018"}, "GB18918-2002/一级A", "mg/L"});
  now = clock("2026-03-10 00:10");
  for (int hour = 0; hour < 24; ++hour) {
    std::vector<Datum> data{{"w01018", hour == 7 ? 200.0 : 20.0, 'N', Kind::hour}};
    if (hour == 7) {
      data.push_back({"w00000", 90, 'N', Kind::hour});
    }
    send(outlet, clock("2026-03-09 00:00") + hour * base::hour_length, data);
  }
  tick();
  auto const day = kept.find(outlet, "w01018", "day", clock("2026-03-09 00:00"), clock("2026-03-10 00:00")).at(0);
  EXPECT_EQ(day.value, (23 * 20.0 + 200) / 24);
  EXPECT_EQ(day.result, "ok");
}

TEST_F(Counting, a_limit_for_any_moment_is_held_against_the_extremes_of_the_hour) {
  auto const outlet = point({points::Kind::water_outlet, {"w01001"}, "GB18918-2002/一级A", "1"});   // pH 6 to 9
  now = clock("2026-03-10 09:10");
  minutes(outlet, 0, 59, {"w01001", 7});
  minutes(outlet, 59, 60, {"w01001", 4.5});
  tick();
  auto const verdict = kept.find(outlet, "w01001", "hour", clock("2026-03-10 08:00"), clock("2026-03-10 09:00")).at(0);
  EXPECT_EQ(verdict.result, "exceeded");
  EXPECT_EQ(verdict.value, 4.5);
  EXPECT_EQ(verdict.limit, 6);
}

TEST_F(Counting, three_hours_of_ozone_are_no_day_of_air) {
  auto const station = point({points::Kind::air_station, {"a05024", "a34004"}, "", "ug/m3"});
  now = clock("2020-03-28 00:10");
  for (int hour = 0; hour < 3; ++hour) {
    send(station, clock("2020-03-27 08:00") + hour * base::hour_length, {{"a05024", 30, 'N', Kind::hour}, {"a34004", 12, 'N', Kind::hour}});
  }
  tick();
  auto const days = court->air(station, true, clock("2020-03-27 00:00"), clock("2020-03-28 00:00"));
  ASSERT_THAT(days, SizeIs(1));
  EXPECT_FALSE(days[0].index.aqi);
  EXPECT_FALSE(days[0].values.contains("O3"));
}

}  // namespace
}  // namespace judge_story
