#pragma once
// Private: makes a Catalog out of files, all or nothing.
#include "catalog/sheet.hpp"

namespace catalog {

class Loader {
 public:
  explicit Loader(Problems& problems) : problems_(problems) {}
  std::shared_ptr<Catalog> load(std::vector<File> const& files);

 private:
  struct Folder {  // one edition
    std::string id;
    std::vector<File const*> files;  // sorted by path
    File const* find(std::string_view name) const;
  };
  void load_edition(Folder const& folder);
  std::optional<Edition> edition_of(Folder const& folder);
  void load_table(Edition const& edition, File const& file, std::string_view name);
  void load_limits(Edition const& edition, File const& file);
  void load_classes(Edition const& edition, File const& file);
  void load_grades(Edition const& edition, File const& file);
  void load_parameters(Edition const& edition, File const& file);
  void load_laws(File const& file);
  void load_aliases(File const& file);
  void load_validities(Edition const& edition, File const& file);
  void load_cases(File const& file);
  void load_air_index(Edition const& edition, Folder const& folder);
  void load_break_points(AirIndexRules& rules, File const& file);
  void load_categories(AirIndexRules& rules, File const& file);
  void load_index_rules(AirIndexRules& rules, Leaf const& leaf);
  void check_index_rules(AirIndexRules const& rules, std::string const& path);
  void check_bounds(AirIndexRules const& rules, std::string const& path);
  void load_factors(File const& file);
  void load_flags(File const& file);
  void load_alarms(File const& file);
  struct Alias { std::string word, code, where; };
  std::vector<Alias> aliases_;
  std::vector<std::pair<std::string, std::string>> rests_on_;   // law, where it was named
  void finish_words();
  void finish_laws();
  void finish_editions();
  void seal(std::vector<File const*> lists);
  void finish();  // what only the whole can show: overlaps, unknown factors, lost editions

  Problems& problems_;
  std::shared_ptr<Catalog> made_ = std::make_shared<Catalog>();
  std::vector<std::string> limit_places_;  // where each limit was read, for faults found late
  std::vector<std::string> validity_places_;
  struct Dated { std::string key; Day from; std::optional<Day> to; std::string where; };
  std::vector<Dated> dated_;               // rows whose dates must not touch those of the same key
};

/// What rows of limits, classes, grades, parameters and validity have in common.
struct Dates { Day from; std::optional<Day> to; };
Dates dates_of(Sheet& sheet, Edition const& edition);        // the row's, else the edition's
/// Column 'sense', held against the row's numbers; `may_be_empty`: a text, or a number that is not known, stands for them.
Sense sense_of(Sheet& sheet, std::optional<Decimal> low, std::optional<Decimal> high, bool may_be_empty);
/// Somebody filed the number and left the evidence as it was: the row would still judge nothing.
void refuse_filed(Sheet& sheet, Source const& source, bool has_number);

/// "PM2.5_24h" → "PM2.5", "24h"; the second is empty without an underscore.
std::pair<std::string, std::string> split_input(std::string const& input);

}  // namespace catalog
