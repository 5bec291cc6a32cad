#pragma once
// Small text tools for what people type.
#include <string>
#include <string_view>

namespace geo::inside {

/// Full-width letters, digits and signs (U+FF01..U+FF5E, U+3000) as ASCII; the rest as it is.
std::string half_width(std::string_view text);
void replace_all(std::string& text, std::string_view from, std::string_view to);
/// Takes `word` out wherever it stands; whether it stood there.
bool take_out(std::string& text, std::string_view word);

}  // namespace geo::inside
