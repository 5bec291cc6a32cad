#include "identity/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace {

using namespace std::chrono_literals;
using identity::Person, identity::Right, identity::Role, identity::sees_inside, identity::sees_point;
using testing::HasSubstr;

constexpr base::Time start{1'772'323'200'000};   // 2026-03-01 08:00 in Beijing
auto const* const password = "correct horse";

/// Hashing with the least Argon2 allows: these tests are about what happens around it.
class Identity : public testing::Test {
 protected:
  std::unique_ptr<sql::Database> db = sql::Database::in_memory();
  trail::Journal journal{*db};
  identity::People people{*db, journal, {.argon2_memory_kib = 8, .argon2_passes = 1}};

  Person make(std::string const& login, Role role = Role::monitor, std::string const& facility = "") {
    Person const person{.login = login, .name = "某人", .role = role, .facility = facility};
    return people.create(person, password, "admin", start).value();
  }
  std::string code_of(std::string const& login, std::string const& typed, base::Time now = start,
                      std::string const& address = "10.0.0.7") {
    auto const result = people.log_in(login, typed, address, now);
    return result ? "ok" : result.error().code;
  }
  std::vector<std::string> actions() {
    std::vector<std::string> found;
    for (auto const& entry : journal.find({})) found.insert(found.begin(), entry.action);
    return found;
  }
};

TEST(Matrix, says_for_every_role_and_every_right_who_may) {
  using R = Right;
  std::map<Role, std::set<Right>> const allowed{
      {Role::administrator,
       {R::see_measurements, R::see_frames, R::see_alarms, R::handle_alarms, R::see_points_admin, R::change_points,
        R::see_people, R::change_people, R::see_trail, R::see_system, R::export_tables,
        R::see_registers, R::change_registers, R::import_registers, R::administer_registers, R::see_facility}},
      {Role::monitor,
       {R::see_measurements, R::see_frames, R::see_alarms, R::handle_alarms, R::see_points_admin, R::change_points,
        R::export_tables, R::see_registers, R::change_registers, R::see_facility}},
      {Role::inspector,
       {R::see_measurements, R::see_frames, R::see_alarms, R::handle_alarms, R::export_tables,
        R::see_registers, R::change_registers, R::see_facility}},
      {Role::enterprise,
       {R::see_measurements, R::see_frames, R::see_alarms, R::export_tables,
        R::see_registers, R::change_registers, R::see_facility}},
      {Role::guest, {R::see_measurements, R::see_registers}},
      {Role::leader,
       {R::see_measurements, R::see_frames, R::see_alarms, R::see_trail, R::export_tables, R::see_registers, R::see_facility}},
      {Role::officer,
       {R::see_measurements, R::see_frames, R::see_alarms, R::export_tables,
        R::see_registers, R::change_registers, R::import_registers, R::see_facility}},
      {Role::partner, {R::see_measurements, R::export_tables, R::see_registers, R::change_registers}},
      {Role::grid, {R::see_measurements, R::export_tables, R::see_registers, R::change_registers}},
      {Role::third_party, {R::see_measurements, R::export_tables, R::see_registers, R::change_registers}},
  };
  EXPECT_EQ(allowed.size(), static_cast<std::size_t>(identity::role_count));
  for (auto const& [role, rights] : allowed) {
    for (int i = 0; i < identity::right_count; ++i) {
      auto const right = static_cast<Right>(i);
      EXPECT_EQ(identity::may(role, right), rights.contains(right)) << name_of(role) << " " << name_of(right);
    }
  }
  EXPECT_EQ(allowed.at(Role::administrator).size(), static_cast<std::size_t>(identity::right_count));
}

TEST(Matrix, roles_and_rights_have_names_of_their_own) {
  std::set<std::string_view> names;
  for (int i = 0; i < identity::right_count; ++i) names.insert(name_of(static_cast<Right>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(identity::right_count));
  for (int i = 0; i < identity::role_count; ++i) {
    auto const role = static_cast<Role>(i);
    EXPECT_EQ(identity::parse_role(name_of(role)), role);
  }
  EXPECT_EQ(identity::parse_role("root"), std::nullopt);
}

TEST(Scope, an_enterprise_sees_its_own_facility_and_everybody_the_public_stations) {
  Person const works{.role = Role::enterprise, .facility = "甲厂"}, lost{.role = Role::enterprise}, guest{.role = Role::guest};
  Person const partner{.role = Role::partner}, grid{.role = Role::grid}, laboratory{.role = Role::third_party, .facility = "甲厂"};
  EXPECT_TRUE(sees_point(works, {"甲厂"}));
  EXPECT_FALSE(sees_point(works, {"甲厂二分厂"}));
  for (auto const& person : {works, lost, guest, partner, grid, laboratory}) {
    EXPECT_TRUE(sees_point(person, {"", true})) << "a station of no facility is the public's";
    EXPECT_FALSE(sees_point(person, {"", false})) << "an outlet whose facility nobody wrote down is not";
    EXPECT_FALSE(sees_inside(person, {"", true})) << "its alarms are the bureau's matter";
  }
  EXPECT_TRUE(sees_inside(works, {"甲厂"}));
  for (auto const& outside : {guest, partner, grid, laboratory}) {
    EXPECT_FALSE(sees_point(outside, {"甲厂", true}));
    EXPECT_FALSE(sees_inside(outside, {"甲厂", true}));
  }
  for (auto const role : {Role::administrator, Role::monitor, Role::inspector, Role::leader, Role::officer}) {
    for (auto const* facility : {"甲厂", ""}) {
      EXPECT_TRUE(sees_point({.role = role}, {facility}));
      EXPECT_TRUE(sees_inside({.role = role}, {facility}));
    }
  }
}

TEST_F(Identity, the_first_start_makes_an_administrator_and_says_the_password_once) {
  auto const first = people.ensure_administrator(start);
  ASSERT_TRUE(first.has_value());
  EXPECT_GE(first->size(), 20U);
  EXPECT_EQ(people.ensure_administrator(start), std::nullopt);
  auto const in = people.log_in("admin", *first, "127.0.0.1", start);
  ASSERT_TRUE(in);
  EXPECT_EQ(in->session.person.role, Role::administrator);
  EXPECT_TRUE(in->session.person.must_change_password);
}

TEST_F(Identity, a_session_lives_by_its_token_and_knows_its_person) {
  make("wang");
  auto const in = people.log_in("wang", password, "10.0.0.7", start);
  ASSERT_TRUE(in);
  auto const session = people.session(in->token, start + 1min);
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->person.login, "wang");
  EXPECT_EQ(session->person.last_login_at, start);
  EXPECT_EQ(session->csrf, in->session.csrf);
  EXPECT_GE(session->csrf.size(), 32U);
  EXPECT_NE(session->csrf, in->token);
  EXPECT_EQ(people.session("", start), std::nullopt);
  EXPECT_EQ(people.session(in->token + "x", start), std::nullopt);
}

TEST_F(Identity, the_database_holds_neither_password_nor_token) {
  make("wang");
  auto const in = people.log_in("wang", password, "10.0.0.7", start);
  db->prepare("SELECT token FROM session").one([&](sql::Row const& row) {
    EXPECT_EQ(row.blob(0), base::as_bytes(base::sha256(in->token)));
  });
  db->prepare("SELECT password FROM person").one([&](sql::Row const& row) {
    EXPECT_THAT(std::string(row.text(0)), testing::StartsWith("$argon2id$v=19$m=8,t=1,p=1$"));
  });
}

TEST_F(Identity, a_session_slides_while_it_is_used_and_ends_when_idle_or_old) {
  make("wang");
  auto const used = people.log_in("wang", password, "10.0.0.7", start)->token;
  auto const idle = people.log_in("wang", password, "10.0.0.7", start)->token;
  for (auto at = 1h; at < 12h; at += 1h) {
    ASSERT_TRUE(people.session(used, start + at).has_value()) << at.count();
  }
  EXPECT_EQ(people.session(used, start + 11h)->expires_at, start + 12h);
  EXPECT_EQ(people.session(used, start + 12h), std::nullopt) << "twelve hours are the end, used or not";
  EXPECT_EQ(people.session(idle, start + 2h), std::nullopt);
}

TEST_F(Identity, logging_out_ends_that_session_and_no_other) {
  make("wang");
  auto const one = people.log_in("wang", password, "10.0.0.7", start)->token;
  auto const two = people.log_in("wang", password, "10.0.0.7", start)->token;
  people.log_out(one, start);
  people.log_out("no such token", start);
  EXPECT_EQ(people.session(one, start), std::nullopt);
  EXPECT_TRUE(people.session(two, start).has_value());
}

TEST_F(Identity, the_oldest_session_makes_room_when_one_person_has_too_many) {
  make("wang");
  auto const first = people.log_in("wang", password, "10.0.0.7", start)->token;
  for (int i = 1; i < identity::People::sessions_max; ++i) EXPECT_EQ(code_of("wang", password, start + 1s * i), "ok");
  EXPECT_TRUE(people.session(first, start + 30s).has_value());
  people.log_in("wang", password, "10.0.0.7", start + 40s).value();
  EXPECT_EQ(people.session(first, start + 41s), std::nullopt);
}

TEST_F(Identity, a_refusal_never_says_which_of_the_two_was_wrong) {
  make("wang");
  auto const wrong = people.log_in("wang", "not the password", "10.0.0.7", start);
  auto const unknown = people.log_in("nobody", password, "10.0.0.7", start);
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error(), unknown.error());
  EXPECT_EQ(wrong.error().code, "unauthenticated");
  EXPECT_EQ(code_of("wang", std::string(100'000, 'x')), "unauthenticated");
  EXPECT_EQ(code_of("wang", ""), "unauthenticated");
  EXPECT_EQ(code_of(" WANG ", password), "ok") << "a phone's keyboard begins with a capital letter";
}

TEST_F(Identity, five_wrong_passwords_lock_the_login_even_for_the_right_one) {
  make("wang");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(code_of("wang", "wrong"), "unauthenticated");
  auto const refused = people.log_in("wang", password, "10.0.0.8", start);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "too_many");
  EXPECT_THAT(refused.error().mend, HasSubstr("2026-03-01T08:15:00+08:00"));
  EXPECT_EQ(code_of("wang", password, start + 15min), "ok");
  EXPECT_THAT(actions(), testing::IsSupersetOf({"login.refused", "login.locked", "login.ok"}));
}

TEST_F(Identity, what_everybody_would_try_first_is_no_password) {
  auto const why = [&](std::string const& typed) {
    auto const wrong = people.wrong_fields({.login = "wang"}, typed);
    return wrong.empty() ? "sound" : wrong.front().where + ": " + wrong.front().detail;
  };
  for (auto const* typed : {"aaaaaaaaaa", "abababababab", "1212121212"}) EXPECT_EQ(why(typed), "password: the password repeats a few characters");
  for (auto const* typed : {"1234567890", "9876543210", "0123456789", "abcdefghij", "ABCDEFGHIJ", "1122334455", "90123456789"}) {
    EXPECT_EQ(why(typed), "password: the password is a run of neighbouring characters") << typed;
  }
  for (auto const* typed : {"qwertyuiop", "poiuytrewq", "asdfghjklz"}) EXPECT_EQ(why(typed), "password: the password is a row of the keyboard");
  for (auto const* typed : {"wang wang wang", "Wang2026!!", "my name is wang"}) EXPECT_EQ(why(typed), "password: the login stands in the password");
  for (auto const* typed : {"correct horse", "2026-11-26 rain", "碧水蓝天净土保卫战啊", "abcdefghik"}) EXPECT_EQ(why(typed), "sound") << typed;
  EXPECT_TRUE(people.wrong_fields({.login = "li"}, "a quiet lilac evening").empty()) << "so short a login stands in many words";
}

TEST_F(Identity, a_password_set_by_somebody_else_ends_a_lock) {
  auto const id = make("wang").id;
  for (int i = 0; i < 5; ++i) code_of("wang", "wrong");
  ASSERT_EQ(code_of("wang", password), "too_many");
  ASSERT_TRUE(people.set_password(id, "another long password", "admin", start));
  EXPECT_EQ(code_of("wang", "another long password"), "ok");
}

TEST_F(Identity, an_unknown_login_is_locked_just_like_a_known_one) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(code_of("nobody", "wrong"), "unauthenticated");
  EXPECT_EQ(code_of("nobody", "wrong"), "too_many");
}

TEST_F(Identity, the_right_password_wipes_the_slate_and_old_mistakes_are_forgiven) {
  make("wang");
  for (int i = 0; i < 4; ++i) code_of("wang", "wrong");
  EXPECT_EQ(code_of("wang", password), "ok");
  for (int i = 0; i < 4; ++i) code_of("wang", "wrong");
  EXPECT_EQ(code_of("wang", "wrong", start + 15min), "unauthenticated");
  EXPECT_EQ(code_of("wang", password, start + 15min), "ok");
}

TEST_F(Identity, an_address_that_tries_many_logins_is_locked_and_others_are_not) {
  make("wang");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(code_of("login" + std::to_string(i), "wrong"), "unauthenticated");
  EXPECT_EQ(code_of("wang", password), "too_many");
  EXPECT_EQ(code_of("wang", password, start, "10.0.0.8"), "ok");
}

TEST_F(Identity, people_who_log_in_rightly_never_lock_their_office) {
  make("wang");
  for (int i = 0; i < 30; ++i) EXPECT_EQ(code_of("wang", password, start + 1s * i), "ok");
}

TEST_F(Identity, somebody_who_is_no_longer_active_is_out_at_once) {
  auto wang = make("wang");
  auto const token = people.log_in("wang", password, "10.0.0.7", start)->token;
  make("chief", Role::administrator);
  wang.active = false;
  ASSERT_TRUE(people.change(wang, "chief", start));
  EXPECT_EQ(people.session(token, start), std::nullopt);
  EXPECT_EQ(code_of("wang", password), "unauthenticated");
}

TEST_F(Identity, a_new_role_counts_at_the_next_request) {
  make("chief", Role::administrator);
  auto wang = make("wang");
  auto const token = people.log_in("wang", password, "10.0.0.7", start)->token;
  wang.role = Role::guest;
  ASSERT_TRUE(people.change(wang, "chief", start));
  EXPECT_EQ(people.session(token, start)->person.role, Role::guest);
}

TEST_F(Identity, the_last_administrator_stays) {
  auto chief = make("chief", Role::administrator);
  chief.role = Role::guest;
  auto const refused = people.change(chief, "chief", start);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "conflict");
  EXPECT_EQ(people.find("chief")->role, Role::administrator);
  make("second", Role::administrator);
  EXPECT_TRUE(people.change(chief, "second", start));
}

TEST_F(Identity, a_password_set_by_somebody_else_is_to_be_changed_and_ends_the_sessions) {
  auto const wang = make("wang");
  auto const token = people.log_in("wang", password, "10.0.0.7", start)->token;
  ASSERT_TRUE(people.set_password(wang.id, "another password", "chief", start));
  EXPECT_EQ(people.session(token, start), std::nullopt);
  EXPECT_EQ(code_of("wang", password), "unauthenticated");
  EXPECT_TRUE(people.log_in("wang", "another password", "10.0.0.7", start)->session.person.must_change_password);
  ASSERT_TRUE(people.set_password(wang.id, "one of my own", "wang", start));
  EXPECT_FALSE(people.log_in("wang", "one of my own", "10.0.0.7", start)->session.person.must_change_password);
}

TEST_F(Identity, ones_own_password_is_changed_by_saying_the_old_one_and_that_is_no_log_in) {
  auto const wang = make("wang");
  auto const token = people.log_in("wang", password, "10.0.0.7", start)->token;
  ASSERT_TRUE(people.change_password(wang.id, password, "one of my own", start + 1min));
  EXPECT_EQ(people.session(token, start + 1min), std::nullopt);
  EXPECT_EQ(code_of("wang", password), "unauthenticated");
  auto const in = people.log_in("wang", "one of my own", "10.0.0.7", start + 2min);
  ASSERT_TRUE(in);
  EXPECT_FALSE(in->session.person.must_change_password);
  EXPECT_THAT(actions(), testing::ElementsAre("person.create", "login.ok", "person.password", "login.refused", "login.ok"));
}

TEST_F(Identity, a_wrong_old_password_is_written_down_and_five_of_them_are_enough) {
  auto const wang = make("wang");
  auto const tried = [&](std::string const& old, std::string const& fresh, base::Time now) {
    auto const done = people.change_password(wang.id, old, fresh, now);
    return done ? "done" : done.error().code + " " + done.error().where;
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(tried("guess " + std::to_string(i), "one of my own", start), "invalid old");
  EXPECT_EQ(tried(password, "one of my own", start), "too_many ") << "even for the right one";
  EXPECT_EQ(code_of("wang", password), "ok") << "whoever sits at somebody's screen cannot lock the login";
  EXPECT_EQ(tried(password, "short", start + 15min), "invalid new");
  EXPECT_EQ(tried(password, "wang", start + 15min), "invalid new");
  EXPECT_EQ(tried(password, password, start + 15min), "invalid new") << "the same is no change";
  EXPECT_EQ(tried(std::string(100'000, 'x'), "one of my own", start + 15min), "invalid old");
  EXPECT_EQ(people.change_password(base::PersonId{99}, password, "one of my own", start).error().code, "not_found");
  for (auto const& entry : journal.find({.action_prefix = "person.password"})) {
    EXPECT_EQ(entry.action, "person.password.refused");
    EXPECT_THAT(entry.detail, testing::Not(HasSubstr("guess")));
  }
  EXPECT_THAT(journal.find({.action_prefix = "person.password"}), testing::SizeIs(6));
}

TEST_F(Identity, an_account_need_not_change_the_password_it_was_made_with_unless_that_is_said) {
  make("wang");
  people.create({.login = "li", .must_change_password = true}, password, "admin", start).value();
  EXPECT_FALSE(people.log_in("wang", password, "10.0.0.7", start)->session.person.must_change_password);
  EXPECT_TRUE(people.log_in("li", password, "10.0.0.7", start)->session.person.must_change_password);
}

TEST_F(Identity, looking_at_a_session_does_not_keep_it_alive) {
  make("wang");
  auto const token = people.log_in("wang", password, "10.0.0.7", start)->token;
  for (auto at = 10min; at < 2h; at += 10min) ASSERT_TRUE(people.look(token, start + at).has_value());
  EXPECT_EQ(people.look(token, start + 2h), std::nullopt);
  EXPECT_EQ(people.look("no such token", start), std::nullopt);
}

TEST_F(Identity, wrong_fields_are_refused_by_name) {
  auto const refused = [&](Person person, std::string const& typed) {
    auto const made = people.create(std::move(person), typed, "admin", start);
    return made ? "nothing" : made.error().code + " " + made.error().where;
  };
  EXPECT_EQ(refused({.login = "a"}, password), "invalid login");
  EXPECT_EQ(refused({.login = "wang li"}, password), "invalid login");
  EXPECT_EQ(refused({.login = "wang"}, "123456789"), "invalid password");
  EXPECT_EQ(refused({.login = "wang"}, std::string(129, 'x')), "invalid password");
  EXPECT_EQ(refused({.login = "wang.xiaoming"}, "Wang.Xiaoming"), "invalid password");
  EXPECT_EQ(refused({.login = "wang", .role = Role::enterprise}, password), "invalid facility");
  EXPECT_EQ(refused({.login = "wang"}, "一二三四五六七八九"), "invalid password") << "nine characters, whatever the bytes";
  EXPECT_EQ(refused({.login = "wang"}, "一二三四五六七八九十"), "nothing");
  EXPECT_EQ(refused({.login = "wang"}, password), "conflict login");
  EXPECT_EQ(people.wrong_fields({.login = "a", .role = Role::enterprise}, "short").size(), 3U) << "each is named at once";
  EXPECT_EQ(people.all().size(), 1U);
  EXPECT_EQ(people.set_password(base::PersonId{99}, password, "admin", start).error().code, "not_found");
  EXPECT_EQ(people.change({.id = base::PersonId{99}}, "admin", start).error().code, "not_found");
}

TEST_F(Identity, officers_have_a_department_and_grid_workers_an_area) {
  auto const wrong = [&](Person person) {
    std::string fields;
    person.login = "wang";
    for (auto const& problem : people.wrong_fields(person, password)) fields += problem.code + " " + problem.where + ";";
    return fields;
  };
  EXPECT_EQ(wrong({.role = Role::officer}), "invalid department;");
  EXPECT_EQ(wrong({.role = Role::partner}), "invalid department;");
  EXPECT_EQ(wrong({.role = Role::grid}), "invalid area;");
  EXPECT_EQ(wrong({.role = Role::leader}) + wrong({.role = Role::third_party}), "") << "these need neither";
  EXPECT_EQ(wrong({.role = Role::officer, .department = "air"}), "");
  EXPECT_EQ(wrong({.role = Role::officer, .department = "Air"}), "invalid department;");
  EXPECT_EQ(wrong({.role = Role::officer, .department = std::string(41, 'a')}), "invalid department;");
  for (auto const* area : {"140215", "140215100", "140215100001"}) EXPECT_EQ(wrong({.role = Role::grid, .area = area}), "") << area;
  for (auto const* area : {"14", "1402151", "14021510x", "１４０２１５"}) EXPECT_EQ(wrong({.role = Role::grid, .area = area}), "invalid area;") << area;
  EXPECT_EQ(wrong({.role = Role::enterprise, .department = "?", .area = "?"}), "invalid facility;invalid department;invalid area;");

  make("chief", Role::administrator);
  auto grid = people.create({.login = "li", .role = Role::grid, .area = "140215100"}, password, "admin", start).value();
  grid.role = Role::officer;
  EXPECT_EQ(people.change(grid, "admin", start).error().where, "department");
  grid.department = "air", grid.area = "";
  people.change(grid, "admin", start).value();
  auto const kept = people.find("li").value();
  EXPECT_EQ(kept.department + "|" + kept.area, "air|");
  EXPECT_EQ(people.log_in("li", password, "10.0.0.7", start)->session.person.department, "air");
  EXPECT_EQ(journal.find({.action_prefix = "person.change"})[0].detail,
            R"({"role":{"before":"grid","after":"officer"},"department":{"before":"","after":"air"},"area":{"before":"140215100","after":""}})");
}

TEST(Migration, people_of_before_departments_stay_who_they_were) {
  auto const db = sql::Database::in_memory();
  db->migrate("identity", {R"(
    CREATE TABLE person (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
      facility TEXT NOT NULL, active BIGINT NOT NULL, must_change_password BIGINT NOT NULL, created_at BIGINT NOT NULL,
      last_login_at BIGINT NOT NULL, password TEXT NOT NULL);
    CREATE TABLE session (token BLOB PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id), csrf TEXT NOT NULL,
      used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
    INSERT INTO person VALUES (7, 'wang', '某人', 'enterprise', '甲厂', 1, 0, 5, 6, 'hash');)"});
  trail::Journal journal(*db);
  identity::People people(*db, journal, {.argon2_memory_kib = 8, .argon2_passes = 1});
  auto const wang = people.find("wang");
  ASSERT_TRUE(wang.has_value());
  EXPECT_EQ(wang->id.value, 7);
  EXPECT_EQ(wang->facility + wang->department + wang->area, "甲厂");
  EXPECT_EQ(wang->last_login_at.ms, 6);
}

TEST_F(Identity, every_step_is_in_the_trail_and_no_secret_or_name_ever) {
  make("chief", Role::administrator);
  auto wang = make("wang");
  auto const token = people.log_in("wang", password, "10.0.0.7", start)->token;
  code_of("wang", "mistyped password");
  code_of("my-password-in-the-wrong-field", "x");
  wang.name = "另一个名字";
  wang.role = Role::inspector;
  people.change(wang, "chief", start).value();
  people.log_out(token, start);
  people.set_password(wang.id, "another password", "chief", start).value();
  EXPECT_THAT(actions(), testing::ElementsAre("person.create", "person.create", "login.ok", "login.refused",
                                              "login.refused", "person.change", "logout", "person.password"));
  for (auto const& entry : journal.find({})) {
    auto const all = entry.who + entry.from + entry.subject + entry.detail;
    for (auto const* secret : {"password-in", "mistyped", "another", "horse", "某人", "名字", token.c_str()}) {
      EXPECT_THAT(all, testing::Not(HasSubstr(secret)));
    }
  }
  EXPECT_EQ(journal.find({.action_prefix = "person.change"})[0].detail,
            R"({"name":"changed","role":{"before":"monitor","after":"inspector"}})");
  EXPECT_TRUE(journal.verify().empty());
}

TEST(Token, is_url_safe_and_never_the_same) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(identity::random_token(32));
  EXPECT_EQ(seen.size(), 100U);
  for (auto const& token : seen) {
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
  }
}

}  // namespace
