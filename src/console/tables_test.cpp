// Lists and tables: paging, sorting, filters, CSV; and forms with wrong fields.
#include "console/house_for_tests.hpp"
#include "tabular/tabular.hpp"

namespace console_story {
namespace {

class Tables : public House {
 protected:
  void many_points() {
    for (int i = 0; i < 30; ++i) {
      auto const number = std::to_string(100 + i);
      registry.put(points::Point{.code = "P-" + number, .name = "点" + number, .kind = points::Kind::other, .longitude = 200.0 / (i + 2)}, "boss", now).value();
    }
  }
  std::vector<std::string> codes(std::string const& query) {
    std::vector<std::string> out;
    for (auto const& item : get("/points" + query).items()) {
      out.push_back(word(item, "code"));
    }
    return out;
  }
  tabular::Table table(std::string const& target, std::string const& login = "boss") {
    auto const answer = get(target, login);
    EXPECT_EQ(answer.status, 200) << target << answer.body();
    EXPECT_EQ(answer.response.content_type, "text/csv; charset=utf-8");
    EXPECT_THAT(answer.header("Content-Disposition"), testing::MatchesRegex("attachment; filename=\"[a-z-]+\\.csv\"")) << target;
    EXPECT_TRUE(answer.body().starts_with("\xEF\xBB\xBF")) << target << ": spreadsheets want the mark";
    auto const read = tabular::parse_table(answer.body(), ',');
    EXPECT_TRUE(read) << target;
    return read.value();
  }
  std::vector<std::string> refused(std::string const& method, std::string const& path, std::string const& body) {
    auto const answer = send(method, path, body);
    EXPECT_EQ(answer.status, 400) << path << answer.body();
    EXPECT_EQ(answer.response.content_type, "application/problem+json; charset=utf-8");
    return answer.wrong_fields();
  }
};

TEST_F(Tables, a_list_comes_in_pages_that_together_are_the_whole) {
  many_points();
  auto const first = get("/points?limit=20").value(), second = get("/points?limit=20&skip=20").value();
  EXPECT_EQ(first.at("total").to_number<int>(), 33);
  EXPECT_EQ(first.at("items").as_array().size(), 20U);
  EXPECT_EQ(second.at("items").as_array().size(), 13U);
  EXPECT_EQ(second.at("skip").to_number<int>(), 20);
  EXPECT_THAT(codes("?skip=1000"), IsEmpty());
  std::set<std::string> all;
  for (auto const& code : codes("?limit=20")) all.insert(code);
  for (auto const& code : codes("?limit=20&skip=20")) all.insert(code);
  EXPECT_EQ(all.size(), 33U);
}

TEST_F(Tables, a_list_is_sorted_by_any_of_its_fields_numbers_as_numbers) {
  many_points();
  EXPECT_THAT(codes("?sort=code&limit=2&q=p-"), ElementsAre("P-100", "P-101"));
  EXPECT_THAT(codes("?sort=-code&limit=2&q=p-"), ElementsAre("P-129", "P-128"));
  EXPECT_THAT(codes("?sort=-longitude&limit=3&kind=other"), ElementsAre("P-100", "P-101", "P-102")) << "100 degrees before 66.7 and 50";
}

TEST_F(Tables, the_verdicts_of_a_point_are_those_of_all_its_factors_unless_one_is_named) {
  live_hour();
  std::string const hour = "&from=2026-03-10T00:00&to=2026-03-11T00:00";
  auto const subjects = [&](std::string const& query) {
    std::set<std::string> found;
    for (auto const& item : get("/verdicts?point=" + query + hour).items()) {
      found.insert(word(item, "subject"));
    }
    return found;
  };
  EXPECT_TRUE(subjects(id(boiler)).contains("a21026"));
  EXPECT_TRUE(subjects(id(station)).contains("aqi"));
  EXPECT_EQ(subjects(id(boiler) + "&subject=a21026"), std::set<std::string>{"a21026"});
  EXPECT_THAT(subjects(id(boiler) + "&subject=w01018"), IsEmpty());
}

TEST_F(Tables, an_hour_of_which_nothing_counts_has_no_value_and_not_zero) {
  for (int minute = 0; minute < 60; ++minute) {
    line.feed(upload(boiler_mn, "gate-key-1", "a21026-Rtd=620,a21026-Flag=M"), now);
    now = now + 1min;
  }
  settle();
  now = now + 6min;
  settle();
  auto const verdict = get("/verdicts?result=excused&point=" + id(boiler)).items().at(0);
  EXPECT_EQ(word(verdict, "excuse"), "maintenance");
  EXPECT_TRUE(verdict.at("value").is_null());
}

TEST_F(Tables, verdicts_of_all_points_are_filtered_like_those_of_one) {
  live_hour();
  auto const starts = [&](std::string const& query, std::string const& login = "boss") {
    std::vector<std::string> found;
    for (auto const& item : get("/verdicts" + query, login).items()) {
      found.push_back(word(item, "point_name") + " " + word(item, "subject") + " " + word(item, "result"));
    }
    return found;
  };
  EXPECT_THAT(starts(""), testing::UnorderedElementsAre("甲厂锅炉 a21026 exceeded", "乙厂锅炉 a21026 exceeded"));
  EXPECT_THAT(starts("", "works"), ElementsAre("甲厂锅炉 a21026 exceeded"));
  EXPECT_THAT(starts("?subject=a05024"), IsEmpty());
  EXPECT_THAT(starts("?subject=aqi&result=incomplete", "public"), ElementsAre("模拟空气站 aqi incomplete"));
  EXPECT_THAT(starts("?to=2026-03-10T08:00"), IsEmpty());
  EXPECT_THAT(starts("?from=2026-03-10T09:00"), IsEmpty());
  EXPECT_THAT(starts("?from=2026-03-10T08:00&to=2026-03-10T08:01"), SizeIs(2));
  EXPECT_EQ(word(get("/verdicts?from=never").value(), "where"), "from");
}

TEST_F(Tables, verdicts_that_the_newest_do_not_reach_back_to_are_gathered_point_by_point) {
  std::vector<verdicts::Verdict> all;
  for (int i = 0; i < 20'001; ++i) {
    all.push_back({.point = boiler, .subject = "a21026", .period = "hour", .start = clock("2020-01-01 00:00") + base::hour_length * i, .result = "exceeded",
                   .judged_at = now});
  }
  verdicts.put(all);
  store.series({boiler, "a21026", observe::Kind::hour, ""});
  EXPECT_EQ(get("/verdicts?from=2020-01-01&to=2020-01-02&limit=1").value().at("total").as_int64(), 24);
  EXPECT_EQ(get("/verdicts?from=2020-01-01&to=2020-01-02", "public").value().at("total").as_int64(), 0);
  EXPECT_EQ(word(get("/verdicts?from=2020-01-01&to=2022-01-02").value(), "where"), "from");
}

TEST_F(Tables, alarms_are_sorted_by_number_value_and_how_much_they_press) {
  live_hour();
  verdicts.open({.kind = verdicts::AlarmKind::frozen, .point = boiler, .subject = "a21026", .began_at = now, .last_at = now}, now);
  verdicts.open({.kind = verdicts::AlarmKind::offline, .point = station, .began_at = now, .last_at = now}, now);
  auto const told = [&](std::string const& sort, std::string const& field) {
    std::vector<std::string> out;
    for (auto const& item : get("/alarms?sort=" + sort).items()) {
      out.push_back(json::serialize(item.at(field)));
    }
    return out;
  };
  EXPECT_THAT(told("-severity", "severity"), ElementsAre("\"high\"", "\"high\"", "\"middle\"", "\"low\""));
  EXPECT_THAT(told("id", "id"), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(told("-id", "id"), ElementsAre("4", "3", "2", "1"));
  EXPECT_THAT(told("-value", "point").at(0), std::to_string(other.value));
  auto const second = get("/alarms?sort=-id&limit=2&skip=2").value();
  EXPECT_EQ(second.at("total").as_int64(), 4);
  EXPECT_EQ(second.at("items").at(0).at("id").as_int64(), 2);
}

TEST_F(Tables, an_alarm_is_acknowledged_once) {
  live_hour();
  auto const alarm = "/alarms/" + std::to_string(verdicts.alarms({}).at(0).id.value);
  EXPECT_EQ(send("POST", alarm + "/acknowledge", "").status, 200);
  auto const again = send("POST", alarm + "/acknowledge", R"({"note":"again"})", "patrol");
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(word(again.value(), "mend"), HasSubstr("clear it"));
  EXPECT_THAT(journal.find({.action_prefix = "alarm."}), SizeIs(1));
  EXPECT_EQ(send("POST", alarm + "/clear", R"({"note":"done"})").status, 200);
}

TEST_F(Tables, a_point_tells_the_course_of_its_last_day_and_how_much_of_today_came) {
  live_hour();
  (void)get("/overview");   // counts the rates that were never counted
  auto const one = get("/points/" + id(boiler)).value();
  auto const& channel = one.at("channels").as_array().at(0);
  EXPECT_EQ(channel.at("spark").as_array().size(), 24U);
  EXPECT_EQ(std::count_if(channel.at("spark").as_array().begin(), channel.at("spark").as_array().end(), [](auto const& v) { return !v.is_null(); }), 1)
      << "one hour was closed";
  EXPECT_GT(one.at("transmission").to_number<double>(), 0.0);
  EXPECT_LT(one.at("transmission").to_number<double>(), 1.0) << "it spoke for one hour since midnight";
}

TEST_F(Tables, filters_choose_and_unknown_words_are_refused) {
  EXPECT_THAT(codes("?kind=gas_outlet"), ElementsAre("SIM-G-1", "SIM-G-2"));
  EXPECT_THAT(codes("?facility=%E7%94%B2%E5%8E%82%EF%BC%88%E6%A8%A1%E6%8B%9F%EF%BC%89"), ElementsAre("SIM-G-1"));
  EXPECT_THAT(codes("?q=sim-a"), ElementsAre("SIM-A-1"));
  EXPECT_THAT(codes("?state=exceeded"), IsEmpty());
  for (auto const& [target, where] : std::vector<std::pair<std::string, std::string>>{
           {"/points?limit=0", "limit"}, {"/points?limit=1001", "limit"}, {"/points?skip=-1", "skip"}, {"/points?limit=ten", "limit"},
           {"/points?sort=colour", "sort"}, {"/points?kind=volcano", "kind"}, {"/points?state=fine", "state"}, {"/alarms?state=odd", "state"},
           {"/alarms?kind=odd", "kind"}, {"/alarms?severity=odd", "severity"}, {"/alarms?sort=note", "sort"}, {"/alarms?from=yesterday", "from"},
           {"/verdicts?period=year", "period"}, {"/verdicts?result=good", "result"}, {"/trail?before=x", "before"}, {"/trail?limit=0", "limit"},
           {"/transmission?kind=year", "kind"}, {"/points/1/chart?factor=a21026&kind=year", "kind"}, {"/points/1/chart", "factor"},
           {"/points/1/chart?factor=a21026&to=never", "to"}, {"/points/1/chart?factor=a21026&from=2026-03-02&to=2026-03-01", "from"},
           {"/explain?point=1&factor=a21026", "start"}, {"/explain?point=1&factor=a21026&start=2026-03-10T08:00&period=week", "period"},
           {"/points/1/statistics?factor=a21026&period=week", "period"}, {"/catalogue/limits?on=someday", "on"}}) {
    auto const answer = get(target);
    EXPECT_EQ(answer.status, 400) << target << answer.body();
    EXPECT_EQ(word(answer.value(), "where"), where) << target;
    EXPECT_NE(word(answer.value(), "detail"), "") << target;
  }
  EXPECT_EQ(get("/points/99").status, 404);
  EXPECT_EQ(get("/points/one").status, 404);
  EXPECT_EQ(get("/frames/0").status, 404);
  EXPECT_EQ(get("/alarms/12345678901234567890").status, 404);
  EXPECT_EQ(get("/loggers/nobody").status, 404);
}

TEST_F(Tables, every_list_is_a_table_with_a_mark_a_header_and_all_rows) {
  live_hour();
  strangers_and_mistakes();
  auto const hour = "&from=2026-03-10T08:00&to=2026-03-10T09:00";
  auto const of_boiler = "/points/" + id(boiler);
  for (auto const& [target, rows, column] : std::vector<std::tuple<std::string, std::size_t, std::string>>{
           {"/points.csv?limit=1", 3, "code"}, {of_boiler + "/chart.csv?factor=a21026" + hour, 60, "value"},
           {of_boiler + "/chart.csv?factor=a21026&kind=hour-mean" + hour, 1, "device"}, {of_boiler + "/frames.csv?limit=1", 60, "text"},
           {of_boiler + "/statistics.csv?factor=a21026" + hour, 1, "mean"}, {"/transmission.csv?x=1" + std::string(hour), 7, "share"},
           {"/air/stations.csv", 1, "aqi"}, {"/air/hours.csv?point=" + id(station) + hour, 1, "standard"}, {"/alarms.csv?limit=1", 2, "severity"},
           {"/verdicts.csv", 2, "clause"}, {"/loggers.csv", 3, "mn"}, {"/seen.csv", 1, "peer"}, {"/people.csv", 10, "role"},
           {"/catalogue/factors.csv?limit=1", catalogue().factors().size(), "unit"},
           {"/catalogue/standards.csv", catalogue().editions().size(), "digest"}}) {
    auto const found = table(target);
    EXPECT_EQ(found.rows.size(), rows) << target << get(target).body();
    EXPECT_TRUE(found.column(column)) << target;
  }
  EXPECT_EQ(table("/trail.csv?limit=1").rows.size(), journal.find({.most = 10'000}).size());
  EXPECT_GT(table("/catalogue/limits.csv?set=GB13271-2014&limit=1").rows.size(), 5U);
  EXPECT_EQ(table("/air/hours.csv?point=" + id(station) + hour).cell(0, "values"), "NO2=32.9 O3=62.9 PM10=42.9 PM2.5=22.9 SO2=12.9");
  EXPECT_EQ(table("/points.csv?kind=air_station").cell(0, "name"), "模拟空气站") << "filters hold for tables too";
}

TEST_F(Tables, a_table_without_rows_has_the_header_that_it_has_with_rows) {
  live_hour();
  strangers_and_mistakes();
  auto const of_boiler = "/points/" + id(boiler);
  std::string const never = "from=2000-01-01&to=2000-01-02";
  for (auto const& [full, empty] : std::vector<std::pair<std::string, std::string>>{
           {"/points.csv", "?q=nothing"}, {of_boiler + "/chart.csv?factor=a21026", "&" + never},
           {of_boiler + "/chart.csv?factor=a21026&kind=hour-mean", "&" + never}, {of_boiler + "/frames.csv", "?" + never},
           {of_boiler + "/statistics.csv?factor=a21026", "&" + never}, {"/transmission.csv", "?point=99"},
           {"/air/hours.csv?point=" + id(station), "&" + never}, {"/alarms.csv", "?" + never}, {"/verdicts.csv", "?" + never}, {"/trail.csv", "?who=nobody"},
           {"/catalogue/limits.csv", "?set=nothing"}, {"/catalogue/cases.csv?standard=HJ633-2012", "-nothing"}}) {
    auto const with = table(full), without = table(full + empty);
    EXPECT_GT(with.rows.size(), 0U) << full;
    EXPECT_EQ(without.rows.size(), 0U) << full << empty;
    EXPECT_EQ(without.columns, with.columns) << full;
  }
  registry.remove_logger(boiler_mn, "boss", now).value();
  for (auto const* list : {"/air/days.csv?point=", "/loggers.csv?x=", "/seen.csv?x=", "/air/stations.csv?x="}) {
    EXPECT_GT(table(list + id(boiler)).columns.size(), 5U) << list;
  }
}

TEST_F(Tables, lists_of_things_are_told_by_their_names_in_a_table) {
  live_hour();
  strangers_and_mistakes();
  EXPECT_EQ(table("/points.csv?q=sim-g-1").cell(0, "channels"), "二氧化硫");
  auto const loggers = table("/loggers.csv?sort=mn");
  EXPECT_THAT(std::string(loggers.cell(0, "faults")), AllOf(HasSubstr("CRC"), Not(HasSubstr("{")), Not(HasSubstr("advice"))));
}

TEST_F(Tables, text_that_a_spreadsheet_would_run_is_made_harmless_and_numbers_stay_numbers) {
  for (auto const* name : {"=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "名称,带\"引号\"\n和换行"}) {
    registry.put(points::Point{.code = "F-" + std::to_string(registry.points().size()), .name = name, .longitude = -71.5}, "boss", now).value();
  }
  auto const found = table("/points.csv?q=f-&sort=code");
  ASSERT_EQ(found.rows.size(), 5U);
  EXPECT_EQ(found.cell(0, "name"), "'=HYPERLINK(\"http://x\")");
  EXPECT_EQ(found.cell(1, "name"), "'+1+1");
  EXPECT_EQ(found.cell(2, "name"), "'-2+3");
  EXPECT_EQ(found.cell(3, "name"), "'@SUM(A1)");
  EXPECT_EQ(found.cell(4, "name"), "名称,带\"引号\"\n和换行");
  EXPECT_EQ(found.cell(0, "longitude"), "-71.5");
}

TEST_F(Tables, a_chart_of_too_many_rows_is_thinned_to_means_with_extremes_and_the_table_has_them_all) {
  observe::Batch batch{.last_frame = {1}};
  auto const series = store.series({boiler, "a21026", observe::Kind::realtime, ""});
  for (int i = 0; i < 120'000; ++i) {
    batch.rows.push_back({.series = series, .at = clock("2026-03-01 00:00") + 1s * i, .value = i % 100 + 0.0, .flag = 'N', .frame = {1}});
  }
  store.append(batch);
  auto const days = "factor=a21026&from=2026-03-01&to=2026-03-03";
  auto const chart = get("/points/" + id(boiler) + "/chart?" + days).value();
  EXPECT_TRUE(chart.at("thinned").as_bool());
  auto const& rows = chart.at("rows").as_array();
  EXPECT_GT(rows.size(), 600U);
  EXPECT_LE(rows.size(), 1001U);
  EXPECT_EQ(rows.at(5).at(2).to_number<double>(), 0);
  EXPECT_EQ(rows.at(5).at(3).to_number<double>(), 99);
  EXPECT_GT(rows.back().at(0).as_int64(), clock("2026-03-02 09:15").ms) << "to the last row, not to the first hundred thousand";
  EXPECT_EQ(table("/points/" + id(boiler) + "/chart.csv?" + days).rows.size(), 120'000U);
}

TEST_F(Tables, a_form_is_told_each_of_its_wrong_fields) {
  EXPECT_THAT(refused("POST", "/points", "{}"), ElementsAre("code", "name"));
  EXPECT_THAT(refused("POST", "/points", R"({"code":"a b","name":" ","kind":"volcano","longitude":181,"latitude":"north","area":"x","active":1})"),
              testing::UnorderedElementsAre("code", "name", "kind", "longitude", "latitude", "area", "active"));
  EXPECT_THAT(refused("PUT", "/points/" + id(boiler) + "/channels", R"([{"factor":"","unit":"furlong"},{"factor":"a21026","unit":"mg/m3","required":"yes"}])"),
              testing::UnorderedElementsAre("channels[0].factor", "channels[0].unit", "channels[1].required"));
  EXPECT_THAT(refused("PUT", "/loggers/NEW1", "{}"), testing::UnorderedElementsAre("password", "edition", "point"));
  EXPECT_THAT(refused("PUT", "/loggers/NEW1", R"({"point":)" + id(boiler) + R"(,"password":"","edition":"2017"})"), ElementsAre("password"));
  EXPECT_THAT(refused("PUT", "/loggers/NEW1", R"({"password":"123456","point":1e300,"edition":"1999","rtd_interval_s":1e12,"minute_interval_min":0.5,"sm4_key":"short","crc_accepted":"any"})"),
              testing::UnorderedElementsAre("point", "edition", "rtd_interval_s", "minute_interval_min", "sm4_key", "crc_accepted"));
  EXPECT_THAT(refused("PUT", "/loggers/NEW1", R"({"point":99,"password":"123456","edition":"2017"})"), ElementsAre("point"));
  EXPECT_THAT(refused("POST", "/people", R"({"login":"A B","name":7,"role":"king","password":"short"})"),
              testing::UnorderedElementsAre("login", "name", "role", "password"));
  EXPECT_THAT(refused("POST", "/people", R"({"login":"zhao","role":"enterprise","password":"long enough"})"), ElementsAre("facility"));
  EXPECT_THAT(refused("POST", "/people", R"({"login":"zhao","role":"officer","area":"14","password":"long enough"})"), ElementsAre("department", "area"));
  EXPECT_THAT(refused("POST", "/people/1/password", "{}"), ElementsAre("password"));
  for (auto const* path : {"/points", "/people"}) {
    EXPECT_THAT(refused("POST", path, "no json"), ElementsAre()) << "the body itself";
  }
  EXPECT_THAT(refused("PUT", "/points/" + id(boiler) + "/channels", "{}"), ElementsAre());
  EXPECT_EQ(send("POST", "/points", R"({"code":"SIM-G-1","name":"again"})").status, 409);
  EXPECT_EQ(send("POST", "/people", R"({"login":"boss","password":"long enough"})").status, 409);
  EXPECT_EQ(registry.points().size(), 3U) << "nothing half stored";
  EXPECT_EQ(people.all().size(), 10U);
}

TEST_F(Tables, frames_and_journal_come_in_true_pages_from_either_end) {
  live_hour();
  auto const numbers = [&](std::string const& target) {
    std::vector<std::int64_t> out;
    for (auto const& item : get(target).items()) {
      out.push_back(item.at("number").as_int64());
    }
    return out;
  };
  kept_badge("boss");
  for (auto const& [list, total] : {std::pair{"/points/" + id(boiler) + "/frames", std::size_t{60}}, {std::string("/trail"), journal.find({}).size()}}) {
    auto const first = get(list + "?limit=2").value();
    EXPECT_EQ(first.at("total").to_number<std::size_t>(), total) << list;
    auto const newest = numbers(list + "?limit=4");
    ASSERT_THAT(newest, SizeIs(4));
    EXPECT_THAT(numbers(list + "?limit=2&skip=2"), ElementsAre(newest[2], newest[3])) << list;
    EXPECT_THAT(numbers(list + "?limit=2&sort=-number"), ElementsAre(newest[0], newest[1])) << list;
    auto const oldest = numbers(list + "?limit=2&sort=number&skip=" + std::to_string(total - 2));
    EXPECT_THAT(oldest, ElementsAre(newest[1], newest[0])) << list;
    EXPECT_THAT(numbers(list + "?skip=100000"), IsEmpty());
    EXPECT_EQ(word(get(list + "?sort=zzz").value(), "where"), "sort") << list;
  }
}

TEST_F(Tables, a_point_that_was_just_made_or_changed_is_in_the_list_at_once) {
  EXPECT_THAT(codes(""), SizeIs(3));
  EXPECT_EQ(send("POST", "/points", R"({"code":"N-1","name":"新点"})").status, 201);
  EXPECT_THAT(codes("?q=n-1"), ElementsAre("N-1"));
  EXPECT_EQ(send("PUT", "/points/" + id(boiler), R"({"code":"N-2"})").status, 200);
  EXPECT_THAT(codes("?q=n-"), ElementsAre("N-2", "N-1"));
}

TEST_F(Tables, what_is_explained_stands_in_the_state_its_point_is_in) {
  live_hour();
  auto const explained = get("/explain?point=" + id(boiler) + "&factor=a21026&period=hour&start=2026-03-10T08:00").value();
  EXPECT_EQ(word(explained.at("point"), "state"), "exceeded");
}

TEST_F(Tables, numbers_are_shown_without_the_noise_of_binary_arithmetic) {
  auto const series = store.series({boiler, "a21026", observe::Kind::realtime, ""});
  store.append({.rows = {{.series = series, .at = now, .value = 25.759999999999998, .total = 123456789012.25, .flag = 'N', .frame = {1}}}, .last_frame = {1}});
  auto const chart = "/points/" + id(boiler) + "/chart";
  EXPECT_THAT(get(chart + "?factor=a21026").body(), HasSubstr(",25.76,null,null,123456789012.25,"));
  EXPECT_EQ(table(chart + ".csv?factor=a21026").cell(0, "value"), "25.76");
  verdicts.put(verdicts::Verdict{.point = boiler, .subject = "a21026", .period = "hour", .start = now, .result = "exceeded",
                                 .detail = R"({"times_over":0.8739999999999999})", .judged_at = now});
  EXPECT_THAT(get("/verdicts").body(), HasSubstr(R"({"times_over":0.874})"));
}

TEST_F(Tables, the_journal_tells_who_changed_what_and_that_it_is_unbroken) {
  send("PUT", "/points/" + id(boiler), R"({"name":"一号锅炉"})", "centre");
  auto const lines = get("/trail?action=point.change").items();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(word(lines.at(0), "who"), "centre");
  EXPECT_EQ(json::serialize(lines.at(0).at("detail")), R"({"name":{"before":"甲厂锅炉","after":"一号锅炉"}})");
  EXPECT_TRUE(get("/trail/verification").value().at("ok").as_bool());
  auto const newest = get("/trail?limit=3").items();
  auto const before = std::to_string(newest.at(2).at("number").as_int64());
  EXPECT_EQ(get("/trail?limit=1&before=" + before).items().at(0).at("number").as_int64(), newest.at(2).at("number").as_int64() - 1);
}

}  // namespace
}  // namespace console_story
