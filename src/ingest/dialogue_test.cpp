// HJ 212-2025: a logger asks for its MN and for its key; and who is listed when nobody knows it.
#include "ingest/story.hpp"

namespace ingest {
namespace {

using namespace story;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

std::string const key_1 = "0123456789abcdef", key_2 = "second-key-16-by";

std::string notified(std::string const& mn = mn_a) {
  return hj212::frame_of("QN=20260301080001000;ST=91;CN=9013;PW=123456;MN=" + mn + ";Flag=8;CP=&&&&");
}
Upload asks_key() { return {.cp = "SKCreateTime=20251201000000000", .cn = "1014", .flag = "9"}; }
Upload tells_serial(std::string const& mn) { return {.cp = "i23005-Info=SN2026A7;i23006-Info=1", .mn = mn, .cn = "1001", .flag = "9"}; }

struct Keys : testing::Test {
  House house;
  Line line{house};
  Keys() { house.logger({.mn = mn_a, .edition = "2025", .sm4_key = key_1}); }
  bool believed(int number, std::string const& key) {
    auto one = minute(number);
    one.flag = "9";
    line.send(hj212::frame_of_encrypted(segment(one), key));
    house.commit();
    return line.hears().find("CN=9014") != std::string::npos;
  }
  std::string key() const { return house.registry.logger(mn_a)->sm4_key; }
  void done(std::string const& qn, std::string const& result) {
    line.send(hj212::frame_of("QN=" + qn + ";ST=91;CN=9012;PW=123456;MN=" + mn_a + ";Flag=8;CP=&&ExeRtn=" + result + "&&"));
    house.settle();
    (void)line.hears();
  }
};

TEST_F(Keys, are_not_given_out_when_none_is_waiting) {
  line.send(asks_key());
  house.commit();
  EXPECT_EQ(line.hears(), notified());
}

TEST_F(Keys, are_given_in_the_old_key_and_in_force_when_the_logger_confirms_it) {
  ASSERT_TRUE(house.registry.set_next_key(mn_a, key_2, "test", house.now));
  house.now = house.now + std::chrono::seconds(1);
  EXPECT_TRUE(believed(0, key_1));
  line.send(asks_key());
  house.commit();
  auto const heard = line.hears();
  ASSERT_TRUE(heard.starts_with(notified()));
  auto const order = hj212::read_frame(std::string_view(heard).substr(notified().size()));
  EXPECT_EQ(hj212::decrypt_segment(order.segment.substr(0, order.segment.rfind("&&") + 2), key_1),
            "QN=20260301080003000;ST=32;CN=1014;PW=123456;MN=" + mn_a + ";Flag=9;CP=&&SKCreateTime=20260301080003000,NewSK=" + key_2 + "&&");
  EXPECT_EQ(house.kept().back().kind, evidence::Kind::sent);
  EXPECT_TRUE(believed(1, key_1)) << "not yet taken";
  EXPECT_TRUE(believed(2, key_2)) << "taken, and the news is on its way";
  done("20260301080003000", "2");
  done("20260301070000000", "1");   // of something else
  EXPECT_EQ(key(), key_1);
  house.restart();
  house.gateway->start([&] { return house.now; });   // it knows what it told the logger
  Line again(house);
  again.send(hj212::frame_of("QN=20260301080003000;ST=91;CN=9012;PW=123456;MN=" + mn_a + ";Flag=8;CP=&&ExeRtn=1&&"));
  house.gateway->stop();
  EXPECT_EQ(key() + "/" + house.registry.logger(mn_a)->sm4_key_old, key_2 + "/" + key_1);
  house.now = house.now + std::chrono::seconds(1);
  again.send(asks_key());
  house.commit();
  EXPECT_EQ(again.hears(), notified());
  auto const before = house.store->digest();
  EXPECT_EQ(house.rows("w01018"), "08:00:00 20 N; 08:01:00 21 N; 08:02:00 22 N");
  EXPECT_EQ(house.rebuilt(), before);
}

TEST(Strangers, that_tell_their_serial_are_listed_by_it_and_get_the_MN_assigned_to_it) {
  House house;
  Line line(house);
  line.send(tells_serial(""));
  house.settle();
  EXPECT_THAT(line.hears(), IsEmpty());
  ASSERT_THAT(house.registry.seen(), SizeIs(1));
  EXPECT_EQ(house.registry.seen()[0].mn + " " + house.registry.seen()[0].note, "SN2026A7 serial");
  ASSERT_TRUE(house.registry.assign_mn("SN2026A7", mn_b, "test", house.now));
  line.send(tells_serial(""));
  house.settle();
  EXPECT_EQ(line.hears(), notified("") + hj212::frame_of("QN=20260301080002000;ST=32;CN=1002;PW=123456;MN=" + mn_b + ";Flag=9;CP=&&i23005-Info=SN2026A7&&"));
  EXPECT_EQ(house.kept().back().kind, evidence::Kind::sent);
  house.logger({.mn = mn_b, .edition = "2025"});
  line.send(tells_serial(mn_b));
  house.settle();
  EXPECT_EQ(line.hears(), notified(mn_b)) << "it has it";
  house.logger({.mn = mn_a, .edition = "2025"});
  line.send(tells_serial(mn_a));
  house.settle();
  EXPECT_THAT(line.hears(), HasSubstr("CN=1002;PW=123456;MN=" + mn_b));
}

TEST(Strangers, are_listed_whatever_their_checksum_or_their_key_and_are_not_closed_for_it) {
  House house({.bad_frames_max = 3});
  Line line(house);
  for (int i = 0; i < 10; ++i) {
    auto const plain = hj212::frame_of(segment(minute(i)));
    EXPECT_THAT(line.send(plain.substr(0, plain.size() - 6) + "1234\r\n").close_reason, IsEmpty());
    EXPECT_THAT(line.send(hj212::frame_of_encrypted(segment(minute(i, mn_b)), key_1)).close_reason, IsEmpty());
  }
  house.settle();
  std::map<std::string, std::string> notes;
  for (auto const& one : house.registry.seen()) notes[one.mn] = one.note + " " + std::to_string(one.frames);
  EXPECT_EQ(notes, (std::map<std::string, std::string>{{mn_a, "crc_dummy 10"}, {mn_b, "encrypted 10"}}));
  EXPECT_EQ(house.count("unknown_logger"), 20U);
}

TEST(Strangers, of_one_address_bring_no_more_in_a_day_than_its_share_however_often_they_connect) {
  House house({.noise_bytes_max = 100, .peer_noise_bytes_max = 150, .peer_unknown_frames_max = 3});
  for (int i = 0; i < 5; ++i) {
    Session session(*house.gateway, house.next++, "10.9.9.9:" + std::to_string(4000 + i));
    session.feed(frame(minute(i)) + std::string(80, 'x'), house.now);
    session.closed(house.now);
  }
  house.settle();
  EXPECT_EQ(house.count("refused_unknown_of_peer"), 2U);
  EXPECT_EQ(house.count("refused_noise_of_peer"), 4U);
  std::size_t frames = 0, noise = 0;
  for (auto const& one : house.kept()) one.kind == evidence::Kind::noise ? noise += one.bytes.size() : ++frames;
  EXPECT_EQ(frames, 3U);
  EXPECT_EQ(noise, 150U);
  Line other(house);
  other.send(minute(7));
  house.now = house.now + base::day_length;
  Session(*house.gateway, house.next++, "10.9.9.9:5000").feed(frame(minute(8)), house.now);
  house.settle();
  EXPECT_EQ(house.count("refused_unknown_of_peer"), 2U);
}

}  // namespace
}  // namespace ingest
