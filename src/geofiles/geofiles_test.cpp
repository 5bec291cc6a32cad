#include "geofiles/geofiles.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

#include <rapidcheck/gtest.h>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

using std::operator""s;
using testing::ElementsAre;
using testing::HasSubstr;
using Pairs = std::vector<std::pair<std::string, std::string>>;

geo::System const gauss114 = {geo::Datum::gauss3, 114, false};
geo::Geometry polygon() { return geo::make_box({113.60, 40.05, 113.65, 40.10}); }

std::function<std::optional<Feature>()> from(std::vector<Feature> features) {
  return [features = std::move(features), at = std::size_t{0}]() mutable { return at < features.size() ? std::optional(features[at++]) : std::nullopt; };
}

/// 虚构企业: invented plants.
std::vector<Feature> plants() {
  return {{geo::make_point(113.6, 40.1), {{"name", "虚构一号热电厂"}, {"stack_height_m", "120.5"}, {"code", "0012"}}},
          {geo::make_point(113.25, 40.05), {{"name", "虚构二号水泥厂 <甲> & \"乙\""}, {"stack_height_m", ""}, {"code", "2026-03-01"}}}};
}
std::vector<Field> const plant_fields = {{"name", "单位名称"}, {"stack_height_m", "烟囱高度（米）", true}, {"code", "编码"}};

Write how(Format format, geo::System system = {}) { return {.format = format, .layer = "大气污染源", .fields = plant_fields, .system = system}; }

std::string written(Write const& write_how, std::vector<Feature> features) {
  auto bytes = write(write_how, from(std::move(features)));
  EXPECT_TRUE(bytes) << base::to_string(bytes.error());
  return bytes ? *bytes : std::string{};
}
Read read_well(std::string_view bytes, Ask const& ask = {}) {
  auto found = read(bytes, ask);
  EXPECT_TRUE(found) << base::to_string(found.error());
  return found ? *found : Read{};
}
base::Problem refused(std::string_view bytes, Ask const& ask = {}) {
  auto const found = read(bytes, ask);
  EXPECT_FALSE(found);
  return found ? base::Problem("taken", "") : found.error();
}
void expect_near(geo::Geometry const& geometry, double longitude, double latitude) {
  ASSERT_FALSE(geo::is_empty(geometry));
  EXPECT_NEAR(geometry.parts[0][0][0].x, longitude, 2e-8);
  EXPECT_NEAR(geometry.parts[0][0][0].y, latitude, 2e-8);
}
Pairs unzipped(std::string const& zip) {
  auto archive = Unzip::open(zip);
  Pairs files;
  for (auto const& member : archive->members()) files.emplace_back(member.name, *archive->take(member));
  return files;
}
std::string part(Pairs const& files, std::string_view ending) {
  for (auto const& [name, bytes] : files) {
    if (name.ends_with(ending)) return bytes;
  }
  return {};
}

TEST(Formats, HaveTheirNames) {
  for (auto const format : {Format::shapefile, Format::geopackage, Format::kml, Format::dxf, Format::geojson}) EXPECT_EQ(parse_format(name_of(format)), format);
  EXPECT_EQ(parse_format("dwg"), std::nullopt);
  EXPECT_EQ(extension_of(Format::shapefile), "zip");
  EXPECT_EQ(media_type_of(Format::geojson), "application/geo+json");
}

TEST(RoundTrip, KeepsPlacesTextsAndNumbers) {
  for (auto const format : {Format::shapefile, Format::geopackage, Format::geojson, Format::kml}) {
    SCOPED_TRACE(name_of(format));
    auto const back = read_well(written(how(format), plants()));
    EXPECT_EQ(back.format, format);
    EXPECT_THAT(back.faults, testing::IsEmpty());
    ASSERT_EQ(back.features.size(), 2U);
    expect_near(back.features[0].geometry, 113.6, 40.1);
    std::string const name = format == Format::kml ? "Name" : "name", height = format == Format::shapefile ? "stack_heig" : "stack_height_m";
    EXPECT_THAT(back.features[0].properties, ElementsAre(std::pair(name, "虚构一号热电厂"s), std::pair(height, "120.5"s), std::pair("code"s, "0012"s)));
    EXPECT_EQ(back.features[1].properties.front().second, "虚构二号水泥厂 <甲> & \"乙\"");
    EXPECT_EQ(back.features[1].properties.back().second, "2026-03-01") << "a text that looks like a date stays a text";
    EXPECT_EQ(back.layer, format == Format::geojson ? back.layer : "大气污染源"s);
    EXPECT_THAT(back.system, format == Format::kml || format == Format::geojson ? HasSubstr("WGS 84") : HasSubstr("China"));
  }
}

TEST(RoundTrip, KeepsShapesOfEveryKind) {
  std::vector<geo::Geometry> shapes;
  for (auto const* wkt : {"LINESTRING(113 40,113.1 40.1,113.2 40)", "POLYGON((113 40,114 40,114 41,113 41,113 40),(113.4 40.4,113.4 40.6,113.6 40.6,113.6 40.4,113.4 40.4))",
                          "MULTIPOINT(113 40,114 41)", "MULTIPOLYGON(((113 40,114 40,114 41,113 40)),((115 40,116 40,116 41,115 40)))"}) {
    shapes.push_back(*geo::parse_wkt(wkt));
  }
  std::vector<Feature> all;
  for (auto const& shape : shapes) all.push_back({shape, {{"name", "a"}}});
  for (auto const format : {Format::geopackage, Format::geojson, Format::kml}) {
    auto const back = read_well(written(how(format), all));
    ASSERT_EQ(back.features.size(), shapes.size()) << name_of(format);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      EXPECT_TRUE(geo::relate(back.features[i].geometry, shapes[i], geo::Relation::equals)) << name_of(format) << " " << geo::to_wkt(back.features[i].geometry);
    }
  }
  auto const zip = written(how(Format::shapefile), all);
  auto const lines = read_well(zip, {.layer = "大气污染源_line"}), points = read_well(zip, {.layer = "大气污染源_points"}), areas = read_well(zip, {.layer = "大气污染源_polygon"});
  EXPECT_TRUE(geo::relate(lines.features.at(0).geometry, shapes[0], geo::Relation::equals));
  EXPECT_TRUE(geo::relate(areas.features.at(0).geometry, shapes[1], geo::Relation::equals)) << "with its hole";
  EXPECT_TRUE(geo::relate(points.features.at(0).geometry, shapes[2], geo::Relation::equals));
  EXPECT_TRUE(geo::relate(areas.features.at(1).geometry, shapes[3], geo::Relation::equals));
}

TEST(RoundTrip, AFileWithoutFeaturesIsFine) {
  for (auto const format : {Format::shapefile, Format::geopackage, Format::kml}) {
    auto const back = read_well(written(how(format), {}), {.system = geo::System{}});
    EXPECT_THAT(back.features, testing::IsEmpty()) << name_of(format);
  }
}

TEST(Kml, FieldsNamedLikeThoseOfAPlacemarkAreOrdinary) {
  Write const odd = {.format = Format::kml, .layer = "a", .fields = {{"名称", ""}, {"end", ""}, {"icon", ""}, {"visibility", "", true}}, .system = {}};
  auto const back = read_well(written(odd, {{geo::make_point(113, 40), {{"名称", "渣场"}, {"end", "封场"}, {"icon", "no"}, {"visibility", "7"}}}}));
  ASSERT_EQ(back.features.size(), 1U);
  EXPECT_THAT(back.features[0].properties, testing::UnorderedElementsAre(std::pair("Name"s, "渣场"s), std::pair("名称"s, "渣场"s), std::pair("end"s, "封场"s),
                                                                         std::pair("icon"s, "no"s), std::pair("visibility"s, "7"s)));
}

TEST(Kml, IsReadAsPeopleWriteIt) {
  auto const kml = R"(<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>巡查</name><Placemark><name>一号排口</name><description>巡查点</description>
<ExtendedData><Data name="负责科室"><value>水科</value></Data></ExtendedData><Point><coordinates>113.3,40.08,1050</coordinates></Point></Placemark></Document></kml>)"s;
  auto const check = [](Read const& found) {
    ASSERT_EQ(found.features.size(), 1U);
    expect_near(found.features[0].geometry, 113.3, 40.08);
    EXPECT_THAT(found.features[0].properties, ElementsAre(std::pair("Name"s, "一号排口"s), std::pair("description"s, "巡查点"s), std::pair("负责科室"s, "水科"s)));
    EXPECT_EQ(found.format, Format::kml);
  };
  check(read_well(kml));
  check(read_well("\xEF\xBB\xBF" + kml));
  check(read_well(zip_of({{"doc.kml", kml}, {"files/icon.png", "x"}})));
  auto const gbk = *recode(kml, "UTF-8", "GBK");
  check(read_well(gbk.substr(0, 30) + "GB2312" + gbk.substr(35)));
}

TEST(Shapefile, NamesAreCutWithoutDoublesAndExplained) {
  Write write_how = how(Format::shapefile);
  write_how.fields = {{"sulphur_dioxide_mean", "二氧化硫均值", true}, {"sulphur_dioxide_max", "二氧化硫最大值", true}, {"二氧化硫浓度", "", false}};
  auto const files = unzipped(written(write_how, {{geo::make_point(113, 40), {{"sulphur_dioxide_mean", "3"}, {"sulphur_dioxide_max", "9"}, {"二氧化硫浓度", "低"}}}}));
  EXPECT_THAT(part(files, ".txt"), testing::AllOf(HasSubstr("sulphur_di\tsulphur_dioxide_mean\t二氧化硫均值\r\n"), HasSubstr("sulphur__1\tsulphur_dioxide_max\t二氧化硫最大值\r\n")));
  EXPECT_EQ(part(files, ".cpg"), "UTF-8");
  EXPECT_THAT(part(files, ".prj"), HasSubstr("China_Geodetic"));
  EXPECT_EQ(files[0].first, "大气污染源.shp");
  auto const back = read_well(zip_of(files));
  EXPECT_THAT(back.features.at(0).properties, ElementsAre(std::pair("sulphur_di"s, "3"s), std::pair("sulphur__1"s, "9"s), std::pair("二氧化"s, "低"s)));
}

TEST(Shapefile, PointsAndAreasStandApart) {
  auto const zip = written(how(Format::shapefile), {{geo::make_point(113, 40), {{"name", "点"}}}, {polygon(), {{"name", "面"}}}, {{}, {{"name", "无"}}}});
  auto const problem = refused(zip);
  EXPECT_EQ(problem.code, "unknown_layer");
  EXPECT_THAT(problem.mend, HasSubstr("大气污染源_point, 大气污染源_polygon"));
  auto const back = read_well(zip, {.layer = "大气污染源_polygon"});
  EXPECT_EQ(back.features.at(0).properties.at(0).second, "面");
  auto const points = read_well(zip, {.layer = "大气污染源_point"});
  EXPECT_EQ(points.features.size(), 1U);
  EXPECT_EQ(points.faults.at(0).where, "feature 2 (无)");
  EXPECT_EQ(refused(zip, {.layer = "b"}).code, "unknown_layer");
}

/// The table of a Shapefile turned into GBK, as programs of the ministry's contractors write it.
Pairs in_gbk_table(Pairs files, std::string const& code_page) {
  for (auto& [name, bytes] : files) {
    if (name.ends_with(".cpg")) bytes = code_page;
    if (!name.ends_with(".dbf")) continue;
    auto const utf8 = "虚构一号热电厂"s, gbk = *recode(utf8, "UTF-8", "GBK");
    bytes.replace(bytes.find(utf8), utf8.size(), gbk + std::string(utf8.size() - gbk.size(), ' '));
  }
  std::erase_if(files, [&](auto const& file) { return file.first.ends_with(".cpg") && code_page.empty(); });
  return files;
}

TEST(Shapefile, SpeaksUtf8OrGbkWithAndWithoutACodePage) {
  auto const utf8 = unzipped(written(how(Format::shapefile), {plants()[0]}));
  auto const name_in = [](Pairs const& files, std::string const& encoding = {}) { return read_well(zip_of(files), {.encoding = encoding}).features.at(0).properties.at(0).second; };
  EXPECT_EQ(name_in(utf8), "虚构一号热电厂");
  for (auto const* code_page : {"", "GBK", "CP936", "936", "gb2312\r\n", "ANSI 936"}) EXPECT_EQ(name_in(in_gbk_table(utf8, code_page)), "虚构一号热电厂") << code_page;
  EXPECT_EQ(name_in(in_gbk_table(utf8, "UTF-8"), "GBK"), "虚构一号热电厂") << "what the sender declares comes first";
  auto const lie = refused(zip_of(in_gbk_table(utf8, "UTF-8")));
  EXPECT_EQ(lie.code, "bad_encoding");
  EXPECT_THAT(lie.where, HasSubstr("record 1, column name"));
  EXPECT_EQ(refused(zip_of(utf8), {.encoding = "klingon"}).code, "bad_encoding");
}

TEST(Shapefile, FileNamesInGbkAreRead) {
  auto files = unzipped(written(how(Format::shapefile), {plants()[0]}));
  auto zip = zip_of(files);
  auto const utf8 = "大气污染源"s, gbk = "\xB4\xF3\xC6\xF8\xCE\xDB\xC8\xBE\xD4\xB4\xD4\xB4\xD4\xB4\x61"s;   // as many bytes
  ASSERT_EQ(utf8.size(), gbk.size());
  for (auto at = zip.find(utf8); at != zip.npos; at = zip.find(utf8, at)) zip.replace(at, utf8.size(), gbk);
  auto const forget_utf8 = [&](std::string const& header, std::size_t flags) {   // bit 11, APPNOTE.TXT 4.4.4
    for (auto at = zip.find(header); at != zip.npos; at = zip.find(header, at + 4)) zip[at + flags + 1] = static_cast<char>(zip[at + flags + 1] & ~0x08);
  };
  forget_utf8("PK\x03\x04", 6);
  forget_utf8("PK\x01\x02", 8);
  EXPECT_EQ(read_well(zip).layer, "大气污染源源源a");
}

TEST(Shapefile, ACharacterCutByTheColumnIsBlanked) {
  auto table = part(unzipped(written(how(Format::shapefile), {{geo::make_point(113, 40), {{"name", std::string(78, 'a') + "厂"}}}})), ".dbf");
  ASSERT_EQ(static_cast<unsigned char>(table[32 + 16]), 81);
  auto const at = table.find("厂");
  table[32 + 16] = 79;                                   // one byte of three is left in the column
  table.erase(at + 1, 2);
  table[10] = static_cast<char>(table[10] - 2);
  EXPECT_EQ(*mend_table(table, ""), "UTF-8");
  EXPECT_EQ(table.substr(at - 1, 2), "a ");
}

TEST(Zip, NamesThatLeadOutAreRefused) {
  for (auto const* name : {"../evil.shp", "a/../../evil.shp", "/etc/evil.shp", "..\\evil.shp", "C:\\evil.shp"}) EXPECT_EQ(refused(zip_of({{name, "x"}})).code, "damaged") << name;
}

TEST(Zip, ABombIsRefused) {
  auto const zip = zip_of({{"a.shp", std::string(8 << 20, '\0')}});
  auto lying = zip;
  auto const size = "\0\0\x80\0"s;
  for (auto at = lying.find(size, lying.size() - 100); at != lying.npos; at = lying.find(size, at)) lying.replace(at, 4, "\0\0\0\x7F"s);
  EXPECT_EQ(refused(lying).code, "too_large");
  EXPECT_EQ(refused(zip_of({{"a.txt", "x"}})).code, "unknown_format");
  EXPECT_EQ(refused(zip.substr(0, 60)).code, "damaged");
  EXPECT_EQ(refused(std::string(bytes_max + 1, 'x')).code, "too_large");
}

TEST(Dxf, InDeclaredGaussLandsAtTheRightDegree) {
  auto const plane = *geo::from_inside(geo::Point{113.6, 40.1}, gauss114);
  auto const dxf = "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\n红线\n10\n" + base::format_number(plane.x) + "\n20\n" + base::format_number(plane.y) + "\n30\n0\n0\nENDSEC\n0\nEOF\n";
  auto const found = read_well(dxf, {.system = gauss114});
  EXPECT_EQ(found.format, Format::dxf);
  EXPECT_EQ(found.system, geo::name_of(gauss114));
  ASSERT_EQ(found.features.size(), 1U);
  expect_near(found.features[0].geometry, 113.6, 40.1);
  auto const undeclared = refused(dxf);
  EXPECT_EQ(undeclared.code, "no_datum");
  EXPECT_THAT(undeclared.mend, HasSubstr("EPSG:4547"));
  auto const wrong = read_well(dxf, {.system = geo::System{}});   // metres declared as degrees
  EXPECT_THAT(wrong.features, testing::IsEmpty());
  EXPECT_EQ(wrong.faults.at(0).code, "bad_coordinate");
}

TEST(Dxf, IsWrittenInGaussWithItsLayerInGbk) {
  auto const dxf = written(how(Format::dxf, gauss114), {{polygon(), {{"name", "a"}}}});
  EXPECT_THAT(dxf, HasSubstr("ANSI_936"));
  EXPECT_THAT(dxf, HasSubstr(*recode("大气污染源", "UTF-8", "GBK")));
  EXPECT_THAT(dxf, testing::Not(HasSubstr("biyun")));
  auto const back = read_well(dxf, {.system = gauss114});
  ASSERT_EQ(back.features.size(), 1U);
  EXPECT_EQ(back.features[0].properties.at(0), std::pair("Layer"s, "大气污染源"s));
  EXPECT_LT(std::abs(geo::area_m2(back.features[0].geometry) - geo::area_m2(polygon())), 10.0);
}

TEST(Shapefile, InGaussSaysItsSystem) {
  for (bool const prefixed : {false, true}) {
    auto const zip = written(how(Format::shapefile, {geo::Datum::gauss3, 114, prefixed}), plants());
    auto const back = read_well(zip);
    EXPECT_THAT(back.system, HasSubstr("3-degree Gauss-Kruger"));
    expect_near(back.features.at(0).geometry, 113.6, 40.1);
    expect_near(back.features.at(1).geometry, 113.25, 40.05);
    expect_near(read_well(zip, {.system = geo::System{geo::Datum::gauss3, 114, prefixed}}).features.at(0).geometry, 113.6, 40.1);
  }
}

TEST(Datum, IsNeverGuessed) {
  auto files = unzipped(written(how(Format::shapefile), {plants()[0]}));
  auto without = files;
  std::erase_if(without, [](auto const& file) { return file.first.ends_with(".prj"); });
  EXPECT_EQ(refused(zip_of(without)).code, "no_datum");
  expect_near(read_well(zip_of(without), {.system = geo::System{}}).features.at(0).geometry, 113.6, 40.1);
  for (auto& [name, bytes] : files) {
    if (name.ends_with(".prj")) {
      bytes = R"(GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]])";
    }
  }
  auto const xian = refused(zip_of(files));
  EXPECT_EQ(xian.code, "no_datum");
  EXPECT_THAT(xian.detail, HasSubstr("Xian"));
  EXPECT_THAT(xian.mend, HasSubstr("CGCS2000"));
}

TEST(Datum, MarsCoordinatesAreConverted) {
  auto const mars = *geo::from_inside(geo::Point{113.3, 40.08}, {geo::Datum::gcj02});
  auto const json = R"({"type":"Point","coordinates":[)" + base::format_number(mars.x) + "," + base::format_number(mars.y) + "]}";
  auto const found = read_well(json, {.system = geo::System{geo::Datum::gcj02}});
  ASSERT_EQ(found.features.size(), 1U);
  EXPECT_NEAR(found.features[0].geometry.parts[0][0][0].x, 113.3, 2e-6);
  EXPECT_GT(std::abs(mars.x - 113.3), 1e-3);
  EXPECT_EQ(write(how(Format::geopackage, {geo::Datum::gcj02}), from({})).error().code, "bad_system");
  EXPECT_EQ(write(how(Format::kml, gauss114), from({})).error().code, "bad_system");
}

TEST(GeoJson, ABowTieIsReportedWithItsPlaceAndTheRestIsRead) {
  auto const found = read_well(R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"名称":"好地块","面积":12.50,"内":{"a":1}},"geometry":{"type":"Polygon","coordinates":[[[113,40],[114,40],[114,41],[113,40]]]}},
    {"type":"Feature","properties":{"名称":"蝴蝶结"},"geometry":{"type":"Polygon","coordinates":[[[113,40],[114,41],[114,40],[113,41],[113,40]]]}},
    {"type":"Feature","properties":null,"geometry":null}]})");
  ASSERT_EQ(found.features.size(), 1U);
  EXPECT_EQ(found.features[0].properties.at(1).second, "12.5");
  ASSERT_EQ(found.faults.size(), 2U);
  EXPECT_THAT(found.faults[0].where, testing::StartsWith("feature 2 (蝴蝶结)"));
  EXPECT_THAT(base::to_string(found.faults[0]), HasSubstr("113.5"));
  EXPECT_THAT(base::to_string(found.faults[0]), HasSubstr("40.5"));
  EXPECT_EQ(found.faults[1].where, "feature 3");
}

TEST(GeoJson, SaysItsSystemTheOldWay) {
  auto const found = read_well(R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[
    {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[113.6,40.1]}}]})");
  EXPECT_THAT(found.system, HasSubstr("China"));
  expect_near(found.features.at(0).geometry, 113.6, 40.1);
}

TEST(Format, IsKnownByTheBytes) {
  EXPECT_THAT(refused("AC1027\0\0\0"s).mend, HasSubstr("DXF"));
  EXPECT_THAT(refused("AutoCAD Binary DXF\r\n\x1A\0"s).mend, HasSubstr("text"));
  for (auto const& bytes : {""s, "PK"s, "SQLite format 3\0"s, "SQLite format 3\0"s + std::string(200, '\0'), "<gml/>"s, "[1]"s, "id,x,y"s}) EXPECT_EQ(refused(bytes).code, "unknown_format");
}

TEST(Damaged, FilesSayWhatGdalSays) {
  auto const problem = refused(R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordi)");
  EXPECT_EQ(problem.code, "damaged");
  EXPECT_THAT(problem.detail, testing::AllOf(HasSubstr("GDAL says"), testing::Not(HasSubstr("geofiles-"))));
  EXPECT_EQ(refused(written(how(Format::geopackage), plants()).substr(0, 5000)).code, "damaged");
}

TEST(Gdal, OnlyTheDriversNamedMayOpenAnything) {
  Folder const folder;
  folder.keep("data.csv", "a,b\n1,2\n");
  folder.keep("data.geojson", R"({"type":"Point","coordinates":[1,2]})");
  auto const gdal = Gdal::find(folder, {"GeoJSON"});
  ASSERT_TRUE(gdal);
  auto const quiet = [](std::string_view) { return true; };
  EXPECT_EQ(gdal->problem_of(gdal->describe({"data.geojson"}, quiet)), std::nullopt);
  EXPECT_TRUE(gdal->problem_of(gdal->describe({"data.csv"}, quiet)));
  EXPECT_EQ(Gdal::find(folder, {"no such driver"}).error().code, "unavailable");
}

struct Path : testing::Test {
  std::string const before = ::getenv("PATH");
  ~Path() override { ::setenv("PATH", before.c_str(), 1); }
};

TEST_F(Path, WithoutGdalTheProblemSaysHowToInstallIt) {
  ::setenv("PATH", "/nowhere", 1);
  auto const problem = refused(R"({"type":"Point","coordinates":[1,2]})");
  EXPECT_EQ(problem.code, "unavailable");
  EXPECT_THAT(problem.mend, HasSubstr("gdal-bin"));
  EXPECT_EQ(write(how(Format::kml), from(plants())).error().code, "unavailable");
  EXPECT_THAT(written(how(Format::geojson), plants()), HasSubstr("0012")) << "GeoJSON needs nobody";
}

TEST_F(Path, AProgramIsHeldShortAndSeesOnlyWhatWeGive) {
  Folder const folder;
  std::string said;
  auto const take = [&](std::string_view piece) { said += piece; return said.size() < 100'000; };
  auto const ran = run_program("/bin/sh", {"-c", "pwd; env; ulimit -v; ulimit -c; echo oops >&2; exit 3"}, {"A=b"}, folder.path(), take);
  EXPECT_EQ(WEXITSTATUS(ran.status), 3);
  EXPECT_EQ(ran.errors, "oops\n");
  EXPECT_THAT(said, testing::AllOf(HasSubstr(folder.path()), HasSubstr("A=b"), HasSubstr("\n2097152\n0\n"), testing::Not(HasSubstr("PATH="))));
  auto const endless = run_program("/bin/sh", {"-c", "while :; do echo yes; done"}, {}, folder.path(), take);
  EXPECT_TRUE(endless.stopped && WIFSIGNALED(endless.status));
  EXPECT_EQ(WEXITSTATUS(run_program("/nowhere", {}, {}, folder.path(), take).status), 127);
}

TEST(Folders, ArePrivateAndGoAway) {
  std::string path;
  {
    Folder const folder;
    path = folder.path();
    struct stat about{};
    ASSERT_EQ(::stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700U);
    folder.keep("a", "b");
    EXPECT_EQ(folder.take("a"), "b");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

RC_GTEST_PROP(Tables, AnyBytesAreMendedWithoutHarm, (std::string const& body)) {
  auto table = "\x03\x7E\x01\x01\2\0\0\0\x41\0\x05\0"s + std::string(20, '\0') + "name\0\0\0\0\0\0\0C\0\0\0\0\4"s + std::string(15, '\0') + "\r" + body;
  auto const before = table.size();
  if (auto const encoding = mend_table(table, ""); encoding) RC_ASSERT(*encoding == "UTF-8" || *encoding == "GB18030");
  RC_ASSERT(table.size() == before);
}

}  // namespace
}  // namespace geofiles
