#include "catalog/catalog.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using base::day_of;
using catalog::Catalog, catalog::File;
using testing::Contains, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

std::vector<File> folder() {
  std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
  std::vector<File> files;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
    auto const extension = entry.path().extension();
    if (extension == ".tsv" || extension == ".yaml") {
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      files.push_back({entry.path().lexically_relative(root).string(), text.str()});
    }
  }
  return files;
}

Catalog const& real() {
  static auto const loaded = [] {
    std::vector<base::Problem> problems;
    auto made = Catalog::load(folder(), &problems);
    for (auto const& problem : problems) {
      ADD_FAILURE() << to_string(problem);
    }
    return made.value();
  }();
  return *loaded;
}

// A small catalogue that is right; tests spoil one file of it.
std::vector<File> small() {
  return {
      {"factors.tsv",
       "code\told_code\tname\tname_en\tmedium\tunit\tunit_printed\temission_unit\tdata_type\tsource\tnote\n"
       "w01018\t011\t化学需氧量\tCOD\twater\tmg/L\t\tkg\tN5.1\ttable\t\n"
       "e701xx\t\t加药量\tdosing\tprocess-sewage\tmg/L\t\t\t\ttable\t\n"},
      {"standards/X-1/standard.yaml",
       "number: X 1\ntitle: { zh: 标准, en: standard }\neffective: { from: 2020-01-01, to: 2025-12-31 }\n"
       "replaced_by: X-2\nsource: text\nevidence: read\nlast_checked_on: 2026-01-01\n"},
      {"standards/X-1/limits.tsv",
       "set\tfactor\tname\taveraging\tsense\tlow\thigh\tunit\treference_oxygen\tfrom\tto\tclause\tevidence\tnote\n"
       "甲\tw01018\tCOD\tday\tat_most\t\t50.0\tmg/L\t\t\t\t表1\tread\t\n"},
      {"standards/X-1/cases.tsv", "id\ttopic\tstandard\tinputs\texpected\ttolerance\torigin\tsource\tnote\n"},
      {"standards/X-2/standard.yaml",
       "number: X 2\ntitle: { zh: 新标准, en: new }\neffective: { from: 2026-01-01 }\n"
       "replaces: X-1\nsource: text\nevidence: recalled\nlast_checked_on: 2026-01-01\n"},
  };
}

std::vector<std::string> problems_after(std::string_view path, std::string_view from, std::string_view to) {
  auto files = small();
  for (auto& file : files) {
    auto const at = file.path == path ? file.text.find(from) : std::string::npos;
    if (at != std::string::npos) {
      file.text.replace(at, from.size(), to);
    }
  }
  std::vector<base::Problem> problems;
  auto const loaded = Catalog::load(files, &problems);
  std::vector<std::string> told;
  for (auto const& problem : problems) {
    told.push_back(problem.code + " " + problem.where);
  }
  EXPECT_EQ(bool(loaded), told.empty());
  return told;
}

TEST(Load, a_right_catalogue_has_no_problems) { EXPECT_THAT(problems_after("", "", ""), IsEmpty()); }

TEST(Load, what_is_wrong_is_named_with_file_and_line) {
  auto const limits = "standards/X-1/limits.tsv";
  auto const yaml = "standards/X-1/standard.yaml";
  EXPECT_THAT(problems_after(limits, "50.0", "5O"), Contains("bad_number standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(limits, "mg/L", "mg/furlong"), Contains("unknown_unit standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(limits, "at_most", "at_least"), Contains("bad_sense standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(limits, "表1\tread", "\tread"), Contains("missing_clause standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(limits, "read", "believed"), Contains("bad_evidence standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(limits, "w01018", "w99999"), Contains("unknown_factor standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(limits, "reference_oxygen", "oxygen"),
              Contains("missing_column standards/X-1/limits.tsv:1"));
  EXPECT_THAT(
      problems_after(limits, "note\n甲\tw01018\tCOD\tday\tat_most\t\t50.0\tmg/L\t\t\t\t表1\tread\t", "note\tremark"),
      Contains("unknown_column standards/X-1/limits.tsv:1"));
  EXPECT_THAT(problems_after(limits, "read\t\n", "read\n"), Contains("bad_row standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(yaml, "source: text", "sauce: text"),
              Contains("unknown_key standards/X-1/standard.yaml:5"));
  EXPECT_THAT(problems_after(yaml, "source: text\n", ""), Contains("missing_source standards/X-1/standard.yaml:1"));
  EXPECT_THAT(problems_after(yaml, "2025-12-31", "2025-13-31"), Contains("bad_date standards/X-1/standard.yaml:3"));
  EXPECT_THAT(problems_after(yaml, "replaced_by: X-2", "replaced_by: X-9"),
              Contains("lost_edition standards/X-1/standard.yaml"));
  EXPECT_THAT(problems_after(yaml, "evidence: read", "evidence: read\nevidence: read"),
              Contains("key_twice standards/X-1/standard.yaml:7"));
  EXPECT_THAT(problems_after(yaml, "title: {", "title: [{"),
              Contains(HasSubstr("bad_yaml standards/X-1/standard.yaml")));
  EXPECT_THAT(problems_after("factors.tsv", "e701xx", "w01018"), Contains("factor_twice factors.tsv:3"));
  EXPECT_THAT(problems_after(limits, "at_most\t\t50.0", "between\t60\t50.0"), Contains("bad_number standards/X-1/limits.tsv:2"));
  EXPECT_THAT(problems_after(yaml, "zh: 标准, en: standard", "zh: 标准"), Contains("missing_title standards/X-1/standard.yaml:1"));
}

TEST(Load, a_number_filed_in_a_row_that_says_it_is_not_known_is_refused) {
  EXPECT_THAT(problems_after("standards/X-1/limits.tsv", "50.0\tmg/L\t\t\t\t表1\tread", "\tmg/L\t\t\t\t表1\tto_file"), IsEmpty());
  EXPECT_THAT(problems_after("standards/X-1/limits.tsv", "read", "to_file"), Contains("bad_evidence standards/X-1/limits.tsv:2"));
}

TEST(Load, an_edition_that_replaces_another_must_be_told_of_there_and_begin_after_it) {
  auto const old_one = "standards/X-1/standard.yaml", new_one = "standards/X-2/standard.yaml";
  EXPECT_THAT(problems_after(old_one, "replaced_by: X-2\n", ""), Contains("lost_edition standards/X-2/standard.yaml"));
  EXPECT_THAT(problems_after(new_one, "2026-01-01 }", "2025-12-31 }"), Contains("lost_edition standards/X-1/standard.yaml"));
  EXPECT_THAT(problems_after(old_one, ", to: 2025-12-31", ""), Contains("lost_edition standards/X-1/standard.yaml"));
}

TEST(Load, two_editions_of_one_number_do_not_hold_on_one_day) {
  auto files = small();
  for (auto const* id : {"Y-2019", "Y-2024"}) {
    files.push_back({std::string("standards/") + id + "/standard.yaml", "number: DB " + std::string(id) + "\ntitle: { zh: 地方, en: local }\neffective: { from: " + (id + 2) +
                                                                        "-01-01 }\nsource: text\nevidence: read\nlast_checked_on: 2026-01-01\n"});
  }
  std::vector<base::Problem> problems;
  EXPECT_FALSE(bool(Catalog::load(files, &problems)));
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].code + " " + problems[0].where, "overlapping_dates standards/Y-2024/standard.yaml");
}

TEST(Load, a_word_means_one_item_of_a_medium) {
  auto const told = [](std::string const& rows) {
    auto files = small();
    files[0].text += "w02003\t\t粪大肠菌群\tcoliforms\twater\tmg/L\t\t\t\ttable\t\na34013\t\t烟尘\tdust\tair\tmg/m3\t\t\t\ttable\t\n";
    files.push_back({"aliases.tsv", "word\tcode\tnote\n" + rows});
    std::vector<base::Problem> problems;
    (void)Catalog::load(files, &problems);
    return problems.empty() ? std::string() : problems[0].code + " " + problems[0].where;
  };
  EXPECT_EQ(told("甲\tw01018\t\n甲\ta34013\t\n甲\tw01018\t\n"), "") << "in another medium, and the same once more";
  EXPECT_EQ(told("甲\tw01018\t\n甲\tw02003\t\n"), "alias_twice aliases.tsv:3");
}

TEST(Load, an_index_that_the_program_could_not_keep_in_whole_numbers_is_refused) {
  auto const told = [](std::string_view path, std::string_view from, std::string_view to) {
    auto files = folder();
    for (auto& file : files) {
      auto const at = file.path == path ? file.text.find(from) : std::string::npos;
      if (at != std::string::npos) {
        file.text.replace(at, from.size(), to);
      }
    }
    std::vector<base::Problem> problems;
    (void)Catalog::load(files, &problems);
    std::vector<std::string> codes;
    for (auto const& problem : problems) {
      codes.push_back(problem.code + " " + problem.where);
    }
    return codes;
  };
  std::string const rules = "standards/HJ633-2026/rules.yaml";
  EXPECT_THAT(told(rules, "daily_inputs: [", "daily_inputs: [PM2.5_24h, PM2.5_24h, PM2.5_24h, "), Contains("too_many " + rules));
  EXPECT_THAT(told(rules, "daily_inputs: [PM2.5_24h, ", "daily_inputs: ["), Contains("unknown_input " + rules));
}

TEST(Load, two_limits_for_the_same_thing_on_the_same_day_are_refused) {
  auto const row = "甲\tw01018\tCOD\tday\tat_most\t\t50.0\tmg/L\t\t\t\t表1\tread\t\n";
  auto const ends = "甲\tw01018\tCOD\tday\tat_most\t\t50.0\tmg/L\t\t\t2022-12-31\t表1\tread\t\n";
  auto const follows = "甲\tw01018\tCOD\tday\tat_most\t\t40\tmg/L\t\t2023-01-01\t\t表1\tread\t\n";
  EXPECT_THAT(problems_after("standards/X-1/limits.tsv", row, std::string(row) + follows),
              Contains("overlapping_dates standards/X-1/limits.tsv:3"));
  EXPECT_THAT(problems_after("standards/X-1/limits.tsv", row, std::string(ends) + follows), IsEmpty());
}

TEST(Load, what_rooms_of_their_own_read_is_left_to_them) {
  auto files = small();
  files.push_back({"calendar/2026.yaml", "not ours"});
  files.push_back({"registers/noise/zone.yaml", "not ours"});
  files.push_back({"codes/departments.tsv", "not ours"});
  std::vector<base::Problem> problems;
  EXPECT_TRUE(bool(Catalog::load(files, &problems))) << (problems.empty() ? "" : to_string(problems[0]));
}

TEST(Load, an_edition_with_limits_but_without_cases_and_a_stray_file_are_refused) {
  auto files = small();
  files[3].path = "standards/X-1/notes.txt";
  std::vector<base::Problem> problems;
  EXPECT_FALSE(bool(Catalog::load(files, &problems)));
  ASSERT_THAT(problems, SizeIs(2));
  EXPECT_EQ(problems[0].code, "unknown_file");
  EXPECT_EQ(problems[1].detail, "an edition with limits needs worked cases in cases.tsv");
}

TEST(Load, the_digest_of_an_edition_changes_with_any_byte_of_its_files) {
  auto files = small();
  auto const before = Catalog::load(files).value()->edition("X-1")->digest;
  files[2].text += "\n";
  EXPECT_NE(Catalog::load(files).value()->edition("X-1")->digest, before);
  EXPECT_EQ(Catalog::load(small()).value()->edition("X 1")->digest, before);
}

TEST(Load, the_digest_of_the_catalogue_changes_with_all_that_judges_and_with_nothing_else) {
  auto files = small();
  files.push_back({"alarms.yaml", "alarms:\n  - { kind: zero, number: { hours: 4 } }\n"});
  auto const digest = [&] { return Catalog::load(files).value()->digest(); };
  auto const before = digest();
  std::swap(files[1], files[4]);
  EXPECT_EQ(digest(), before) << "in whatever order files were found";
  files.back().text += "  - { kind: jump, number: { times: 4 } }\n";
  EXPECT_EQ(digest(), before) << "bounds of alarms judge nothing";
  files[2].text.replace(files[2].text.find("50.0"), 4, "51.0");
  auto const limit = digest();
  EXPECT_NE(limit, before);
  files.push_back({"aliases.tsv", "word\tcode\tnote\n耗氧\tw01018\t\n"});
  EXPECT_NE(digest(), limit);
}

TEST(Load, an_edition_says_which_of_its_files_are_the_bureaus_own) {
  auto files = small();
  files[2].own = true;
  auto const loaded = Catalog::load(files).value();
  EXPECT_THAT(loaded->edition("X-1")->own, testing::ElementsAre("limits.tsv"));
  EXPECT_THAT(loaded->edition("X-2")->own, IsEmpty());
}

TEST(Lookup, an_item_is_named_by_code_by_alias_and_by_what_a_table_prints) {
  auto files = small();
  files.push_back({"aliases.tsv", "word\tcode\tnote\n耗氧\tw01018\t\n"});
  files[2].text += "甲\t\t透明度\tday\tat_least\t1\t\tm\t\t\t\t表1\tread\t\n";
  auto const loaded = Catalog::load(files).value();
  for (auto const* word : {"w01018", "011", "化学需氧量", "cod", "耗氧", "透明度"}) {
    EXPECT_TRUE(loaded->names_item(word)) << word;
  }
  EXPECT_FALSE(loaded->names_item("透明") || loaded->names_item("") || loaded->names_item("w01819"));
  EXPECT_THAT(loaded->item_names(), testing::IsSupersetOf({"w01018", "耗氧", "透明度", "COD"}));
}

TEST(Lookup, a_set_of_an_old_edition_leads_to_the_one_in_force_and_back) {
  auto const loaded = Catalog::load(small()).value();
  EXPECT_EQ(loaded->set_in_force("X-1/甲", day_of(2025, 12, 31)), "X-1/甲");
  EXPECT_EQ(loaded->set_in_force("X-1/甲", day_of(2026, 1, 1)), "X-2/甲");
  EXPECT_EQ(loaded->set_in_force("X-2/甲", day_of(2024, 1, 1)), "X-1/甲");
  EXPECT_EQ(loaded->set_in_force("unknown/甲", day_of(2024, 1, 1)), "unknown/甲");
}

TEST(Lookup, a_factor_is_found_by_code_by_old_code_and_by_the_pattern_of_numbered_equipment) {
  auto const loaded = Catalog::load(small()).value();
  EXPECT_EQ(loaded->factor("w01018")->name, "化学需氧量");
  EXPECT_EQ(loaded->factor("011")->code, "w01018");
  EXPECT_EQ(loaded->factor("e70103")->name, "加药量");
  EXPECT_EQ(loaded->factor("e701ab"), nullptr);
  EXPECT_EQ(loaded->factor(""), nullptr);
}

TEST(RealCatalogue, air_limits_change_on_the_days_the_law_changed) {
  auto const pm25 = [](base::Day on) {
    auto const found = real().limits(real().set_in_force("GB3095-2012/二级", on), "a34004", "day", on);
    return found.size() == 1 ? found[0]->high->to_string() : "not one";
  };
  EXPECT_EQ(pm25(day_of(2026, 2, 28)), "75");
  EXPECT_EQ(pm25(day_of(2026, 3, 1)), "60");
  EXPECT_EQ(pm25(day_of(2030, 12, 31)), "60");
  EXPECT_EQ(pm25(day_of(2031, 1, 1)), "50");
}

TEST(RealCatalogue, the_air_index_of_a_day_is_the_edition_of_that_day) {
  EXPECT_EQ(real().air_index(day_of(2026, 2, 28))->edition.number, "HJ 633-2012");
  EXPECT_EQ(real().air_index(day_of(2026, 3, 1))->edition.number, "HJ 633-2026");
  EXPECT_EQ(real().air_index(day_of(2014, 6, 1))->edition.number, "HJ 633-2012") << "staged introduction before 2016";
  EXPECT_EQ(real().air_index(day_of(2011, 1, 1)), nullptr);
  EXPECT_EQ(real().air_index("HJ 633-2026")->categories.size(), 6U);
}

TEST(RealCatalogue, ozone_of_a_day_needs_fourteen_windows_unless_it_exceeds) {
  auto const* rule = real().validity("ambient_air", "a05024", "max8h", day_of(2026, 5, 1));
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->at_least, 14);
  EXPECT_EQ(rule->unless_exceeds, "GB3095-2026/二级");
  EXPECT_EQ(real().validity("cems", "a21026", "hour", day_of(2024, 1, 1))->at_least, 45);
}

TEST(RealCatalogue, a_limit_is_found_by_the_name_its_table_prints) {
  for (auto const* word : {"氨", "a21001"}) {   // 氨 alone is the ammonia nitrogen of water
    auto const found = real().limits("GB14554-1993/厂界-一级", word, "measured", day_of(2026, 4, 1));
    ASSERT_THAT(found, SizeIs(1)) << word;
    EXPECT_EQ(found[0]->high->to_string(), "1");
  }
}

TEST(RealCatalogue, flags_say_what_counts_and_what_excuses) {
  EXPECT_EQ(real().valid_flags("2017"), "NS");
  EXPECT_EQ(real().flag('F', "2017")->excuse, "stopped");
  EXPECT_EQ(real().flag('C', "2005")->excuse, "calibration");
  EXPECT_FALSE(real().flag('T', "2017")->counts);
  EXPECT_EQ(real().flag('Z', "2017"), nullptr);
}

TEST(RealCatalogue, every_alarm_has_bounds_for_every_kind_of_point) {
  for (auto const* kind : {"exceedance", "silence", "offline", "frozen", "zero", "jump"}) {
    for (auto const* medium : {"air_station", "water_station", "gas_outlet", "water_outlet", "other"}) {
      auto const* rule = real().alarm_rule(kind, medium);
      ASSERT_NE(rule, nullptr) << kind << " " << medium;
      EXPECT_FALSE(rule->number.empty());
    }
  }
  EXPECT_EQ(real().alarm_rule("offline", "gas_outlet")->number.at("rtd_intervals"), 3);
}

// On the limit and beyond it, for each limit of the sets that outlets and stations use.
TEST(RealCatalogue, every_limit_has_a_case_on_it_and_one_beyond) {
  std::map<std::string, std::set<std::string>> outcomes;  // set;factor;averaging;on → results
  for (auto const& each : real().cases()) {
    std::map<std::string, std::string> words;
    for (auto const part : base::split(each.inputs, ';')) {
      auto const at = part.find('=');
      words[std::string(part.substr(0, at))] = at == std::string_view::npos ? "" : std::string(part.substr(at + 1));
    }
    outcomes[words["set"] + ";" + words["factor"] + ";" + words["averaging"] + ";" + words["on"]].insert(each.expected);
  }
  std::size_t covered = 0;
  for (auto const& limit : real().all_limits()) {
    if (limit.source.to_file) {
      continue;   // judges nothing
    }
    auto const key = limit.set + ";" + (limit.factor.empty() ? limit.name : limit.factor) + ";" + limit.averaging +
                     ";" + base::format(limit.from);
    EXPECT_THAT(outcomes[key], testing::ElementsAre("result=exceeded", "result=ok")) << key;
    ++covered;
  }
  EXPECT_GT(covered, 300U);
}

TEST(RealCatalogue, case_numbers_are_unique) {
  std::set<std::string> seen;
  for (auto const& each : real().cases()) {
    EXPECT_TRUE(seen.insert(each.id).second) << each.id;
  }
}

}  // namespace
