#include <algorithm>

#include "assess/assess.hpp"

namespace assess {
namespace {

using Rules = catalog::AirIndexRules;
__extension__ typedef __int128 Wide;

std::string pollutant_of(std::string const& input) { return input.substr(0, input.rfind('_')); }

bool contains(std::vector<std::string> const& list, std::string const& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::string joined(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

// Under which break points an input is judged: "PM2.5_1h" as "PM2.5_24h".
std::string const& judged_as(Rules const& rules, std::string const& input) {
  auto const found = rules.judged_as.find(input);
  return found == rules.judged_as.end() ? input : found->second;
}

bool is_of(catalog::BreakPoint const& point, std::string_view input) {
  auto const length = point.pollutant.size();
  return input.size() == length + 1 + point.period.size() && input.starts_with(point.pollutant) && input.substr(length).starts_with('_') &&
         input.substr(length + 1) == point.period;
}

Wide at_scale(Decimal d, int scale) {
  Wide value = d.coefficient();
  for (int i = d.scale(); i < scale; ++i) {
    value *= 10;
  }
  return value;
}

// IAQI = (Ihi−Ilo)/(Chi−Clo)·(C−Clo) + Ilo, rounded up to a whole number; whole numbers all the way, so that a
// concentration on a limit gives the index of the limit and not one more.
int interpolated(catalog::BreakPoint const& row, Decimal concentration) {
  int const scale = std::max({row.concentration_low.scale(), row.concentration_high.scale(), concentration.scale()});
  Wide const low = at_scale(row.concentration_low, scale);
  Wide const above = (row.index_high - row.index_low) * (at_scale(concentration, scale) - low);
  Wide const width = at_scale(row.concentration_high, scale) - low;
  return row.index_low + static_cast<int>((above + width - 1) / width);
}

struct Judged {
  bool known = false, above = false;
  std::optional<int> index;
};
Judged judge_input(Rules const& rules, std::string const& input, Decimal concentration) {
  auto const& as = judged_as(rules, input);
  Judged judged;
  for (auto const& row : rules.break_points) {
    if (!is_of(row, as)) {
      continue;
    }
    judged.known = true;
    if (concentration <= row.concentration_high) {
      judged.index = interpolated(row, concentration);
      return judged;
    }
  }
  auto const special = rules.above_table.find(as);
  judged.above = judged.known;
  judged.index = special == rules.above_table.end() ? std::optional(rules.index_max) : special->second;
  return judged;
}

Decimal rounded(Rules const& rules, std::string const& input, Decimal concentration) {
  auto const digits = rules.digits.find(pollutant_of(input));
  return digits == rules.digits.end() ? concentration
                                      : concentration.rounded(digits->second, rules.concentration_rounding);
}

// Refuses what no report could use.
std::optional<base::Problem> fault_of(Rules const& rules, std::map<std::string, Decimal> const& inputs) {
  for (auto const& [input, concentration] : inputs) {
    if (!judge_input(rules, input, Decimal()).known) {
      return base::Problem("unknown_input",
                           "'" + base::printable(input) + "' is not an input of " + rules.edition.number, "inputs",
                           "write pollutant and period: " + joined(rules.daily_inputs));
    }
    if (concentration.negative()) {
      return base::Problem("negative_concentration", "the concentration " + concentration.to_string() + " is negative",
                           "inputs." + input, "leave an invalid value out");
    }
    if (concentration > Decimal(1'000'000'000, 0)) {
      return base::Problem("impossible_concentration", "the concentration " + concentration.to_string() + " cannot be",
                           "inputs." + input, "check the unit");
    }
  }
  return std::nullopt;
}

// What a report judges out of what was given.
struct Selection {
  std::vector<std::string> judged, left_out, missing;
};
Selection select(Rules const& rules, Report report, std::map<std::string, Decimal> const& inputs) {
  Selection selection;
  if (report == Report::iaqi) {
    for (auto const& [input, concentration] : inputs) {
      selection.judged.push_back(input);
    }
    return selection;
  }
  auto const& wanted = report == Report::daily ? rules.daily_inputs : rules.hourly_inputs;
  for (auto const& input : wanted) {
    (inputs.contains(input) ? selection.judged : selection.missing).push_back(input);
  }
  for (auto const& [input, concentration] : inputs) {
    if (!contains(wanted, input)) {
      bool const also = report == Report::hourly && contains(rules.hourly_also, input);
      (also ? selection.judged : selection.left_out).push_back(input);
    }
  }
  return selection;
}

void judge_one(Rules const& rules, std::string const& input, Decimal given, AirIndex& result) {
  auto const concentration = result.used.emplace(input, rounded(rules, input, given)).first->second;
  auto const judged = judge_input(rules, input, concentration);
  if (!judged.index) {
    result.without_index.push_back(input);
    result.notes.push_back("超出表列范围，不计算分指数 / beyond the table, gives no index: " + input);
    return;
  }
  if (judged.above) {
    result.notes.push_back("超出表列范围 / beyond the table: " + input + " → " + std::to_string(*judged.index));
  }
  result.iaqi_by_input[input] = *judged.index;
  auto& iaqi = result.iaqi.try_emplace(pollutant_of(input), *judged.index).first->second;
  iaqi = std::max(iaqi, *judged.index);
}

// HJ 633-2012 notes to table 1: beyond its table an input is replaced by another averaging time, where that was given.
void judge_instead(Rules const& rules, std::map<std::string, Decimal> const& inputs, Selection& selection,
                   AirIndex& result) {
  auto const without = result.without_index;
  for (auto const& input : without) {
    auto const instead = rules.above_table_instead.find(judged_as(rules, input));
    if (instead == rules.above_table_instead.end() || !inputs.contains(instead->second)) {
      continue;
    }
    if (!contains(selection.judged, instead->second)) {
      std::erase(selection.left_out, instead->second);
      judge_one(rules, instead->second, inputs.at(instead->second), result);
    }
  }
}

// Pollutants in the order of the daily report.
std::vector<std::string> in_order(Rules const& rules, std::map<std::string, int> const& iaqi, int index, bool greater) {
  std::vector<std::string> names;
  for (auto const& input : rules.daily_inputs) {
    auto const name = pollutant_of(input);
    auto const found = iaqi.find(name);
    bool const fits = found != iaqi.end() && (greater ? found->second > index : found->second == index);
    if (fits && !contains(names, name)) {
      names.push_back(name);
    }
  }
  return names;
}

void add_basis(Rules const& rules, AirIndex& result, char const* what) {
  if (auto const found = rules.sources.find(what); found != rules.sources.end()) {
    result.basis.push_back({found->second.standard, found->second.clause, rules.edition.id});
  }
}

void name_category(Rules const& rules, AirIndex& result) {
  auto const* found = result.aqi ? category(rules, *result.aqi) : nullptr;
  result.level = found == nullptr ? 0 : static_cast<int>(found - rules.categories.data()) + 1;
  result.category = found == nullptr ? "" : found->name;
  result.category_en = found == nullptr ? "" : found->name_en;
  result.colour = found == nullptr ? "" : found->colour;
}

// HJ 633-2026 5.3: with inputs missing the index is published only when it shows polluted air.
void weigh_missing(Rules const& rules, Selection const& selection, bool for_publication, AirIndex& result) {
  if (selection.missing.empty()) {
    return;
  }
  result.notes.push_back("缺少 / not given: " + joined(selection.missing));
  if (!rules.publish_incomplete_only_above_100 || (result.aqi && *result.aqi > rules.exceeding_above)) {
    return;
  }
  add_basis(rules, result, "missing");
  result.notes.push_back("缺项且AQI不大于" + std::to_string(rules.exceeding_above) +
                         "，发布时标识为NA / incomplete and not above " + std::to_string(rules.exceeding_above) +
                         ": published as NA");
  if (for_publication) {
    result.aqi.reset();
    result.primary.clear();
  }
}

}  // namespace

catalog::AirIndexRules::Category const* category(Rules const& rules, int aqi) {
  for (auto const& each : rules.categories) {
    if (!each.high || aqi <= *each.high) {
      return &each;
    }
  }
  return nullptr;
}

base::Result<AirIndex> air_index(Rules const& rules, Report report, std::map<std::string, Decimal> const& inputs,
                                 bool for_publication) {
  if (auto fault = fault_of(rules, inputs)) {
    return *fault;
  }
  auto selection = select(rules, report, inputs);
  if (selection.judged.empty()) {
    auto const& wanted = report == Report::hourly ? rules.hourly_inputs : rules.daily_inputs;
    return base::Problem("no_input", "none of the inputs given belongs to this report of " + rules.edition.number,
                         "inputs", "give " + joined(wanted));
  }
  AirIndex result;
  for (auto const& input : selection.judged) {
    judge_one(rules, input, inputs.at(input), result);
  }
  judge_instead(rules, inputs, selection, result);
  for (auto const& [pollutant, index] : result.iaqi) {
    result.aqi = std::max(result.aqi.value_or(index), index);
  }
  result.exceeding = in_order(rules, result.iaqi, rules.exceeding_above, true);
  if (result.aqi && *result.aqi > rules.primary_above) {
    result.primary = in_order(rules, result.iaqi, *result.aqi, false);
  }
  result.complete = selection.missing.empty();
  add_basis(rules, result, "table");
  add_basis(rules, result, "index");
  if (!rules.digits.empty()) {
    add_basis(rules, result, "rounding");
  }
  if (report != Report::iaqi) {
    add_basis(rules, result, "categories");
    add_basis(rules, result, "primary");
  }
  if (!selection.left_out.empty()) {
    result.notes.push_back("不属于本报告，未采用 / no part of this report, left out: " + joined(selection.left_out));
  }
  weigh_missing(rules, selection, for_publication, result);
  name_category(rules, result);
  return result;
}

}  // namespace assess
