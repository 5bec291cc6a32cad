#pragma once
// Registers, people and records for the tests of import and export.
#include <gtest/gtest.h>

#include <set>

#include "exchange/exchange.hpp"
#include "registry/story_for_tests.hpp"
#include "sql/postgres_for_tests.hpp"

namespace exchange::for_tests {

using registry::for_tests::House;

/// What the story's registers have not: units, times, a second reference, names that stand twice in a list.
inline constexpr std::string_view waste_text =
    "id: waste\ntitle: { zh: 危险废物台账, en: Waste }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nkey: [facility, year]\nname: contact\n"
    "geometry: { shape: any }\n"
    "fields:\n"
    "  - { id: facility, type: reference, to: facility, title: { zh: 产废单位, en: Facility }, required: true }\n"
    "  - { id: year, type: decimal, digits: 0, min: 2000, max: 2100, title: { zh: 年度, en: Year }, required: true }\n"
    "  - { id: uscc, type: identifier, form: uscc, title: { zh: 统一社会信用代码, en: Credit code }, also: [信用代码] }\n"
    "  - { id: produced, type: decimal, digits: 3, min: 0, unit: t, title: { zh: 产生量, en: Produced } }\n"
    "  - { id: stored, type: decimal, digits: 3, min: 0, unit: t, title: { zh: 贮存量, en: Stored } }\n"
    "  - { id: water, type: decimal, digits: 1, min: 0, unit: m3, title: { zh: 用水量, en: Water } }\n"
    "  - { id: cost, type: decimal, digits: 2, unit: 元, title: { zh: 处置费用, en: Cost } }\n"
    "  - { id: lead, type: number, unit: mg/L, title: { zh: 铅, en: Lead } }\n"
    "  - { id: rate, type: decimal, digits: 1, unit: \"%\", title: { zh: 利用率, en: Rate } }\n"
    "  - { id: checked_at, type: time, title: { zh: 检查时间, en: Checked at } }\n"
    "  - { id: village, type: code, title: { zh: 所在村, en: Village }, values: [{ code: v1, zh: 东村, en: East }, { code: v2, zh: 西村, en: West }, { code: v3, zh: 东村, en: East of the river }] }\n"
    "  - { id: contact, type: text, max: 10, title: { zh: 联系人, en: Contact }, personal: true }\n"
    "  - { id: note, type: memo, max: 200, title: { zh: 备注, en: Note } }\n";

inline std::shared_ptr<definitions::Set const> small_set() {
  static auto const set = [] {
    auto files = definitions::for_tests::small_files("eatery", std::string(registry::for_tests::eatery_text));
    files.push_back({"registers/waste.yaml", std::string(waste_text)});
    std::vector<base::Problem> problems;
    auto loaded = definitions::Set::load(files, &problems);
    for (auto const& problem : problems) {
      ADD_FAILURE() << base::to_string(problem);
    }
    return loaded ? *loaded : nullptr;
  }();
  return set;
}

/// A register of the catalogue with those it refers to, and all code lists.
inline std::shared_ptr<definitions::Set const> catalogue_set() {
  static auto const set = [] {
    auto loaded = definitions::Set::load(definitions::for_tests::catalogue_files(BIYUN_SOURCE_DIR));
    EXPECT_TRUE(loaded) << (loaded ? "" : base::to_string(loaded.error()));
    return loaded ? *loaded : nullptr;
  }();
  return set;
}

/// A database in a file that goes with the last connection to it.
inline registry::for_tests::Open on_sqlite() {
  static int files = 0;
  struct Gone {
    std::string path = (std::filesystem::temp_directory_path() / ("biyun_exchange_" + std::to_string(::getpid()) + "_" + std::to_string(++files) + ".db")).string();
    ~Gone() { clear(); }
    void clear() const {
      for (auto const* const end : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::remove(path + end, ignored);
      }
    }
  };
  auto const gone = std::make_shared<Gone>();
  gone->clear();
  return [gone] { return sql::Database::open_sqlite(gone->path, {.full_sync = false}); };
}
inline registry::for_tests::Open on_postgres() {
  auto const where = sql::for_tests::Postgres::fresh();
  return [where] { return sql::Database::open_postgres(where); };
}

inline std::unique_ptr<House> house_of(std::shared_ptr<definitions::Set const> const& set, registry::for_tests::Open const& open = on_sqlite()) {
  auto house = std::make_unique<House>(open, set);
  auto const done = house->registry.migrate(house->now);
  EXPECT_TRUE(done) << (done ? "" : base::to_string(done.error()));
  return house;
}

inline identity::Person administrator() { return registry::for_tests::person("admin", identity::Role::administrator); }

/// A field as the corpus writes it: references by key and name, all else as the API has it.
inline std::string text_of(House& house, definitions::Register const& reg, registry::Record const& record, std::string_view name) {
  if (name == "state") {
    return record.state;
  }
  if (name == "geometry") {
    return record.geometry ? geo::to_wkt(*record.geometry) : "";
  }
  auto const* field = reg.field(name);
  auto const found = record.values.find(name);
  if (field == nullptr || found == record.values.end()) {
    return field == nullptr ? "no field " + std::string(name) : "";
  }
  if (field->type == definitions::Type::reference) {
    registry::RecordId const id{std::get<base::Decimal>(found->second).coefficient()};
    auto const names = house.registry.keys_and_names(*house.set->find(field->to), {id});
    return names.empty() ? "" : names.begin()->second;
  }
  return definitions::to_text(*field, found->second);
}

}  // namespace exchange::for_tests
