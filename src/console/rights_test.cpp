// Who gets what at every address, whose points a person sees, and that no secret leaves the house.
#include "console/house_for_tests.hpp"

namespace console_story {
namespace {

// Columns: method, pattern, right ("open", "login", or the name of a Right), then the status for nobody, guest, enterprise,
// inspector, monitor, administrator; leader, officer, partner, grid, third party. Changes are sent with an empty object: 400 and 404 say that one may, but said nothing
// of sense. The boiler belongs to the enterprise; {alarm} is one of its alarms.
constexpr std::string_view matrix = R"(
GET    /about                       open              200 200 200 200 200 200 200 200 200 200 200
GET    /openapi.yaml                open              200 200 200 200 200 200 200 200 200 200 200
GET    /metrics                     open              200 200 200 200 200 200 200 200 200 200 200
GET    /session                     login             401 200 200 200 200 200 200 200 200 200 200
POST   /session                     open              400 400 400 400 400 400 400 400 400 400 400
DELETE /session                     login             401 204 204 204 204 204 204 204 204 204 204
POST   /session/password            login             401 400 400 400 400 400 400 400 400 400 400
GET    /overview                    see_measurements  401 200 200 200 200 200 200 200 200 200 200
GET    /points                      see_measurements  401 200 200 200 200 200 200 200 200 200 200
GET    /points.csv                  export_tables     401 403 200 200 200 200 200 200 200 200 200
POST   /points                      change_points     401 403 403 403 400 400 403 403 403 403 403
GET    /points/{id}                 see_measurements  401 404 200 200 200 200 200 200 404 404 404
PUT    /points/{id}                 change_points     401 403 403 403 200 200 403 403 403 403 403
PUT    /points/{id}/channels        change_points     401 403 403 403 400 400 403 403 403 403 403
GET    /points/{id}/chart           see_measurements  401 404 200 200 200 200 200 200 404 404 404
GET    /points/{id}/chart.csv       export_tables     401 403 200 200 200 200 200 200 404 404 404
GET    /points/{id}/frames          see_frames        401 403 200 200 200 200 200 200 403 403 403
GET    /points/{id}/frames.csv      see_frames        401 403 200 200 200 200 200 200 403 403 403
GET    /points/{id}/statistics      see_measurements  401 404 200 200 200 200 200 200 404 404 404
GET    /points/{id}/statistics.csv  export_tables     401 403 200 200 200 200 200 200 404 404 404
GET    /frames/{number}             see_frames        401 403 200 200 200 200 200 200 403 403 403
GET    /transmission                see_measurements  401 200 200 200 200 200 200 200 200 200 200
GET    /transmission.csv            export_tables     401 403 200 200 200 200 200 200 200 200 200
GET    /explain                     see_measurements  401 404 200 200 200 200 200 200 404 404 404
GET    /air/stations                see_measurements  401 200 200 200 200 200 200 200 200 200 200
GET    /air/stations.csv            export_tables     401 403 200 200 200 200 200 200 200 200 200
GET    /air/hours                   see_measurements  401 404 200 200 200 200 200 200 404 404 404
GET    /air/hours.csv               export_tables     401 403 200 200 200 200 200 200 404 404 404
GET    /air/days                    see_measurements  401 404 200 200 200 200 200 200 404 404 404
GET    /air/days.csv                export_tables     401 403 200 200 200 200 200 200 404 404 404
GET    /alarms                      see_alarms        401 403 200 200 200 200 200 200 403 403 403
GET    /alarms.csv                  see_alarms        401 403 200 200 200 200 200 200 403 403 403
GET    /alarms/{alarm}              see_alarms        401 403 200 200 200 200 200 200 403 403 403
POST   /alarms/{alarm}/acknowledge  handle_alarms     401 403 403 200 409 409 403 403 403 403 403
POST   /alarms/{alarm}/clear        handle_alarms     401 403 403 400 400 400 403 403 403 403 403
GET    /verdicts                    see_measurements  401 200 200 200 200 200 200 200 200 200 200
GET    /verdicts.csv                export_tables     401 403 200 200 200 200 200 200 200 200 200
GET    /loggers                     see_frames        401 403 200 200 200 200 200 200 403 403 403
GET    /loggers.csv                 see_frames        401 403 200 200 200 200 200 200 403 403 403
GET    /loggers/{mn}                see_frames        401 403 200 200 200 200 200 200 403 403 403
PUT    /loggers/{mn}                change_points     401 403 403 403 200 200 403 403 403 403 403
PUT    /loggers/{mn}/next-key       change_points     401 403 403 403 400 400 403 403 403 403 403
GET    /assigned-mns                see_points_admin  401 403 403 403 200 200 403 403 403 403 403
GET    /assigned-mns.csv            see_points_admin  401 403 403 403 200 200 403 403 403 403 403
PUT    /assigned-mns/{serial}       change_points     401 403 403 403 204 204 403 403 403 403 403
DELETE /loggers/{mn}                change_points     401 403 403 403 204 404 403 403 403 403 403
GET    /seen                        see_points_admin  401 403 403 403 200 200 403 403 403 403 403
GET    /seen.csv                    see_points_admin  401 403 403 403 200 200 403 403 403 403 403
GET    /people                      see_people        401 403 403 403 403 200 403 403 403 403 403
GET    /people.csv                  see_people        401 403 403 403 403 200 403 403 403 403 403
POST   /people                      change_people     401 403 403 403 403 400 403 403 403 403 403
PUT    /people/{person}             change_people     401 403 403 403 403 200 403 403 403 403 403
POST   /people/{person}/password    change_people     401 403 403 403 403 400 403 403 403 403 403
GET    /trail                       see_trail         401 403 403 403 403 200 200 403 403 403 403
GET    /trail.csv                   see_trail         401 403 403 403 403 200 200 403 403 403 403
GET    /trail/verification          see_trail         401 403 403 403 403 200 200 403 403 403 403
GET    /system                      see_system        401 403 403 403 403 200 403 403 403 403 403
GET    /catalogue/standards         open              200 200 200 200 200 200 200 200 200 200 200
GET    /catalogue/standards.csv     open              200 200 200 200 200 200 200 200 200 200 200
GET    /catalogue/limits            open              200 200 200 200 200 200 200 200 200 200 200
GET    /catalogue/limits.csv        open              200 200 200 200 200 200 200 200 200 200 200
GET    /catalogue/factors           open              200 200 200 200 200 200 200 200 200 200 200
GET    /catalogue/factors.csv       open              200 200 200 200 200 200 200 200 200 200 200
GET    /catalogue/cases             open              200 200 200 200 200 200 200 200 200 200 200
GET    /catalogue/cases.csv         open              200 200 200 200 200 200 200 200 200 200 200
GET    /events                      see_measurements  401 200 200 200 200 200 200 200 200 200 200
)";

constexpr std::size_t asker_count = 11;
constexpr std::array<std::string_view, asker_count> askers{"", "public", "works", "patrol", "centre", "boss", "head", "desk", "farming", "village", "laboratory"};
constexpr std::array<identity::Role, asker_count> roles{
    identity::Role::guest, identity::Role::guest, identity::Role::enterprise, identity::Role::inspector, identity::Role::monitor,
    identity::Role::administrator, identity::Role::leader, identity::Role::officer, identity::Role::partner, identity::Role::grid,
    identity::Role::third_party};

struct Row { std::string method, pattern, right; std::array<int, asker_count> status{}; };

std::vector<Row> rows() {
  std::vector<Row> out;
  for (auto const line : base::split(matrix, '\n')) {
    std::istringstream words{std::string(line)};
    Row row;
    if (words >> row.method >> row.pattern >> row.right) {
      for (auto& status : row.status) {
        words >> status;
      }
      out.push_back(row);
    }
  }
  return out;
}

/// What identity says, without looking at the table's statuses.
bool allowed(Row const& row, std::size_t asker) {
  if (row.right == "open") {
    return true;
  }
  bool may = asker > 0;
  for (int i = 0; i < identity::right_count; ++i) {
    auto const right = static_cast<identity::Right>(i);
    bool const asked = identity::name_of(right) == row.right || (row.pattern.ends_with(".csv") && right == identity::Right::export_tables);
    may = may && (!asked || identity::may(roles.at(asker), right));
  }
  return may;
}

class Rights : public House {
 protected:
  std::string target(std::string pattern) {
    auto const put = [&](std::string const& name, std::string const& value) {
      if (auto const at = pattern.find(name); at != std::string::npos) {
        pattern.replace(at, name.size(), value);
      }
    };
    put("{id}", id(boiler)), put("{number}", "1"), put("{mn}", boiler_mn), put("{serial}", "SN-1");
    put("{person}", std::to_string(people.find("public")->id.value));
    put("{alarm}", std::to_string(own_alarm().value));
    if (pattern.find("/chart") != std::string::npos || pattern.find("/statistics") != std::string::npos) {
      pattern += "?factor=a21026";
    }
    if (pattern.starts_with("/air/hours") || pattern.starts_with("/air/days")) {
      pattern += "?point=" + id(boiler);
    }
    if (pattern == "/explain") {
      pattern += "?point=" + id(boiler) + "&factor=a21026&period=hour&start=2026-03-10T08:00";
    }
    return (pattern == "/metrics" ? "" : "/api/v1") + pattern;
  }
  base::AlarmId own_alarm() const { return verdicts.alarms({.points = {boiler}}).at(0).id; }
};

TEST_F(Rights, every_address_answers_each_role_as_the_matrix_says_and_identity_decides) {
  live_hour();
  for (auto const& row : rows()) {
    for (std::size_t i = 0; i < askers.size(); ++i) {
      auto const answer = ask({row.method, target(row.pattern), row.method == "POST" || row.method == "PUT" ? "{}" : ""}, kept_badge(std::string(askers[i])));
      EXPECT_EQ(answer.status, row.status[i]) << row.method << " " << row.pattern << " by '" << askers[i] << "': " << answer.body().substr(0, 300);
      EXPECT_EQ(answer.status != 401 && answer.status != 403, allowed(row, i)) << row.method << " " << row.pattern << " by '" << askers[i] << "'";
    }
  }
}

TEST_F(Rights, no_address_is_missing_in_the_matrix) {
  std::set<std::string> in_matrix, routed;
  auto const plain = [](std::string pattern) {
    for (auto from = pattern.find('{'); from != std::string::npos; from = pattern.find('{', from + 1)) {
      pattern.replace(from, pattern.find('}') - from + 1, "*");
    }
    return pattern;
  };
  for (auto const& row : rows()) {
    in_matrix.insert(row.method + " " + plain((row.pattern == "/metrics" ? "" : "/api/v1") + row.pattern));
  }
  for (auto const& route : router.routes()) {
    if (route.pattern != "/api/{rest...}") {
      routed.insert(std::string(http::name_of(route.method)) + " " + plain(route.pattern));
    }
  }
  EXPECT_EQ(routed, in_matrix);
}

TEST_F(Rights, an_enterprise_sees_its_own_facility_and_nothing_of_others) {
  live_hour();
  auto const points = [&](std::string const& path, std::string const& field) {
    std::set<std::int64_t> seen;
    for (auto const& item : get(path, "works").items()) {
      seen.insert(item.at(field).as_int64());
    }
    return seen;
  };
  std::set<std::int64_t> const own{boiler.value}, and_public{boiler.value, station.value};
  EXPECT_EQ(points("/points", "id"), and_public) << "what a guest may see everybody may";
  EXPECT_EQ(points("/alarms", "point"), own);
  EXPECT_EQ(points("/verdicts", "point"), own);
  EXPECT_EQ(points("/transmission", "point"), and_public);
  EXPECT_EQ(points("/air/stations", "point"), std::set{station.value});
  EXPECT_EQ(get("/air/hours?point=" + id(station), "works").status, 200);
  EXPECT_THAT(get("/alarms?point=" + id(station), "works").items(), IsEmpty());
  for (auto const hidden : {other}) {
    for (auto const* address : {"", "/chart?factor=a21026", "/chart.csv?factor=a21026", "/statistics?factor=a21026", "/statistics.csv?factor=a21026"}) {
      EXPECT_EQ(get("/points/" + id(hidden) + address, "works").status, 404) << address;
    }
    EXPECT_EQ(get("/explain?point=" + id(hidden) + "&factor=a21026&start=2026-03-10T08:00", "works").status, 404);
    EXPECT_EQ(get("/air/hours?point=" + id(hidden), "works").status, 404);
    EXPECT_EQ(get("/verdicts?point=" + id(hidden), "works").status, 404);
    EXPECT_THAT(get("/alarms?point=" + id(hidden), "works").items(), IsEmpty());
    EXPECT_THAT(get("/transmission?point=" + id(hidden), "works").items(), IsEmpty());
  }
  line.feed(upload("B990000A0000000000000009", "whatever", "a21026-Rtd=1"), now);   // of a logger that nobody registered
  settle();
  std::map<std::string, int> statuses;
  log.read({1}, [&](evidence::Frame const& frame) {
    statuses[frame.mn] = get("/frames/" + std::to_string(frame.number.value), "works").status;
    return true;
  });
  EXPECT_THAT(statuses, testing::IsSupersetOf({std::pair<std::string const, int>(boiler_mn, 200), {other_mn, 404}, {"B990000A0000000000000009", 404}}));
  for (auto const hidden : {other, station}) {
    EXPECT_EQ(get("/points/" + id(hidden) + "/frames", "works").status, 404);
  }
  ASSERT_THAT(get("/loggers", "works").items(), SizeIs(1));
  EXPECT_EQ(word(get("/loggers", "works").items().at(0), "mn"), boiler_mn);
  EXPECT_EQ(get("/loggers/" + other_mn, "works").status, 404);
  auto const foreign = verdicts.alarms({.points = {other}}).at(0).id;
  EXPECT_EQ(get("/alarms/" + std::to_string(foreign.value), "works").status, 404);
  EXPECT_EQ(get("/alarms/" + std::to_string(foreign.value), "patrol").status, 200);
  for (auto const* table : {"/points.csv", "/alarms.csv", "/verdicts.csv", "/transmission.csv", "/air/stations.csv", "/overview"}) {
    auto const body = get(table, "works").body();
    EXPECT_THAT(body, Not(HasSubstr("乙厂"))) << table;
  }
  EXPECT_THAT(get("/points.csv", "works").body(), HasSubstr("甲厂锅炉"));
}

TEST_F(Rights, a_guest_sees_stations_only_and_no_alarm_or_logger) {
  live_hour();
  auto const seen = get("/points", "public").items();
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen.at(0).at("id").as_int64(), station.value);
  EXPECT_THAT(get("/air/stations", "public").items(), SizeIs(1));
  auto const overview = get("/overview", "public").value();
  EXPECT_THAT(overview.at("points").as_array(), SizeIs(1));
  EXPECT_THAT(overview.at("newest_alarms").as_array(), IsEmpty());
  auto const detail = get("/points/" + id(station), "public").value();
  EXPECT_THAT(detail.at("loggers").as_array(), IsEmpty()) << "diagnosis is for those who see frames";
  EXPECT_THAT(get("/points/" + id(station), "patrol").value().at("loggers").as_array(), SizeIs(1));
  EXPECT_THAT(get("/verdicts", "public").body(), Not(HasSubstr("锅炉")));
}

TEST_F(Rights, an_outlet_whose_facility_nobody_wrote_down_is_not_shown_to_the_public) {
  auto const stray = point("SIM-W-9", "无主排口", points::Kind::water_outlet, "", {}, "", "mg/L");
  auto const noise = point("SIM-N-9", "噪声站", points::Kind::noise_station, "", {}, "", "mg/L");
  for (auto const* login : {"public", "works"}) {
    EXPECT_EQ(get("/points/" + id(stray), login).status, 404) << login;
    EXPECT_EQ(get("/points/" + id(noise), login).status, 200) << login;
    EXPECT_THAT(get("/points.csv", login).body(), Not(HasSubstr("无主排口"))) << login;
  }
  EXPECT_EQ(get("/points/" + id(stray), "patrol").status, 200);
}

TEST_F(Rights, an_enterprise_reads_that_its_alarm_was_seen_but_not_by_whom_nor_what_they_noted) {
  live_hour();
  auto const alarm = "/alarms/" + std::to_string(own_alarm().value);
  EXPECT_EQ(send("POST", alarm + "/acknowledge", R"({"note":"内部：下周突击检查"})", "patrol").status, 200);
  auto const steps = [&](std::string const& login) { return get(alarm, login).value().at("steps").as_array(); };
  EXPECT_EQ(word(steps("centre").back(), "who"), "patrol");
  EXPECT_EQ(word(steps("centre").back(), "note"), "内部：下周突击检查");
  auto const told = steps("works");
  EXPECT_EQ(told.size(), steps("centre").size());
  EXPECT_EQ(word(told.front(), "who"), "system");
  EXPECT_EQ(word(told.back(), "step"), "acknowledged");
  EXPECT_EQ(word(told.back(), "who") + word(told.back(), "note"), "");
}

TEST_F(Rights, who_leads_or_keeps_a_desk_sees_all_and_other_departments_townships_and_laboratories_what_is_public) {
  live_hour();
  for (auto const* login : {"head", "desk"}) {
    EXPECT_THAT(get("/points", login).items(), SizeIs(3)) << login;
    EXPECT_THAT(get("/alarms", login).items(), SizeIs(2)) << login;
    EXPECT_EQ(get("/points/" + id(boiler) + "/frames", login).status, 200) << login;
    EXPECT_EQ(send("POST", "/alarms/" + std::to_string(own_alarm().value) + "/acknowledge", "{}", login).status, 403) << login;
  }
  for (auto const* login : {"farming", "village", "laboratory"}) {
    ASSERT_THAT(get("/points", login).items(), SizeIs(1)) << login;
    EXPECT_EQ(get("/points", login).items().at(0).at("id").as_int64(), station.value) << login;
    EXPECT_THAT(get("/overview", login).value().at("newest_alarms").as_array(), IsEmpty()) << login;
    EXPECT_THAT(get("/points.csv", login).body(), Not(HasSubstr("锅炉"))) << login;
    EXPECT_EQ(get("/overview", login).value().at("figures").at("exceedances_today").as_int64(), 0) << login;
  }
}

TEST_F(Rights, figures_count_what_the_asker_sees) {
  live_hour();
  auto const figures = [&](std::string const& login) { return get("/overview", login).value().at("figures"); };
  EXPECT_EQ(figures("boss").at("points_total").as_int64(), 3);
  EXPECT_EQ(figures("works").at("points_total").as_int64(), 2);
  EXPECT_EQ(figures("public").at("points_total").as_int64(), 1);
  EXPECT_EQ(figures("boss").at("outlets_total").as_int64(), 2);
  EXPECT_EQ(figures("boss").at("alarms_open").to_number<int>(), 2);
  EXPECT_EQ(figures("works").at("alarms_open").to_number<int>(), 1);
  EXPECT_EQ(figures("public").at("alarms_open").to_number<int>(), 0);
  EXPECT_EQ(figures("boss").at("exceedances_today").as_int64(), 2);
  EXPECT_EQ(figures("works").at("exceedances_today").as_int64(), 1);
  EXPECT_EQ(figures("boss").at("frames_today").as_int64(), 180);
  EXPECT_EQ(figures("works").at("frames_today").as_int64(), 120);
  EXPECT_EQ(figures("public").at("exceedances_today").as_int64(), 0);
}

TEST_F(Rights, explanations_name_frames_only_to_those_who_may_open_them) {
  live_hour();
  auto const first_frame = [&](PointId of, std::string const& factor, std::string const& login) {
    auto const explained = get("/explain?point=" + id(of) + "&factor=" + factor + "&period=hour&start=2026-03-10T08:00", login);
    return explained.value().at("rows").as_array().at(0).at("frame").as_int64();
  };
  EXPECT_GT(first_frame(boiler, "a21026", "works"), 0);
  EXPECT_GT(first_frame(boiler, "a21026", "patrol"), 0);
  EXPECT_GT(first_frame(station, "a34004", "patrol"), 0);
  EXPECT_EQ(first_frame(station, "a34004", "works"), 0);
  EXPECT_EQ(first_frame(station, "a34004", "public"), 0);
}

TEST_F(Rights, who_is_no_longer_active_or_belongs_elsewhere_is_out_at_the_next_request) {
  auto const works = badge("works");
  auto person = *people.find("works");
  person.facility = other_firm;
  people.change(person, "boss", now).value();
  auto const seen = ask({.target = "/api/v1/points", .body = ""}, works).items();
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_EQ(seen.at(0).at("id").as_int64(), other.value);
  EXPECT_EQ(seen.at(1).at("id").as_int64(), station.value);
  person.active = false;
  people.change(person, "boss", now).value();
  EXPECT_EQ(ask({.target = "/api/v1/points", .body = ""}, works).status, 401);
}

TEST_F(Rights, no_password_key_or_token_is_in_any_answer_or_in_the_journal) {
  live_hour();
  strangers_and_mistakes();
  send("PUT", "/loggers/" + boiler_mn, R"({"password":"fresh-gate-key","sm4_key":"another-sm4-key!"})");
  send("POST", "/people", R"({"login":"zhao","name":"赵","role":"monitor","password":"a typed password"})");
  send("POST", "/points", R"({"code":"?","password":"gate-key-1"})");
  auto const boss = badge("boss");
  std::vector<std::string> answers;
  for (auto const& row : rows()) {
    if (row.method == "GET" && row.pattern != "/events") {
      answers.push_back(ask({.target = target(row.pattern), .body = ""}, boss).body());
    }
  }
  for (std::int64_t number = 1; number <= log.last().value; number += 1) {
    answers.push_back(get("/frames/" + std::to_string(number)).body());
  }
  for (auto const& entry : journal.find({.most = 10'000})) {
    answers.push_back(entry.who + entry.from + entry.subject + entry.detail);
  }
  auto const kept_hash = [&] {
    std::string hash;
    db->prepare("SELECT password FROM person WHERE login = 'boss'").one([&](sql::Row const& row) { hash = std::string(row.text(0)); });
    return hash;
  }();
  for (auto const& secret : {std::string("gate-key"), sm4_key, std::string("another-sm4"), password, std::string("a typed password"), boss.token, kept_hash}) {
    for (auto const& answer : answers) {
      ASSERT_THAT(answer, Not(HasSubstr(secret)));
    }
  }
  EXPECT_GT(answers.size(), 200U);
  EXPECT_TRUE(get("/loggers/" + boiler_mn).value().at("encrypted").as_bool());
}

}  // namespace
}  // namespace console_story
