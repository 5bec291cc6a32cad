#include <algorithm>
#include <cmath>

#include "emission/inside.hpp"

namespace emission {

base::Result<Rules> Rules::of(catalog::Catalog const& catalog, std::string_view standard, Day on) {
  Rules rules;
  rules.catalog_ = &catalog;
  rules.on_ = on;
  rules.edition_ = catalog.in_force(standard, on);
  if (rules.edition_ == nullptr) {
    return assess::cannot_judge("该日没有现行的 " + std::string(standard) + " 版本 / no edition of " + std::string(standard) + " holds on " + base::format(on),
                                std::string(standard));
  }
  return rules;
}

catalog::Parameter const* Rules::row(std::string_view table, std::string_view subject, std::string_view name) const {
  return catalog_->parameter(edition_->id + "/" + std::string(table), subject, name, on_);
}

std::vector<catalog::Parameter const*> Rules::rows(std::string_view table) const {
  return catalog_->parameters(edition_->id + "/" + std::string(table), on_);
}

base::Result<double> Rules::number(std::string_view table, std::string_view subject, std::string_view name) {
  auto const* found = row(table, subject, name);
  if (found == nullptr) {
    return assess::cannot_judge("标准目录中没有“" + std::string(name) + "” / the catalogue holds no '" + std::string(name) + "'",
                                edition_->number + " " + std::string(table));
  }
  if (!found->number) {
    return not_on_file(*edition_, found->source, name);
  }
  take(found->source);
  return found->number->to_double();
}

void Rules::take(catalog::Source const& source) {
  bool const known = std::any_of(basis_.begin(), basis_.end(), [&](Basis const& each) { return each.clause == source.clause; });
  if (!known) {
    basis_.push_back({edition_->number, source.clause, edition_->id});
  }
  if (source.recalled) {
    add_once(notes_, edition_->number + " " + source.clause + "：数值凭记忆录入，待核对 / from memory (recalled), to be checked with the text");
  }
}

base::Problem bad_value(std::string what, std::string where) { return base::Problem("bad_value", std::move(what), std::move(where)); }

base::Problem not_on_file(catalog::Edition const& edition, catalog::Source const& source, std::string_view what) {
  return assess::cannot_judge("标准有规定，数值尚未录入：" + std::string(what) + " / the standard has a number for it that is not on file",
                              edition.number + " " + source.clause);
}

std::string shown(double value) {
  constexpr int places = 6;
  constexpr double decimal_max = 1e11;   // beyond it eighteen digits do not hold six places
  return std::isfinite(value) && std::fabs(value) < decimal_max ? base::format_number(base::Decimal::from_double(value, places).to_double())
                                                                : base::format_number(value);
}

void add_once(std::vector<std::string>& to, std::string const& text) {
  if (std::find(to.begin(), to.end(), text) == to.end()) {
    to.push_back(text);
  }
}

assess::Why why_of(Worked const& worked, std::string title, std::string title_en) {
  assess::Why why;
  why.title = std::move(title);
  why.title_en = std::move(title_en);
  why.value = shown(worked.value);
  why.exact = base::format_number(worked.value);
  why.unit = base::symbol(worked.unit);
  why.how = worked.how;
  why.how_en = worked.how_en;
  why.basis = worked.basis;
  for (auto const& note : worked.notes) {
    why.note += (why.note.empty() ? "" : "；") + note;
  }
  return why;
}

}  // namespace emission
