// Contents of soil against screening and control values.
#include "soils/soils.hpp"

#include <algorithm>
#include <array>

namespace soils {

using assess::Rulebook, assess::cannot_judge, base::Result;

namespace {

constexpr int index_places = 4, times_places = 9;
constexpr std::int64_t value_max = 1'000'000;   // mg/kg: nothing can hold more

// Words for the items that laboratories write by symbol; printed names of the standards on the right.
struct Word { std::string_view word, name; };
constexpr std::array<Word, 24> words{{{"Cd", "镉"}, {"Hg", "汞"}, {"As", "砷"}, {"Pb", "铅"}, {"Cr", "铬"}, {"Cu", "铜"}, {"Ni", "镍"}, {"Zn", "锌"},
    {"cadmium", "镉"}, {"mercury", "汞"}, {"arsenic", "砷"}, {"lead", "铅"}, {"chromium", "铬"}, {"copper", "铜"}, {"nickel", "镍"}, {"zinc", "锌"},
    {"Cr6+", "铬（六价）"}, {"Cr(VI)", "铬（六价）"}, {"六价铬", "铬（六价）"}, {"benzene", "苯"}, {"Co", "钴"}, {"V", "钒"}, {"Sb", "锑"}, {"Be", "铍"}}};

base::Outcome check_items(std::vector<Item> const& items, std::string const& clause) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].value.negative() || Decimal(value_max, 0) < items[i].value) {
      return cannot_judge(items[i].name + " " + items[i].value.to_string() + " mg/kg 不是可能的含量 / " + items[i].value.to_string() + " mg/kg of " +
                              items[i].name + " is no content that soil can have", clause);
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (items[k].name == items[i].name) {
        return cannot_judge(items[i].name + " 给出两次 / " + items[i].name + " is given twice", clause);
      }
    }
  }
  return base::Done{};
}

struct Values { catalog::Limit const* screening = nullptr; catalog::Limit const* control = nullptr; };

std::optional<Decimal> high_of(catalog::Limit const* limit) { return limit == nullptr ? std::nullopt : limit->high; }

Result<ItemVerdict> weigh(Item const& item, Values values, std::string const& clause) {
  ItemVerdict verdict;
  verdict.item = item;
  verdict.screening = high_of(values.screening);
  verdict.control = high_of(values.control);
  if (item.undetected && item.value == Decimal() && (verdict.screening || verdict.control)) {
    return cannot_judge(item.name + " 未检出而没有检出限 / " + item.name + " was not detected, and its detection limit is not given", clause);
  }
  bool const above_screening = verdict.screening && *verdict.screening < item.value;
  bool const above_control = verdict.control && *verdict.control < item.value;
  if (item.undetected && (above_screening || above_control)) {
    return cannot_judge(item.name + " 未检出，但检出限 " + item.value.to_string() + " mg/kg 高于限值 / " + item.name + " was not detected, but its detection limit of " +
                            item.value.to_string() + " mg/kg is above the value to keep", clause);
  }
  verdict.over = above_control ? Over::control : above_screening ? Over::screening : Over::none;
  if (verdict.screening && *verdict.screening != Decimal()) {
    verdict.index = Decimal::divide(item.value, *verdict.screening, index_places);
    if (above_screening) {
      verdict.times_over = Decimal::divide(item.value - *verdict.screening, *verdict.screening, times_places);
    }
  }
  return verdict;
}

/// `grades`: the table of the edition that has a colour for 0 within, 1 above screening, 2 above control.
void conclude(Verdict& verdict, catalog::Catalog const& catalog, Rulebook const& rules, std::string_view grades) {
  for (auto const& each : verdict.items) {
    verdict.over = std::max(verdict.over, each.by_background ? Over::none : each.over);
  }
  constexpr std::array<std::pair<char const*, char const*>, 3> results{{{"未超筛选值", "within the screening values"},
      {"超筛选值", "above a screening value"}, {"超管制值", "above a control value"}}};
  verdict.result = results[static_cast<std::size_t>(verdict.over)].first;
  verdict.result_en = results[static_cast<std::size_t>(verdict.over)].second;
  auto const* grade = catalog.grade(rules.edition().id + "/" + std::string(grades), Decimal(static_cast<std::int64_t>(verdict.over), 0), rules.on());
  verdict.colour = grade == nullptr ? "" : grade->colour;
}

bool any_judged(std::vector<ItemVerdict> const& items) {
  return std::any_of(items.begin(), items.end(), [](auto const& each) { return each.screening || each.control; });
}

void note_unjudged(Verdict const& verdict, Rulebook& rules) {
  for (auto const& each : verdict.items) {
    if (!each.screening && !each.control) {
      rules.note(each.item.name + "：该标准没有限值 / the standard has no value for it");
    }
  }
}

void note_missing(Verdict const& verdict, Rulebook& rules, std::string_view what) {
  if (!verdict.missing.empty()) {
    rules.note(std::string(what) + "有 " + std::to_string(verdict.missing.size()) + " 项未测定，结论只对测定项目 / " + std::to_string(verdict.missing.size()) +
               " items asked for were not measured; the result is of those that were");
  }
}

// Basic items that a first survey asks for.
std::vector<std::string> missing_basic(Rulebook const& rules, std::vector<Item> const& items, std::size_t& wanted) {
  std::vector<std::string> missing;
  for (auto const* row : rules.parameters("项目", "kind")) {
    bool const measured = std::any_of(items.begin(), items.end(), [&](Item const& item) { return item.name == row->subject; });
    wanted += row->text == "基本项目" ? 1U : 0U;
    if (row->text == "基本项目" && !measured) {
      missing.push_back(row->subject);
    }
  }
  return missing;
}

// "水田+其他,全部": of the first entry that has a row for the item the strictest row.
Result<catalog::Limit const*> limit_of_use(Rulebook& rules, std::string_view kind, std::string_view sets, std::string const& bin, std::string const& item) {
  for (auto const entry : base::split(sets, ',')) {
    catalog::Limit const* strictest = nullptr;
    for (auto const land : base::split(entry, '+')) {
      auto const limit = rules.limit(std::string(kind) + "·" + std::string(land) + "·" + bin, item, "measured");
      if (!limit) {
        return limit.error();
      }
      bool const stricter = *limit != nullptr && (strictest == nullptr || *(*limit)->high < *strictest->high);
      strictest = stricter ? *limit : strictest;
    }
    if (strictest != nullptr) {
      return strictest;
    }
  }
  return rules.limit(std::string(kind) + "·其他项目", item, "measured");
}

// Six point one to three: the worst of the items that make the class.
base::Outcome classify(Rulebook& rules, Verdict& verdict) {
  Over worst = Over::none;
  for (auto const* row : rules.parameters("分类项目", "order")) {
    auto const found = std::find_if(verdict.items.begin(), verdict.items.end(), [&](auto const& each) { return each.item.name == row->subject; });
    rules.cite(row->source);
    ++verdict.wanted;
    if (found == verdict.items.end()) {
      verdict.missing.push_back(row->subject);
    } else {
      worst = std::max(worst, found->over);
    }
  }
  if (!verdict.missing.empty() && worst != Over::control) {
    return base::Done{};   // above control is strict whatever else there is; anything milder needs all of them
  }
  auto const grade = rules.grade("类别", Decimal(static_cast<std::int64_t>(worst), 0));
  if (!grade) {
    return grade.error();
  }
  verdict.cls = (*grade)->name;
  verdict.cls_en = (*grade)->name_en;
  return base::Done{};
}

Result<std::string> bin_of(Rulebook& rules, std::optional<Decimal> ph) {
  if (!ph) {
    return cannot_judge("没有 pH，无法选择限值 / the values depend on pH, and there is none", "GB 15618 表1");
  }
  auto const lowest = rules.number("pH", "pH", "lowest");
  auto const highest = rules.number("pH", "pH", "highest");
  if (!lowest || !highest) {
    return lowest ? highest.error() : lowest.error();
  }
  if (*ph < *lowest || *highest < *ph) {
    return cannot_judge("pH " + ph->to_string() + " 不是可能的值 / pH " + ph->to_string() + " cannot be", "GB 15618 表1");
  }
  auto const bin = rules.grade("pH分档", *ph);
  return bin ? Result<std::string>((*bin)->name) : Result<std::string>(bin.error());
}

void finish(Verdict& verdict, Rulebook const& rules) {
  verdict.basis = rules.basis();
  verdict.notes = rules.notes();
}

}  // namespace

std::string item_name(std::string_view text) {
  auto const asked = base::to_lower(base::trim(text));
  for (auto const& each : words) {
    if (base::to_lower(each.word) == asked) {
      return std::string(each.name);
    }
  }
  return std::string(base::trim(text));
}

Result<Verdict> construction_land(catalog::Catalog const& catalog, std::string_view land, std::vector<Item> const& items,
                                  std::map<std::string, Decimal> const& backgrounds, Day on) {
  auto rules = Rulebook::open(catalog, "GB 36600", on);
  if (!rules) {
    return rules.error();
  }
  Verdict verdict;
  verdict.standard = rules->edition().number;
  bool const printed = land.starts_with("第一类") || land.starts_with("第二类");
  auto const digit = printed ? (land.starts_with("第一类") ? "1" : "2") : land.empty() ? "不明确" : land;
  auto const cls = rules->text("用地", digit, "class");
  if (!cls) {
    return cannot_judge("不知道用地分类“" + std::string(land) + "” / no such class of land", "GB 36600 4.1");
  }
  verdict.land = *cls;
  if (auto const possible = check_items(items, "GB 36600"); !possible) {
    return possible.error();
  }
  for (auto const& item : items) {
    auto const screening = rules->limit(verdict.land + "·筛选值", item.name, "measured");
    auto const control = rules->limit(verdict.land + "·管制值", item.name, "measured");
    if (!screening || !control) {
      return screening ? control.error() : screening.error();
    }
    auto weighed = weigh(item, {*screening, *control}, "GB 36600");
    if (!weighed) {
      return weighed.error();
    }
    auto const background = backgrounds.find(item.name);
    if (background != backgrounds.end() && weighed->over == Over::screening && item.value <= background->second) {
      weighed->by_background = bool(rules->text("背景", item.name, "exempt"));
    }
    weighed->background = background == backgrounds.end() ? std::nullopt : std::optional(background->second);
    verdict.items.push_back(std::move(*weighed));
  }
  if (!any_judged(verdict.items)) {
    return cannot_judge("没有该标准规定的项目 / none of the items is judged by the standard", "GB 36600 表1、表2");
  }
  conclude(verdict, catalog, *rules, "结果");
  verdict.missing = missing_basic(*rules, items, verdict.wanted);
  note_unjudged(verdict, *rules);
  note_missing(verdict, *rules, "基本项目");
  finish(verdict, *rules);
  return verdict;
}

Result<Verdict> farmland(catalog::Catalog const& catalog, std::string_view use, std::optional<Decimal> ph, std::vector<Item> const& items, Day on) {
  auto rules = Rulebook::open(catalog, "GB 15618", on);
  if (!rules) {
    return rules.error();
  }
  Verdict verdict;
  verdict.standard = rules->edition().number;
  auto const bin = bin_of(*rules, ph);
  if (!bin) {
    return bin.error();
  }
  verdict.ph_bin = *bin;
  verdict.land = use.empty() ? "水旱轮作" : std::string(use);
  auto const sets = rules->text("用地", verdict.land, "sets");
  if (!sets) {
    return cannot_judge("不知道农用地类型“" + std::string(use) + "” / no such use of farmland", "GB 15618 表1");
  }
  if (use.empty()) {
    verdict.land = "未注明";
    rules->note("未注明水田、果园或其他，取较严的值 / the use is not known, the stricter values are taken");
  }
  if (auto const possible = check_items(items, "GB 15618"); !possible) {
    return possible.error();
  }
  for (auto const& item : items) {
    auto const screening = limit_of_use(*rules, "筛选值", *sets, verdict.ph_bin, item.name);
    auto const control = limit_of_use(*rules, "管制值", *sets, verdict.ph_bin, item.name);
    if (!screening || !control) {
      return screening ? control.error() : screening.error();
    }
    auto weighed = weigh(item, {*screening, *control}, "GB 15618");
    if (!weighed) {
      return weighed.error();
    }
    verdict.items.push_back(std::move(*weighed));
  }
  if (!any_judged(verdict.items)) {
    return cannot_judge("没有该标准规定的项目 / none of the items is judged by the standard", "GB 15618 表1–表3");
  }
  conclude(verdict, catalog, *rules, "类别");
  auto const classed = classify(*rules, verdict);
  if (!classed) {
    return classed.error();
  }
  note_unjudged(verdict, *rules);
  note_missing(verdict, *rules, "分类项目");
  finish(verdict, *rules);
  return verdict;
}

}  // namespace soils
