#pragma once
// What every face shares: who asks and may they, forms, pages of rows, problems, and how JSON and CSV are written.
// Faces render JSON, so this header speaks Boost.JSON too.
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "http/http.hpp"
#include "identity/identity.hpp"

namespace gate {

namespace json = boost::json;

constexpr std::string_view cookie_name = "biyun_session";

/// One request that was let through.
struct Call {
  http::Request const& request;
  identity::Session session;             // of an open address: empty person, role guest
  std::string token;                     // of that session, however it came
  bool csv = false;                      // the address ends in .csv

  base::Time now() const { return request.received_at; }
  std::string const& who() const { return session.person.login; }
  bool may(identity::Right right) const { return identity::may(session.person.role, right); }
  std::string query(std::string_view name) const { return request.query_value(name).value_or(""); }
  std::string param(std::string const& name) const {
    auto const found = request.params.find(name);
    return found == request.params.end() ? "" : found->second;
  }
};
using Answer = std::function<http::Response(Call const&)>;

struct Options {
  // Machines (GDAL, QGIS) send login and password with every request. Right ones are checked once and then known for so
  // long after their last use: short against an idle session, so that few sessions of one machine live side by side.
  base::Duration machine_known = std::chrono::minutes(30);
  std::size_t machines_max = 256;        // beyond, the one unused for longest is checked anew
  std::string machine_root = "/ogc";     // only here a 401 asks for Basic: elsewhere a browser would open its own dialog
};

/// One for all faces: its sessions and counts are everybody's. Every route of a face goes through it. Paths are whole.
class Gate {
 public:
  explicit Gate(identity::People& people, Options options = {});
  ~Gate();
  /// What is refused is counted by its status; nothing else is looked at.
  void add(http::Router& router, http::Method method, std::string const& path, http::Handler work);
  /// Nobody need log in. `.csv` at the end of the path makes it a table.
  void open(http::Router& router, http::Method method, std::string const& path, Answer work);
  /// Get it as JSON page at path and as table at path.csv.
  void open_list(http::Router& router, std::string const& path, Answer const& work);
  /// For those with a right (none: who is logged in); changes need the session's token in X-CSRF-Token too. GET and HEAD
  /// take HTTP Basic (RFC 7617) in place of the cookie; wrong passwords count like those of a log-in.
  void guarded(http::Router& router, http::Method method, std::string const& path, std::optional<identity::Right> right, Answer work);
  /// Twice: path, and path.csv for those who may export tables.
  void list(http::Router& router, std::string const& path, identity::Right right, Answer const& work);
  /// Whether the request's cookie is that of a session; it is not used by that. For http::Limits::may_be_large.
  bool has_session(http::Request const& request, base::Time now) const;
  std::map<std::string, double> counters() const;   // "refused_403" → how many; those that matter from 0 on

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// ---- forms --------------------------------------------------------------------------------------

class Form {
 public:
  /// The body as a JSON object; anything else is the form's only problem.
  explicit Form(std::string const& body);
  /// A form within a form; `place` goes before its fields: "channels[2].".
  Form(json::object fields, std::string place) : fields_(std::move(fields)), place_(std::move(place)) {}

  /// A field that is absent or null is `otherwise`; one of another type is wrong.
  std::string text(std::string_view name, std::string const& otherwise = {});
  double number(std::string_view name, double otherwise);
  std::int64_t whole(std::string_view name, std::int64_t otherwise);
  bool truth(std::string_view name, bool otherwise);
  std::string needed_text(std::string_view name);

  void wrong(std::string_view name, std::string detail, std::string mend = {});
  /// What a room says of the fields; one that was of a wrong type already is not told twice.
  void wrong(std::vector<base::Problem> const& problems);
  bool ok() const { return problems_.empty(); }
  std::vector<base::Problem> const& problems() const { return problems_; }

 private:
  json::value const* find(std::string_view name) const;
  json::object fields_;
  std::string place_;
  std::vector<base::Problem> problems_;
};
/// Adds what `told` does not say yet: one problem a field.
void add_untold(std::vector<base::Problem>& told, std::vector<base::Problem> const& more);

// ---- answers ------------------------------------------------------------------------------------

http::Response answer(json::value const& value, int status = 200);
http::Response no_content();
http::Response refuse(base::Problem const& problem);
/// 400 with errors[] naming each field.
http::Response refuse(std::vector<base::Problem> const& problems);

std::string to_exact_text(json::value const& value);    // numbers with every digit they need to be read back the same
std::string to_text(json::value const& value);          // JSON; 44.5 is written 44.5, not 4.45E1
json::value number(double value);                       // NaN → null
json::value time_or_null(base::Time t);                 // 0 → null
json::value time_or_null(std::optional<base::Time> t);
json::string text(std::string_view bytes);              // always UTF-8
json::object title(std::string_view zh, std::string_view en);

/// What a list is called and how a row of nothing looks: its names head the table, even one without rows.
/// `finish` adds to a shown item what costs too much to be made for all.
struct Listing { std::string_view file_name; json::object row; std::function<void(json::object&)> finish = {}; };
/// Sorts by ?sort, cuts by ?skip and ?limit, or writes all rows as CSV.
http::Response page(Call const& call, json::array items, Listing const& listing);
/// The same of items that lie in order already.
http::Response page_sorted(Call const& call, json::array items, Listing const& listing);
/// A page that was already cut below; `total` counts all.
http::Response page_of(Call const& call, json::array items, std::size_t total, Listing const& listing);

// ---- questions ----------------------------------------------------------------------------------

struct Cut { std::size_t skip = 0, limit = 100; };
base::Result<Cut> cut_of(Call const& call);
/// Of a list that lies in one order, newest first: does ?sort turn it round? `fields` are those that grow with it.
base::Result<bool> oldest_first_of(Call const& call, std::set<std::string_view> const& fields);
/// Refuses query parameters beyond these: a misspelt filter would show everything. Problem "bad_parameter".
base::Outcome only_parameters(Call const& call, std::set<std::string_view> const& known);
/// ?name=, which must be one of `words` or absent.
base::Outcome one_of(Call const& call, std::string_view name, std::set<std::string_view> const& words);
/// ?from and ?to, the end not in it; `length` before now when not given.
struct Span { base::Time from, to; };
base::Result<Span> span_of(Call const& call, base::Duration length);

}  // namespace gate
