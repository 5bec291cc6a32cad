// Levels of heavy pollution alerts by the rules of the day, and an alert's message to the world.
#include <algorithm>

#include "atmosphere/atmosphere.hpp"
#include "evaluations/inside.hpp"

namespace evaluations {
namespace {

constexpr std::size_t days_max = 60;
constexpr std::int64_t aqi_max = 500;

Result<std::vector<atmosphere::AlertDay>> days_of(Call const& call) {
  auto const on = base::parse_day(call.query("on"));
  if (!on) {
    return Problem("bad_parameter", on.error().detail, "on", "write 2026-11-26");
  }
  std::vector<atmosphere::AlertDay> days;
  auto const given = call.query("aqi");   // split() gives views of it
  for (auto const part : base::split(given, ',')) {
    auto const aqi = base::parse_integer(base::trim(part));
    if (!aqi || *aqi < 0 || *aqi > aqi_max || days.size() == days_max) {
      return Problem("bad_parameter", "'" + base::printable(part) + "' is no AQI of a day", "aqi", "write at most 60 whole numbers from 0 to 500, with commas");
    }
    days.push_back({{on->number + static_cast<std::int32_t>(days.size())}, static_cast<int>(*aqi), !days.empty()});
  }
  return days;
}

// As a district's level is judged: on the first day the forecasts behind it are known, so a level is asked for as long ahead as the rules want.
Result<std::vector<atmosphere::AlertStep>> steps_of(catalog::Catalog const& catalog, std::vector<atmosphere::AlertDay> const& days) {
  atmosphere::AlertOutlooks outlooks;
  if (days.size() > 1) {
    outlooks[days.front().day] = {days.begin() + 1, days.end()};
  }
  return atmosphere::alert_levels(catalog, days, outlooks);
}

json::object level_json(atmosphere::AlertStep const& step) {
  return {{"level", step.rank}, {"name", text(step.name)}, {"name_en", text(step.name_en)}, {"colour", text(step.colour)}, {"since", day_or_null(step.since)},
          {"rule", text(step.rule)}, {"rule_en", text(step.rule_en)}};
}

json::object step_json(atmosphere::AlertStep const& step, atmosphere::AlertDay const& day) {
  auto row = level_json(step);
  row["day"] = base::format(day.day), row["aqi"] = day.aqi, row["forecast"] = day.forecast, row["move"] = text(step.move);
  return row;
}

assess::Why level_why(std::vector<atmosphere::AlertStep> const& steps, std::vector<atmosphere::AlertDay> const& days, catalog::Edition const* edition) {
  auto const& first = steps.front();
  assess::Why why{.title = "重污染天气预警级别（" + base::format(days.front().day) + "）", .title_en = "Level of the heavy pollution alert",
                  .value = first.rank == 0 ? "未达到预警条件" : first.name, .how = first.rule, .how_en = first.rule_en,
                  .note = first.recalled ? "规则凭记忆录入，待核对 / a rule is from memory (recalled)" : ""};
  if (edition != nullptr) {
    why.basis.push_back({edition->number, "分级", edition->id});
  }
  for (std::size_t i = 0; i < days.size() && i < steps.size(); ++i) {
    why.from.push_back({.title = base::format(days[i].day) + (days[i].forecast ? " 预报 AQI" : " AQI"), .title_en = days[i].forecast ? "forecast AQI" : "AQI",
                        .value = std::to_string(days[i].aqi), .note = steps[i].name.empty() ? "" : "至此 " + steps[i].name});
  }
  return why;
}

}  // namespace

void Evaluations::Inside::add_alerts(http::Router& router) const {
  guarded(router, "/alerts/levels", {"aqi", "on"}, [this](Call const& call) {
    auto const days = days_of(call);
    auto const steps = days ? steps_of(parts.catalog, *days) : Result<std::vector<atmosphere::AlertStep>>(days.error());
    if (!steps || steps->empty()) {
      return refuse(steps ? Problem("bad_parameter", "no day is given", "aqi") : steps.error());
    }
    auto const& first = steps->front();
    auto shown = level_json(first);
    json::array all;
    for (std::size_t i = 0; i < steps->size() && i < days->size(); ++i) {
      all.push_back(step_json((*steps)[i], (*days)[i]));
    }
    bool const recalled = std::any_of(steps->begin(), steps->end(), [](auto const& step) { return step.recalled; });
    auto const why = level_why(*steps, *days, parts.catalog.edition(first.edition));
    shown["edition"] = text(first.edition), shown["recalled"] = recalled, shown["steps"] = std::move(all);
    shown["why"] = parsed(assess::to_json(why));
    return answer(shown);
  });
  guarded(router, "/alerts/{id}/cap", {}, [this](Call const& call) {
    auto const id = base::parse_integer(call.param("id"));
    auto const message = id ? evaluate::alert_cap(parts.sources, call.session.person, *id)
                            : Result<std::string>(Problem("not_found", "there is no alert " + base::printable(call.param("id")), "id"));
    if (!message) {
      return refuse(message.error());
    }
    http::Response response;
    response.content_type = "application/cap+xml; charset=utf-8";
    response.headers = {{"Content-Disposition", "attachment; filename=\"alert-" + std::to_string(*id) + ".xml\""}, {"Cache-Control", "no-store"}};
    response.body = *message;
    return response;
  });
}

}  // namespace evaluations
