// What an outlet's figures rest on beyond their own days: late hours that replace others, the year so far against the permit, hours that never came.
#include "evaluate/outlet_story_for_tests.hpp"

namespace {

using namespace evaluate_story;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

class OutletLate : public OutletStory {
 protected:
  std::unique_ptr<Desk> kept_up;
  std::string object;

  ~OutletLate() override { court->on_changed({}); }
  void open() {
    kept_up = std::make_unique<Desk>(parts, evaluate::Options{.before_step = [this] { follower.step(); }});
    evaluate::add_emission(*kept_up, parts);
    court->on_changed([this](PointId point, std::string const& what, Day on) {
      kept_up->changed({.point = point, .factor = what, .day = on, .reg = {}, .kind = {}, .object = {}});
    });
  }
  void work() {
    judge_all();
    int steps = 0;
    while (kept_up->step(now) && ++steps < 10'000) {
    }
    EXPECT_LT(steps, 10'000);
  }
  json::object kept_factor(std::string const& span) const {
    auto const figure = figures.in_force("outlet_month", object, span);
    EXPECT_TRUE(figure) << span;
    return figure ? factor(json::parse(figure->detail).as_object()) : json::object{};
  }
  double kept(std::string const& span, std::string_view key) const { return number(kept_factor(span), key); }
  std::size_t answers(std::string const& span) const { return figures.history("outlet_month", object, span).size(); }
  void permit_of_twelve_tonnes() {
    make(permits, "discharge_permit", "facility=YZ-F-0901|number=91140215XN0000901A001P|kind=key|issued_on=2024-01-01|valid_from=2024-01-01|valid_to=2028-12-31");
    make(permits, "permit_outlet", "permit=91140215XN0000901A001P|facility=YZ-F-0901|outlet_no=DA001|point_code=YZ-G-91|medium=gas|stack_height=45|"
                                   "factor=a21026|factor_name=二氧化硫|limit_value=35|limit_unit=mg/m3|total_limit=12|valid_from=2024-01-01");
  }
};

TEST_F(OutletLate, an_hour_of_the_last_quarter_that_comes_late_changes_what_was_put_in_the_place_of_missing_ones) {
  auto const at = stack();
  object = "point/" + std::to_string(at.value);
  now = clock("2026-06-01 01:00");
  auto const march = clock("2026-03-25 00:00");
  // 25 to 31 March are 168 hours, the last of them missing; five hours fail on the third of April, none in May.
  fill(at, "a21026", march, 168 + 30 * 24 + 31 * 24, [](int i) { return i == 160 || (i >= 220 && i < 225) ? nothing : 20.0; });
  fill(at, "a00000", march, 168 + 30 * 24 + 31 * 24, always(100'000));
  open();
  work();
  EXPECT_NEAR(kept("2026-04", "mass_substituted_t"), 5 * 2.0 * 1e-3, 1e-9);
  auto const may = answers("2026-05"), april = answers("2026-04");
  open();   // another process, which knows only what was kept
  work();
  now = now + 60min;
  fill(at, "a21026", march + 160 * base::hour_length, 1, always(30));
  work();
  EXPECT_NEAR(kept("2026-04", "mass_substituted_t"), 5 * 3.0 * 1e-3, 1e-9) << "the greatest of the 180 valid hours before is now the late one";
  EXPECT_NEAR(kept("2026-Q2", "mass_substituted_t"), 5 * 3.0 * 1e-3, 1e-9);
  EXPECT_EQ(answers("2026-04"), april + 1) << "the old answer stays";
  EXPECT_EQ(answers("2026-05"), may) << "nothing was replaced in May";
}

TEST_F(OutletLate, hours_of_june_that_come_late_change_the_rate_of_the_quarter_and_so_april) {
  auto const at = stack();
  object = "point/" + std::to_string(at.value);
  now = clock("2026-07-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  // 300 hours of June are missing: 86 % of the quarter was captured, so the maximum of all before, which is the first hour's.
  auto const told = [](int i) { return i >= 1500 && i < 1800; };
  fill(at, "a21026", april, 2184, [&](int i) { return told(i) || (i >= 700 && i < 704) ? nothing : i == 0 ? 30.0 : 20.0; });
  fill(at, "a00000", april, 2184, always(100'000));
  open();
  work();
  EXPECT_NEAR(kept("2026-04", "mass_substituted_t"), 4 * 3.0 * 1e-3, 1e-9);
  now = now + 60min;
  fill(at, "a21026", april, 2184, [&](int i) { return told(i) ? 20.0 : nothing; });
  work();
  EXPECT_NEAR(kept("2026-04", "mass_substituted_t"), 4 * 2.0 * 1e-3, 1e-9) << "the quarter is well kept now: the last 180";
}

TEST_F(OutletLate, a_boiler_looks_over_the_summer_for_its_last_valid_hours) {
  auto const at = stack();
  now = clock("2026-12-01 01:00");
  auto const april = clock("2026-04-01 00:00"), november = clock("2026-11-01 00:00");
  fill(at, "a21026", april, 240, always(20));
  fill(at, "a00000", april, 240, always(100'000));
  fill(at, "a00000", april + 240 * base::hour_length, (30 - 10 + 31 + 30 + 31 + 31 + 30 + 31) * 24, always(0));
  fill(at, "a21026", november, 720, [](int i) { return i < 4 ? nothing : 10.0; });
  fill(at, "a00000", november, 720, always(100'000));
  judge_all();
  EXPECT_NEAR(number(factor(detail(at, "2026-11")), "mass_substituted_t"), 4 * 2.0 * 1e-3, 1e-9);
  EXPECT_NEAR(number(factor(detail(at, "2026-Q4")), "mass_substituted_t"), 4 * 2.0 * 1e-3, 1e-9);
}

TEST_F(OutletLate, a_month_shows_the_year_so_far_against_the_permit_and_only_a_year_exceeds_it) {
  auto const at = stack();
  object = "point/" + std::to_string(at.value);
  permit_of_twelve_tonnes();
  now = clock("2026-04-01 01:00");
  auto const january = clock("2026-01-01 00:00");
  constexpr int hours = (31 + 28 + 31) * 24;
  fill(at, "a21026", january, hours, always(30));
  fill(at, "a00000", january, hours, always(200'000));   // 6 kg an hour
  open();
  work();
  auto const february = kept_factor("2026-02");
  EXPECT_NEAR(number(february, "mass_t"), 28 * 24 * 6e-3, 1e-9);
  EXPECT_NEAR(number(february, "year_mass_t"), 59 * 24 * 6e-3, 1e-9);
  EXPECT_NEAR(number(february, "permit_share"), 100 * 59 * 24 * 6e-3 / 12, 1e-4);
  EXPECT_EQ(february.at("permit_exceeded"), false);
  auto const march = kept_factor("2026-03");
  EXPECT_NEAR(number(march, "year_mass_t"), 90 * 24 * 6e-3, 1e-9);
  EXPECT_EQ(march.at("permit_exceeded"), true) << "12.96 of 12 t were used";
  EXPECT_EQ(figures.in_force("outlet_month", object, "2026-03")->result, "ok") << "the month itself exceeded nothing";
  EXPECT_EQ(figures.in_force("outlet_month", object, "2026-Q1")->result, "ok");
  EXPECT_EQ(figures.in_force("outlet_month", object, "2026")->result, "exceeded");
  EXPECT_THAT(figures.in_force("outlet_month", object, "2026-03")->why, HasSubstr("年累计（2026-01-01 起至本期末）"));

  now = now + 60min;
  fill(at, "a21026", january + 5 * base::hour_length, 1, always(60));   // corrected
  work();
  EXPECT_NEAR(kept("2026-01", "mass_t"), (31 * 24 + 1) * 6e-3, 1e-9);
  EXPECT_NEAR(kept("2026-03", "year_mass_t"), (90 * 24 + 1) * 6e-3, 1e-9) << "later months count January too";
  EXPECT_NEAR(kept("2026-03", "mass_t"), 31 * 24 * 6e-3, 1e-9);
}

TEST_F(OutletLate, an_outlet_without_a_permit_or_an_outage_rests_on_its_own_days) {
  auto const at = stack();
  now = clock("2026-05-01 01:00");
  fill(at, "a21026", clock("2026-03-01 00:00"), (31 + 30) * 24, always(20));
  fill(at, "a00000", clock("2026-03-01 00:00"), (31 + 30) * 24, always(1'000));
  judge_all();
  EXPECT_TRUE(detail(at, "2026-04").at("rests_on").is_null());
  EXPECT_TRUE(factor(detail(at, "2026-04")).at("year_mass_t").is_null());
  EXPECT_THAT(desk.evaluator("outlet_month")->resting_on("point/" + std::to_string(at.value), day("2026-03-05")), IsEmpty());
}

TEST_F(OutletLate, hours_that_never_came_are_missing_as_soon_as_later_ones_are_there) {
  auto const at = stack();
  object = "point/" + std::to_string(at.value);
  now = clock("2026-05-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  fill(at, "a21026", april, 600, always(20));
  fill(at, "a00000", april, 600, always(100'000));
  open();
  work();
  EXPECT_EQ(kept("2026-04", "hours_due"), 600) << "nobody knows yet whether more is to come";
  now = clock("2026-07-20 01:00");
  fill(at, "a21026", clock("2026-07-01 00:00"), 24, always(20));
  fill(at, "a00000", clock("2026-07-01 00:00"), 24, always(100'000));
  work();
  EXPECT_EQ(kept("2026-04", "hours_due"), 720);
  EXPECT_EQ(kept("2026-04", "hours_valid"), 600);
}

TEST_F(OutletLate, an_outage_over_the_end_of_a_month_has_one_length_in_both) {
  auto const at = stack();
  now = clock("2026-08-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  constexpr int june_ends = (30 + 31 + 30) * 24;
  // Ten hours in June and twenty in July: thirty, so that the last 720 count in both; the greatest lies 300 hours back.
  fill(at, "a21026", april, june_ends + 31 * 24, [](int i) { return i >= june_ends - 10 && i < june_ends + 20 ? nothing : i == june_ends - 310 ? 30.0 : 20.0; });
  fill(at, "a00000", april, june_ends + 31 * 24, always(100'000));
  judge_all();
  EXPECT_NEAR(number(factor(detail(at, "2026-06")), "mass_substituted_t"), 10 * 3.0 * 1e-3, 1e-9);
  EXPECT_NEAR(number(factor(detail(at, "2026-07")), "mass_substituted_t"), 20 * 3.0 * 1e-3, 1e-9);
}

TEST_F(OutletLate, a_day_of_sewage_whose_flow_is_mostly_missing_is_not_weighed_by_the_rest) {
  auto const at = outlet(points::Kind::water_outlet, "YZ-W-91", {channel("w01018", "mg/L", "GB18918-2002/一级A"), channel("w00000", "L/s")});
  now = clock("2026-05-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  fill(at, "w01018", april, 240, always(20));
  fill(at, "w00000", april, 240, [](int i) { return i / 24 == 5 && i % 24 > 3 ? nothing : 100.0; });
  judge_all();
  auto const made = factor(detail(at, "2026-04"));
  double const day_kg = 24 * 20.0 * 100 * 3.6e-3;
  EXPECT_NEAR(number(made, "mass_substituted_t"), day_kg / 1000, 1e-9);
  EXPECT_EQ(number(made, "substituted_hours"), 24);
  EXPECT_THAT(last.why, HasSubstr("（1 日）"));
}

TEST_F(OutletLate, a_permit_that_was_cancelled_allows_nothing_afterwards) {
  auto const at = outlet(points::Kind::gas_outlet, "YZ-G-93", {channel("a21026", "mg/m3", "DB14-1929-2019/燃煤锅炉"), channel("a00000", "m3/h")});
  auto const permit = make(permits, "discharge_permit",
                           "facility=YZ-F-0901|number=91140215XN0000901A001P|kind=key|issued_on=2024-01-01|valid_from=2024-01-01|valid_to=2028-12-31|so2_t=5");
  now = clock("2026-05-01 01:00");
  fill(at, "a21026", clock("2026-03-31 00:00"), 48, always(20));
  judge_all();
  EXPECT_EQ(number(factor(detail(at, "2026-04")), "permit_t"), 5);
  auto const cancelled = books.registry.move({permits, clock("2026-04-20 10:00"), "示例"}, books.reg("discharge_permit"), permit.id, permit.version, "cancel", {});
  ASSERT_TRUE(cancelled) << base::to_string(cancelled.error());
  EXPECT_TRUE(factor(detail(at, "2026-04")).at("permit_t").is_null());
  EXPECT_EQ(number(factor(detail(at, "2026-Q1")), "permit_t"), 5) << "it held when the quarter ended";
}

}  // namespace
