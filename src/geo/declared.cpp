// Which coordinate system a declaration means: names as registers, surveyors and map vendors write them. What is not known
// is refused; nothing is guessed from the coordinates.
#include <algorithm>
#include <array>

#include "geo/inside.hpp"
#include "geo/signs.hpp"

namespace geo {
namespace {

constexpr std::size_t declared_bytes_max = 200;
constexpr int zone_first = 25, zone_last = 45, zone_width = 3;     // three-degree zones over China, 75..135 degrees east

struct Named {
  std::string_view name;
  Datum datum;
};
// Without blanks, signs and the words of `decoration`, in small letters.
constexpr std::array<Named, 29> datum_names{{
    {"cgcs2000", Datum::cgcs2000},
    {"国家2000", Datum::cgcs2000},
    {"大地2000", Datum::cgcs2000},
    {"国家大地2000", Datum::cgcs2000},
    {"2000国家大地", Datum::cgcs2000},
    {"国家大地坐标系2000", Datum::cgcs2000},
    {"2000国家", Datum::cgcs2000},
    {"2000大地", Datum::cgcs2000},
    {"2000", Datum::cgcs2000},
    {"chinageodeticcoordinatesystem2000", Datum::cgcs2000},
    {"gcschinageodeticcoordinatesystem2000", Datum::cgcs2000},
    {"wgs84", Datum::wgs84},
    {"wgs1984", Datum::wgs84},
    {"gcswgs1984", Datum::wgs84},
    {"crs84", Datum::wgs84},
    {"ogccrs84", Datum::wgs84},
    {"gps", Datum::wgs84},
    {"gcj02", Datum::gcj02},
    {"gcj", Datum::gcj02},
    {"高德", Datum::gcj02},
    {"amap", Datum::gcj02},
    {"腾讯", Datum::gcj02},
    {"火星", Datum::gcj02},
    {"国测局", Datum::gcj02},
    {"bd09", Datum::bd09},
    {"bd09ll", Datum::bd09},
    {"百度", Datum::bd09},
    {"baidu", Datum::bd09},
    {"百度09", Datum::bd09},
}};
constexpr std::array<std::string_view, 8> datum_words_2000{"2000国家大地坐标系", "国家大地坐标系2000", "国家大地2000", "2000国家大地",
                                                            "cgcs2000",           "国家2000",           "大地2000",     "2000"};
constexpr std::array<std::string_view, 7> decoration{"坐标系统", "坐标系", "坐标", "地图", "经纬度", "urnogcdefcrs", "httpwwwopengisnetdefcrs"};

base::Problem unknown(std::string_view declared, std::string detail, std::string mend) {
  return base::Problem("unknown_system", "\"" + base::printable(declared) + "\": " + std::move(detail), {}, std::move(mend));
}

std::string plain_of(std::string_view declared) {
  auto text = base::to_lower(inside::half_width(declared));
  for (auto const* const blank : {" ", "\t", "-", "_", "/", "(", ")", ":", ",", ".", "，", "、", "（", "）", "\"", "'"}) {
    inside::take_out(text, blank);
  }
  for (auto const* const degree : {"°", "º"}) {
    inside::replace_all(text, degree, "度");
  }
  return text;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool in(std::int64_t number, int from, int to) { return number >= from && number <= to; }

// Systems that are known and not read, with the way out.
std::optional<base::Problem> refused(std::string_view declared, std::string_view text, std::optional<std::int64_t> epsg) {
  bool const xian = has_any(text, {"西安80", "西安1980", "1980西安", "80西安", "xian80", "xian1980"}) || text == "西安" || text == "80" ||
                    (epsg && (*epsg == 4610 || in(*epsg, 2327, 2390)));
  bool const beijing = has_any(text, {"北京54", "北京1954", "1954北京", "54北京", "beijing54", "beijing1954"}) || text == "北京" ||
                       (epsg && (*epsg == 4214 || in(*epsg, 2401, 2442) || in(*epsg, 21413, 21463)));
  if (xian || beijing) {
    return unknown(declared, std::string(xian ? "西安 1980" : "北京 1954") + " cannot be converted without parameters of the place",
                   "have the surveyor convert to CGCS2000 (they hold the local seven parameters), then declare EPSG:4490 or a zone");
  }
  if (has_any(text, {"3857", "900913", "mercator", "墨卡托", "bd09mc"})) {
    return unknown(declared, "metres of a web map are not taken", "give longitude and latitude, and their datum");
  }
  if (epsg && in(*epsg, 4491, 4501)) {
    return unknown(declared, "six-degree zones with the zone in front of the easting are not read",
                   "take the zone off the eastings and declare EPSG:" + std::to_string(*epsg + 11));
  }
  return std::nullopt;
}

// EPSG 4513–4533 zones 25–45, 4534–4554 their meridians 75E–135E, 4502–4512 meridians of six-degree zones (the same projection).
std::optional<System> system_of(std::int64_t epsg) {
  auto const number = static_cast<int>(in(epsg, 4000, 5000) ? epsg : 0);
  if (in(number, 4513, 4533)) {
    return System{Datum::gauss3, (zone_first + number - 4513) * zone_width, true};
  }
  if (in(number, 4534, 4554)) {
    return System{Datum::gauss3, (zone_first + number - 4534) * zone_width, false};
  }
  if (in(number, 4502, 4512)) {
    return System{Datum::gauss3, 75 + (number - 4502) * 6, false};
  }
  if (number == 4490 || number == 4326) {
    return System{number == 4490 ? Datum::cgcs2000 : Datum::wgs84};
  }
  return std::nullopt;
}

struct Gauss {
  std::string text;
  std::optional<bool> prefixed;      // said in so many words
  bool zone_word = false, six = false, gauss_word = false;   // a bare number says nothing
};

Gauss gauss_words(std::string text) {
  Gauss g;
  for (auto const word : datum_words_2000) {
    g.gauss_word = inside::take_out(text, word) || g.gauss_word;
  }
  for (auto const* const word : {"不加带号", "不带带号", "无带号", "不含带号"}) {
    g.prefixed = inside::take_out(text, word) ? std::optional(false) : g.prefixed;
  }
  for (auto const* const word : {"加带号", "带带号", "有带号", "含带号"}) {
    g.prefixed = inside::take_out(text, word) ? std::optional(true) : g.prefixed;
  }
  for (auto const* const word : {"6度分带", "六度分带", "6度带", "六度带", "6degree"}) {
    g.six = inside::take_out(text, word) || g.six;
  }
  for (auto const* const word : {"3度分带", "三度分带", "3度带", "三度带", "3degree", "中央子午线", "中央经线", "cm"}) {
    g.gauss_word = inside::take_out(text, word) || g.gauss_word;
  }
  for (auto const* const word : {"带号", "zone", "带"}) {
    g.zone_word = inside::take_out(text, word) || g.zone_word;
  }
  for (auto const* const word : {"高斯克吕格", "高斯", "gausskruger", "gausskrüger", "gauss", "kruger", "gk", "投影", "平面", "直角"}) {
    g.gauss_word = inside::take_out(text, word) || g.gauss_word;
  }
  for (auto const* const word : {"坐标系", "坐标", "第", "东经", "度", "n", "e"}) {
    inside::take_out(text, word);
  }
  g.text = std::move(text);
  return g;
}

base::Result<System> gauss_of(std::string_view declared, Gauss const& g) {
  auto const number = base::parse_integer(g.text);
  bool const both = number && g.text.size() == 5;    // "38 114": zone and meridian
  auto const zone = base::parse_integer(g.text.substr(0, both ? 2 : g.text.size())).value_or(0);
  bool const said = g.gauss_word || g.zone_word || g.six;
  if (!said || !number || (both && base::parse_integer(g.text.substr(2)) != zone * zone_width)) {
    return unknown(declared, "this coordinate system is not known", "declare CGCS2000, WGS84, GCJ-02, BD-09 or a zone such as EPSG:4547");
  }
  if (in(zone, zone_first, zone_last) && !g.six) {
    return System{Datum::gauss3, static_cast<int>(zone) * zone_width, g.prefixed.value_or(true)};
  }
  if (g.six && (in(zone, 13, 23) || g.prefixed == true)) {
    auto const meridian = in(zone, 13, 23) ? zone * 6 - 3 : zone;
    return unknown(declared, "six-degree zones with the zone in front of the easting are not read",
                   "take the zone off the eastings and declare the central meridian " + std::to_string(meridian));
  }
  if (in(zone, 75, 135) && (zone - 75) % (g.six ? 2 * zone_width : zone_width) == 0) {
    return System{Datum::gauss3, static_cast<int>(zone), g.prefixed.value_or(g.zone_word && both)};
  }
  return unknown(declared, std::to_string(zone) + " is neither a three-degree zone (25..45) nor its central meridian (75, 78 … 135)",
                 "ask the surveyor for the zone; a system of the place's own must be converted first");
}

}  // namespace

base::Result<System> parse_system(std::string_view declared) {
  if (declared.size() > declared_bytes_max) {
    return base::Problem("unknown_system", "this is too long for the name of a coordinate system");
  }
  auto const text = plain_of(declared);
  auto bare = text;
  for (auto const word : decoration) {
    if (bare.size() > word.size()) {
      inside::take_out(bare, word);
    }
  }
  for (auto const& [name, datum] : datum_names) {
    if (bare == name || text == name) {
      return System{datum};
    }
  }
  if (auto const at = bare.find("epsg"); at != 0 && at != std::string::npos) {      // "CGCS2000 (EPSG:4490)": both must say the same
    auto const said = parse_system(bare.substr(0, at));
    auto const numbered = parse_system(bare.substr(at));
    bool const same = said && numbered && name_of(*said) == name_of(*numbered);
    return same ? said : unknown(declared, "the name and the number do not say the same system", "give one of them");
  }
  std::string_view digits = bare;
  digits.remove_prefix(digits.starts_with("epsg") ? 4 : 0);
  auto const epsg = digits.size() >= 4 && digits.size() <= 6 ? base::parse_integer(digits) : std::nullopt;
  if (auto problem = refused(declared, text, epsg)) {
    return *problem;
  }
  if (epsg) {
    auto const found = system_of(*epsg);
    return found ? base::Result<System>(*found)
                 : unknown(declared, "this number is not among those read", "EPSG:4490, 4326, 4513–4533 (zones) and 4534–4554 (central meridians) are");
  }
  return gauss_of(declared, gauss_words(text));
}

std::string name_of(System const& system) {
  switch (system.datum) {
    case Datum::cgcs2000: return "CGCS2000 (EPSG:4490)";
    case Datum::wgs84: return "WGS 84 (EPSG:4326)";
    case Datum::gcj02: return "GCJ-02";
    case Datum::bd09: return "BD-09";
    case Datum::gauss3: break;
  }
  int const zone = system.meridian / zone_width;
  auto const epsg = std::to_string((system.zone_prefixed ? 4513 : 4534) + zone - zone_first);
  return "CGCS2000 / 3-degree Gauss-Kruger " + (system.zone_prefixed ? "zone " + std::to_string(zone) : "CM " + std::to_string(system.meridian) + "E") +
         " (EPSG:" + epsg + ")";
}

}  // namespace geo
