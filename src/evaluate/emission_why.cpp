// What a month of an outlet says in its detail, and why.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "evaluate/emission_parts.hpp"

namespace evaluate {
namespace {

namespace json = boost::json;

constexpr double kg_a_tonne = 1000, whole_permit = 100;   // %
constexpr std::size_t days_listed_max = 31, exceeded_listed_max = 50, outages_listed_max = 50;

// For reading: what is beyond six decimals is noise of sums.
double clean(double value) {
  constexpr int places = 6;
  constexpr double decimal_max = 1e11;
  return std::isfinite(value) && std::fabs(value) < decimal_max ? base::Decimal::from_double(value, places).to_double() : value;
}
std::string clean_text(double value) { return base::format_number(clean(value)); }

/// Amounts of water are counted by whole days.
int hours_of(OutletFactor const& f) { return f.days_of_water ? static_cast<int>(base::day_length / base::hour_length) : 1; }

template <typename T>
json::value or_nothing(std::optional<T> const& value) {
  return value ? json::value(clean(*value)) : json::value(nullptr);
}

json::object object_of(OutletFactor const& f) {
  bool const any = f.hours_valid > 0;
  json::object out{{"factor", f.channel.factor}, {"name", f.name}, {"name_en", f.name_en}, {"variant", f.variant}, {"unit", f.unit},
                   {"hours_due", f.hours_due}, {"hours_valid", f.hours_valid}, {"hours_excused", f.hours_excused}, {"hours_stopped", f.hours_stopped},
                   {"hours_exceeded", f.hours_exceeded}, {"days_exceeded", f.days_exceeded}};
  out["valid_share"] = f.hours_due > 0 ? json::value(clean(static_cast<double>(f.hours_valid) / f.hours_due)) : json::value(nullptr);
  out["mean"] = any ? json::value(clean(f.mean)) : json::value(nullptr);
  out["max"] = any ? json::value(clean(f.max)) : json::value(nullptr);
  out["max_at"] = any ? json::value(base::format(f.max_at)) : json::value(nullptr);
  out["worst_times_over"] = or_nothing(f.worst_times_over);
  out["limit"] = f.limit == nullptr ? json::value(nullptr) : json::value((f.limit->high ? f.limit->high : f.limit->low)->to_double());
  out["averaging"] = f.limit == nullptr ? std::string() : f.limit->averaging;
  out["set"] = f.channel.limit_set;
  out["standard"] = f.limit == nullptr ? std::string() : f.limit->source.standard + " " + f.limit->set.substr(f.limit->set.find('/') + 1);
  out["recalled"] = f.limit != nullptr && f.limit->source.recalled;
  out["mass_t"] = f.amount ? json::value(clean(f.amount->total_kg() / kg_a_tonne)) : json::value(nullptr);
  out["mass_measured_t"] = f.amount ? json::value(clean(f.amount->measured_kg / kg_a_tonne)) : json::value(nullptr);
  out["mass_substituted_t"] = f.amount ? json::value(clean(f.amount->substituted_kg / kg_a_tonne)) : json::value(nullptr);
  out["substituted_hours"] = f.amount ? json::value(f.amount->substituted * hours_of(f)) : json::value(nullptr);
  out["hours_without_mass"] = f.amount ? json::value(f.amount->without * hours_of(f)) : json::value(nullptr);
  out["no_mass"] = f.no_amount;
  out["permit_t"] = f.permit ? or_nothing(f.permit->total_t) : json::value(nullptr);
  out["permit_of_facility"] = f.permit && f.permit->of_facility;
  out["permit_ref"] = f.permit ? f.permit->ref : std::string();
  out["permit_share"] = or_nothing(f.permit_share);
  out["permit_exceeded"] = f.permit_share && *f.permit_share > whole_permit;
  out["year_mass_t"] = f.year ? json::value(clean(f.year->total_kg() / kg_a_tonne)) : json::value(nullptr);
  out["year_mass_substituted_t"] = f.year ? json::value(clean(f.year->substituted_kg / kg_a_tonne)) : json::value(nullptr);
  out["year_hours_without_mass"] = f.year ? json::value(f.year->without * hours_of(f)) : json::value(nullptr);
  if (f.met) {
    out["hours_met_share"] = clean(f.met->met);
    out["hours_met_needed"] = clean(f.met->needed);
    out["hours_met_enough"] = f.met->enough;
  }
  return out;
}

assess::Why node(std::string title, std::string title_en, std::string value, std::string unit = {}) {
  assess::Why why;
  why.title = std::move(title);
  why.title_en = std::move(title_en);
  why.value = std::move(value);
  why.unit = std::move(unit);
  return why;
}

assess::Why of_outage(emission::Outage const& outage) {
  auto why = node("缺失 " + base::format(outage.from) + " – " + base::format(outage.to), "without valid data", clean_text(outage.kg_an_hour), "kg/h");
  std::tie(why.how, why.how_en) = outage.why_by_language();
  why.state = outage.replaced ? "uncertain" : "missing";
  return why;
}

assess::Why of_amount(OutletFactor const& f, emission::Amount const& amount, std::string title, std::string title_en) {
  auto why = node(std::move(title), std::move(title_en), clean_text(amount.total_kg() / kg_a_tonne), "t");
  auto const measured = clean_text(amount.measured_kg / kg_a_tonne), replaced = clean_text(amount.substituted_kg / kg_a_tonne);
  std::string const unit = f.days_of_water ? " 日" : " 小时", unit_en = f.days_of_water ? " days" : " hours";
  why.how = "实测 " + measured + " t（有效 " + std::to_string(amount.valid) + unit + "）+ 替代 " + replaced + " t（" + std::to_string(amount.substituted) + unit +
            "）；无法核算 " + std::to_string(amount.without) + unit;
  why.how_en = "measured " + measured + " t (" + std::to_string(amount.valid) + " valid" + unit_en + ") + replaced " + replaced + " t (" +
               std::to_string(amount.substituted) + unit_en + "); neither: " + std::to_string(amount.without) + unit_en;
  why.basis = amount.basis;
  for (auto const& note : amount.notes) {
    why.note += (why.note.empty() ? "" : "；") + note;
  }
  for (auto const& capture : amount.captures) {
    auto each = node("季度有效数据捕集率 " + base::format(capture.quarter), "capture rate of the quarter", clean_text(capture.rate), "%");
    each.how = "(" + std::to_string(capture.hours) + " − " + std::to_string(capture.invalid) + " − " + std::to_string(capture.stopped) + ") / (" +
               std::to_string(capture.hours) + " − " + std::to_string(capture.stopped) + ")";
    each.how_en = each.how;
    why.from.push_back(std::move(each));
  }
  for (std::size_t i = 0; i < std::min(amount.outages.size(), outages_listed_max); ++i) {
    why.from.push_back(of_outage(amount.outages[i]));
  }
  return why;
}

/// The year so far against what the permit allows a year: of a month alone no such thing is said.
assess::Why of_permit(OutletMonth const& month, OutletFactor const& f) {
  auto why = node(f.permit->of_facility ? "许可年排放量（全厂）" : "许可年排放量", f.permit->of_facility ? "permitted amount of the facility" : "permitted amount",
                  f.permit->total_t ? clean_text(*f.permit->total_t) : "", "t/a");
  why.ref = f.permit->ref;
  why.state = f.permit->total_t ? "" : "missing";
  if (f.permit_share) {
    auto const year = clean_text(f.year->total_kg() / kg_a_tonne), sum = " / " + clean_text(*f.permit->total_t) + " = " + clean_text(*f.permit_share) + " %";
    why.how = "年累计（" + base::format(month.year_from) + " 起至本期末）" + year + sum;
    why.how_en = "the year so far (from " + base::format(month.year_from) + " to the end of the span) " + year + sum;
    if (month.span.form != Form::year) {
      why.from.push_back(of_amount(f, *f.year, "年累计排放量", "amount of the year so far"));
    }
  }
  return why;
}

assess::Why of_exceeded(OutletFactor const& f) {
  auto why = node("超标小时与日", "hours and days that exceeded", std::to_string(f.hours_exceeded) + " h, " + std::to_string(f.days_exceeded) + " d");
  if (f.worst_times_over) {
    why.how = "最大超标倍数 " + clean_text(*f.worst_times_over);
    why.how_en = "worst times over " + clean_text(*f.worst_times_over);
  }
  if (f.limit != nullptr) {
    why.basis.push_back({f.limit->source.standard, f.limit->source.clause, f.limit->set.substr(0, f.limit->set.find('/'))});
    why.note = f.limit->source.recalled ? "限值凭记忆录入，待核对 / the limit is from memory (recalled)" : "";
  }
  for (std::size_t i = 0; i < std::min(f.exceeded.size(), exceeded_listed_max); ++i) {
    auto const& [ref, value] = f.exceeded[i];
    auto each = node(ref.substr(ref.rfind('/') + 1), ref.substr(ref.rfind('/') + 1), value);
    each.ref = ref;
    why.from.push_back(std::move(each));
  }
  return why;
}

// The months of a longer span, the days of a month; each opens further.
void add_below(OutletMonth const& month, OutletFactor const& f, catalog::Catalog const& catalog, assess::Why& why) {
  auto const point = std::to_string(month.point.id.value);
  std::size_t listed = 0;
  for (auto day = month.span.from; day <= month.span.to && base::start_of(day) < month.to && listed < days_listed_max; ++listed) {
    if (month.span.form == Form::month) {
      if (base::start_of(day) + base::day_length > month.from) {
        auto each = node(base::format(day), base::format(day), "");
        each.ref = "observation/" + point + "/" + f.subject() + "/day/" + base::format(day);
        why.from.push_back(std::move(each));
      }
      ++day.number;
      continue;
    }
    auto const part = span_of(catalog, Form::month, day);
    auto each = node(part.text, part.text, "");
    each.ref = "outlet_month/point/" + point + "/" + part.text;
    why.from.push_back(std::move(each));
    day = part.to;
    ++day.number;
  }
}

}  // namespace

std::string detail_of(OutletMonth const& month, std::string const& reason) {
  if (month.factors.empty()) {
    return json::serialize(json::object{{"reason", reason}, {"rests_on", rests_of(month)}});
  }
  json::array factors, windows, allowed;
  for (auto const& factor : month.factors) {
    factors.push_back(object_of(factor));
  }
  for (auto const& window : month.windows) {
    windows.push_back(json::object{{"from", base::format(window.from)}, {"to", window.open ? json::value(nullptr) : json::value(base::format(window.to))},
                                   {"kind", window.kind}, {"record", window.ref}, {"state", window.state}, {"approved", window.approved()}});
  }
  for (auto const& each : month.allowed) {
    allowed.push_back(json::object{{"kinds", each.kinds}, {"hours", clean(each.hours)}, {"allowed", each.allowed}, {"clause", each.basis.clause},
                                   {"standard", each.basis.standard}});
  }
  json::object out{{"factors", std::move(factors)}, {"windows", std::move(windows)}, {"flow_total_m3", or_nothing(month.flow_m3)},
                   {"from", base::format(month.from)}, {"to", base::format(month.to)}};
  out["year_from"] = base::format(month.year_from);
  out["rests_on"] = rests_of(month);
  if (!reason.empty()) {
    out["reason"] = reason;
  }
  if (!allowed.empty()) {
    out["windows_a_year"] = std::move(allowed);
  }
  return json::serialize(out);
}

assess::Why why_of(OutletMonth const& month, catalog::Catalog const& catalog) {
  auto const& name_en = month.point.name_en.empty() ? month.point.name : month.point.name_en;
  auto why = node(month.point.name + " " + month.span.text + " 排放", name_en + " " + month.span.text, "");
  if (month.edition != nullptr) {
    why.basis.push_back({month.edition->number, month.clause, month.edition->id});
  }
  why.how = "按有效小时与日统计；许可量占比 = 1 月 1 日至本期末的累计排放量 / 许可年排放量";
  why.how_en = "from valid hours and days; share of the permit = amount from 1 January to the end of the span / permitted amount of a year";
  for (auto const& factor : month.factors) {
    auto each = node(factor.name + (factor.variant.empty() ? "" : "（折算）"), factor.name_en + (factor.variant.empty() ? "" : " (converted)"),
                     factor.hours_valid > 0 ? clean_text(factor.mean) : "", factor.unit);
    each.state = factor.hours_valid > 0 ? "" : "missing";
    each.how = "有效 " + std::to_string(factor.hours_valid) + " / 应得 " + std::to_string(factor.hours_due) + " 小时，停运 " + std::to_string(factor.hours_stopped) +
               "，免判 " + std::to_string(factor.hours_excused);
    each.how_en = std::to_string(factor.hours_valid) + " valid of " + std::to_string(factor.hours_due) + " hours due, " + std::to_string(factor.hours_stopped) +
                  " stopped, " + std::to_string(factor.hours_excused) + " excused";
    each.from.push_back(of_exceeded(factor));
    if (factor.amount) {
      each.from.push_back(of_amount(factor, *factor.amount, "排放量", "amount discharged"));
    } else if (!factor.no_amount.empty()) {
      each.from.push_back(node("排放量", "amount discharged", "NA"));
      each.from.back().state = "cannot_judge";
      each.from.back().note = factor.no_amount;
    }
    if (factor.permit) {
      each.from.push_back(of_permit(month, factor));
    }
    add_below(month, factor, catalog, each);
    why.from.push_back(std::move(each));
  }
  for (auto const& window : month.windows) {
    auto const times = base::format(window.from) + " – " + (window.open ? "" : base::format(window.to));
    auto each = node("申报时段 " + window.kind, "declared window: " + window.kind, times);
    each.state = window.approved() ? "excluded" : "";
    each.note = window.state;
    each.ref = window.ref;
    why.from.push_back(std::move(each));
  }
  return why;
}

}  // namespace evaluate
