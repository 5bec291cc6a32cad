// Hour statistics, many at once: one query fetches the rows, the sums are made here in the order of time, so that
// the same rows give the same bits whatever order they are stored in.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "observe/inside.hpp"
#include "observe/period.hpp"

namespace observe {
namespace {

constexpr std::size_t hours_per_query_max = 10'000;

enum class Role : std::uint8_t { value, weight };

/// A row that belongs to the hour `want`.
struct Sample {
  std::int32_t want = 0;
  Role role = Role::value;
  Kind kind = Kind::realtime;
  Row row;
  auto order() const { return std::tuple(want, role, kind, row.at, row.revision); }
  bool same_moment(Sample const& other) const {
    return want == other.want && role == other.role && kind == other.kind && row.at == other.row.at;
  }
};

/// Which series are to be read for which hour.
struct WantedOfHour {
  std::vector<std::int32_t> want, series;
  std::vector<std::uint8_t> role, kind;
  std::vector<std::int64_t> hour;
  void add(std::int32_t number, std::int32_t series_number, Role as, Kind of_kind, Time start) {
    want.push_back(number), series.push_back(series_number), hour.push_back(start.ms / base::hour_length.count());
    role.push_back(static_cast<std::uint8_t>(as)), kind.push_back(static_cast<std::uint8_t>(of_kind));
  }
};

std::vector<Sample> fetch(columns::Connection& connection, WantedOfHour const& wanted) {
  std::vector<Sample> out;
  if (wanted.want.empty()) return out;
  connection.run("CREATE OR REPLACE TEMP TABLE wanted_hour(want INTEGER, role UTINYINT, kind UTINYINT, series INTEGER, hour BIGINT)");
  auto appender = connection.appender("wanted_hour");
  appender->words(0, wanted.want);
  appender->small(1, wanted.role);
  appender->small(2, wanted.kind);
  appender->words(3, wanted.series);
  appender->integers(4, wanted.hour);
  appender->rows(wanted.want.size());
  appender->flush();
  appender.reset();
  auto const hour_ms = base::hour_length.count();
  auto const [first, last] = std::minmax_element(wanted.hour.begin(), wanted.hour.end());
  connection.each("SELECT w.want, w.role, w.kind, r.* FROM wanted_hour w JOIN all_row r "
                  "ON r.series = w.series AND r.at_ms // ? = w.hour WHERE r.at_ms >= ? AND r.at_ms < ?",
                  {hour_ms, *first * hour_ms, (*last + 1) * hour_ms}, [&](columns::Row const& row) {
    out.push_back({static_cast<std::int32_t>(row.integer(0)), static_cast<Role>(row.integer(1)), static_cast<Kind>(row.integer(2)),
                   read_row(row, 3)});
  });
  std::sort(out.begin(), out.end(), [](Sample const& a, Sample const& b) { return a.order() < b.order(); });
  std::size_t kept = 0;                                     // only the newest revision of each moment stays
  for (std::size_t i = 0; i < out.size(); ++i)
    if (i + 1 == out.size() || !out[i].same_moment(out[i + 1])) out[kept++] = out[i];
  out.resize(kept);
  return out;
}

/// Rows of one hour, by role and kind.
struct Hour {
  std::array<std::vector<Row>, 3> values, weights;
  std::vector<Row>& of(Role role, Kind kind) {
    return (role == Role::value ? values : weights).at(static_cast<std::size_t>(kind) - 1);
  }
};

/// Rows of one hour, and how many of the moments at which one was due have a row, and one that counts: a logger that
/// sends faster than it should does not fill an hour in ten minutes.
struct Filled { std::int64_t slots = 0, valid = 0; };

Filled put_rows(Part& part, std::vector<Row> const& rows, std::vector<Row> const& weights, Duration step) {
  auto weight = weights.begin();
  Filled filled;
  std::int64_t slot = -1, valid_slot = -1;
  for (auto const& row : rows) {
    auto const its = step.count() > 0 ? row.at.ms / step.count() : slot + 1;
    filled.slots += std::exchange(slot, its) != its ? 1 : 0;
    if (part.counts(row.flag)) filled.valid += std::exchange(valid_slot, its) != its ? 1 : 0;
    while (weight != weights.end() && weight->at < row.at) ++weight;
    bool const matched = weight != weights.end() && weight->at == row.at && part.counts(weight->flag);
    part.add({.mean = row.value, .min = row.min, .max = row.max, .total = row.total, .flag = row.flag, .frame = row.frame,
              .counts = part.counts(row.flag), .weight = matched ? weight->value : absent});
  }
  return filled;
}

struct Question {
  Touched what;
  Rule rule;
  std::array<Duration, 3> interval{};                       // of realtime, minute, hour
};

std::int64_t due_of(Kind kind, Duration step, std::size_t received) {
  if (kind == Kind::hour) return 1;
  if (step.count() <= 0) return static_cast<std::int64_t>(received);
  return std::max<std::int64_t>(1, base::hour_length / step);   // an hour that has a reading of every four owes that one
}

// The finest kind that covers the hour: real-time rows of a link that was down for a while do not outweigh the minutes
// that were sent again. Where none covers it, the one that covers most.
Kind kind_of(Question const& question, Hour& hour) {
  auto best = Kind::hour;
  double most = 0;
  for (auto const kind : {Kind::realtime, Kind::minute, Kind::hour}) {
    auto const received = hour.of(Role::value, kind).size();
    if (received == 0) continue;
    auto const due = due_of(kind, question.interval.at(static_cast<std::size_t>(kind) - 1), received);
    double const share = std::min(1.0, static_cast<double>(received) / static_cast<double>(std::max<std::int64_t>(due, 1)));
    if (share >= question.rule.hour_share_min) return kind;
    if (share > most) best = kind, most = share;
  }
  return best;
}

Draft answer(Question const& question, Hour& hour) {
  auto const& [what, rule, interval] = question;
  Draft draft;
  Statistic& s = draft.statistic;
  s.point = what.point, s.factor = what.factor, s.variant = what.variant, s.period = Period::hour, s.start = what.hour;
  auto const& device = hour.of(Role::value, Kind::hour);
  if (!device.empty()) s.device = device.front().value, s.device_flag = device.front().flag;

  auto const kind = kind_of(question, hour);
  auto const& rows = hour.of(Role::value, kind);
  Part part(rule.valid_flags);
  bool const weighted = !rule.weight_factor.empty() && rule.weight_factor != what.factor;
  auto const step = kind == Kind::hour ? Duration{} : interval.at(static_cast<std::size_t>(kind) - 1);
  s.made_from = kind;
  s.due = due_of(kind, step, rows.size());
  auto const needed = rule.hour_share_min * static_cast<double>(s.due);
  auto const filled = put_rows(part, rows, weighted ? hour.of(Role::weight, kind) : std::vector<Row>{}, step);
  part.finish(s, needed);
  s.received = filled.slots;
  s.valid_rows = std::min(s.valid_rows, filled.valid);
  s.valid = s.valid_rows > 0 && static_cast<double>(s.valid_rows) >= needed;
  for (auto const& row : device) s.last_frame = std::max(s.last_frame, row.frame);
  if (!rows.empty()) draft.newest_ms = rows.back().at.ms;
  return draft;
}

}  // namespace

Statistic Store::compute_hour(Touched const& what, Rule const& rule, std::function<Duration(Kind)> const& interval) {
  return compute_hours({what}, [&](Touched const&) { return rule; }, [&](Touched const&, Kind kind) { return interval(kind); }).front();
}

std::vector<Statistic> Store::compute_hours(std::vector<Touched> const& what, std::function<Rule(Touched const&)> const& rule,
                                            std::function<Duration(Touched const&, Kind)> const& interval) {
  auto& in = *inside_;
  std::scoped_lock const lock(in.writing);
  std::vector<Statistic> out;
  out.reserve(what.size());
  for (std::size_t from = 0; from < what.size(); from += hours_per_query_max) {
    auto const count = std::min(hours_per_query_max, what.size() - from);
    std::vector<Question> questions;
    WantedOfHour wanted;
    for (std::size_t i = 0; i < count; ++i) {
      auto const& one = what[from + i];
      auto& question = questions.emplace_back(Question{one, rule(one)});
      auto const number = static_cast<std::int32_t>(i);
      for (auto const kind : {Kind::realtime, Kind::minute, Kind::hour}) {
        question.interval.at(static_cast<std::size_t>(kind) - 1) = interval(one, kind);
        if (auto const s = in.find({one.point, one.factor, kind, one.variant})) wanted.add(number, s, Role::value, kind, one.hour);
        if (question.rule.weight_factor.empty()) continue;
        if (auto const s = in.find({one.point, question.rule.weight_factor, kind, ""})) wanted.add(number, s, Role::weight, kind, one.hour);
      }
    }
    std::vector<Hour> hours(count);
    for (auto const& sample : fetch(*in.writer, wanted))
      hours[static_cast<std::size_t>(sample.want)].of(sample.role, sample.kind).push_back(sample.row);
    std::vector<Draft> drafts;
    for (std::size_t i = 0; i < count; ++i) {
      auto& draft = drafts.emplace_back(answer(questions[i], hours[i]));
      auto const& one = questions[i].what;
      draft.open = in.newest(one.point, one.factor, one.variant) < one.hour + base::hour_length;
      draft.quantity = in.quantity_of({one.point, one.factor, one.variant, Period::hour});
    }
    for (auto& statistic : in.store(std::move(drafts))) out.push_back(std::move(statistic));
  }
  return out;
}

}  // namespace observe
