// The tables of an edition, and the lists beside them.
#include <cmath>
#include <limits>

#include "catalog/loader.hpp"

namespace catalog {

Dates dates_of(Sheet& sheet, Edition const& edition) {
  Dates dates{sheet.day("from").value_or(edition.applied_from), sheet.day("to")};
  dates.to = dates.to ? dates.to : edition.effective_to;
  if (dates.to && *dates.to < dates.from) {
    sheet.fault("bad_date", "'to' is before 'from'");
  }
  return dates;
}

Sense sense_of(Sheet& sheet, std::optional<Decimal> low, std::optional<Decimal> high, bool may_be_empty) {
  auto const sense = sheet.text("sense");
  bool const has_low = sense == "at_least" || sense == "between";
  bool const has_high = sense == "at_most" || sense == "between";
  bool const known = has_low || has_high || (sense.empty() && may_be_empty);
  bool const empty = may_be_empty && !low && !high;
  if (!known || (!empty && (has_low != low.has_value() || has_high != high.has_value()))) {
    sheet.fault("bad_sense", "sense '" + sense + "' does not fit: at_most has 'high', at_least has 'low', between has both, a text has none");
  }
  if (low && high && *low > *high) {
    sheet.fault("bad_number", "'low' is above 'high'");
  }
  return sense == "at_least" ? Sense::at_least : sense == "between" ? Sense::between : Sense::at_most;
}

void refuse_filed(Sheet& sheet, Source const& source, bool has_number) {
  if (source.to_file && has_number) {
    sheet.fault("bad_evidence", "evidence 'to_file' is for a number that is not known, and here is one", "write 'read' or 'recalled', or take the number out");
  }
}

void Loader::load_limits(Edition const& edition, File const& file) {
  Sheet sheet(file,
              {"set", "factor", "name", "averaging", "sense", "low", "high", "unit", "reference_oxygen", "from", "to",
               "clause", "evidence", "note"},
              problems_);
  while (sheet.next()) {
    Limit limit;
    limit.set = edition.id + "/" + sheet.need("set");
    limit.factor = sheet.text("factor");
    limit.name = sheet.need("name");
    limit.averaging = sheet.need("averaging");
    limit.low = sheet.decimal("low");
    limit.high = sheet.decimal("high");
    limit.source = sheet.source(edition.number);
    limit.sense = sense_of(sheet, limit.low, limit.high, limit.source.to_file);
    refuse_filed(sheet, limit.source, limit.low || limit.high);
    limit.unit = sheet.unit("unit");
    limit.reference_oxygen = sheet.decimal("reference_oxygen");
    auto const dates = dates_of(sheet, edition);
    limit.from = dates.from;
    limit.to = dates.to;
    made_->limits_.push_back(std::move(limit));
    limit_places_.push_back(sheet.where());
  }
}

void Loader::load_validities(Edition const& edition, File const& file) {
  Sheet sheet(
      file,
      {"medium", "factor", "period", "at_least", "unit", "unless_exceeds", "from", "to", "clause", "evidence", "note"},
      problems_);
  while (sheet.next()) {
    Validity rule;
    rule.medium = sheet.need("medium");
    rule.factor = sheet.text("factor");
    rule.period = sheet.need("period");
    rule.unit = sheet.need("unit");
    rule.unless_exceeds = sheet.text("unless_exceeds");
    auto const dates = dates_of(sheet, edition);
    rule.from = dates.from;
    rule.to = dates.to;
    rule.source = sheet.source(edition.number);
    refuse_filed(sheet, rule.source, !sheet.text("at_least").empty());
    rule.at_least = rule.source.to_file ? std::numeric_limits<double>::infinity() : sheet.need_decimal("at_least").to_double();
    made_->validities_.push_back(std::move(rule));
    validity_places_.push_back(sheet.where());
  }
}

void Loader::load_cases(File const& file) {
  Sheet sheet(file, {"id", "topic", "standard", "inputs", "expected", "tolerance", "origin", "source", "note"},
              problems_);
  while (sheet.next()) {
    made_->cases_.push_back({sheet.need("id"), sheet.need("topic"), sheet.need("standard"), sheet.need("inputs"),
                             sheet.need("expected"), sheet.text("tolerance"), sheet.need("origin"),
                             sheet.text("source"), sheet.text("note")});
  }
}

void Loader::load_factors(File const& file) {
  Sheet sheet(file,
              {"code", "old_code", "name", "name_en", "medium", "unit", "unit_printed", "emission_unit", "data_type",
               "source", "note"},
              problems_);
  while (sheet.next()) {
    Factor factor;
    factor.code = sheet.need("code");
    factor.old_code = sheet.text("old_code");
    factor.name = sheet.need("name");
    factor.name_en = sheet.text("name_en");
    factor.medium = sheet.need("medium");
    factor.unit = sheet.unit("unit");
    factor.unit_text = sheet.text("unit_printed");
    factor.emission_unit = sheet.text("emission_unit");
    factor.data_type = sheet.text("data_type");
    factor.source = sheet.need("source");
    factor.note = sheet.text("note");
    if (!made_->factor_by_code_.emplace(factor.code, made_->factors_.size()).second) {
      sheet.fault("factor_twice", "code '" + factor.code + "' stands twice");
    }
    made_->factors_.push_back(std::move(factor));
  }
}

void Loader::load_flags(File const& file) {
  Sheet sheet(file, {"edition", "letter", "name", "name_en", "counts", "excuse", "source", "evidence", "note"},
              problems_);
  while (sheet.next()) {
    Flag flag;
    auto const letter = sheet.need("letter");
    if (letter.size() != 1) {
      sheet.fault("bad_flag", "a flag is one letter or digit");
      continue;
    }
    flag.letter = letter.front();
    flag.edition = sheet.need("edition");
    flag.name = sheet.need("name");
    flag.name_en = sheet.need("name_en");
    flag.counts = sheet.yes("counts");
    flag.excuse = sheet.text("excuse");
    auto const evidence = sheet.need("evidence");
    flag.source = {sheet.need("source"), "", evidence == "recalled", sheet.text("note")};
    if (made_->flag(flag.letter, flag.edition) != nullptr) {
      sheet.fault("flag_twice", "flag '" + letter + "' stands twice in edition " + flag.edition);
    }
    made_->flags_.push_back(std::move(flag));
  }
}

void Loader::load_alarms(File const& file) {
  auto const leaf = Leaf::parse(file, problems_, guide);
  if (!leaf) {
    return;
  }
  leaf->only({"alarms"});
  for (auto const& item : leaf->items("alarms")) {
    item.only({"kind", "medium", "number"});
    AlarmRule rule;
    rule.kind = item.text("kind");
    rule.medium = item.text("medium", false);
    for (auto const& [name, value] : item.pairs("number")) {
      auto const number = base::parse_number(value.text());
      if (!number) {
        value.fault("bad_number", "'" + value.text() + "' is not a number");
        continue;
      }
      rule.number[name] = *number;
    }
    for (auto const& other : made_->alarm_rules_) {
      if (other.kind == rule.kind && other.medium == rule.medium) {
        item.fault("alarm_twice", "alarm '" + rule.kind + "' for '" + rule.medium + "' stands twice");
      }
    }
    made_->alarm_rules_.push_back(std::move(rule));
  }
}

}  // namespace catalog
