// From a station's hours to its year, the district, events counted both ways, imported days, alert levels and their message.
#include "evaluate/world_for_tests.hpp"

#include <boost/json.hpp>

namespace {

using namespace evaluate_story;
namespace json = boost::json;
using testing::HasSubstr, testing::SizeIs;

constexpr std::array<std::pair<char const*, double>, 6> clean{{{"a34004", 30}, {"a34002", 60}, {"a21026", 10}, {"a21004", 20}, {"a21005", 1}, {"a05024", 80}}};

std::shared_ptr<definitions::Set const> air_registers() {
  static auto const loaded = shipped_registers([](std::string_view name) { return name.starts_with("air_"); });
  return loaded;
}

class AirStory : public judge_story::World {
 protected:
  std::filesystem::path const folder = registry::for_tests::fresh_folder("air");
  registry::for_tests::House books{[this] { return sql::Database::open_sqlite((folder / "registers.db").string(), {.full_sync = false}); }, air_registers()};
  std::unique_ptr<sql::Database> figures_db = sql::Database::in_memory();
  figures::Store figures{*figures_db};
  evaluate::Parts parts{catalogue(), registry, store, kept, books.registry, figures, *court};
  std::unique_ptr<Desk> desk;
  identity::Person const visitor = registry::for_tests::person("", identity::Role::guest);

  AirStory() { EXPECT_TRUE(books.registry.migrate(books.now)); }
  ~AirStory() override {
    desk.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  void work() {
    int steps = 0;
    while (desk->step(now) && ++steps < 10'000) {
    }
    EXPECT_LT(steps, 10'000);
  }
  std::string value(std::string const& kind, std::string const& object, std::string const& span) const {
    auto const found = figures.in_force(kind, object, span);
    return found ? found->value : "none";
  }
  PointId place(std::string const& code, std::string const& area, std::string const& origin = "real") {
    points::Point made;
    made.code = code;
    made.name = code;
    made.kind = points::Kind::air_station;
    made.area = area;
    made.origin = origin;
    auto const id = registry.put(made, "test", now).value().id;
    std::vector<points::Channel> channels;
    for (auto const& [factor, value] : clean) {
      auto const unit = base::parse_unit(std::string_view(factor) == "a21005" ? "mg/m3" : "ug/m3").value();
      channels.push_back({.point = id, .factor = factor, .unit = unit, .limit_set = ""});
    }
    EXPECT_TRUE(registry.put(channels, id, "test", now));
    return id;
  }
  /// Hours (or a daily value) of six pollutants, kept until sent() tells them together.
  void note(PointId at, Time when, observe::Kind kind, double fine_dust, double dust) {
    for (auto const& [factor, value] : clean) {
      observe::Row row;
      row.series = store.series({at, factor, kind, ""});
      row.at = when;
      row.value = std::string_view(factor) == "a34004" ? fine_dust : std::string_view(factor) == "a34002" ? dust : value;
      row.flag = kind == observe::Kind::day ? ' ' : 'N';
      row.frame = {frame + 1};
      batch.rows.push_back(row);
    }
  }
  void air_day(PointId at, Day on, double fine_dust = 30, double dust = 60) {
    for (int hour = 0; hour < 24; ++hour) {
      note(at, base::start_of(on) + hour * base::hour_length, observe::Kind::hour, fine_dust, dust);
    }
  }
  void sent() {
    batch.last_frame = {++frame};
    auto const applied = store.append(batch);
    court->observed(batch, applied, now);
    batch = {};
    tick();
  }
  observe::Batch batch;
  void opened() {
    desk = std::make_unique<Desk>(parts);
    evaluate::add_air(*desk, parts);
    evaluate::add_openers(*desk, parts);
    court->on_changed([this](PointId at, std::string const& factor, Day on) {
      if (desk) {
        desk->changed({.point = at, .factor = factor, .day = on});
      }
    });
  }
  static std::string ref(PointId at) { return "point/" + std::to_string(at.value); }
  json::object detail(std::string const& kind, std::string const& object, std::string const& span) const {
    auto const made = desk->compute(kind, object, span);
    EXPECT_TRUE(made) << (made ? "" : base::to_string(made.error()));
    return made ? json::parse(made->detail).as_object() : json::object();
  }
  registry::Record written(std::string const& reg, definitions::Values values, std::string const& state) {
    auto const* of = books.registry.set().find(reg);
    identity::Person admin = registry::for_tests::person("admin", identity::Role::administrator);
    registry::Draft draft;
    draft.values = std::move(values);
    draft.state = state;
    registry::Bulk bulk;
    bulk.rows.push_back(draft);
    auto const put = books.registry.put_all({.person = admin, .now = books.now}, *of, bulk);
    EXPECT_TRUE(put && put->taken) << (put ? put->problems.empty() ? "" : base::to_string(put->problems.front().second) : base::to_string(put.error()));
    auto const page = books.registry.list(admin, *of, {.filter = {}, .search = {}, .box = {}, .sort = {}}, books.now);
    return page.value().records.back();
  }
};

TEST_F(AirStory, a_month_of_hours_becomes_days_a_month_and_its_explanation) {
  now = clock("2025-10-02 12:00");
  auto const station = place("A1", "140215");
  for (int i = 1; i <= 30; ++i) {
    air_day(station, base::day_of(2025, 9, i), i == 7 ? 160 : 30);
  }
  sent();
  opened();
  work();
  auto const day = figures.in_force("air_day", ref(station), "2025-09-07");
  ASSERT_TRUE(day);
  EXPECT_EQ(day->value, "210");
  EXPECT_EQ(day->result, "exceeded");
  EXPECT_EQ(day->grade, "重度污染");
  auto const month = figures.in_force("air_period", ref(station), "2025-09");
  ASSERT_TRUE(month);
  EXPECT_EQ(month->result, "ok");
  auto const detail = json::parse(month->detail).as_object();
  EXPECT_EQ(detail.at("good_days").to_number<int>(), 29);
  EXPECT_EQ(detail.at("heavy_days").to_number<int>(), 1);
  EXPECT_EQ(detail.at("good_share_text").as_string(), "96.7");
  // PM2.5 (29·30 + 160)/30 = 34.33 → 34/35 = 0.97; 60/70 = 0.86; 10/60 = 0.17; 20/40 = 0.50; 1/4 = 0.25; 80/160 = 0.50.
  EXPECT_EQ(month->value, "3.25");
  auto const why = desk->why_deep(visitor, "air_period/" + ref(station) + "/2025-09", 5, 400);
  ASSERT_TRUE(why);
  EXPECT_EQ(why->value, "3.25");
  EXPECT_THAT(why->from.front().how, HasSubstr("34 / 35"));
  auto const& worst = why->from.front().from.front().from.front();
  EXPECT_EQ(worst.title, "2025-09-07");
  EXPECT_EQ(worst.ref, "verdict/aqi/" + std::to_string(station.value) + "/day/2025-09-07");
  EXPECT_FALSE(worst.from.empty()) << "it opens down to its hours";
  EXPECT_EQ(value("air_period", "area/140215", "2025-09"), "3.25") << "one station is the district";
}

TEST_F(AirStory, a_reference_station_counts_in_no_district) {
  now = clock("2025-09-05 12:00");
  auto const town = place("A1", "140215100");
  auto const hills = place("A2", "140215100");
  auto point = *registry.point(hills);
  point.is_reference = true;
  ASSERT_TRUE(registry.put(point, "test", now));
  air_day(town, base::day_of(2025, 9, 1), 60);
  air_day(hills, base::day_of(2025, 9, 1), 10);
  sent();
  opened();
  auto const made = desk->compute("air_day", "area/140215", "2025-09-01").value();
  EXPECT_EQ(detail("air_day", "area/140215", "2025-09-01").at("values").as_object().at("PM2.5").to_number<double>(), 60);
  EXPECT_EQ(made.result, "ok");
  EXPECT_EQ(desk->compute("air_day", "point/" + std::to_string(hills.value), "2025-09-01").value().result, "ok") << "it has its own";
}

TEST_F(AirStory, a_district_needs_three_of_four_stations_and_leaves_simulated_ones_out) {
  now = clock("2025-09-05 12:00");
  std::vector<PointId> stations;
  for (auto const* code : {"A1", "A2", "A3", "A4"}) {
    stations.push_back(place(code, "140215100"));
  }
  auto const invented = place("S1", "140215", "simulated");
  for (int i = 1; i <= 3; ++i) {
    for (std::size_t s = 0; s < stations.size(); ++s) {
      if (!(i == 2 && s > 1) && !(i == 3 && s == 0)) {
        air_day(stations[s], base::day_of(2025, 9, i), 40 + static_cast<double>(s));
      }
    }
    air_day(invented, base::day_of(2025, 9, i), 400);
  }
  for (auto const at : stations) {
    air_day(at, base::day_of(2025, 9, 4));
  }
  sent();
  opened();
  EXPECT_EQ(detail("air_day", "area/140215", "2025-09-01").at("values").as_object().at("PM2.5").to_number<double>(), 42);
  auto const two = desk->compute("air_day", "area/140215", "2025-09-02").value();
  EXPECT_EQ(two.result, "cannot_judge");
  EXPECT_THAT(two.detail, HasSubstr("2 of 4 points are valid"));
  EXPECT_EQ(desk->compute("air_day", "area/140215", "2025-09-03").value().result, "ok");
}

TEST_F(AirStory, a_station_that_falls_silent_is_missing_from_its_district_one_that_is_closed_is_not) {
  now = clock("2025-09-09 12:00");
  std::vector<PointId> stations;
  for (auto const* code : {"A1", "A2"}) {
    stations.push_back(place(code, "140215"));
  }
  auto const closed = place("A3", "140215");
  auto const collected = place("C1", "140215", "imported");
  for (int i = 1; i <= 6; ++i) {
    air_day(stations[0], base::day_of(2025, 9, i), 40);
    for (auto const at : {stations[1], closed}) {
      if (i <= 4) {
        air_day(at, base::day_of(2025, 9, i), 60);
      }
    }
    if (i <= 2) {
      note(collected, base::start_of(base::day_of(2025, 9, i)), observe::Kind::day, 80, 60);
    }
  }
  sent();
  opened();
  auto const day = [&](int i) { return desk->compute("air_day", "area/140215", "2025-09-0" + std::to_string(i)).value(); };
  auto const dust = [&](int i) { return json::parse(day(i).detail).at("values").at("PM2.5"); };
  EXPECT_EQ(dust(2).to_number<double>(), 60) << "all four";
  EXPECT_EQ(dust(4).to_number<double>(), 53) << "the imported one ended with its import";
  EXPECT_EQ(day(5).result, "cannot_judge");
  EXPECT_THAT(day(5).detail, HasSubstr("1 of 3 points are valid")) << "two are silent";
  auto const point = registry.point(closed).value();
  auto changed = point;
  changed.active = false;
  ASSERT_TRUE(registry.put(changed, "test", now));
  EXPECT_EQ(dust(4).to_number<double>(), 53) << "what it measured while it stood still counts";
  EXPECT_THAT(day(5).detail, HasSubstr("1 of 2 points are valid"));
  auto const month = detail("air_period", "area/140215", "2025-09");
  EXPECT_EQ(month.at("days_valid").to_number<int>(), 4) << "the month reads the same days";
}

TEST_F(AirStory, a_station_that_begins_mid_year_was_not_missing_before) {
  now = clock("2025-07-05 12:00");
  auto const old = place("A1", "140215"), young = place("A2", "140215");
  for (int i = -1; i <= 2; ++i) {
    Day const on{base::day_of(2025, 7, 1).number + i};
    air_day(old, on, 40);
    if (i >= 0) {
      air_day(young, on, 61);
    }
  }
  sent();
  opened();
  auto const dust = [&](char const* on) { return detail("air_day", "area/140215", on).at("values").at("PM2.5"); };
  EXPECT_EQ(dust("2025-06-30").to_number<double>(), 40);
  EXPECT_EQ(dust("2025-07-01").to_number<double>(), 50) << "50.5, half to even";
  auto const year = desk->compute("air_period", ref(young), "2025").value();
  EXPECT_EQ(year.result, "cannot_judge");
  EXPECT_THAT(year.detail, HasSubstr("有效日均值 3 天，要求至少 324 天"));
  EXPECT_FALSE(year.number);
}

TEST_F(AirStory, an_event_at_one_station_takes_nothing_from_the_others_and_the_district) {
  now = clock("2021-04-02 12:00");
  std::vector<PointId> const stations{place("A1", "140215"), place("A2", "140215")};
  for (int i = 1; i <= 31; ++i) {
    for (auto const at : stations) {
      air_day(at, base::day_of(2021, 3, i), 30, i == 15 ? 700 : 60);
    }
  }
  sent();
  opened();
  auto const dust = [&](char const* code, std::string const& points, Day from, Day to) {
    written("air_event", {{"code", code}, {"name", "沙尘"}, {"kind", "dust"}, {"from_day", from}, {"to_day", to}, {"area", "140215"}, {"points", points},
                          {"approved_on", base::day_of(2021, 3, 20)}, {"approved_by", "x"}},
            "approved");
  };
  // From the last day of February over midnight into March: day by day, of March only what lies in it.
  dust("AE-2021-001", "A1", base::day_of(2021, 2, 28), base::day_of(2021, 3, 1));
  dust("AE-2021-002", "A1", base::day_of(2021, 3, 15), base::day_of(2021, 3, 15));
  auto const without = detail("air_period", ref(stations[0]), "2021-03").at("without_events").as_object();
  EXPECT_EQ(without.at("days_due").to_number<int>(), 29);
  EXPECT_EQ(without.at("heavy_days").to_number<int>(), 0);
  EXPECT_TRUE(detail("air_period", ref(stations[1]), "2021-03").at("without_events").is_null());
  EXPECT_TRUE(detail("air_period", "area/140215", "2021-03").at("without_events").is_null()) << "only one of two is named";
  dust("AE-2021-003", "A2 A1", base::day_of(2021, 3, 15), base::day_of(2021, 3, 15));
  EXPECT_EQ(detail("air_period", "area/140215", "2021-03").at("without_events").as_object().at("heavy_days").to_number<int>(), 0);
}

TEST_F(AirStory, an_approved_event_is_counted_both_ways_and_changes_its_month) {
  now = clock("2021-04-02 12:00");
  auto const station = place("A1", "140215");
  for (int i = 1; i <= 31; ++i) {
    air_day(station, base::day_of(2021, 3, i), 30, i == 15 ? 700 : 60);
  }
  sent();
  opened();
  work();
  EXPECT_TRUE(detail("air_period", ref(station), "2021-03").at("without_events").is_null());
  written("air_event", {{"code", "AE-2021-001"}, {"name", "沙尘"}, {"kind", "dust"}, {"from_day", base::day_of(2021, 3, 15)}, {"to_day", base::day_of(2021, 3, 15)},
                        {"pollutants", std::vector<std::string>{"PM10"}}, {"area", "140200"}, {"approved_on", base::day_of(2021, 3, 20)}, {"approved_by", "x"}},
          "approved");
  work();
  auto const stored = figures.in_force("air_period", ref(station), "2021-03");
  ASSERT_TRUE(stored);
  auto const month = json::parse(stored->detail).as_object();
  EXPECT_EQ(month.at("heavy_days").to_number<int>(), 1);
  ASSERT_TRUE(month.at("without_events").is_object());
  EXPECT_EQ(month.at("without_events").as_object().at("heavy_days").to_number<int>(), 0);
  EXPECT_EQ(month.at("events").as_array().size(), 1U);
  EXPECT_EQ(detail("air_day", ref(station), "2021-03-15").at("event").as_object().at("kind").as_string(), "dust");
  EXPECT_EQ(figures.history("air_period", ref(station), "2021-03").size(), 2U) << "the old answer stays";
}

TEST_F(AirStory, imported_days_stand_where_there_are_no_hours) {
  now = clock("2016-01-02 12:00");
  auto const city = place("C1", "140200", "imported");
  for (int i = 0; i < 365; ++i) {
    note(city, base::start_of({base::day_of(2015, 1, 1).number + i}), observe::Kind::day, i % 10 == 0 ? 90 : 30, 60);
  }
  air_day(city, base::day_of(2015, 6, 1), 100);
  sent();
  opened();
  work();
  auto const year = figures.in_force("air_period", ref(city), "2015");
  ASSERT_TRUE(year);
  auto const made = json::parse(year->detail).as_object();
  EXPECT_EQ(made.at("days_valid").to_number<int>(), 365);
  EXPECT_EQ(year->result, "exceeded");
  EXPECT_EQ(made.at("attained").as_bool(), false) << "PM2.5: mean 36, limit 35";
  EXPECT_EQ(detail("air_day", ref(city), "2015-01-02").at("imported").as_bool(), true);
  EXPECT_EQ(detail("air_day", ref(city), "2015-06-01").at("imported").as_bool(), false);
  EXPECT_EQ(value("air_period", ref(city), "2014-heating"), "") << "it began before the data";
  auto const trend = desk->compute("air_trend", ref(city), "2015").value();
  EXPECT_EQ(trend.result, "cannot_judge");
  EXPECT_THAT(trend.detail, HasSubstr("1 年"));
}

TEST_F(AirStory, two_periods_are_compared_under_one_edition) {
  now = clock("2026-10-02 12:00");
  auto const station = place("A1", "140215");
  for (int i = 1; i <= 30; ++i) {
    air_day(station, base::day_of(2025, 9, i), 70);
    air_day(station, base::day_of(2026, 9, i), 70);
  }
  sent();
  opened();
  auto const good = [&](std::string const& span, std::optional<Day> under) {
    return json::parse(desk->compute("air_period", ref(station), span, under).value().detail).as_object().at("good_days").to_number<int>();
  };
  EXPECT_EQ(good("2025-09", {}), 30) << "75 was the limit";
  EXPECT_EQ(good("2026-09", {}), 0) << "60 is";
  EXPECT_EQ(good("2025-09", base::day_of(2026, 9, 30)), 0);
  EXPECT_EQ(good("2026-09", base::day_of(2025, 9, 30)), 30);
}

TEST_F(AirStory, measured_days_raise_an_alert_level_and_the_register_speaks_cap) {
  now = clock("2025-01-20 12:00");
  auto const station = place("A1", "140215");
  for (int i = 10; i <= 18; ++i) {
    air_day(station, base::day_of(2025, 1, i), i >= 14 && i <= 15 ? 200 : 30);   // AQI 250
  }
  sent();
  opened();
  EXPECT_EQ(desk->compute("air_alert_level", "area/140215", "2025-01-14").value().value, "黄色");
  EXPECT_EQ(desk->compute("air_alert_level", "area/140215", "2025-01-15").value().value, "橙色");
  EXPECT_EQ(desk->compute("air_alert_level", "area/140215", "2025-01-16").value().value, "橙色") << "36 hours have not passed";
  EXPECT_EQ(desk->compute("air_alert_level", "area/140215", "2025-01-17").value().value, "无");
  EXPECT_EQ(desk->compute("air_alert_level", "area/140215", "2025-01-19").value().result, "cannot_judge");

  definitions::Values const values{{"code", "AL-20250114-01"}, {"level", "orange"}, {"status", "Exercise"}, {"area", "140215"}, {"basis", "forecast"},
                                   {"headline", "重污染天气橙色预警"}, {"note", "演练"}, {"sender", "yunzhou.example"}, {"started_at", clock("2025-01-14 18:00")},
                                   {"lifted_at", clock("2025-01-16 18:00")}};
  auto const alert = written("air_alert", values, "lifted");
  identity::Person const anyone = registry::for_tests::person("admin", identity::Role::administrator);
  auto const xml = evaluate::alert_cap(parts, anyone, alert.id.value);
  ASSERT_TRUE(xml) << base::to_string(xml.error());
  EXPECT_THAT(*xml, HasSubstr("<status>Exercise</status>"));
  EXPECT_THAT(*xml, HasSubstr("<msgType>Cancel</msgType>"));
  EXPECT_THAT(*xml, HasSubstr("<identifier>AL-20250114-01-lifted-202501161800</identifier>"));
  EXPECT_THAT(*xml, HasSubstr("<references>yunzhou.example,AL-20250114-01-started,2025-01-14T18:00:00+08:00</references>"));
  EXPECT_THAT(*xml, HasSubstr("<responseType>AllClear</responseType>"));
  EXPECT_THAT(*xml, HasSubstr("<value>140215</value>"));
  EXPECT_EQ(evaluate::alert_cap(parts, anyone, 999).error().code, "not_found");
}

TEST_F(AirStory, every_message_of_an_alert_names_those_before_it) {
  definitions::Values values{{"code", "AL-20250114-01"}, {"level", "red"}, {"status", "Actual"}, {"area", "140215"}, {"basis", "measured"},
                             {"headline", "重污染天气红色预警"}, {"sender", "yunzhou.example"}, {"started_at", clock("2025-01-14 18:00")}};
  identity::Person const anyone = registry::for_tests::person("admin", identity::Role::administrator);
  auto const cap = [&](char const* code, std::string const& state) {
    values["code"] = std::string(code);
    auto const xml = evaluate::alert_cap(parts, anyone, written("air_alert", values, state).id.value);
    return xml ? *xml : base::to_string(xml.error());
  };
  auto const first = cap("AL-20250114-01", "started");
  EXPECT_THAT(first, HasSubstr("<msgType>Alert</msgType>"));
  EXPECT_THAT(first, testing::Not(HasSubstr("<references>")));
  EXPECT_THAT(first, HasSubstr("<expires>2025-01-17T18:00:00+08:00</expires>")) << "three days, by the catalogue";
  EXPECT_THAT(first, testing::Not(HasSubstr("<valueName>response</valueName>"))) << "a parameter has a value or is not there";
  EXPECT_THAT(first, HasSubstr("<urgency>Immediate</urgency>"));
  values["raised_at"] = clock("2025-01-15 09:30");
  EXPECT_THAT(cap("AL-20250114-02", "raised"), HasSubstr("<references>yunzhou.example,AL-20250114-02-started,2025-01-14T18:00:00+08:00</references>"));
  values["lowered_at"] = clock("2025-01-16 10:00");
  auto const lowered = cap("AL-20250114-03", "lowered");
  EXPECT_THAT(lowered, HasSubstr("<msgType>Update</msgType>"));
  EXPECT_THAT(lowered, HasSubstr("<identifier>AL-20250114-03-lowered-202501161000</identifier>"));
  EXPECT_THAT(lowered, HasSubstr("<references>yunzhou.example,AL-20250114-03-started,2025-01-14T18:00:00+08:00 "
                                 "yunzhou.example,AL-20250114-03-raised-202501150930,2025-01-15T09:30:00+08:00</references>"));
  EXPECT_EQ(evaluate::alert_cap(parts, anyone, written("air_alert", {{"code", "AL-20250114-04"}, {"level", "blue"}, {"status", "Actual"}, {"area", "140215"},
            {"basis", "forecast"}, {"headline", "x"}, {"sender", "yunzhou.example"}, {"started_at", clock("2025-01-14 18:00")}}, "started").id.value).error().where, "level")
      << "the rules of 2024 know no blue";
  values = {{"code", ""}, {"level", "blue"}, {"status", "Actual"}, {"area", "140215"}, {"basis", "forecast"}, {"headline", "x"}, {"sender", "yunzhou.example"},
            {"started_at", clock("2024-01-16 18:00")}, {"lifted_at", clock("2024-01-18 18:00")}};
  EXPECT_THAT(cap("AL-20240116-01", "lifted"), HasSubstr("<event>重污染天气蓝色预警</event>")) << "it began under the rules before";
}

TEST_F(AirStory, a_forecast_starts_an_alert_that_clean_measured_days_lift_after_the_hold_time) {
  now = clock("2026-11-12 12:00");
  auto const station = place("A1", "140215");
  for (int i = 1; i <= 10; ++i) {
    air_day(station, base::day_of(2026, 11, i));
  }
  sent();
  opened();
  int number = 0;
  auto const forecast = [&](char const* issued, Day on, int high) {
    definitions::Values const values{{"code", "AF-20261110-0" + std::to_string(++number)}, {"issued_at", clock(issued)}, {"day", on}, {"area", "140215"},
                                     {"aqi_low", base::Decimal(80, 0)}, {"aqi_high", base::Decimal(high, 0)}, {"issued_by", "示例"}};
    return written("air_forecast", values, "");
  };
  auto const level = [&](char const* on) { return desk->compute("air_alert_level", "area/140215", on).value(); };
  EXPECT_EQ(level("2026-11-10").value, "无");
  EXPECT_EQ(level("2026-11-11").result, "cannot_judge") << "neither measured nor forecast";

  forecast("2026-11-10 11:00", base::day_of(2026, 11, 11), 90);
  auto const record = forecast("2026-11-10 17:00", base::day_of(2026, 11, 11), 210);
  forecast("2026-11-10 17:00", base::day_of(2026, 11, 12), 140);
  for (auto const* on : {"2026-11-10", "2026-11-11"}) {
    EXPECT_EQ(level(on).value, "黄色") << on << ": the newest issue, by the rules of 2024";
    EXPECT_EQ(level(on).edition, "HDQ2024-6");
  }
  EXPECT_EQ(level("2026-11-09").value, "无") << "it was not known then";
  auto const aqi = detail("air_alert_level", "area/140215", "2026-11-10").at("aqi").as_array();
  ASSERT_THAT(aqi, SizeIs(12));
  EXPECT_TRUE(aqi[10].at("forecast").as_bool());
  EXPECT_EQ(aqi[10].at("aqi").as_int64(), 210);
  EXPECT_FALSE(aqi.front().at("forecast").as_bool());
  EXPECT_THAT(level("2026-11-10").why, HasSubstr("record/air_forecast/" + std::to_string(record.id.value)));
  EXPECT_THAT(level("2026-11-10").why, HasSubstr(R"("standard":"环大气〔2024〕6号")"));

  forecast("2026-11-11 17:00", base::day_of(2026, 11, 12), 215);
  for (int i = 11; i <= 12; ++i) {
    air_day(station, base::day_of(2026, 11, i));   // it stayed clean
  }
  now = clock("2026-11-13 02:00");
  sent();
  auto const held = detail("air_alert_level", "area/140215", "2026-11-11");
  EXPECT_EQ(held.at("name").as_string(), "黄色");
  EXPECT_EQ(held.at("move").as_string(), "hold");
  EXPECT_EQ(held.at("since").as_string(), "2026-11-10") << "since it was known";
  EXPECT_EQ(detail("air_alert_level", "area/140215", "2026-11-12").at("move").as_string(), "lift") << "36 hours are over";
}

TEST_F(AirStory, forecasts_are_judged_by_the_rules_of_their_day) {
  now = clock("2023-11-11 12:00");
  auto const station = place("A1", "140215");
  air_day(station, base::day_of(2023, 11, 10));
  sent();
  opened();
  for (int i = 11; i <= 12; ++i) {
    definitions::Values const values{{"code", "AF-20231110-" + std::to_string(i)}, {"issued_at", clock("2023-11-10 17:00")}, {"day", base::day_of(2023, 11, i)},
                                     {"area", "140215"}, {"aqi_low", base::Decimal(160, 0)}, {"aqi_high", base::Decimal(180, 0)}, {"issued_by", "示例"}};
    written("air_forecast", values, "");
  }
  auto const made = desk->compute("air_alert_level", "area/140215", "2023-11-11").value();
  EXPECT_EQ(made.edition, "HBDQH2018-875");
  EXPECT_EQ(made.value, "无") << "150 for two days is yellow only since 2024";
}

}  // namespace
