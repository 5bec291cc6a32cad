#include "points/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace points {
namespace {

constexpr std::size_t code_length_max = 64, text_bytes_max = 200, note_bytes_max = 4000;
constexpr std::size_t area_digits_min = 2, area_digits_max = 12;   // GB/T 2260 and GB/T 10114: province 2 … village 12
constexpr std::size_t mn_length_max = 64, factor_length_max = 32, password_length_max = 64;
constexpr std::size_t sm4_key_length = 16;                          // 128 bits, as 16 characters
constexpr int hours_of_a_day = 24;
constexpr int interval_s_max = 86'400, interval_min_max = 1'440;    // a day
constexpr std::array<std::string_view, 3> origins{"real", "simulated", "imported"};
constexpr std::array<std::string_view, 4> editions{"2005", "2017", "2025", "water-2017"};
constexpr std::array<std::string_view, 3> crc_kinds{"hj212", "modbus", "modbus_swapped"};

struct Wrong {
  std::vector<base::Problem> all;
  void add(std::string field, std::string detail, std::string mend = {}) {
    all.emplace_back("invalid", std::move(detail), std::move(field), std::move(mend));
  }
};

template <typename Words>
bool is_one_of(std::string_view word, Words const& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <typename Words>
std::string listed(Words const& words) {
  std::string text = "use one of";
  for (auto const word : words) text += " " + std::string(word);
  return text;
}

bool is_code(std::string_view text, std::size_t length_max) {
  auto const fits = [](char c) {
    auto const letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= length_max && std::all_of(text.begin(), text.end(), fits);
}

/// Printable ASCII without the characters by which HJ 212 tells fields apart.
bool fits_a_frame(std::string_view text, std::size_t length_max) {
  constexpr std::string_view signs = ";=&,#";
  auto const fits = [&](char c) { return c > ' ' && c < 0x7f && signs.find(c) == std::string_view::npos; };
  return text.size() <= length_max && std::all_of(text.begin(), text.end(), fits);
}

void check_texts(Point const& point, Wrong& wrongs) {
  struct Field { char const* name; std::string const& text; std::size_t bytes_max; };
  Field const fields[] = {{"name", point.name, text_bytes_max},         {"name_en", point.name_en, text_bytes_max},
                          {"facility", point.facility, text_bytes_max}, {"source", point.source, note_bytes_max},
                          {"note", point.note, note_bytes_max}};
  for (auto const& field : fields) {
    if (field.text.size() > field.bytes_max) {
      wrongs.add(field.name, "the text is longer than " + std::to_string(field.bytes_max) + " bytes");
    } else if (!base::is_utf8(field.text)) {
      wrongs.add(field.name, "the text is not UTF-8");
    }
  }
}

void check_key(char const* field, std::string const& key, Wrong& wrongs) {
  if (key.empty() || key.size() == sm4_key_length) return;
  wrongs.add(field, "an SM4 key has 16 characters", "leave it empty for plain text");
}

base::Outcome first_of(std::vector<base::Problem> const& wrongs) {
  if (wrongs.empty()) return base::Done{};
  return wrongs.front();
}

}  // namespace

std::vector<base::Problem> wrong_fields(Point const& point) {
  Wrong wrongs;
  if (!is_code(point.code, code_length_max)) {
    wrongs.add("code", "a code has 1 to 64 letters, digits, hyphens, underscores or dots");
  }
  if (base::trim(point.name).empty()) wrongs.add("name", "a point has a name");
  check_texts(point, wrongs);
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  auto const& area = point.area;
  auto const long_enough = area.size() >= area_digits_min && area.size() <= area_digits_max;
  if (!area.empty() && (!long_enough || !std::all_of(area.begin(), area.end(), is_digit))) {
    wrongs.add("area", "an administrative code has 2 to 12 digits", "140215, for example");
  }
  if (!std::isfinite(point.longitude) || std::abs(point.longitude) > 180) {
    wrongs.add("longitude", "a longitude is between -180 and 180 degrees", "degrees east, WGS 84");
  }
  if (!std::isfinite(point.latitude) || std::abs(point.latitude) > 90) {
    wrongs.add("latitude", "a latitude is between -90 and 90 degrees", "degrees north, WGS 84");
  }
  if (point.reading_every_h < 1 || point.reading_every_h > hours_of_a_day || hours_of_a_day % point.reading_every_h != 0) {
    wrongs.add("reading_every_h", "the hours between readings divide a day", "use one of 1 2 3 4 6 8 12 24");
  }
  if (!is_one_of(point.origin, origins)) wrongs.add("origin", "the origin is not known", listed(origins));
  return wrongs.all;
}

std::vector<base::Problem> wrong_fields(std::vector<Channel> const& channels) {
  Wrong wrongs;
  if (channels.size() > Registry::channels_max) {
    wrongs.add("channels", "a point has at most 500 channels");
    return wrongs.all;
  }
  std::set<std::string_view> factors;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    auto const& channel = channels[i];
    auto const place = "channels[" + std::to_string(i) + "].";
    if (!is_code(channel.factor, factor_length_max)) {
      wrongs.add(place + "factor", "a factor is named by its official code", "w21003, for example");
    } else if (!factors.insert(channel.factor).second) {
      wrongs.add(place + "factor", "the factor is there twice");
    }
    if (channel.limit_set.size() > text_bytes_max || !base::is_utf8(channel.limit_set)) {
      wrongs.add(place + "limit_set", "the limit set is too long or is not UTF-8");
    }
    auto const finite = std::isfinite(channel.plausible_min) && std::isfinite(channel.plausible_max);
    if (!finite || channel.plausible_min > channel.plausible_max) {
      wrongs.add(place + "plausible_min", "the least plausible value is above the greatest", "equal means not set");
    }
  }
  return wrongs.all;
}

std::vector<base::Problem> wrong_fields(Logger const& logger) {
  Wrong wrongs;
  if (logger.mn.empty() || !fits_a_frame(logger.mn, mn_length_max)) {
    wrongs.add("mn", "an MN has 1 to 64 printable characters without ; = & , #");
  }
  if (!fits_a_frame(logger.password, password_length_max)) {
    wrongs.add("password", "a password has at most 64 printable characters without ; = & , #");
  }
  if (!is_one_of(logger.edition, editions)) wrongs.add("edition", "the edition is not known", listed(editions));
  check_key("sm4_key", logger.sm4_key, wrongs);
  check_key("sm4_key_old", logger.sm4_key_old, wrongs);
  if (logger.rtd_interval_s < 1 || logger.rtd_interval_s > interval_s_max) {
    wrongs.add("rtd_interval_s", "the interval of real-time data is between 1 and 86400 seconds");
  }
  if (logger.minute_interval_min < 1 || logger.minute_interval_min > interval_min_max) {
    wrongs.add("minute_interval_min", "the interval of minute data is between 1 and 1440 minutes");
  }
  if (!is_one_of(logger.crc_accepted, crc_kinds)) {
    wrongs.add("crc_accepted", "the CRC is not known", listed(crc_kinds));
  }
  return wrongs.all;
}

base::Outcome check(Point const& point) { return first_of(wrong_fields(point)); }
base::Outcome check(std::vector<Channel> const& channels) { return first_of(wrong_fields(channels)); }
base::Outcome check(Logger const& logger) { return first_of(wrong_fields(logger)); }

}  // namespace points
