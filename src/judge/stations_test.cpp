#include "judge/world_for_tests.hpp"

namespace judge_story {
namespace {

std::vector<std::string> const six{"a34004", "a34002", "a21026", "a21004", "a21005", "a05024"};

class Stations : public World {
 protected:
  PointId station(bool logger = true) { return point({points::Kind::air_station, six, "", "ug/m3", logger}); }
  /// The same hour of air; CO in μg/m³ like the rest, so that the judge has to convert it.
  void hour_of_air(PointId id, Time hour, double pm25 = 75, double pm10 = 130) {
    send(id, hour, {{"a34004", pm25, 'N', Kind::hour}, {"a34002", pm10, 'N', Kind::hour}, {"a21026", 12, 'N', Kind::hour},
                    {"a21004", 38, 'N', Kind::hour}, {"a21005", 900, 'N', Kind::hour}, {"a05024", 64, 'N', Kind::hour}});
  }
};

TEST_F(Stations, the_last_of_february_2026_is_judged_by_the_edition_of_2012_and_the_first_of_march_by_that_of_2026) {
  auto const id = station();
  auto const old_hour = clock("2026-02-28 23:00"), new_hour = clock("2026-03-01 00:00");
  now = clock("2026-03-01 02:00");
  hour_of_air(id, old_hour);
  hour_of_air(id, new_hour);
  tick();
  auto const air = court->air(id, false, old_hour, new_hour + 1h);
  ASSERT_THAT(air, SizeIs(2));
  EXPECT_EQ(air[0].index.basis.at(0).standard, "HJ 633-2012");
  EXPECT_EQ(air[1].index.basis.at(0).standard, "HJ 633-2026");
  EXPECT_EQ(air[0].index.iaqi.at("PM2.5"), 100);   // 75 is the day's limit of 2012
  EXPECT_EQ(air[0].index.iaqi.at("PM10"), 90);
  EXPECT_EQ(air[0].index.aqi, 100);
  EXPECT_THAT(air[0].index.primary, ElementsAre("PM2.5"));
  EXPECT_GT(*air[1].index.aqi, 100);
  EXPECT_EQ(air[0].index.category, "良");
  EXPECT_EQ(air[1].index.category, "轻度污染");
  EXPECT_DOUBLE_EQ(air[1].values.at("CO"), 0.9);
  EXPECT_DOUBLE_EQ(air[1].values.at("PM2.5"), 75);
}

TEST_F(Stations, a_day_with_nineteen_hours_of_a_pollutant_is_incomplete_and_with_twenty_it_is_whole) {
  auto const id = station();
  auto const day = clock("2026-03-09 00:00");
  for (int hour = 0; hour < 24; ++hour) {
    hour_of_air(id, day + hour * base::hour_length, 60, 70);
    if (hour >= 19) {
      send(id, day + hour * base::hour_length, {{"a34002", 70, 'D', Kind::hour}});
    }
  }
  now = clock("2026-03-10 00:06");
  tick();
  EXPECT_EQ(result(id, "aqi", "day", day), "incomplete");
  auto air = court->air(id, true, day, day + 24h);
  ASSERT_THAT(air, SizeIs(1));
  EXPECT_EQ(air[0].hours.at("PM10"), 19);
  EXPECT_EQ(air[0].index.aqi, std::nullopt);        // 2026 5.3: not above 100, so not published
  EXPECT_FALSE(air[0].index.iaqi.contains("PM10"));

  now = clock("2026-03-10 06:00");                   // the twentieth hour comes late
  send(id, day + 19 * base::hour_length, {{"a34002", 71, 'N', Kind::hour}});
  tick();
  air = court->air(id, true, day, day + 24h);
  EXPECT_EQ(result(id, "aqi", "day", day), "ok");
  EXPECT_EQ(air[0].hours.at("PM10"), 20);
  EXPECT_EQ(air[0].index.aqi, 100);
  EXPECT_THAT(kept.history(id, "aqi", "day", day), SizeIs(2));
}

TEST_F(Stations, an_archive_is_judged_at_once_with_the_published_index_beside_ours) {
  auto const id = station(false);
  auto const day = clock("2020-03-26 00:00");
  observe::Batch batch;
  for (int hour = 0; hour < 48; ++hour) {
    int number = 0;
    for (auto const& factor : six) {
      observe::Row row;
      row.series = store.series({id, factor, Kind::hour, ""});
      row.at = day + hour * base::hour_length;
      row.value = 20 + number++;
      batch.rows.push_back(row);
    }
    observe::Row row;
    row.series = store.series({id, "AQI", Kind::hour, ""});
    row.at = day + hour * base::hour_length;
    row.value = 31;
    batch.rows.push_back(row);
  }
  store.append(batch);
  court->rejudge(id, {day, day + 48h}, now);
  auto const hours = court->air(id, false, day, day + 48h);
  ASSERT_THAT(hours, SizeIs(48));
  EXPECT_EQ(hours[5].published, 31);
  EXPECT_THAT(court->air(id, true, day, day + 48h), SizeIs(2));
  EXPECT_TRUE(court->tick(now).empty());
  EXPECT_EQ(court->states(now).at(0).state, "archive");
  EXPECT_EQ(court->states(now).at(0).air->start, day + 47h);
}

TEST_F(Stations, an_index_is_explained_with_the_break_points_that_gave_it) {
  auto const id = station();
  auto const hour = clock("2026-02-28 23:00");
  now = clock("2026-03-01 02:00");
  hour_of_air(id, hour, 53, 60);
  tick();
  auto const found = court->explain(id, "aqi", "", observe::Period::hour, hour + 10min);
  ASSERT_TRUE(found);
  ASSERT_THAT(found->inputs, SizeIs(6));
  EXPECT_EQ(found->inputs[0].factor, "a34004");
  EXPECT_EQ(found->inputs[0].iaqi, 73);
  std::string text;
  for (auto const& step : found->steps) {
    text += step.text + "\n" + step.text_en + "\n";
  }
  EXPECT_THAT(text, testing::HasSubstr("IAQI = (100−50) ÷ (75−35) × (53−35) + 50 → 73"));
  EXPECT_THAT(text, testing::HasSubstr("适用 HJ 633-2012"));
  EXPECT_THAT(text, testing::HasSubstr("primary pollutant PM2.5"));
  EXPECT_THAT(found->basis, testing::Not(IsEmpty()));
  EXPECT_FALSE(court->explain(id, "aqi", "", observe::Period::hour, hour - 5h));
}

TEST_F(Stations, pollutants_with_the_same_index_are_primary_together) {
  auto const id = station();
  auto const hour = clock("2026-02-28 12:00");
  now = clock("2026-02-28 14:00");
  hour_of_air(id, hour, 115, 250);                   // both are the upper end of 101 to 150
  tick();
  auto const air = court->air(id, false, hour, hour + 1h);
  ASSERT_THAT(air, SizeIs(1));
  EXPECT_EQ(air[0].index.aqi, 150);
  EXPECT_THAT(air[0].index.primary, testing::UnorderedElementsAre("PM2.5", "PM10"));
}

TEST_F(Stations, the_same_air_is_another_day_on_either_side_of_the_date_border) {
  auto const id = station();
  auto const last_old = clock("2026-02-28 00:00"), first_new = clock("2026-03-01 00:00");
  for (int hour = 0; hour < 48; ++hour) {
    hour_of_air(id, last_old + hour * base::hour_length, 70, 140);
  }
  now = clock("2026-03-02 00:06");
  tick();
  auto const air = court->air(id, true, last_old, first_new + 24h);
  ASSERT_THAT(air, SizeIs(2));
  EXPECT_EQ(air[0].index.basis.at(0).standard, "HJ 633-2012");
  EXPECT_EQ(air[1].index.basis.at(0).standard, "HJ 633-2026");
  EXPECT_EQ(air[0].index.iaqi.at("PM2.5"), 94);      // (100−50) ÷ (75−35) × (70−35) + 50 = 93.75
  EXPECT_GT(air[1].index.iaqi.at("PM2.5"), 100);     // the day's limit is 60 now
  EXPECT_THAT(air[0].index.primary, ElementsAre("PM10"));
  EXPECT_EQ(air[0].index.aqi, 95);
}

TEST_F(Stations, a_day_is_explained_by_its_inputs_their_hours_and_the_newest_frame_of_each) {
  auto const id = station();
  auto const day = clock("2026-03-09 00:00");
  for (int hour = 0; hour < 24; ++hour) {
    hour_of_air(id, day + hour * base::hour_length, 60, 70);
  }
  now = clock("2026-03-10 00:06");
  tick();
  auto const found = court->explain(id, "aqi", "", observe::Period::day, day);
  ASSERT_TRUE(found);
  ASSERT_THAT(found->inputs, SizeIs(testing::Ge(6U)));
  EXPECT_EQ(found->inputs[0].factor, "a34004");
  EXPECT_EQ(found->inputs[0].hours, 24);
  EXPECT_EQ(found->inputs[0].frame.value, 24);
  EXPECT_EQ(found->verdict->result, "ok");
  // One of them opened: its hours, each with the frame it came in.
  auto const opened = court->explain(id, "a34004", "", observe::Period::day, day);
  ASSERT_TRUE(opened);
  ASSERT_THAT(opened->rows, SizeIs(24));
  EXPECT_EQ(opened->rows[7].at, day + 7h);
  EXPECT_EQ(opened->rows[7].value, 60);
  EXPECT_EQ(opened->rows[7].frame.value, 8);
  auto const hour = court->explain(id, "a34004", "", observe::Period::hour, day + 7h);
  ASSERT_TRUE(hour);
  ASSERT_THAT(hour->rows, SizeIs(1));
  EXPECT_EQ(hour->rows[0].frame.value, 8);
}

}  // namespace
}  // namespace judge_story
