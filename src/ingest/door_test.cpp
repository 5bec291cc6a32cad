// The door: who is it, is it right, is it new; what is answered and when.
#include "ingest/story.hpp"

namespace ingest {
namespace {

using namespace story;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

std::string const cod = "DataTime=20260301080000;w01018-Rtd=12.5,w01018-Flag=N";

TEST(Door, acknowledges_an_upload_only_when_it_is_durable) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  EXPECT_THAT(line.send({.cp = cod}).bytes, IsEmpty());
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_THAT(house.kept(), IsEmpty());
  EXPECT_TRUE(house.gateway->commit_once(house.now));
  EXPECT_EQ(line.hears(), acknowledged());
  ASSERT_THAT(house.kept(), SizeIs(1));
  EXPECT_EQ(house.kept()[0].bytes + "\r\n", frame({.cp = cod}));
  EXPECT_EQ(house.kept()[0].mn, mn_a);
  EXPECT_EQ(house.kept()[0].peer, "10.0.0.1:4000");
  EXPECT_EQ(house.kept()[0].received_at, house.now);
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N");
  EXPECT_THAT(house.faults(), IsEmpty());
}

TEST(Door, hears_a_frame_in_any_pieces_it_comes_in) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  for (char const byte : frame({.cp = cod})) line.send(std::string_view(&byte, 1));
  house.settle();
  EXPECT_EQ(line.hears(), acknowledged());
  EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N");
}

TEST(Door, answers_each_logger_on_its_own_connection) {
  House house;
  house.logger({.mn = mn_a});
  house.logger({.mn = mn_b});
  Line first(house), second(house);
  second.send({.cp = cod, .mn = mn_b});
  first.send({.cp = cod});
  house.commit();
  EXPECT_EQ(first.hears(), acknowledged());
  EXPECT_EQ(second.hears(), acknowledged("20260301080001000", mn_b));
}

TEST(Door, gives_no_answer_where_the_logger_asks_for_none) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = cod, .flag = "4"});
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N");
}

TEST(Door, says_nothing_to_a_wrong_crc_but_keeps_the_frame_and_counts_it) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  auto bytes = frame({.cp = cod});
  bytes[bytes.find("12.5")] = '9';
  line.send(bytes);
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_THAT(house.kept(), SizeIs(1));
  EXPECT_EQ(house.rows("w01018"), "unknown series");
  EXPECT_EQ(house.count("crc_wrong"), 1U);
  EXPECT_EQ(house.faults(), "crc_wrong 1");
  line.send({.cp = cod});
  house.settle();
  EXPECT_EQ(line.hears(), acknowledged());
}

TEST(Door, believes_a_modbus_crc_only_of_a_logger_known_for_it) {
  House house;
  house.logger({.mn = mn_a});
  house.logger({.mn = mn_b, .crc_accepted = "modbus"});
  Line line(house);
  for (auto const& mn : {mn_a, mn_b}) {
    auto const text = segment({.cp = cod, .mn = mn});
    char crc[8];
    std::snprintf(crc, sizeof crc, "%04X", static_cast<unsigned>(hj212::crc_modbus(text)));
    auto const right = hj212::frame_of(text);
    line.send(right.substr(0, right.size() - 6) + crc + "\r\n");
  }
  house.settle();
  EXPECT_EQ(line.hears(), acknowledged("20260301080001000", mn_b));
  EXPECT_EQ(house.rows("w01018"), "unknown series");
  EXPECT_EQ(house.rows("w01018", observe::Kind::realtime, "", mn_b), "08:00:00 12.5 N");
  EXPECT_EQ(house.faults(), "crc_modbus 1; crc_modbus 1");
}

TEST(Door, acknowledges_a_repeated_frame_again_and_stores_it_once) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = cod});
  line.send({.cp = cod});        // before the first is durable
  house.commit();
  EXPECT_EQ(line.hears(), acknowledged() + acknowledged());
  Line again(house);             // on another connection
  again.send({.cp = cod});
  house.settle();
  EXPECT_EQ(again.hears(), acknowledged());
  EXPECT_THAT(house.kept(), SizeIs(1));
  EXPECT_EQ(house.count("repeated"), 2U);
  EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N");
}

TEST(Door, knows_a_repeated_frame_after_a_restart_too) {
  House house;
  house.logger({.mn = mn_a});
  Line(house).send({.cp = cod});
  house.settle();
  house.restart();
  house.gateway->start([&] { return house.now; });
  Line again(house);
  again.send({.cp = cod});
  house.gateway->stop();
  EXPECT_EQ(again.hears(), acknowledged());
  EXPECT_THAT(house.kept(), SizeIs(1));
}

TEST(Door, forgets_the_oldest_of_the_frames_it_remembers) {
  House house({.remembered_frames_max = 2});
  house.logger({.mn = mn_a});
  Line line(house);
  for (int const number : {1, 2, 3, 1}) line.send(minute(number));
  house.settle();
  EXPECT_THAT(house.kept(), SizeIs(4));
  EXPECT_EQ(house.count("repeated"), 0U);
  EXPECT_EQ(house.store->size().rows, 3U);   // an equal row changes nothing
}

TEST(Door, answers_a_request_for_the_time_with_9013_and_then_sets_the_clock) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = "PolId=w01018", .cn = "1013"});
  EXPECT_THAT(line.hears(), IsEmpty());
  house.commit();
  auto const told = line.hears();
  auto const notified = hj212::frame_of("QN=20260301080001000;ST=91;CN=9013;PW=123456;MN=" + mn_a + ";Flag=4;CP=&&&&");
  ASSERT_TRUE(told.starts_with(notified)) << told;
  EXPECT_EQ(told.substr(notified.size()),
            hj212::frame_of("QN=20260301080002000;ST=32;CN=1012;PW=123456;MN=" + mn_a + ";Flag=5;CP=&&PolId=w01018;SystemTime=20260301080002&&"));
  ASSERT_THAT(house.kept(), SizeIs(2));
  EXPECT_EQ(house.kept()[1].kind, evidence::Kind::sent);   // a command of ours is evidence too
}

TEST(Door, answers_a_heartbeat_with_9013) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = "", .cn = "9015"});
  house.commit();
  EXPECT_EQ(line.hears(), hj212::frame_of("QN=20260301080001000;ST=91;CN=9013;PW=123456;MN=" + mn_a + ";Flag=4;CP=&&&&"));
}

TEST(Door, believes_no_one_with_a_wrong_password) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = cod, .pw = "654321"});
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_THAT(house.kept(), SizeIs(1));
  EXPECT_EQ(house.rows("w01018"), "unknown series");
  EXPECT_EQ(house.faults(), "wrong_password 1");
  EXPECT_EQ(house.count("wrong_password"), 1U);
}

TEST(Door, keeps_but_does_not_answer_a_logger_that_was_shut_off) {
  House house;
  house.logger({.mn = mn_a, .active = false});
  Line line(house);
  line.send({.cp = cod});
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_EQ(house.rows("w01018"), "unknown series");
  EXPECT_EQ(house.faults(), "logger_inactive 1");
}

// One frame with Flag=9: bit 0 asks for an answer, bit 3 is a version of 2025 and of the water dialect alike.
TEST(Door, answers_in_the_edition_bound_to_the_MN_whatever_the_Flag_says) {
  struct Case { std::string edition, answer; };
  for (auto const& [edition, answer] : {Case{"2017", "Flag=4"}, Case{"2025", "Flag=8"}, Case{"water-2017", "Flag=8"},
                                        Case{"2005", "##0049ST=91;CN=9014;CP=&&QN=20260301080001000;CN=2011&&"}}) {
    House house;
    house.logger({.mn = mn_a, .edition = edition});
    Line line(house);
    line.send({.cp = cod, .flag = "9"});
    house.settle();
    EXPECT_THAT(line.hears(), HasSubstr(answer)) << edition;
    EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N") << edition;
  }
}

TEST(Door, takes_a_2005_logger_that_sends_neither_QN_nor_Flag) {
  House house;
  house.logger({.mn = "88888880000001", .edition = "2005"});
  Line line(house);
  line.send(hj212::frame_of("ST=32;CN=2011;PW=123456;MN=88888880000001;CP=&&DataTime=20260301080000;101-Rtd=12.5,101-Flag=N&&"));
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_EQ(house.rows("101", observe::Kind::realtime, "", "88888880000001"), "08:00:00 12.5 N");
  EXPECT_THAT(house.faults(), IsEmpty());
}

TEST(Door, opens_SM4_with_the_key_of_the_logger_and_keeps_the_cipher_as_evidence) {
  std::string const key = "0123456789abcdef";
  House house;
  house.logger({.mn = mn_a, .edition = "2025", .sm4_key = key});
  Line line(house);
  auto const bytes = hj212::frame_of_encrypted(segment({.cp = cod, .flag = "9"}), key);
  ASSERT_EQ(bytes.find("w01018"), std::string::npos);
  line.send(bytes);
  house.settle();
  EXPECT_THAT(line.hears(), HasSubstr("CN=9014"));
  EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N");
  EXPECT_EQ(house.kept().at(0).bytes + "\r\n", bytes);
  EXPECT_THAT(house.faults(), IsEmpty());
}

TEST(Door, accepts_the_old_key_during_a_changeover_and_no_other) {
  House house;
  house.logger({.mn = mn_a, .edition = "2025", .sm4_key = "new key, 16 byte", .sm4_key_old = "old key, 16 byte"});
  Line line(house);
  line.send(hj212::frame_of_encrypted(segment({.cp = cod, .flag = "9"}), "old key, 16 byte"));
  house.commit();
  EXPECT_THAT(line.hears(), HasSubstr("CN=9014"));
  line.send(hj212::frame_of_encrypted(segment({.cp = cod, .flag = "9"}), "somebody else's!"));
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_EQ(house.count("undecryptable"), 1U);
  EXPECT_THAT(house.faults(), HasSubstr("encrypted_undecryptable 1"));
  EXPECT_THAT(house.kept(), SizeIs(2));
}

TEST(Door, keeps_the_frames_of_a_logger_nobody_registered_and_lists_it_as_seen) {
  House house;
  Line line(house);
  line.send(minute(0));
  house.now = house.now + std::chrono::minutes(1);
  line.send(minute(1));
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  EXPECT_THAT(house.kept(), SizeIs(2));
  auto const seen = house.registry.seen();
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].mn, mn_a);
  EXPECT_EQ(seen[0].st + " " + seen[0].cn + " " + seen[0].flag, "32 2011 5");
  EXPECT_EQ(seen[0].frames, 2);
  EXPECT_EQ(seen[0].last_frame.value, 2);
  EXPECT_EQ(seen[0].first_at, house.now - std::chrono::minutes(1));
  EXPECT_EQ(house.count("unknown_logger"), 2U);
}

TEST(Door, gives_a_late_registered_logger_its_rows_from_the_evidence) {
  House house;
  Line line(house);
  line.send(minute(0));
  line.send(minute(1));
  house.settle();
  house.logger({.mn = mn_a});
  EXPECT_THAT(house.registry.seen(), IsEmpty());
  house.gateway->reapply();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N");
  line.send(minute(2));
  house.settle();
  EXPECT_EQ(line.hears(), acknowledged("20260301080201000"));
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 22 N");
}

TEST(Door, follows_a_change_of_the_registry_from_the_next_frame_on) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send(minute(0));
  house.logger({.mn = mn_a, .password = "abcdef"});
  house.now = house.now + std::chrono::seconds(1);
  line.send(minute(1));
  auto other = minute(2);
  other.pw = "abcdef";
  line.send(other);
  house.commit();
  EXPECT_EQ(house.count("wrong_password"), 1U);
  EXPECT_EQ(house.count("believed"), 2U);
}

TEST(Door, names_a_time_that_cannot_be_and_takes_no_value_from_it) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send({.cp = "DataTime=20260231080000;w01018-Rtd=1"});
  line.send({.cp = "w01018-Rtd=1"});
  line.send({.cp = "DataTime=20991231080000;w01018-Rtd=1"});
  house.settle();
  EXPECT_EQ(house.rows("w01018"), "unknown series");
  EXPECT_EQ(house.count("no_time"), 3U);
  EXPECT_THAT(house.faults(), HasSubstr("data_time_impossible 2; data_time_missing 1"));
  EXPECT_THAT(house.kept(), SizeIs(3));
}

// ---- split messages -------------------------------------------------------------------------------------------

Upload part(int number, int of, std::string const& item, std::string const& qn) {
  return {.cp = "DataTime=20260301080000;" + item, .qn = qn, .flag = "7", .parts = ";PNUM=" + std::to_string(of) + ";PNO=" + std::to_string(number)};
}

TEST(SplitMessages, become_one_upload_across_a_reconnect_each_part_acknowledged) {
  House house;
  house.logger({.mn = mn_a});
  {
    Line line(house);
    line.send(part(2, 2, "w21003-Rtd=1.5,w21003-Flag=N", "20260301080001002"));
    house.commit();
    EXPECT_THAT(line.hears(), HasSubstr("QN=20260301080001002;ST=91;CN=9014"));
    line.session.closed(house.now);
  }
  house.now = house.now + std::chrono::minutes(2);
  Line again(house);
  again.send(part(1, 2, "w01018-Rtd=12.5,w01018-Flag=N", "20260301080001001"));
  house.settle();
  EXPECT_THAT(again.hears(), HasSubstr("QN=20260301080001001;ST=91;CN=9014"));
  EXPECT_EQ(house.rows("w01018") + " / " + house.rows("w21003"), "08:00:00 12.5 N / 08:00:00 1.5 N");
  house.now = house.now + std::chrono::minutes(10);
  again.session.tick(house.now);
  house.settle();
  EXPECT_THAT(house.faults(), Not(HasSubstr("split_incomplete")));
}

TEST(SplitMessages, whose_parts_do_not_all_come_in_time_are_a_fault_of_their_logger_and_keep_their_values) {
  House house;
  house.logger({.mn = mn_a});
  Line line(house);
  line.send(part(1, 3, "w01018-Rtd=12.5,w01018-Flag=N", "20260301080001001"));
  house.now = house.now + std::chrono::minutes(4);
  line.session.tick(house.now);
  EXPECT_EQ(house.count("parts_given_up"), 0U);
  house.now = house.now + std::chrono::minutes(2);
  line.session.tick(house.now);
  house.settle();
  EXPECT_EQ(house.count("parts_given_up"), 2U);
  EXPECT_THAT(house.faults(), HasSubstr("split_incomplete 1"));
  EXPECT_EQ(house.rows("w01018"), "08:00:00 12.5 N");
}

}  // namespace
}  // namespace ingest
