#include "evaluate/desk_world_for_tests.hpp"

namespace {

using namespace evaluate_story;

TEST_F(DeskStory, everything_with_data_is_computed_once_after_the_first_start) {
  ten_days();
  opened();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-07"), "37.0");
  EXPECT_EQ(value("dust", object, "2026-03"), "35.5");
  EXPECT_EQ(value("dust", object, "2026-Q1"), "35.5");
  EXPECT_EQ(value("dust", object, "2026"), "35.5");
  EXPECT_EQ(value("dust", object, "2025-heating"), "35.5");
  EXPECT_EQ(value("district_dust", "area/140215", "2026-03"), "35.5");
  EXPECT_TRUE(desk->idle());
  EXPECT_TRUE(figures.in_force("dust", object, "2026-03")->provisional) << "March is not over";
  EXPECT_FALSE(figures.in_force("dust", object, "2026-03-07")->provisional);
  EXPECT_FALSE(figures.in_force("dust", object, "2026-03-07")->digest.empty()) << "the digest of the edition is kept";
  auto const before = computed.size();
  EXPECT_EQ(work(), 1);
  EXPECT_EQ(computed.size(), before) << "a desk without news computes nothing";
}

TEST_F(DeskStory, a_late_hour_changes_day_month_quarter_year_and_what_is_made_of_them_and_old_answers_stay) {
  ten_days();
  opened();
  work();
  computed.clear();
  now = now + 1h;
  for (int hour = 0; hour < 24; ++hour) {
    hourly(station, clock("2026-03-05 00:00") + hour * base::hour_length, 135);   // corrected rows of a week ago
  }
  tick();
  tick();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-05"), "135.0");
  EXPECT_EQ(value("dust", object, "2026-03"), "45.5");
  EXPECT_EQ(value("dust", object, "2026"), "45.5");
  EXPECT_EQ(value("district_dust", "area/140215", "2026"), "45.5");
  EXPECT_THAT(computed, testing::Not(testing::Contains("dust " + object + " 2026-03-04"))) << "other days are left alone";
  for (auto const* span : {"2026-03-05", "2026-03", "2026-Q1", "2026", "2025-heating"}) {
    auto const history = figures.history("dust", object, span);
    ASSERT_THAT(history, SizeIs(2)) << span;
    EXPECT_EQ(history[0].superseded_at, history[1].computed_at) << "the old answer stays with its date";
    EXPECT_EQ(history[0].computed_at, clock("2026-03-12 12:00"));
  }
}

TEST_F(DeskStory, what_others_are_made_of_is_computed_before_them) {
  ten_days();
  opened();
  work();
  auto const first_of = [&](std::string const& kind) {
    return std::find_if(computed.begin(), computed.end(), [&](auto const& each) { return each.starts_with(kind + " "); }) - computed.begin();
  };
  EXPECT_LT(first_of("dust"), first_of("district_dust"));
  EXPECT_EQ(computed.back().substr(0, 8), "district");
}

TEST_F(DeskStory, a_desk_without_kinds_rests) {
  ten_days();
  open_desk([](Desk&) {});
  EXPECT_FALSE(desk->step(now));
}

TEST_F(DeskStory, a_day_is_computed_when_it_is_over_and_longer_spans_follow_it) {
  ten_days();
  opened();
  work();
  now = clock("2026-03-12 15:10");
  whole_day(station, day("2026-03-11"), 135.5);   // late, of a day that is over
  for (int hour = 0; hour < 15; ++hour) {
    hourly(station, clock("2026-03-12 00:00") + hour * base::hour_length, 60);
  }
  tick();
  tick();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-11"), "135.5");
  EXPECT_EQ(value("dust", object, "2026-03-12"), "none") << "today waits for its end";
  auto const provisional = value("dust", object, "2026-03");
  now = clock("2026-03-13 00:04");
  for (int hour = 15; hour < 24; ++hour) {
    hourly(station, clock("2026-03-12 00:00") + hour * base::hour_length, 60);
  }
  tick();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-12"), "none") << "within the grace it waits";
  now = clock("2026-03-13 00:11");
  tick();
  work();
  EXPECT_EQ(value("dust", object, "2026-03-12"), "60.0");
  EXPECT_NE(value("dust", object, "2026-03"), provisional);
}

TEST_F(DeskStory, a_span_that_ends_without_news_is_computed_once_more_and_stands) {
  ten_days();
  opened();
  work();
  now = clock("2026-03-31 23:00");
  work();
  EXPECT_TRUE(figures.in_force("dust", object, "2026-03")->provisional);
  now = clock("2026-04-01 00:10");
  work();
  EXPECT_FALSE(figures.in_force("dust", object, "2026-03")->provisional);
  EXPECT_FALSE(figures.in_force("dust", object, "2025-heating")->provisional);
  EXPECT_TRUE(figures.in_force("dust", object, "2026")->provisional);
  EXPECT_EQ(value("dust", object, "2026-03"), "35.5");
}

TEST_F(DeskStory, a_changed_record_computes_what_is_made_of_its_register) {
  ten_days();
  opened();
  work();
  computed.clear();
  ASSERT_TRUE(books.add("code=E1|name=示例面馆（虚构）|township=140215100"));
  work();
  EXPECT_THAT(computed, testing::UnorderedElementsAre("district_dust area/140215 2026-03", "district_dust area/140215 2026"));
}

TEST_F(DeskStory, a_new_point_is_looked_through_without_being_told) {
  ten_days();
  opened();
  work();
  auto const other = point({points::Kind::air_station, {dust_factor}, "", "ug/m3"});
  court->on_changed({});
  whole_day(other, day("2026-03-03"), 50);
  tick();
  tick();
  work();
  EXPECT_EQ(value("dust", "point/" + std::to_string(other.value), "2026-03-03"), "50.0");
}

TEST_F(DeskStory, a_computing_again_gives_the_same_bytes) {
  ten_days();
  opened();
  work();
  for (auto const* span : {"2026-03-07", "2026-03", "2026", "2025-heating"}) {
    auto const stored = figures.in_force("dust", object, span);
    auto const again = desk->compute("dust", object, span);
    ASSERT_TRUE(again && stored);
    EXPECT_EQ(again->detail, stored->detail);
    EXPECT_EQ(again->why, stored->why);
    EXPECT_EQ(again->number, stored->number);
    EXPECT_EQ(again->provisional, stored->provisional);
  }
}

TEST_F(DeskStory, what_cannot_be_asked_is_refused_by_name) {
  opened();
  auto const code = [&](char const* kind, std::string const& at, char const* span) { return desk->compute(kind, at, span).error().code; };
  EXPECT_EQ(code("mist", object, "2026"), "not_found");
  EXPECT_EQ(code("dust", "point/99999", "2026"), "not_found");
  EXPECT_EQ(code("dust", object, "2026-13"), "bad_span");
  EXPECT_EQ(code("district_dust", "area/140215", "2026-Q1"), "bad_span");
}

TEST_F(DeskStory, an_endless_number_of_changes_is_answered_by_looking_everything_through) {
  ten_days();
  opened({.changes_max = 50});
  work();
  computed.clear();
  for (int i = 0; i < 60; ++i) {
    desk->changed({.point = station, .factor = dust_factor, .day = {day("2026-03-01").number - i}});
  }
  EXPECT_LE(desk->waiting(), 51U);
  work();
  EXPECT_THAT(computed, testing::Contains("dust " + object + " 2026-03-07"));
}

// ---- why ----------------------------------------------------------------------------------------

TEST_F(DeskStory, a_figure_opens_down_to_the_frame) {
  ten_days();
  opened();
  work();
  auto const year = figures.in_force("dust", object, "2026-03-01");
  auto const why = desk->why(monitor, "figure/" + std::to_string(year->id));
  ASSERT_TRUE(why);
  EXPECT_EQ(why->value, "31.0");
  EXPECT_EQ(why->basis.at(0).standard, "HJ 633-2012");
  auto const day_why = desk->why(monitor, why->from.at(0).ref);
  ASSERT_TRUE(day_why) << why->from.at(0).ref;
  auto const hour = std::find_if(day_why->from.begin(), day_why->from.end(), [](auto const& each) { return each.ref.starts_with("observation/"); });
  ASSERT_NE(hour, day_why->from.end());
  auto const hour_why = desk->why(monitor, hour->ref);
  ASSERT_TRUE(hour_why) << hour->ref;
  auto const row = std::find_if(hour_why->from.begin(), hour_why->from.end(), [](auto const& each) { return each.ref.starts_with("frame/"); });
  ASSERT_NE(row, hour_why->from.end());
  EXPECT_TRUE(desk->why(monitor, row->ref));
  EXPECT_FALSE(desk->why(visitor, row->ref)) << "raw frames are the bureau's matter";
}

TEST_F(DeskStory, a_figure_is_also_opened_by_its_name_and_one_that_is_not_kept_is_computed) {
  ten_days();
  opened();
  EXPECT_EQ(desk->why(monitor, "dust/" + object + "/2026-03")->value, "35.5") << "not stored yet";
  work();
  EXPECT_THAT(desk->why(monitor, "dust/" + object + "/2026-03")->ref, HasSubstr("figure/"));
  EXPECT_EQ(desk->why(monitor, "figure/999999").error().code, "not_found");
  EXPECT_EQ(desk->why(monitor, "nonsense").error().code, "not_found");
  EXPECT_EQ(desk->why(monitor, "verdict/aqi/x/day/2026-03-01").error().code, "not_found");
}

TEST_F(DeskStory, opened_all_the_way_down_it_is_bounded_and_says_what_was_left_shut) {
  ten_days();
  opened();
  work();
  auto const ref = "dust/" + object + "/2026-03-01";
  auto const deep = desk->why_deep(monitor, ref, 3, 1'000);
  ASSERT_TRUE(deep);
  EXPECT_THAT(deep->from.at(0).from, testing::Not(IsEmpty())) << "the day is opened";
  auto const count = [](auto const& self, assess::Why const& why) -> std::size_t {
    std::size_t all = 1;
    for (auto const& each : why.from) {
      all += self(self, each);
    }
    return all;
  };
  EXPECT_GT(count(count, *deep), 25U);
  auto const few = desk->why_deep(monitor, ref, 8, 10);
  EXPECT_LE(count(count, *few), 10U);
  EXPECT_THAT(assess::to_json(*few), HasSubstr("not opened further"));
  auto const flat = desk->why_deep(monitor, ref, 0, 1'000);
  EXPECT_THAT(flat->from, IsEmpty());
  EXPECT_THAT(flat->note, HasSubstr("not opened further"));
}

TEST_F(DeskStory, only_who_may_see_it_opens_it) {
  points::Point outlet;
  outlet.code = "SIM-W";
  outlet.name = "示例排口（虚构）";
  outlet.kind = points::Kind::water_outlet;
  outlet.facility = "示例甲厂（虚构）";
  outlet.origin = "simulated";
  auto const id = registry.put(outlet, "test", now).value().id;
  whole_day(id, day("2026-03-01"), 12);
  tick();
  tick();
  opened();
  work();
  auto const ref = "dust/point/" + std::to_string(id.value) + "/2026-03-01";
  auto const below = "observation/" + std::to_string(id.value) + "/" + dust_factor + "/day/2026-03-01";
  for (auto const& one : {ref, below}) {
    EXPECT_TRUE(desk->why(monitor, one)) << one;
    EXPECT_TRUE(desk->why(books.firm, one)) << one;
    EXPECT_EQ(desk->why(visitor, one).error().code, "not_found") << one;
  }
  auto const record = books.add("code=E1|name=示例面馆（虚构）|township=140215100|phone=13800000000");
  ASSERT_TRUE(record);
  auto const record_ref = "record/eatery/" + std::to_string(record->id.value);
  EXPECT_THAT(assess::to_json(*desk->why(books.keeper, record_ref)), HasSubstr("13800000000"));
  EXPECT_THAT(assess::to_json(*desk->why(visitor, record_ref)), testing::Not(HasSubstr("13800000000")));
}

}  // namespace
