#pragma once
// Noise: functional zones (GB 3096), levels of a day out of its hours, means and grades of an area and of roads (HJ 640), the boundary of a factory
// (GB 12348). Levels are dB(A). Limits, hours of day and night, allowances, corrections and grades come from the catalogue. Pure.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace noise {

using assess::Basis, base::Day, base::Decimal;

/// Hours of the Beijing clock that are day; the others are night. The county may set others than the standard's.
struct DayTimes {
  int from = 0, to = 0;
  int day_hours() const { return to - from; }
  int night_hours() const { return 24 - day_hours(); }
  bool is_day(int hour) const { return from <= hour && hour < to; }
};
base::Result<DayTimes> day_times(catalog::Catalog const& catalog, Day on);
/// Problem: cannot_judge where the level is none that can be measured.
base::Outcome check_level(catalog::Catalog const& catalog, Decimal level, Day on);

// ---- functional zones ----
struct Verdict {
  std::string period;                     // "day" "night" "burst" (the greatest level of a sudden sound by night)
  Decimal value, limit;
  bool met = false;                       // on the limit is within it
};
struct ZoneVerdict {
  std::string zone;                       // "2类"
  std::vector<Verdict> verdicts;          // of what was given
  Decimal limit_day, limit_night, limit_burst;
  bool met = true;                        // all of them
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
struct Measured { std::optional<Decimal> day, night, burst; };
/// `zone`: "0" … "4b", with or without 类. Problem: cannot_judge.
base::Result<ZoneVerdict> judge_zone(catalog::Catalog const& catalog, std::string_view zone, Measured const& measured, Day on);

// ---- levels of a day ----
struct Levels {
  std::optional<double> day, night, day_night;                 // unrounded
  std::optional<Decimal> day_shown, night_shown, day_night_shown;
  int hours_of_day = 0, hours_of_night = 0;                    // that were given
  std::string refused_day, refused_night;                      // why there is none
  DayTimes times;
  Decimal night_penalty;                                       // dB that the night is held to be louder in day_night
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
using Hours = std::array<std::optional<Decimal>, 24>;          // by the hour they begin with
/// Energy means of the hours by day and by night; every hour is needed.
base::Result<Levels> levels_of_day(catalog::Catalog const& catalog, Hours const& hours, Day on, DayTimes const* other = nullptr);
/// The same when day and night are measured as wholes.
base::Result<Levels> levels_of(catalog::Catalog const& catalog, std::optional<Decimal> day, std::optional<Decimal> night, Day on,
                               DayTimes const* other = nullptr);
/// 10·lg of the mean of 10^(L/10); CHECKs that there is one.
double energy_mean(std::vector<Decimal> const& levels);

// ---- an area and its roads ----
enum class Period : std::uint8_t { day, night };
struct Mean {
  double exact = 0;
  Decimal value;                          // rounded
  int rank = 0;                           // 1 = best of five
  std::string grade, grade_en, colour;
  double length = 0;                      // of roads, together
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
/// Arithmetic mean of the points of the grid, and its grade.
base::Result<Mean> area_mean(catalog::Catalog const& catalog, Period period, std::vector<Decimal> const& points, Day on);
struct Section { Decimal length, level; };                     // in one unit of length
/// Mean weighted by length, and its grade.
base::Result<Mean> road_mean(catalog::Catalog const& catalog, Period period, std::vector<Section> const& sections, Day on);
/// What met the limit among point-times, in %, as reported.
base::Result<Decimal> share_met(catalog::Catalog const& catalog, std::size_t met, std::size_t of, Day on);

// ---- the boundary of a factory ----
enum class Sound : std::uint8_t { day, night, night_frequent, night_occasional };
struct Boundary {
  std::string zone;                       // of the place: "2", "2类", "4a" …
  Sound sound = Sound::day;
  Decimal level;                          // as measured
  std::optional<Decimal> background;      // measured with the factory at rest
  bool indoors = false;                   // measured inside a sensitive building that stands nearer than one metre
};
struct BoundaryVerdict {
  std::string zone;
  Decimal value;                          // after correction
  Decimal correction;                     // taken off
  Decimal limit;                          // that was applied
  Decimal limit_plain, allowance;         // limit_plain + allowance for sudden sounds, − for indoors
  bool met = false;
  std::string sentence;                   // "达标(限值65=50+15)"
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
/// Problem: cannot_judge, also where the background is too near to the level.
base::Result<BoundaryVerdict> judge_boundary(catalog::Catalog const& catalog, Boundary const& measured, Day on);

}  // namespace noise
