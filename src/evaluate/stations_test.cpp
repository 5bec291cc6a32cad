#include "evaluate/world_for_tests.hpp"

#include <cmath>

namespace {

using namespace evaluate_story;
using testing::SizeIs;

constexpr std::size_t pollutants = atmosphere::pollutant_count;

class ManyStations : public World {
 protected:
  std::vector<std::string> factors = [] {
    std::vector<std::string> all;
    for (auto const pollutant : atmosphere::pollutants) {
      all.emplace_back(judge::factor_of(pollutant));
    }
    return all;
  }();
  std::vector<PointId> stations;
  std::uint32_t state = 7;
  double noise() { return static_cast<double>((state = state * 1'664'525U + 1'013'904'223U) >> 16U) / 65'536.0; }

  /// Hours of all six from a day on; some are not there, some not valid, some corrected later.
  void days(PointId station, Day first, int count) {
    for (int hour = 0; hour < count * 24; ++hour) {
      std::vector<Datum> data;
      for (std::size_t i = 0; i < pollutants; ++i) {
        auto const value = (i == 4 ? 0.01 : 1.0) * (30 + 60 * noise());
        if (noise() < 0.97) {
          data.push_back({factors[i], std::round(value * 1000) / 1000, noise() < 0.03 ? 'D' : 'N', observe::Kind::hour, ""});
        }
      }
      send(station, base::start_of(first) + hour * base::hour_length, data);
    }
  }
  void SetUp() override {
    now = clock("2026-06-01 12:00");
    for (int i = 0; i < 2; ++i) {
      stations.push_back(point({points::Kind::air_station, factors, "", i == 0 ? "ug/m3" : "mg/m3"}));
    }
  }
  /// What the judge decided, one day after another.
  std::vector<atmosphere::AirDay> by_the_judge(PointId station, Span const& span) {
    std::vector<atmosphere::AirDay> all;
    for (auto const& air : court->air(station, true, base::start_of(span.from), base::start_of({span.to.number + 1}))) {
      atmosphere::AirDay day;
      day.day = base::beijing_day(air.start);
      for (std::size_t i = 0; i < pollutants; ++i) {
        auto const value = air.values.find(std::string(atmosphere::pollutants[i]));
        if (value != air.values.end()) {
          day.values[i] = base::Decimal::parse(base::format_number(value->second)).value();
        }
      }
      if (auto const hour = air.index.used.find("O3_1h"); hour != air.index.used.end()) {
        day.ozone_hour = hour->second;
      }
      day.aqi = air.index.aqi;
      day.level = air.index.level;
      day.primary = air.index.primary;
      all.push_back(std::move(day));
    }
    return all;
  }
};

TEST_F(ManyStations, have_the_same_digits_as_one_by_one_under_both_editions) {
  for (auto const station : stations) {
    days(station, day("2026-02-19"), 20);   // HJ 633-2012 until the end of February, HJ 633-2026 from then on
  }
  tick();
  send(stations[0], clock("2026-03-02 08:00"), {{factors[0], 480, 'N', observe::Kind::hour, ""}});   // a correction: the newest revision counts
  send(stations[0], clock("2026-03-03 08:00"), {{factors[0], 480, 'D', observe::Kind::hour, ""}});   // and one that takes the hour away
  tick();
  tick();
  auto const span = evaluate::parse_span(catalogue(), "2026").value();
  std::map<PointId, std::string> many;
  evaluate::evaluate_stations(parts, stations, span, 2, [&](PointId station, auto const& evaluation) {
    ASSERT_TRUE(evaluation) << base::to_string(evaluation.error());
    many[station] = atmosphere::to_json(*evaluation);
  });
  ASSERT_THAT(many, SizeIs(2));
  for (auto const station : stations) {
    auto const expected = by_the_judge(station, span);
    auto const found = evaluate::air_days(parts, station, span);
    ASSERT_THAT(expected, SizeIs(20));
    ASSERT_THAT(found, SizeIs(20));
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].day, expected[i].day);
      EXPECT_EQ(found[i].values, expected[i].values) << base::format(found[i].day);
      EXPECT_EQ(found[i].aqi, expected[i].aqi) << base::format(found[i].day);
      EXPECT_EQ(found[i].primary, expected[i].primary) << base::format(found[i].day);
    }
    EXPECT_EQ(many[station], atmosphere::to_json(atmosphere::evaluate(catalogue(), "year", span.from, span.to, expected).value()));
  }
}

TEST_F(ManyStations, without_data_have_no_days_and_say_so) {
  auto const span = evaluate::parse_span(catalogue(), "2026-03").value();
  EXPECT_THAT(evaluate::air_days(parts, stations[0], span), SizeIs(0));
  EXPECT_THAT(evaluate::air_days(parts, PointId{99'999}, span), SizeIs(0));
  int taken = 0;
  evaluate::evaluate_stations(parts, stations, span, 1, [&](PointId, auto const& evaluation) {
    ++taken;
    EXPECT_EQ(evaluation->days_valid, 0);
    EXPECT_FALSE(evaluation->enough);
  });
  EXPECT_EQ(taken, 2);
}

}  // namespace
