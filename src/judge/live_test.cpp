#include "judge/world_for_tests.hpp"

namespace judge_story {
namespace {

using verdicts::AlarmKind;
class Live : public World {
 protected:
  /// Rows a minute apart, the clock with them.
  void minutes(PointId id, int count, std::function<Datum(int)> const& datum) {
    for (int i = 0; i < count; ++i) {
      now = now + 1min;
      send(id, now, {datum(i)});
      tick();
    }
  }
  static Datum moving(int i) { return {"a21026", 30 + 0.5 * (i % 4)}; }
};

TEST_F(Live, a_frozen_analyser_is_one_alarm_until_the_value_moves) {
  auto const id = boiler();
  minutes(id, 30, moving);
  auto const froze = now + 1min;
  minutes(id, 150, [](int) { return Datum{"a21026", 33.3}; });
  ASSERT_THAT(alarms(AlarmKind::frozen), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::frozen)[0].began_at, froze);
  EXPECT_EQ(alarms(AlarmKind::frozen)[0].state, "open");
  EXPECT_EQ(court->states(now).at(0).state, "alarm");
  minutes(id, 5, moving);
  ASSERT_THAT(alarms(AlarmKind::frozen), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::frozen)[0].state, "cleared");
}

TEST_F(Live, a_frozen_value_with_a_flag_that_does_not_count_is_no_alarm) {
  auto const id = boiler();
  minutes(id, 200, [](int) { return Datum{"a21026", 33.3, 'C'}; });
  EXPECT_THAT(alarms(AlarmKind::frozen), IsEmpty());
}

TEST_F(Live, a_frozen_analyser_stays_one_alarm_over_a_restart) {
  auto const id = boiler();
  minutes(id, 150, [](int) { return Datum{"a21026", 33.3}; });
  court = fresh();
  minutes(id, 30, [](int) { return Datum{"a21026", 33.3}; });
  ASSERT_THAT(alarms(AlarmKind::frozen), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::frozen)[0].state, "open");
  minutes(id, 1, moving);
  ASSERT_THAT(alarms(AlarmKind::frozen), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::frozen)[0].state, "cleared");
}

TEST_F(Live, a_run_of_zeros_is_an_alarm_of_its_own) {
  auto const id = boiler();
  minutes(id, 30, moving);
  minutes(id, 45, [](int) { return Datum{"a21026", 0}; });
  ASSERT_THAT(alarms(AlarmKind::zero), SizeIs(1));
  EXPECT_THAT(alarms(AlarmKind::frozen), IsEmpty());
  minutes(id, 1, moving);
  EXPECT_EQ(alarms(AlarmKind::zero)[0].state, "cleared");
}

TEST_F(Live, a_jump_is_an_alarm_until_the_new_level_is_the_usual_one) {
  auto const id = boiler();
  minutes(id, 30, moving);
  EXPECT_THAT(alarms(AlarmKind::jump), IsEmpty());
  minutes(id, 3, [](int i) { return Datum{"a21026", 300.0 + i}; });
  ASSERT_THAT(alarms(AlarmKind::jump), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::jump)[0].state, "open");
  EXPECT_EQ(alarms(AlarmKind::jump)[0].value, 300);
  minutes(id, 20, [](int i) { return Datum{"a21026", 300.0 + i}; });
  ASSERT_THAT(alarms(AlarmKind::jump), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::jump)[0].state, "cleared");
}

TEST_F(Live, one_factor_that_stops_is_silence_and_a_logger_that_stops_is_offline) {
  auto const id = point({points::Kind::gas_outlet, {"a21026", "a34013"}, "GB13271-2014/新建锅炉-燃气锅炉", "mg/m3"});
  auto const both = [&](int i) {
    send(id, now, {{"a34013", 5 + 0.1 * (i % 3)}});
    return moving(i);
  };
  minutes(id, 20, both);
  auto const stopped = now;
  minutes(id, 35, moving);
  ASSERT_THAT(alarms(AlarmKind::silence), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::silence)[0].subject, "a34013");
  EXPECT_EQ(alarms(AlarmKind::silence)[0].began_at, stopped);   // its last datum
  EXPECT_THAT(alarms(AlarmKind::offline), IsEmpty());

  auto const last = now;
  for (int i = 0; i < 15; ++i) {
    now = now + 1min;
    tick();
  }
  ASSERT_THAT(alarms(AlarmKind::offline), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::offline)[0].began_at, last);
  EXPECT_EQ(court->states(now).at(0).state, "offline");
  minutes(id, 2, both);
  EXPECT_EQ(alarms(AlarmKind::offline)[0].state, "cleared");
  EXPECT_EQ(alarms(AlarmKind::silence)[0].state, "cleared");
  EXPECT_THAT(alarms(AlarmKind::silence), SizeIs(1));
}

TEST_F(Live, a_point_without_a_logger_is_never_offline) {
  point({points::Kind::air_station, {"a34004"}, "", "ug/m3", false});
  tick();
  now = now + 48h;
  tick();
  EXPECT_THAT(alarms(AlarmKind::offline), IsEmpty());
}

TEST_F(Live, states_tell_the_newest_value_the_limit_and_what_is_wrong) {
  auto const id = boiler();
  EXPECT_EQ(court->states(now).at(0).state, "unknown");
  minutes(id, 3, moving);
  auto states = court->states(now);
  ASSERT_THAT(states, SizeIs(1));
  EXPECT_EQ(states[0].state, "normal");
  EXPECT_EQ(states[0].last_at, now);
  ASSERT_THAT(states[0].channels, SizeIs(1));
  EXPECT_EQ(states[0].channels[0].state, "normal");
  EXPECT_EQ(states[0].channels[0].latest->value, 31);
  ASSERT_NE(states[0].channels[0].limit, nullptr);
  EXPECT_EQ(states[0].channels[0].limit->high->to_string(), "50");
  minutes(id, 1, [](int) { return Datum{"a21026", 31, 'F'}; });
  EXPECT_EQ(court->states(now).at(0).state, "stopped");
}

TEST_F(Live, a_value_is_explained_by_its_rows_its_mean_and_its_limit) {
  auto const id = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(id, hour, {"a21026", 62});
  auto const found = court->explain(id, "a21026", "", observe::Period::hour, hour);
  ASSERT_TRUE(found);
  EXPECT_THAT(found->rows, SizeIs(60));
  EXPECT_EQ(found->statistic->due, 60);
  EXPECT_EQ(found->verdict->result, "exceeded");
  EXPECT_THAT(found->history, SizeIs(1));
  std::string text;
  for (auto const& step : found->steps) {
    text += step.text_en + "\n";
  }
  EXPECT_THAT(text, testing::HasSubstr("rows due 60, received 60, valid 60 (100.0 %): valid; at least 45 min/h are needed"));
  EXPECT_THAT(text, testing::HasSubstr("against the limit 50 mg/m³, compared without rounding: exceeded"));
  EXPECT_EQ(found->basis.back().standard, "GB 13271-2014");
  EXPECT_FALSE(court->explain(id, "a21026", "", observe::Period::hour, hour - 24h));
  EXPECT_FALSE(court->explain({99}, "a21026", "", observe::Period::hour, hour));
}

}  // namespace
}  // namespace judge_story
