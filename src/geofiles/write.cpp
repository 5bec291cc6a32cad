// A file out: features are laid down as one JSON text a line, a VRT beside says their fields and types, ogr2ogr makes the rest.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include <boost/json.hpp>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

constexpr std::size_t field_name_max = 10;               // of dBASE, in bytes
constexpr std::size_t file_name_max = 60;
constexpr std::string_view drawing_layer = "biyun_layer";   // stands for the layer's name until the drawing is whole

std::string_view driver_of(Format format) {
  switch (format) {
    case Format::shapefile: return "ESRI Shapefile";
    case Format::geopackage: return "GPKG";
    case Format::kml: return "KML";                      // LIBKML writes in the square of the number of features
    case Format::dxf: return "DXF";
    case Format::geojson: break;
  }
  return "GeoJSON";
}

std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  text.resize(most);
  while (!text.empty() && !base::is_utf8(text)) text.pop_back();
  return text;
}

/// A name for a file, a layer and a drawing's layer: without what any of them forbids.
std::string plain_name(std::string_view layer) {
  std::string name;
  for (char const c : base::is_utf8(layer) ? std::string(layer) : base::printable(layer)) {
    bool const forbidden = static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|;,=`'").find(c) != std::string_view::npos;
    name.push_back(forbidden ? '_' : c);
  }
  name = cut(std::string(base::trim(name)), file_name_max);
  return name.empty() || name.starts_with('-') || name.starts_with('.') ? "layer" + name : name;
}

/// JSON and XML both take it: UTF-8 without control bytes.
std::string plain_text(std::string_view text) {
  std::string out = base::is_utf8(text) ? std::string(text) : base::printable(text);
  std::replace_if(out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n'; }, ' ');
  return out;
}

std::string json_text(std::string_view text) { return boost::json::serialize(boost::json::string(plain_text(text))); }

std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : plain_text(text)) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '"') out += "&quot;";
    else out.push_back(c);
  }
  return out;
}

/// Short names without doubles; capitals do not tell columns apart.
std::vector<std::string> short_names(std::vector<Field> const& fields) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (auto const& field : fields) {
    auto name = cut(plain_text(field.name), field_name_max);
    for (int number = 1; name.empty() || !taken.insert(base::to_lower(name)).second; ++number) {
      auto const end = "_" + std::to_string(number);
      name = cut(plain_text(field.name), field_name_max - end.size()) + end;
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::string value_of(Field const& field, Feature const& feature) {
  auto const& given = feature.properties;
  auto const found = std::find_if(given.begin(), given.end(), [&](auto const& property) { return property.first == field.name; });
  if (found == given.end() || found->second.empty()) return "null";
  if (!field.number) return json_text(found->second);
  auto const number = base::parse_number(found->second);
  return number ? base::format_number(*number) : "null";
}

std::string line_of(std::vector<Field> const& fields, Feature const& feature, int digits) {
  std::string line = R"({"type":"Feature","properties":{)";
  for (std::size_t i = 0; i < fields.size(); ++i) line += (i == 0 ? "" : ",") + json_text(fields[i].name) + ":" + value_of(fields[i], feature);
  auto const place = geo::is_empty(feature.geometry) ? std::string("null") : geo::to_geojson(feature.geometry, digits);
  return line + R"(},"geometry":)" + place + "}";
}

struct Class { std::string_view name; char const* type; };  // of a Shapefile, which holds one kind
std::optional<Class> shape_of(geo::Geometry const& geometry) {
  switch (geometry.kind) {
    case geo::Kind::point: return Class{"point", "POINT"};
    case geo::Kind::multi_point: return Class{"points", "MULTIPOINT"};
    case geo::Kind::line: case geo::Kind::multi_line: return Class{"line", "MULTILINESTRING"};
    case geo::Kind::polygon: case geo::Kind::multi_polygon: return Class{"polygon", "MULTIPOLYGON"};
    case geo::Kind::collection: break;
  }
  return std::nullopt;
}

struct Pile { std::string type, name; std::size_t count = 0; std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{nullptr, &std::fclose}; };

/// The features as they come, into one file a kind (Shapefile) or one file for all.
class Piles {
 public:
  Piles(Write const& how, Folder const& folder) : how_(how), folder_(folder) {}

  base::Outcome take(Feature feature) {
    constexpr int degrees_digits = 9, metres_digits = 4;
    bool const metres = how_.system.datum == geo::Datum::gauss3;
    auto const where = "feature " + std::to_string(++count_);
    if (count_ > features_max) return base::Problem("too_large", "more than " + std::to_string(features_max) + " features", {}, "choose fewer");
    bool const placed = !geo::is_empty(feature.geometry);
    if (placed && metres) {
      auto plane = geo::from_inside(std::move(feature.geometry), how_.system);
      if (!plane) return base::Problem(plane.error().code, plane.error().detail, where, plane.error().mend);
      feature.geometry = std::move(*plane);
    }
    auto const line = line_of(how_.fields, feature, metres ? metres_digits : degrees_digits) + "\n";
    if (how_.format != Format::shapefile) return put({"", "GEOMETRY"}, line);
    if (!placed) return placeless_.push_back(line), base::Outcome(base::Done{});
    auto const kind = shape_of(feature.geometry);
    if (!kind) return base::Problem("bad_geometry", "a Shapefile holds no mixed geometries", where, "choose GeoPackage");
    return put(*kind, line);
  }
  /// At least one pile; a file without features is made from one that is left out again.
  base::Result<std::vector<Pile>> finish() {
    for (auto const& line : placeless_) {
      auto const done = put(piles_.empty() ? Class{"point", "POINT"} : Class{piles_[0].name, piles_[0].type.c_str()}, line);
      if (!done) return done.error();
    }
    if (piles_.empty()) {
      Feature example{geo::make_point(0, 0), {}};
      for (auto const& field : how_.fields) example.properties.emplace_back(field.name, "0.5");
      auto const kind = how_.format == Format::shapefile ? Class{"point", "POINT"} : Class{"", "GEOMETRY"};
      auto const done = put(kind, line_of(how_.fields, example, 1) + "\n");
      if (!done) return done.error();
      piles_[0].count = 0;
    }
    for (auto& pile : piles_) {
      if (std::fclose(pile.file.release()) != 0) throw base::Failure("cannot write into the temporary folder");
    }
    return std::move(piles_);
  }

 private:
  base::Outcome put(Class const& kind, std::string const& line) {
    auto pile = std::find_if(piles_.begin(), piles_.end(), [&](Pile const& one) { return one.name == kind.name; });
    if (pile == piles_.end()) {
      Pile made{kind.type, std::string(kind.name)};
      made.file.reset(std::fopen((folder_.path() + "/data" + made.name + ".geojsonl").c_str(), "wbe"));
      if (!made.file) throw base::Failure("cannot write into the temporary folder");
      piles_.push_back(std::move(made));
      pile = piles_.end() - 1;
    }
    bytes_ += line.size();
    if (bytes_ > unpacked_max) {
      return base::Problem("too_large", "the file would be larger than " + std::to_string(unpacked_max >> 20) + " MB", {}, "choose fewer");
    }
    if (std::fwrite(line.data(), 1, line.size(), pile->file.get()) != line.size()) throw base::Failure("cannot write into the temporary folder");
    ++pile->count;
    return base::Done{};
  }

  Write const& how_;
  Folder const& folder_;
  std::size_t count_ = 0, bytes_ = 0;
  std::vector<Pile> piles_;
  std::vector<std::string> placeless_;
};

std::string fields_of(Write const& how) {
  std::string xml;
  auto const add = [&](std::string_view name, std::string_view source, bool number) {
    xml += "<Field name=\"" + escaped(name) + "\" src=\"" + escaped(source) + "\" type=\"" + (number ? "Real" : "String") + "\"/>\n";
  };
  if (how.format == Format::kml) {                       // what stands beside the mark on the map
    auto const is_name = [](Field const& field) { return base::to_lower(field.name) == "name"; };
    auto const first = std::find_if(how.fields.begin(), how.fields.end(), [](Field const& field) { return !field.number; });
    if (first != how.fields.end() && std::none_of(how.fields.begin(), how.fields.end(), is_name)) add("Name", first->name, false);
  }
  auto const names = how.format == Format::shapefile ? short_names(how.fields) : std::vector<std::string>{};
  for (std::size_t i = 0; i < how.fields.size(); ++i) add(names.empty() ? how.fields[i].name : names[i], how.fields[i].name, how.fields[i].number);
  return xml;
}

std::string vrt_of(Write const& how, std::string const& pile) {
  auto const fields = fields_of(how);
  return "<OGRVRTDataSource><OGRVRTLayer name=\"layer\"><SrcDataSource>GeoJSONSeq:data" + pile + ".geojsonl</SrcDataSource><SrcLayer>data" + pile +
         "</SrcLayer>\n" + fields + "</OGRVRTLayer></OGRVRTDataSource>\n";
}

std::string explained(Write const& how) {
  std::string text = "\xEF\xBB\xBF字段\t名称\t含义\r\n";   // the mark is for Windows' editor
  auto const names = short_names(how.fields);
  for (std::size_t i = 0; i < names.size(); ++i) text += names[i] + "\t" + plain_text(how.fields[i].name) + "\t" + plain_text(how.fields[i].title) + "\r\n";
  return text;
}

/// GDAL writes layer names into drawings as UTF-8 and calls them ANSI_1252; drawings of AutoCAD 2004 are GBK in China.
std::string in_gbk(std::string drawing, std::string_view layer) {
  std::string name;
  for (std::size_t at = 0; at < layer.size();) {
    auto next = at + 1;
    while (next < layer.size() && (static_cast<unsigned char>(layer[next]) & 0xC0) == 0x80) ++next;
    name += recode(layer.substr(at, next - at), "UTF-8", "GBK").value_or("_");
    at = next;
  }
  auto const replace = [&](std::string_view old, std::string_view now) {
    std::string out;
    std::size_t from = 0;
    for (auto at = drawing.find(old); at != drawing.npos; at = drawing.find(old, from)) {
      out.append(drawing, from, at - from).append(now);
      from = at + old.size();
    }
    drawing = out.append(drawing, from);
  };
  replace("ANSI_1252", "ANSI_936");
  replace(drawing_layer, name);
  return drawing;
}

base::Result<int> number_of(Write const& how) {
  auto const number = epsg_of(how.system);
  bool const degrees = how.system.datum == geo::Datum::cgcs2000 || how.system.datum == geo::Datum::wgs84;
  bool const only_degrees = how.format == Format::kml || how.format == Format::geojson;
  if (!number || (only_degrees && !degrees)) {
    return base::Problem("bad_system", std::string(name_of(how.format)) + " is not written in " + geo::name_of(how.system), {},
                         only_degrees ? "KML and GeoJSON are WGS 84; choose DXF or Shapefile for plane coordinates" : "choose CGCS2000 or a 3-degree zone");
  }
  return how.format == Format::kml ? 4326 : *number;     // taken as the same, so that nothing is converted
}

std::string geojson_of(std::string const& layer, std::string lines, std::size_t count) {
  auto text = R"({"type":"FeatureCollection","name":)" + json_text(layer) + ",\"features\":[\n";
  if (count == 0) return text + "]}\n";
  lines.pop_back();                                      // the last line's end
  for (char const c : lines) c == '\n' ? text += ",\n" : text += c;
  return text + "\n]}\n";
}

/// One pile through ogr2ogr into folder/out.<ending>.
std::optional<base::Problem> convert(Write const& how, Pile const& pile, Folder const& folder, std::pair<std::string, std::string> const& layer_and_out) {
  auto const gdal = Gdal::find(folder, {driver_of(how.format), "GeoJSONSeq", "OGR_VRT"});
  if (!gdal) return gdal.error();
  auto const number = number_of(how);
  auto const& [layer, out] = layer_and_out;
  folder.keep("data.vrt", vrt_of(how, pile.name));
  std::vector<std::string> arguments = {"-f", std::string(driver_of(how.format)), "-a_srs", "EPSG:" + std::to_string(*number), "-nln", layer};
  if (how.format == Format::shapefile) arguments.insert(arguments.end(), {"-lco", "ENCODING=UTF-8", "-nlt", pile.type});
  if (pile.count == 0) arguments.insert(arguments.end(), {"-limit", "0"});
  arguments.insert(arguments.end(), {out, "data.vrt"});
  auto const ran = gdal->translate(std::move(arguments), [](std::string_view) { return true; });
  auto problem = gdal->problem_of(ran);
  // Our own rows: no fault of the reader. GDAL ends well even when a source could not be opened.
  if ((problem && problem->code == "damaged") || ran.errors.find("ERROR ") != ran.errors.npos) throw base::Failure("ogr2ogr cannot write: " + ran.errors);
  return problem;
}

base::Result<std::string> shapefiles_of(Write const& how, std::vector<Pile> const& piles, Folder const& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (auto const& pile : piles) {
    auto const layer = plain_name(how.layer) + (piles.size() == 1 ? "" : "_" + pile.name);
    if (auto const problem = convert(how, pile, folder, {"out" + pile.name, "out" + pile.name + ".shp"})) return *problem;
    for (auto const* ending : {".shp", ".shx", ".dbf", ".prj", ".cpg"}) {
      files.emplace_back(layer + ending, folder.take("out" + pile.name + ending));
    }
  }
  files.emplace_back("字段说明.txt", explained(how));
  return zip_of(files);
}

}  // namespace

base::Result<std::string> write(Write const& asked, std::function<std::optional<Feature>()> const& next) {
  auto how = asked;
  if (how.format == Format::dxf) how.fields = {{"Layer", "", false}};
  if (auto const number = number_of(how); !number) return number.error();
  Folder const folder;
  Piles collected(how, folder);
  while (auto feature = next()) {
    if (how.format == Format::dxf) feature->properties = {{"Layer", std::string(drawing_layer)}};
    if (auto const done = collected.take(std::move(*feature)); !done) return done.error();
  }
  auto const piles = collected.finish();
  if (!piles) return piles.error();
  if (how.format == Format::geojson) return geojson_of(how.layer, folder.take("data.geojsonl"), (*piles)[0].count);
  if (how.format == Format::shapefile) return shapefiles_of(how, *piles, folder);
  auto const layer = plain_name(how.layer), out = "out." + std::string(extension_of(how.format));
  if (auto const problem = convert(how, (*piles)[0], folder, {layer, out})) return *problem;
  auto bytes = folder.take(out);
  if (bytes.empty()) throw base::Failure("ogr2ogr wrote nothing");
  return how.format == Format::dxf ? in_gbk(std::move(bytes), layer) : std::move(bytes);
}

}  // namespace geofiles
