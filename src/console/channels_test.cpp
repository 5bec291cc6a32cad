// What may be configured at a point, and which limits then hold.
#include "console/house_for_tests.hpp"

namespace console_story {
namespace {

class Channels : public House {
 protected:
  Answer put(std::string const& channels) { return send("PUT", "/points/" + id(boiler) + "/channels", channels); }
  static std::string one(std::string const& factor, std::string const& unit, std::string const& set) {
    return json::serialize(json::array{json::object{{"factor", factor}, {"unit", unit}, {"limit_set", set}}});
  }
  /// "field: how to mend it" of the only problem.
  std::string refusal(std::string const& channels) {
    auto const answer = put(channels);
    EXPECT_EQ(answer.status, 400) << channels;
    return answer.wrong_fields().size() == 1 ? answer.wrong_fields().at(0) + ": " + word(answer.value(), "mend") : answer.body();
  }
  std::vector<std::string> sets(json::value const& lines) {
    std::vector<std::string> out;
    for (auto const& one_line : lines.as_array()) {
      out.push_back(word(one_line, "set") + " " + word(one_line, "averaging"));
    }
    return out;
  }
};

TEST_F(Channels, that_would_never_be_judged_are_refused_with_the_field_and_what_to_write_instead) {
  EXPECT_THAT(refusal(one("a21026", "mg/m3", "GB13271-2014/x")), testing::StartsWith("channels[0].limit_set: use one of GB13271-2014/"));
  EXPECT_THAT(refusal(one("a21026", "mg/m3", "DB14-1929-2019/燃煤锅炉x")), HasSubstr("DB14-1929-2019/燃煤锅炉, "));
  EXPECT_THAT(refusal(one("a21026", "mg/m3", "nothing")), testing::StartsWith("channels[0].limit_set: use one of "));
  EXPECT_THAT(refusal(one("zzz", "mg/m3", "nothing")), HasSubstr("/api/v1/catalogue/limits"));
  EXPECT_THAT(refusal(one("zzz", "mg/m3", "DB14-1929-2019/燃煤锅炉")), testing::StartsWith("channels[0].factor: use a code of"));
  EXPECT_THAT(refusal(one("a05024", "mg/m3", "DB14-1929-2019/燃煤锅炉")), testing::StartsWith("channels[0].limit_set: leave it empty, or use one of GB3095-"));
  EXPECT_THAT(refusal(one("a21026", "℃", "DB14-1929-2019/燃煤锅炉")), testing::StartsWith("channels[0].unit: name the unit that the logger sends, mg/m³"));
  auto const several = put(R"([{"factor":"a21026","unit":"mg/m3"},{"factor":"zzz","unit":"mg/m3","limit_set":"GB13271-2014/x"},
                               {"factor":"a21002","unit":"furlong","limit_set":"DB14-1929-2019/燃煤锅炉"}])");
  EXPECT_THAT(several.wrong_fields(), testing::UnorderedElementsAre("channels[1].limit_set", "channels[2].unit"));
  EXPECT_EQ(registry.channels(boiler).at(0).limit_set, "GB13271-2014/新建锅炉-燃气锅炉") << "nothing of it was stored";
}

TEST_F(Channels, without_a_limit_set_hold_any_factor_and_units_that_convert_are_fine) {
  EXPECT_EQ(put(one("zzz", "mg/m3", "")).status, 200);
  EXPECT_EQ(put(one("a21026", "ug/m3", "DB14-1929-2019/燃煤锅炉")).status, 200);
}

TEST_F(Channels, that_stand_as_they_stood_do_not_hinder_the_change_of_another_one) {
  registry.put({{.factor = "a01012", .unit = base::parse_unit("℃").value(), .limit_set = "DB14-1929-2019/燃煤锅炉"}}, boiler, "boss", now).value();
  auto const both = R"([{"factor":"a01012","unit":"℃","limit_set":"DB14-1929-2019/燃煤锅炉","required":false},
                        {"factor":"a21026","unit":"mg/m3","limit_set":"DB14-1929-2019/燃煤锅炉"}])";
  EXPECT_EQ(put(both).status, 200);
  EXPECT_EQ(registry.channels(boiler).size(), 2U);
}

TEST_F(Channels, are_shown_with_the_limits_of_the_edition_that_holds_on_the_day) {
  auto const air = point("SIM-A-2", "模拟二站", points::Kind::air_station, "", {"a34004"}, "GB3095-2012/二级", "ug/m3");
  auto const before = sets(get("/points/" + id(air)).value().at("limits"));
  EXPECT_THAT(before, Contains(HasSubstr("day")));
  now = clock("2026-05-01 08:00");
  auto const today = sets(get("/points/" + id(air)).value().at("limits"));
  EXPECT_THAT(today, Not(IsEmpty()));
  EXPECT_THAT(today, Each(HasSubstr("GB3095-2026/二级")));
  auto const lines = [&](std::string const& range) {
    return sets(get("/points/" + id(air) + "/chart?factor=a34004&" + range).value().at("limits"));
  };
  EXPECT_EQ(lines("from=2026-04-30T00:00&to=2026-05-01T00:00"), today);
  auto const edge = catalogue().edition("GB3095-2026")->effective_from;
  auto const first = base::format(edge);
  EXPECT_THAT(lines("from=2025-01-01&to=" + first), AllOf(Not(IsEmpty()), Each(HasSubstr("GB3095-2012/"))));
  EXPECT_THAT(lines("from=2025-01-01&to=" + first + "T00:00:01"), AllOf(Not(IsEmpty()), Each(HasSubstr("GB3095-2026/"))));
}

}  // namespace
}  // namespace console_story
