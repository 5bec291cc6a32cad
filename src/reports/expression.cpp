// Expressions of templates, as they are written.
#include <algorithm>
#include <array>

#include "reports/inside.hpp"

namespace reports {
namespace {

struct Known { std::string_view name; std::size_t least, most; };
constexpr std::array filters{Known{"digits", 1, 1}, Known{"percent", 0, 1}, Known{"signed", 0, 0}, Known{"abs", 0, 0},  Known{"or", 1, 1},
                             Known{"join", 0, 2},   Known{"pairs", 0, 1},   Known{"count", 0, 0},  Known{"yes", 2, 2},  Known{"unit", 1, 1},
                             Known{"date", 0, 0},   Known{"keys", 0, 1},    Known{"as", 2, 16},
                             Known{"most", 1, 1},   Known{"time", 0, 0}};
constexpr std::size_t steps_max = 12, filters_max = 6;

base::Problem bad(std::string what, std::string_view text, std::string const& place) {
  return base::Problem("bad_expression", std::move(what) + " in '" + std::string(text) + "'", place, "see " + std::string(guide) + " for paths and filters");
}

/// Words apart by spaces; 'quoted ones' may hold some.
std::optional<std::vector<std::string>> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    bool const quoted = text[at] == '\'';
    auto const end = quoted ? text.find('\'', at + 1) : text.find(' ', at);
    if (quoted && end == std::string_view::npos) {
      return std::nullopt;
    }
    words.emplace_back(text.substr(at + (quoted ? 1 : 0), end == std::string_view::npos ? end : end - at - (quoted ? 1 : 0)));
    at = end == std::string_view::npos ? text.size() : end + (quoted ? 1 : 0);
  }
  return words;
}

/// The next sign of `signs` outside of quotes, or the end.
std::size_t next_of(std::string_view text, std::string_view signs, std::size_t from) {
  bool quoted = false;
  for (auto at = from; at < text.size(); ++at) {
    quoted = text[at] == '\'' ? !quoted : quoted;
    if (!quoted && signs.find(text[at]) != std::string_view::npos) {
      return at;
    }
  }
  return text.size();
}

std::string unquoted(std::string_view text) {
  return std::string(text.size() >= 2 && text.front() == '\'' && text.back() == '\'' ? text.substr(1, text.size() - 2) : text);
}

base::Result<Step> parse_step(std::string_view text, std::string_view whole, std::string const& place) {
  Step step;
  auto const bracket = next_of(text, "[", 0);
  auto name = text.substr(0, bracket);
  if (bracket < text.size()) {
    auto const inner = text.substr(bracket + 1);
    auto const equals = next_of(inner, "=", 0), close = next_of(inner, "]", 0);
    if (close == inner.size() || close + 1 != inner.size() || equals >= close) {
      return bad("'[key=value]' is not whole", whole, place);
    }
    step.where_key = unquoted(inner.substr(0, equals));
    step.where_value = unquoted(inner.substr(equals + 1, close - equals - 1));
  }
  if (name.ends_with('?')) {
    step.optional = true;
    name.remove_suffix(1);
  }
  step.name = unquoted(name);
  if (step.name.empty() || (name.front() != '\'' && name.find_first_of(" \"{}*") != std::string_view::npos)) {
    return bad("a name is missing or has signs that want quotes", whole, place);
  }
  return step;
}

}  // namespace

base::Result<Expression> parse_expression(std::string_view text, std::string const& place) {
  Expression made{.path = {}, .filters = {}, .text = std::string(base::trim(text)), .place = place};
  std::string_view const all = made.text;
  auto const bar = next_of(all, "|", 0);
  auto const path = base::trim(all.substr(0, bar));
  for (std::size_t at = 0; at <= path.size();) {
    auto end = next_of(path, ".[", at);
    end = end < path.size() && path[end] == '[' ? next_of(path, ".", next_of(path, "]", end)) : end;
    auto const step = parse_step(path.substr(at, end - at), all, place);
    if (!step) {
      return step.error();
    }
    made.path.push_back(*step);
    at = end + 1;
  }
  for (auto at = bar; at < all.size();) {
    auto const end = next_of(all, "|", at + 1);
    auto const words = words_of(all.substr(at + 1, end - at - 1));
    if (!words || words->empty()) {
      return bad("a filter is not whole", all, place);
    }
    auto const* const known = std::find_if(filters.begin(), filters.end(), [&](Known const& one) { return one.name == words->front(); });
    if (known == filters.end() || words->size() - 1 < known->least || words->size() - 1 > known->most) {
      return bad("'" + words->front() + "' is no filter, or has other arguments", all, place);
    }
    bool const counts = words->front() == "digits" || words->front() == "percent" || words->front() == "most";
    if (counts && words->size() > 1 && !(base::parse_integer((*words)[1]).value_or(-1) >= 0 && base::parse_integer((*words)[1]).value_or(99) <= 9)) {
      return bad("'" + words->front() + "' takes 0 to 9 places", all, place);
    }
    made.filters.push_back({words->front(), {words->begin() + 1, words->end()}});
    at = end;
  }
  if (made.path.size() > steps_max || made.filters.size() > filters_max) {
    return bad("there are too many steps or filters", all, place);
  }
  return made;
}

base::Result<std::vector<Piece>> parse_text(std::string_view text, std::string const& place) {
  std::vector<Piece> pieces;
  std::string words;
  bool bold = false;
  auto const put = [&] {
    if (!words.empty()) {
      pieces.push_back({std::move(words), std::nullopt, bold});
      words.clear();
    }
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const two = text.substr(at, 2);
    if (two == "{{" || two == "}}") {
      words += text[at++];
    } else if (two == "**") {
      put();
      bold = !bold;
      ++at;
    } else if (text[at] == '{') {
      auto const end = next_of(text, "}", at + 1);
      if (end == text.size()) {
        return bad("'{' is not closed", text.substr(at), place);
      }
      auto expression = parse_expression(text.substr(at + 1, end - at - 1), place);
      if (!expression) {
        return expression.error();
      }
      put();
      pieces.push_back({{}, *std::move(expression), bold});
      at = end;
    } else if (text[at] == '}') {
      return bad("'}' is not opened; a brace of its own is written '}}'", text, place);
    } else {
      words += text[at];
    }
  }
  put();
  return pieces;
}

}  // namespace reports
