// Any text in a cell: it is understood or refused with a reason, and what was understood is understood again the same.
#include <array>

#include "exchange/inside.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  auto const text = exchange::plain(bytes);
  bool const whole = base::is_utf8(bytes);
  CHECK(!whole || exchange::plain(text) == text, "what is plain stays as it is");
  auto const line = exchange::tidy(bytes);
  CHECK((!whole || exchange::tidy(line) == line) && line.find('\n') == std::string::npos, "what is tidy stays as it is");
  (void)exchange::bare(bytes);
  auto const [title, unit] = exchange::title_and_unit(bytes);
  CHECK(title.size() + unit.size() <= text.size(), "a title has no more than was there");
  if (auto const day = exchange::read_day(bytes)) {
    auto const again = exchange::read_day(base::format(*day));
    CHECK(again && *again == *day, "a day reads back");
  }
  if (auto const time = exchange::read_time(bytes)) {
    auto const again = exchange::read_time(base::format(*time));
    CHECK(again && *again == *time, "a time reads back");
  }
  constexpr std::array<std::string_view, 8> units{"", "t", "m3/h", "%", "万元", "个", "mg/L", "t/a"};
  auto const field_unit = units.at(size % units.size());
  auto const cut = bytes.find('|');
  if (auto const number = exchange::read_number(bytes.substr(0, cut), cut == std::string_view::npos ? "" : bytes.substr(cut + 1), field_unit)) {
    CHECK(base::Decimal::parse(*number), "a number is a decimal");
    auto const again = exchange::read_number(*number, "", field_unit);
    CHECK(again && *again == *number, "a number reads back");
  }
  return 0;
}
