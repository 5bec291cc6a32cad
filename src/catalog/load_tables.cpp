// Tables of classes, grades and parameters; laws; what people call an item.
#include <algorithm>

#include "catalog/loader.hpp"

namespace catalog {
namespace {

// "≤" is the rule of the tables; a cell "yes" in the column makes it "<".
bool excluded(Sheet& sheet, std::string_view column) { return !sheet.text(column).empty() && sheet.yes(column); }

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
    row.sense = sense_of(sheet, row.low, row.high, !row.text.empty() || row.source.to_file);
    refuse_filed(sheet, row.source, row.low || row.high || !row.text.empty());
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
    refuse_filed(sheet, row.source, row.low || row.high);
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
    refuse_filed(sheet, row.source, row.number || !row.text.empty());
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
    auto const evidence = item.text("evidence");
    law.recalled = evidence == "recalled";
    if ((evidence != "read" && evidence != "recalled") || (law.to && *law.to < law.from)) {
      item.fault("bad_law", "evidence is 'read' or 'recalled', and 'to' is not before 'from'");
    }
    if (law.title.empty() || law.title_en.empty()) {
      item.fault("missing_title", "a title is in two languages", "write { zh: …, en: … }");
    }
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
    auto const* const known = made_->item(alias.word, made_->factors_[found->second].medium);   // aliases that stand before this one
    if (known != nullptr && known->code != alias.code) {
      problems_.add("alias_twice", "'" + alias.word + "' already means " + known->code + " there", alias.where);
    }
    made_->factor_by_word_.emplace(base::to_lower(alias.word), found->second);
    made_->aliases_.push_back(alias.word);
  }
  for (std::size_t i = 0; i < made_->factors_.size(); ++i) {
    auto const& factor = made_->factors_[i];
    for (auto const* word : {&factor.code, &factor.old_code, &factor.name, &factor.name_en}) {
      if (!word->empty()) {
        made_->factor_by_word_.emplace(base::to_lower(*word), i);
      }
    }
  }
  for (auto const& row : made_->limits_) {
    made_->printed_names_.insert(row.name);
  }
  for (auto const& row : made_->classes_) {
    made_->printed_names_.insert(row.name);
  }
  for (auto const& row : made_->parameters_) {
    made_->printed_names_.insert(row.subject);
  }
  made_->printed_names_.erase("");
}

// Files are taken in the order of their paths, so that the digest does not depend on how they were found.
void Loader::seal(std::vector<File const*> lists) {
  std::string all;
  std::sort(lists.begin(), lists.end(), [](File const* a, File const* b) { return a->path < b->path; });
  for (auto const* file : lists) {
    all += file->path + " " + base::hex(base::sha256(file->text)) + "\n";
  }
  for (auto const& edition : made_->editions_) {
    all += edition.id + " " + edition.digest + "\n";
  }
  made_->digest_ = base::hex(base::sha256(all));
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
