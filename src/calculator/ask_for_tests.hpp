#pragma once
// Private, for tests: the calculator asked by lines.
#include <boost/json.hpp>

#include "assess/catalogue_for_tests.hpp"
#include "calculator/calculator.hpp"

namespace calculator::for_tests {

inline Calculator const& desk() {
  static Calculator const made(catalogue());
  return made;
}

inline std::string ask(std::string_view line, bool why = false) {
  std::string out;
  desk().answer(line, out, why);
  return out;
}

/// Of the error of an answer; "" where there is none.
inline std::string code_of(std::string const& answer) {
  auto const value = boost::json::parse(answer);
  auto const* error = value.as_object().if_contains("error");
  return error == nullptr ? "" : std::string(error->at("code").as_string());
}

}  // namespace calculator::for_tests
