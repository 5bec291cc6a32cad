#pragma once
// Shapefile, GeoPackage, KML, DXF and GeoJSON in and out, by GDAL's ogr2ogr as a program of its own: foreign files are parsed
// outside this process, with bounds of time and memory, and nothing under GPL (which Debian's GDAL pulls in) is linked.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.hpp"
#include "geo/geo.hpp"

namespace geofiles {

enum class Format : std::uint8_t { shapefile, geopackage, kml, dxf, geojson };
std::string_view name_of(Format format);
std::optional<Format> parse_format(std::string_view name);
std::string_view extension_of(Format format);          // "zip" for a Shapefile
std::string_view media_type_of(Format format);

struct Feature {
  geo::Geometry geometry;                              // inside coordinates: CGCS2000 degrees
  std::vector<std::pair<std::string, std::string>> properties;   // as text, in the file's order
};
struct Read {
  Format format = Format::geojson;
  std::string layer, system;                           // which layer was read; the system it was in, by its name
  std::vector<Feature> features;
  std::vector<base::Problem> faults;                   // of features that were passed over: where = "feature 12 (name), …"
};
struct Ask {
  std::optional<geo::System> system;                   // declared by who sends it; needed when the file says nothing (DXF, no .prj)
  std::string encoding;                                // of a Shapefile's table: "" = as its .cpg says, else GBK tried where UTF-8 fails
  std::string layer;                                   // "" = the only one, or the first with places; of a zip only the only one
};
/// The format is known by the bytes (a zip with a .shp, SQLite with gpkg tables, …). Problems: "unknown_format", "no_datum" (say
/// which), "unknown_layer" (mend lists them), "bad_encoding", "damaged", "too_large", "unavailable" (GDAL's ogr2ogr is not
/// installed; how to install it). Throws base::Failure when the temporary folder cannot be used. Up to 100 MB, 200 000 features.
base::Result<Read> read(std::string_view bytes, Ask const& ask);

struct Field { std::string name, title; bool number = false; };
struct Write {
  Format format = Format::geopackage;
  std::string layer;
  std::vector<Field> fields;
  geo::System system;                                  // DXF and Shapefile may be asked for in Gauss coordinates; KML and GeoJSON are WGS 84
};
/// Features come one after another: `next` gives nothing at the end. The answer is the file's bytes (a zip for a Shapefile, with
/// .cpg UTF-8 and .prj; points, lines and areas in several of one zip). Shapefile field names are cut to 10 bytes without doubles,
/// the full titles stand in a text beside. DXF: places only, on one layer. Problems: "bad_system" (GCJ-02, BD-09; plane KML or
/// GeoJSON), "bad_coordinate" (outside the system), "bad_geometry" (mixed, in a Shapefile), "too_large", "unavailable".
base::Result<std::string> write(Write const& how, std::function<std::optional<Feature>()> const& next);

}  // namespace geofiles
