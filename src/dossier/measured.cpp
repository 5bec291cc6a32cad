// What was measured at a facility: its outlets by name, their alarms, and the verdicts of twelve quarters.
#include <algorithm>

#include "dossier/inside.hpp"

namespace dossier {
namespace {

constexpr int quarter_months = 3, year_quarters = 4;

std::vector<PointId> ids_of(std::vector<Outlet> const& outlets) {
  std::vector<PointId> ids;
  ids.reserve(outlets.size());
  for (auto const& outlet : outlets) {
    ids.push_back(outlet.point.id);
  }
  return ids;
}

Time a_year_before(Time now) {
  auto day = base::to_beijing(now);
  --day.year;
  return base::from_beijing(day);
}

void count(Count& cell, verdicts::Tally const& tally) {
  auto& of = tally.result == "ok" ? cell.ok : tally.result == "exceeded" ? cell.exceeded : tally.result == "excused" ? cell.excused : cell.not_judged;
  of += tally.count;
}

void add_rows(PointId point, std::vector<verdicts::Tally> const& tallies, Grid& grid) {
  std::map<std::pair<std::string, std::string>, GridRow> rows;   // by period and subject
  for (auto const& tally : tallies) {
    if (tally.subject == "aqi") {
      continue;   // no limit is kept or broken by an index
    }
    for (auto const& subject : {std::string(), tally.subject}) {
      auto& row = rows[{tally.period, subject}];
      row.point = point;
      row.period = tally.period;
      row.subject = subject;
      count(row.cells.at(tally.span), tally);
    }
  }
  // Where only hours or only days are limited, a row of nothing but "no limit" for the others says nothing.
  auto const tells = [](auto const& row) {
    return std::any_of(row.second.cells.begin(), row.second.cells.end(), [](auto const& cell) { return cell.ok + cell.exceeded + cell.excused != 0; });
  };
  bool const judged = std::any_of(rows.begin(), rows.end(), tells);
  for (auto& one : rows) {
    if (auto& row = one.second; !judged || tells(one)) {
      grid.rows.push_back(std::move(row));
    }
  }
}

}  // namespace

std::optional<double> Count::compliant() const {
  auto const judged = ok + exceeded;
  return judged == 0 ? std::nullopt : std::optional(static_cast<double>(ok) / static_cast<double>(judged));
}

Standing standing_of(Count const& count) {
  return count.exceeded != 0 ? Standing::exceeded
         : count.ok != 0     ? Standing::compliant
         : count.excused + count.not_judged != 0 ? Standing::none_judged : Standing::no_data;
}

std::string_view name_of(Standing standing) {
  static constexpr std::array<std::string_view, 4> names{"compliant", "exceeded", "none_judged", "no_data"};
  return names.at(static_cast<std::size_t>(standing));
}

std::array<Quarter, quarter_count> quarters_until(Time now) {
  auto const today = base::to_beijing(now);
  auto const running = today.year * year_quarters + (today.month - 1) / quarter_months;
  auto const start = [](int quarter) {
    return base::start_of(base::day_of(quarter / year_quarters, quarter % year_quarters * quarter_months + 1, 1));
  };
  std::array<Quarter, quarter_count> all;
  for (std::size_t i = 0; i < quarter_count; ++i) {
    auto const quarter = running - static_cast<int>(quarter_count - 1 - i);
    all.at(i) = {.year = quarter / year_quarters, .number = quarter % year_quarters + 1, .from = start(quarter), .to = start(quarter + 1)};
  }
  return all;
}

void add_outlets(Asker const& asker, Dossier& dossier) {
  for (auto& point : asker.parts.points.points()) {
    bool const of_it = !point.facility.empty() && std::find(dossier.names.begin(), dossier.names.end(), point.facility) != dossier.names.end();
    if (!of_it || !identity::sees_inside(asker.who, {point.facility, points::is_station(point.kind)}) || dossier.outlets.size() == outlets_max) {
      continue;
    }
    Outlet outlet{.point = std::move(point), .loggers = {}, .alarms_open = 0};
    for (auto const& logger : asker.parts.points.loggers_of(outlet.point.id)) {
      outlet.loggers.push_back({logger.mn, logger.edition, logger.active});
    }
    dossier.outlets.push_back(std::move(outlet));
  }
  std::sort(dossier.outlets.begin(), dossier.outlets.end(), [](auto const& a, auto const& b) { return a.point.code < b.point.code; });
}

void add_alarms(Asker const& asker, Dossier& dossier) {
  auto const points = ids_of(dossier.outlets);
  if (points.empty() || !identity::may(asker.who.role, identity::Right::see_alarms)) {
    return;   // no points would mean all points
  }
  auto& out = dossier.alarms;
  for (auto const* const state : {"open", "acknowledged"}) {
    std::size_t matched = 0;
    for (auto& alarm : asker.parts.verdicts.alarms({.points = points, .state = state, .most = alarms_max}, &matched)) {
      out.open.push_back(std::move(alarm));
    }
    out.open_total += matched;
  }
  std::stable_sort(out.open.begin(), out.open.end(), [](auto const& a, auto const& b) { return a.began_at > b.began_at; });
  out.open.resize(std::min(out.open.size(), alarms_max));
  auto const since = a_year_before(asker.now);
  out.newest = asker.parts.verdicts.alarms({.points = points, .from = since, .most = alarms_max}, &out.total);
  for (auto kind = verdicts::AlarmKind::exceedance; kind <= verdicts::AlarmKind::jump; kind = static_cast<verdicts::AlarmKind>(static_cast<int>(kind) + 1)) {
    std::size_t matched = 0;
    (void)asker.parts.verdicts.alarms({.points = points, .kind = std::string(verdicts::name_of(kind)), .from = since, .most = 1}, &matched);
    if (matched != 0) {
      out.by_kind.emplace(verdicts::name_of(kind), matched);
    }
  }
  for (auto& outlet : dossier.outlets) {
    (void)asker.parts.verdicts.alarms({.points = {outlet.point.id}, .state = "open", .most = 1}, &outlet.alarms_open);
  }
}

void add_grid(Asker const& asker, Dossier& dossier) {
  dossier.grid.quarters = quarters_until(asker.now);
  std::vector<Time> bounds;
  for (auto const& quarter : dossier.grid.quarters) {
    bounds.push_back(quarter.from);
  }
  bounds.push_back(dossier.grid.quarters.back().to);
  for (auto const& outlet : dossier.outlets) {
    add_rows(outlet.point.id, asker.parts.verdicts.tally(outlet.point.id, bounds), dossier.grid);
  }
}

}  // namespace dossier
