// OGC API Features Part 2 (18-058): the ten abstract tests of coordinate reference systems by reference.
#include "features/house_for_tests.hpp"

namespace features_story {
namespace {

std::string const defs = "http://www.opengis.net/def/crs/", crs84 = defs + "OGC/1.3/CRS84", gauss = defs + "EPSG/0/4547", mercator = defs + "EPSG/0/3857", cgcs = defs + "EPSG/0/4490";

class Crs : public House {
 protected:
  std::pair<double, double> first_point(std::string const& query) {
    auto const got = items(query + "&code=E1");
    EXPECT_EQ(got.status, 200) << got.response.body;
    auto const& at = got.at("/features/0/geometry/coordinates").as_array();
    return {at.at(0).to_number<double>(), at.at(1).to_number<double>()};
  }
};

TEST_F(Crs, crs_uri) {
  auto const shop = get("/ogc/collections/shop");
  for (auto const& uri : shop.at("/crs").as_array()) {
    EXPECT_THAT(std::string(uri.as_string()), testing::StartsWith(defs));
    EXPECT_EQ(items("limit=1&crs=" + encoded(std::string_view(uri.as_string()))).status, 200) << "each is a valid value";
  }
  EXPECT_EQ(gate::to_text(get("/ogc/collections").at("/crs")), gate::to_text(shop.at("/crs"))) << "the global list";
}

TEST_F(Crs, default_crs) {
  EXPECT_EQ(get("/ogc/collections/shop").text("/crs/0"), crs84) << "CRS84 is in every spatial collection's list";
  EXPECT_FALSE(get("/ogc/collections/permit", "inspector").has("crs")) << "a collection without places has none";
}

TEST_F(Crs, storageCrs) {
  auto const shop = get("/ogc/collections/shop");
  EXPECT_EQ(shop.text("/storageCrs"), cgcs);
  EXPECT_THAT(gate::to_text(shop.at("/crs")), HasSubstr(cgcs)) << "it is one of the list";
}

TEST_F(Crs, crs_parameter) {
  auto const api = get("/ogc/api");
  EXPECT_EQ(api.text("/components/parameters/crs/schema/default"), crs84);
  for (auto const& uri : {crs84, gauss, mercator, cgcs}) {
    EXPECT_EQ(items("crs=" + encoded(uri)).header("Content-Crs"), "<" + uri + ">") << "in angle brackets";
    EXPECT_EQ(get("/ogc/collections/shop/items/" + std::to_string(a.value) + "?crs=" + encoded(uri)).header("Content-Crs"), "<" + uri + ">");
  }
}

TEST_F(Crs, crs_parameter_invalid) {
  EXPECT_THAT(refused("crs=" + encoded(defs + "EPSG/0/27700")), ElementsAre("crs"));
  EXPECT_THAT(refused("crs=EPSG:4490"), ElementsAre("crs"));
  EXPECT_EQ(get("/ogc/collections/shop/items/" + std::to_string(a.value) + "?crs=x").status, 400);
}

TEST_F(Crs, crs_parameter_default) { EXPECT_EQ(first_point(""), (std::pair{113.6, 40.0})); }

TEST_F(Crs, crs_parameter_transform) {
  EXPECT_EQ(first_point("crs=" + encoded(cgcs)), (std::pair{40.0, 113.6})) << "latitude first";
  EXPECT_EQ(first_point("crs=" + encoded(defs + "EPSG/0/4326")), (std::pair{40.0, 113.6}));
  auto const [x, y] = first_point("crs=" + encoded(mercator));
  EXPECT_NEAR(x, 12645894.154, 0.01);
  EXPECT_NEAR(y, 4865942.279, 0.01);
  auto const [north, east] = first_point("crs=" + encoded(gauss));   // west of 114 °E by 0.4°
  EXPECT_NEAR(north, 4429599.5, 200) << "north first";
  EXPECT_NEAR(east, 500000 - 34155, 100);
  auto const back = geo::to_inside(geo::Point{east, north}, {geo::Datum::gauss3, 114, false}).value();
  EXPECT_NEAR(back.x, 113.6, 1e-7);
  EXPECT_NEAR(back.y, 40, 1e-7);
}

TEST_F(Crs, bbox_crs_parameter) {
  EXPECT_THAT(found("bbox=39.9,113.55,40.05,113.65&bbox-crs=" + encoded(cgcs)), ElementsAre(a.value));
  EXPECT_THAT(refused("bbox=113.55,39.9,113.65,40.05&bbox-crs=" + encoded(cgcs)), ElementsAre("bbox")) << "113 is no latitude";
  auto const [x, y] = first_point("crs=" + encoded(mercator));
  auto const around = [](double first, double second, double metres) {
    return std::to_string(first - metres) + "," + std::to_string(second - metres) + "," + std::to_string(first + metres) + "," + std::to_string(second + metres);
  };
  EXPECT_THAT(found("bbox=" + around(x, y, 10) + "&bbox-crs=" + encoded(mercator)), ElementsAre(a.value));
  auto const [north, east] = first_point("crs=" + encoded(gauss));
  EXPECT_THAT(found("bbox=" + around(north, east, 10) + "&bbox-crs=" + encoded(gauss)), ElementsAre(a.value));
  EXPECT_THAT(found("bbox=" + around(north + 100, east, 10) + "&bbox-crs=" + encoded(gauss)), IsEmpty());
  EXPECT_THAT(refused("bbox=" + around(east, north, 10) + "&bbox-crs=" + encoded(gauss)), ElementsAre("bbox")) << "east first is nowhere";
}

TEST_F(Crs, bbox_crs_parameter_invalid) {
  EXPECT_THAT(refused("bbox=1,2,3,4&bbox-crs=" + encoded(defs + "EPSG/0/27700")), ElementsAre("bbox-crs"));
  EXPECT_THAT(refused("bbox-crs=x"), ElementsAre("bbox-crs")) << "also without a box";
}

TEST_F(Crs, bbox_crs_parameter_default) {
  EXPECT_THAT(found("crs=" + encoded(cgcs) + "&bbox=113.55,39.9,113.65,40.05"), ElementsAre(a.value)) << "the answer's system is not the box's";
}

}  // namespace
}  // namespace features_story
