#include "hj212/bytes.hpp"
#include "hj212/marks.hpp"

namespace hj212 {
namespace {

constexpr std::size_t exact_digits = 15;   // a whole number of 15 digits and 10^15 are exact in a double
constexpr std::array<double, exact_digits + 1> tens = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/// "-12.50" read exactly: one division of two exact numbers rounds once, as the long way does.
std::optional<double> number_of(std::string_view text) {
  char const* at = text.data();
  char const* const end = at + text.size();
  bool const negative = at != end && *at == '-';
  if (negative) ++at;
  char const* const first = at;
  char const* point = nullptr;
  std::int64_t whole = 0;
  if (end - first > static_cast<std::ptrdiff_t>(exact_digits)) return base::parse_number(text);
  for (; at != end; ++at) {
    unsigned const digit = static_cast<unsigned char>(*at) - unsigned{'0'};
    if (digit > 9) {
      if (*at != '.' || point != nullptr || at == first) return base::parse_number(text);
      point = at;
      continue;
    }
    whole = whole * 10 + digit;
  }
  std::size_t const places = point == nullptr ? 0 : static_cast<std::size_t>(end - point) - 1;
  if (first == end || (point != nullptr && places == 0)) return base::parse_number(text);
  double const value = static_cast<double>(whole) / tens[places];
  return negative ? -value : value;
}

bool is_flag(std::string_view name) { return name.size() == 4 && (same_name(name, "Flag") || same_letters(name, "Flag")); }

}  // namespace

void readings(Message const& message, std::vector<Reading>& into) {
  if (into.size() < message.fields.size()) into.resize(message.fields.size());
  char common = ' ';   // "a34001-Rtd=92;Flag=N": one for all
  for (Field const& field : message.params)
    if (is_flag(field.name) && !field.value.empty()) common = field.value.front();
  std::size_t count = 0;
  for (Item const& item : message.items) {
    char flag = common;
    std::size_t const first = count;
    for (Field const& field : message.of(item)) {
      if (is_flag(field.name)) {
        if (!field.value.empty()) flag = field.value.front();
        continue;
      }
      Reading& reading = into[count++];
      reading.code = item.code;
      reading.suffix = field.name;
      reading.text = field.value;
      reading.number = number_of(field.value);
    }
    for (std::size_t i = first; i < count; ++i) into[i].flag = flag;
  }
  into.resize(count);
}

}  // namespace hj212
