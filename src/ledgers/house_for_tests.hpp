#pragma once
// Tests only: registers on a database in a folder that goes away, people of every role, a clock that the story moves. Firms are invented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ledgers/ledgers.hpp"
#include "registry/story_for_tests.hpp"
#include "sql/sql.hpp"

namespace ledgers_story {

namespace json = boost::json;
using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Not, testing::SizeIs, testing::StartsWith, testing::UnorderedElementsAre;

inline std::filesystem::path source() { return BIYUN_SOURCE_DIR; }
inline std::string file_text(std::filesystem::path const& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / ("biyun-ledgers-" + identity::random_token(12))).string()) { std::filesystem::create_directories(path_); }
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

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  http::Response response;
  int status = 0;
  std::string body;
  json::value value() const {
    boost::system::error_code wrong;
    auto read = json::parse(body, wrong);
    EXPECT_FALSE(wrong) << body.substr(0, 300);
    return read;
  }
  json::value at(std::string_view pointer) const { return value().at_pointer(pointer); }
  std::string header(std::string_view name) const {
    for (auto const& [key, text] : response.headers) {
      if (key == name) {
        return text;
      }
    }
    return {};
  }
  std::string etag() const { return header("ETag"); }
  std::string code() const { return std::string(at("/code").as_string()); }
  /// "code@where" of each error.
  std::vector<std::string> errors() const {
    std::vector<std::string> all;
    auto const problem = value();
    if (auto const* errors = problem.as_object().if_contains("errors")) {
      for (auto const& error : errors->as_array()) {
        all.push_back(std::string(error.at("code").as_string()) + "@" + std::string(error.at("where").as_string()));
      }
    }
    return all;
  }
};

inline std::string const password = "correct horse";
inline std::string const firm = "示例甲厂（虚构）", other_firm = "示例乙厂（虚构）";

/// A login a role.
inline std::vector<identity::Person> people_of_every_role() {
  using identity::Role;
  auto const one = [](std::string login, Role role, std::string department = "", std::string area = "", std::string facility = "") {
    return identity::Person{.login = std::move(login), .name = "某人", .role = role, .facility = std::move(facility), .department = std::move(department), .area = std::move(area)};
  };
  return {one("boss", Role::administrator), one("centre", Role::monitor), one("patrol", Role::inspector), one("works", Role::enterprise, "", "", firm), one("public", Role::guest),
          one("head", Role::leader), one("desk", Role::officer, "air"), one("water-desk", Role::officer, "water"), one("woods", Role::partner, "forestry"),
          one("village", Role::grid, "", "140215100"), one("laboratory", Role::third_party)};
}

class House : public testing::Test {
 protected:
  explicit House(std::shared_ptr<definitions::Set const> set_ = registry::for_tests::set_of(), ledgers::Options options = {})
      : set(std::move(set_)), ledgers(gate, {registry, files}, with_contract(std::move(options))) {
    ledgers.add_routes(router);
    ledgers.add_dossiers(router, {registry, points, verdicts});
    auto const migrated = registry.migrate(now);
    EXPECT_TRUE(migrated) << (migrated ? "" : base::to_string(migrated.error()));
    for (auto const& person : people_of_every_role()) {
      auto const made = people.create(person, password, "boss", now);
      EXPECT_TRUE(made) << (made ? "" : base::to_string(made.error()));
    }
  }
  static ledgers::Options with_contract(ledgers::Options options) {
    options.contract = file_text(source() / "api/ledgers.yaml");
    return options;
  }

  Folder folder;
  base::Time now = base::parse_time("2026-03-02T09:00:00+08:00").value();   // a Monday
  std::shared_ptr<definitions::Set const> set;
  calendar::Calendar calendar = registry::for_tests::workdays();
  registry::for_tests::Open open = [this] { return sql::Database::open_sqlite(folder.path() + "/records.db", {.full_sync = false}); };
  std::unique_ptr<sql::Database> writer = open();
  sql::Readers readers{open, 2};
  trail::Journal journal{*writer};
  std::unique_ptr<sql::Database> people_database = sql::Database::in_memory();
  trail::Journal people_journal{*people_database};
  identity::People people{*people_database, people_journal, {.argon2_memory_kib = 8, .argon2_passes = 1}};
  points::Registry points{*people_database, people_journal};
  verdicts::Store verdicts{*people_database, people_journal};
  gate::Gate gate{people};
  registry::Registry registry{{*set, calendar, *writer, readers, journal}};
  files::Store files{folder.path() + "/files"};
  ledgers::Ledgers ledgers;
  http::Router router;

  // ---- what people do ----
  /// A stream is not read yet.
  http::Response dispatch(std::string const& method, std::string const& target, std::string const& body, std::string const& login, Headers const& headers = {}) {
    auto const& badge = badge_of(login);
    std::string raw = method + " " + target + " HTTP/1.1\r\nHost: biyun\r\n";
    raw += badge.token.empty() ? "" : "Cookie: biyun_session=" + badge.token + "\r\nX-CSRF-Token: " + badge.csrf + "\r\n";
    for (auto const& [name, value] : headers) {
      raw += name + ": " + value + "\r\n";
    }
    raw += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    http::Machine machine;
    auto out = machine.feed(raw);
    EXPECT_THAT(out.requests, SizeIs(1)) << target;
    auto request = std::move(out.requests.at(0));
    request.peer = "192.0.2.8:40000";
    request.received_at = now;
    return router.dispatch(std::move(request));
  }
  Answer ask(std::string const& method, std::string const& target, std::string const& body, std::string const& login, Headers const& headers = {}) {
    Answer answer{dispatch(method, target, body, login, headers)};
    answer.status = answer.response.status;
    answer.body = answer.response.body;
    while (auto const piece = answer.response.stream ? answer.response.stream->next() : std::nullopt) {
      answer.body += *piece;
    }
    return answer;
  }
  Answer get(std::string const& path, std::string const& login = "desk", Headers const& headers = {}) { return ask("GET", "/api/v1" + path, "", login, headers); }
  Answer send(std::string const& method, std::string const& path, std::string const& body, std::string const& login = "desk", Headers const& headers = {}) {
    return ask(method, "/api/v1" + path, body, login, headers);
  }
  /// A change of what was seen at a version.
  Answer change(std::string const& path, int version, std::string const& body, std::string const& login = "desk") {
    return send(path.find("/moves/") != std::string::npos || path.ends_with("draw") || path.ends_with("store") || path.ends_with("merge") ? "POST" : "PATCH", path, body, login,
                {{"If-Match", "\"" + std::to_string(version) + "\""}});
  }
  /// Made by the desk that keeps it; its number.
  std::int64_t make(std::string const& reg, std::string const& values, std::string const& more = "") {
    auto const made = send("POST", "/registers/" + reg + "/records", R"({"values":)" + values + more + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    return made.status == 201 ? made.at("/id").as_int64() : 0;
  }
  std::string eatery(std::string const& code, std::string const& more = "") {
    return "/registers/eatery/records/" +
           std::to_string(make("eatery", R"({"code":")" + code + R"(","name":"示例饭店（虚构）)" + code + R"(","township":"140215100")" + more + "}",
                               R"(,"geometry":{"type":"Point","coordinates":[113.6123,40.0456]})"));
  }

 private:
  struct Badge { std::string token, csrf; };
  Badge const& badge_of(std::string const& login) {
    auto& kept = badges_[login];
    if (!login.empty() && !people.look(kept.token, now)) {
      auto const in = people.log_in(login, password, "192.0.2.8", now);
      EXPECT_TRUE(in) << login;
      kept = {in->token, in->session.csrf};
    }
    return kept;
  }
  std::map<std::string, Badge> badges_;
};

}  // namespace ledgers_story
