#include "judge/world_for_tests.hpp"

namespace judge_story {
namespace {

using verdicts::AlarmKind;
class Outlets : public World {};

TEST_F(Outlets, an_hour_over_the_limit_gives_one_alarm_that_ends_with_the_first_hour_within_it) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(outlet, hour, {"a21026", 30});
  EXPECT_EQ(result(outlet, "a21026", "hour", hour), "ok");
  EXPECT_THAT(alarms(AlarmKind::exceedance), IsEmpty());
  live_hour(outlet, hour + 1h, {"a21026", 62});
  live_hour(outlet, hour + 2h, {"a21026", 71});
  EXPECT_EQ(result(outlet, "a21026", "hour", hour + 2h), "exceeded");
  ASSERT_THAT(alarms(AlarmKind::exceedance), SizeIs(1));
  live_hour(outlet, hour + 3h, {"a21026", 41});

  auto const found = alarms(AlarmKind::exceedance);
  ASSERT_THAT(found, SizeIs(1));
  auto const& alarm = found.front();
  EXPECT_EQ(alarm.subject, "a21026");
  EXPECT_EQ(alarm.state, "cleared");
  EXPECT_EQ(base::format(alarm.began_at), "2026-03-10T09:00:00+08:00");
  EXPECT_EQ(base::format(alarm.ended_at), "2026-03-10T11:00:00+08:00");
  EXPECT_NEAR(alarm.value, 71.02, 0.01);
  EXPECT_EQ(alarm.limit, 50);
  EXPECT_EQ(alarm.unit, "mg/m³");
  auto const verdict = kept.find(outlet, "a21026", "hour", hour + 1h, hour + 2h).at(0);
  EXPECT_EQ(verdict.standard, "GB 13271-2014");
  EXPECT_EQ(verdict.clause, "表2");
  EXPECT_EQ(verdict.limit, 50);
  std::vector<std::string> states;
  for (auto const& each : news) {
    states.push_back(each.state);
  }
  EXPECT_THAT(states, ElementsAre("open", "open", "cleared"));
}

TEST_F(Outlets, flag_m_excuses_an_hour_over_the_limit) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(outlet, hour, {"a21026", 620, 'M'});
  auto const verdict = kept.find(outlet, "a21026", "hour", hour, hour + 1h).at(0);
  EXPECT_EQ(verdict.result, "excused");
  EXPECT_EQ(verdict.excuse, "maintenance");
  EXPECT_THAT(alarms(AlarmKind::exceedance), IsEmpty());
}

TEST_F(Outlets, every_flag_that_the_protocol_excuses_is_kept_as_the_excuse) {
  auto const outlet = boiler();
  auto hour = clock("2026-03-10 08:00");
  for (auto const& [flag, excuse] : {std::pair('F', "stopped"), std::pair('D', "fault"), std::pair('C', "calibration")}) {
    live_hour(outlet, hour, {"a21026", 620, flag});
    auto const verdict = kept.find(outlet, "a21026", "hour", hour, hour + 1h).at(0);
    EXPECT_EQ(verdict.result, "excused");
    EXPECT_EQ(verdict.excuse, excuse);
    auto const found = court->explain(outlet, "a21026", "", observe::Period::hour, hour);
    ASSERT_TRUE(found);
    EXPECT_THAT(found->steps.back().text_en, testing::HasSubstr(excuse));
    hour = hour + 1h;
  }
  EXPECT_THAT(alarms(AlarmKind::exceedance), IsEmpty());
}

TEST_F(Outlets, a_quarter_hour_of_maintenance_does_not_excuse_the_valid_rest) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  for (int minute = 0; minute < 60; ++minute) {
    now = hour + minute * Duration(1min);
    send(outlet, now, {{"a21026", minute < 15 ? 5.0 : 70.0 + minute % 5, minute < 15 ? 'M' : 'N'}});
  }
  now = hour + 66min;
  tick();
  auto const verdict = kept.find(outlet, "a21026", "hour", hour, hour + 1h).at(0);
  EXPECT_EQ(verdict.result, "exceeded");
  EXPECT_NEAR(verdict.value, 72, 0.01);             // the marked rows are not in the mean
}

TEST_F(Outlets, an_acknowledged_alarm_stays_one_episode_and_keeps_its_history) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(outlet, hour, {"a21026", 62});
  auto const opened = alarms(AlarmKind::exceedance).at(0);
  ASSERT_TRUE(kept.acknowledge(opened.id, "inspector", "on the way", now));
  live_hour(outlet, hour + 1h, {"a21026", 75});
  ASSERT_THAT(alarms(AlarmKind::exceedance), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::exceedance)[0].state, "acknowledged");
  EXPECT_NEAR(alarms(AlarmKind::exceedance)[0].value, 75.02, 0.01);
  live_hour(outlet, hour + 2h, {"a21026", 30});
  EXPECT_EQ(alarms(AlarmKind::exceedance)[0].state, "cleared");
  std::vector<std::string> steps;
  for (auto const& step : kept.steps(opened.id)) {
    steps.push_back(step.step);
  }
  EXPECT_THAT(steps, ElementsAre("opened", "acknowledged", "worsened", "cleared"));
}

TEST_F(Outlets, a_day_of_an_outlet_is_explained_by_its_hours_their_weights_and_frames) {
  auto const outlet = point({points::Kind::water_outlet, {"w01018"}, "GB18918-2002/一级A", "mg/L"});
  auto const day = clock("2026-03-09 00:00");
  for (int hour = 0; hour < 24; ++hour) {
    send(outlet, day + hour * base::hour_length, {{"w01018", hour < 6 ? 80.0 : 30.0, 'N', Kind::hour}, {"w00000", 10, 'N', Kind::hour}});
  }
  now = clock("2026-03-10 00:06");
  tick();
  auto const found = court->explain(outlet, "w01018", "", observe::Period::day, day + 5h);
  ASSERT_TRUE(found);
  ASSERT_THAT(found->rows, SizeIs(24));
  EXPECT_EQ(found->rows[3].value, 80);
  EXPECT_EQ(found->rows[3].frame.value, 4);
  EXPECT_EQ(found->verdict->result, "ok");
  EXPECT_EQ(found->verdict->value, 42.5);
  std::string text;
  for (auto const& step : found->steps) {
    text += step.text_en + "\n";
  }
  EXPECT_THAT(text, testing::HasSubstr("weighted by flow w00000"));
  EXPECT_THAT(text, testing::HasSubstr("42.5 mg/L against the limit 50 mg/L"));
}

TEST_F(Outlets, a_flag_that_is_no_excuse_makes_the_hour_invalid) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(outlet, hour, {"a21026", 620, 'T'});
  EXPECT_EQ(result(outlet, "a21026", "hour", hour), "invalid");
}

TEST_F(Outlets, gas_is_judged_by_the_converted_value_where_it_is_sent) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  for (int minute = 0; minute < 60; ++minute) {
    now = hour + minute * Duration(1min);
    send(outlet, now, {{"a21026", 30.0 + minute % 3}, {"a21026", 55.0 + minute % 3, 'N', Kind::realtime, "Zs"}});
  }
  now = hour + 66min;
  tick();
  EXPECT_EQ(result(outlet, "a21026:Zs", "hour", hour), "exceeded");
  EXPECT_EQ(result(outlet, "a21026", "hour", hour), "none");
  ASSERT_THAT(alarms(AlarmKind::exceedance), SizeIs(1));
  EXPECT_EQ(alarms(AlarmKind::exceedance).front().subject, "a21026:Zs");
}

TEST_F(Outlets, a_late_correction_judges_again_and_history_keeps_both) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(outlet, hour, {"a21026", 62});
  ASSERT_THAT(alarms(AlarmKind::exceedance), SizeIs(1));
  now = hour + 2h;
  for (int minute = 0; minute < 60; ++minute) {
    send(outlet, hour + minute * Duration(1min), {{"a21026", 40.0 + minute % 7}});
  }
  tick();
  std::vector<std::string> results;
  for (auto const& each : kept.history(outlet, "a21026", "hour", hour)) {
    results.push_back(each.result);
  }
  EXPECT_THAT(results, ElementsAre("exceeded", "ok"));
  EXPECT_EQ(alarms(AlarmKind::exceedance).at(0).state, "withdrawn");
}

TEST_F(Outlets, a_late_correction_can_open_an_alarm_that_is_already_over) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(outlet, hour, {"a21026", 40});
  live_hour(outlet, hour + 1h, {"a21026", 41});
  for (int minute = 0; minute < 60; ++minute) {
    send(outlet, hour + minute * Duration(1min), {{"a21026", 80.0 + minute % 7}});
  }
  tick();
  ASSERT_THAT(alarms(AlarmKind::exceedance), SizeIs(1));
  EXPECT_EQ(base::format(alarms(AlarmKind::exceedance)[0].ended_at), "2026-03-10T09:00:00+08:00");
}

TEST_F(Outlets, a_changed_limit_judges_again_what_it_is_asked_for) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  live_hour(outlet, hour, {"a21026", 62});
  auto channels = registry.channels(outlet);
  channels.at(0).limit_set = "GB13271-2014/新建锅炉-燃煤锅炉";    // 300 in place of 50
  ASSERT_TRUE(registry.put(channels, outlet, "test", now));
  court->rejudge_soon(outlet, {hour, hour + 1h});
  tick();
  EXPECT_EQ(result(outlet, "a21026", "hour", hour), "ok");
  EXPECT_EQ(alarms(AlarmKind::exceedance).at(0).state, "withdrawn");
}

TEST_F(Outlets, old_data_are_judged_but_open_no_alarm) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-01 08:00");
  send(outlet, hour, {{"a21026", 90, 'N', Kind::hour}});
  tick();
  EXPECT_EQ(result(outlet, "a21026", "hour", hour), "exceeded");
  EXPECT_THAT(alarms(AlarmKind::exceedance), IsEmpty());
}

TEST_F(Outlets, a_day_of_sewage_is_the_flow_weighted_mean_of_its_hours) {
  auto const outlet = point({points::Kind::water_outlet, {"w01018"}, "GB18918-2002/一级A", "mg/L"});
  auto const day = clock("2026-03-09 00:00");
  for (int hour = 0; hour < 24; ++hour) {
    bool const much = hour < 6;
    send(outlet, day + hour * base::hour_length, {{"w01018", much ? 80.0 : 30.0, 'N', Kind::hour}, {"w00000", much ? 90.0 : 10.0, 'N', Kind::hour}});
  }
  now = clock("2026-03-10 00:06");
  tick();
  EXPECT_EQ(result(outlet, "w01018", "hour", day), "no_limit");
  auto const verdict = kept.find(outlet, "w01018", "day", day, day + 1h).at(0);
  EXPECT_EQ(verdict.result, "exceeded");          // the plain mean would be 42.5 and within 50
  EXPECT_NEAR(verdict.value, (6 * 90 * 80.0 + 18 * 10 * 30.0) / (6 * 90 + 18 * 10), 1e-9);
  auto const found = alarms(AlarmKind::exceedance);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].last_at, day + 24h);
}

TEST_F(Outlets, what_was_open_when_the_process_ended_is_judged_after_the_start) {
  auto const outlet = boiler();
  auto const hour = clock("2026-03-10 08:00");
  for (int minute = 0; minute < 60; ++minute) {
    now = hour + minute * Duration(1min);
    send(outlet, now, {{"a21026", 70.0 + minute % 5}});
  }
  court = fresh();
  now = hour + 3h;
  tick();
  EXPECT_EQ(result(outlet, "a21026", "hour", hour), "exceeded");
  EXPECT_TRUE(court->idle());
}

}  // namespace
}  // namespace judge_story
