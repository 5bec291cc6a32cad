// 重污染天气预警: levels from daily AQI, measured or forecast, by the rules of the day.
#include <algorithm>
#include <map>
#include <utility>

#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

constexpr std::size_t alert_days_max = 4'000;   // ten years; the walk looks from every day along the process
constexpr int hours_of_a_day = 24;
constexpr char const* levels_table = "预警分级";

struct Condition { bool at_least = false; int limit = 0, hours = 0; };
struct Level {
  int rank = 0;
  std::string name, name_en, colour;
  std::map<char, std::vector<Condition>> ways;   // any way; in a way every condition, the first sets the run
  bool recalled = false;
};
struct Pack {
  std::string edition;
  std::vector<Level> levels;
  int hold_days = 1, ahead_days = 0;
  std::string lacking;                           // a number that is not on file: nothing can be judged without it
};

// "b1.hours": way b, condition 1, its hours.
void read_condition(Level& level, catalog::Parameter const& row) {
  auto const dot = row.name.find('.');
  if (dot != 2 || !row.number || row.name[1] < '1' || row.name[1] > '9') {
    return;
  }
  auto& way = level.ways[row.name[0]];
  auto const at = static_cast<std::size_t>(row.name[1] - '1');
  way.resize(std::max(way.size(), at + 1));
  auto const number = static_cast<int>(row.number->rounded(0).coefficient());
  auto const what = row.name.substr(dot + 1);
  if (what == "hours") {
    way[at].hours = number;
  } else {
    way[at].limit = number;
    way[at].at_least = what == "at_least";
  }
  level.recalled = level.recalled || row.source.recalled;
}

Level* level_named(Pack& pack, std::string const& name) {
  auto const found = std::find_if(pack.levels.begin(), pack.levels.end(), [&](Level const& level) { return level.name == name; });
  return found == pack.levels.end() ? nullptr : &*found;
}

Pack pack_of(catalog::Catalog const& catalog, catalog::Edition const& edition, Day on) {
  Pack pack;
  pack.edition = edition.id;
  for (auto const* row : catalog.parameters(edition.id + "/" + levels_table, on)) {
    auto* level = level_named(pack, row->subject);
    if (level == nullptr) {
      level = &pack.levels.emplace_back();
      level->name = row->subject;
    }
    if (row->source.to_file && (row->name == "rank" || row->name.find('.') != std::string::npos)) {
      pack.lacking = row->subject + " " + row->name;
    } else if (row->name == "rank" && row->number) {
      level->rank = static_cast<int>(row->number->coefficient());
    } else if (row->name == "name_en") {
      level->name_en = row->text;
    } else if (row->name == "colour") {
      level->colour = row->text;
    } else {
      read_condition(*level, *row);
    }
  }
  std::sort(pack.levels.begin(), pack.levels.end(), [](Level const& a, Level const& b) { return a.rank > b.rank; });
  Rules rules(catalog, &edition, on);
  auto const hold = rules.integer("预警管理", "解除", "hours");
  pack.lacking = hold ? pack.lacking : "解除 hours";
  pack.hold_days = std::max(1, (hold.value_or(0) + hours_of_a_day - 1) / hours_of_a_day);
  pack.ahead_days = std::max(0, rules.integer("预警管理", "发布", "ahead_hours").value_or(0) / hours_of_a_day);
  return pack;
}

bool meets(AlertDay const& day, Condition const& condition) { return condition.at_least ? day.aqi >= condition.limit : day.aqi > condition.limit; }

struct Run { std::size_t first = 0, last = 0; };

class Walk {
 public:
  Walk(std::vector<AlertDay> const& days, std::map<std::string, Pack> const& packs, std::vector<std::string> const& pack_of_day)
      : days_(days), packs_(packs), pack_of_day_(pack_of_day) {}

  Pack const* pack(std::size_t i) const {
    auto const found = packs_.find(pack_of_day_[i]);
    return found == packs_.end() ? nullptr : &found->second;
  }
  /// What is known on day i: it and what came before, and the forecasts that follow without a gap.
  std::size_t known_end(std::size_t i) const {
    auto end = i + 1;
    while (end < days_.size() && days_[end].forecast && follows(end)) {
      ++end;
    }
    return end;
  }
  /// The strictest level whose condition holds on day i by what is known. Remembered: days of one forecast are asked again and again.
  Level const* level_on(std::size_t i, std::size_t known) const {
    if (std::exchange(remembered_known_, known) != known) {
      remembered_.assign(days_.size(), std::nullopt);
    }
    if (!remembered_[i]) {
      remembered_[i] = level_of(i, known);
    }
    return *remembered_[i];
  }
  bool follows(std::size_t i) const { return i > 0 && days_[i].day.number == days_[i - 1].day.number + 1; }

 private:
  Level const* level_of(std::size_t i, std::size_t known) const {
    auto const* rules = pack(i);
    if (rules == nullptr) {
      return nullptr;
    }
    auto const met = [&](Level const& level) {
      return std::any_of(level.ways.begin(), level.ways.end(), [&](auto const& way) { return holds(way.second, i, known); });
    };
    auto const found = std::find_if(rules->levels.begin(), rules->levels.end(), met);
    return found == rules->levels.end() ? nullptr : &*found;
  }
  Run run_of(Condition const& condition, std::size_t i, Run within) const {
    Run run{i, i};
    while (run.first > within.first && follows(run.first) && meets(days_[run.first - 1], condition)) {
      --run.first;
    }
    while (run.last < within.last && follows(run.last + 1) && meets(days_[run.last + 1], condition)) {
      ++run.last;
    }
    return run;
  }
  static bool long_enough(Run run, Condition const& condition) {
    return static_cast<int>(run.last - run.first + 1) * hours_of_a_day >= condition.hours;
  }
  bool holds(std::vector<Condition> const& conditions, std::size_t i, std::size_t known) const {
    if (conditions.empty() || !meets(days_[i], conditions.front())) {
      return false;
    }
    auto const run = run_of(conditions.front(), i, {0, known - 1});
    if (!long_enough(run, conditions.front())) {
      return false;
    }
    for (std::size_t c = 1; c < conditions.size(); ++c) {
      bool met = false;
      for (auto at = run.first; at <= run.last && !met; ++at) {
        met = meets(days_[at], conditions[c]) && long_enough(run_of(conditions[c], at, run), conditions[c]);
      }
      if (!met) {
        return false;
      }
    }
    return true;
  }
  std::vector<AlertDay> const& days_;
  std::map<std::string, Pack> const& packs_;
  std::vector<std::string> const& pack_of_day_;
  mutable std::size_t remembered_known_ = 0;     // how much was known when this was remembered
  mutable std::vector<std::optional<Level const*>> remembered_;
};

std::string words_of_rule(Level const& level, bool english) {
  std::string text;
  for (auto const& [letter, conditions] : level.ways) {
    text += text.empty() ? "" : english ? ", or " : "，或";
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      auto const& each = conditions[c];
      text += c == 0 ? "" : english ? " and " : "且";
      text += (english ? "daily AQI " : "日AQI") + std::string(each.at_least ? "≥" : ">") + std::to_string(each.limit) + (english ? " for " : "持续") +
              std::to_string(each.hours) + (english ? " h" : "小时");
    }
  }
  return text;
}

Level const* stricter(Level const* a, Level const* b) { return a == nullptr || (b != nullptr && b->rank > a->rank) ? b : a; }
int rank_of(Level const* level) { return level == nullptr ? 0 : level->rank; }

// The strictest level of the process that day i lies in: forward until the hold time is clear.
Level const* needed_on(Walk const& walk, std::size_t i, int hold_days) {
  auto const known = walk.known_end(i);
  auto const* needed = walk.level_on(i, known);
  int clear = needed == nullptr ? 1 : 0;
  for (auto at = i + 1; at < known && clear < hold_days; ++at) {
    auto const* level = walk.level_on(at, known);
    clear = level == nullptr ? clear + 1 : 0;
    needed = clear < hold_days ? stricter(needed, level) : needed;
  }
  return needed;
}

struct Fall { bool allowed = false; Level const* to = nullptr; };
// The hold time lies below the rank: the days ahead as forecast, or the days behind as measured.
Fall fall_on(Walk const& walk, std::size_t i, int rank, int hold_days) {
  auto const known = walk.known_end(i);
  auto const span = static_cast<std::size_t>(hold_days);
  auto const below = [&](std::size_t first, std::size_t last) {
    Fall fall{true, nullptr};
    for (auto at = first; at <= last && fall.allowed; ++at) {
      auto const* level = walk.level_on(at, known);
      fall.allowed = rank_of(level) < rank && (at == first || walk.follows(at));
      fall.to = stricter(fall.to, level);
    }
    return fall;
  };
  Fall const ahead = i + span <= known ? below(i, i + span - 1) : Fall();
  return ahead.allowed || i + 1 < span ? ahead : below(i + 1 - span, i);
}

void take(AlertStep& step, Level const* level, char const* move) {
  step.move = move;
  step.since = step.day;
  step.rank = rank_of(level);
  step.name = level == nullptr ? "" : level->name;
  step.name_en = level == nullptr ? "" : level->name_en;
  step.colour = level == nullptr ? "" : level->colour;
  step.rule = level == nullptr ? "" : words_of_rule(*level, false);
  step.rule_en = level == nullptr ? "" : words_of_rule(*level, true);
  step.recalled = level != nullptr && level->recalled;
}

// Days in order, with the rules of each.
struct Timeline {
  std::vector<AlertDay> days;
  std::map<std::string, Pack> packs;
  std::vector<std::string> pack_of_day;
  bool impossible = false;

  Timeline(catalog::Catalog const& catalog, std::vector<AlertDay> all) : days(std::move(all)) {
    std::sort(days.begin(), days.end(), [](AlertDay const& a, AlertDay const& b) { return a.day < b.day; });
    auto const twice = std::adjacent_find(days.begin(), days.end(), [](auto const& a, auto const& b) { return a.day == b.day; }) != days.end();
    auto const wrong = std::any_of(days.begin(), days.end(), [](AlertDay const& each) { return each.aqi < 0 || each.aqi > 500; });
    impossible = days.empty() || days.size() > alert_days_max || twice || wrong;
    for (auto const& day : days) {
      auto const* edition = alert_edition(catalog, day.day);
      pack_of_day.push_back(edition == nullptr ? "" : edition->id);
      if (edition != nullptr && !packs.contains(edition->id)) {
        packs.emplace(edition->id, pack_of(catalog, *edition, day.day));
      }
    }
  }
};

// The strictest level of the process that begins on day i or, where the rules want it issued ahead, on one of the days ahead as forecast.
Level const* asked_on(Walk const& walk, std::size_t i, int hold_days, int ahead_days) {
  auto const end = std::min(walk.known_end(i), i + static_cast<std::size_t>(ahead_days) + 1);
  for (auto at = i; at < end; ++at) {
    if (walk.level_on(at, walk.known_end(i)) != nullptr) {
      return needed_on(walk, at, hold_days);
    }
  }
  return nullptr;
}

// What follows on day i from the step before it.
AlertStep next_step(Timeline const& line, Walk const& walk, std::size_t i, AlertStep step, bool ahead) {
  step.day = line.days[i].day;
  step.edition = line.pack_of_day[i];
  auto const hold = walk.pack(i) == nullptr ? 1 : walk.pack(i)->hold_days;
  auto const* asked = asked_on(walk, i, hold, ahead && walk.pack(i) != nullptr ? walk.pack(i)->ahead_days : 0);
  auto const* needed = step.rank == 0 ? asked : stricter(asked, needed_on(walk, i, hold));
  auto const fall = step.rank > 0 && rank_of(needed) < step.rank ? fall_on(walk, i, step.rank, hold) : Fall();
  if (rank_of(needed) > step.rank) {
    take(step, needed, step.rank == 0 ? "start" : "raise");
  } else if (fall.allowed) {
    auto const* left = stricter(fall.to, needed);   // not below what the same process asks for behind the hold time
    take(step, left, left == nullptr ? "lift" : "lower");
  } else {
    step.move = step.rank > 0 ? "hold" : "";
    step.since = step.rank > 0 ? step.since : step.day;
  }
  return step;
}

}  // namespace

base::Result<std::vector<AlertStep>> alert_levels(catalog::Catalog const& catalog, std::vector<AlertDay> days, AlertOutlooks const& outlooks) {
  Timeline const line(catalog, std::move(days));
  if (line.impossible) {
    return assess::cannot_judge("没有日AQI、日期重复或数值不可能 / no daily AQI, a day twice, or an AQI that cannot be", levels_table);
  }
  if (line.pack_of_day.front().empty()) {
    return assess::cannot_judge("当日没有预警分级的规定 / no rules of alert levels hold on " + base::format(line.days.front().day), levels_table);
  }
  for (auto const& [id, pack] : line.packs) {
    if (!pack.lacking.empty()) {
      return assess::cannot_judge("数值未取得 / not on file: " + pack.lacking, id);
    }
  }
  std::vector<AlertStep> steps;
  Walk const walk(line.days, line.packs, line.pack_of_day);
  for (std::size_t i = 0; i < line.days.size(); ++i) {
    auto const before = steps.empty() ? AlertStep() : steps.back();
    auto const outlook = outlooks.find(line.days[i].day);
    if (line.days[i].forecast || outlook == outlooks.end() || outlook->second.empty()) {
      steps.push_back(next_step(line, walk, i, before, false));
      continue;
    }
    std::vector<AlertDay> known(line.days.begin(), line.days.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    std::copy_if(outlook->second.begin(), outlook->second.end(), std::back_inserter(known), [&](auto const& each) { return each.day > line.days[i].day; });
    Timeline const seen(catalog, std::move(known));
    if (seen.impossible) {
      return assess::cannot_judge("预报日期重复或数值不可能 / a forecast day twice, or an AQI that cannot be", levels_table);
    }
    steps.push_back(next_step(seen, Walk(seen.days, seen.packs, seen.pack_of_day), i, before, true));
  }
  return steps;
}

}  // namespace atmosphere
