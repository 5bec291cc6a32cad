// Logging in and out, the token against forged requests, one's own password.
#include "console/house_for_tests.hpp"

namespace console_story {
namespace {

class Door : public House {
 protected:
  Answer log_in(std::string const& login, std::string const& typed) {
    return ask({"POST", "/api/v1/session", json::serialize(json::object{{"login", login}, {"password", typed}})}, {});
  }
};

TEST_F(Door, who_logs_in_gets_a_cookie_that_scripts_and_other_sites_cannot_use) {
  auto const in = log_in("centre", password);
  ASSERT_EQ(in.status, 200);
  EXPECT_EQ(word(in.value(), "role"), "monitor");
  EXPECT_FALSE(in.value().at("must_change_password").as_bool());
  auto const cookie = in.header("Set-Cookie");
  EXPECT_THAT(cookie, testing::MatchesRegex("biyun_session=[A-Za-z0-9_-]+; Path=/; HttpOnly; SameSite=Strict"));
  EXPECT_THAT(in.body(), Not(HasSubstr(cookie.substr(14, 40)))) << "the token is in the cookie only";
  auto const token = cookie.substr(14, cookie.find(';') - 14);
  auto const me = ask({.target = "/api/v1/session", .body = ""}, {token, ""});
  EXPECT_EQ(me.body(), in.body());
}

TEST_F(Door, a_wrong_password_and_an_unknown_login_are_refused_alike_and_the_sixth_try_is_locked_out) {
  auto const wrong = log_in("centre", "not this");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.response.content_type, "application/problem+json; charset=utf-8");
  EXPECT_EQ(wrong.body(), log_in("nobody", password).body());
  EXPECT_EQ(wrong.header("Set-Cookie"), "");
  for (int i = 0; i < 4; ++i) {
    log_in("centre", "not this");
  }
  auto const locked = log_in("centre", password);
  EXPECT_EQ(locked.status, 429);
  EXPECT_THAT(word(locked.value(), "mend"), HasSubstr("2026-03-10T08:15:00+08:00"));
  now = now + 15min;
  EXPECT_EQ(log_in("centre", password).status, 200);
}

TEST_F(Door, a_form_that_is_no_form_is_refused_field_by_field) {
  auto const typed = [&](std::string const& body) { return ask({"POST", "/api/v1/session", body}, {}); };
  EXPECT_EQ(typed("").status, 400);
  EXPECT_EQ(typed("[]").status, 400);
  EXPECT_EQ(typed("{\"login\"").status, 400);
  EXPECT_THAT(typed("{}").wrong_fields(), ElementsAre("login", "password"));
  EXPECT_THAT(typed(R"({"login":7,"password":null})").wrong_fields(), ElementsAre("login", "password"));
}

TEST_F(Door, a_change_without_the_token_is_refused_and_changes_nothing) {
  auto const centre = badge("centre");
  auto const body = R"({"code":"X-1","name":"新点","kind":"other"})";
  auto const without = ask({"POST", "/api/v1/points", body, false}, centre);
  EXPECT_EQ(without.status, 403);
  EXPECT_THAT(word(without.value(), "detail"), HasSubstr("X-CSRF-Token"));
  EXPECT_EQ(ask({"POST", "/api/v1/points", body}, {centre.token, "made up"}).status, 403);
  EXPECT_EQ(ask({"POST", "/api/v1/points", body}, {centre.token, badge("boss").csrf}).status, 403) << "somebody else's token";
  EXPECT_EQ(ask({"DELETE", "/api/v1/session", "", false}, centre).status, 403);
  EXPECT_EQ(registry.by_code("X-1"), std::nullopt);
  EXPECT_EQ(ask({"POST", "/api/v1/points", body}, centre).status, 201);
}

TEST_F(Door, logging_out_ends_the_session_and_takes_the_cookie_away) {
  auto const centre = badge("centre");
  auto const out = ask({"DELETE", "/api/v1/session", ""}, centre);
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.header("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(ask({.target = "/api/v1/session", .body = ""}, centre).status, 401);
  EXPECT_EQ(ask({"DELETE", "/api/v1/session", ""}, centre).status, 401);
}

TEST_F(Door, the_first_administrator_does_nothing_before_the_shown_password_is_changed) {
  House::people.set_password(people.find("boss")->id, "made for somebody", "somebody", now).value();
  auto const in = log_in("boss", "made for somebody");
  EXPECT_TRUE(in.value().at("must_change_password").as_bool());
  auto const token = in.header("Set-Cookie").substr(14, in.header("Set-Cookie").find(';') - 14);
  Badge const boss{token, word(in.value(), "csrf")};
  auto const refused = ask({.target = "/api/v1/overview", .body = ""}, boss);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(word(refused.value(), "mend"), HasSubstr("/api/v1/session/password"));
  EXPECT_EQ(ask({"POST", "/api/v1/session/password", R"({"old":"made for somebody","new":"one of my own"})"}, boss).status, 204);
  EXPECT_EQ(ask({.target = "/api/v1/session", .body = ""}, boss).status, 401) << "all sessions end";
  EXPECT_FALSE(log_in("boss", "one of my own").value().at("must_change_password").as_bool());
}

TEST_F(Door, the_own_password_needs_the_old_one_and_guessing_it_has_an_end) {
  auto const centre = badge("centre");
  auto const change = [&](std::string const& old, std::string const& fresh) {
    return ask({"POST", "/api/v1/session/password", json::serialize(json::object{{"old", old}, {"new", fresh}})}, centre);
  };
  EXPECT_THAT(change("", "").wrong_fields(), ElementsAre("old", "new"));
  EXPECT_THAT(change(password, "short").wrong_fields(), ElementsAre("new"));
  EXPECT_THAT(change(password, password).wrong_fields(), ElementsAre("new"));
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(change("a guess", "one of my own").wrong_fields(), ElementsAre("old"));
  }
  EXPECT_EQ(change(password, "one of my own").status, 429);
  EXPECT_EQ(log_in("centre", password).status, 200) << "guessing here locks nobody out there";
  now = now + 16min;
  EXPECT_EQ(change(password, "one of my own").status, 204);
  EXPECT_THAT(journal.find({.action_prefix = "logout"}), IsEmpty());
  EXPECT_THAT(journal.find({.action_prefix = "login."}), SizeIs(2)) << "the two log-ins of this story and no more";
}

TEST_F(Door, behind_a_proxy_that_speaks_tls_the_cookie_is_for_tls_only) {
  http::Request request{.method = http::Method::post, .path = "/api/v1/session", .headers = {{"x-forwarded-proto", "https"}},
                        .body = R"({"login":"centre","password":"correct horse"})", .received_at = now};
  EXPECT_THAT(router.dispatch(request).headers.at(0).second, HasSubstr("; Secure"));
}

TEST_F(Door, behind_a_proxy_on_this_machine_each_client_is_locked_out_alone) {
  auto const try_from = [&](std::string const& client, std::string const& login, std::string const& typed) {
    http::Request const request{.method = http::Method::post, .path = "/api/v1/session", .headers = {{"x-forwarded-for", client}},
                                .body = json::serialize(json::object{{"login", login}, {"password", typed}}), .peer = "127.0.0.1:40000", .received_at = now};
    return router.dispatch(request).status;
  };
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(try_from("198.51.100.1", "nobody" + std::to_string(i), "not this one"), 401);
  }
  EXPECT_EQ(try_from("198.51.100.1", "centre", password), 429);
  EXPECT_EQ(try_from("198.51.100.2", "centre", password), 200);
  EXPECT_EQ(journal.find({.action_prefix = "login.ok"}).at(0).from, "198.51.100.2");
}

TEST_F(Door, a_stranger_may_not_send_much_whatever_cookie_comes_with_it) {
  auto const sent = ask({"POST", "/api/v1/session", std::string(70'000, ' ')}, {"made up", ""});
  EXPECT_EQ(sent.status, 413);
  EXPECT_EQ(sent.response.content_type, "application/problem+json; charset=utf-8");
}

TEST_F(Door, what_is_changed_is_written_down_with_the_address_it_was_changed_from) {
  send("PUT", "/points/" + id(boiler), R"({"name":"一号锅炉"})", "centre");
  send("PUT", "/loggers/" + boiler_mn, R"({"rtd_interval_s":30})", "centre");
  for (auto const* action : {"point.change", "logger.change"}) {
    EXPECT_EQ(journal.find({.action_prefix = action, .most = 1}).at(0).from, "192.0.2.8") << action;
  }
}

TEST_F(Door, demonstration_accounts_are_told_to_everybody_because_they_are_no_secret) {
  auto const about = get("/about", "");
  EXPECT_EQ(word(about.value().at("accounts").at(0), "password"), "yunzhou-guest");
}

}  // namespace
}  // namespace console_story
