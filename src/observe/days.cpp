// Day statistics, made from the newest hour statistics of a Beijing day.
#include <algorithm>
#include <bitset>

#include "observe/inside.hpp"
#include "observe/period.hpp"

namespace observe {
namespace {

constexpr std::size_t days_per_query_max = 4'000;
constexpr char flag_stopped = 'F';       // HJ 212: the source is not running

using Hours = std::vector<Draft>;        // by start
struct DayRows { Hours own, weights; std::optional<Row> device; };

/// The parts of a day that have an hour at all, and a valid one.
class Slots {
 public:
  Slots(Time day, std::int64_t count) : day_(day), length_(base::day_length / std::clamp<std::int64_t>(count, 1, Rule::hours_of_a_day)) {}
  void add(Statistic const& hour) {
    auto const slot = static_cast<std::size_t>((hour.start - day_) / length_);
    received_.set(slot);
    valid_.set(slot, valid_.test(slot) || hour.valid);
  }
  std::int64_t due() const { return base::day_length / length_; }
  std::int64_t received() const { return static_cast<std::int64_t>(received_.count()); }
  std::int64_t valid() const { return static_cast<std::int64_t>(valid_.count()); }

 private:
  Time day_;
  Duration length_;
  std::bitset<static_cast<std::size_t>(Rule::hours_of_a_day)> received_, valid_;
};

/// What is wanted of a table: a key, and a number in which it counts (a day, an instant).
struct WantedOfDays {
  std::vector<std::int32_t> want, key;
  std::vector<std::uint8_t> is_weight;
  std::vector<std::int64_t> when;
  void add(std::size_t number, std::int32_t key_number, bool as_weight, std::int64_t at) {
    want.push_back(static_cast<std::int32_t>(number)), key.push_back(key_number), when.push_back(at);
    is_weight.push_back(as_weight ? 1 : 0);
  }
  void put(columns::Connection& connection) const {
    connection.run("CREATE OR REPLACE TEMP TABLE wanted_day(want INTEGER, is_weight UTINYINT, key INTEGER, at_ms BIGINT)");
    auto const appender = connection.appender("wanted_day");
    appender->words(0, want);
    appender->small(1, is_weight);
    appender->words(2, key);
    appender->integers(3, when);
    appender->rows(want.size());
    appender->flush();
  }
};

void fetch_hours(columns::Connection& connection, WantedOfDays const& wanted, Numbering<QuantityKey> const& quantities, std::vector<DayRows>& days) {
  if (wanted.want.empty()) return;
  wanted.put(connection);
  auto const [first, last] = std::minmax_element(wanted.when.begin(), wanted.when.end());
  auto const day_ms = base::day_length.count();
  auto const shift_ms = day_ms - *first % day_ms;           // Beijing days start at 16:00 UTC
  connection.each("SELECT w.want, w.is_weight, s.* FROM wanted_day w JOIN all_statistic s ON s.quantity = w.key "
                  "AND (s.start_ms + ?) // ? = (w.at_ms + ?) // ? WHERE s.start_ms >= ? AND s.start_ms < ? "
                  "ORDER BY w.want, w.is_weight, s.start_ms, s.revision",
                  {shift_ms, day_ms, shift_ms, day_ms, *first, *last + day_ms}, [&](columns::Row const& row) {
    auto& day = days[static_cast<std::size_t>(row.integer(0))];
    auto& hours = row.integer(1) ? day.weights : day.own;
    auto draft = read_statistic(row, quantities.key(row.integer(2)), 2);
    if (!hours.empty() && hours.back().statistic.start == draft.statistic.start) hours.pop_back();
    hours.push_back(std::move(draft));
  });
}

void fetch_devices(columns::Connection& connection, WantedOfDays const& wanted, std::vector<DayRows>& days) {
  if (wanted.want.empty()) return;
  wanted.put(connection);
  auto const [first, last] = std::minmax_element(wanted.when.begin(), wanted.when.end());
  connection.each("SELECT w.want, r.* FROM wanted_day w JOIN all_row r ON r.series = w.key AND r.at_ms = w.at_ms "
                  "WHERE r.at_ms BETWEEN ? AND ? ORDER BY r.revision", {*first, *last}, [&](columns::Row const& row) {
    days[static_cast<std::size_t>(row.integer(0))].device = read_row(row, 1);
  });
}

double weight_of(Hours const& weights, Time start) {
  auto const same_start = [&](Draft const& hour) { return hour.statistic.start == start; };
  auto const found = std::find_if(weights.begin(), weights.end(), same_start);
  return found != weights.end() && found->statistic.valid ? found->statistic.mean : absent;
}

Draft answer(Store::DayOf const& what, Rule const& rule, DayRows const& rows) {
  Draft draft;
  Statistic& s = draft.statistic;
  s.point = what.point, s.factor = what.factor, s.variant = what.variant, s.period = Period::day, s.start = base::start_of(what.day);
  Slots slots(s.start, rule.day_slots);
  s.due = slots.due();
  bool const weighted = !rule.weight_factor.empty() && rule.weight_factor != what.factor;
  Part part(rule.valid_flags);
  std::int64_t running = Rule::hours_of_a_day;                     // hours of silence are no proof that the source rested
  for (auto const& hour : rows.own) {
    auto const& h = hour.statistic;
    bool const stopped = !h.valid && h.flag == flag_stopped;
    running -= stopped ? 1 : 0;
    slots.add(h);
    part.add({.mean = h.mean, .min = h.min, .max = h.max, .total = h.total, .flag = h.flag, .frame = h.last_frame, .counts = h.valid,
              .weight = weighted ? weight_of(rows.weights, h.start) : absent});
    s.made_from = draft.newest_ms == long_ago ? h.made_from : std::min(s.made_from, h.made_from);
    draft.newest_ms = std::max(draft.newest_ms, hour.newest_ms);
  }
  double const needed = rule.day_share_of_running ? rule.day_slots_min * static_cast<double>(running * slots.due()) / static_cast<double>(Rule::hours_of_a_day)
                                                  : rule.day_slots_min;
  part.finish(s, needed);
  s.received = slots.received(), s.valid_rows = slots.valid();
  s.valid = s.valid_rows > 0 && static_cast<double>(s.valid_rows) >= needed;
  if (!rows.device) return draft;
  s.device = rows.device->value, s.device_flag = rows.device->flag;
  s.last_frame = std::max(s.last_frame, rows.device->frame);
  if (!rows.own.empty()) return draft;
  // Nothing but the logger's own day.
  auto const& d = *rows.device;
  s.mean = d.value, s.min = d.min, s.max = d.max, s.total = d.total, s.made_from = Kind::day;
  s.valid = part.counts(d.flag), s.flag = s.valid ? ' ' : d.flag;
  s.due = s.received = 1, s.valid_rows = s.valid ? 1 : 0;
  draft.newest_ms = d.at.ms;
  return draft;
}

}  // namespace

Statistic Store::compute_day(PointId point, std::string const& factor, std::string const& variant, base::Day day, Rule const& rule) {
  return compute_days({{point, factor, variant, day}}, [&](DayOf const&) { return rule; }).front();
}

std::vector<Statistic> Store::compute_days(std::vector<DayOf> const& what, std::function<Rule(DayOf const&)> const& rule) {
  auto& in = *inside_;
  std::scoped_lock const lock(in.writing);
  std::vector<Statistic> out;
  for (std::size_t from = 0; from < what.size(); from += days_per_query_max) {
    auto const count = std::min(days_per_query_max, what.size() - from);
    std::vector<Rule> rules;
    std::vector<DayRows> rows(count);
    WantedOfDays hours, devices;
    for (std::size_t i = 0; i < count; ++i) {
      auto const& one = what[from + i];
      auto const& used = rules.emplace_back(rule(one));
      auto const start = base::start_of(one.day).ms;
      if (auto const q = in.quantities.find({one.point, one.factor, one.variant, Period::hour})) hours.add(i, q, false, start);
      auto const weight = used.weight_factor.empty() ? 0 : in.quantities.find({one.point, used.weight_factor, "", Period::hour});
      if (weight) hours.add(i, weight, true, start);
      if (auto const s = in.find({one.point, one.factor, Kind::day, one.variant})) devices.add(i, s, false, start);
    }
    fetch_hours(*in.writer, hours, in.quantities, rows);
    fetch_devices(*in.writer, devices, rows);
    std::vector<Draft> drafts;
    for (std::size_t i = 0; i < count; ++i) {
      auto const& one = what[from + i];
      auto& draft = drafts.emplace_back(answer(one, rules[i], rows[i]));
      draft.open = in.newest(one.point, one.factor, one.variant) < base::start_of(one.day) + base::day_length;
      draft.quantity = in.quantity_of({one.point, one.factor, one.variant, Period::day});
    }
    for (auto& statistic : in.store(std::move(drafts))) out.push_back(std::move(statistic));
  }
  return out;
}

}  // namespace observe
