// People and their sessions in the database. One mutex guards the connection; hashing a password, which is slow on
// purpose, happens outside of it.
#include <algorithm>
#include <mutex>

#include "identity/identity.hpp"
#include "identity/lockout.hpp"
#include "identity/password.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace identity {
namespace {

constexpr std::string_view people_and_sessions = R"(
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  facility TEXT NOT NULL,
  active BIGINT NOT NULL,
  must_change_password BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_login_at BIGINT NOT NULL,
  password TEXT NOT NULL
);
CREATE TABLE session (
  token BLOB PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  csrf TEXT NOT NULL,
  used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_person ON session (person, expires_at);
)";
constexpr std::string_view departments_and_areas = R"(
ALTER TABLE person ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN area TEXT NOT NULL DEFAULT '';
)";
constexpr std::string_view person_columns =
    "person.id, login, name, role, facility, active, must_change_password, created_at, last_login_at, department, area";
constexpr int person_column_count = 11;

constexpr std::size_t token_bytes = 32, csrf_bytes = 24, first_password_bytes = 15;
constexpr std::size_t login_length_min = 2, login_length_max = 64, name_length_max = 200;
constexpr std::size_t department_length_max = 40;
constexpr std::size_t login_held_min = 3;   // shorter logins stand in many a word by chance
constexpr base::Duration used_at_grain = std::chrono::minutes(1);   // a session's use is written at most that often

Person person_of(sql::Row const& row) {
  auto const role = parse_role(row.text(3));
  CHECK(role.has_value(), "a stored role is one of ours");
  return {.id = {row.integer(0)},
          .login = std::string(row.text(1)),
          .name = std::string(row.text(2)),
          .role = *role,
          .facility = std::string(row.text(4)),
          .department = std::string(row.text(9)),
          .area = std::string(row.text(10)),
          .active = row.integer(5) != 0,
          .must_change_password = row.integer(6) != 0,
          .created_at = {row.integer(7)},
          .last_login_at = {row.integer(8)}};
}

std::string subject_of(base::PersonId id) { return "person/" + std::to_string(id.value); }
sql::Blob digest_of(std::string const& token) { return {std::string(base::as_bytes(base::sha256(token)))}; }

base::Problem wrong_field(std::string field, std::string detail, std::string mend = {}) {
  return base::Problem("invalid", std::move(detail), std::move(field), std::move(mend));
}

base::Outcome check_login(std::string_view login) {
  auto const fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  if (login.size() >= login_length_min && login.size() <= login_length_max &&
      std::all_of(login.begin(), login.end(), fits)) {
    return base::Done{};
  }
  return wrong_field("login", "a login has " + std::to_string(login_length_min) + " to " +
                     std::to_string(login_length_max) + " small letters, digits, dots, hyphens or underscores");
}

bool is_code(std::string_view text) {
  return text.size() <= department_length_max && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// GB/T 2260 and the code of the statistics bureau behind it; nothing is the whole district.
bool is_area(std::string_view text) {
  bool const digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && (text.empty() || text.size() == 6 || text.size() == 9 || text.size() == 12);
}

std::vector<base::Problem> check_person(Person const& person) {
  std::vector<base::Problem> wrong;
  if (person.name.size() > name_length_max || !base::is_utf8(person.name)) {
    wrong.push_back(wrong_field("name", "the name is too long or is not UTF-8"));
  }
  if (person.facility.size() > name_length_max || !base::is_utf8(person.facility)) {
    wrong.push_back(wrong_field("facility", "the facility's name is too long or is not UTF-8"));
  } else if (person.role == Role::enterprise && base::trim(person.facility).empty()) {
    wrong.push_back(wrong_field("facility", "an enterprise account belongs to a facility", "name the facility it may see"));
  }
  bool const of_department = person.role == Role::officer || person.role == Role::partner;
  if (!is_code(person.department)) {
    wrong.push_back(wrong_field("department", "this is no code of a department", "small letters, digits and underscores, such as air"));
  } else if (of_department && person.department.empty()) {
    wrong.push_back(wrong_field("department", "an account of this role belongs to a department", "give the department's code"));
  }
  if (!is_area(person.area)) {
    wrong.push_back(wrong_field("area", "this is no code of a division", "6 digits for a district, 9 for a township, 12 for a village"));
  } else if (person.role == Role::grid && person.area.empty()) {
    wrong.push_back(wrong_field("area", "an account of this role looks after an area", "give the code of the township or village"));
  }
  return wrong;
}

base::Outcome check_password(std::string const& password, std::string const& login, Options const& options) {
  auto const length = length_of(password);
  if (length < options.password_length_min || length > options.password_length_max) {
    return wrong_field("password", "a password has " + std::to_string(options.password_length_min) + " to " +
                       std::to_string(options.password_length_max) + " characters");
  }
  char const* const mend = "choose several words that do not belong together";
  bool const holds_login = login.size() >= login_held_min && base::to_lower(password).find(login) != std::string::npos;
  if (base::to_lower(password) == login || holds_login) return wrong_field("password", "the login stands in the password", mend);
  if (auto const why = easily_guessed(password)) return wrong_field("password", *why, mend);
  return base::Done{};
}

base::Problem unauthenticated() {
  return base::Problem("unauthenticated", "the login or the password is wrong", "",
                       "check both; after several wrong passwords the account is locked for a while");
}

base::Problem locked(base::Time until) {
  return base::Problem("too_many", "too many wrong passwords", "", "try again after " + base::format(until));
}

}  // namespace

struct People::Inside {
  Inside(sql::Database& database, trail::Journal& trail, Options given)
      : db(database), journal(trail), options(given), logins(given.wrong_max, given.lock_length),
        addresses(given.wrong_by_address_max, given.lock_length), own(given.wrong_max, given.lock_length),
        nobodys_hash(hash_password(random_token(token_bytes), cost())) {}

  sql::Database& db;
  trail::Journal& journal;
  Options options;
  Lockout logins, addresses, own;   // own: who changes the own password and mistypes the old one
  std::string nobodys_hash;
  mutable std::mutex mutex;

  HashCost cost() const { return {options.argon2_memory_kib, options.argon2_passes}; }

  std::optional<Person> find(std::string_view condition, sql::Value const& value) const {
    std::optional<Person> found;
    db.prepare("SELECT " + std::string(person_columns) + " FROM person WHERE " + std::string(condition))
        .with(value)
        .one([&](sql::Row const& row) { found = person_of(row); });
    return found;
  }
  std::optional<Person> by_id(base::PersonId id) const { return find("id = ?", id.value); }
  std::optional<Person> by_login(std::string const& login) const { return find("login = ?", login); }

  /// Of nobody, if there is no such login: it is checked all the same, so that both cost the same time.
  std::string hash_of(std::string const& login) const {
    auto hash = nobodys_hash;
    auto const take = [&](sql::Row const& row) { hash = std::string(row.text(0)); };
    db.prepare("SELECT password FROM person WHERE login = ?").with(login).one(take);
    return hash;
  }
  std::int64_t number(char const* query) const {
    std::int64_t answer = 0;
    db.prepare(query).one([&](sql::Row const& row) { answer = row.integer(0); });
    return answer;
  }
  void end_sessions(base::PersonId id) { db.prepare("DELETE FROM session WHERE person = ?").with(id).run(); }
  void write(base::PersonId about, trail::Entry entry) {
    entry.subject = subject_of(about);
    journal.write(std::move(entry));
  }

  base::Result<Person> insert(Person person, std::string const& hash, std::string const& by);
  base::Outcome update(Person const& before, Person const& after);
  void store_password(base::PersonId id, std::string const& hash, std::string const& by, base::Time now);
  struct Known { Session session; base::Time used_at; };
  std::optional<Known> known(sql::Blob const& digest, base::Time now) const;
  void refuse(std::optional<Person> const& person, std::string const& address, base::Time now, bool locks);
  LoggedIn enter(Person person, std::string const& address, base::Time now);
};

People::People(sql::Database& database, trail::Journal& journal, Options options)
    : inside_(std::make_unique<Inside>(database, journal, options)) {
  database.migrate("identity", {people_and_sessions, departments_and_areas});
}
People::~People() = default;

// ---- people -------------------------------------------------------------------------------------

base::Result<Person> People::Inside::insert(Person person, std::string const& hash, std::string const& by) {
  sql::Transaction transaction(db);
  auto& statement = db.prepare(
      "INSERT INTO person (login, name, role, facility, department, area, active, must_change_password, created_at, "
      "last_login_at, password) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (login) DO NOTHING RETURNING id");
  statement.with(person.login, person.name, name_of(person.role), person.facility, person.department, person.area,
                 person.active, person.must_change_password, person.created_at, hash);
  if (!statement.one([&](sql::Row const& row) { person.id = {row.integer(0)}; })) {
    return base::Problem("conflict", "the login is taken", "login", "choose another one");
  }
  trail::Detail detail;   // without the name: the journal holds no personal data
  detail.add("role", name_of(person.role)).add("facility", person.facility);
  detail.add("department", person.department).add("area", person.area).add("active", person.active);
  write(person.id, {.at = person.created_at, .who = by, .action = "person.create", .detail = detail.json()});
  transaction.commit();
  return person;
}

base::Outcome People::Inside::update(Person const& before, Person const& after) {
  db.prepare("UPDATE person SET name = ?, role = ?, facility = ?, department = ?, area = ?, active = ?, "
             "must_change_password = ? WHERE id = ?")
      .with(after.name, name_of(after.role), after.facility, after.department, after.area, after.active,
            after.must_change_password, before.id)
      .run();
  auto const left = number("SELECT count(*) FROM person WHERE role = 'administrator' AND active = 1");
  if (left == 0) {
    return base::Problem("conflict", "no active administrator would be left", "role",
                         "make somebody else an administrator first");
  }
  if (!after.active) end_sessions(before.id);
  return base::Done{};
}

std::optional<std::string> People::ensure_administrator(base::Time now) {
  auto password = random_token(first_password_bytes);
  auto const hash = hash_password(password, inside_->cost());
  std::lock_guard const lock(inside_->mutex);
  if (inside_->number("SELECT count(*) FROM person WHERE role = 'administrator'") > 0) return std::nullopt;
  Person const first{.login = "admin", .name = "系统管理员", .role = Role::administrator,
                     .must_change_password = true, .created_at = now};
  auto const made = inside_->insert(first, hash, "system");
  if (!made) throw base::Failure("no administrator can be made: the login \"admin\" belongs to somebody else");
  return password;
}

std::vector<base::Problem> People::wrong_fields(Person const& person, std::string const& password) const {
  auto wrong = check_person(person);
  for (auto const& ok : {check_login(person.login), check_password(password, person.login, inside_->options)}) {
    if (!ok) wrong.push_back(ok.error());
  }
  return wrong;
}

base::Result<Person> People::create(Person person, std::string const& password, std::string const& by, base::Time now) {
  if (auto const wrong = wrong_fields(person, password); !wrong.empty()) return wrong.front();
  person.created_at = now;
  person.last_login_at = {};
  auto const hash = hash_password(password, inside_->cost());
  std::lock_guard const lock(inside_->mutex);
  return inside_->insert(std::move(person), hash, by);
}

base::Result<Person> People::change(Person person, std::string const& by, base::Time now) {
  if (auto const wrong = check_person(person); !wrong.empty()) return wrong.front();
  std::lock_guard const lock(inside_->mutex);
  sql::Transaction transaction(inside_->db);
  auto const before = inside_->by_id(person.id);
  if (!before) return base::Problem("not_found", "there is no such person", "id");
  if (person.login != before->login) {
    return wrong_field("login", "a login stays what it is, the journal names people by it", "make a new account");
  }
  if (auto const ok = inside_->update(*before, person); !ok) return ok.error();
  trail::Detail detail;
  detail.add_secret("name", before->name, person.name);
  detail.add("role", name_of(before->role), name_of(person.role)).add("facility", before->facility, person.facility);
  detail.add("department", before->department, person.department).add("area", before->area, person.area);
  detail.add("active", before->active, person.active);
  detail.add("must_change_password", before->must_change_password, person.must_change_password);
  if (!detail.empty()) {
    inside_->write(person.id, {.at = now, .who = by, .action = "person.change", .detail = detail.json()});
  }
  transaction.commit();
  person.created_at = before->created_at;
  person.last_login_at = before->last_login_at;
  return person;
}

base::Outcome People::set_password(base::PersonId id, std::string const& password, std::string const& by,
                                   base::Time now) {
  auto& in = *inside_;
  auto const hash = [&]() -> base::Result<std::string> {
    std::unique_lock lock(in.mutex);
    auto const person = in.by_id(id);
    lock.unlock();
    if (!person) return base::Problem("not_found", "there is no such person", "id");
    if (auto const ok = check_password(password, person->login, in.options); !ok) return ok.error();
    return hash_password(password, in.cost());
  }();
  if (!hash) return hash.error();
  std::lock_guard const lock(in.mutex);
  in.store_password(id, *hash, by, now);
  // Who sets somebody else's password lets that person in again: a lock after wrong passwords ends.
  if (auto const person = in.by_id(id); person && person->login != by) in.logins.forget(person->login);
  return base::Done{};
}

void People::Inside::store_password(base::PersonId id, std::string const& hash, std::string const& by, base::Time now) {
  sql::Transaction transaction(db);
  db.prepare("UPDATE person SET password = ?, must_change_password = CASE WHEN login = ? THEN 0 ELSE 1 END WHERE id = ?")
      .with(hash, by, id)
      .run();
  end_sessions(id);
  write(id, {.at = now, .who = by, .action = "person.password"});
  transaction.commit();
}

base::Outcome People::change_password(base::PersonId id, std::string const& old, std::string const& fresh, base::Time now) {
  auto& in = *inside_;
  std::unique_lock lock(in.mutex);
  auto const person = in.by_id(id);
  if (!person || !person->active) return base::Problem("not_found", "there is no such person", "id");
  auto const& login = person->login;
  if (auto const until = in.own.locked_until(login, now)) return locked(*until);
  bool const locks = in.own.attempt(login, now);
  auto const before = in.hash_of(login);
  lock.unlock();
  auto const too_long = length_of(old) > in.options.password_length_max;
  bool const right = is_password(too_long ? std::string() : old, before);
  auto const sound = check_password(fresh, login, in.options);
  auto const hash = right && sound ? hash_password(fresh, in.cost()) : std::string();
  lock.lock();
  if (!right || in.hash_of(login) != before) {
    trail::Detail detail;
    if (locks) detail.add("until", base::format(now + in.options.lock_length));
    in.write(id, {.at = now, .who = login, .action = "person.password.refused", .detail = detail.empty() ? "" : detail.json()});
    return wrong_field("old", "the old password is wrong", "type the one you logged in with");
  }
  in.own.forget(login);
  if (!sound) return wrong_field("new", sound.error().detail, sound.error().mend);
  if (fresh == old) return wrong_field("new", "the new password is the same as the old one", "choose another one");
  in.store_password(id, hash, login, now);
  return base::Done{};
}

std::vector<Person> People::all() const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<Person> people;
  auto& statement = inside_->db.prepare("SELECT " + std::string(person_columns) + " FROM person ORDER BY login");
  statement.each([&](sql::Row const& row) { people.push_back(person_of(row)); });
  return people;
}

std::optional<Person> People::find(std::string const& login) const {
  std::lock_guard const lock(inside_->mutex);
  return inside_->by_login(login);
}

// ---- sessions -----------------------------------------------------------------------------------

base::Result<People::LoggedIn> People::log_in(std::string const& login, std::string const& password,
                                              std::string const& address, base::Time now) {
  auto& in = *inside_;
  // Longer than any login that can exist: the same answer, and nothing long is kept.
  auto const key = base::to_lower(base::trim(login)).substr(0, login_length_max + 1);
  std::unique_lock lock(in.mutex);
  if (auto const until = in.logins.locked_until(key, now)) return locked(*until);
  if (auto const until = in.addresses.locked_until(address, now)) return locked(*until);
  bool const locks_login = in.logins.attempt(key, now), locks_address = in.addresses.attempt(address, now);
  auto const person = in.by_login(key);
  auto const hash = in.hash_of(key);
  lock.unlock();
  auto const too_long = length_of(password) > in.options.password_length_max;
  bool const right = is_password(too_long ? std::string() : password, hash) && person && person->active;
  lock.lock();
  // A password changed meanwhile ended all sessions; the old one makes no new session.
  if (!right || in.hash_of(key) != hash) {
    in.refuse(person, address, now, locks_login || locks_address);
    return unauthenticated();
  }
  in.logins.forget(key);
  in.addresses.take_back(address);
  return in.enter(*person, address, now);
}

void People::Inside::refuse(std::optional<Person> const& person, std::string const& address, base::Time now,
                            bool locks) {
  // What was typed as a login may be a password: a login that does not exist is not written down.
  trail::Entry entry{.at = now, .who = person ? person->login : "unknown", .from = address, .action = "login.refused",
                     .subject = person ? subject_of(person->id) : ""};
  sql::Transaction transaction(db);
  journal.write(entry);
  if (locks) {
    entry.action = "login.locked";
    entry.detail = trail::Detail().add("until", base::format(now + options.lock_length)).json();
    journal.write(entry);
  }
  transaction.commit();
}

People::LoggedIn People::Inside::enter(Person person, std::string const& address, base::Time now) {
  auto const token = random_token(token_bytes);
  Session session{.person = std::move(person), .csrf = random_token(csrf_bytes),
                  .expires_at = now + options.session_length};
  session.person.last_login_at = now;
  auto const id = session.person.id;
  sql::Transaction transaction(db);
  db.prepare("DELETE FROM session WHERE expires_at <= ? OR used_at <= ?").with(now, now - options.session_idle).run();
  db.prepare("DELETE FROM session WHERE person = ? AND token NOT IN "
             "(SELECT token FROM session WHERE person = ? ORDER BY expires_at DESC, used_at DESC LIMIT ?)")
      .with(id, id, sessions_max - 1)
      .run();
  db.prepare("INSERT INTO session (token, person, csrf, used_at, expires_at) VALUES (?, ?, ?, ?, ?)")
      .with(digest_of(token), id, session.csrf, now, session.expires_at)
      .run();
  db.prepare("UPDATE person SET last_login_at = ? WHERE id = ?").with(now, id).run();
  journal.write({.at = now, .who = session.person.login, .from = address, .action = "login.ok",
                 .subject = subject_of(id)});
  transaction.commit();
  session.expires_at = std::min(session.expires_at, now + options.session_idle);
  return {token, std::move(session)};
}

std::optional<People::Inside::Known> People::Inside::known(sql::Blob const& digest, base::Time now) const {
  std::optional<Known> found;
  db.prepare("SELECT " + std::string(person_columns) + ", csrf, used_at, expires_at FROM session "
             "JOIN person ON person.id = session.person WHERE token = ?")
      .with(digest)
      .one([&](sql::Row const& row) {
        auto const next = person_column_count;
        found = Known{{person_of(row), std::string(row.text(next)), {row.integer(next + 2)}}, {row.integer(next + 1)}};
      });
  if (!found || !found->session.person.active) return std::nullopt;
  if (now >= found->session.expires_at || now >= found->used_at + options.session_idle) return std::nullopt;
  return found;
}

std::optional<Session> People::session(std::string const& token, base::Time now) {
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  auto const digest = digest_of(token);
  auto found = in.known(digest, now);
  if (!found) return std::nullopt;
  if (now >= found->used_at + used_at_grain) {
    in.db.prepare("UPDATE session SET used_at = ? WHERE token = ?").with(now, digest).run();
  }
  found->session.expires_at = std::min(found->session.expires_at, now + in.options.session_idle);
  return std::move(found->session);
}

std::optional<Session> People::look(std::string const& token, base::Time now) const {
  auto const& in = *inside_;
  std::lock_guard const lock(in.mutex);
  auto found = in.known(digest_of(token), now);
  if (!found) return std::nullopt;
  found->session.expires_at = std::min(found->session.expires_at, found->used_at + in.options.session_idle);
  return std::move(found->session);
}

void People::log_out(std::string const& token, base::Time now) {
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  sql::Transaction transaction(in.db);
  auto const digest = digest_of(token);
  std::optional<Person> person;
  in.db.prepare("SELECT " + std::string(person_columns) +
                " FROM session JOIN person ON person.id = session.person WHERE token = ?")
      .with(digest)
      .one([&](sql::Row const& row) { person = person_of(row); });
  if (!person) return;
  in.db.prepare("DELETE FROM session WHERE token = ?").with(digest).run();
  in.write(person->id, {.at = now, .who = person->login, .action = "logout"});
  transaction.commit();
}

}  // namespace identity
