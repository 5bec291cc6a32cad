#pragma once
// Tests only: a judge with the real catalogue and empty records in memory; a clock that the story moves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "columns/columns.hpp"
#include "judge/judge.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace judge_story {

using namespace std::chrono_literals;
using base::Duration, base::PointId, base::Time;
using observe::Kind;
using testing::ElementsAre, testing::IsEmpty, testing::SizeIs;

inline std::string file_text(std::filesystem::path const& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

inline catalog::Catalog const& catalogue() {
  static auto const loaded = [] {
    std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
    std::vector<catalog::File> files;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
        files.push_back({entry.path().lexically_relative(root).string(), file_text(entry.path())});
      }
    }
    return catalog::Catalog::load(files).value();
  }();
  return *loaded;
}

inline Time clock(std::string const& text) { return base::parse_time(text).value(); }

class World : public testing::Test {
 protected:
  std::unique_ptr<sql::Database> db = sql::Database::in_memory();
  std::unique_ptr<columns::Database> warehouse = columns::Database::open(":memory:", {.threads = 1, .memory_mib = 512});
  trail::Journal journal{*db};
  points::Registry registry{*db, journal};
  observe::Store store{*warehouse};
  verdicts::Store kept{*db, journal};
  std::unique_ptr<judge::Judge> court = fresh();
  Time now = clock("2026-03-10 00:00");
  std::vector<verdicts::Alarm> news;
  std::int64_t frame = 0;

  std::unique_ptr<judge::Judge> fresh() { return std::make_unique<judge::Judge>(judge::Judge::Parts{catalogue(), registry, store, kept}); }

  struct PointOf { points::Kind kind; std::vector<std::string> factors; std::string limit_set, unit; bool logger = true; };
  PointId point(PointOf const& of) {
    static int number = 0;
    points::Point made;
    made.code = "SIM-" + std::to_string(++number);
    made.name = "模拟点" + std::to_string(number);
    made.kind = of.kind;
    made.origin = "simulated";
    auto const id = registry.put(made, "test", now).value().id;
    std::vector<points::Channel> channels;
    for (auto const& factor : of.factors) {
      points::Channel channel;
      channel.point = id;
      channel.factor = factor;
      channel.unit = base::parse_unit(of.unit).value();
      channel.limit_set = of.limit_set;
      channels.push_back(channel);
    }
    EXPECT_TRUE(registry.put(channels, id, "test", now));
    if (of.logger) {
      points::Logger logger;
      auto const digits = std::to_string(number);
      logger.mn = "SIM" + std::string(21 - digits.size(), '0') + digits;
      logger.point = id;
      logger.password = "123456";
      auto const put = registry.put(logger, "test", now);
      EXPECT_TRUE(put) << (put ? "" : base::to_string(put.error()));
    }
    return id;
  }
  PointId boiler() { return point({points::Kind::gas_outlet, {"a21026"}, "GB13271-2014/新建锅炉-燃气锅炉", "mg/m3"}); }

  struct Datum { std::string factor; double value = 0; char flag = 'N'; Kind kind = Kind::realtime; std::string variant; };
  void send(PointId at_point, Time at, std::vector<Datum> const& data) {
    observe::Batch batch;
    batch.last_frame = {++frame};
    for (auto const& each : data) {
      observe::Row row;
      row.series = store.series({at_point, each.factor, each.kind, each.variant});
      row.at = at;
      row.value = each.value;
      row.flag = each.flag;
      row.frame = {frame};
      batch.rows.push_back(row);
    }
    auto const applied = store.append(batch);
    court->observed(batch, applied, now);
  }
  void tick() {
    for (auto& alarm : court->tick(now)) {
      news.push_back(std::move(alarm));
    }
  }
  /// An hour of real-time rows, one a minute, then the clock stands ten minutes after its end.
  void live_hour(PointId at_point, Time hour, Datum datum) {
    for (int minute = 0; minute < 60; ++minute) {
      now = hour + minute * Duration(1min);
      auto moving = datum;
      moving.value += 0.01 * (minute % 5);
      send(at_point, now, {moving});
      tick();
    }
    now = hour + 65min;
    send(at_point, now, {datum});
    tick();
  }
  std::vector<verdicts::Alarm> alarms(verdicts::AlarmKind kind) const {
    verdicts::AlarmQuery query;
    query.kind = verdicts::name_of(kind);
    query.sort = "began_at";
    return kept.alarms(query);
  }
  std::string result(PointId at_point, std::string const& subject, std::string const& period, Time start) const {
    auto const found = kept.find(at_point, subject, period, start, start + 1s);
    return found.empty() ? "none" : found.front().result;
  }
};

}  // namespace judge_story
