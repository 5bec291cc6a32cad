#include "evaluation.hpp"

#include "stores.hpp"

namespace app {
namespace {

constexpr base::Duration every = std::chrono::seconds(1), after_trouble = std::chrono::seconds(30);

}  // namespace

Evaluation::Evaluation(House& house, Records& records, DataFolder const& folder)
    : figures_db(open_records(folder.records_at())), figures(*figures_db),
      parts{*house.catalog, house.registry, house.store, house.verdicts, records.registry, figures, house.judge},
      windows(parts, house.judge), desk(parts, {.program = BIYUN_VERSION, .before_step = [this] { windows.step(); }}) {
  evaluate::add_air(desk, parts);
  evaluate::add_water(desk, parts);
  evaluate::add_surroundings(desk, parts);
  evaluate::add_emission(desk, parts);
  evaluate::add_openers(desk, parts);
  house.judge.on_changed([this](base::PointId point, std::string const& factor, base::Day day) {
    desk.changed({.point = point, .factor = factor, .day = day, .reg = {}, .kind = {}, .object = {}});
  });
}

EvaluationThread::EvaluationThread(evaluate::Desk& desk, std::function<base::Time()> clock, std::function<void(std::string const&)> trouble)
    : desk_(desk), clock_(std::move(clock)), trouble_(std::move(trouble)), thread_([this] { run(); }) {}

EvaluationThread::~EvaluationThread() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void EvaluationThread::run() {
  std::unique_lock lock(mutex_);
  for (base::Duration pause{0}; !wake_.wait_for(lock, pause, [this] { return stopping_; });) {
    lock.unlock();
    pause = try_once() ? base::Duration(0) : every;
    lock.lock();
  }
}

// The edge of a job: what the environment refuses is said; what was due stays due.
bool EvaluationThread::try_once() {
  try {
    return desk_.step(clock_());
  } catch (base::Failure const& failure) {
    trouble_(failure.what());
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, after_trouble, [this] { return stopping_; });
    return false;
  }
}

}  // namespace app
