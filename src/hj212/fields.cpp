#include <algorithm>
#include <charconv>

#include "hj212/bytes.hpp"
#include "hj212/marks.hpp"
#include "hj212/words.hpp"

namespace hj212 {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t look_back_max = 64;   // how many earlier items a repeated key is looked for in

std::string_view trimmed(std::string_view text, Faults& faults) {
  std::size_t const before = text.size();
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.size() != before) faults.add(Fault::blank);
  return text;
}

/// What one look at the whole segment tells.
struct Look { bool ascii = true, blanks = false; };

Look look_at(std::string_view text) {
  Look look;
#if defined(__SSE2__)
  __m128i high = _mm_setzero_si128(), blank = high;
  for (; text.size() >= 16; text.remove_prefix(16)) {
    __m128i const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data()));
    high = _mm_or_si128(high, bytes);
    blank = _mm_or_si128(blank, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t'))));
  }
  look = {_mm_movemask_epi8(high) == 0, _mm_movemask_epi8(blank) != 0};
#endif
  for (char const c : text) {
    look.ascii = look.ascii && static_cast<signed char>(c) >= 0;
    look.blanks = look.blanks || is_blank(c);
  }
  return look;
}

int small_number(std::string_view digits, int max) {   // -1 if it is not a plain number in 0..max
  int value = -1;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 0 || value > max) return -1;
  return value;
}

// ---- where CP begins and ends -------------------------------------------------------------------

struct Cut { std::string_view head, cp; };

/// The text before "CP=", or nothing if no CP stands before the "&&".
std::optional<std::string_view> before_cp(std::string_view before, Faults& faults) {
  if (!before.empty() && is_blank(before.back())) before = trimmed(before, faults);
  if (!before.ends_with('=')) return std::nullopt;
  before.remove_suffix(1);
  if (!before.empty() && is_blank(before.back())) before = trimmed(before, faults);
  if (before.size() < 2 || !same_letters(before.substr(before.size() - 2), "CP")) return std::nullopt;
  if (!before.ends_with("CP")) faults.add(Fault::field_case);
  before.remove_suffix(2);
  return before;
}

Cut cut_cp(std::string_view segment, Faults& faults) {
  std::size_t const open = segment.find("&&");
  auto const head = open == none ? std::nullopt : before_cp(segment.substr(0, open), faults);
  if (!head) {
    faults.add(Fault::cp_missing);
    if (segment.ends_with("&&")) segment.remove_suffix(2);
    else faults.add(Fault::closing_missing);
    return {segment, {}};
  }
  std::string_view rest = segment.substr(open + 2);
  std::string_view const whole = rest;
  while (!rest.empty() && is_blank(rest.back())) rest.remove_suffix(1);
  if (rest.ends_with("&&")) {
    if (rest.size() != whole.size()) faults.add(Fault::blank);
    return {*head, rest.substr(0, rest.size() - 2)};
  }
  std::size_t const close = whole.rfind("&&");
  faults.add(close == none ? Fault::closing_missing : Fault::after_closing);
  return {*head, whole.substr(0, close)};
}

// ---- the head -----------------------------------------------------------------------------------

constexpr unsigned pair(char a, char b) { return static_cast<unsigned>(a) * 256U + static_cast<unsigned>(b); }

std::string_view Head::*exact_place(std::string_view name) {
  if (name.size() == 2) {
    switch (pair(name[0], name[1])) {
      case pair('Q', 'N'): return &Head::qn;
      case pair('S', 'T'): return &Head::st;
      case pair('C', 'N'): return &Head::cn;
      case pair('P', 'W'): return &Head::pw;
      case pair('M', 'N'): return &Head::mn;
      case pair('R', 'F'): return &Head::rf;
      default: return nullptr;
    }
  }
  if (same_name(name, "Flag")) return &Head::flag;
  if (name == "PNUM") return &Head::pnum;
  return name == "PNO" ? &Head::pno : nullptr;
}

/// Where a head field belongs, also one in the wrong case, which is a fault.
std::string_view* place_of(std::string_view name, Message& m) {
  if (auto const place = exact_place(name)) return &(m.head.*place);
  static constexpr std::array<std::string_view, 9> names = {"QN", "ST", "CN", "PW", "MN", "RF", "Flag", "PNUM", "PNO"};
  for (std::string_view const known : names) {
    if (!same_letters(known, name)) continue;
    m.faults.add(known == "Flag" ? Fault::flag_case : Fault::field_case);
    return &(m.head.*exact_place(known));
  }
  return nullptr;
}

/// "," divides head fields only where a name and "=" follow: C.22 of 2017 prints "QN=…,ST=32".
bool field_follows(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && is_blank(text[at])) ++at;
  std::size_t const name = at;
  while (at < text.size() && at - name < 8 && is_letter(text[at])) ++at;
  return at > name && at < text.size() && text[at] == '=';
}

void take_head_field(std::string_view token, std::size_t eq, bool blanks, Message& m) {
  Field field{token.substr(0, eq), {}};
  if (eq != none) field.value = token.substr(eq + 1);
  else m.faults.add(Fault::equals_missing);
  if (blanks) field = {trimmed(field.name, m.faults), trimmed(field.value, m.faults)};
  m.head_fields.push_back(field);
  std::string_view* const place = place_of(field.name, m);
  if (place == nullptr || eq == none) {
    m.faults.add(Fault::unknown_head_field);
    m.extra.push_back(field);
    return;
  }
  if (place->data() != nullptr) {
    m.faults.add(Fault::repeated_key);
    m.extra.push_back(field);
    return;
  }
  *place = field.value.data() != nullptr ? field.value : std::string_view("");
}

void parse_head(std::string_view head, bool blanks, Message& m) {
  bool const has_cp = !m.faults.has(Fault::cp_missing);
  if (!head.empty() && is_blank(head.back())) head = trimmed(head, m.faults);
  if (has_cp && !head.empty()) {
    if (head.back() == ',') m.faults.add(Fault::separator_comma);
    if (head.back() == ';' || head.back() == ',') head.remove_suffix(1);
    else m.faults.add(Fault::separator_missing);
  }
  if (head.starts_with(';')) {
    m.faults.add(Fault::leading_semicolon);
    head.remove_prefix(1);
  }
  Marks marks(head);
  std::size_t begin = 0, eq = none;
  while (begin < head.size()) {
    std::size_t const at = marks.next();
    char const c = at < head.size() ? head[at] : ';';
    if (c == '=' && eq == none) eq = at - begin;
    if (c == '=' || c == '-' || (c == ',' && !field_follows(head.substr(at + 1)))) continue;
    if (c == ',') m.faults.add(Fault::separator_comma);
    if (at == begin) m.faults.add(Fault::empty_field);
    else take_head_field(head.substr(begin, at - begin), eq, blanks, m);
    begin = at + 1;
    eq = none;
  }
}

// ---- CP -----------------------------------------------------------------------------------------

struct Token { std::string_view text; std::size_t eq = none, dash = none; char before = ';', after = 0; };

/// Reads the token that begins at `begin`; gives where it ends. Log text between "//" and "//" may hold "," and ";".
std::size_t read_token(std::string_view cp, std::size_t begin, Marks& marks, Token& token) {
  token.eq = none;
  token.dash = none;
  std::size_t at = marks.next();
  for (; at < cp.size(); at = marks.next()) {
    char const c = cp[at];
    if (c == ';' || c == ',') break;
    if (token.eq != none) continue;
    if (c == '-') token.dash = at - begin;
    if (c != '=') continue;
    token.eq = at - begin;
    if (at + 1 >= cp.size() || cp[at + 1] != '/' || cp.substr(at + 1, 2) != "//") continue;
    std::size_t const close = cp.find("//", at + 3);
    if (close != none) marks.skip_to(close + 2);
  }
  token.text = cp.substr(begin, at - begin);
  token.after = at < cp.size() ? cp[at] : '\0';
  return at;
}

class CpReader {
 public:
  CpReader(Message& message, bool blanks) : m_(message), blanks_(blanks) {}

  void take(Token const& token) {
    Faults& faults = m_.faults;
    bool const valued = token.eq != none;
    std::string_view name = token.text.substr(0, token.eq);
    std::string_view value = valued ? token.text.substr(token.eq + 1) : std::string_view{};
    std::size_t dash = valued ? token.dash : none;
    if (blanks_) {
      name = trimmed(name, faults);
      value = trimmed(value, faults);
      if (dash != none) dash = name.rfind('-');
    }
    if (!valued) {
      if (name.empty()) faults.add(token.after == '\0' && token.before == ';' ? Fault::closing_semicolon : Fault::empty_field);
      else faults.add(Fault::equals_missing);
      if (name.empty()) return;
    }
    if (dash == none || dash == 0 || dash + 1 >= name.size()) take_param({name, value}, token.before);
    else take_coded(name.substr(0, dash), {name.substr(dash + 1), value}, token.before);
  }

 private:
  void take_param(Field field, char before) {
    if (before == ',' && field.name == "EndTime") m_.faults.add(Fault::separator_comma);
    std::size_t const first = m_.params.size() > look_back_max ? m_.params.size() - look_back_max : 0;
    for (std::size_t i = first; i < m_.params.size(); ++i)
      if (m_.params[i].name == field.name) m_.faults.add(Fault::repeated_key);
    if (!is_param_name(field.name)) {
      if (same_letters(field.name, "Flag")) m_.faults.add(field.name == "Flag" ? Fault::factor_name_odd : Fault::flag_case);
      else if (!canonical_param(field.name).empty()) m_.faults.add(Fault::field_case);
    }
    m_.params.push_back(field);
    in_item_ = false;
  }

  void take_coded(std::string_view code, Field field, char before) {
    if (before == ',' && in_item_ && is_same_item(m_.items.back().code, code)) {
      Item& item = m_.items.back();
      std::size_t const end = item.first + item.count;
      for (std::size_t i = item.count > look_back_max ? end - look_back_max : item.first; i < end; ++i)
        if (same_name(m_.fields[i].name, field.name)) m_.faults.add(Fault::repeated_key);
      ++item.count;
    } else {
      judge_new_item(code, field.name, before);
      m_.items.emplace_back(code, static_cast<std::uint32_t>(m_.fields.size()), 1U);
      in_item_ = true;
    }
    m_.fields.emplace_back(field.name, field.value);
    judge_field(field);
  }

  /// Also where the letter was lost: C.14 of 2017 prints "w01018-SampleTime=…,01018-Rtd=2.2".
  bool is_same_item(std::string_view last, std::string_view code) {
    if (same_name(last, code)) return true;
    bool const letter_lost = last.size() == code.size() + 1 && last.ends_with(code);
    if (letter_lost) m_.faults.add(Fault::factor_name_odd);
    return letter_lost;
  }

  void judge_new_item(std::string_view code, std::string_view suffix, char before) {
    if (before == ',') m_.faults.add(Fault::separator_comma);
    if (is_odd_code(code)) m_.faults.add(Fault::factor_name_odd);
    std::uint64_t const bit = std::uint64_t{1} << ((static_cast<unsigned char>(code.back()) + code.size() * 16) & 63U);
    std::size_t const first = m_.items.size() > look_back_max ? m_.items.size() - look_back_max : 0;
    for (std::size_t i = (seen_ & bit) == 0 ? m_.items.size() : first; i < m_.items.size(); ++i)
      if (same_name(m_.items[i].code, code) && same_name(m_.fields[m_.items[i].first].name, suffix)) m_.faults.add(Fault::repeated_key);
    seen_ |= bit;
  }

  void judge_field(Field field) {
    if (same_name(field.name, "Flag")) return;
    if (is_value_suffix(field.name)) {
      if (!looks_like_number(field.value)) m_.faults.add(Fault::value_not_number);
    } else if (field.name.size() == 4 && same_letters(field.name, "Flag")) {
      m_.faults.add(Fault::flag_case);
    }
  }

  Message& m_;
  bool blanks_;               // somewhere in the segment
  bool in_item_ = false;      // the field before stands in the last item
  std::uint64_t seen_ = 0;    // which kinds of codes came, to look back only where it may help
};

void parse_cp(std::string_view cp, bool blanks, Message& m) {
  if (cp.empty()) return;
  if (is_blank(cp.front()) && trimmed(cp, m.faults).empty()) return;
  CpReader reader(m, blanks);
  Marks marks(cp);
  Token token;
  for (std::size_t at = 0;; ++at) {
    at = read_token(cp, at, marks, token);
    reader.take(token);
    if (at >= cp.size()) return;
    token.before = cp[at];
  }
}

// ---- what the fields say ------------------------------------------------------------------------

void judge_split(Message& m) {
  bool const marked = m.flag >= 0 && (m.flag & 2) != 0;
  bool const sent = m.head.pnum.data() != nullptr || m.head.pno.data() != nullptr;
  if (marked && !sent) m.faults.add(Fault::flag_without_split);
  if (!sent) return;
  if (!marked) m.faults.add(Fault::split_without_flag);
  int const parts = small_number(m.head.pnum, 9999);
  int const part = small_number(m.head.pno, 9999);
  if (parts < 1 || part < 1 || part > parts) {
    m.faults.add(Fault::split_numbers);
    return;
  }
  m.parts = parts;
  m.part = part;
}

void judge_head(Message& m) {
  Head const& h = m.head;
  if (h.qn.data() == nullptr) m.faults.add(Fault::qn_missing);
  else if (h.qn.size() != 17 || !all_digits(h.qn)) m.faults.add(Fault::qn_digits);
  if (h.flag.data() == nullptr) m.faults.add(Fault::flag_missing);
  else m.flag = small_number(h.flag, 255);
  if (h.flag.data() != nullptr && m.flag < 0) m.faults.add(Fault::flag_not_a_byte);
  if (h.pw.empty()) m.faults.add(Fault::password_empty);
  if (h.mn.empty()) m.faults.add(Fault::mn_empty);
  else if (!is_mn_24_hex(h.mn)) m.faults.add(Fault::mn_not_24_hex);
  if (!is_known_st(h.st)) m.faults.add(Fault::st_unknown);
  m.cn = std::max(0, small_number(h.cn, 9999));
  if (!is_known_cn(m.cn)) m.faults.add(Fault::cn_unknown);
}

void judge_time(Message& m) {
  std::string_view const time = m.param("DataTime");
  if (time.data() == nullptr || (time.size() == 14 && all_digits(time))) return;
  m.faults.add(time.find('-') != none ? Fault::data_time_range : Fault::data_time_digits);
}

void judge_text(std::string_view segment, bool ascii, Message& m) {
  if (m.cp.starts_with("{0x") || m.cp.starts_with("{0X")) m.faults.add(Fault::ciphertext_as_text);
  if (ascii || base::is_utf8(segment)) return;
  m.faults.add(Fault::text_not_utf8);
  if (m.flag >= 8 && may_be_encrypted(m.cn)) m.faults.add(Fault::encrypted_undecryptable);
}

}  // namespace

void parse(std::string_view segment, Message& into) {
  into.head = {};
  into.cn = 0;
  into.flag = -1;
  into.part = 0;
  into.parts = 0;
  into.head_fields.clear();
  into.extra.clear();
  into.params.clear();
  into.items.clear();
  into.fields.clear();
  into.faults = {};
  into.was_encrypted = !into.plain.empty() && segment.data() == into.plain.data();
  Look const look = look_at(segment);
  Cut const cut = cut_cp(segment, into.faults);
  into.cp = cut.cp;
  parse_head(cut.head, look.blanks, into);
  parse_cp(cut.cp, look.blanks, into);
  judge_head(into);
  judge_split(into);
  judge_time(into);
  judge_text(segment, look.ascii, into);
}

std::string_view Message::param(std::string_view name) const {
  for (Field const& field : params)
    if (field.name == name) return field.value;
  for (Field const& field : params)
    if (same_letters(field.name, name) || canonical_param(field.name) == name) return field.value;
  return {};
}

}  // namespace hj212
