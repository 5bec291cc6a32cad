// OGC API Features Part 3 (19-079) with CQL2 (21-065): queryables, filters, and one question for each class that /conformance names.
#include "features/house_for_tests.hpp"

namespace features_story {
namespace {

class Filter : public House {
 protected:
  std::vector<std::int64_t> by(std::string_view filter) { return found("filter=" + encoded(filter)); }
  auto is(std::initializer_list<registry::RecordId> ids) {
    std::vector<std::int64_t> all;
    for (auto const id : ids) {
      all.push_back(id.value);
    }
    return testing::ElementsAreArray(all);
  }
};

TEST_F(Filter, queryables_are_a_json_schema_of_what_one_may_ask) {
  auto const got = follow(get("/ogc/collections/shop").href("http://www.opengis.net/def/rel/ogc/1.0/queryables"));
  EXPECT_EQ(got.response.content_type, "application/schema+json");
  EXPECT_EQ(got.text("/$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(got.text("/$id"), "http://" + host + "/ogc/collections/shop/queryables");
  EXPECT_FALSE(got.at("/additionalProperties").as_bool());
  EXPECT_EQ(gate::to_text(got.at("/properties/geometry")), R"({"title":"位置","format":"geometry-point-or-multipoint","x-ogc-role":"primary-geometry"})") << "no type";
  EXPECT_EQ(gate::to_text(got.at("/properties/scale")), R"({"type":"string","title":"规模","enum":["big","small"]})");
  EXPECT_EQ(gate::to_text(got.at("/properties/flow")), R"({"type":"number","title":"风量","x-ogc-unit":"m³/h","minimum":0,"maximum":90000})");
  EXPECT_EQ(gate::to_text(got.at("/properties/opened_on")), R"({"type":"string","format":"date","title":"开业日期"})");
  EXPECT_EQ(got.text("/properties/kinds/items/enum/0"), "hot");
  std::vector<std::string> guests;
  auto const of_guest = get("/ogc/collections/shop/queryables", "guest");
  for (auto const& [name, schema] : of_guest.at("/properties").as_object()) {
    guests.emplace_back(name);
  }
  EXPECT_THAT(guests, ElementsAre("geometry", "code", "name", "township", "scale", "id", "state", "origin"));
}

TEST_F(Filter, queryables_are_parameters) {
  EXPECT_THAT(found("scale=big"), is({a}));
  EXPECT_THAT(found("scale=small&township=140215101"), is({b}));
  EXPECT_THAT(found("kinds=bbq"), is({a, b})) << "of a list: that is in it";
  EXPECT_THAT(found("kinds=hot;bbq"), is({a}));
  EXPECT_THAT(found("flow=8000.5"), is({a}));
  EXPECT_THAT(found("noise=61.5"), is({a}));
  EXPECT_THAT(found("purifier=true"), is({a}));
  EXPECT_THAT(found("opened_on=2025-01-15"), is({b}));
  EXPECT_THAT(found("facility=" + std::to_string(works.value)), is({a}));
  EXPECT_THAT(found("state=listed&origin=invented&version=1&overdue=false"), is({a, b, c}));
  EXPECT_THAT(found("id=" + std::to_string(b.value)), is({b}));
  EXPECT_THAT(found("name=" + encoded("示例丙店 <虚构>")), is({c}));
  EXPECT_THAT(refused("scale=huge"), ElementsAre("scale"));
  EXPECT_THAT(refused("flow=much"), ElementsAre("flow"));
  EXPECT_THAT(refused("overdue=1"), ElementsAre("overdue"));
  EXPECT_THAT(refused("geometry=POINT(1%202)"), ElementsAre("geometry"));
  EXPECT_THAT(refused("photo=x"), ElementsAre("photo"));
}

TEST_F(Filter, each_class_that_conformance_names_is_true) {
  EXPECT_THAT(by("scale = 'big' AND NOT (flow < 100)"), is({a})) << "basic-cql2";
  EXPECT_THAT(by("flow IS NULL"), is({c}));
  EXPECT_THAT(by("opened_on >= DATE('2025-01-01')"), is({b, c}));
  EXPECT_THAT(by("changed_at > TIMESTAMP('2026-03-01T00:00:00Z')"), is({a, b, c}));
  EXPECT_THAT(by("name LIKE '示例甲%'"), is({a})) << "advanced-comparison-operators";
  EXPECT_THAT(by("flow BETWEEN 100 AND 200"), is({b}));
  EXPECT_THAT(by("code IN ('E1', 'E3')"), is({a, c}));
  EXPECT_THAT(by("CASEI(code) = CASEI('e1')"), is({a})) << "case-insensitive-comparison";
  EXPECT_THAT(by("ACCENTI(code) = ACCENTI('É1')"), is({a})) << "accent-insensitive-comparison";
  EXPECT_THAT(by("S_INTERSECTS(geometry, BBOX(113.5, 39.9, 113.65, 40.05))"), is({a})) << "basic-spatial-functions";
  EXPECT_THAT(by("S_INTERSECTS(geometry, POLYGON((113.5 39, 114 39, 114 41, 113.5 41, 113.5 39)))"), is({a, b})) << "basic-spatial-functions-plus";
  EXPECT_THAT(by("S_WITHIN(geometry, BBOX(113.65, 40.05, 114, 41))"), is({b})) << "spatial-functions";
  EXPECT_THAT(by("T_DURING(opened_on, INTERVAL('2024-01-01', '2025-01-01'))"), is({a})) << "temporal-functions";
  EXPECT_THAT(by("A_CONTAINS(kinds, ('hot', 'bbq'))"), is({a})) << "array-functions";
  EXPECT_THAT(by("code <> name AND created_at = changed_at"), is({a, b, c})) << "property-property";
  EXPECT_THAT(by("length(code) = 2 AND year(opened_on) = 2026"), is({c})) << "functions";
  EXPECT_THAT(by("flow / 2 + 0.25 = 4000.5"), is({a})) << "arithmetic";
  EXPECT_THAT(found("filter-lang=cql2-json&filter=" + encoded(R"({"op":"=","args":[{"property":"scale"},"small"]})")), is({b})) << "cql2-json";
  EXPECT_THAT(items("filter=" + encoded("S_CONTAINS(geometry, POINT(113.65 40.05))"), "zone").ids(), ElementsAre(zone.value));
}

TEST_F(Filter, joins_with_all_that_is_asked_besides) {
  EXPECT_THAT(found("filter=" + encoded("scale IS NOT NULL") + "&bbox=113,39,114,41&datetime=2025-01-01/..&kinds=bbq"), is({b}));
}

TEST_F(Filter, places_in_a_filter_come_in_filter_crs) {
  auto const at = "filter=" + encoded("S_INTERSECTS(geometry, BBOX(39.9, 113.5, 40.05, 113.65))");
  EXPECT_THAT(found(at + "&filter-crs=" + encoded("http://www.opengis.net/def/crs/EPSG/0/4490")), is({a}));
  EXPECT_THAT(refused(at + "&filter-crs=x"), ElementsAre("filter-crs"));
}

TEST_F(Filter, what_is_wrong_is_told_with_its_place) {
  EXPECT_THAT(refused("filter=" + encoded("scale =")), ElementsAre("filter"));
  EXPECT_THAT(refused("filter=" + encoded("colour = 'red'")), ElementsAre("filter"));
  EXPECT_THAT(items("filter=" + encoded("nonsense(code) = 1")).response.body, HasSubstr("nonsense"));
  EXPECT_THAT(refused("filter=" + encoded("scale = 'big'") + "&filter-lang=sql"), ElementsAre("filter-lang"));
  EXPECT_THAT(items("filter=" + encoded("phone IS NOT NULL"), "shop", "guest").wrong(), ElementsAre("filter")) << "what one does not see cannot be asked about";
}

}  // namespace
}  // namespace features_story
