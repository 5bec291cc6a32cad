// Stories of water: the shipped registers with their demonstration rows, sections by hand and by station, sources judged twice.
#include "judge/world_for_tests.hpp"

#include <set>

#include <boost/json.hpp>

#include "evaluate/evaluate.hpp"
#include "registry/story_for_tests.hpp"
#include "tabular/tabular.hpp"

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using evaluate::Figure, judge_story::catalogue, judge_story::clock;
using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Not;

/// The shipped registers of water and what they refer to.
std::shared_ptr<definitions::Set const> shipped() {
  static auto const set = [] {
    auto const files = registry::for_tests::files_with_references(
        {"surface_water_sample", "source_sample", "background_value", "groundwater_sample", "discharge_link", "permit_outlet"});
    std::vector<base::Problem> problems;
    auto loaded = definitions::Set::load(files, &problems);
    for (auto const& problem : problems) {
      ADD_FAILURE() << base::to_string(problem);
    }
    return loaded.value();
  }();
  return set;
}

class Water : public judge_story::World {
 protected:
  std::filesystem::path const folder = registry::for_tests::fresh_folder("water");
  registry::for_tests::House books{[this] { return sql::Database::open_sqlite((folder / "registers.db").string(), {.full_sync = false}); }, shipped()};
  std::unique_ptr<sql::Database> figures_db = sql::Database::in_memory();
  figures::Store figures{*figures_db};
  evaluate::Parts parts{catalogue(), registry, store, kept, books.registry, figures, *court};
  evaluate::Desk desk{parts};
  identity::Person const clerk = registry::for_tests::person("clerk", identity::Role::administrator);

  Water() {
    EXPECT_TRUE(books.registry.migrate(books.now));
    add_water(desk, parts);
  }
  ~Water() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  /// Rows of samples/registers/ without some columns.
  void load(std::string const& id, std::vector<std::string> const& without = {}, std::string const& origin = "invented") {
    auto const& reg = books.reg(id);
    auto const table = tabular::parse_table(judge_story::file_text(std::string(BIYUN_SOURCE_DIR) + "/samples/registers/" + id + ".csv"), ',').value();
    registry::Bulk bulk;
    bulk.origin = origin;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      std::string text;
      registry::Draft draft;
      for (auto const& column : table.columns) {
        auto const cell = std::string(table.cell(row, column));
        bool const wanted = std::find(without.begin(), without.end(), column) == without.end();
        auto const* field = reg.field(column);
        if (cell.empty() || !wanted || column == "origin") {
          continue;
        }
        if (column == "state") {
          draft.state = cell;
        } else if (column == "geometry") {
          draft.geometry = geo::parse_wkt(cell).value();
        } else if (field->type == definitions::Type::reference) {
          draft.values[column] = base::Decimal(number(field->to, cell), 0);
        } else {
          draft.values[column] = definitions::read_value(*shipped(), *field, cell).value();
        }
      }
      bulk.rows.push_back(std::move(draft));
    }
    auto const done = books.registry.put_all({clerk, books.now}, reg, bulk);
    ASSERT_TRUE(done && done->refused == 0) << id << ": " << (done ? base::to_string(done->problems.front().second) : base::to_string(done.error()));
  }
  std::int64_t number(std::string const& reg, std::string const& key) const { return books.registry.resolve(clerk, books.reg(reg), key).value().value; }
  std::string ref(std::string const& reg, std::string const& key) const { return "record/" + reg + "/" + std::to_string(number(reg, key)); }
  void add(std::string const& reg, std::string const& text) {
    auto const made = books.registry.create({clerk, books.now}, books.reg(reg), books.draft(text, reg), "invented");
    ASSERT_TRUE(made) << base::to_string(made.error());
  }
  Figure figure(std::string const& kind, std::string const& object, std::string const& span) {
    auto const made = desk.compute(kind, object, span);
    EXPECT_TRUE(made) << kind << " " << object << ": " << (made ? "" : base::to_string(made.error()));
    return made ? *made : Figure();
  }
  static json::object detail(Figure const& figure) { return json::parse(figure.detail).as_object(); }
  static std::vector<std::string> names(json::value const& array) {
    std::vector<std::string> found;
    for (auto const& each : array.as_array()) {
      found.emplace_back(each.is_string() ? each.as_string().c_str() : each.as_object().at("name").as_string().c_str());
    }
    return found;
  }
};

constexpr auto clean = "ph=7.9|dissolved_oxygen=8.4|codmn=4|cod=16|bod5=3|nh3n=0.4|tp=0.1|copper=0.002|zinc=0.02|fluoride=0.9|selenium=0.0004|arsenic=0.002"
                       "|mercury=0.00004|cadmium=0.0001|chromium6=0.004|lead=0.002|cyanide=0.001|phenol=0.0003|oil=0.01|las=0.05|sulfide=0.005"
                       "|undetected=铜、锌、硒、汞、镉、六价铬、铅、氰化物、挥发酚、石油类、阴离子表面活性剂、硫化物|lab=示例（虚构）";

class SectionsByHand : public Water {
 protected:
  void SetUp() override {
    load("river_reach", {"downstream"});
    load("water_section", {}, origin());
  }
  virtual std::string origin() const { return "invented"; }
  void sampled(int number, std::string const& day, std::string const& other = {}) {
    auto text = std::string(clean);
    for (auto const part : base::split(other, '|')) {
      auto const name = std::string(part.substr(0, part.find('=') + 1));
      auto const at = ("|" + text).find("|" + name);
      if (name.empty() || at == std::string::npos) {
        continue;
      }
      text.replace(at, text.find('|', at) - at, part);
    }
    add("surface_water_sample", "code=SW-2026-000" + std::to_string(number) + "|section=" + std::to_string(this->number("water_section", "WS-SEC-03")) +
                                    "|sampled_on=" + day + "|" + text);
  }
  std::string section() const { return ref("water_section", "WS-SEC-03"); }
};

TEST_F(SectionsByHand, a_month_is_classed_by_its_worst_item_and_held_against_the_target) {
  sampled(1, "2026-03-05", "nh3n=1.3");
  auto const made = figure("water_section", section(), "2026-03");
  EXPECT_EQ(made.value, "Ⅳ");
  EXPECT_EQ(made.result, "ok") << "the target is class IV";
  EXPECT_EQ(made.grade, "轻度污染");
  EXPECT_EQ(made.edition, "GB3838-2002");
  EXPECT_DOUBLE_EQ(made.valid_share.value(), 1);
  auto const told = detail(made);
  EXPECT_TRUE(told.at("complete").as_bool());
  EXPECT_THAT(names(told.at("main")), ElementsAre("氨氮"));
  EXPECT_DOUBLE_EQ(told.at("main").as_array()[0].at("times_over").as_double(), 0.3);
  EXPECT_TRUE(told.at("target").at("met").as_bool());
  EXPECT_TRUE(told.at("cwqi").is_double());
}

TEST_F(SectionsByHand, a_class_that_hangs_on_an_unknown_amount_is_neither_kept_nor_exceeded) {
  sampled(1, "2026-03-05", "mercury=0.005|undetected=汞");   // the limit of class IV, the target, is 0.001
  auto const made = figure("water_section", section(), "2026-03");
  EXPECT_EQ(made.result, "cannot_judge");
  EXPECT_THAT(made.detail, HasSubstr("达标与否不能判断：汞"));
  EXPECT_TRUE(detail(made).at("target").as_object().at("met").is_null());
}

class PublishedSections : public SectionsByHand {
 protected:
  std::string origin() const override { return "published"; }
};
TEST_F(PublishedSections, show_invented_samples_as_invented) {
  EXPECT_EQ(desk.object("water_section", section())->origin, "published");
  EXPECT_EQ(detail(figure("water_section", section(), "2026-03")).at("data_origin").as_string(), "published");
  sampled(1, "2026-03-05");
  for (auto const* kind : {"water_section", "fluoride_link"}) {
    EXPECT_EQ(desk.object(kind, section())->origin, "invented");
    EXPECT_EQ(detail(figure(kind, section(), "2026-03")).at("data_origin").as_string(), "invented");
  }
  for (auto const* ref : {"river/yu", "area/140215"}) {
    EXPECT_EQ(desk.object("water_river", ref)->origin, "invented") << "one of its sections has invented samples";
  }
}

TEST_F(SectionsByHand, a_year_that_passes_still_shows_the_months_that_fail) {
  sampled(1, "2026-01-05", "nh3n=2.4");
  sampled(2, "2026-02-05", "nh3n=0.3");
  sampled(3, "2026-03-05", "nh3n=0.3");
  auto const made = figure("water_section", section(), "2026");
  EXPECT_EQ(made.value, "Ⅲ") << "the mean is exactly 1.0";
  EXPECT_EQ(made.result, "ok");
  auto const told = detail(made);
  EXPECT_THAT(names(told.at("failing_months")), ElementsAre("2026-01"));
  EXPECT_EQ(told.at("months").as_array().size(), 3U);
  EXPECT_NEAR(made.valid_share.value(), 0.25, 1e-9) << "three of twelve months";
}

TEST_F(SectionsByHand, why_leads_from_the_year_to_the_month_and_from_the_month_to_the_record) {
  sampled(1, "2026-03-05", "nh3n=1.3");
  sampled(2, "2026-03-20", "nh3n=1.5");
  auto const month = figure("water_section", section(), "2026-03");
  EXPECT_THAT(month.why, HasSubstr("record/surface_water_sample/"));
  auto const year = figure("water_section", section(), "2026");
  EXPECT_THAT(year.why, HasSubstr("water_section/" + section() + "/2026-03"));
}

TEST_F(SectionsByHand, half_a_sample_gives_no_class_and_says_what_is_missing) {
  add("surface_water_sample", "code=SW-2026-0009|section=" + std::to_string(number("water_section", "WS-SEC-03")) +
                                  "|sampled_on=2026-04-05|lab=示例（虚构）|ph=7.9|nh3n=0.4");
  auto const made = figure("water_section", section(), "2026-04");
  EXPECT_EQ(made.result, "cannot_judge");
  EXPECT_TRUE(made.value.empty());
  EXPECT_THAT(names(detail(made).at("missing")), Contains("溶解氧"));
  EXPECT_EQ(figure("water_section", section(), "2026-05").result, "cannot_judge") << "no sample at all";
}

TEST_F(SectionsByHand, few_sections_of_a_river_are_judged_by_their_means) {
  sampled(1, "2026-03-05", "nh3n=1.3");
  auto const made = figure("water_river", "river/yu", "2026-03");
  EXPECT_EQ(made.value, "轻度污染");
  auto const told = detail(made);
  EXPECT_EQ(told.at("method").as_string(), "mean");
  EXPECT_EQ(told.at("by_class").at("Ⅳ").as_int64(), 1);
  EXPECT_THAT(made.why, HasSubstr("water_section/" + section() + "/2026-03"));
}

TEST_F(SectionsByHand, the_desk_follows_a_new_record_and_keeps_the_old_answer) {
  now = clock("2026-04-02 12:00");
  sampled(1, "2026-03-05", "nh3n=0.4");
  for (int i = 0; i < 1000 && desk.step(now); ++i) {
  }
  EXPECT_EQ(figures.in_force("water_section", section(), "2026-03").value().value, "Ⅲ");
  sampled(2, "2026-03-20", "nh3n=4.4");
  for (int i = 0; i < 1000 && desk.step(now); ++i) {
  }
  EXPECT_EQ(figures.in_force("water_section", section(), "2026-03").value().value, "劣Ⅴ");
  EXPECT_EQ(figures.history("water_section", section(), "2026-03").front().value, "Ⅲ");
  EXPECT_EQ(figures.in_force("water_river", "river/yu", "2026-03").value().rank, 5);
}

class SectionsByStation : public SectionsByHand {
 protected:
  base::PointId station;
  void SetUp() override {
    SectionsByHand::SetUp();
    station = point({points::Kind::water_station, {"w01001", "w01009", "w01019", "w21003", "w21011"}, "", "mg/L"});
    auto channels = registry.channels(station);
    for (auto& channel : channels) {
      channel.unit = channel.factor == "w01001" ? base::unit_none : channel.unit;
    }
    ASSERT_TRUE(registry.put(channels, station, "test", now));
    auto const record = books.registry.resolve(clerk, books.reg("water_section"), "WS-SEC-03").value();
    registry::Draft draft;
    draft.values["station"] = registry.point(station)->code;
    ASSERT_TRUE(books.registry.change({clerk, books.now}, books.reg("water_section"), record, 1, draft));
  }
  void day_of_station(int day, double ammonia, int every = 1, int until = 24) {
    for (int hour = 0; hour < until; hour += every) {
      auto const at = base::start_of(base::day_of(2026, 3, day)) + hour * base::hour_length;
      std::vector<Datum> data;
      for (auto const& [factor, value] : std::map<std::string, double>{{"w01001", 7.8}, {"w01009", 8.2}, {"w01019", 3.8}, {"w21003", ammonia}, {"w21011", 0.08}}) {
        data.push_back({factor, value, 'N', observe::Kind::hour, ""});
      }
      send(station, at, data);
    }
    now = base::start_of(base::day_of(2026, 3, day + 1)) + 2h;
    tick();
    tick();
  }
};

TEST_F(SectionsByStation, five_items_of_a_station_give_a_class_that_says_what_is_missing) {
  day_of_station(10, 0.4);
  day_of_station(11, 1.8);
  auto const made = figure("water_section", section(), "2026-03");
  EXPECT_EQ(made.value, "Ⅳ") << "the mean of the days is 1.1";
  auto const told = detail(made);
  EXPECT_FALSE(told.at("complete").as_bool());
  EXPECT_TRUE(told.at("automatic").as_bool());
  EXPECT_EQ(told.at("missing").as_array().size(), 16U);
  EXPECT_THAT(made.why, HasSubstr("observation/" + std::to_string(station.value) + "/w21003/day/2026-03-10"));
}

TEST_F(SectionsByStation, a_station_that_samples_every_four_hours_has_days_when_the_registry_says_so) {
  day_of_station(10, 0.4, 4);
  auto const unknown = figure("water_section", section(), "2026-03");
  EXPECT_EQ(unknown.result, "cannot_judge");
  EXPECT_THAT(unknown.detail, HasSubstr("自动站 1 天的日均值均无效"));
  EXPECT_THAT(unknown.why, HasSubstr("应测 24 次，有效 6 次，日均值无效；最低份额待录入，只采用齐全的日（HJ 915-2017 8）"));
  auto known = *registry.point(station);
  known.reading_every_h = 4;
  ASSERT_TRUE(registry.put(known, "test", now));
  day_of_station(11, 0.4, 4);
  EXPECT_EQ(figure("water_section", section(), "2026-03").value, "Ⅱ");
}

TEST_F(SectionsByStation, days_that_lack_readings_are_shown_with_their_reason_and_not_used) {
  day_of_station(10, 0.4);
  day_of_station(11, 1.8, 1, 23);   // the last hour is missing: not a full day
  auto const made = figure("water_section", section(), "2026-03");
  EXPECT_EQ(made.value, "Ⅱ") << "the day with 1.8 is not used";
  EXPECT_EQ(detail(made).at("refused_days").to_number<int>(), 1);
  EXPECT_EQ(detail(made).at("samples").to_number<int>(), 1);
  EXPECT_THAT(made.why, HasSubstr("2026-03-11 自动站日均值"));
  EXPECT_THAT(made.why, HasSubstr("23 of 24 readings are valid"));
  EXPECT_THAT(made.why, HasSubstr("observation/" + std::to_string(station.value) + "/w21003/day/2026-03-11"));
}

class PublishedByStation : public SectionsByStation {
 protected:
  std::string origin() const override { return "published"; }
};
TEST_F(PublishedByStation, shows_what_a_simulated_station_measured_as_simulated) {
  auto measured = *registry.point(station);
  measured.origin = "real";
  ASSERT_TRUE(registry.put(measured, "test", now));
  day_of_station(10, 0.4);
  EXPECT_EQ(desk.object("water_section", section())->origin, "published") << "the station is real";
  measured.origin = "simulated";
  ASSERT_TRUE(registry.put(measured, "test", now));
  EXPECT_EQ(desk.object("water_section", section())->origin, "simulated");
  EXPECT_EQ(detail(figure("water_section", section(), "2026-03")).at("data_origin").as_string(), "simulated");
  sampled(1, "2026-03-05");
  EXPECT_EQ(detail(figure("water_section", section(), "2026-03")).at("data_origin").as_string(), "invented") << "samples by hand beside it";
}

TEST_F(SectionsByStation, station_and_hand_together_are_complete_and_the_station_goes_first) {
  day_of_station(10, 0.4);
  sampled(1, "2026-03-05", "nh3n=4.4");
  auto const made = figure("water_section", section(), "2026-03");
  EXPECT_EQ(made.value, "Ⅲ") << "ammonia of the station, not 4.4; COD by hand";
  auto const told = detail(made);
  EXPECT_TRUE(told.at("complete").as_bool());
  EXPECT_EQ(told.at("source").as_string(), "both");
}

TEST_F(SectionsByHand, fluoride_stands_beside_what_permits_allow) {
  load("facility");
  load("discharge_permit");
  load("permit_outlet");
  load("outfall", {"sources"});
  load("wastewater_plant");
  load("discharge_link");
  sampled(1, "2026-03-05", "fluoride=1.95");
  auto const made = figure("fluoride_link", section(), "2026-03");
  auto const told = detail(made);
  EXPECT_EQ(made.result, "exceeded");
  EXPECT_DOUBLE_EQ(told.at("section").at("share").as_double(), 130) << "1.95 of 1.5 mg/L";
  bool found = false;
  for (auto const& outlet : told.at("outlets").as_array()) {
    if (outlet.at("limit").is_double()) {
      found = true;
      EXPECT_DOUBLE_EQ(outlet.at("ratio").as_double(), 6.67) << "10 against 1.5 mg/L";
    }
  }
  EXPECT_TRUE(found);
}

class Demonstrated : public Water {};

TEST_F(Demonstrated, sections_reservoir_sources_and_wells_have_months_in_both_years) {
  load("river_reach", {"downstream"});
  load("reservoir", {"reach", "chief"});
  load("water_section");
  load("surface_water_sample");
  load("water_source");
  load("source_sample");
  load("background_value");
  load("groundwater_well", {"facility"});
  load("groundwater_sample");
  for (auto const* code : {"WS-SEC-01", "WS-SEC-02", "WS-SEC-03", "WS-SEC-04"}) {
    for (auto const* span : {"2025-03", "2025-Q1", "2025", "2026-10", "2026"}) {
      auto const made = figure("water_section", ref("water_section", code), span);
      EXPECT_NE(made.result, "cannot_judge") << code << " " << span << " " << made.detail;
    }
  }
  auto const fixed_bridge = figure("water_section", ref("water_section", "WS-SEC-02"), "2025");
  EXPECT_EQ(fixed_bridge.value, "Ⅳ");
  EXPECT_THAT(names(detail(fixed_bridge).at("failing_months")), Contains("2025-03")) << "fluoride 1.62";
  EXPECT_EQ(figure("lake_tli", ref("reservoir", "RS-01"), "2025").grade, "轻度富营养");
  auto const area = figure("water_river", "area/140215", "2025");
  EXPECT_TRUE(detail(area).at("cwqi").at("city").is_double());
  auto const wells = figure("groundwater_area", "area/140215", "2025");
  EXPECT_GT(detail(wells).at("wells").as_int64(), 10);
  EXPECT_GT(wells.number.value(), 0);

  auto const source = figure("water_source", ref("water_source", "WS-001"), "2025");
  auto const told = detail(source);
  EXPECT_EQ(told.at("plain").at("class").as_string(), "Ⅳ");
  EXPECT_EQ(told.at("exempt").at("class").as_string(), "Ⅲ");
  EXPECT_THAT(names(told.at("exempt").at("exempted")), ElementsAre("氟化物"));
  EXPECT_EQ(told.at("exempt").at("background").at("version").as_string(), "2023-01");
  EXPECT_EQ(detail(figure("water_source", ref("water_source", "WS-001"), "2026")).at("exempt").at("background").at("version").as_string(), "2026-01")
      << "the version of the day of sampling";
  EXPECT_THAT(source.why, HasSubstr("record/background_value/"));
  auto const beyond = detail(figure("water_source", ref("water_source", "WS-011"), "2025"));
  EXPECT_FALSE(beyond.at("exempt").at("met").as_bool()) << "2.2 mg/L is more than its background";
}


}  // namespace
