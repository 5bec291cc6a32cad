#pragma once
// Figures of a house and the desk that keeps them up to date, on a thread of its own.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "evaluate/evaluate.hpp"
#include "figures/figures.hpp"
#include "house.hpp"
#include "records.hpp"

namespace app {

/// The house's judge tells the desk what changed.
struct Evaluation {
  Evaluation(House& house, Records& records, DataFolder const& folder);
  std::unique_ptr<sql::Database> figures_db;
  figures::Store figures;
  evaluate::Parts parts;
  evaluate::WindowFollower windows;
  evaluate::Desk desk;
};

class EvaluationThread {
 public:
  /// `trouble` gets a sentence when the environment failed; what was not stored is tried again.
  EvaluationThread(evaluate::Desk& desk, std::function<base::Time()> clock, std::function<void(std::string const&)> trouble);
  ~EvaluationThread();
  EvaluationThread(EvaluationThread const&) = delete;
  EvaluationThread& operator=(EvaluationThread const&) = delete;

 private:
  void run();
  bool try_once();   // true: there is more to do
  evaluate::Desk& desk_;
  std::function<base::Time()> clock_;
  std::function<void(std::string const&)> trouble_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace app
