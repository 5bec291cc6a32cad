#pragma once
// The text form, cut into words.
#include "query/inside.hpp"

namespace query::inside {

enum class Word : std::uint8_t { end, name, quoted_name, text, number, sign };
struct Token {
  Word word = Word::end;
  std::string_view raw;     // as it stands in the text
  std::size_t at = 0;       // byte in the text
  std::string value;        // of quoted names and texts: without quotes
};
/// The tokens of a text, with one of Word::end at the end.
base::Result<std::vector<Token>> cut(std::string_view text);
base::Problem bad_filter(std::string_view text, std::size_t byte, std::string detail, std::string mend = {});

}  // namespace query::inside
