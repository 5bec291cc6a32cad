// OGC API Features Part 1 (17-069r4): the abstract tests of Core, OpenAPI 3.0, GeoJSON and HTML, each by its requirement.
#include "features/house_for_tests.hpp"

namespace features_story {
namespace {

std::string const prefix = "http://gis.example:8080/ogc";

class Core : public House {};
class Oas30 : public House {};
class GeoJson : public House {};
class Html : public House {};

TEST_F(Core, http) {
  EXPECT_EQ(get("/ogc").status, 200);
  auto const refused = get("/ogc", "", {{"authorization", "Basic a2VlcGVyOndyb25n"}});   // keeper:wrong
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.header("WWW-Authenticate"), HasSubstr("Basic"));
  EXPECT_EQ(get("/ogc/nothing").status, 404);
}

TEST_F(Core, root_op_and_success) {
  auto const landing = get("/ogc");
  EXPECT_EQ(landing.response.content_type, "application/json");
  for (auto const* rel : {"self", "alternate", "service-desc", "service-doc", "conformance", "data"}) {
    auto const href = landing.href(rel);
    ASSERT_NE(href, "") << rel;
    EXPECT_EQ(follow(href).status, 200) << href;
  }
  EXPECT_EQ(landing.href("self"), prefix);
}

TEST_F(Core, api_definition_op_and_success) {
  auto const api = follow(get("/ogc").href("service-desc"));
  EXPECT_EQ(api.response.content_type, "application/vnd.oai.openapi+json;version=3.0");
  EXPECT_THAT(follow(get("/ogc").href("service-doc")).response.content_type, HasSubstr("text/html"));
}

TEST_F(Core, conformance_op_and_success) {
  std::vector<std::string> classes;
  auto const told = get("/ogc/conformance");
  for (auto const& one : told.at("/conformsTo").as_array()) {
    classes.emplace_back(one.as_string());
  }
  for (auto const* part : {"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/oas30", "ogcapi-features-1/1.0/conf/geojson", "ogcapi-features-1/1.0/conf/html",
                           "ogcapi-features-2/1.0/conf/crs", "ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter", "cql2/1.0/conf/cql2-text"}) {
    EXPECT_THAT(classes, Contains("http://www.opengis.net/spec/" + std::string(part)));
  }
}

TEST_F(Core, crs84) {
  auto const got = items("");
  EXPECT_EQ(got.header("Content-Crs"), "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
  EXPECT_EQ(gate::to_text(got.at("/features/0/geometry")), R"({"type":"Point","coordinates":[113.6,40]})") << "longitude first";
}

TEST_F(Core, rc_md_op_and_success) {
  auto const all = get("/ogc/collections");
  EXPECT_EQ(all.status, 200);
  std::vector<std::string> ids;
  for (auto const& one : all.at("/collections").as_array()) {
    ids.emplace_back(one.at("id").as_string());
  }
  EXPECT_THAT(ids, ElementsAre("facility", "shop", "zone")) << "an officer of air does not see the permits, which inspectors read";
}

TEST_F(Core, rc_md_links) {
  auto const all = get("/ogc/collections");
  EXPECT_EQ(all.href("self", "application/json"), prefix + "/collections");
  EXPECT_EQ(all.href("alternate", "text/html"), prefix + "/collections?f=html");
}

TEST_F(Core, rc_md_items_and_items_links) {
  auto const all = get("/ogc/collections");
  for (auto const& one : all.at("/collections").as_array()) {
    Got const wrapped{.value = one};
    auto const at = prefix + "/collections/" + wrapped.text("/id");
    EXPECT_EQ(wrapped.href("items", "application/geo+json"), at + "/items");
    EXPECT_EQ(wrapped.href("items", "text/html"), at + "/items?f=html");
    EXPECT_EQ(follow(wrapped.href("items")).status, 200);
    EXPECT_EQ(wrapped.text("/itemType"), "feature");
    EXPECT_EQ(follow(at).text("/description"), wrapped.text("/description"));
  }
}

TEST_F(Core, rc_md_extent) {
  auto const shop = get("/ogc/collections/shop");
  EXPECT_EQ(gate::to_text(shop.at("/extent/spatial")), R"({"bbox":[[113.6,40,113.7,40.1]],"crs":"http://www.opengis.net/def/crs/OGC/1.3/CRS84"})");
  EXPECT_EQ(gate::to_text(shop.at("/extent/temporal/interval")), R"([["2024-05-01T00:00:00+08:00","2026-02-28T00:00:00+08:00"]])");
  EXPECT_FALSE(get("/ogc/collections/permit", "inspector").at("/extent").as_object().contains("spatial")) << "it has no places";
}

TEST_F(Core, sfc_md_op_and_success) {
  auto const shop = get("/ogc/collections/shop");
  EXPECT_EQ(shop.text("/id"), "shop");
  EXPECT_EQ(shop.text("/title"), "餐饮单位");
  EXPECT_THAT(shop.text("/description"), HasSubstr("开业日期"));
  EXPECT_EQ(shop.href("self"), prefix + "/collections/shop");
  EXPECT_EQ(get("/ogc/collections/dUmmYColLection").status, 404);
  EXPECT_EQ(get("/ogc/collections/permit").status, 404) << "what one does not see is not there";
}

TEST_F(Core, fc_op) {
  for (auto const* id : {"facility", "shop", "zone"}) {
    auto const got = items("", id);
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.response.content_type, "application/geo+json");
  }
  EXPECT_EQ(items("", "dUmmYColLection").status, 404);
}

TEST_F(Core, fc_limit_definition) {
  auto const limit = get("/ogc/api").at("/components/parameters/limit");
  EXPECT_EQ(gate::to_text(limit.at("schema")), R"({"type":"integer","minimum":1,"maximum":10000,"default":100})");
  EXPECT_EQ(limit.at("in").as_string(), "query");
  EXPECT_FALSE(limit.at("required").as_bool());
}

TEST_F(Core, fc_limit_response) {
  EXPECT_THAT(items("limit=2").ids(), ElementsAre(a.value, b.value));
  EXPECT_THAT(items("limit=1").ids(), SizeIs(1));
  EXPECT_THAT(items("limit=100000").ids(), SizeIs(3)) << "more than the maximum is cut, no error";
  EXPECT_THAT(refused("limit=0"), ElementsAre("limit"));
  EXPECT_THAT(refused("limit=-1"), ElementsAre("limit"));
  EXPECT_THAT(refused("limit=many"), ElementsAre("limit"));
}

TEST_F(Core, fc_bbox_definition) {
  EXPECT_EQ(gate::to_text(get("/ogc/api").at("/components/parameters/bbox/schema")), R"({"type":"array","items":{"type":"number"},"minItems":4,"maxItems":6})");
  EXPECT_EQ(get("/ogc/api").text("/components/parameters/bbox/style"), "form");
  EXPECT_FALSE(get("/ogc/api").at("/components/parameters/bbox/explode").as_bool());
}

TEST_F(Core, fc_bbox_response) {
  EXPECT_THAT(found("bbox=113.55,39.9,113.65,40.05"), ElementsAre(a.value));
  EXPECT_THAT(found("bbox=113.55,39.9,-50,113.65,40.05,9000"), ElementsAre(a.value));
  EXPECT_THAT(found("bbox=113.6,40,113.6,40"), ElementsAre(a.value)) << "touching is meeting";
  EXPECT_THAT(found("bbox=-180,-90,180,90"), ElementsAre(a.value, b.value)) << "without a place in no box";
  EXPECT_THAT(found("bbox=113.65,-90,113.5,90"), ElementsAre(b.value)) << "over the antimeridian, all around the earth but a strip";
  EXPECT_THAT(found("bbox=170,-90,-170,90"), IsEmpty());
  EXPECT_THAT(items("bbox=113.69,40.09,114,41", "zone").ids(), ElementsAre(zone.value));
  EXPECT_THAT(items("bbox=0,0,1,1", "permit", "inspector").ids(), ElementsAre(permit.value)) << "a collection without places is in every box";
  for (auto const* wrong : {"1,2,3", "1,2,3,4,5", "a,b,c,d", "113,41,114,40", "200,0,210,1", "113,40,114,91", ""}) {
    EXPECT_THAT(refused("bbox=" + std::string(wrong)), ElementsAre("bbox")) << wrong;
  }
}

TEST_F(Core, fc_time_definition) {
  auto const datetime = get("/ogc/api").at("/components/parameters/datetime");
  EXPECT_EQ(gate::to_text(datetime.at("schema")), R"({"type":"string"})");
  EXPECT_EQ(datetime.at("style").as_string(), "form");
}

TEST_F(Core, fc_time_response) {
  EXPECT_THAT(found("datetime=2024-05-01T00:00:00%2B08:00"), ElementsAre(a.value));
  EXPECT_THAT(found("datetime=2024-04-30T20:00:00Z"), ElementsAre(a.value)) << "the first of May has begun in Beijing";
  EXPECT_THAT(found("datetime=2024-05-01"), ElementsAre(a.value));
  EXPECT_THAT(found("datetime=2024-01-01T00:00:00Z/2025-12-31T00:00:00Z"), ElementsAre(a.value, b.value));
  EXPECT_THAT(found("datetime=../2024-12-31T00:00:00Z"), ElementsAre(a.value));
  EXPECT_THAT(found("datetime=/2024-12-31T00:00:00Z"), ElementsAre(a.value));
  EXPECT_THAT(found("datetime=2025-01-01T00:00:00Z/.."), ElementsAre(b.value, c.value));
  EXPECT_THAT(found("datetime=2025-01-01T00:00:00Z/"), ElementsAre(b.value, c.value));
  EXPECT_THAT(items("datetime=2026-03-02", "zone").ids(), ElementsAre(zone.value)) << "without a required day by the time of entry";
  EXPECT_THAT(items("datetime=2026-03-01", "zone").ids(), IsEmpty());
  EXPECT_THAT(items("datetime=1999-01-01", "shop", "guest").ids(), SizeIs(3)) << "a guest sees no times here: all fit";
  for (auto const* wrong : {"yesterday", "2024-13-01", "2024-05-01T00:00:00", "../..", "/", "a/b/c", "2025-01-01/2024-01-01", ""}) {
    EXPECT_THAT(refused("datetime=" + encoded(wrong)), ElementsAre("datetime")) << wrong;
  }
}

TEST_F(Core, query_param_unknown) {
  EXPECT_THAT(refused("colour=red"), ElementsAre("colour"));
  EXPECT_THAT(refused("Limit=3"), ElementsAre("Limit"));
  EXPECT_EQ(get("/ogc?x=1").status, 400);
  EXPECT_EQ(get("/ogc/collections?limit=1").status, 400);
  EXPECT_EQ(get("/ogc/collections/shop/items/1?limit=1").status, 400);
  EXPECT_THAT(items("phone=1", "shop", "guest").wrong(), ElementsAre("phone")) << "what one may not see is not known";
}

TEST_F(Core, query_param_invalid) {
  EXPECT_THAT(refused("limit=x&bbox=1&datetime=x&crs=x&filter=a(&purifier=perhaps"), UnorderedElementsAre("limit", "bbox", "datetime", "crs", "filter", "purifier")) << "all at once";
  EXPECT_THAT(refused("limit=1&limit=2"), ElementsAre("limit"));
  EXPECT_EQ(get("/ogc?f=xml").status, 400);
}

TEST_F(Core, fc_response) {
  auto const got = items("");
  EXPECT_EQ(got.text("/type"), "FeatureCollection");
  EXPECT_THAT(got.ids(), ElementsAre(a.value, b.value, c.value));
  EXPECT_TRUE(got.at("/features/2/geometry").is_null());
}

TEST_F(Core, fc_links_and_rel_type) {
  auto const got = items("limit=2&scale=big");
  EXPECT_EQ(got.href("self", "application/geo+json"), prefix + "/collections/shop/items?limit=2&scale=big");
  EXPECT_EQ(got.href("alternate", "text/html"), prefix + "/collections/shop/items?limit=2&scale=big&f=html");
  for (auto const& link : got.at("/links").as_array()) {
    EXPECT_TRUE(link.as_object().contains("type"));
  }
  EXPECT_EQ(got.href("next"), "");
}

TEST_F(Core, fc_next_keeps_the_filters_and_leaves_neither_gap_nor_double) {
  for (int i = 0; i < 25; ++i) {
    add("shop", "code=N" + std::to_string(i) + "|name=示例|township=140215100|scale=" + (i % 2 == 0 ? "big" : "small") + "|opened_on=2026-01-01");
  }
  std::vector<std::int64_t> all;
  auto page = items("limit=4&scale=big");
  for (int pages = 1; pages < 20; ++pages) {
    EXPECT_EQ(page.at("/numberMatched").as_int64(), 14) << "exact on each page";
    for (auto const id : page.ids()) {
      all.push_back(id);
    }
    auto const next = page.href("next", "application/geo+json");
    if (next.empty()) {
      break;
    }
    EXPECT_THAT(page.ids(), SizeIs(4));
    page = follow(next);
  }
  EXPECT_THAT(all, SizeIs(14));
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()) && std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_F(Core, fc_timeStamp) { EXPECT_EQ(items("").text("/timeStamp"), "2026-03-02T09:00:00+08:00"); }

TEST_F(Core, fc_numberMatched) {
  EXPECT_EQ(items("limit=1").at("/numberMatched").as_int64(), 3);
  EXPECT_EQ(items("limit=1&scale=big").at("/numberMatched").as_int64(), 1);
}

TEST_F(Core, fc_numberReturned) {
  EXPECT_EQ(items("limit=2").at("/numberReturned").as_int64(), 2);
  EXPECT_EQ(items("scale=big").at("/numberReturned").as_int64(), 1);
}

TEST_F(Core, f_op_and_success) {
  auto const one = get("/ogc/collections/shop/items/" + std::to_string(a.value));
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(one.response.content_type, "application/geo+json");
  EXPECT_EQ(one.text("/type"), "Feature");
  EXPECT_EQ(one.at("/id").as_int64(), a.value);
  for (auto const* none : {"9999", "0", "-1", "x"}) {
    EXPECT_EQ(get("/ogc/collections/shop/items/" + std::string(none)).status, 404) << none;
  }
  auto const withdrawn = registry.withdraw({.person = person("keeper"), .now = now, .why = "误登"}, reg("shop"), b, 1);
  ASSERT_TRUE(withdrawn) << base::to_string(withdrawn.error());
  EXPECT_EQ(get("/ogc/collections/shop/items/" + std::to_string(b.value)).status, 404) << "what was withdrawn is no feature";
  EXPECT_THAT(found(""), ElementsAre(a.value, c.value));
}

TEST_F(Core, f_links) {
  auto const at = prefix + "/collections/shop/items/" + std::to_string(a.value);
  auto const one = follow(at);
  EXPECT_EQ(one.href("self", "application/geo+json"), at);
  EXPECT_EQ(one.href("alternate", "text/html"), at + "?f=html");
  EXPECT_EQ(one.href("collection", "application/json"), prefix + "/collections/shop");
}

TEST_F(Core, links_are_told_as_the_asker_sees_us) {
  auto const proxied = get("/ogc", "keeper", {{"x-forwarded-proto", "https"}, {"x-forwarded-host", "eco.example"}}, "127.0.0.1:40000");
  EXPECT_EQ(proxied.href("data"), "https://eco.example/ogc/collections");
  EXPECT_EQ(get("/ogc", "keeper", {{"x-forwarded-proto", "https"}}).href("data"), prefix + "/collections") << "only of a proxy on this machine";
}

TEST_F(Oas30, definition) {
  auto const api = get("/ogc/api");
  EXPECT_EQ(api.text("/openapi"), "3.0.3");
  EXPECT_EQ(api.text("/servers/0/url"), prefix);
  EXPECT_EQ(api.text("/info/version"), "1.2.3");
}

TEST_F(Oas30, impl_names_every_collection_one_sees_with_its_queryables) {
  auto const api = get("/ogc/api");
  auto const& paths = api.at("/paths").as_object();
  for (auto const* path : {"/", "/api", "/conformance", "/collections", "/collections/{collectionId}", "/collections/{collectionId}/items",
                           "/collections/{collectionId}/items/{featureId}", "/collections/{collectionId}/queryables", "/collections/shop/items", "/collections/zone/items"}) {
    EXPECT_TRUE(paths.contains(path)) << path;
  }
  EXPECT_FALSE(paths.contains("/collections/permit/items"));
  EXPECT_TRUE(get("/ogc/api", "inspector").at("/paths").as_object().contains("/collections/permit/items"));
  std::vector<std::string> names;
  for (auto const& one : paths.at("/collections/shop/items").at_pointer("/get/parameters").as_array()) {
    if (auto const* name = one.as_object().if_contains("name")) {
      names.emplace_back(name->as_string());
    }
  }
  EXPECT_THAT(names, AllOf(Contains("scale"), Contains("state"), Not(Contains("photo")), Not(Contains("geometry"))));
}

TEST_F(Oas30, completeness_and_exception_codes) {
  auto const api = get("/ogc/api");
  for (auto const& [path, item] : api.at("/paths").as_object()) {
    auto const& answers = item.at_pointer("/get/responses").as_object();
    for (auto const* status : {"200", "400", "401", "403", "404", "429", "500", "503"}) {
      ASSERT_TRUE(answers.contains(status)) << path;
      auto const ref = std::string(answers.at(status).at("$ref").as_string()).substr(1);
      EXPECT_TRUE(api.at(ref).is_object()) << ref;
    }
    for (auto const& one : item.at_pointer("/get/parameters").as_array()) {
      if (auto const* ref = one.as_object().if_contains("$ref")) {
        EXPECT_TRUE(api.at(std::string(ref->as_string()).substr(1)).is_object());
      }
    }
  }
}

TEST_F(Oas30, security) {
  auto const api = get("/ogc/api");
  EXPECT_EQ(api.text("/components/securitySchemes/basic/scheme"), "basic");
  EXPECT_EQ(gate::to_text(api.at("/security")), R"([{},{"basic":[]},{"session":[]}])");
  EXPECT_EQ(gate::to_text(api.at("/components/schemas/landingPage/required")), R"(["links"])");
}

TEST_F(GeoJson, definition) {
  for (auto const& [accept, type] : {std::pair{"application/geo+json", "application/geo+json"}, {"*/*", "application/geo+json"}, {"application/json, text/html;q=0.5", "application/geo+json"}}) {
    EXPECT_EQ(get("/ogc/collections/shop/items", "keeper", {{"accept", accept}}).response.content_type, type) << accept;
  }
}

TEST_F(GeoJson, content) {
  auto const got = get("/ogc/collections/shop/items/" + std::to_string(a.value));
  EXPECT_EQ(gate::to_text(got.at("/properties")),
            R"({"code":"E1","name":"示例甲店（虚构）","owner":"示例人名","phone":"13900000000","township":"140215100","township_zh":"西坪镇","facility":1,"facility_zh":"示例甲厂（虚构）",)"
            R"("scale":"big","scale_zh":"大型","kinds":["hot","bbq"],"kinds_zh":"火锅、烧烤","flow":8000.5,"noise":61.5,"purifier":true,"opened_on":"2024-05-01","photo":null,)"
            R"("state":"listed","state_zh":"已登记","origin":"invented","due":null,"overdue":false,"version":1,)"
            R"("created_at":"2026-03-02T09:00:00+08:00","changed_at":"2026-03-02T09:00:00+08:00"})");
  EXPECT_THAT(got.response.body, HasSubstr(R"("flow":8000.50)")) << "a number with its digits";
  auto const polygon = items("", "zone");
  EXPECT_EQ(polygon.text("/features/0/geometry/type"), "Polygon");
}

TEST_F(Html, definition_and_content) {
  for (std::string const& path : {std::string("/ogc"), std::string("/ogc/conformance"), std::string("/ogc/collections"), std::string("/ogc/collections/shop"),
                                 std::string("/ogc/collections/shop/queryables"), std::string("/ogc/collections/shop/items"),
                           "/ogc/collections/shop/items/" + std::to_string(a.value)}) {
    auto const page = get(path, "keeper", {{"accept", "text/html,application/xhtml+xml,*/*;q=0.8"}});
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_THAT(page.response.content_type, HasSubstr("text/html")) << path;
    EXPECT_THAT(get(path + "?f=html").response.content_type, HasSubstr("text/html")) << path;
    EXPECT_EQ(get(path + "?f=json", "keeper", {{"accept", "text/html"}}).status, 200) << path;
    EXPECT_THAT(page.response.body, HasSubstr("<!doctype html>")) << path;
  }
  auto const table = items("f=html").response.body;
  EXPECT_THAT(table, HasSubstr("示例丙店 &lt;虚构&gt;")) << "names cannot bring marks of their own";
  EXPECT_THAT(table, HasSubstr("<a href=\"" + prefix + "/collections/shop/items/" + std::to_string(a.value) + "?f=html\">"));
}

}  // namespace
}  // namespace features_story
