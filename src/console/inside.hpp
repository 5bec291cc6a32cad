#pragma once
// Private to the room: what handlers share.
#include <mutex>
#include <optional>
#include <set>

#include "console/console.hpp"
#include "console/events.hpp"
#include "console/rates.hpp"

namespace console {

namespace json = boost::json;

using gate::add_untold, gate::Answer, gate::answer, gate::Call, gate::cut_of, gate::Form, gate::Listing, gate::no_content, gate::number,
    gate::oldest_first_of, gate::one_of, gate::page, gate::page_of, gate::page_sorted, gate::refuse, gate::text, gate::time_or_null,
    gate::title, gate::to_text;

constexpr std::string_view root = "/api/v1";

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

  Inside(Parts p, About a, Options o)
      : parts(std::move(p)), about(std::move(a)), options(o), events(o.events_waiting_max, o.listeners_max), rates(parts) {}

  // Routes under our root, as gate makes them.
  void open(http::Router& router, http::Method method, std::string const& path, Answer work) const {
    parts.gate.open(router, method, std::string(root) + path, std::move(work));
  }
  void open_list(http::Router& router, std::string const& path, Answer const& work) const { parts.gate.open_list(router, std::string(root) + path, work); }
  void guarded(http::Router& router, http::Method method, std::string const& path, std::optional<identity::Right> right, Answer work) const {
    parts.gate.guarded(router, method, std::string(root) + path, right, std::move(work));
  }
  void list(http::Router& router, std::string const& path, identity::Right right, Answer const& work) const {
    parts.gate.list(router, std::string(root) + path, right, work);
  }

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
json::array basis(std::vector<assess::Basis> const& all);
json::object limit_line(catalog::Limit const& limit);
/// A whole number of a form; one out of range stays out of range.
int small_whole(Form& form, std::string_view name, int otherwise);
std::string metrics(std::map<std::string, double> const& counters);   // Prometheus text
/// ?from and ?to; `length` before now when not given.
base::Result<observe::Range> range_of(Call const& call, base::Duration length);

}  // namespace console
