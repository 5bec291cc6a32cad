#pragma once
// For tests: a small set of registers on a database, people, a clock.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <unistd.h>

#include "definitions/set_for_tests.hpp"
#include "registry/registry.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace registry::for_tests {

/// A new empty folder for a story of that name.
inline std::filesystem::path fresh_folder(std::string const& name) {
  static int count = 0;
  auto const folder = std::filesystem::temp_directory_path() / ("biyun_" + name + "_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
  std::filesystem::create_directories(folder);
  return folder;
}

/// Files of the shipped catalogue, of its registers those that are wanted and what they refer to.
inline std::vector<yaml::File> files_with_references(std::set<std::string> wanted) {
  constexpr std::string_view reference = " to: ";
  auto files = definitions::for_tests::catalogue_files(BIYUN_SOURCE_DIR);
  auto const id_of = [](yaml::File const& file) { return std::filesystem::path(file.path).stem().string(); };
  for (std::size_t before = 0; before != wanted.size();) {
    before = wanted.size();
    for (auto const& file : files) {
      for (auto at = file.text.find(reference); wanted.contains(id_of(file)) && at != std::string::npos; at = file.text.find(reference, at + 1)) {
        auto const from = at + reference.size();
        wanted.insert(file.text.substr(from, file.text.find_first_of(",\n ", from) - from));
      }
    }
  }
  std::erase_if(files, [&](auto const& file) { return file.path.starts_with("registers/") && !wanted.contains(id_of(file)); });
  return files;
}

inline constexpr std::string_view eatery_text =
    "id: eatery\ntitle: { zh: 餐饮单位, en: Eateries }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nassist: [forestry]\nkey: [code]\nname: name\n"
    "geometry: { shape: point, blur: 1000 m }\narea: township\nfacility: facility\n"
    "access: { public: true, write: [keeper, grid], enterprise_files: true }\n"
    "fields:\n"
    "  - { id: code, type: text, title: { zh: 编号, en: Code }, max: 20, public: true }\n"
    "  - { id: name, type: text, title: { zh: 名称, en: Name }, required: true, public: true }\n"
    "  - { id: phone, type: identifier, form: mobile_phone, title: { zh: 电话, en: Phone }, personal: true }\n"
    "  - { id: township, type: grid_cell, title: { zh: 乡镇, en: Town }, required: true, public: true }\n"
    "  - { id: facility, type: reference, to: facility, title: { zh: 单位, en: Facility } }\n"
    "  - { id: stoves, type: decimal, digits: 0, min: 1, max: 50, title: { zh: 灶头, en: Stoves } }\n"
    "  - { id: flow, type: decimal, digits: 1, unit: m³/h, title: { zh: 风量, en: Flow } }\n"
    "  - { id: per_stove, type: decimal, digits: 2, title: { zh: 单灶风量, en: Per stove }, value: \"flow / stoves\" }\n"
    "  - { id: purifier, type: yes_no, title: { zh: 净化器, en: Purifier }, public: true }\n"
    "  - { id: kinds, type: codes, title: { zh: 菜系, en: Kinds }, values: [{ code: hot, zh: 火锅, en: Hotpot }, { code: bbq, zh: 烧烤, en: Barbecue }] }\n"
    "  - { id: installed_on, type: date, title: { zh: 安装日期, en: Installed }, index: true }\n"
    "  - { id: photo, type: photo, title: { zh: 照片, en: Photo } }\n"
    "rules:\n"
    "  - { when: \"purifier = TRUE\", must: \"installed_on IS NOT NULL\", field: installed_on, message: { zh: 已装净化器须填安装日期, en: Date needed } }\n"
    "lifecycle:\n"
    "  initial: listed\n"
    "  states:\n"
    "    - { id: listed, title: { zh: 已登记, en: Listed }, due: { within: 20 workdays, source: test } }\n"
    "    - { id: paused, title: { zh: 中止, en: Paused }, suspends: true }\n"
    "    - { id: done, title: { zh: 已销号, en: Done }, final: true }\n"
    "  moves:\n"
    "    - { id: pause, title: { zh: 中止, en: Pause }, from: [listed], to: paused, by: [keeper], reason: true }\n"
    "    - { id: resume, title: { zh: 恢复, en: Resume }, from: [paused], to: listed, by: [keeper] }\n"
    "    - { id: close, title: { zh: 销号, en: Close }, from: [listed], to: done, by: [keeper, grid], needs: [installed_on], condition: \"purifier = TRUE\" }\n"
    "    - { id: reopen, title: { zh: 死灰复燃, en: Reopen }, from: [done], to: listed, by: [grid, keeper], reopens: true, reason: true }\n";

inline std::shared_ptr<definitions::Set const> set_of(std::string text = std::string(eatery_text)) {
  std::vector<base::Problem> problems;
  auto set = definitions::Set::load(definitions::for_tests::small_files("eatery", std::move(text)), &problems);
  for (auto const& problem : problems) {
    ADD_FAILURE() << base::to_string(problem);
  }
  return set ? *set : nullptr;
}

inline calendar::Calendar workdays() {
  auto loaded = calendar::Calendar::load({{"calendar/2026.yaml",
      "year: 2026\ndocument: test\nsource: test\nlast_checked: 2026-01-01\nevidence: read\nholidays:\n"
      "  - { name: 国庆节, from: 2026-10-01, to: 2026-10-07, days: 7, worked: [2026-09-27, 2026-10-10] }\n"}});
  EXPECT_TRUE(loaded) << (loaded ? "" : base::to_string(loaded.error()));
  return loaded ? *std::move(loaded) : calendar::Calendar();
}

inline identity::Person person(std::string login, identity::Role role) {
  identity::Person one;
  one.login = std::move(login);
  one.role = role;
  return one;
}

/// How the story's database is opened, again and again for readers.
using Open = std::function<std::unique_ptr<sql::Database>()>;

struct House {
  explicit House(Open open_, std::shared_ptr<definitions::Set const> set_ = set_of())
      : open(std::move(open_)), set(std::move(set_)), writer(open()), readers(open, 2), journal(*writer),
        registry({*set, calendar, *writer, readers, journal}) {}
  Open open;
  std::shared_ptr<definitions::Set const> set;
  calendar::Calendar calendar = workdays();
  std::unique_ptr<sql::Database> writer;
  sql::Readers readers;
  trail::Journal journal;
  Registry registry;
  base::Time now = base::parse_time("2026-03-02T09:00:00+08:00").value();   // a Monday

  identity::Person keeper = [] { auto p = person("air-desk", identity::Role::officer); p.department = "air"; return p; }();
  identity::Person grid = [] { auto p = person("xiping-grid", identity::Role::grid); p.area = "140215100"; return p; }();
  identity::Person firm = [] { auto p = person("firm", identity::Role::enterprise); p.facility = "示例甲厂（虚构）"; return p; }();
  identity::Person guest = person("", identity::Role::guest);

  definitions::Register const& reg(std::string_view id = "eatery") const { return *set->find(id); }
  /// "code=E1 name=… geometry=POINT(…)" as a draft; words are parted by "|".
  Draft draft(std::string_view text, std::string_view reg_id = "eatery") const {
    Draft made;
    for (auto const part : base::split(text, '|')) {
      auto const at = part.find('=');
      auto const name = base::trim(part.substr(0, at));
      auto const value = base::trim(part.substr(at + 1));
      if (name == "geometry") {
        made.geometry = geo::parse_wkt(value).value();
        continue;
      }
      auto const* field = reg(reg_id).field(name);
      auto read = field == nullptr ? base::Result<query::Value>(query::Value(std::string(value))) : definitions::read_value(*set, *field, value);
      EXPECT_TRUE(read) << name << ": " << (read ? "" : base::to_string(read.error()));
      made.values.emplace(name, read ? *read : query::Value());
    }
    return made;
  }
  base::Result<Record> add(std::string_view text, std::string_view reg_id = "eatery") {
    return registry.create({keeper, now}, reg(reg_id), draft(text, reg_id), "invented");
  }
  std::string text(Record const& record, std::string_view field, std::string_view reg_id = "eatery") const {
    auto const found = record.values.find(field);
    return found == record.values.end() ? "" : definitions::to_text(*reg(reg_id).field(field), found->second);
  }
};

}  // namespace registry::for_tests
