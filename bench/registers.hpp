#pragma once
// For the benches: one register with 100,000 invented records on SQLite or PostgreSQL, and how long something takes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <unistd.h>

#include "definitions/set_for_tests.hpp"
#include "registry/registry.hpp"
#include "sql/postgres_for_tests.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace bench {

inline constexpr std::string_view site_text =
    "id: site\ntitle: { zh: 点位, en: Sites }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nkey: [code]\nname: name\n"
    "columns: [code, name, kind]\ngeometry: { shape: point }\narea: township\naccess: { public: true }\nfields:\n"
    "  - { id: code, type: text, title: { zh: 编号, en: Code }, max: 20, public: true }\n"
    "  - { id: name, type: text, title: { zh: 名称, en: Name }, required: true, public: true, index: true }\n"
    "  - { id: township, type: grid_cell, title: { zh: 乡镇, en: Town }, required: true, index: true }\n"
    "  - { id: kind, type: code, title: { zh: 类别, en: Kind }, index: true,\n"
    "      values: [{ code: a, zh: 甲, en: A }, { code: b, zh: 乙, en: B }, { code: c, zh: 丙, en: C }, { code: d, zh: 丁, en: D }] }\n"
    "  - { id: size, type: code, title: { zh: 规模, en: Size }, values: [{ code: big, zh: 大, en: Big }, { code: small, zh: 小, en: Small }] }\n"
    "  - { id: fuel, type: code, title: { zh: 燃料, en: Fuel }, values: [{ code: gas, zh: 燃气, en: Gas }, { code: coal, zh: 燃煤, en: Coal }] }\n"
    "  - { id: flow, type: decimal, digits: 2, title: { zh: 风量, en: Flow }, index: true }\n"
    "  - { id: stoves, type: decimal, digits: 0, title: { zh: 灶头, en: Stoves } }\n"
    "  - { id: per_stove, type: decimal, digits: 2, title: { zh: 单灶风量, en: Per stove }, value: \"flow / stoves\" }\n"
    "  - { id: noise, type: number, title: { zh: 噪声, en: Noise } }\n"
    "  - { id: purifier, type: yes_no, title: { zh: 净化器, en: Purifier } }\n"
    "  - { id: opened_on, type: date, title: { zh: 开业日期, en: Opened }, index: true }\n"
    "  - { id: address, type: text, title: { zh: 地址, en: Address } }\n"
    "  - { id: owner, type: text, title: { zh: 业主, en: Owner } }\n"
    "  - { id: permit, type: text, title: { zh: 许可, en: Permit } }\n"
    "  - { id: standard, type: text, title: { zh: 标准, en: Standard } }\n"
    "  - { id: note, type: memo, title: { zh: 备注, en: Note } }\n"
    "lifecycle:\n  initial: listed\n  states:\n    - { id: listed, title: { zh: 已登记, en: Listed } }\n"
    "    - { id: done, title: { zh: 已销号, en: Done }, final: true }\n"
    "  moves:\n    - { id: close, title: { zh: 销号, en: Close }, from: [listed], to: done, by: [keeper] }\n";

/// Where the records lie: so large that a tile of zoom 10 holds one in twenty.
inline constexpr geo::Box ground{112.9, 39.3, 114.3, 40.66};

class Register {
 public:
  explicit Register(sql::Dialect dialect) : dialect_(dialect) {
    if (dialect == sql::Dialect::postgres) {
      conninfo_ = sql::for_tests::Postgres::fresh();
    } else {
      std::filesystem::create_directories(folder_);
    }
    writer = open();
    journal = std::make_unique<trail::Journal>(*writer);
    readers = std::make_unique<sql::Readers>([this] { return open(); }, 4);
    registry = std::make_unique<registry::Registry>(registry::Parts{*set, calendar, *writer, *readers, *journal});
    if (auto const done = registry->migrate(now); !done) {
      throw base::Failure(base::to_string(done.error()));
    }
  }
  ~Register() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Register(Register const&) = delete;
  Register& operator=(Register const&) = delete;

  definitions::Register const& reg() const { return *set->find("site"); }
  std::string_view engine() const { return dialect_ == sql::Dialect::postgres ? "PostgreSQL" : "SQLite"; }
  identity::Person keeper() const {
    identity::Person person;
    person.login = "keeper";
    person.role = identity::Role::officer;
    person.department = "air";
    return person;
  }

  std::vector<registry::Draft> drafts(std::int64_t count) {
    std::vector<registry::Draft> all;
    auto const some = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random_); };
    auto const one_of = [&](std::vector<std::string> const& words) { return query::Value(words[random_() % words.size()]); };
    for (std::int64_t i = 0; i < count; ++i) {
      auto const text = std::to_string(i);
      registry::Draft draft;
      auto const number = [&](unsigned long below) { return static_cast<std::int64_t>(random_() % below); };
      draft.values = {{"code", "S" + text}, {"name", "示例点位（虚构）" + std::to_string(number(1'000'000))}, {"township", one_of({"140215100", "140215101"})},
                      {"kind", one_of({"a", "b", "c", "d"})}, {"size", one_of({"big", "small"})}, {"fuel", one_of({"gas", "coal"})},
                      {"flow", base::Decimal(number(1'000'000), 2)}, {"stoves", base::Decimal(1 + number(20), 0)}, {"noise", some(40, 80)},
                      {"purifier", number(2) == 0}, {"opened_on", base::Day{static_cast<std::int32_t>(15'000 + number(5'000))}},
                      {"address", "某街 " + text + " 号"}, {"owner", "某人"}, {"permit", "XK" + text}, {"standard", "GB 18483-2001"}};
      draft.geometry = geo::make_point(some(ground.west, ground.east), some(ground.south, ground.north));
      all.push_back(std::move(draft));
    }
    return all;
  }
  void fill(std::int64_t count) {
    registry::Bulk bulk;
    bulk.rows = drafts(count);
    auto const person = keeper();
    auto const done = registry->put_all({.person = person, .now = now}, reg(), bulk);
    if (!done) {
      throw base::Failure(base::to_string(done.error()));
    }
    if (dialect_ == sql::Dialect::postgres) {
      writer->script("VACUUM ANALYZE");            // as it does by itself a minute later
    }
  }

  std::shared_ptr<definitions::Set const> set = definitions::Set::load(definitions::for_tests::small_files("site", std::string(site_text))).value();
  calendar::Calendar calendar;
  base::Time now = base::parse_time("2026-03-02T09:00:00+08:00").value();
  std::unique_ptr<sql::Database> writer;
  std::unique_ptr<trail::Journal> journal;
  std::unique_ptr<sql::Readers> readers;
  std::unique_ptr<registry::Registry> registry;

 private:
  std::unique_ptr<sql::Database> open() const {
    return dialect_ == sql::Dialect::postgres ? sql::Database::open_postgres(conninfo_) : sql::Database::open_sqlite((folder_ / "records").string());
  }
  sql::Dialect dialect_;
  std::string conninfo_;
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("biyun_bench_registers_" + std::to_string(::getpid()));
  std::mt19937_64 random_{11};
};

/// Processor time of our children and theirs, in milliseconds: PostgreSQL's side.
inline double children_ms() {
  std::map<long, std::pair<long, double>> all;     // process → its parent, its time
  for (auto const& entry : std::filesystem::directory_iterator("/proc")) {
    auto const pid = base::parse_integer(entry.path().filename().string());
    if (!pid) {
      continue;
    }
    std::ifstream file(entry.path() / "stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    auto const after_name = text.rfind(") ");
    if (after_name == std::string::npos) {
      continue;
    }
    auto const words = base::split(std::string_view(text).substr(after_name + 2), ' ');
    constexpr std::size_t parent = 1, user = 11, system = 12;   // proc(5), counted behind the name
    auto const number = [&](std::size_t at) { return base::parse_integer(words.at(at)).value_or(0); };
    all[*pid] = {number(parent), double(number(user) + number(system)) * 1'000 / double(::sysconf(_SC_CLK_TCK))};
  }
  double sum = 0;
  for (auto const& [pid, one] : all) {
    auto const above = all.find(one.first);
    bool const ours = one.first == ::getpid() || (above != all.end() && above->second.first == ::getpid());
    sum += ours ? one.second : 0;
  }
  return sum;
}

/// Time on the clock (best, median, worst) and of our own processor, in milliseconds, as a line; of PostgreSQL its own too.
template <typename Work>
void tell(std::string_view engine, std::string_view question, int times, Work const& work) {
  std::vector<double> took;
  auto const processor = std::clock();
  auto const elsewhere = children_ms();
  for (int i = 0; i < times; ++i) {
    auto const start = std::chrono::steady_clock::now();
    work(i);
    took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  double const own = (double(std::clock() - processor) * 1'000 / CLOCKS_PER_SEC + children_ms() - elsewhere) / times;
  std::sort(took.begin(), took.end());
  std::printf("%-10s  %-52s  best %8.1f  median %8.1f  worst %8.1f ms   processor %8.1f ms\n", std::string(engine).c_str(), std::string(question).c_str(),
              took.front(), took[took.size() / 2], took.back(), own);
  std::fflush(stdout);
}

}  // namespace bench
