// GB 12348: what a factory lets out at its boundary.
#include "noise/inside.hpp"

namespace noise {

using assess::Rulebook, assess::cannot_judge, base::Result;

namespace {

struct Kind { char const* factor; char const* averaging; char const* plain; char const* more; };
Kind kind_of(Sound sound) {
  switch (sound) {
    case Sound::day: return {"Ld", "daytime", "daytime", ""};
    case Sound::night: return {"Ln", "night", "night", ""};
    case Sound::night_frequent: return {"LMx", "night_frequent", "night", "频发"};
    case Sound::night_occasional: return {"LMx", "night_occasional", "night", "偶发"};
  }
  return {"Ld", "daytime", "daytime", ""};
}

// Table 1 knows one class 4; the catalogue says which row stands for 4a and 4b.
std::string row_of(Rulebook& rules, std::string const& zone) {
  auto const other = rules.text("功能区", zone, "row");
  return other ? *other : zone;
}

Result<Decimal> limit_of(Rulebook& rules, std::string const& row, char const* factor, char const* averaging) {
  auto const limit = rules.limit(row, factor, averaging);
  if (!limit) {
    return limit.error();
  }
  if (*limit == nullptr || !(*limit)->high) {
    return cannot_judge("没有 " + row + " 的厂界限值 / there is no such zone", "GB 12348 表1");
  }
  return *(*limit)->high;
}

// 5.7: a level well above the background stands; nearer it is corrected by the difference in whole decibels; too near it cannot be told apart.
Result<Decimal> correction_of(Rulebook& rules, Decimal level, Decimal background) {
  auto const digits = rules.number("背景修正", "差值", "digits");
  auto const lowest = rules.number("背景修正", "差值", "lowest");
  auto const none_above = rules.number("背景修正", "差值", "none_above");
  for (auto const* each : {&digits, &lowest, &none_above}) {
    if (!*each) {
      return each->error();
    }
  }
  auto const difference = level - background;
  if (difference < *lowest) {
    return cannot_judge("测量值与背景噪声相差 " + difference.to_string() + " dB(A)，小于 " + lowest->to_string() +
                            " dB(A)，应降低背景噪声后重测 / too near to the background: lower it and measure again",
                        "GB 12348 5.7");
  }
  auto const whole = *none_above < difference ? difference : difference.rounded(static_cast<int>(digits->to_double()));
  auto const band = rules.grade("背景修正", whole);
  return band ? rules.number("背景修正", (*band)->name, "correction") : Result<Decimal>(band.error());
}

std::string sentence_of(BoundaryVerdict const& verdict) {
  std::string sum;
  if (verdict.allowance != Decimal()) {
    sum = "=" + verdict.limit_plain.to_string() + (verdict.allowance.negative() ? "" : "+") + verdict.allowance.to_string();
  }
  return std::string(verdict.met ? "达标" : "超标") + "(限值" + verdict.limit.to_string() + sum + ")";
}

}  // namespace

Result<BoundaryVerdict> judge_boundary(catalog::Catalog const& catalog, Boundary const& measured, Day on) {
  auto rules = Rulebook::open(catalog, "GB 12348", on);
  auto levels = Rulebook::open(catalog, "GB 3096", on);
  if (!rules || !levels) {
    return rules ? levels.error() : rules.error();
  }
  for (auto const& level : {std::optional(measured.level), measured.background}) {
    auto const possible = level ? check_level(*levels, *level) : base::Outcome(base::Done{});
    if (!possible) {
      return possible.error();
    }
  }
  BoundaryVerdict verdict;
  verdict.zone = zone_name(measured.zone);
  auto const kind = kind_of(measured.sound);
  auto const row = row_of(*rules, verdict.zone);
  auto const limit = limit_of(*rules, row, kind.factor, kind.averaging);
  auto const plain = limit_of(*rules, row, std::string_view(kind.plain) == "night" ? "Ln" : "Ld", kind.plain);
  if (!limit || !plain) {
    return limit ? plain.error() : limit.error();
  }
  verdict.limit = *limit;
  verdict.limit_plain = *plain;
  if (measured.indoors) {
    auto const less = rules->number("室内", "限值", "less");
    if (!less) {
      return less.error();
    }
    verdict.limit = verdict.limit - *less;
    rules->note("在噪声敏感建筑物室内测量，限值减 " + less->to_string() + " dB(A) / measured indoors, the limit is lower");
  }
  verdict.allowance = verdict.limit - verdict.limit_plain;
  verdict.value = measured.level;
  if (measured.background) {
    auto const correction = correction_of(*rules, measured.level, *measured.background);
    if (!correction) {
      return correction.error();
    }
    verdict.correction = *correction;
    verdict.value = measured.level - *correction;
  }
  verdict.met = verdict.value <= verdict.limit;
  verdict.sentence = sentence_of(verdict);
  verdict.basis = rules->basis();
  verdict.notes = rules->notes();
  return verdict;
}

}  // namespace noise
