// Reading and writing: WKT, GeoJSON, WKB.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "geo/geo.hpp"

namespace {

using geo::Geometry, geo::Kind, geo::Ring;
using testing::HasSubstr;

Ring random_ring(std::size_t at_least) {
  auto const xs = *rc::gen::container<std::vector<int>>(at_least + *rc::gen::inRange<std::size_t>(0, 6), rc::gen::inRange(-1'800'000, 1'800'000));
  Ring ring;
  for (auto const x : xs) {
    ring.push_back({x / 1e4, *rc::gen::inRange(-900'000, 900'000) / 1e4});
  }
  return ring;
}

Geometry random_geometry(int depth) {
  Geometry geometry;
  geometry.kind = *rc::gen::element(Kind::point, Kind::line, Kind::polygon, Kind::multi_point, Kind::multi_line, Kind::multi_polygon, Kind::collection);
  if (geometry.kind == Kind::collection) {
    for (int i = depth >= 3 ? 0 : *rc::gen::inRange(0, 3); i > 0; --i) {
      geometry.members.push_back(random_geometry(depth + 1));
    }
    return geometry;
  }
  bool const multi = geometry.kind >= Kind::multi_point;
  bool const point = geometry.kind == Kind::point || geometry.kind == Kind::multi_point;
  bool const polygon = geometry.kind == Kind::polygon || geometry.kind == Kind::multi_polygon;
  for (int i = *rc::gen::inRange(0, multi ? 4 : 2); i > 0; --i) {
    auto& part = geometry.parts.emplace_back();
    for (int k = polygon ? *rc::gen::inRange(1, 3) : 1; k > 0; --k) {
      part.push_back(point ? Ring{random_ring(1).front()} : random_ring(2));
    }
  }
  return geometry;
}

RC_GTEST_PROP(Forms, what_is_written_reads_back_equal_in_all_three, ()) {
  auto const geometry = random_geometry(0);
  RC_ASSERT(*geo::parse_wkt(geo::to_wkt(geometry)) == geometry);
  RC_ASSERT(*geo::parse_wkb(geo::to_wkb(geometry)) == geometry);
  RC_ASSERT(*geo::parse_geojson(geo::to_geojson(geometry)) == geometry);
}

TEST(Wkt, heights_and_measures_are_dropped_and_capitals_do_not_matter) {
  auto const flat = geo::parse_wkt("LINESTRING(113.5 40.1,113.6 40.2)");
  for (auto const* text : {"linestring z (113.5 40.1 1040, 113.6 40.2 1041)", "LineString ZM(113.5 40.1 1040 7, 113.6 40.2 1041 8)",
                           "LINESTRINGZ(113.5 40.1 1040,113.6 40.2 1041)", "SRID=4490;LINESTRING (113.5 40.1 1, 113.6 40.2)"}) {
    EXPECT_EQ(*geo::parse_wkt(text), *flat) << text;
  }
}

TEST(Wkt, empty_ones_are_read_and_written_in_every_kind) {
  for (auto const* text : {"POINT EMPTY", "LINESTRING EMPTY", "POLYGON EMPTY", "MULTIPOINT EMPTY", "MULTIPOLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"}) {
    auto const read = geo::parse_wkt(text);
    ASSERT_TRUE(read) << text;
    EXPECT_TRUE(geo::is_empty(*read));
    EXPECT_EQ(geo::to_wkt(*read), text);
    EXPECT_FALSE(geo::box_of(*read));
    EXPECT_EQ(*geo::parse_wkb(geo::to_wkb(*read)), *read) << text;
  }
  EXPECT_EQ(*geo::parse_wkt("MULTIPOINT(EMPTY,1 2)"), *geo::parse_wkt("MULTIPOINT((1 2))"));
}

TEST(Wkt, a_collection_may_hold_collections_up_to_a_depth) {
  EXPECT_EQ(geo::to_wkt(*geo::parse_wkt("GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING(0 0,1 1)))")),
            "GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING(0 0,1 1)))");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) {
    deep += "GEOMETRYCOLLECTION(";
  }
  auto const read = geo::parse_wkt(deep);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr("nested more than 8 deep"));
}

TEST(Wkt, a_fault_is_named_with_its_character) {
  std::vector<std::array<std::string, 3>> const cases{
      {"", "character 1", "POINT, LINESTRING"},
      {"POINT(113.6, 40.1)", "character 12", "a number is expected"},
      {"POINT(113.6 forty)", "character 13", "a number is expected"},
      {"POINT(nan 1)", "character 7", "a number is expected"},
      {"POLYGON((0 0,1 0,1 1,0 0)", "character 26", "closing bracket"},
      {"POINT(1 2) POINT(3 4)", "character 12", "more text"},
      {"CIRCULARSTRING(0 0,1 1,2 0)", "character 1", "POINT, LINESTRING"},
      {"SRID=3857;POINT(1 2)", "character 1", "SRID=4490"},
  };
  for (auto const& [text, where, detail] : cases) {
    auto const read = geo::parse_wkt(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "bad_geometry");
    EXPECT_EQ(read.error().where, where) << text;
    EXPECT_THAT(read.error().detail, HasSubstr(detail)) << text;
  }
}

TEST(Geojson, a_third_coordinate_is_dropped_and_digits_are_cut_as_asked) {
  auto const read = geo::parse_geojson(R"({"coordinates":[[113.123456789,40.5,1040.2],[114,41,null]],"type":"LineString","bbox":[1,2,3,4]})");
  ASSERT_TRUE(read);
  EXPECT_EQ(geo::to_geojson(*read), R"({"type":"LineString","coordinates":[[113.1234568,40.5],[114,41]]})");
  EXPECT_EQ(geo::to_geojson(*read, 0), R"({"type":"LineString","coordinates":[[113,40],[114,41]]})");
  EXPECT_EQ(geo::to_geojson(geo::make_point(-1e-9, 0)), R"({"type":"Point","coordinates":[0,0]})");
}

TEST(Geojson, a_fault_is_named_with_its_place) {
  std::vector<std::array<std::string, 3>> const cases{
      {R"({"type":"Point","coordinates":[1,])", "byte 34", "not JSON"},
      {R"({"type":"Point")", "byte 15", "ends before"},
      {R"({"type":"Point","coordinates":[1,2]}x)", "byte 37", ""},
      {R"({"type":"Feature","geometry":null})", "/type", "\"Feature\" is not a geometry"},
      {R"({"type":"Point"})", "the object", "\"coordinates\" is missing"},
      {R"({"type":"Point","coordinates":["113","40"]})", "/coordinates/0", "a number"},
      {R"({"type":"Point","coordinates":[113,1e999]})", "/coordinates/1", "too large"},
      {R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1],[0,0]]]})", "/coordinates/0/2", "a position"},
      {R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[7]]})", "/coordinates/1/0", "an array of positions"},
      {R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},3]})", "/geometries/1", "a geometry object"},
      {"null", "the object", "a geometry object"},
  };
  for (auto const& [text, where, detail] : cases) {
    auto const read = geo::parse_geojson(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().where, where) << text << base::to_string(read.error());
    EXPECT_THAT(read.error().detail, HasSubstr(detail)) << text;
  }
}

TEST(Wkb, bytes_as_other_programs_write_them_are_read) {
  auto const wkb = [](std::string_view hex) { return geo::parse_wkb(*base::unhex(hex)); };
  // ST_AsBinary, ST_AsEWKB (with SRID 4490), big endian, and ISO POINT Z, all of POINT(1 2) by PostGIS's manual.
  for (auto const* hex : {"0101000000000000000000f03f0000000000000040", "01010000208a110000000000000000f03f0000000000000040",
                          "00000000013ff00000000000004000000000000000", "01e9030000000000000000f03f00000000000000400000000000000840"}) {
    auto const read = wkb(hex);
    ASSERT_TRUE(read) << hex << base::to_string(read.error());
    EXPECT_EQ(*read, geo::make_point(1, 2)) << hex;
  }
  EXPECT_EQ(base::hex(geo::to_wkb(geo::make_point(1, 2))), "0101000000000000000000f03f0000000000000040");
  EXPECT_THAT(base::to_string(wkb("0101000020110f0000000000000000f03f0000000000000040").error()), HasSubstr("the system 3857"));
}

TEST(Wkb, cut_off_bytes_and_boastful_counts_are_refused_without_reserving) {
  auto const whole = geo::to_wkb(*geo::parse_wkt("MULTIPOLYGON(((0 0,1 0,1 1,0 0)))"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(geo::parse_wkb(std::string_view(whole).substr(0, size))) << size;
  }
  EXPECT_THAT(geo::parse_wkb(*base::unhex("0102000000ffffffff")).error().detail, HasSubstr("more than there are bytes"));
  EXPECT_THAT(geo::parse_wkb(*base::unhex("010400000001000000010200000000000000")).error().detail, HasSubstr("another kind"));
  EXPECT_THAT(geo::parse_wkb(*base::unhex("0101000000000000000000f07f0000000000000040")).error().detail, HasSubstr("not a number"));
}

TEST(Forms, more_points_than_the_bound_are_refused) {
  Geometry line{Kind::line, {{Ring(geo::points_max + 1, {1, 2})}}, {}};
  EXPECT_THAT(geo::parse_wkt(geo::to_wkt(line)).error().detail, HasSubstr("more than 200000 points"));
  EXPECT_THAT(geo::parse_wkb(geo::to_wkb(line)).error().detail, HasSubstr("more than 200000 points"));
  EXPECT_THAT(geo::parse_geojson(geo::to_geojson(line)).error().detail, HasSubstr("more than 200000 points"));
}

TEST(Box, is_what_holds_all_points_and_boxes_that_touch_meet) {
  auto const box = geo::box_of(*geo::parse_wkt("GEOMETRYCOLLECTION(POINT(3 1),LINESTRING(-1 5,2 2))"));
  EXPECT_EQ(box, (geo::Box{-1, 1, 3, 5}));
  EXPECT_TRUE(geo::meet(*box, {3, 5, 9, 9}));
  EXPECT_FALSE(geo::meet(*box, {3.01, 5, 9, 9}));
  EXPECT_EQ(geo::box_of(geo::make_box({1, 2, 3, 4})), (geo::Box{1, 2, 3, 4}));
}

}  // namespace
