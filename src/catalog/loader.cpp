#include "catalog/loader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace catalog {
namespace {

constexpr std::string_view standards = "standards/";
constexpr std::array<std::string_view, 4> read_by_others{"calendar/", "codes/", "registers/", "reports/"};   // rooms of their own know these

// The dates of two things with the same key must not touch; `from` orders them.
struct Span {
  std::string key;
  Day from;
  std::optional<Day> to;
  std::string where;
};
void refuse_overlaps(std::vector<Span> spans, Problems& problems) {
  std::sort(spans.begin(), spans.end(),
            [](Span const& a, Span const& b) { return std::tie(a.key, a.from) < std::tie(b.key, b.from); });
  for (std::size_t i = 1; i < spans.size(); ++i) {
    auto const& before = spans[i - 1];
    auto const& after = spans[i];
    if (before.key == after.key && (!before.to || *before.to >= after.from)) {
      problems.add("overlapping_dates",
                   "'" + after.key + "' already holds on " + base::format(after.from) + " by " + before.where,
                   after.where, "end the earlier one the day before");
    }
  }
}

}  // namespace

bool is_of_others(std::string_view path) {
  return std::any_of(read_by_others.begin(), read_by_others.end(), [&](auto folder) { return path.starts_with(folder); });
}

File const* Loader::Folder::find(std::string_view name) const {
  for (auto const* file : files) {
    if (file->path.substr(file->path.rfind('/') + 1) == name) {
      return file;
    }
  }
  return nullptr;
}

std::shared_ptr<Catalog> Loader::load(std::vector<File> const& files) {
  std::map<std::string, Folder> folders;
  std::vector<File const*> lists;   // that judge
  for (auto const& file : files) {
    auto const slash = file.path.find('/', standards.size());
    if (file.path.ends_with("README.md") || is_of_others(file.path)) {
      continue;
    }
    if (file.path.starts_with(standards) && slash != std::string::npos) {
      auto& folder = folders[file.path.substr(standards.size(), slash - standards.size())];
      folder.files.push_back(&file);
    } else if (file.path == "factors.tsv") {
      load_factors(file);
      lists.push_back(&file);
    } else if (file.path == "aliases.tsv") {
      load_aliases(file);
      lists.push_back(&file);
    } else if (file.path == "laws.yaml") {
      load_laws(file);
    } else if (file.path == "hj212/flags.tsv") {
      load_flags(file);
      lists.push_back(&file);
    } else if (file.path == "alarms.yaml") {
      load_alarms(file);
    } else {
      problems_.add("unknown_file", "this file has no place in the catalogue", file.path,
                    "move it, or see docs/write-a-standard.md");
    }
  }
  for (auto& [id, folder] : folders) {
    folder.id = id;
    std::sort(folder.files.begin(), folder.files.end(), [](File const* a, File const* b) { return a->path < b->path; });
    load_edition(folder);
  }
  finish();
  seal(std::move(lists));
  return made_;
}

std::optional<Edition> Loader::edition_of(Folder const& folder) {
  auto const* file = folder.find("standard.yaml");
  if (file == nullptr) {
    problems_.add("missing_file", "the edition has no standard.yaml", std::string(standards) + folder.id);
    return std::nullopt;
  }
  auto const leaf = Leaf::parse(*file, problems_, guide);
  if (!leaf) {
    return std::nullopt;
  }
  leaf->only({"number", "title", "issued", "effective", "applied_from", "replaces", "replaced_by", "source", "evidence",
              "last_checked_on", "gaps", "rests_on"});
  Edition edition;
  edition.id = folder.id;
  edition.number = leaf->text("number");
  edition.source = leaf->text("source");
  edition.replaces = leaf->text("replaces", false);
  edition.replaced_by = leaf->text("replaced_by", false);
  edition.issued_on = leaf->day("issued", false).value_or(Day());
  edition.last_checked_on = leaf->day("last_checked_on").value_or(Day());
  edition.gaps = leaf->texts("gaps");
  auto const evidence = leaf->text("evidence");
  if (evidence != "read" && evidence != "recalled") {
    leaf->fault("bad_evidence", "evidence is 'read' or 'recalled', not '" + evidence + "'");
  }
  edition.recalled = evidence == "recalled";
  for (auto const& law : leaf->items("rests_on")) {
    law.only({"law", "article"});
    edition.rests_on.push_back({law.text("law"), law.text("article", false)});
    rests_on_.emplace_back(edition.rests_on.back().id, law.where());
  }
  for (auto const& [language, title] : leaf->pairs("title")) {
    (language == "en" ? edition.title_en : edition.title) = title.text();
  }
  if (edition.title.empty() || edition.title_en.empty()) {
    leaf->fault("missing_title", "a title is in two languages", "write { zh: …, en: … }");
  }
  for (auto const& [end, day] : leaf->pairs("effective")) {
    auto const parsed = base::parse_day(day.text());
    if (!parsed || (end != "from" && end != "to")) {
      day.fault("bad_date", "effective is { from: 2026-03-01, to: … }");
    } else if (end == "from") {
      edition.effective_from = *parsed;
    } else {
      edition.effective_to = *parsed;
    }
  }
  edition.applied_from = leaf->day("applied_from", false).value_or(edition.effective_from);
  if (edition.effective_from == Day() || (edition.effective_to && *edition.effective_to < edition.effective_from)) {
    leaf->fault("bad_date", "effective needs a 'from' that is not after 'to'");
  }
  std::string all;
  for (auto const* each : folder.files) {
    all += each->path + '\0' + each->text + '\0';
    if (each->own) {
      edition.own.push_back(each->path.substr(standards.size() + folder.id.size() + 1));
    }
  }
  edition.digest = base::hex(base::sha256(all));
  return edition;
}

void Loader::load_edition(Folder const& folder) {
  auto const edition = edition_of(folder);
  if (!edition) {
    return;
  }
  made_->editions_.push_back(*edition);
  if (folder.find("breakpoints.tsv") != nullptr || folder.find("rules.yaml") != nullptr) {
    load_air_index(*edition, folder);
  }
  bool judges = false;
  for (auto const* file : folder.files) {
    auto const name = std::string_view(file->path).substr(standards.size() + folder.id.size() + 1);
    judges = judges || name.starts_with("limits") || name.starts_with("classes") || name == "breakpoints.tsv";
    load_table(*edition, *file, name);
  }
  if (judges && folder.find("cases.tsv") == nullptr) {
    problems_.add("missing_file", "an edition with limits needs worked cases in cases.tsv",
                  std::string(standards) + folder.id);
  }
}

void Loader::load_table(Edition const& edition, File const& file, std::string_view name) {
  static std::set<std::string_view> const elsewhere{"standard.yaml", "rules.yaml", "breakpoints.tsv", "categories.tsv",
                                                    "sensitive_groups.tsv"};
  if (name.starts_with("limits") && name.ends_with(".tsv")) {
    load_limits(edition, file);
  } else if (name.starts_with("classes") && name.ends_with(".tsv")) {
    load_classes(edition, file);
  } else if (name.starts_with("grades") && name.ends_with(".tsv")) {
    load_grades(edition, file);
  } else if (name.starts_with("parameters") && name.ends_with(".tsv")) {
    load_parameters(edition, file);
  } else if (name.starts_with("validity") && name.ends_with(".tsv")) {
    load_validities(edition, file);
  } else if (name == "cases.tsv") {
    load_cases(file);
  } else if (!elsewhere.contains(name)) {
    problems_.add("unknown_file", "this file has no place in an edition", file.path, "see docs/write-a-standard.md");
  }
}

void Loader::finish() {
  std::vector<Span> spans;
  for (std::size_t i = 0; i < made_->limits_.size(); ++i) {
    auto const& limit = made_->limits_[i];
    auto const& key = limit.factor.empty() ? limit.name : limit.factor;
    made_->limits_by_set_and_factor_.emplace(limit.set + "|" + key, i);
    if (limit.name != key) {   // what a table prints finds its row though the word alone means another item: 氨 in air
      made_->limits_by_set_and_factor_.emplace(limit.set + "|" + limit.name, i);
    }
    spans.push_back({limit.set + " " + key + " " + limit.averaging, limit.from, limit.to, limit_places_[i]});
    if (!limit.factor.empty() && made_->factor(limit.factor) == nullptr) {
      problems_.add("unknown_factor", "'" + limit.factor + "' is not in factors.tsv", limit_places_[i]);
    }
  }
  for (std::size_t i = 0; i < made_->validities_.size(); ++i) {
    auto const& rule = made_->validities_[i];
    spans.push_back(
        {"validity " + rule.medium + " " + rule.factor + " " + rule.period, rule.from, rule.to, validity_places_[i]});
  }
  for (auto const& row : dated_) {
    spans.push_back({row.key, row.from, row.to, row.where});
  }
  for (auto const& rules : made_->air_index_) {
    spans.push_back({"air quality index", rules.edition.applied_from, rules.edition.effective_to,
                     std::string(standards) + rules.edition.id});
  }
  refuse_overlaps(std::move(spans), problems_);
  finish_words();
  finish_laws();
  finish_editions();
}

// One edition of a standard holds on a day: a chain has both its links, and what is numbered alike does not touch.
void Loader::finish_editions() {
  std::vector<Span> spans;
  for (auto const& edition : made_->editions_) {
    auto const where = std::string(standards) + edition.id + "/standard.yaml";
    auto const* next = made_->edition(edition.replaced_by);
    bool const follows = next != nullptr && next->replaces == edition.id && edition.effective_to && *edition.effective_to < next->applied_from;
    if (!edition.replaced_by.empty() && !follows) {
      problems_.add("lost_edition", "'" + edition.replaced_by + "' must exist, replace '" + edition.id + "', and this one must end before it begins", where);
    }
    auto const* before = made_->edition(edition.replaces);
    if (!edition.replaces.empty() && (before == nullptr || before->replaced_by != edition.id)) {
      problems_.add("lost_edition", "'" + edition.replaces + "' must exist and be replaced_by '" + edition.id + "'", where,
                    "copy its standard.yaml, and write there its last day and replaced_by");
    }
    spans.push_back({edition.number.substr(0, edition.number.rfind('-')), edition.applied_from, edition.effective_to, where});
  }
  refuse_overlaps(std::move(spans), problems_);
}

}  // namespace catalog
