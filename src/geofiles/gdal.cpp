// GDAL's ogr2ogr and ogrinfo: where they are, what they may use, and what they said.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <mutex>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

std::string variable(char const* name) {
  char const* const value = std::getenv(name);   // NOLINT(concurrency-mt-unsafe): nobody sets variables while we run
  return value == nullptr ? std::string{} : value;
}

std::optional<std::string> program_in(std::string const& path, std::string_view name) {
  for (auto const folder : base::split(path, ':')) {
    auto candidate = std::string(folder) + "/" + std::string(name);
    if (folder.starts_with('/') && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

base::Problem unavailable(std::string_view what) {
  return base::Problem("unavailable", std::string(what), {}, "install GDAL's programs: apt-get install gdal-bin");
}

/// Placemarks have fields of their own; ours of the same name ("end", "icon") must not fall among them. Read ones are dropped.
constexpr std::array<std::string_view, 27> kml_fields = {
    "TIMESTAMP", "BEGIN",       "END",     "ALTITUDEMODE", "TESSELLATE",       "EXTRUDE",         "VISIBILITY",      "DRAWORDER",           "ICON",
    "HEADING",   "TILT",        "ROLL",    "SNIPPET",      "MODEL",            "SCALE_X",         "SCALE_Y",         "SCALE_Z",             "NETWORKLINK",
    "LEFTFOV",   "PHOTOOVERLAY", "RIGHTFOV", "BOTTOMFOV",   "CAMERA_LONGITUDE", "CAMERA_LATITUDE", "CAMERA_ALTITUDE", "CAMERA_ALTITUDEMODE", "TOPFOV"};

std::vector<std::string> environment_in(std::string const& folder) {
  std::vector<std::string> list = {
      "PATH=" + variable("PATH"), "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "HOME=" + folder, "CPL_TMPDIR=" + folder,
      "GDAL_DRIVER_PATH=disable", "GDAL_NUM_THREADS=1", "GDAL_PAM_ENABLED=NO",
      // nothing is fetched, whatever a file asks for
      "PROJ_NETWORK=OFF", "GDAL_HTTP_PROXY=127.0.0.1:9", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS={none}", "GDAL_HTTP_MAX_RETRY=0",
      "OGR_GEOJSON_DATE_AS_STRING=YES", "SHAPE_RESTORE_SHX=YES", "DXF_WRITE_HATCH=NO", "LIBKML_LAUNDER_FIELD_NAMES=NO",
  };
  for (auto const field : kml_fields) list.push_back("LIBKML_" + std::string(field) + "_FIELD=biyun_" + base::to_lower(field));
  for (auto const* name : {"GDAL_DATA", "PROJ_DATA", "PROJ_LIB", "LD_LIBRARY_PATH"}) {
    if (auto const value = variable(name); !value.empty()) list.push_back(std::string(name) + "=" + value);
  }
  return list;
}

}  // namespace

base::Result<Gdal> Gdal::find(Folder const& folder, std::vector<std::string_view> const& drivers) {
  auto const path = variable("PATH");
  auto translate = program_in(path, "ogr2ogr"), describe = program_in(path, "ogrinfo");
  if (!translate || !describe) return unavailable("GDAL's programs ogr2ogr and ogrinfo are not installed");
  Gdal gdal;
  gdal.translate_ = *translate;
  gdal.describe_ = *describe;
  gdal.folder_ = folder.path();
  gdal.environment_ = environment_in(gdal.folder_);
  auto const known = gdal.known_drivers();
  if (known.empty()) return unavailable("GDAL's ogr2ogr does not run");
  std::string others;
  std::size_t found = 0;
  for (auto const& name : known) {
    if (std::find(drivers.begin(), drivers.end(), name) != drivers.end()) ++found;
    else others.append(others.empty() ? "" : ",").append(name);
  }
  if (found < drivers.size()) return unavailable("this GDAL cannot do " + std::string(drivers.front()));
  gdal.environment_.push_back("GDAL_SKIP=" + others);
  return gdal;
}

std::vector<std::string> Gdal::known_drivers() const {
  static std::mutex mutex;
  static std::map<std::string, std::vector<std::string>> asked;   // by program: it is asked once in our life
  std::lock_guard const lock(mutex);
  auto& names = asked[translate_];
  if (!names.empty()) return names;
  std::string listed;                                    // "  ESRI Shapefile -vector- (rw+v): ESRI Shapefile"
  auto const ran = translate({"--formats"}, [&](std::string_view piece) { return listed.append(piece).size() < stderr_max; });
  if (problem_of(ran)) return {};
  for (auto const line : base::split(listed, '\n')) {
    auto const end = line.find(" -");
    if (line.starts_with("  ") && end != line.npos) names.emplace_back(line.substr(2, end - 2));
  }
  return names;
}

Ran Gdal::translate(std::vector<std::string> arguments, std::function<bool(std::string_view)> const& take) const {
  return run_program(translate_, std::move(arguments), environment_, folder_, take);
}

Ran Gdal::describe(std::vector<std::string> arguments, std::function<bool(std::string_view)> const& take) const {
  return run_program(describe_, std::move(arguments), environment_, folder_, take);
}

std::optional<base::Problem> Gdal::problem_of(Ran const& ran) const {
  if (!ran.late && WIFEXITED(ran.status) && WEXITSTATUS(ran.status) == 0) return std::nullopt;
  if (ran.late || WIFSIGNALED(ran.status)) {
    return base::Problem("too_large", "the file was given up: it takes more time or memory than it may", {}, "send it in smaller parts");
  }
  std::string said = "the file cannot be read";
  for (auto const line : base::split(ran.errors, '\n')) {
    auto const colon = line.find(": ");
    if (!line.starts_with("ERROR ") || colon == line.npos) continue;
    said = line.substr(colon + 2);
    break;
  }
  for (auto at = said.find(folder_); at != said.npos; at = said.find(folder_)) said.erase(at, folder_.size() + (at + folder_.size() < said.size() ? 1 : 0));
  return base::Problem("damaged", "GDAL says: " + base::printable(said.substr(0, 500)), {}, "open the file in the program it comes from and save it again");
}

}  // namespace geofiles
