#include "verdicts/verdicts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <map>

#include "sql/sql.hpp"
#include "trail/trail.hpp"
#include "sql/postgres_for_tests.hpp"

namespace {

using namespace std::chrono_literals;
using base::PointId, base::Time;
using testing::ElementsAre;
using verdicts::Alarm, verdicts::AlarmKind, verdicts::AlarmQuery, verdicts::Verdict;

constexpr Time start{1'772'323'200'000};
constexpr PointId outlet{7}, other{8};

Verdict judged(double value, Time at = start, PointId point = outlet) {
  return {.point = point, .subject = "w21003", .period = "hour", .start = at,
          .result = value > 5 ? "exceeded" : "ok", .value = value, .limit = 5, .unit = "mg/L",
          .standard = "GB 18918-2002", .clause = "表1", .detail = "{}", .judged_at = at + 1h};
}
Alarm exceeding(double value, Time from, Time to) {
  return {.kind = AlarmKind::exceedance, .point = outlet, .subject = "w21003", .period = "hour", .began_at = from, .last_at = to,
          .value = value, .limit = 5, .unit = "mg/L", .message = "{}", .frame = {42}, .verdict = 1};
}

class Verdicts : public testing::Test {
 protected:
  std::unique_ptr<sql::Database> db = sql::for_tests::records();
  trail::Journal journal{*db};
  verdicts::Store store{*db, journal};

  std::vector<std::string> steps(base::AlarmId id) {
    std::vector<std::string> found;
    for (auto const& step : store.steps(id)) found.push_back(step.step);
    return found;
  }
};

template <typename T>
std::string refusal(base::Result<T> const& result) {
  return result ? "nothing" : result.error().code + " " + result.error().where;
}

// ---- verdicts -----------------------------------------------------------------------------------

TEST_F(Verdicts, a_version_of_days_grows_with_what_is_stored_near_and_not_with_the_same_again) {
  auto const day = [](double value, Time at, PointId point) {
    auto verdict = judged(value, at, point);
    verdict.period = "day";
    return verdict;
  };
  auto const near = base::beijing_day(start);
  base::Day const far{near.number + 100};
  store.put(day(6, start, outlet));
  auto const first = store.days_version(outlet, near);
  EXPECT_GT(first, 0U);
  store.put(day(6, start, outlet));
  store.put(judged(6));
  store.put(day(6, start, other));
  EXPECT_EQ(store.days_version(outlet, near), first) << "the same again, an hour, another point";
  auto const all = store.days_version(outlet);
  store.put(day(7, base::start_of(far), outlet));
  EXPECT_EQ(store.days_version(outlet, near), first);
  EXPECT_GT(store.days_version(outlet), all);
  store.put(day(8, start, outlet));
  EXPECT_GT(store.days_version(outlet, near), first);
}

TEST_F(Verdicts, a_verdict_comes_back_as_it_was_put) {
  auto verdict = judged(6.5);
  verdict.excuse = "maintenance";
  verdict.detail = R"({"inputs":[1]})";
  auto const kept = store.put(verdict);
  EXPECT_GT(kept.id, 0);
  EXPECT_EQ(kept.revision, 1);
  auto const found = store.find(outlet, "w21003", "hour", start, start + 1h);
  ASSERT_EQ(found.size(), 1U);
  auto const& v = found[0];
  EXPECT_EQ(std::make_tuple(v.id, v.point, v.start, v.value, v.limit, v.revision, v.judged_at),
            std::make_tuple(kept.id, outlet, start, 6.5, 5.0, 1, start + 1h));
  EXPECT_EQ(v.subject + "|" + v.period + "|" + v.result + "|" + v.unit + "|" + v.excuse + "|" + v.standard + "|" +
                v.clause + "|" + v.detail,
            R"(w21003|hour|exceeded|mg/L|maintenance|GB 18918-2002|表1|{"inputs":[1]})");
}

TEST_F(Verdicts, judging_the_same_again_later_keeps_the_first) {
  auto const first = store.put(judged(4));
  auto again = judged(4);
  again.judged_at = start + 24h;
  auto const kept = store.put(again);
  EXPECT_EQ(kept.id, first.id);
  EXPECT_EQ(kept.judged_at, first.judged_at);
  EXPECT_EQ(store.history(outlet, "w21003", "hour", start).size(), 1U);
}

TEST_F(Verdicts, whatever_part_differs_makes_a_new_revision) {
  auto verdict = judged(4);
  store.put(verdict);
  int revision = 1;
  auto const differs = [&](auto change) {
    change(verdict);
    EXPECT_EQ(store.put(verdict).revision, ++revision);
    EXPECT_EQ(store.put(verdict).revision, revision);
  };
  differs([](Verdict& v) { v.result = "excused"; });
  differs([](Verdict& v) { v.value = 4.5; });
  differs([](Verdict& v) { v.limit = 8; });
  differs([](Verdict& v) { v.unit = "μg/L"; });
  differs([](Verdict& v) { v.excuse = "fault"; });
  differs([](Verdict& v) { v.standard = "GB 3838-2002"; });
  differs([](Verdict& v) { v.clause = "表2"; });
  differs([](Verdict& v) { v.detail = "{\"a\":1}"; });
  EXPECT_EQ(store.history(outlet, "w21003", "hour", start).size(), 9U);
}

TEST_F(Verdicts, going_back_to_an_earlier_judgement_is_a_revision_too) {
  store.put(judged(4));
  store.put(judged(6));
  EXPECT_EQ(store.put(judged(4)).revision, 3);
}

TEST_F(Verdicts, points_subjects_periods_and_starts_do_not_mix) {
  auto day = judged(4);
  day.period = "day";
  auto converted = judged(4);
  converted.subject = "w21003:Zs";
  store.put({judged(1), judged(2, start + 1h), judged(3, start, other), day, converted});
  EXPECT_EQ(store.find(outlet, "w21003", "hour", start, start + 2h).size(), 2U);
  EXPECT_EQ(store.find(outlet, "w21003", "hour", start, start + 1h).size(), 1U) << "the end is not included";
  EXPECT_EQ(store.find(outlet, "w21003", "day", start, start + 2h).size(), 1U);
  EXPECT_EQ(store.find(other, "w21003", "hour", start, start + 2h)[0].value, 3);
  EXPECT_EQ(store.find(outlet, "w21003:Zs", "hour", start, start + 2h).size(), 1U);
}

TEST_F(Verdicts, the_newest_are_those_in_force) {
  store.put({judged(6), judged(7, start + 1h), judged(8, start + 2h, other), judged(1, start + 3h)});
  store.put(judged(2, start + 1h));   // late data: that hour was none after all
  auto const starts = [&](std::string const& result, std::string const& period, std::size_t most) {
    std::vector<Time> found;
    for (auto const& v : store.newest(result, period, most)) found.push_back(v.start);
    return found;
  };
  EXPECT_THAT(starts("exceeded", "hour", 10), ElementsAre(start + 2h, start));
  EXPECT_THAT(starts("ok", "hour", 10), ElementsAre(start + 3h, start + 1h));
  EXPECT_THAT(starts("", "", 2), ElementsAre(start + 3h, start + 2h));
  EXPECT_TRUE(starts("exceeded", "day", 10).empty());
}

// "w21003 hour 0 ok 2": subject, period, span, result, count.
std::vector<std::string> told(std::vector<verdicts::Tally> const& tallies) {
  std::vector<std::string> all;
  for (auto const& one : tallies) all.push_back(one.subject + " " + one.period + " " + std::to_string(one.span) + " " + one.result + " " + std::to_string(one.count));
  return all;
}

TEST_F(Verdicts, are_tallied_by_span_as_they_are_in_force) {
  store.put({judged(4, start - 1h), judged(4), judged(9, start + 1h), judged(4, start + 2h), judged(4, start, other)});
  auto daily = judged(4);
  daily.period = "day";
  store.put(daily);
  store.put(judged(4, start + 1h));   // late data: it did not exceed after all
  store.put(judged(8, start + 1h));   // and then it did
  store.put(judged(7, start + 2h));
  auto const bounds = std::vector{start, start + 2h, start + 3h};
  EXPECT_THAT(told(store.tally(outlet, bounds)),
              ElementsAre("w21003 day 0 ok 1", "w21003 hour 0 exceeded 1", "w21003 hour 0 ok 1", "w21003 hour 1 exceeded 1"));
  EXPECT_THAT(told(store.tally(PointId{9}, bounds)), ElementsAre());
}

RC_GTEST_PROP(VerdictsProperty, a_tally_counts_what_find_finds, ()) {
  auto const db = sql::Database::in_memory();
  trail::Journal journal(*db);
  verdicts::Store store(*db, journal);
  constexpr int hours = 6;
  for (auto const& [hour, value] : *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(rc::gen::inRange(0, hours), rc::gen::inRange(3, 9)))) {
    store.put(judged(value, start + hour * 1h));
  }
  auto const bounds = std::vector{start, start + 2h, start + hours * 1h};
  std::map<std::string, std::int64_t> expected, counted;
  for (std::size_t span = 0; span < 2; ++span) {
    for (auto const& one : store.find(outlet, "w21003", "hour", bounds[span], bounds[span + 1])) ++expected[std::to_string(span) + one.result];
  }
  for (auto const& one : store.tally(outlet, bounds)) counted[std::to_string(one.span) + one.result] = one.count;
  RC_ASSERT(counted == expected);
}

TEST_F(Verdicts, a_batch_with_a_bug_in_it_leaves_nothing) {
  EXPECT_THROW(store.put({judged(1), judged(std::nan(""), start + 1h)}), base::Bug);
  EXPECT_TRUE(store.find(outlet, "w21003", "hour", start, start + 24h).empty());
}

RC_GTEST_PROP(VerdictsProperty, history_keeps_every_revision_and_the_last_is_in_force, ()) {
  auto db = sql::for_tests::records();
  trail::Journal journal(*db);
  verdicts::Store store(*db, journal);
  auto const steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 4), rc::gen::inRange(0, 4)));
  std::map<int, std::vector<double>> expected;   // by hour: every value that differed from the one before
  for (auto const& [hour, value] : steps) {
    auto& values = expected[hour];
    if (values.empty() || values.back() != value) values.push_back(value);
    auto const kept = store.put(judged(value, start + 1h * hour));
    RC_ASSERT(kept.value == value);
    RC_ASSERT(kept.revision == static_cast<int>(values.size()));
  }
  auto const in_force = store.find(outlet, "w21003", "hour", start, start + 24h);
  RC_ASSERT(in_force.size() == expected.size());
  std::size_t at = 0;
  for (auto const& [hour, values] : expected) {
    auto const history = store.history(outlet, "w21003", "hour", start + 1h * hour);
    RC_ASSERT(history.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      RC_ASSERT(history[i].value == values[i]);
      RC_ASSERT(history[i].revision == static_cast<int>(i) + 1);
    }
    RC_ASSERT(in_force[at++].value == values.back());
  }
}

// ---- alarms -------------------------------------------------------------------------------------

TEST_F(Verdicts, one_episode_is_one_alarm_whose_facts_follow_its_verdicts) {
  auto const first = store.raise(exceeding(6, start, start + 1h), start + 1h, "");
  EXPECT_EQ(first.state, "open");
  auto worse = exceeding(9, start, start + 2h);
  worse.id = first.id;
  worse.verdict = 2;
  EXPECT_TRUE(store.revise(worse, start + 2h, "").has_value());
  worse.last_at = start + 3h;
  EXPECT_TRUE(store.revise(worse, start + 3h, "").has_value());
  EXPECT_FALSE(store.revise(worse, start + 3h, "").has_value()) << "nothing changed";
  auto const alarm = store.alarm(first.id).value();
  EXPECT_EQ(std::make_tuple(alarm.value, alarm.verdict, alarm.began_at, alarm.last_at),
            std::make_tuple(9.0, 2, start, start + 3h));
  EXPECT_EQ(alarm.frame, base::FrameNumber{42}) << "the frame that opened it";
  EXPECT_EQ(alarm.ended_at, Time{});
  EXPECT_THAT(steps(first.id), ElementsAre("opened", "worsened"));
  worse.ended_at = worse.last_at;
  EXPECT_EQ(store.revise(worse, start + 4h, "within the limit again")->state, "cleared");
  EXPECT_EQ(store.exceedances(outlet, "w21003", "hour", start + 3h, start + 4h).size(), 1U) << "it touches";
  EXPECT_TRUE(store.exceedances(outlet, "w21003", "hour", start + 4h, start + 5h).empty());
  EXPECT_TRUE(store.exceedances(outlet, "w21003", "day", start, start + 5h).empty());
}

TEST_F(Verdicts, an_hour_and_a_day_of_a_factor_go_on_beside_each_other) {
  store.raise(exceeding(6, start, start + 1h), start + 1h, "");
  auto day = exceeding(6, start, start + 24h);
  day.period = "day";
  EXPECT_EQ(store.raise(day, start + 24h, "").state, "open");
}

TEST_F(Verdicts, below_a_lower_limit_the_farther_value_is_the_worse_one) {
  auto acid = exceeding(5.5, start, start);
  acid.limit = 6;
  auto more_acid = exceeding(3, start + 1h, start + 1h);
  more_acid.limit = 6;
  auto const id = store.open(acid, start).id;
  store.open(more_acid, start);
  EXPECT_EQ(store.alarm(id)->value, 3);
}

TEST_F(Verdicts, late_data_can_show_that_an_episode_began_earlier) {
  auto const id = store.open(exceeding(6, start, start), start).id;
  store.open(exceeding(5.5, start - 1h, start - 1h), start);
  EXPECT_EQ(store.alarm(id)->began_at, start - 1h);
  EXPECT_EQ(store.alarm(id)->last_at, start);
}

TEST_F(Verdicts, an_episode_that_ended_is_followed_by_a_new_alarm) {
  auto const first = store.open(exceeding(6, start, start), start);
  store.end(AlarmKind::exceedance, outlet, "w21003", start + 1h, start + 2h, "below the limit again");
  auto const ended = store.alarm(first.id).value();
  EXPECT_EQ(ended.state, "cleared");
  EXPECT_EQ(ended.ended_at, start + 1h);
  EXPECT_EQ(store.open_one(AlarmKind::exceedance, outlet, "w21003"), std::nullopt);
  auto const history = store.steps(first.id);
  EXPECT_EQ(history.back().who, "system");
  EXPECT_EQ(history.back().note, "below the limit again");
  EXPECT_NE(store.open(exceeding(6, start + 5h, start + 5h), start + 5h).id, first.id);
}

TEST_F(Verdicts, an_hour_judged_again_within_an_ended_episode_makes_no_second_alarm) {
  auto const first = store.open(exceeding(6, start, start + 2h), start);
  store.end(AlarmKind::exceedance, outlet, "w21003", start + 3h, start + 3h, "");
  auto const again = store.open(exceeding(8, start + 1h, start + 1h), start + 9h);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.value, 8);
  EXPECT_EQ(again.state, "cleared");
  EXPECT_EQ(store.alarms({}).size(), 1U);
}

TEST_F(Verdicts, kinds_points_and_subjects_have_alarms_of_their_own) {
  auto const first = store.open(exceeding(6, start, start), start);
  auto elsewhere = exceeding(6, start, start);
  elsewhere.point = other;
  auto ammonia = exceeding(6, start, start);
  ammonia.subject = "w21011";
  auto frozen = exceeding(6, start, start);
  frozen.kind = AlarmKind::frozen;
  for (auto const& alarm : {elsewhere, ammonia, frozen}) EXPECT_NE(store.open(alarm, start).id, first.id);
  EXPECT_EQ(store.alarms({}).size(), 4U);
  store.end(AlarmKind::frozen, outlet, "w21003", start, start, "");
  EXPECT_TRUE(store.open_one(AlarmKind::exceedance, outlet, "w21003").has_value());
}

TEST_F(Verdicts, ending_what_is_not_there_does_nothing) {
  store.end(AlarmKind::offline, outlet, "", start, start, "");
  EXPECT_TRUE(store.alarms({}).empty());
}

TEST_F(Verdicts, a_person_acknowledges_and_clears_with_a_line_in_the_trail) {
  auto const id = store.open(exceeding(6, start, start), start).id;
  EXPECT_EQ(store.acknowledge(id, "wang", "", start + 1h)->state, "acknowledged");
  EXPECT_EQ(refusal(store.clear(id, "wang", "  ", start + 2h)), "invalid note");
  EXPECT_EQ(refusal(store.clear(id, "wang", "\xff", start + 2h)), "invalid note");
  EXPECT_EQ(store.clear(id, "li", "已核实，探头结垢，值班台账号已清洗", start + 2h)->state, "cleared");
  auto const history = store.steps(id);
  ASSERT_THAT(steps(id), ElementsAre("opened", "acknowledged", "cleared"));
  EXPECT_EQ(history[2].who, "li");
  EXPECT_EQ(history[2].at, start + 2h);
  EXPECT_EQ(history[2].note, "已核实，探头结垢，值班台账号已清洗");
  auto const lines = journal.find({.subject = "alarm/" + std::to_string(id.value)});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].action, "alarm.clear");
  EXPECT_EQ(lines[0].detail, R"({"state":{"before":"acknowledged","after":"cleared"}})");
  EXPECT_EQ(lines[1].action, "alarm.acknowledge");
}

TEST_F(Verdicts, what_is_cleared_or_withdrawn_cannot_be_handled_again) {
  auto const id = store.open(exceeding(6, start, start), start).id;
  ASSERT_TRUE(store.clear(id, "wang", "done", start));
  EXPECT_EQ(refusal(store.acknowledge(id, "li", "", start)), "conflict id");
  EXPECT_EQ(refusal(store.clear(id, "li", "done", start)), "conflict id");
  ASSERT_TRUE(store.withdraw(id, "late data", start));
  EXPECT_EQ(refusal(store.clear(id, "li", "done", start)), "conflict id");
  EXPECT_EQ(refusal(store.withdraw(id, "late data", start)), "conflict id");
  EXPECT_EQ(refusal(store.acknowledge({99}, "li", "", start)), "not_found id");
  EXPECT_EQ(refusal(store.withdraw({99}, "", start)), "not_found id");
  EXPECT_THAT(steps(id), ElementsAre("opened", "cleared", "withdrawn"));
  EXPECT_EQ(journal.find({}).size(), 1U) << "refusals are no changes";
}

TEST_F(Verdicts, an_exceedance_that_goes_on_after_it_was_cleared_is_reopened) {
  auto alarm = store.raise(exceeding(6, start, start), start, "");
  store.clear(alarm.id, "wang", "settled", start + 1h).value();
  alarm.value = 5.5;
  store.revise(alarm, start + 1h, "");
  EXPECT_EQ(store.alarm(alarm.id)->state, "cleared") << "the same hour judged again is nothing new";
  EXPECT_TRUE(store.open_one(AlarmKind::exceedance, outlet, "w21003").has_value()) << "the episode goes on";
  alarm.last_at = start + 1h;
  EXPECT_EQ(store.revise(alarm, start + 2h, "")->state, "open");
  EXPECT_THAT(steps(alarm.id), ElementsAre("opened", "cleared", "reopened"));
}

TEST_F(Verdicts, a_logger_that_stays_offline_after_it_was_cleared_stays_cleared_until_it_comes_back) {
  Alarm offline{.kind = AlarmKind::offline, .point = outlet, .began_at = start, .last_at = start, .value = 10};
  auto const id = store.open(offline, start).id;
  store.clear(id, "wang", "the works are closed until May", start).value();
  offline.last_at = start + 1h;
  offline.value = 70;
  store.open(offline, start + 1h);
  EXPECT_EQ(store.alarm(id)->state, "cleared");
  EXPECT_EQ(store.alarm(id)->value, 70);
  store.end(AlarmKind::offline, outlet, "", start + 2h, start + 2h, "it reports again");
  EXPECT_THAT(steps(id), ElementsAre("opened", "cleared", "ended"));
  EXPECT_EQ(store.alarm(id)->ended_at, start + 2h);
  offline.began_at = offline.last_at = start + 5h;
  EXPECT_NE(store.open(offline, start + 5h).id, id);
}

TEST_F(Verdicts, a_withdrawn_alarm_makes_room_for_a_true_one) {
  auto const wrong = store.open(exceeding(6, start, start), start).id;
  EXPECT_EQ(store.withdraw(wrong, "the flag came late: calibration", start + 1h)->state, "withdrawn");
  EXPECT_EQ(store.steps(wrong).back().note, "the flag came late: calibration");
  EXPECT_EQ(store.open_one(AlarmKind::exceedance, outlet, "w21003"), std::nullopt);
  EXPECT_NE(store.open(exceeding(7, start, start), start + 2h).id, wrong);
}

TEST_F(Verdicts, the_steps_of_an_endless_episode_are_bounded) {
  auto alarm = store.raise(exceeding(6, start, start), start, "");
  auto const id = alarm.id;
  for (int i = 1; i <= 100; ++i) {
    alarm.value = 6 + i;
    alarm.last_at = start + 1h * i;
    store.revise(alarm, start + 1h * i, "");
  }
  EXPECT_EQ(steps(id).size(), verdicts::Store::worsened_steps_max + 1);
  EXPECT_EQ(store.alarm(id)->value, 106);
}

// ---- the list of alarms -------------------------------------------------------------------------

class AlarmList : public Verdicts {
 protected:
  AlarmList() {
    for (int i = 0; i < 10; ++i) {
      auto alarm = exceeding(6, start + 1h * i, start + 1h * (20 - i));
      alarm.point = {i % 3};
      alarm.subject = "w" + std::to_string(i);
      if (i % 2 == 1) alarm.kind = AlarmKind::silence;
      ids.push_back(store.open(alarm, start).id);
    }
    store.acknowledge(ids[0], "wang", "", start).value();
    store.clear(ids[1], "wang", "done", start).value();
  }
  std::vector<std::int64_t> list(AlarmQuery const& query) {
    std::vector<std::int64_t> found;
    for (auto const& alarm : store.alarms(query, &matched)) found.push_back(alarm.id.value);
    return found;
  }
  std::vector<base::AlarmId> ids;   // 1 … 10
  std::size_t matched = 0;
};

TEST_F(AlarmList, is_filtered_by_state_kind_point_and_time) {
  EXPECT_THAT(list({.state = "acknowledged"}), ElementsAre(1));
  EXPECT_THAT(list({.state = "cleared", .kind = "silence"}), ElementsAre(2));
  EXPECT_TRUE(list({.state = "cleared", .kind = "exceedance"}).empty());
  EXPECT_THAT(list({.points = {{0}}}), ElementsAre(10, 7, 4, 1));
  EXPECT_THAT(list({.points = {{0}, {2}, {0}}, .kind = "silence"}), ElementsAre(10, 6, 4));
  EXPECT_TRUE(list({.points = {{77}}}).empty());
  EXPECT_THAT(list({.from = start + 3h, .to = start + 5h}), ElementsAre(5, 4));
  EXPECT_EQ(matched, 2U);
  EXPECT_EQ(list({}).size(), 10U) << "the points asked for before do not linger";
}

TEST_F(AlarmList, is_sorted_by_what_is_allowed_and_else_by_begin) {
  EXPECT_THAT(list({.sort = "began_at", .most = 3}), ElementsAre(1, 2, 3));
  EXPECT_THAT(list({.sort = "-last_at", .most = 3}), ElementsAre(1, 2, 3));
  EXPECT_THAT(list({.sort = "point", .most = 5}), ElementsAre(1, 4, 7, 10, 2));
  EXPECT_THAT(list({.sort = "-kind", .most = 2}), ElementsAre(10, 8));
  EXPECT_THAT(list({.sort = "state", .most = 2}), ElementsAre(1, 2));
  EXPECT_THAT(list({.sort = "id; DROP TABLE alarm", .most = 2}), ElementsAre(10, 9));
  EXPECT_TRUE(verdicts::can_sort_by("-last_at"));
  EXPECT_FALSE(verdicts::can_sort_by("--last_at"));
  EXPECT_FALSE(verdicts::can_sort_by("note"));
}

TEST_F(AlarmList, comes_in_pages_with_the_count_of_all) {
  EXPECT_THAT(list({.skip = 8, .most = 5}), ElementsAre(2, 1));
  EXPECT_EQ(matched, 10U);
  EXPECT_TRUE(list({.state = "open", .most = 0}).empty());
  EXPECT_EQ(matched, 8U);
}

TEST(AlarmKinds, have_names_that_read_back) {
  for (auto const kind : {AlarmKind::exceedance, AlarmKind::silence, AlarmKind::offline, AlarmKind::frozen,
                          AlarmKind::zero, AlarmKind::jump}) {
    EXPECT_EQ(verdicts::parse_alarm_kind(name_of(kind)), kind);
  }
  EXPECT_EQ(verdicts::parse_alarm_kind("earthquake"), std::nullopt);
}

}  // namespace
