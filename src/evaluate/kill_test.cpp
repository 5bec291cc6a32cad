// A process that ends at any moment, a step that the environment breaks off: the next one goes on.
#include "evaluate/desk_world_for_tests.hpp"

namespace {

using namespace evaluate_story;

TEST_F(DeskStory, killed_before_the_change_was_followed_the_next_start_finds_it_and_nothing_else) {
  ten_days_followed();
  fifth_day_corrected();   // judged, and then the process is killed
  computed.clear();
  opened();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-05"), "135.0");
  EXPECT_EQ(value("dust", object, "2026"), "45.5");
  EXPECT_THAT(computed, testing::Contains("dust " + object + " 2026-03-05"));
  EXPECT_THAT(computed, testing::Not(testing::Contains("dust " + object + " 2026-03-07"))) << "not everything anew";
  now = now + 1min;
  work();
  computed.clear();
  opened();
  work();
  EXPECT_THAT(computed, testing::Not(testing::Contains("dust " + object + " 2026-03-05"))) << "what was followed is not found once more";
}

TEST_F(DeskStory, killed_between_a_figure_and_what_is_made_of_it_the_next_start_goes_on) {
  ten_days_followed();
  fifth_day_corrected();
  desk->step(now);   // the stations are stored, the district is not
  EXPECT_EQ(value("dust", object, "2026"), "45.5");
  ASSERT_EQ(value("district_dust", "area/140215", "2026"), "35.5");
  now = now + 1min;
  opened();
  work();
  EXPECT_EQ(value("district_dust", "area/140215", "2026"), "45.5");
}

TEST_F(DeskStory, killed_in_the_middle_of_the_first_computing_what_changed_meanwhile_is_found) {
  ten_days();
  kept.set_judged_through(store.applied());
  opened({.figures_per_step_max = 30});
  desk->step(now);
  ASSERT_EQ(value("dust", object, "2026-03-05"), "35.0");
  EXPECT_FALSE(desk->idle());
  fifth_day_corrected();
  opened();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-05"), "135.0");
  EXPECT_EQ(value("district_dust", "area/140215", "2026"), "45.5");
}

TEST_F(DeskStory, a_step_that_the_environment_breaks_off_loses_nothing) {
  ten_days_followed();
  fifth_day_corrected();
  broken = true;
  EXPECT_THROW(desk->step(now), base::Failure);
  work();
  now = now + 1min;
  work();
  EXPECT_EQ(value("dust", object, "2026-03-05"), "135.0");
  EXPECT_EQ(value("district_dust", "area/140215", "2026"), "45.5");
}

TEST_F(DeskStory, killed_in_the_middle_of_the_first_computing_the_rest_is_found) {
  ten_days();
  kept.set_judged_through(store.applied());
  opened({.figures_per_step_max = 4});
  desk->step(now);
  desk->step(now);
  EXPECT_FALSE(desk->idle());
  EXPECT_EQ(computed.size(), 8U);
  opened();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-01"), "31.0");
  EXPECT_EQ(value("district_dust", "area/140215", "2026"), "35.5");
  auto sorted = computed;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_LE(computed.size() - static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin()), 4U) << "only provisional ones twice";
}

TEST_F(DeskStory, another_program_computes_everything_again_and_writes_only_what_differs) {
  ten_days();
  opened({.program = "1"});
  work();
  now = now + 1min;
  work();
  computed.clear();
  opened({.program = "2"});
  work();
  EXPECT_THAT(computed, testing::Contains("dust " + object + " 2026-03-07"));
  EXPECT_THAT(figures.history("dust", object, "2026-03-07"), SizeIs(1)) << "the same digits, the same answer";
}

TEST_F(DeskStory, what_was_made_anew_by_a_tool_is_computed_again_at_the_next_start) {
  ten_days();
  opened();
  work();
  now = now + 1min;
  work();
  computed.clear();
  evaluate::compute_all_again(figures);
  opened();
  work();
  EXPECT_THAT(computed, testing::Contains("dust " + object + " 2026-03-07"));
  EXPECT_THAT(figures.history("dust", object, "2026-03-07"), SizeIs(1));
}

}  // namespace
