// EI and EQI of an area by the year, and how they changed.
#include <algorithm>
#include <array>

#include "ecology/ecology.hpp"
#include "evaluate/surroundings.hpp"

namespace evaluate::surroundings {
namespace {

constexpr auto ecology_reg = "ecology_year";

struct Named {
  char const* field;
  char const* name;
};
constexpr std::array<Named, 5> ei_given{{{"ei_biological", "生物丰度指数"},
                                         {"ei_vegetation", "植被覆盖指数"},
                                         {"ei_water", "水网密度指数"},
                                         {"ei_stress", "土地胁迫指数"},
                                         {"ei_load", "污染负荷指数"}}};
constexpr std::array<Named, 20> kinds_of_land{{{"forest_wood", "有林地"},
                                               {"forest_shrub", "灌木林地"},
                                               {"forest_open", "疏林地和其他林地"},
                                               {"grass_high", "高覆盖度草地"},
                                               {"grass_medium", "中覆盖度草地"},
                                               {"grass_low", "低覆盖度草地"},
                                               {"river_area", "河流（渠）"},
                                               {"lake_area", "湖泊（库）"},
                                               {"wetland_area", "滩涂湿地"},
                                               {"ice_area", "永久性冰川雪地"},
                                               {"paddy", "水田"},
                                               {"dry_land", "旱地"},
                                               {"urban", "城镇建设用地"},
                                               {"rural", "农村居民点"},
                                               {"built_other", "其他建设用地"},
                                               {"sand", "沙地"},
                                               {"saline", "盐碱地"},
                                               {"bare_soil", "裸土地"},
                                               {"bare_rock", "裸岩石砾"},
                                               {"unused_other", "其他未利用地"}}};
constexpr std::array<Named, 4> kinds_of_stress{
    {{"erosion_heavy", "重度侵蚀"}, {"erosion_medium", "中度侵蚀"}, {"built", "建设用地"}, {"stress_other", "其他土地胁迫"}}};
constexpr std::array<Named, 6> kinds_of_load{
    {{"cod_t", "化学需氧量"}, {"nh3_t", "氨氮"}, {"so2_t", "二氧化硫"}, {"dust_t", "烟（粉）尘"}, {"nox_t", "氮氧化物"}, {"solid_t", "固体废物"}}};
constexpr std::array<Named, 4> eqi_given{
    {{"eqi_pattern", "生态格局"}, {"eqi_function", "生态功能"}, {"eqi_biodiversity", "生物多样性"}, {"eqi_stress", "生态胁迫"}}};

template <std::size_t n>
void take(Record const& record, std::array<Named, n> const& names, std::map<std::string, Decimal>& into) {
  for (auto const& each : names) {
    if (auto const number = number_at(record, each.field)) {
      into.emplace(each.name, *number);
    }
  }
}

/// detail {parts:[{name, value, weight, part, inverse}], grade, grade_before, restrictions, published, change:{from, to, before, delta, class, class_en}|null}
class EcologyYear : public OfRegisters {
 public:
  EcologyYear(Books const& books, ecology::Kind which, Kind kind) : OfRegisters(books, std::move(kind), {ecology_reg}), which_(which) {}
  std::vector<Object> objects() const override { return books_.districts(ecology_reg, "area"); }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    std::optional<std::pair<Day, Day>> days;
    for (auto const& record : of_area(object)) {
      auto const year = static_cast<int>(number_at(record, "year").value_or(Decimal()).to_double());
      Day const first = base::day_of(year, 1, 1), last = base::day_of(year, 12, 31);
      days = days ? std::pair(std::min(days->first, first), std::max(days->second, last)) : std::pair(first, last);
    }
    return days;
  }

 protected:
  Figure judged(Object const& object, Span const& span, std::optional<Day> under) const override {
    int const year = base::to_beijing(base::start_of(span.from)).year;
    Day const on = under.value_or(span.to);
    auto const record = of_year(object, year);
    if (!record) {
      return refused(assess::cannot_judge(std::to_string(year) + " 年没有生态数据 / there are no data of " + std::to_string(year),
                                          which_ == ecology::Kind::ei ? "HJ 192" : "环监测〔2021〕99号"));
    }
    auto const index = index_of(*record, on);
    auto source = node("台账记录：生态质量年度数据 " + std::to_string(year), "record of the year");
    source.ref = ref_of(ecology_reg, *record);
    if (!index) {
      return refused(index.error(), {source});
    }
    Figure figure;
    figure.result = "ok";
    figure.number = index->value.to_double();
    figure.value = index->value.to_string();
    figure.rank = index->rank;
    figure.grade = index->grade;
    figure.grade_en = index->grade_en;
    figure.colour = index->colour;
    json::array parts;
    auto why = node(kind().title, kind().title_en, figure.value + "（" + index->grade + "）");
    why.exact = index->exact.to_string();
    for (auto const& part : index->parts) {
      parts.push_back(json::object{{"name", part.name},
                                   {"value", part.value.to_double()},
                                   {"weight", part.weight.to_double()},
                                   {"part", part.part.to_double()},
                                   {"inverse", part.inverse}});
      why.how +=
          (why.how.empty() ? "" : " + ") + part.weight.to_string() + "×" + (part.inverse ? "(100 − " + part.value.to_string() + ")" : part.value.to_string());
      auto each = node(part.name, part.name, part.value.to_string(), "", part.how.empty() ? "台账填报 / as recorded" : part.how);
      each.ref = source.ref;
      why.from.push_back(std::move(each));
    }
    why.from.push_back(source);
    auto basis = index->basis;
    auto notes = index->notes;
    json::object detail{{"parts", std::move(parts)},
                        {"grade", index->grade},
                        {"grade_before", index->grade_before},
                        {"restrictions", texts_of(index->restrictions)},
                        {"published", number_or_null(number_at(*record, which_ == ecology::Kind::ei ? "ei_published" : "eqi_published"))}};
    detail["change"] = change_since(object, year, *index, on, basis, notes, why);
    conclude(figure, std::move(detail), std::move(why), basis, notes);
    return figure;
  }

 private:
  std::vector<Record> of_area(Object const& object) const {
    return books_.records(ecology_reg, {is_text("area", object.ref.substr(object.ref.rfind('/') + 1))});   // a township's year is not the district's
  }
  std::optional<Record> of_year(Object const& object, int year) const {
    for (auto const& record : of_area(object)) {
      if (number_at(record, "year") == Decimal(year, 0)) {
        return record;
      }
    }
    return {};
  }
  base::Result<ecology::Index> index_of(Record const& record, Day on) const {
    if (which_ == ecology::Kind::eqi) {
      std::map<std::string, Decimal> parts;
      take(record, eqi_given, parts);
      return ecology::eqi(books_.catalog, parts, on);
    }
    ecology::EiInputs inputs;
    take(record, ei_given, inputs.given);
    take(record, kinds_of_land, inputs.land_km2);
    take(record, kinds_of_stress, inputs.stress_km2);
    take(record, kinds_of_load, inputs.load_t);
    inputs.area_km2 = number_at(record, "area_km2");
    inputs.biodiversity = number_at(record, "biodiversity");
    inputs.ndvi = number_at(record, "ndvi");
    inputs.river_km = number_at(record, "river_km");
    inputs.water_km2 = number_at(record, "water_km2");
    inputs.water_million_m3 = number_at(record, "water_million_m3");
    inputs.rain_mm = number_at(record, "rain_mm");
    for (auto const& code : texts_at(record, "restrictions")) {
      inputs.restrictions.push_back(books_.code_name("ecology_year.restrictions", code));
    }
    return ecology::ei(books_.catalog, inputs, on);
  }
  // Against the year before, both under the same rules.
  json::value change_since(Object const& object, int year, ecology::Index const& now, Day on, std::vector<assess::Basis>& basis,
                           std::vector<std::string>& notes, assess::Why& why) const {
    auto const record = of_year(object, year - 1);
    auto const before = record ? index_of(*record, on) : base::Result<ecology::Index>(base::Problem("none", ""));
    if (!before) {
      return nullptr;
    }
    auto const delta = now.value - before->value;
    auto const changed = ecology::change(books_.catalog, which_, delta, on);
    if (!changed) {
      return nullptr;
    }
    add_new(basis, changed->basis);
    add_new(notes, changed->notes);
    auto each = node("较上年变化", "change since the year before", changed->name, "",
                     now.value.to_string() + " − " + before->value.to_string() + " = " + delta.to_string());
    each.ref = ref_of(ecology_reg, *record);
    why.from.push_back(std::move(each));
    return json::object{{"from", year - 1},
                        {"to", year},
                        {"before", before->value.to_double()},
                        {"delta", delta.to_double()},
                        {"class", changed->name},
                        {"class_en", changed->name_en}};
  }
  ecology::Kind which_;
};

}  // namespace

std::vector<std::unique_ptr<Evaluator>> ecology_evaluators(Books const& books) {
  std::vector<std::unique_ptr<Evaluator>> made;
  made.push_back(std::make_unique<EcologyYear>(books, ecology::Kind::ei,
                                               Kind{.id = "ecology_ei",
                                                    .title = "生态环境状况指数 EI",
                                                    .title_en = "Ecosystem index EI",
                                                    .field = "ecology",
                                                    .object = "area",
                                                    .forms = {Form::year},
                                                    .unit = "",
                                                    .greater_is_worse = false,
                                                    .is_public = true}));
  made.push_back(std::make_unique<EcologyYear>(books, ecology::Kind::eqi,
                                               Kind{.id = "ecology_eqi",
                                                    .title = "区域生态质量指数 EQI",
                                                    .title_en = "Regional ecological quality index EQI",
                                                    .field = "ecology",
                                                    .object = "area",
                                                    .forms = {Form::year},
                                                    .unit = "",
                                                    .greater_is_worse = false,
                                                    .is_public = true}));
  return made;
}

}  // namespace evaluate::surroundings
