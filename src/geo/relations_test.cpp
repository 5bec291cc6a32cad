// How geometries lie to one another, and how big they are on the ellipsoid.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "geo/geo.hpp"

namespace {

using geo::Kind, geo::Relation;
using testing::DoubleNear;

geo::Geometry of(std::string_view wkt) { return *geo::parse_wkt(wkt); }

// The relations that hold, as letters: intersects, equals, disjoint, touches, within, overlaps, crosses, contains.
std::string relations(std::string_view a, std::string_view b) {
  std::string held;
  constexpr std::string_view letters = "iedtwoxc";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (geo::relate(of(a), of(b), static_cast<Relation>(i))) {
      held += letters[i];
    }
  }
  return held;
}

TEST(Relate, the_eight_relations_of_simple_features) {
  auto const* const square = "POLYGON((0 0,4 0,4 4,0 4,0 0))";
  EXPECT_EQ(relations(square, "POLYGON((4 4,0 4,0 0,4 0,4 4))"), "iewc");
  EXPECT_EQ(relations("POINT(1 1)", square), "iw");
  EXPECT_EQ(relations(square, "POINT(1 1)"), "ic");
  EXPECT_EQ(relations(square, "POINT(4 1)"), "it");
  EXPECT_EQ(relations(square, "POINT(5 1)"), "d");
  EXPECT_EQ(relations(square, "LINESTRING(2 2,6 2)"), "ix");
  EXPECT_EQ(relations(square, "POLYGON((2 2,6 2,6 6,2 6,2 2))"), "io");
  EXPECT_EQ(relations(square, "POLYGON((4 0,8 0,8 4,4 4,4 0))"), "it");
  EXPECT_EQ(relations(square, "POINT EMPTY"), "d");
}

TEST(Relate, a_collection_of_points_lines_and_polygons_can_be_asked) {
  auto const* const site = "GEOMETRYCOLLECTION(POLYGON((0 0,4 0,4 4,0 4,0 0)),LINESTRING(4 2,9 2),POINT(9 9))";
  EXPECT_EQ(relations(site, "POINT(1 1)"), "ic");
  EXPECT_EQ(relations("POINT(9 9)", site), "iw");
  EXPECT_EQ(relations(site, "POINT(20 1)"), "d");
  EXPECT_EQ(relations(site, site), "iewc");
  EXPECT_EQ(relations(site, "GEOMETRYCOLLECTION EMPTY"), "d");
  EXPECT_EQ(relations("GEOMETRYCOLLECTION(POLYGON((0 0,2 0,2 4,0 4,0 0)),POLYGON((2 0,4 0,4 4,2 4,2 0)))", "POLYGON((0 0,4 0,4 4,0 4,0 0))"), "iewc");
}

TEST(Relate, what_is_not_sound_gets_an_answer_all_the_same) {
  EXPECT_EQ(relations("POLYGON((0 0,4 4,4 0,0 4,0 0))", "POINT(3.5 2)").front(), 'i');
  EXPECT_EQ(relations("POLYGON((0 0,1 1))", "POINT(0 0)"), "d");
  auto const nan = geo::make_point(std::numeric_limits<double>::quiet_NaN(), 0);
  EXPECT_FALSE(geo::relate(nan, of("POLYGON((0 0,4 0,4 4,0 0))"), Relation::within));
}

RC_GTEST_PROP(Relate, opposite_relations_agree, ()) {
  auto const box = [] {
    auto const west = *rc::gen::inRange(0, 6), south = *rc::gen::inRange(0, 6);
    return geo::make_box({west + 0.0, south + 0.0, west + *rc::gen::inRange(1, 5) + 0.0, south + *rc::gen::inRange(1, 5) + 0.0});
  };
  auto const a = box(), b = box();
  RC_ASSERT(geo::relate(a, b, Relation::disjoint) != geo::relate(a, b, Relation::intersects));
  RC_ASSERT(geo::relate(a, b, Relation::within) == geo::relate(b, a, Relation::contains));
  RC_ASSERT(geo::relate(a, b, Relation::intersects) == geo::meet(*geo::box_of(a), *geo::box_of(b)));
  RC_ASSERT((geo::distance_m(a, b) == 0) == geo::relate(a, b, Relation::intersects));
}

TEST(Measures, follow_the_ellipsoid) {
  // By Simpson's rule on the meridian's radius of curvature, and the equator's radius times an angle.
  EXPECT_THAT(geo::length_m(of("LINESTRING(113 40,113 41)")), DoubleNear(111044.26088, 1e-4));
  EXPECT_THAT(geo::length_m(of("LINESTRING(113 0,114 0)")), DoubleNear(111319.49079, 1e-4));
  // The zone of the ellipsoid between two parallels (closed formula); geodesics leave the parallels by 0.1 mm here.
  EXPECT_THAT(geo::area_m2(geo::make_box({113, 40, 113.01, 40.01})), DoubleNear(948099.2125, 1));
  auto const whole = geo::area_m2(of("POLYGON((113 40,113.03 40,113.03 40.03,113 40.03,113 40))"));
  auto const hole = geo::area_m2(of("POLYGON((113.01 40.01,113.02 40.01,113.02 40.02,113.01 40.02,113.01 40.01))"));
  auto const* const ring = "POLYGON((113 40,113.03 40,113.03 40.03,113 40.03,113 40),(113.01 40.01,113.01 40.02,113.02 40.02,113.02 40.01,113.01 40.01))";
  EXPECT_THAT(geo::area_m2(of(ring)), DoubleNear(whole - hole, 1e-3));
  EXPECT_EQ(geo::area_m2(of("LINESTRING(113 40,113 41)")), 0);
}

TEST(Measures, distance_is_that_of_the_nearest_points_on_the_ground) {
  auto const line = of("LINESTRING(113 40,113.2 40.1)");
  auto const from = geo::make_point(113.13, 40.02);
  double least = 1e9;
  for (int i = 0; i <= 20'000; ++i) {
    least = std::min(least, geo::distance_m(from, geo::make_point(113 + 0.2 * i / 20'000, 40 + 0.1 * i / 20'000)));
  }
  EXPECT_THAT(geo::distance_m(from, line), DoubleNear(least, least * 1e-4));
  EXPECT_EQ(geo::distance_m(geo::make_point(113.5, 40.5), geo::make_box({113, 40, 114, 41})), 0);
  EXPECT_EQ(geo::distance_m(from, of("POLYGON EMPTY")), std::numeric_limits<double>::infinity());
}

TEST(Measures, a_buffer_is_everything_within_so_many_metres) {
  auto const from = geo::make_point(113.6, 40.0);
  auto const round = geo::buffer_m(from, 1000);
  ASSERT_EQ(round.kind, Kind::polygon);
  for (auto const p : round.parts[0][0]) {
    EXPECT_THAT(geo::distance_m(from, geo::make_point(p.x, p.y)), DoubleNear(1000, 0.001));
  }
  double const corners = 64;
  EXPECT_THAT(geo::area_m2(round), DoubleNear(corners / 2 * std::sin(2 * std::numbers::pi / corners) * 1e6, 1));
  auto const river = geo::buffer_m(of("LINESTRING(113 40,113.2 40.1)"), 500);
  EXPECT_TRUE(geo::relate(river, geo::make_point(113.1, 40.05), Relation::contains));
  EXPECT_THAT(geo::area_m2(river), DoubleNear(geo::length_m(of("LINESTRING(113 40,113.2 40.1)")) * 1000 + std::numbers::pi * 250'000, 5000));
  EXPECT_TRUE(geo::is_empty(geo::buffer_m(from, -1)));
  EXPECT_TRUE(geo::is_empty(geo::buffer_m(from, 1e9)));
}

TEST(Measures, a_buffer_is_as_round_at_the_pole_and_across_the_date_line) {
  for (auto const& from : {geo::make_point(113.6, 89.999), geo::make_point(179.999, -40), geo::make_point(0, -90)}) {
    auto const round = geo::buffer_m(from, 1000);
    ASSERT_EQ(round.parts.size(), 1U);
    ASSERT_EQ(round.parts[0][0].size(), 65U);
    for (auto const p : round.parts[0][0]) {
      EXPECT_THAT(geo::distance_m(from, geo::make_point(p.x, p.y)), DoubleNear(1000, 0.001));
    }
  }
}

TEST(Measures, what_lies_nowhere_on_the_ellipsoid_has_no_buffer) {
  for (double const nowhere : {100.0, -1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_TRUE(geo::is_empty(geo::buffer_m(geo::make_point(113.6, nowhere), 1000))) << nowhere;
    EXPECT_TRUE(geo::is_empty(geo::buffer_m(geo::Geometry{Kind::line, {{{{113.6, 40}, {113.6, nowhere}}}}, {}}, 1000))) << nowhere;
  }
}

TEST(Clip, keeps_what_is_in_the_box_in_its_own_dimension) {
  geo::Box const box{0, 0, 4, 4};
  EXPECT_TRUE(geo::relate(geo::clip(of("POLYGON((-2 -2,2 -2,2 2,-2 2,-2 -2))"), box), of("POLYGON((0 0,2 0,2 2,0 2,0 0))"), Relation::equals));
  EXPECT_EQ(geo::to_wkt(geo::clip(of("LINESTRING(-2 1,8 1)"), box)), "LINESTRING(0 1,4 1)");
  EXPECT_EQ(geo::to_wkt(geo::clip(of("MULTIPOINT(1 1,9 9)"), box)), "POINT(1 1)");
  EXPECT_TRUE(geo::is_empty(geo::clip(of("POLYGON((4 0,8 0,8 4,4 4,4 0))"), box)));
  EXPECT_TRUE(geo::is_empty(geo::clip(of("POLYGON((40 0,48 0,48 4,40 0))"), box)));
  EXPECT_EQ(geo::clip(of("GEOMETRYCOLLECTION(POINT(1 1),POINT(9 9))"), box), of("GEOMETRYCOLLECTION(POINT(1 1))"));
}

TEST(Simplify, drops_points_and_keeps_a_polygon_sound) {
  EXPECT_EQ(geo::to_wkt(geo::simplify(of("LINESTRING(0 0,1 0.001,2 0)"), 0.01)), "LINESTRING(0 0,2 0)");
  auto const small = of("POLYGON((0 0,0.001 0,0.001 0.001,0 0.001,0 0))");
  EXPECT_TRUE(geo::sound(geo::simplify(small, 1), geo::Shape::polygon, false));
  EXPECT_EQ(geo::simplify(small, 0), small);
}

TEST(Centre, lies_on_the_geometry) {
  auto const horseshoe = of("POLYGON((0 0,10 0,10 10,8 10,8 2,2 2,2 10,0 10,0 0))");
  auto const p = geo::centre(horseshoe);
  EXPECT_TRUE(geo::relate(geo::make_point(p.x, p.y), horseshoe, Relation::within));
  EXPECT_EQ(geo::centre(geo::make_point(3, 4)), (geo::Point{3, 4}));
}

}  // namespace
