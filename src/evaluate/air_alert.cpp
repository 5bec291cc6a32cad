// The level of a heavy pollution alert on a day, from measured days and the forecasts behind them; and an alert of the register as a CAP message.
#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "evaluate/air.hpp"
#include "evaluate/held.hpp"

namespace evaluate {
namespace {

namespace json = boost::json;

constexpr int days_looked_back = 30;               // longer than any episode
constexpr std::string_view alert_register = "air_alert";

class AirAlertKind final : public Evaluator {
 public:
  AirAlertKind(Parts const& parts, std::shared_ptr<AirMemory> memory) : book_(parts, std::move(memory)) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "air_alert_level", .title = "重污染天气预警级别（按实测与预报）", .title_en = "Heavy pollution alert level (measured and forecast)",
                           .field = "air", .object = "area", .forms = {Form::day}, .unit = "", .greater_is_worse = true, .is_public = true, .kept = false};
    return kind;
  }
  std::vector<Object> objects() const override { return book_.areas(); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    auto whole = book_.reach(object);
    for (auto const& each : whole ? air_forecasts(book_.parts(), object, whole->second) : std::vector<AirForecast>()) {
      whole->second = std::max(whole->second, each.day.day);
    }
    return whole;
  }
  std::vector<Object> touched(Change const& change) const override { return is_of_forecasts(change) ? objects() : book_.touched(change, objects()); }

  Figure compute(Object const& object, Span const& span) const override {
    auto const known = known_by(object, span.to);
    auto const& days = known.days;
    Figure figure;
    json::object detail{{"level", nullptr}, {"name", nullptr}, {"exercise", false}};
    bool const has_day = std::any_of(days.begin(), days.end(), [&](auto const& each) { return each.day == span.to; });
    auto const steps = has_day ? atmosphere::alert_levels(book_.parts().catalog, days, known.outlooks)
                               : assess::cannot_judge("当日没有有效的AQI，也没有预报 / there is neither a valid AQI nor a forecast of that day", "预警分级");
    json::array aqi;
    for (auto const& day : days) {
      aqi.push_back(json::object{{"day", base::format(day.day)}, {"aqi", day.aqi}, {"forecast", day.forecast}});
    }
    detail["aqi"] = std::move(aqi);
    if (!steps) {
      detail["reason"] = steps.error().detail;
      figure.detail = json::serialize(detail);
      refuse(figure, steps.error().detail, steps.error().where);
      return figure;
    }
    auto const& step = *std::find_if(steps->begin(), steps->end(), [&](auto const& each) { return each.day == span.to; });
    fill(figure, detail, step);
    figure.detail = json::serialize(detail);
    figure.why = assess::to_json(why_of(object, span, step, known));
    return figure;
  }

 private:
  struct Known {
    std::vector<atmosphere::AlertDay> days;       // measured ones, then what is forecast behind them
    std::vector<std::string> refs;                // of each day
    atmosphere::AlertOutlooks outlooks;           // by measured day: what was forecast on it
  };
  /// What was known at the end of a day; of a day ahead, what is known at all.
  Known known_by(Object const& object, Day on) const {
    Known known;
    auto const& catalog = book_.parts().catalog;
    Day const first{on.number - days_looked_back};
    auto const forecasts = air_forecasts(book_.parts(), object, first);
    auto const ruled = [&](Day day) { return day == on || atmosphere::alert_edition(catalog, day) != nullptr; };
    for (auto const& day : book_.days(object, first, on)) {
      if (day.aqi && ruled(day.day)) {
        known.days.push_back({day.day, *day.aqi, false});
        known.refs.push_back(day.ref);
        for (auto const& each : known_on(forecasts, day.day, day.day)) {
          known.outlooks[day.day].push_back(each.day);
        }
      }
    }
    auto const last = known.days.empty() ? Day{on.number - 1} : known.days.back().day;
    for (auto const& each : known_on(forecasts, on, last)) {
      if (ruled(each.day.day)) {
        known.days.push_back(each.day);
        known.refs.push_back(each.ref);
      }
    }
    return known;
  }

  void fill(Figure& figure, json::object& detail, atmosphere::AlertStep const& step) const {
    auto const* edition = book_.parts().catalog.edition(step.edition);
    figure.number = step.rank;
    figure.rank = step.rank;
    figure.value = step.rank == 0 ? "无" : step.name;
    figure.grade = step.name;
    figure.grade_en = step.name_en;
    figure.colour = step.colour;
    figure.result = step.rank == 0 ? "ok" : "exceeded";
    figure.standard = edition == nullptr ? "" : edition->number;
    figure.edition = step.edition;
    figure.clause = "分级";
    detail["level"] = step.rank;
    detail["name"] = step.name;
    detail["since"] = step.rank == 0 ? json::value(nullptr) : json::value(base::format(step.since));
    detail["rule"] = step.rule;
    detail["rule_en"] = step.rule_en;
    detail["move"] = step.move;
    detail["recalled"] = step.recalled;
  }

  assess::Why why_of(Object const& object, Span const& span, atmosphere::AlertStep const& step, Known const& known) const {
    assess::Why why{.title = title_of(object, span, "预警级别"), .title_en = "alert level", .value = step.rank == 0 ? "无" : step.name,
                    .how = step.rule, .how_en = step.rule_en};
    why.note = step.recalled ? "该级别的条件凭记忆录入，待核对 / the condition is from memory, to be checked" : "";
    auto const* edition = book_.parts().catalog.edition(step.edition);
    why.basis.push_back({edition == nullptr ? step.edition : edition->number, "分级", step.edition});
    for (std::size_t i = 0; i < known.days.size(); ++i) {
      auto const& each = known.days[i];
      auto const day = base::format(each.day);
      why.from.push_back({.title = day + (each.forecast ? " 预报" : ""), .title_en = day + (each.forecast ? " forecast" : ""), .value = std::to_string(each.aqi),
                          .ref = known.refs[i]});
    }
    return why;
  }
  AirBook book_;
};

// ---- an alert of the register -------------------------------------------------------------------

std::string text_in(registry::Record const& record, char const* field) { return held_copy<std::string>(record.values, field).value_or(""); }
std::optional<Time> time_in(registry::Record const& record, char const* field) { return held_copy<Time>(record.values, field); }

// The level by its English word, out of the rules that hold on the day.
atmosphere::AlertStep step_of(catalog::Catalog const& catalog, std::string const& level, Day on) {
  atmosphere::AlertStep step;
  step.day = on;
  auto const* edition = atmosphere::alert_edition(catalog, on);
  for (auto const* row : edition == nullptr ? std::vector<catalog::Parameter const*>() : catalog.parameters(edition->id + "/预警分级", on)) {
    if (row->name == "name_en" && row->text == level) {
      step.name = row->subject;
      step.name_en = row->text;
      auto const* rank = catalog.parameter(row->table, row->subject, "rank", on);
      step.rank = rank != nullptr && rank->number ? static_cast<int>(rank->number->coefficient()) : 0;
    }
  }
  return step;
}

// A message of the alert's course: its state, when it went out.
struct Sent { std::string state; Time at; };
constexpr std::array<std::pair<std::string_view, char const*>, 4> states{
    {{"started", "started_at"}, {"raised", "raised_at"}, {"lowered", "lowered_at"}, {"lifted", "lifted_at"}}};

std::string identifier_of(std::string const& code, Sent const& sent) {
  constexpr std::size_t to_the_minute = std::string_view("202611261830").size();
  return code + "-" + sent.state + (sent.state == "started" ? "" : "-" + base::format_compact(sent.at, false).substr(0, to_the_minute));
}

/// The messages before the last one, oldest first, as far as the record still knows them: a second raise keeps only its own time.
std::vector<Sent> sent_before(registry::Record const& record, Sent const& last) {
  std::vector<Sent> before;
  for (auto const& [state, field] : states) {
    auto const at = time_in(record, field);
    if (state != last.state && at && *at <= last.at) {
      before.push_back({std::string(state), *at});
    }
  }
  std::stable_sort(before.begin(), before.end(), [](Sent const& a, Sent const& b) { return a.at < b.at; });
  return before;
}

void take_state(atmosphere::AlertMessage& message, registry::Record const& record) {
  auto const* field = std::find_if(states.begin(), states.end(), [&](auto const& each) { return each.first == record.state; });
  auto const moved = field == states.end() ? std::nullopt : time_in(record, field->second);
  Sent const last{record.state, moved.value_or(record.changed_at)};
  auto const code = text_in(record, "code");
  message.sent = last.at;
  message.identifier = identifier_of(code, last);
  message.type = record.state == "raised" || record.state == "lowered" ? "Update" : record.state == "lifted" ? "Cancel" : "Alert";
  if (message.type != "Alert") {
    auto const references = text_in(record, "references");
    for (auto const line : base::split(references, '\n')) {
      if (!base::trim(line).empty()) {
        message.references.emplace_back(base::trim(line));
      }
    }
    for (auto const& sent : message.references.empty() ? sent_before(record, last) : std::vector<Sent>()) {
      message.references.push_back(message.sender + "," + identifier_of(code, sent) + "," + base::format(base::floor_to(sent.at, std::chrono::seconds(1))));
    }
  }
  message.effective = message.sent;
  auto const expires = time_in(record, "expires_at");
  message.expires = expires && *expires > message.sent ? expires : std::nullopt;
}

}  // namespace

std::unique_ptr<Evaluator> air_alert_level(Parts const& parts, std::shared_ptr<AirMemory> memory) {
  return std::make_unique<AirAlertKind>(parts, std::move(memory));
}

base::Result<std::string> alert_cap(Parts const& parts, identity::Person const& who, std::int64_t id) {
  auto const* reg = parts.registry.set().find(alert_register);
  if (reg == nullptr) {
    return base::Problem("not_found", "there is no register of alerts", "id");
  }
  auto const record = parts.registry.get(who, *reg, {id});
  if (!record) {
    return record.error();
  }
  if (record->state == "prepared" || record->state == "dropped") {
    return base::Problem("conflict", "the alert was not issued", "state", "start it first");
  }
  atmosphere::AlertMessage message;
  message.sender = text_in(*record, "sender");
  message.status = text_in(*record, "status");
  message.note = text_in(*record, "note");
  take_state(message, *record);
  // An alert that began under the rules before these keeps its level until it is lifted.
  auto const level = text_in(*record, "level");
  auto step = step_of(parts.catalog, level, base::beijing_day(message.sent));
  if (step.rank == 0) {
    step = step_of(parts.catalog, level, base::beijing_day(time_in(*record, "started_at").value_or(message.sent)));
  }
  if (step.rank == 0) {
    auto const unknown = "no rules of alert levels that hold on " + base::format(step.day) + " know the level '" + base::printable(level) + "'";
    return base::Problem("invalid", unknown, "level", "choose a level of the rules of that day");
  }
  step.rank = record->state == "lifted" ? 0 : step.rank;
  atmosphere::set_level(message, parts.catalog, step, text_in(*record, "basis") != "measured");
  auto const area = text_in(*record, "area");
  auto const* divisions = parts.registry.set().list("divisions");
  auto const* named = divisions == nullptr ? nullptr : divisions->find(area);
  auto const event = "重污染天气" + step.name + "预警";
  auto const event_en = "Heavy air pollution alert, " + step.name_en;
  auto const otherwise = [](std::string text, std::string const& instead) { return text.empty() ? instead : text; };
  message.infos.push_back({"zh-CN", event, text_in(*record, "sender_name"), text_in(*record, "headline"), text_in(*record, "description"),
                           text_in(*record, "instruction"), named == nullptr ? area : named->name});
  message.infos.push_back({"en-US", event_en, text_in(*record, "sender_name"), otherwise(text_in(*record, "headline_en"), event_en),
                           text_in(*record, "description_en"), text_in(*record, "instruction_en"),
                           named == nullptr ? area : otherwise(named->name_en, named->name)});
  message.geocodes = {{"GB/T 2260", area}};
  message.parameters = {{"level", level}};
  if (auto const response = text_in(*record, "response"); !response.empty()) {
    message.parameters.emplace_back("response", response);
  }
  return atmosphere::cap_xml(message);
}

}  // namespace evaluate
