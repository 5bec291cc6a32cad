#pragma once
// Tests only: a whole house with everything in memory (the evidence in a folder that goes away), a clock that the story
// moves, loggers that send frames, and people who ask. Firms, stations and loggers are invented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "columns/columns.hpp"
#include "console/console.hpp"
#include "hj212/hj212.hpp"
#include "sql/sql.hpp"

namespace console_story {

using namespace std::chrono_literals;
namespace json = boost::json;
using base::Duration, base::PointId, base::Time;
using testing::Contains, testing::Each, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Not, testing::SizeIs;

inline std::string file_text(std::filesystem::path const& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

inline std::filesystem::path source() { return BIYUN_SOURCE_DIR; }

inline catalog::Catalog const& catalogue() {
  static auto const loaded = [] {
    std::vector<catalog::File> files;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(source() / "catalog")) {
      if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
        files.push_back({entry.path().lexically_relative(source() / "catalog").string(), file_text(entry.path())});
      }
    }
    return catalog::Catalog::load(files).value();
  }();
  return *loaded;
}

inline Time clock(std::string const& text) { return base::parse_time(text).value(); }
inline json::value parsed(std::string const& text) { return json::parse(text); }
inline std::string word(json::value const& object, std::string_view name) { return std::string(object.at(name).as_string()); }

/// A folder of its own, gone with the story.
class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / ("biyun-console-" + identity::random_token(12))).string()) {}
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  std::string const& path() const { return path_; }

 private:
  std::string path_;
};

struct Answer {
  http::Response response;
  int status = 0;
  std::string const& body() const { return response.body; }
  json::value value() const { return parsed(response.body); }
  json::array items() const { return value().at("items").as_array(); }
  std::string header(std::string_view name) const {
    for (auto const& [key, text] : response.headers) {
      if (key == name) {
        return text;
      }
    }
    return {};
  }
  /// The fields that a problem names.
  std::vector<std::string> wrong_fields() const {
    std::vector<std::string> names;
    auto const problem = value();
    if (auto const* errors = problem.as_object().if_contains("errors")) {
      for (auto const& error : errors->as_array()) {
        names.push_back(word(error, "where"));
      }
    }
    return names;
  }
};

inline std::string const password = "correct horse";
inline std::string const sm4_key = "sixteen-sm4-key!";
inline std::string const firm = "甲厂（模拟）", other_firm = "乙厂（模拟）";
inline std::string const boiler_mn = "A110000A0000000000000001", other_mn = "A110000A0000000000000002", air_mn = "A110000A0000000000000003";

class House : public testing::Test {
 protected:
  House()
      : gateway({catalogue(), registry, log, store}), judge({catalogue(), registry, store, verdicts}),
        console({catalogue(), people, gate, registry, log, store, verdicts, gateway, judge, journal,
                 [] { return std::map<std::string, double>{{"net_http_open", 3}}; }},
                {.version = "1.2.3", .demo = true, .district = {"140215", "云州区", "Yunzhou District", 113.6, 40.0},
                 .accounts = {{"demo-guest", "yunzhou-guest", "guest"}}, .started_at = now, .contract = file_text(source() / "api/console.yaml")}) {
    console.add_routes(router);
    gateway.on_observed([this](ingest::Observed const& seen) {
      judge.observed(seen.batch, seen.applied, now);
      console.observed(seen.batch);
    });
    boiler = point("SIM-G-1", "甲厂锅炉", points::Kind::gas_outlet, firm, {"a21026"}, "GB13271-2014/新建锅炉-燃气锅炉", "mg/m3");
    other = point("SIM-G-2", "乙厂锅炉", points::Kind::gas_outlet, other_firm, {"a21026"}, "GB13271-2014/新建锅炉-燃气锅炉", "mg/m3");
    station = point("SIM-A-1", "模拟空气站", points::Kind::air_station, "", {"a34004", "a34002", "a21026", "a21004", "a05024"}, "", "ug/m3");
    logger(boiler_mn, boiler, "gate-key-1", sm4_key);
    logger(other_mn, other, "gate-key-2", "");
    logger(air_mn, station, "gate-key-3", "");
    for (auto const& [login, role] : {std::pair{"boss", identity::Role::administrator}, {"centre", identity::Role::monitor},
                                      {"patrol", identity::Role::inspector}, {"works", identity::Role::enterprise}, {"public", identity::Role::guest},
                                      {"head", identity::Role::leader}, {"desk", identity::Role::officer}, {"farming", identity::Role::partner},
                                      {"village", identity::Role::grid}, {"laboratory", identity::Role::third_party}}) {
      identity::Person const person{.login = login, .name = "某人", .role = role, .facility = role == identity::Role::enterprise ? firm : "",
                                    .department = role == identity::Role::officer ? "air" : role == identity::Role::partner ? "agriculture" : "",
                                    .area = role == identity::Role::grid ? "140215100" : ""};
      EXPECT_TRUE(people.create(person, password, "boss", now));
    }
  }

  Folder folder;
  Time now = clock("2026-03-10 08:00");
  std::unique_ptr<sql::Database> db = sql::Database::in_memory();
  std::unique_ptr<columns::Database> warehouse = columns::Database::open(":memory:", {.threads = 1, .memory_mib = 512});
  trail::Journal journal{*db};
  identity::People people{*db, journal, {.argon2_memory_kib = 8, .argon2_passes = 1}};
  gate::Gate gate{people};
  points::Registry registry{*db, journal};
  verdicts::Store verdicts{*db, journal};
  evidence::Log log{folder.path(), {.full_sync = false}};
  observe::Store store{*warehouse};
  ingest::Gateway gateway;
  judge::Judge judge;
  console::Console console;
  http::Router router;
  PointId boiler, other, station;

  // ---- what there is ----
  PointId point(std::string const& code, std::string const& name, points::Kind kind, std::string const& facility,
                std::vector<std::string> const& factors, std::string const& limits, std::string const& unit) {   // NOLINT: a table's row
    auto const made = registry.put(points::Point{.code = code, .name = name, .kind = kind, .facility = facility, .longitude = 113.6, .latitude = 40,
                                                 .origin = "simulated"}, "boss", now);
    std::vector<points::Channel> channels;
    for (auto const& factor : factors) {
      channels.push_back({.point = made->id, .factor = factor, .unit = base::parse_unit(unit).value(), .limit_set = limits});
    }
    EXPECT_TRUE(registry.put(channels, made->id, "boss", now));
    return made->id;
  }
  void logger(std::string const& mn, PointId at_point, std::string const& gate_key, std::string const& key) {
    EXPECT_TRUE(registry.put(points::Logger{.mn = mn, .point = at_point, .password = gate_key, .sm4_key = key}, "boss", now));
  }

  // ---- what loggers do ----
  ingest::Session line{gateway, 1, "10.9.8.7:5000"};
  std::string upload(std::string const& mn, std::string const& gate_key, std::string const& data) const {
    return hj212::build({.st = "31", .mn = mn, .password = gate_key, .qn = hj212::qn_of(now), .cn = 2011,
                         .cp = "DataTime=" + base::format_compact(now, false) + ";" + data});
  }
  /// Durable, applied, judged.
  std::vector<verdicts::Alarm> settle() {
    gateway.commit_once(now);
    while (gateway.apply_once()) {
    }
    gateway.flush_notes();
    auto alarms = judge.tick(now);
    console.alarmed(alarms, now);
    return alarms;
  }
  /// Both boilers far above their limit of 50 mg/m³ and the station in good air, a row a minute; then the hour is closed.
  std::vector<verdicts::Alarm> live_hour() {
    for (int minute = 0; minute < 60; ++minute) {
      auto const digit = std::to_string(minute % 7);
      line.feed(upload(boiler_mn, "gate-key-1", "a21026-Rtd=120." + digit + ",a21026-Flag=N"), now);
      line.feed(upload(other_mn, "gate-key-2", "a21026-Rtd=130." + digit + ",a21026-Flag=N"), now);
      line.feed(upload(air_mn, "gate-key-3", "a34004-Rtd=2" + digit + ",a34004-Flag=N;a34002-Rtd=4" + digit + ",a34002-Flag=N;a21026-Rtd=1" + digit +
                       ",a21026-Flag=N;a21004-Rtd=3" + digit + ",a21004-Flag=N;a05024-Rtd=6" + digit + ",a05024-Flag=N"), now);
      now = now + 1min;
    }
    settle();
    now = now + 6min;
    return settle();
  }
  void strangers_and_mistakes() {
    line.feed(upload("STRANGER000000000000001", "gate-key-9", "a21026-Rtd=1,a21026-Flag=N"), now);
    auto wrong = upload(boiler_mn, "gate-key-1", "a21026-Rtd=7,a21026-Flag=N");
    wrong[20] = wrong[20] == '9' ? '8' : '9';
    line.feed(wrong, now);
    line.feed("PW=gate-key-1;half a frame\r\n##", now);
    settle();
  }

  // ---- what people do ----
  struct Asked { std::string method = "GET", target, body; bool csrf = true; };
  struct Badge { std::string token, csrf; };
  Answer ask(Asked const& asked, Badge const& badge) {
    std::string raw = asked.method + " " + asked.target + " HTTP/1.1\r\nHost: biyun\r\n";
    raw += badge.token.empty() ? "" : "Cookie: other=1; biyun_session=" + badge.token + "\r\n";
    raw += asked.csrf && !badge.csrf.empty() ? "X-CSRF-Token: " + badge.csrf + "\r\n" : "";
    raw += "Content-Length: " + std::to_string(asked.body.size()) + "\r\n\r\n" + asked.body;
    http::Machine machine;
    auto out = machine.feed(raw);
    EXPECT_THAT(out.requests, SizeIs(1)) << asked.target;
    auto request = std::move(out.requests.at(0));
    request.peer = "192.0.2.8:40000";
    request.received_at = now;
    auto response = router.dispatch(std::move(request));
    auto const status = response.status;
    return {std::move(response), status};
  }
  Badge badge(std::string const& login) {
    if (login.empty()) {
      return {};
    }
    auto const in = people.log_in(login, password, "192.0.2.8", now);
    EXPECT_TRUE(in) << login;
    return {in->token, in->session.csrf};
  }
  Badge const& kept_badge(std::string const& login) {
    auto& kept = badges_[login];
    if (!login.empty() && !people.look(kept.token, now)) {
      kept = badge(login);
    }
    return kept;
  }
  Answer get(std::string const& path, std::string const& login = "boss") { return ask({.target = "/api/v1" + path, .body = ""}, kept_badge(login)); }
  Answer send(std::string const& method, std::string const& path, std::string const& body, std::string const& login = "boss") {
    return ask({method, "/api/v1" + path, body}, kept_badge(login));
  }
  std::string id(PointId of) const { return std::to_string(of.value); }

 private:
  std::map<std::string, Badge> badges_;
};

}  // namespace console_story
