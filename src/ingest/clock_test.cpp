// What a logger's QN tells of its clock, what is late and what is sent again.
#include "ingest/story.hpp"

namespace ingest {
namespace {

using namespace story;
using testing::HasSubstr, testing::IsEmpty, testing::Not, testing::SizeIs;

struct Clocks : testing::Test {
  House house;
  Line line{house};
  Clocks() { house.logger({.mn = mn_a}); }
  /// A frame of the minute that ends now, by a clock that is off, on its way for a while.
  void live(Duration off = {}, Duration way = {}) {
    house.now = house.now + std::chrono::minutes(1);
    auto const sent = house.now + off - way;
    line.send({.cp = "DataTime=" + base::format_compact(base::floor_to(sent, std::chrono::minutes(1)), false) + ";w01018-Rtd=1", .qn = base::format_compact(sent, true)});
  }
  void resent(Duration old) {
    auto const sent = house.now - old;
    line.send({.cp = "DataTime=" + base::format_compact(sent, false) + ";w01018-Rtd=2", .qn = base::format_compact(sent, true)});
  }
  Gateway::LoggerState state() { return house.gateway->logger_states().at(mn_a); }
};

TEST_F(Clocks, are_told_by_frames_that_follow_each_other_at_our_pace) {
  live(-std::chrono::minutes(10));
  EXPECT_FALSE(state().has_clock);
  live(-std::chrono::minutes(10));
  house.settle();
  EXPECT_DOUBLE_EQ(state().clock_offset_s, -600);
  EXPECT_EQ(house.faults(), "clock_off 1");
  EXPECT_THAT(line.hears(), HasSubstr("CN=9014"));   // wrong clocks are told, not refused
}

TEST_F(Clocks, are_not_off_because_frames_are_sent_again) {
  resent(std::chrono::hours(1));
  EXPECT_FALSE(state().has_clock);
  for (int i = 0; i < 3; ++i) live(), resent(std::chrono::hours(1)), resent(std::chrono::minutes(59));
  live();
  live();
  EXPECT_DOUBLE_EQ(state().clock_offset_s, 0);
  house.settle();
  EXPECT_THAT(house.faults(), Not(HasSubstr("clock_off")));
}

TEST_F(Clocks, are_told_by_the_least_delayed_frame) {
  for (int const seconds : {3, 9, 1, 12, 5}) live(std::chrono::seconds(20), std::chrono::seconds(seconds));
  EXPECT_DOUBLE_EQ(state().clock_offset_s, 19);
}

TEST_F(Clocks, are_told_at_once_by_a_heartbeat_and_a_question_for_the_time) {
  line.send({.cp = "", .qn = "20260301074002000", .cn = "9015"});
  EXPECT_DOUBLE_EQ(state().clock_offset_s, -1200);
  line.send({.cp = "", .qn = "20260301075002000", .cn = "1013"});
  EXPECT_DOUBLE_EQ(state().clock_offset_s, -600);
  for (int i = 0; i < 2; ++i) live();   // it was set
  EXPECT_DOUBLE_EQ(state().clock_offset_s, 0);
}

TEST_F(Clocks, do_not_matter_to_data_that_come_late) {
  live();
  live();
  resent(std::chrono::hours(3));
  line.send("##" + hj212::frame_of("QN=20260301080001000;ST=32;CN=2011;PW=123456;MN=" + mn_a + ";Flag=5;RF=1;CP=&&DataTime=20260301080200;w01018-Rtd=3&&").substr(2));
  house.settle();
  EXPECT_EQ(house.faults(), "late_data 2");
  house.now = at("2026-03-01 09:20");
  line.send({.cp = "DataTime=20260301080000;w01018-Avg=3", .qn = "20260301092000000", .cn = "2061"});   // of the hour just over
  house.settle();
  EXPECT_EQ(house.faults(), "late_data 2");
}

// ---- frames that come twice -------------------------------------------------------------------------------------

TEST_F(Clocks, leave_a_correction_in_force_when_what_it_corrected_is_repeated_much_later) {
  auto const wrong = minute(0);
  auto right = wrong;
  right.cp = "DataTime=20260301080000;w01018-Rtd=7,w01018-Flag=N";
  right.qn = "20260301080031000";
  line.send(wrong);
  line.send(right);
  for (int i = 1; i < 1000; ++i) line.send(minute(i));
  line.send(wrong);
  house.settle();
  EXPECT_THAT(house.rows("w01018"), HasSubstr("08:00:00 7 N r1;"));
  EXPECT_EQ(house.count("repeated"), 1U);
  EXPECT_THAT(house.faults(), HasSubstr("repeated_frame 1"));
  house.restart();
  house.gateway->start([&] { return house.now; });
  Line again(house);
  again.send(wrong);
  house.gateway->stop();
  EXPECT_THAT(house.rows("w01018"), HasSubstr("08:00:00 7 N r1;"));
  EXPECT_THAT(house.kept(), SizeIs(1001));
}

TEST(RememberedFrames, of_all_loggers_share_a_bound) {
  House house({.remembered_total_max = 100});
  house.logger({.mn = mn_a});
  house.logger({.mn = mn_b});
  Line line(house);
  for (int i = 0; i < 60; ++i) line.send(minute(i)), line.send(minute(i, mn_b));
  line.send(minute(40));
  line.send(minute(5));            // more than 50 of it ago
  EXPECT_EQ(house.count("repeated"), 1U);
}

TEST(SplitMessages, are_not_incomplete_because_the_platform_was_restarted_between_their_parts) {
  House house;
  house.logger({.mn = mn_a});
  auto const part = [](int number) {
    return Upload{.cp = "DataTime=20260301080000;w0101" + std::to_string(number) + "-Rtd=1", .qn = "2026030108000100" + std::to_string(number), .flag = "7",
                  .parts = ";PNUM=2;PNO=" + std::to_string(number)};
  };
  Line(house).send(part(1));
  house.settle();
  house.restart();
  house.gateway->start([&] { return house.now; });
  Line again(house);
  again.send(part(1));
  again.send(part(2));
  house.gateway->stop();
  house.now = house.now + std::chrono::minutes(10);
  again.session.tick(house.now);
  house.settle();
  EXPECT_EQ(house.count("parts_given_up"), 0U);
  EXPECT_THAT(house.faults(), Not(HasSubstr("split_incomplete")));
}

}  // namespace
}  // namespace ingest
