// Noise: zones by point-times, an area's grid and its roads by the year.
#include <algorithm>

#include "evaluate/surroundings.hpp"
#include "noise/noise.hpp"

namespace evaluate::surroundings {
namespace {

constexpr auto point_reg = "noise_point", measurement_reg = "noise_measurement", zone_reg = "noise_zone";
constexpr int places_kept = 9;

/// A measurement worked out: levels, and what the zone allows.
struct PointTime {
  Record record;
  std::string point;  // its name
  std::string zone;   // class
  std::optional<noise::Levels> levels;
  std::optional<noise::ZoneVerdict> verdict;
  std::string refused;  // why nothing can be said
  bool valid = true;
  bool met(std::string_view period) const { return verdict_of(period) != nullptr && verdict_of(period)->met; }
  noise::Verdict const* verdict_of(std::string_view period) const {
    for (auto const& each : verdict ? verdict->verdicts : none) {
      if (each.period == period) {
        return &each;
      }
    }
    return nullptr;
  }
  static inline std::vector<noise::Verdict> const none;
};

struct Counts {
  std::size_t day = 0, day_met = 0, night = 0, night_met = 0, burst = 0, burst_met = 0;
  std::size_t all() const { return day + night; }
  std::size_t met() const { return day_met + night_met; }
  void add(PointTime const& each) {
    for (auto const& [period, count, good] :
         {std::tuple{"day", &day, &day_met}, std::tuple{"night", &night, &night_met}, std::tuple{"burst", &burst, &burst_met}}) {
      *count += each.verdict_of(period) == nullptr ? 0U : 1U;
      *good += each.met(period) ? 1U : 0U;
    }
  }
};

/// Reads hours and levels of a record, and judges them by the class; the hours of day are those that the county set for the point's zone.
class Readings {
 public:
  Readings(Books const& books, std::optional<Day> under) : books_(books), under_(under) {
    for (auto const& zone : books.records(zone_reg)) {
      auto const from = number_at(zone, "day_from"), to = number_at(zone, "day_to");
      if (from && to) {
        times_.emplace(zone.id.value, noise::DayTimes{static_cast<int>(from->to_double()), static_cast<int>(to->to_double())});
      }
    }
  }
  /// Hours of day in a zone; nullptr = the standard's.
  noise::DayTimes const* times_in(std::int64_t zone) const {
    auto const found = times_.find(zone);
    return found == times_.end() ? nullptr : &found->second;
  }
  PointTime read(Record record, Record const& point, std::string zone) const {
    PointTime made;
    made.valid = yes_at(record, "valid").value_or(true);
    made.point = text_at(point, "name");
    made.zone = std::move(zone);
    made.record = std::move(record);
    if (!made.valid) {
      made.refused = text_at(made.record, "invalid_why");
      return made;
    }
    Day const on = under_.value_or(day_at(made.record, "measured_on").value_or(Day()));
    auto levels = levels_of(made.record, times_in(reference_at(point, "zone_area")), on);
    if (!levels) {
      made.refused = levels.error().detail;
      return made;
    }
    made.levels = *std::move(levels);
    auto const unrounded = [](std::optional<double> const& level) { return level ? std::optional(Decimal::from_double(*level, places_kept)) : std::nullopt; };
    auto verdict =
        noise::judge_zone(books_.catalog, made.zone, {unrounded(made.levels->day), unrounded(made.levels->night), number_at(made.record, "lmax_night")}, on);
    if (!verdict) {
      made.refused = verdict.error().detail;
      return made;
    }
    made.verdict = *std::move(verdict);
    return made;
  }

 private:
  // Out of the hours where they are there, else as they were measured.
  base::Result<noise::Levels> levels_of(Record const& record, noise::DayTimes const* times, Day on) const {
    noise::Hours hours;
    bool any = false;
    for (std::size_t hour = 0; hour < hours.size(); ++hour) {
      hours[hour] = number_at(record, (hour < 10 ? "h0" : "h") + std::to_string(hour));
      any = any || hours[hour].has_value();
    }
    auto const day = number_at(record, "leq_day"), night = number_at(record, "leq_night");
    auto by_hours = any ? noise::levels_of_day(books_.catalog, hours, on, times) : base::Result<noise::Levels>(base::Problem("none", ""));
    if (by_hours || (!day && !night)) {
      return any ? by_hours : noise::levels_of(books_.catalog, day, night, on, times);
    }
    return noise::levels_of(books_.catalog, day, night, on, times);
  }
  Books const& books_;
  std::optional<Day> under_;
  std::map<std::int64_t, noise::DayTimes> times_;   // by zone
};

assess::Why why_of(PointTime const& each) {
  auto const shown = [](std::optional<Decimal> const& level) { return level ? level->to_string() : std::string("—"); };
  auto const day = day_at(each.record, "measured_on");
  auto why = node(each.point + " " + (day ? base::format(*day) : ""), each.point + " " + (day ? base::format(*day) : ""));
  why.ref = ref_of(measurement_reg, each.record);
  why.note = each.refused;
  why.state = !each.valid ? "invalid" : !each.verdict ? "cannot_judge" : "";
  if (!each.levels) {
    return why;
  }
  why.value = "昼 " + shown(each.levels->day_shown) + " / 夜 " + shown(each.levels->night_shown);
  why.unit = "dB(A)";
  for (auto const& verdict : each.verdict ? each.verdict->verdicts : PointTime::none) {
    auto const period = verdict.period == "day" ? "昼间 " : verdict.period == "night" ? "夜间 " : "夜间突发 ";
    why.how +=
        (why.how.empty() ? "" : "；") + std::string(period) + verdict.value.rounded(1).to_string() + (verdict.met ? " ≤ " : " > ") + verdict.limit.to_string();
  }
  for (auto const* refusal : {&each.levels->refused_day, &each.levels->refused_night}) {
    why.note += (why.note.empty() || refusal->empty() ? "" : "；") + *refusal;
  }
  return why;
}

std::map<std::int64_t, Record> by_id(std::vector<Record> records) {
  std::map<std::int64_t, Record> found;
  for (auto& record : records) {
    found.emplace(record.id.value, std::move(record));
  }
  return found;
}

std::vector<query::Node> measured_at(std::map<std::int64_t, Record> const& points, Span const& span) {
  std::vector<std::int64_t> ids;
  for (auto const& [id, point] : points) {
    ids.push_back(id);
  }
  return {is_one_of("point", ids), is_within("measured_on", span.from, span.to)};
}

json::value share_of(Books const& books, std::size_t met, std::size_t of, Day on) {
  auto const share = noise::share_met(books.catalog, met, of, on);
  return share ? json::value(share->to_double()) : json::value(nullptr);
}

// Mean of energies of what was measured, as one level.
std::optional<Decimal> together(std::vector<PointTime> const& all, std::optional<double> noise::Levels::* level) {
  std::vector<Decimal> levels;
  for (auto const& each : all) {
    if (each.levels && (*each.levels).*level) {
      levels.push_back(Decimal::from_double(*((*each.levels).*level), places_kept));
    }
  }
  return levels.empty() ? std::nullopt : std::optional(Decimal::from_double(noise::energy_mean(levels), places_kept));
}

// ---- zones ----

/// detail {zone, ld, ln, ldn, limit_day, limit_night, limit_burst, day_met, night_met, burst_met, points, point_times, point_times_day, point_times_night,
/// met_day, met_night, met_burst, share, invalid}; of an area zones:[{zone, point_times, day_share, night_share}] instead of levels and limits.
class NoiseZones final : public OfRegisters {
 public:
  explicit NoiseZones(Books const& books)
      : OfRegisters(books,
                    {.id = "noise_zone",
                     .title = "功能区声环境",
                     .title_en = "Noise zones",
                     .field = "noise",
                     .object = "record/noise_zone|area",
                     .forms = {Form::month, Form::quarter, Form::year},
                     .unit = "%",
                     .greater_is_worse = false,
                     .is_public = true},
                    {zone_reg, point_reg, measurement_reg}) {}
  std::vector<Object> objects() const override {
    auto const measured = books_.origins_by(measurement_reg, "point");
    auto all = books_.objects_of(zone_reg, books_.origins_by(point_reg, "zone_area", measured));
    auto areas = books_.districts(point_reg, "township", measured);
    all.insert(all.end(), areas.begin(), areas.end());
    return all;
  }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    auto const points = points_of(object);
    return points.empty() ? std::nullopt : books_.days(measurement_reg, "measured_on", {is_one_of("point", ids(points))});
  }

 protected:
  Figure judged(Object const& object, Span const& span, std::optional<Day> under) const override {
    auto const points = points_of(object);
    auto const zone = books_.record(object.ref);
    Readings const readings(books_, under);
    std::vector<PointTime> all;
    Counts counts;
    std::map<std::string, Counts> zones;
    std::vector<assess::Basis> basis;
    std::vector<std::string> notes;
    std::vector<assess::Why> from;
    for (auto& record : books_.records(measurement_reg, measured_at(points, span), "measured_on")) {
      auto const& point = points.at(reference_at(record, "point"));
      auto const cls = text_at(zone ? *zone : point, "zone");
      all.push_back(readings.read(std::move(record), point, cls));
      auto const& each = all.back();
      counts.add(each);
      zones[cls].add(each);
      add_new(basis, each.verdict ? each.verdict->basis : std::vector<assess::Basis>{});
      add_new(notes, each.levels ? each.levels->notes : std::vector<std::string>{});
      from.push_back(why_of(each));
    }
    if (counts.all() == 0) {
      return refused(assess::cannot_judge("期内没有有效的功能区监测结果 / nothing valid was measured in the span", "GB 3096 5.1、HJ 640"), std::move(from));
    }
    Figure figure;
    Day const on = under.value_or(span.to);
    auto const share = noise::share_met(books_.catalog, counts.met(), counts.all(), on);
    if (!share) {
      return refused(share.error(), std::move(from));
    }
    figure.number = share->to_double();
    figure.value = share->to_string();
    figure.result = counts.met() == counts.all() ? "ok" : "exceeded";
    auto const judged = std::count_if(all.begin(), all.end(), [](auto const& each) { return each.verdict.has_value(); });
    figure.valid_share = static_cast<double>(judged) / static_cast<double>(all.size());
    figure.grade = figure.result == "ok" ? "达标" : "超标";
    figure.grade_en = figure.result == "ok" ? "within limits" : "exceeded";
    json::object detail{{"points", points.size()},       {"point_times", counts.all()},
                        {"point_times_day", counts.day}, {"point_times_night", counts.night},
                        {"met_day", counts.day_met},     {"met_night", counts.night_met},
                        {"met_burst", counts.burst_met}, {"point_times_burst", counts.burst},
                        {"share", share->to_double()},   {"invalid", all.size() - static_cast<std::size_t>(judged)}};
    zone ? put_levels(all, counts, readings.times_in(zone->id.value), on, detail) : put_zones(zones, on, detail);
    auto why = node("功能区噪声点次达标率", "point-times within the limits", figure.value, "%",
                    std::to_string(counts.met()) + " / " + std::to_string(counts.all()) + " × 100");
    why.from = std::move(from);
    conclude(figure, std::move(detail), std::move(why), basis, notes);
    return figure;
  }

 private:
  static std::vector<std::int64_t> ids(std::map<std::int64_t, Record> const& points) {
    std::vector<std::int64_t> found;
    for (auto const& [id, point] : points) {
      found.push_back(id);
    }
    return found;
  }
  std::map<std::int64_t, Record> points_of(Object const& object) const {
    bool const area = object.ref.starts_with("area/");
    std::vector<query::Node> conditions{is_text("kind", "zone")};
    conditions.push_back(area ? is_in_district("township", object.ref.substr(object.ref.rfind('/') + 1)) : is_one_of("zone_area", {id_of(object.ref)}));
    return by_id(books_.records(point_reg, std::move(conditions)));
  }
  void put_levels(std::vector<PointTime> const& all, Counts const& counts, noise::DayTimes const* times, Day on, json::object& detail) const {
    auto const levels = noise::levels_of(books_.catalog, together(all, &noise::Levels::day), together(all, &noise::Levels::night), on, times);
    detail["ld"] = levels ? number_or_null(levels->day_shown) : nullptr;
    detail["ln"] = levels ? number_or_null(levels->night_shown) : nullptr;
    detail["ldn"] = levels ? number_or_null(levels->day_night_shown) : nullptr;
    for (auto const& each : all) {
      if (each.verdict) {
        detail["zone"] = each.verdict->zone;
        detail["limit_day"] = each.verdict->limit_day.to_double();
        detail["limit_night"] = each.verdict->limit_night.to_double();
        detail["limit_burst"] = each.verdict->limit_burst.to_double();
      }
    }
    detail["day_met"] = counts.day == 0 ? json::value(nullptr) : json::value(counts.day_met == counts.day);
    detail["night_met"] = counts.night == 0 ? json::value(nullptr) : json::value(counts.night_met == counts.night);
    detail["burst_met"] = counts.burst == 0 ? json::value(nullptr) : json::value(counts.burst_met == counts.burst);
  }
  void put_zones(std::map<std::string, Counts> const& zones, Day on, json::object& detail) const {
    json::array rows;
    for (auto const& [zone, each] : zones) {
      rows.push_back(json::object{{"zone", zone + "类"},
                                  {"point_times", each.all()},
                                  {"day_share", share_of(books_, each.day_met, each.day, on)},
                                  {"night_share", share_of(books_, each.night_met, each.night, on)}});
    }
    detail["zones"] = std::move(rows);
  }
};

// ---- the area and its roads ----

/// detail {day:{mean, rank, grade, grade_en, points}, night:{…}, road:{day:{…, sections}, night:{…}, length_km}, zones:[{zone, day_share, night_share}]}
class NoiseArea final : public OfRegisters {
 public:
  explicit NoiseArea(Books const& books)
      : OfRegisters(books,
                    {.id = "noise_area",
                     .title = "区域与道路声环境",
                     .title_en = "Noise of the area and its roads",
                     .field = "noise",
                     .object = "area",
                     .forms = {Form::year},
                     .unit = "dB(A)",
                     .is_public = true},
                    {zone_reg, point_reg, measurement_reg}) {}
  std::vector<Object> objects() const override { return books_.districts(point_reg, "township", books_.origins_by(measurement_reg, "point")); }
  std::optional<std::pair<Day, Day>> reach(Object const&) const override { return books_.days(measurement_reg, "measured_on"); }

 protected:
  Figure judged(Object const& object, Span const& span, std::optional<Day> under) const override {
    Day const on = under.value_or(span.to);
    auto const district = object.ref.substr(object.ref.rfind('/') + 1);
    Gathered gathered(books_, on);
    auto const points = by_id(books_.records(point_reg, {is_in_district("township", district)}));
    Readings const readings(books_, under);
    for (auto& record : books_.records(measurement_reg, measured_at(points, span), "measured_on")) {
      auto const& point = points.at(reference_at(record, "point"));
      gathered.add(point, readings.read(std::move(record), point, text_at(point, "zone")));
    }
    return gathered.figure(points);
  }

 private:
  /// Levels by point: a point measured twice counts once, with its mean of energies.
  class Gathered {
   public:
    Gathered(Books const& books, Day on) : books_(books), on_(on) {}
    void add(Record const& point, PointTime each) {
      auto const kind = text_at(point, "kind");
      if (kind == "zone") {
        zones_[each.zone].add(each);
        return;
      }
      auto& place = (kind == "road" ? roads_ : grid_)[point.id.value];
      place.length = number_at(point, "length_m").value_or(Decimal());
      place.times.push_back(std::move(each));
    }
    Figure figure(std::map<std::int64_t, Record> const& points) {
      auto const day = mean(grid_, noise::Period::day, "grid"), night = mean(grid_, noise::Period::night, "grid");
      auto const road_day = mean(roads_, noise::Period::day, "road"), road_night = mean(roads_, noise::Period::night, "road");
      if (!day && !road_day) {
        return refused(assess::cannot_judge("年内没有区域网格和道路的昼间监测结果 / neither grid nor roads were measured by day", "HJ 640"), std::move(from_));
      }
      Figure figure;
      figure.result = "ok";
      auto const& head = day ? *day : *road_day;
      figure.number = head.value.to_double();
      figure.value = head.value.to_string();
      figure.rank = head.rank;
      figure.grade = head.grade;
      figure.grade_en = head.grade_en;
      figure.colour = head.colour;
      auto const wanted =
          std::count_if(points.begin(), points.end(), [](auto const& each) { return text_at(each.second, "kind") == "grid" && each.second.state != "moved"; });
      if (day && wanted > 0) {
        figure.valid_share = std::min(1.0, static_cast<double>(count(grid_, &noise::Levels::day)) / static_cast<double>(wanted));
      }
      json::object detail{
          {"day", row(day, count(grid_, &noise::Levels::day))}, {"night", row(night, count(grid_, &noise::Levels::night))}, {"zones", zone_rows()}};
      constexpr double metres = 1000;
      detail["road"] = json::object{{"day", row(road_day, count(roads_, &noise::Levels::day))},
                                    {"night", row(road_night, count(roads_, &noise::Levels::night))},
                                    {"length_km", road_day ? json::value(road_day->length / metres) : json::value(nullptr)}};
      auto why = node("声环境质量", "noise of the area", figure.value, "dB(A)", figure.grade);
      why.from = std::move(from_);
      conclude(figure, std::move(detail), std::move(why), basis_, notes_);
      return figure;
    }

   private:
    struct Place {
      Decimal length;
      std::vector<PointTime> times;
    };
    using Places = std::map<std::int64_t, Place>;
    static std::size_t count(Places const& places, std::optional<double> noise::Levels::* level) {
      return static_cast<std::size_t>(
          std::count_if(places.begin(), places.end(), [&](auto const& each) { return together(each.second.times, level).has_value(); }));
    }
    std::optional<noise::Mean> mean(Places const& places, noise::Period period, std::string_view kind) {
      auto const level = period == noise::Period::day ? &noise::Levels::day : &noise::Levels::night;
      std::vector<Decimal> levels;
      std::vector<noise::Section> sections;
      std::vector<assess::Why> from;
      for (auto const& [id, place] : places) {
        if (auto const value = together(place.times, level)) {
          levels.push_back(*value);
          sections.push_back({place.length, *value});
        }
        std::transform(place.times.begin(), place.times.end(), std::back_inserter(from), why_of);
      }
      if (levels.empty()) {
        return {};
      }
      auto made = kind == "road" ? noise::road_mean(books_.catalog, period, sections, on_) : noise::area_mean(books_.catalog, period, levels, on_);
      auto const title = std::string(kind == "road" ? "道路交通噪声" : "区域环境噪声") + (period == noise::Period::day ? "昼间平均" : "夜间平均");
      auto why = node(title, std::string(kind == "road" ? "roads" : "area") + (period == noise::Period::day ? " by day" : " by night"), "", "dB(A)",
                      kind == "road" ? "Σ(li·Li) / Σ li" : "Σ Li / " + std::to_string(levels.size()));
      why.from = std::move(from);
      if (made) {
        why.value = made->value.to_string();
        why.exact = base::format_number(made->exact);
        add_new(basis_, made->basis);
        add_new(notes_, made->notes);
      } else {
        why.state = "cannot_judge";
        why.note = made.error().detail;
      }
      from_.push_back(std::move(why));
      return made ? std::optional(*made) : std::nullopt;
    }
    static json::value row(std::optional<noise::Mean> const& mean, std::size_t places) {
      return mean ? json::value(json::object{{"mean", mean->value.to_double()},
                                             {"rank", mean->rank},
                                             {"grade", mean->grade},
                                             {"grade_en", mean->grade_en},
                                             {"colour", mean->colour},
                                             {"points", places}})
                  : json::value(nullptr);
    }
    json::array zone_rows() const {
      json::array rows;
      for (auto const& [zone, each] : zones_) {
        rows.push_back(json::object{{"zone", zone + "类"},
                                    {"day_share", share_of(books_, each.day_met, each.day, on_)},
                                    {"night_share", share_of(books_, each.night_met, each.night, on_)}});
      }
      return rows;
    }
    Books const& books_;
    Day on_;
    Places grid_, roads_;
    std::map<std::string, Counts> zones_;
    std::vector<assess::Why> from_;
    std::vector<assess::Basis> basis_;
    std::vector<std::string> notes_;
  };
};

}  // namespace

std::vector<std::unique_ptr<Evaluator>> noise_evaluators(Books const& books) {
  std::vector<std::unique_ptr<Evaluator>> made;
  made.push_back(std::make_unique<NoiseZones>(books));
  made.push_back(std::make_unique<NoiseArea>(books));
  return made;
}

}  // namespace evaluate::surroundings
