// Tables of classes, grades and parameters; laws; what people call an item.
#include <algorithm>

#include "catalog/loader.hpp"

namespace catalog {
namespace {

// "≤" is the rule of the tables; a cell "yes" in the column makes it "<".
bool excluded(Sheet& sheet, std::string_view column) { return !sheet.text(column).empty() && sheet.yes(column); }

struct Dates { Day from; std::optional<Day> to; };
Dates dates_of(Sheet& sheet, Edition const& edition) {
  Dates dates{sheet.day("from").value_or(edition.applied_from), sheet.day("to")};
  dates.to = dates.to ? dates.to : edition.effective_to;
  if (dates.to && *dates.to < dates.from) {
    sheet.fault("bad_date", "'to' is before 'from'");
  }
  return dates;
}

int rank_of(Sheet& sheet) {
  sheet.need("rank");
  auto const rank = sheet.integer("rank").value_or(1);
  if (rank < 1 || rank > 99) {
    sheet.fault("bad_number", "column 'rank' is 1 for the best, 2 for the next …");
  }
  return rank;
}

}  // namespace

void Loader::load_classes(Edition const& edition, File const& file) {
  Sheet sheet(file,
              {"table", "factor", "name", "rank", "sense", "low", "low_excluded", "high", "high_excluded", "unit", "text", "from", "to", "clause",
               "evidence", "note"},
              problems_);
  while (sheet.next()) {
    ClassLimit row;
    row.table = edition.id + "/" + sheet.need("table");
    row.factor = sheet.text("factor");
    row.name = sheet.need("name");
    row.rank = rank_of(sheet);
    row.low = sheet.decimal("low");
    row.high = sheet.decimal("high");
    row.low_excluded = excluded(sheet, "low_excluded");
    row.high_excluded = excluded(sheet, "high_excluded");
    row.text = sheet.text("text");
    row.unit = sheet.unit("unit");
    row.source = sheet.source(edition.number);
    auto const sense = sheet.text("sense");
    row.sense = sense == "at_least" ? Sense::at_least : sense == "between" ? Sense::between : Sense::at_most;
    bool const low = sense == "at_least" || sense == "between";
    bool const high = sense == "at_most" || sense == "between";
    bool const empty = (!row.text.empty() || row.source.to_file) && !row.low && !row.high;
    if (!empty && ((!low && !high) || low != row.low.has_value() || high != row.high.has_value())) {
      sheet.fault("bad_sense", "sense '" + sense + "' does not fit: at_most has 'high', at_least has 'low', between has both, a text has none");
    }
    auto const dates = dates_of(sheet, edition);
    row.from = dates.from;
    row.to = dates.to;
    dated_.push_back({row.table + " " + (row.factor.empty() ? row.name : row.factor) + " class " + std::to_string(row.rank), row.from, row.to,
                      sheet.where()});
    if (!row.factor.empty() && made_->factor(row.factor) == nullptr) {
      sheet.fault("unknown_factor", "'" + row.factor + "' is not in factors.tsv");
    }
    made_->classes_of_[row.table].push_back(made_->classes_.size());
    made_->classes_.push_back(std::move(row));
  }
}

void Loader::load_grades(Edition const& edition, File const& file) {
  Sheet sheet(file,
              {"table", "rank", "name", "name_en", "colour", "low", "low_excluded", "high", "high_excluded", "from", "to", "clause", "evidence", "note"},
              problems_);
  while (sheet.next()) {
    Grade row;
    row.table = edition.id + "/" + sheet.need("table");
    row.rank = rank_of(sheet);
    row.name = sheet.need("name");
    row.name_en = sheet.text("name_en");
    row.colour = sheet.text("colour");
    row.low = sheet.decimal("low");
    row.high = sheet.decimal("high");
    row.low_excluded = excluded(sheet, "low_excluded");
    row.high_excluded = excluded(sheet, "high_excluded");
    row.source = sheet.source(edition.number);
    if (row.low && row.high && *row.low > *row.high) {
      sheet.fault("bad_number", "'low' is above 'high'");
    }
    auto const dates = dates_of(sheet, edition);
    row.from = dates.from;
    row.to = dates.to;
    dated_.push_back({row.table + " grade " + std::to_string(row.rank), row.from, row.to, sheet.where()});
    made_->grades_of_[row.table].push_back(made_->grades_.size());
    made_->grades_.push_back(std::move(row));
  }
}

void Loader::load_parameters(Edition const& edition, File const& file) {
  Sheet sheet(file, {"table", "subject", "name", "number", "text", "unit", "from", "to", "clause", "evidence", "note"}, problems_);
  while (sheet.next()) {
    Parameter row;
    row.table = edition.id + "/" + sheet.need("table");
    row.subject = sheet.text("subject");
    row.name = sheet.need("name");
    row.number = sheet.decimal("number");
    row.text = sheet.text("text");
    row.unit = sheet.text("unit");
    row.source = sheet.source(edition.number);
    if (!row.number && row.text.empty() && !row.source.to_file) {
      sheet.fault("missing_number", "a parameter has a number or a text, or its evidence is 'to_file'");
    }
    auto const dates = dates_of(sheet, edition);
    row.from = dates.from;
    row.to = dates.to;
    dated_.push_back({row.table + " parameter " + row.subject + " " + row.name, row.from, row.to, sheet.where()});
    made_->parameters_of_[row.table].push_back(made_->parameters_.size());
    made_->parameters_.push_back(std::move(row));
  }
}

void Loader::load_aliases(File const& file) {
  Sheet sheet(file, {"word", "code", "note"}, problems_);
  while (sheet.next()) {
    aliases_.push_back({sheet.need("word"), sheet.need("code"), sheet.where()});
  }
}

void Loader::load_laws(File const& file) {
  auto const leaf = Leaf::parse(file, problems_, guide);
  if (!leaf) {
    return;
  }
  leaf->only({"laws"});
  for (auto const& item : leaf->items("laws")) {
    item.only({"id", "title", "number", "from", "to", "replaced_by", "source", "evidence"});
    Law law;
    law.id = item.text("id");
    for (auto const& [language, title] : item.pairs("title")) {
      (language == "en" ? law.title_en : law.title) = title.text();
    }
    law.number = item.text("number", false);
    law.from = item.day("from").value_or(Day());
    law.to = item.day("to", false);
    law.replaced_by = item.text("replaced_by", false);
    law.source = item.text("source");
    law.recalled = item.text("evidence") == "recalled";
    if (made_->law(law.id) != nullptr) {
      item.fault("law_twice", "law '" + law.id + "' stands twice");
    }
    made_->laws_.push_back(std::move(law));
  }
}

// Every word leads to its factors, the medium tells those of one word apart; an alias goes before what an old code is called.
void Loader::finish_words() {
  for (auto const& alias : aliases_) {
    auto const found = made_->factor_by_code_.find(alias.code);
    if (found == made_->factor_by_code_.end()) {
      problems_.add("unknown_factor", "'" + alias.code + "' is not in factors.tsv", alias.where);
      continue;
    }
    made_->factor_by_word_.emplace(base::to_lower(alias.word), found->second);
  }
  for (std::size_t i = 0; i < made_->factors_.size(); ++i) {
    auto const& factor = made_->factors_[i];
    for (auto const* word : {&factor.code, &factor.old_code, &factor.name, &factor.name_en}) {
      if (!word->empty()) {
        made_->factor_by_word_.emplace(base::to_lower(*word), i);
      }
    }
  }
}

void Loader::finish_laws() {
  for (auto const& [id, where] : rests_on_) {
    if (made_->law(id) == nullptr) {
      problems_.add("unknown_law", "'" + id + "' is not in laws.yaml", where);
    }
  }
  for (auto const& law : made_->laws_) {
    if (!law.replaced_by.empty() && (made_->law(law.replaced_by) == nullptr || !law.to)) {
      problems_.add("lost_law", "'" + law.replaced_by + "', which replaces '" + law.id + "', must stand there, and this one must end", "laws.yaml");
    }
  }
}

}  // namespace catalog
