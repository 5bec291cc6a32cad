// Which editions hold, and what their parameters say.
#include <algorithm>

#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

// Standards that have no year in their number are found by the table they hold.
catalog::Edition const* edition_with(catalog::Catalog const& catalog, std::string_view table, Day on) {
  for (auto const& edition : catalog.editions()) {
    bool const holds = edition.applied_from <= on && (!edition.effective_to || on <= *edition.effective_to);
    if (holds && !catalog.parameters(edition.id + "/" + std::string(table), on).empty()) {
      return &edition;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<std::size_t> pollutant_at(std::string_view name) {
  auto const found = std::find(pollutants.begin(), pollutants.end(), name);
  return found == pollutants.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - pollutants.begin()));
}

catalog::Edition const* evaluation_edition(catalog::Catalog const& catalog, Day on) { return catalog.in_force("HJ 663", on); }
catalog::Edition const* composite_edition(catalog::Catalog const& catalog, Day on) { return edition_with(catalog, "综合指数", on); }
catalog::Edition const* alert_edition(catalog::Catalog const& catalog, Day on) { return edition_with(catalog, "预警分级", on); }

void Rules::say(std::string note) {
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) {
    notes.push_back(std::move(note));
  }
}

void Rules::cite(catalog::Parameter const& row) {
  auto const edition = row.table.substr(0, row.table.find('/'));
  bool const known = std::any_of(basis.begin(), basis.end(),
                                 [&](assess::Basis const& each) { return each.edition == edition && each.clause == row.source.clause; });
  if (!known) {
    basis.push_back({row.source.standard, row.source.clause, edition});
  }
  if (row.source.recalled) {
    say("凭记忆录入，待核对 / from memory, to be checked: " + row.source.standard);
  }
}

catalog::Parameter const* Rules::find(std::string const& table, std::string const& subject, std::string const& name) {
  if (edition_ == nullptr) {
    return nullptr;
  }
  auto const* row = catalog_.parameter(edition_->id + "/" + table, subject, name, on_);
  if (row != nullptr && row->source.to_file) {
    auto const* instead = catalog_.parameter(edition_->id + "/沿用", table, "table", on_);
    row = nullptr;
    if (instead != nullptr) {
      auto const* before = catalog_.edition(instead->text.substr(0, instead->text.find('/')));
      auto const on = before != nullptr && before->effective_to && *before->effective_to < on_ ? *before->effective_to : on_;
      row = catalog_.parameter(instead->text, subject, name, on);
      say(edition_->number + " " + table + "：数值未取得，暂按 / not on file, meanwhile by " + instead->text);
    } else {
      say(edition_->number + " " + table + " " + subject + " " + name + "：数值未取得 / not on file");
    }
  }
  if (row != nullptr) {
    cite(*row);
  }
  return row;
}

std::optional<int> Rules::integer(std::string const& table, std::string const& subject, std::string const& name) {
  auto const* row = find(table, subject, name);
  return row == nullptr || !row->number ? std::nullopt : std::optional(static_cast<int>(row->number->rounded(0).coefficient()));
}

std::string Rules::text(std::string const& table, std::string const& subject, std::string const& name) {
  auto const* row = find(table, subject, name);
  return row == nullptr ? std::string() : row->text;
}

catalog::Limit const* limit_of(catalog::Catalog const& catalog, std::string const& set, std::size_t pollutant, std::string const& averaging, Day on) {
  auto const* rules = catalog.air_index(on);
  if (rules == nullptr) {
    return nullptr;
  }
  auto const code = rules->factor_codes.find(name_of_pollutant(pollutant));
  if (code == rules->factor_codes.end()) {
    return nullptr;
  }
  auto const found = catalog.limits(catalog.set_in_force(set, on), code->second, averaging, on);
  return found.empty() || !found.front()->high ? nullptr : found.front();
}

}  // namespace atmosphere
