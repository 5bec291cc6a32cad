#pragma once
// Errands for the loop from any thread, in one queue so that a send, a close and posted work stay in order.
// Many errands are taken at one wake-up. Beyond bytes_max senders on other threads wait.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/net.hpp"

namespace net {

struct Errand {
  enum class Kind : std::uint8_t { work, send, close, resume } kind = Kind::work;
  ConnectionId to;
  std::string text;  // bytes or reason
  std::function<void()> work;
};

class Inbox {
 public:
  static constexpr std::size_t bytes_max = 64 << 20;
  explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void put(Errand errand);               // dropped after close()
  std::vector<Errand> take();
  void taken_by_this_thread();           // the loop runs: its own errands never wait
  void close();

 private:
  std::function<void()> wake_;           // called once for the first errand of a batch
  std::mutex mutex_;
  std::condition_variable taken_;
  std::vector<Errand> errands_;
  std::size_t bytes_ = 0;
  std::thread::id taker_;                // none while the loop does not run
  bool closed_ = false;
};

}  // namespace net
