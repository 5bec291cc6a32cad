// Worked cases: the columns are the catalogue's, the comparison is by the keys that the case expects.
#include <algorithm>
#include <cmath>

#include "calculator/inside.hpp"
#include "tabular/tabular.hpp"

namespace calculator {
namespace {

using base::Decimal;

// The number a text begins with: "14.45 kg/h (5.9+…)" 14.45, "24.7%" none: there the text decides.
std::optional<Decimal> number_before_remark(std::string_view text) {
  auto const number = Decimal::parse(base::trim(text.substr(0, text.find(' '))));
  return number ? std::optional(*number) : std::nullopt;
}

// "±0.0005" "1e-9" "exact": how far a number may lie.
double tolerance_of(std::string_view text) {
  constexpr std::string_view sign = "±";
  text = base::trim(text.starts_with(sign) ? text.substr(sign.size()) : text);
  return std::abs(base::parse_number(text).value_or(0));
}

bool agree_plainly(catalog::Case const& each, std::string_view key, std::string_view expected, std::string_view got) {
  if (expected == got) {
    return true;
  }
  if (key.empty() && !got.empty() && expected.starts_with(got) && expected.substr(got.size()).starts_with("(")) {
    return true;   // a remark of who wrote the case
  }
  auto const a = number_before_remark(expected);
  auto const b = number_before_remark(got);
  constexpr double slack = 1 + 1e-9;   // binary noise of the difference
  return a && b && (*a == *b || std::abs(a->to_double() - b->to_double()) <= tolerance_of(each.tolerance) * slack);
}

}  // namespace

base::Result<std::vector<catalog::Case>> cases_of(std::string_view tsv) {
  auto const table = tabular::parse_table(tsv, '\t');
  if (!table) {
    return table.error();
  }
  for (auto const* column : {"id", "topic", "standard", "inputs", "expected"}) {
    if (!table->column(column)) {
      return base::Problem("missing_column", "column '" + std::string(column) + "' is missing", "line 1", "write id, topic, standard, inputs, expected");
    }
  }
  std::vector<catalog::Case> cases;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    auto const cell = [&](char const* column) { return std::string(table->cell(row, column)); };
    cases.push_back({cell("id"), cell("topic"), cell("standard"), cell("inputs"), cell("expected"), cell("tolerance"), cell("origin"), cell("source"),
                     cell("note")});
  }
  return cases;
}

Words words_of(std::string_view text) {
  Words words;
  for (auto const part : base::split(text, ';')) {
    auto const at = part.find('=');
    bool const keyed = at != std::string_view::npos;
    words.emplace_back(std::string(base::trim(keyed ? part.substr(0, at) : "")), std::string(base::trim(keyed ? part.substr(at + 1) : part)));
  }
  return words;
}

std::string word(Words const& words, std::string_view key) {
  auto const found = std::find_if(words.begin(), words.end(), [&](auto const& each) { return each.first == key; });
  return found == words.end() ? std::string() : found->second;
}

Calculator::CaseResult run_case(catalog::Catalog const& catalog, CaseEntry const* entry, catalog::Case const& each) {
  Calculator::CaseResult result{each.id, each.topic, "skipped", ""};
  // Figures that their own authority's rule does not give are kept for information; a case that expects nothing says nothing.
  if (entry == nullptr || base::trim(each.expected).empty() || each.tolerance == "info" || each.origin == "published-nonreproducing") {
    return result;
  }
  auto const answered = entry->answer(catalog, each);
  result.outcome = answered ? "passed" : "failed";
  result.got = answered ? "" : base::to_string(answered.error());
  for (auto const& [key, expected] : answered ? words_of(each.expected) : Words()) {
    auto const got = word(*answered, key);
    result.got += (result.got.empty() ? "" : ";") + key + (key.empty() ? "" : "=") + got;
    bool const same = entry->agrees != nullptr ? entry->agrees(key, expected, got) : agree_plainly(each, key, expected, got);
    result.outcome = same ? result.outcome : "failed";
  }
  return result;
}

}  // namespace calculator
