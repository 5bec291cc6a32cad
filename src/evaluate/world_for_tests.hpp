#pragma once
// Tests only: a judge, registers and figures on empty stores, a desk on them, a clock that the story moves.
#include "judge/world_for_tests.hpp"

#include "evaluate/evaluate.hpp"
#include "registry/story_for_tests.hpp"

namespace evaluate_story {

using namespace std::chrono_literals;
using base::Day, base::PointId, base::Time;
using evaluate::Change, evaluate::Desk, evaluate::Figure, evaluate::Form, evaluate::Kind, evaluate::Object, evaluate::Span;
using judge_story::catalogue, judge_story::clock;

inline Day day(std::string const& text) { return base::parse_day(text).value(); }

/// Registers as they are shipped, of those the ones that are wanted by name.
inline std::shared_ptr<definitions::Set const> shipped_registers(std::function<bool(std::string_view)> const& wanted) {
  constexpr std::string_view folder = "registers/", ending = ".yaml";
  auto files = definitions::for_tests::catalogue_files(BIYUN_SOURCE_DIR);
  std::erase_if(files, [&](yaml::File const& file) {
    std::string_view const path = file.path;
    return path.starts_with(folder) && !wanted(path.substr(folder.size(), path.size() - folder.size() - ending.size()));
  });
  std::vector<base::Problem> problems;
  auto set = definitions::Set::load(files, &problems);
  for (auto const& problem : problems) {
    ADD_FAILURE() << base::to_string(problem);
  }
  return set ? *set : nullptr;
}

class World : public judge_story::World {
 protected:
  std::filesystem::path const registers_file = registry::for_tests::fresh_folder("evaluate") / "registers.db";
  registry::for_tests::House books{[this] { return sql::Database::open_sqlite(registers_file.string(), {.full_sync = false}); }};
  std::unique_ptr<sql::Database> figures_db = sql::Database::in_memory();
  figures::Store figures{*figures_db};
  evaluate::Parts parts{catalogue(), registry, store, kept, books.registry, figures, *court};
  std::unique_ptr<Desk> desk;
  identity::Person const monitor = registry::for_tests::person("monitor", identity::Role::monitor);
  identity::Person const visitor = registry::for_tests::person("", identity::Role::guest);

  World() { EXPECT_TRUE(books.registry.migrate(books.now)); }
  ~World() override {
    desk.reset();
    std::error_code ignored;
    std::filesystem::remove_all(registers_file.parent_path(), ignored);
  }
  /// A desk that hears what the judge computes again.
  Desk& open_desk(std::function<void(Desk&)> const& add, evaluate::Options options = {}) {
    desk.reset();
    desk = std::make_unique<Desk>(parts, std::move(options));
    add(*desk);
    court->on_changed([this](PointId at, std::string const& factor, Day on) { if (desk) desk->changed({.point = at, .factor = factor, .day = on}); });
    return *desk;
  }
  /// Steps until nothing is left; how often something was computed is bounded.
  int work(int steps_max = 10'000) {
    int steps = 1;
    while (desk->step(now) && steps < steps_max) {
      ++steps;
    }
    EXPECT_LT(steps, steps_max);
    return steps;
  }
  /// An hourly value at a station, told by an import; judged at the next tick.
  void hourly(PointId at, Time hour, double value, std::string const& factor = "a34004") { send(at, hour, {{factor, value, 'N', observe::Kind::hour, ""}}); }
  void whole_day(PointId at, Day on, double value, std::string const& factor = "a34004") {
    for (int hour = 0; hour < 24; ++hour) {
      hourly(at, base::start_of(on) + hour * base::hour_length, value, factor);
    }
  }
  std::string value(std::string const& kind, std::string const& object, std::string const& span) const {
    auto const found = figures.in_force(kind, object, span);
    return found ? found->value : "none";
  }
};

}  // namespace evaluate_story
