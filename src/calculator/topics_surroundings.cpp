// Noise, soil, ecology, greenhouse gases, emergencies: put together, and what they share.
#include "calculator/surroundings.hpp"

namespace calculator {

base::Day day_of_case(catalog::Catalog const& catalog, catalog::Case const& each, std::string_view standard) {
  auto const* named = edition_of_case(catalog, each.standard);
  if (named != nullptr && (named->number == standard || named->number.starts_with(std::string(standard) + "-"))) {
    return named->effective_from;
  }
  auto const editions = editions_of(catalog, standard);
  return editions.empty() ? base::Day() : editions.back()->effective_from;
}

std::optional<base::Decimal> case_number_if(Words const& words, std::string_view key) {
  auto const number = base::Decimal::parse(word(words, key));
  return number ? std::optional(*number) : std::nullopt;
}

base::Result<base::Decimal> case_number(Words const& words, std::string_view key) {
  auto const text = word(words, key);
  if (text.empty()) {
    return base::Problem("missing_input", "the case has no '" + std::string(key) + "'");
  }
  return base::Decimal::parse(text);
}

std::string joined(std::vector<std::string> const& texts, std::string_view between) {
  std::string all;
  for (auto const& text : texts) {
    all += (all.empty() ? "" : std::string(between)) + text;
  }
  return all;
}

assess::Why line_of(std::string title, std::string title_en, std::string value, std::string unit, std::string how) {
  assess::Why why;
  why.title = std::move(title);
  why.title_en = std::move(title_en);
  why.value = std::move(value);
  why.unit = std::move(unit);
  why.how = std::move(how);
  return why;
}

void explain(Question const& question, Answer& answer, assess::Why root) {
  if (question.why) {
    root.basis = answer.basis;
    root.note = joined(answer.notes, "；");
    answer.why = std::move(root);
  }
}

Entries surroundings_topics() {
  Entries all;
  for (auto* const make : {noise_topics, soil_topics, ecology_topics, carbon_topics}) {
    auto some = make();
    all.topics.insert(all.topics.end(), std::make_move_iterator(some.topics.begin()), std::make_move_iterator(some.topics.end()));
    all.cases.insert(all.cases.end(), std::make_move_iterator(some.cases.begin()), std::make_move_iterator(some.cases.end()));
  }
  return all;
}

}  // namespace calculator
