// api/evaluations.yaml and the program say the same: the same addresses, and answers of the shapes that it promises.
#include "gate/contract_for_tests.hpp"

#include "evaluations/house_for_tests.hpp"

namespace evaluations_story {
namespace {

class Promise : public House {
 protected:
  void SetUp() override { keep_some(); }
  gate::for_tests::Contract promise{contract()};

  void expect_shape(Answer const& answer, int status, std::string const& path, std::string const& method = "get") const {
    EXPECT_EQ(answer.status, status) << method << " " << path << "\n" << answer.body.substr(0, 500);
    constexpr int refused_from = 400;
    auto const schema = answer.status >= refused_from ? promise.schema("Problem") : promise.answer(path, method, std::to_string(answer.status));
    EXPECT_TRUE(schema) << method << " " << path << " does not promise " << answer.status;
    EXPECT_THAT(promise.findings(answer.value(), schema), IsEmpty()) << method << " " << path << "\n" << answer.body.substr(0, 1000);
  }
};

TEST_F(Promise, every_address_of_the_contract_is_there_and_no_other) {
  std::set<std::string> routed, promised;
  for (auto const& route : router.routes()) {
    routed.insert(base::to_lower(http::name_of(route.method)) + " " + route.pattern);
  }
  for (auto const& path : promise.paths()) {
    for (auto const& operation : path.second) {
      promised.insert(operation.first.Scalar() + " /api/v1" + path.first.Scalar());
      if (operation.second["x-csv"]) {
        promised.insert("get /api/v1" + path.first.Scalar() + ".csv");
      }
    }
  }
  EXPECT_EQ(routed, promised);
  EXPECT_GT(routed.size(), 18U);
}

TEST_F(Promise, the_contract_itself_is_served) {
  auto const served = get("/evaluations.yaml", "");
  EXPECT_EQ(served.status, 200);
  EXPECT_EQ(served.body, contract());
}

TEST_F(Promise, figures_have_the_shape_that_the_contract_draws) {
  expect_shape(get("/figures/kinds"), 200, "/figures/kinds");
  expect_shape(get("/figures/objects?kind=small_air"), 200, "/figures/objects");
  expect_shape(get("/figures?detail=true"), 200, "/figures");
  expect_shape(get("/figures?sort=x"), 400, "/figures");
  expect_shape(get("/figures/" + std::to_string(figures.in_force("small_air", "point/1", "2026-02")->id)), 200, "/figures/{id}");
  expect_shape(get("/figures/0"), 404, "/figures/{id}");
  expect_shape(get("/figures/compute?kind=small_air&object=point/1&span=2026-01"), 200, "/figures/compute");
  expect_shape(get("/figures/compare?kind=small_air&object=point/1&a=2026-02&b=2026-01"), 200, "/figures/compare");
  expect_shape(get("/why?ref=small_air/point/1/2026-01"), 200, "/why");
  EXPECT_FALSE(get("/figures").at("/items").as_array().empty()) << "an empty list proves nothing";
}

TEST_F(Promise, the_calculator_has_the_shape_that_the_contract_draws) {
  expect_shape(get("/assess/topics", ""), 200, "/assess/topics");
  expect_shape(post("/assess", R"({"topic":"iaqi","on":"2026-03-05","inputs":{"PM2.5_24h":75},"why":true})"), 200, "/assess", "post");
  expect_shape(post("/assess", R"({"questions":[{"id":1,"topic":"rounding","inputs":{"x":2.5,"digits":0}},{"topic":"no"}]})"), 200, "/assess", "post");
  expect_shape(post("/assess", "[]"), 400, "/assess", "post");
  expect_shape(post("/assess/check", "id\ttopic\tstandard\tinputs\texpected\nA\tIAQI\tHJ 633-2026\tPM2.5_24h=75\tIAQI=114\n"), 200, "/assess/check", "post");
  expect_shape(post("/assess/check", "x"), 400, "/assess/check", "post");
}

TEST_F(Promise, editions_laws_reports_and_alerts_have_the_shape_that_the_contract_draws) {
  expect_shape(get("/catalogue/editions", ""), 200, "/catalogue/editions");
  for (auto const* id : {"HJ633-2026", "GB3095-2026", "GB3838-2002", "HJ663-2013"}) {
    expect_shape(get("/catalogue/editions/" + std::string(id), ""), 200, "/catalogue/editions/{id}");
  }
  expect_shape(get("/catalogue/compare?a=HJ633-2012&b=HJ633-2026", ""), 200, "/catalogue/compare");
  expect_shape(get("/catalogue/laws", ""), 200, "/catalogue/laws");
  expect_shape(get("/reports"), 200, "/reports");
  EXPECT_FALSE(get("/reports").at("/reports").as_array().empty()) << "an empty list proves nothing";
  expect_shape(get("/reports/nothing?object=point/1&span=2026-01"), 404, "/reports/{id}");
  expect_shape(get("/alerts/levels?aqi=210,220,180&on=2026-11-26"), 200, "/alerts/levels");
  expect_shape(get("/alerts/levels?aqi=x&on=2026-11-26"), 400, "/alerts/levels");
}

}  // namespace
}  // namespace evaluations_story
