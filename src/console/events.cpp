#include "console/events.hpp"

#include <algorithm>

namespace console {

struct EventHub::Listener {
  std::mutex mutex;
  std::deque<std::string> waiting;
  bool lost = false;
  std::function<bool(std::string_view)> wants;
  std::function<void()> wake;
};

class EventHub::Tap final : public http::Stream {
 public:
  explicit Tap(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
  std::optional<std::string> next() override {
    std::lock_guard const lock(listener_->mutex);
    std::string out;
    if (listener_->lost) {
      // The browser was too slow: it is told to read everything again rather than shown a gap silently.
      out += "event: lost\ndata: {}\n\n";
      listener_->lost = false;
    }
    for (auto const& piece : listener_->waiting) {
      out += piece;
    }
    listener_->waiting.clear();
    return out;
  }
  void on_wake(std::function<void()> wake) override {
    std::lock_guard const lock(listener_->mutex);
    listener_->wake = std::move(wake);
  }

 private:
  std::shared_ptr<Listener> listener_;
};

std::shared_ptr<http::Stream> EventHub::listen(std::function<bool(std::string_view)> wants) {
  std::lock_guard const lock(mutex_);
  std::erase_if(listeners_, [](auto const& l) { return l.expired(); });
  if (listeners_.size() >= listeners_max_) {
    return nullptr;
  }
  auto listener = std::make_shared<Listener>();
  listener->wants = std::move(wants);
  listener->waiting.emplace_back(": welcome\n\n");
  listeners_.push_back(listener);
  return std::make_shared<Tap>(std::move(listener));
}

void EventHub::put(std::string const& piece, std::string_view facility) {
  std::vector<std::shared_ptr<Listener>> live;
  {
    std::lock_guard const lock(mutex_);
    for (auto const& weak : listeners_) {
      if (auto listener = weak.lock()) {
        live.push_back(std::move(listener));
      }
    }
  }
  for (auto const& listener : live) {
    std::function<void()> wake;
    {
      std::lock_guard const lock(listener->mutex);
      if (!listener->wants(facility)) {
        continue;
      }
      if (listener->waiting.size() >= waiting_max_) {
        listener->waiting.pop_front();
        listener->lost = true;
      }
      listener->waiting.push_back(piece);
      wake = listener->wake;
    }
    if (wake) {
      wake();
    }
  }
}

void EventHub::send(std::string_view event, std::string const& data, std::string_view facility) {
  put("event: " + std::string(event) + "\ndata: " + data + "\n\n", facility);
}

void EventHub::heartbeat() { put(": still here\n\n", ""); }

std::size_t EventHub::listeners() const {
  std::lock_guard const lock(mutex_);
  return static_cast<std::size_t>(std::count_if(listeners_.begin(), listeners_.end(), [](auto const& l) { return !l.expired(); }));
}

}  // namespace console
