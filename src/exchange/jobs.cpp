// Work that takes longer than a request: one after another on a thread of its own, watched and stopped from outside.
#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "exchange/inside.hpp"

namespace exchange {

struct Jobs::Inside {
  struct One {
    Job job;
    Work work;
    std::atomic<bool> stop{false};
  };
  mutable std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::shared_ptr<One>> all;            // oldest first
  bool ending = false;
  std::thread thread;

  std::shared_ptr<One> next() {
    std::unique_lock lock(mutex);
    for (;;) {
      if (ending) {
        return nullptr;
      }
      for (auto const& one : all) {
        if (one->job.state == State::waiting) {
          one->job.state = State::running;
          return one;
        }
      }
      wake.wait(lock);
    }
  }
  void run() {
    while (auto const one = next()) {
      auto result = attempt(*one);
      std::lock_guard const lock(mutex);
      one->work = {};
      if (result) {
        one->job.state = State::done;
        one->job.result = *std::move(result);
      } else {
        one->job.state = one->stop ? State::cancelled : State::failed;
        one->job.problem = result.error();
      }
    }
  }
  /// The edge of a job: what the environment or a bug threw becomes its problem, and the next one runs.
  base::Result<std::string> attempt(One& one) {
    try {
      return one.work([&](std::size_t done, std::size_t total) {
        std::lock_guard const lock(mutex);
        one.job.done = done;
        one.job.total = total;
        return !one.stop && !ending;
      });
    } catch (std::exception const& thrown) {
      return Problem("internal", thrown.what(), {}, "try again; look into the server's log if it comes again");
    }
  }
  std::shared_ptr<One> find(std::string const& id, std::string const& owner) const {
    for (auto const& one : all) {
      if (one->job.id == id && one->job.owner == owner) {
        return one;
      }
    }
    return nullptr;
  }
};

Jobs::Jobs() : inside_(std::make_unique<Inside>()) {
  inside_->thread = std::thread([this] { inside_->run(); });
}

Jobs::~Jobs() {
  {
    std::lock_guard const lock(inside_->mutex);
    inside_->ending = true;
  }
  inside_->wake.notify_all();
  inside_->thread.join();
}

base::Result<std::string> Jobs::submit(std::string kind, std::string owner, Work work) {
  std::lock_guard const lock(inside_->mutex);
  auto& all = inside_->all;
  auto const waiting = std::count_if(all.begin(), all.end(), [](auto const& one) { return one->job.state == State::waiting; });
  if (static_cast<std::size_t>(waiting) >= waiting_max) {
    return Problem("too_many", std::to_string(waiting) + " jobs are waiting", {}, "try again when some are done");
  }
  while (all.size() >= kept_max && all.front()->job.state != State::running && all.front()->job.state != State::waiting) {
    all.pop_front();
  }
  auto one = std::make_shared<Inside::One>();
  one->job = {.id = identity::random_token(12), .kind = std::move(kind), .owner = std::move(owner)};
  one->work = std::move(work);
  all.push_back(one);
  inside_->wake.notify_all();
  return one->job.id;
}

std::optional<Jobs::Job> Jobs::look(std::string const& id, std::string const& owner) const {
  std::lock_guard const lock(inside_->mutex);
  auto const one = inside_->find(id, owner);
  return one ? std::optional(one->job) : std::nullopt;
}

bool Jobs::cancel(std::string const& id, std::string const& owner) {
  std::lock_guard const lock(inside_->mutex);
  auto const one = inside_->find(id, owner);
  if (!one || (one->job.state != State::waiting && one->job.state != State::running)) {
    return false;
  }
  one->stop = true;
  if (one->job.state == State::waiting) {
    one->job.state = State::cancelled;
  }
  return true;
}

std::string_view name_of(Jobs::State of) {
  constexpr std::array<std::string_view, 5> names{"waiting", "running", "done", "failed", "cancelled"};
  return names.at(static_cast<std::size_t>(of));
}

}  // namespace exchange
