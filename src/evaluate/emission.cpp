// Months, quarters and years of stacks and outfalls: the kind outlet_month. Its detail: factors (hours due, valid, excused, stopped; mean and maximum;
// hours and days exceeded; mass with what was replaced apart; the year so far, permit and its share), declared windows, flow.
#include <algorithm>
#include <boost/json.hpp>

#include "evaluate/digest.hpp"
#include "evaluate/emission_parts.hpp"

namespace evaluate {
namespace {

constexpr int share_places = 1;
constexpr double whole_permit = 100;   // %

std::string ref_of_point(base::PointId id) { return "point/" + std::to_string(id.value); }

class OutletEvaluator final : public Evaluator {
 public:
  explicit OutletEvaluator(Parts const& parts) : parts_(parts), books_(parts), rests_(parts.figures) {}

  Kind const& kind() const override {
    static Kind const kind{.id = std::string(outlet_month_kind), .title = "排口月度排放", .title_en = "Discharge of an outlet", .field = "emission",
                           .object = "point", .forms = {Form::month, Form::quarter, Form::year}, .unit = "%", .greater_is_worse = true, .is_public = false};
    return kind;
  }

  std::vector<Object> objects() const override {
    std::vector<Object> found;
    for (auto const& point : parts_.points.points()) {
      if (points::is_outlet(point.kind)) {
        found.push_back({.ref = ref_of_point(point.id), .name = point.name, .name_en = point.name_en, .area = point.area, .origin = point.origin,
                         .facility = point.facility, .longitude = point.longitude, .latitude = point.latitude});
      }
    }
    return found;
  }

  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    auto const point = point_of(object);
    if (!point) {
      return {};
    }
    std::optional<std::pair<Day, Day>> found;
    auto const add = [&](Time time) {
      auto const day = base::beijing_day(time);
      found = found ? std::pair(std::min(found->first, day), std::max(found->second, day)) : std::pair(day, day);
    };
    for (auto const& row : parts_.store.latest_of(point->id)) {
      add(row.at);
    }
    if (found) {   // days are few: the first of them is the first day with data
      auto const days = parts_.store.statistics(point->id, observe::Period::day, {Time{0}, base::start_of(found->second) + base::day_length});
      for (auto const& each : days) {
        add(each.start);
      }
    }
    return found;
  }

  Figure compute(Object const& object, Span const& span) const override {
    Figure figure;
    figure.kind = kind().id;
    figure.object = object.ref;
    figure.span = span.text;
    figure.from = span.from;
    figure.to = span.to;
    auto const point = point_of(object);
    if (!point) {
      std::string const reason = "没有这个排口 / there is no such outlet";
      return refused(std::move(figure), reason, boost::json::serialize(boost::json::object{{"reason", reason}}));
    }
    auto const month = outlet_month(parts_, books_, *point, span);
    if (month.edition != nullptr) {
      figure.standard = month.edition->number;
      figure.edition = month.edition->id;
      figure.clause = month.clause;
      figure.digest = digest_of_month(month);
    }
    if (month.factors.empty()) {
      std::string const reason = month.from == month.to ? "该时段没有数据 / there are no data in this span"
                                                        : "没有设限值或许可量的因子 / no factor has a limit or a permit";
      figure = refused(std::move(figure), reason, detail_of(month, reason));
      rests_.set(object.ref, span.text, figure.detail);
      return figure;
    }
    sum_up(month, figure);
    bool const nothing_valid = figure.valid_share && *figure.valid_share == 0;
    figure.result = nothing_valid ? "cannot_judge" : figure.result;
    figure.detail = detail_of(month, nothing_valid ? "没有有效小时 / no valid hour" : "");
    figure.why = assess::to_json(why_of(month, parts_.catalog));
    rests_.set(object.ref, span.text, figure.detail);
    return figure;
  }

  std::vector<Object> touched(Change const& change) const override {
    auto all = objects();
    if (!change.reg.empty()) {
      bool const ours = change.reg == window_register || change.reg == outlet_register || change.reg == permit_register || change.reg == "facility";
      return ours ? all : std::vector<Object>();
    }
    std::erase_if(all, [&](Object const& each) { return each.ref != ref_of_point(change.point); });
    return all;
  }

  std::vector<Span> resting_on(std::string const& object, Day day) const override {
    std::vector<Span> found;
    for (auto const& text : rests_.resting_on(object, day)) {
      if (auto const span = parse_span(parts_.catalog, text); span && (day < span->from || span->to < day)) {
        found.push_back(*span);
      }
    }
    return found;
  }

 private:
  std::optional<points::Point> point_of(Object const& object) const {
    constexpr std::string_view prefix = "point/";
    auto const id = object.ref.starts_with(prefix) ? base::parse_integer(object.ref.substr(prefix.size())) : std::nullopt;
    auto point = id ? parts_.points.point({*id}) : std::nullopt;
    return point && points::is_outlet(point->kind) ? point : std::nullopt;
  }

  static Figure refused(Figure figure, std::string const& reason, std::string detail) {
    figure.result = "cannot_judge";
    figure.detail = std::move(detail);
    assess::Why why{.title = "排口排放", .title_en = "discharge of an outlet", .state = "cannot_judge", .note = reason};
    figure.why = assess::to_json(why);
    return figure;
  }

  /// Of the rules of validity and of every limit.
  std::string digest_of_month(OutletMonth const& month) const {
    std::vector<std::string> editions{month.edition->id};
    for (auto const& factor : month.factors) {
      auto const set = parts_.catalog.set_in_force(factor.channel.limit_set, month.span.to);
      editions.push_back(set.substr(0, set.find('/')));
    }
    return digest_of(parts_.catalog, std::move(editions));
  }

  static void sum_up(OutletMonth const& month, Figure& figure) {
    int due = 0, valid = 0, exceeded = 0;
    for (auto const& factor : month.factors) {
      due += factor.hours_due;
      valid += factor.hours_valid;
      exceeded += factor.hours_exceeded + factor.days_exceeded;
    }
    figure.unit = "%";
    figure.valid_share = due > 0 ? std::optional(static_cast<double>(valid) / due) : std::nullopt;
    auto const* main = main_factor(month);
    if (main != nullptr) {
      figure.number = *main->permit_share;
      figure.value = base::Decimal::from_double(*main->permit_share, share_places).to_string();
    }
    // A permit speaks of a year: only a year can exceed it; a month shows how much of it was used so far.
    bool const beyond = main != nullptr && month.span.form == Form::year && *main->permit_share > whole_permit;
    figure.result = exceeded > 0 || beyond ? "exceeded" : "ok";
  }

  Parts parts_;
  OutletBooks books_;
  mutable OutletRests rests_;
};

}  // namespace

void add_emission(Desk& desk, Parts const& parts) { desk.add(std::make_unique<OutletEvaluator>(parts)); }

}  // namespace evaluate
