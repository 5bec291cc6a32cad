#include "net/net.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace {

using testing::HasSubstr;

/// A plain blocking client; it gives up after ten seconds so that a broken loop fails instead of hanging.
class Client {
 public:
  explicit Client(int port) : Client() { dial(port); }
  Client() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    timeval const patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  ~Client() { hang_up(); }

  bool dial(int port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  std::string read(std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t have = 0;
    while (have < size) {
      auto const got = ::recv(socket_, bytes.data() + have, size - have, 0);
      if (got <= 0) break;
      have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
  }
  std::string read_to_end() {
    std::string bytes;
    for (std::string piece = read(4096); !piece.empty(); piece = read(4096)) bytes += piece;
    return bytes;
  }
  bool is_ended() {
    char byte = 0;
    auto const got = ::recv(socket_, &byte, 1, 0);
    return got == 0 || (got < 0 && errno == ECONNRESET);
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }
  void hang_up() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  void slam() {
    linger const now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    hang_up();
  }

 private:
  int socket_ = -1;
};

/// A loop on its own thread for the length of a test.
struct Running {
  net::Loop loop;
  std::thread thread;
  void start() { thread = std::thread([this] { loop.run(); }); }
  void stop() {
    loop.stop();
    if (thread.joinable()) thread.join();
  }
  ~Running() { stop(); }
  net::Loop::Counts counts(std::string const& name = "door") { return loop.counts()[name]; }
  /// Waits until the counters say so; the patience is of turns of the loop, not of time.
  bool comes_true(std::function<bool(net::Loop::Counts const&)> const& what) {
    for (int turn = 0; turn < 200'000; ++turn) {
      if (what(counts())) return true;
      std::promise<void> turned;
      loop.post([&] { turned.set_value(); });
      turned.get_future().wait();
    }
    return false;
  }
};

struct Script {
  std::function<void(net::Link&)> opened;
  std::function<void(net::Link&, std::string_view)> received;
  std::function<void(net::Link&)> sent_all;
  std::function<void()> closed;
};
class Scripted final : public net::Conversation {
 public:
  Scripted(net::Link& link, Script script) : link_(link), script_(std::move(script)) {
    if (script_.opened) script_.opened(link_);
  }
  void received(std::string_view bytes, base::Time) override {
    if (script_.received) script_.received(link_, bytes);
  }
  void sent_all() override {
    if (script_.sent_all) script_.sent_all(link_);
  }
  void closed() override {
    if (script_.closed) script_.closed();
  }

 private:
  net::Link& link_;
  Script script_;
};
net::Factory scripted(Script script) {
  return [script](net::Link& link) { return std::make_unique<Scripted>(link, script); };
}
void echo_back(net::Link& link, std::string_view bytes) { link.send(std::string(bytes)); }
net::Factory echo() { return scripted({.received = echo_back}); }

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i % 26);
  return bytes;
}

TEST(Endpoint, IsReadFromHostAndPort) {
  EXPECT_EQ(net::parse_endpoint("10.0.0.7:9212")->host, "10.0.0.7");
  EXPECT_EQ(net::parse_endpoint("10.0.0.7:9212")->port, 9212);
  EXPECT_EQ(net::parse_endpoint(":0")->host, "127.0.0.1");
  EXPECT_EQ(net::parse_endpoint("[::1]:80")->host, "::1");
  EXPECT_EQ(net::to_string(*net::parse_endpoint("[::1]:80")), "[::1]:80");
  for (auto const* wrong : {"", "9212", "host:", "host:x", "host:65536", "host:-1", "::1:80", "[::1:80", "[]:1"}) {
    EXPECT_FALSE(net::parse_endpoint(wrong)) << wrong;
  }
  EXPECT_THAT(to_string(net::parse_endpoint("9212").error()), HasSubstr("the port is missing"));
}

TEST(Listening, EchoesWhateverTheSplit) {
  Running running;
  int const port = running.loop.listen("door", {}, {}, echo()).port;
  running.start();
  Client client(port);
  std::string const sent = pattern(300);
  for (char const byte : sent) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.read(sent.size()), sent);
  std::string const large = pattern(3 << 20);
  std::thread sender([&] { client.send(large); });
  EXPECT_EQ(client.read(large.size()), large);
  sender.join();
  std::size_t const all = sent.size() + large.size();
  EXPECT_TRUE(running.comes_true([&](auto const& counts) { return counts.bytes_out == all; }));
  EXPECT_EQ(running.counts().bytes_in, all);
}

TEST(Listening, OnATakenPortSaysWhichAndWhatToDo) {
  net::Loop loop;
  net::Endpoint const taken = loop.listen("first", {}, {}, echo());
  try {
    loop.listen("second", taken, {}, echo());
    FAIL() << "two listeners got the same port";
  } catch (base::Failure const& failure) {
    EXPECT_THAT(failure.what(), HasSubstr(net::to_string(taken)));
    EXPECT_THAT(failure.what(), HasSubstr("second"));
    EXPECT_THAT(failure.what(), HasSubstr("choose another port"));
  }
  EXPECT_THROW(loop.listen("third", {"198.51.100.1", 0}, {}, echo()), base::Failure);
  EXPECT_THROW(loop.listen("fourth", {"no host", 0}, {}, echo()), base::Failure);
}

TEST(BackPressure, LeavesBytesInTheSocketUntilResumed) {
  Running running;
  std::string heard;  // loop thread only
  std::promise<net::ConnectionId> paused;
  auto const pausing = scripted({.received = [&](net::Link& link, std::string_view bytes) {
    heard += bytes;
    if (heard == "A") {
      link.pause_reading();
      paused.set_value(link.id());
    }
    link.send(std::string(bytes));
  }});
  int const port = running.loop.listen("door", {}, {}, pausing).port;
  int const other_port = running.loop.listen("other", {}, {}, echo()).port;
  running.start();
  Client client(port);
  client.send("A");
  net::ConnectionId const id = paused.get_future().get();
  EXPECT_EQ(client.read(1), "A");
  client.send("B");
  Client other(other_port);  // the loop works on for others meanwhile
  other.send("still here");
  EXPECT_EQ(other.read(10), "still here");
  std::promise<std::string> so_far;
  running.loop.post([&] { so_far.set_value(heard); });
  EXPECT_EQ(so_far.get_future().get(), "A");
  running.loop.resume_reading(id);
  EXPECT_EQ(client.read(1), "B");
}

TEST(Silence, ClosesAConnectionThatSendsNothing) {
  Running running;
  net::Limits limits;
  limits.silent_max = std::chrono::milliseconds(20);
  std::promise<void> closed;
  int const port = running.loop.listen("door", {}, limits, scripted({.closed = [&] { closed.set_value(); }})).port;
  running.start();
  Client client(port);
  EXPECT_TRUE(client.is_ended());
  closed.get_future().wait();
  EXPECT_EQ(running.counts().closed_by_reason["silent"], 1U);
}

TEST(Limits, RefuseConnectionsBeyondTheListenersAndThePeers) {
  Running running;
  net::Limits few;
  few.connections_max = 2;
  int const port = running.loop.listen("door", {}, few, echo()).port;
  net::Limits few_of_peer;
  few_of_peer.connections_per_peer_max = 1;
  int const peer_port = running.loop.listen("narrow", {}, few_of_peer, echo()).port;
  running.start();
  Client first(port), second(port), third(port);
  EXPECT_TRUE(third.is_ended());
  first.send("1");
  EXPECT_EQ(first.read(1), "1");
  EXPECT_EQ(running.counts().closed_by_reason["too_many"], 1U);
  second.hang_up();
  EXPECT_TRUE(running.comes_true([](auto const& counts) { return counts.open == 1; }));
  Client fourth(port);  // a place is free again
  fourth.send("4");
  EXPECT_EQ(fourth.read(1), "4");

  Client only(peer_port), too_many(peer_port);
  EXPECT_TRUE(too_many.is_ended());
  EXPECT_EQ(running.counts("narrow").closed_by_reason["too_many_of_peer"], 1U);
}

TEST(Output, OfAPeerThatDoesNotReadIsBounded) {
  Running running;
  net::Limits limits;
  limits.output_bytes_max = 64 << 10;
  int const port = running.loop.listen("door", {}, limits, scripted({.received = [](net::Link& link, auto) {
    for (int i = 0; i < 1'000; ++i) link.send(std::string(32 << 10, 'x'));
  }})).port;
  running.start();
  Client client(port);
  client.send("go");
  EXPECT_TRUE(running.comes_true([](auto counts) { return counts.closed_by_reason["output_full"] == 1; }));
}

TEST(Output, IsToldWhenAllIsSentAndContinuesFromThere) {
  Running running;
  std::atomic<int> left = 50;
  std::string const piece = pattern(100'000);
  int const port = running.loop.listen("door", {}, {}, scripted({
    .opened = [&](net::Link& link) { link.send(piece); },
    .sent_all = [&](net::Link& link) {
      EXPECT_EQ(link.unsent(), 0U);
      if (--left > 0) return link.send(piece);
      link.close_after_sending();
    }})).port;
  running.start();
  Client client(port);
  EXPECT_EQ(client.read_to_end().size(), 50 * piece.size());
}

TEST(Output, ArrivesWholeBeforeTheEndEvenIfThePeerStillTalks) {
  Running running;
  std::string const answer = pattern(2 << 20);
  int const port = running.loop.listen("door", {}, {}, scripted({.received = [&](net::Link& link, auto) {
    link.send(answer);
    link.close_after_sending();
  }})).port;
  running.start();
  Client client(port);
  client.send("ask");
  std::thread talker([&] { client.send(pattern(1 << 20)); });  // nobody wants it
  EXPECT_EQ(client.read(answer.size()), answer);
  talker.join();
  client.hang_up();
  EXPECT_TRUE(running.comes_true([](auto counts) { return counts.closed_by_reason["finished"] == 1; }));
}

TEST(Output, OwedToAPeerThatEndedItsSideIsStillDelivered) {
  Running running;
  std::string const sent = pattern(3 << 20);
  int const port = running.loop.listen("door", {}, {.output_bytes_max = 16 << 20}, echo()).port;
  running.start();
  Client client(port);
  std::thread sender([&] {
    client.send(sent);
    client.end_sending();
  });
  EXPECT_EQ(client.read_to_end(), sent);
  sender.join();
}

TEST(Output, ToAPeerThatWentAwayHarmsNobody) {
  Running running;
  std::promise<net::ConnectionId> opened;
  int const port = running.loop.listen("door", {}, {}, scripted({.opened = [&](net::Link& link) {
    link.pause_reading();  // so that only writing can notice
    opened.set_value(link.id());
  }})).port;
  running.start();
  Client client(port);
  net::ConnectionId const id = opened.get_future().get();
  client.slam();
  EXPECT_TRUE(running.comes_true([&](auto const& counts) {
    running.loop.send(id, "are you there?");
    return counts.open == 0;
  }));
  EXPECT_EQ(running.counts().closed_by_reason["peer"], 1U);
}

TEST(Sending, FromManyThreadsKeepsEachThreadsOrder) {
  Running running;
  constexpr std::size_t threads = 4, sends = 2'000;
  std::promise<net::ConnectionId> opened;
  int const port = running.loop.listen("door", {}, {}, scripted({.opened = [&](net::Link& link) {
    opened.set_value(link.id());
  }})).port;
  running.start();
  Client client(port);
  net::ConnectionId const id = opened.get_future().get();
  std::vector<std::thread> senders;
  for (std::size_t who = 0; who < threads; ++who) {
    senders.emplace_back([&, who] {
      for (std::size_t i = 0; i < sends; ++i) {
        std::string const message{static_cast<char>(who), static_cast<char>(i / 100), static_cast<char>(i % 100)};
        running.loop.send(id, message);
      }
    });
  }
  std::string const all = client.read(threads * sends * 3);
  for (std::thread& sender : senders) sender.join();
  ASSERT_EQ(all.size(), threads * sends * 3);
  std::vector<std::size_t> next(threads, 0);
  for (std::size_t at = 0; at < all.size(); at += 3) {
    auto const who = static_cast<std::size_t>(all[at]);
    auto const number = static_cast<std::size_t>(all[at + 1]) * 100 + static_cast<std::size_t>(all[at + 2]);
    ASSERT_EQ(number, next.at(who)++);
  }
  running.loop.send(net::ConnectionId{987'654}, "nobody");  // is dropped
  running.loop.close(id, "enough");
  EXPECT_TRUE(client.is_ended());
  EXPECT_TRUE(running.comes_true([](auto counts) { return counts.closed_by_reason["enough"] == 1; }));
}

TEST(ManyConnections, AreServedAndAllAreTold) {
  Running running;
  std::atomic<int> closed = 0;
  auto const counting = scripted({.received = echo_back, .closed = [&] { ++closed; }});
  int const port = running.loop.listen("door", {}, {}, counting).port;
  running.start();
  std::vector<Client> clients;
  for (int i = 0; i < 300; ++i) clients.emplace_back(port);
  for (Client& client : clients) ASSERT_TRUE(client.send("hello"));
  for (Client& client : clients) ASSERT_EQ(client.read(5), "hello");
  EXPECT_EQ(running.counts().open, 300U);
  EXPECT_EQ(running.counts().accepted, 300U);
  for (std::size_t i = 0; i < 100; ++i) clients[i].hang_up();
  EXPECT_TRUE(running.comes_true([](auto counts) { return counts.closed_by_reason["peer"] == 100; }));
  running.stop();
  EXPECT_EQ(closed, 300);
  EXPECT_EQ(running.counts().closed_by_reason["stopped"], 200U);
  EXPECT_EQ(running.counts().open, 0U);
  EXPECT_TRUE(clients.back().is_ended());
}

TEST(Stopping, WhileClientsAndThreadsAreBusyEndsCleanly) {
  Running running;
  std::promise<net::ConnectionId> opened;
  std::atomic<bool> told = false;
  int const port = running.loop.listen("door", {}, {}, scripted({.opened = [&](net::Link& link) {
    if (!told.exchange(true)) opened.set_value(link.id());
  }, .received = echo_back})).port;
  running.start();
  Client client(port);
  net::ConnectionId const id = opened.get_future().get();
  std::atomic<bool> over = false;
  std::vector<std::thread> busy;
  busy.emplace_back([&] { while (!over) running.loop.send(id, "from outside"); });
  busy.emplace_back([&] { while (client.send(pattern(5'000))) {} });
  busy.emplace_back([&] { while (!client.read(5'000).empty()) {} });
  EXPECT_TRUE(running.comes_true([](auto const& counts) { return counts.bytes_out > 100'000; }));
  running.stop();
  over = true;
  for (std::thread& thread : busy) thread.join();
  running.loop.post([] { FAIL() << "nothing runs after the stop"; });
  EXPECT_EQ(running.counts().open, 0U);
}

TEST(Stopping, BeforeRunningMakesRunReturn) {
  net::Loop loop;
  loop.stop();
  loop.run();
}

TEST(Connecting, OutTalksToAListenerAndTellsOfFailure) {
  Running running;
  net::Endpoint const door = running.loop.listen("door", {}, {}, echo());
  net::Endpoint const nobody = [] {
    net::Loop gone;
    return gone.listen("gone", {}, {}, echo());
  }();
  std::promise<std::string> answer;
  std::promise<void> failed;
  running.start();
  running.loop.connect({"localhost", door.port}, scripted({.opened = [](net::Link& link) { link.send("ping"); },
    .received = [&](net::Link& link, std::string_view bytes) {
      answer.set_value(std::string(bytes) + " " + link.peer());
      link.close_now("had enough");
    }}));
  EXPECT_THAT(answer.get_future().get(), HasSubstr("ping "));
  running.loop.connect(nobody, scripted({.opened = [](net::Link& link) { link.send("ping"); },
                                         .closed = [&] { failed.set_value(); }}));
  failed.get_future().wait();
  EXPECT_EQ(running.counts("client").closed_by_reason["connect_failed"], 1U);
  EXPECT_EQ(running.counts("client").closed_by_reason["had enough"], 1U);
  EXPECT_EQ(running.counts("client").accepted, 1U);
}

TEST(Trouble, InOneConversationClosesOnlyThatConnection) {
  Running running;
  std::promise<std::string> told;
  auto const fragile = scripted({.received = [](net::Link& link, std::string_view bytes) {
    if (bytes == "bad") throw base::Bug("cannot cope");
    link.send(std::string(bytes));
  }});
  int const port = running.loop.listen("door", {}, {}, fragile).port;
  running.loop.on_trouble([&](std::string const& listener, std::string const& what) {
    told.set_value(listener + ": " + what);
  });
  running.start();
  Client good(port), bad(port);
  bad.send("bad");
  EXPECT_TRUE(bad.is_ended());
  EXPECT_EQ(told.get_future().get(), "door: cannot cope");
  good.send("good");
  EXPECT_EQ(good.read(4), "good");
  EXPECT_EQ(running.counts().closed_by_reason["internal_error"], 1U);
}

TEST(FileDescriptors, RunningOutPausesAcceptingAndRecovers) {
  Running running;
  int const port = running.loop.listen("door", {}, {}, echo()).port;
  running.start();
  Client before(port);
  before.send("1");
  ASSERT_EQ(before.read(1), "1");
  Client waiting;  // has its own descriptor already
  rlimit usual{};
  ::getrlimit(RLIMIT_NOFILE, &usual);
  int const next_free = ::dup(0);
  ::close(next_free);
  rlimit const none_left{static_cast<rlim_t>(next_free), usual.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_left), 0);
  ASSERT_TRUE(waiting.dial(port));
  waiting.send("2");
  bool const counted = running.comes_true([](auto counts) { return counts.closed_by_reason["not_accepted"] > 0; });
  before.send("3");
  std::string const still_served = before.read(1);
  ::setrlimit(RLIMIT_NOFILE, &usual);
  EXPECT_TRUE(counted);
  EXPECT_EQ(still_served, "3");
  EXPECT_EQ(waiting.read(1), "2");
}

TEST(Delays, RunInTheOrderTheyFallDue) {
  Running running;
  std::string order;
  std::promise<void> done;
  running.loop.after(std::chrono::milliseconds(40), [&] {
    order += "b";
    done.set_value();
  });
  running.loop.after(std::chrono::milliseconds(0), [&] { order += "a"; });
  running.start();
  done.get_future().wait();
  EXPECT_EQ(order, "ab");
}

}  // namespace
