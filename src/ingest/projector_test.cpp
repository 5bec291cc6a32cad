// Frames become observations: each once, late ones as revisions, from where it stopped, and the same again from nothing.
#include <condition_variable>
#include <mutex>

#include "ingest/story.hpp"

namespace ingest {
namespace {

using namespace story;
using observe::Kind;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

TEST(Projector, tells_what_it_stored_to_those_who_listen) {
  House house;
  house.logger({.mn = mn_a});
  std::size_t rows = 0, touched = 0;
  house.gateway->on_observed([&](Observed const& seen) { rows += seen.batch.rows.size(), touched += seen.applied.touched.size(); });
  Line line(house);
  for (int i = 0; i < 3; ++i) line.send(minute(i));
  house.settle();
  EXPECT_EQ(rows, 3U);
  EXPECT_EQ(touched, 1U);   // one hour
  EXPECT_EQ(house.gateway->behind(), 0);
}

TEST(Projector, goes_on_after_a_restart_from_the_last_frame_applied) {
  House house({.commit_frames_max = 1, .apply_rows_max = 2});
  house.logger({.mn = mn_a});
  Line line(house);
  for (int i = 0; i < 6; ++i) line.send(minute(i));
  house.commit();
  EXPECT_TRUE(house.gateway->apply_once());
  EXPECT_EQ(house.gateway->behind(), 4);
  house.restart();
  EXPECT_EQ(house.gateway->behind(), 4);
  house.gateway->catch_up();
  EXPECT_EQ(house.gateway->behind(), 0);
  EXPECT_EQ(house.count("applied_frames"), 4U);
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 22 N; 08:03:00 23 N; 08:04:00 24 N; 08:05:00 25 N");
  EXPECT_EQ(house.store->size().revisions, 0U);
}

TEST(Projector, keeps_late_values_and_shows_the_newest_of_those_that_differ) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  std::size_t late = 0, revised = 0;
  house.gateway->on_observed([&](Observed const& seen) { late += seen.applied.late, revised += seen.applied.revised; });
  line.send(minute(10));
  line.send(minute(5));
  auto corrected = minute(5);
  corrected.cp = "DataTime=20260301080500;w01018-Rtd=99,w01018-Flag=N";
  line.send(corrected);
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:05:00 99 N r1; 08:10:00 23 N");
  auto const series = house.store->find({house.point("P-" + mn_a).id, "w01018", Kind::realtime, ""}).value();
  EXPECT_EQ(told(house.store->revisions(series, at("2026-03-01 08:05"))), "08:05:00 25 N; 08:05:00 99 N r1");
  EXPECT_EQ(house.store->latest(series)->at, at("2026-03-01 08:10"));   // by measured time, not by arrival
  EXPECT_EQ(revised, 1U);
  EXPECT_GE(late, 1U);
}

TEST(Projector, makes_the_same_observations_again_from_the_evidence) {
  House house({.apply_rows_max = 7});
  house.logger({.mn = mn_a});
  Line line(house);
  line.send(minute(0, mn_b));             // not registered yet
  for (int const i : {3, 1, 2, 9, 4}) line.send(minute(i));
  auto corrected = minute(1);
  corrected.cp = "DataTime=20260301080100;w01018-Rtd=7,w01018-Flag=D;a-Info=text";
  line.send(corrected);
  line.send({.cp = "DataTime=20260301080000;w01018-Avg=1,w01018-Min=0,w01018-Max=3,w01018-Cou=5,w01018-Flag=N", .cn = "2061"});
  house.settle();
  house.logger({.mn = mn_b});
  house.gateway->reapply();
  auto const before = house.store->digest();
  house.store->clear();
  EXPECT_NE(house.store->digest(), before);
  house.restart();
  house.gateway->catch_up();
  EXPECT_EQ(house.store->digest(), before);
}

TEST(Projector, stops_a_catch_up_when_told_to) {
  House house({.commit_frames_max = 1, .apply_rows_max = 1});
  house.logger({.mn = mn_a});
  Line line(house);
  for (int i = 0; i < 4; ++i) line.send(minute(i));
  house.commit();
  house.gateway->catch_up([](FrameNumber done, FrameNumber all) { return done.value < 2 && all.value == 4; });
  EXPECT_EQ(house.gateway->behind(), 2);
}

TEST(Projector, keeps_min_avg_max_total_of_a_period_with_their_flag) {
  House house;
  house.logger({.mn = mn_a});
  Line(house).send({.cp = "DataTime=20260301070000;w01018-Cou=5,w01018-Min=1,w01018-Avg=2,w01018-Max=3,w01018-Flag=T", .cn = "2061"});
  house.settle();
  auto const series = house.store->find({house.point("P-" + mn_a).id, "w01018", Kind::hour, ""}).value();
  auto const row = house.store->latest(series).value();
  EXPECT_EQ(row.at, at("2026-03-01 07:00"));
  EXPECT_EQ((std::vector{row.min, row.value, row.max, row.total}), (std::vector{1.0, 2.0, 3.0, 5.0}));
  EXPECT_EQ(row.flag, 'T');
}

TEST(Projector, dates_periods_by_their_start_also_for_a_logger_that_names_the_end) {
  House house;
  house.logger({.mn = mn_a, .minute_interval_min = 10, .period_end_times = true});
  Line line(house);
  line.send({.cp = "DataTime=20260301080000;w01018-Avg=1", .cn = "2061"});
  line.send({.cp = "DataTime=20260301080000;w01018-Avg=2", .cn = "2051"});
  line.send({.cp = "DataTime=20260301000000;w01018-Avg=3", .cn = "2031"});
  line.send({.cp = "DataTime=20260301080000;w01018-Rtd=4"});
  house.settle();
  EXPECT_EQ(house.rows("w01018", Kind::hour), "07:00:00 1");
  EXPECT_EQ(house.rows("w01018", Kind::minute), "07:50:00 2");
  EXPECT_EQ(house.rows("w01018", Kind::day), "00:00:00 3");
  EXPECT_EQ(house.rows("w01018"), "08:00:00 4");
}

TEST(Projector, stores_codes_and_suffixes_it_has_never_heard_of) {
  House house;
  house.logger({.mn = mn_a});
  Line(house).send({.cp = "DataTime=20260301080000;PM25-Rtd=31,PM25-Foo=7;w01018-ZsRtd=9,w01018-Flag=N;i13013-Info=valve open"});
  house.settle();
  EXPECT_EQ(house.rows("PM25"), "08:00:00 31");
  EXPECT_EQ(house.rows("PM25", Kind::realtime, "Foo"), "08:00:00 7");
  EXPECT_EQ(house.rows("w01018", Kind::realtime, "Zs"), "08:00:00 9 N");
  EXPECT_EQ(house.notes("i13013"), "valve open");
}

TEST(Projector, stores_what_is_no_number_as_a_note) {
  House house;
  house.logger({.mn = mn_a});
  Line(house).send({.cp = "DataTime=20260301080000;w01018-Rtd=over range,w01018-Flag=T"});
  house.settle();
  EXPECT_EQ(house.notes("w01018"), "over range");
  EXPECT_THAT(house.faults(), HasSubstr("value_not_number 1"));
}

TEST(Projector, dates_values_by_the_second_a_longer_time_or_a_range_begins_with) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = "DataTime=2026030108000050;w01018-Rtd=1"});
  line.send({.cp = "DataTime=20260301080100500;w01018-Rtd=2"});
  line.send({.cp = "DataTime=20260301080200-20260301080300;w01018-Rtd=3"});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 1; 08:01:00 2; 08:02:00 3");
  EXPECT_THAT(house.faults(), HasSubstr("data_time_digits 2; data_time_range 1"));
  EXPECT_EQ(house.count("no_time"), 0U);
}

TEST(Projector, keeps_a_flag_that_says_why_there_is_no_value) {
  House house;
  house.logger({.mn = mn_a});
  Line(house).send({.cp = "DataTime=20260301080000;w21003-Flag=F,w21003-EFlag=A01;w01018-Flag=D;w21011-Rtd=1,w21011-Flag=N,w21011-EFlag=A02"});
  house.settle();
  EXPECT_EQ(house.rows("w21003") + " / " + house.rows("w01018") + " / " + house.rows("w21011"), "08:00:00 nan F / 08:00:00 nan D / 08:00:00 1 N");
  EXPECT_THAT(house.faults(), IsEmpty());
}

TEST(Projector, takes_values_of_a_system_and_a_command_nobody_knows) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = "DataTime=20260301080000;w01018-Rtd=1", .st = "77"});
  line.send({.cp = "DataTime=20260301080100;w01018-Rtd=2", .cn = "2999"});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 1");
  EXPECT_EQ(house.rows("w01018", Kind::realtime, "Rtd"), "08:01:00 2");   // what 2999 means by it nobody knows
  EXPECT_THAT(house.faults(), HasSubstr("st_unknown 1"));
  EXPECT_THAT(house.faults(), HasSubstr("cn_unknown 1"));
}

TEST(Projector, refuses_a_factor_name_longer_than_any) {
  House house;
  house.logger({.mn = mn_a});
  Line(house).send({.cp = "DataTime=20260301080000;" + std::string(200, 'x') + "-Rtd=1;w01018-Rtd=2"});
  house.settle();
  EXPECT_EQ(house.count("refused_factor_name"), 1U);
  EXPECT_EQ(house.rows("w01018"), "08:00:00 2");
}

TEST(Readings, of_one_frame_are_told_without_storing_them) {
  auto const told = readings_of(frame({.cp = "DataTime=20260301080000;w01018-Rtd=12.5,w01018-Flag=D;i13013-Info=x"}), {.mn = mn_a, .point = {7}, .password = "123456"},
                                at("2026-03-01 08:00:01"));
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].key, (observe::SeriesKey{{7}, "w01018", Kind::realtime, ""}));
  EXPECT_EQ(told[0].value, 12.5);
  EXPECT_EQ(told[0].flag, 'D');
  EXPECT_EQ(told[0].at, at("2026-03-01 08:00"));
  EXPECT_EQ(told[1].text, "x");
  EXPECT_THAT(readings_of("rubbish", {.mn = mn_a}, at("2026-03-01 08:00:01")), IsEmpty());
}

// The whole with its threads: answers come, rows are there when it stops, and work of others shares the projector's thread.
TEST(Gateway, runs_on_its_own_threads_and_loses_nothing_when_it_stops) {
  House house({.gather = std::chrono::milliseconds(1), .apply_every = std::chrono::milliseconds(1)});
  house.logger({.mn = mn_a});
  std::mutex mutex;
  std::condition_variable heard;
  std::size_t answers = 0, rounds = 0;
  house.gateway->on_replies([&](std::vector<Reply> const& replies) {
    std::lock_guard const lock(mutex);
    answers += replies.size();
    heard.notify_all();
  });
  house.gateway->on_round([&](Time) {
    std::lock_guard const lock(mutex);
    ++rounds;
    heard.notify_all();
  });
  house.gateway->start([&] { return house.now; });
  Line line(house);
  for (int i = 0; i < 100; ++i) line.send(minute(i));
  {
    std::unique_lock lock(mutex);
    EXPECT_TRUE(heard.wait_for(lock, std::chrono::seconds(30), [&] { return answers == 100 && rounds > 0; }));
  }
  house.gateway->store_import({R"({"first_line":2})"}, "nothing.csv", house.now);   // no piece of ours: passed over
  line.send(minute(100));
  house.gateway->stop();
  EXPECT_EQ(house.kept().size(), 102U);
  EXPECT_EQ(house.gateway->behind(), 0);
  EXPECT_EQ(house.store->size().rows, 101U);
  EXPECT_EQ(answers, 101U);
}

}  // namespace
}  // namespace ingest
