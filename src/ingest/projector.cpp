#include "ingest/projector.hpp"

#include <algorithm>
#include <tuple>

namespace ingest {
namespace {

constexpr std::int64_t frames_of_step_max = 100'000;   // that carry nothing cost time too

/// The store keeps text; a GBK log is shown by its bytes.
std::string as_text(std::string_view bytes) { return base::is_utf8(bytes) ? std::string(bytes) : base::printable(bytes); }

}  // namespace

Projector::Projector(Gateway::Parts const& parts, Options const& options, Counters& counters, Window& window)
    : parts_(parts), options_(options), counters_(counters), window_(window), directory_(parts.registry),
      applied_(parts.store.applied().value), began_behind_(parts.store.applied()) {}

Projector::Slots& Projector::slots(std::string_view name, base::PointId point) {
  auto found = slots_.find(name);
  if (found == slots_.end()) found = slots_.try_emplace(std::string(name)).first;
  auto& slots = found->second;
  if (slots.point != point) {
    slots = Slots{};
    slots.point = point;
    slots.count = parts_.store.all_series(point).size();
  }
  return slots;
}

base::SeriesId Projector::series(Slots& slots, observe::Kind kind, std::string_view factor, std::string_view variant) {
  key_.assign(factor).append(1, '\n').append(variant);
  auto& ids = slots.by_kind[static_cast<std::size_t>(kind)];
  if (auto const found = ids.find(std::string_view(key_)); found != ids.end()) return found->second;
  observe::SeriesKey const key{slots.point, as_text(factor), kind, as_text(variant)};
  auto id = parts_.store.find(key);
  if (!id) {
    if (slots.count >= series_of_point_max) return counters_.add(Count::refused_series), base::SeriesId{};
    id = parts_.store.series(key);
    ++slots.count;
  }
  ids.emplace(key_, *id);
  return *id;
}

void Projector::put(Value const& value, Dated const& dated, Slots& slots, base::FrameNumber frame) {
  if (value.factor.empty() || value.factor.size() > factor_bytes_max || value.variant.size() > factor_bytes_max)
    return counters_.add(Count::refused_factor_name);
  auto const id = series(slots, dated.kind, value.factor, value.variant);
  if (!id) return;
  if (value.text.empty())
    batch_.rows.push_back({id, dated.at, value.value, value.min, value.max, value.total, value.flag, frame, 0});
  else
    batch_.notes.push_back({id, dated.at, as_text(value.text), frame});
}

void Projector::project_upload(evidence::Frame const& frame) {
  auto const* past = directory_.find(frame.mn);
  if (past == nullptr) return;
  auto const read = hj212::read_frame(frame.bytes);
  opener_.look(read);
  auto const judged = opener_.judge(read, *past, frame.received_at);
  if (judged.belief != Belief::believed) return;
  auto const& [logger, version] = std::tie(judged.by->logger, judged.by->version);
  bool const in_its_place = judged.of_its_day || (version.reapply_after && *version.reapply_after < frame.number);
  if (reapplying_ != 0 ? in_its_place || version.reapply_batch != reapplying_ : !in_its_place) return;
  if (reapplying_ != 0 && !reapplied_from_) reapplied_from_ = frame.number;
  auto const dated = date(opener_.message(), logger, frame.received_at);
  if (!dated.carries_data || dated.fault != TimeFault::none) return;
  take_values(opener_.message(), dated.kind, scratch_, values_);
  auto& of_logger = slots(frame.mn, logger.point);
  for (auto const& value : values_) put(value, dated, of_logger, frame.number);
}

void Projector::project_import(evidence::Frame const& frame) {
  each_row(frame.bytes, {parts_.catalog, parts_.registry}, [&](ImportedRow const& row) {
    key_.assign("import\n").append(std::to_string(row.point.value));
    auto& of_point = slots(key_, row.point);
    Value value{.factor = row.factor, .variant = {}, .text = {}, .value = row.value};
    put(value, {.carries_data = true, .kind = row.kind, .at = row.at}, of_point, frame.number);
  });
}

void Projector::project(evidence::Frame const& frame) {
  if (frame.kind == evidence::Kind::frame) project_upload(frame);
  if (frame.kind == evidence::Kind::import) project_import(frame);
}

void Projector::collect_from_log(base::FrameNumber from, base::FrameNumber before) {
  counters_.add(Count::catch_ups);
  parts_.log.read(from, [&](evidence::Frame const& frame) {
    if (frame.number >= before || frame.number.value >= from.value + frames_of_step_max) return false;
    project(frame);
    batch_.last_frame = frame.number;
    return has_room();
  });
}

void Projector::collect(base::FrameNumber from, base::FrameNumber last) {
  auto next = from;
  while (next <= last && has_room() && next.value < from.value + frames_of_step_max) {
    auto const chunk = window_.holding(next);
    if (!chunk) {
      if (next > from) return;   // what is in hand first
      auto const kept = window_.first();
      return collect_from_log(next, std::min(kept > next ? kept : base::FrameNumber{last.value + 1}, base::FrameNumber{last.value + 1}));
    }
    auto const begin = static_cast<std::size_t>(next.value - chunk->front().number.value);
    for (std::size_t i = begin; i < chunk->size() && (*chunk)[i].number <= last && has_room(); ++i) {
      project((*chunk)[i]);
      batch_.last_frame = (*chunk)[i].number;
    }
    next = {batch_.last_frame.value + 1};
  }
}

void Projector::store() {
  now_.applied = parts_.store.append(batch_);
  counters_.add(Count::rows, batch_.rows.size());
  counters_.add(Count::notes, batch_.notes.size());
  if (observed) observed(now_);
}

bool Projector::apply_once() {
  bool some = false;
  while (reapply_once()) some = true;
  auto const end = parts_.log.last();
  auto const last = due_.empty() ? end : std::min(end, due_.begin()->second.after);
  base::FrameNumber const from{applied_.load() + 1};
  if (from > last) return some;
  batch_.rows.clear();
  batch_.notes.clear();
  batch_.last_frame = {};
  collect(from, last);
  CHECK(batch_.last_frame >= from, "the evidence gave no frame although it has one");
  store();
  counters_.add(Count::applied_frames, static_cast<std::uint64_t>(batch_.last_frame.value - applied_.load()));
  applied_ = batch_.last_frame.value;
  window_.drop_to(batch_.last_frame);
  return true;
}

void Projector::look_for_reapplies() {
  auto const version = parts_.registry.version();
  if (version == registry_version_) return;
  parts_.registry.place_reapplies({applied_.load()});
  due_.clear();
  for (auto const& one : parts_.registry.reapplies()) {
    bool const is_due = one.reapply_after && (!one.reapplied || (*one.reapply_after > began_behind_ && one.reapply_batch > batch_done_));
    if (!is_due || !one.reapply_from) continue;   // a rebuild need not look where nothing was found
    due_.try_emplace(one.reapply_batch, Due{.after = *one.reapply_after, .mns = {}, .from = one.reapply_from}).first->second.mns.insert(one.logger.mn);
  }
  registry_version_ = version;   // a change since then is met by the next look
}

bool Projector::reapply_once() {
  look_for_reapplies();
  if (due_.empty() || due_.begin()->second.after.value > applied_) return false;
  auto const& [batch, due] = *due_.begin();
  reapplying_ = batch;
  reapplied_from_ = {};
  reapply(due);
  reapplying_ = 0;
  parts_.registry.reapplied(batch, reapplied_from_);
  batch_done_ = batch;
  due_.erase(due_.begin());
  return true;
}

void Projector::reapply(Due const& due) {
  auto next = due.from;
  while (next <= due.after) {
    batch_.rows.clear();
    batch_.notes.clear();
    parts_.log.read(next, [&](evidence::Frame const& frame) {
      if (frame.number > due.after) return false;
      if (frame.kind == evidence::Kind::frame && due.mns.contains(frame.mn)) project_upload(frame);
      next = {frame.number.value + 1};
      return has_room();
    });
    batch_.last_frame = {applied_.load()};
    if (!batch_.rows.empty() || !batch_.notes.empty()) store();
    if (has_room()) return;
  }
}

}  // namespace ingest
