// A file in: ogrinfo says which layers there are and where they lie, ogr2ogr says them as one JSON text a line.
#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

namespace json = boost::json;

struct Layer { std::string name, system; bool places = true; };   // system: its WKT, "" when the file says nothing

/// "Layer name: …", "Geometry: …", "Layer SRS WKT:" and lines up to "Data axis to CRS axis mapping".
std::vector<Layer> layers_of(std::string const& said) {
  std::vector<Layer> layers;
  bool wkt = false;
  for (auto line : base::split(said, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("Layer name: ")) {
      layers.push_back({std::string(line.substr(12)), {}, true});
      wkt = false;
    } else if (layers.empty()) {
      continue;
    } else if (line.starts_with("Data axis to CRS") || (wkt && line == "(unknown)")) {
      wkt = false;
    } else if (line == "Geometry: None") {
      layers.back().places = false;
    } else if (line.starts_with("Layer SRS WKT:")) {
      wkt = true;
    } else if (wkt) {
      layers.back().system.append(line).push_back('\n');
    }
  }
  return layers;
}

std::string quoted_after(std::string_view text, std::string_view mark) {
  auto const at = text.find(mark);
  auto const open = at == text.npos ? at : text.find('"', at);
  auto const close = open == text.npos ? open : text.find('"', open + 1);
  return close == text.npos ? std::string{} : std::string(text.substr(open + 1, close - open - 1));
}

/// Letters and digits, small.
std::string bare(std::string_view text) {
  std::string out;
  for (char const c : base::to_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.push_back(c);
  }
  return out;
}

base::Problem no_datum(std::string detail) {
  return base::Problem("no_datum", std::move(detail), {},
                       "ask who made the file and declare its system: CGCS2000, WGS84, GCJ-02, BD-09 or a 3-degree zone such as EPSG:4547");
}

/// The name of the file's own system, when its datum is one we take as ours.
base::Result<std::string> own_system(std::string const& wkt, Format format) {
  if (wkt.empty()) {
    if (format == Format::dxf) return no_datum("a drawing does not say where on earth it lies");
    return no_datum(std::string("the file does not say its coordinate system") + (format == Format::shapefile ? ": there is no .prj" : ""));
  }
  auto datum = quoted_after(wkt, "ENSEMBLE[");
  if (datum.empty()) datum = quoted_after(wkt, "DATUM[");
  auto const name = bare(datum);
  for (auto const* known : {"china2000", "cgcs2000", "chinageodeticcoordinatesystem2000", "chinesegeodetic2000", "wgs1984", "wgs84",
                            "worldgeodeticsystem1984"}) {
    if (name.find(known) != name.npos) return quoted_after(wkt, "[");
  }
  if (name.find("xian") != name.npos || name.find("beijing") != name.npos) {
    return base::Problem("no_datum",
                         "the file is in " + base::printable(datum) + ", which lies tens of metres off CGCS2000, differently from place to place", {},
                         "have it converted to CGCS2000 with the parameters of the place by the surveying office");
  }
  return no_datum("the file's datum \"" + base::printable(datum) + "\" is not one that can be taken over");
}

base::Result<Layer> choose_layer(std::vector<Layer> layers, std::string const& asked) {
  std::string names;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (asked.empty() ? layers[i].places : layers[i].name == asked) {
      if (layers[i].name.starts_with('-')) {
        return base::Problem("damaged", "the layer's name begins with a hyphen", base::printable(layers[i].name), "rename the layer");
      }
      return std::move(layers[i]);
    }
    if (i < layers_listed_max) names.append(i == 0 ? "" : ", ").append(base::printable(layers[i].name));
  }
  if (asked.empty()) return base::Problem("damaged", "the file holds no layer with places", {}, "check that the right file was chosen");
  return base::Problem("unknown_layer", "the file holds no layer \"" + base::printable(asked) + "\"", {}, "it holds: " + names);
}

std::string text_of(json::value const& value) {
  switch (value.kind()) {
    case json::kind::null: return {};
    case json::kind::string: return std::string(value.get_string());
    case json::kind::double_: return base::format_number(value.get_double());
    default: return json::serialize(value);
  }
}

class Taker {
 public:
  Taker(Read& into, std::optional<geo::System> const& system) : into_(into), system_(system) {}

  bool feed(std::string_view piece) {
    for (auto end = piece.find('\n'); end != piece.npos; end = piece.find('\n')) {
      line_.append(piece.substr(0, end));
      piece.remove_prefix(end + 1);
      if (!take()) return false;
    }
    line_.append(piece);
    return line_.size() <= line_max || give_up("one feature is larger than " + std::to_string(line_max >> 20) + " MB");
  }
  void finish() {
    if (!problem_) take();
    if (passed_over_ > faults_max) {
      into_.faults.emplace_back("more_faults", "of " + std::to_string(passed_over_) + " features with faults only the first are told");
    }
  }
  std::optional<base::Problem> const& problem() const { return problem_; }

 private:
  bool give_up(std::string detail) {
    problem_.emplace("too_large", std::move(detail), std::string{}, "send it in smaller parts");
    return false;
  }
  void fault(base::Problem const& problem, std::string_view name) {
    if (++passed_over_ > faults_max) return;
    auto where = "feature " + std::to_string(number_);
    if (!name.empty()) where += " (" + base::printable(name) + ")";
    if (!problem.where.empty()) where += ", " + problem.where;
    into_.faults.emplace_back(problem.code, problem.detail, std::move(where), problem.mend);
  }
  bool take() {
    auto const text = base::trim(line_);
    if (text.empty()) return line_.clear(), true;
    if (++number_ > features_max) return give_up("the file has more than " + std::to_string(features_max) + " features");
    boost::system::error_code error;
    auto const value = json::parse(text, error);
    auto const* const feature = value.if_object();
    if (error || feature == nullptr) {
      problem_.emplace("bad_encoding", "a text of the file cannot be read", "feature " + std::to_string(number_), "save the file as UTF-8");
      return false;
    }
    take_feature(*feature);
    line_.clear();
    return true;
  }
  void take_feature(json::object const& object) {
    Feature feature;
    std::string name;
    if (auto const* const properties = object.if_contains("properties"); properties != nullptr && properties->is_object()) {
      for (auto const& [key, value] : properties->get_object()) {
        if (std::string_view(key).starts_with("biyun_") || (into_.format == Format::kml && value.is_null())) continue;
        feature.properties.emplace_back(key, text_of(value));
        bool const names = std::string_view(key).find("名称") != std::string_view::npos || base::to_lower(key).find("name") != std::string::npos;
        if (name.empty() && names) name = feature.properties.back().second;
      }
    }
    auto const* const geometry = object.if_contains("geometry");
    if (geometry == nullptr || geometry->is_null()) return fault(base::Problem("bad_geometry", "it has no place"), name);
    auto read = geo::parse_geojson(json::serialize(*geometry));
    if (!read) return fault(read.error(), name);
    if (into_.format == Format::dxf) close(*read);
    if (system_) {
      auto inside = geo::to_inside(std::move(*read), *system_);
      if (!inside) return fault(inside.error(), name);
      read = std::move(inside);
    }
    auto sound = geo::sound(std::move(*read), geo::Shape::any, false);
    if (!sound) return fault(sound.error(), name);
    feature.geometry = std::move(sound->geometry);
    into_.features.push_back(std::move(feature));
  }
  /// In a drawing an area is drawn as a closed line.
  static void close(geo::Geometry& geometry) {
    constexpr std::size_t triangle = 4;
    if (geometry.kind != geo::Kind::line || geometry.parts.size() != 1 || geometry.parts[0].size() != 1) return;
    auto const& line = geometry.parts[0][0];
    if (line.size() >= triangle && line.front() == line.back()) geometry.kind = geo::Kind::polygon;
  }

  Read& into_;
  std::optional<geo::System> const& system_;
  std::string line_;
  std::size_t number_ = 0, passed_over_ = 0;
  std::optional<base::Problem> problem_;
};

base::Result<Read> read_layer(Gdal const& gdal, Source const& source, Layer const& layer, Ask const& ask) {
  Read read{.format = source.format, .layer = source.layer.empty() ? layer.name : source.layer};
  if (source.layer.empty() && layer.name == source.file.substr(0, source.file.rfind('.'))) read.layer.clear();   // our name, not the sender's
  // Coordinates stay as they are when a system is declared; -a_srs keeps GDAL from converting them a second time.
  std::vector<std::string> arguments = {"-f", "GeoJSONSeq", "-dim", "XY", "-lco", "COORDINATE_PRECISION=9", ask.system ? "-a_srs" : "-t_srs", "EPSG:4326"};
  if (ask.system) {
    read.system = geo::name_of(*ask.system);
  } else {
    auto own = own_system(layer.system, source.format);
    if (!own) return own.error();
    read.system = std::move(*own);
  }
  arguments.insert(arguments.end(), source.options.begin(), source.options.end());
  for (auto const& last : {std::string("/vsistdout/"), source.file, layer.name}) arguments.push_back(last);
  Taker taker(read, ask.system);
  auto const ran = gdal.translate(std::move(arguments), [&](std::string_view piece) { return taker.feed(piece); });
  if (!taker.problem()) {
    if (auto const problem = gdal.problem_of(ran)) return *problem;
  }
  taker.finish();
  if (taker.problem()) return *taker.problem();
  return read;
}

}  // namespace

base::Result<Read> read(std::string_view bytes, Ask const& ask) {
  if (bytes.size() > bytes_max) {
    return base::Problem("too_large", "the file has more than " + std::to_string(bytes_max >> 20) + " MB", {}, "send it in smaller parts");
  }
  Folder const folder;
  auto const source = prepare(bytes, ask, folder);
  if (!source) return source.error();
  auto const gdal = Gdal::find(folder, {source->driver, "GeoJSONSeq"});
  if (!gdal) return gdal.error();
  std::vector<std::string> arguments = {"-ro", "-so", "-al", "-noextent"};
  arguments.insert(arguments.end(), source->options.begin(), source->options.end());
  arguments.push_back(source->file);
  std::string said;
  auto const ran = gdal->describe(std::move(arguments), [&](std::string_view piece) { return said.append(piece).size() <= line_max; });
  if (ran.stopped) return base::Problem("too_large", "the file has too many layers or fields");
  if (auto const problem = gdal->problem_of(ran)) return *problem;
  auto const layer = choose_layer(layers_of(said), source->format == Format::shapefile ? std::string{} : ask.layer);
  return layer ? read_layer(*gdal, *source, *layer, ask) : base::Result<Read>(layer.error());
}

}  // namespace geofiles
