// Everybody sees on /ogc and in tiles exactly what the registry gives him, neither more nor less.
#include "features/house_for_tests.hpp"
#include "tiles/tiles.hpp"

namespace features_story {
namespace {

class Scope : public House {
 protected:
  static constexpr tiles::Address all_of_it{5, 26, 12};   // 112.5..123.75 °E, 31.95..40.98 °N
  Got tile(std::string const& reg_id, std::string const& login, std::string const& query = "", std::vector<std::pair<std::string, std::string>> headers = {}) {
    return get("/tiles/" + reg_id + "/5/26/12.mvt" + query, login, std::move(headers));
  }
  static std::vector<tiles::Feature> features_in(Got const& got) {
    auto const layers = got.response.body.empty() ? std::vector<tiles::Layer>{} : tiles::decode(got.response.body, all_of_it).value();
    return layers.empty() ? std::vector<tiles::Feature>{} : layers.front().features;
  }
  static std::vector<std::string> names_in(tiles::Feature const& feature) {
    std::vector<std::string> names;
    for (auto const& [name, value] : feature.properties) {
      names.push_back(name);
    }
    return names;
  }
};

TEST_F(Scope, the_matrix) {
  std::vector<std::string> const logins{"keeper", "grid", "firm", "guest", "inspector", ""};
  for (auto const& login : logins) {
    auto const who = login.empty() ? identity::Person{} : person(login);
    for (auto const& one : set->registers()) {
      auto const seen = registry::reach_of(who, one).sees;
      auto const got = items("", one.id, login);
      ASSERT_EQ(got.status, seen ? 200 : 404) << login << " " << one.id;
      EXPECT_EQ(get("/ogc/collections/" + one.id, login).status, seen ? 200 : 404);
      EXPECT_EQ(get("/ogc/collections/" + one.id + "/queryables", login).status, seen ? 200 : 404);
      if (!seen) {
        EXPECT_EQ(tile(one.id, login).status, 404);
        continue;
      }
      auto const listed = registry.list(who, one, {}, now).value().records;
      ASSERT_EQ(got.at("/features").as_array().size(), listed.size()) << login << " " << one.id;
      std::size_t placed = 0;
      for (std::size_t i = 0; i < listed.size(); ++i) {
        auto const& feature = got.at("/features").as_array()[i];
        EXPECT_EQ(feature.at("id").as_int64(), listed[i].id.value);
        EXPECT_EQ(gate::to_text(feature.at("geometry")), listed[i].geometry ? gate::to_text(json::parse(geo::to_geojson(*listed[i].geometry))) : "null");
        placed += listed[i].geometry ? 1U : 0U;
        for (auto const& field : one.fields) {
          auto const* value = feature.at("properties").as_object().if_contains(field.id);
          EXPECT_EQ(value != nullptr, registry::sees_field(registry::reach_of(who, one), field)) << login << " " << one.id << "." << field.id;
          EXPECT_EQ(value != nullptr && !value->is_null(), listed[i].values.contains(field.id)) << field.id;
        }
      }
      if (one.geometry) {
        EXPECT_EQ(features_in(tile(one.id, login)).size(), placed) << login << " " << one.id;
      }
    }
  }
}

TEST_F(Scope, a_guest_sees_public_fields_and_a_blurred_place) {
  for (auto const* login : {"guest", ""}) {
    auto const got = items("", "shop", login);
    EXPECT_EQ(gate::to_text(got.at("/features/0/properties")), R"({"code":"E1","name":"示例甲店（虚构）","owner":"示例***","township":"140215100","township_zh":"西坪镇","scale":"big","scale_zh":"大型",)"
                                                               R"("state":"listed","state_zh":"已登记","origin":"invented"})");
    EXPECT_NE(gate::to_text(got.at("/features/0/geometry/coordinates")), "[113.6,40]");
    EXPECT_THAT(get("/ogc/collections/shop", login).text("/description"), HasSubstr("1000 m"));
  }
  auto const outer = get("/ogc/collections/shop", "guest").at("/extent/spatial/bbox/0").as_array();
  EXPECT_LT(outer.at(0).as_double(), 113.6) << "the extent tells no exact place either";
  auto const held = features_in(tile("shop", "guest"));
  ASSERT_THAT(held, SizeIs(2));
  EXPECT_THAT(names_in(held.front()), UnorderedElementsAre("id", "title", "state", "origin", "scale"));
}

TEST_F(Scope, a_guest_cannot_feel_his_way_to_what_is_blurred) {
  EXPECT_THAT(found("owner=" + encoded("示例人名")), ElementsAre(a.value));
  EXPECT_THAT(items("owner=" + encoded("示例人名"), "shop", "guest").wrong(), ElementsAre("owner"));
  EXPECT_THAT(items("filter=" + encoded("owner LIKE '示例人%'"), "shop", "guest").wrong(), ElementsAre("filter"));
  EXPECT_FALSE(get("/ogc/collections/shop/queryables", "guest").at("/properties").as_object().contains("owner"));
}

TEST_F(Scope, a_firm_and_a_township_see_their_own) {
  EXPECT_THAT(found("", "firm"), ElementsAre(a.value));
  EXPECT_THAT(found("", "grid"), ElementsAre(a.value, c.value));
  EXPECT_THAT(features_in(tile("shop", "firm")), SizeIs(1));
  EXPECT_EQ(get("/ogc/collections/shop/items/" + std::to_string(b.value), "firm").status, 404);
  EXPECT_EQ(get("/ogc/collections/shop/items/" + std::to_string(b.value), "grid").status, 404);
}

TEST_F(Scope, names_of_what_a_record_points_at_are_told_to_those_who_see_it) {
  EXPECT_EQ(items("", "permit", "inspector").text("/features/0/properties/shop_zh"), "示例甲店（虚构）");
}

TEST_F(Scope, a_tile_holds_what_a_map_shows) {
  auto const got = tile("shop", "keeper");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.response.content_type, "application/vnd.mapbox-vector-tile");
  auto const held = features_in(got);
  ASSERT_THAT(held, SizeIs(2));
  EXPECT_EQ(held.front().id, std::uint64_t(a.value));
  EXPECT_THAT(names_in(held.front()), UnorderedElementsAre("id", "title", "state", "overdue", "origin", "scale"));
  EXPECT_THAT(features_in(tile("shop", "keeper", "?filter=" + encoded("scale='small'"))), SizeIs(1));
  EXPECT_EQ(get("/tiles/shop/5/0/0.mvt").status, 204) << "nothing there";
  EXPECT_THAT(features_in(tile("zone", "keeper")), SizeIs(1));
}

TEST_F(Scope, what_is_no_tile_is_told) {
  for (auto const* none : {"/tiles/shop/5/26/12", "/tiles/shop/5/26/12.png", "/tiles/shop/40/0/0.mvt", "/tiles/shop/1/5/0.mvt", "/tiles/shop/a/0/0.mvt", "/tiles/shop/5/26/.mvt", "/tiles/nothing/5/26/12.mvt",
                           "/tiles/permit.json", "/tiles/shop.mvt"}) {
    EXPECT_EQ(get(none).status, 404) << none;
  }
  EXPECT_EQ(get("/tiles/permit/5/26/12.mvt", "inspector").status, 404) << "it has no places";
  EXPECT_EQ(tile("shop", "keeper", "?filter=a(").status, 400);
  EXPECT_EQ(tile("shop", "keeper", "?colour=red").status, 400);
}

TEST_F(Scope, a_tile_is_known_again_until_its_register_changes) {
  auto const first = tile("shop", "keeper");
  auto const tag = first.header("ETag");
  EXPECT_EQ(tile("shop", "keeper", "", {{"if-none-match", tag}}).status, 304);
  EXPECT_EQ(first.header("Cache-Control"), "private, no-cache");
  EXPECT_THAT(tile("shop", "guest").header("Cache-Control"), HasSubstr("public"));
  std::set<std::string> tags;
  for (auto const* login : {"keeper", "grid", "firm", "guest"}) {
    tags.insert(tile("shop", login).header("ETag"));
  }
  EXPECT_THAT(tags, SizeIs(4)) << "another scope, another tile";
  EXPECT_EQ(tile("shop", "guest").header("ETag"), tile("shop", "").header("ETag"));
  EXPECT_NE(tile("shop", "keeper", "?filter=" + encoded("scale='small'")).header("ETag"), tag);
  add("shop", "code=E9|name=示例|township=140215100|opened_on=2026-01-01|geometry=POINT(113.65 40.05)");
  EXPECT_EQ(tile("shop", "keeper", "", {{"if-none-match", tag}}).status, 200);
  now = now + base::day_length;
  EXPECT_NE(tile("shop", "keeper").header("ETag"), tag) << "what is overdue changes with the day";
}

TEST_F(Scope, tilejson_tells_where_the_tiles_are) {
  auto const got = follow(get("/ogc/collections/shop").href("tiles"));
  EXPECT_EQ(got.text("/tilejson"), "3.0.0");
  EXPECT_EQ(got.text("/tiles/0"), "http://" + host + "/tiles/shop/{z}/{x}/{y}.mvt");
  EXPECT_EQ(got.text("/vector_layers/0/id"), "shop");
  EXPECT_TRUE(got.at("/vector_layers/0/fields").as_object().contains("scale"));
  EXPECT_EQ(gate::to_text(got.at("/bounds")), "[113.6,40,113.7,40.1]");
  EXPECT_THAT(get("/tiles/shop.json?filter=" + encoded("scale='big'")).text("/tiles/0"), HasSubstr("?filter=scale%3D%27big%27"));
}

}  // namespace
}  // namespace features_story
