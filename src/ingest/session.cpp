// A connection's story: bytes → frames → who is it, is it right, is it new → the writer's queue.
#include <algorithm>

#include "ingest/inside.hpp"
#include "ingest/values.hpp"

namespace ingest {
namespace {

constexpr Duration flood_window = std::chrono::seconds(10);

/// QN of what the logger began itself; answers to us (901x) carry our own QN.
std::optional<Time> sent_at(hj212::Message const& message) {
  if (message.cn >= 9011 && message.cn <= 9014) return std::nullopt;
  return message.head.qn.size() == 17 ? base::parse_compact(message.head.qn) : std::nullopt;
}

/// 1012 with our time, as 6.7 of 2017 wants it after a 1013.
std::string set_clock(Habits const& habits, hj212::Message const& asked, Time now) {
  std::vector<hj212::Parameter> parameters;
  if (auto const device = asked.param("PolId"); !device.empty()) parameters.push_back({"PolId", std::string(device)});
  parameters.push_back({"SystemTime", base::format_compact(now, false)});
  auto command = hj212::command(habits.edition, 1012, parameters);
  if (!command && parameters.size() > 1) {   // what it calls its analyser is no code: set the logger's own clock
    parameters.erase(parameters.begin());
    command = hj212::command(habits.edition, 1012, parameters);
  }
  if (!command) return {};
  command->st = std::string(asked.head.st);
  command->mn = habits.logger.mn;
  command->password = habits.logger.password;
  command->qn = hj212::qn_of(now);
  return hj212::build(*command);
}

std::string without_line_end(std::string frame) {
  while (frame.ends_with('\n') || frame.ends_with('\r')) frame.pop_back();
  return frame;
}

}  // namespace

struct Session::Inside {
  Inside(Door& door_, Connection connection_, std::string peer_)
      : door(door_), connection(connection_), peer(std::move(peer_)) {}

  Door& door;
  Connection connection;
  std::string peer;
  hj212::Finder finder;
  Opener opener;
  std::vector<Pending> pending;
  std::string noise, mn;                  // noise of this call; the MN last believed
  std::size_t noise_bytes = 0, bad_in_row = 0, unknown_kept = 0;
  std::optional<Time> partial_since, flood_since;
  std::size_t flood_frames = 0;
  bool closing = false;

  Pending to_keep(std::string_view bytes, std::string_view of, Time now, evidence::Kind kind = evidence::Kind::frame) {
    Pending one;
    one.frame = {.received_at = now, .kind = kind, .peer = peer, .mn = std::string(of), .bytes = std::string(bytes)};
    one.to = connection;
    return one;
  }

  void take(hj212::Frame const& frame, Time now) {
    door.counters.add(Count::frames);
    ++flood_frames;
    opener.look(frame);
    auto const* past = opener.message().head.mn.empty() ? nullptr : door.directory.find(opener.message().head.mn);
    auto const judged = past == nullptr ? Judged() : opener.judge(frame, *past, now);
    if (judged.belief == Belief::unregistered) take_unknown(frame, now);
    else take_known(frame, judged, now);
  }

  void take_unknown(hj212::Frame const& frame, Time now) {
    auto const& message = opener.message();
    bool const readable = frame.crc_ok || frame.crc_kind == hj212::CrcKind::modbus || frame.crc_kind == hj212::CrcKind::modbus_swapped;
    door.counters.add(readable ? Count::unknown_logger : Count::crc_wrong);
    if (!readable) ++bad_in_row;
    auto one = to_keep(frame.bytes, message.head.mn, now);
    one.faults = opener.faults();
    one.fault_by_peer = !readable;
    if (readable && !message.head.mn.empty()) {
      auto const text = [](std::string_view field) { return base::printable(field); };
      one.seen = std::make_unique<points::Seen>(points::Seen{text(message.head.mn), text(message.head.st), text(message.head.cn),
                                                             text(message.head.flag), peer, now, now, 1, {}});
    }
    if (unknown_kept >= door.options.unknown_frames_max) {
      door.counters.add(Count::refused_unknown_frame);
      one.keep = false;
      one.frame.bytes.clear();
    } else {
      ++unknown_kept;
    }
    pending.push_back(std::move(one));
  }

  void take_known(hj212::Frame const& frame, Judged const& judged, Time now) {
    auto one = to_keep(frame.bytes, judged.by->logger.mn, now);
    one.faults = opener.faults();
    switch (judged.belief) {
      case Belief::believed: return take_believed(frame, *judged.by, std::move(one), now);
      case Belief::unregistered: return;
      case Belief::crc_wrong: door.counters.add(Count::crc_wrong); break;
      case Belief::undecryptable: door.counters.add(Count::undecryptable); break;
      case Belief::wrong_password:
        door.counters.add(Count::wrong_password);
        one.add(OwnFault::wrong_password);
        break;
      case Belief::inactive:
        door.counters.add(Count::inactive);
        one.add(OwnFault::logger_inactive);
        break;
    }
    ++bad_in_row;
    pending.push_back(std::move(one));
  }

  void take_believed(hj212::Frame const& frame, Habits const& habits, Pending one, Time now) {
    auto const& message = opener.message();
    door.counters.add(Count::believed);
    bad_in_row = 0;
    noise_bytes = 0;
    mn = habits.logger.mn;
    auto& memory = door.memory(mn);
    note_state(memory.state, message, one, now);
    auto const hash = hash_of(frame.segment);
    if (memory.remembered.has(hash)) {
      door.counters.add(Count::repeated);
      one.keep = false;
      one.frame.bytes.clear();
    } else {
      memory.remembered.add(hash, door.options.remembered_frames_max);
      note_time(message, habits, one, now);
      if (message.is_split() && message.parts > 1) door.joiner.add(message, now);
    }
    answer(message, habits, std::move(one), now);
  }

  void note_state(Gateway::LoggerState& state, hj212::Message const& message, Pending& one, Time now) {
    state.last_frame_at = now;
    ++state.frames;
    state.connection = connection;
    auto const sent = sent_at(message);
    if (!sent) return;
    auto const off = *sent - now;
    state.clock_offset_s = std::chrono::duration<double>(off).count();
    state.has_clock = true;
    if (std::chrono::abs(off) > door.options.clock_off_max) one.add(OwnFault::clock_off);
  }

  void note_time(hj212::Message const& message, Habits const& habits, Pending& one, Time now) {
    auto const fault = date(message, habits.logger, now).fault;
    if (fault == TimeFault::missing) one.add(OwnFault::data_time_missing);
    if (fault == TimeFault::impossible) one.add(OwnFault::data_time_impossible);
    if (fault != TimeFault::none) door.counters.add(Count::no_time);
  }

  void answer(hj212::Message const& message, Habits const& habits, Pending one, Time now) {
    auto const owed = hj212::answer_owed(habits.edition, message);
    if (owed == hj212::Answer::data_answer) one.reply = hj212::data_answer(habits.edition, message);
    if (owed == hj212::Answer::notify_answer) one.reply = hj212::notify_answer(habits.edition, message);
    bool const asks_time = message.cn == 1013 && owed == hj212::Answer::notify_answer;
    pending.push_back(std::move(one));
    if (!asks_time) return;
    auto command = set_clock(habits, message, now);
    if (command.empty()) return;
    auto sent = to_keep(without_line_end(command), habits.logger.mn, now, evidence::Kind::sent);
    sent.reply = std::move(command);
    pending.push_back(std::move(sent));
  }

  void take_noise(std::string_view bytes) {
    door.counters.add(Count::noise_bytes, bytes.size());
    noise_bytes += bytes.size();
    auto const most = door.options.noise_bytes_max;
    auto const room = noise_bytes > most ? bytes.size() - std::min(bytes.size(), noise_bytes - most) : bytes.size();
    if (room < bytes.size()) door.counters.add(Count::refused_noise);
    noise.append(bytes.substr(0, room));
  }

  /// What came between frames goes to the evidence in one piece a call.
  void keep_noise(Time now) {
    if (noise.empty()) return;
    pending.push_back(to_keep(noise, mn, now, evidence::Kind::noise));
    noise.clear();
  }

  struct Drained { bool frames = false, noise = false; };
  Drained drain(bool at_end, Time now) {
    Drained out;
    while (!closing) {
      auto const found = at_end ? finder.finish() : finder.next();
      if (!found) break;
      (found->is_frame ? out.frames : out.noise) = true;
      if (found->is_frame) keep_noise(now), take(found->frame, now);
      else take_noise(found->noise);
    }
    keep_noise(now);
    return out;
  }

  void refuse(Session::Out& out, OwnFault fault, Count count, Time now) {
    if (closing) return;
    closing = true;
    out.close_reason = name_of(fault);
    door.counters.add(count);
    Pending one;
    one.keep = false;
    one.frame = {.received_at = now, .peer = peer, .mn = mn};
    one.add(fault);
    pending.push_back(std::move(one));
  }

  /// Before the frames of a call are counted.
  void turn_flood_window(Time now) {
    if (flood_since && now >= *flood_since && now - *flood_since < flood_window) return;
    flood_since = now;
    flood_frames = 0;
  }

  void check_bounds(Session::Out& out, Time now) {
    auto const flood_max = door.options.frames_per_second_max * static_cast<std::size_t>(flood_window / std::chrono::seconds(1));
    if (flood_frames > flood_max) refuse(out, OwnFault::flood, Count::closed_flood, now);
    if (noise_bytes > door.options.noise_bytes_max) refuse(out, OwnFault::noise, Count::closed_noise, now);
    if (bad_in_row > door.options.bad_frames_max) refuse(out, OwnFault::bad_frames, Count::closed_bad_frames, now);
  }

  /// A frame begun must end in time. What has ended but could not be told from a longer one (its length leads nowhere)
  /// comes out here as well and is no offence.
  void check_partial(Session::Out& out, bool progress, Time now) {
    if (finder.buffered() == 0) partial_since.reset();
    else if (progress || !partial_since) partial_since = now;
    if (!partial_since || now - *partial_since <= door.options.partial_max) return;
    partial_since.reset();
    auto const left = drain(true, now);
    if (left.noise) refuse(out, OwnFault::slow, Count::closed_slow, now);
  }

  Session::Out hand_over(Session::Out out) {
    if (!pending.empty()) out.pause = door.writer.push(pending, connection) && out.close_reason.empty();
    return out;
  }
};

Session::Session(Gateway& gateway, Connection connection, std::string peer)
    : inside_(std::make_unique<Inside>(gateway.inside_->door, connection, std::move(peer))) {}
Session::~Session() = default;

Session::Out Session::feed(std::string_view bytes, Time now) {
  auto& in = *inside_;
  Out out;
  std::lock_guard const lock(in.door.mutex);
  auto const held = in.door.registry.hold(now);
  in.door.counters.add(Count::bytes, bytes.size());
  in.turn_flood_window(now);
  in.finder.feed(bytes);
  auto const drained = in.drain(false, now);
  in.check_partial(out, drained.frames, now);
  in.check_bounds(out, now);
  return in.hand_over(std::move(out));
}

Session::Out Session::tick(Time now) {
  auto& in = *inside_;
  Out out;
  std::lock_guard const lock(in.door.mutex);
  auto const held = in.door.registry.hold(now);
  in.door.give_up_parts(now);
  in.check_partial(out, false, now);
  in.check_bounds(out, now);
  return in.hand_over(std::move(out));
}

void Session::closed(Time now) {
  auto& in = *inside_;
  std::lock_guard const lock(in.door.mutex);
  auto const held = in.door.registry.hold(now);
  in.drain(true, now);
  for (auto& one : in.pending) one.reply.clear();   // nobody is there to hear it; the logger will send again
  if (!in.pending.empty()) in.door.writer.push(in.pending, 0);
}

}  // namespace ingest
