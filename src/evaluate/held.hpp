#pragma once
// Private: values of a record by their type.
#include <optional>
#include <string_view>

#include "definitions/definitions.hpp"

namespace evaluate {

/// nullptr where the field has no value of that type.
template <typename T>
T const* held(definitions::Values const& values, std::string_view field) {
  auto const found = values.find(field);
  return found == values.end() ? nullptr : std::get_if<T>(&found->second);
}
template <typename T>
std::optional<T> held_copy(definitions::Values const& values, std::string_view field) {
  auto const* value = held<T>(values, field);
  return value == nullptr ? std::nullopt : std::optional<T>(*value);
}

}  // namespace evaluate
