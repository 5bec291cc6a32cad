// Heavy pollution levels before and after 2024, and their message in CAP 1.2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "atmosphere/atmosphere.hpp"

namespace {

using atmosphere::AlertDay, base::Day;

std::vector<atmosphere::AlertStep> walk(Day from, std::vector<int> const& aqi, bool forecast) {
  std::vector<AlertDay> days;
  for (std::size_t i = 0; i < aqi.size(); ++i) {
    days.push_back({Day{from.number + static_cast<int>(i)}, aqi[i], forecast});
  }
  return atmosphere::alert_levels(catalogue(), days).value();
}
std::vector<std::string> told(std::vector<atmosphere::AlertStep> const& steps) {
  std::vector<std::string> words;
  for (auto const& step : steps) {
    words.push_back(step.move + (step.rank > 0 ? ":" + step.name_en : ""));
  }
  return words;
}
using testing::ElementsAre;
Day const old_days = base::day_of(2020, 1, 10), new_days = base::day_of(2025, 1, 10);

TEST(Alert, of_one_bad_day_is_yellow_since_2024_and_was_blue) {
  EXPECT_THAT(told(walk(new_days, {210}, true)), ElementsAre("start:yellow"));
  EXPECT_THAT(told(walk(old_days, {210}, true)), ElementsAre("start:blue"));
  EXPECT_THAT(told(walk(new_days, {200, 150}, true)), ElementsAre("", ""));
  EXPECT_THAT(told(walk(new_days, {160, 155}, true)), ElementsAre("start:yellow", "hold:yellow"));
}

TEST(Alert, forecast_starts_at_the_strictest_level_of_the_process) {
  EXPECT_THAT(told(walk(new_days, {210, 310, 250, 90, 80}, true)), ElementsAre("start:red", "hold:red", "hold:red", "lift", ""));
  EXPECT_THAT(told(walk(old_days, {210, 310, 250, 90, 80}, true)), ElementsAre("start:orange", "hold:orange", "hold:orange", "lift", ""));
}

TEST(Alert, measured_days_raise_it_and_two_clear_days_lift_it) {
  EXPECT_THAT(told(walk(new_days, {210, 220, 310, 90, 80, 70}, false)),
              ElementsAre("start:yellow", "raise:orange", "raise:red", "hold:red", "lift", ""));
}

TEST(Alert, two_episodes_without_clearance_are_one) {
  // One day below: 36 hours have not passed.
  EXPECT_THAT(told(walk(new_days, {210, 100, 210, 100, 90}, true)), ElementsAre("start:yellow", "hold:yellow", "hold:yellow", "lift", ""));
  EXPECT_THAT(told(walk(new_days, {210, 100, 90, 210}, true)), ElementsAre("start:yellow", "lift", "", "start:yellow"));
  // The stricter one rules from the start.
  EXPECT_THAT(told(walk(new_days, {210, 100, 210, 220, 90, 80}, true)),
              ElementsAre("start:orange", "hold:orange", "hold:orange", "hold:orange", "lift", ""));
}

TEST(Alert, falls_to_the_level_that_is_left) {
  EXPECT_THAT(told(walk(new_days, {210, 310, 220, 160, 155, 90, 90}, false)),
              ElementsAre("start:yellow", "raise:orange", "raise:red", "hold:red", "lower:orange", "hold:orange", "lift"));
}

TEST(Alert, is_not_lowered_below_what_the_same_process_still_asks_for) {
  EXPECT_THAT(told(walk(old_days, {500, 400, 40, 201, 301, 201, 90, 80}, true)),
              ElementsAre("start:red", "lower:orange", "hold:orange", "hold:orange", "hold:orange", "hold:orange", "lift", ""))
      << "one clear day lies between: orange is ahead, so it does not fall to the yellow of the day";
}

TEST(Alert, a_missing_day_lifts_nothing) {
  std::vector<AlertDay> const days{{new_days, 210}, {Day{new_days.number + 1}, 90}, {Day{new_days.number + 3}, 80}, {Day{new_days.number + 4}, 80}};
  EXPECT_THAT(told(atmosphere::alert_levels(catalogue(), days).value()), ElementsAre("start:yellow", "hold:yellow", "hold:yellow", "lift"));
}

TEST(Alert, in_force_on_the_day_the_rules_change_is_judged_by_the_new_ones_from_then_on) {
  // 2024-01-16 is the last day of the old rules, which call one day above 200 blue.
  auto const steps = walk(base::day_of(2024, 1, 15), {210, 160, 155, 152, 90, 80}, false);
  EXPECT_THAT(told(steps), ElementsAre("start:blue", "hold:blue", "raise:orange", "hold:orange", "hold:orange", "lift"))
      << "three days above 150 are orange since 2024";
  EXPECT_EQ(steps[1].edition, "HBDQH2018-875");
  EXPECT_EQ(steps[2].edition, "HDQ2024-6");
}

TEST(Alert, while_one_is_in_force_a_forecast_raises_it_and_a_milder_one_does_not_lower_it_at_once) {
  Day const third{new_days.number + 2};
  auto const ahead = [&](int first, std::vector<int> const& aqi) {
    std::vector<AlertDay> days;
    for (std::size_t i = 0; i < aqi.size(); ++i) {
      days.push_back({Day{new_days.number + first + static_cast<int>(i)}, aqi[i], true});
    }
    return days;
  };
  atmosphere::AlertOutlooks const outlooks{{new_days, ahead(1, {90, 90})},                                     // yellow today, clean tomorrow
                                           {Day{new_days.number + 1}, ahead(2, {220, 230, 240, 310})},         // now red is ahead
                                           {third, ahead(3, {160, 90, 90})}};                                  // now it is not
  auto const steps = atmosphere::alert_levels(catalogue(), {{new_days, 210}, {Day{new_days.number + 1}, 140}, {third, 180}}, outlooks).value();
  EXPECT_THAT(told(steps), ElementsAre("start:yellow", "raise:red", "lower:yellow"));
  EXPECT_EQ(steps[1].since, steps[1].day);
}

TEST(Alert, without_its_hold_time_or_a_number_of_a_level_on_file_is_not_judged) {
  auto const judged_with = [&](std::string const& from, std::string const& to) {
    auto const other = catalogue_with("standards/HDQ2024-6/parameters.tsv", from, to);
    EXPECT_TRUE(other);
    auto const steps = atmosphere::alert_levels(*other, {{new_days, 210}});
    return steps ? std::string("judged") : steps.error().code + ": " + steps.error().detail;
  };
  EXPECT_THAT(judged_with("预警管理\t解除\thours\t36\t\th\t\t\t解除\trecalled", "预警管理\t解除\thours\t\t\th\t\t\t解除\tto_file"), testing::HasSubstr("解除 hours"));
  EXPECT_THAT(judged_with("红色\ta2.above\t300\t\tAQI\t\t\t分级\trecalled", "红色\ta2.above\t\t\tAQI\t\t\t分级\tto_file"),
              testing::HasSubstr("cannot_judge: 数值未取得 / not on file: 红色 a2.above")) << "red would ask for less";
}

TEST(Alert, of_ten_years_of_forecasts_is_walked_and_more_is_refused) {
  std::vector<AlertDay> days;
  for (int i = 0; i < 4'000; ++i) {
    days.push_back({Day{new_days.number + i}, 160, true});
  }
  EXPECT_EQ(atmosphere::alert_levels(catalogue(), days).value().back().name_en, "orange");
  days.push_back({Day{new_days.number + 4'000}, 160, true});
  EXPECT_EQ(atmosphere::alert_levels(catalogue(), days).error().code, "cannot_judge");
}

TEST(Alert, refuses_what_it_cannot_judge) {
  EXPECT_EQ(atmosphere::alert_levels(catalogue(), {}).error().code, "cannot_judge");
  EXPECT_EQ(atmosphere::alert_levels(catalogue(), {{new_days, 501}}).error().code, "cannot_judge");
  EXPECT_EQ(atmosphere::alert_levels(catalogue(), {{base::day_of(2014, 1, 1), 400}}).error().code, "cannot_judge");
  EXPECT_EQ(atmosphere::alert_levels(catalogue(), {{new_days, 210}, {new_days, 220}}).error().code, "cannot_judge");
}

RC_GTEST_PROP(Alert, is_never_lifted_before_its_hold_time_and_never_begins_in_clean_air, ()) {
  auto const aqi = *rc::gen::container<std::vector<int>>(*rc::gen::inRange<std::size_t>(1, 40), rc::gen::element(40, 120, 151, 160, 201, 250, 301, 400, 500));
  auto const from = *rc::gen::element(old_days, new_days);
  auto const steps = walk(from, aqi, *rc::gen::arbitrary<bool>());
  RC_ASSERT(steps.size() == aqi.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    bool const moved = steps[i].move == "start" || steps[i].move == "raise";
    RC_ASSERT(!moved || aqi[i] > 150);
    RC_ASSERT(steps[i].rank > 0 || aqi[i] <= 200);          // one day above 200 is a level in both packs
    RC_ASSERT(steps[i].move != "lift" || aqi[i] <= 200);
    RC_ASSERT((steps[i].rank > 0) == !steps[i].name.empty());
  }
}

RC_GTEST_PROP(Cap, never_writes_what_xml_cannot_hold, ()) {
  atmosphere::AlertMessage made;
  made.identifier = "a";
  made.sender = "b";
  auto const text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  made.infos = {{"zh-CN", "x", "", text, "", "", "y"}};
  auto const xml = atmosphere::cap_xml(made);
  RC_ASSERT(bool(xml));
  for (char const c : *xml) {
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
  }
  auto const head = xml->find("<headline>");
  if (head != std::string::npos) {
    auto const inside = xml->substr(head + 10, xml->find("</headline>") - head - 10);
    RC_ASSERT(inside.find('<') == std::string::npos);
  }
}

atmosphere::AlertMessage message() {
  atmosphere::AlertMessage made;
  made.identifier = "140215-20251126-1";
  made.sender = "yunzhou.example";
  made.sent = base::from_beijing({2025, 11, 26, 18, 0});
  made.effective = made.sent;
  made.expires = made.sent + std::chrono::hours(72);
  made.infos = {{"zh-CN", "重污染天气黄色预警", "示例单位", "重污染天气黄色预警", "预计 AQI>200 & 持续", "减少户外活动", "云州区"},
                {"en-US", "Heavy air pollution alert, yellow", "Example office", "Yellow alert", "AQI above 200", "Stay indoors", "Yunzhou District"}};
  made.polygon = {{113.4, 39.9}, {113.8, 39.9}, {113.8, 40.2}, {113.4, 39.9}};
  made.geocodes = {{"AdministrativeDivision", "140215"}};
  return made;
}

TEST(Cap, has_its_elements_in_the_order_of_the_schema) {
  auto const xml = atmosphere::cap_xml(message()).value();
  std::size_t at = 0;
  for (auto const* element : {"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">", "<identifier>140215-20251126-1<", "<sender>", "<sent>2025-11-26T18:00:00+08:00<",
                              "<status>Actual<", "<msgType>Alert<", "<scope>Public<", "<info>", "<language>zh-CN<", "<category>Env<", "<event>", "<responseType>",
                              "<urgency>", "<severity>", "<certainty>", "<effective>", "<expires>", "<senderName>", "<headline>", "<description>预计 AQI&gt;200 &amp; 持续<",
                              "<instruction>", "<area>", "<areaDesc>云州区<", "<polygon>39.9,113.4 39.9,113.8 40.2,113.8 39.9,113.4<", "<geocode>",
                              "<valueName>AdministrativeDivision<", "<value>140215<", "</area>", "</info>", "<language>en-US<", "</alert>"}) {
    auto const found = xml.find(element, at);
    ASSERT_NE(found, std::string::npos) << element << "\n" << xml;
    at = found;
  }
}

TEST(Cap, refuses_what_the_schema_and_its_rules_refuse) {
  auto const where = [](auto&& change) {
    auto made = message();
    change(made);
    auto const xml = atmosphere::cap_xml(made);
    return xml ? std::string("taken") : xml.error().where;
  };
  EXPECT_EQ(where([](auto& m) { m.identifier = "a b"; }), "identifier");
  EXPECT_EQ(where([](auto& m) { m.sender.clear(); }), "sender");
  EXPECT_EQ(where([](auto& m) { m.status = "Real"; }), "status");
  EXPECT_EQ(where([](auto& m) { m.severity = "Red"; }), "severity");
  EXPECT_EQ(where([](auto& m) { m.type = "Update"; }), "references");
  EXPECT_EQ(where([](auto& m) { m.type = "Cancel"; m.references = {"yunzhou.example,140215-1,2025-11-26T18:00:00+08:00"}; }), "taken");
  EXPECT_EQ(where([](auto& m) { m.scope = "Restricted"; }), "restriction");
  EXPECT_EQ(where([](auto& m) { m.status = "Exercise"; }), "note");
  EXPECT_EQ(where([](auto& m) { m.status = "Exercise"; m.note = "演练 / exercise"; }), "taken");
  EXPECT_EQ(where([](auto& m) { m.expires = m.sent; }), "expires");
  EXPECT_EQ(where([](auto& m) { m.polygon.pop_back(); }), "polygon");
  EXPECT_EQ(where([](auto& m) { m.infos.clear(); }), "info");
  EXPECT_EQ(where([](auto& m) { m.infos[0].area.clear(); }), "areaDesc");
}

TEST(Cap, takes_its_words_from_the_level) {
  auto const step = walk(new_days, {210}, true).front();
  auto made = message();
  atmosphere::set_level(made, catalogue(), step, true);
  EXPECT_EQ(made.severity, "Moderate");
  EXPECT_EQ(made.urgency, "Expected");
  EXPECT_EQ(made.certainty, "Likely");
  EXPECT_EQ(step.rule, "日AQI>200持续24小时，或日AQI>150持续48小时");
  atmosphere::set_level(made, catalogue(), {.day = new_days}, false);
  EXPECT_EQ(made.response, "AllClear");
  EXPECT_TRUE(bool(atmosphere::cap_xml(made)));
}

}  // namespace
