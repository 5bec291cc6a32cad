#pragma once
// People, roles, sessions. Passwords by Argon2id; sessions are random tokens kept as digests on the server;
// too many wrong passwords lock the account and the address for a while. Who may do what is decided here, in one table.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace sql {
class Database;
}
namespace trail {
class Journal;
}

namespace identity {

enum class Role : std::uint8_t { administrator, monitor, inspector, enterprise, guest };
std::string_view name_of(Role role);
std::optional<Role> parse_role(std::string_view name);

/// Everything that can be allowed. One function, may(), holds the matrix.
enum class Right : std::uint8_t {
  see_measurements,   // points, series, statistics, air quality
  see_frames,         // raw frames, diagnosis
  see_alarms, handle_alarms,
  see_points_admin, change_points,          // loggers with passwords, register what was seen
  see_people, change_people,
  see_trail, see_system,
  export_tables,
};
constexpr int right_count = 11;
std::string_view name_of(Right right);
bool may(Role role, Right right);

struct Person {
  base::PersonId id;
  std::string login, name;
  Role role = Role::guest;
  std::string facility;      // enterprise: sees only points of this facility
  bool active = true;
  bool must_change_password = false;
  base::Time created_at, last_login_at;
};
struct Session {
  Person person;
  std::string csrf;          // to be sent back in X-CSRF-Token with every change
  base::Time expires_at;
};
struct Options {
  int argon2_memory_kib = 19 * 1024, argon2_passes = 2;       // OWASP's minimum for Argon2id
  base::Duration session_length = std::chrono::hours(12), session_idle = std::chrono::hours(2);
  int wrong_max = 5;                                          // then locked for lock_length
  base::Duration lock_length = std::chrono::minutes(15);
  std::size_t password_length_min = 10;
};

/// Uses one database connection; calls are serialized inside (safe from any thread).
class People {
 public:
  People(sql::Database& database, trail::Journal& journal, Options options = {});
  ~People();
  /// At first start: makes the administrator and returns the password, shown once; later nothing.
  std::optional<std::string> ensure_administrator(base::Time now);
  base::Result<Person> create(Person person, std::string const& password, std::string const& by, base::Time now);
  base::Result<Person> change(Person person, std::string const& by, base::Time now);
  base::Outcome set_password(base::PersonId id, std::string const& password, std::string const& by, base::Time now);
  std::vector<Person> all() const;
  std::optional<Person> find(std::string const& login) const;

  struct LoggedIn { std::string token; Session session; };
  /// Problems: "unauthenticated" (never says which of the two was wrong), "too_many" with the time it ends.
  base::Result<LoggedIn> log_in(std::string const& login, std::string const& password, std::string const& address, base::Time now);
  std::optional<Session> session(std::string const& token, base::Time now);
  void log_out(std::string const& token, base::Time now);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// n random bytes from the operating system as URL-safe text.
std::string random_token(std::size_t bytes);

}  // namespace identity
