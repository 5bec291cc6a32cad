#pragma once
// Private to the room: what handlers share.
#include <boost/json.hpp>
#include <mutex>
#include <optional>
#include <set>

#include "console/console.hpp"
#include "console/events.hpp"
#include "console/form.hpp"
#include "console/rates.hpp"

namespace console {

namespace json = boost::json;

constexpr std::string_view cookie_name = "biyun_session";

/// One authorised request.
struct Call {
  http::Request const& request;
  identity::Session session;             // of a guest without login: empty person, role guest
  bool csv = false;                      // the path ended in .csv

  base::Time now() const { return request.received_at; }
  std::string const& who() const { return session.person.login; }
  std::string query(std::string_view name) const { return request.query_value(name).value_or(""); }
  std::string param(std::string const& name) const {
    auto const found = request.params.find(name);
    return found == request.params.end() ? "" : found->second;
  }
};
using Answer = std::function<http::Response(Call const&)>;

struct Console::Inside {
  Parts parts;
  About about;
  Options options;
  EventHub events;
  Rates rates;
  std::mutex figures_mutex;              // the three below
  std::vector<judge::PointState> states_kept;
  base::Time states_at;
  std::uint64_t states_version = 0;
  base::Time figures_sent_at, heartbeat_sent_at;   // tick's thread only
  mutable std::mutex refused_mutex;
  std::map<int, std::uint64_t> refused_by_status;

  Inside(Parts p, About a, Options o)
      : parts(std::move(p)), about(std::move(a)), options(o), events(o.events_waiting_max, o.listeners_max), rates(parts) {}

  /// Every route goes through here: what is refused is counted by its status.
  void add(http::Router& router, http::Method method, std::string const& path, http::Handler work);
  /// An open route: no login needed.
  void open(http::Router& router, http::Method method, std::string const& path, Answer answer);
  /// A route for those with a right; changes need the CSRF token too.
  void guarded(http::Router& router, http::Method method, std::string const& path, std::optional<identity::Right> right, Answer answer);
  /// The same twice: path and path.csv.
  void list(http::Router& router, std::string const& path, identity::Right right, Answer const& answer);

  static identity::Belonging belonging(points::Point const& point) { return {point.facility, points::is_station(point.kind)}; }
  static bool sees(identity::Person const& person, points::Point const& point) { return identity::sees_point(person, belonging(point)); }
  static bool sees(Call const& call, points::Point const& point) { return sees(call.session.person, point); }
  static bool sees_inside(identity::Person const& person, points::Point const& point) { return identity::sees_inside(person, belonging(point)); }
  static bool sees_inside(Call const& call, points::Point const& point) { return sees_inside(call.session.person, point); }
  /// The point of {id} or ?point=, if it exists and may be seen; else the problem.
  base::Result<points::Point> point_of(Call const& call, std::string const& text) const;
  std::vector<judge::PointState> states(base::Time now);
  std::optional<judge::PointState> state_of(base::PointId point, base::Time now);
  /// Limits of a channel in the edition that holds on a day.
  std::vector<catalog::Limit const*> limits_of(points::Channel const& channel, base::Day on) const;
  /// Ids of the points whose alarms a person may see; nothing when that is all there are.
  std::optional<std::vector<base::PointId>> own_scope_of(identity::Person const& person) const;
  std::map<std::string, double> counters() const;
  void tell(verdicts::Alarm const& alarm);
  /// Looks who listens: streams of sessions that are over end.
  void review_listeners(base::Time now);

  void add_session(http::Router& router);
  void add_points(http::Router& router);
  void add_observations(http::Router& router);
  void add_air(http::Router& router);
  void add_alarms(http::Router& router);
  void add_loggers(http::Router& router);
  void add_strangers(http::Router& router);
  void add_people(http::Router& router);
  void add_system(http::Router& router);
  void add_catalogue(http::Router& router);

  // ---- rendering shared by several groups ----
  json::object figures(identity::Person const& person, base::Time now);
  /// Out of the newest hours of stations that are heard: of the newest hour they all have.
  std::optional<assess::AirIndex> district_index(std::vector<judge::Air> newest, base::Time now) const;
  json::object map_point(points::Point const& point, judge::PointState const* state) const;
  json::object alarm(verdicts::Alarm const& alarm) const;
  json::object verdict(verdicts::Verdict const& verdict) const;
  json::object frame(evidence::Frame const& frame) const;
  struct Diagnosis { std::map<std::string, ingest::Gateway::LoggerState> states; std::map<std::string, std::vector<points::Fault>> faults; };
  Diagnosis diagnosis() const;
  json::object logger(points::Logger const& logger, Diagnosis const& diagnosis, base::Time now) const;
  json::object statistic(observe::Statistic const& statistic, std::string_view unit) const;
  json::object air(judge::Air const& air, points::Point const& point) const;
  std::string factor_name(std::string_view factor, bool english) const;
  std::string unit_of(points::Point const& point, std::string const& factor) const;
};

// ---- small renderers ----
json::value number(double value);                       // NaN → null
json::value time_or_null(base::Time t);                 // 0 → null
json::value time_or_null(std::optional<base::Time> t);
json::string text(std::string_view bytes);              // always UTF-8
json::object title(std::string_view zh, std::string_view en);
json::array basis(std::vector<assess::Basis> const& all);
json::object limit_line(catalog::Limit const& limit);
std::string to_text(json::value const& value);          // JSON; 44.5 is written 44.5, not 4.45E1
std::string metrics(std::map<std::string, double> const& counters);   // Prometheus text
http::Response answer(json::value const& value, int status = 200);
http::Response refuse(base::Problem const& problem);
http::Response no_content();
/// What a list is called and how a row of nothing looks: its names head the table, even one without rows.
/// `finish` adds to a shown item what costs too much to be made for all.
struct Listing { std::string_view file_name; json::object row; std::function<void(json::object&)> finish = {}; };
/// Sorts by ?sort, cuts by ?skip and ?limit, or writes all rows as CSV.
http::Response page(Call const& call, json::array items, Listing const& listing);
/// The same of items that lie in order already.
http::Response page_sorted(Call const& call, json::array items, Listing const& listing);
/// A page that was already cut below; `total` counts all.
http::Response page_of(Call const& call, json::array items, std::size_t total, Listing const& listing);
struct Cut { std::size_t skip = 0, limit = 100; };
base::Result<Cut> cut_of(Call const& call);
/// Of a list that lies in one order, newest first: does ?sort turn it round? `fields` are those that grow with it.
base::Result<bool> oldest_first_of(Call const& call, std::set<std::string_view> const& fields);
/// ?name=, which must be one of `words` or absent.
base::Outcome one_of(Call const& call, std::string_view name, std::set<std::string_view> const& words);
/// ?from and ?to; `length` before now when not given.
base::Result<observe::Range> range_of(Call const& call, base::Duration length);

}  // namespace console
