// What a file is, by its bytes, and laid out for GDAL under names of our own.
#include <algorithm>
#include <map>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

using std::operator""sv;

constexpr std::size_t looked_at = 4096;
constexpr std::string_view stem = "data";

std::string_view without_mark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return base::trim(bytes);
}

/// Group code 0 and SECTION, after comments (group code 999).
bool is_dxf(std::string_view head) {
  auto const lines = base::split(head, '\n');
  for (std::size_t i = 0; i + 1 < lines.size(); i += 2) {
    auto const code = base::trim(lines[i]);
    if (code != "999") return code == "0" && base::trim(lines[i + 1]) == "SECTION";
  }
  return false;
}

base::Problem unknown(Bytes kind) {
  std::string_view detail = "the file is none of the kinds that are read", mend = "send a Shapefile (zip), GeoPackage, KML, KMZ, DXF or GeoJSON";
  if (kind == Bytes::dwg) detail = "this is a DWG drawing, which only its maker's programs read", mend = "save it as DXF (text) in the CAD program";
  if (kind == Bytes::binary_dxf) detail = "this is a binary DXF", mend = "save it as DXF text in the CAD program";
  if (kind == Bytes::zip) detail = "the zip holds no .shp and no .kml", mend = "pack .shp, .dbf, .shx, .prj and .cpg together into one zip";
  return base::Problem("unknown_format", std::string(detail), {}, std::string(mend));
}

base::Problem not_text() {
  return base::Problem("bad_encoding", "the text is neither UTF-8 nor GBK", {}, "save the file as UTF-8");
}

/// As UTF-8, whatever the XML declaration says.
base::Result<std::string> text_of(std::string_view bytes) {
  bytes = without_mark(bytes);
  bool const utf8 = base::is_utf8(bytes);
  auto text = utf8 ? std::string(bytes) : recode(bytes, "GB18030", "UTF-8").value_or(std::string());
  if (text.empty()) return not_text();
  auto const end = text.starts_with("<?xml") ? text.find("?>") : text.npos;
  if (end != text.npos) text.replace(0, end, "<?xml version=\"1.0\" encoding=\"UTF-8\"");
  return text;
}

base::Result<Source> lay_text(Source source, std::string_view bytes, Folder const& folder) {
  auto const text = text_of(bytes);
  if (!text) return text.error();
  folder.keep(source.file, *text);
  return source;
}

struct Parts { std::string path; std::map<std::string, Member const*> by_ending; };

std::vector<Parts> shapefiles_in(std::vector<Member> const& members) {
  std::map<std::string, Parts> found;
  for (auto const& member : members) {
    auto const dot = member.name.rfind('.');
    if (dot == member.name.npos) continue;
    auto const path = member.name.substr(0, dot);
    auto const ending = base::to_lower(member.name.substr(dot + 1));
    for (auto const* part : {"shp", "shx", "dbf", "prj", "cpg"}) {
      if (ending == part) found[base::to_lower(path)].by_ending[ending] = &member;
    }
    if (ending == "shp") found[base::to_lower(path)].path = path;
  }
  std::vector<Parts> whole;
  for (auto& [key, parts] : found) {
    if (!parts.path.empty()) whole.push_back(std::move(parts));
  }
  return whole;
}

std::string last_of(std::string const& path) { return path.substr(path.rfind('/') + 1); }

base::Result<Parts> choose(std::vector<Parts> found, std::string const& layer) {
  std::string names;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (layer == found[i].path || layer == last_of(found[i].path) || (layer.empty() && found.size() == 1)) return std::move(found[i]);
    if (i < layers_listed_max) names.append(i == 0 ? "" : ", ").append(base::printable(last_of(found[i].path)));
  }
  auto detail = layer.empty() ? std::string("the zip holds several Shapefiles") : "the zip holds no Shapefile \"" + base::printable(layer) + "\"";
  return base::Problem("unknown_layer", std::move(detail), {}, "say which layer is meant: " + names);
}

base::Result<Source> lay_shapefile(Unzip& zip, Parts const& parts, std::string const& declared, Folder const& folder) {
  Source source{Format::shapefile, "ESRI Shapefile", std::string(stem) + ".shp", last_of(parts.path), {}};
  std::string table, code_page;
  for (auto const& [ending, member] : parts.by_ending) {
    auto bytes = zip.take(*member);
    if (!bytes) return bytes.error();
    if (ending == "dbf") table = std::move(*bytes);
    else if (ending == "cpg") code_page = std::move(*bytes);
    else folder.keep(std::string(stem) + "." + ending, *bytes);
  }
  if (parts.by_ending.contains("dbf")) {
    auto const encoding = mend_table(table, declared.empty() ? base::trim(code_page) : std::string_view(declared));
    if (!encoding) return encoding.error();
    folder.keep(std::string(stem) + ".dbf", table);
    source.options = {"-oo", "ENCODING=" + *encoding};
  }
  return source;
}

base::Result<Source> prepare_zip(std::string_view bytes, Ask const& ask, Folder const& folder) {
  auto zip = Unzip::open(bytes);
  if (!zip) return zip.error();
  auto found = shapefiles_in(zip->members());
  if (!found.empty()) {
    auto const parts = choose(std::move(found), ask.layer);
    return parts ? lay_shapefile(*zip, *parts, ask.encoding, folder) : base::Result<Source>(parts.error());
  }
  for (auto const& member : zip->members()) {            // KMZ: the first .kml is the document (OGC 07-147r2, annex C)
    if (!base::to_lower(member.name).ends_with(".kml")) continue;
    auto const document = zip->take(member);
    if (!document) return document.error();
    if (bytes_are(*document) != Bytes::kml) return unknown(Bytes::unknown);
    return lay_text({Format::kml, "LIBKML", std::string(stem) + ".kml", {}, {}}, *document, folder);
  }
  return unknown(Bytes::zip);
}

}  // namespace

Bytes bytes_are(std::string_view bytes) {
  constexpr std::size_t application_id_at = 68;          // of SQLite's header; OGC 12-128r18, requirement 2
  if (bytes.starts_with("PK\x03\x04")) return Bytes::zip;
  if (bytes.starts_with("SQLite format 3\0"sv) && bytes.size() > application_id_at + 4) {
    auto const id = bytes.substr(application_id_at, 4);
    return id == "GPKG" || id == "GP10" || id == "GP11" ? Bytes::geopackage : Bytes::unknown;
  }
  if (bytes.starts_with("AutoCAD Binary DXF")) return Bytes::binary_dxf;
  if (bytes.starts_with("AC10")) return Bytes::dwg;
  auto const text = without_mark(bytes);
  auto const head = text.substr(0, looked_at);
  if (head.starts_with('<') && head.find("<kml") != head.npos) return Bytes::kml;
  if (head.starts_with('{') && head.find("\"type\"") != head.npos) return Bytes::geojson;
  return is_dxf(head) ? Bytes::dxf : Bytes::unknown;
}

base::Result<Source> prepare(std::string_view bytes, Ask const& ask, Folder const& folder) {
  auto const kind = bytes_are(bytes);
  auto const name = std::string(stem);
  switch (kind) {
    case Bytes::zip: return prepare_zip(bytes, ask, folder);
    case Bytes::geopackage: folder.keep(name + ".gpkg", bytes); return Source{Format::geopackage, "GPKG", name + ".gpkg", {}, {}};
    case Bytes::dxf: folder.keep(name + ".dxf", bytes); return Source{Format::dxf, "DXF", name + ".dxf", {}, {}};
    case Bytes::kml: return lay_text({Format::kml, "LIBKML", name + ".kml", {}, {}}, bytes, folder);
    case Bytes::geojson: return lay_text({Format::geojson, "GeoJSON", name + ".geojson", {}, {}}, bytes, folder);
    case Bytes::unknown: case Bytes::binary_dxf: case Bytes::dwg: break;
  }
  return unknown(kind);
}

}  // namespace geofiles
