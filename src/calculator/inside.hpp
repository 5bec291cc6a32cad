#pragma once
// Private: what a topic is made of. A field of work writes topics_<field>.cpp with a function that gives its entries.
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
  std::vector<catalog::Edition const*> const& editions;   // of Topic::standard, oldest first

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
  base::Result<std::string> choice(char const* name) const;                       // of the topic's field of that name
  base::Result<bool> yes_no(char const* name, bool otherwise = false) const;      // true, false, "yes", "no", "是", "否"
  /// Inputs that are no field of the topic, null left out: what the line calls items.
  std::vector<std::pair<std::string, json::value const*>> items() const;

 private:
  json::value const* find(std::string_view name, std::string* where = nullptr) const;
  base::Result<catalog::Edition const*> named_edition(std::string const& standard) const;
};
/// Where an answer under way is kept: given back as a whole once it is written. Objects made in it are moved into the result, others copied.
json::storage_ptr answer_memory();
struct Answer {
  json::object result{answer_memory()};
  std::vector<assess::Basis> basis;
  std::vector<std::string> notes;
  std::optional<assess::Why> why;         // made only when the question wants it
};
using Answerer = base::Result<Answer> (*)(Question const&);

/// A worked case's words: "a=1;b=2" in order. A word without "=" has the key "".
using Words = std::vector<std::pair<std::string, std::string>>;
Words words_of(std::string_view text);
std::string word(Words const& words, std::string_view key);          // "" when absent
/// What a case of these topics gets: key → text for every key it expects, computed through the same rooms.
using CaseAnswerer = base::Result<Words> (*)(catalog::Catalog const&, catalog::Case const&);
/// Whether an answer is what the case expects, where plain comparison of texts and numbers within the tolerance is not enough; nullptr = plain.
/// Plain: the same text; or both numbers within the tolerance, the expected one with a unit or a remark behind it ("14.45 kg/h (5.9+…)");
/// or, of a word without "=", the same but for a remark in parentheses that the case adds.
using CaseAgrees = bool (*)(std::string_view key, std::string_view expected, std::string_view got);
struct CaseEntry { std::vector<std::string> topics; CaseAnswerer answer; CaseAgrees agrees = nullptr; };

Calculator::CaseResult run_case(catalog::Catalog const& catalog, CaseEntry const* entry, catalog::Case const& each);   // no entry: skipped

struct Entry { Topic topic; Answerer answer; };
struct Entries { std::vector<Entry> topics; std::vector<CaseEntry> cases; };

Entries general_topics();      // rounding, percentile, limits, times over, identifiers: topics_general.cpp
Entries air_topics();          // topics_air.cpp
Entries water_topics();        // topics_water.cpp: surface, ground, drinking, irrigation
Entries surroundings_topics(); // topics_surroundings.cpp: noise, soil, ecology, carbon, emergency grade
Entries emission_topics();     // topics_emission.cpp

/// Decimal of a JSON number or text. Problem: bad_number at place + glance(name).
base::Result<base::Decimal> decimal_of(json::value const& value, std::string_view place, std::string_view name = {});
/// A decimal as a JSON number: 4.5 is written 4.5, whole ones without a point.
json::value number_of(base::Decimal value);
/// As JSON text, numbers with the digits people see. What is not UTF-8 is shown as \xNN.
void append_json(json::value const& value, std::string& out);
void append_json_text(std::string_view text, std::string& out);
/// What is uncertain of a comparison with a limit: that there is none, that it is from memory.
void note_limit(assess::LimitVerdict const& verdict, Answer& answer);
/// For refusals: of a stranger's text no more than a glance.
std::string glance(std::string_view text);

/// The edition a case's standard names: "HJ 633-2026 4.2.2" that of 2026, "HJ 633" the latest; nullptr when none is named.
catalog::Edition const* edition_of_case(catalog::Catalog const& catalog, std::string_view standard);

}  // namespace calculator
