// Stories of people with records: entering, being refused, coming too late, moving on, looking back.
#include "ledgers/house_for_tests.hpp"

namespace ledgers_story {
namespace {

using Records = House;

TEST_F(Records, a_record_is_entered_and_read_again_value_by_value) {
  auto const owner = make("facility", R"({"code":"F1","name":"示例甲厂（虚构）","township":"140215100"})");
  auto const made = send("POST", "/registers/eatery/records", R"({"values":{"code":"E1","name":"示例饭店（虚构）","township":"140215100","facility":)" + std::to_string(owner) +
                         R"(,"stoves":4,"flow":"8000.5","purifier":true,"installed_on":"2026-02-01","kinds":["hot","bbq"],"phone":"13900000000"},
                         "geometry":{"type":"Point","coordinates":[113.6123456,40.0]},"why":"普查"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.header("Location"), "/api/v1/registers/eatery/records/1");
  EXPECT_EQ(made.etag(), "\"1\"");
  auto const read = get("/registers/eatery/records/1");
  EXPECT_EQ(read.body, made.body) << "what was answered is what is there";
  EXPECT_EQ(read.etag(), "\"1\"");
  EXPECT_EQ(json::serialize(read.at("/values")),
            R"({"code":"E1","name":"示例饭店（虚构）","phone":"13900000000","township":"140215100","facility":1,"stoves":"4","flow":"8000.5","per_stove":"2000.12","purifier":true,"kinds":["hot","bbq"],"installed_on":"2026-02-01"})");
  EXPECT_EQ(read.at("/names/facility"), "示例甲厂（虚构）");
  EXPECT_EQ(read.at("/title"), "示例饭店（虚构）");
  EXPECT_EQ(read.at("/state"), "listed");
  EXPECT_EQ(read.at("/due"), "2026-03-30");
  EXPECT_EQ(read.at("/overdue"), false);
  EXPECT_EQ(read.at("/created_by"), "desk");
  EXPECT_THAT(read.body, HasSubstr("[113.6123456,40]")) << "a place keeps its digits";
  EXPECT_EQ(read.at("/may"), json::parse(R"({"change":true,"withdraw":true,"restore":false,"merge":true})"));
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 1);
}

TEST_F(Records, values_come_back_as_they_were_given_when_they_are_sent_back) {
  auto const path = eatery("E1", R"(,"stoves":"4","flow":"10.5","kinds":["hot"],"purifier":false)");
  auto const seen = get(path);
  auto values = seen.at("/values").as_object();
  values.erase("per_stove");   // computed
  json::object const body{{"values", values}, {"geometry", seen.at("/geometry")}};
  auto const same = change(path, 1, json::serialize(body));
  EXPECT_EQ(same.status, 200) << same.body;
  EXPECT_EQ(same.at("/version"), 1) << "what changes nothing is no version";
}

TEST_F(Records, a_place_of_a_map_of_another_datum_is_converted_and_an_unknown_datum_refused) {
  auto const body = [](std::string const& system, std::string const& place) {
    return R"({"values":{"code":"E1","name":"x","township":"140215100"},"system":")" + system + R"(","geometry":)" + place + "}";
  };
  std::string const place = R"({"type":"Point","coordinates":[113.6,40.0]})";
  EXPECT_THAT(send("POST", "/registers/eatery/records", body("月球", place)).errors(), ElementsAre(testing::EndsWith("@system")));
  EXPECT_THAT(send("POST", "/registers/eatery/records", body("EPSG:4547", place)).errors(), ElementsAre("bad_coordinate@geometry"));
  EXPECT_THAT(send("POST", "/registers/eatery/records", body("", R"({"type":"Point","coordinates":["a",40]})")).errors(), ElementsAre("bad_geometry@geometry"));
  EXPECT_THAT(send("POST", "/registers/eatery/records", body("", R"({"type":"LineString","coordinates":[[113,40],[114,40]]})")).errors(), ElementsAre("bad_geometry@geometry"));
  auto const made = send("POST", "/registers/eatery/records", body("GCJ-02", place));
  ASSERT_EQ(made.status, 201) << made.body;
  auto const point = geo::parse_geojson(json::serialize(made.at("/geometry"))).value();
  auto const shift = geo::distance_m(point, geo::make_point(113.6, 40.0));
  EXPECT_GT(shift, 100.0);
  EXPECT_LT(shift, 1000.0);
}

TEST_F(Records, every_wrong_value_is_named_with_how_to_mend_it_and_nothing_is_stored) {
  struct Case { std::string values, error; };
  std::vector<Case> const cases{
      {R"("stoves":"four")", "invalid@stoves"}, {R"("stoves":"4.5")", "invalid@stoves"}, {R"("stoves":4.5)", "invalid@stoves"}, {R"("stoves":99)", "invalid@stoves"},
      {R"("stoves":true)", "invalid@stoves"}, {R"("stoves":{"a":1})", "invalid@stoves"}, {R"("flow":0.1234567890123456)", "invalid@flow"},
      {R"("purifier":"yes")", "invalid@purifier"}, {R"("purifier":1)", "invalid@purifier"}, {R"("installed_on":"1.2.2026")", "invalid@installed_on"},
      {R"("installed_on":20260201)", "invalid@installed_on"}, {R"("kinds":["hot","cold"])", "invalid@kinds"}, {R"("kinds":[1])", "invalid@kinds"},
      {R"("kinds":"hot;cold")", "invalid@kinds"}, {R"("facility":1.5)", "invalid@facility"}, {R"("facility":"示例")", "invalid@facility"}, {R"("facility":77)", "invalid@facility"},
      {R"("name":17)", "invalid@name"}, {R"("township":"140215999")", "invalid@township"}, {R"("phone":"12")", "invalid@phone"}, {R"("nonsense":1)", "unknown_field@nonsense"},
      {R"("per_stove":1)", "invalid@per_stove"}, {R"("name":null)", "missing@name"}, {R"("photo":["x"])", "invalid@photo"}, {R"("photo":5)", "invalid@photo"},
      {R"("purifier":true)", "rule@installed_on"}};
  for (auto const& one : cases) {
    auto values = json::parse(R"({"code":"E1","name":"x","township":"140215100"})").as_object();
    auto const more = json::parse("{" + one.values + "}").as_object();
    for (auto const& member : more) {
      values[member.key()] = member.value();
    }
    auto const answer = send("POST", "/registers/eatery/records", R"({"values":)" + json::serialize(values) + "}");
    EXPECT_EQ(answer.status, 400) << one.values;
    EXPECT_THAT(answer.errors(), ElementsAre(one.error)) << one.values << answer.body;
    EXPECT_FALSE(answer.at("/detail").as_string().empty());
    auto const check = send("POST", "/registers/eatery/check", R"({"values":)" + json::serialize(values) + "}");
    EXPECT_EQ(check.status, 200) << check.body;
    ASSERT_EQ(check.at("/problems").as_array().size(), 1U) << one.values << check.body;
    EXPECT_EQ(check.at("/problems/0/where"), json::value(one.error.substr(one.error.find('@') + 1)));
  }
  auto const many = send("POST", "/registers/eatery/records", R"({"values":{"stoves":"x","kinds":5},"geometry":{"type":"Nothing"}})");
  EXPECT_THAT(many.errors(), UnorderedElementsAre("invalid@stoves", "invalid@kinds", "bad_geometry@geometry", "missing@code", "missing@name", "missing@township")) << many.body;
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 0);
  EXPECT_EQ(send("POST", "/registers/eatery/check", R"({"values":{"code":"E1","name":"x","township":"140215100"}})").body, R"({"problems":[]})");
}

TEST_F(Records, a_body_is_read_strictly) {
  auto const refused = [&](std::string const& body) {
    auto const answer = send("POST", "/registers/eatery/records", body);
    EXPECT_EQ(answer.status, 400) << body;
    auto const errors = answer.errors();
    return errors.empty() ? answer.code() : errors.front();
  };
  EXPECT_EQ(refused(""), "bad_body");
  EXPECT_EQ(refused("[]"), "bad_body");
  EXPECT_EQ(refused("{"), "bad_body");
  EXPECT_EQ(refused(R"({"value":{}})"), "unknown_key@value");
  EXPECT_EQ(refused(R"({"values":[]})"), "invalid@values");
  EXPECT_EQ(refused(R"({"values":{},"why":5})"), "invalid@why");
  EXPECT_EQ(refused(R"({"values":{},"system":5})"), "invalid@system");
}

TEST_F(Records, who_comes_too_late_sees_what_others_changed_and_loses_nothing) {
  auto const path = eatery("E1", R"(,"stoves":4)");
  ASSERT_EQ(change(path, 1, R"({"values":{"stoves":5,"kinds":["hot"]}})").status, 200);
  ASSERT_EQ(change(path, 2, R"({"geometry":{"type":"Point","coordinates":[113.7,40.1]},"why":"测绘"})", "boss").status, 200);
  auto const late = change(path, 1, R"({"values":{"stoves":6}})");
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(late.code(), "precondition");
  EXPECT_THAT(late.body, HasSubstr("boss"));
  EXPECT_EQ(late.at("/current/version"), 3);
  EXPECT_EQ(late.at("/current/values/stoves"), "5");
  std::map<std::string, std::string> differs;
  auto const told = late.at("/differs").as_array();
  for (auto const& one : told) {
    differs[std::string(one.at("field").as_string())] = std::string(one.at("before").as_string()) + " → " + std::string(one.at("after").as_string());
  }
  EXPECT_THAT(differs, SizeIs(3));
  EXPECT_EQ(differs["stoves"], "4 → 5");
  EXPECT_EQ(differs["kinds"], " → 火锅");
  EXPECT_EQ(differs["geometry"], "POINT(113.6123 40.0456) → POINT(113.7 40.1)");
  EXPECT_EQ(get(path).at("/values/stoves"), "5") << "nothing was overwritten";

  auto const unnamed = send("PATCH", path, R"({"values":{"stoves":6}})");
  EXPECT_EQ(unnamed.status, 428);
  EXPECT_EQ(unnamed.code(), "precondition_required");
  for (auto const* const wrong : {"*", "3", "\"x\"", "W/\"3\"", "\"3\", \"4\"", "\"0\""}) {
    EXPECT_EQ(send("PATCH", path, R"({"values":{"stoves":6}})", "desk", {{"If-Match", wrong}}).status, 428) << wrong;
  }
  EXPECT_EQ(change(path, 77, R"({"values":{"stoves":6}})").at("/differs").as_array().size(), 0U) << "a version that never was";
  EXPECT_EQ(change(path, 3, R"({"values":{"stoves":6}})").status, 200);
  EXPECT_EQ(change(path, 4, R"({"values":{"stoves":null,"kinds":[]},"geometry":null})").status, 200);
  EXPECT_EQ(get(path).at("/geometry"), nullptr);
  EXPECT_FALSE(get(path).at("/values").as_object().contains("stoves"));
}

TEST_F(Records, the_same_request_twice_makes_one_record) {
  Headers const key{{"Idempotency-Key", "5b1f-1"}};
  std::string const body = R"({"values":{"code":"E1","name":"x","township":"140215100"}})";
  auto const first = send("POST", "/registers/eatery/records", body, "desk", key);
  auto const again = send("POST", "/registers/eatery/records", body, "desk", key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(first.body, again.body);
  auto const other = send("POST", "/registers/eatery/records", R"({"values":{"code":"E2","name":"x","township":"140215100"}})", "desk", key);
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.errors(), ElementsAre("conflict@Idempotency-Key"));
  EXPECT_THAT(send("POST", "/registers/eatery/records", body).errors(), ElementsAre("conflict@code"));
  EXPECT_THAT(send("POST", "/registers/eatery/records", body, "desk", {{"Idempotency-Key", std::string(101, 'k')}}).errors(), ElementsAre("invalid@Idempotency-Key"));
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 1);
}

TEST_F(Records, a_life_is_moved_through_and_told_in_its_history) {
  auto const owner = make("facility", R"({"code":"F1","name":"示例甲厂（虚构）"})");
  auto const path = eatery("E1", R"(,"facility":)" + std::to_string(owner));
  auto const moves = get(path).at("/moves").as_array();
  ASSERT_THAT(moves, SizeIs(2));
  EXPECT_EQ(moves[0].at("id"), "pause");
  EXPECT_EQ(moves[0].at("needs_reason"), true);
  EXPECT_EQ(moves[1].at("id"), "close");
  EXPECT_EQ(moves[1].at("missing").at(0).at("where"), "installed_on");
  EXPECT_THAT(get(path, "village").at("/moves").as_array(), SizeIs(1)) << "the grid may close, not pause";

  EXPECT_THAT(change(path + "/moves/pause", 1, "").errors(), ElementsAre("missing@why"));
  EXPECT_EQ(change(path + "/moves/fly", 1, "{}").status, 409);
  EXPECT_EQ(change(path + "/moves/pause", 1, R"({"why":"等待设备"})").at("/state"), "paused");
  EXPECT_EQ(get(path).at("/due"), nullptr) << "the clock stands still";
  EXPECT_EQ(change(path + "/moves/resume", 1, "").status, 412);
  EXPECT_EQ(change(path + "/moves/resume", 2, "").at("/state"), "listed");
  EXPECT_EQ(send("POST", path + "/moves/close", "").status, 428);
  EXPECT_EQ(change(path + "/moves/close", 3, R"({"values":{"purifier":true,"installed_on":"2026-02-01"}})").at("/state"), "done");

  auto const history = get(path + "/history").value().as_array();
  ASSERT_THAT(history, SizeIs(4));
  EXPECT_EQ(history[0].at("action"), "move:close");
  EXPECT_EQ(history[2].at("why"), "等待设备");
  std::string told;
  for (auto const& one : history[0].at("changed").as_array()) {
    told += std::string(one.at("title").at("zh").as_string()) + ":" + std::string(one.at("before").as_string()) + ">" + std::string(one.at("after").as_string()) + "/" +
            std::string(one.at("after_en").as_string()) + " ";
  }
  EXPECT_EQ(told, "安装日期:>2026-02-01/2026-02-01 净化器:>是/yes 状态:已登记>已销号/Done ");
  EXPECT_THAT(get(path + "/history").body, HasSubstr(R"("after":"示例甲厂（虚构）")")) << "a reference is told by name";
  EXPECT_EQ(get(path + "/versions/2").at("/state"), "paused");
  EXPECT_EQ(get(path + "/versions/9").status, 404);
  EXPECT_EQ(get(path + "/versions/x").status, 404);
  EXPECT_EQ(get(path + "/history", "public").status, 403);
}

TEST_F(Records, doubles_are_merged_and_what_was_withdrawn_can_be_restored) {
  auto const owner = make("facility", R"({"code":"F1","name":"示例甲厂（虚构）"})"), twin = make("facility", R"({"code":"F2","name":"示例甲厂（虚构）分厂","township":"140215100"})");
  auto const path = eatery("E1", R"(,"facility":)" + std::to_string(twin));
  auto const facility = [](std::int64_t id) { return "/registers/facility/records/" + std::to_string(id); };
  auto const relations = get(facility(twin) + "/relations").value().as_array();
  ASSERT_THAT(relations, SizeIs(1));
  EXPECT_EQ(relations[0].at("register"), "eatery");
  EXPECT_EQ(relations[0].at("field"), "facility");
  EXPECT_EQ(relations[0].at("total"), 1);
  EXPECT_EQ(relations[0].at("first").at(0).at("values").at("code"), "E1");

  EXPECT_THAT(change(facility(twin) + "/withdraw", 1, R"({"why":"重复"})").errors(), ElementsAre("conflict@id")) << "something points at it";
  EXPECT_THAT(change(facility(twin) + "/merge", 1, "{}").errors(), ElementsAre("invalid@into"));
  EXPECT_THAT(change(facility(twin) + "/merge", 1, R"({"into":99})").errors(), ElementsAre("invalid@into"));
  auto const merged = change(facility(twin) + "/merge", 1, R"({"into":)" + std::to_string(owner) + R"(,"why":"同一单位"})");
  ASSERT_EQ(merged.status, 200) << merged.body;
  EXPECT_EQ(merged.at("/id"), owner);
  EXPECT_EQ(merged.at("/values/township"), "140215100") << "what was empty is filled from the double";
  EXPECT_EQ(get(facility(twin)).at("/merged_into"), owner);
  EXPECT_EQ(get(path).at("/names/facility"), "示例甲厂（虚构）");
  EXPECT_EQ(change(facility(twin) + "/restore", 2, "").status, 409);

  EXPECT_THAT(change(path + "/withdraw", 2, "").errors(), ElementsAre("missing@why"));
  EXPECT_EQ(change(path + "/withdraw", 2, R"({"why":"误登"})", "village").status, 403);
  EXPECT_EQ(change(path + "/withdraw", 2, R"({"why":"误登"})").at("/withdrawn"), true);
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 0);
  EXPECT_EQ(get("/registers/eatery/records?withdrawn=true").at("/total"), 1);
  EXPECT_EQ(change(path, 3, R"({"values":{"stoves":1}})").status, 409);
  auto const late = change(path + "/restore", 2, "");
  EXPECT_EQ(late.status, 412);
  EXPECT_THAT(late.body, HasSubstr(R"("before":"否","after":"是")"));
  auto const back = change(path + "/restore", 3, "");
  EXPECT_EQ(back.at("/withdrawn"), false);
  EXPECT_EQ(back.at("/may/restore"), false);
}

TEST_F(Records, the_grid_works_in_its_area_and_the_enterprise_on_its_own) {
  auto const own = make("facility", R"({"code":"F1","name":"示例甲厂（虚构）","township":"140215101"})");
  auto const here = eatery("E1");
  auto const theirs = "/registers/eatery/records/" + std::to_string(make("eatery", R"({"code":"E2","name":"x","township":"140215101","facility":)" + std::to_string(own) + "}"));
  EXPECT_EQ(get(here, "village").status, 200);
  EXPECT_EQ(get(theirs, "village").status, 404);
  EXPECT_EQ(get(theirs, "works").status, 200);
  EXPECT_EQ(get(here, "works").status, 404);
  EXPECT_EQ(change(here, 1, R"({"values":{"stoves":"x"}})", "works").status, 404) << "wrong values tell nobody that it is there";
  EXPECT_EQ(change(theirs, 1, R"({"values":{"stoves":3}})", "works").status, 200);
  auto const outside = send("POST", "/registers/eatery/records", R"({"values":{"code":"E9","name":"x","township":"140215101"}})", "village");
  EXPECT_EQ(outside.status, 403);
  EXPECT_THAT(outside.errors(), ElementsAre("forbidden@township"));
  EXPECT_EQ(send("POST", "/registers/eatery/records", R"({"values":{"stoves":"x"}})", "head").status, 403);
  EXPECT_EQ(send("POST", "/registers/eatery/records", R"({"values":{"stoves":"x"}})", "water-desk").status, 403) << "before anything is told of the values";
  EXPECT_EQ(send("POST", "/registers/eatery/check", R"({"values":{}})", "water-desk").status, 403);
  EXPECT_EQ(send("POST", "/registers/eatery/check", R"({"id":1,"values":{"stoves":3}})", "works").status, 404);
  EXPECT_EQ(send("POST", "/registers/eatery/check", R"({"id":2,"values":{"stoves":300}})", "works").at("/problems/0/where"), "stoves");
}

TEST_F(Records, the_public_sees_the_public_side) {
  auto const path = eatery("E1", R"(,"phone":"13900000000","stoves":4)");
  auto const seen = get(path, "public");
  ASSERT_EQ(seen.status, 200);
  EXPECT_EQ(json::serialize(seen.at("/values")), R"({"code":"E1","name":"示例饭店（虚构）E1","township":"140215100"})");
  EXPECT_EQ(seen.at("/created_by"), "");
  EXPECT_EQ(seen.at("/due"), nullptr);
  EXPECT_THAT(seen.at("/moves").as_array(), IsEmpty());
  EXPECT_THAT(seen.body, Not(HasSubstr("113.6123"))) << "blurred";
  EXPECT_THAT(get("/registers/eatery/records?filter=phone%20IS%20NOT%20NULL", "public").errors(), ElementsAre("invalid@filter"));
  EXPECT_THAT(get("/registers/eatery/records?sort=stoves", "public").errors(), ElementsAre("invalid@sort"));
  EXPECT_EQ(get("/registers/eatery/records.csv", "public").status, 403) << "no tables for guests";
  EXPECT_EQ(get("/registers/facility", "public").status, 403) << "that register is not public";
  EXPECT_EQ(get("/registers/nothing/records").status, 404);
  EXPECT_EQ(get("/registers/eatery/records/0").status, 404);
  EXPECT_EQ(get("/registers/eatery/records/x").status, 404);
}

}  // namespace
}  // namespace ledgers_story
