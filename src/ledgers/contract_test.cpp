// api/ledgers.yaml and the program say the same: the same addresses, and answers of the shapes that it promises.
#include <thread>

#include "gate/contract_for_tests.hpp"

#include "ledgers/house_for_tests.hpp"

namespace ledgers_story {
namespace {

// Written into the contract before they are served, so that the screens can be written. Empty before a release.
std::set<std::string> const announced{};

class Promise : public House {
 protected:
  gate::for_tests::Contract contract{file_text(source() / "api/ledgers.yaml")};

  std::set<std::string> promised() const {
    std::set<std::string> out;
    for (auto const& path : contract.paths()) {
      for (auto const& operation : path.second) {
        out.insert(operation.first.Scalar() + " /api/v1" + path.first.Scalar());
        if (operation.second["x-csv"]) {
          out.insert("get /api/v1" + path.first.Scalar() + ".csv");
        }
      }
    }
    return out;
  }
  std::vector<std::string> shape(Answer const& answer, std::string const& path, std::string const& method) const {
    if (answer.status >= 400) {
      auto const schema = contract.operation(path, method)["responses"]["default"];
      EXPECT_TRUE(schema) << path << " tells of no refusals";
      return contract.findings(answer.value(), contract.schema("Problem"));
    }
    auto const schema = contract.answer(path, method, std::to_string(answer.status));
    EXPECT_TRUE(schema) << method << " " << path << " does not promise " << answer.status;
    return contract.findings(answer.value(), schema);
  }
  /// Of the facility's name, with a logger, an alarm and a verdict.
  void add_outlet(std::int64_t facility) {
    auto const name = std::string(get("/registers/facility/records/" + std::to_string(facility)).at("/title").as_string());
    auto const point = points.put(points::Point{.code = "G1", .name = "一号烟气", .kind = points::Kind::gas_outlet, .facility = name, .longitude = 113.6, .latitude = 40}, "boss", now);
    EXPECT_TRUE(points.put(points::Logger{.mn = "DE3014021500000000000001", .point = point->id, .password = "123456"}, "boss", now));
    verdicts.put({.point = point->id, .subject = "a21026", .period = "hour", .start = now - base::hour_length, .result = "exceeded", .value = 40, .limit = 35, .unit = "mg/m³"});
    verdicts.open({.kind = verdicts::AlarmKind::exceedance, .point = point->id, .subject = "a21026", .period = "hour", .began_at = now - base::hour_length, .message = "{}"}, now);
  }
  void expect_shape(Answer const& answer, int status, std::string const& path, std::string const& method = "get") const {
    EXPECT_EQ(answer.status, status) << method << " " << path << "\n" << answer.body;
    EXPECT_THAT(shape(answer, path, method), IsEmpty()) << method << " " << path << "\n" << answer.body.substr(0, 2000);
  }
};

TEST_F(Promise, every_address_of_the_contract_is_there_and_no_other) {
  std::set<std::string> routed;
  for (auto const& route : router.routes()) {
    routed.insert(base::to_lower(http::name_of(route.method)) + " " + route.pattern);
  }
  auto const all = promised();
  for (auto const& one : announced) {
    EXPECT_TRUE(all.contains(one)) << one << " is announced and stands in no contract";
    EXPECT_FALSE(routed.contains(one)) << one << " is served now: take it off the list of what is announced";
  }
  auto served = all;
  for (auto const& one : announced) {
    served.erase(one);
  }
  EXPECT_EQ(routed, served);
  EXPECT_GT(routed.size(), 25U);
}

TEST_F(Promise, the_contract_itself_is_served) {
  auto const served = get("/ledgers.yaml", "");
  EXPECT_EQ(served.status, 200);
  EXPECT_EQ(served.response.content_type, "application/yaml; charset=utf-8");
  EXPECT_EQ(served.body, file_text(source() / "api/ledgers.yaml"));
}

TEST_F(Promise, every_answer_has_the_shape_that_the_contract_draws) {
  auto const owner = make("facility", R"({"code":"F1","name":"示例甲厂（虚构）"})");
  auto const photo = send("POST", "/files?name=a.png", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16));
  expect_shape(photo, 201, "/files", "post");
  auto const made = send("POST", "/registers/eatery/records", R"({"values":{"code":"E1","name":"x","township":"140215100","facility":)" + std::to_string(owner) +
                         R"(,"stoves":"4","flow":"8.5","kinds":["hot"],"photo":[)" + json::serialize(photo.at("/value")) +
                         R"(]},"geometry":{"type":"Point","coordinates":[113.6,40]}})");
  expect_shape(made, 201, "/registers/{reg}/records", "post");
  std::string const eatery = "/registers/eatery/records/" + std::to_string(made.at("/id").as_int64()), one = "/registers/{reg}/records/{id}";
  expect_shape(get(eatery), 200, one);
  expect_shape(change(eatery, 1, R"({"values":{"stoves":5}})"), 200, one, "patch");
  expect_shape(change(eatery, 1, R"({"values":{"stoves":6}})"), 412, one, "patch");
  expect_shape(send("PATCH", eatery, "{}"), 428, one, "patch");
  expect_shape(change(eatery, 2, R"({"values":{"stoves":"x","flow":"y"}})"), 400, one, "patch");
  expect_shape(change(eatery + "/moves/pause", 2, R"({"why":"x"})"), 200, one + "/moves/{move}", "post");
  expect_shape(change(eatery + "/withdraw", 3, R"({"why":"x"})"), 200, one + "/withdraw", "post");
  expect_shape(change(eatery + "/restore", 4, ""), 200, one + "/restore", "post");
  auto const twin = make("facility", R"({"code":"F2","name":"示例甲厂（虚构）"})");
  expect_shape(change("/registers/facility/records/" + std::to_string(twin) + "/merge", 1, R"({"into":)" + std::to_string(owner) + "}"), 200, one + "/merge", "post");
  expect_shape(send("POST", "/registers/eatery/check", R"({"values":{"stoves":99}})"), 200, "/registers/{reg}/check", "post");
  expect_shape(get(eatery + "/history"), 200, one + "/history");
  expect_shape(get(eatery + "/versions/1"), 200, one + "/versions/{number}");
  expect_shape(get("/registers/facility/records/" + std::to_string(owner) + "/relations"), 200, one + "/relations");
  add_outlet(owner);
  expect_shape(get("/facilities/" + std::to_string(owner) + "/dossier"), 200, "/facilities/{id}/dossier");
  expect_shape(get("/facilities/999/dossier"), 404, "/facilities/{id}/dossier");
  expect_shape(get("/registers/eatery/records?limit=1"), 200, "/registers/{reg}/records");
  expect_shape(get("/registers/eatery/records?filter=x"), 400, "/registers/{reg}/records");
  expect_shape(get("/registers/eatery/groups?by=state"), 200, "/registers/{reg}/groups");
  expect_shape(get("/registers/eatery/choices"), 200, "/registers/{reg}/choices");
  expect_shape(get("/registers"), 200, "/registers");
  for (auto const* const login : {"desk", "boss", "public", "works"}) {
    expect_shape(get("/registers/eatery", login), 200, "/registers/{reg}");
  }
  expect_shape(get("/registers/facility"), 200, "/registers/{reg}");
  expect_shape(get("/lists"), 200, "/lists");
  expect_shape(get("/lists/divisions"), 200, "/lists/{id}");
  expect_shape(send("POST", "/registers/eatery/views", R"({"name":"我的","filter":"stoves > 3","sort":"-code","columns":["code","name"],"shared":true})"), 201,
               "/registers/{reg}/views", "post");
  expect_shape(get("/registers/eatery/views"), 200, "/registers/{reg}/views");
  expect_shape(send("PUT", "/registers/eatery/views/1", R"({"name":"我的二"})"), 200, "/registers/{reg}/views/{id}", "put");
  EXPECT_EQ(send("DELETE", "/registers/eatery/views/1", "").status, 204);
  for (auto const& path : {"/registers/eatery/records", "/registers/eatery/groups?by=state", "/registers/facility/records/1/relations", "/registers/eatery/choices"}) {
    auto const value = get(path).value();
    EXPECT_FALSE((value.is_array() ? value.as_array() : value.at("items").as_array()).empty()) << path << ": an empty list proves nothing";
  }
}

TEST_F(Promise, imports_and_jobs_have_the_shape_that_the_contract_draws) {
  auto const sent = send("POST", "/files?for=import&name=a.csv", "编号,名称,乡镇\nE1,甲,西坪镇\nE2,乙,月球镇\n合计,,\n");
  expect_shape(sent, 201, "/files", "post");
  auto const file = json::serialize(sent.at("/digest"));
  for (std::string const end : {"/imports/plan", "/imports"}) {
    auto const begun = send("POST", "/registers/eatery" + end, R"({"partial":true,"file":)" + file + "}");
    expect_shape(begun, 202, "/registers/{reg}" + end, "post");
    auto job = get("/jobs/" + std::string(begun.at("/job").as_string()));
    for (int tries = 0; tries < 500 && job.at("/result").is_null(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      job = get("/jobs/" + std::string(begun.at("/job").as_string()));
    }
    EXPECT_FALSE(job.at("/result/problems").as_array().empty());
    expect_shape(job, 200, "/jobs/{id}");
  }
  EXPECT_FALSE(get("/registers/eatery/imports").value().as_array().empty());
  expect_shape(get("/registers/eatery/imports"), 200, "/registers/{reg}/imports");
  expect_shape(get("/jobs/x"), 404, "/jobs/{id}");
  expect_shape(send("POST", "/registers/eatery/imports", "{}"), 400, "/registers/{reg}/imports", "post");
}

TEST_F(Promise, a_patch_of_what_is_not_there_is_a_problem) {
  EXPECT_EQ(send("PATCH", "/registers/eatery", "{}").status, 405);
  EXPECT_EQ(send("DELETE", "/registers/eatery/records/1", "").status, 405) << "nothing is ever deleted";
}

}  // namespace
}  // namespace ledgers_story
