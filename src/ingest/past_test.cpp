// Settings change, history stays: a frame is judged by the settings of its day, and a rebuild gives the same.
#include "ingest/story.hpp"

namespace ingest {
namespace {

using namespace story;
using observe::Kind;
using testing::IsEmpty, testing::SizeIs;

std::string const first_key = "0123456789abcdef", second_key = "second key, 16 b", key_3 = "a third key, too";

std::string sealed(Upload upload, std::string const& key) {
  upload.flag = "9";
  return hj212::frame_of_encrypted(segment(upload), key);
}
std::string with_modbus(Upload const& upload) {
  auto const text = segment(upload);
  char crc[8];
  std::snprintf(crc, sizeof crc, "%04X", static_cast<unsigned>(hj212::crc_modbus(text)));
  auto const right = hj212::frame_of(text);
  return right.substr(0, right.size() - 6) + crc + "\r\n";
}
Upload hour(int number) {
  auto one = minute(0);
  one.cp = "DataTime=2026030" + std::to_string(number) + "080000;w01018-Avg=" + std::to_string(number);
  one.cn = "2061";
  return one;
}

struct Past : testing::Test {
  House house;
  Line line{house};
  void later() { house.now = house.now + std::chrono::seconds(1); }
  void put(points::Logger logger) {
    later();
    house.logger(std::move(logger));
    later();
  }
  void expect_the_same_again() {
    house.settle();
    auto const before = house.store->digest();
    auto const rows = house.rows("w01018");
    EXPECT_EQ(house.rebuilt(), before);
    EXPECT_EQ(house.rows("w01018"), rows);
    house.gateway->catch_up();
    EXPECT_EQ(house.store->digest(), before) << "and once only";
  }
};

TEST_F(Past, outlives_a_new_password) {
  put({.mn = mn_a, .password = "123456"});
  line.send(minute(0));
  put({.mn = mn_a, .password = "654321"});
  auto other = minute(1);
  other.pw = "654321";
  line.send(other);
  line.send(minute(2));   // the old one is no longer good
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N");
  expect_the_same_again();
}

TEST_F(Past, outlives_two_changes_of_the_key) {
  put({.mn = mn_a, .edition = "2025", .sm4_key = first_key});
  line.send(sealed(minute(0), first_key));
  put({.mn = mn_a, .edition = "2025", .sm4_key = second_key, .sm4_key_old = first_key});
  line.send(sealed(minute(1), first_key));
  put({.mn = mn_a, .edition = "2025", .sm4_key = key_3, .sm4_key_old = second_key});
  line.send(sealed(minute(2), key_3));
  line.send(sealed(minute(3), first_key));
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 22 N");
  expect_the_same_again();
}

TEST_F(Past, outlives_that_a_modbus_crc_is_accepted_no_more) {
  put({.mn = mn_a, .crc_accepted = "modbus"});
  line.send(with_modbus(minute(0)));
  put({.mn = mn_a});
  line.send(with_modbus(minute(1)));
  line.send(minute(2));
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:02:00 22 N");
  expect_the_same_again();
}

TEST_F(Past, keeps_the_hours_it_was_given_when_the_meaning_of_DataTime_is_set) {
  put({.mn = mn_a});
  line.send(hour(1));
  put({.mn = mn_a, .period_end_times = true});
  line.send(hour(2));
  house.now = at("2026-03-02 08:00");
  line.send(hour(2));
  house.settle();
  auto const hours = house.rows("w01018", Kind::hour);
  EXPECT_EQ(hours, "08:00:00 1; 07:00:00 2");
  expect_the_same_again();
  EXPECT_EQ(house.rows("w01018", Kind::hour), hours);
}

TEST_F(Past, outlives_that_a_logger_is_shut_off_or_removed) {
  put({.mn = mn_a});
  line.send(minute(0));
  put({.mn = mn_a, .active = false});
  line.send(minute(1));
  expect_the_same_again();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N");
  ASSERT_TRUE(house.registry.remove_logger(mn_a, "test", house.now));
  later();
  Line again(house);
  again.send(minute(2));
  expect_the_same_again();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N");
  EXPECT_THAT(house.registry.seen(), SizeIs(1)) << "it is a stranger again";
  put({.mn = mn_a});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 22 N") << "registered once more, what it sent meanwhile counts";
  expect_the_same_again();
}

TEST_F(Past, stays_with_the_point_it_was_measured_at) {
  put({.mn = mn_a});
  line.send(minute(0));
  house.settle();
  auto moved = *house.registry.logger(mn_a);
  moved.point = house.point("elsewhere").id;
  later();
  ASSERT_TRUE(house.registry.put(moved, "test", house.now));
  later();
  line.send(minute(1));
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N");
  EXPECT_EQ(house.told_of({moved.point, "w01018", Kind::realtime, ""}), "08:01:00 21 N");
  expect_the_same_again();
}

// What nobody answered is sent again: the same values once more, and perhaps others.
TEST_F(Past, gives_the_same_revisions_where_frames_applied_late_meet_others) {
  line.send(minute(0));
  line.send(minute(1));
  put({.mn = mn_a, .password = "abcdef"});   // a slip
  line.send(minute(2));
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "unknown series");
  put({.mn = mn_a});
  auto resent = minute(1), other = minute(2);
  resent.qn = "20260301090000000";
  other.cp = "DataTime=20260301080200;w01018-Rtd=7,w01018-Flag=N";
  line.send(resent);
  line.send(other);
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 7 N r1");
  put({.mn = mn_a, .password = "abcdef"});
  put({.mn = mn_a});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 7 N r1") << "what counted already is left alone";
  expect_the_same_again();
}

TEST_F(Past, is_applied_when_the_key_the_password_the_crc_or_the_edition_is_mended) {
  put({.mn = mn_a, .password = "abcdef"});
  line.send(minute(0));
  line.send(with_modbus(minute(1)));
  line.send(sealed(minute(2), first_key));
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "unknown series");
  put({.mn = mn_a});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N");
  put({.mn = mn_a, .crc_accepted = "modbus"});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N");
  put({.mn = mn_a, .edition = "2025", .sm4_key = first_key, .crc_accepted = "modbus"});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 22 N");
  expect_the_same_again();
}

TEST_F(Past, waits_in_the_registry_until_it_is_applied) {
  line.send(minute(0));
  line.send(minute(1));
  house.settle();
  put({.mn = mn_a});
  house.restart();   // before anything was applied
  house.gateway->catch_up();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N");
  EXPECT_TRUE(house.registry.reapplies().at(0).reapplied);
  expect_the_same_again();
}

TEST_F(Past, is_looked_for_only_where_something_was_found) {
  line.send(minute(0, mn_b));
  line.send(minute(0));
  house.settle();
  put({.mn = mn_a});
  house.settle();
  put({.mn = mn_a, .password = "abcdef"});
  house.settle();
  auto const asked = house.registry.reapplies();
  EXPECT_EQ(asked.at(0).reapply_from.value, 2);
  EXPECT_EQ(asked.at(1).reapply_from.value, 0);
  expect_the_same_again();
}

TEST_F(Past, is_the_same_again_after_two_changes_between_which_nothing_came) {
  put({.mn = mn_a, .password = "abcdef"});
  auto other = minute(0);
  other.cp = "DataTime=20260301080000;w01018-Rtd=7,w01018-Flag=N";
  line.send(minute(0));
  line.send(other);
  line.send(with_modbus(minute(0)));
  house.settle();
  put({.mn = mn_a});
  house.settle();
  put({.mn = mn_a, .crc_accepted = "modbus"});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N r2");
  expect_the_same_again();
}

TEST_F(Past, is_applied_by_the_running_gateway_without_being_asked) {
  line.send(minute(0));
  house.settle();
  house.gateway->start([&] { return house.now; });
  house.logger({.mn = mn_a});
  house.gateway->stop();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N");
}

TEST_F(Past, has_no_frame_that_was_answered_and_is_lost_when_settings_change_meanwhile) {
  put({.mn = mn_a});
  line.send(minute(0));
  ASSERT_TRUE(house.registry.put({.mn = mn_a, .point = house.point("P-" + mn_a).id, .password = "abcdef"}, "test", house.now - std::chrono::hours(1)));
  line.send(minute(1));   // received in the same instant as the frame before the change
  house.settle();
  EXPECT_EQ(line.hears(), acknowledged() + acknowledged("20260301080101000"));
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N");
  expect_the_same_again();
}

// ---- SM4: the CRC proves little ---------------------------------------------------------------------------------

TEST(Sealed, frames_that_nobody_can_open_are_never_acknowledged_whatever_their_crc_says) {
  House house({.bad_frames_max = 10'000});
  house.logger({.mn = mn_a, .edition = "2025", .sm4_key = second_key});
  house.logger({.mn = mn_b, .edition = "2025"});
  Line line(house);
  for (int i = 0; i < 1500; ++i) {
    auto sealed_segment = hj212::encrypt_segment(segment(minute(i % 1000, i % 2 ? mn_a : mn_b)), first_key);
    line.send(hj212::frame_of(sealed_segment));   // the CRC agrees with the cipher, as it does by chance once in 256
  }
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_EQ(house.count("undecryptable"), 1500U);
}

TEST(Sealed, plain_text_of_a_2025_logger_and_GBK_of_a_2017_one_are_believed) {
  House house;
  house.logger({.mn = mn_a, .edition = "2025", .sm4_key = first_key});
  house.logger({.mn = mn_b});
  Line line(house);
  line.send({.cp = "DataTime=20260301080000;w01018-Rtd=12.5,w01018-Flag=N", .flag = "9"});
  line.send({.cp = "DataTime=20260301080000;PolId=w01018;i11001-Info=//\xd0\xa3\xd7\xbc\xcd\xea\xb3\xc9//", .mn = mn_b, .cn = "3020"});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N");
  EXPECT_EQ(house.count("believed"), 2U);
}

}  // namespace
}  // namespace ingest
