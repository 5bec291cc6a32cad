// The registers of the catalogue as they are shipped: what the district's plan asks for is there, and nothing in them is left half said.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "definitions/set_for_tests.hpp"
#include "tabular/tabular.hpp"

namespace definitions {
namespace {

std::shared_ptr<Set const> shipped() {
  static auto const read_once = [] {
    std::vector<base::Problem> problems;
    auto set = Set::load(for_tests::catalogue_files(BIYUN_SOURCE_DIR), &problems);
    for (auto const& problem : problems) {
      ADD_FAILURE() << base::to_string(problem);
    }
    return set ? *set : nullptr;
  }();
  return read_once;
}

class Catalogue : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(set); }
  std::shared_ptr<Set const> set = shipped();
};

bool in_both(Title const& title) { return !title.zh.empty() && !title.en.empty(); }

/// States from which no row of moves leads to a final one.
std::vector<std::string> stuck(Lifecycle const& life) {
  std::set<std::string> good;
  for (auto const& state : life.states) {
    if (state.final) {
      good.insert(state.id);
    }
  }
  for (std::size_t before = 0; before != good.size();) {
    before = good.size();
    for (auto const& move : life.moves) {
      if (good.contains(move.to)) {
        good.insert(move.from.begin(), move.from.end());
      }
    }
  }
  std::vector<std::string> bad;
  for (auto const& state : life.states) {
    if (!good.contains(state.id)) {
      bad.push_back(state.id);
    }
  }
  return bad;
}

TEST_F(Catalogue, every_row_of_the_plan_that_registers_serve_is_served) {
  constexpr std::string_view wanted =
      "S006 S007 S008 S011 S013 S014 S015 S016 S024 S025 S029 S030 S031 S032 S033 S034 S037 S038 S039 S040 S041 S042 S043 S044 S045 S046 S047 S048 "
      "S049 S050 S052 S053 S054 S055 S056 S057 S058 S059 S060 S061 S063 S065 S068 S069 S070 S071 S073 S074 S077 S078 S079 S080 S083 S084 S085 S087 "
      "S088 S090 S100 S101 S103 S106 S113 S114";
  std::set<std::string> served;
  for (auto const& reg : set->registers()) {
    served.insert(reg.serves.begin(), reg.serves.end());
  }
  for (auto const& row : base::split(wanted, ' ')) {
    EXPECT_TRUE(served.contains(std::string(row))) << "no register serves " << row;
  }
}

TEST_F(Catalogue, a_register_says_in_both_languages_what_it_is_from_where_and_whose) {
  auto const* departments = set->list("departments");
  ASSERT_NE(departments, nullptr);
  for (auto const& reg : set->registers()) {
    SCOPED_TRACE(reg.id);
    EXPECT_TRUE(in_both(reg.title) && in_both(reg.about));
    EXPECT_FALSE(reg.sources.empty());
    EXPECT_FALSE(reg.keeper.empty());
    for (auto const* const desks : {&reg.keeper, &reg.assist}) {
      for (auto const& desk : *desks) {
        EXPECT_NE(departments->find(desk), nullptr) << desk << " is no department";
      }
    }
    for (auto const& field : reg.fields) {
      EXPECT_TRUE(in_both(field.title)) << field.id;
      EXPECT_EQ(field.help.zh.empty(), field.help.en.empty()) << field.id << " helps in one language only";
      EXPECT_TRUE(field.list.empty() || set->list(field.list) != nullptr) << field.id << " names the list " << field.list;
    }
    for (auto const& rule : reg.rules) {
      EXPECT_TRUE(in_both(rule.message)) << rule.must_text;
    }
  }
}

TEST_F(Catalogue, what_is_public_shows_something_and_never_a_person) {
  for (auto const& reg : set->registers()) {
    SCOPED_TRACE(reg.id);
    auto const shows = std::any_of(reg.fields.begin(), reg.fields.end(), [](auto const& field) { return field.is_public; });
    EXPECT_EQ(reg.access.is_public, shows) << "a public register has public fields, and no other has";
    EXPECT_TRUE(!reg.access.is_public || reg.field(reg.name_field)->is_public) << "the public could not tell its records apart";
    for (auto const& field : reg.fields) {
      EXPECT_FALSE(field.personal && field.is_public) << field.id;
    }
    auto named = reg.key;
    named.push_back(reg.name_field);
    for (auto const& id : named) {   // names are shown wherever a record is referred to
      EXPECT_FALSE(reg.field(id)->personal) << id << " is personal and stands in the key or the name";
    }
  }
}

TEST_F(Catalogue, a_lifecycle_can_always_be_ended_and_its_terms_name_their_source) {
  for (auto const& reg : set->registers()) {
    if (!reg.lifecycle) {
      continue;
    }
    SCOPED_TRACE(reg.id);
    EXPECT_EQ(stuck(*reg.lifecycle), std::vector<std::string>{}) << "no way leads from there to a final state";
    for (auto const& state : reg.lifecycle->states) {
      EXPECT_TRUE(in_both(state.title)) << state.id;
      EXPECT_TRUE(!state.due || !state.due->source.empty()) << state.id << " has a term without a source";
    }
    for (auto const& move : reg.lifecycle->moves) {
      EXPECT_TRUE(in_both(move.title) && !move.by.empty()) << move.id;
    }
  }
}

// ---- the demonstration ----

tabular::Table demonstration(std::string const& reg) {
  std::ostringstream text;
  text << std::ifstream(std::string(BIYUN_SOURCE_DIR) + "/samples/registers/" + reg + ".csv").rdbuf();
  auto table = tabular::parse_table(std::move(text).str(), ',');
  EXPECT_TRUE(table) << reg;
  return table ? *std::move(table) : tabular::Table{};
}

/// Rows whose column holds one of the texts; all rows when no column is named.
std::size_t rows(tabular::Table const& table, std::string_view column = {}, std::set<std::string_view> const& wanted = {}) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    count += column.empty() || wanted.contains(table.cell(i, column)) ? 1U : 0U;
  }
  return count;
}

TEST(Demonstration, counts_what_the_plan_counts) {
  EXPECT_EQ(rows(demonstration("gas_station")), 25U);
  EXPECT_EQ(rows(demonstration("fuel_tank")), 115U);
  EXPECT_EQ(rows(demonstration("livestock_farm")), 88U);
  EXPECT_EQ(rows(demonstration("soil_key_unit")), 10U);
  EXPECT_EQ(rows(demonstration("rural_sewage_project")), 58U);
  EXPECT_EQ(rows(demonstration("reservoir")), 15U);
  EXPECT_EQ(rows(demonstration("water_section")), 4U);
  auto const eateries = demonstration("eatery");
  EXPECT_EQ(rows(eateries), 135U);
  EXPECT_EQ(rows(eateries, "purifier", {"true"}), 83U);
  auto const kilns = demonstration("kiln");
  std::set<std::string_view> firms;
  for (std::size_t i = 0; i < kilns.rows.size(); ++i) {
    firms.insert(kilns.cell(i, "facility"));
  }
  EXPECT_EQ(firms.size(), 7U);
}

TEST(Demonstration, parts_groups_as_the_plan_does) {
  auto const sources = demonstration("water_source");   // three of the town among nine to standardise, three wells of townships beside
  EXPECT_EQ(rows(sources, "level", {"town"}), 3U);
  EXPECT_EQ(rows(sources, "task", {"nine"}), 9U);
  EXPECT_EQ(rows(sources, "task", {"three"}), 3U);
  auto const yards = demonstration("material_yard");
  EXPECT_EQ(rows(yards, "yard_kind", {"mixer"}), 11U);
  EXPECT_EQ(rows(yards, "yard_kind", {"coal_station"}), 4U);
  EXPECT_EQ(rows(yards, "yard_kind", {"coal_yard"}), 2U);
  auto const solvents = demonstration("voc_source");
  EXPECT_EQ(rows(solvents, "group_kind", {"spray"}), 6U);
  EXPECT_EQ(rows(solvents, "group_kind", {"workshop"}), 16U);
  EXPECT_EQ(rows(solvents, "group_kind", {"machinery", "furniture"}), 8U);
}

TEST(Demonstration, fits_the_registers_and_says_what_is_invented) {
  auto const set = shipped();
  ASSERT_TRUE(set);
  for (auto const& reg : set->registers()) {
    auto const table = demonstration(reg.id);
    EXPECT_GT(table.rows.size(), 0U) << reg.id << " has no demonstration record";
    for (auto const& column : table.columns) {
      EXPECT_TRUE(reg.field(column) != nullptr || column == "state" || column == "geometry" || column == "origin") << reg.id << " has no " << column;
    }
    EXPECT_EQ(rows(table, "origin", {"invented", "published"}), table.rows.size()) << reg.id << ": rows without an origin";
  }
}

}  // namespace
}  // namespace definitions
