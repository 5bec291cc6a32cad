// lake_tli: the trophic state of a reservoir. detail: {parts:[{name,value,unit,tli,weight}], grade, samples, months:[{span,tli,grade}]}
#include <algorithm>

#include "evaluate/water.hpp"

namespace evaluate::water {
namespace {

constexpr std::string_view samples_register = "surface_water_sample", lakes_register = "reservoir";

struct LakeMonth { Span span; std::map<std::string, Decimal> means; std::vector<std::string> refs; };

class LakeState final : public Evaluator {
 public:
  explicit LakeState(Parts const& parts)
      : book_(parts), tables_([&catalog = parts.catalog](Day day) { return waters::Table::surface(catalog, waters::Body::lake, day); }) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "lake_tli", .title = "湖库营养状态", .title_en = "Trophic state of reservoirs", .field = "water", .object = "record/reservoir",
                           .forms = {Form::month, Form::year}, .unit = {}, .greater_is_worse = true, .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override {
    std::map<std::int64_t, std::string> sampled;   // by reservoir the weakest origin
    for (auto const& sample : book_.records(samples_register)) {
      auto& origin = sampled[book_.target(sample, "reservoir").value];
      origin = weakest_origin(origin, sample.origin);
    }
    std::vector<Object> objects;
    for (auto const& record : book_.records(lakes_register)) {
      if (sampled.contains(record.id.value)) {
        objects.push_back(book_.object(lakes_register, record, "township"));
        objects.back().origin = weakest_origin(objects.back().origin, sampled.at(record.id.value));
      }
    }
    return objects;
  }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override { return book_.reach(samples_register, "reservoir", id_of(object)); }
  std::vector<Object> touched(Change const& change) const override {
    return change.reg == samples_register || change.reg == lakes_register ? objects() : std::vector<Object>();
  }
  Figure compute(Object const& object, Span const& span) const override { return figure(object, span, span.to); }
  std::optional<Figure> compute_under(Object const& object, Span const& span, Day under) const override { return figure(object, span, under); }

 private:
  std::vector<LakeMonth> months(Object const& object, Span const& span, Day on, std::size_t& samples) const {
    auto const table = tables_.on(on);
    auto const factor = table ? (*table)->undetected_factor() : Decimal();
    auto const items = waters::tli_items(book_.parts().catalog, on);
    std::map<std::string, std::string> const wanted(items.begin(), items.end());
    std::vector<LakeMonth> found;
    auto const records = book_.records(samples_register, "reservoir", id_of(object));
    for (auto const& month : months_of(book_.parts().catalog, span)) {
      std::map<std::string, std::pair<Decimal, int>> sums;
      LakeMonth made{month, {}, {}};
      for (auto const& record : records) {
        auto const day = book_.day(record, "sampled_on");
        if (!day || *day < month.from || month.to < *day) {
          continue;
        }
        for (auto const& [key, value] : values_of(book_, *book_.reg(samples_register), record, wanted)) {
          auto& [sum, count] = sums[key];
          sum = sum + (value.undetected ? value.value * factor : value.value);
          ++count;
        }
        made.refs.push_back(ref_of(samples_register, record.id));
        ++samples;
      }
      for (auto const& [key, sum] : sums) {
        made.means[key] = Decimal::divide(sum.first, Decimal(sum.second, 0), waters::places_kept).trimmed();
      }
      if (!made.means.empty()) {
        found.push_back(std::move(made));
      }
    }
    return found;
  }

  static std::map<std::string, Decimal> mean_of(std::vector<LakeMonth> const& months) {
    std::map<std::string, std::pair<Decimal, int>> sums;
    for (auto const& month : months) {
      for (auto const& [key, value] : month.means) {
        sums[key].first = sums[key].first + value;
        ++sums[key].second;
      }
    }
    std::map<std::string, Decimal> means;
    for (auto const& [key, sum] : sums) {
      means[key] = Decimal::divide(sum.first, Decimal(sum.second, 0), waters::places_kept).trimmed();
    }
    return means;
  }

  Figure figure(Object const& object, Span const& span, Day on) const {
    std::size_t samples = 0;
    auto const found = months(object, span, on, samples);
    auto const tli = waters::tli(book_.parts().catalog, on, mean_of(found));
    if (!tli) {
      return refused(tli.error());
    }
    Figure made;
    made.result = tli->good ? "ok" : "exceeded";
    made.number = tli->total.to_double();
    made.value = tli->total.to_string();
    made.standard = tli->basis.front().standard;
    made.edition = tli->basis.front().edition;
    made.clause = tli->basis.front().clause;
    made.valid_share = static_cast<double>(found.size()) / static_cast<double>(months_of(book_.parts().catalog, span).size());
    if (tli->grade != nullptr) {
      made.rank = tli->grade->rank;
      made.grade = tli->grade->name;
      made.grade_en = tli->grade->name_en;
      made.colour = tli->grade->colour;
    }
    json::array parts, months;
    for (auto const& part : tli->parts) {
      parts.push_back(json::object{{"name", part.name}, {"value", number_of(part.value)}, {"unit", part.unit}, {"tli", part.tli},
                                   {"weight", number_of(part.weight)}});
    }
    auto why = waters::explain(*tli);
    for (auto const& month : found) {
      auto const one = waters::tli(book_.parts().catalog, on, month.means);
      months.push_back(json::object{{"span", month.span.text}, {"tli", one ? number_of(one->total) : json::value(nullptr)},
                                    {"grade", one && one->grade != nullptr ? one->grade->name : ""}});
      if (span.form != Form::month) {
        assess::Why node;
        node.title = month.span.text;
        node.title_en = "month " + month.span.text;
        node.value = one ? one->total.to_string() : "";
        node.ref = "lake_tli/" + object.ref + "/" + month.span.text;
        why.from.push_back(std::move(node));
      }
      for (auto const& ref : span.form == Form::month ? month.refs : std::vector<std::string>()) {
        assess::Why node;
        node.title = "监测结果";
        node.title_en = "Results";
        node.ref = ref;
        why.from.push_back(std::move(node));
      }
    }
    made.detail = json::serialize(json::object{{"parts", std::move(parts)}, {"grade", made.grade}, {"samples", samples}, {"months", std::move(months)}});
    made.why = assess::to_json(why);
    return made;
  }

  Book book_;
  Tables tables_;
};

}  // namespace

std::unique_ptr<Evaluator> lake_evaluator(Parts const& parts) { return std::make_unique<LakeState>(parts); }

}  // namespace evaluate::water
