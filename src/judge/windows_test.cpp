// Start-up, stop and fault: declared, approved late, changed and withdrawn; verdicts and alarms follow.
#include "judge/world_for_tests.hpp"

namespace judge_story {
namespace {

using verdicts::AlarmKind;

class DeclaredWindows : public World {
 protected:
  judge::Window window(PointId at, std::string const& from, std::string const& to, std::string const& kind = "start_up") const {
    return {at, clock(from), clock(to), kind, "record/operating_window/3"};
  }
  /// An hour of the logger's own, at once.
  void hour(PointId at, Time start, Datum datum) {
    datum.kind = Kind::hour;
    send(at, start, {datum});
  }
  verdicts::Verdict verdict(PointId at, std::string const& subject, std::string const& period, Time start) const {
    auto const found = kept.find(at, subject, period, start, start + 1s);
    EXPECT_FALSE(found.empty());
    return found.empty() ? verdicts::Verdict{} : found.front();
  }
  std::string steps(PointId at, std::string const& subject, observe::Period period, Time start) const {
    std::string text;
    auto const made = court->explain(at, subject, "", period, start);
    for (auto const& step : made ? made->steps : std::vector<judge::Step>()) {
      text += step.title_en + ": " + step.text_en + "\n";
    }
    return text;
  }
};

TEST_F(DeclaredWindows, a_start_up_approved_late_excuses_the_hour_withdraws_the_alarm_and_its_withdrawal_brings_both_back) {
  auto const outlet = boiler();
  auto const start = clock("2026-03-10 08:00");
  live_hour(outlet, start, {"a21026", 90});
  live_hour(outlet, start + 1h, {"a21026", 20});
  ASSERT_EQ(result(outlet, "a21026", "hour", start), "exceeded");
  ASSERT_EQ(alarms(AlarmKind::exceedance).at(0).state, "cleared");

  now = clock("2026-03-11 10:00");                               // the officer approves what was declared the day before
  court->set_windows({window(outlet, "2026-03-10 08:00", "2026-03-10 09:00")});
  tick();
  auto const excused = verdict(outlet, "a21026", "hour", start);
  EXPECT_EQ(excused.result, "excused");
  EXPECT_EQ(excused.excuse, "start_up");
  EXPECT_THAT(excused.detail, testing::HasSubstr("record/operating_window/3"));
  EXPECT_EQ(result(outlet, "a21026", "hour", start + 1h), "ok");
  EXPECT_EQ(alarms(AlarmKind::exceedance).at(0).state, "withdrawn");
  EXPECT_THAT(kept.steps(alarms(AlarmKind::exceedance).at(0).id).back().note, testing::HasSubstr("excused: start_up (declared window)"));
  auto const text = steps(outlet, "a21026", observe::Period::hour, start);
  EXPECT_THAT(text, testing::HasSubstr("start-up 2026-03-10T08:00:00+08:00"));
  EXPECT_THAT(text, testing::HasSubstr("record/operating_window/3"));
  EXPECT_THAT(text, testing::HasSubstr("within a declared and approved window"));

  now = clock("2026-03-11 12:00");                               // it was not true: the approval is taken back
  court->set_windows({});
  tick();
  EXPECT_EQ(result(outlet, "a21026", "hour", start), "exceeded");
  std::vector<std::string> results;
  for (auto const& each : kept.history(outlet, "a21026", "hour", start)) {
    results.push_back(each.result);
  }
  EXPECT_THAT(results, ElementsAre("exceeded", "excused", "exceeded"));
  ASSERT_THAT(alarms(AlarmKind::exceedance), SizeIs(2));
  EXPECT_NE(alarms(AlarmKind::exceedance).at(1).state, "withdrawn");
}

TEST_F(DeclaredWindows, a_window_known_before_opens_no_alarm_and_ends_where_it_ends) {
  auto const outlet = boiler();
  court->set_windows({window(outlet, "2026-03-10 08:00", "2026-03-10 09:30", "fault")});
  auto const start = clock("2026-03-10 08:00");
  live_hour(outlet, start, {"a21026", 90});
  EXPECT_EQ(verdict(outlet, "a21026", "hour", start).excuse, "fault");
  EXPECT_THAT(alarms(AlarmKind::exceedance), IsEmpty());
  live_hour(outlet, start + 1h, {"a21026", 90});                 // half of it is left: less than a valid hour needs
  EXPECT_EQ(result(outlet, "a21026", "hour", start + 1h), "excused");
  live_hour(outlet, start + 2h, {"a21026", 90});
  EXPECT_EQ(result(outlet, "a21026", "hour", start + 2h), "exceeded");
  EXPECT_THAT(alarms(AlarmKind::exceedance), SizeIs(1));
}

TEST_F(DeclaredWindows, ten_minutes_leave_enough_of_an_hour_and_excuse_nothing) {
  auto const outlet = boiler();
  court->set_windows({window(outlet, "2026-03-10 08:00", "2026-03-10 08:10")});
  live_hour(outlet, clock("2026-03-10 08:00"), {"a21026", 90});
  EXPECT_EQ(result(outlet, "a21026", "hour", clock("2026-03-10 08:00")), "exceeded");
  court->set_windows({window(outlet, "2026-03-10 08:00", "2026-03-10 08:10"), window(outlet, "2026-03-10 08:05", "2026-03-10 08:16")});
  tick();                                                        // sixteen minutes in all
  EXPECT_EQ(result(outlet, "a21026", "hour", clock("2026-03-10 08:00")), "excused");
}

TEST_F(DeclaredWindows, another_outlet_and_a_kind_that_no_rule_excuses_stay_judged) {
  auto const outlet = boiler(), other = boiler();
  court->set_windows({window(other, "2026-03-10 08:00", "2026-03-10 09:00"), window(outlet, "2026-03-10 08:00", "2026-03-10 09:00", "holiday")});
  live_hour(outlet, clock("2026-03-10 08:00"), {"a21026", 90});
  EXPECT_EQ(result(outlet, "a21026", "hour", clock("2026-03-10 08:00")), "exceeded");
}

TEST_F(DeclaredWindows, before_the_rule_of_marks_nothing_is_excused) {
  auto const outlet = boiler();
  now = clock("2022-12-31 10:00");
  court->set_windows({window(outlet, "2022-12-31 08:00", "2022-12-31 09:00")});
  hour(outlet, clock("2022-12-31 08:00"), {"a21026", 90});
  tick();
  EXPECT_EQ(result(outlet, "a21026", "hour", clock("2022-12-31 08:00")), "exceeded");
}

TEST_F(DeclaredWindows, a_day_of_a_waste_furnace_is_judged_by_the_hours_outside_them) {
  auto const furnace = point({points::Kind::gas_outlet, {"a21026"}, "GB18485-2014/焚烧炉", "mg/m3"});
  auto const day = clock("2026-03-09 00:00");
  for (int i = 0; i < 24; ++i) {
    hour(furnace, day + i * base::hour_length, {"a21026", i < 6 ? 400.0 : 40.0});
  }
  now = clock("2026-03-10 00:06");
  tick();
  EXPECT_EQ(verdict(furnace, "a21026", "day", day).result, "exceeded");    // 130 on 80
  court->set_windows({window(furnace, "2026-03-09 00:00", "2026-03-09 06:00")});
  tick();
  auto const judged = verdict(furnace, "a21026", "day", day);
  EXPECT_EQ(judged.result, "ok");
  EXPECT_DOUBLE_EQ(judged.value, 40);
  auto const text = steps(furnace, "a21026", observe::Period::day, day);
  EXPECT_THAT(text, testing::HasSubstr("6 hours of the day are left out of its mean, 18 ran"));

  court->set_windows({window(furnace, "2026-03-09 00:00", "2026-03-10 00:00", "stopped")});
  tick();
  EXPECT_EQ(verdict(furnace, "a21026", "day", day).excuse, "stopped");
}

TEST_F(DeclaredWindows, of_the_hours_that_ran_three_quarters_are_enough) {
  auto const furnace = point({points::Kind::gas_outlet, {"a21026", "a00000"}, "GB18485-2014/焚烧炉", "mg/m3"});
  auto const day = clock("2026-03-09 00:00");
  for (int i = 0; i < 24; ++i) {                                 // no flow till noon, and nobody measured the gas then; nine of twelve hours after it
    hour(furnace, day + i * base::hour_length, {"a00000", i < 12 ? 0.0 : 500.0});
    if (i >= 12 && i < 21) {
      hour(furnace, day + i * base::hour_length, {"a21026", 90});
    }
  }
  now = clock("2026-03-10 00:06");
  tick();
  EXPECT_EQ(verdict(furnace, "a21026", "day", day).result, "exceeded");
  EXPECT_THAT(verdict(furnace, "a21026", "day", day).detail, testing::HasSubstr("\"hours_running\":12"));
  auto const outlet = point({points::Kind::gas_outlet, {"a21026", "a00000"}, "GB18485-2014/焚烧炉", "mg/m3"});
  for (int i = 0; i < 24; ++i) {                                 // eight of twelve are too few
    hour(outlet, day + i * base::hour_length, {"a00000", i < 12 ? 0.0 : 500.0});
    if (i >= 12 && i < 20) {
      hour(outlet, day + i * base::hour_length, {"a21026", 90});
    }
  }
  tick();
  EXPECT_EQ(verdict(outlet, "a21026", "day", day).result, "invalid");
}

TEST_F(DeclaredWindows, sewage_keeps_its_weights_in_the_hours_that_are_left) {
  auto const outlet = point({points::Kind::water_outlet, {"w01018", "w00000"}, "GB18918-2002/一级A", "mg/L"});
  auto const day = clock("2026-03-09 00:00");
  for (int i = 0; i < 24; ++i) {
    hour(outlet, day + i * base::hour_length, {"w01018", i < 4 ? 300.0 : i < 8 ? 60.0 : 30.0});
    hour(outlet, day + i * base::hour_length, {"w00000", i < 8 ? 90.0 : 10.0});
  }
  now = clock("2026-03-10 00:06");
  court->set_windows({window(outlet, "2026-03-09 00:00", "2026-03-09 04:00", "maintenance")});
  tick();
  auto const judged = verdict(outlet, "w01018", "day", day);
  EXPECT_NEAR(judged.value, (4 * 90 * 60.0 + 16 * 10 * 30.0) / (4 * 90 + 16 * 10), 1e-9);
  EXPECT_EQ(judged.result, "exceeded");
}

TEST_F(DeclaredWindows, after_a_restart_the_same_windows_make_no_new_revision) {
  auto const outlet = boiler();
  auto const all = std::vector{window(outlet, "2026-03-10 08:00", "2026-03-10 09:00")};
  court->set_windows(all);
  live_hour(outlet, clock("2026-03-10 08:00"), {"a21026", 90});
  court = fresh();
  court->set_windows(all);
  now = clock("2026-03-10 12:00");
  tick();
  EXPECT_THAT(kept.history(outlet, "a21026", "hour", clock("2026-03-10 08:00")), SizeIs(1));
  EXPECT_THAT(court->windows(outlet, {clock("2026-03-10 00:00"), clock("2026-03-11 00:00")}), SizeIs(1));
  EXPECT_THAT(court->windows(outlet, {clock("2026-03-11 00:00"), clock("2026-03-12 00:00")}), IsEmpty());
}

class Furnace : public DeclaredWindows {
 protected:
  PointId furnace() { return point({points::Kind::gas_outlet, {"a01901"}, "GB18485-2014/焚烧炉", "℃"}); }
  /// A row a minute; `cold` five-minute means from the beginning on.
  void burn(PointId at, Time start, int hours, int cold) {
    observe::Batch batch;
    batch.last_frame = {++frame};
    auto const series = store.series({at, "a01901", Kind::realtime, ""});
    for (int minute = 0; minute < hours * 60; ++minute) {
      batch.rows.push_back({.series = series, .at = start + minute * Duration(1min), .value = minute / 5 < cold ? 840.0 : 900.0 + minute % 3,
                            .flag = 'N', .frame = batch.last_frame});
    }
    auto const applied = store.append(batch);
    court->observed(batch, applied, now);
  }
};

TEST_F(Furnace, one_cold_five_minutes_break_the_hour_though_its_mean_is_warm) {
  auto const at = furnace();
  auto const start = clock("2026-03-10 08:00");
  burn(at, start, 1, 1);
  now = start + 66min;
  tick();
  auto const judged = verdict(at, "a01901", "hour", start);
  EXPECT_EQ(judged.result, "exceeded");
  EXPECT_EQ(judged.value, 840);
  EXPECT_EQ(judged.limit, 850);
  EXPECT_THAT(judged.detail, testing::HasSubstr("of 12; 1 beyond the limit"));
}

TEST_F(Furnace, five_times_a_day_are_borne_and_six_are_not) {
  auto const day = clock("2026-03-09 00:00");
  for (auto const& [cold, expected] : {std::pair(5, "ok"), std::pair(6, "exceeded")}) {
    auto const at = furnace();
    burn(at, day, 24, cold);
    now = clock("2026-03-10 00:06");
    tick();
    auto const judged = verdict(at, "a01901", "day", day);
    EXPECT_EQ(judged.result, expected) << cold;
    EXPECT_EQ(judged.value, cold);
    EXPECT_EQ(judged.limit, 5);
    EXPECT_EQ(judged.unit, "次");
  }
}

TEST_F(Furnace, cold_while_starting_up_is_excused) {
  auto const at = furnace();
  auto const day = clock("2026-03-09 00:00");
  burn(at, day, 24, 20);
  court->set_windows({window(at, "2026-03-09 00:00", "2026-03-09 02:00")});
  now = clock("2026-03-10 00:06");
  tick();
  EXPECT_EQ(verdict(at, "a01901", "hour", day).result, "excused");
  EXPECT_EQ(verdict(at, "a01901", "day", day).result, "ok");
  EXPECT_EQ(verdict(at, "a01901", "day", day).value, 0);
}

}  // namespace
}  // namespace judge_story
