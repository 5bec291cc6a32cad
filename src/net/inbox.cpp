#include "net/inbox.hpp"

namespace net {

void Inbox::put(Errand errand) {
  std::unique_lock lock(mutex_);
  taken_.wait(lock, [&] {
    bool const nobody_takes = taker_ == std::thread::id{} || taker_ == std::this_thread::get_id();
    return closed_ || nobody_takes || bytes_ < bytes_max;
  });
  if (closed_) return;
  bytes_ += errand.text.size();
  errands_.push_back(std::move(errand));
  if (errands_.size() == 1) wake_();
}

std::vector<Errand> Inbox::take() {
  std::vector<Errand> taken;
  {
    std::lock_guard const lock(mutex_);
    taken.swap(errands_);
    bytes_ = 0;
  }
  taken_.notify_all();
  return taken;
}

void Inbox::taken_by_this_thread() {
  std::lock_guard const lock(mutex_);
  taker_ = std::this_thread::get_id();
}

void Inbox::close() {
  {
    std::lock_guard const lock(mutex_);
    closed_ = true;
  }
  taken_.notify_all();
}

}  // namespace net
