#pragma once
// Private: parameters of the tables, or the problem that one is missing or not on file.
#include "waters/waters.hpp"

namespace waters {

inline constexpr char const* method_standard = "环办〔2011〕22号";

/// A number of "<edition>/<table>" on a day.
inline base::Result<Decimal> number_of(catalog::Catalog const& catalog, std::string const& table, std::string_view subject, std::string_view name, Day on) {
  auto const* row = catalog.parameter(table, subject, name, on);
  if (row == nullptr || !row->number) {
    return assess::cannot_judge("规则参数未录入：" + std::string(name) + " / a number of the rule is not on file", table);
  }
  return *row->number;
}
/// Met by what was not detected, and by a count of nothing.
inline bool asks_for_nothing(catalog::ClassLimit const& row) { return row.text == "不得检出" || row.text == "不应检出"; }
inline std::int64_t whole(Decimal number) { return number.rounded(0).coefficient(); }
/// An edition of a standard on a day.
inline base::Result<catalog::Edition const*> edition_on(catalog::Catalog const& catalog, std::string_view standard, Day on) {
  if (auto const* edition = catalog.in_force(standard, on)) {
    return edition;
  }
  return assess::cannot_judge("该日没有现行版本：" + base::format(on) + " / no edition holds on " + base::format(on), std::string(standard));
}

/// The method of 2011 and the day its rules are read on: for earlier data as it was when it began.
struct Method { catalog::Edition const* edition = nullptr; Day on; };
inline base::Result<Method> method_of(catalog::Catalog const& catalog, Day on) {
  if (auto const* edition = catalog.in_force(method_standard, on)) {
    return Method{edition, on};
  }
  auto const* edition = catalog.edition(method_standard);
  if (edition == nullptr || edition->effective_from <= on) {
    return assess::cannot_judge("评价办法未录入 / the method is not on file", method_standard);
  }
  return Method{edition, edition->effective_from};
}

}  // namespace waters
