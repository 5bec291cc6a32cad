// What floods, dawdles, babbles or is too much: bounded, counted by kind, and no matter to the others.
#include "ingest/story.hpp"

namespace ingest {
namespace {

using namespace story;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

TEST(Bounds, a_flood_closes_the_connection_and_keeps_what_came) {
  House house({.frames_per_second_max = 2});
  house.logger({.mn = mn_a});
  Line line(house);
  std::string many;
  for (int i = 0; i < 20; ++i) many += frame(minute(i));
  EXPECT_THAT(line.send(many).close_reason, IsEmpty());   // 2 a second over 10 s
  EXPECT_EQ(line.send(minute(20)).close_reason, "flood");
  house.settle();
  EXPECT_EQ(house.count("closed_flood"), 1U);
  EXPECT_THAT(house.faults(), HasSubstr("flood 1"));
  EXPECT_THAT(house.kept(), SizeIs(21));
}

TEST(Bounds, the_same_frames_over_a_longer_time_are_no_flood) {
  House house({.frames_per_second_max = 2});
  house.logger({.mn = mn_a});
  Line line(house);
  for (int i = 0; i < 60; ++i) {
    EXPECT_THAT(line.send(minute(i)).close_reason, IsEmpty());
    house.now = house.now + std::chrono::seconds(1);
  }
  EXPECT_EQ(house.count("closed_flood"), 0U);
}

TEST(Bounds, a_frame_begun_must_be_finished_in_time_even_if_bytes_trickle_in) {
  House house({.partial_max = std::chrono::seconds(60)});
  house.logger({.mn = mn_a});
  Line line(house);
  auto const bytes = frame(minute(0));
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_THAT(line.send(bytes.substr(i, 1)).close_reason, IsEmpty()) << i;
    house.now = house.now + std::chrono::seconds(10);
  }
  EXPECT_EQ(line.session.tick(house.now).close_reason, "slow");
  house.settle();
  EXPECT_EQ(house.count("closed_slow"), 1U);
  EXPECT_THAT(house.faults(), HasSubstr("slow 1 of 10.0.0.1"));
  ASSERT_THAT(house.kept(), SizeIs(1));
  EXPECT_EQ(house.kept()[0].kind, evidence::Kind::noise);
  EXPECT_EQ(house.kept()[0].bytes, bytes.substr(0, 7));
}

TEST(Bounds, a_quiet_line_between_frames_is_no_slow_sender) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send(minute(0));
  house.now = house.now + std::chrono::hours(2);
  EXPECT_THAT(line.session.tick(house.now).close_reason, IsEmpty());
}

TEST(Bounds, bytes_that_are_no_frame_are_kept_up_to_a_bound_then_the_connection_is_closed) {
  House house({.noise_bytes_max = 1000});
  Line line(house);
  EXPECT_THAT(line.send(std::string(900, 'x')).close_reason, IsEmpty());
  EXPECT_EQ(line.send(std::string(900, 'y')).close_reason, "noise");
  house.settle();
  EXPECT_EQ(house.count("closed_noise"), 1U);
  EXPECT_EQ(house.count("noise_bytes"), 1800U);
  std::size_t bytes = 0;
  for (auto const& one : house.kept()) bytes += one.bytes.size();
  EXPECT_EQ(bytes, 1000U);
  EXPECT_EQ(house.count("refused_noise"), 1U);
}

TEST(Bounds, a_frame_longer_than_four_digits_can_say_is_noise) {
  House house({.noise_bytes_max = 4096});
  Line line(house);
  std::string reason = line.send("##9999QN=20260301080001000;ST=32").close_reason;
  for (int i = 0; i < 20 && reason.empty(); ++i) reason = line.send(std::string(1024, 'x')).close_reason;
  EXPECT_EQ(reason, "noise");
}

TEST(Bounds, noise_between_frames_is_evidence_and_hurts_no_frame) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send("hello\r\n" + frame(minute(0)) + "\x01\x02\x03" + frame(minute(1)));
  house.settle();
  EXPECT_EQ(line.hears(), acknowledged() + acknowledged("20260301080101000"));
  std::vector<std::string> noise;
  for (auto const& one : house.kept())
    if (one.kind == evidence::Kind::noise) noise.push_back(base::printable(one.bytes));
  EXPECT_THAT(noise, SizeIs(2));
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N");
}

TEST(Bounds, nothing_but_wrong_frames_closes_the_connection) {
  House house({.bad_frames_max = 3});
  house.logger({.mn = mn_a});
  Line line(house);
  auto wrong = minute(0);
  wrong.pw = "000000";
  for (int i = 0; i < 3; ++i) EXPECT_THAT(line.send(wrong).close_reason, IsEmpty());
  EXPECT_EQ(line.send(wrong).close_reason, "bad_frames");
  EXPECT_EQ(house.count("closed_bad_frames"), 1U);
}

TEST(Bounds, a_right_frame_in_between_forgives_the_wrong_ones) {
  House house({.bad_frames_max = 3});
  house.logger({.mn = mn_a});
  Line line(house);
  for (int i = 0; i < 9; ++i) {
    auto one = minute(i);
    if (i % 3 != 2) one.pw = "000000";
    EXPECT_THAT(line.send(one).close_reason, IsEmpty());
  }
}

TEST(Bounds, an_unregistered_logger_fills_no_more_than_its_share) {
  House house({.unknown_frames_max = 2});
  Line line(house);
  for (int i = 0; i < 5; ++i) line.send(minute(i));
  house.settle();
  EXPECT_THAT(house.kept(), SizeIs(2));
  EXPECT_EQ(house.count("refused_unknown_frame"), 3U);
  EXPECT_EQ(house.registry.seen().at(0).frames, 5);
}

TEST(Bounds, a_full_queue_pauses_who_fills_it_and_resumes_when_it_is_half_empty) {
  House house({.queue_frames_max = 4, .commit_frames_max = 2});
  house.logger({.mn = mn_a});
  Line line(house), other(house);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(line.send(minute(i)).pause);
  EXPECT_TRUE(line.send(minute(3)).pause);
  EXPECT_TRUE(other.send(minute(4)).pause);
  house.gateway->commit_once(house.now);
  EXPECT_THAT(house.resumed, IsEmpty());        // 3 of 4 still wait
  house.gateway->commit_once(house.now);
  EXPECT_THAT(house.resumed, ElementsAre(line.number, other.number));
  house.settle();
  EXPECT_EQ(house.count("paused"), 2U);
  EXPECT_THAT(house.kept(), SizeIs(5));
}

TEST(Bounds, one_group_is_no_larger_than_allowed) {
  House house({.commit_frames_max = 2});
  house.logger({.mn = mn_a});
  Line line(house);
  for (int i = 0; i < 5; ++i) line.send(minute(i));
  EXPECT_TRUE(house.gateway->commit_once(house.now));
  EXPECT_THAT(house.kept(), SizeIs(2));
  house.commit();
  EXPECT_EQ(house.count("commits"), 3U);
  EXPECT_THAT(house.kept(), SizeIs(5));
}

TEST(Bounds, who_is_gone_is_not_answered_but_what_it_sent_is_kept) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  auto const bytes = frame(minute(0));
  line.send(bytes.substr(0, bytes.size() - 2));   // no line end: could be a longer one
  line.session.closed(house.now);
  house.settle();
  EXPECT_THAT(house.kept(), SizeIs(1));
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N");
}

}  // namespace
}  // namespace ingest
