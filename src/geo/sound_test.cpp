// What surveyors, phones and spreadsheets send as boundaries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "geo/geo.hpp"

namespace {

using geo::Kind, geo::Ring, geo::Shape;
using testing::HasSubstr, testing::IsEmpty;

base::Result<geo::Sound> look(std::string_view wkt, Shape wanted = Shape::polygon, bool repair = false) {
  auto read = geo::parse_wkt(wkt);
  return read ? geo::sound(*read, wanted, repair) : read.error();
}
std::string refused(std::string_view wkt, Shape wanted = Shape::polygon, bool repair = false) {
  auto const found = look(wkt, wanted, repair);
  return found ? "nothing" : base::to_string(found.error());
}

TEST(Sound, a_proper_boundary_stays_as_it_is) {
  auto const found = look("POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,4 2,2 2))");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->repaired, IsEmpty());
}

TEST(Sound, an_open_ring_doubled_points_and_turned_rings_are_mended_and_said) {
  auto const found = look("POLYGON((0 0,0 10,0 10,10 10,10 0),(2 2,4 2,4 4,2 2))");
  ASSERT_TRUE(found);
  EXPECT_EQ(geo::to_wkt(found->geometry), "POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,4 4,4 2,2 2))");
  EXPECT_EQ(found->repaired, "1 open ring closed; 1 doubled point dropped; 2 rings turned (first at 0, 10)");
}

TEST(Sound, a_bow_tie_is_refused_with_the_place_of_its_crossing_and_mended_when_asked) {
  auto const* const tie = "POLYGON((113 40,114 41,114 40,113 41,113 40))";
  EXPECT_EQ(refused(tie), "113.5, 40.5: the outline crosses itself or doubles back (draw the outline anew there, or ask for the repair)");
  auto const found = look(tie, Shape::polygon, true);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->geometry.kind, Kind::multi_polygon);
  EXPECT_THAT(found->repaired, HasSubstr("at 113.5, 40.5: mended, now 2 parts"));
}

TEST(Sound, faults_between_rings_are_refused_with_their_place) {
  EXPECT_THAT(refused("POLYGON((0 0,9 0,9 9,0 9,0 0),(20 20,21 20,21 21,20 20))"), HasSubstr("20, 20: a hole lies outside"));
  EXPECT_THAT(refused("POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,8 1,8 8,1 8,1 1),(2 2,3 2,3 3,2 2))"), HasSubstr("a hole lies in another"));
  EXPECT_THAT(refused("MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0)),((2 2,3 2,3 3,2 2)))"), HasSubstr("a part lies in another"));
  EXPECT_THAT(refused("POLYGON((0 0,4 0,4 4,4 8,4 4,0 4,0 0))"), HasSubstr("doubles back"));
}

TEST(Sound, a_spike_falls_away_when_repair_is_asked) {
  auto const found = look("POLYGON((0 0,4 0,4 4,4 8,4 4,0 4,0 0))", Shape::polygon, true);
  ASSERT_TRUE(found);
  EXPECT_EQ(geo::box_of(found->geometry), (geo::Box{0, 0, 4, 4}));
}

TEST(Sound, too_few_points_are_refused_and_no_repair_invents_any) {
  for (bool const repair : {false, true}) {
    EXPECT_THAT(refused("POLYGON((0 0,1 1,0 0))", Shape::polygon, repair), HasSubstr("part 1, ring 1: a ring needs three different points, here are 2"));
    EXPECT_THAT(refused("LINESTRING(1 1,1 1)", Shape::line, repair), HasSubstr("two different points"));
    EXPECT_THAT(refused("POLYGON((0 0,1 1,2 2,0 0))", Shape::polygon, repair), HasSubstr(""));
    EXPECT_THAT(refused("POLYGON EMPTY", Shape::polygon, repair), HasSubstr("empty"));
  }
  EXPECT_FALSE(look("POLYGON((0 0,1 1,2 2,0 0))", Shape::polygon, true));
}

TEST(Sound, what_does_not_lie_on_the_earth_says_what_it_may_be) {
  EXPECT_THAT(refused("POINT(40.0 113.6)", Shape::point), HasSubstr("latitude and longitude look swapped"));
  EXPECT_THAT(refused("POINT(500123 4430123)", Shape::point), HasSubstr("metres of a plane system"));
  EXPECT_THAT(refused("POINT(200 40)", Shape::point), HasSubstr("longitude is -180..180"));
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(geo::sound(geo::make_point(nan, 1), Shape::point, true).error().detail, HasSubstr("not a number"));
  geo::Geometry many{Kind::multi_point, {{{{1, 2}}}, {{{1, std::numeric_limits<double>::infinity()}}}}, {}};
  EXPECT_EQ(geo::sound(many, Shape::any, true).error().where, "part 2, point 1");
}

TEST(Sound, the_wanted_shape_is_asked_for_and_a_collection_of_it_is_taken) {
  EXPECT_THAT(refused("LINESTRING(0 0,1 1)"), HasSubstr("a polygon is wanted, this is a LineString"));
  EXPECT_TRUE(look("MULTILINESTRING((0 0,1 1),(2 2,3 3))", Shape::line));
  EXPECT_TRUE(look("GEOMETRYCOLLECTION(POINT(0 0),LINESTRING(0 0,1 1))", Shape::any));
  EXPECT_FALSE(look("GEOMETRYCOLLECTION(POINT(0 0),LINESTRING(0 0,1 1))", Shape::line));
  auto const found = look("GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 0)),GEOMETRYCOLLECTION(POLYGON((5 5,6 5,6 6,5 5))))");
  ASSERT_TRUE(found);
  EXPECT_EQ(geo::to_wkt(found->geometry), "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))");
  EXPECT_EQ(geo::parse_shape("line"), Shape::line);
  EXPECT_EQ(geo::parse_shape("circle"), std::nullopt);
}

RC_GTEST_PROP(Sound, random_rings_come_out_valid_or_refused, ()) {
  geo::Geometry geometry{Kind::polygon, {{}}, {}};
  for (int rings = *rc::gen::inRange(1, 3); rings > 0; --rings) {
    auto const points = *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(rc::gen::inRange(0, 12), rc::gen::inRange(0, 12)));
    auto& ring = geometry.parts[0].emplace_back();
    for (auto const& [x, y] : points) {
      ring.push_back({113 + x / 8.0, 40 + y / 8.0});
    }
  }
  for (bool const repair : {false, true}) {
    auto const found = geo::sound(geometry, Shape::polygon, repair);
    if (found) {
      auto const again = geo::sound(found->geometry, Shape::polygon, false);
      RC_ASSERT(again && again->repaired.empty());
    } else {
      RC_ASSERT(found.error().code == "bad_geometry" && !found.error().detail.empty());
    }
  }
}

}  // namespace
