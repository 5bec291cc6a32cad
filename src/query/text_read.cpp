// CQL2 text (OGC 21-065r2 annex B), read by descent. Wider than the standard: any expression may stand where a value may, NULL is a
// value, "name"(…) is a function, ('a',) is a list of one, a timestamp without zone is Beijing time.
#include <algorithm>

#include "query/tokens.hpp"
#include "query/tree.hpp"

namespace query {
namespace {

using inside::Part;
using inside::Token;
using inside::Word;

struct Compares {
  std::string_view sign;
  Op op;
};
constexpr Compares comparisons[] = {{"=", Op::equal},     {"<>", Op::not_equal}, {"<", Op::less},
                                    {"<=", Op::at_most},  {">", Op::greater},    {">=", Op::at_least}};
constexpr Compares terms[] = {{"+", Op::add}, {"-", Op::subtract}};
constexpr Compares factors[] = {{"*", Op::multiply}, {"/", Op::divide}, {"%", Op::modulo}, {"div", Op::whole_divide}};

class TextReader {
 public:
  TextReader(std::string_view text, std::vector<Token> tokens) : text_(text), tokens_(std::move(tokens)) {}

  base::Result<Node> read() {
    auto part = expression();
    if (part && now().word != Word::end) {
      part = fail("expected AND, OR or the end");
    }
    return part ? base::Result<Node>(std::move(part->node)) : base::Result<Node>(*problem_);
  }

 private:
  using Maybe = std::optional<Part>;

  // ---- words ----
  Token const& now() const { return tokens_[at_]; }
  Token const& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  void pass() { at_ = std::min(at_ + 1, tokens_.size() - 1); }
  static bool is_sign(Token const& token, std::string_view sign) { return token.word == Word::sign && token.raw == sign; }
  static bool is_word(Token const& token, std::string_view lower) { return token.word == Word::name && base::to_lower(token.raw) == lower; }
  bool take(std::string_view sign) { return is_sign(now(), sign) && (pass(), true); }
  bool take_word(std::string_view lower) { return is_word(now(), lower) && (pass(), true); }

  Maybe fail_at(std::size_t byte, std::string detail, std::string mend = {}) {
    if (!problem_) {
      problem_ = inside::bad_filter(text_, byte, std::move(detail), std::move(mend));
    }
    return std::nullopt;
  }
  Maybe fail(std::string expected) {
    auto const found = now().word == Word::end ? std::string("the end") : "'" + base::printable(now().raw.substr(0, 40)) + "'";
    return fail_at(now().at, std::move(expected) + ", found " + found);
  }
  bool need(std::string_view sign) { return take(sign) || fail("expected '" + std::string(sign) + "'"); }

  Maybe built(std::size_t byte, Op op, std::vector<Part> of, std::string name = {}) {
    auto made = builder_.build(op, std::move(of), std::move(name));
    return made ? Maybe(std::move(*made)) : fail_at(byte, made.error().detail, made.error().mend);
  }
  Maybe leaf(std::size_t byte, Node node) {
    auto made = builder_.leaf(std::move(node));
    return made ? Maybe(std::move(*made)) : fail_at(byte, made.error().detail, made.error().mend);
  }

  // ---- and, or, not ----
  Maybe expression() {
    if (++nested_ > depth_max) {
      return fail_at(now().at, "nested deeper than " + std::to_string(depth_max) + " levels");
    }
    auto part = joined("or", Op::any_of, &TextReader::conjunction);
    --nested_;
    return part;
  }
  Maybe conjunction() { return joined("and", Op::all_of, &TextReader::negated); }

  Maybe joined(std::string_view word, Op op, Maybe (TextReader::*inner)()) {
    auto const from = now().at;
    auto first = (this->*inner)();
    if (!first || !is_word(now(), word)) {
      return first;
    }
    std::vector<Part> of;
    of.push_back(std::move(*first));
    while (take_word(word)) {
      auto part = (this->*inner)();
      if (!part) {
        return std::nullopt;
      }
      of.push_back(std::move(*part));
    }
    return built(from, op, std::move(of));
  }

  Maybe negated() {
    auto const from = now().at;
    if (!take_word("not")) {
      return predicate();
    }
    if (++nested_ > depth_max) {
      return fail_at(from, "nested deeper than " + std::to_string(depth_max) + " levels");
    }
    auto inner = negated();
    --nested_;
    return inner ? with(from, Op::negation, std::move(inner)) : std::nullopt;
  }

  // ---- predicates ----
  Maybe with(std::size_t byte, Op op, Maybe first, Maybe second = {}, Maybe third = {}) {
    std::vector<Part> of;
    for (auto* part : {&first, &second, &third}) {
      if (*part) {
        of.push_back(std::move(**part));
      }
    }
    return built(byte, op, std::move(of));
  }

  Maybe predicate() {
    auto const from = now().at;
    auto left = sum();
    if (!left) {
      return std::nullopt;
    }
    for (auto const& [sign, op] : comparisons) {
      if (take(sign)) {
        auto right = sum();
        return right ? with(from, op, std::move(left), std::move(right)) : std::nullopt;
      }
    }
    if (take_word("is")) {
      bool const negative = take_word("not");
      if (!take_word("null")) {
        return fail("expected NULL");
      }
      return turned(negative, from, with(from, Op::is_null, std::move(left)));
    }
    bool const negative = is_word(now(), "not") && (is_word(next(), "like") || is_word(next(), "between") || is_word(next(), "in"));
    if (negative) {
      pass();
    }
    if (take_word("like")) {
      auto pattern = sum();
      return pattern ? turned(negative, from, with(from, Op::like, std::move(left), std::move(pattern))) : std::nullopt;
    }
    if (take_word("between")) {
      return turned(negative, from, bounded(from, std::move(left)));
    }
    if (take_word("in")) {
      auto items = list();
      return items ? turned(negative, from, with(from, Op::in, std::move(left), std::move(items))) : std::nullopt;
    }
    return left;
  }
  Maybe bounded(std::size_t from, Maybe left) {
    auto low = sum();
    if (!low || (!take_word("and") && !fail("expected AND between the two bounds"))) {
      return std::nullopt;
    }
    auto high = sum();
    return high ? with(from, Op::between, std::move(left), std::move(low), std::move(high)) : std::nullopt;
  }
  Maybe turned(bool negative, std::size_t from, Maybe part) {
    return part && negative ? with(from, Op::negation, std::move(part)) : std::move(part);
  }

  // ---- arithmetic ----
  Maybe sum() { return chain(terms, &TextReader::product); }
  Maybe product() { return chain(factors, &TextReader::raised); }

  Maybe chain(std::span<Compares const> signs, Maybe (TextReader::*inner)()) {
    auto const from = now().at;
    auto left = (this->*inner)();
    while (left) {
      auto const sign = std::find_if(signs.begin(), signs.end(), [&](auto const& s) { return is_sign(now(), s.sign) || is_word(now(), s.sign); });
      if (sign == signs.end()) {
        break;
      }
      pass();
      auto right = (this->*inner)();
      left = right ? with(from, sign->op, std::move(left), std::move(right)) : std::nullopt;
    }
    return left;
  }
  Maybe raised() {
    auto const from = now().at;
    auto left = factor();
    if (!left || !take("^")) {
      return left;
    }
    if (++nested_ > depth_max) {
      return fail_at(from, "nested deeper than " + std::to_string(depth_max) + " levels");
    }
    auto right = raised();
    --nested_;
    return right ? with(from, Op::power, std::move(left), std::move(right)) : std::nullopt;
  }
  Maybe factor() {
    auto const from = now().at;
    bool const minus = is_sign(now(), "-");
    if (!minus && !is_sign(now(), "+")) {
      return primary();
    }
    pass();
    if (now().word == Word::number) {
      return number(minus);
    }
    if (!minus) {
      return fail("expected a number after '+'");
    }
    auto of = primary();
    return of ? with(from, Op::multiply, leaf(from, literal(base::Decimal(-1, 0))), std::move(of)) : std::nullopt;
  }
  Maybe number(bool minus) {
    auto const value = inside::read_number((minus ? "-" : "") + std::string(now().raw));
    if (!value) {
      return fail("expected a number that can be held");
    }
    auto const at = now().at;
    pass();
    return leaf(at, literal(*value));
  }

  // ---- values ----
  Maybe primary() {
    auto const& token = now();
    switch (token.word) {
      case Word::text: return (pass(), leaf(token.at, literal(token.value)));
      case Word::number: return number(false);
      case Word::sign: return is_sign(token, "(") ? bracketed() : fail("expected a value");
      case Word::quoted_name: return is_sign(next(), "(") ? function(token.value) : named(token.value);
      case Word::name: return word();
      case Word::end: break;
    }
    return fail("expected a value");
  }

  Maybe word() {
    auto const& token = now();
    auto const lower = base::to_lower(token.raw);
    if (lower == "true" || lower == "false") {
      return (pass(), leaf(token.at, literal(lower == "true")));
    }
    if (lower == "null") {
      return (pass(), leaf(token.at, literal({})));
    }
    if (inside::is_reserved(lower)) {
      return fail("expected a value (a property of that name stands in double quotes)");
    }
    bool const opens = is_sign(next(), "(");
    if (inside::is_form(lower) && (opens || is_word(next(), "z"))) {
      return form(lower);
    }
    return opens ? function(std::string(token.raw)) : named(std::string(token.raw));
  }

  Maybe named(std::string name) {
    auto const at = now().at;
    if (name.empty()) {
      return fail("expected a name");
    }
    pass();
    return leaf(at, property(std::move(name)));
  }

  Maybe function(std::string name) {
    auto const at = now().at;
    if (!inside::is_function_name(name)) {
      return fail("expected the name of a function");
    }
    pass();
    auto arguments = items(false);
    return arguments ? built(at, Op::function, std::move(*arguments), std::move(name)) : std::nullopt;
  }

  // "(" … ")". One item followed by nothing is what it is unless it `counts` as a list.
  Maybe bracketed() {
    auto const at = now().at;
    bool comma = false;
    auto of = items(true, &comma);
    if (!of) {
      return std::nullopt;
    }
    return of->size() == 1 && !comma ? Maybe(std::move(of->front())) : built(at, Op::list, std::move(*of));
  }
  Maybe list() {
    auto const at = now().at;
    bool comma = false;
    auto of = items(true, &comma);
    return of ? built(at, Op::list, std::move(*of)) : std::nullopt;
  }
  std::optional<std::vector<Part>> items(bool last_comma, bool* comma = nullptr) {
    std::vector<Part> of;
    if (!need("(")) {
      return std::nullopt;
    }
    while (!take(")")) {
      if (!of.empty()) {
        if (!is_sign(now(), ",")) {
          fail("expected ',' or ')'");
          return std::nullopt;
        }
        pass();
        if (last_comma && of.size() == 1 && take(")")) {
          *comma = true;
          return of;
        }
      }
      auto part = expression();
      if (!part) {
        return std::nullopt;
      }
      of.push_back(std::move(*part));
    }
    return of;
  }

  // ---- DATE(…), POINT(…), S_WITHIN(…) … ----
  Maybe form(std::string const& lower) {
    auto const from = now().at;
    if (auto const* row = inside::operator_named(lower)) {
      pass();
      auto of = inside::is_array(row->op) ? arrays() : items(false);
      return of ? built(from, row->op, std::move(*of)) : std::nullopt;
    }
    if (lower == "date" || lower == "timestamp") {
      return instant(lower == "date");
    }
    if (lower == "interval") {
      return interval();
    }
    return lower == "bbox" ? box() : geometry();
  }

  std::optional<std::vector<Part>> arrays() {
    std::vector<Part> of;
    if (!need("(")) {
      return std::nullopt;
    }
    do {
      auto part = is_sign(now(), "(") ? list() : expression();
      if (!part) {
        return std::nullopt;
      }
      of.push_back(std::move(*part));
    } while (take(","));
    return need(")") ? std::optional(std::move(of)) : std::nullopt;
  }

  Maybe instant(bool day) {
    auto const from = now().at;
    pass();
    if (!need("(")) {
      return std::nullopt;
    }
    auto const value = now().word == Word::text ? inside::read_instant(now().value) : std::nullopt;
    if (!value || std::holds_alternative<base::Day>(*value) != day) {
      return fail(day ? "expected a day like '2026-03-01'" : "expected a time like '2026-03-01T08:00:00Z'");
    }
    pass();
    return need(")") ? leaf(from, literal(*value)) : std::nullopt;
  }

  Maybe interval() {
    auto const from = now().at;
    pass();
    std::vector<Part> of;
    if (!need("(")) {
      return std::nullopt;
    }
    for (int i = 0; i < 2; ++i) {
      auto part = i == 0 || need(",") ? end_of_interval() : std::nullopt;
      if (!part) {
        return std::nullopt;
      }
      of.push_back(std::move(*part));
    }
    return need(")") ? built(from, Op::interval, std::move(of)) : std::nullopt;
  }
  Maybe end_of_interval() {
    auto const& token = now();
    if (token.word != Word::text) {
      return expression();
    }
    auto const value = token.value == ".." ? std::optional(Value{}) : inside::read_instant(token.value);
    if (!value) {
      return fail("expected '..', a day like '2026-03-01' or a time like '2026-03-01T08:00:00Z'");
    }
    return (pass(), leaf(token.at, literal(*value)));
  }

  // ---- geometries ----
  Maybe box() {
    auto const from = now().at;
    pass();
    std::vector<double> numbers;
    if (!need("(")) {
      return std::nullopt;
    }
    do {
      bool const minus = take("-");
      (void)(minus || take("+"));
      auto const value = now().word == Word::number ? base::parse_number(now().raw) : std::nullopt;
      if (!value) {
        return fail("expected a number");
      }
      numbers.push_back(minus ? -*value : *value);
      pass();
    } while (take(","));
    if (!need(")")) {
      return std::nullopt;
    }
    auto made = inside::box_geometry(numbers);
    return made ? leaf(from, literal(std::move(*made))) : fail_at(from, made.error().detail, made.error().mend);
  }
  Maybe geometry() {
    auto const from = now().at;
    std::size_t open = 0;
    auto end = from;
    do {
      pass();
      if (now().word == Word::end || now().word == Word::text || now().word == Word::quoted_name) {
        return fail("expected ')'");
      }
      open += is_sign(now(), "(") ? 1U : 0U;
      if (open > inside::geometry_nesting_max) {
        return fail_at(now().at, "a geometry nested deeper than " + std::to_string(inside::geometry_nesting_max) + " brackets");
      }
      open -= is_sign(now(), ")") && open > 0 ? 1U : 0U;
      end = now().at + now().raw.size();
    } while (open > 0 || !is_sign(now(), ")"));
    pass();
    auto made = geo::parse_wkt(text_.substr(from, end - from));
    if (made && geo::is_empty(*made)) {
      return fail_at(from, "a geometry without points");
    }
    return made ? leaf(from, literal(std::move(*made)))
                : fail_at(from, made.error().detail + " (" + made.error().where + " of the geometry)", made.error().mend);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0, nested_ = 0;
  inside::Builder builder_;
  std::optional<base::Problem> problem_;
};

}  // namespace

base::Result<Node> parse_text(std::string_view cql2) {
  if (cql2.size() > text_bytes_max) {
    return base::Problem("bad_filter", "a filter has at most " + std::to_string(text_bytes_max) + " bytes", "character 1");
  }
  if (!base::is_utf8(cql2) || cql2.find('\0') != std::string_view::npos) {
    return base::Problem("bad_filter", "the filter is not UTF-8 text", "character 1");
  }
  auto tokens = inside::cut(cql2);
  return tokens ? TextReader(cql2, std::move(*tokens)).read() : base::Result<Node>(tokens.error());
}

}  // namespace query
