#pragma once
// Private, for tests: a gateway on real stores, loggers that speak into it, and what came of it as text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "columns/columns.hpp"
#include "hj212/hj212.hpp"
#include "ingest/ingest.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace ingest::story {

namespace fs = std::filesystem;

inline Time at(std::string const& text) { return base::parse_time(text).value(); }
inline std::string const mn_a = "A110000000000000000000AA", mn_b = "A110000000000000000000BB";

/// An upload of a 2017 logger, as the standard orders its fields.
struct Upload {
  std::string cp;
  std::string mn = mn_a, qn = "20260301080001000", st = "32", cn = "2011", pw = "123456", flag = "5", parts = {};
};
inline std::string segment(Upload const& of) {
  return "QN=" + of.qn + ";ST=" + of.st + ";CN=" + of.cn + ";PW=" + of.pw + ";MN=" + of.mn + ";Flag=" + of.flag + of.parts + ";CP=&&" + of.cp + "&&";
}
inline std::string frame(Upload const& of) { return hj212::frame_of(segment(of)); }
/// A value of COD a minute after the other: every frame differs.
inline Upload minute(int number, std::string const& mn = mn_a) {
  auto const time = at("2026-03-01 08:00") + std::chrono::minutes(number);
  return {.cp = "DataTime=" + base::format_compact(time, false) + ";w01018-Rtd=" + std::to_string(20 + number % 7) + ",w01018-Flag=N", .mn = mn,
          .qn = base::format_compact(time + std::chrono::seconds(1), true)};
}
inline std::string acknowledged(std::string const& qn = "20260301080001000", std::string const& mn = mn_a) {
  return hj212::frame_of("QN=" + qn + ";ST=91;CN=9014;PW=123456;MN=" + mn + ";Flag=4;CP=&&&&");
}

inline catalog::Catalog const& knowledge() {
  static std::shared_ptr<catalog::Catalog const> const catalog = [] {
    std::vector<catalog::File> files;
    for (std::string const name : {"factors.tsv", "hj212/flags.tsv"}) {
      std::ifstream in(fs::path(BIYUN_SOURCE_DIR) / "catalog" / name, std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      files.push_back({name, text.str()});
    }
    return catalog::Catalog::load(files).value();
  }();
  return *catalog;
}

/// "08:00:00 12.5 N" a row, "r1" behind a revised one, joined by "; ".
inline std::string told(std::vector<observe::Row> const& rows) {
  std::string out;
  for (auto const& row : rows) {
    out += (out.empty() ? "" : "; ") + base::format(row.at).substr(11, 8) + " " + base::format_number(row.value);
    if (row.flag != ' ') out += std::string(" ") + row.flag;
    if (row.revision > 0) out += " r" + std::to_string(row.revision);
  }
  return out;
}

struct House {
  explicit House(Options options_ = {})
      : options(options_), folder((fs::path(testing::TempDir()) / ("ingest_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))).string()) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    begin();
  }
  ~House() {
    gateway.reset();
    log.reset();
    fs::remove_all(folder);
  }
  House(House const&) = delete;
  House& operator=(House const&) = delete;

  void begin() {
    log = std::make_unique<evidence::Log>(folder, evidence::Options{.full_sync = false});
    store = std::make_unique<observe::Store>(*database);
    gateway = std::make_unique<Gateway>(Gateway::Parts{knowledge(), registry, *log, *store}, options);
    gateway->on_replies([this](std::vector<Reply> replies) {
      for (auto& reply : replies) heard[reply.to] += reply.bytes;
    });
    gateway->on_resume([this](std::vector<Connection> const& connections) { resumed = connections; });
  }
  /// As after a crash: what was only in memory is gone.
  void restart() {
    gateway.reset();
    store.reset();
    log.reset();
    heard.clear();
    begin();
  }
  /// Everything again from the evidence, into a store that knows nothing.
  base::Digest rebuilt() {
    gateway.reset();
    store.reset();
    database = columns::Database::open(":memory:");
    restart();
    gateway->catch_up();
    return store->digest();
  }
  points::Point point(std::string const& code) {
    if (auto known = registry.by_code(code)) return *known;
    return registry.put(points::Point{.code = code, .name = code, .kind = points::Kind::water_outlet}, "test", now).value();
  }
  void logger(points::Logger logger) {
    logger.point = point("P-" + logger.mn).id;
    if (logger.password.empty()) logger.password = "123456";
    auto const put = registry.put(logger, "test", now);
    ASSERT_TRUE(put) << base::to_string(put.error());
  }
  void commit() {
    while (gateway->commit_once(now)) {}
  }
  void settle() {
    commit();
    gateway->flush_notes();
    gateway->catch_up();
  }
  std::string told_of(observe::SeriesKey const& key) const {
    auto const id = store->find(key);
    return id ? told(store->rows(*id, {at("2000-01-01"), at("2030-01-01")})) : "unknown series";
  }
  std::string rows(std::string const& factor, observe::Kind kind = observe::Kind::realtime, std::string const& variant = "", std::string const& mn = mn_a) {
    return told_of({point("P-" + mn).id, factor, kind, variant});
  }
  std::string notes(std::string const& factor, observe::Kind kind = observe::Kind::realtime, std::string const& variant = "") {
    auto const id = store->find({point("P-" + mn_a).id, factor, kind, variant});
    std::string out;
    if (!id) return "unknown series";
    for (auto const& note : store->notes(*id, {at("2000-01-01"), at("2030-01-01")})) out += (out.empty() ? "" : "; ") + note.text;
    return out;
  }
  /// "crc_wrong 1 of A1…", by name.
  std::string faults() const {
    std::vector<std::string> lines;
    for (auto const& fault : registry.faults()) lines.push_back(fault.name + " " + std::to_string(fault.count) + (fault.mn.empty() ? " of " + fault.peer : ""));
    std::sort(lines.begin(), lines.end());
    std::string out;
    for (auto const& line : lines) out += (out.empty() ? "" : "; ") + line;
    return out;
  }
  std::uint64_t count(std::string const& name) const { return gateway->counters().at(name); }
  std::vector<evidence::Frame> kept() const {
    std::vector<evidence::Frame> out;
    if (log->last()) log->read({1}, [&](evidence::Frame const& one) { return out.push_back(one), true; });
    return out;
  }

  Options options;
  std::string folder;
  Time now = at("2026-03-01 08:00:02");
  std::unique_ptr<sql::Database> records = sql::Database::open_sqlite(":memory:");
  trail::Journal journal{*records};
  points::Registry registry{*records, journal};
  std::unique_ptr<columns::Database> database = columns::Database::open(":memory:");
  std::unique_ptr<evidence::Log> log;
  std::unique_ptr<observe::Store> store;
  std::unique_ptr<Gateway> gateway;
  std::map<Connection, std::string> heard;
  std::vector<Connection> resumed;
  Connection next = 1;
};

/// A logger's connection.
struct Line {
  explicit Line(House& house_) : house(house_), number(house.next++), session(*house.gateway, number, "10.0.0." + std::to_string(number) + ":4000") {}
  Session::Out send(std::string_view bytes) { return session.feed(bytes, house.now); }
  Session::Out send(Upload const& upload) { return send(frame(upload)); }
  /// What came to this connection since the last time it was asked.
  std::string hears() { return std::exchange(house.heard[number], {}); }
  House& house;
  Connection number;
  Session session;
};

}  // namespace ingest::story
