#pragma once
// Private: makes a Set out of files, all or nothing.
#include "definitions/definitions.hpp"

namespace definitions {

constexpr std::string_view guide = "docs/write-a-register.md";

class SetLoader {
 public:
  explicit SetLoader(yaml::Problems& problems) : problems_(problems) {}
  std::shared_ptr<Set> load(std::vector<yaml::File> const& files, Items const* items);

 private:
  void load_list(yaml::File const& about, yaml::File const* rows);
  void load_factors(yaml::File const& file);
  void load_register(yaml::File const& file);
  void load_head(Register& reg, yaml::Leaf const& leaf);
  void load_geometry(Register& reg, yaml::Leaf const& leaf);
  void load_access(Register& reg, yaml::Leaf const& leaf);
  void load_field(Register& reg, yaml::Leaf const& leaf);
  void load_type(Field& field, yaml::Leaf const& leaf);
  void load_bounds(Field& field, yaml::Leaf const& leaf);
  void load_values(Register const& reg, Field& field, yaml::Leaf const& leaf);
  void mark_of_today(Register& reg);
  void load_rule(Register& reg, yaml::Leaf const& leaf);
  void load_lifecycle(Register& reg, yaml::Leaf const& leaf);
  State state_of(yaml::Leaf const& leaf);
  Move move_of(yaml::Leaf const& leaf);
  void check_lifecycle(Register const& reg, yaml::Leaf const& leaf);
  void check_names(Register const& reg, yaml::Leaf const& leaf);
  void check_across();                           // what only all files together show
  void check_items(Items const& items);
  /// A condition whose properties all exist; nothing after a fault.
  std::optional<query::Node> expression(Register const& reg, yaml::Leaf const& leaf, std::string_view key, bool needed);

  yaml::Problems& problems_;
  std::shared_ptr<Set> made_ = std::make_shared<Set>();
  std::map<std::string, std::string> field_places_;   // "register.field" → file:line
};

/// Those of `words` that `word` was perhaps meant to be, the likeliest first; empty when none is like it.
std::vector<std::string> nearest(std::vector<std::string> const& words, std::string_view word);
Title title_of(yaml::Leaf const& leaf, std::string_view key, bool needed);
bool is_id(std::string_view text);               // [a-z][a-z0-9_]*, at most 40
bool is_pattern(std::string_view text);
bool fits_pattern(std::string const& pattern, std::string_view text);   // the whole text
std::optional<Type> parse_type(std::string_view name);
std::optional<Form> parse_form(std::string_view name);

}  // namespace definitions
