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
Time end_of_quarter(Day quarter) {
  constexpr int days_into_the_next = 100;   // a quarter has 90 to 92
  return base::start_of(quarter_of(base::start_of({quarter.number + days_into_the_next})));
}

/// The reach of an amount, which begins as what is held first.
Reach& held(Amount& amount, Time begin, Time end) {
  if (!amount.reach) {
    amount.reach = Reach{begin, end};
  }
  amount.reach->hold(begin, end);
  return *amount.reach;
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
    for (auto const& [name, place] : {std::pair("capture_from", &rule.capture_from), std::pair("capture_below", &rule.capture_below),
                                      std::pair("outage_max", &rule.outage_max), std::pair("valid_hours", &rule.valid_hours)}) {
      *place = row->name == name ? row->number->to_double() : *place;
    }
    rules.take(row->source);
  }
  std::vector<Rule> found;
  for (auto const& [number, rule] : by_number) {
    found.push_back(rule);
  }
  return found;
}

double longest_asked(std::vector<Rule> const& rules) {
  double hours = 0;
  for (auto const& rule : rules) {
    hours = std::max(hours, rule.outage_max);
  }
  return hours;
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

/// Returns how many valid hours the rule looks at; 0 = no rule fits.
std::size_t replace(Outage& outage, std::vector<Rule> const& rules, double capture, std::vector<double> const& valid_before) {
  auto const* rule = rule_for(rules, capture, outage.hours);
  if (rule == nullptr) {
    outage.why = "季度捕集率 " + shown(capture) + " %，标准未给出替代 / captured " + shown(capture) + " % of the quarter, too little: the standard gives no replacement";
    return 0;
  }
  auto const wanted = static_cast<std::size_t>(rule->valid_hours);
  if (wanted == 0) {
    outage.why = "替代规则的小时数尚未录入 / how many hours the rule looks at is not on file";
    return 0;
  }
  if (valid_before.empty()) {
    outage.why = "此前没有有效小时 / no valid hour lies before";
    return wanted;
  }
  auto const n = std::min(valid_before.size(), wanted);
  outage.kg_an_hour = *std::max_element(valid_before.end() - static_cast<std::ptrdiff_t>(n), valid_before.end());
  outage.looked_back = static_cast<int>(n);
  outage.replaced = true;
  outage.why = "捕集率 " + shown(capture) + " %，取此前 " + shown(rule->valid_hours) + " 个有效小时的最大值（实有 " + std::to_string(n) +
               "） / captured " + shown(capture) + " %, so the greatest of the " +
               shown(rule->valid_hours) + " valid hours before (" + std::to_string(n) + " there)";
  return wanted;
}

class Gas {
 public:
  Gas(std::vector<Hour> const& hours, Time from, Time to, std::vector<Rule> rules)
      : hours_(hours), from_(from), to_(to), rules_(std::move(rules)), longest_asked_(longest_asked(rules_)) {}

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
        valid_at_.push_back(hour.start);
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
      bool const touches = base::start_of(day) < to_ && end_of_quarter(day) > from_;
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
    for (auto part = first; part < last;) {   // each quarter has its own rate
      auto const quarter = quarter_of(hours_[part].start);
      auto const end = end_of_quarter(quarter);
      auto const begin = part;
      int inside = 0;
      for (; part < last && hours_[part].start < end; ++part) {
        inside += from_ <= hours_[part].start && hours_[part].start < to_ ? 1 : 0;
      }
      if (inside > 0) {
        Outage made{.from = hours_[begin].start, .to = hours_[part - 1].start + base::hour_length, .hours = static_cast<int>(last - first)};
        auto const wanted = replace(made, rules_, by_quarter_[quarter].rate, valid_);
        amount.substituted_kg += inside * made.kg_an_hour;
        (made.replaced ? amount.substituted : amount.without) += inside;
        auto& reach = held(amount, base::start_of(quarter), end);
        reach.hold(made.looked_back > 0 ? valid_at_[valid_at_.size() - static_cast<std::size_t>(made.looked_back)] : hours_[first].start,
                   hours_[last - 1].start + 2 * base::hour_length);   // the hour behind might have been missing too
        reach.more_before = reach.more_before || valid_.size() < wanted;
        reach.more_after = reach.more_after || (last == hours_.size() && made.hours <= longest_asked_);
        amount.outages.push_back(std::move(made));
      }
    }
    return last;
  }

  std::vector<Hour> const& hours_;
  Time from_, to_;
  std::vector<Rule> rules_;
  double longest_asked_;                    // h: how much longer an outage is makes no difference
  std::map<Day, Capture> by_quarter_;
  std::vector<double> valid_;
  std::vector<Time> valid_at_;
};

}  // namespace

std::pair<std::string, std::string> Outage::why_by_language() const {
  constexpr std::string_view between = " / ";
  auto const at = why.find(between);
  return at == std::string::npos ? std::pair(why, why) : std::pair(why.substr(0, at), why.substr(at + between.size()));
}

void Reach::hold(Time begin, Time end) {
  from = std::min(from, begin);
  to = std::max(to, end);
}

base::Duration looks_on(catalog::Catalog const& catalog, Day on) {
  auto rules = Rules::of(catalog, "HJ 75", on);
  return rules ? static_cast<std::int64_t>(longest_asked(rules_of(*rules))) * base::hour_length : base::Duration(0);
}

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
  Outage made{.from = base::start_of(on), .to = base::start_of(on) + hours * base::hour_length, .hours = hours};
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
  std::optional<WaterDay> last_valid;
  for (auto const& day : days) {
    bool const inside = from <= day.day && day.day <= to;
    if (day.state == State::valid) {
      last_valid = day;
      amount.measured_kg += inside ? day.kg : 0;
      amount.valid += inside ? 1 : 0;
      continue;
    }
    if (!inside || day.state == State::stopped) {
      amount.stopped += inside ? 1 : 0;
      continue;
    }
    bool const by_hand = needed && day.manual_samples > 0 && day.manual_samples >= *needed;
    auto const begin = base::start_of(day.day);
    Outage made{.from = begin, .to = begin + base::day_length, .hours = static_cast<int>(base::day_length / base::hour_length)};
    made.replaced = by_hand || (needed && last_valid);
    double const kg = by_hand ? day.manual_kg : last_valid ? last_valid->kg : 0;
    made.kg_an_hour = made.replaced ? kg / made.hours : 0;
    made.why = by_hand ? "以人工监测数据替代 / by samples taken by hand"
               : made.replaced ? "以上一有效日的排放量替代 / by the last valid day"
               : !needed       ? needed.error().detail
                               : "此前没有有效日 / no valid day lies before";
    amount.substituted_kg += made.replaced ? kg : 0;
    (made.replaced ? amount.substituted : amount.without) += 1;
    if (!by_hand) {
      held(amount, last_valid ? base::start_of(last_valid->day) : made.from, made.to).more_before |= !last_valid;
    }
    amount.outages.push_back(std::move(made));
  }
  return amount;
}

}  // namespace emission
