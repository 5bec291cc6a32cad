// Months put together, and figures of classes written.
#include <algorithm>
#include <set>

#include "evaluate/digest.hpp"
#include "evaluate/water.hpp"

namespace evaluate::water {
namespace {

constexpr std::size_t tables_kept_max = 200;
constexpr char const* city_index = "环办监测〔2017〕51号";   // CWQI, beside the class of surface water

Means month_means(waters::Table const& table, std::vector<Taken> const& taken) {
  std::vector<waters::Sample const*> automatic, manual;
  for (auto const& each : taken) {
    (each.automatic ? automatic : manual).push_back(&each.sample);
  }
  auto means = waters::means(table, automatic);
  means.merge(waters::means(table, manual));
  return means;
}

std::string with_factor(std::string ref, std::string const& factor) {
  constexpr std::string_view gap = "{factor}";
  auto const at = ref.find(gap);
  return at == std::string::npos ? ref : ref.replace(at, gap.size(), factor);
}

std::vector<assess::Why> made_of_results(Month const& month, std::string const& key) {
  std::vector<assess::Why> from;
  bool const has_station = std::any_of(month.taken.begin(), month.taken.end(), [&](auto const& each) { return each.automatic && each.sample.contains(key); });
  for (auto const& each : month.taken) {
    auto const value = each.sample.find(key);
    if (value == each.sample.end()) {
      continue;
    }
    assess::Why one;
    one.title = base::format(each.on) + (each.automatic ? " 自动站日均值" : " 人工监测");
    one.title_en = base::format(each.on) + (each.automatic ? " station, mean of the day" : " sampled by hand");
    one.value = waters::to_text(value->second);
    one.ref = with_factor(each.ref, key);
    if (has_station && !each.automatic) {
      one.state = "excluded";
      one.note = "本月该项目采用自动站数据 / this item is taken from the station";
    }
    from.push_back(std::move(one));
  }
  return from;
}

// Items of a month that no valid day is left of.
std::vector<assess::Why> wholly_refused(Period const& period) {
  std::set<std::string> keys;
  for (auto const& each : period.refused) {
    for (auto const& [key, why] : each.refused) {
      if (!period.means.contains(key)) {
        keys.insert(key);
      }
    }
  }
  std::vector<assess::Why> all;
  for (auto const& key : keys) {
    auto const at = period.table->find(key);
    assess::Why one;
    one.title = at ? period.table->items()[*at].name : key;
    one.title_en = "no valid day of " + one.title;
    one.state = "cannot_judge";
    one.note = "本月没有有效的日均值 / no day of the month has a valid mean";
    one.from = refused_days(period, key);
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<assess::Why> made_of_months(Period const& period, std::string const& key, std::string_view kind, std::string_view object) {
  std::vector<assess::Why> from;
  auto const at = period.table->find(key);
  for (auto const& month : period.months) {
    auto const mean = month.means.find(key);
    if (mean == month.means.end() || !at) {
      continue;
    }
    assess::Why one;
    one.title = month.span.text + " 月均值";
    one.title_en = month.span.text + " mean of the month";
    one.value = waters::shown(*period.table, *at, mean->second);
    one.exact = waters::to_text(mean->second.value);
    one.ref = std::string(kind) + "/" + std::string(object) + "/" + month.span.text;
    from.push_back(std::move(one));
  }
  return from;
}

}  // namespace

base::Result<TablePointer> Tables::on(Day day) const {
  std::lock_guard const lock(mutex_);
  if (auto const found = kept_.find(day); found != kept_.end()) {
    return found->second;
  }
  auto made = compile_(day);
  if (!made) {
    return made.error();
  }
  if (kept_.size() == tables_kept_max) {
    kept_.erase(kept_.begin());
  }
  return kept_[day] = std::make_shared<waters::Table const>(*std::move(made));
}

std::vector<Span> months_of(catalog::Catalog const& catalog, Span const& span) {
  std::vector<Span> months;
  for (auto day = span.from; day <= span.to;) {
    months.push_back(span_of(catalog, Form::month, day));
    day = {months.back().to.number + 1};
  }
  return months;
}

Period period_of(Parts const& parts, TablePointer table, std::vector<Taken> taken, Span const& span) {
  Period period;
  period.table = std::move(table);
  for (auto const& each : taken) {
    period.samples += each.used() ? 1U : 0U;
    if (!each.refused.empty()) {
      period.refused.push_back(each);
    }
  }
  auto const months = months_of(parts.catalog, span);
  period.months_due = months.size();
  for (auto const& each : months) {
    Month month{each, {}, {}, {}};
    for (auto& one : taken) {
      if (one.used() && each.from <= one.on && one.on <= each.to) {
        month.taken.push_back(std::move(one));
      }
    }
    if (!month.taken.empty()) {
      month.means = month_means(*period.table, month.taken);
      month.verdict = waters::judge(*period.table, waters::judged(month.means));
      period.months.push_back(std::move(month));
    }
  }
  if (period.months.size() == 1) {
    period.means = period.months.front().means;
    period.verdict = period.months.front().verdict;
  } else {
    std::vector<Means const*> means;
    for (auto const& month : period.months) {
      means.push_back(&month.means);
    }
    period.means = waters::means_of(*period.table, means);
    period.verdict = waters::judge(*period.table, waters::judged(period.means));
  }
  return period;
}

Figure refused(std::string reason, std::string reason_en, std::string clause) {
  Figure figure;
  figure.result = "cannot_judge";
  assess::Why why;
  why.title = "不能评价";
  why.title_en = "Cannot be judged";
  why.state = "cannot_judge";
  why.how = reason;
  why.how_en = reason_en;
  why.note = clause;
  figure.clause = std::move(clause);
  figure.detail = json::serialize(json::object{{"reason", reason + (reason_en.empty() ? "" : " / " + reason_en)}});
  figure.why = assess::to_json(why);
  return figure;
}
Figure refused(base::Problem const& problem) { return refused(problem.detail, "", problem.where); }

bool enough(waters::Table const& table, waters::Verdict const& verdict) {
  bool const asks_for_some = std::any_of(table.items().begin(), table.items().end(), [](auto const& item) { return item.automatic; });
  return verdict.rank != 0 && (!asks_for_some || verdict.complete || verdict.automatic);
}

void put_class(Figure& figure, waters::Table const& table, waters::Verdict const& verdict) {
  figure.rank = verdict.rank;
  figure.number = verdict.rank;
  figure.value = waters::rank_text(table, verdict.rank);
  if (auto const* grade = table.grade(verdict.rank)) {
    figure.colour = grade->colour;
    figure.grade = grade->name;
    figure.grade_en = grade->name_en;
  }
  figure.standard = table.edition().number;
  figure.edition = table.edition().id;
  figure.clause = "表1";
  std::vector<std::string> editions{table.edition().id};
  if (table.method() != nullptr) {
    editions = in_force(table.catalog(), {city_index}, table.on());
    editions.insert(editions.end(), {table.edition().id, table.method()->id});
  }
  figure.digest = digest_of(table.catalog(), std::move(editions));
  auto const asked = std::count_if(table.items().begin(), table.items().end(), [](auto const& item) { return item.required; });
  figure.valid_share = asked == 0 ? 1.0 : 1.0 - static_cast<double>(verdict.missing.size()) / static_cast<double>(asked);
}

json::value number_of(Decimal const& value) { return value.to_double(); }

json::array names_of(waters::Names const& names) {
  json::array array;
  for (auto const& name : names) {
    array.emplace_back(name);
  }
  return array;
}

json::array items_of(waters::Table const& table, Means const& means, waters::Verdict const& verdict) {
  json::array items;
  for (auto const& each : verdict.items) {
    auto const& item = table.items()[each.item];
    auto const mean = means.find(item.key);
    auto const* standard = waters::limit_of(item, table.standard_rank());
    json::object one{{"factor", item.key}, {"name", item.name}, {"unit", std::string(base::symbol(item.unit))}};
    one["class"] = waters::rank_text(table, each.rank);
    one["rank"] = each.rank;
    one["value"] = each.value.word.empty() ? number_of(mean == means.end() ? each.value.value : mean->second.value.value) : json::value(nullptr);
    one["text"] = mean == means.end() ? waters::to_text(each.value) : waters::shown(table, each.item, mean->second);
    auto const limit = standard == nullptr ? std::optional<Decimal>() : standard->sense == catalog::Sense::at_least ? standard->low : standard->high;
    one["limit_iii"] = limit ? number_of(*limit) : json::value(nullptr);
    one["limit_text"] = standard == nullptr ? std::string() : waters::limit_text(*standard);
    one["times_over"] = each.times_over ? number_of(*each.times_over) : json::value(nullptr);
    one["samples"] = mean == means.end() ? 0 : mean->second.samples;
    one["undetected"] = mean == means.end() ? 0 : mean->second.undetected;
    one["counted"] = item.counted;
    if (!each.reason.empty()) {
      one["note"] = each.reason;
    }
    items.push_back(std::move(one));
  }
  return items;
}

json::array main_of(waters::Table const& table, waters::Verdict const& verdict) {
  json::array main;
  for (auto const at : verdict.main) {
    auto const& each = verdict.items[at];
    main.push_back(json::object{{"name", table.items()[each.item].name}, {"times_over", each.times_over ? number_of(*each.times_over) : json::value(nullptr)}});
  }
  return main;
}

assess::Why why_of(Period const& period, std::string_view kind, std::string_view object) {
  std::map<std::string, std::vector<assess::Why>> made_of;
  bool const one_month = period.months_due == 1 && period.months.size() == 1;
  for (auto const& [key, mean] : period.means) {
    made_of[key] = one_month ? made_of_results(period.months.front(), key) : made_of_months(period, key, kind, object);
    if (one_month) {
      auto refused = refused_days(period, key);
      std::move(refused.begin(), refused.end(), std::back_inserter(made_of[key]));
    }
  }
  auto why = waters::explain(*period.table, period.verdict, made_of);
  if (period.months_due == 1) {
    auto refused = wholly_refused(period);
    std::move(refused.begin(), refused.end(), std::back_inserter(why.from));
  }
  return why;
}

std::vector<assess::Why> refused_days(Period const& period, std::string const& key) {
  std::vector<assess::Why> days;
  for (auto const& each : period.refused) {
    for (auto const& [item, why] : each.refused) {
      if (key.empty() || item == key) {
        auto const at = period.table->find(item);
        auto const name = key.empty() && at ? " " + period.table->items()[*at].name : std::string();
        days.push_back({.title = base::format(each.on) + name + " 自动站日均值", .title_en = base::format(each.on) + name + " station, mean of the day",
                        .state = "invalid", .note = why, .ref = with_factor(each.ref, item)});
      }
    }
  }
  return days;
}

}  // namespace evaluate::water
