// Months of outlets: hours in, windows declared late, alarms withdrawn, amounts with what replaces missing hours, permits, whose eyes see what.
#include "evaluate/outlet_story_for_tests.hpp"
#include "tabular/tabular.hpp"

namespace {

using namespace evaluate_story;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

TEST_F(OutletStory, a_month_of_a_stack_counts_hours_amounts_and_its_share_of_the_permit) {
  auto const at = stack();
  make(permits, "discharge_permit", "facility=YZ-F-0901|number=91140215XN0000901A001P|kind=key|issued_on=2024-01-01|valid_from=2024-01-01|valid_to=2028-12-31");
  auto const permit = make(permits, "permit_outlet", "permit=91140215XN0000901A001P|facility=YZ-F-0901|outlet_no=DA001|point_code=YZ-G-91|medium=gas|stack_height=45|"
                                    "factor=a21026|factor_name=二氧化硫|limit_value=35|limit_unit=mg/m3|total_limit=12|valid_from=2024-01-01");
  now = clock("2026-05-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  fill(at, "a21026", april, 720, [](int i) { return i == 100 ? 70.0 : 30.0; });
  fill(at, "a00000", april, 720, always(50'000));
  judge_all();
  auto const made = factor(detail(at, "2026-04"));
  EXPECT_EQ(number(made, "hours_due"), 720);
  EXPECT_EQ(number(made, "hours_valid"), 720);
  EXPECT_EQ(number(made, "hours_exceeded"), 1);
  EXPECT_DOUBLE_EQ(number(made, "worst_times_over"), 1);
  EXPECT_EQ(number(made, "max"), 70);
  EXPECT_EQ(number(made, "limit"), 35);
  double const t = (719 * 30.0 + 70) * 50'000 * 1e-9;
  EXPECT_NEAR(number(made, "mass_t"), t, 1e-6);
  EXPECT_EQ(number(made, "mass_substituted_t"), 0);
  EXPECT_EQ(number(made, "permit_t"), 12);
  EXPECT_NEAR(number(made, "permit_share"), 100 * t / 12, 1e-4);
  EXPECT_EQ(made.at("permit_ref").as_string(), "record/permit_outlet/" + std::to_string(permit.id.value));
  EXPECT_EQ(last.result, "exceeded");
  EXPECT_NEAR(*last.number, 100 * t / 12, 1e-9);
  EXPECT_EQ(last.standard, "HJ 75-2017");
  EXPECT_NEAR(number(detail(at, "2026-04"), "flow_total_m3"), 720 * 50'000.0, 1e-3);
}

TEST_F(OutletStory, a_start_up_declared_late_excuses_its_hours_withdraws_the_alarm_and_changes_the_month) {
  auto const at = stack();
  now = clock("2026-05-01 01:00");
  auto const start = clock("2026-04-29 06:00");
  fill(at, "a21026", clock("2026-04-29 00:00"), 48, [](int i) { return i >= 6 && i < 9 ? 90.0 : 20.0; });
  judge_all();
  ASSERT_EQ(number(factor(detail(at, "2026-04")), "hours_exceeded"), 3);
  ASSERT_THAT(alarms(verdicts::AlarmKind::exceedance), SizeIs(1));

  // The firm declares; that alone changes nothing.
  auto declared = make(firm, "operating_window",
                       "facility=YZ-F-0901|point_code=YZ-G-91|kind=start_up|from_time=2026-04-29T06:00:00+08:00|to_time=2026-04-29T09:00:00+08:00|reason=点炉");
  judge_all();
  EXPECT_EQ(number(factor(detail(at, "2026-04")), "hours_exceeded"), 3);
  auto const seen = detail(at, "2026-04").at("windows").as_array();
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen.at(0).at("approved"), false);

  // The firm may not approve; the station does.
  EXPECT_FALSE(books.registry.move({firm, books.now, "示例"}, books.reg("operating_window"), declared.id, declared.version, "approve", {}));
  auto const approved = move(officer, declared, "approve", "approved_on=2026-05-01");
  judge_all();
  EXPECT_EQ(result(at, "a21026", "hour", start), "excused");
  EXPECT_EQ(alarms(verdicts::AlarmKind::exceedance).at(0).state, "withdrawn");
  auto made = factor(detail(at, "2026-04"));
  EXPECT_EQ(number(made, "hours_exceeded"), 0);
  EXPECT_EQ(number(made, "hours_excused"), 3);
  EXPECT_EQ(last.result, "ok");
  EXPECT_THAT(last.why, HasSubstr("record/operating_window/" + std::to_string(declared.id.value)));

  // Made longer afterwards by the firm: what was approved stays what it was.
  books.now = books.now + 60s;
  auto const widened = books.registry.change({firm, books.now}, books.reg("operating_window"), approved.id, approved.version,
                                             draft("to_time=2026-04-30T23:00:00+08:00", "operating_window"));
  ASSERT_TRUE(widened);
  judge_all();
  EXPECT_EQ(number(factor(detail(at, "2026-04")), "hours_excused"), 3);

  // Revoked: judged as before, with an alarm.
  move(officer, *widened, "revoke");
  judge_all();
  EXPECT_EQ(result(at, "a21026", "hour", start), "exceeded");
  EXPECT_EQ(number(factor(detail(at, "2026-04")), "hours_exceeded"), 3);
  EXPECT_NE(alarms(verdicts::AlarmKind::exceedance).at(1).state, "withdrawn");
}

TEST_F(OutletStory, missing_hours_are_replaced_by_mass_only_and_shown_apart) {
  auto const at = stack();
  now = clock("2026-07-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  auto const gone = [](int i) { return i >= 800 && i < 810; };
  fill(at, "a21026", april, 2184, [&](int i) { return gone(i) ? nothing : i == 700 ? 30.0 : 20.0; });
  fill(at, "a00000", april, 2184, always(100'000));
  judge_all();
  auto const may = factor(detail(at, "2026-05"));
  EXPECT_EQ(number(may, "hours_valid"), 734);
  EXPECT_EQ(number(may, "mean"), 20);                                     // concentrations are not replaced
  EXPECT_EQ(number(may, "substituted_hours"), 10);
  EXPECT_NEAR(number(may, "mass_substituted_t"), 10 * 3.0 * 1e-3, 1e-9);   // the maximum of the 180 hours before
  EXPECT_NEAR(number(may, "mass_measured_t"), 734 * 2.0 * 1e-3, 1e-9);
  auto const months = number(factor(detail(at, "2026-04")), "mass_t") + number(may, "mass_t") + number(factor(detail(at, "2026-06")), "mass_t");
  EXPECT_NEAR(number(factor(detail(at, "2026-Q2")), "mass_t"), months, 1e-6);
  EXPECT_THAT(last.why, HasSubstr("\"kg/h\"")) << "the outage is told";
}

TEST_F(OutletStory, an_outlet_that_stands_still_discharges_nothing_and_lacks_nothing) {
  auto const at = stack();
  now = clock("2026-05-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  fill(at, "a21026", april, 720, [](int i) { return i < 360 ? 20.0 : nothing; });
  fill(at, "a00000", april, 720, [](int i) { return i < 360 ? 1'000.0 : 0.0; });
  judge_all();
  auto const made = factor(detail(at, "2026-04"));
  EXPECT_EQ(number(made, "hours_due"), 360);
  EXPECT_EQ(number(made, "hours_stopped"), 360);
  EXPECT_EQ(number(made, "valid_share"), 1);
  EXPECT_EQ(number(made, "substituted_hours"), 0);
}

TEST_F(OutletStory, sewage_takes_the_last_valid_day_and_its_weights) {
  auto const at = outlet(points::Kind::water_outlet, "YZ-W-91", {channel("w01018", "mg/L", "GB18918-2002/一级A"), channel("w00000", "L/s")});
  make(permits, "discharge_permit",
       "facility=YZ-F-0901|number=91140215XN0000901A001P|kind=key|issued_on=2024-01-01|valid_from=2024-01-01|valid_to=2028-12-31|cod_t=182.5");
  now = clock("2026-05-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  fill(at, "w01018", april, 720, [](int i) { return i / 24 == 9 && i % 24 < 12 ? nothing : i % 24 < 12 ? 60.0 : 20.0; });   // the tenth has half a day
  fill(at, "w00000", april, 720, [](int i) { return i % 24 < 12 ? 100.0 : 300.0; });
  judge_all();
  auto const made = factor(detail(at, "2026-04"));
  double const day_kg = (12 * 60.0 * 100 + 12 * 20.0 * 300) * 3.6e-3;
  EXPECT_NEAR(number(made, "mass_measured_t"), 29 * day_kg / 1000, 1e-6);
  EXPECT_NEAR(number(made, "mass_substituted_t"), day_kg / 1000, 1e-6);
  EXPECT_EQ(made.at("permit_of_facility"), true);                         // the permit names a total, no outlet
  EXPECT_NEAR(number(made, "permit_share"), 100 * 30 * day_kg / 1000 / 182.5, 1e-4);
  EXPECT_EQ(last.standard, "HJ 356-2019");
  EXPECT_NEAR(number(made, "mean"), (29 * 12 * 60.0 * 100 + 30 * 12 * 20.0 * 300) / (29 * 12 * 100.0 + 30 * 12 * 300.0), 1e-6);
}

TEST_F(OutletStory, a_year_of_a_waste_furnace_tells_how_many_hours_were_declared_of_those_it_may) {
  auto const at = outlet(points::Kind::gas_outlet, "YZ-G-92", {channel("a21026", "mg/m3", "GB18485-2014/焚烧炉"), channel("a00000", "m3/h")});
  now = clock("2026-03-01 01:00");
  fill(at, "a21026", clock("2026-02-01 00:00"), 240, always(20));
  fill(at, "a00000", clock("2026-02-01 00:00"), 240, always(1'000));
  for (auto const& [from, to] : {std::pair("2026-02-02T00:00:00+08:00", "2026-02-03T12:00:00+08:00"),
                                 std::pair("2026-02-03T00:00:00+08:00", "2026-02-03T06:00:00+08:00"),   // within the first: counted once
                                 std::pair("2025-12-31T12:00:00+08:00", "2026-01-01T06:00:00+08:00")}) {
    auto const declared = make(firm, "operating_window", std::string("facility=YZ-F-0901|point_code=YZ-G-92|kind=start_up|reason=点炉|from_time=") + from + "|to_time=" + to);
    move(officer, declared, "approve", "approved_on=2026-02-05");
  }
  judge_all();
  auto const year = detail(at, "2026");
  auto const& allowed = year.at("windows_a_year").as_array();
  ASSERT_THAT(allowed, SizeIs(2));
  EXPECT_EQ(number(allowed.at(0).as_object(), "hours"), 36 + 6);           // what lies in the year
  EXPECT_EQ(number(allowed.at(0).as_object(), "allowed"), 60);
  EXPECT_EQ(number(allowed.at(1).as_object(), "hours"), 0);
  EXPECT_EQ(number(factor(year), "hours_excused"), 36);
  EXPECT_FALSE(detail(at, "2026-02").contains("windows_a_year"));
}

TEST_F(OutletStory, converted_values_are_judged_and_measured_ones_are_weighed) {
  auto const at = stack();
  now = clock("2026-05-01 01:00");
  auto const april = clock("2026-04-01 00:00");
  fill(at, "a21026", april, 24, always(20));
  fill(at, "a21026", april, 24, always(50), 'N', "Zs");
  fill(at, "a00000", april, 24, always(1'000'000));
  judge_all();
  auto const made = factor(detail(at, "2026-04"));
  EXPECT_EQ(made.at("variant"), "Zs");
  EXPECT_EQ(number(made, "mean"), 50);
  EXPECT_EQ(number(made, "hours_exceeded"), 24);
  EXPECT_NEAR(number(made, "mass_t"), 24 * 20.0 * 1e-3, 1e-9);
}

TEST_F(OutletStory, too_little_is_said_and_never_guessed) {
  auto const at = stack();
  detail(at, "2026-04");
  EXPECT_EQ(last.result, "cannot_judge");
  EXPECT_THAT(last.detail, HasSubstr("no data"));
  now = clock("2026-05-01 01:00");
  fill(at, "a21026", clock("2026-04-01 00:00"), 24, always(20), 'B');
  judge_all();
  detail(at, "2026-04");
  EXPECT_EQ(last.result, "cannot_judge");
  EXPECT_THAT(last.detail, HasSubstr("no valid hour"));
  EXPECT_FALSE(last.number);
  fill(at, "a21026", clock("2026-04-02 00:00"), 24, always(20));
  judge_all();
  EXPECT_THAT(std::string(factor(detail(at, "2026-04")).at("no_mass").as_string()), HasSubstr("no flow"));
  EXPECT_TRUE(factor(detail(at, "2026-04")).at("mass_t").is_null());
}

TEST_F(OutletStory, an_enterprise_sees_its_own_outlets_only_and_a_reason_opens_down_to_the_hour) {
  auto const at = stack();
  now = clock("2026-05-01 01:00");
  fill(at, "a21026", clock("2026-04-01 00:00"), 24, [](int i) { return i == 5 ? 80.0 : 20.0; });
  judge_all();
  auto const ref = "point/" + std::to_string(at.value);
  auto const object = desk.object("outlet_month", ref);
  ASSERT_TRUE(object);
  auto const& kind = desk.evaluator("outlet_month")->kind();
  EXPECT_TRUE(desk.sees(firm, kind, *object));
  EXPECT_FALSE(desk.sees(other_firm, kind, *object));
  EXPECT_FALSE(desk.sees(registry::for_tests::person("", identity::Role::guest), kind, *object));
  detail(at, "2026-04");
  EXPECT_THAT(last.why, HasSubstr("verdict/a21026/" + std::to_string(at.value) + "/hour/2026-04-01T05"));
  auto const opened = desk.why(firm, "verdict/a21026/" + std::to_string(at.value) + "/hour/2026-04-01T05");
  ASSERT_TRUE(opened) << base::to_string(opened.error());
  EXPECT_EQ(opened->value, "80");
  EXPECT_FALSE(desk.why(other_firm, "verdict/a21026/" + std::to_string(at.value) + "/hour/2026-04-01T05"));
  EXPECT_THAT(last.why, HasSubstr("observation/" + std::to_string(at.value) + "/a21026/day/2026-04-01"));
  EXPECT_THAT(last.why, testing::Not(HasSubstr("a21026/day/2026-04-02"))) << "days without data are not offered";
}

TEST_F(OutletStory, a_desk_tells_the_judge_follows_what_it_judged_and_keeps_the_old_figure) {
  auto const at = stack();
  Desk kept_up{parts, {.before_step = [this] { follower.step(); }}};
  evaluate::add_emission(kept_up, parts);
  court->on_changed([&](PointId point, std::string const& what, Day on) {
    kept_up.changed({.point = point, .factor = what, .day = on, .reg = {}, .kind = {}, .object = {}});
  });
  auto const work = [&] {
    for (int i = 0; i < 100 && (kept_up.step(now) || i < 2); ++i) {
      tick();
    }
  };
  now = clock("2026-05-01 01:00");
  fill(at, "a21026", clock("2026-04-29 00:00"), 24, [](int i) { return i == 6 ? 90.0 : 20.0; });
  tick();
  work();
  auto const object = "point/" + std::to_string(at.value);
  auto const hours_of = [&](std::string const& key) {
    auto const figure = figures.in_force("outlet_month", object, "2026-04");
    EXPECT_TRUE(figure);
    return figure ? number(factor(json::parse(figure->detail).as_object()), key) : -1;
  };
  EXPECT_EQ(hours_of("hours_exceeded"), 1);
  auto const declared = make(firm, "operating_window",
                             "facility=YZ-F-0901|point_code=YZ-G-91|kind=fault|from_time=2026-04-29T06:00:00+08:00|to_time=2026-04-29T07:00:00+08:00|reason=故障");
  move(officer, declared, "approve", "approved_on=2026-05-01");
  work();
  EXPECT_EQ(hours_of("hours_exceeded"), 0);
  EXPECT_EQ(hours_of("hours_excused"), 1);
  EXPECT_GE(figures.history("outlet_month", object, "2026-04").size(), 2U);
  court->on_changed({});
}

TEST_F(OutletStory, a_register_that_changes_touches_every_outlet_and_a_value_its_own) {
  auto const at = stack();
  auto const* evaluator = desk.evaluator("outlet_month");
  EXPECT_THAT(evaluator->touched({.point = {}, .factor = {}, .day = {}, .reg = "operating_window", .kind = {}, .object = {}}), SizeIs(1));
  EXPECT_THAT(evaluator->touched({.point = {}, .factor = {}, .day = {}, .reg = "eatery", .kind = {}, .object = {}}), IsEmpty());
  EXPECT_THAT(evaluator->touched({.point = at, .factor = "a21026", .day = {}, .reg = {}, .kind = {}, .object = {}}), SizeIs(1));
  EXPECT_THAT(evaluator->touched({.point = {at.value + 1}, .factor = {}, .day = {}, .reg = {}, .kind = {}, .object = {}}), IsEmpty());
}

TEST_F(OutletStory, the_demonstrations_declarations_and_permits_are_taken) {
  identity::Person demo = registry::for_tests::person("demo", identity::Role::administrator);
  for (auto const* const id : {"facility", "discharge_permit", "permit_outlet", "operating_window"}) {
    auto const table = tabular::parse_table(judge_story::file_text(std::string(BIYUN_SOURCE_DIR) + "/samples/registers/" + id + ".csv"), ',');
    ASSERT_TRUE(table) << id;
    registry::Bulk bulk;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
      registry::Draft one;
      for (auto const& field : books.reg(id).fields) {
        std::string text(table->cell(row, field.id));
        if (!text.empty() && field.type == definitions::Type::reference) {
          auto const found = books.registry.resolve(demo, books.reg(field.to), text);
          text = found ? std::to_string(found->value) : "";
        }
        if (!text.empty()) {
          auto read = definitions::read_value(*books.set, field, text);
          ASSERT_TRUE(read) << id << " " << row << " " << field.id << " " << base::to_string(read.error());
          one.values.emplace(field.id, *read);
        }
      }
      one.state = std::string(table->cell(row, "state"));
      bulk.rows.push_back(std::move(one));
    }
    auto const taken = books.registry.put_all({demo, books.now}, books.reg(id), bulk);
    ASSERT_TRUE(taken) << base::to_string(taken.error());
    EXPECT_EQ(taken->refused, 0U) << id << " " << (taken->problems.empty() ? "" : base::to_string(taken->problems.front().second));
  }
  points::Point point{.code = "YZ-G-03", .name = "示例（虚构）", .kind = points::Kind::gas_outlet, .facility = "西坪供热站（虚构）", .area = "140215", .origin = "simulated"};
  auto const id = registry.put(point, "test", now).value().id;
  follower.step();
  tick();
  EXPECT_THAT(court->windows(id, {clock("2026-11-01 00:00"), clock("2026-12-01 00:00")}), SizeIs(1));   // one was approved, one refused
}

}  // namespace
