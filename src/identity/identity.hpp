#pragma once
// People, roles, sessions. Passwords by Argon2id (RFC 9106); sessions are random tokens kept as digests on the server;
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

enum class Role : std::uint8_t {
  administrator, monitor, inspector, enterprise, guest,
  leader,        // 区领导、生态环境保护委员会: sees everything, changes nothing
  officer,       // 业务科室: keeps the registers of a department
  partner,       // 协同部门
  grid,          // 网格员、乡镇
  third_party,   // 社会监测机构、环保管家: works on what it was asked to
};
constexpr int role_count = 10;
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
  see_registers,         // guests too: of each register what is public, decided there
  change_registers,      // some register at all; which one and what of it its definition says
  import_registers, administer_registers,   // whole tables; definitions and what a change of them does
  see_facility,          // all of a facility together; an enterprise its own
};
constexpr int right_count = 16;
std::string_view name_of(Right right);
bool may(Role role, Right right);
/// What the public reads without an account: of registers what is public, with the eyes of a guest.
bool open_to_visitors(Right right);
/// Staff of the bureau and who leads it: nothing of the district is hidden from them.
bool of_bureau(Role role);

struct Person {
  base::PersonId id;
  std::string login, name;
  Role role = Role::guest;
  std::string facility;      // enterprise: sees only points of this facility
  std::string department;    // code of catalog/codes/departments.tsv: officer and partner keep its registers
  std::string area;          // code of GB/T 2260: 6 digits a district, 9 a township, 12 a village; "" = the whole district
  bool active = true;
  bool must_change_password = false;
  base::Time created_at, last_login_at;
};
/// Whose a point is: a station that belongs to no facility is the public's; an outlet never is.
struct Belonging { std::string_view facility; bool station = false; };
/// Whose measurements a person sees: what is the public's everybody, an enterprise its own too, the bureau all.
/// Every face asks here.
bool sees_point(Person const& person, Belonging const& point);
/// Whose alarms, frames and loggers: an enterprise its own only, the bureau all, everybody else nobody's.
bool sees_inside(Person const& person, Belonging const& point);

struct Session {
  Person person;
  std::string csrf;          // to be sent back in X-CSRF-Token with every change
  base::Time expires_at;     // at the latest; sooner if idle
};
struct Options {
  int argon2_memory_kib = 19 * 1024, argon2_passes = 2;       // OWASP's minimum for Argon2id
  base::Duration session_length = std::chrono::hours(12), session_idle = std::chrono::hours(2);
  int wrong_max = 5;                                          // of one login, then it is locked for lock_length
  int wrong_by_address_max = 20;                              // of one address, which a whole office may share
  base::Duration lock_length = std::chrono::minutes(15);
  std::size_t password_length_min = 10, password_length_max = 128;   // characters
};

/// Uses one database connection; calls are serialized inside (safe from any thread).
class People {
 public:
  People(sql::Database& database, trail::Journal& journal, Options options = {});
  ~People();
  /// At first start: makes the administrator and returns the password, shown once; later nothing.
  std::optional<std::string> ensure_administrator(base::Time now);
  /// Every field of a new account that create() would refuse for itself.
  std::vector<base::Problem> wrong_fields(Person const& person, std::string const& password) const;
  /// Problems: "invalid" with where = the field (login, password, facility, department, area), "conflict" (the login is
  /// taken).
  base::Result<Person> create(Person person, std::string const& password, std::string const& by, base::Time now);
  /// All but login, password and times. Not active ends the person's sessions. Problems: "not_found", "invalid", "conflict"
  /// (no active administrator would be left).
  base::Result<Person> change(Person person, std::string const& by, base::Time now);
  /// Ends all sessions of the person. Set by somebody else it must be changed at the next log-in, and a lock ends.
  base::Outcome set_password(base::PersonId id, std::string const& password, std::string const& by, base::Time now);
  /// One's own password; ends all sessions. Problems: "invalid" with where = "old" (it is wrong) or "new", "not_found",
  /// "too_many" after Options::wrong_max wrong ones. It is no log-in: neither counted nor written down as one.
  base::Outcome change_password(base::PersonId id, std::string const& old, std::string const& fresh, base::Time now);
  std::vector<Person> all() const;
  std::optional<Person> find(std::string const& login) const;

  struct LoggedIn { std::string token; Session session; };
  /// Problems: "unauthenticated" (never says which of the two was wrong), "too_many" with the time it ends.
  base::Result<LoggedIn> log_in(std::string const& login, std::string const& password, std::string const& address,
                                base::Time now);
  std::optional<Session> session(std::string const& token, base::Time now);   // and it is used now: idle starts anew
  std::optional<Session> look(std::string const& token, base::Time now) const;   // the same, but it is not used by that
  void log_out(std::string const& token, base::Time now);
  static constexpr int sessions_max = 20;   // of one person; the oldest makes room

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// n random bytes from the operating system as URL-safe text.
std::string random_token(std::size_t bytes);

}  // namespace identity
