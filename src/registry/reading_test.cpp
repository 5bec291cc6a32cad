// Reading for faces that show many records: the extent of all, some of their fields, not more than so many. On both databases.
#include <gtest/gtest.h>

#include "registry/registry.hpp"
#include "registry/story_for_tests.hpp"
#include "sql/store_for_tests.hpp"

namespace registry {
namespace {

class Reading : public sql::for_tests::OnBoth {
 protected:
  for_tests::House house{[this] { return store.open(); }};
  void SetUp() override {
    ASSERT_TRUE(house.registry.migrate(house.now));
    for (auto const* const more : {"E1|installed_on=2025-03-01|stoves=4|geometry=POINT(113.6 40.0)", "E2|installed_on=2024-06-30|geometry=POINT(113.7 40.2)",
                                   "E3|stoves=2"}) {
      ASSERT_TRUE(house.add("name=示例饭店（虚构）|township=140215100|code=" + std::string(more)));
    }
  }
  base::Result<Extent> extent(identity::Person const& who, std::string_view property = {}) {
    return house.registry.extent(who, house.reg(), property, house.now);
  }
};
INSTANTIATE_TEST_SUITE_P(On, Reading, testing::Values(sql::Dialect::sqlite, sql::Dialect::postgres), sql::for_tests::engine_name);

TEST_P(Reading, the_extent_is_that_of_what_one_sees) {
  auto const all = extent(house.keeper, "installed_on").value();
  EXPECT_EQ(all.box, (geo::Box{113.6, 40.0, 113.7, 40.2}));
  EXPECT_EQ(all.first, query::Value(base::parse_day("2024-06-30").value()));
  EXPECT_EQ(all.last, query::Value(base::parse_day("2025-03-01").value()));
  EXPECT_EQ(extent(house.keeper, "changed_at").value().last, query::Value(house.now));
  EXPECT_TRUE(query::is_null(extent(house.keeper).value().first));
  auto const none = extent(house.firm, "installed_on").value();
  EXPECT_FALSE(none.box) << "the firm has no record here";
  EXPECT_TRUE(query::is_null(none.last));
}

TEST_P(Reading, the_extent_tells_nobody_more_than_the_records_do) {
  auto const blurred = extent(house.guest).value();
  EXPECT_LT(blurred.box->west, 113.6);
  EXPECT_GT(blurred.box->north, 40.2);
  EXPECT_EQ(extent(house.guest, "installed_on").error().code, "invalid") << "a guest does not see that day";
  EXPECT_EQ(extent(house.guest, "changed_at").error().code, "invalid");
  EXPECT_EQ(extent(house.keeper, "name").error().code, "invalid") << "no day and no time";
}

TEST_P(Reading, only_the_fields_that_are_wanted_are_read_and_what_the_filter_needs_in_memory) {
  Ask ask{.fields = std::vector<std::string>{"code"}};
  ask.filter = query::parse_text("abs(stoves) > 3").value();
  std::vector<Values> seen;
  ASSERT_TRUE(house.registry.visit(house.keeper, house.reg(), ask, house.now, [&](Record const& record) {
    seen.push_back(record.values);
    return true;
  }));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].contains("code"));
  EXPECT_FALSE(seen[0].contains("name"));
}

TEST_P(Reading, a_visit_ends_where_it_is_told_to) {
  for (auto const* const filter : {"code <> 'E0'", "length(code) = 2"}) {   // in SQL, and in memory
    Ask ask{.visit_max = 2};
    ask.filter = query::parse_text(filter).value();
    std::size_t seen = 0;
    ASSERT_TRUE(house.registry.visit(house.keeper, house.reg(), ask, house.now, [&](Record const&) { return ++seen != 0; }));
    EXPECT_EQ(seen, 2U) << filter;
  }
}

}  // namespace
}  // namespace registry
