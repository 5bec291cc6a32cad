#pragma once
// Deviations of loggers in words: what it is, and what to do about it.
#include <string_view>

namespace console {

struct FaultWords { std::string_view name, title, title_en, advice, advice_en; };
/// A name without words of its own gets itself as title.
FaultWords words_of_fault(std::string_view name);

}  // namespace console
