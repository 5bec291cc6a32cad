#pragma once
// Private: rows of the catalogue that a sum needs, with what is to be said of them.
#include <string_view>

#include "emission/emission.hpp"

namespace emission {

constexpr double percent = 100;

/// Of one standard on a day; remembers what was taken, for basis and notes.
class Rules {
 public:
  static base::Result<Rules> of(catalog::Catalog const& catalog, std::string_view standard, Day on);
  /// Problem cannot_judge where the row is missing or its number is not on file.
  base::Result<double> number(std::string_view table, std::string_view subject, std::string_view name);
  catalog::Parameter const* row(std::string_view table, std::string_view subject, std::string_view name) const;
  std::vector<catalog::Parameter const*> rows(std::string_view table) const;
  void take(catalog::Source const& source);
  catalog::Edition const& edition() const { return *edition_; }
  std::vector<Basis> const& basis() const { return basis_; }
  std::vector<std::string> const& notes() const { return notes_; }

 private:
  catalog::Catalog const* catalog_ = nullptr;
  catalog::Edition const* edition_ = nullptr;
  Day on_;
  std::vector<Basis> basis_;
  std::vector<std::string> notes_;
};

base::Problem bad_value(std::string what, std::string where);
base::Problem not_on_file(catalog::Edition const& edition, catalog::Source const& source, std::string_view what);
/// For sums in words: at most six places, no trailing noughts.
std::string shown(double value);
void add_once(std::vector<std::string>& to, std::string const& text);

}  // namespace emission
