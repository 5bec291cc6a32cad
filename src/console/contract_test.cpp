// api/console.yaml and the program say the same: the same addresses, and answers of the shapes that it promises.
#include "gate/contract_for_tests.hpp"
#include "console/house_for_tests.hpp"

namespace console_story {
namespace {

std::string lower_name(http::Method method) { return base::to_lower(http::name_of(method)); }

class Promise : public House {
 protected:
  gate::for_tests::Contract contract{file_text(source() / "api/console.yaml")};

  std::set<std::string> promised() const {
    std::set<std::string> out;
    for (auto const& path : contract.paths()) {
      auto const root = path.second["servers"] ? std::string() : std::string("/api/v1");
      for (auto const& operation : path.second) {
        if (operation.first.Scalar() == "servers") {
          continue;
        }
        out.insert(operation.first.Scalar() + " " + root + path.first.Scalar());
        if (operation.second["x-csv"]) {
          out.insert("get " + root + path.first.Scalar() + ".csv");
        }
      }
    }
    return out;
  }
  std::vector<std::string> shape(Answer const& answer, std::string const& path, std::string const& method = "get") const {
    EXPECT_LT(answer.status, 300) << path << " " << answer.body();
    return contract.findings(answer.value(), contract.answer(path, method, std::to_string(answer.status)));
  }
  void expect_shape(std::string const& target, std::string const& path) {
    auto const answer = get(target);
    EXPECT_THAT(shape(answer, path), IsEmpty()) << target << "\n" << answer.body().substr(0, 2000);
    auto const value = answer.value();
    if (auto const* items = value.as_object().if_contains("items")) {
      EXPECT_GT(items->as_array().size(), 0U) << target << ": an empty list proves nothing";
    }
  }
};

TEST_F(Promise, every_address_of_the_contract_is_there_and_no_other) {
  std::set<std::string> routed;
  for (auto const& route : router.routes()) {
    if (route.pattern != "/api/{rest...}") {
      routed.insert(lower_name(route.method) + " " + route.pattern);
    }
  }
  EXPECT_EQ(routed, promised());
  EXPECT_GT(routed.size(), 60U);
}

TEST_F(Promise, the_contract_itself_is_served) {
  auto const served = get("/openapi.yaml", "");
  EXPECT_EQ(served.status, 200);
  EXPECT_EQ(served.response.content_type, "application/yaml; charset=utf-8");
  EXPECT_EQ(served.body(), file_text(source() / "api/console.yaml"));
}

TEST_F(Promise, every_answer_has_the_shape_that_the_contract_draws) {
  live_hour();
  strangers_and_mistakes();
  auto const frame = std::to_string(log.last().value - 2);
  auto const hour = "&from=2026-03-10T08:00&to=2026-03-10T09:00";
  auto const alarm = std::to_string(verdicts.alarms({}).at(0).id.value);
  ASSERT_EQ(send("PUT", "/assigned-mns/SN-77", R"({"mn":"C110000A0000000000000077"})").status, 204);
  std::vector<std::pair<std::string, std::string>> const asked{
      {"/about", "/about"}, {"/session", "/session"}, {"/overview", "/overview"}, {"/points", "/points"}, {"/points/" + id(boiler), "/points/{id}"},
      {"/points/" + id(boiler) + "/chart?factor=a21026" + hour, "/points/{id}/chart"},
      {"/points/" + id(boiler) + "/chart?factor=a21026&kind=hour-mean" + hour, "/points/{id}/chart"},
      {"/points/" + id(boiler) + "/chart?factor=a34013", "/points/{id}/chart"},
      {"/points/" + id(boiler) + "/frames", "/points/{id}/frames"},
      {"/points/" + id(boiler) + "/statistics?factor=a21026" + hour, "/points/{id}/statistics"},
      {"/frames/" + frame, "/frames/{number}"}, {"/frames/" + std::to_string(log.last().value), "/frames/{number}"},
      {"/transmission?x=1" + std::string(hour), "/transmission"},
      {"/explain?point=" + id(boiler) + "&factor=a21026&period=hour&start=2026-03-10T08:00", "/explain"},
      {"/explain?point=" + id(station) + "&subject=aqi&period=hour&start=2026-03-10T08:00", "/explain"},
      {"/air/stations", "/air/stations"}, {"/air/hours?point=" + id(station), "/air/hours"}, {"/alarms", "/alarms"},
      {"/alarms/" + alarm, "/alarms/{id}"}, {"/verdicts?point=" + id(boiler) + "&subject=a21026", "/verdicts"}, {"/verdicts", "/verdicts"},
      {"/loggers", "/loggers"}, {"/loggers/" + boiler_mn, "/loggers/{mn}"}, {"/seen", "/seen"}, {"/assigned-mns", "/assigned-mns"}, {"/people", "/people"}, {"/trail", "/trail"},
      {"/trail/verification", "/trail/verification"}, {"/system", "/system"}, {"/catalogue/standards", "/catalogue/standards"},
      {"/catalogue/limits?set=GB13271-2014", "/catalogue/limits"}, {"/catalogue/factors", "/catalogue/factors"},
      {"/catalogue/cases?standard=HJ633-2012", "/catalogue/cases"}};
  for (auto const& [target, path] : asked) {
    expect_shape(target, path);
  }
}

TEST_F(Promise, days_of_air_have_that_shape_too) {
  live_hour();
  now = clock("2026-03-11 02:00");
  settle();
  expect_shape("/air/days?point=" + id(station) + "&from=2026-03-01&to=2026-03-12", "/air/days");
}

TEST_F(Promise, what_is_made_and_changed_is_answered_in_that_shape) {
  auto const made = send("POST", "/points", R"({"code":"N-1","name":"新点","kind":"water_outlet","longitude":113.5,"latitude":40.1})");
  EXPECT_EQ(made.status, 201);
  EXPECT_THAT(shape(made, "/points", "post"), IsEmpty());
  auto const point = "/points/" + std::to_string(made.value().at("id").as_int64());
  auto const changed = send("PUT", point, R"({"name":"改名","active":false})");
  EXPECT_THAT(shape(changed, "/points/{id}", "put"), IsEmpty());
  EXPECT_EQ(word(changed.value(), "name"), "改名");
  EXPECT_EQ(word(changed.value(), "code"), "N-1") << "what is not sent stays";
  auto const channels = send("PUT", point + "/channels", R"([{"factor":"w01018","unit":"mg/L","limit_set":"GB18918-2002/一级A"}])");
  EXPECT_THAT(shape(channels, "/points/{id}/channels", "put"), IsEmpty());
  EXPECT_THAT(channels.value().at("limits").as_array(), Not(IsEmpty()));
  auto const logger = send("PUT", "/loggers/NEW1", R"({"point":)" + id(boiler) + R"(,"password":"123456","edition":"2017"})");
  EXPECT_THAT(shape(logger, "/loggers/{mn}", "put"), IsEmpty());
  EXPECT_EQ(send("DELETE", "/loggers/NEW1", "").status, 204);
  EXPECT_EQ(send("DELETE", "/loggers/NEW1", "").status, 404);
  auto const person = send("POST", "/people", R"({"login":"zhao","name":"赵","role":"officer","department":"air","area":"140215","password":"long enough"})");
  EXPECT_EQ(word(person.value(), "department") + word(person.value(), "area"), "air140215");
  EXPECT_EQ(person.status, 201);
  EXPECT_THAT(shape(person, "/people", "post"), IsEmpty());
  EXPECT_TRUE(person.value().at("must_change_password").as_bool()) << "made by somebody else";
  auto const number = std::to_string(person.value().at("id").as_int64());
  EXPECT_THAT(shape(send("PUT", "/people/" + number, R"({"role":"inspector"})"), "/people/{id}", "put"), IsEmpty());
  EXPECT_EQ(send("POST", "/people/" + number + "/password", R"({"password":"another one"})").status, 204);
  live_hour();
  auto const alarm = "/alarms/" + std::to_string(verdicts.alarms({}).at(0).id.value);
  EXPECT_THAT(shape(send("POST", alarm + "/acknowledge", ""), "/alarms/{id}/acknowledge", "post"), IsEmpty());
  EXPECT_THAT(send("POST", alarm + "/clear", "{}").wrong_fields(), ElementsAre("note")) << "why it is settled must be said";
  auto const cleared = send("POST", alarm + "/clear", R"({"note":"燃烧器已检修"})");
  EXPECT_THAT(shape(cleared, "/alarms/{id}/clear", "post"), IsEmpty());
  EXPECT_EQ(word(cleared.value(), "state"), "cleared");
  EXPECT_EQ(send("POST", alarm + "/acknowledge", "").status, 409);
  EXPECT_EQ(journal.find({.who = "boss", .action_prefix = "alarm."}).size(), 2U);
}

TEST_F(Promise, a_logger_that_was_seen_is_registered_and_what_it_sent_before_is_not_lost) {
  strangers_and_mistakes();
  ASSERT_EQ(get("/seen").items().size(), 1U);
  auto const mn = word(get("/seen").items().at(0), "mn");
  EXPECT_EQ(send("PUT", "/loggers/" + mn, R"({"point":)" + id(boiler) + R"(,"password":"gate-key-9","edition":"2017"})").status, 200);
  EXPECT_THAT(get("/seen").items(), IsEmpty());
  settle();
  auto const chart = get("/points/" + id(boiler) + "/chart?factor=a21026&from=2026-03-10T00:00&to=2026-03-11").value();
  EXPECT_THAT(chart.at("rows").as_array(), SizeIs(1));
}

TEST_F(Promise, an_unknown_address_is_a_problem_and_so_is_an_unknown_method) {
  auto const nothing = get("/nothing");
  EXPECT_EQ(nothing.status, 404);
  EXPECT_EQ(nothing.response.content_type, "application/problem+json; charset=utf-8");
  EXPECT_EQ(send("PATCH", "/points", "{}").status, 405);
  EXPECT_EQ(send("PUT", "/overview", "{}").status, 405);
}

}  // namespace
}  // namespace console_story
