// A CSV under a plan: refused with row, column and reason, or stored whole.
#include "ingest/story.hpp"

namespace ingest {
namespace {

using namespace story;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

ImportPlan plan_of(std::string const& text) {
  auto plan = parse_plan(text);
  EXPECT_TRUE(plan) << base::to_string(plan.error());
  return *plan;
}

ImportPlan station_plan() {
  return plan_of(R"({"kind":"hour","point_column":"station","point_codes":{"North":"S-1"},"time_columns":["time"],"time_style":"iso",
                     "missing":["","NA"],"columns":[{"column":"PM2.5","factor":"a34004","unit":"ug/m3"},{"column":"CO","factor":"a21005","unit":"ug/m3"}]})");
}

class Imports : public testing::Test {
 protected:
  Imports() { house.point("S-1"); }
  ImportReport read(std::string const& csv) { return read(station_plan(), csv); }
  ImportReport read(ImportPlan const& plan, std::string const& csv) {
    pieces.clear();
    return read_import(plan, knowledge(), house.registry, csv, &pieces);
  }
  /// "where: code" of the only problem; nothing may be stored then.
  std::string refusal(ImportReport const& report) {
    EXPECT_THAT(pieces, IsEmpty());
    return report.problems.size() == 1 ? report.problems[0].where + ": " + report.problems[0].code : std::to_string(report.problems.size()) + " problems";
  }
  void store(ImportPlan const& plan, std::string const& csv) {
    auto const report = read(plan, csv);
    ASSERT_THAT(report.problems, IsEmpty()) << base::to_string(report.problems[0]);
    house.gateway->store_import(pieces, "file.csv", house.now);
    house.gateway->catch_up();
  }
  std::string rows(std::string const& factor, observe::Kind kind = observe::Kind::hour) { return house.told_of({house.point("S-1").id, factor, kind, ""}); }

  House house;
  std::vector<std::string> pieces;
};

TEST_F(Imports, become_evidence_and_then_observations_in_the_catalogue_s_units) {
  store(station_plan(), "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,600\nNorth,2020-03-26 19:00,NA,700\n");
  EXPECT_EQ(rows("a34004"), "18:00:00 2");
  EXPECT_EQ(rows("a21005"), "18:00:00 0.6; 19:00:00 0.7");   // mg/m³
  ASSERT_THAT(house.kept(), SizeIs(1));
  EXPECT_EQ(house.kept()[0].kind, evidence::Kind::import);
  EXPECT_THAT(house.kept()[0].bytes, HasSubstr("North,2020-03-26 18:00,2,600\n"));
}

TEST_F(Imports, count_what_they_read_and_whom_it_concerns) {
  auto const report = read("station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,\nSouth,2020-03-26 18:00,3,1\nNorth,2020-03-27 18:00,4,NA\n");
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.rows, 3);
  EXPECT_EQ(report.values, 2);
  EXPECT_EQ(report.missing, 2);
  EXPECT_EQ(report.left_out, 1);
  EXPECT_THAT(report.points, ElementsAre(house.point("S-1").id));
  EXPECT_EQ(base::format(report.first_at) + " " + base::format(report.last_at), "2020-03-26T18:00:00+08:00 2020-03-27T18:00:00+08:00");
}

TEST_F(Imports, name_the_columns_a_file_lacks) {
  auto const report = read("station,when,PM2.5,NO\nNorth,2020-03-26 18:00,2,600\n");
  ASSERT_THAT(report.problems, SizeIs(2));
  EXPECT_EQ(report.problems[0].where, "row 1, column time");
  EXPECT_EQ(report.problems[1].where, "row 1, column CO");
  EXPECT_THAT(pieces, IsEmpty());
}

TEST_F(Imports, refuse_a_unit_nobody_knows_and_one_that_measures_something_else) {
  auto plan = station_plan();
  plan.columns[1].unit = "furlong";
  EXPECT_EQ(refusal(read(plan, "station,time,PM2.5,CO\n")), "row 1, column CO: unknown_unit");
  plan.columns[1].unit = "kPa";
  auto const report = read(plan, "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,600\n");
  ASSERT_THAT(report.problems, SizeIs(1));
  EXPECT_EQ(report.problems[0].where, "row 2, column CO");
  EXPECT_THAT(pieces, IsEmpty());
}

TEST_F(Imports, refuse_times_numbers_points_and_rows_that_are_wrong_with_row_and_column) {
  std::string const header = "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,600\n";
  EXPECT_EQ(refusal(read(header + "North,2020-02-30 18:00,2,600\n")), "row 3, column time: bad_time");
  EXPECT_EQ(refusal(read(header + "North,yesterday,2,600\n")), "row 3, column time: bad_time");
  EXPECT_EQ(refusal(read(header + "North,2020-03-26 19:00,2,6oo\n")), "row 3, column CO: not_a_number");
  EXPECT_EQ(refusal(read(header + "North,2020-03-26 19:00,1e999,600\n")), "row 3, column PM2.5: not_a_number");
  EXPECT_EQ(refusal(read(header + "North,2020-03-26 19:00,2\n")), "row 3: wrong_cells");
  EXPECT_EQ(refusal(read(header + "\n\"North,2020-03-26 19:00,2,600\n")), "row 4: unclosed_quote");
  auto plan = station_plan();
  plan.point_codes["North"] = "S-9";
  EXPECT_EQ(refusal(read(plan, header)), "row 2, column station: unknown_point");
  plan.point_column.clear();
  plan.point_code = "S-9";
  EXPECT_EQ(refusal(read(plan, header)), "point_code: unknown_point");
  EXPECT_EQ(refusal(read("")), ": empty");
}

TEST_F(Imports, refuse_two_values_for_one_moment_and_take_the_same_one_twice) {
  std::string const header = "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,600\n";
  EXPECT_EQ(refusal(read(header + "North,2020-03-26 19:00,3,600\nNorth,2020-03-26 18:00,2.5,600\n")), "row 4, column PM2.5: contradiction");
  EXPECT_THAT(read(header + "North,2020-03-26 18:00,2.5,600\n").problems[0].detail, HasSubstr("row 2 "));
  EXPECT_THAT(read(header + "North,2020-03-26 18:00,2,600\n").problems, IsEmpty());
  EXPECT_THAT(read("station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,\nNorth,2020-03-26 18:00,,600\n").problems, IsEmpty()) << "they complete one another";
}

TEST_F(Imports, refuse_times_that_cannot_be_once_a_row) {
  std::string const header = "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,600\n";
  EXPECT_EQ(refusal(read(header + "North,2999-03-26 18:00,2,600\n")), "row 3, column time: bad_time");
  EXPECT_EQ(refusal(read(header + "North,1989-12-31 23:00,2,600\n")), "row 3, column time: bad_time");
  EXPECT_EQ(refusal(read(header + "North,2020-03-26 07:30,2,600\n")), "row 3, column time: bad_time");
  EXPECT_THAT(read(header + "North,2020-03-26 07:30,2,600\n").problems[0].detail, HasSubstr("no start of an hour"));
  auto plan = station_plan();
  plan.kind = observe::Kind::minute;
  EXPECT_THAT(read(plan, header + "North,2020-03-26 07:30,2,600\n").problems, IsEmpty());
  EXPECT_EQ(refusal(read(plan, header + "North,2020-03-26 07:30:10,2,600\n")), "row 3, column time: bad_time");
  plan.kind = observe::Kind::day;
  EXPECT_EQ(refusal(read(plan, header)), "row 2, column time: bad_time");
}

TEST_F(Imports, refuse_a_factor_nobody_knows_and_a_column_that_is_there_twice) {
  auto plan = station_plan();
  plan.columns[1].factor = "zzz99";
  EXPECT_EQ(refusal(read(plan, "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,600\n")), "row 1, column CO: unknown_factor");
  EXPECT_EQ(refusal(read("station,time,PM2.5,CO,PM2.5\nNorth,2020-03-26 18:00,2,600,3\n")), "row 1, column PM2.5: repeated_column");
  EXPECT_THAT(read("station,time,PM2.5,CO,x,x\nNorth,2020-03-26 18:00,2,600,3,4\n").problems, IsEmpty()) << "what nobody reads may be there";
}

TEST_F(Imports, say_every_problem_but_no_more_than_a_thousand) {
  std::string csv = "station,time,PM2.5,CO\n";
  for (int i = 0; i < 1200; ++i) csv += "North,2020-03-26 18:00,x,600\n";
  auto const report = read(csv);
  EXPECT_THAT(report.problems, SizeIs(1000));
  EXPECT_TRUE(report.truncated);
  EXPECT_EQ(report.problems[999].where, "row 1001, column PM2.5");
  EXPECT_THAT(pieces, IsEmpty());
}

TEST_F(Imports, store_nothing_of_a_file_whose_last_row_is_wrong) {
  std::string csv = "station,time,PM2.5,CO\n";
  for (int i = 0; i < 5000; ++i) csv += "North,2020-03-26 18:00,2,600\n";
  EXPECT_EQ(refusal(read(csv + "North,2020-03-26 18:00,2,bad\n")), "row 5002, column CO: not_a_number");
  house.gateway->store_import(pieces, "file.csv", house.now);
  EXPECT_THAT(house.kept(), IsEmpty());
}

TEST_F(Imports, cut_a_long_file_into_pieces_without_losing_a_row) {
  std::string csv = "\xEF\xBB\xBFstation,time,PM2.5,CO\r\n";
  auto const start = at("2019-01-01");
  for (int i = 0; i < 5000; ++i) {
    auto const hour = base::format(start + std::chrono::hours(i)).substr(0, 16);
    csv += "\"North\"," + hour + "," + std::to_string(i) + ",\r\n";
    if (i % 1999 == 0) csv += "\r\n";
  }
  store(station_plan(), csv);
  EXPECT_THAT(pieces, SizeIs(3));
  auto const series = house.store->find({house.point("S-1").id, "a34004", observe::Kind::hour, ""}).value();
  auto const all = house.store->rows(series, {start, start + std::chrono::hours(6000)});
  ASSERT_THAT(all, SizeIs(5000));
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i].value, static_cast<double>(i));
}

TEST_F(Imports, are_made_again_by_a_rebuild) {
  store(station_plan(), "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,2,600\n");
  store(station_plan(), "station,time,PM2.5,CO\nNorth,2020-03-26 18:00,3,600\n");   // a corrected file
  EXPECT_EQ(rows("a34004"), "18:00:00 3 r1");
  auto const before = house.store->digest();
  house.store->clear();
  house.restart();
  house.gateway->catch_up();
  EXPECT_EQ(house.store->digest(), before);
}

TEST_F(Imports, of_hours_named_by_their_end_are_dated_by_their_start) {
  auto const plan = plan_of(R"({"kind":"hour","point_code":"S-1","time_columns":["Date","Hour"],"time_style":"date_hour","time_is_end":true,
                                "columns":[{"column":"AQI","factor":"AQI","unit":""}]})");
  store(plan, "Date,Hour,AQI\n20200326,18,36\n20200327,00,40\n20200327,24,41\n");
  EXPECT_EQ(rows("AQI"), "17:00:00 36; 23:00:00 40; 23:00:00 41");
}

TEST_F(Imports, read_year_month_day_and_hour_from_four_columns) {
  auto const plan = plan_of(R"({"kind":"hour","point_code":"S-1","time_columns":["y","m","d","h"],"time_style":"ymdh",
                                "columns":[{"column":"T","factor":"a01001","unit":"℃"}]})");
  store(plan, "y,m,d,h,T\n2013,3,1,0,-0.7\n2016,2,29,23,1.5\n");
  EXPECT_EQ(rows("a01001"), "00:00:00 -0.7; 23:00:00 1.5");
  EXPECT_EQ(refusal(read(plan, "y,m,d,h,T\n2015,2,29,0,1\n")), "row 2, column y: bad_time");
}

TEST(ImportPlans, come_back_from_their_text_as_they_were) {
  auto const plan = station_plan();
  auto const again = plan_of(to_text(plan));
  EXPECT_EQ(to_text(again), to_text(plan));
  EXPECT_EQ(again.point_codes, plan.point_codes);
}

TEST(ImportPlans, that_are_wrong_name_the_member) {
  auto const where = [](std::string const& text) {
    auto const plan = parse_plan(text);
    return plan ? "in order" : plan.error().where;
  };
  std::string const columns = R"("columns":[{"column":"a","factor":"b","unit":""}])";
  EXPECT_EQ(where(R"({"point_code":"x","time_columns":["t"],)" + columns + "}"), "in order");
  EXPECT_EQ(where(R"({"point_code":"x","time_columns":["t"]})"), "columns");
  EXPECT_EQ(where(R"({"time_columns":["t"],)" + columns + "}"), "point_code");
  EXPECT_EQ(where(R"({"point_code":"x","time_columns":["t","u"],)" + columns + "}"), "time_columns");
  EXPECT_EQ(where(R"({"point_code":"x","time_style":"roman","time_columns":["t"],)" + columns + "}"), "time_style");
  EXPECT_EQ(where(R"({"point_code":"x","time_columns":["t"],"kind":"week",)" + columns + "}"), "kind");
  EXPECT_EQ(where(R"({"point_code":7,"time_columns":["t"],)" + columns + "}"), "point_code");
  EXPECT_EQ(where(R"({"point_code":"x","time_columns":["t"],"colums":1,)" + columns + "}"), "colums");
  EXPECT_EQ(where(R"({"point_code":"x","time_columns":["t"],"columns":[{"column":"a"}]})"), "columns[0].column");
  EXPECT_FALSE(parse_plan("not JSON"));
}

TEST(ImportPlans, shipped_are_in_order) {
  for (std::string const name : {"cnemc-station-hourly", "prsa-beijing"}) {
    std::ifstream in(fs::path(BIYUN_SOURCE_DIR) / "catalog/imports" / (name + ".json"), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    auto const plan = parse_plan(text.str());
    ASSERT_TRUE(plan) << base::to_string(plan.error());
    for (auto const& column : plan->columns) EXPECT_TRUE(base::parse_unit(column.unit)) << column.column;
  }
}

}  // namespace
}  // namespace ingest
