#include <algorithm>
#include <atomic>

#include "catalog/loader.hpp"

namespace catalog {
namespace {

bool holds(Day from, std::optional<Day> to, Day on) { return from <= on && (!to || on <= *to); }

// "e701xx" is written for "e70101" … "e70199": an x stands for a digit.
bool stands_for(std::string_view pattern, std::string_view code) {
  return pattern.size() == code.size() && std::equal(pattern.begin(), pattern.end(), code.begin(), [](char p, char c) {
           return p == c || (p == 'x' && c >= '0' && c <= '9');
         });
}

}  // namespace

base::Result<std::shared_ptr<Catalog const>> Catalog::load(std::vector<File> const& files,
                                                           std::vector<base::Problem>* problems) {
  Problems all;
  static std::atomic<std::uint64_t> loaded{0};
  auto const fresh = Loader(all).load(files);
  fresh->serial_ = ++loaded;
  std::shared_ptr<Catalog const> const made = fresh;
  if (problems != nullptr) {
    *problems = all.found;
  }
  if (!all.found.empty()) {
    return all.found.front();
  }
  return made;
}

Edition const* Catalog::edition(std::string_view number_or_id) const {
  for (auto const& edition : editions_) {
    if (edition.id == number_or_id || edition.number == number_or_id) {
      return &edition;
    }
  }
  return nullptr;
}

AirIndexRules const* Catalog::air_index(Day on) const {
  for (auto const& rules : air_index_) {
    if (holds(rules.edition.applied_from, rules.edition.effective_to, on)) {
      return &rules;
    }
  }
  return nullptr;
}

AirIndexRules const* Catalog::air_index(std::string_view standard) const {
  for (auto const& rules : air_index_) {
    if (rules.edition.id == standard || rules.edition.number == standard) {
      return &rules;
    }
  }
  return nullptr;
}

std::string Catalog::set_in_force(std::string_view set, Day on) const {
  auto const slash = set.find('/');
  auto const* at = edition(set.substr(0, slash));
  if (at == nullptr || slash == std::string_view::npos) {
    return std::string(set);
  }
  // Forward and back along the chain; each step leads to another edition, so the count of editions bounds the walk.
  for (std::size_t step = 0; step < editions_.size(); ++step) {
    auto const& neighbour = at->effective_to && *at->effective_to < on ? at->replaced_by
                            : on < at->applied_from                    ? at->replaces
                                                                       : std::string();
    auto const* next = neighbour.empty() ? nullptr : edition(neighbour);
    if (next == nullptr) {
      break;
    }
    at = next;
  }
  return at->id + std::string(set.substr(slash));
}

std::vector<Limit const*> Catalog::limits(std::string_view set, std::string_view factor, std::string_view averaging,
                                          Day on) const {
  std::vector<Limit const*> found;
  auto const [first, last] = limits_by_set_and_factor_.equal_range(std::string(set) + "|" + std::string(factor));
  for (auto at = first; at != last; ++at) {
    auto const& limit = limits_[at->second];
    if (limit.averaging == averaging && holds(limit.from, limit.to, on)) {
      found.push_back(&limit);
    }
  }
  return found;
}

std::vector<std::string> Catalog::limit_sets() const {
  std::vector<std::string> sets;
  for (auto const& limit : limits_) {
    if (std::find(sets.begin(), sets.end(), limit.set) == sets.end()) {
      sets.push_back(limit.set);
    }
  }
  return sets;
}

Validity const* Catalog::validity(std::string_view medium, std::string_view factor, std::string_view period,
                                  Day on) const {
  Validity const* for_all = nullptr;
  for (auto const& rule : validities_) {
    if (rule.medium != medium || rule.period != period || !holds(rule.from, rule.to, on)) {
      continue;
    }
    if (rule.factor == factor) {
      return &rule;
    }
    for_all = rule.factor.empty() ? &rule : for_all;
  }
  return for_all;
}

Factor const* Catalog::factor(std::string_view code) const {
  if (auto const found = factor_by_code_.find(code); found != factor_by_code_.end()) {
    return &factors_[found->second];
  }
  Factor const* pattern = nullptr;
  for (auto const& factor : factors_) {
    if (!code.empty() && factor.old_code == code) {
      return &factor;
    }
    pattern = pattern == nullptr && stands_for(factor.code, code) ? &factor : pattern;
  }
  return pattern;
}

Flag const* Catalog::flag(char letter, std::string_view edition) const {
  for (auto const& flag : flags_) {
    if (flag.letter == letter && flag.edition == edition) {
      return &flag;
    }
  }
  return nullptr;
}

std::string Catalog::valid_flags(std::string_view edition) const {
  std::string letters;
  for (auto const& flag : flags_) {
    if (flag.edition == edition && flag.counts) {
      letters += flag.letter;
    }
  }
  return letters;
}

AlarmRule const* Catalog::alarm_rule(std::string_view kind, std::string_view medium) const {
  AlarmRule const* for_others = nullptr;
  for (auto const& rule : alarm_rules_) {
    if (rule.kind != kind) {
      continue;
    }
    if (rule.medium == medium) {
      return &rule;
    }
    for_others = rule.medium.empty() ? &rule : for_others;
  }
  return for_others;
}

}  // namespace catalog
