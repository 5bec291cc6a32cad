// Drinking-water sources and groundwater: judged plainly and with natural background exempted, by the version that held when samples were taken.
// detail: {plain:{class,rank,met,exceeding:[{name,value,limit,times_over}]}, exempt:{the same, exempted:[names], background:{version,value,item,unit,
//   record}|null}, used:[{item,version,value,record,exempted,reason}], items:[…], samples, complete, missing:[names], unsure:[names],
//   months:[{span,class,rank,met}]}
#include <algorithm>

#include "evaluate/water.hpp"

namespace evaluate::water {
namespace {

constexpr std::string_view backgrounds_register = "background_value";
constexpr int district_digits = 6;

/// What a kind of place is: its register, where its samples are, what it is judged by.
struct Place {
  std::string kind, title, title_en, reg, samples, field;
  std::vector<Form> forms;
};
Place const source_place{"water_source", "水源地水质", "Water of a drinking-water source", "water_source", "source_sample", "source",
                         {Form::month, Form::quarter, Form::year}};
Place const well_place{"groundwater_well", "地下水监测井水质", "Water of a groundwater well", "groundwater_well", "groundwater_sample", "well",
                       {Form::quarter, Form::year}};

/// The narrowest first: of the aquifer, of the smaller area, of the later day.
std::vector<waters::Background> backgrounds_for(Book const& book, waters::Table const& table, std::string_view medium, std::string const& area,
                                                std::string const& aquifer) {
  struct Ranked { waters::Background background; std::size_t aquifer = 0, area = 0; };
  std::vector<Ranked> found;
  for (auto const& record : book.records(backgrounds_register)) {
    auto const text = [&](char const* field) { return book.text(backgrounds_register, record, field); };
    auto const at = table.find(text("item"));
    auto const from = book.day(record, "valid_from");
    auto const unit = base::parse_unit(text("unit"));
    auto const number = base::parse_number(text("value"));
    bool const holds = text("medium") == medium && area.starts_with(text("area")) && (text("aquifer").empty() || text("aquifer") == aquifer);
    if (!at || !from || !unit || !number || !holds) {
      continue;
    }
    auto const& item = table.items()[*at];
    if (auto const value = waters::in_unit(*number, *unit, item.unit)) {
      found.push_back({{item.key, *value, text("issue"), text("document"), text("method"),
                        ref_of(backgrounds_register, record.id), *from, book.day(record, "valid_to")},
                       text("aquifer").size(), text("area").size()});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](Ranked const& a, Ranked const& b) {
    return std::tuple(b.aquifer != 0, b.area, b.background.from) < std::tuple(a.aquifer != 0, a.area, a.background.from);
  });
  std::vector<waters::Background> backgrounds;
  for (auto& each : found) {
    backgrounds.push_back(std::move(each.background));
  }
  return backgrounds;
}

struct TwofoldPeriod { Period period; std::vector<waters::Background> backgrounds; waters::Twofold both; };

class Places {
 public:
  Places(Parts const& parts, Place place)
      : book_(parts), place_(std::move(place)), ground_([&catalog = parts.catalog](Day day) { return waters::Table::groundwater(catalog, day); }),
        river_([&catalog = parts.catalog](Day day) { return waters::Table::surface(catalog, waters::Body::river, day, true); }),
        lake_([&catalog = parts.catalog](Day day) { return waters::Table::surface(catalog, waters::Body::lake, day, true); }) {}
  Book const& book() const { return book_; }
  Place const& place() const { return place_; }

  base::Result<std::unique_ptr<TwofoldPeriod>> period(Record const& record, Span const& span, std::optional<Day> under) const {
    auto const water = place_.reg == "water_source" ? book_.text(place_.reg, record, "kind") : std::string("groundwater");
    auto const& tables = water == "groundwater" ? ground_ : water == "river" ? river_ : lake_;
    auto const table = tables.on(under.value_or(span.to));
    if (!table) {
      return table.error();
    }
    auto made = std::make_unique<TwofoldPeriod>();
    auto taken = samples(book_, **table, place_.samples, place_.field, record.id, span);
    auto const last = taken.empty() ? span.to : taken.back().on;
    made->period = period_of(book_.parts(), *table, std::move(taken), span);
    made->backgrounds = backgrounds_for(book_, **table, water == "groundwater" ? "groundwater" : "surface_water", book_.text(place_.reg, record, "township"),
                                        book_.text(place_.reg, record, "aquifer"));
    made->both = waters::judge_twice(**table, waters::judged(made->period.means), made->backgrounds, last);
    return made;
  }

 private:
  Book book_;
  Place place_;
  Tables ground_, river_, lake_;
};

json::object half_of(waters::Table const& table, waters::Verdict const& verdict) {
  json::array exceeding;
  for (auto const& each : verdict.items) {
    auto const& item = table.items()[each.item];
    bool const limited = item.counted || item.limits.size() == 1;   // tables 2 and 3 of GB 3838 have one limit
    if (!limited || each.rank <= table.standard_rank()) {
      continue;
    }
    auto const* standard = waters::limit_of(item, table.standard_rank());
    bool const too_little = standard != nullptr && standard->low && each.value.value < *standard->low;   // of oxygen, or too acid
    auto const limit = standard == nullptr ? std::optional<Decimal>() : too_little ? standard->low : standard->high;
    exceeding.push_back(json::object{{"name", item.name}, {"value", each.value.word.empty() ? number_of(each.value.value) : json::value(each.value.word)},
                                     {"limit", limit ? number_of(*limit) : json::value(nullptr)},
                                     {"times_over", each.times_over ? number_of(*each.times_over) : json::value(nullptr)}});
  }
  bool const met = verdict.rank != 0 && exceeding.empty();
  return {{"class", waters::rank_text(table, verdict.rank)}, {"rank", verdict.rank}, {"met", met},
          {"exceeding", std::move(exceeding)}};
}

void put_uses(waters::Table const& table, waters::Twofold const& both, json::object& detail, json::object& exempt) {
  json::array used, exempted;
  exempt["background"] = nullptr;
  for (auto const& use : both.used) {
    auto const& item = table.items()[use.item];
    json::object const background{{"version", use.background->version}, {"value", number_of(use.background->value)}, {"item", item.name},
                                  {"unit", std::string(base::symbol(item.unit))}, {"record", use.background->ref}};
    if (use.exempted) {
      exempted.emplace_back(item.name);
      if (exempt["background"].is_null()) {
        exempt["background"] = background;
      }
    }
    json::object one = background;
    one["exempted"] = use.exempted;
    one["reason"] = use.reason;
    used.push_back(std::move(one));
  }
  exempt["exempted"] = std::move(exempted);
  detail["used"] = std::move(used);
}

assess::Why why_twice(TwofoldPeriod const& made, std::string_view kind, std::string_view object) {
  auto why = why_of(made.period, kind, object);
  auto const& table = *made.period.table;
  assess::Why exempt;
  exempt.title = "扣除本底后的类别";
  exempt.title_en = "Class with natural background exempted";
  exempt.value = waters::rank_text(table, made.both.exempt.rank);
  exempt.how = made.both.used.empty() ? "没有可扣除的项目" : "";
  exempt.how_en = made.both.used.empty() ? "nothing to exempt" : "";
  for (auto const& use : made.both.used) {
    assess::Why one;
    one.title = table.items()[use.item].name + " 本底值 " + use.background->version;
    one.title_en = "background, version " + use.background->version;
    one.value = use.background->value.to_string();
    one.how = use.reason;
    one.how_en = use.exempted ? "exempted" : "not exempted";
    one.state = use.exempted ? "excluded" : "";
    one.note = use.background->document;
    one.ref = use.background->ref;
    exempt.from.push_back(std::move(one));
  }
  why.from.insert(why.from.begin(), std::move(exempt));
  return why;
}

class PlaceClass final : public Evaluator {
 public:
  PlaceClass(Parts const& parts, Place const& place) : places_(parts, place) {
    kind_ = {.id = place.kind, .title = place.title, .title_en = place.title_en, .field = "groundwater", .object = "record/" + place.reg,
             .forms = place.forms, .unit = {}, .greater_is_worse = true, .is_public = place.reg == "water_source"};
  }
  Kind const& kind() const override { return kind_; }
  std::vector<Object> objects() const override {
    std::vector<Object> objects;
    for (auto const& record : places_.book().records(places_.place().reg)) {
      objects.push_back(places_.book().object(places_.place().reg, record, "township"));
      objects.back().origin = places_.book().weakest_origin(objects.back().origin, places_.place().samples, places_.place().field, record.id);
    }
    return objects;
  }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    return places_.book().reach(places_.place().samples, places_.place().field, id_of(object));
  }
  Figure compute(Object const& object, Span const& span) const override { return figure(object, span, {}); }
  std::optional<Figure> compute_under(Object const& object, Span const& span, Day under) const override { return figure(object, span, under); }
  std::vector<Object> touched(Change const& change) const override {
    bool const mine = change.reg == places_.place().reg || change.reg == places_.place().samples || change.reg == backgrounds_register;
    return mine ? objects() : std::vector<Object>();
  }

 private:
  Figure figure(Object const& object, Span const& span, std::optional<Day> under) const {
    auto const record = places_.book().record(places_.place().reg, id_of(object));
    auto const made = record ? places_.period(*record, span, under)
                             : base::Result<std::unique_ptr<TwofoldPeriod>>(base::Problem("not_found", "no such record"));
    if (!made) {
      return refused(made.error());
    }
    auto const& period = (*made)->period;
    auto const& table = *period.table;
    auto const& both = (*made)->both;
    if (both.plain.rank == 0) {
      return refused("没有可评价的监测结果", "no results that can be judged", table.edition().number);
    }
    Figure figure;
    put_class(figure, table, both.plain);
    json::object detail;
    detail["plain"] = half_of(table, both.plain);
    figure.result = detail["plain"].at("met").as_bool() ? "ok" : "exceeded";
    auto exempt = half_of(table, both.exempt);
    put_uses(table, both, detail, exempt);
    detail["exempt"] = std::move(exempt);
    detail["items"] = items_of(table, period.means, both.plain);
    detail["samples"] = period.samples;
    detail["complete"] = both.plain.complete;
    detail["missing"] = names_of(both.plain.missing);
    detail["unsure"] = names_of(both.plain.unsure);
    json::array months;
    for (auto const& month : period.months) {
      months.push_back(json::object{{"span", month.span.text}, {"class", waters::rank_text(table, month.verdict.rank)}, {"rank", month.verdict.rank},
                                    {"met", month.verdict.rank != 0 && month.verdict.rank <= table.standard_rank()}});
    }
    detail["months"] = std::move(months);
    figure.detail = json::serialize(detail);
    figure.why = assess::to_json(why_twice(**made, kind_.id, object.ref));
    return figure;
  }

  Places places_;
  Kind kind_;
};

/// groundwater_area: wells of the district by class. detail: {wells, by_class:{…}, by_class_exempt:{…}, worst:[{object,name,class,class_exempt,exceeding}]}
class WellsOfArea final : public Evaluator {
 public:
  explicit WellsOfArea(Parts const& parts) : places_(parts, well_place) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "groundwater_area", .title = "地下水Ⅴ类比例", .title_en = "Share of wells of class V", .field = "groundwater", .object = "area",
                           .forms = {Form::year}, .unit = "%", .greater_is_worse = true, .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override {
    std::map<std::string, Object> areas;
    std::map<std::int64_t, std::string> sampled;   // by well the weakest origin
    for (auto const& sample : places_.book().records(well_place.samples)) {
      auto& origin = sampled[places_.book().target(sample, well_place.field).value];
      origin = weakest_origin(origin, sample.origin);
    }
    for (auto const& record : places_.book().records(well_place.reg)) {
      auto const area = places_.book().text(well_place.reg, record, "township").substr(0, district_digits);
      auto const origin = weakest_origin(record.origin, sampled[record.id.value]);
      auto const at = areas.emplace(area, Object{.ref = "area/" + area, .name = "全区地下水", .name_en = "Groundwater of the district",
                                                          .area = area, .origin = origin, .facility = {}}).first;
      at->second.origin = weakest_origin(at->second.origin, origin);
    }
    std::vector<Object> objects;
    for (auto& [area, object] : areas) {
      objects.push_back(std::move(object));
    }
    return objects;
  }
  std::optional<std::pair<Day, Day>> reach(Object const&) const override {
    std::optional<std::pair<Day, Day>> reach;
    for (auto const& record : places_.book().records(well_place.samples)) {
      if (auto const on = places_.book().day(record, "sampled_on")) {
        reach = reach ? std::pair(std::min(reach->first, *on), std::max(reach->second, *on)) : std::pair(*on, *on);
      }
    }
    return reach;
  }
  Figure compute(Object const& object, Span const& span) const override { return figure(object, span, {}); }
  std::optional<Figure> compute_under(Object const& object, Span const& span, Day under) const override { return figure(object, span, under); }
  std::vector<Object> touched(Change const& change) const override {
    return change.reg == well_place.reg || change.reg == well_place.samples || change.reg == backgrounds_register ? objects() : std::vector<Object>();
  }
  std::vector<std::string> made_of() const override { return {"groundwater_well"}; }

 private:
  struct Count { int wells = 0; std::map<std::string, int> plain, exempt; int beyond = 0, beyond_exempt = 0; };

  Figure figure(Object const& object, Span const& span, std::optional<Day> under) const {
    Count count;
    json::array worst;
    assess::Why why;
    std::optional<catalog::Edition> edition;
    int due = 0;
    for (auto const& record : places_.book().records(well_place.reg)) {
      if (!places_.book().text(well_place.reg, record, "township").starts_with(object.area)) {
        continue;
      }
      due += record.state == "active" ? 1 : 0;
      auto const made = places_.period(record, span, under);
      if (!made) {
        return refused(made.error());
      }
      if ((*made)->both.plain.rank != 0) {
        add(record, **made, span, count, worst, why);
        edition = (*made)->period.table->edition();
      }
    }
    if (count.wells == 0) {
      return refused("没有可评价的监测井", "no well could be judged", "GB/T 14848");
    }
    auto const share = waters::share_text(places_.book().parts().catalog, under.value_or(span.to), count.beyond, count.wells);
    auto const share_exempt = waters::share_text(places_.book().parts().catalog, under.value_or(span.to), count.beyond_exempt, count.wells);
    if (!share || !share_exempt) {
      return refused(share ? share_exempt.error() : share.error());
    }
    Figure made;
    made.number = 100.0 * count.beyond / count.wells;
    made.value = *share;
    made.result = "ok";
    made.standard = edition->number;
    made.edition = edition->id;
    made.clause = "6";
    made.valid_share = due == 0 ? 1.0 : std::min(1.0, static_cast<double>(count.wells) / due);
    made.detail = json::serialize(json::object{{"wells", count.wells}, {"by_class", counts(count.plain)}, {"by_class_exempt", counts(count.exempt)},
                                               {"share_v_text", *share}, {"share_v_exempt_text", *share_exempt}, {"worst", std::move(worst)}});
    why.title = "地下水Ⅴ类监测井比例";
    why.title_en = "Share of wells of class V";
    why.value = *share;
    why.unit = "%";
    auto const wells = " / " + std::to_string(count.wells);
    why.how = std::to_string(count.beyond) + wells + "；扣除本底后 " + std::to_string(count.beyond_exempt) + wells;
    why.how_en = "wells of class V among those judged; with background exempted " + std::to_string(count.beyond_exempt);
    why.basis = {{edition->number, "6", edition->id}};
    made.why = assess::to_json(why);
    return made;
  }

  void add(Record const& record, TwofoldPeriod const& made, Span const& span, Count& count, json::array& worst, assess::Why& why) const {
    auto const& table = *made.period.table;
    auto const plain = waters::rank_text(table, made.both.plain.rank);
    auto const exempt = waters::rank_text(table, made.both.exempt.rank);
    auto const name = places_.book().text(well_place.reg, record, "name");
    ++count.wells;
    ++count.plain[plain];
    ++count.exempt[exempt];
    bool const beyond = made.both.plain.rank == table.worst();
    count.beyond += beyond ? 1 : 0;
    count.beyond_exempt += made.both.exempt.rank == table.worst() ? 1 : 0;
    if (beyond) {
      worst.push_back(json::object{{"object", ref_of(well_place.reg, record.id)}, {"name", name}, {"class", plain}, {"class_exempt", exempt},
                                   {"exceeding", names_of(made.both.plain.worst)}});
    }
    assess::Why one;
    one.title = name;
    one.title_en = "well";
    one.value = plain;
    one.note = "扣除本底 / background exempted: " + exempt;
    one.ref = "groundwater_well/" + ref_of(well_place.reg, record.id) + "/" + span.text;
    why.from.push_back(std::move(one));
  }
  static json::object counts(std::map<std::string, int> const& by_class) {
    json::object made;
    for (auto const& [name, number] : by_class) {
      made[name] = number;
    }
    return made;
  }

  Places places_;
};

}  // namespace

std::unique_ptr<Evaluator> source_evaluator(Parts const& parts) { return std::make_unique<PlaceClass>(parts, source_place); }
std::unique_ptr<Evaluator> well_evaluator(Parts const& parts) { return std::make_unique<PlaceClass>(parts, well_place); }
std::unique_ptr<Evaluator> groundwater_area_evaluator(Parts const& parts) { return std::make_unique<WellsOfArea>(parts); }

}  // namespace evaluate::water
