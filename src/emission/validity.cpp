// Validity of online data: HJ 75 for gas, HJ 356 for water.
#include <cmath>

#include "emission/inside.hpp"

namespace emission {
namespace {

char const* name_of(Period period) {
  switch (period) {
    case Period::hour: return "hour";
    case Period::day: return "day";
    case Period::month: return "month";
    case Period::quarter: return "quarter";
  }
  return "";
}

}  // namespace

base::Result<Validity> validity(catalog::Catalog const& catalog, Medium medium, Period period, Day on, double valid, double due) {
  auto const* rule = catalog.validity(medium == Medium::gas ? "cems" : "water_online", "", name_of(period), on);
  std::string const standard = medium == Medium::gas ? "HJ 75" : "HJ 356";
  if (rule == nullptr) {
    return assess::cannot_judge("该日的标准没有这一时段的有效性规定 / no rule of validity for this period on " + base::format(on), standard);
  }
  if (!std::isfinite(valid) || !std::isfinite(due) || valid < 0 || due < 0 || valid > due) {
    return bad_value("valid is between nought and what was due", "valid");
  }
  if (due == 0) {
    return assess::cannot_judge("该时段没有应得数据（未运行） / nothing was due in the period: the source did not run", standard + " " + rule->source.clause);
  }
  Validity made;
  made.share = valid / due;
  made.needed = rule->at_least;
  made.unit = rule->unit;
  made.valid = rule->unit == "%" ? percent * valid / due >= rule->at_least : valid >= rule->at_least;
  auto const* edition = catalog.edition(rule->source.standard);
  made.basis.push_back({rule->source.standard, rule->source.clause, edition == nullptr ? "" : edition->id});
  if (rule->source.recalled) {
    made.notes.push_back(rule->source.standard + " " + rule->source.clause + "：数值凭记忆录入，待核对 / from memory (recalled), to be checked with the text");
  }
  return made;
}

std::optional<Share> hours_met(catalog::Catalog const& catalog, std::string const& set, Day on, int met, int valid) {
  auto const in_force = catalog.set_in_force(set, on);
  auto const edition = in_force.substr(0, in_force.find('/'));
  auto const* needed = catalog.parameter(edition + "/达标判定", "", "hours_share_min", on);
  if (needed == nullptr || !needed->number || valid <= 0) {
    return std::nullopt;
  }
  Share share{percent * met / valid, needed->number->to_double(), false, {{needed->source.standard, needed->source.clause, edition}}};
  share.enough = share.met >= share.needed;
  return share;
}

std::vector<Allowance> allowances(catalog::Catalog const& catalog, std::string const& set, Day on) {
  std::vector<Allowance> found;
  auto const rules = Rules::of(catalog, "生态环境部令第10号", on);
  auto const in_force = catalog.set_in_force(set, on);
  auto const* applies = rules ? rules->row("适用", in_force.substr(0, in_force.find('/')), "applies") : nullptr;
  if (applies == nullptr || applies->text != "yes") {
    return found;
  }
  for (auto const* row : rules ? rules->rows("豁免时长") : std::vector<catalog::Parameter const*>()) {
    if (row->number) {
      found.push_back({row->subject, row->number->to_double(), {rules->edition().number, row->source.clause, rules->edition().id}});
    }
  }
  return found;
}

}  // namespace emission
