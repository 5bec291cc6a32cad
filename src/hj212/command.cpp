#include <algorithm>

#include "hj212/words.hpp"

namespace hj212 {
namespace {

using base::Problem;

enum class Kind : std::uint8_t { number, step, time14, time17, clock4, clock6, code, text, key16 };

struct Wanted {
  std::string_view name;        // "*-Info": any code with this suffix
  Kind kind = Kind::text;
  bool required = true;
  bool repeats = false;
  int low = 0, high = 0;        // of a number
};

constexpr unsigned in2005 = 1, in2017 = 2, in2025 = 4, in_all = 7;   // the surface-water dialect follows 2017

struct Rule {
  int cn;
  unsigned editions;
  std::array<Wanted, 5> wanted = {};
  char between = ';';
};

constexpr Wanted pol_id{"PolId", Kind::code};
constexpr Wanted pol_id_optional{"PolId", Kind::code, false};
constexpr Wanted begin_time{"BeginTime", Kind::time14};
constexpr Wanted end_time{"EndTime", Kind::time14};
constexpr Wanted begin_time_optional{"BeginTime", Kind::time14, false};
constexpr Wanted end_time_optional{"EndTime", Kind::time14, false};

// Annex C of the editions: which request has which parameters, in which order.
constexpr auto rules = std::to_array<Rule>({
    {1000, in_all, {{{"OverTime", Kind::number, true, false, 1, 99}, {"ReCount", Kind::number, true, false, 1, 99}}}},
    {1001, in2005, {{{"WarnTime", Kind::number, true, false, 1, 99999}}}},
    {1002, in2025, {{{"*-Info", Kind::text}}}},
    {1011, in2005, {}},
    {1011, in2017 | in2025, {{pol_id_optional}}},
    {1012, in2005, {{{"SystemTime", Kind::time14}}}},
    {1012, in2017 | in2025, {{pol_id_optional, {"SystemTime", Kind::time14}}}},
    {1014, in2025, {{{"SKCreateTime", Kind::time17}, {"NewSK", Kind::key16}}}, ','},
    {1021, in2005, {{{"PolId", Kind::code, true, true}}}},
    {1022, in2005, {{{"*-LowValue", Kind::text, false, true}, {"*-UpValue", Kind::text, false, true}}}},
    {1031, in2005, {}},
    {1032, in2005, {{{"AlarmTarget", Kind::text}}}},
    {1041, in2005, {}},
    {1042, in2005, {{{"ReportTime", Kind::clock4}}}},
    {1061, in_all, {}},
    {1062, in_all, {{{"RtdInterval", Kind::number, true, false, 30, 3600}}}},
    {1063, in2017 | in2025, {}},
    {1064, in2017 | in2025, {{{"MinInterval", Kind::step}}}},
    {1072, in2005, {{{"PW", Kind::text}}}},
    {1072, in2017 | in2025, {{{"NewPW", Kind::text}}}},
    {2011, in2005 | in2017, {}},
    {2011, in2025, {{begin_time_optional, end_time_optional}}},
    {2012, in_all, {}},
    {2013, in2025, {{begin_time, end_time}}},
    {2021, in_all, {}},
    {2022, in_all, {}},
    {2031, in2005, {{begin_time, end_time}}, ','},
    {2031, in2017 | in2025, {{begin_time, end_time}}},
    {2041, in2005, {{begin_time, end_time}}, ','},
    {2041, in2017 | in2025, {{begin_time, end_time}}},
    {2051, in2005, {{begin_time, end_time}}, ','},
    {2051, in2017 | in2025, {{begin_time, end_time}}},
    {2052, in2025, {{begin_time, end_time}}},
    {2061, in2005, {{begin_time, end_time}}, ','},
    {2061, in2017 | in2025, {{begin_time, end_time}}},
    {2062, in2025, {{begin_time, end_time}}},
    {2071, in2005, {{begin_time, end_time}}, ','},
    {3011, in2005, {{{"PolID", Kind::code}}}},
    {3011, in2017, {{pol_id}}},
    {3011, in2025, {{pol_id, {"CalibrationType", Kind::number, false, false, 0, 1}}}, ','},
    {3012, in2005, {{{"PolID", Kind::code}}}},
    {3012, in2017 | in2025, {{pol_id}}},
    {3013, in2005, {{{"PolID", Kind::code}}}},
    {3013, in2017 | in2025, {{pol_id}}},
    {3014, in2005, {{{"PolID", Kind::code}, {"CTime", Kind::number, true, true, 0, 24}}}, ','},
    {3014, in2017, {{pol_id}}},
    {3015, in2017, {}},
    {3016, in2017, {{pol_id, {"CstartTime", Kind::clock6}, {"CTime", Kind::number, true, false, 0, 24}}}},
    {3017, in2017, {{pol_id}}},
    {3018, in2017 | in2025, {{pol_id}}},
    {3019, in2017 | in2025, {{pol_id}}},
    {3020, in2017 | in2025, {{pol_id, {"InfoId", Kind::code}, begin_time_optional, end_time_optional}}},
    {3021, in2017 | in2025, {{pol_id, {"InfoId", Kind::code}, {"*-Info", Kind::text}}}},
    {3022, in2025, {{pol_id}}},
    {3024, in2025, {{pol_id}}},
});

unsigned bit_of(Edition edition) {
  if (edition == Edition::v2005) return in2005;
  return edition == Edition::v2025 ? in2025 : in2017;
}

bool is_named(Wanted const& wanted, std::string_view name) {
  if (wanted.name.starts_with("*")) {
    std::string_view const suffix = wanted.name.substr(1);
    return name.size() > suffix.size() && name.ends_with(suffix);
  }
  return same_letters(wanted.name, name);
}

bool is_clock(std::string_view digits) {   // hhmm or hhmmss
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    int const two = (digits[i] - '0') * 10 + (digits[i + 1] - '0');
    if (two > (i == 0 ? 23 : 59)) return false;
  }
  return true;
}

bool is_safe_text(std::string_view text) {
  return !text.empty() && text.size() <= 900 && std::none_of(text.begin(), text.end(), [](char c) {
    return c == ';' || c == ',' || c == '&' || c == '=' || c == '#' || (c >= 0 && c < ' ');
  });
}

/// Nothing if the value suits, else what is expected.
std::optional<std::string> misfit(Wanted const& wanted, std::string_view value) {
  bool const digits = all_digits(value);
  switch (wanted.kind) {
    case Kind::number: {
      auto const n = base::parse_integer(value);
      if (digits && n && *n >= wanted.low && *n <= wanted.high) return std::nullopt;
      return "a whole number from " + std::to_string(wanted.low) + " to " + std::to_string(wanted.high);
    }
    case Kind::step: {   // MinInterval divides the hour (2017 table 9)
      auto const n = base::parse_integer(value);
      if (digits && n && *n >= 1 && *n <= 30 && 60 % *n == 0) return std::nullopt;
      return "minutes that divide an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30";
    }
    case Kind::time14:
      if (value.size() == 14 && base::parse_compact(value)) return std::nullopt;
      return "a time of 14 digits, YYYYMMDDhhmmss";
    case Kind::time17:
      if (value.size() == 17 && base::parse_compact(value)) return std::nullopt;
      return "a time of 17 digits, YYYYMMDDhhmmsszzz";
    case Kind::clock4:
      if (digits && value.size() == 4 && is_clock(value)) return std::nullopt;
      return "a time of day of 4 digits, hhmm";
    case Kind::clock6:
      if (digits && value.size() == 6 && is_clock(value)) return std::nullopt;
      return "a time of day of 6 digits, hhmmss";
    case Kind::code:
      if (!value.empty() && value.size() <= 10 &&
          std::all_of(value.begin(), value.end(), [](char c) { return is_letter(c) || is_digit(c); }))
        return std::nullopt;
      return "a code of letters and digits, at most 10";
    case Kind::key16:
      if (value.size() == 16 && is_safe_text(value)) return std::nullopt;
      return "a key of 16 characters";
    case Kind::text: break;
  }
  if (is_safe_text(value)) return std::nullopt;
  return "a text without ; , & = # and control characters";
}

std::optional<Problem> check(Rule const& rule, std::vector<Parameter> const& parameters) {
  std::array<int, 5> came = {};
  std::string begin, end;
  for (Parameter const& p : parameters) {
    auto const fits = [&p](Wanted const& w) { return !w.name.empty() && is_named(w, p.name); };
    auto const wanted = std::find_if(rule.wanted.begin(), rule.wanted.end(), fits);
    if (wanted == rule.wanted.end() || !is_safe_text(p.name))
      return Problem("unknown_parameter", "command " + std::to_string(rule.cn) + " has no parameter " + base::printable(p.name),
                     p.name, "leave it out");
    if (auto expected = misfit(*wanted, p.value))
      return Problem("bad_parameter", base::printable(p.name) + " is \"" + base::printable(p.value) + "\"", p.name,
                     "give " + *expected);
    if (++came.at(static_cast<std::size_t>(wanted - rule.wanted.begin())) > 1 && !wanted->repeats)
      return Problem("repeated_parameter", p.name + " is given twice", p.name, "give it once");
    if (wanted->name == "BeginTime") begin = p.value;
    if (wanted->name == "EndTime") end = p.value;
  }
  for (std::size_t i = 0; i < rule.wanted.size(); ++i)
    if (rule.wanted.at(i).required && !rule.wanted.at(i).name.empty() && came.at(i) == 0)
      return Problem("missing_parameter", "command " + std::to_string(rule.cn) + " needs " + std::string(rule.wanted.at(i).name),
                     std::string(rule.wanted.at(i).name), "give it");
  if (begin.empty() != end.empty())
    return Problem("missing_parameter", "BeginTime and EndTime belong together", begin.empty() ? "BeginTime" : "EndTime",
                   "give both or none");
  if (end < begin) return Problem("bad_parameter", "EndTime is before BeginTime", "EndTime", "exchange them");
  return std::nullopt;
}

std::string_view code_part(std::string_view name) { return name.substr(0, std::min(name.rfind('-'), name.size())); }

std::string cp_of(Rule const& rule, std::vector<Parameter> const& parameters) {
  std::string out;
  std::string_view last_code;
  auto const append = [&](std::string_view name, std::string const& value, char between) {
    if (!out.empty()) out.push_back(between);
    out.append(name).append("=").append(value);
  };
  for (Wanted const& wanted : rule.wanted)
    for (Parameter const& p : parameters)
      if (!wanted.name.empty() && !wanted.name.starts_with("*") && is_named(wanted, p.name))
        append(wanted.name, p.value, rule.between);
  for (Parameter const& p : parameters) {   // coded ones in the order given: fields of one code stand together
    bool const coded = std::any_of(rule.wanted.begin(), rule.wanted.end(),
                                   [&](Wanted const& w) { return w.name.starts_with("*") && is_named(w, p.name); });
    if (!coded) continue;
    append(p.name, p.value, code_part(p.name) == last_code ? ',' : ';');
    last_code = code_part(p.name);
  }
  return out;
}

}  // namespace

base::Result<Command> command(Edition edition, int cn, std::vector<Parameter> const& parameters) {
  auto const rule = std::find_if(rules.begin(), rules.end(),
                                 [&](Rule const& r) { return r.cn == cn && (r.editions & bit_of(edition)) != 0; });
  if (rule == rules.end())
    return Problem("unknown_command",
                   "HJ 212 " + std::string(name_of(edition)) + " has no host command " + std::to_string(cn), "CN",
                   "choose a command of the logger's edition, or correct the edition registered for it");
  if (auto problem = check(*rule, parameters)) return *problem;
  if (cn == 1022 && parameters.empty())
    return Problem("missing_parameter", "command 1022 needs a LowValue or an UpValue", "LowValue", "give 101-LowValue=…");
  Command out;
  out.cn = cn;
  out.edition = edition;
  out.cp = cp_of(*rule, parameters);
  return out;
}

}  // namespace hj212
