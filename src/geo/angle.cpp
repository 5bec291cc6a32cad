// One coordinate as people write it. The text is first put into plain signs, then read: [side] [sign] d [m [s]] [side].
#include <array>
#include <cmath>

#include "geo/inside.hpp"
#include "geo/signs.hpp"

namespace geo {
namespace {

constexpr std::size_t angle_bytes_max = 80;

struct Spelling {
  std::string_view from, to;
};
// Longer ones first. o is the degree, ' the minute, " the second.
constexpr std::array<Spelling, 25> angle_spellings{{
    {"东经", "E"}, {"東經", "E"}, {"西经", "W"}, {"西經", "W"}, {"北纬", "N"}, {"北緯", "N"}, {"南纬", "S"}, {"南緯", "S"}, {"度", "o"},
    {"分", "'"},   {"秒", "\""},  {"°", "o"},    {"º", "o"},    {"˚", "o"},    {"′′", "\""},  {"''", "\""},  {"″", "\""},   {"”", "\""},
    {"“", "\""},   {"′", "'"},    {"’", "'"},    {"‘", "'"},    {"`", "'"},    {"−", "-"},    {"\t", " "},
}};

class AngleReader {
 public:
  explicit AngleReader(std::string_view text) : text_(text) {}
  base::Result<double> read() {
    if (sides() && sign() && numbers()) {
      return value();
    }
    return std::move(*fault_);
  }

 private:
  bool fail(std::string detail, std::string mend = "write degrees as 113.6035, or as 113°36′12.5″") {
    fault_ = base::Problem("bad_coordinate", std::move(detail), {}, std::move(mend));
    return false;
  }
  static bool is_side(char c) { return std::string_view("EWNSewns").find(c) != std::string_view::npos; }
  bool sides() {
    text_ = base::trim(text_);
    int found = 0;
    if (!text_.empty() && is_side(text_.front())) {
      side_ = text_.front();
      text_ = base::trim(text_.substr(1));
      ++found;
    }
    if (!text_.empty() && is_side(text_.back())) {
      side_ = text_.back();
      text_ = base::trim(text_.substr(0, text_.size() - 1));
      ++found;
    }
    side_ = static_cast<char>(side_ >= 'a' ? side_ - 'a' + 'A' : side_);
    return found < 2 || fail("two directions in one coordinate", "give longitude and latitude apart");
  }
  bool sign() {
    if (text_.empty() || (text_.front() != '-' && text_.front() != '+')) {
      return true;
    }
    negative_ = text_.front() == '-';
    text_ = base::trim(text_.substr(1));
    if (!text_.empty() && (text_.front() == '-' || text_.front() == '+')) {
      return fail("two signs in front of one coordinate");
    }
    return side_ == 0 || fail("a sign and a direction in one coordinate", "leave one of them away");
  }
  bool numbers() {
    constexpr std::string_view marks = "o'\"";
    constexpr std::array<std::string_view, 3> names{"degrees", "minutes", "seconds"};
    std::size_t count = 0;
    bool fraction = false;
    while (!text_.empty()) {
      auto const end = text_.find_first_not_of("0123456789.");
      auto const number = base::parse_number(text_.substr(0, end));
      if (end == 0 || !number || count == 3) {
        return fail("this is not a coordinate");
      }
      if (fraction) {
        return fail("a fraction stands before the " + std::string(names.at(count)));
      }
      fraction = text_.substr(0, end).find('.') != std::string_view::npos;
      text_ = base::trim(end == std::string_view::npos ? "" : text_.substr(end));
      if (!text_.empty() && (text_.front() == marks.at(count) || (text_.front() == ':' && count < 2 && text_.size() > 1))) {
        text_ = base::trim(text_.substr(1));
      }
      if (count > 0 && *number >= 60) {
        return fail(std::to_string(std::lround(*number)) + " " + std::string(names.at(count)) + " are more than there are");
      }
      parts_.at(count++) = *number;
    }
    return count > 0 || fail("there is no number");
  }
  base::Result<double> value() {
    double const degrees = parts_[0] + parts_[1] / 60 + parts_[2] / 3600;
    double const most = side_ == 'N' || side_ == 'S' ? 90 : 180;
    if (degrees > most) {
      fail(base::format_number(degrees) + " degrees are more than " + base::format_number(most), "metres of a plane system are no angle: declare the system");
      return *fault_;
    }
    return negative_ || side_ == 'W' || side_ == 'S' ? -degrees : degrees;
  }

  std::string_view text_;
  char side_ = 0;
  bool negative_ = false;
  std::array<double, 3> parts_{};
  std::optional<base::Problem> fault_;
};

}  // namespace

base::Result<double> parse_angle(std::string_view text) {
  if (text.size() > angle_bytes_max) {
    return base::Problem("bad_coordinate", "this is too long for a coordinate");
  }
  auto plain = inside::half_width(text);
  for (auto const& [from, to] : angle_spellings) {
    inside::replace_all(plain, from, to);
  }
  auto read = AngleReader(plain).read();
  if (read) {
    return read;
  }
  return base::Problem(read.error().code, "\"" + base::printable(text) + "\": " + read.error().detail, {}, read.error().mend);
}

}  // namespace geo
