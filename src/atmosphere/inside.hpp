#pragma once
// Private: rows of rules, with what is uncertain about them.
#include "atmosphere/atmosphere.hpp"

namespace atmosphere {

inline constexpr int places_exact = 6;           // of a mean shown before its rounding

/// Reads the parameters of one edition on one day and remembers what it rests on.
class Rules {
 public:
  Rules(catalog::Catalog const& catalog, catalog::Edition const* edition, Day on) : catalog_(catalog), edition_(edition), on_(on) {}
  catalog::Edition const* edition() const { return edition_; }
  Day on() const { return on_; }
  /// nullptr when there is none; a to_file row is replaced as the edition's table 沿用 says, which makes the answer uncertain.
  catalog::Parameter const* find(std::string const& table, std::string const& subject, std::string const& name);
  std::optional<int> integer(std::string const& table, std::string const& subject, std::string const& name);
  std::string text(std::string const& table, std::string const& subject, std::string const& name);   // "" when absent
  std::vector<assess::Basis> basis;
  std::vector<std::string> notes;                // said once each
  void say(std::string note);

 private:
  void cite(catalog::Parameter const& row);
  catalog::Catalog const& catalog_;
  catalog::Edition const* edition_;
  Day on_;
};

/// The limit of a pollutant by its averaging time in a set on a day; nullptr when there is none.
catalog::Limit const* limit_of(catalog::Catalog const& catalog, std::string const& set, std::size_t pollutant, std::string const& averaging, Day on);
inline std::string name_of_pollutant(std::size_t i) { return std::string(pollutants[i]); }

}  // namespace atmosphere
