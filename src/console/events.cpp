#include "console/events.hpp"

#include <algorithm>
#include <deque>

namespace console {

struct EventHub::Listener {
  std::mutex mutex;
  std::string token;
  identity::Person person;
  std::deque<std::string> waiting;
  bool lost = false, over = false;
  std::function<void()> wake;
};

class EventHub::Tap final : public http::Stream {
 public:
  explicit Tap(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
  std::optional<std::string> next() override {
    std::lock_guard const lock(listener_->mutex);
    if (listener_->over) {
      return std::nullopt;
    }
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

std::shared_ptr<http::Stream> EventHub::listen(std::string token, identity::Person person) {
  std::lock_guard const lock(mutex_);
  std::erase_if(listeners_, [](auto const& l) { return l.expired(); });
  if (listeners_.size() >= listeners_max_) {
    ++counts_.refused;
    return nullptr;
  }
  auto listener = std::make_shared<Listener>();
  listener->token = std::move(token);
  listener->person = std::move(person);
  listener->waiting.emplace_back(": welcome\n\n");
  listeners_.push_back(listener);
  return std::make_shared<Tap>(std::move(listener));
}

std::vector<std::shared_ptr<EventHub::Listener>> EventHub::live() const {
  std::lock_guard const lock(mutex_);
  std::vector<std::shared_ptr<Listener>> all;
  for (auto const& weak : listeners_) {
    if (auto listener = weak.lock()) {
      all.push_back(std::move(listener));
    }
  }
  return all;
}

void EventHub::put(std::string const& piece, Audience const& audience) {
  std::uint64_t lost = 0;
  for (auto const& listener : live()) {
    std::function<void()> wake;
    {
      std::lock_guard const lock(listener->mutex);
      if (listener->over || !audience(listener->person)) {
        continue;
      }
      if (listener->waiting.size() >= waiting_max_) {
        listener->waiting.pop_front();
        listener->lost = true;
        ++lost;
      }
      listener->waiting.push_back(piece);
      wake = listener->wake;
    }
    if (wake) {
      wake();
    }
  }
  if (lost > 0) {
    std::lock_guard const lock(mutex_);
    counts_.lost += lost;
  }
}

void EventHub::send(std::string_view event, std::string const& data, Audience const& audience) {
  put("event: " + std::string(event) + "\ndata: " + data + "\n\n", audience);
}

void EventHub::heartbeat() {
  put(": still here\n\n", [](auto const&) { return true; });
}

void EventHub::review(std::function<std::optional<identity::Person>(std::string const&)> const& who) {
  for (auto const& listener : live()) {
    auto const person = who(listener->token);   // the token never changes: no lock is needed to read it
    std::function<void()> wake;
    {
      std::lock_guard const lock(listener->mutex);
      listener->over = !person;
      listener->person = person.value_or(identity::Person{});
      wake = person ? nullptr : listener->wake;
    }
    if (wake) {
      wake();
    }
  }
}

std::vector<identity::Person> EventHub::people() const {
  std::vector<identity::Person> all;
  for (auto const& listener : live()) {
    std::lock_guard const lock(listener->mutex);
    all.push_back(listener->person);
  }
  return all;
}

std::size_t EventHub::listeners() const { return live().size(); }

EventHub::Counts EventHub::counts() const {
  std::lock_guard const lock(mutex_);
  return counts_;
}

}  // namespace console
