// 一企一档 over REST: what is told, and to whom.
#include "ledgers/house_for_tests.hpp"

namespace ledgers_story {
namespace {

class DossierRoute : public House {
 protected:
  std::int64_t owner = make("facility", R"({"code":"F1","name":")" + firm + R"(","township":"140215100"})", R"(,"geometry":{"type":"Point","coordinates":[113.6,40]})");
  std::int64_t other = make("facility", R"({"code":"F2","name":")" + other_firm + R"(","township":"140215101"})");
  std::string const path = "/facilities/" + std::to_string(owner) + "/dossier";
  std::string const of_owner = R"(,"facility":)" + std::to_string(owner);

  base::PointId outlet(std::string const& code, std::string const& facility) {
    return points.put(points::Point{.code = code, .name = code, .kind = points::Kind::gas_outlet, .facility = facility, .longitude = 113.6, .latitude = 40}, "boss", now)->id;
  }
  void judged(base::PointId point, std::string const& result, base::Time at) {
    verdicts.put({.point = point, .subject = "a21026:Zs", .period = "hour", .start = at, .result = result, .value = 40, .limit = 35, .unit = "mg/m³"});
  }
};

TEST_F(DossierRoute, joins_records_documents_outlets_and_verdicts) {
  auto const photo = send("POST", "/files?name=%E7%83%9F%E9%81%93.png", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16));
  eatery("E1", of_owner + R"(,"photo":[)" + json::serialize(photo.at("/value")) + "]");
  auto const stack = outlet("G1", firm);
  judged(stack, "ok", now - base::hour_length * 2);
  judged(stack, "exceeded", now - base::hour_length);
  auto const told = get(path);
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.at("/facility/title").as_string(), firm);
  EXPECT_EQ(told.at("/registers/0/register").as_string(), "eatery");
  EXPECT_EQ(told.at("/registers/0/records/0/state/zh").as_string(), "已登记");
  EXPECT_EQ(told.at("/registers/0/filter").as_string(), "facility IN (" + std::to_string(owner) + ")");
  EXPECT_EQ(told.at("/documents/0/file/name").as_string(), "烟道.png");
  EXPECT_EQ(told.at("/documents/0/record/title").as_string(), "示例饭店（虚构）E1");
  EXPECT_EQ(told.at("/outlets/0/code").as_string(), "G1");
  EXPECT_THAT(told.at("/grid/rows").as_array(), SizeIs(2));   // all together, and the factor
  EXPECT_EQ(told.at("/grid/rows/1/subject").as_string(), "a21026:Zs");
  EXPECT_EQ(told.at("/grid/rows/0/cells/11/standing").as_string(), "exceeded");
  EXPECT_EQ(told.at("/grid/rows/0/cells/11/compliant").as_double(), 0.5);
  EXPECT_EQ(told.at("/grid/rows/0/cells/10/standing").as_string(), "no_data");
  auto const listed = get("/registers/eatery/records?filter=" + http::url_encode(std::string(told.at("/registers/0/filter").as_string())));
  EXPECT_EQ(listed.at("/total").as_int64(), 1) << "the filter opens the list behind the card";
}

TEST_F(DossierRoute, is_for_the_bureau_and_for_the_enterprise_its_own) {
  eatery("E1", of_owner + R"(,"phone":"13900000000")");
  outlet("G1", firm);
  for (auto const* const login : {"boss", "centre", "patrol", "head", "desk", "works"}) {
    EXPECT_EQ(get(path, login).status, 200) << login;
  }
  for (auto const* const login : {"public", "woods", "village", "laboratory"}) {
    EXPECT_EQ(get(path, login).status, 403) << login;
  }
  EXPECT_EQ(get(path, "").status, 401);
  EXPECT_EQ(get("/facilities/" + std::to_string(other) + "/dossier", "works").status, 404);
  EXPECT_EQ(get("/facilities/x/dossier").status, 404);
  EXPECT_THAT(get(path, "works").at("/outlets").as_array(), SizeIs(1));
  EXPECT_THAT(get(path, "head").body, Not(HasSubstr("13900000000")));
}

}  // namespace
}  // namespace ledgers_story
