// Amounts discharged, with what replaces hours and days without valid data.
#include <algorithm>
#include <cmath>
#include <map>

#include "emission/inside.hpp"

namespace emission {
namespace {

constexpr int months_a_quarter = 3;

Day quarter_of(Time time) {
  auto const civil = base::to_beijing(time);
  return base::day_of(civil.year, (civil.month - 1) / months_a_quarter * months_a_quarter + 1, 1);
}

/// HJ 75's table of what replaces an outage: the first rule that fits.
struct Rule { double capture_from = 0, capture_below = 0, outage_max = 0, valid_hours = 0; };   // 0 = no bound
std::vector<Rule> rules_of(Rules& rules) {
  std::map<int, Rule> by_number;
  for (auto const* row : rules.rows("替代")) {
    auto const number = base::parse_integer(row->subject);
    if (!number || !row->number) {
      continue;
    }
    auto& rule = by_number[static_cast<int>(*number)];
    auto const value = row->number->to_double();
    (row->name == "capture_from" ? rule.capture_from : row->name == "capture_below" ? rule.capture_below
     : row->name == "outage_max" ? rule.outage_max : rule.valid_hours) = value;
    rules.take(row->source);
  }
  std::vector<Rule> found;
  for (auto const& [number, rule] : by_number) {
    found.push_back(rule);
  }
  return found;
}

Rule const* rule_for(std::vector<Rule> const& rules, double capture, int hours) {
  for (auto const& rule : rules) {
    bool const fits = capture >= rule.capture_from && (rule.capture_below == 0 || capture < rule.capture_below);
    if (fits && (rule.outage_max == 0 || hours <= rule.outage_max)) {
      return &rule;
    }
  }
  return nullptr;
}

void replace(Outage& outage, std::vector<Rule> const& rules, double capture, std::vector<double> const& valid_before) {
  auto const* rule = rule_for(rules, capture, outage.hours);
  if (rule == nullptr) {
    outage.why = "季度捕集率 " + shown(capture) + " %，标准未给出替代 / capture rate of the quarter too low: the standard gives no replacement";
    return;
  }
  if (valid_before.empty()) {
    outage.why = "此前没有有效小时 / no valid hour lies before";
    return;
  }
  auto const n = std::min(valid_before.size(), static_cast<std::size_t>(rule->valid_hours));
  outage.kg_an_hour = *std::max_element(valid_before.end() - static_cast<std::ptrdiff_t>(n), valid_before.end());
  outage.looked_back = static_cast<int>(n);
  outage.replaced = true;
  outage.why = "捕集率 " + shown(capture) + " %，取此前 " + shown(rule->valid_hours) + " 个有效小时的最大值（实有 " + std::to_string(n) +
               "） / captured " + shown(capture) + " %, so the greatest of the " +
               shown(rule->valid_hours) + " valid hours before (" + std::to_string(n) + " there)";
}

class Gas {
 public:
  Gas(std::vector<Hour> const& hours, Time from, Time to, std::vector<Rule> rules) : hours_(hours), from_(from), to_(to), rules_(std::move(rules)) {}

  void count(Amount& amount) {
    captures(amount);
    for (std::size_t i = 0; i < std::min(hours_.size(), hours_max);) {
      auto const& hour = hours_[i];
      bool const inside = from_ <= hour.start && hour.start < to_;
      if (hour.state == State::invalid) {
        i = outage(amount, i);
        continue;
      }
      if (hour.state == State::valid) {
        valid_.push_back(hour.kg);
        amount.measured_kg += inside ? hour.kg : 0;
        amount.valid += inside ? 1 : 0;
      } else {
        amount.stopped += inside ? 1 : 0;
      }
      ++i;
    }
  }

 private:
  void captures(Amount& amount) {
    for (auto const& hour : hours_) {
      auto& capture = by_quarter_[quarter_of(hour.start)];
      ++capture.hours;
      capture.invalid += hour.state == State::invalid ? 1 : 0;
      capture.stopped += hour.state == State::stopped ? 1 : 0;
    }
    for (auto& [day, capture] : by_quarter_) {
      capture.quarter = day;
      int const ran = capture.hours - capture.stopped;
      capture.rate = ran == 0 ? percent : percent * (ran - capture.invalid) / ran;
      bool const touches = day >= quarter_of(from_) && base::start_of(day) < to_;
      if (touches) {
        amount.captures.push_back(capture);
      }
    }
  }

  // From the first hour without valid data to the next that has them; returns the index behind.
  std::size_t outage(Amount& amount, std::size_t first) {
    auto last = first;
    while (last < std::min(hours_.size(), hours_max) && hours_[last].state == State::invalid) {
      ++last;
    }
    Outage made{hours_[first].start, hours_[last - 1].start + base::hour_length, static_cast<int>(last - first), false, 0, 0, {}};
    int inside = 0;
    for (auto i = first; i < last; ++i) {
      inside += from_ <= hours_[i].start && hours_[i].start < to_ ? 1 : 0;
    }
    if (inside == 0) {
      return last;
    }
    replace(made, rules_, by_quarter_[quarter_of(std::max(made.from, from_))].rate, valid_);
    amount.substituted_kg += inside * made.kg_an_hour;
    (made.replaced ? amount.substituted : amount.without) += inside;
    amount.outages.push_back(std::move(made));
    return last;
  }

  std::vector<Hour> const& hours_;
  Time from_, to_;
  std::vector<Rule> rules_;
  std::map<Day, Capture> by_quarter_;
  std::vector<double> valid_;
};

}  // namespace

Amount amount_of_gas(catalog::Catalog const& catalog, std::vector<Hour> const& hours, Time from, Time to) {
  Amount amount;
  auto rules = Rules::of(catalog, "HJ 75", base::beijing_day(from));
  Gas gas(hours, from, to, rules ? rules_of(*rules) : std::vector<Rule>());
  gas.count(amount);
  if (rules) {
    amount.basis = rules->basis();
    amount.notes = rules->notes();
  } else {
    amount.notes.push_back(rules.error().detail);
  }
  if (hours.size() > hours_max) {
    amount.notes.push_back("超过 " + std::to_string(hours_max) + " 小时的部分未计 / hours beyond " + std::to_string(hours_max) + " are not counted");
  }
  return amount;
}

Outage replacement(catalog::Catalog const& catalog, Day on, double capture, int hours, std::vector<double> const& valid_before, Amount& told) {
  auto rules = Rules::of(catalog, "HJ 75", on);
  Outage made{base::start_of(on), base::start_of(on) + hours * base::hour_length, hours, false, 0, 0, {}};
  replace(made, rules ? rules_of(*rules) : std::vector<Rule>(), capture, valid_before);
  if (rules) {
    told.basis = rules->basis();
    told.notes = rules->notes();
  } else {
    made.why = rules.error().detail;
  }
  return made;
}

Amount amount_of_water(catalog::Catalog const& catalog, std::vector<WaterDay> const& days, Day from, Day to) {
  Amount amount;
  auto rules = Rules::of(catalog, "HJ 356", from);
  auto const needed = rules ? rules->number("异常时段", "", "manual_a_day") : base::Result<double>(rules.error());
  if (rules) {
    amount.basis = rules->basis();
    amount.notes = rules->notes();
  } else {
    amount.notes.push_back(rules.error().detail);
  }
  std::optional<double> last_valid;
  for (auto const& day : days) {
    bool const inside = from <= day.day && day.day <= to;
    if (day.state == State::valid) {
      last_valid = day.kg;
      amount.measured_kg += inside ? day.kg : 0;
      amount.valid += inside ? 1 : 0;
      continue;
    }
    if (!inside || day.state == State::stopped) {
      amount.stopped += inside ? 1 : 0;
      continue;
    }
    bool const by_hand = needed && day.manual_samples > 0 && day.manual_samples >= *needed;
    Outage made{base::start_of(day.day), base::start_of(day.day) + base::day_length, static_cast<int>(base::day_length / base::hour_length), false, 0, 0, {}};
    made.replaced = by_hand || (needed && last_valid);
    double const kg = by_hand ? day.manual_kg : last_valid.value_or(0);
    made.kg_an_hour = made.replaced ? kg / made.hours : 0;
    made.why = by_hand ? "以人工监测数据替代 / by samples taken by hand"
               : made.replaced ? "以上一有效日的排放量替代 / by the last valid day"
                               : "此前没有有效日 / no valid day lies before";
    amount.substituted_kg += made.replaced ? kg : 0;
    (made.replaced ? amount.substituted : amount.without) += 1;
    amount.outages.push_back(std::move(made));
  }
  return amount;
}

}  // namespace emission
