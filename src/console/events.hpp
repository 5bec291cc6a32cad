#pragma once
// Server-sent events: one hub, a bounded queue a listener. Who listens is looked at again from time to time, so that
// a stream ends with its session.
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/http.hpp"
#include "identity/identity.hpp"

namespace console {

class EventHub {
 public:
  using Audience = std::function<bool(identity::Person const&)>;

  EventHub(std::size_t waiting_max, std::size_t listeners_max) : waiting_max_(waiting_max), listeners_max_(listeners_max) {}
  /// Nothing when there are too many listeners. `token` is the session's.
  std::shared_ptr<http::Stream> listen(std::string token, identity::Person person);
  void send(std::string_view event, std::string const& data, Audience const& audience);
  void heartbeat();
  /// Who is it now? Nothing = the session is over and so is the stream.
  void review(std::function<std::optional<identity::Person>(std::string const& token)> const& who);
  std::vector<identity::Person> people() const;   // one a listener
  std::size_t listeners() const;
  struct Counts { std::uint64_t lost = 0, refused = 0; };   // messages that made room, listeners turned away
  Counts counts() const;

 private:
  struct Listener;
  class Tap;
  std::vector<std::shared_ptr<Listener>> live() const;
  void put(std::string const& piece, Audience const& audience);
  std::size_t waiting_max_, listeners_max_;
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<Listener>> listeners_;
  Counts counts_;
};

}  // namespace console
