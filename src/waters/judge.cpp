// Single-factor evaluation: every item by itself, the whole by the worst; main pollutants; a class to be kept; natural background.
#include <algorithm>
#include <set>

#include "waters/inside.hpp"

namespace waters {

using catalog::ClassLimit, catalog::Sense;

ClassLimit const* limit_of(Item const& item, int rank) {
  ClassLimit const* found = nullptr;
  for (auto const* row : item.limits) {
    found = row->rank <= rank && (row->low || row->high) ? row : found;
  }
  return found;
}

namespace {

constexpr Decimal ph_max(14, 0);   // beyond it water is not water

bool is_range(Item const& item) { return item.limits.front()->sense == Sense::between; }
bool knows_words(Item const& item) {
  return std::any_of(item.limits.begin(), item.limits.end(), [](auto const* row) { return !row->text.empty(); });
}

// Words as the tables print them: "无" is met by 无, "不得检出" by what was not detected.
bool word_meets(std::string_view limit, std::string_view word) {
  bool const nothing = word == "无" || word == "未检出" || word == "不得检出" || word == "不应检出" || word.starts_with("无异");
  return word == limit || (nothing && (limit == "无" || limit == "不得检出" || limit == "不应检出" || limit.starts_with("无异")));
}

std::optional<Decimal> times_over(Table const& table, Item const& item, Decimal value, int rank, int digits) {
  auto const* limit = limit_of(item, table.standard_rank());
  bool const beyond = rank > table.standard_rank() || (limit != nullptr && limit->rank < table.standard_rank() && rank > limit->rank);
  if (!beyond || item.no_multiple || limit == nullptr || limit->sense != Sense::at_most || limit->high->coefficient() == 0) {
    return std::nullopt;
  }
  return Decimal::divide(value - *limit->high, *limit->high, digits);
}

// Below detection: what the detection limit itself would be, or better. Certain only where it is the best class.
void judge_undetected(Table const& table, ItemVerdict& verdict) {
  auto const& item = table.items()[verdict.item];
  if (asks_for_nothing(*item.limits.front())) {
    verdict.rank = item.limits.front()->rank;
    return;
  }
  auto const at_most = table.rank(verdict.item, verdict.value.value);
  if (at_most == item.limits.front()->rank) {
    verdict.rank = at_most;
  } else {
    verdict.at_most = at_most;
    verdict.reason = "未检出，检出限 " + verdict.value.value.to_string() + " 高于更好类别的限值，不参加总体评价 / not detected, its detection limit is above better limits";
  }
}

// 饱和率: value / (numerator / (offset + T)), told without division.
void judge_saturation(Table const& table, ItemVerdict& verdict, Decimal celsius) {
  auto const& rule = *table.saturation();
  auto const temperature = celsius.rounded(2);   // finer than any thermometer
  auto const percent = verdict.value.value * (rule.offset + temperature) * Decimal(100, 0);
  if (percent < rule.share * rule.numerator) {
    return;
  }
  verdict.rank = rule.rank;
  auto const saturated = Decimal::divide(rule.numerator, rule.offset + temperature, 2).to_string();
  auto const share = Decimal::divide(percent, rule.numerator, 1).to_string() + "% ≥ " + rule.share.to_string() + "%";
  auto const formula = rule.numerator.to_string() + "/(" + rule.offset.to_string() + " + " + temperature.to_string() + ") = " + saturated + " mg/L";
  verdict.note = "饱和率 " + share + "，饱和溶解氧 " + formula + " / saturation " + share;
}

ItemVerdict judge_item(Table const& table, std::size_t at, Value const& value) {
  auto const& item = table.items()[at];
  ItemVerdict verdict;
  verdict.item = at;
  verdict.value = value;
  if (!item.on_file) {
    verdict.reason = "限值尚未录入 / a limit exists, its number is not on file";
    return verdict;
  }
  if (!value.word.empty()) {
    if (!knows_words(item)) {
      verdict.reason = "需要数值 / a number is needed";
      return verdict;
    }
    auto const met = std::find_if(item.limits.begin(), item.limits.end(), [&](auto const* row) { return word_meets(row->text, value.word); });
    verdict.rank = met == item.limits.end() ? table.worst() : (*met)->rank;
    return verdict;
  }
  if (value.value.negative() || (is_range(item) && item.unit == base::unit_none && value.value > ph_max)) {
    verdict.reason = "不可能的数值 " + value.value.to_string() + " / " + value.value.to_string() + " is an impossible value";
    return verdict;
  }
  if (value.undetected && value.value == Decimal() && !asks_for_nothing(*item.limits.front())) {
    verdict.reason = "未检出而没有检出限 / not detected, and its detection limit is not given";
    return verdict;
  }
  if (value.undetected) {
    judge_undetected(table, verdict);
    return verdict;
  }
  if (std::none_of(item.limits.begin(), item.limits.end(), [](auto const* row) { return row->low || row->high || asks_for_nothing(*row); })) {
    verdict.reason = "需要文字结果（无、有）/ a word is needed";
    return verdict;
  }
  verdict.rank = table.rank(at, value.value);
  verdict.times_over = times_over(table, item, value.value, verdict.rank, table.multiple_digits());
  return verdict;
}

// Worst class first, then the multiple; cyanide and heavy metals beyond the standard go before all.
void find_main(Table const& table, Verdict& verdict) {
  if (table.method() == nullptr || verdict.rank <= table.standard_rank()) {
    return;
  }
  for (std::size_t i = 0; i < verdict.items.size(); ++i) {
    auto const& each = verdict.items[i];
    if (table.items()[each.item].counted && each.rank > table.standard_rank()) {
      verdict.main.push_back(i);
    }
  }
  auto const multiple = [&](ItemVerdict const& each) {   // not as shown: 1.31 goes before 1.29
    return each.times_over ? times_over(table, table.items()[each.item], each.value.value, each.rank, places_kept).value_or(Decimal()) : Decimal();
  };
  auto const before = [&](std::size_t a, std::size_t b) {
    auto const& one = verdict.items[a];
    auto const& other = verdict.items[b];
    bool const first = table.items()[one.item].first;
    bool const other_first = table.items()[other.item].first;
    if (first != other_first) {
      return first;
    }
    if (one.rank != other.rank) {
      return one.rank > other.rank;
    }
    return multiple(one) > multiple(other);
  };
  std::stable_sort(verdict.main.begin(), verdict.main.end(), before);
  auto const most = number_of(table.catalog(), table.method()->id + "/统计", "", "main_max", table.method_on());
  if (most && verdict.main.size() > static_cast<std::size_t>(whole(*most))) {
    verdict.main.resize(static_cast<std::size_t>(whole(*most)));
  }
}

void find_missing(Table const& table, Verdict& verdict) {
  std::set<std::size_t> there;
  for (auto const& each : verdict.items) {
    if (each.rank != 0 || each.at_most != 0) {
      there.insert(each.item);
    }
  }
  bool automatic = true;
  bool has_automatic = false;
  for (std::size_t i = 0; i < table.items().size(); ++i) {
    auto const& item = table.items()[i];
    if (item.required && !there.contains(i)) {
      verdict.missing.push_back(item.name);
    }
    has_automatic = has_automatic || item.automatic;
    automatic = automatic && (!item.automatic || there.contains(i));
  }
  verdict.complete = verdict.missing.empty();
  verdict.automatic = !verdict.complete && has_automatic && automatic;
}

}  // namespace

base::Result<Sample> sample_of(Table const& table, std::vector<std::pair<std::string, std::string>> const& results) {
  Sample sample;
  for (auto const& [word, text] : results) {
    auto const item = table.find(word);
    if (!item) {
      return base::Problem("unknown_item", "'" + base::printable(std::string_view(word).substr(0, text_max)) + "' is no item of " + table.edition().number,
                           word, "write the printed name or the code");
    }
    auto value = parse_value(text);
    if (!value) {
      auto problem = value.error();
      problem.where = word;
      return problem;
    }
    if (!sample.emplace(table.items()[*item].key, *std::move(value)).second) {
      return base::Problem("item_twice", "'" + word + "' is given twice", word, "give it once");
    }
  }
  return sample;
}

void add_sums(Table const& table, Sample& sample) {
  static constexpr std::string_view sum_name = "三卤甲烷";
  auto const rows = table.catalog().parameters(table.edition().id + "/" + std::string(sum_name), table.on());
  auto const sum_item = table.find(sum_name);
  if (rows.empty() || !sum_item || sample.contains(table.items()[*sum_item].key)) {
    return;
  }
  Value sum;
  sum.undetected = false;
  for (auto const* row : rows) {
    auto const part = table.find(row->subject);
    auto const given = part ? sample.find(table.items()[*part].key) : sample.end();
    auto const* limit = part ? limit_of(table.items()[*part], table.standard_rank()) : nullptr;
    if (given == sample.end() || !given->second.word.empty() || limit == nullptr || !limit->high || limit->high->coefficient() == 0) {
      return;
    }
    auto const value = given->second.undetected ? given->second.value * table.undetected_factor() : given->second.value;
    sum.value = sum.value + Decimal::divide(value, *limit->high, places_kept);
  }
  sample.emplace(table.items()[*sum_item].key, sum);
}

Verdict judge(Table const& table, Sample const& sample, std::optional<Decimal> temperature) {
  Verdict verdict;
  bool const by_saturation = temperature && is_water_temperature(*temperature) && table.saturation();
  for (std::size_t i = 0; i < table.items().size(); ++i) {
    auto const& item = table.items()[i];
    auto const given = sample.find(item.key);
    if (given == sample.end()) {
      continue;
    }
    auto each = judge_item(table, i, given->second);
    if (by_saturation && table.saturation()->item == i && each.rank > table.saturation()->rank) {
      judge_saturation(table, each, *temperature);
      verdict.recalled = verdict.recalled || (!each.note.empty() && table.saturation()->recalled);
    }
    if (each.rank == 0) {
      verdict.unsure.push_back(item.name);
    } else if (item.counted) {
      verdict.rank = std::max(verdict.rank, each.rank);
    }
    verdict.recalled = verdict.recalled || std::any_of(item.limits.begin(), item.limits.end(), [](auto const* row) { return row->source.recalled; });
    verdict.items.push_back(std::move(each));
  }
  for (auto const& each : verdict.items) {
    auto const& item = table.items()[each.item];
    if (item.counted && each.rank == verdict.rank && each.rank > table.standard_rank()) {
      verdict.worst.push_back(item.name);
    }
  }
  find_main(table, verdict);
  find_missing(table, verdict);
  return verdict;
}

ItemVerdict const* Verdict::of(Table const& table, std::string_view key) const {
  for (auto const& each : items) {
    if (table.items()[each.item].key == key || table.items()[each.item].name == key) {
      return &each;
    }
  }
  return nullptr;
}

Target against(Table const& table, Verdict const& verdict, int target) {
  Target answer;
  answer.rank = target;
  for (auto const& each : verdict.items) {
    auto const& item = table.items()[each.item];
    if (item.counted && each.rank > target) {
      answer.exceeding.push_back(item.name);
    } else if (item.counted && (each.at_most > target || (each.rank == 0 && each.at_most == 0))) {
      answer.unsure.push_back(item.name);
    }
  }
  answer.met = answer.exceeding.empty() && verdict.rank != 0;
  return answer;
}

bool is_water_temperature(Decimal celsius) {
  constexpr Decimal coldest(-1, 0), warmest(50, 0);   // supercooled a little; warmer is a hot spring, beyond the formula
  return coldest <= celsius && celsius <= warmest;
}

Twofold judge_twice(Table const& table, Sample const& sample, std::vector<Background> const& backgrounds, Day on) {
  Twofold both;
  both.plain = judge(table, sample);
  auto rest = sample;
  for (auto const& each : both.plain.items) {
    auto const& item = table.items()[each.item];
    if (each.rank <= table.standard_rank()) {
      continue;
    }
    auto const* limit = limit_of(item, table.standard_rank());
    bool const low = limit != nullptr && limit->low && each.value.value < *limit->low;   // too little oxygen, too acid: less is worse
    for (auto const& background : backgrounds) {
      if (background.item != item.key || background.from > on || (background.to && *background.to < on)) {
        continue;
      }
      Twofold::Use use{&background, each.item, false, {}};
      auto const measured = each.value.value.to_string();
      auto const natural = background.value.to_string();
      if (table.rank(each.item, background.value) <= table.standard_rank()) {
        use.reason = "本底值 " + natural + " 未超过标准，不扣除 / the background " + natural + " keeps the standard, not exempted";
      } else if (low ? each.value.value < background.value : each.value.value > background.value) {
        use.reason = "实测 " + measured + (low ? " 低于本底值 " : " 高于本底值 ") + natural + "，不扣除 / measured " + measured +
                     (low ? ", less than the background " : ", more than the background ") + natural + ", not exempted";
      } else {
        use.exempted = true;
        use.reason = "实测 " + measured + (low ? " 不低于本底值 " : " 不高于本底值 ") + natural + "，超标由本底引起，扣除 / measured " + measured +
                     (low ? ", no less than the background " : ", no more than the background ") + natural + ", natural and exempted";
        rest.erase(item.key);
      }
      both.used.push_back(std::move(use));
      break;
    }
  }
  both.exempt = judge(table, rest);
  std::erase_if(both.exempt.missing, [&](auto const& name) {   // it was measured; only its exceedance is natural
    return std::any_of(both.used.begin(), both.used.end(), [&](auto const& use) { return use.exempted && table.items()[use.item].name == name; });
  });
  both.exempt.complete = both.exempt.missing.empty();
  return both;
}

}  // namespace waters
