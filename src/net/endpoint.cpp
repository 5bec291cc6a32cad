// Addresses as text, and the system clock.
#include "net/endpoint.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <chrono>

namespace net {
namespace {

constexpr std::int64_t port_max = 65'535;

base::Problem bad_endpoint(std::string_view text, std::string_view why) {
  return base::Problem("bad_endpoint", "\"" + base::printable(text) + "\" is no address: " + std::string(why), "",
                       "Write HOST:PORT, for example 127.0.0.1:9212 or [::1]:9212.");
}

}  // namespace

base::Result<Endpoint> parse_endpoint(std::string_view text) {
  std::string_view const trimmed = base::trim(text);
  std::size_t const colon = trimmed.rfind(':');
  if (colon == std::string_view::npos) return bad_endpoint(text, "the port is missing");
  std::string_view host = trimmed.substr(0, colon);
  if (!host.empty() && host.front() == '[') {
    if (host.size() < 3 || host.back() != ']') return bad_endpoint(text, "the bracket is not closed");
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return bad_endpoint(text, "an IPv6 address needs brackets");
  }
  auto const port = base::parse_integer(trimmed.substr(colon + 1));
  if (!port || *port < 0 || *port > port_max) return bad_endpoint(text, "the port is not a number from 0 to 65535");
  Endpoint endpoint;
  if (!host.empty()) endpoint.host = std::string(host);
  endpoint.port = static_cast<int>(*port);
  return endpoint;
}

std::string to_string(Endpoint const& endpoint) {
  bool const is_v6 = endpoint.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::string numeric_host(Endpoint const& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::array<char, NI_MAXHOST> text{};
  bool const known = ::getaddrinfo(endpoint.host.c_str(), nullptr, &hints, &found) == 0 &&
                     ::getnameinfo(found->ai_addr, found->ai_addrlen, text.data(), text.size(), nullptr, 0,
                                   NI_NUMERICHOST) == 0;
  if (found != nullptr) ::freeaddrinfo(found);
  if (known) return text.data();
  throw base::Failure("cannot listen on " + to_string(endpoint) + ": the host \"" + base::printable(endpoint.host) +
                      "\" is unknown here; write one of this machine's addresses");
}

void refuse_listening(std::string const& name, Endpoint const& at, std::string const& reason, bool taken) {
  std::string const mend = taken ? "another program holds the port: stop it or choose another port"
                                 : "choose another address or port";
  throw base::Failure("cannot listen on " + to_string(at) + " for " + name + ": " + reason + "; " + mend);
}

base::Time system_now() {
  auto const since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

}  // namespace net
