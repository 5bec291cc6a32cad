// Noise, soil and ecology of the shipped registers: the demonstration's rows become figures, and a few told ones show what is judged and what is not.
#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include <boost/json.hpp>

#include "assess/catalogue_for_tests.hpp"
#include "evaluate/surroundings.hpp"
#include "registry/story_for_tests.hpp"
#include "tabular/tabular.hpp"

namespace {

namespace json = boost::json;
using evaluate::Figure, evaluate::Form, evaluate::Object, evaluate::Span;
using testing::Contains, testing::HasSubstr, testing::Not;

std::shared_ptr<definitions::Set const> shipped_registers() {
  static auto const loaded = [] {   // without the tables of the other ninety
    std::set<std::string> const wanted{"facility", "noise_zone", "noise_point", "noise_measurement", "farmland_unit", "contaminated_plot", "soil_point", "soil_sample", "ecology_year"};
    auto files = definitions::for_tests::catalogue_files(BIYUN_SOURCE_DIR);
    std::erase_if(files, [&](auto const& file) { return file.path.starts_with("registers/") && !wanted.contains(file.path.substr(10, file.path.size() - 15)); });
    return definitions::Set::load(files);
  }();
  EXPECT_TRUE(loaded) << (loaded ? "" : base::to_string(loaded.error()));
  return loaded.value();
}

/// The registers of surroundings with the demonstration's rows, or some of them.
class SurroundingsStory : public testing::Test {
 protected:
  std::filesystem::path const folder = registry::for_tests::fresh_folder("surroundings");
  registry::for_tests::House house{[this] { return sql::Database::open_sqlite((folder / "registers.db").string(), {.full_sync = false}); }, shipped_registers()};
  evaluate::surroundings::Books books{::catalogue(), house.registry};
  std::vector<std::unique_ptr<evaluate::Evaluator>> evaluators;
  identity::Person all = registry::for_tests::person("all", identity::Role::administrator);

  SurroundingsStory() {
    EXPECT_TRUE(house.registry.migrate(house.now));
    for (auto* const make : {evaluate::surroundings::noise_evaluators, evaluate::surroundings::soil_evaluators, evaluate::surroundings::ecology_evaluators}) {
      for (auto& each : make(books)) {
        evaluators.push_back(std::move(each));
      }
    }
  }
  ~SurroundingsStory() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  evaluate::Evaluator const& of(std::string_view kind) const {
    for (auto const& each : evaluators) {
      if (each->kind().id == kind) {
        return *each;
      }
    }
    throw std::runtime_error("no such kind");
  }
  static Span year(int y) { return {Form::year, base::day_of(y, 1, 1), base::day_of(y, 12, 31), std::to_string(y)}; }
  Object object(std::string_view kind, std::string_view name) const {
    for (auto const& each : of(kind).objects()) {
      if (each.name.find(name) != std::string::npos || each.ref == name) {
        return each;
      }
    }
    ADD_FAILURE() << "no " << name;
    return {};
  }
  Figure figure(std::string_view kind, std::string_view name, Span const& span) const { return of(kind).compute(object(kind, name), span); }
  static json::object detail(Figure const& f) { return json::parse(f.detail).as_object(); }

  /// A row of "field=value|field=value"; references by key.
  registry::Record put(std::string_view reg, std::string const& text, std::string const& origin = "invented") {
    auto made = house.registry.create({all, house.now}, house.reg(reg), draft(reg, text), origin);
    EXPECT_TRUE(made) << (made ? "" : base::to_string(made.error()));
    return made.value();
  }
  void load(std::string const& reg) {
    auto const table = tabular::parse_table(file_text(std::string(BIYUN_SOURCE_DIR) + "/samples/registers/" + reg + ".csv"), ',').value();
    registry::Bulk bulk;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      std::string text;
      for (auto const& column : table.columns) {
        auto const cell = std::string(table.cell(row, column));
        bool const left_out = cell.empty() || column == "origin" || column == "facility";
        text += left_out ? "" : (text.empty() ? "" : "|") + column + "=" + cell;
      }
      bulk.rows.push_back(draft(reg, text));
    }
    bulk.origin = "invented";
    auto const result = house.registry.put_all({all, house.now}, house.reg(reg), bulk);
    ASSERT_TRUE(result) << base::to_string(result.error());
    ASSERT_EQ(result->refused, 0U) << reg << " " << base::to_string(result->problems.front().second) << " row " << result->problems.front().first;
  }

 private:
  registry::Draft draft(std::string_view reg, std::string const& text) {
    registry::Draft made;
    for (auto const part : base::split(text, '|')) {
      auto const at = part.find('=');
      auto const name = part.substr(0, at);
      auto const value = part.substr(at + 1);
      auto const* field = house.reg(reg).field(name);
      if (name == "geometry") {
        made.geometry = geo::parse_wkt(value).value();
      } else if (name == "state") {
        made.state = value;
      } else if (field->type == definitions::Type::reference) {
        auto const id = house.registry.resolve(all, house.reg(field->to), value);
        EXPECT_TRUE(id) << reg << " " << part;
        made.values.emplace(name, base::Decimal(id->value, 0));
      } else {
        auto read = definitions::read_value(*house.set, *field, value);
        EXPECT_TRUE(read) << reg << " " << part;
        made.values.emplace(name, *read);
      }
    }
    return made;
  }
};

constexpr auto zone_row =
    "code=NZ-001|name=甲区|zone=2|township=140215100|limit_day=60|limit_night=50|geometry=POLYGON ((113.6 40.0, 113.61 40.0, 113.61 40.01, 113.6 40.0))";
constexpr auto zone_point_row = "code=NP-0001|name=甲点|kind=zone|zone=2|zone_area=NZ-001|township=140215100|geometry=POINT (113.605 40.002)";

std::string hours_row(std::string const& head, std::string const& by_day, std::string const& by_night, int without = -1) {
  std::string text = head;
  for (int hour = 0; hour < 24; ++hour) {
    text += hour == without ? "" : "|h" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + "=" + (hour < 6 || hour >= 22 ? by_night : by_day);
  }
  return text;
}

TEST_F(SurroundingsStory, a_zone_counts_point_times_and_says_which_failed) {
  put("noise_zone", zone_row);
  put("noise_point", zone_point_row);
  put("noise_measurement", hours_row("code=NM-2026-0001|point=NP-0001|measured_on=2026-02-10|way=manual|valid=true|lmax_night=65", "60.0", "50.0"));
  put("noise_measurement", hours_row("code=NM-2026-0002|point=NP-0001|measured_on=2026-05-10|way=manual|valid=true|lmax_night=65.1", "60.1", "49.0"));
  put("noise_measurement", hours_row("code=NM-2026-0003|point=NP-0001|measured_on=2026-08-10|way=manual|valid=false|invalid_why=大风", "80", "80"));
  put("noise_measurement", hours_row("code=NM-2026-0004|point=NP-0001|measured_on=2026-11-10|way=manual|valid=true", "55", "45", 3));
  auto const f = figure("noise_zone", "甲区", year(2026));
  EXPECT_EQ(f.result, "exceeded");
  EXPECT_EQ(f.value, "80.0") << "of three days and two nights one day failed";
  auto const d = detail(f);
  EXPECT_EQ(d.at("point_times_day").as_int64(), 3);
  EXPECT_EQ(d.at("met_day").as_int64(), 2);
  EXPECT_EQ(d.at("point_times_night").as_int64(), 2) << "a night without one hour has no level";
  EXPECT_EQ(d.at("met_burst").as_int64(), 1) << "65.1 is above 50 + 15";
  EXPECT_EQ(d.at("limit_burst").to_number<double>(), 65);
  EXPECT_EQ(d.at("invalid").as_int64(), 1);
  EXPECT_EQ(f.valid_share, 0.75);
  EXPECT_TRUE(d.at("night_met").as_bool());
  EXPECT_NEAR(d.at("ld").to_number<double>(), 58.9, 0.05);
  auto const why = assess::why_from_json(f.why).value();
  ASSERT_EQ(why.from.size(), 4U);
  EXPECT_EQ(why.from[2].state, "invalid");
  EXPECT_THAT(why.from[1].how, HasSubstr("60.1 > 60"));
  EXPECT_THAT(why.from[1].ref, testing::StartsWith("record/noise_measurement/"));
  EXPECT_THAT(why.from[3].note, HasSubstr("7 个小时值"));
  auto const reach = of("noise_zone").reach(object("noise_zone", "甲区"));
  ASSERT_TRUE(reach);
  EXPECT_EQ(base::format(reach->second), "2026-11-10");
  Span const march{Form::month, base::day_of(2026, 3, 1), base::day_of(2026, 3, 31), "2026-03"};
  EXPECT_EQ(figure("noise_zone", "甲区", march).result, "cannot_judge");
  EXPECT_THAT(figure("noise_zone", "甲区", march).detail, HasSubstr("没有有效"));
}

TEST_F(SurroundingsStory, the_county_may_set_the_hours_of_day) {
  put("noise_zone", std::string(zone_row) + "|day_from=7|day_to=23");
  put("noise_point", zone_point_row);
  put("noise_measurement", hours_row("code=NM-2026-0001|point=NP-0001|measured_on=2026-02-10|way=manual|valid=true", "55", "45"));
  auto const d = detail(figure("noise_zone", "甲区", year(2026)));
  EXPECT_NEAR(d.at("ln").to_number<double>(), 10 * std::log10((7 * std::pow(10, 4.5) + std::pow(10, 5.5)) / 8), 0.05) << "06:00 is night here";
}

TEST_F(SurroundingsStory, of_the_district_too_and_in_the_level_of_day_and_night) {
  put("noise_zone", std::string(zone_row) + "|day_from=7|day_to=23");
  put("noise_point", zone_point_row);
  put("noise_measurement", hours_row("code=NM-2026-0001|point=NP-0001|measured_on=2026-02-10|way=manual|valid=true", "59", "49"));
  auto const zone = figure("noise_zone", "甲区", year(2026));
  EXPECT_EQ(zone.value, "50.0") << "06:00 belongs to the night, which exceeds 50";
  EXPECT_EQ(figure("noise_zone", "area/140215", year(2026)).value, zone.value);
  put("noise_zone", std::string(zone_row).replace(5, 6, "NZ-002").replace(std::string(zone_row).find("甲区"), 6, "乙区") + "|day_from=6|day_to=20");
  put("noise_point", std::string(zone_point_row).replace(5, 7, "NP-0002").replace(std::string(zone_point_row).find("NZ-001"), 6, "NZ-002"));
  put("noise_measurement", "code=NM-2026-0002|point=NP-0002|measured_on=2026-02-10|way=manual|valid=true|leq_day=60|leq_night=40");
  auto const ldn = 10 * std::log10((14 * std::pow(10, 6.0) + 10 * std::pow(10, 5.0)) / 24);
  EXPECT_NEAR(detail(figure("noise_zone", "乙区", year(2026))).at("ldn").to_number<double>(), ldn, 0.05) << "fourteen hours of day";
}

TEST_F(SurroundingsStory, an_area_has_the_mean_of_its_grid_and_of_its_roads_by_length) {
  for (int i = 1; i <= 2; ++i) {
    auto const n = std::to_string(i);
    put("noise_point", "code=NP-010" + n + "|name=网格" + n + "|kind=grid|zone=2|township=140215100|geometry=POINT (113.60" + n + " 40.0)");
    put("noise_point", "code=NP-020" + n + "|name=路段" + n + "|kind=road|zone=4a|township=140215100|road=路|length_m=" + (i == 1 ? "3000" : "1000") +
                           "|geometry=LINESTRING (113.60" + n + " 40.0, 113.61 40.0)");
    put("noise_measurement", "code=NM-2026-010" + n + "|point=NP-010" + n + "|measured_on=2026-06-1" + n + "|way=manual|valid=true|leq_day=5" + n + ".0|leq_night=41.0");
    put("noise_measurement", "code=NM-2026-020" + n + "|point=NP-020" + n + "|measured_on=2026-09-1" + n + "|way=manual|valid=true|leq_day=" + (i == 1 ? "68" : "72"));
  }
  auto const f = figure("noise_area", "area/140215", year(2026));
  EXPECT_EQ(f.value, "51.5");
  EXPECT_EQ(f.rank, 2);
  EXPECT_EQ(f.grade, "二级（较好）");
  EXPECT_EQ(f.valid_share, 1.0);
  auto const road = detail(f).at("road").as_object();
  EXPECT_EQ(road.at("day").at("mean").to_number<double>(), 69) << "(3·68 + 1·72) / 4";
  EXPECT_EQ(road.at("length_km").to_number<double>(), 4);
  EXPECT_TRUE(road.at("night").is_null());
  EXPECT_EQ(f.edition, "HJ640-2012");
  EXPECT_THAT(f.why, HasSubstr("record/noise_measurement/"));
}

constexpr auto soil_point_row =
    "name=点|township=140215100|purpose=risk|network=district|depth_cm=20|frequency=yearly|since=2022-01-01|state=planned|geometry=POINT (113.6 40.0)";

TEST_F(SurroundingsStory, a_soil_point_is_judged_by_its_land_and_compared_with_the_round_before) {
  put("soil_point", std::string("code=SP-0001|land=farmland|farm_use=other|") + soil_point_row);
  put("soil_point", std::string("code=SP-0002|land=forest|") + soil_point_row);
  std::string const sample = "point=SP-0001|lab=所|standard=GB15618|mercury=0.05|lead=20|chromium=60|zinc=80";
  put("soil_sample", "code=SS-2023-0001|round=2023|sampled_on=2023-09-10|ph=8.0|cadmium=0.5|arsenic=10|" + sample);
  put("soil_sample", "code=SS-2026-0001|round=2026|sampled_on=2026-09-10|ph=8.0|cadmium=0.66|arsenic=10|" + sample);
  put("soil_sample", "code=SS-2026-0002|point=SP-0002|round=2026|sampled_on=2026-09-10|ph=8.0|cadmium=0.66|lab=所|standard=GB15618");
  auto const before = figure("soil_point", "record/soil_point/1", year(2023));
  EXPECT_EQ(before.value, "优先保护类");
  EXPECT_EQ(before.result, "ok");
  EXPECT_TRUE(detail(before).at("change").is_null());
  auto const f = figure("soil_point", "record/soil_point/1", year(2026));
  EXPECT_EQ(f.value, "安全利用类") << "0.66 is above 0.6 at pH 8";
  EXPECT_EQ(f.result, "exceeded");
  EXPECT_EQ(f.rank, 2);
  EXPECT_EQ(f.colour, "#ffff00");
  EXPECT_EQ(before.colour, "#00e400");
  auto const d = detail(f);
  EXPECT_EQ(d.at("ph_bin").as_string(), "pH>7.5");
  EXPECT_EQ(d.at("items").as_array().at(0).at("pi").to_number<double>(), 1.1);
  EXPECT_EQ(d.at("items").as_array().at(0).at("over").as_string(), "screening");
  EXPECT_EQ(d.at("change").at("items").as_array().at(0).at("percent").to_number<double>(), 32);
  EXPECT_THAT(f.why, HasSubstr("record/soil_sample/"));
  EXPECT_EQ(figure("soil_point", "record/soil_point/2", year(2026)).result, "cannot_judge") << "no standard judges forest";
  EXPECT_EQ(figure("soil_point", "record/soil_point/1", year(2025)).result, "cannot_judge") << "no sample that year";
}

TEST_F(SurroundingsStory, a_place_is_not_told_clean_while_a_sample_of_it_cannot_be_judged) {
  put("soil_point", std::string("code=SP-0001|land=construction|land_class=1|") + soil_point_row);
  std::string const sample = "point=SP-0001|lab=所|standard=GB36600";
  put("soil_sample", "code=SS-2025-0001|round=a|sampled_on=2025-03-10|arsenic=8|" + sample);
  put("soil_sample", "code=SS-2025-0002|round=b|sampled_on=2025-09-10|arsenic=8|other_items=甲苯 约 0.8|" + sample);
  put("soil_sample", "code=SS-2026-0001|round=c|sampled_on=2026-03-10|arsenic=21|" + sample);
  put("soil_sample", "code=SS-2026-0002|round=d|sampled_on=2026-09-10|arsenic=8|other_items=甲苯 约 0.8|" + sample);
  auto const doubtful = figure("soil_point", "record/soil_point/1", year(2025));
  EXPECT_EQ(doubtful.result, "cannot_judge");
  EXPECT_THAT(doubtful.detail, HasSubstr("甲苯 约 0.8"));
  auto const exceeded = figure("soil_point", "record/soil_point/1", year(2026));
  EXPECT_EQ(exceeded.result, "exceeded") << "what is above a screening value is so whatever the other sample says";
  EXPECT_THAT(exceeded.detail, HasSubstr("1 samples could not be judged"));
}

TEST_F(SurroundingsStory, what_was_not_detected_counts_as_its_limit_and_further_items_are_read) {
  put("soil_point", std::string("code=SP-0001|land=construction|land_class=1|background=砷=30|") + soil_point_row);
  put("soil_sample", "code=SS-2026-0001|point=SP-0001|round=r|sampled_on=2026-09-10|lab=所|standard=GB36600|arsenic=28|chromium6=2|undetected=铬（六价）、氯乙烯|"
                     "other_items=甲苯=0.8；氯乙烯<0.01");
  auto const f = figure("soil_point", "record/soil_point/1", year(2026));
  EXPECT_EQ(f.result, "ok") << f.detail << " arsenic is above screening but within the background";
  std::map<std::string, std::string> over;
  auto const d = detail(f);
  for (auto const& row : d.at("items").as_array()) {
    over[std::string(row.at("name").as_string())] = std::string(row.at("over").as_string()) + (row.at("undetected").as_bool() ? " undetected" : "");
  }
  EXPECT_EQ(f.colour, "#00e400");
  EXPECT_EQ(over["砷"], "background");
  EXPECT_EQ(over["铬（六价）"], "none undetected");
  EXPECT_EQ(over["氯乙烯"], "none undetected");
  EXPECT_EQ(over["甲苯"], "none");
  EXPECT_GT(detail(f).at("missing").as_array().size(), 30U) << "of 45 basic items";
  EXPECT_LT(f.valid_share, 0.2);
}

TEST_F(SurroundingsStory, an_object_says_the_weakest_origin_of_what_it_is_judged_by) {
  put("noise_zone", zone_row, "published");
  put("noise_point", zone_point_row, "real");
  put("soil_point", std::string("code=SP-0001|land=farmland|farm_use=other|") + soil_point_row, "published");
  EXPECT_EQ(object("noise_zone", "甲区").origin, "published");
  EXPECT_EQ(object("noise_zone", "area/140215").origin, "real") << "of an area its points count";
  EXPECT_EQ(object("soil_point", "record/soil_point/1").origin, "published");
  put("noise_measurement", "code=NM-2026-0001|point=NP-0001|measured_on=2026-02-10|way=manual|valid=true|leq_day=55", "imported");
  put("soil_sample", "code=SS-2026-0001|point=SP-0001|round=r|sampled_on=2026-09-10|ph=8.0|cadmium=0.5|lab=所|standard=GB15618", "invented");
  for (auto const* ref : {"甲区", "area/140215"}) {
    EXPECT_EQ(object("noise_zone", ref).origin, "imported");
  }
  EXPECT_EQ(object("noise_area", "area/140215").origin, "imported");
  EXPECT_EQ(object("soil_point", "record/soil_point/1").origin, "invented");
}

TEST_F(SurroundingsStory, the_demonstration_fills_every_kind) {
  for (auto const* reg : {"noise_zone", "noise_point", "noise_measurement", "farmland_unit", "contaminated_plot", "soil_point", "soil_sample", "ecology_year"}) {
    load(reg);
    if (HasFatalFailure()) {
      return;
    }
  }
  std::map<std::string, std::map<std::string, int>> results;
  for (auto const& evaluator : evaluators) {
    for (auto const& object : evaluator->objects()) {
      EXPECT_FALSE(object.name.empty());
      if (evaluator->reach(object)) {
        auto const f = evaluator->compute(object, year(2025));
        ++results[evaluator->kind().id][f.result];
        EXPECT_TRUE(assess::why_from_json(f.why)) << evaluator->kind().id;
        EXPECT_TRUE(json::parse(f.detail).is_object());
      }
    }
  }
  EXPECT_GE(results["noise_zone"]["ok"], 1);
  EXPECT_GE(results["noise_zone"]["exceeded"], 1);
  EXPECT_EQ(results["noise_area"]["ok"], 1);
  EXPECT_GE(results["soil_point"]["ok"], 10);
  EXPECT_GE(results["soil_point"]["exceeded"], 5);
  EXPECT_GE(results["farmland_unit"]["ok"], 3);
  EXPECT_GE(results["farmland_unit"]["exceeded"], 2);
  EXPECT_GE(results["plot"]["ok"], 2);
  EXPECT_GE(results["plot"]["exceeded"], 3);
  EXPECT_EQ(results["ecology_ei"]["ok"], 1);
  EXPECT_EQ(results["ecology_eqi"]["ok"], 1);
  auto const ei = figure("ecology_ei", "area/140215", year(2025));
  EXPECT_GT(ei.number.value_or(0), 35);
  EXPECT_EQ(detail(ei).at("parts").as_array().size(), 5U);
  EXPECT_FALSE(detail(ei).at("change").is_null());
  EXPECT_EQ(detail(figure("ecology_ei", "area/140215", year(2022))).at("restrictions").as_array().size(), 1U);
  EXPECT_EQ(figure("ecology_ei", "area/140215", year(2026)).result, "cannot_judge") << "the year is not on record";
  EXPECT_THAT(detail(figure("noise_zone", "area/140215", year(2025))).at("zones").as_array(), Not(testing::IsEmpty()));
  auto const unit = detail(figure("farmland_unit", "FU-0017", year(2025)));
  EXPECT_EQ(unit.at("rule").as_string(), "主导") << "five of six points, and a single point never lies together with others";
}

TEST_F(SurroundingsStory, the_same_digits_come_out_twice_and_another_day_s_rules_can_be_asked_for) {
  put("ecology_year", "code=EY-140215-2025|area=140215|year=2025|eqi_pattern=60|eqi_function=70|eqi_biodiversity=50|eqi_stress=20");
  auto const f = figure("ecology_eqi", "area/140215", year(2025));
  EXPECT_EQ(f.value, "63.60");
  EXPECT_EQ(f.grade, "二类");
  EXPECT_EQ(f.detail, figure("ecology_eqi", "area/140215", year(2025)).detail);
  auto const before = of("ecology_eqi").compute_under(object("ecology_eqi", "area/140215"), year(2025), base::day_of(2020, 1, 1));
  ASSERT_TRUE(before);
  EXPECT_EQ(before->result, "cannot_judge") << "EQI was not yet";
  EXPECT_EQ(figure("ecology_ei", "area/140215", year(2025)).result, "cannot_judge") << "no areas, no index";
  put("ecology_year", "code=EY-140215-2024|area=140215100|year=2024|eqi_pattern=10|eqi_function=10|eqi_biodiversity=10|eqi_stress=90");
  EXPECT_EQ(figure("ecology_eqi", "area/140215", year(2024)).result, "cannot_judge") << "a township is not the district";
  EXPECT_EQ(figure("ecology_eqi", "area/140215", year(2025)).detail, f.detail);
}

}  // namespace
