// A standard's numbers on a day, each read with its clause.
#include <algorithm>

#include "assess/assess.hpp"

namespace assess {

base::Result<Rulebook> Rulebook::open(catalog::Catalog const& catalog, std::string_view standard, Day on) {
  if (auto const* edition = catalog.in_force(standard, on)) {
    return Rulebook(catalog, *edition, on);
  }
  return cannot_judge(base::format(on) + " 没有可用的 " + std::string(standard) + " 版本 / no edition of it holds on that day", std::string(standard));
}

base::Problem Rulebook::missing(std::string_view what) const {
  return cannot_judge("规定没有或尚未录入：" + std::string(what) + " / not in the rule, or not on file yet", edition_->number + " " + std::string(what));
}

void Rulebook::cite(catalog::Source const& source) {
  Basis basis{source.standard, source.clause, edition_->id};
  bool const known = std::any_of(basis_.begin(), basis_.end(),
                                 [&](Basis const& each) { return each.standard == basis.standard && each.clause == basis.clause; });
  if (!known) {
    basis_.push_back(std::move(basis));
  }
  if (source.recalled) {
    note(source.standard + " " + source.clause + "：数值凭记忆录入，待核对 / numbers from memory, to be checked");
  }
}

void Rulebook::note(std::string text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) {
    notes_.push_back(std::move(text));
  }
}

void Rulebook::take(Rulebook const& other) {
  for (auto const& each : other.basis_) {
    bool const known = std::any_of(basis_.begin(), basis_.end(), [&](Basis const& old) { return old.standard == each.standard && old.clause == each.clause; });
    if (!known) {
      basis_.push_back(each);
    }
  }
  for (auto const& each : other.notes_) {
    note(each);
  }
}

base::Result<Decimal> Rulebook::number(std::string_view table, std::string_view subject, std::string_view name) {
  auto const* row = catalog_->parameter(in_edition(table), subject, name, on_);
  if (row == nullptr || !row->number || row->source.to_file) {
    return missing(std::string(table) + " " + std::string(subject) + " " + std::string(name));
  }
  cite(row->source);
  return *row->number;
}

base::Result<std::string> Rulebook::text(std::string_view table, std::string_view subject, std::string_view name) {
  auto const* row = catalog_->parameter(in_edition(table), subject, name, on_);
  if (row == nullptr || row->text.empty() || row->source.to_file) {
    return missing(std::string(table) + " " + std::string(subject) + " " + std::string(name));
  }
  cite(row->source);
  return row->text;
}

std::vector<catalog::Parameter const*> Rulebook::parameters(std::string_view table, std::string_view name) const {
  auto rows = catalog_->parameters(in_edition(table), on_);
  std::erase_if(rows, [&](auto const* row) { return row->name != name || row->source.to_file; });
  return rows;
}

base::Result<catalog::Grade const*> Rulebook::grade(std::string_view table, Decimal value) {
  auto const* row = catalog_->grade(in_edition(table), value, on_);
  if (row == nullptr || row->source.to_file) {
    return missing(std::string(table) + " " + value.to_string());
  }
  cite(row->source);
  return row;
}

base::Result<catalog::Limit const*> Rulebook::limit(std::string_view set, std::string_view factor, std::string_view averaging) {
  auto const rows = catalog_->limits(in_edition(set), factor, averaging, on_);
  if (rows.empty()) {
    return static_cast<catalog::Limit const*>(nullptr);
  }
  if (rows.front()->source.to_file) {
    return missing(std::string(set) + " " + std::string(factor));
  }
  cite(rows.front()->source);
  return rows.front();
}

}  // namespace assess
