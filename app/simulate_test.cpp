// Simulated and recorded loggers against a small host on loopback.
#include "simulate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <set>
#include <thread>

#include "replay.hpp"

namespace {

using testing::HasSubstr;

/// Acknowledges whatever it can read and counts it.
struct Host {
  net::Loop loop;
  net::Endpoint at;
  std::thread thread;
  std::atomic<int> frames = 0, bad = 0;
  int awaited = 0;
  std::atomic<bool> heard_enough = false;
  std::set<std::string> mns;  // loop thread; read after the end

  struct Answering final : net::Conversation {
    Host& host;
    net::Link& link;
    hj212::Finder finder;
    Answering(Host& host_, net::Link& link_) : host(host_), link(link_) {}
    void received(std::string_view bytes, base::Time) override {
      finder.feed(bytes);
      hj212::Message message;
      while (auto const found = finder.next()) {
        if (!found->is_frame) continue;
        hj212::parse(found->frame.segment, message);
        if (++host.frames == host.awaited) host.heard_enough = true;
        if (!found->frame.crc_ok) ++host.bad;
        host.mns.insert(std::string(message.head.mn));
        if (!found->frame.crc_ok) continue;
        auto const owed = hj212::answer_owed(hj212::Edition::v2017, message);
        if (owed == hj212::Answer::data_answer) link.send(hj212::data_answer(hj212::Edition::v2017, message));
        if (owed == hj212::Answer::notify_answer) link.send(hj212::notify_answer(hj212::Edition::v2017, message));
      }
    }
  };
  Host() {
    at = loop.listen("host", {}, {}, [this](net::Link& link) { return std::make_unique<Answering>(*this, link); });
    thread = std::thread([this] { loop.run(); });
  }
  void end() {
    loop.stop();
    if (thread.joinable()) thread.join();
  }
  ~Host() { end(); }
};

TEST(Simulation, OfTwelveLoggersIsHeardAndAcknowledged) {
  Host host;
  app::SimulateOptions options;
  options.to = host.at;
  options.history = std::chrono::hours(3);
  host.awaited = 12 * (1 + 3 + 18);  // a moment, hours, ten minutes
  auto const report = run_simulation(options, app::invented_profiles(12, {}, 1), host.heard_enough);
  EXPECT_EQ(report.connected, 12U);
  EXPECT_GE(report.tally.frames, 12U * (1 + 3 + 18));
  EXPECT_EQ(report.tally.resent, 0U);
  host.end();
  EXPECT_EQ(host.mns.size(), 12U);
  EXPECT_EQ(host.bad, 0);
  EXPECT_THAT(to_text(report), HasSubstr("12 of 12 loggers connected"));
}

TEST(Simulation, OfAHostThatIsNotThereSaysSo) {
  app::SimulateOptions options;
  {
    Host gone;
    options.to = gone.at;
  }
  options.duration = std::chrono::milliseconds(300);
  std::atomic<bool> const stop = false;
  auto const report = run_simulation(options, app::invented_profiles(2, {"late"}, 1), stop);
  EXPECT_EQ(report.connected, 0U);
  EXPECT_EQ(report.connections_failed, 2U);
  EXPECT_EQ(report.connections_made, 0U);
  options.duration = {};
  options.patience = std::chrono::milliseconds(300);
  EXPECT_EQ(run_simulation(options, app::invented_profiles(2, {}, 1), stop).connections_made, 0U) << "it ends by itself";
}

TEST(Profiles, SayWhatIsNeededToRegisterThem) {
  auto const profiles = app::invented_profiles(1, {"sm4"}, 1);
  EXPECT_EQ(to_text(profiles.at(0)), R"({"mn":"SIM000000000000000000001","password":"123456","edition":"2025","sm4_key":")" + profiles[0].sm4_key +
                                         R"(","st":"32","factors":["w01018","w21003","w21011","w21001","w01001","w00000"],"faults":["sm4"]})");
  EXPECT_THAT(to_text(app::invented_profiles(1, {"late"}, 1).at(0)), HasSubstr(R"("sm4_key":"")")) << "it does not encrypt";
}

TEST(Profiles, AreInventedForEveryMediumAndSaySo) {
  auto const profiles = app::invented_profiles(30, {"late", "sm4"}, 1);
  std::set<std::string> mns, sts, faults;
  for (auto const& profile : profiles) {
    EXPECT_THAT(profile.mn, testing::StartsWith("SIM"));
    EXPECT_EQ(profile.mn.size(), profile.edition == hj212::Edition::v2005 ? 14U : 24U);
    mns.insert(profile.mn);
    sts.insert(profile.st);
    faults.insert(profile.faults.at(0));
    if (profile.faults[0] == "sm4") {
      EXPECT_EQ(profile.edition, hj212::Edition::v2025);
    }
  }
  EXPECT_EQ(mns.size(), 30U);
  EXPECT_THAT(sts, testing::ElementsAre("22", "31", "32"));
  EXPECT_THAT(faults, testing::ElementsAre("late", "sm4"));
}

struct Replay : testing::Test {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "replay_frames.txt";
  std::string frame(int number) {
    std::string const head = "QN=2026030110000" + std::to_string(1000 + number).substr(1) + ";ST=32;CN=2011;PW=123456";
    return hj212::frame_of(head + ";MN=SIM" + std::to_string(number % 3) +
                           ";Flag=5;CP=&&DataTime=20260301100000;w01018-Rtd=1.0&&");
  }
  void write(std::string const& text) { std::ofstream(path, std::ios::binary) << text; }
  ~Replay() override { std::filesystem::remove(path); }
};

TEST_F(Replay, SendsEveryFrameAndCountsTheAnswers) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += frame(i);
  write(text + "##0012 not a frame\r\n");
  Host host;
  app::ReplayOptions options;
  options.file = path;
  options.to = host.at;
  options.connections = 2;
  std::atomic<bool> const stop = false;
  auto const frames = app::read_frames(path);
  ASSERT_TRUE(frames) << to_string(frames.error());
  auto const report = replay(options, *frames, stop);
  EXPECT_EQ(report.sent, 501U);
  EXPECT_EQ(report.answers_due, 500U);
  EXPECT_EQ(report.acknowledged, 500U);
  EXPECT_EQ(report.connections_lost, 0U);
  EXPECT_THAT(to_text(report), HasSubstr("501 of 501 frames sent"));
}

TEST_F(Replay, EndsWhenTheGatewayIsNotThere) {
  app::ReplayOptions options;
  {
    Host gone;
    options.to = gone.at;
  }
  options.patience = std::chrono::milliseconds(300);
  std::atomic<bool> const stop = false;
  auto const report = replay(options, {frame(1)}, stop);
  EXPECT_EQ(report.connections_made, 0U);
  EXPECT_EQ(report.sent, 0U) << "what was given to a connection that failed is not sent";
}

TEST_F(Replay, ReadsTablesAndGzip) {
  write("source\tframe\tcrc_ok\nlog\t##0001A\t1\nlog\t##0002B\t0\n");
  EXPECT_THAT(*app::read_frames(path), testing::ElementsAre("##0001A", "##0002B"));
  gzFile const packed = gzopen(path.c_str(), "wb");
  gzputs(packed, "##0001A\r\n\r\n##0002B\r\n");
  gzclose(packed);
  EXPECT_THAT(*app::read_frames(path), testing::ElementsAre("##0001A", "##0002B"));
}

TEST_F(Replay, SaysWhatIsWrongWithAFile) {
  write("a,b,c\n1,2,3\n");
  EXPECT_THAT(to_string(app::read_frames(path).error()), HasSubstr("neither a frame"));
  EXPECT_THAT(to_string(app::read_frames(path / "none").error()), HasSubstr("cannot be opened"));
  write("\r\n\r\n");
  EXPECT_EQ(app::read_frames(path).error().code, "no_frames");
}

}  // namespace
