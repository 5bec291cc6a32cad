#pragma once
// Server-sent events: one hub, a bounded queue a listener.
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/http.hpp"

namespace console {

class EventHub {
 public:
  EventHub(std::size_t waiting_max, std::size_t listeners_max) : waiting_max_(waiting_max), listeners_max_(listeners_max) {}
  /// Nothing when there are too many listeners. `wants(facility)` says whose values the listener may see.
  std::shared_ptr<http::Stream> listen(std::function<bool(std::string_view facility)> wants);
  /// `facility` of the point it tells of; "" is seen by all.
  void send(std::string_view event, std::string const& data, std::string_view facility);
  void heartbeat();
  std::size_t listeners() const;

 private:
  struct Listener;
  class Tap;
  void put(std::string const& piece, std::string_view facility);
  std::size_t waiting_max_, listeners_max_;
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<Listener>> listeners_;
};

}  // namespace console
