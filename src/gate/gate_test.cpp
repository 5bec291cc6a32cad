#include "gate/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/basic.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace {

using namespace std::chrono_literals;
using identity::Right, identity::Role;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;
namespace json = boost::json;

std::string const password = "correct horse";
std::string const patrol_basic = "Basic cGF0cm9sOmNvcnJlY3QgaG9yc2U=";      // patrol:correct horse
std::string const wrong_basic = "Basic cGF0cm9sOm5vdCB0aGlz";             // patrol:not this

/// A face of two addresses for machines, one list for screens, and one change.
class Face : public testing::Test {
 protected:
  Face() {
    for (auto const& [login, role] : {std::pair{"patrol", Role::inspector}, {"boss", Role::administrator}, {"public", Role::guest}}) {
      people.create({.login = login, .name = "某人", .role = role}, password, "boss", now).value();
    }
    auto const who = [](gate::Call const& call) { return gate::answer(json::object{{"who", call.who()}, {"token", call.token}}); };
    gate.guarded(router, http::Method::get, "/ogc/items", Right::see_measurements, who);
    gate.guarded(router, http::Method::get, "/api/v1/items", Right::see_measurements, who);
    gate.guarded(router, http::Method::post, "/ogc/items", Right::see_measurements, who);
    gate.open(router, http::Method::get, "/ogc", who);
    gate.guarded(router, http::Method::get, "/ogc/registers", Right::see_registers, who);
    gate.guarded(router, http::Method::post, "/ogc/registers", Right::see_registers, who);
    gate.list(router, "/api/v1/rows", Right::see_measurements, [](gate::Call const& call) {
      json::array rows;
      for (auto const n : {2, 1, 3}) {
        rows.push_back(json::object{{"n", n}, {"name", gate::text(std::string(static_cast<std::size_t>(n), 'x'))}});
      }
      return gate::page(call, std::move(rows), {"rows", json::object{{"n", 0}, {"name", ""}}});
    });
  }

  base::Time now = base::parse_time("2026-03-10 08:00").value();
  std::unique_ptr<sql::Database> db = sql::Database::in_memory();
  trail::Journal journal{*db};
  identity::People people{*db, journal, {.argon2_memory_kib = 8, .argon2_passes = 1}};
  gate::Gate gate{people, {.machines_max = 2}};
  http::Router router;

  using Headers = std::vector<std::pair<std::string, std::string>>;
  http::Response ask(http::Method method, std::string const& path, Headers headers, std::vector<std::pair<std::string, std::string>> query = {}) {
    return router.dispatch({.method = method, .path = path, .query = std::move(query), .headers = std::move(headers),
                            .peer = "192.0.2.8:40000", .received_at = now});
  }
  http::Response get(std::string const& path, Headers headers = {}) { return ask(http::Method::get, path, std::move(headers)); }
  http::Response machine(std::string const& basic, std::string const& path = "/ogc/items") { return get(path, {{"authorization", basic}}); }
  static std::string challenge(http::Response const& response) {
    for (auto const& [name, value] : response.headers) {
      if (name == "WWW-Authenticate") {
        return value;
      }
    }
    return {};
  }
  std::string cookie(std::string const& login) { return "biyun_session=" + people.log_in(login, password, "192.0.2.9", now)->token; }
  std::size_t log_ins() const { return journal.find({.action_prefix = "login.ok"}).size(); }
};

TEST(Basic, is_read_as_RFC_7617_writes_it) {
  auto const told = [](std::string_view header) {
    auto const read = gate::read_basic(header);
    return read ? read->login + "|" + read->password : "none";
  };
  EXPECT_EQ(told("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "Aladdin|open sesame") << "RFC 7617, 2";
  EXPECT_EQ(told("basic dGVzdDoxMjPCow=="), "test|123\xC2\xA3") << "RFC 7617, 2.1: UTF-8";
  EXPECT_EQ(told("Basic YTpiOmM="), "a|b:c") << "a password may hold colons, a login may not";
  EXPECT_EQ(told("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "none");
  EXPECT_EQ(told(""), "none");
  for (auto const* broken : {"Basic ", "Basic ****", "Basic QWxh", "Basic QWxhZGRpbg", "Basic ====", "Basic Qzo\n"}) {
    EXPECT_EQ(told(broken), "|") << broken;
  }
  EXPECT_EQ(told("Basic " + std::string(4'000, 'Q')), "|") << "too long to be a login and a password";
}

TEST_F(Face, a_machine_reads_with_login_and_password_and_pays_for_the_check_once) {
  for (int tile = 0; tile < 100; ++tile) {
    ASSERT_EQ(machine(patrol_basic).status, 200);
  }
  EXPECT_THAT(machine(patrol_basic).body, HasSubstr(R"("who":"patrol")"));
  EXPECT_EQ(ask(http::Method::head, "/ogc/items", {{"authorization", patrol_basic}}).status, 200);
  EXPECT_EQ(machine(patrol_basic, "/api/v1/items").status, 200);
  EXPECT_EQ(log_ins(), 1U);
  EXPECT_EQ(journal.find({.action_prefix = "login.ok"}).at(0).from, "192.0.2.8");
}

TEST_F(Face, the_public_reads_registers_without_an_account_and_changes_nothing) {
  EXPECT_EQ(get("/ogc/registers").status, 200);
  EXPECT_THAT(get("/ogc/registers").body, HasSubstr(R"("who":"")"));
  EXPECT_EQ(ask(http::Method::post, "/ogc/registers", {}).status, 401);
  EXPECT_EQ(machine("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "/ogc/registers").status, 401) << "who names an account is asked for it";
  EXPECT_EQ(get("/ogc/items").status, 401);
}

TEST_F(Face, a_machine_is_known_as_long_as_it_asks_and_forgotten_half_an_hour_later) {
  for (int i = 0; i < 3; ++i) {
    machine(patrol_basic);
    now = now + 29min;
  }
  EXPECT_EQ(log_ins(), 1U);
  now = now + 1min;
  EXPECT_EQ(machine(patrol_basic).status, 200);
  EXPECT_EQ(log_ins(), 2U);
}

TEST_F(Face, a_new_password_or_an_account_set_inactive_ends_what_was_remembered) {
  EXPECT_EQ(machine(patrol_basic).status, 200);
  auto patrol = *people.find("patrol");
  people.change_password(patrol.id, password, "one of my own", now).value();
  EXPECT_EQ(machine(patrol_basic).status, 401);
  people.set_password(patrol.id, password, "patrol", now).value();
  EXPECT_EQ(machine(patrol_basic).status, 200);
  patrol.active = false;
  people.change(patrol, "boss", now).value();
  EXPECT_EQ(machine(patrol_basic).status, 401);
}

TEST_F(Face, wrong_passwords_of_machines_lock_like_those_typed_at_the_log_in) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(machine(wrong_basic).status, 401);
  }
  EXPECT_EQ(machine(patrol_basic).status, 429) << "the right one comes too late";
  EXPECT_EQ(people.log_in("patrol", password, "192.0.2.9", now).error().code, "too_many") << "the same lock";
  EXPECT_THAT(journal.find({.action_prefix = "login.locked"}), SizeIs(1));
  EXPECT_EQ(gate.counters().at("refused_401"), 5);
  EXPECT_EQ(gate.counters().at("refused_429"), 1);
  now = now + 15min;
  EXPECT_EQ(machine(patrol_basic).status, 200);
}

TEST_F(Face, a_machine_that_was_let_in_stays_in_while_others_try_its_password) {
  EXPECT_EQ(machine(patrol_basic).status, 200);
  for (int i = 0; i < 6; ++i) {
    machine(wrong_basic);
  }
  EXPECT_EQ(machine(patrol_basic).status, 200);
}

TEST_F(Face, only_addresses_for_machines_ask_for_basic_and_never_a_screen) {
  EXPECT_THAT(challenge(get("/ogc/items")), HasSubstr("Basic realm="));
  EXPECT_THAT(challenge(machine(wrong_basic)), HasSubstr("Basic realm="));
  EXPECT_EQ(challenge(get("/api/v1/items")), "");
  EXPECT_EQ(challenge(machine(wrong_basic, "/api/v1/items")), "");
  auto const over = get("/ogc/items", {{"cookie", "biyun_session=of-yesterday"}});
  EXPECT_EQ(over.status, 401);
  EXPECT_EQ(challenge(over), "") << "a screen shows its own log-in, no dialog of the browser";
}

TEST_F(Face, nothing_is_changed_with_basic) {
  auto const tried = ask(http::Method::post, "/ogc/items", {{"authorization", patrol_basic}});
  EXPECT_EQ(tried.status, 401);
  EXPECT_EQ(log_ins(), 0U) << "it is not even looked at";
}

TEST_F(Face, a_cookie_goes_before_basic) {
  EXPECT_THAT(get("/ogc/items", {{"cookie", cookie("boss")}, {"authorization", patrol_basic}}).body, HasSubstr(R"("who":"boss")"));
}

TEST_F(Face, of_too_many_machines_the_one_unused_for_longest_is_checked_anew) {
  std::string const boss = "Basic Ym9zczpjb3JyZWN0IGhvcnNl", guest = "Basic cHVibGljOmNvcnJlY3QgaG9yc2U=";
  for (auto const* basic : {&patrol_basic, &boss, &patrol_basic, &guest, &patrol_basic}) {
    now = now + 1s;
    EXPECT_EQ(machine(*basic).status, 200);
  }
  EXPECT_EQ(log_ins(), 3U);
  machine(boss);
  EXPECT_EQ(log_ins(), 4U);
}

TEST_F(Face, a_list_is_a_page_and_for_those_who_may_export_a_table) {
  auto const page = [&](std::string const& path, std::string const& login, std::vector<std::pair<std::string, std::string>> query) {
    return ask(http::Method::get, path, {{"cookie", cookie(login)}}, std::move(query));
  };
  EXPECT_EQ(page("/api/v1/rows", "public", {{"sort", "-n"}, {"limit", "1"}}).body,
            R"({"items":[{"n":3,"name":"xxx"}],"total":3,"skip":0,"limit":1})");
  EXPECT_EQ(page("/api/v1/rows", "public", {{"sort", "colour"}}).status, 400);
  EXPECT_EQ(page("/api/v1/rows", "public", {{"limit", "0"}}).status, 400);
  EXPECT_EQ(page("/api/v1/rows.csv", "public", {}).status, 403);
  EXPECT_EQ(page("/api/v1/rows.csv", "patrol", {{"sort", "n"}}).body, "\xEF\xBB\xBFn,name\r\n1,x\r\n2,xx\r\n3,xxx\r\n");
}

TEST_F(Face, a_span_of_time_is_asked_for_by_its_ends) {
  auto const span = [&](std::vector<std::pair<std::string, std::string>> query) {
    http::Request const request{.query = std::move(query), .received_at = now};
    auto const read = gate::span_of({.request = request, .session = {}, .token = {}}, 1h);
    return read ? base::format(read->from).substr(0, 16) + " " + base::format(read->to).substr(0, 16) : read.error().where;
  };
  EXPECT_EQ(span({}), "2026-03-10T07:00 2026-03-10T08:00");
  EXPECT_EQ(span({{"to", "2026-03-02"}, {"from", "2026-03-01"}}), "2026-03-01T00:00 2026-03-02T00:00");
  EXPECT_EQ(span({{"to", "2026-03-02T00:00"}}), "2026-03-01T23:00 2026-03-02T00:00");
  EXPECT_EQ(span({{"to", "tomorrow"}}), "to");
  EXPECT_EQ(span({{"from", "2026-03-11"}}), "from") << "it ends before it begins";
}

}  // namespace
