#include "console/console.hpp"

#include "console/inside.hpp"

namespace console {
namespace {

json::object me(identity::Session const& session) {
  json::array rights;
  for (int i = 0; i < identity::right_count; ++i) {
    auto const right = static_cast<identity::Right>(i);
    if (identity::may(session.person.role, right)) {
      rights.push_back(text(identity::name_of(right)));
    }
  }
  auto const& person = session.person;
  return {{"login", text(person.login)}, {"name", text(person.name)}, {"role", text(identity::name_of(person.role))},
          {"rights", std::move(rights)}, {"facility", text(person.facility)}, {"department", text(person.department)},
          {"area", text(person.area)}, {"csrf", text(session.csrf)},
          {"must_change_password", person.must_change_password}};
}

std::string cookie(std::string const& token, std::string_view rest) {
  return std::string(gate::cookie_name) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" + std::string(rest);
}

}  // namespace

Console::Console(Parts parts, About about, Options options)
    : inside_(std::make_unique<Inside>(std::move(parts), std::move(about), options)) {}
Console::~Console() = default;

void Console::add_routes(http::Router& router) {
  inside_->add_session(router);
  inside_->add_points(router);
  inside_->add_observations(router);
  inside_->add_air(router);
  inside_->add_alarms(router);
  inside_->add_loggers(router);
  inside_->add_strangers(router);
  inside_->add_people(router);
  inside_->add_system(router);
  inside_->add_catalogue(router);
  // An unknown address of the API is a problem, not a page of the screens.
  for (auto const method : {http::Method::get, http::Method::post, http::Method::put, http::Method::del}) {
    inside_->parts.gate.add(router, method, "/api/{rest...}", [](http::Request const& request) {
      return refuse(base::Problem("not_found", "there is nothing at " + base::printable(request.path), {}, "the contract is at /api/v1/openapi.yaml"));
    });
  }
}

base::Result<points::Point> Console::Inside::point_of(Call const& call, std::string const& text_of_id) const {
  auto const number = base::parse_integer(text_of_id);
  auto const point = number ? parts.registry.point(base::PointId{*number}) : std::nullopt;
  // What may not be seen does not exist for the asker.
  if (!point || !sees(call, *point)) {
    return base::Problem("not_found", "there is no point " + base::printable(text_of_id), "point");
  }
  return *point;
}

void Console::Inside::add_session(http::Router& router) {
  open(router, http::Method::get, "/about", [this](Call const& call) {
    json::array accounts;
    for (auto const& account : about.accounts) {
      accounts.push_back(json::object{{"login", account.login}, {"password", account.password}, {"role", account.role}});
    }
    auto const& d = about.district;
    return answer(json::object{{"version", about.version}, {"demo", about.demo}, {"now", base::format(call.now())},
                               {"district", json::object{{"code", d.code}, {"zh", d.name}, {"en", d.name_en},
                                                         {"longitude", d.longitude}, {"latitude", d.latitude}}},
                               {"accounts", std::move(accounts)}});
  });
  guarded(router, http::Method::get, "/session", {}, [](Call const& call) { return answer(me(call.session)); });
  open(router, http::Method::post, "/session", [this](Call const& call) {
    Form form(call.request.body);
    auto const login = form.needed_text("login"), password = form.needed_text("password");
    if (!form.ok()) {
      return refuse(form.problems());
    }
    auto const in = parts.people.log_in(login, password, call.request.address(), call.now());
    if (!in) {
      return refuse(in.error());
    }
    auto response = answer(me(in->session));
    bool const safe = call.request.header("x-forwarded-proto") == "https";   // a proxy before us speaks TLS
    response.headers.emplace_back("Set-Cookie", cookie(in->token, safe ? "; Secure" : ""));
    return response;
  });
  guarded(router, http::Method::del, "/session", {}, [this](Call const& call) {
    parts.people.log_out(call.token, call.now());
    review_listeners(call.now());
    auto response = no_content();
    response.headers.emplace_back("Set-Cookie", cookie("", "; Max-Age=0"));
    return response;
  });
  guarded(router, http::Method::post, "/session/password", {}, [this](Call const& call) {
    Form form(call.request.body);
    auto const old = form.needed_text("old"), fresh = form.needed_text("new");
    if (!form.ok()) {
      return refuse(form.problems());
    }
    auto const changed = parts.people.change_password(call.session.person.id, old, fresh, call.now());
    review_listeners(call.now());
    return changed ? no_content() : refuse(changed.error());
  });
}

void Console::observed(observe::Batch const& batch) {
  if (inside_->events.listeners() == 0) {
    return;
  }
  // One message a point and batch; only the newest row of each series is sent.
  struct Newest { observe::Row row; };
  std::map<base::SeriesId, Newest> newest;
  for (auto const& row : batch.rows) {
    auto& kept = newest[row.series];
    if (row.at >= kept.row.at) {
      kept.row = row;
    }
  }
  std::map<base::PointId, json::array> rows;
  for (auto const& [id, kept] : newest) {
    auto const series = inside_->parts.store.series(id);
    if (series && series->key.kind == observe::Kind::realtime) {
      rows[series->key.point].push_back(json::object{{"factor", text(series->key.factor)}, {"variant", text(series->key.variant)},
                                                     {"kind", "realtime"}, {"at", base::format(kept.row.at)},
                                                     {"value", number(kept.row.value)}, {"flag", std::string(1, kept.row.flag)}});
    }
  }
  for (auto& [id, list] : rows) {
    auto const point = inside_->parts.registry.point(id);
    if (point) {
      auto const sees = [&](identity::Person const& person) {
        return identity::may(person.role, identity::Right::see_measurements) && Inside::sees(person, *point);
      };
      inside_->events.send("values", to_text(json::object{{"point", id.value}, {"rows", std::move(list)}}), sees);
    }
  }
}

void Console::Inside::tell(verdicts::Alarm const& alarm_now) {
  auto const point = parts.registry.point(alarm_now.point);
  if (!point) {
    return;
  }
  events.send("alarm", to_text(alarm(alarm_now)), [&](identity::Person const& person) {
    return identity::may(person.role, identity::Right::see_alarms) && sees_inside(person, *point);
  });
}

void Console::Inside::review_listeners(base::Time now) {
  events.review([&](std::string const& token) -> std::optional<identity::Person> {
    auto session = parts.people.look(token, now);
    return session ? std::optional(std::move(session->person)) : std::nullopt;
  });
}

void Console::alarmed(std::vector<verdicts::Alarm> const& alarms, base::Time) {
  for (auto const& alarm : alarms) {
    inside_->tell(alarm);
  }
}

void Console::tick(base::Time now) {
  auto& in = *inside_;
  in.rates.refresh(in.options.rates_per_tick, now);
  auto const is_due = [now](base::Time& last, base::Duration step) {
    bool const due = now - last >= step || now < last;
    last = due ? now : last;
    return due;
  };
  if (is_due(in.heartbeat_sent_at, in.options.heartbeat_every)) {
    in.review_listeners(now);
    in.events.heartbeat();
  }
  if (!is_due(in.figures_sent_at, in.options.figures_every)) {
    return;
  }
  // Figures are those of what a person sees: made once for all who see the same.
  using Sight = std::pair<identity::Role, std::string>;
  std::map<Sight, identity::Person> sights;
  for (auto const& person : in.events.people()) {
    sights.emplace(Sight{person.role, person.facility}, person);
  }
  for (auto const& [sight, person] : sights) {
    in.events.send("figures", to_text(in.figures(person, now)), [&](identity::Person const& other) {
      return Sight{other.role, other.facility} == sight;
    });
  }
}

}  // namespace console
