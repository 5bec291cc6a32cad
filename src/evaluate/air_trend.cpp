// Over the years: each year under the editions of the last one, so that a change of limits is no change of the air.
#include <algorithm>
#include <cmath>

#include <boost/json.hpp>

#include "evaluate/air.hpp"
#include "evaluate/digest.hpp"

namespace evaluate {
namespace {

namespace json = boost::json;

constexpr int trend_years_max = 10;

struct Line { std::string name, unit; std::vector<atmosphere::YearValue> years; };

class AirTrendKind final : public Evaluator {
 public:
  AirTrendKind(Parts const& parts, std::shared_ptr<AirMemory> memory) : book_(parts, std::move(memory)) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "air_trend", .title = "空气质量变化趋势", .title_en = "Trend of air quality", .field = "air", .object = "point", .forms = {Form::year},
                           .unit = "", .greater_is_worse = true, .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override { return book_.both(); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override { return book_.reach(object); }
  std::vector<Object> touched(Change const& change) const override { return book_.touched(change, objects()); }
  int years_after() const override { return trend_years_max - 1; }

  Figure compute(Object const& object, Span const& span) const override {
    auto const& catalog = book_.parts().catalog;
    auto const lines = lines_of(object, span);
    Figure figure;
    auto const* edition = atmosphere::evaluation_edition(catalog, span.to);
    figure.standard = edition == nullptr ? "" : edition->number;
    figure.edition = edition == nullptr ? "" : edition->id;
    figure.clause = "附录B";
    figure.digest = digest_of_air(catalog, {span.to}, {});
    json::object detail;
    json::array pollutants;
    assess::Why why{.title = title_of(object, span, "变化趋势"), .title_en = "trend"};
    for (auto const& line : lines) {
      auto const made = atmosphere::trend(catalog, span.to, line.years);
      pollutants.push_back(written(line, made));
      why.from.push_back(why_of(object, line, made));
      if (line.name == "综合指数") {
        judged(figure, made, detail);
        why.value = figure.value;
        why.state = made ? "" : "cannot_judge";
        why.basis = made ? made->basis : std::vector<assess::Basis>();
      }
    }
    detail["pollutants"] = std::move(pollutants);
    detail["edition_of"] = base::format(span.to);
    figure.detail = json::serialize(detail);
    figure.why = assess::to_json(why);
    return figure;
  }

 private:
  static void judged(Figure& figure, base::Result<atmosphere::Trend> const& made, json::object& detail) {
    if (!made) {
      figure.result = "cannot_judge";
      detail["reason"] = made.error().detail;
      return;
    }
    figure.number = made->spearman;
    figure.value = base::Decimal::from_double(*made->spearman, 3).to_string();
    figure.result = made->trend == "up" ? "exceeded" : "ok";
    figure.grade = made->trend == "up" ? "上升" : made->trend == "down" ? "下降" : "无显著变化";
    figure.grade_en = made->trend == "none" ? "no significant change" : made->trend;
  }

  std::vector<Line> lines_of(Object const& object, Span const& span) const {
    std::vector<Line> lines{{"综合指数", "", {}}, {"优良率", "%", {}}};
    for (auto const name : atmosphere::pollutants) {
      lines.push_back({std::string(name), name == "CO" ? "mg/m³" : "μg/m³", {}});
    }
    auto const last = base::to_beijing(base::start_of(span.from)).year;
    auto const days = book_.days(object, base::day_of(last - trend_years_max + 1, 1, 1), span.to);
    for (int year = last - trend_years_max + 1; year <= last; ++year) {
      if (std::none_of(days.begin(), days.end(), [&](auto const& day) { return day.aqi && base::to_beijing(base::start_of(day.day)).year == year; })) {
        continue;   // nothing to judge: half of the work of a late hour where years before are not there
      }
      auto const made = atmosphere::evaluate(book_.parts().catalog, "year", base::day_of(year, 1, 1), base::day_of(year, 12, 31), days, {.under = span.to});
      if (!made || !made->enough || !made->composite) {
        continue;   // a year that may not be judged is no point of a line
      }
      lines[0].years.push_back({year, made->composite->sum.to_double()});
      if (made->good_share) {
        lines[1].years.push_back({year, made->good_share->to_double()});
      }
      for (std::size_t i = 0; i < atmosphere::pollutant_count; ++i) {
        auto const& statistic = made->statistics[i];
        auto const& value = statistic.limit_mean ? statistic.mean : statistic.percentile;
        if (value) {
          lines[i + 2].years.push_back({year, value->to_double()});
        }
      }
    }
    return lines;
  }

  static json::object written(Line const& line, base::Result<atmosphere::Trend> const& made) {
    json::array years;
    for (auto const& each : line.years) {
      years.push_back(json::object{{"year", each.year}, {"value", each.value}});
    }
    json::object one{{"pollutant", line.name}, {"unit", line.unit}, {"years", std::move(years)}};
    one["spearman"] = made ? json::value(*made->spearman) : json::value(nullptr);
    one["critical"] = made && made->critical ? json::value(*made->critical) : json::value(nullptr);
    one["significant"] = made && made->significant;
    one["theil_sen"] = made ? json::value(*made->theil_sen) : json::value(nullptr);
    one["unit_per_year"] = line.unit.empty() ? "/a" : line.unit + "/a";
    one["trend"] = made ? json::value(made->trend) : json::value(nullptr);
    one["reason"] = made ? json::value(nullptr) : json::value(made.error().detail);
    return one;
  }

  static assess::Why why_of(Object const& object, Line const& line, base::Result<atmosphere::Trend> const& made) {
    assess::Why why{.title = line.name, .title_en = line.name, .value = made ? base::Decimal::from_double(*made->spearman, 3).to_string() : "",
                    .how = "r = 1 − 6Σd²/(N³−N)", .how_en = "r = 1 − 6Σd²/(N³−N)", .state = made ? "" : "cannot_judge",
                    .note = made ? "" : made.error().detail};
    for (auto const& each : line.years) {
      auto const year = std::to_string(each.year);
      why.from.push_back({.title = year, .title_en = year, .value = base::format_number(each.value), .unit = line.unit,
                          .ref = "air_period/" + object.ref + "/" + year});
    }
    return why;
  }
  AirBook book_;
};

}  // namespace

std::unique_ptr<Evaluator> air_trend(Parts const& parts, std::shared_ptr<AirMemory> memory) {
  return std::make_unique<AirTrendKind>(parts, std::move(memory));
}

}  // namespace evaluate
