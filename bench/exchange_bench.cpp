// A sheet of 100,000 rows and 12 columns into a register and out again, on SQLite and PostgreSQL: how long, and the peak of memory. Every step is a
// process of its own, so that its peak is its own.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "definitions/set_for_tests.hpp"
#include "exchange/exchange.hpp"
#include "sql/postgres_for_tests.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"
#include "workbook/workbook.hpp"

namespace {

constexpr int rows = 100'000, facilities = 1'000;
constexpr std::string_view eatery_text =
    "id: eatery\ntitle: { zh: 餐饮单位, en: Eateries }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nkey: [code]\nname: name\n"
    "geometry: { shape: point }\narea: township\nfacility: facility\nfields:\n"
    "  - { id: code, type: text, title: { zh: 编号, en: Code }, max: 20, unique: true, required: true }\n"
    "  - { id: name, type: text, title: { zh: 名称, en: Name }, required: true, index: true }\n"
    "  - { id: township, type: grid_cell, title: { zh: 乡镇, en: Town }, required: true, index: true }\n"
    "  - { id: facility, type: reference, to: facility, title: { zh: 单位, en: Facility }, index: true }\n"
    "  - { id: kind, type: code, title: { zh: 类别, en: Kind }, values: [{ code: a, zh: 饭店, en: A }, { code: b, zh: 食堂, en: B }, "
    "{ code: c, zh: 小吃, en: C }] }\n"
    "  - { id: stoves, type: decimal, digits: 0, min: 1, max: 60, unit: 个, title: { zh: 灶头, en: Stoves } }\n"
    "  - { id: flow, type: decimal, digits: 1, unit: m3/h, title: { zh: 风量, en: Flow } }\n"
    "  - { id: purifier, type: yes_no, title: { zh: 净化器, en: Purifier } }\n"
    "  - { id: installed_on, type: date, title: { zh: 安装日期, en: Installed }, index: true }\n"
    "  - { id: phone, type: identifier, form: mobile_phone, title: { zh: 电话, en: Phone } }\n"
    "  - { id: per_stove, type: decimal, digits: 2, title: { zh: 单灶风量, en: Per stove }, value: \"flow / stoves\" }\n"
    "rules:\n  - { when: \"purifier = TRUE\", must: \"installed_on IS NOT NULL\", field: installed_on, message: { zh: 须填安装日期, en: Date needed } }\n"
    "lifecycle:\n  initial: listed\n  states:\n    - { id: listed, title: { zh: 已登记, en: Listed } }\n"
    "    - { id: done, title: { zh: 已销号, en: Done }, final: true }\n"
    "  moves:\n    - { id: close, title: { zh: 销号, en: Close }, from: [listed], to: done, by: [keeper] }\n";

struct House {
  explicit House(std::function<std::unique_ptr<sql::Database>()> open_)
      : open(std::move(open_)), writer(open()), readers(open, 2), journal(*writer), registry({*set, calendar, *writer, readers, journal}) {
    if (auto const done = registry.migrate(now); !done) {
      throw base::Failure(base::to_string(done.error()));
    }
    who.login = "desk";
    who.role = identity::Role::administrator;
  }
  std::shared_ptr<definitions::Set const> set = definitions::Set::load(definitions::for_tests::small_files("eatery", std::string(eatery_text))).value();
  calendar::Calendar calendar;
  base::Time now = base::parse_time("2026-03-02T09:00:00+08:00").value();
  identity::Person who;
  std::function<std::unique_ptr<sql::Database>()> open;
  std::unique_ptr<sql::Database> writer;
  sql::Readers readers;
  trail::Journal journal;
  registry::Registry registry;
  definitions::Register const& reg() const { return *set->find("eatery"); }
};

void write_sheet(std::string const& path) {
  using Format = workbook::Column::Format;
  workbook::Writer writer(path, {.sheet = "餐饮单位", .title = "餐饮单位台账"},
                          {{.title = "编号", .format = Format::code}, {.title = "名称"}, {.title = "乡镇"}, {.title = "单位"}, {.title = "类别"},
                           {.title = "灶头", .format = Format::number}, {.title = "风量", .unit = "m3/h", .format = Format::number}, {.title = "净化器"},
                           {.title = "安装日期", .format = Format::date}, {.title = "电话", .format = Format::code}, {.title = "经度", .format = Format::number},
                           {.title = "纬度", .format = Format::number}});
  for (int i = 0; i < rows; ++i) {
    auto const number = std::to_string(i);
    writer.row({"E" + number, "示例饭店（虚构）" + number, i % 2 == 0 ? "西坪镇" : "倍加造镇", "F" + std::to_string(i % facilities),
                i % 3 == 0 ? "饭店" : i % 3 == 1 ? "食堂" : "小吃", std::to_string(1 + i % 60), std::to_string(1000 + i % 9000) + ".5", i % 4 == 0 ? "否" : "是",
                base::format(base::Day{15'000 + i % 5'000}), std::to_string(13'800'000'000 + i),
                "113." + std::to_string(100'000 + i), "40." + std::to_string(100'000 + i)});
  }
  writer.close();
}

std::string bytes_of(std::string const& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

/// In a process of its own; says how long it took and what it had at its peak.
void step(std::string const& title, std::function<void()> const& work) {
  auto const begin = std::chrono::steady_clock::now();
  std::fflush(stdout);
  auto const child = ::fork();
  if (child == 0) {
    work();
    std::fflush(stdout);
    ::_exit(0);
  }
  rusage used{};
  int status = 0;
  ::wait4(child, &status, 0, &used);
  std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begin;
  constexpr double kib_a_mib = 1024;
  auto const seconds = [](timeval const& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  std::printf("%-40s %6.1f s  (%5.1f s of one core)  peak %5.0f MiB%s\n", title.c_str(), took.count(), seconds(used.ru_utime) + seconds(used.ru_stime),
              static_cast<double>(used.ru_maxrss) / kib_a_mib, status == 0 ? "" : "  FAILED");
  if (status != 0) {
    std::exit(1);   // NOLINT(concurrency-mt-unsafe): one thread
  }
}

void import(House& house, std::string const& path, bool dry) {
  auto const bytes = bytes_of(path);
  exchange::Upload const upload{bytes, "sheet.xlsx", base::hex(base::sha256(bytes))};
  auto const report = exchange::import_file({house.registry}, {house.who, house.now}, house.reg(), upload, {.dry = dry});
  if (!report || report->refused != 0 || report->rows != rows) {
    std::printf("%s\n", report ? "rows were refused" : base::to_string(report.error()).c_str());
    ::_exit(1);
  }
  std::printf("  created %zu, changed %zu, same %zu\n", report->created, report->changed, report->same);
}

void run(std::string const& engine, std::string const& folder, std::function<std::unique_ptr<sql::Database>()> const& open) {
  auto const sheet = folder + "/sheet.xlsx";
  step(engine + ": facilities", [&] {
    House house(open);
    registry::Bulk bulk;
    for (int i = 0; i < facilities; ++i) {
      bulk.rows.push_back({.values = {{"code", "F" + std::to_string(i)}, {"name", "示例厂（虚构）" + std::to_string(i)}}});
    }
    (void)house.registry.put_all({house.who, house.now}, *house.set->find("facility"), bulk).value();
  });
  step(engine + ": plan of an import", [&] {
    House house(open);
    import(house, sheet, true);
  });
  step(engine + ": import", [&] {
    House house(open);
    import(house, sheet, false);
  });
  step(engine + ": import of the same again", [&] {
    House house(open);
    import(house, sheet, false);
  });
  step(engine + ": export", [&] {
    House house(open);
    exchange::export_sheet({house.registry}, house.who, house.reg(), {}, house.now, folder + "/out.xlsx").value();
  });
  step(engine + ": export sorted by name", [&] {
    House house(open);
    exchange::export_sheet({house.registry}, house.who, house.reg(), {.sort = "name"}, house.now, folder + "/out.xlsx").value();
  });
  std::printf("  the list is %.1f MB\n", static_cast<double>(std::filesystem::file_size(folder + "/out.xlsx")) / 1e6);
}

}  // namespace

int main(int count, char** words) {
  std::string const only = count > 1 ? words[1] : "";
  auto const folder = (std::filesystem::temp_directory_path() / ("biyun_exchange_bench_" + std::to_string(::getpid()))).string();
  std::filesystem::create_directories(folder);
  step("the sheet", [&] { write_sheet(folder + "/sheet.xlsx"); });
  std::printf("  it is %.1f MB\n", static_cast<double>(std::filesystem::file_size(folder + "/sheet.xlsx")) / 1e6);
  if (only.empty() || only == "sqlite") {
    run("SQLite", folder, [&] { return sql::Database::open_sqlite(folder + "/records.sqlite"); });
  }
  if (only.empty() || only == "postgres") {
    auto const where = sql::for_tests::Postgres::fresh();
    run("PostgreSQL", folder, [&] { return sql::Database::open_postgres(where); });
  }
  std::filesystem::remove_all(folder);
  return 0;
}
