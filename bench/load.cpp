// How many frames a second does a gateway take in, and how soon does it acknowledge? One thread, epoll, frames built
// by patching digits: cheap enough not to be what is measured (see --self).
//   load --to 127.0.0.1:9212 --connections 1000 --window 32 --seconds 60 [--rate 60000]
//   load --self                  against a forked sink that only reads and acknowledges
//   load --print-mns             the MNs it speaks for, to register them
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <vector>

#include "hj212/hj212.hpp"
#include "net/net.hpp"

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t factors_per_frame = 8;
constexpr std::size_t bucket_us = 50, buckets_max = 200'000;   // up to 10 s
constexpr auto drain_max = std::chrono::seconds(10);
constexpr int events_max = 512;
constexpr std::size_t write_bytes_max = 64 << 10;

struct Options {
  std::string to = "127.0.0.1:9212", mn_prefix = "LOAD", password = "123456";
  int connections = 1'000;
  std::size_t window = 16, burst = 1;
  double seconds = 10, warmup = 2, rate = 0;
  std::int64_t data_step_ms = 1'000;   // distance of DataTime between frames of one logger
  bool self = false, print_mns = false;
};

std::string mn_of(Options const& options, int number) {
  std::string const digits = std::to_string(number);
  std::size_t const width = 24;
  std::size_t const used = options.mn_prefix.size() + digits.size();
  return options.mn_prefix + std::string(used < width ? width - used : 0, '0') + digits;
}

void put_digits(char* at, std::uint64_t value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// A frame's text with the places of what differs from frame to frame.
class Template {
 public:
  Template(std::string const& mn, std::string const& password, base::Time from)
      : time_(from), noise_(std::hash<std::string>{}(mn)) {
    std::string segment = "QN=20260101000000000;ST=32;CN=2011;PW=" + password + ";MN=" + mn +
                          ";Flag=5;CP=&&DataTime=20260101000000";
    constexpr std::array<char const*, factors_per_frame> codes{"w01018", "w21003", "w21011", "w21001",
                                                               "w01001", "w00000", "w01012", "w20122"};
    for (char const* code : codes) {
      segment += std::string(";") + code + "-Rtd=";
      values_.push_back({segment.size() + 6, 100'000 + next_noise() % 800'000});
      segment += std::string("100.000,") + code + "-Flag=N";
    }
    bytes_ = hj212::frame_of(segment + "&&");
  }

  /// The next frame; valid until the next call.
  std::string_view next(std::int64_t step_ms) {
    time_ = time_ + base::Duration(step_ms);
    sent_at_ = std::max(sent_at_ + base::Duration(1), net::system_now());   // a QN is sent once
    std::memcpy(bytes_.data() + 9, hj212::qn_of(sent_at_).data(), 17);      // "##0123QN="
    std::memcpy(bytes_.data() + values_.front().at - 12 - 14, hj212::qn_of(time_).data(), 14);   // before ";w01018-Rtd="
    for (Value& value : values_) {
      value.thousandths = 100'000 + (value.thousandths - 100'000 + 800'000 + next_noise() % (2 * step_max + 1) - step_max) % 800'000;
      put_digits(bytes_.data() + value.at, value.thousandths / 1'000, 3);
      put_digits(bytes_.data() + value.at + 4, value.thousandths % 1'000, 3);
    }
    std::size_t const end = bytes_.size() - 6;
    std::uint16_t const crc = hj212::crc(std::string_view(bytes_).substr(6, end - 6));
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (unsigned i = 0; i < 4; ++i) bytes_[end + i] = hex[(crc >> (12U - 4U * i)) & 15U];
    return bytes_;
  }
  std::string_view qn() const { return std::string_view(bytes_).substr(9, 17); }

 private:
  /// A measured value wanders: each logger's own way, its last digits noise.
  struct Value { std::size_t at; std::uint64_t thousandths; };
  static constexpr std::uint64_t step_max = 2'000;
  std::uint64_t next_noise() {
    noise_ = noise_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return noise_ >> 33U;
  }

  std::string bytes_;
  std::vector<Value> values_;
  base::Time time_, sent_at_;
  std::uint64_t noise_;
};

struct Sent {
  Steady::time_point at;
  std::array<char, 17> qn{};
};

struct Logger {
  int socket = -1;
  Template frames;
  std::string unsent, partial;          // bytes the socket did not take; the beginning of an answer
  std::vector<Sent> ring;               // [first, first + in_flight)
  std::size_t first = 0, in_flight = 0;
};

struct Figures {
  std::uint64_t sent = 0, acknowledged = 0, counted = 0, disordered = 0, other = 0, closed = 0;
  std::vector<std::uint32_t> latencies = std::vector<std::uint32_t>(buckets_max);

  double percentile_ms(double share) const {
    auto const target = static_cast<std::uint64_t>(share * static_cast<double>(counted));
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < latencies.size(); ++i) {
      sum += latencies[i];
      if (sum > target) return static_cast<double>((i + 1) * bucket_us) / 1'000.0;
    }
    return 0;
  }
};

class Load {
 public:
  Load(Options const& options, net::Endpoint const& to) : options_(options), to_(to), epoll_(::epoll_create1(0)) {}
  int run();

 private:
  void connect_all();
  void fill(Logger& logger, std::size_t frames_max);
  void write_out(Logger& logger);
  void hear(Logger& logger);
  void take_answer(Logger& logger, std::string_view line);
  void turn();
  void report(double seconds) const;

  Options options_;
  net::Endpoint to_;
  int epoll_;
  std::vector<Logger> loggers_;
  std::vector<char> buffer_ = std::vector<char>(256 << 10);
  Figures figures_;
  Steady::time_point began_ = Steady::now(), counted_from_;
  std::uint64_t paced_ = 0;              // frames sent under --rate
  std::size_t cursor_ = 0;
  bool sending_ = true, counting_ = false;
};

void Load::connect_all() {
  base::Time const from = net::system_now();
  for (int i = 0; i < options_.connections; ++i) {
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(to_.port));
    ::inet_pton(AF_INET, to_.host.c_str(), &at.sin_addr);
    if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) {
      throw base::Failure("connection " + std::to_string(i + 1) + " failed: " + std::strerror(errno));
    }
    int const on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    loggers_.push_back({socket, Template(mn_of(options_, i), options_.password, from), {}, {},
                        std::vector<Sent>(options_.window)});
  }
  for (std::size_t i = 0; i < loggers_.size(); ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, loggers_[i].socket, &event);
  }
}

void Load::fill(Logger& logger, std::size_t frames_max) {
  if (logger.socket < 0 || !sending_) return;
  auto const now = Steady::now();
  for (; frames_max > 0 && logger.in_flight < options_.window && logger.unsent.size() < write_bytes_max; --frames_max) {
    logger.unsent += logger.frames.next(options_.data_step_ms);
    Sent& sent = logger.ring[(logger.first + logger.in_flight++) % options_.window];
    sent.at = now;
    std::memcpy(sent.qn.data(), logger.frames.qn().data(), sent.qn.size());
    ++figures_.sent;
    ++paced_;
  }
  write_out(logger);
}

void Load::write_out(Logger& logger) {
  if (logger.unsent.empty()) return;
  auto const written = ::send(logger.socket, logger.unsent.data(), logger.unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (written > 0) logger.unsent.erase(0, static_cast<std::size_t>(written));
}

void Load::hear(Logger& logger) {
  auto const size = ::recv(logger.socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  if (size == 0 || (size < 0 && errno != EAGAIN)) {
    ::close(std::exchange(logger.socket, -1));
    ++figures_.closed;
    return;
  }
  if (size < 0) return;
  std::string_view bytes(buffer_.data(), static_cast<std::size_t>(size));
  if (!logger.partial.empty()) {
    std::size_t const end = bytes.find('\n');
    logger.partial += bytes.substr(0, end == bytes.npos ? bytes.size() : end + 1);
    if (end == bytes.npos) return;
    take_answer(logger, logger.partial);
    logger.partial.clear();
    bytes.remove_prefix(end + 1);
  }
  for (std::size_t end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n')) {
    take_answer(logger, bytes.substr(0, end + 1));
    bytes.remove_prefix(end + 1);
  }
  logger.partial = bytes;
}

void Load::take_answer(Logger& logger, std::string_view line) {
  bool const is_acknowledgement = line.find("CN=9014") != line.npos && line.size() > 26;
  if (!is_acknowledgement || logger.in_flight == 0) {
    ++figures_.other;
    return;
  }
  // Acknowledgements come in the order of the frames, or are looked for among those under way.
  std::size_t at = 0;
  while (at < logger.in_flight &&
         std::memcmp(logger.ring[(logger.first + at) % options_.window].qn.data(), line.data() + 9, 17) != 0) {
    ++at;
  }
  if (at == logger.in_flight) {
    ++figures_.other;
    return;
  }
  Sent& oldest = logger.ring[logger.first];
  Sent& found = logger.ring[(logger.first + at) % options_.window];
  if (at > 0) ++figures_.disordered;
  auto const waited = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - found.at).count();
  std::swap(oldest, found);
  logger.first = (logger.first + 1) % options_.window;
  --logger.in_flight;
  ++figures_.acknowledged;
  if (!counting_) return;
  ++figures_.counted;
  ++figures_.latencies[std::min(static_cast<std::size_t>(waited) / bucket_us, buckets_max - 1)];
}

void Load::turn() {
  std::array<epoll_event, events_max> events{};
  bool const paced = options_.rate > 0;
  int const count = ::epoll_wait(epoll_, events.data(), events_max, paced ? 1 : 10);
  for (int i = 0; i < count; ++i) {
    Logger& logger = loggers_[events[static_cast<std::size_t>(i)].data.u64];
    if (logger.socket >= 0) hear(logger);
    if (logger.socket >= 0 && !paced) fill(logger, options_.window);
  }
  double const elapsed = std::chrono::duration<double>(Steady::now() - began_).count();
  auto const allowed = static_cast<std::uint64_t>(elapsed * options_.rate);
  for (std::size_t tried = 0; tried < loggers_.size() && (!paced || paced_ < allowed); ++tried) {
    Logger& logger = loggers_[cursor_++ % loggers_.size()];
    if (paced) {
      fill(logger, options_.burst);
    } else if (!logger.unsent.empty() && logger.socket >= 0) {
      write_out(logger);
    }
  }
}

int Load::run() {
  connect_all();
  began_ = Steady::now();
  if (options_.rate <= 0) {
    for (Logger& logger : loggers_) fill(logger, options_.window);
  }
  auto const seconds = [](double count) {
    return std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(count));
  };
  auto const start = began_ + seconds(options_.warmup), end = start + seconds(options_.seconds);
  auto next_line = began_ + std::chrono::seconds(1);
  std::uint64_t last = 0;
  for (auto now = began_; now < end && figures_.closed < loggers_.size(); now = Steady::now()) {
    turn();
    if (!counting_ && now >= start) {
      counting_ = true;
      counted_from_ = now;
    }
    if (now < next_line) continue;
    next_line += std::chrono::seconds(1);
    std::cerr << figures_.acknowledged - std::exchange(last, figures_.acknowledged) << " acknowledged/s\n";
  }
  double const counted_seconds = std::chrono::duration<double>(Steady::now() - counted_from_).count();
  counting_ = sending_ = false;
  auto const under_way = [&] {
    return std::any_of(loggers_.begin(), loggers_.end(),
                       [](Logger const& logger) { return logger.socket >= 0 && logger.in_flight > 0; });
  };
  for (auto const until = Steady::now() + drain_max; under_way() && Steady::now() < until;) turn();
  report(counted_seconds);
  for (Logger const& logger : loggers_) ::close(logger.socket);
  return figures_.acknowledged == figures_.sent ? 0 : 1;
}

void Load::report(double seconds) const {
  std::printf("{\"connections\": %d, \"window\": %zu, \"seconds\": %.1f, \"frames_per_s\": %.0f, \"sent\": %llu, "
              "\"acknowledged\": %llu, \"disordered\": %llu, \"other_answers\": %llu, \"closed\": %llu, "
              "\"ack_ms\": {\"p50\": %.2f, \"p90\": %.2f, \"p99\": %.2f, \"p999\": %.2f}}\n",
              options_.connections, options_.window, seconds, static_cast<double>(figures_.counted) / seconds,
              static_cast<unsigned long long>(figures_.sent), static_cast<unsigned long long>(figures_.acknowledged),
              static_cast<unsigned long long>(figures_.disordered), static_cast<unsigned long long>(figures_.other),
              static_cast<unsigned long long>(figures_.closed), figures_.percentile_ms(0.5),
              figures_.percentile_ms(0.9), figures_.percentile_ms(0.99), figures_.percentile_ms(0.999));
}

/// Reads and acknowledges, stores nothing.
class Sink final : public net::Conversation {
 public:
  explicit Sink(net::Link& link) : link_(link) {}
  void received(std::string_view bytes, base::Time) override {
    finder_.feed(bytes);
    std::string answers;
    while (auto const found = finder_.next()) {
      if (!found->is_frame || !found->frame.crc_ok) continue;
      hj212::parse(found->frame.segment, message_);
      answers += hj212::data_answer(hj212::Edition::v2017, message_);
    }
    if (!answers.empty()) link_.send(std::move(answers));
  }

 private:
  net::Link& link_;
  hj212::Finder finder_;
  hj212::Message message_;
};

int against_itself(Options const& options) {
  std::array<int, 2> ports{};
  if (::pipe(ports.data()) != 0) throw base::Failure("no pipe");
  pid_t const sink = ::fork();
  if (sink == 0) {
    net::Loop loop;
    int const port = loop.listen("sink", {}, {}, [](net::Link& link) { return std::make_unique<Sink>(link); }).port;
    if (::write(ports[1], &port, sizeof port) != sizeof port) ::_exit(1);
    loop.run();
    ::_exit(0);
  }
  net::Endpoint at;
  if (::read(ports[0], &at.port, sizeof at.port) != sizeof at.port) throw base::Failure("the sink did not start");
  int const result = Load(options, at).run();
  ::kill(sink, SIGTERM);
  rusage used{};
  ::wait4(sink, nullptr, 0, &used);
  rusage own{};
  ::getrusage(RUSAGE_SELF, &own);
  auto const cpu = [](rusage const& u) {
    return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
  };
  std::fprintf(stderr, "processor seconds: load %.1f, sink %.1f\n", cpu(own), cpu(used));
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("load on an HJ 212 gateway");
  app.add_option("--to", options.to, "HOST:PORT, the host as digits");
  app.add_option("--connections", options.connections);
  app.add_option("--window", options.window, "frames of one connection not yet acknowledged");
  app.add_option("--seconds", options.seconds);
  app.add_option("--warmup", options.warmup, "seconds before counting begins");
  app.add_option("--rate", options.rate, "frames/s in all; 0 = as fast as acknowledged");
  app.add_option("--burst", options.burst, "with --rate: frames a connection sends at once");
  app.add_option("--mn-prefix", options.mn_prefix);
  app.add_option("--password", options.password);
  app.add_flag("--self", options.self, "against a forked sink that stores nothing");
  app.add_flag("--print-mns", options.print_mns, "print the MNs and end");
  CLI11_PARSE(app, argc, argv);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  try {
    for (int i = 0; options.print_mns && i < options.connections; ++i) std::cout << mn_of(options, i) << '\n';
    if (options.print_mns) return 0;
    if (options.self) return against_itself(options);
    auto const to = net::parse_endpoint(options.to);
    if (!to) throw base::Failure(base::to_string(to.error()));
    return Load(options, *to).run();
  } catch (std::exception const& failure) {
    std::cerr << failure.what() << '\n';
    return 3;
  }
}
