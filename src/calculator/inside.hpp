#pragma once
// Private: what a topic is made of. A field of work writes topics_<field>.cpp with a function that gives its entries.
#include <functional>
#include <optional>

#include <boost/json.hpp>

#include "assess/assess.hpp"
#include "calculator/calculator.hpp"

namespace calculator {

namespace json = boost::json;

/// One line, taken apart. Readers refuse with the place and how to mend it.
struct Question {
  catalog::Catalog const& catalog;
  Topic const& topic;
  json::object const& line;
  json::object const& inputs;             // empty when the line has none
  bool why = false;

  /// Day of the datum: "on", else the first day of the edition "standard" names, else the only edition of Topic::standard.
  /// Problems: bad_date, missing_on, unknown_standard, no_edition.
  base::Result<base::Day> on() const;
  /// The edition of Topic::standard on that day. Problems as above.
  base::Result<catalog::Edition const*> edition() const;
  /// Of inputs, else of the line. Problems: missing_input, bad_number (numbers and numbers as text are taken).
  base::Result<base::Decimal> number(char const* name) const;
  std::optional<base::Result<base::Decimal>> number_if(char const* name) const;   // null counts as absent
  base::Result<std::vector<base::Decimal>> numbers(char const* name) const;       // an array, or "1,2,3"
  std::string text(char const* name) const;                                       // "" when absent
  base::Result<std::string> choice(Field const& field) const;                     // one of its choices; the first when absent and not required
};
struct Answer {
  json::object result;
  std::vector<assess::Basis> basis;
  std::vector<std::string> notes;
  std::optional<assess::Why> why;         // made only when the question wants it
};
using Answerer = base::Result<Answer> (*)(Question const&);

/// A worked case's words: "a=1;b=2" in order.
using Words = std::vector<std::pair<std::string, std::string>>;
Words words_of(std::string_view text);
std::string word(Words const& words, std::string_view key);          // "" when absent
/// What a case of these topics gets: key → text for every key it expects, computed through the same rooms.
using CaseAnswerer = base::Result<Words> (*)(catalog::Catalog const&, catalog::Case const&);
/// Whether an answer is what the case expects, where plain comparison of texts and numbers within the tolerance is not enough; nullptr = plain.
using CaseAgrees = bool (*)(std::string_view key, std::string_view expected, std::string_view got);
struct CaseEntry { std::vector<std::string> topics; CaseAnswerer answer; CaseAgrees agrees = nullptr; };

struct Entry { Topic topic; Answerer answer; };
struct Entries { std::vector<Entry> topics; std::vector<CaseEntry> cases; };

Entries general_topics();      // rounding, percentile, limits, times over, identifiers: topics_general.cpp
Entries air_topics();          // topics_air.cpp
Entries water_topics();        // topics_water.cpp: surface, ground, drinking, irrigation
Entries surroundings_topics(); // topics_surroundings.cpp: noise, soil, ecology, carbon, emergency grade
Entries emission_topics();     // topics_emission.cpp

/// Decimal of a JSON number or text. Problem: bad_number.
base::Result<base::Decimal> decimal_of(json::value const& value, std::string const& where);

}  // namespace calculator
