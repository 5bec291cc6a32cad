// water_section: the class of a section by month, quarter and year.
// detail: {water_body, items:[{factor,name,value,text,unit,class,rank,limit_iii,limit_text,times_over,samples,undetected,counted,note}],
//   main:[{name,times_over}], reference:[items that stand beside], status, target:{class,met,exceeding,unsure}|null, samples, complete,
//   automatic, missing:[names], unsure:[names], refused_days, failing_months:["2026-03"], months:[{span,class,rank,met}], cwqi, source:"manual|automatic|both"}
#include <algorithm>

#include "evaluate/water.hpp"

namespace evaluate::water {
namespace {

constexpr std::string_view kind_id = "water_section", register_id = "water_section", samples_id = "surface_water_sample";

json::value cwqi_of(waters::Table const& table, waters::Sample const& means) {
  auto const index = waters::cwqi(table, means);
  return index ? number_of(index->value) : json::value(nullptr);
}

class SectionClass final : public Evaluator {
 public:
  explicit SectionClass(Parts const& parts) : sections_(parts) {}
  Kind const& kind() const override {
    static Kind const kind{.id = std::string(kind_id), .title = "断面水质类别", .title_en = "Class of a section", .field = "water", .object = "record/water_section",
                           .forms = {Form::month, Form::quarter, Form::year}, .unit = {}, .greater_is_worse = true, .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override {
    std::vector<Object> objects;
    for (auto const& section : sections_.all()) {
      objects.push_back(section.object);
    }
    return objects;
  }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    auto const section = sections_.find(object.ref);
    return section ? sections_.reach(*section) : std::nullopt;
  }
  Figure compute(Object const& object, Span const& span) const override { return figure(object, span, {}); }
  std::optional<Figure> compute_under(Object const& object, Span const& span, Day under) const override { return figure(object, span, under); }
  std::vector<Object> touched(Change const& change) const override {
    std::vector<Object> found;
    for (auto const& section : sections_.all()) {
      if (touches_sections(change) || (change.point && section.station == change.point)) {
        found.push_back(section.object);
      }
    }
    return found;
  }

 private:
  Figure figure(Object const& object, Span const& span, std::optional<Day> under) const {
    auto const section = sections_.find(object.ref);
    auto const period = section ? sections_.period(*section, span, under) : base::Result<Period>(base::Problem("not_found", "no such section"));
    if (!period) {
      return refused(period.error());
    }
    auto const& table = *period->table;
    if (period->samples == 0) {
      return no_results(*period);
    }
    if (!enough(table, period->verdict)) {
      return too_few(*period);
    }
    Figure made;
    put_class(made, table, period->verdict);
    *made.valid_share *= static_cast<double>(period->months.size()) / static_cast<double>(period->months_due);
    if (auto const* status = table.status(period->verdict.rank)) {
      made.grade = status->name;
      made.grade_en = status->name_en;
      made.colour = status->colour;
    }
    auto const target = section->record ? target_rank(table, sections_.book().text(register_id, *section->record, "target")) : 0;
    auto const kept = waters::against(table, period->verdict, target != 0 ? target : table.standard_rank());
    made.result = !kept.met ? "exceeded" : in_doubt(kept) ? "cannot_judge" : "ok";
    made.detail = json::serialize(detail_of(*period, span, target, kept));
    made.why = assess::to_json(why_of(*period, kind_id, object.ref));
    return made;
  }

  // An item whose value cannot be, or whose detection limit is above the limit of the class: nobody can tell.
  static bool in_doubt(waters::Target const& kept) { return kept.met && !kept.unsure.empty(); }
  static json::value met_of(waters::Target const& kept) { return in_doubt(kept) ? json::value(nullptr) : json::value(kept.met); }

  static Figure no_results(Period const& period) {
    auto const days = std::to_string(period.refused.size());
    auto const& standard = period.table->edition().number;
    auto made = period.refused.empty() ? refused("没有监测数据", "no results", standard)
                                       : refused("自动站 " + days + " 天的日均值均无效", "none of the station's " + days + " days has a valid mean", standard);
    if (!period.refused.empty() && period.months_due == 1) {   // a longer span has its months' figures for that
      auto why = assess::why_from_json(made.why);
      why->from = refused_days(period, "");
      made.why = assess::to_json(*why);
    }
    return made;
  }

  static Figure too_few(Period const& period) {
    std::string names;
    for (auto const& name : period.verdict.missing) {
      names += (names.empty() ? "" : "、") + name;
    }
    auto made = refused("评价项目不足，缺：" + names, "too few items for a class (missing " + names + ")", "环办〔2011〕22号 二（一）");
    auto const& table = *period.table;
    made.detail = json::serialize(json::object{{"reason", "评价项目不足，缺：" + names + " / too few items for a class (missing " + names + ")"},
                                               {"missing", names_of(period.verdict.missing)},
                                               {"items", items_of(table, period.means, period.verdict)},
                                               {"samples", period.samples}});
    made.standard = table.edition().number;
    made.edition = table.edition().id;
    return made;
  }

  static json::object detail_of(Period const& period, Span const& span, int target, waters::Target const& kept) {
    auto const& table = *period.table;
    auto const& verdict = period.verdict;
    json::object detail{{"water_body", "river"}, {"samples", period.samples}, {"refused_days", period.refused.size()}, {"complete", verdict.complete},
                        {"automatic", verdict.automatic}};
    json::array items, reference;
    for (auto& each : items_of(table, period.means, verdict)) {
      (each.at("counted").as_bool() ? items : reference).push_back(std::move(each));
    }
    detail["items"] = std::move(items);
    detail["reference"] = std::move(reference);
    detail["main"] = main_of(table, verdict);
    auto const* status = table.status(verdict.rank);
    detail["status"] = status == nullptr ? "" : status->name;
    detail["target"] = target == 0 ? json::value(nullptr)
                                   : json::value(json::object{{"class", waters::rank_text(table, target)}, {"met", met_of(kept)},
                                                              {"exceeding", names_of(kept.exceeding)}, {"unsure", names_of(kept.unsure)}});
    if (in_doubt(kept)) {
      std::string names;
      for (auto const& name : kept.unsure) {
        names += (names.empty() ? "" : "、") + name;
      }
      detail["reason"] = "达标与否不能判断：" + names + " 的数值不可用，或检出限高于限值 / cannot be told whether the class is kept: " + names +
                         " has no usable value, or a detection limit above the limit";
    }
    detail["missing"] = names_of(verdict.missing);
    detail["unsure"] = names_of(verdict.unsure);
    detail["cwqi"] = cwqi_of(table, waters::judged(period.means));
    put_months(period, span, target != 0 ? target : table.standard_rank(), detail);
    return detail;
  }

  static void put_months(Period const& period, Span const& span, int target, json::object& detail) {
    bool by_hand = false;
    bool by_station = false;
    json::array months, failing;
    for (auto const& month : period.months) {
      for (auto const& each : month.taken) {
        (each.automatic ? by_station : by_hand) = true;
      }
      bool const judged = enough(*period.table, month.verdict);
      auto const kept = waters::against(*period.table, month.verdict, target);
      months.push_back(json::object{{"span", month.span.text}, {"class", judged ? waters::rank_text(*period.table, month.verdict.rank) : ""},
                                    {"rank", judged ? month.verdict.rank : 0}, {"met", judged ? met_of(kept) : json::value(nullptr)}});
      if (judged && !kept.met) {
        failing.emplace_back(month.span.text);
      }
    }
    if (span.form != Form::month) {
      detail["months"] = std::move(months);
      detail["failing_months"] = std::move(failing);
    }
    detail["source"] = by_hand && by_station ? "both" : by_station ? "automatic" : "manual";
  }

  Sections sections_;
};

}  // namespace

// ---- shared by the kinds that look at sections ----

namespace {
bool is_out(Record const& record) { return record.state == "planned" || record.state == "removed"; }
}  // namespace

Sections::Sections(Parts const& parts)
    : book_(parts), tables_([&catalog = parts.catalog](Day day) { return waters::Table::surface(catalog, waters::Body::river, day); }) {}

Section Sections::of(Record const& record) const {
  auto object = book_.object(register_id, record, "township");
  object.origin = book_.weakest_origin(object.origin, samples_id, "section", record.id);
  auto const station = station_of(book_, record);
  auto const point = station ? book_.parts().points.point(*station) : std::nullopt;
  object.origin = weakest_origin(object.origin, point ? point->origin : "");
  return {std::move(object), record, station, book_.text(register_id, record, "river")};
}
Section Sections::of(points::Point const& point) {
  Object object{.ref = "point/" + std::to_string(point.id.value), .name = point.name, .name_en = point.name_en, .area = point.area, .origin = point.origin,
                .facility = point.facility, .longitude = point.longitude, .latitude = point.latitude};
  return {std::move(object), std::nullopt, point.id, {}};
}

std::vector<Section> Sections::all() const {
  std::vector<Section> all;
  std::vector<PointId> linked;
  for (auto& record : book_.records(register_id)) {
    if (is_out(record)) {
      continue;
    }
    auto section = of(record);
    if (section.station) {
      linked.push_back(*section.station);
    }
    all.push_back(std::move(section));
  }
  for (auto const& point : book_.parts().points.points()) {
    if (point.kind == points::Kind::water_station && std::find(linked.begin(), linked.end(), point.id) == linked.end()) {
      all.push_back(of(point));
    }
  }
  return all;
}

std::optional<Section> Sections::find(std::string_view ref) const {
  constexpr std::string_view point_prefix = "point/", record_prefix = "record/water_section/";
  if (ref.starts_with(point_prefix)) {
    auto const id = base::parse_integer(ref.substr(point_prefix.size()));
    auto const point = id ? book_.parts().points.point({*id}) : std::nullopt;
    return point && point->kind == points::Kind::water_station ? std::optional(of(*point)) : std::nullopt;
  }
  auto const id = ref.starts_with(record_prefix) ? base::parse_integer(ref.substr(record_prefix.size())) : std::nullopt;
  auto const record = id ? book_.record(register_id, {*id}) : std::nullopt;
  return record && !is_out(*record) ? std::optional(of(*record)) : std::nullopt;
}

base::Result<Period> Sections::period(Section const& section, Span const& span, std::optional<Day> under) const {
  auto const table = tables_.on(under.value_or(span.to));
  if (!table) {
    return table.error();
  }
  std::vector<Taken> taken;
  if (section.record) {
    taken = samples(book_, **table, samples_id, "section", section.record->id, span);
  }
  if (section.station) {
    auto days = station_days(book_, **table, *section.station, span);
    std::move(days.begin(), days.end(), std::back_inserter(taken));
  }
  return period_of(book_.parts(), *table, std::move(taken), span);
}

std::optional<std::pair<Day, Day>> Sections::reach(Section const& section) const {
  auto reach = section.record ? book_.reach(samples_id, "section", section.record->id) : std::nullopt;
  if (!section.station) {
    return reach;
  }
  observe::Range const ever{base::start_of(base::day_of(1990, 1, 1)), base::start_of(base::day_of(2200, 1, 1))};
  for (auto const& each : book_.parts().store.statistics(*section.station, observe::Period::day, ever)) {
    auto const day = base::beijing_day(each.start);
    reach = reach ? std::pair(std::min(reach->first, day), std::max(reach->second, day)) : std::pair(day, day);
  }
  return reach;
}

bool touches_sections(Change const& change) { return change.reg == register_id || change.reg == samples_id; }

int target_rank(waters::Table const& table, std::string_view code) {
  for (int rank = 1; rank < table.worst(); ++rank) {
    if (auto const* grade = table.grade(rank); grade != nullptr && grade->name_en == code) {
      return rank;
    }
  }
  return 0;
}

std::unique_ptr<Evaluator> section_evaluator(Parts const& parts) { return std::make_unique<SectionClass>(parts); }

}  // namespace evaluate::water
