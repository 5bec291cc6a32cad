// What does an idle connection cost? Opens many connections to a listening port, speaks one frame on each if asked,
// and reports the resident memory of the server process before and after.
//   connections_bench --connections 10000                       a forked server of net alone
//   connections_bench --to 127.0.0.1:9212 --pid 1234            a running server
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>
#include <vector>

#include "hj212/hj212.hpp"
#include "net/net.hpp"

namespace {

constexpr int connections_per_source = 20'000;  // of about 28,000 ephemeral ports of one source address
constexpr auto settle_pause = std::chrono::milliseconds(1'500);

void raise_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Resident bytes of a process; 0 if it cannot be read.
std::size_t resident_bytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::size_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

struct Server {
  pid_t pid = 0;
  net::Endpoint at;
};

/// A conversation as small as one that reads HJ 212.
class Listening final : public net::Conversation {
 public:
  void received(std::string_view bytes, base::Time) override { finder_.feed(bytes); }

 private:
  hj212::Finder finder_;
};

Server forked_server() {
  std::array<int, 2> ports{};
  if (::pipe(ports.data()) != 0) throw base::Failure("no pipe");
  pid_t const pid = ::fork();
  if (pid == 0) {
    net::Loop loop;
    net::Limits limits;
    limits.connections_max = limits.connections_per_peer_max = 1'000'000;
    int const port = loop.listen("bench", {}, limits, [](net::Link&) { return std::make_unique<Listening>(); }).port;
    if (::write(ports[1], &port, sizeof port) != sizeof port) ::_exit(1);
    loop.run();
    ::_exit(0);
  }
  Server server{pid, {}};
  if (::read(ports[0], &server.at.port, sizeof server.at.port) != sizeof server.at.port) {
    throw base::Failure("the forked server did not start");
  }
  return server;
}

int opened(net::Endpoint const& to, int number) {
  int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (socket < 0) return -1;
  sockaddr_in from{};
  from.sin_family = AF_INET;
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + static_cast<std::uint32_t>(number / connections_per_source));
  int const late = 1;  // the port is chosen at connect(), by the whole four-tuple
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &late, sizeof late);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(to.port));
  ::inet_pton(AF_INET, to.host.c_str(), &at.sin_addr);
  bool const done = ::bind(socket, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0 &&
                    ::connect(socket, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  if (done) return socket;
  ::close(socket);
  return -1;
}

struct Options {
  std::string to, greeting;
  pid_t pid = 0;
  int connections = 10'000;
};

int measure(Options const& options) {
  raise_descriptors();
  Server server;
  bool const own = options.to.empty();
  if (own) {
    server = forked_server();
  } else {
    auto const at = net::parse_endpoint(options.to);
    if (!at) throw base::Failure(base::to_string(at.error()));
    server = {options.pid, *at};
  }
  std::vector<int> sockets;
  // One round warms what is allocated once.
  sockets.push_back(opened(server.at, 0));
  std::this_thread::sleep_for(settle_pause);
  std::size_t const before = resident_bytes(server.pid);
  for (int i = 1; i < options.connections; ++i) {
    int const socket = opened(server.at, i);
    if (socket < 0) break;
    sockets.push_back(socket);
    if (options.greeting.empty()) continue;
    std::string const frame = hj212::frame_of(options.greeting);
    if (::send(socket, frame.data(), frame.size(), MSG_NOSIGNAL) < 0) std::perror("send");
  }
  std::this_thread::sleep_for(settle_pause);
  std::size_t const after = resident_bytes(server.pid);
  auto const added = static_cast<double>(std::max<std::size_t>(sockets.size() - 1, 1));
  auto const mib = [](std::size_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
  std::printf("{\"connections\": %zu, \"rss_before_mib\": %.1f, \"rss_after_mib\": %.1f, ", sockets.size(), mib(before),
              mib(after));
  std::printf("\"bytes_per_connection\": %.0f}\n", static_cast<double>(after - before) / added);
  for (int const socket : sockets) ::close(socket);
  if (own) {
    ::kill(server.pid, SIGTERM);
    ::waitpid(server.pid, nullptr, 0);
  }
  bool const all = sockets.size() == static_cast<std::size_t>(options.connections);
  if (!all) std::cerr << "only " << sockets.size() << " connections could be opened: raise the limit of open files\n";
  return all ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("memory of idle connections");
  app.add_option("--to", options.to, "HOST:PORT of a running server; without it one is forked");
  app.add_option("--pid", options.pid, "its process");
  app.add_option("--connections", options.connections);
  app.add_option("--greeting", options.greeting, "an HJ 212 segment each connection sends first");
  CLI11_PARSE(app, argc, argv);
  try {
    return measure(options);
  } catch (std::exception const& failure) {
    std::cerr << failure.what() << '\n';
    return 3;
  }
}
