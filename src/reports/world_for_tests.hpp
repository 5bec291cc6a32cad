#pragma once
// Figures made by hand for a district and its stations, and a Source of them. All numbers are invented.
#include <fstream>
#include <sstream>

#include "reports/reports.hpp"

namespace reports::for_tests {

using evaluate::Form, evaluate::Span;

inline std::string read(std::string const& path) {
  std::ifstream file(std::string(BIYUN_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}
inline base::Civil civil_of(Day day) { return base::to_beijing(base::start_of(day)); }
inline Day end_of_month(int year, int month) { return {base::day_of(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1).number - 1}; }

/// Spans without a catalogue: days, months, quarters and years.
inline Span span_holding(Form form, Day day) {
  auto const c = civil_of(day);
  auto const year = std::to_string(c.year);
  auto const two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  if (form == Form::day) {
    return {form, day, day, base::format(day)};
  }
  if (form == Form::month) {
    return {form, base::day_of(c.year, c.month, 1), end_of_month(c.year, c.month), year + "-" + two(c.month)};
  }
  if (form == Form::quarter) {
    int const first = (c.month - 1) / 3 * 3 + 1;
    return {form, base::day_of(c.year, first, 1), end_of_month(c.year, first + 2), year + "-Q" + std::to_string((c.month + 2) / 3)};
  }
  return {Form::year, base::day_of(c.year, 1, 1), base::day_of(c.year, 12, 31), year};
}
inline base::Result<Span> span_named(std::string_view text) {
  if (text.size() == 4 && base::parse_integer(text)) {
    return span_holding(Form::year, base::day_of(static_cast<int>(*base::parse_integer(text)), 1, 1));
  }
  auto const day = base::parse_day(text.size() == 7 ? std::string(text) + "-01" : std::string(text));
  return day ? base::Result<Span>(span_holding(text.size() == 7 ? Form::month : Form::day, *day)) : base::Problem("bad_span", "'" + std::string(text) + "' is no span", "span");
}

struct Hand {
  std::vector<evaluate::Kind> kinds;
  std::vector<std::pair<std::string, evaluate::Object>> objects;       // kind, object
  std::function<base::Result<figures::Figure>(std::string const& kind, std::string const& object, Span const& span)> figure;
  mutable std::vector<std::string> asked;                              // "kind/object/span"

  Source source() const {
    return {.kind = [this](std::string_view id) -> std::optional<evaluate::Kind> {
              for (auto const& kind : kinds) {
                if (kind.id == id) {
                  return kind;
                }
              }
              return std::nullopt;
            },
            .objects = [this](std::string_view id) {
              std::vector<evaluate::Object> all;
              for (auto const& [kind, object] : objects) {
                if (kind == id) {
                  all.push_back(object);
                }
              }
              return all;
            },
            .span = span_named,
            .span_of = span_holding,
            .year_before = [](Span const& span) {
              auto const c = civil_of(span.from);
              return span_holding(span.form, base::day_of(c.year - 1, c.month, c.day));
            },
            .figure = [this](std::string_view kind, std::string_view object, Span const& span, std::optional<Day>) {
              asked.push_back(std::string(kind) + "/" + std::string(object) + "/" + span.text);
              return figure(std::string(kind), std::string(object), span);
            }};
  }
};

inline figures::Figure figure(std::string kind, std::string object, Span const& span) {
  return {.kind = std::move(kind), .object = std::move(object), .span = span.text, .from = span.from, .to = span.to, .result = "ok", .valid_share = 0.968,
          .standard = "HJ 663", .clause = "6.2", .edition = "HJ663-2026", .digest = "d"};
}

inline figures::Figure air_day(std::string const& object, Span const& span) {
  auto made = figure("air_day", object, span);
  int const seed = span.from.number * 37 % 91;
  made.standard = "HJ 633";
  made.edition = "HJ633-2026";
  made.clause = "4";
  if (seed % 29 == 3) {
    made.result = "cannot_judge";
    made.detail = R"({"reason": "有效小时不足：PM2.5 为 17 小时，应不少于 20 小时"})";
    return made;
  }
  int const aqi = 32 + seed;
  made.number = aqi;
  made.value = std::to_string(aqi);
  made.rank = aqi > 100 ? 3 : aqi > 50 ? 2 : 1;
  made.grade = made.rank == 3 ? "轻度污染" : made.rank == 2 ? "良" : "优";
  made.colour = made.rank == 3 ? "#ff7e00" : made.rank == 2 ? "#ffff00" : "#00e400";
  made.detail = R"({"values": {"PM2.5": )" + std::to_string(aqi / 3) + R"(, "PM10": )" + std::to_string(aqi * 2 / 3) + R"(, "SO2": 9, "NO2": 21, "CO": 0.6, "O3": )" + std::to_string(aqi + 20) +
                R"(}, "primary": )" + (made.rank == 1 ? "[]" : R"(["O3"])") + R"(, "iaqi": {"PM2.5": 30, "O3": 55}, "hours": {"PM2.5": 24, "O3": 23}, "refused": {}, "exceeding": [], "complete": true, "event": null, "published": null})";
  return made;
}

inline figures::Figure air_period(std::string const& object, Span const& span) {
  auto made = figure("air_period", object, span);
  auto const c = civil_of(span.from);
  int const worse = (2027 - c.year) * 3 + static_cast<int>(object.size() % 3) + (c.month * 5) % 7;
  made.number = 4.0 + worse * 0.0613;
  made.value = base::Decimal::from_double(*made.number, 2).to_string();
  std::string statistics;
  struct Six { char const* name; double mean, limit, percentile, limit_percentile; int digits; };
  for (auto const& one : {Six{"SO2", 9, 60, 15, 150, 0}, Six{"NO2", 22, 40, 44, 80, 0}, Six{"PM10", 64, 70, 121, 150, 0}, Six{"PM2.5", 29, 30, 66, 60, 0}, Six{"CO", 0.6, 4, 1.1, 4, 1}, Six{"O3", 96, 160, 163, 160, 0}}) {
    double const mean = one.mean * (1 + worse * 0.011), percentile = one.percentile * (1 + worse * 0.008);
    bool const attained = mean <= one.limit && percentile <= one.limit_percentile;
    auto const text = [&](double value) { return base::Decimal::from_double(value, one.digits).to_string(); };
    statistics += std::string(statistics.empty() ? "" : ", ") + R"({"pollutant": ")" + one.name + R"(", "mean": )" + base::format_number(mean) + R"(, "mean_text": ")" + text(mean) +
                  R"(", "limit_mean": )" + base::format_number(one.limit) + R"(, "percent": 90, "percentile": )" + base::format_number(percentile) + R"(, "percentile_text": ")" + text(percentile) +
                  R"(", "limit_percentile": )" + base::format_number(one.limit_percentile) + R"(, "share": 0.9, "share_text": "90", "times_over": )" + (attained ? "null" : "0.04") +
                  R"(, "attained": )" + (attained ? "true" : "false") + R"(, "days": 30, "enough": true, "refused": null})";
  }
  made.detail = R"({"days_due": 31, "days_valid": 30, "good_days": )" + std::to_string(29 - worse) + R"(, "good_share": )" + base::Decimal::from_double((29 - worse) / 0.30, 1).to_string() +
                R"(, "good_share_text": ")" + base::Decimal::from_double((29 - worse) / 0.30, 1).to_string() + R"(", "heavy_days": 0, "by_level": {"优": 9, "良": )" + std::to_string(20 - worse) +
                R"(, "轻度污染": )" + std::to_string(1 + worse) + R"(}, "primary_days": {"O3": 12, "PM10": 6, "PM2.5": 0}, "statistics": [)" + statistics +
                R"(], "attained": false, "composite": {"sum": 4.2, "sum_text": "4.20", "max": 1.02, "max_pollutant": "O3", "parts": {"O3": {"index": 1.02, "share": 0.243}, "PM2.5": {"index": 0.97, "share": 0.231}}},
                "without_events": null, "events": [], "edition_air": "GB3095-2026", "edition_index": "HJ633-2026", "edition_evaluation": "HJ663-2026"})";
  return made;
}

/// 云州区 with three stations, of which one has no data.
inline Hand air_house() {
  Hand hand;
  hand.kinds = {{.id = "air_period", .title = "空气质量评价", .title_en = "Air, evaluated", .field = "air", .object = "area", .forms = {Form::month, Form::quarter, Form::year}, .unit = ""},
                {.id = "air_day", .title = "空气质量日评价", .title_en = "Air of a day", .field = "air", .object = "area", .forms = {Form::day}, .unit = ""}};
  for (auto const* const kind : {"air_period", "air_day"}) {
    hand.objects.emplace_back(kind, evaluate::Object{.ref = "area/140215", .name = "云州区", .name_en = "Yunzhou", .area = "140215", .origin = "invented"});
    hand.objects.emplace_back(kind, evaluate::Object{.ref = "point/1", .name = "西坪站", .name_en = "Xiping", .area = "140215100", .origin = "invented"});
    hand.objects.emplace_back(kind, evaluate::Object{.ref = "point/22", .name = "倍加造站", .name_en = "Beijiazao", .area = "140215101", .origin = "invented"});
    hand.objects.emplace_back(kind, evaluate::Object{.ref = "point/3", .name = "册田站", .name_en = "Cetian", .area = "140215201", .origin = "invented"});
  }
  hand.figure = [](std::string const& kind, std::string const& object, Span const& span) -> base::Result<figures::Figure> {
    if (object == "point/3") {
      return base::Problem("not_found", "no data", object);
    }
    return kind == "air_day" ? air_day(object, span) : air_period(object, span);
  };
  return hand;
}

}  // namespace reports::for_tests
