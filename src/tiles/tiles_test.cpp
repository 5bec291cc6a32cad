// Tiles read back by our own strict decoder and by GDAL's, which knows nothing of ours.
#include "tiles/tiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {

using geo::Geometry, geo::Kind;
using testing::DoubleNear, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;
using tiles::Address, tiles::Feature, tiles::Layer;

constexpr Address datong{12, 3340, 1545};              // 10 km about 113.6 E 40.1 N
geo::Geometry of(std::string_view wkt) { return *geo::parse_wkt(wkt); }
geo::Point at(double u, double v) {                    // in parts of the tile's width, from its north-west corner
  auto const box = tiles::box_of(datong, 0);
  auto const low = geo::to_mercator({box.west, box.south}), high = geo::to_mercator({box.east, box.north});
  return geo::from_mercator({low.x + u * (high.x - low.x), high.y + v * (low.y - high.y)});
}
Geometry shape(Kind kind, std::vector<std::pair<double, double>> const& corners) {
  geo::Ring ring;
  for (auto const& [u, v] : corners) {
    ring.push_back(at(u, v));
  }
  return {kind, {{ring}}, {}};
}
Layer one(Geometry geometry, std::vector<std::pair<std::string, tiles::Property>> properties = {}) {
  return {"site", {Feature{7, std::move(geometry), std::move(properties)}}};
}
std::vector<Layer> reread(tiles::Tile const& tile, Address address = datong) {
  auto const layers = tiles::decode(tile.bytes, address);
  EXPECT_TRUE(layers) << base::to_string(layers.error());
  return layers ? *layers : std::vector<Layer>{};
}

TEST(Address, is_three_numbers_within_the_zoom) {
  auto const found = tiles::parse("12", "3340", "1545");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->x, 3340);
  for (auto const& [z, x, y] : {std::array{"23", "0", "0"}, {"1", "2", "0"}, {"1", "0", "2"}, {"-1", "0", "0"}, {"1", "-1", "0"}, {"a", "0", "0"}, {"", "", ""}}) {
    EXPECT_FALSE(tiles::parse(z, x, y)) << z << '/' << x << '/' << y;
  }
  auto const world = tiles::box_of({0, 0, 0}, 0);
  EXPECT_THAT(world.west, DoubleNear(-180, 1e-9));
  EXPECT_THAT(world.north, DoubleNear(85.0511287798, 1e-9));
  auto const narrow = tiles::box_of(datong, 0), wide = tiles::box_of(datong);
  EXPECT_THAT((wide.east - wide.west) / (narrow.east - narrow.west), DoubleNear(1 + 2.0 / 64, 1e-9));
  EXPECT_TRUE(narrow.west < 113.6 && 113.6 < narrow.east);
}

// Read by hand from the specification (clauses 4.1 to 4.4): version, name, feature, key, value, extent.
TEST(Encode, the_bytes_of_a_point_are_those_of_the_specification) {
  auto const p = at(25.0 / 4096, 17.0 / 4096);         // the specification's example point (25, 17)
  auto const tile = tiles::encode(datong, one(geo::make_point(p.x, p.y), {{"online", true}}));
  EXPECT_EQ(base::hex(tile.bytes), "1a26" "7802" "0a0473697465" "120d" "0807" "12020000" "1801" "2203093222" "1a066f6e6c696e65" "22023801" "288020");
  EXPECT_EQ(tile.features, 1U);
}

TEST(Encode, a_tile_without_anything_is_no_bytes) {
  EXPECT_THAT(tiles::encode(datong, {"site", {}}).bytes, IsEmpty());
  auto const away = tiles::encode(datong, one(geo::make_point(100, 30)));
  EXPECT_THAT(away.bytes, IsEmpty());
  EXPECT_EQ(away.features + away.left_out, 0U);
  EXPECT_THAT(tiles::encode(datong, one(of("GEOMETRYCOLLECTION EMPTY"))).bytes, IsEmpty());
  EXPECT_THAT(tiles::encode(datong, one(shape(Kind::polygon, {{.5, .5}, {.5, .50001}, {.50001, .5}, {.5, .5}}))).bytes, IsEmpty()) << "smaller than a unit";
  EXPECT_THAT(*tiles::decode("", datong), IsEmpty());
}

TEST(Encode, properties_come_back_and_each_key_and_value_is_kept_once) {
  auto const p = at(.5, .5);
  Layer layer{"outlet", {}};
  for (std::uint64_t id = 1; id <= 100; ++id) {
    layer.features.push_back({id, geo::make_point(p.x, p.y),
                              {{"名称", std::string("云州区排口")}, {"limit", 0.5}, {"count", std::int64_t{-3}}, {"open", false}, {"bad", std::nan("")}, {"open", true}}});
  }
  auto const tile = tiles::encode(datong, layer);
  auto const layers = reread(tile);
  ASSERT_THAT(layers, SizeIs(1));
  ASSERT_THAT(layers[0].features, SizeIs(100));
  std::vector<std::pair<std::string, tiles::Property>> const wanted{
      {"名称", std::string("云州区排口")}, {"limit", 0.5}, {"count", std::int64_t{-3}}, {"open", false}};
  EXPECT_EQ(layers[0].features[99].properties, wanted);
  EXPECT_EQ(layers[0].features[99].id, 100U);
  EXPECT_LT(tile.bytes.size(), 100U * 30);
}

TEST(Encode, lines_and_polygons_are_cut_at_the_buffer) {
  auto const line = reread(tiles::encode(datong, one(shape(Kind::line, {{-3, .5}, {4, .5}}))));
  auto const box = tiles::box_of(datong);
  auto const found = geo::box_of(line.at(0).features.at(0).geometry);
  EXPECT_THAT(found->west, DoubleNear(box.west, 1e-9));
  EXPECT_THAT(found->east, DoubleNear(box.east, 1e-9));
  auto const cover = reread(tiles::encode(datong, one(shape(Kind::polygon, {{-9, -9}, {-9, 9}, {9, 9}, {9, -9}, {-9, -9}}))));
  EXPECT_EQ(cover.at(0).features.at(0).geometry.parts.at(0).at(0).size(), 5U);
  EXPECT_THAT(geo::area_m2(cover[0].features[0].geometry) / geo::area_m2(geo::make_box(box)), DoubleNear(1, 1e-9));
  auto const comb = reread(tiles::encode(datong, one(shape(Kind::polygon, {{-.5, .1}, {.5, .1}, {.5, .2}, {-.4, .2}, {-.4, .3}, {.5, .3}, {.5, .4}, {-.5, .4}, {-.5, .1}}))));
  EXPECT_EQ(comb.at(0).features.at(0).geometry.kind, Kind::multi_polygon);
}

TEST(Encode, holes_turn_the_other_way_and_come_back_as_holes) {
  auto ring = shape(Kind::polygon, {{.1, .1}, {.1, .9}, {.9, .9}, {.9, .1}, {.1, .1}});
  ring.parts[0].push_back(shape(Kind::polygon, {{.4, .4}, {.4, .6}, {.6, .6}, {.6, .4}, {.4, .4}}).parts[0][0]);
  ring.parts[0].push_back(shape(Kind::polygon, {{.2, .2}, {.2, .20001}, {.20001, .2}, {.2, .2}}).parts[0][0]);
  auto const back = reread(tiles::encode(datong, one(ring))).at(0).features.at(0).geometry;
  EXPECT_EQ(back.kind, Kind::polygon);
  EXPECT_THAT(back.parts[0], SizeIs(2)) << "a hole smaller than a unit is dropped";
  EXPECT_THAT(geo::area_m2(back) / geo::area_m2(ring), DoubleNear(1, 1e-3));
}

TEST(Encode, a_collection_becomes_a_feature_a_form_and_the_id_stands_once) {
  auto const p = at(.5, .5);
  Geometry const site{Kind::collection, {}, {geo::make_point(p.x, p.y), shape(Kind::line, {{.1, .1}, {.2, .2}})}};
  auto const tile = tiles::encode(datong, one(site));
  auto const layers = reread(tile);
  ASSERT_THAT(layers.at(0).features, SizeIs(2));
  EXPECT_EQ(layers[0].features[0].id, 7U);
  EXPECT_EQ(layers[0].features[1].id, 0U);
  EXPECT_EQ(tile.features, 1U);
}

TEST(Encode, a_tile_too_big_leaves_out_the_largest_ids_and_is_always_the_same) {
  Layer layer{"site", {}};
  for (std::uint64_t id = 20'000; id >= 1; --id) {
    auto const p = at(static_cast<double>(id % 141) / 141, static_cast<double>(id / 141) / 143);
    layer.features.push_back({id, geo::make_point(p.x, p.y), {{"name", "outlet of an invented firm no. " + std::to_string(id)}}});
  }
  auto const tile = tiles::encode(datong, layer);
  EXPECT_LE(tile.bytes.size(), tiles::tile_bytes_max);
  EXPECT_GT(tile.bytes.size(), tiles::tile_bytes_max * 98 / 100);
  EXPECT_GT(tile.left_out, 0U);
  EXPECT_EQ(tile.features + tile.left_out, 20'000U);
  auto const layers = reread(tile);
  EXPECT_EQ(layers.at(0).features.back().id, tile.features);
  std::ranges::reverse(layer.features);
  EXPECT_EQ(tiles::encode(datong, layer).bytes, tile.bytes);
}

TEST(Encode, a_shape_that_rounding_would_cross_is_mended) {
  // A needle whose sides are closer than a unit: rounded as they are, they would cross.
  auto const needle = shape(Kind::polygon, {{.1, .1}, {.9, .1001}, {.5, .10015}, {.9, .9}, {.1, .9}, {.1, .1}});
  ASSERT_TRUE(geo::sound(needle, geo::Shape::polygon, false));
  auto const back = reread(tiles::encode(datong, one(needle))).at(0).features.at(0).geometry;
  EXPECT_TRUE(geo::sound(back, geo::Shape::polygon, false));
}

RC_GTEST_PROP(Encode, area_and_place_survive_within_a_unit, ()) {
  std::vector<std::pair<double, double>> corners;
  for (auto const& [u, v] : *rc::gen::container<std::vector<std::pair<int, int>>>(*rc::gen::inRange<std::size_t>(3, 12),
                                                                                   rc::gen::pair(rc::gen::inRange(-700, 1700), rc::gen::inRange(-700, 1700)))) {
    corners.emplace_back(u / 1000.0, v / 1000.0);
  }
  auto const source = geo::sound(shape(Kind::polygon, corners), geo::Shape::polygon, true);
  RC_PRE(static_cast<bool>(source));
  auto const tile = tiles::encode(datong, one(source->geometry));
  auto const layers = tiles::decode(tile.bytes, datong);
  RC_ASSERT(layers);
  auto const cut = geo::clip(source->geometry, tiles::box_of(datong));
  double const width = geo::length_m({Kind::line, {{{at(0, .5), at(1, .5)}}}, {}});
  double const unit = width / tiles::extent;
  double const bend = 3 * unit;                        // straight in degrees is not quite straight in Mercator
  double const drawn = layers->empty() ? 0 : geo::area_m2(layers->front().features.front().geometry);
  RC_ASSERT(std::abs(drawn - geo::area_m2(cut)) <= (geo::length_m(cut) + 40 * unit) * (unit + bend));
  if (!layers->empty()) {
    RC_ASSERT(geo::sound(layers->front().features.front().geometry, geo::Shape::polygon, false));
  }
}

TEST(Decode, departures_from_the_specification_are_named) {
  auto const geometry = [](std::string const& type, std::string const& commands) {  // hex of one feature in a layer "a"
    auto const feature = *base::unhex("18" + type + "22") + static_cast<char>(commands.size() / 2) + *base::unhex(commands);
    auto const layer = *base::unhex("78020a0161") + "\x12" + static_cast<char>(feature.size()) + feature;
    return std::string("\x1a") + static_cast<char>(layer.size()) + layer;
  };
  auto const said = [](std::string const& bytes) {
    auto const layers = tiles::decode(bytes, datong);
    return layers ? "nothing" : layers.error().code + ": " + layers.error().detail;
  };
  EXPECT_EQ(said(geometry("01", "093222")), "nothing");
  EXPECT_THAT(said("not a tile"), HasSubstr("bad_tile: the bytes are no protocol buffer"));
  EXPECT_THAT(said(*base::unhex("1a0578010a0161")), HasSubstr("version 1"));
  EXPECT_THAT(said(*base::unhex("1a027802")), HasSubstr("without name"));
  EXPECT_THAT(said(geometry("01", "093222093222")), HasSubstr("commands after the points"));
  EXPECT_THAT(said(geometry("01", "f9ffffff0f3222")), HasSubstr("times"));
  EXPECT_THAT(said(geometry("02", "0904040a0000")), HasSubstr("no length"));
  EXPECT_THAT(said(geometry("02", "09040412000000")), HasSubstr("times"));
  EXPECT_THAT(said(geometry("03", "0904041206000006")), HasSubstr("the commands end"));
  EXPECT_THAT(said(geometry("03", "09040412000606000f")), HasSubstr("a hole before its outer ring"));
  EXPECT_EQ(said(geometry("03", "09040412060000060f")), "nothing");
  EXPECT_THAT(said(geometry("04", "093222")), HasSubstr("unknown type"));
  EXPECT_THAT(said(geometry("01", "093222") + geometry("01", "093222")), HasSubstr("two layers of one name"));
}

std::string output_of(std::string const& command) {
  std::string output;
  FILE* const pipe = popen(command.c_str(), "r");
  std::array<char, 4096> piece{};
  for (std::size_t n = 0; pipe != nullptr && (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
    output.append(piece.data(), n);
  }
  return pipe != nullptr && pclose(pipe) == 0 ? output : "";
}

TEST(Decode, GDAL_reads_the_same_features_from_our_tiles) {
  ASSERT_THAT(output_of("ogr2ogr --version 2>&1"), HasSubstr("GDAL")) << "ogr2ogr is missing: tools/setup.sh installs it (package gdal-bin)";
  Layer layer{"site", {}};
  auto const p = at(.25, .75);
  layer.features.push_back({1, geo::make_point(p.x, p.y), {{"name", std::string("一号点")}, {"value", 1.5}, {"count", std::int64_t{12}}}});
  layer.features.push_back({2, shape(Kind::line, {{.1, .2}, {.5, .5}, {.7, .1}}), {{"name", std::string("river")}}});
  layer.features.push_back({3, shape(Kind::polygon, {{.2, .2}, {.2, .8}, {.8, .8}, {.8, .2}, {.2, .2}}), {{"count", std::int64_t{-5}}}});
  layer.features.back().geometry.parts[0].push_back(shape(Kind::polygon, {{.4, .4}, {.4, .6}, {.6, .6}, {.6, .4}, {.4, .4}}).parts[0][0]);
  auto const tile = tiles::encode(datong, layer);
  auto const file = std::filesystem::path(testing::TempDir()) / "biyun_tile.mvt";
  std::ofstream(file, std::ios::binary) << tile.bytes;
  auto const written = output_of("ogr2ogr -f GeoJSON /vsistdout/ -t_srs EPSG:4326 -lco RFC7946=YES -lco COORDINATE_PRECISION=9 '" + file.string() +
                                 "' -oo Z=12 -oo X=3340 -oo Y=1545 -oo CLIP=NO 2>/dev/null");
  std::filesystem::remove(file);
  ASSERT_FALSE(written.empty());
  auto const features = boost::json::parse(written).at("features").as_array();
  ASSERT_THAT(features, SizeIs(3));
  double const unit = 360.0 / 4096 / tiles::extent;    // degrees of longitude
  for (std::size_t i = 0; i < 3; ++i) {
    auto const read = geo::parse_geojson(boost::json::serialize(features[i].at("geometry")));
    ASSERT_TRUE(read);
    auto const& ours = layer.features[i].geometry;
    EXPECT_EQ(read->kind == Kind::multi_polygon ? Kind::polygon : read->kind == Kind::multi_line ? Kind::line : read->kind, ours.kind);
    auto const theirs_box = *geo::box_of(*read), our_box = *geo::box_of(ours);
    EXPECT_THAT(theirs_box.west, DoubleNear(our_box.west, unit));
    EXPECT_THAT(theirs_box.north, DoubleNear(our_box.north, unit));
    EXPECT_THAT(geo::area_m2(*read), DoubleNear(geo::area_m2(ours), geo::length_m(ours) * 3));
    EXPECT_EQ(features[i].at("properties").at("mvt_id").as_int64(), static_cast<std::int64_t>(i + 1));
  }
  EXPECT_EQ(features[0].at("properties").at("name").as_string(), "一号点");
  EXPECT_EQ(features[0].at("properties").at("value").as_double(), 1.5);
  EXPECT_EQ(features[2].at("properties").at("count").as_int64(), -5);
}

}  // namespace
