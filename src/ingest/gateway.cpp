#include "ingest/inside.hpp"

namespace ingest {

Gateway::Gateway(Parts parts, Options options) : inside_(std::make_unique<Inside>(parts, options)) {}
Gateway::~Gateway() = default;

void Gateway::on_replies(std::function<void(std::vector<Reply>)> deliver) { inside_->writer.deliver = std::move(deliver); }
void Gateway::on_resume(std::function<void(std::vector<Connection>)> resume) { inside_->writer.resume = std::move(resume); }
void Gateway::on_observed(std::function<void(Observed const&)> take) { inside_->projector.observed = std::move(take); }
void Gateway::on_round(std::function<void(Time)> work) { inside_->round = std::move(work); }

void Gateway::start(std::function<Time()> clock) { inside_->start(std::move(clock)); }
void Gateway::stop() { inside_->stop(); }

bool Gateway::commit_once(Time now) { return inside_->writer.commit_once(now); }
bool Gateway::apply_once() { return inside_->projector.apply_once(); }
void Gateway::flush_notes() { inside_->writer.flush_notes(); }

FrameNumber Gateway::store_import(std::vector<std::string> pieces, std::string const& source, Time now) {
  std::vector<evidence::Frame> frames;
  for (auto& piece : pieces)
    frames.push_back({.received_at = now, .kind = evidence::Kind::import, .peer = source, .bytes = std::move(piece)});
  return inside_->writer.commit_aside(std::move(frames));
}

void Gateway::catch_up(std::function<bool(FrameNumber, FrameNumber)> const& progress) {
  auto& in = *inside_;
  while (in.projector.apply_once())
    if (progress && !progress(in.projector.applied(), in.parts.log.last())) return;
}

void Gateway::reapply() {
  if (inside_->projecting.joinable()) return;   // its thread sees that something is due
  while (inside_->projector.reapply_once()) {}
}

std::map<std::string, Gateway::LoggerState> Gateway::logger_states() const {
  std::lock_guard const lock(inside_->door.mutex);
  std::map<std::string, LoggerState> out;
  for (auto const& [mn, memory] : inside_->door.memories) out.emplace(mn, memory.state);
  return out;
}

std::map<std::string, std::uint64_t> Gateway::counters() const { return inside_->counters.all(); }

std::int64_t Gateway::behind() const { return inside_->parts.log.last().value - inside_->projector.applied().value; }

}  // namespace ingest
