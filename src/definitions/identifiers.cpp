// Identifiers that have a form, and a check character where the standard has one. Forms that were recalled and not read are
// checked no further than what is sure of them (length and alphabet).
#include <algorithm>
#include <array>
#include <string>

#include "definitions/definitions.hpp"

namespace definitions {
namespace {

using base::Problem;

bool digits_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool capitals_or_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}
Problem wrong(std::string_view source, std::string detail, std::string mend) {
  return Problem("bad_identifier", std::move(detail) + " (" + std::string(source) + ")", {}, std::move(mend));
}
base::Outcome of_length(std::string_view text, std::size_t length, std::string_view source) {
  if (text.size() == length) {
    return base::Done{};
  }
  return wrong(source, std::to_string(text.size()) + " characters instead of " + std::to_string(length),
               "look whether digits were lost: a spreadsheet may have turned it into a number");
}

// GB 32100-2015: 18 places without I O S V Z; the last is (31 - Σ Ci·Wi mod 31) mod 31.
base::Outcome check_uscc(std::string_view text) {
  constexpr std::string_view source = "GB 32100-2015";
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr std::array<int, 17> weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  if (auto const length = of_length(text, weights.size() + 1, source); !length) {
    return length;
  }
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const at = alphabet.find(text[i]);
    if (at == std::string_view::npos) {
      return wrong(source, "place " + std::to_string(i + 1) + " holds '" + base::printable(text.substr(i, 1)) + "', which is not used",
                   "use capitals without I O S V Z");
    }
    if (i >= 2 && i < 8 && at > 9) {
      return wrong(source, "places 3 to 8 are the division code, six digits", "compare with the licence");
    }
    sum += i < weights.size() ? static_cast<int>(at) * weights.at(i) : 0;
  }
  auto const expected = alphabet[static_cast<std::size_t>((31 - (sum % 31)) % 31)];
  if (text.back() != expected) {
    return wrong(source, std::string("the check character is ") + text.back() + ", by the rule it is " + expected,
                 "one of the 18 characters is mistyped; compare with the licence");
  }
  return base::Done{};
}

// GB/T 2260 and the statistical division codes: 6, 9 or 12 digits.
base::Outcome check_division(std::string_view text) {
  if (digits_only(text) && (text.size() == 6 || text.size() == 9 || text.size() == 12)) {
    return base::Done{};
  }
  return wrong("GB/T 2260", "a division code is 6, 9 or 12 digits", "140215 is Yunzhou, 140215100 one of its towns");
}

// 国家危险废物名录: three digits of trade, three of sequence, two of category.
base::Outcome check_hazardous_waste(std::string_view text) {
  if (text.size() == 10 && text[3] == '-' && text[7] == '-' && digits_only(text.substr(0, 3)) && digits_only(text.substr(4, 3)) &&
      digits_only(text.substr(8))) {
    return base::Done{};
  }
  return wrong("国家危险废物名录", "a hazardous waste code looks like 900-214-08", "trade, sequence and category with hyphens");
}

// 固体废物分类与代码目录 (公告 2024 年第 4 号): trade, sequence, S and category.
base::Outcome check_solid_waste(std::string_view text) {
  if (text.size() == 11 && text[3] == '-' && text[7] == '-' && text[8] == 'S' && digits_only(text.substr(0, 3)) &&
      digits_only(text.substr(4, 3)) && digits_only(text.substr(9))) {
    return base::Done{};
  }
  return wrong("固体废物分类与代码目录", "a solid waste code looks like 900-001-S17", "trade, sequence, S and category with hyphens");
}

// 环发〔2004〕118号: maker, year, nuclide, sequence, category 1 to 5 or N.
base::Outcome check_radioactive_source(std::string_view text) {
  constexpr std::string_view source = "环发〔2004〕118号";
  if (auto const length = of_length(text, 12, source); !length) {
    return length;
  }
  auto const maker = text.substr(0, 2);
  auto const year = text.substr(2, 2);
  bool const letters = std::all_of(maker.begin(), maker.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!digits_only(maker) && !letters) {
    return wrong(source, "places 1 and 2 are the maker, two digits, or the country, two letters", "as NL or 01");
  }
  if (!digits_only(year) && year != "NN") {
    return wrong(source, "places 3 and 4 are the year it left the works, or NN", "as 15 for 2015");
  }
  if (!capitals_or_digits(text.substr(4, 7))) {
    return wrong(source, "places 5 to 11 are nuclide and sequence in capitals and digits", "compare with the certificate");
  }
  if (std::string_view("12345N").find(text[11]) == std::string_view::npos) {
    return wrong(source, "the last place is the category, 1 to 5 or N", "compare with the certificate");
  }
  return base::Done{};
}

// HJ 608-2017: the unit's credit code, three digits of sequence, one check character whose rule was not read: not worked out.
base::Outcome check_permit(std::string_view text) {
  constexpr std::string_view source = "HJ 608-2017";
  if (auto const length = of_length(text, 22, source); !length) {
    return length;
  }
  if (!text.starts_with("TY")) {
    if (auto const unit = check_uscc(text.substr(0, 18)); !unit) {
      return unit;
    }
  }
  if (!digits_only(text.substr(18, 3)) || !capitals_or_digits(text.substr(21))) {
    return wrong(source, "after the credit code come three digits and one check character", "as 001P");
  }
  return base::Done{};
}

// 工信部号码规划: 11 digits, the second 3 to 9.
base::Outcome check_mobile_phone(std::string_view text) {
  if (text.size() == 11 && digits_only(text) && text[0] == '1' && text[1] >= '3') {
    return base::Done{};
  }
  return wrong("电信网编号计划", "a mobile number is 11 digits and begins with 13 to 19", "no country code, no blanks");
}

// GA 36-2018: province sign, letter, five places, six for new energy vehicles; I and O are not used.
base::Outcome check_plate(std::string_view text) {
  constexpr std::string_view source = "GA 36-2018";
  constexpr std::string_view provinces = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
  constexpr std::size_t sign_bytes = 3;
  constexpr std::string_view last_signs = "学警挂港澳领使";
  if (text.size() < sign_bytes + 6) {
    return wrong(source, "a number plate has a province sign, a letter and five or six places", "as 晋B12345");
  }
  auto const sign = provinces.find(text.substr(0, sign_bytes));
  if (sign == std::string_view::npos || sign % sign_bytes != 0) {
    return wrong(source, "a number plate begins with the sign of a province", "as 晋B12345");
  }
  auto rest = text.substr(sign_bytes);
  auto const plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z' && c != 'I' && c != 'O'); };
  std::size_t places = 0;
  while (places < rest.size() && plain(rest[places])) {
    ++places;
  }
  auto const tail = rest.substr(places);
  auto const sign_at = tail.size() == sign_bytes ? last_signs.find(tail) : std::string_view::npos;
  auto const whole = tail.empty() ? places : sign_at != std::string_view::npos ? places + 1 : 0;
  if (rest[0] < 'A' || (whole != 6 && whole != 7)) {
    return wrong(source, "after the province sign come a letter and five or six places without I and O", "as 晋B12345 or 晋BD12345");
  }
  return base::Done{};
}

// HJ 608-2017: DA outlets of waste gas, DW of waste water, MF plant, TA and TW treatment, TS solid waste.
base::Outcome check_outlet(std::string_view text) {
  constexpr std::array<std::string_view, 6> kinds{"DA", "DW", "MF", "TA", "TW", "TS"};
  bool const known = std::find(kinds.begin(), kinds.end(), text.substr(0, 2)) != kinds.end();
  if (known && (text.size() == 5 || text.size() == 6) && digits_only(text.substr(2))) {
    return base::Done{};
  }
  return wrong("HJ 608-2017", "an outlet's number is DA, DW, MF, TA, TW or TS and three or four digits", "as DA001");
}

// 危险废物转移管理办法 (部令第 23 号): year, province, prefecture, six digits in sequence.
base::Outcome check_manifest(std::string_view text) {
  constexpr std::string_view source = "危险废物转移管理办法";
  if (!digits_only(text)) {
    return wrong(source, "a manifest number is 14 digits", "as 20261402000001");
  }
  return of_length(text, 14, source);
}

}  // namespace

base::Outcome check_identifier(Form form, std::string_view text) {
  switch (form) {
    case Form::none: return base::Done{};
    case Form::uscc: return check_uscc(text);
    case Form::division: return check_division(text);
    case Form::hazardous_waste: return check_hazardous_waste(text);
    case Form::solid_waste: return check_solid_waste(text);
    case Form::radioactive_source: return check_radioactive_source(text);
    case Form::permit: return check_permit(text);
    case Form::mobile_phone: return check_mobile_phone(text);
    case Form::plate: return check_plate(text);
    case Form::outlet: return check_outlet(text);
    case Form::manifest: return check_manifest(text);
  }
  return base::Done{};
}

}  // namespace definitions
