// water_river: a river or the district by its sections: by their means when few, by shares of classes when many.
// detail: {sections, by_class:{"Ⅰ":n…}, share_good, share_inferior, main:[{name,sections,share}], method:"mean|share",
//   list:[{object,name,class,rank,value}], cwqi:{river,lake,city}, items:[…] (of the means)}
#include <algorithm>

#include "evaluate/water.hpp"

namespace evaluate::water {
namespace {

constexpr std::string_view river_prefix = "river/";

struct Judged { Section section; Period period; };

class RiverState final : public Evaluator {
 public:
  explicit RiverState(Parts const& parts)
      : sections_(parts), lakes_([&catalog = parts.catalog](Day day) { return waters::Table::surface(catalog, waters::Body::lake, day); }) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "water_river", .title = "河流、区域水质状况", .title_en = "Quality of rivers and the district", .field = "water", .object = "river",
                           .forms = {Form::month, Form::quarter, Form::year}, .unit = {}, .greater_is_worse = true, .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override {
    std::vector<Object> objects;
    auto const* field = sections_.book().reg("water_section") == nullptr ? nullptr : sections_.book().reg("water_section")->field("river");
    std::map<std::string, Object> by_ref;
    std::map<std::string, std::string> origins;
    for (auto const& section : sections_.all()) {
      if (!section.record || field == nullptr || !section.record->values.contains("river")) {
        continue;
      }
      auto const area = section.object.area.substr(0, 6);
      auto const& set = sections_.book().parts().registry.set();
      auto const value = section.record->values.at("river");
      by_ref.emplace(std::string(river_prefix) + section.river,
                     Object{.ref = std::string(river_prefix) + section.river, .name = definitions::shown(set, *field, value),
                            .name_en = definitions::shown(set, *field, value, true), .area = area, .origin = section.object.origin, .facility = {}});
      for (auto const& ref : {std::string(river_prefix) + section.river, "area/" + area}) {
        origins[ref] = weakest_origin(origins[ref], section.object.origin);
      }
      by_ref.emplace("area/" + area, Object{.ref = "area/" + area, .name = "全区地表水", .name_en = "All sections of the district", .area = area,
                                            .origin = section.object.origin, .facility = {}});
    }
    for (auto& [ref, object] : by_ref) {
      object.origin = origins[ref];
      objects.push_back(std::move(object));
    }
    return objects;
  }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    std::optional<std::pair<Day, Day>> reach;
    for (auto const& section : of(object)) {
      if (auto const one = sections_.reach(section)) {
        reach = reach ? std::pair(std::min(reach->first, one->first), std::max(reach->second, one->second)) : *one;
      }
    }
    return reach;
  }
  Figure compute(Object const& object, Span const& span) const override { return figure(object, span, {}); }
  std::optional<Figure> compute_under(Object const& object, Span const& span, Day under) const override { return figure(object, span, under); }
  std::vector<Object> touched(Change const& change) const override {
    std::vector<Object> found;
    for (auto const& object : objects()) {
      auto const sections = change.point ? of(object) : std::vector<Section>();
      if (touches_sections(change) || std::any_of(sections.begin(), sections.end(), [&](auto const& one) { return one.station == change.point; })) {
        found.push_back(object);
      }
    }
    return found;
  }
  std::vector<std::string> made_of() const override { return {"water_section"}; }

 private:
  std::vector<Section> of(Object const& object) const {
    auto sections = sections_.all();
    std::erase_if(sections, [&](Section const& one) {
      bool const river = object.ref.starts_with(river_prefix);
      return !one.record || (river ? one.river != object.ref.substr(river_prefix.size()) : one.object.area.substr(0, 6) != object.area);
    });
    return sections;
  }

  Figure figure(Object const& object, Span const& span, std::optional<Day> under) const {
    std::vector<Judged> judged;
    for (auto const& section : of(object)) {
      auto period = sections_.period(section, span, under);
      if (!period) {
        return refused(period.error());
      }
      if (enough(*period->table, period->verdict)) {
        judged.push_back({section, *std::move(period)});
      }
    }
    if (judged.empty()) {
      return refused("没有可评价的断面", "no section could be judged", "环办〔2011〕22号 三（二）");
    }
    auto const& table = *judged.front().period.table;
    std::vector<waters::Verdict const*> verdicts;
    std::vector<waters::Sample> samples;
    for (auto const& each : judged) {
      verdicts.push_back(&each.period.verdict);
      samples.push_back(waters::judged(each.period.means));
    }
    std::vector<waters::Sample const*> all;
    for (auto const& sample : samples) {
      all.push_back(&sample);
    }
    auto const means = waters::means(table, all);
    auto const of_means = waters::judge(table, waters::judged(means));
    auto const river = waters::river(table, verdicts, &of_means);
    if (!river) {
      return refused(river.error());
    }
    return written(object, span, table, judged, means, of_means, *river);
  }

  Figure written(Object const& object, Span const& span, waters::Table const& table, std::vector<Judged> const& judged, Means const& means,
                 waters::Verdict const& of_means, waters::River const& river) const {
    Figure made;
    put_class(made, table, of_means);
    made.valid_share = static_cast<double>(judged.size()) / static_cast<double>(std::max<std::size_t>(of(object).size(), 1));
    made.value = made.grade = river.grade == nullptr ? "" : river.grade->name;
    made.grade_en = river.grade == nullptr ? "" : river.grade->name_en;
    made.colour = river.grade == nullptr ? "" : river.grade->colour;
    made.rank = river.grade == nullptr ? 0 : river.grade->rank;
    made.number = made.rank;
    made.standard = table.method()->number;
    made.edition = table.method()->id;
    made.clause = "三（二）";
    made.result = river.good ? "ok" : "exceeded";
    json::object by_class;
    for (std::size_t i = 0; i < river.by_class.size(); ++i) {
      by_class[waters::rank_text(table, static_cast<int>(i + 1))] = river.by_class[i];
    }
    json::array main, list;
    for (auto const& one : river.main) {
      main.push_back(json::object{{"name", one.name}, {"sections", one.sections}, {"share", one.share_text}});
    }
    for (auto const& each : judged) {
      list.push_back(json::object{{"object", each.section.object.ref}, {"name", each.section.object.name},
                                  {"class", waters::rank_text(table, each.period.verdict.rank)}, {"rank", each.period.verdict.rank}});
    }
    json::object detail{{"sections", judged.size()}, {"by_class", std::move(by_class)}, {"method", river.by_share ? "share" : "mean"}};
    detail["share_good"] = number_of(river.share_good);
    detail["share_good_text"] = river.share_good_text;
    detail["share_inferior"] = number_of(river.share_inferior);
    detail["share_inferior_text"] = river.share_inferior_text;
    detail["main"] = std::move(main);
    detail["list"] = std::move(list);
    detail["items"] = items_of(table, means, of_means);
    detail["cwqi"] = indices(object, span, table, means, static_cast<int>(judged.size()));
    made.detail = json::serialize(detail);
    made.why = assess::to_json(why(span, table, judged, of_means, river));
    return made;
  }

  /// Of the district its rivers, its lakes and both together.
  json::object indices(Object const& object, Span const& span, waters::Table const& table, Means const& means, int sections) const {
    json::object found{{"river", nullptr}, {"lake", nullptr}, {"city", nullptr}};
    auto const river = waters::cwqi(table, waters::judged(means));
    std::optional<Decimal> lake;
    int points = 0;
    if (!object.ref.starts_with(river_prefix)) {
      lake = lake_index(span, table.on(), points);
    }
    if (river) {
      found["river"] = number_of(river->value);
    }
    if (lake) {
      found["lake"] = number_of(*lake);
    }
    auto const city = waters::cwqi_city(table.catalog(), table.on(), river ? std::optional(river->value) : std::nullopt, sections, lake, points);
    if (city && !object.ref.starts_with(river_prefix)) {
      found["city"] = number_of(*city);
    }
    return found;
  }
  std::optional<Decimal> lake_index(Span const& span, Day on, int& points) const {
    auto const table = lakes_.on(on);
    if (!table) {
      return std::nullopt;
    }
    std::vector<waters::Sample> lakes;
    for (auto const& record : sections_.book().records("reservoir")) {
      auto period = period_of(sections_.book().parts(), *table, samples(sections_.book(), **table, "surface_water_sample", "reservoir", record.id, span), span);
      if (period.verdict.complete) {
        lakes.push_back(waters::judged(period.means));
      }
    }
    std::vector<waters::Sample const*> all;
    for (auto const& lake : lakes) {
      all.push_back(&lake);
    }
    points = static_cast<int>(lakes.size());
    if (lakes.empty()) {
      return std::nullopt;
    }
    auto const index = waters::cwqi(**table, waters::judged(waters::means(**table, all)));
    return index ? std::optional(index->value) : std::nullopt;
  }

  static assess::Why why(Span const& span, waters::Table const& table, std::vector<Judged> const& judged, waters::Verdict const& of_means,
                         waters::River const& river) {
    assess::Why why;
    why.title = "河流、区域水质状况";
    why.title_en = "Quality of the river or district";
    why.value = river.grade == nullptr ? "" : river.grade->name;
    why.how = river.by_share ? "Ⅰ～Ⅲ类 " + river.share_good_text + "%，劣Ⅴ类 " + river.share_inferior_text + "%"
                             : "断面少于规定数量：各断面均值为 " + waters::rank_text(table, of_means.rank) + " 类";
    why.how_en = river.by_share ? "by shares of classes" : "few sections: by their means";
    why.basis = {{table.method()->number, "三（二）", table.method()->id}};
    for (auto const& each : judged) {
      assess::Why one;
      one.title = each.section.object.name;
      one.title_en = "section";
      one.value = waters::rank_text(table, each.period.verdict.rank);
      one.ref = "water_section/" + each.section.object.ref + "/" + span.text;
      why.from.push_back(std::move(one));
    }
    return why;
  }

  Sections sections_;
  Tables lakes_;
};

}  // namespace

std::unique_ptr<Evaluator> river_evaluator(Parts const& parts) { return std::make_unique<RiverState>(parts); }

}  // namespace evaluate::water
