// The day of a station or a district: its index, and what it was made of.
#include <boost/json.hpp>

#include "evaluate/air.hpp"
#include "evaluate/digest.hpp"

namespace evaluate {
namespace {

namespace json = boost::json;

constexpr std::string_view event_kind = "event";

json::value number_or_null(std::optional<base::Decimal> const& value) { return value ? json::value(value->to_double()) : json::value(nullptr); }

json::object detail_of(AirRecord const& record, std::vector<atmosphere::Event> const& events) {
  json::object values, iaqi, hours, refused;
  for (std::size_t i = 0; i < atmosphere::pollutant_count; ++i) {
    values[atmosphere::pollutants[i]] = number_or_null(record.day.values[i]);
  }
  for (auto const& [pollutant, index] : record.index ? record.index->iaqi : std::map<std::string, int>()) {
    iaqi[pollutant] = index;
  }
  for (auto const& [pollutant, count] : record.hours) {
    hours[pollutant] = count;
  }
  for (auto const& [pollutant, why] : record.refused) {
    refused[pollutant] = why;
  }
  json::object detail;
  detail["values"] = std::move(values);
  detail["iaqi"] = std::move(iaqi);
  detail["primary"] = json::array(record.day.primary.begin(), record.day.primary.end());
  auto const exceeding = record.index ? record.index->exceeding : std::vector<std::string>();
  detail["exceeding"] = json::array(exceeding.begin(), exceeding.end());
  detail["hours"] = std::move(hours);
  detail["refused"] = std::move(refused);
  detail["complete"] = record.index && record.index->complete;
  detail["imported"] = record.imported;
  detail["published"] = record.published ? json::value(*record.published) : json::value(nullptr);
  detail[event_kind] = nullptr;
  if (!events.empty()) {
    auto const& event = events.front();
    detail[event_kind] = json::object{{"kind", event.kind}, {"name", event.name}, {"excluded", true}, {"ref", event.ref}};
  }
  detail["notes"] = json::array(record.notes.begin(), record.notes.end());
  return detail;
}

class AirDayKind final : public Evaluator {
 public:
  explicit AirDayKind(Parts const& parts) : book_(parts) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "air_day", .title = "空气质量日报", .title_en = "Air quality of the day", .field = "air", .object = "point", .forms = {Form::day},
                           .unit = "", .greater_is_worse = true, .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override { return book_.both(); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override { return book_.reach(object); }
  std::vector<Object> touched(Change const& change) const override { return book_.touched(change, objects()); }

  Figure compute(Object const& object, Span const& span) const override {
    Figure figure;
    auto const records = book_.records(object, span.from, span.to);
    if (records.empty()) {
      figure.detail = json::serialize(json::object{{"reason", "当日没有数据 / no data on that day"}});
      refuse(figure, "当日没有数据 / no data on that day", "");
      return figure;
    }
    auto const& record = records.front();
    auto detail = detail_of(record, book_.events(object, span.from, span.to));
    fill(figure, record, detail);
    figure.detail = json::serialize(detail);
    figure.why = assess::to_json(why_of(object, span, record));
    return figure;
  }

 private:
  void fill(Figure& figure, AirRecord const& record, json::object& detail) const {
    auto const& catalog = book_.parts().catalog;
    auto const* rules = catalog.air_index(record.day.day);
    if (rules != nullptr) {
      figure.standard = rules->edition.number;
      figure.edition = rules->edition.id;
    }
    figure.digest = digest_of_air(catalog, {record.day.day}, record.basis);
    figure.clause = record.basis.empty() ? "" : record.basis.front().clause;
    std::size_t valid = 0;
    for (auto const& value : record.day.values) {
      valid += value ? 1U : 0U;
    }
    figure.valid_share = static_cast<double>(valid) / static_cast<double>(atmosphere::pollutant_count);
    if (!record.day.aqi || rules == nullptr) {
      figure.result = "cannot_judge";
      figure.value = "NA";
      std::string reason = rules == nullptr ? "当日没有HJ 633的现行版本 / no edition of HJ 633 holds on that day"
                                            : "缺项，AQI不能发布 / pollutants are missing, no index is published";
      for (auto const& [pollutant, why] : record.refused) {
        reason += "；" + about(pollutant, why);
      }
      detail["reason"] = reason;
      return;
    }
    figure.number = *record.day.aqi;
    figure.value = std::to_string(*record.day.aqi);
    figure.rank = record.day.level;
    figure.result = *record.day.aqi > rules->exceeding_above ? "exceeded" : "ok";
    if (auto const* category = assess::category(*rules, *record.day.aqi)) {
      figure.grade = category->name;
      figure.grade_en = category->name_en;
      figure.colour = category->colour;
    }
  }

  assess::Why why_of(Object const& object, Span const& span, AirRecord const& record) const {
    assess::Why why{.title = title_of(object, span, "AQI"), .title_en = "AQI", .value = record.day.aqi ? std::to_string(*record.day.aqi) : "NA",
                    .how = "AQI = max(IAQI)", .how_en = "the largest IAQI", .basis = record.basis};
    for (auto const& note : record.notes) {
      why.note += (why.note.empty() ? "" : "；") + note;
    }
    if (!record.day.aqi) {
      why.state = "cannot_judge";
    }
    if (record.day.ref.starts_with("verdict/")) {
      why.from.push_back({.title = "日均值与分指数", .title_en = "means of the day and their indices", .value = why.value, .ref = record.day.ref});
      return why;
    }
    auto const points = book_.points_of(object);
    for (std::size_t i = 0; i < atmosphere::pollutant_count; ++i) {
      why.from.push_back(pollutant_why(record, i, points));
    }
    return why;
  }

  static assess::Why pollutant_why(AirRecord const& record, std::size_t i, std::vector<points::Point> const& points) {
    std::string const name(atmosphere::pollutants[i]);
    assess::Why why{.title = name, .title_en = name, .value = record.day.values[i] ? record.day.values[i]->to_string() : "",
                    .unit = name == "CO" ? "mg/m³" : "μg/m³"};
    auto const refused = record.refused.find(name);
    why.state = record.day.values[i] ? "" : "missing";
    why.note = refused == record.refused.end() ? "" : refused->second;
    if (record.index) {
      auto const iaqi = record.index->iaqi.find(name);
      why.how = why.how_en = iaqi == record.index->iaqi.end() ? "" : "IAQI = " + std::to_string(iaqi->second);
    }
    for (auto const& point : points) {
      why.from.push_back({.title = point.name, .title_en = point.name_en.empty() ? point.name : point.name_en,
                          .ref = "verdict/aqi/" + std::to_string(point.id.value) + "/day/" + base::format(record.day.day)});
    }
    return why;
  }
  AirBook book_;
};

}  // namespace

std::unique_ptr<Evaluator> air_day(Parts const& parts) { return std::make_unique<AirDayKind>(parts); }

}  // namespace evaluate
