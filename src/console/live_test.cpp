// Live events and counters.
#include "console/events.hpp"
#include "console/house_for_tests.hpp"

namespace console_story {
namespace {

class Live : public House {
 protected:
  struct Screen {
    std::shared_ptr<http::Stream> stream;
    std::string news() { return stream->next().value_or("over"); }
  };
  Screen open(std::string const& login) {
    auto const answer = get("/events", login);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.response.content_type, "text/event-stream; charset=utf-8");
    Screen screen{answer.response.stream};
    EXPECT_EQ(screen.news(), ": welcome\n\n");
    EXPECT_EQ(screen.news(), "") << "nothing more for now";
    return screen;
  }
  static std::vector<std::string> events_in(std::string const& text) {
    std::vector<std::string> names;
    for (auto const line : base::split(text, '\n')) {
      if (line.starts_with("event: ")) {
        names.emplace_back(line.substr(7));
      }
    }
    return names;
  }
  static json::value data_of(std::string const& text, std::string const& event) {
    auto const at = text.find("event: " + event + "\ndata: ");
    EXPECT_NE(at, std::string::npos) << text;
    auto const from = at + event.size() + 14;
    return parsed(text.substr(from, text.find('\n', from) - from));
  }
  double metric(std::string const& name) {
    auto const told = metrics();
    auto const found = told.contains(name) ? told.find(name) : told.find(name + "_total");
    EXPECT_NE(found, told.end()) << name << " is missing";
    return found == told.end() ? -1 : found->second;
  }
  /// By name without "biyun_". Checks the format on the way: HELP, TYPE, one sample; counters and they alone end in _total.
  std::map<std::string, double> metrics() {
    std::map<std::string, double> out;
    auto const body = ask({.target = "/metrics", .body = ""}, {}).body();
    EXPECT_TRUE(body.ends_with("\n"));
    auto const lines = base::split(std::string_view(body).substr(0, body.size() - 1), '\n');
    EXPECT_EQ(lines.size() % 3, 0U);
    for (std::size_t i = 0; i + 2 < lines.size(); i += 3) {
      auto const words = base::split(lines[i + 2], ' ');
      std::string const name(words.at(0));
      EXPECT_THAT(name, testing::MatchesRegex("biyun_[a-z][a-z0-9_]*"));
      EXPECT_TRUE(lines[i].starts_with("# HELP " + name + " ") && lines[i].ends_with(".")) << lines[i];
      EXPECT_EQ(lines[i + 1], "# TYPE " + name + (name.ends_with("_total") ? " counter" : " gauge"));
      EXPECT_TRUE(out.emplace(name.substr(6), base::parse_number(words.at(1)).value()).second) << name << " is there twice";
      EXPECT_EQ(words.size(), 2U);
    }
    return out;
  }
};

TEST_F(Live, a_screen_is_told_values_alarms_and_figures_as_they_come) {
  auto screen = open("patrol");
  line.feed(upload(boiler_mn, "gate-key-1", "a21026-Rtd=12.5,a21026-Flag=N"), now);
  settle();
  auto const told = screen.news();
  EXPECT_THAT(told, HasSubstr(R"("value":12.5,)")) << "as people write it";
  auto const values = data_of(told, "values");
  EXPECT_EQ(values.at("point").as_int64(), boiler.value);
  EXPECT_EQ(json::serialize(values.at("rows")),
            R"([{"factor":"a21026","variant":"","kind":"realtime","at":"2026-03-10T08:00:00+08:00","value":1.25E1,"flag":"N"}])");
  now = now + 1min;
  live_hour();
  auto const text = screen.news();
  EXPECT_THAT(events_in(text), Contains("alarm"));
  EXPECT_EQ(word(data_of(text, "alarm"), "kind"), "exceedance");
  console.tick(now);
  auto const ticked = screen.news();
  EXPECT_THAT(events_in(ticked), ElementsAre("figures"));
  EXPECT_EQ(data_of(ticked, "figures").at("points_total").as_int64(), 3);
  EXPECT_THAT(ticked, HasSubstr(": still here\n\n"));
}

TEST_F(Live, several_rows_of_a_batch_are_one_message_a_point_with_the_newest_of_each_series) {
  auto screen = open("patrol");
  for (int i = 0; i < 3; ++i) {
    line.feed(upload(boiler_mn, "gate-key-1", "a21026-Rtd=1" + std::to_string(i) + ",a21026-Flag=N"), now);
    now = now + 1min;
  }
  settle();
  auto const text = screen.news();
  EXPECT_THAT(events_in(text), ElementsAre("values"));
  auto const rows = data_of(text, "values").at("rows").as_array();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows.at(0).at("value").to_number<double>(), 12);
}

TEST_F(Live, an_enterprise_hears_of_its_own_points_and_stations_a_guest_of_stations_and_never_of_alarms) {
  auto works = open("works"), guest = open("public"), boss = open("boss");
  live_hour();
  console.tick(now);
  auto const heard = [](std::string const& text) {
    std::set<std::int64_t> points;
    for (auto const one : base::split(text, '\n')) {
      if (one.starts_with("data: {\"point\":")) {
        points.insert(parsed(std::string(one.substr(6))).at("point").as_int64());
      }
    }
    return points;
  };
  auto const by_works = works.news(), by_guest = guest.news(), by_boss = boss.news();
  EXPECT_EQ(heard(by_works), (std::set<std::int64_t>{boiler.value, station.value}));
  EXPECT_EQ(heard(by_guest), std::set<std::int64_t>{station.value});
  EXPECT_EQ(heard(by_boss), (std::set<std::int64_t>{boiler.value, other.value, station.value}));
  EXPECT_EQ(data_of(by_works, "alarm").at("point").as_int64(), boiler.value);
  EXPECT_THAT(by_works, Not(HasSubstr("乙厂")));
  EXPECT_THAT(events_in(by_guest), Not(Contains("alarm")));
  EXPECT_EQ(data_of(by_works, "figures").at("points_total").as_int64(), 2);
  EXPECT_EQ(data_of(by_boss, "figures").at("points_total").as_int64(), 3);
  for (auto const& text : {by_works, by_guest, by_boss}) {
    EXPECT_THAT(text, HasSubstr(": still here")) << "everybody's connection is kept open";
  }
}

TEST_F(Live, an_alarm_that_somebody_acknowledges_is_news_to_the_others) {
  live_hour();
  auto screen = open("centre");
  auto const alarm = std::to_string(verdicts.alarms({.points = {boiler}}).at(0).id.value);
  send("POST", "/alarms/" + alarm + "/acknowledge", R"({"note":"去看"})", "patrol");
  EXPECT_EQ(word(data_of(screen.news(), "alarm"), "state"), "acknowledged");
}

TEST_F(Live, a_stream_ends_with_its_session_and_does_not_keep_it_alive) {
  auto screen = open("works"), other_screen = open("patrol");
  now = now + 1h;
  console.tick(now);
  EXPECT_THAT(screen.news(), HasSubstr("still here"));
  people.change([&] { auto person = *people.find("works"); person.active = false; return person; }(), "boss", now).value();
  now = now + 15s;
  console.tick(now);
  EXPECT_EQ(screen.stream->next(), std::nullopt);
  EXPECT_THAT(other_screen.news(), HasSubstr("still here"));
  now = now + 2h;
  console.tick(now);
  EXPECT_EQ(other_screen.stream->next(), std::nullopt) << "two hours without a request: listening is no use of a session";
}

TEST_F(Live, a_stream_ends_at_once_with_a_log_out_a_new_password_and_an_account_that_is_closed) {
  auto const over = [](Screen& screen) { return screen.news() == "over"; };
  auto patrol = open("patrol"), works = open("works"), guest = open("public");
  EXPECT_EQ(ask({"DELETE", "/api/v1/session", ""}, kept_badge("patrol")).status, 204);
  EXPECT_TRUE(over(patrol));
  EXPECT_FALSE(over(works));
  EXPECT_EQ(send("POST", "/session/password", R"({"old":"correct horse","new":"battery staple"})", "works").status, 204);
  EXPECT_TRUE(over(works));
  EXPECT_EQ(send("PUT", "/people/" + std::to_string(people.find("public")->id.value), R"({"active":false})").status, 200);
  EXPECT_TRUE(over(guest));
  auto centre = open("centre");
  EXPECT_EQ(send("POST", "/people/" + std::to_string(people.find("centre")->id.value) + "/password", R"({"password":"battery staple"})").status, 204);
  EXPECT_TRUE(over(centre));
}

TEST_F(Live, a_screen_that_lags_behind_is_told_that_it_lost_something) {
  console::EventHub hub(3, 2);
  auto const stream = hub.listen("token", {.role = identity::Role::monitor});
  int woken = 0;
  stream->on_wake([&woken] { ++woken; });
  for (int i = 0; i < 5; ++i) {
    hub.send("values", std::to_string(i), [](auto const&) { return true; });
  }
  EXPECT_EQ(woken, 5);
  EXPECT_EQ(*stream->next(), "event: lost\ndata: {}\n\nevent: values\ndata: 2\n\nevent: values\ndata: 3\n\nevent: values\ndata: 4\n\n");
  EXPECT_EQ(*stream->next(), "");
  EXPECT_EQ(hub.counts().lost, 3U);   // the welcome too
  auto second = hub.listen("token", {});
  EXPECT_EQ(hub.listen("token", {}), nullptr) << "only so many may listen";
  EXPECT_EQ(hub.counts().refused, 1U);
  second.reset();
  EXPECT_NE(hub.listen("token", {}), nullptr) << "one that went makes room";
}

TEST_F(Live, metrics_tell_sizes_and_every_refusal_by_its_kind) {
  live_hour();
  strangers_and_mistakes();
  get("/nothing");
  get("/points", "");
  get("/people", "public");
  send("POST", "/points", "{}");
  EXPECT_EQ(metric("ingest_frames"), 182);
  EXPECT_EQ(metric("ingest_crc_wrong"), 1);
  EXPECT_EQ(metric("ingest_unknown_logger"), 1);
  EXPECT_GT(metric("ingest_noise_bytes"), 0);
  EXPECT_EQ(metric("evidence_frames"), double(log.last().value));
  EXPECT_EQ(metric("observe_rows"), 60 + 60 + 300);
  EXPECT_EQ(metric("observe_behind_frames"), 0);
  EXPECT_EQ(metric("points_dropped_seen"), 0);
  EXPECT_EQ(metric("points_dropped_faults"), 0);
  EXPECT_EQ(metric("gate_refused_400"), 1);
  EXPECT_EQ(metric("gate_refused_401"), 1);
  EXPECT_EQ(metric("gate_refused_403"), 1);
  EXPECT_EQ(metric("gate_refused_404"), 1);
  EXPECT_EQ(metric("gate_refused_429"), 0);
  EXPECT_EQ(metric("console_listeners"), 0);
  EXPECT_EQ(metric("net_http_open"), 3) << "what the floors below count is there too";
  auto const told = metrics();
  for (auto const* gauge : {"net_http_open", "evidence_raw_bytes", "observe_rows", "observe_behind_frames", "console_listeners"}) {
    EXPECT_TRUE(told.contains(gauge)) << gauge;
  }
  for (auto const* counter : {"ingest_frames_total", "gate_refused_400_total", "console_listeners_refused_total", "points_dropped_seen_total"}) {
    EXPECT_TRUE(told.contains(counter)) << counter;
  }
  registry.note_seen(std::vector<points::Seen>(1, {.mn = "X"}));
  std::vector<points::Seen> flood;
  for (std::size_t i = 0; i < points::Registry::seen_max + 5; ++i) {
    flood.push_back({.mn = "FLOOD" + std::to_string(i), .last_at = now});
  }
  registry.note_seen(flood);
  EXPECT_GT(metric("points_dropped_seen"), 0);
}

TEST_F(Live, todays_transmission_counts_what_never_came_and_frames_begin_anew_at_midnight) {
  live_hour();
  now = clock("2026-03-10 09:30");
  console.tick(now);
  console.tick(now);
  auto const today = get("/overview").value().at("figures");
  // 7 channels × 570 minutes since midnight were due; 7 × 60 rows came.
  EXPECT_NEAR(today.at("transmission_today").to_number<double>(), 60.0 / 570.0, 1e-9);
  EXPECT_EQ(today.at("frames_today").as_int64(), 180);
  now = clock("2026-03-11 00:00") + 1s;
  console.tick(now);
  line.feed(upload(boiler_mn, "gate-key-1", "a21026-Rtd=12.5,a21026-Flag=N"), now);
  settle();
  EXPECT_EQ(get("/overview").value().at("figures").at("frames_today").as_int64(), 1);
}

}  // namespace
}  // namespace console_story
