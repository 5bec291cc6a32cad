// Coordinate systems against values computed elsewhere, and the ways people declare and type them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <thread>

#include "geo/geo.hpp"

namespace {

using geo::Datum, geo::Point, geo::System;
using testing::DoubleNear, testing::HasSubstr;

void expect_near(base::Result<Point> const& found, Point wanted, double within) {
  ASSERT_TRUE(found) << base::to_string(found.error());
  EXPECT_THAT(found->x, DoubleNear(wanted.x, within));
  EXPECT_THAT(found->y, DoubleNear(wanted.y, within));
}

double metres_between(Point a, Point b) { return geo::distance_m(geo::make_point(a.x, a.y), geo::make_point(b.x, b.y)); }

struct Control {
  Point degrees;
  std::string_view declared;
  Point plane;
};
// By the textbook series of Gauss's projection on the GRS 80 ellipsoid, and by GDAL from the EPSG register; both agree.
constexpr std::array<Control, 6> controls{{
    {{113.6, 40.0}, "EPSG:4547", {465842.4084, 4429605.6721}},
    {{112.2, 39.7}, "EPSG:4547", {345615.7861, 4397768.8364}},
    {{114.9, 40.45}, "EPSG:4547", {576348.1025, 4479885.6146}},
    {{113.6, 40.0}, "EPSG:4526", {38465842.4084, 4429605.6721}},
    {{91.1, 29.65}, "EPSG:4518", {30606508.7287, 3281821.8991}},
    {{120.0, 30.0}, "EPSG:4549", {500000, 3320113.3978}},
}};

TEST(Gauss, agrees_with_values_computed_elsewhere) {
  for (auto const& [degrees, declared, plane] : controls) {
    auto const system = geo::parse_system(declared);
    ASSERT_TRUE(system) << declared;
    expect_near(geo::from_inside(degrees, *system), plane, 0.0002);
    expect_near(geo::to_inside(plane, *system), degrees, 2e-9);
  }
}

RC_GTEST_PROP(Gauss, there_and_back_is_the_same_within_a_millimetre, ()) {
  int const meridian = 75 + 3 * *rc::gen::inRange(0, 21);
  System const system{Datum::gauss3, meridian, *rc::gen::arbitrary<bool>()};
  Point const p{meridian + *rc::gen::inRange(-30'000'000, 30'000'000) / 1e7, *rc::gen::inRange(180'000'000, 540'000'000) / 1e7};
  auto const plane = geo::from_inside(p, system);
  RC_ASSERT(plane);
  RC_ASSERT(metres_between(*geo::to_inside(*plane, system), p) < 0.001);
}

TEST(Gauss, several_threads_may_project_at_once) {
  std::vector<std::thread> threads;
  std::array<double, 4> sums{};
  for (auto& sum : sums) {
    threads.emplace_back([&sum] {
      for (int i = 0; i < 500; ++i) {
        sum += geo::from_inside(Point{113 + i / 1000.0, 40}, System{Datum::gauss3, 114, false})->x;
        sum += geo::relate(geo::make_point(1, 1), geo::make_box({0, 0, 2, 2}), geo::Relation::within) ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  EXPECT_THAT(sums, testing::Each(sums[0]));
}

TEST(Gcj, agrees_with_published_pairs) {
  System const gcj{Datum::gcj02};
  // eviltransform's Shanghai, Shenzhen and Beijing; coordtransform's example.
  expect_near(geo::from_inside(Point{121.5272106, 31.1774276}, gcj), {121.531541859215, 31.17530398364597}, 1e-6);
  expect_near(geo::from_inside(Point{113.912316, 22.543847}, gcj), {113.9171764808363, 22.540796131694766}, 1e-6);
  expect_near(geo::from_inside(Point{116.377817, 39.911954}, gcj), {116.38404722455657, 39.91334545536069}, 1e-6);
  expect_near(geo::from_inside(Point{116.404, 39.915}, gcj), {116.41024449916938, 39.91640428150164}, 1e-9);
  expect_near(geo::from_inside(Point{116.404, 39.915}, {Datum::bd09}), {116.41662724378733, 39.922699552216216}, 1e-9);
}

TEST(Gcj, what_lies_outside_china_is_not_shifted) {
  for (auto const datum : {Datum::gcj02, Datum::bd09}) {
    expect_near(geo::from_inside(Point{139.7454, 35.6586}, {datum}), {139.7454, 35.6586}, 0);
    expect_near(geo::to_inside(Point{-0.1246, 51.5007}, {datum}), {-0.1246, 51.5007}, 0);
  }
}

RC_GTEST_PROP(Gcj, there_and_back_is_the_same_within_a_decimetre, ()) {
  System const system{*rc::gen::element(Datum::gcj02, Datum::bd09)};
  Point const p{*rc::gen::inRange(73'500'000, 135'000'000) / 1e6, *rc::gen::inRange(18'000'000, 53'500'000) / 1e6};
  auto const shifted = geo::from_inside(p, system);
  RC_ASSERT(metres_between(*shifted, p) > 20);
  RC_ASSERT(metres_between(*geo::to_inside(*shifted, system), p) < 0.1);
}

TEST(Declared, systems_are_known_by_the_names_people_use) {
  std::vector<std::pair<std::string_view, std::string_view>> const names{
      {"CGCS2000", "CGCS2000 (EPSG:4490)"},
      {"大地2000", "CGCS2000 (EPSG:4490)"},
      {"国家2000坐标系", "CGCS2000 (EPSG:4490)"},
      {"2000国家大地坐标系", "CGCS2000 (EPSG:4490)"},
      {"GCS_China_Geodetic_Coordinate_System_2000", "CGCS2000 (EPSG:4490)"},
      {"urn:ogc:def:crs:EPSG::4490", "CGCS2000 (EPSG:4490)"},
      {"http://www.opengis.net/def/crs/EPSG/0/4490", "CGCS2000 (EPSG:4490)"},
      {"wgs-84", "WGS 84 (EPSG:4326)"},
      {"EPSG:4326", "WGS 84 (EPSG:4326)"},
      {"ＧＰＳ坐标", "WGS 84 (EPSG:4326)"},
      {"GCJ-02", "GCJ-02"},
      {"高德地图", "GCJ-02"},
      {"腾讯", "GCJ-02"},
      {"火星坐标系", "GCJ-02"},
      {"BD-09", "BD-09"},
      {"百度坐标", "BD-09"},
      {"EPSG:4547", "CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547)"},
      {"4526", "CGCS2000 / 3-degree Gauss-Kruger zone 38 (EPSG:4526)"},
      {"3度带 114E", "CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547)"},
      {"3度带 38带", "CGCS2000 / 3-degree Gauss-Kruger zone 38 (EPSG:4526)"},
      {"CGCS2000 三度分带 第38带 中央子午线114°", "CGCS2000 / 3-degree Gauss-Kruger zone 38 (EPSG:4526)"},
      {"中央子午线114", "CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547)"},
      {"国家2000 高斯-克吕格 3°带 38 不加带号", "CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547)"},
      {"CGCS2000_3_Degree_GK_Zone_38", "CGCS2000 / 3-degree Gauss-Kruger zone 38 (EPSG:4526)"},
      {"CGCS2000_3_Degree_GK_CM_114E", "CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547)"},
      {"CGCS2000 / 3-degree Gauss-Kruger zone 25", "CGCS2000 / 3-degree Gauss-Kruger zone 25 (EPSG:4513)"},
      {"EPSG:4509", "CGCS2000 / 3-degree Gauss-Kruger CM 117E (EPSG:4548)"},
  };
  for (auto const& [declared, name] : names) {
    auto const system = geo::parse_system(declared);
    ASSERT_TRUE(system) << declared << ": " << base::to_string(system.error());
    EXPECT_EQ(geo::name_of(*system), name) << declared;
    auto const again = geo::parse_system(geo::name_of(*system));
    ASSERT_TRUE(again) << name;
    EXPECT_EQ(geo::name_of(*again), name);
  }
}

TEST(Declared, what_is_not_known_or_needs_parameters_is_refused_with_the_way_out) {
  std::vector<std::pair<std::string_view, std::string_view>> const refused{
      {"西安80", "西安 1980 cannot be converted without parameters"},
      {"EPSG:2363", "西安 1980"},
      {"北京1954坐标系", "北京 1954 cannot be converted"},
      {"EPSG:4214", "北京 1954"},
      {"EPSG:3857", "metres of a web map"},
      {"EPSG:4497", "EPSG:4508"},
      {"6度带19带", "central meridian 111"},
      {"3度带 24带", "neither a three-degree zone"},
      {"中央子午线113.5", "neither a three-degree zone"},
      {"EPSG:27700", "not among those read"},
      {"114", "not known"},
      {"WGS84 (EPSG:4490)", "do not say the same"},
      {"大同独立坐标系", "not known"},
      {"", "not known"},
  };
  for (auto const& [declared, detail] : refused) {
    auto const system = geo::parse_system(declared);
    ASSERT_FALSE(system) << declared;
    EXPECT_EQ(system.error().code, "unknown_system");
    EXPECT_THAT(base::to_string(system.error()), HasSubstr(detail)) << declared;
  }
}

TEST(Declared, a_coordinate_that_cannot_be_of_the_system_is_refused_with_what_it_looks_like) {
  System const plain{Datum::gauss3, 114, false}, zoned{Datum::gauss3, 114, true};
  auto const said = [](Point p, System const& system) {
    auto const found = geo::to_inside(p, system);
    return found ? "nothing" : base::to_string(found.error());
  };
  EXPECT_THAT(said({113.6, 40}, plain), HasSubstr("these look like degrees"));
  EXPECT_THAT(said({465842, 4429605}, {}), HasSubstr("metres of a plane system"));
  EXPECT_THAT(said({40, 113.6}, {}), HasSubstr("look swapped"));
  EXPECT_THAT(said({4429605, 465842}, plain), HasSubstr("east and north look swapped"));
  EXPECT_THAT(said({465842, 4429605}, zoned), HasSubstr("carries no zone"));
  EXPECT_THAT(said({37465842, 4429605}, zoned), HasSubstr("carries the zone 37"));
  EXPECT_THAT(said({38465842, 4429605}, plain), HasSubstr("declare the three-degree zone 38"));
  EXPECT_THAT(said({NAN, 4429605}, plain), HasSubstr("not a number"));
  EXPECT_THAT(base::to_string(geo::from_inside(Point{120, 40}, plain).error()), HasSubstr("too far from the central meridian 114"));
  auto const line = geo::to_inside(*geo::parse_wkt("LINESTRING(465842 4429605,113 40)"), plain);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().where, "point 2");
}

TEST(Mercator, agrees_with_GDAL_and_comes_back) {
  expect_near(geo::to_mercator({113.6, 40}), {12645894.1541, 4865942.2795}, 0.001);
  expect_near(geo::from_mercator(geo::to_mercator({113.6, 40})), {113.6, 40}, 1e-12);
  EXPECT_THAT(geo::to_mercator({0, 90}).y, DoubleNear(20037508.3428, 0.001));
}

TEST(Angle, is_read_however_it_is_written) {
  std::vector<std::pair<std::string_view, double>> const written{
      {"113.6", 113.6},
      {" +113.6035 ", 113.6035},
      {"-0.5", -0.5},
      {"113°36′12.5″", 113.603472222},
      {"113°36'12.5\"", 113.603472222},
      {"113º36’12.5”", 113.603472222},
      {"113°36′12.5′′E", 113.603472222},
      {"东经113度36分12.5秒", 113.603472222},
      {"113 36 12.5 E", 113.603472222},
      {"113:36:12.5", 113.603472222},
      {"113度36.5分", 113.608333333},
      {"N40.1", 40.1},
      {"40.1n", 40.1},
      {"南纬 10度30分", -10.5},
      {"120W", -120},
      {"１１３．６°", 113.6},
      {"東經１１３°３６′", 113.6},
      {"180", 180},
  };
  for (auto const& [text, degrees] : written) {
    auto const read = geo::parse_angle(text);
    ASSERT_TRUE(read) << text << ": " << base::to_string(read.error());
    EXPECT_THAT(*read, DoubleNear(degrees, 1e-8)) << text;
  }
}

TEST(Angle, what_could_mean_two_things_is_refused) {
  std::vector<std::pair<std::string_view, std::string_view>> const refused{
      {"113°60′", "60 minutes"},       {"113°36′60″", "60 seconds"},   {"--113", "two signs"},     {"-113W", "a sign and a direction"},
      {"N40E", "two directions"},      {"东经113.6E", "two directions"}, {"113.6 40.1", "a fraction"}, {"113.5°30′", "a fraction"},
      {"113 36 12 5", "not a coordinate"}, {"91N", "more than 90"},       {"500123.4", "more than 180"}, {"", "no number"},
      {"E", "no number"},              {"113,6", "not a coordinate"},  {"1.1.3", "not a coordinate"}, {"nan", "two directions"},
      {"113°°", "not a coordinate"},   {"36′", "not a coordinate"},    {"113:", "not a coordinate"},
  };
  for (auto const& [text, detail] : refused) {
    auto const read = geo::parse_angle(text);
    ASSERT_FALSE(read) << text << " read as " << *read;
    EXPECT_EQ(read.error().code, "bad_coordinate");
    EXPECT_THAT(read.error().detail, HasSubstr(detail)) << text;
  }
  EXPECT_FALSE(geo::parse_angle(std::string(1 << 20, '1')));
}

RC_GTEST_PROP(Angle, degrees_minutes_and_seconds_add_up, ()) {
  auto const d = *rc::gen::inRange(0, 180), m = *rc::gen::inRange(0, 60), s = *rc::gen::inRange(0, 60'000);
  auto const seconds = base::Decimal(s, 3).to_string();
  auto const text = std::to_string(d) + "°" + std::to_string(m) + "′" + seconds + "″";
  RC_ASSERT(std::abs(*geo::parse_angle(text) - (d + m / 60.0 + s / 3.6e6)) < 1e-12);
}

}  // namespace
