// The district's AQI is that of its stations' mean concentrations in one common hour.
#include "assess/assess.hpp"
#include "console/house_for_tests.hpp"

namespace console_story {
namespace {

class District : public House {
 protected:
  District() {
    second = point("SIM-A-2", "模拟二站", points::Kind::air_station, "", {"a34004"}, "", "ug/m3");
    logger(second_mn, second, "gate-key-4", "");
  }
  std::string const second_mn = "A110000A0000000000000004";
  PointId second;

  void say(std::string const& mn, std::string const& key, int fine_dust) {
    line.feed(upload(mn, key, "a34004-Rtd=" + std::to_string(fine_dust) + ",a34004-Flag=N"), now);
  }
  /// An hour of PM2.5; nothing (0) is not sent.
  void hour(int first, int other_one) {
    for (int minute = 0; minute < 60; ++minute) {
      if (first != 0) say(air_mn, "gate-key-3", first);
      if (other_one != 0) say(second_mn, "gate-key-4", other_one);
      now = now + 1min;
    }
    settle();
  }
  void close_hour() {
    now = now + 6min;
    settle();
  }
  json::value told() { return get("/overview").value().at("figures").at("district_aqi"); }
  static int index_of(char const* fine_dust) {
    auto const* rules = catalogue().air_index(base::parse_day("2026-03-10").value());
    return assess::air_index(*rules, assess::Report::hourly, {{"PM2.5_1h", base::Decimal::parse(fine_dust).value()}}, false).value().iaqi.at("PM2.5");
  }
  /// As it is published: an index of missing inputs is told only when it is above 100.
  static constexpr int low = 150, high = 250;
};

TEST_F(District, is_as_bad_as_the_mean_of_its_stations_not_as_the_worst_of_them) {
  hour(low, high);
  close_hour();
  EXPECT_EQ(told(), index_of("200"));
  EXPECT_NE(told(), index_of("250"));
}

TEST_F(District, is_told_of_the_newest_hour_that_all_stations_have) {
  hour(low, high);
  hour(high, 0);
  say(second_mn, "gate-key-4", high);
  close_hour();
  EXPECT_EQ(told(), index_of("200")) << "the second station has not told its second hour yet";
}

TEST_F(District, leaves_out_stations_that_are_offline_lag_or_were_imported) {
  auto const archive = registry.put(points::Point{.code = "OLD-1", .name = "旧站", .kind = points::Kind::air_station, .origin = "imported"}, "boss", now)->id;
  verdicts.put(verdicts::Verdict{.point = archive, .subject = "aqi", .period = "hour", .start = clock("2026-03-10 08:00"), .result = "ok", .value = 500,
                                 .judged_at = now});
  hour(low, high);
  for (int i = 0; i < 4; ++i) {
    hour(low, 0);
  }
  close_hour();
  EXPECT_EQ(told(), index_of("150"));
  now = now + 5h;
  settle();
  EXPECT_TRUE(told().is_null()) << "nobody has been heard for hours";
}

}  // namespace
}  // namespace console_story
