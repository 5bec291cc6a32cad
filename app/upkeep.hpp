#pragma once
// What is done beside the work, once an hour: old observations are sorted, small blocks of evidence joined, records' fields that
// follow from the day worked out anew.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "house.hpp"
#include "records.hpp"

namespace app {

class Upkeep {
 public:
  /// `trouble` gets a sentence when a job failed; it is tried again the next time.
  Upkeep(House& house, Records& records, std::function<base::Time()> clock, std::function<void(std::string const&)> trouble);
  ~Upkeep();
  Upkeep(Upkeep const&) = delete;
  Upkeep& operator=(Upkeep const&) = delete;

 private:
  void run();
  void try_once();
  House& house_;
  Records& records_;
  std::function<base::Time()> clock_;
  std::function<void(std::string const&)> trouble_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> stopping_{false};   // asked between the steps of a job
  std::thread thread_;
};

}  // namespace app
