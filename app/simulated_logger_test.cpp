#include "simulated_logger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace {

using app::LoggerProfile;
using app::Moment;
using app::SimulatedLogger;
using testing::HasSubstr;
using testing::StartsWith;

base::Time const start = base::from_beijing({2026, 3, 1, 10, 0, 5});
Moment at(base::Duration later) { return {start + later, start + later}; }
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

LoggerProfile waste_water(std::vector<std::string> faults = {}) {
  LoggerProfile profile;
  profile.mn = "SIM000000000000000000001";
  profile.factors = app::waste_water_factors();
  profile.faults = std::move(faults);
  profile.sm4_key = "0123456789abcdef";
  return profile;
}

/// A host that reads what the logger says and acknowledges what it can read.
struct Host {
  struct Got {
    std::string bytes, segment, qn, data_time, cp;
    int cn = 0, part = 0, parts = 0;
    bool crc_ok = false, length_ok = false, rf = false;
    hj212::CrcKind crc_kind = hj212::CrcKind::other;
  };
  SimulatedLogger& logger;
  std::vector<Got> got;
  bool answers = true;
  hj212::Finder finder = hj212::Finder{};

  void listen(Moment now) {
    // Answers bring more frames; the bound is only for a logger gone wild.
    for (int round = 0; round < 2'000; ++round) {
      std::string const bytes = logger.take_output();
      if (bytes.empty()) return;
      finder.feed(bytes);
      std::string replies;
      while (auto const found = finder.next()) {
        if (found->is_frame) replies += read(found->frame);
      }
      if (!replies.empty()) logger.received(replies, now);
    }
    FAIL() << "the logger never came to rest";
  }
  std::string read(hj212::Frame const& frame) {
    hj212::Message message;
    hj212::parse(frame.segment, message);
    got.push_back({std::string(frame.bytes), std::string(frame.segment), std::string(message.head.qn),
                   std::string(message.param("DataTime")), std::string(message.cp), message.cn, message.part,
                   message.parts, frame.crc_ok, frame.length_ok, !message.head.rf.empty(), frame.crc_kind});
    if (!answers || !frame.crc_ok) return {};
    switch (hj212::answer_owed(logger.profile().edition, message)) {
      case hj212::Answer::data_answer: return hj212::data_answer(logger.profile().edition, message);
      case hj212::Answer::notify_answer: return hj212::notify_answer(logger.profile().edition, message);
      case hj212::Answer::none: break;
    }
    return {};
  }
  void run(base::Duration from, base::Duration to) {
    for (base::Duration t = from; t <= to; t += seconds(1)) {
      logger.tick(at(t));
      listen(at(t));
    }
  }
  std::vector<Got> of(int cn) const {
    std::vector<Got> some;
    for (Got const& one : got) {
      if (one.cn == cn) some.push_back(one);
    }
    return some;
  }
};

struct Field {
  SimulatedLogger logger;
  Host host{logger, {}};
  explicit Field(LoggerProfile profile, base::Duration history = {}) : logger(std::move(profile), 7, history) {
    logger.connected(at({}));
    host.listen(at({}));
  }
  std::string command(int cn, std::string cp, std::string const& password = "123456") {
    hj212::Command command;
    command.mn = logger.profile().mn;
    command.password = password;
    command.qn = "20260301100100000";
    command.cn = cn;
    command.edition = logger.profile().edition;
    command.st = logger.profile().st;
    command.cp = std::move(cp);
    return hj212::build(command);
  }
};

TEST(SimulatedLogger, SendsRealTimeMinuteAndHourDataWhenTheyAreDue) {
  Field field(waste_water());
  field.host.run(seconds(1), hours(1) + minutes(1));
  auto const rtd = field.host.of(2011), minute = field.host.of(2051), hour = field.host.of(2061);
  EXPECT_GE(rtd.size(), 120U);
  EXPECT_LE(rtd.size(), 123U);
  ASSERT_EQ(minute.size(), 6U);
  EXPECT_EQ(minute[0].data_time, "20260301100000") << "the start of the period";
  ASSERT_EQ(hour.size(), 1U);
  EXPECT_EQ(hour[0].data_time, "20260301100000");
  EXPECT_THAT(hour[0].cp, AllOf(HasSubstr("w01018-Min="), HasSubstr("w01018-Avg="), HasSubstr("w00000-Cou=")));
  for (auto const& one : field.host.got) EXPECT_TRUE(one.crc_ok && one.length_ok) << one.bytes;
  EXPECT_EQ(field.host.of(1013).size(), 1U) << "it asks for the time when it connects";
  EXPECT_EQ(field.logger.unacknowledged(), 0U);
  EXPECT_EQ(field.logger.tally().acknowledged, field.logger.tally().frames);
  EXPECT_EQ(field.logger.tally().resent, 0U);
}

TEST(SimulatedLogger, SaysTheSameAgainFromTheSameSeed) {
  Field one(waste_water({"wrong-crc", "doubled", "late"})), other(waste_water({"wrong-crc", "doubled", "late"}));
  one.host.run(seconds(1), minutes(30));
  other.host.run(seconds(1), minutes(30));
  ASSERT_EQ(one.host.got.size(), other.host.got.size());
  for (std::size_t i = 0; i < one.host.got.size(); ++i) EXPECT_EQ(one.host.got[i].bytes, other.host.got[i].bytes);
}

TEST(SimulatedLogger, RepeatsUnansweredFramesAndKeepsStatisticsAcrossConnections) {
  Field field(waste_water());
  field.host.answers = false;
  field.host.run(seconds(1), minutes(12));
  std::vector<std::string> tries;
  for (auto const& one : field.host.of(2051)) tries.push_back(one.qn);
  ASSERT_GE(tries.size(), 4U) << "once and three times again";
  EXPECT_EQ(std::set<std::string>(tries.begin(), tries.end()).size(), 1U) << "with the same QN";
  field.logger.disconnected();
  field.host.got.clear();
  field.host.answers = true;
  field.logger.connected(at(minutes(30)));
  field.host.run(minutes(30), minutes(31));
  std::set<std::string> periods;
  for (auto const& one : field.host.of(2051)) periods.insert(one.data_time);
  EXPECT_THAT(periods, testing::IsSupersetOf({"20260301100000", "20260301101000", "20260301102000"}));
  EXPECT_EQ(field.logger.unacknowledged(), 0U);
}

TEST(SimulatedLogger, SendsItsHistoryFirst) {
  LoggerProfile profile = waste_water();
  profile.edition = hj212::Edition::v2025;
  Field field(profile, hours(48));
  field.host.run(seconds(1), seconds(10));
  EXPECT_EQ(field.host.of(2061).size(), 48U);
  EXPECT_EQ(field.host.of(2051).size(), 48U * 6);
  EXPECT_EQ(field.host.of(2031).size(), 2U);
  EXPECT_TRUE(field.host.of(2061).front().rf) << "2025 marks what is sent again or late";
  EXPECT_FALSE(field.host.of(2011).front().rf);
  EXPECT_FALSE(field.host.of(9015).empty()) << "2025 has a heartbeat";
}

TEST(SimulatedLogger, MeansOfAnHourLieBetweenItsExtremesAndAgreeWithItsMoments) {
  auto const factors = app::waste_water_factors();
  double sum = 0;
  for (int i = 0; i < 3'600; ++i) sum += value_at(factors[0], 42, start + seconds(i));
  double const mean = sum / 3'600;
  EXPECT_NEAR(mean, factors[0].base, factors[0].base * 0.6);
  for (int i = 0; i < 600; ++i) {
    base::Time const t = start + seconds(i);
    EXPECT_LT(std::abs(value_at(factors[0], 42, t + seconds(1)) - value_at(factors[0], 42, t)), factors[0].base * 0.2);
  }
}

TEST(SimulatedLogger, ObeysTheHost) {
  Field field(waste_water());
  field.host.run(seconds(1), seconds(60));  // all that is due of its own accord is sent
  auto const answers_to = [&](std::string const& command) {
    field.host.got.clear();
    field.logger.received(command, at(seconds(60)));
    field.host.listen(at(seconds(60)));
    std::string text;
    for (auto const& one : field.host.got) text += std::to_string(one.cn) + " " + one.cp + "\n";
    return text;
  };
  EXPECT_EQ(answers_to(field.command(1062, "RtdInterval=60")), "9011 QnRtn=1\n9012 ExeRtn=1\n");
  EXPECT_EQ(field.logger.profile().rtd_interval_s, 60);
  EXPECT_EQ(answers_to(field.command(1061, "")), "9011 QnRtn=1\n1061 RtdInterval=60\n9012 ExeRtn=1\n");
  EXPECT_EQ(answers_to(field.command(1062, "RtdInterval=5")), "9011 QnRtn=1\n9012 ExeRtn=3\n");
  EXPECT_EQ(answers_to(field.command(1000, "OverTime=5;ReCount=2")), "9011 QnRtn=1\n9012 ExeRtn=1\n");
  EXPECT_EQ(answers_to(field.command(1061, "", "wrong!")), "9011 QnRtn=3\n");
  EXPECT_EQ(answers_to(field.command(1999, "")), "9011 QnRtn=8\n");
  EXPECT_EQ(answers_to(field.command(2012, "")), "9013 \n");
  std::string const history = answers_to(field.command(2061, "BeginTime=20260228000000;EndTime=20260228020000"));
  EXPECT_THAT(history, StartsWith("9011 QnRtn=1\n2061 DataTime=20260228000000;"));
  EXPECT_THAT(history, HasSubstr("\n2061 DataTime=20260228020000;"));
  EXPECT_THAT(history, testing::EndsWith("\n9012 ExeRtn=1\n"));
  std::string const future = "BeginTime=20270101000000;EndTime=20270101020000";
  EXPECT_THAT(answers_to(field.command(2061, future)), HasSubstr("ExeRtn=100"));
  EXPECT_EQ(answers_to("##0012nonsense&&&&0000\r\n"), "");
  EXPECT_EQ(field.logger.tally().commands, 9U);
}

TEST(SimulatedLogger, SetsItsClockUnlessThatIsItsFault) {
  Field right(waste_water()), wrong(waste_water({"clock-off"}));
  for (Field* field : {&right, &wrong}) {
    field->logger.received(field->command(1012, "SystemTime=20260301110005"), at({}));
    field->host.got.clear();
    field->host.run(seconds(1), seconds(40));
  }
  EXPECT_THAT(right.host.of(2011).at(0).data_time, StartsWith("2026030111"));
  EXPECT_THAT(wrong.host.of(2011).at(0).data_time, StartsWith("202603010953")) << "seven minutes behind";
}

struct Faulty : testing::Test {
  std::vector<Host::Got> heard(std::vector<std::string> faults, base::Duration how_long = hours(2)) {
    field = std::make_unique<Field>(waste_water(std::move(faults)));
    field->host.run(seconds(1), how_long);
    return field->host.got;
  }
  std::uint64_t made(std::string const& fault) {
    auto const& all = field->logger.tally().faults_made;
    return all.count(fault) != 0 ? all.at(fault) : 0;
  }
  std::unique_ptr<Field> field;
};
std::size_t count(std::vector<Host::Got> const& got, std::function<bool(Host::Got const&)> const& is) {
  return static_cast<std::size_t>(std::count_if(got.begin(), got.end(), is));
}

TEST_F(Faulty, WrongChecksumsAreSentAgainRight) {
  auto const got = heard({"wrong-crc"});
  EXPECT_GT(made("wrong-crc"), 0U);
  EXPECT_EQ(count(got, [](auto const& one) { return !one.crc_ok; }), made("wrong-crc"));
  EXPECT_EQ(field->logger.tally().resent, made("wrong-crc"));
  EXPECT_EQ(field->logger.unacknowledged(), 0U);
}

TEST_F(Faulty, WrongLengthsLieInTheDigitsOnly) {
  auto const got = heard({"wrong-length"});
  EXPECT_GT(made("wrong-length"), 0U);
  EXPECT_EQ(count(got, [](auto const& one) { return !one.length_ok; }), made("wrong-length"));
}

TEST_F(Faulty, ModbusChecksumsAreOnEveryFrame) {
  auto const got = heard({"modbus-crc"}, minutes(5));
  EXPECT_FALSE(got.empty());
  for (auto const& one : got) EXPECT_EQ(one.crc_kind, hj212::CrcKind::modbus);
}

TEST_F(Faulty, DoubledFramesComeTwice) {
  auto const got = heard({"doubled"});
  std::map<std::string, int> times;
  for (auto const& one : got) ++times[one.bytes];
  EXPECT_GT(made("doubled"), 0U);
  auto const twice = std::count_if(times.begin(), times.end(), [](auto const& one) { return one.second == 2; });
  EXPECT_EQ(static_cast<std::uint64_t>(twice), made("doubled"));
}

TEST_F(Faulty, StuckFramesAreStillFound) {
  auto const got = heard({"stuck"});
  EXPECT_GT(made("stuck"), 0U);
  for (auto const& one : got) EXPECT_TRUE(one.crc_ok) << one.bytes;
}

TEST_F(Faulty, SplitFramesCarryTheirNumbers) {
  auto const got = heard({"split"});
  std::size_t const parts = count(got, [](auto const& one) { return one.parts > 1; });
  EXPECT_GT(made("split"), 0U);
  EXPECT_GT(parts, made("split"));
  for (auto const& one : got) EXPECT_LE(one.segment.size(), 1024U);
}

TEST_F(Faulty, LateDataComeLaterThanTheyAreDue) {
  auto const got = heard({"late"}, hours(4));
  EXPECT_GT(made("late"), 0U);
  std::size_t disordered = 0;
  std::string newest;
  for (auto const& one : got) {
    if (one.cn != 2051) continue;
    if (one.data_time < newest) ++disordered;
    newest = std::max(newest, one.data_time);
  }
  EXPECT_GT(disordered, 0U);
  EXPECT_GE(count(got, [](auto const& one) { return one.cn == 2051; }), 20U) << "late, not lost";
}

TEST_F(Faulty, SilenceIsAHoleInRealTimeButNotInStatistics) {
  auto const got = heard({"silence"}, hours(2) + minutes(2));
  EXPECT_EQ(count(got, [](auto const& one) { return one.cn == 2011 && one.data_time.substr(10, 2) == "30"; }), 0U);
  EXPECT_EQ(count(got, [](auto const& one) { return one.cn == 2051; }), 12U);
}

TEST_F(Faulty, FrozenAndExceedingValuesAreToBeSeen) {
  std::set<std::string> ammonia;
  for (auto const& one : heard({"frozen"}, minutes(20))) {
    if (one.cn != 2011) continue;
    ammonia.insert(one.cp.substr(one.cp.find("w21003-Rtd"), 17));
  }
  EXPECT_THAT(ammonia, testing::ElementsAre("w21003-Rtd=2.100,"));
  double highest = 0;
  for (auto const& one : heard({"exceedance"}, hours(6))) {
    std::size_t const from = one.cp.find("w01018-Rtd=");
    if (from == std::string::npos) continue;
    std::string const text = one.cp.substr(from + 11, one.cp.find(',', from) - from - 11);
    highest = std::max(highest, base::parse_number(text).value());
  }
  EXPECT_GT(highest, 60.0);
}

TEST_F(Faulty, EncryptedFramesOpenWithTheKeyOnly) {
  LoggerProfile profile = waste_water({"sm4"});
  profile.edition = hj212::Edition::v2025;
  Field sealed(profile);
  sealed.host.answers = false;
  sealed.host.run(seconds(1), seconds(35));
  std::size_t opened = 0;
  for (auto const& one : sealed.host.got) {
    if (one.cn != 2011) continue;
    EXPECT_FALSE(one.crc_ok) << "the CRC is of the plain text";
    auto const plain = hj212::decrypt_segment(one.segment, profile.sm4_key);
    ASSERT_TRUE(plain);
    EXPECT_THAT(*plain, HasSubstr("w01018-Rtd="));
    ++opened;
  }
  EXPECT_GT(opened, 0U);
}

TEST(Faults, AreCheckedByName) {
  EXPECT_TRUE(app::check_faults({"late", "sm4"}));
  auto const wrong = app::check_faults({"lazy"});
  ASSERT_FALSE(wrong);
  EXPECT_THAT(to_string(wrong.error()), HasSubstr("wrong-crc"));
}

}  // namespace
