// Late and corrected data, from the frame to the year: what was said stays, what is true now stands.
#include <fstream>
#include <functional>
#include <sstream>

#include <boost/json.hpp>

#include "evaluate/world_for_tests.hpp"
#include "sql/postgres_for_tests.hpp"

namespace {

using namespace evaluate_story;
using testing::Contains, testing::Ge, testing::HasSubstr, testing::SizeIs;

class LateData : public World {
 protected:
  std::vector<std::string> factors = [] {
    std::vector<std::string> all;
    for (auto const pollutant : atmosphere::pollutants) {
      all.emplace_back(judge::factor_of(pollutant));
    }
    return all;
  }();
  PointId station{};
  std::string object;

  void SetUp() override {
    now = clock("2026-04-02 12:00");
    points::Point made;
    made.code = "SIM-LATE";
    made.name = "模拟站";
    made.kind = points::Kind::air_station;
    made.area = "140215";
    made.origin = "simulated";
    station = registry.put(made, "test", now).value().id;
    object = "point/" + std::to_string(station.value);
    std::vector<points::Channel> channels;
    for (auto const& factor : factors) {
      points::Channel channel;
      channel.point = station;
      channel.factor = factor;
      channel.unit = base::parse_unit(factor == judge::factor_of("CO") ? "mg/m3" : "ug/m3").value();
      channels.push_back(channel);
    }
    ASSERT_TRUE(registry.put(channels, station, "test", now));
  }
  void hour(Time at, double value) {
    std::vector<Datum> data;
    for (auto const& factor : factors) {
      data.push_back({factor, factor == judge::factor_of("CO") ? value / 100 : value, 'N', observe::Kind::hour, ""});
    }
    send(station, at, data);
  }
  void march(Day last) {
    for (auto on = day("2026-03-01"); on <= last; ++on.number) {
      for (int h = 0; h < 24; ++h) {
        hour(base::start_of(on) + h * base::hour_length, 30 + on.number % 7);
      }
    }
    tick();
    tick();
  }
  Desk& opened() {
    return open_desk([this](Desk& to) {
      evaluate::add_air(to, parts);
      add_openers(to, parts);
    });
  }
  std::size_t answers(std::string const& kind, std::string const& of, std::string const& span) const { return figures.history(kind, of, span).size(); }
};

TEST_F(LateData, hours_that_come_weeks_later_change_verdict_day_month_quarter_year_and_district_and_the_old_answers_stay) {
  march(day("2026-03-31"));
  opened();
  work();
  auto const day_before = value("air_day", object, "2026-03-10"), month_before = value("air_period", object, "2026-03");
  ASSERT_NE(month_before, "none");
  now = now + 1h;
  for (int h = 0; h < 12; ++h) {
    hour(clock("2026-03-10 00:00") + h * base::hour_length, 400);   // the logger sends what it had kept
  }
  tick();
  tick();
  work();
  EXPECT_THAT(kept.history(station, "aqi", "day", clock("2026-03-10 00:00")), SizeIs(2)) << "the verdict of the day is revised";
  EXPECT_NE(value("air_day", object, "2026-03-10"), day_before);
  EXPECT_NE(value("air_period", object, "2026-03"), month_before);
  for (auto const& of : {object, std::string("area/140215")}) {
    EXPECT_EQ(answers("air_day", of, "2026-03-10"), 2U) << of;
    for (auto const* span : {"2026-03", "2026-Q1", "2026", "2025-heating"}) {
      auto const history = figures.history("air_period", of, span);
      ASSERT_THAT(history, SizeIs(2)) << of << " " << span;
      EXPECT_EQ(history[0].computed_at, now - 1h);
      EXPECT_EQ(history[0].superseded_at, now) << "until when it stood";
      EXPECT_FALSE(history[1].digest.empty());
    }
    EXPECT_EQ(answers("air_day", of, "2026-03-11"), 1U) << "another day is left alone";
  }
}

TEST_F(LateData, the_same_rows_again_change_nothing) {
  march(day("2026-03-05"));
  opened();
  work();
  now = now + 1h;
  march(day("2026-03-05"));
  work();
  EXPECT_EQ(answers("air_day", object, "2026-03-03"), 1U);
  EXPECT_EQ(answers("air_period", object, "2026-03"), 1U);
}

TEST_F(LateData, a_year_opens_down_to_the_frame_for_the_bureau_and_to_the_hour_for_everybody) {
  march(day("2026-03-05"));
  opened();
  work();
  // One way down: the first reference below that was not opened before.
  std::function<std::string(assess::Why const&, std::string const&)> const first_ref = [&](assess::Why const& node, std::string const& opened) -> std::string {
    for (auto const& below : node.from) {
      auto const ref = below.ref.empty() || opened.find(below.ref + "\n") != std::string::npos ? first_ref(below, opened) : below.ref;
      if (!ref.empty()) {
        return ref;
      }
    }
    return {};
  };
  auto const way_down = [&](identity::Person const& who) {
    std::string opened, ref = "air_period/" + object + "/2026-03";
    for (int steps = 0; steps < 8 && !ref.empty(); ++steps) {
      opened += ref + "\n";
      auto const why = desk->why(who, ref);
      ref = why ? first_ref(*why, opened) : "";
    }
    return opened;
  };
  auto const of_monitor = way_down(monitor);
  EXPECT_THAT(of_monitor, HasSubstr("verdict/aqi/" + std::to_string(station.value) + "/day/2026-03-0"));
  EXPECT_THAT(of_monitor, HasSubstr("/hour/2026-03-0"));
  EXPECT_THAT(of_monitor, HasSubstr("frame/"));
  auto const of_visitor = way_down(visitor);
  EXPECT_THAT(of_visitor, HasSubstr("/hour/2026-03-0"));
  EXPECT_THAT(of_visitor, testing::Not(HasSubstr("frame/")));
  auto const all = desk->why_deep(visitor, "verdict/aqi/" + std::to_string(station.value) + "/day/2026-03-01", 4, 300);
  ASSERT_TRUE(all);
  EXPECT_THAT(assess::to_json(*all), testing::Not(HasSubstr("frame/")));
}

TEST_F(LateData, computed_twice_and_on_two_databases_every_figure_has_the_same_bytes) {
  march(day("2026-03-12"));
  opened();
  work();
  auto const bytes = [](figures::Store const& from) {
    std::map<std::string, std::string> all;
    for (auto const& f : from.find({.kinds = {}, .objects = {}, .span_form = {}, .from = {}, .to = {}, .result = {}, .most = 10'000})) {
      all[f.kind + " " + f.object + " " + f.span] = f.result + f.value + f.edition + f.digest + f.detail + f.why + (f.number ? base::format_number(*f.number) : "");
    }
    return all;
  };
  auto const first = bytes(figures);
  EXPECT_THAT(first, SizeIs(Ge(30U)));
  auto const other_db = sql::for_tests::Postgres::open();
  figures::Store other(*other_db);
  evaluate::Parts const other_parts{catalogue(), registry, store, kept, books.registry, other, *court};
  Desk again(other_parts);
  evaluate::add_air(again, other_parts);
  while (again.step(now)) {
  }
  EXPECT_EQ(bytes(other), first);
}

/// The catalogue with a text of one file replaced.
std::shared_ptr<catalog::Catalog const> corrected(std::string const& path, std::string const& from, std::string const& to) {
  std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
  std::vector<catalog::File> files;
  bool replaced = false;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      files.push_back({entry.path().lexically_relative(root).string(), std::move(text).str()});
      auto const at = files.back().path == path ? files.back().text.find(from) : std::string::npos;
      if (at != std::string::npos) {
        files.back().text.replace(at, from.size(), to);
        replaced = true;
      }
    }
  }
  EXPECT_TRUE(replaced) << path;
  return catalog::Catalog::load(files).value();
}

TEST_F(LateData, a_corrected_row_of_an_edition_that_a_figure_used_judges_it_again_and_the_old_answer_stays) {
  march(day("2026-03-31"));
  auto const judged_by = [&](catalog::Catalog const& rules) {
    evaluate::Parts const with{rules, registry, store, kept, books.registry, figures, *court};
    Desk again(with);
    evaluate::add_air(again, with);
    while (again.step(now)) {
    }
  };
  judged_by(catalogue());
  auto const before = figures.in_force("air_period", object, "2026-03").value();
  now = now + 1h;
  judged_by(*corrected("standards/GB3838-2002/classes-table1-rivers.tsv", "read", "recalled"));
  EXPECT_EQ(answers("air_period", object, "2026-03"), 1U) << "rules of water are none of its";
  // The limit of a year of fine dust stands in GB 3095; the figure names HJ 663.
  judged_by(*corrected("standards/GB3095-2026/limits-table1.tsv", "\tyear\tat_most\t\t30\t", "\tyear\tat_most\t\t28\t"));
  judged_by(*corrected("standards/GB3095-2012/limits-table1.tsv", "\tyear\tat_most\t\t35\t", "\tyear\tat_most\t\t28\t"));
  auto const history = figures.history("air_period", object, "2026-03");
  ASSERT_THAT(history, SizeIs(Ge(2)));
  EXPECT_EQ(history.front().digest, before.digest);
  EXPECT_EQ(history.front().value, before.value) << "the old answer stays";
  EXPECT_EQ(history.front().superseded_at, now);
  EXPECT_EQ(history.front().edition, history[1].edition) << "of the same edition of HJ 663 …";
  EXPECT_NE(history.front().digest, history[1].digest) << "… but not by the same rules";
}

}  // namespace
