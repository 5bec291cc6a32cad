#pragma once
// All points, channels and loggers in memory. A change makes a new State that shares what did not change.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "points/points.hpp"

namespace points {

struct State {
  struct Shelf {
    std::shared_ptr<Point const> point;
    std::shared_ptr<std::vector<Channel> const> channels = std::make_shared<std::vector<Channel> const>();
    std::vector<std::shared_ptr<Logger const>> loggers;
  };
  std::uint64_t version = 1;
  std::map<PointId, Shelf> shelves;
  std::map<std::string, PointId> codes;
  std::map<std::string, std::shared_ptr<Logger const>, std::less<>> loggers;
  std::map<std::string, std::shared_ptr<LoggerHistory const>, std::less<>> histories;
  std::map<std::string, std::string, std::less<>> assigned;   // serial → MN

  void put(Point const& point) {
    auto& shelf = shelves[point.id];
    if (shelf.point) codes.erase(shelf.point->code);
    shelf.point = std::make_shared<Point const>(point);
    codes[point.code] = point.id;
  }
  void put(PointId id, std::vector<Channel> channels) {
    shelves[id].channels = std::make_shared<std::vector<Channel> const>(std::move(channels));
  }
  /// The newest version of its MN.
  void add(LoggerVersion newest) {
    auto const& logger = newest.logger;
    remove(logger.mn);
    if (newest.registered) {
      auto const kept = std::make_shared<Logger const>(logger);
      loggers[logger.mn] = kept;
      shelves[logger.point].loggers.push_back(kept);
    }
    auto& history = histories[logger.mn];
    auto longer = history ? *history : LoggerHistory();
    longer.push_back(std::move(newest));
    history = std::make_shared<LoggerHistory const>(std::move(longer));
  }
  void remove(std::string const& mn) {
    auto const found = loggers.find(mn);
    if (found == loggers.end()) return;
    std::erase(shelves[found->second->point].loggers, found->second);
    loggers.erase(found);
  }
};

}  // namespace points
