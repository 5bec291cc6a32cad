#include "query/tokens.hpp"

#include <algorithm>

namespace query::inside {
namespace {

constexpr std::string_view blanks[] = {" ", "\t", "\n", "\r", "\xC2\xA0", "\xE3\x80\x80"};  // the last is U+3000

std::size_t blank_length(std::string_view rest) {
  auto const* const found = std::find_if(std::begin(blanks), std::end(blanks), [&](auto blank) { return rest.starts_with(blank); });
  return found == std::end(blanks) ? 0 : found->size();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t number_length(std::string_view rest) {
  std::size_t at = 0;
  auto const digits = [&] {
    auto const from = at;
    while (at < rest.size() && is_digit(rest[at])) {
      ++at;
    }
    return at - from;
  };
  auto seen = digits();
  if (at < rest.size() && rest[at] == '.') {
    ++at;
    seen += digits();
  }
  if (seen == 0) {
    return 0;
  }
  auto const mantissa = at;
  if (at < rest.size() && (rest[at] == 'e' || rest[at] == 'E')) {
    ++at;
    if (at < rest.size() && (rest[at] == '+' || rest[at] == '-')) {
      ++at;
    }
    if (digits() == 0) {
      at = mantissa;
    }
  }
  return at;
}

std::size_t sign_length(std::string_view rest) {
  for (auto const two : {"<>", "<=", ">="}) {
    if (rest.starts_with(two)) {
      return 2;
    }
  }
  return std::string_view("(),=<>+-*/%^").find(rest.front()) != std::string_view::npos ? 1 : 0;
}

// Between quotes. A doubled quote is one. Backslashes directly before a quote: two are one backslash, an odd one takes the quote as
// a letter (the standard's \'); elsewhere a backslash is a letter like any other.
std::size_t quoted_length(std::string_view rest, std::string& value) {
  char const quote = rest.front();
  std::size_t at = 1;
  while (at < rest.size()) {
    auto const slashes = std::min(rest.find_first_not_of('\\', at), rest.size()) - at;
    auto const after = at + slashes;
    bool const counts = quote == '\'' && slashes > 0 && after < rest.size() && rest[after] == quote;
    value.append(counts ? slashes / 2 : slashes, '\\');
    at = after;
    if (at == rest.size()) {
      break;
    }
    bool const taken = counts && slashes % 2 == 1;
    if (rest[at] == quote && !taken) {
      if (at + 1 == rest.size() || rest[at + 1] != quote) {
        return at + 1;
      }
      ++at;
    }
    value += rest[at++];
  }
  return 0;
}

}  // namespace

base::Problem bad_filter(std::string_view text, std::size_t byte, std::string detail, std::string mend) {
  return base::Problem("bad_filter", std::move(detail), "character " + std::to_string(count_letters(text.substr(0, byte)) + 1), std::move(mend));
}

base::Result<std::vector<Token>> cut(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    auto const rest = text.substr(at);
    if (auto const blank = blank_length(rest); blank != 0) {
      at += blank;
      continue;
    }
    Token token{.word = Word::sign, .raw = {}, .at = at, .value = {}};
    std::size_t length = 0;
    if (rest.front() == '\'' || rest.front() == '"') {
      token.word = rest.front() == '\'' ? Word::text : Word::quoted_name;
      length = quoted_length(rest, token.value);
      if (length == 0) {
        return bad_filter(text, at, "a quote opens here and is not closed", "a quote within a text is doubled: 'O''Brien'");
      }
    } else if ((length = number_length(rest)) != 0) {
      token.word = Word::number;
    } else if ((length = name_length(rest)) != 0) {
      token.word = Word::name;
    } else if ((length = sign_length(rest)) == 0) {
      auto const letter = rest.substr(0, letter_at(rest, 1));
      return bad_filter(text, at, "unexpected '" + base::printable(letter) + "'", "write ASCII signs; names with other signs stand in double quotes");
    }
    token.raw = rest.substr(0, length);
    at += length;
    tokens.push_back(std::move(token));
  }
  tokens.push_back({.word = Word::end, .raw = {}, .at = text.size(), .value = {}});
  return tokens;
}

}  // namespace query::inside
