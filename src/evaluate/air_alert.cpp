// The level of a heavy pollution alert on a day, from measured days and the forecasts behind them; and an alert of the register as a CAP message.
#include <algorithm>

#include <boost/json.hpp>

#include "evaluate/air.hpp"

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
    detail["move"] = step.move;
    detail["recalled"] = step.recalled;
  }

  static assess::Why why_of(Object const& object, Span const& span, atmosphere::AlertStep const& step, Known const& known) {
    assess::Why why{.title = title_of(object, span, "预警级别"), .title_en = "alert level", .value = step.rank == 0 ? "无" : step.name,
                    .how = step.rule, .how_en = step.rule_en};
    why.note = step.recalled ? "该级别的条件凭记忆录入，待核对 / the condition is from memory, to be checked" : "";
    why.basis.push_back({step.edition, "分级", step.edition});
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

std::string text_in(registry::Record const& record, char const* field) {
  auto const found = record.values.find(std::string_view(field));
  auto const* text = found == record.values.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? std::string() : *text;
}
std::optional<Time> time_in(registry::Record const& record, char const* field) {
  auto const found = record.values.find(std::string_view(field));
  auto const* time = found == record.values.end() ? nullptr : std::get_if<Time>(&found->second);
  return time == nullptr ? std::nullopt : std::optional(*time);
}

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

void take_state(atmosphere::AlertMessage& message, registry::Record const& record) {
  auto const at = record.state == "raised" ? "raised_at" : record.state == "lowered" ? "lowered_at" : record.state == "lifted" ? "lifted_at" : "started_at";
  auto const moved = time_in(record, at);
  message.sent = moved.value_or(record.changed_at);
  auto const moved_at = base::format_compact(message.sent, false).substr(0, std::string_view("2026112618").size());
  message.identifier = text_in(record, "code") + (record.state == "started" ? "-started" : "-" + record.state + "-" + moved_at);
  message.type = record.state == "raised" || record.state == "lowered" ? "Update" : record.state == "lifted" ? "Cancel" : "Alert";
  auto const started = time_in(record, "started_at").value_or(record.created_at);
  if (message.type != "Alert") {
    auto const references = text_in(record, "references");
    for (auto const line : base::split(references, '\n')) {
      if (!base::trim(line).empty()) {
        message.references.emplace_back(base::trim(line));
      }
    }
    if (message.references.empty()) {
      message.references.push_back(message.sender + "," + text_in(record, "code") + "-started," + base::format(started));
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
  auto step = step_of(parts.catalog, text_in(*record, "level"), base::beijing_day(message.sent));
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
                           text_in(*record, "description_en"), text_in(*record, "instruction_en"), named == nullptr ? area : named->name_en});
  message.geocodes = {{"GB/T 2260", area}};
  message.parameters = {{"level", text_in(*record, "level")}, {"response", otherwise(text_in(*record, "response"), "—")}};
  return atmosphere::cap_xml(message);
}

}  // namespace evaluate
