#include "geofiles/geofiles.hpp"

#include <algorithm>
#include <array>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

struct Words { Format format; std::string_view name, extension, media_type; };
constexpr std::array<Words, 5> formats = {{
    {Format::shapefile, "shapefile", "zip", "application/zip"},
    {Format::geopackage, "geopackage", "gpkg", "application/geopackage+sqlite3"},
    {Format::kml, "kml", "kml", "application/vnd.google-earth.kml+xml"},
    {Format::dxf, "dxf", "dxf", "image/vnd.dxf"},
    {Format::geojson, "geojson", "geojson", "application/geo+json"},
}};

Words const& words_of(Format format) {
  auto const* const found = std::find_if(formats.begin(), formats.end(), [&](Words const& words) { return words.format == format; });
  CHECK(found != formats.end(), "every format has its words");
  return *found;
}

}  // namespace

std::string_view name_of(Format format) { return words_of(format).name; }
std::string_view extension_of(Format format) { return words_of(format).extension; }
std::string_view media_type_of(Format format) { return words_of(format).media_type; }

std::optional<Format> parse_format(std::string_view name) {
  auto const* const found = std::find_if(formats.begin(), formats.end(), [&](Words const& words) { return words.name == name; });
  return found == formats.end() ? std::nullopt : std::optional(found->format);
}

std::optional<int> epsg_of(geo::System const& system) {
  constexpr int first_meridian = 75, last_meridian = 135, first_plain = 4534, first_prefixed = 4513;   // 3-degree zones, EPSG
  switch (system.datum) {
    case geo::Datum::cgcs2000: return 4490;
    case geo::Datum::wgs84: return 4326;
    case geo::Datum::gauss3:
      if (system.meridian < first_meridian || system.meridian > last_meridian || system.meridian % 3 != 0) return std::nullopt;
      return (system.zone_prefixed ? first_prefixed : first_plain) + (system.meridian - first_meridian) / 3;
    case geo::Datum::gcj02: case geo::Datum::bd09: break;
  }
  return std::nullopt;
}

}  // namespace geofiles
