// Soil: points by the year, units of farmland, plots.
#include <algorithm>

#include "evaluate/soil_samples.hpp"

namespace evaluate::surroundings {
namespace {

constexpr int percent_places = 1;

std::vector<JudgedSample> judged_samples(Books const& books, std::map<std::int64_t, Record> const& points, std::vector<Record> records,
                                         std::optional<Day> under, std::string_view land_class = {}) {
  std::vector<JudgedSample> judged;
  for (auto& record : records) {
    auto const point = points.find(reference_at(record, "point"));
    if (point != points.end()) {
      judged.push_back(judged_sample(books, point->second, std::move(record), under, land_class));
    }
  }
  return judged;
}

std::map<std::int64_t, Record> points_where(Books const& books, query::Node condition) {
  std::map<std::int64_t, Record> found;
  for (auto& record : books.records(soil_point_reg, {std::move(condition)})) {
    found.emplace(record.id.value, std::move(record));
  }
  return found;
}

std::vector<std::int64_t> ids_in(std::map<std::int64_t, Record> const& points) {
  std::vector<std::int64_t> ids;
  for (auto const& [id, point] : points) {
    ids.push_back(id);
  }
  return ids;
}

// Of each point the last sample taken up to a day.
std::vector<Record> last_of_each(Books const& books, std::map<std::int64_t, Record> const& points, Day until) {
  std::map<std::int64_t, Record> last;
  for (auto& record : books.records(soil_sample_reg, {is_one_of("point", ids_in(points)), is_on_or_before("sampled_on", until)}, "sampled_on")) {
    last.insert_or_assign(reference_at(record, "point"), std::move(record));
  }
  std::vector<Record> found;
  for (auto& [point, record] : last) {
    found.push_back(std::move(record));
  }
  return found;
}

// Of samples and their points, by the unit or plot that they are of.
Books::Origins origins_through_points(Books const& books, std::string_view field) {
  return books.origins_by(soil_point_reg, field, books.origins_by(soil_sample_reg, "point"));
}

void put_result(Figure& figure, soils::Verdict const& verdict) {
  figure.result = verdict.over == soils::Over::none ? "ok" : "exceeded";
  figure.rank = 1 + static_cast<int>(verdict.over);
  figure.value = verdict.cls.empty() ? verdict.result : verdict.cls;
  figure.grade = figure.value;
  figure.colour = verdict.colour;
  figure.grade_en = verdict.cls.empty() ? verdict.result_en : verdict.cls_en;
  if (verdict.wanted > 0) {
    figure.valid_share = 1.0 - static_cast<double>(verdict.missing.size()) / static_cast<double>(verdict.wanted);
  }
}

/// What keeps a place from being told clean: nothing is exceeded, and a sample could not be judged.
std::optional<base::Problem> in_doubt(std::vector<JudgedSample> const& worst_first) {
  if (worst_first.empty() || !worst_first.back().verdict) {   // those that cannot be judged are last
    bool const exceeded = !worst_first.empty() && worst_first.front().verdict && worst_first.front().verdict->over != soils::Over::none;
    return worst_first.empty() || exceeded ? std::nullopt : std::optional(worst_first.back().verdict.error());
  }
  return std::nullopt;
}

// Of a place told by some of its samples.
void note_unjudged(std::vector<JudgedSample> const& samples, std::vector<std::string>& notes) {
  auto const unjudged = std::count_if(samples.begin(), samples.end(), [](auto const& each) { return !each.verdict; });
  if (unjudged > 0) {
    auto const count = std::to_string(unjudged);
    notes.push_back(count + " 个样品不能评价，实际可能更差 / " + count + " samples could not be judged; it may be worse");
  }
}

// ---- points ----

/// detail {standard, land, ph_bin, items:[{factor, name, value, unit, undetected, screening, control, background, pi, over}], nemerow, nemerow_grade, class,
/// result, missing, samples, sampled_on, change:{from, items:[{name, before, now, percent}], nemerow_before}|null}
class SoilPoints final : public OfRegisters {
 public:
  explicit SoilPoints(Books const& books)
      : OfRegisters(books,
                    {.id = "soil_point",
                     .title = "土壤点位评价",
                     .title_en = "Soil points",
                     .field = "soil",
                     .object = "record/soil_point",
                     .forms = {Form::year},
                     .unit = ""},
                    {soil_point_reg, soil_sample_reg}) {}
  std::vector<Object> objects() const override { return books_.objects_of(soil_point_reg, books_.origins_by(soil_sample_reg, "point")); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    return books_.days(soil_sample_reg, "sampled_on", {is_one_of("point", {id_of(object.ref)})});
  }

 protected:
  Figure judged(Object const& object, Span const& span, std::optional<Day> under) const override {
    auto const point = books_.record(object.ref);
    if (!point) {
      return refused(assess::cannot_judge("点位已不在台账中 / the point is no longer listed", "HJ/T 166"));
    }
    std::vector<JudgedSample> samples;
    for (auto& record : books_.records(soil_sample_reg, {is_one_of("point", {id_of(object.ref)}), is_within("sampled_on", span.from, span.to)}, "sampled_on")) {
      samples.push_back(judged_sample(books_, *point, std::move(record), under));
    }
    worst_first(samples);
    std::vector<assess::Why> from;
    std::transform(samples.begin(), samples.end(), std::back_inserter(from), [&](auto const& each) { return why_of_sample(books_, each); });
    if (samples.empty()) {
      return refused(assess::cannot_judge("年内没有土壤样品 / no sample was taken in the year", "HJ/T 166"), std::move(from));
    }
    if (auto const doubt = in_doubt(samples)) {
      return refused(*doubt, std::move(from));
    }
    auto const& worst = samples.front();
    auto const& verdict = *worst.verdict;
    auto basis = verdict.basis;
    auto notes = verdict.notes;
    note_unjudged(samples, notes);
    Figure figure;
    put_result(figure, verdict);
    json::object detail{{"standard", verdict.standard}, {"land", verdict.land},
                        {"ph_bin", verdict.ph_bin},     {"items", rows_of(verdict)},
                        {"class", figure.value},        {"class_en", figure.grade_en},
                        {"result", verdict.result},     {"missing", texts_of(verdict.missing)},
                        {"samples", samples.size()},    {"sampled_on", base::format(worst.sample.on)},
                        {"nemerow", nullptr},           {"nemerow_grade", nullptr}};
    auto why = node("土壤点位评价", "soil point", figure.value, "", "取最差样品、最差项目 / the worst sample, the worst item");
    auto const index = soils::nemerow(books_.catalog, verdict, under.value_or(worst.sample.on));
    if (index) {
      figure.number = index->value.to_double();
      detail["nemerow"] = index->value.to_double();
      detail["nemerow_grade"] = index->grade;
      add_new(basis, index->basis);
      add_new(notes, index->notes);
      auto each = node("内梅罗综合指数", "Nemerow's index", index->value.to_string() + "（" + index->grade + "）", "",
                       "sqrt((" + base::format_number(index->mean) + "² + " + base::format_number(index->greatest) + "²) / 2)");
      each.exact = index->exact;
      why.from.push_back(std::move(each));
    }
    detail["change"] = change_before(*point, worst, span, under, why);
    why.from.insert(why.from.end(), from.begin(), from.end());
    conclude(figure, std::move(detail), std::move(why), basis, notes);
    return figure;
  }

 private:
  // Against the last sample before the span.
  json::value change_before(Record const& point, JudgedSample const& now, Span const& span, std::optional<Day> under, assess::Why& why) const {
    auto earlier = books_.records(soil_sample_reg, {is_one_of("point", {point.id.value}), is_on_or_before("sampled_on", {span.from.number - 1})}, "sampled_on");
    if (earlier.empty()) {
      return nullptr;
    }
    auto const before = judged_sample(books_, point, std::move(earlier.back()), under);
    json::array rows;
    for (auto const& item : before.verdict ? now.sample.items : std::vector<soils::Item>{}) {
      auto const old = std::find_if(before.sample.items.begin(), before.sample.items.end(), [&](auto const& each) { return each.name == item.name; });
      if (old == before.sample.items.end() || old->undetected || item.undetected || old->value == Decimal()) {
        continue;
      }
      double const percent = (item.value.to_double() - old->value.to_double()) / old->value.to_double() * 100;
      constexpr double percent_max = 1e9;  // beyond it the earlier content was none
      if (percent < percent_max) {
        rows.push_back(json::object{{"name", item.name},
                                    {"before", old->value.to_double()},
                                    {"now", item.value.to_double()},
                                    {"percent", Decimal::from_double(percent, percent_places).to_double()}});
      }
    }
    auto const index = before.verdict ? soils::nemerow(books_.catalog, *before.verdict, under.value_or(before.sample.on))
                                      : base::Result<soils::Nemerow>(before.verdict.error());
    auto each = why_of_sample(books_, before);
    each.title = "上轮：" + each.title;
    each.title_en = "the round before: " + each.title_en;
    each.from.clear();
    why.from.push_back(std::move(each));
    return json::object{{"from", base::format(before.sample.on)},
                        {"items", std::move(rows)},
                        {"nemerow_before", index ? json::value(index->value.to_double()) : json::value(nullptr)}};
  }
};

// ---- units of farmland ----

/// detail {class, class_en, rule, rule_en, points, by_class:{…}, recorded_class, produce, unclassed}
class FarmlandUnits final : public OfRegisters {
 public:
  explicit FarmlandUnits(Books const& books)
      : OfRegisters(books,
                    {.id = "farmland_unit",
                     .title = "农用地单元类别",
                     .title_en = "Classes of farmland units",
                     .field = "soil",
                     .object = "record/farmland_unit",
                     .forms = {Form::year},
                     .unit = ""},
                    {farmland_reg, soil_point_reg, soil_sample_reg}) {}
  std::vector<Object> objects() const override { return books_.objects_of(farmland_reg, origins_through_points(books_, "unit")); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    auto const points = points_where(books_, is_one_of("unit", {id_of(object.ref)}));
    return points.empty() ? std::nullopt : books_.days(soil_sample_reg, "sampled_on", {is_one_of("point", ids_in(points))});
  }

 protected:
  Figure judged(Object const& object, Span const& span, std::optional<Day> under) const override {
    auto const unit = books_.record(object.ref);
    auto const points = points_where(books_, is_one_of("unit", {id_of(object.ref)}));
    auto samples = judged_samples(books_, points, last_of_each(books_, points, span.to), under);
    std::vector<std::string> classes;
    std::vector<assess::Basis> basis;
    std::vector<std::string> notes;
    std::vector<assess::Why> from;
    for (auto const& each : samples) {
      if (each.verdict && !each.verdict->cls.empty()) {
        classes.push_back(each.verdict->cls);
        add_new(basis, each.verdict->basis);
        add_new(notes, each.verdict->notes);
      }
      auto why = why_of_sample(books_, each);
      why.title = text_at(points.at(reference_at(each.sample.record, "point")), "name") + "：" + why.title;
      why.state = each.verdict && each.verdict->cls.empty() ? "cannot_judge" : why.state;
      from.push_back(std::move(why));
    }
    if (!unit || classes.empty()) {
      return refused(assess::cannot_judge("单元没有可用的点位样品 / no point of the unit has a sample that gives a class", "环办土壤〔2019〕53号"),
                     std::move(from));
    }
    auto const produce = text_at(*unit, "product_test");
    auto const tested = produce == "met" ? soils::Produce::good : produce == "exceeded" ? soils::Produce::exceeds : soils::Produce::not_tested;
    auto const verdict = soils::unit_class(books_.catalog, classes, std::nullopt, tested, under.value_or(span.to));
    if (!verdict) {
      return refused(verdict.error(), std::move(from));
    }
    Figure figure;
    figure.result = verdict->rank == 0 ? "split" : verdict->rank == 1 ? "ok" : "exceeded";
    figure.rank = verdict->rank;
    figure.number = verdict->rank == 0 ? std::nullopt : std::optional(static_cast<double>(verdict->rank));
    figure.value = figure.grade = verdict->cls;
    figure.grade_en = verdict->cls_en;
    figure.colour = verdict->colour;
    figure.valid_share = static_cast<double>(classes.size()) / static_cast<double>(points.size());
    json::object by_class;
    for (auto const& [cls, count] : verdict->by_class) {
      by_class[cls] = count;
    }
    json::object detail{{"class", verdict->cls},
                        {"class_en", verdict->cls_en},
                        {"rule", verdict->rule},
                        {"rule_en", verdict->rule_en},
                        {"points", points.size()},
                        {"by_class", std::move(by_class)},
                        {"recorded_class", books_.code_name("farmland_classes", text_at(*unit, "farmland_class"))},
                        {"produce", produce},
                        {"unclassed", samples.size() - classes.size()}};
    add_new(basis, verdict->basis);
    add_new(notes, verdict->notes);
    auto why = node("农用地单元类别", "class of a farmland unit", verdict->cls, "", verdict->rule + " / " + verdict->rule_en);
    auto recorded = node("台账记录的类别与农产品监测", "class and produce as recorded", books_.code_name("farmland_classes", text_at(*unit, "farmland_class")));
    recorded.ref = object.ref;
    why.from = std::move(from);
    why.from.push_back(std::move(recorded));
    conclude(figure, std::move(detail), std::move(why), basis, notes);
    return figure;
  }
};

// ---- plots ----

/// detail {standard, land, needed_class, fit_for, may_supply, points, samples, items:[as of soil_point, of each item the worst], class, class_en, missing,
/// recorded_result}
class Plots final : public OfRegisters {
 public:
  explicit Plots(Books const& books)
      : OfRegisters(books,
                    {.id = "plot",
                     .title = "建设用地地块",
                     .title_en = "Plots of construction land",
                     .field = "soil",
                     .object = "record/contaminated_plot",
                     .forms = {Form::year},
                     .unit = ""},
                    {plot_reg, soil_point_reg, soil_sample_reg}) {}
  std::vector<Object> objects() const override { return books_.objects_of(plot_reg, origins_through_points(books_, "plot")); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    auto const points = points_where(books_, is_one_of("plot", {id_of(object.ref)}));
    return points.empty() ? std::nullopt : books_.days(soil_sample_reg, "sampled_on", {is_one_of("point", ids_in(points))});
  }

 protected:
  Figure judged(Object const& object, Span const& span, std::optional<Day> under) const override {
    auto const plot = books_.record(object.ref);
    auto const points = points_where(books_, is_one_of("plot", {id_of(object.ref)}));
    // A use that is not settled is judged as the more sensitive class.
    auto const needed = plot && text_at(*plot, "planned_use") != "none" ? text_at(*plot, "needed_class") : std::string();
    auto samples = judged_samples(books_, points, last_of_each(books_, points, span.to), under, needed.empty() ? "不明确" : needed);
    worst_first(samples);
    std::vector<assess::Why> from;
    for (auto const& each : samples) {
      auto why = why_of_sample(books_, each);
      why.title = text_at(points.at(reference_at(each.sample.record, "point")), "name") + "：" + why.title;
      from.push_back(std::move(why));
    }
    if (!plot || samples.empty()) {
      return refused(assess::cannot_judge("地块没有土壤样品 / no sample of the plot", "GB 36600 5.3、HJ 25.1"), std::move(from));
    }
    if (auto const doubt = in_doubt(samples)) {
      return refused(*doubt, std::move(from));
    }
    auto const& verdict = *samples.front().verdict;
    auto basis = verdict.basis;
    auto notes = verdict.notes;
    auto const all = together(samples, basis, notes);
    note_unjudged(samples, notes);
    Figure figure;
    put_result(figure, verdict);
    for (auto const& item : all.items) {
      figure.number = std::max(figure.number.value_or(0), item.index ? item.index->to_double() : 0);
    }
    auto const supply = yes_at(*plot, "may_supply");
    json::object detail{{"standard", verdict.standard},
                        {"land", verdict.land},
                        {"needed_class", text_at(*plot, "needed_class")},
                        {"fit_for", text_at(*plot, "fit_for")},
                        {"may_supply", supply ? json::value(*supply) : json::value(nullptr)},
                        {"points", points.size()},
                        {"samples", samples.size()},
                        {"items", rows_of(all)},
                        {"class", verdict.result},
                        {"class_en", verdict.result_en},
                        {"missing", texts_of(verdict.missing)},
                        {"recorded_result", books_.code_name("contaminated_plot.result", text_at(*plot, "result"))}};
    auto why = node("建设用地地块", "plot of construction land", verdict.result, "",
                    verdict.land + "；各点最近一次样品，取最差 / the last sample of each point, the worst");
    why.from = std::move(from);
    auto recorded = node("台账记录的调查结论", "result of the survey as recorded", books_.code_name("contaminated_plot.result", text_at(*plot, "result")));
    recorded.ref = object.ref;
    why.from.push_back(std::move(recorded));
    conclude(figure, std::move(detail), std::move(why), basis, notes);
    return figure;
  }

 private:
  // A detected content goes before any detection limit.
  static std::tuple<soils::Over, bool, Decimal> badness(soils::ItemVerdict const& each) { return {each.over, !each.item.undetected, each.item.value}; }
  // Of each item the sample that is worst for it.
  static soils::Verdict together(std::vector<JudgedSample> const& samples, std::vector<assess::Basis>& basis, std::vector<std::string>& notes) {
    soils::Verdict all;
    for (auto const& each : samples) {
      if (!each.verdict) {
        continue;
      }
      add_new(basis, each.verdict->basis);
      add_new(notes, each.verdict->notes);
      for (auto const& item : each.verdict->items) {
        auto const known = std::find_if(all.items.begin(), all.items.end(), [&](auto const& old) { return old.item.name == item.item.name; });
        if (known == all.items.end()) {
          all.items.push_back(item);
        } else if (badness(*known) < badness(item)) {
          *known = item;
        }
      }
    }
    return all;
  }
};

}  // namespace

std::vector<std::unique_ptr<Evaluator>> soil_evaluators(Books const& books) {
  std::vector<std::unique_ptr<Evaluator>> made;
  made.push_back(std::make_unique<SoilPoints>(books));
  made.push_back(std::make_unique<FarmlandUnits>(books));
  made.push_back(std::make_unique<Plots>(books));
  return made;
}

}  // namespace evaluate::surroundings
