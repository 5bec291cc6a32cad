// fluoride_link: the limits of discharges beside the limit of the section below them.
// detail: {section:{value,text,limit,class,target,share}, outlets:[{name,outlet,value,limit,set,ratio,record,link}]}
#include <algorithm>

#include "evaluate/water.hpp"

namespace evaluate::water {
namespace {

constexpr std::string_view links = "discharge_link", permits = "permit_outlet", outfalls = "outfall", facilities = "facility";
constexpr std::string_view fluoride = "w21017", fluoride_code = "fluoride";
constexpr int ratio_places = 2;

class FluorideLink final : public Evaluator {
 public:
  explicit FluorideLink(Parts const& parts) : sections_(parts) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "fluoride_link", .title = "氟化物：排放限值与断面限值", .title_en = "Fluoride: discharge limits beside the section limit", .field = "water",
                           .object = "record/water_section", .forms = {Form::month, Form::year}, .unit = "mg/L", .greater_is_worse = true, .is_public = false};
    return kind;
  }
  std::vector<Object> objects() const override {
    std::vector<Object> objects;
    for (auto const& section : sections_.all()) {
      if (section.record) {
        objects.push_back(section.object);
        objects.back().origin = sections_.book().weakest_origin(section.object.origin, links, "section", section.record->id);
      }
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
    bool const mine = touches_sections(change) || change.reg == links || change.reg == permits || change.reg == outfalls;
    std::vector<Object> found;
    for (auto const& section : sections_.all()) {
      bool const measured = change.point && section.station == change.point && (change.factor.empty() || change.factor == fluoride);
      if (section.record && (mine || measured)) {
        found.push_back(section.object);
      }
    }
    return found;
  }

 private:
  struct Found { json::array outlets; std::vector<assess::Why> why; };

  Figure figure(Object const& object, Span const& span, std::optional<Day> under) const {
    auto const section = sections_.find(object.ref);
    auto const period = section ? sections_.period(*section, span, under) : base::Result<Period>(base::Problem("not_found", "no such section"));
    if (!period || !section->record) {
      return period ? refused("没有断面台账", "no record of the section", "") : refused(period.error());
    }
    auto const& table = *period->table;
    auto const at = table.find(fluoride);
    auto const mean = period->means.find(std::string(fluoride));
    if (!at || mean == period->means.end()) {
      return refused("没有氟化物监测结果", "no results of fluoride", table.edition().number + " 表1");
    }
    auto target = target_rank(table, sections_.book().text("water_section", *section->record, "target"));
    target = target == 0 ? table.standard_rank() : target;
    auto const* limit = waters::limit_of(table.items()[*at], target);
    if (limit == nullptr || !limit->high) {
      return refused("没有氟化物限值", "no limit of fluoride", table.edition().number + " 表1");
    }
    auto const& value = mean->second.value;
    int const rank = table.rank(*at, value.value);
    auto const share = waters::ratio(value.value * Decimal(100, 0), *limit->high, 1);
    auto found = outlets(*section, span, *limit->high);
    Figure made;
    made.rank = rank;
    made.number = value.value.to_double();
    made.value = waters::shown(table, *at, mean->second);
    made.result = value.value <= *limit->high ? "ok" : "exceeded";
    made.standard = table.edition().number;
    made.edition = table.edition().id;
    made.clause = limit->source.clause;
    made.valid_share = static_cast<double>(period->months.size()) / static_cast<double>(period->months_due);
    made.detail = json::serialize(json::object{
        {"section", json::object{{"value", number_of(value.value)}, {"text", made.value}, {"limit", number_of(*limit->high)},
                                 {"class", waters::rank_text(table, rank)},
                                 {"target", waters::rank_text(table, target)}, {"share", share ? number_of(share->value) : json::value(nullptr)}}},
        {"outlets", std::move(found.outlets)}});
    assess::Why why;
    why.title = "氟化物：断面与排放限值";
    why.title_en = "Fluoride at the section and limits of discharges";
    why.value = made.value;
    why.unit = "mg/L";
    why.how = made.value + " / " + limit->high->to_string() + " = " + (share ? share->text : "") + "%";
    why.how_en = "share of the section limit";
    why.basis = {table.basis(limit->source.clause)};
    why.from = std::move(found.why);
    assess::Why results;
    results.title = "断面评价";
    results.title_en = "Verdict of the section";
    results.ref = "water_section/" + object.ref + "/" + span.text;
    why.from.push_back(std::move(results));
    made.why = assess::to_json(why);
    return made;
  }

  Found outlets(Section const& section, Span const& span, Decimal section_limit) const {
    Found found;
    auto const& book = sections_.book();
    for (auto const& link : book.records(links, "section", section.record->id)) {
      auto const from = book.day(link, "from_on");
      auto const to = book.day(link, "to_on");
      auto const listed = book.text(links, link, "factors");   // split() gives views of it
      auto const factors = base::split(listed, ';');
      bool const of_fluoride = std::find(factors.begin(), factors.end(), fluoride_code) != factors.end();
      if (of_fluoride && from && *from <= span.to && (!to || span.from <= *to)) {
        add(link, section_limit, found);
      }
    }
    return found;
  }

  void add(Record const& link, Decimal section_limit, Found& found) const {
    auto const& book = sections_.book();
    auto const facility = book.record(facilities, book.target(link, "facility"));
    auto const outlet = book.text(links, link, "outlet");
    auto const name = (facility ? book.text(facilities, *facility, "name") : std::string()) + " " + outlet;
    json::object one{{"name", name}, {"outlet", outlet}, {"value", nullptr}, {"limit", nullptr}, {"set", ""}, {"ratio", nullptr}};
    one["link"] = ref_of(links, link.id);
    assess::Why why;
    why.title = name + " 排放限值";
    why.title_en = "limit of the discharge";
    why.unit = "mg/L";
    why.ref = ref_of(links, link.id);
    why.state = "missing";
    why.note = "许可证未载明氟化物限值 / the permit names no limit of fluoride";
    for (auto const& permit : facility ? book.records(permits, "facility", facility->id) : std::vector<Record>()) {
      auto const number = base::parse_number(book.text(permits, permit, "limit_value"));
      auto const unit = base::parse_unit(book.text(permits, permit, "limit_unit"));
      auto const limit = number && unit ? waters::in_unit(*number, *unit, *base::parse_unit("mg/L")) : std::nullopt;
      if (book.text(permits, permit, "factor") != fluoride || book.text(permits, permit, "outlet_no") != outlet || !limit) {
        continue;
      }
      auto const ratio = waters::ratio(*limit, section_limit, ratio_places);
      one["limit"] = number_of(*limit);
      one["set"] = book.text(permits, permit, "standard");
      one["ratio"] = ratio ? number_of(ratio->value) : json::value(nullptr);
      one["record"] = ref_of(permits, permit.id);
      why.value = limit->to_string();
      why.how = why.value + " / " + section_limit.to_string() + " = " + (ratio ? ratio->text : "");
      why.how_en = "discharge limit over section limit";
      why.state = why.note = "";
      why.ref = ref_of(permits, permit.id);
    }
    if (auto const outfall = book.record(outfalls, book.target(link, "outfall"))) {
      if (auto const measured = base::parse_number(book.text(outfalls, *outfall, "fluoride"))) {
        one["value"] = *measured;
      }
    }
    found.outlets.push_back(std::move(one));
    found.why.push_back(std::move(why));
  }

  Sections sections_;
};

}  // namespace

std::unique_ptr<Evaluator> fluoride_evaluator(Parts const& parts) { return std::make_unique<FluorideLink>(parts); }

}  // namespace evaluate::water
