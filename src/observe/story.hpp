#pragma once
// Private, for tests: rows and answers as text.
//   "1 w01018 realtime 2026-03-01 08:00 12.5 N @7"     point factor[/variant] kind time value flag frame
//   "1 w01018 minute 2026-03-01 08:00 avg=12.5 min=10 max=14 cou=3 N @7"
#include <cmath>
#include <sstream>
#include <string>

#include "columns/columns.hpp"
#include "observe/observe.hpp"

namespace observe::story {

inline Time at(std::string const& text) { return base::parse_time(text).value(); }

inline SeriesKey key_of(std::string const& point, std::string const& factor, std::string const& kind) {
  auto const slash = factor.find('/');
  auto const variant = slash == std::string::npos ? std::string() : factor.substr(slash + 1);
  return {{std::stoll(point)}, factor.substr(0, slash), parse_kind(kind).value(), variant};
}

inline void put_field(Row& row, std::string const& word) {
  auto const equals = word.find('=');
  auto const value = base::parse_number(word.substr(equals == std::string::npos ? 0 : equals + 1)).value_or(absent);
  auto const name = word.substr(0, equals == std::string::npos ? 0 : equals);
  if (name == "min") row.min = value;
  else if (name == "max") row.max = value;
  else if (name == "cou") row.total = value;
  else row.value = value;
}

inline Row row_of(Store& store, std::string const& line) {
  std::istringstream words(line);
  std::string point, factor, kind, day, clock, word;
  words >> point >> factor >> kind >> day >> clock;
  Row row{.series = store.series(key_of(point, factor, kind)), .at = at(day + " " + clock)};
  while (words >> word) {
    if (word.front() == '@') row.frame.value = std::stoll(word.substr(1));
    else if (word.size() == 1 && word.front() >= 'A' && word.front() <= 'Z') row.flag = word.front();
    else put_field(row, word);
  }
  return row;
}

/// One row a line.
inline Batch batch(Store& store, std::string const& text) {
  Batch out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (base::trim(line).empty()) continue;
    out.rows.push_back(row_of(store, line));
    out.last_frame = std::max(out.last_frame, out.rows.back().frame);
  }
  return out;
}

/// "08:00 12.5 N r0" a row, joined by "; ".
inline std::string told(std::vector<Row> const& rows) {
  std::string out;
  for (auto const& row : rows) {
    auto const clock = base::to_beijing(row.at);
    char text[32];
    std::snprintf(text, sizeof text, "%02d:%02d ", clock.hour, clock.minute);
    out += (out.empty() ? "" : "; ") + std::string(text) + base::format_number(row.value) + " " + row.flag + " r" + std::to_string(row.revision);
  }
  return out;
}

/// "w01018 08:00 12.5 [10..14] 4/4 valid r0" a statistic: mean, extremes, rows that count of those due; by lines.
/// After it what is special: "flag D", "total 3.5", "device 12.4", "from hour".
inline std::string told(Statistic const& s) {
  auto const clock = base::to_beijing(s.start);
  char text[32];
  std::snprintf(text, sizeof text, s.period == Period::hour ? " %02d:%02d " : " %02d-%02d ", s.period == Period::hour ? clock.hour : clock.month,
                s.period == Period::hour ? clock.minute : clock.day);
  auto const number = [](double value) { return std::isnan(value) ? std::string("none") : base::format_number(value); };
  std::string out = s.factor + (s.variant.empty() ? "" : "/" + s.variant) + text + number(s.mean);
  if (!std::isnan(s.min) || !std::isnan(s.max)) out += " [" + number(s.min) + ".." + number(s.max) + "]";
  out += " " + std::to_string(s.valid_rows) + "/" + std::to_string(s.due) + (s.valid ? " valid" : " invalid") + " r" + std::to_string(s.revision);
  if (s.flag != ' ') out += std::string(" flag ") + s.flag;
  if (!std::isnan(s.total)) out += " total " + number(s.total);
  if (!std::isnan(s.device)) out += " device " + number(s.device) + (s.device_flag == ' ' ? "" : std::string(" ") + s.device_flag);
  if (s.made_from != Kind::realtime) out += " from " + std::string(name_of(s.made_from));
  return out;
}
inline std::string told(std::vector<Statistic> const& statistics) {
  std::string out;
  for (auto const& one : statistics) out += (out.empty() ? "" : "\n") + told(one);
  return out;
}

/// The shares of these stories.
inline Rule usual() {
  Rule rule;
  rule.hour_share_min = 0.75;
  rule.day_slots_min = 20;
  return rule;
}

inline Range range(std::string const& from, std::string const& to) { return {at(from), at(to)}; }

struct House {
  std::unique_ptr<columns::Database> database = columns::Database::open(":memory:");
  std::unique_ptr<Store> store = std::make_unique<Store>(*database);
  Applied append(std::string const& text) { return store->append(batch(*store, text)); }
  std::string rows(std::string const& factor, std::string const& kind, std::string const& from, std::string const& to, std::size_t most = 1000) {
    auto const id = store->find(key_of("1", factor, kind));
    return id ? told(store->rows(*id, {at(from), at(to)}, most)) : "unknown series";
  }
  /// Computes every hour that the rows touched, as the projector does; `every` is the interval of real-time rows.
  std::string hours(std::string const& text, Rule const& rule = usual(), Duration every = std::chrono::minutes(15)) {
    auto const touched = append(text).touched;
    auto const interval = [&](Touched const&, Kind kind) { return interval_of(kind, every); };
    return told(store->compute_hours(touched, [&](Touched const&) { return rule; }, interval));
  }
  static Duration interval_of(Kind kind, Duration every) {
    return kind == Kind::realtime ? every : kind == Kind::minute ? Duration(std::chrono::minutes(10)) : base::hour_length;
  }
  std::string day(std::string const& factor, base::Day day, Rule const& rule = usual()) {
    auto const key = key_of("1", factor, "hour");
    return told(store->compute_day(key.point, key.factor, key.variant, day, rule));
  }
  void restart() { store = std::make_unique<Store>(*database); }
};

}  // namespace observe::story
