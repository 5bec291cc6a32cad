#include "judge/judge.hpp"

#include "judge/inside.hpp"

namespace judge {
namespace {

constexpr Duration note_every = std::chrono::seconds(30);

}  // namespace

Judge::Inside::Inside(Parts parts_given, Options options_given)
    : parts(parts_given),
      options(options_given),
      places(parts.catalog, parts.registry),
      desk(parts.verdicts),
      detectors({parts.catalog, parts.store, desk}),
      latest(parts.store),
      presence({parts.catalog, desk, latest}),
      hours({parts.catalog, parts.store, parts.verdicts, desk, windows, options}) {}

void Judge::Inside::begin() {
  begun = true;
  seen = std::max(seen, parts.store.applied());
  auto const through = parts.verdicts.judged_through().value_or(base::FrameNumber{0});
  auto const at = places.now();
  for (auto const& touched : parts.store.touched_since(through)) {
    mark(*at, touched, {through.value + 1});
  }
}

void Judge::Inside::mark(Snapshot const& at, observe::Touched const& touched, base::FrameNumber first) {
  if (touched.kind != observe::Kind::day) {
    hours.mark(HourTask{touched.hour, touched.point, touched.factor, touched.variant}, first);
  } else if (auto const* place = at.find(touched.point); place != nullptr && place->is_imported_air()) {
    hours.mark(DayTask{base::beijing_day(touched.hour), touched.point, touched.factor, touched.variant}, first);
  }
}

void Judge::Inside::note_judged(Time now) {
  if (now - noted_at < note_every) {
    return;
  }
  noted_at = now;
  auto const first = hours.waits_since();
  auto const through = first ? base::FrameNumber{first->value - 1} : seen;
  if (parts.verdicts.judged_through() != through) {
    parts.verdicts.set_judged_through(through);
  }
}

Judge::Judge(Parts parts, Options options) : inside_(std::make_unique<Inside>(parts, options)) {}
Judge::~Judge() = default;

void Judge::observed(observe::Batch const& batch, observe::Applied const& applied, Time now) {
  auto& in = *inside_;
  auto const places = in.places.now();
  in.latest.take(batch.rows, [&](observe::SeriesKey const& key) { in.presence.heard(key.point, now); });
  auto first = batch.last_frame;
  for (auto const& row : batch.rows) {
    in.detectors.take(row, places, now);
    first = std::min(first, row.frame);
  }
  in.seen = std::max(in.seen, batch.last_frame);
  for (auto const& touched : applied.touched) {
    in.presence.heard(touched.point, touched.factor, now);
    in.mark(*places, touched, first);
  }
  while (in.hours.dirty() > in.options.dirty_hours_max && in.hours.anything_closed(now)) {
    in.hours.step(*places, now);
  }
  in.idle = !in.hours.anything_closed(now);
}

std::vector<verdicts::Alarm> Judge::tick(Time now) {
  auto& in = *inside_;
  if (!in.begun) {
    in.begin();
  }
  std::unique_lock lock(in.asking);
  auto asked = std::exchange(in.asked, {});
  lock.unlock();
  for (auto& changed : in.windows.take(now, in.options.windows_first_look)) {
    asked.push_back(std::move(changed));
  }
  for (auto const& [point, range] : asked) {
    rejudge(point, range, now);
  }
  auto const places = in.places.now();
  in.hours.step(*places, now);
  in.presence.look(*places, now);
  in.note_judged(now);
  in.idle = !in.hours.anything_closed(now);
  return in.desk.take_news();
}

void Judge::rejudge(PointId point, observe::Range range, Time now) {
  auto& in = *inside_;
  in.latest.forget(point);
  auto const places = in.places.now();
  if (auto const* place = places->find(point)) {
    in.hours.again(*place, range, now);
  }
}

void Judge::rejudge_soon(PointId point, observe::Range range) {
  std::scoped_lock const lock(inside_->asking);
  inside_->asked.emplace_back(point, range);
}

void Judge::set_windows(std::vector<Window> windows) { inside_->windows.ask(std::move(windows)); }

std::vector<Window> Judge::windows(PointId point, observe::Range range) const { return inside_->windows.now()->of(point, range); }

void Judge::on_changed(Changed tell) { inside_->hours.on_changed(std::move(tell)); }

bool Judge::idle() const { return inside_->idle; }

}  // namespace judge
