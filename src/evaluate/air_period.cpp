// Months, quarters, years and seasons of a station or a district.
#include <boost/json.hpp>

#include "evaluate/air.hpp"
#include "evaluate/digest.hpp"

namespace evaluate {
namespace {

namespace json = boost::json;

// The members of an evaluation that stand twice where there are events.
json::object object_of(atmosphere::Evaluation const& evaluation) { return json::parse(atmosphere::to_json(evaluation)).as_object(); }

std::string reason_of(atmosphere::Evaluation const& evaluation) {
  std::string reason;
  for (auto const& statistic : evaluation.statistics) {
    if (!statistic.enough) {
      reason += "；" + about(statistic.pollutant, statistic.refused);
    }
  }
  return reason.empty() ? evaluation.composite_refused : "有效天数不足 / too few valid days" + reason;
}

class AirPeriodKind final : public Evaluator {
 public:
  AirPeriodKind(Parts const& parts, std::shared_ptr<AirMemory> memory) : book_(parts, std::move(memory)) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "air_period", .title = "空气质量时段评价", .title_en = "Air quality over a period", .field = "air", .object = "point",
                           .forms = {Form::month, Form::quarter, Form::year, Form::heating, Form::rest}, .unit = "", .greater_is_worse = true,
                           .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override { return book_.both(); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override { return book_.reach(object); }
  std::vector<Object> touched(Change const& change) const override { return book_.touched(change, objects()); }
  Figure compute(Object const& object, Span const& span) const override { return computed(object, span, {}); }
  std::optional<Figure> compute_under(Object const& object, Span const& span, Day under) const override { return computed(object, span, under); }

 private:
  Figure computed(Object const& object, Span const& span, std::optional<Day> under) const {
    auto const& catalog = book_.parts().catalog;
    auto const days = book_.days(object, span.from, span.to);
    auto const events = book_.events(object, span.from, span.to);
    Figure figure;
    auto const made = atmosphere::evaluate(catalog, std::string(name_of(span.form)), span.from, span.to, days, {.under = under});
    if (!made) {
      figure.detail = json::serialize(json::object{{"reason", made.error().detail}});
      refuse(figure, made.error().detail, made.error().where);
      return figure;
    }
    auto detail = object_of(*made);
    detail["without_events"] = nullptr;
    json::array told;
    for (auto const& event : events) {
      told.push_back(json::object{{"from", base::format(event.from)}, {"to", base::format(event.to)}, {"kind", event.kind}, {"name", event.name},
                                  {"ref", event.ref}});
    }
    if (!events.empty()) {
      auto const without = atmosphere::evaluate(catalog, std::string(name_of(span.form)), span.from, span.to, days, {.under = under, .without = &events});
      detail["without_events"] = without ? json::value(object_of(*without)) : json::value(nullptr);
    }
    detail["events"] = std::move(told);
    fill(figure, *made, detail);
    figure.digest = digest_of_air(catalog, under ? std::vector{*under} : std::vector{span.from, span.to}, made->basis);
    figure.detail = json::serialize(detail);
    figure.why = assess::to_json(atmosphere::explain(*made, days, title_of(object, span, "综合指数"), "composite index"));
    return figure;
  }

  void fill(Figure& figure, atmosphere::Evaluation const& made, json::object& detail) const {
    auto const* edition = book_.parts().catalog.edition(made.edition_evaluation);
    figure.standard = edition == nullptr ? "" : edition->number;
    figure.edition = made.edition_evaluation;
    figure.clause = made.basis.empty() ? "" : made.basis.front().clause;
    figure.valid_share = made.days_due > 0 ? std::optional(static_cast<double>(made.days_valid) / made.days_due) : std::nullopt;
    bool const judged = made.enough && made.composite;
    figure.result = !judged ? "cannot_judge" : made.attained && !*made.attained ? "exceeded" : "ok";
    if (judged) {
      figure.number = made.composite->sum.to_double();
      figure.value = made.composite->sum.to_string();
    } else {
      detail["reason"] = reason_of(made);
    }
  }
  AirBook book_;
};

}  // namespace

std::unique_ptr<Evaluator> air_period(Parts const& parts, std::shared_ptr<AirMemory> memory) {
  return std::make_unique<AirPeriodKind>(parts, std::move(memory));
}

}  // namespace evaluate
