// One line of questions taken apart.
#include <algorithm>

#include "calculator/inside.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;

constexpr std::size_t numbers_max = 100'000;   // of a list: a year of hours, and more

std::string numbers_of(std::vector<catalog::Edition const*> const& editions) {
  std::string text;
  for (auto const* edition : editions) {
    text += (text.empty() ? "" : " or ") + edition->number;
  }
  return text;
}

// A standard's number may go before a clause or a table: "GB 3838-2002 表1".
bool names(std::string_view text, std::string_view number) {
  return text == number || (text.starts_with(number) && !(text[number.size()] >= '0' && text[number.size()] <= '9'));
}

}  // namespace

std::vector<catalog::Edition const*> editions_of(catalog::Catalog const& catalog, std::string_view standard) {
  std::vector<catalog::Edition const*> found;
  for (auto const& edition : catalog.editions()) {
    std::string_view const number = edition.number;
    auto const dash = number.rfind('-');
    if (!standard.empty() && (number == standard || (dash != std::string_view::npos && number.substr(0, dash) == standard))) {
      found.push_back(&edition);
    }
  }
  std::sort(found.begin(), found.end(), [](auto const* a, auto const* b) { return a->applied_from < b->applied_from; });
  return found;
}

catalog::Edition const* edition_of_case(catalog::Catalog const& catalog, std::string_view standard) {
  catalog::Edition const* longest = nullptr;   // "GB 3095-2012" also begins what names its amendment
  for (auto const& edition : catalog.editions()) {
    bool const named = names(standard, edition.number) || standard == edition.id;
    longest = named && (longest == nullptr || longest->number.size() < edition.number.size()) ? &edition : longest;
  }
  if (longest != nullptr) {
    return longest;
  }
  for (auto const& edition : catalog.editions()) {
    std::string_view const number = edition.number;
    auto const dash = number.rfind('-');
    bool const named = dash != std::string_view::npos && names(standard, number.substr(0, dash));
    longest = named && (longest == nullptr || longest->effective_from < edition.effective_from) ? &edition : longest;
  }
  return longest;
}

Result<Decimal> decimal_of(json::value const& value, std::string_view place, std::string_view name) {
  constexpr std::int64_t whole_max = 1'000'000'000'000'000'000;
  if (auto const* whole = value.if_int64(); whole != nullptr && -whole_max < *whole && *whole < whole_max) {
    return Decimal(*whole, 0);
  }
  auto number = value.is_string()   ? Decimal::parse(base::trim({value.get_string().data(), value.get_string().size()}))
                : value.is_double() ? Decimal::parse(base::format_number(value.get_double()))
                                    : Result<Decimal>(Problem("bad_number", ""));
  if (!number) {
    return Problem("bad_number", "the input is not a decimal number: " + glance(json::serialize(value)), std::string(place) + glance(name),
                   "write a number, or a decimal as text");
  }
  return number;
}

json::value const* Question::find(std::string_view name, std::string* where) const {
  auto const* value = inputs.if_contains(name);
  bool const inside = value != nullptr;
  value = inside ? value : line.if_contains(name);
  if (where != nullptr) {
    *where = (inside || value == nullptr ? "inputs." : "") + std::string(name);
  }
  return value == nullptr || value->is_null() ? nullptr : value;
}

Result<catalog::Edition const*> Question::named_edition(std::string const& standard) const {
  catalog::Edition const* found = nullptr;
  for (auto const* edition : editions) {
    bool const longer = found == nullptr || found->number.size() < edition->number.size();
    found = (names(standard, edition->number) || standard == edition->id) && longer ? edition : found;
  }
  if (found == nullptr && (topic.standard.empty() || editions.empty())) {
    found = edition_of_case(catalog, standard);
  }
  bool const by_number = !topic.standard.empty() && standard == topic.standard && editions.size() == 1;
  found = found == nullptr && by_number ? editions.front() : found;
  if (found == nullptr) {
    return Problem("unknown_standard", "'" + glance(standard) + "' is no edition of " + (topic.standard.empty() ? "a standard" : topic.standard) +
                                           " in the catalogue",
                   "standard", editions.empty() ? "" : "write " + numbers_of(editions));
  }
  return found;
}

Result<base::Day> Question::on() const {
  auto const standard = text("standard");
  if (auto const* given = line.if_contains("on"); given != nullptr && !given->is_null()) {
    auto const day = base::parse_day(given->is_string() ? std::string_view(given->get_string().data(), given->get_string().size()) : "");
    if (!day) {
      return Problem("bad_date", day.error().detail, "on", "write 2026-03-05");
    }
    if (standard.empty()) {
      return day;
    }
    auto const edition = named_edition(standard);
    if (!edition) {
      return edition.error();
    }
    if (*day < (*edition)->applied_from || ((*edition)->effective_to && *(*edition)->effective_to < *day)) {
      return Problem("no_edition", (*edition)->number + " does not hold on " + base::format(*day), "standard",
                     "leave out 'standard', and the day chooses the edition");
    }
    return day;
  }
  if (!standard.empty()) {
    auto const edition = named_edition(standard);
    return edition ? Result<base::Day>((*edition)->effective_from) : edition.error();
  }
  if (editions.size() == 1) {
    return editions.front()->effective_from;
  }
  return Problem("missing_on", "neither 'on' nor 'standard' says which edition judges", "on",
                 "give the day of the datum" + (editions.empty() ? std::string() : ", or as 'standard' " + numbers_of(editions)));
}

Result<catalog::Edition const*> Question::edition() const {
  auto const day = on();
  if (!day) {
    return day.error();
  }
  for (auto const* edition : editions) {
    if (edition->applied_from <= *day && (!edition->effective_to || *day <= *edition->effective_to)) {
      // Staged introduction: where two hold, what was named or the older nation-wide one judges.
      auto const standard = text("standard");
      if (standard.empty() || names(standard, edition->number) || standard == edition->id || standard == topic.standard) {
        return edition;
      }
    }
  }
  return Problem("no_edition", "no edition of " + topic.standard + " in the catalogue holds on " + base::format(*day), "on",
                 editions.empty() ? "" : "there are " + numbers_of(editions));
}

std::optional<Result<Decimal>> Question::number_if(char const* name) const {
  std::string where;
  auto const* value = find(name, &where);
  return value == nullptr ? std::nullopt : std::optional(decimal_of(*value, where));
}

Result<Decimal> Question::number(char const* name) const {
  auto found = number_if(name);
  if (!found) {
    return Problem("missing_input", "'" + std::string(name) + "' is missing", "inputs." + std::string(name), "give a number");
  }
  return std::move(*found);
}

Result<std::vector<Decimal>> Question::numbers(char const* name) const {
  std::string where;
  auto const* value = find(name, &where);
  if (value == nullptr) {
    return Problem("missing_input", "'" + std::string(name) + "' is missing", where, "give a list of numbers: [1, 2, 3] or \"1,2,3\"");
  }
  std::vector<Decimal> numbers;
  auto const add = [&](json::value const& one) -> std::optional<Problem> {
    auto const number = decimal_of(one, where + "[" + std::to_string(numbers.size()) + "]");
    if (!number) {
      return number.error();
    }
    if (numbers.size() == numbers_max) {
      return Problem("too_many", "the list is longer than " + std::to_string(numbers_max) + " numbers", where);
    }
    numbers.push_back(*number);
    return std::nullopt;
  };
  if (value->is_array()) {
    for (auto const& one : value->get_array()) {
      if (auto problem = add(one)) {
        return std::move(*problem);
      }
    }
    return numbers;
  }
  if (!value->is_string()) {
    if (auto problem = add(*value)) {
      return std::move(*problem);
    }
    return numbers;
  }
  for (auto const part : base::split({value->get_string().data(), value->get_string().size()}, ',')) {
    if (auto problem = add(json::value(json::string_view(part.data(), part.size())))) {
      return std::move(*problem);
    }
  }
  return numbers;
}

std::string Question::text(char const* name) const {
  auto const* value = find(name);
  if (value == nullptr) {
    return {};
  }
  if (value->is_string()) {
    return std::string(base::trim({value->get_string().data(), value->get_string().size()}));
  }
  std::string written;
  if (value->is_number()) {
    append_json(*value, written);
  }
  return written;
}

Result<std::string> Question::choice(Field const& field) const {
  std::string where;
  bool const given = find(field.name, &where) != nullptr;
  auto const word = text(field.name.c_str());
  if (!given && !field.required) {
    return field.choices.empty() ? std::string() : field.choices.front();
  }
  if (field.choices.empty() || std::find(field.choices.begin(), field.choices.end(), word) != field.choices.end()) {
    return word;
  }
  std::string known;
  for (auto const& each : field.choices) {
    known += (known.empty() ? "write " : ", ") + each;
  }
  return given ? Problem("bad_choice", "'" + glance(word) + "' is none of the choices of '" + field.name + "'", where, known)
               : Problem("missing_input", "'" + field.name + "' is missing", field.option ? field.name : where, known);
}

Result<std::string> Question::choice(char const* name) const {
  for (auto const& field : topic.fields) {
    if (field.name == name) {
      return choice(field);
    }
  }
  CHECK(false, "a topic asks only for its own fields");
  return std::string();
}

Result<bool> Question::yes_no(char const* name, bool otherwise) const {
  std::string where;
  auto const* value = find(name, &where);
  if (value == nullptr) {
    return otherwise;
  }
  if (value->is_bool()) {
    return value->get_bool();
  }
  auto const word = text(name);
  if (word == "yes" || word == "是" || word == "true") {
    return true;
  }
  if (word == "no" || word == "否" || word == "false") {
    return false;
  }
  return Problem("bad_choice", "'" + glance(word) + "' is neither yes nor no", where, "write true or false");
}

std::vector<std::pair<std::string, json::value const*>> Question::items() const {
  std::vector<std::pair<std::string, json::value const*>> found;
  for (auto const& [key, value] : inputs) {
    std::string_view const name(key.data(), key.size());
    bool const field = std::any_of(topic.fields.begin(), topic.fields.end(), [&](Field const& each) { return each.name == name; });
    if (!field && !value.is_null()) {
      found.emplace_back(std::string(name), &value);
    }
  }
  return found;
}

}  // namespace calculator
