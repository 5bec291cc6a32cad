// Rows of tables by the day; items by what people call them.
#include <algorithm>

#include "catalog/loader.hpp"

namespace catalog {
namespace {

template <typename Row>
std::vector<Row const*> rows_on(std::map<std::string, std::vector<std::size_t>, std::less<>> const& by_table, std::vector<Row> const& rows,
                                std::string_view table, Day on) {
  std::vector<Row const*> found;
  auto const at = by_table.find(table);
  for (auto const index : at == by_table.end() ? std::vector<std::size_t>() : at->second) {
    auto const& row = rows[index];
    if (row.from <= on && (!row.to || on <= *row.to)) {
      found.push_back(&row);
    }
  }
  return found;
}

bool within(Grade const& grade, Decimal value) {
  bool const above = !grade.low || (grade.low_excluded ? *grade.low < value : *grade.low <= value);
  bool const below = !grade.high || (grade.high_excluded ? value < *grade.high : value <= *grade.high);
  return above && below;
}

}  // namespace

Edition const* Catalog::in_force(std::string_view standard, Day on) const {
  // A folder's name stands for its standard: "HJ663-2013" and "HJ 663-2013" both mean "HJ 663".
  std::string wanted(standard);
  if (auto const* named = edition(standard)) {
    wanted = named->number.substr(0, named->number.rfind('-'));
  }
  for (auto const& each : editions_) {
    auto const dash = each.number.rfind('-');
    bool const same = each.number == wanted || (dash != std::string::npos && each.number.compare(0, dash, wanted) == 0);
    if (same && each.applied_from <= on && (!each.effective_to || on <= *each.effective_to)) {
      return &each;
    }
  }
  return nullptr;
}

std::vector<ClassLimit const*> Catalog::classes(std::string_view table, Day on) const { return rows_on(classes_of_, classes_, table, on); }

std::vector<ClassLimit const*> Catalog::classes(std::string_view table, std::string_view factor, Day on) const {
  auto rows = classes(table, on);
  std::erase_if(rows, [&](auto const* row) { return row->factor.empty() ? row->name != factor : row->factor != factor; });
  std::sort(rows.begin(), rows.end(), [](auto const* a, auto const* b) { return a->rank < b->rank; });
  return rows;
}

std::vector<Grade const*> Catalog::grades(std::string_view table, Day on) const {
  auto rows = rows_on(grades_of_, grades_, table, on);
  std::sort(rows.begin(), rows.end(), [](auto const* a, auto const* b) { return a->rank < b->rank; });
  return rows;
}

Grade const* Catalog::grade(std::string_view table, Decimal value, Day on) const {
  // Asked a million times a second: rows are looked at where they lie, and the best rank that fits wins.
  Grade const* best = nullptr;
  auto const at = grades_of_.find(table);
  if (at == grades_of_.end()) {
    return nullptr;
  }
  for (auto const index : at->second) {
    auto const& row = grades_[index];
    bool const holds = row.from <= on && (!row.to || on <= *row.to);
    best = holds && within(row, value) && (best == nullptr || row.rank < best->rank) ? &row : best;
  }
  return best;
}

std::vector<Parameter const*> Catalog::parameters(std::string_view table, Day on) const {
  return rows_on(parameters_of_, parameters_, table, on);
}

Parameter const* Catalog::parameter(std::string_view table, std::string_view subject, std::string_view name, Day on) const {
  for (auto const* row : parameters(table, on)) {
    if (row->subject == subject && row->name == name) {
      return row;
    }
  }
  return nullptr;
}

std::vector<std::string> Catalog::tables() const {
  std::vector<std::string> names;
  for (auto const* by_table : {&classes_of_, &grades_of_, &parameters_of_}) {
    for (auto const& [table, rows] : *by_table) {
      names.push_back(table);
    }
  }
  return names;
}

Law const* Catalog::law(std::string_view id) const {
  auto const found = std::find_if(laws_.begin(), laws_.end(), [&](Law const& law) { return law.id == id; });
  return found == laws_.end() ? nullptr : &*found;
}

Factor const* Catalog::item(std::string_view text, std::string_view medium) const {
  auto const [first, last] = factor_by_word_.equal_range(base::to_lower(base::trim(text)));
  for (auto at = first; at != last; ++at) {
    auto const& factor = factors_[at->second];
    if (medium.empty() || factor.medium == medium) {
      return &factor;
    }
  }
  return nullptr;
}

bool Catalog::names_item(std::string_view word) const { return item(word) != nullptr || printed_names_.contains(word); }

std::vector<std::string> Catalog::item_names() const {
  auto names = printed_names_;
  names.insert(aliases_.begin(), aliases_.end());
  for (auto const& factor : factors_) {
    for (auto const* word : {&factor.code, &factor.old_code, &factor.name, &factor.name_en}) {
      names.insert(*word);
    }
  }
  names.erase("");
  return {names.begin(), names.end()};
}

}  // namespace catalog
