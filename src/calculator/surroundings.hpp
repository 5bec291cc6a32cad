#pragma once
// Private: what the topics of noise, soil, ecology and greenhouse gases share.
#include "calculator/inside.hpp"

namespace calculator {

Entries noise_topics();
Entries soil_topics();
Entries ecology_topics();
Entries carbon_topics();

/// The day a case is of: the first of the edition it names where that is one of the standard, else of the standard's latest.
base::Day day_of_case(catalog::Catalog const& catalog, catalog::Case const& each, std::string_view standard);
/// A number of a case. Problem: missing_input, bad_number.
base::Result<base::Decimal> case_number(Words const& words, std::string_view key);
std::optional<base::Decimal> case_number_if(Words const& words, std::string_view key);

/// Basis and notes of a room's answer, and its explanation where that is wanted.
template <typename Judged>
Answer answer_of(Judged const& judged) {
  Answer answer;
  answer.basis = judged.basis;
  answer.notes = judged.notes;
  return answer;
}
std::string joined(std::vector<std::string> const& texts, std::string_view between);
/// A line of an explanation.
assess::Why line_of(std::string title, std::string title_en, std::string value, std::string unit = {}, std::string how = {});
/// An explanation's root with the answer's basis and notes.
void explain(Question const& question, Answer& answer, assess::Why root);

}  // namespace calculator
