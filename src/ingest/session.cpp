// A connection's story: bytes → frames → who is it, is it right, is it new → the writer's queue.
#include <algorithm>

#include "ingest/dialogue.hpp"
#include "ingest/inside.hpp"
#include "ingest/values.hpp"

namespace ingest {
namespace {

constexpr Duration flood_window = std::chrono::seconds(10);
constexpr Duration late_least = std::chrono::minutes(30);   // data this old were kept back

/// QN of what the logger began itself; answers to us (901x) carry our own QN.
std::optional<Time> sent_at(hj212::Message const& message) {
  if (message.cn >= 9011 && message.cn <= 9014) return std::nullopt;
  return message.head.qn.size() == 17 ? base::parse_compact(message.head.qn) : std::nullopt;
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
    auto one = to_keep(frame.bytes, message.head.mn, now);
    one.faults = opener.faults();
    one.fault_by_peer = !frame.crc_ok;
    one.seen = seen(frame, now);
    door.counters.add(one.seen ? Count::unknown_logger : Count::crc_wrong);
    if (!one.seen) ++bad_in_row;
    one.keep = may_keep_unknown(now);
    if (!one.keep) one.frame.bytes.clear();
    auto const given = one.keep && frame.crc_ok && message.cn == 1001 ? door.registry.assigned_mn(serial_of(message)) : std::nullopt;
    auto order = given ? give_mn(message, *given, now) : std::nullopt;
    if (order) one.reply = hj212::notify_answer(hj212::Edition::v2025, message);
    pending.push_back(std::move(one));
    if (order) send(std::move(*order), now);
  }

  /// For the list of those that wait to be registered: whenever the head can be read, and what must be known to do it.
  std::unique_ptr<points::Seen> seen(hj212::Frame const& frame, Time now) const {
    auto const& message = opener.message();
    auto const text = [](std::string_view field) { return base::printable(field); };
    auto const serial = message.cn == 1001 && message.head.mn.empty() ? serial_of(message) : std::string_view();
    if (message.cn == 0 || (message.head.mn.empty() && serial.empty())) return nullptr;
    std::string note = serial.empty() ? "" : "serial";
    for (auto const fault : frame.faults.list())
      if (!frame.crc_ok && note.empty() && hj212::name_of(fault).starts_with("crc_")) note = hj212::name_of(fault);
    if (hj212::looks_encrypted(message)) note = "encrypted";
    return std::make_unique<points::Seen>(points::Seen{text(serial.empty() ? message.head.mn : serial), text(message.head.st), text(message.head.cn),
                                                       text(message.head.flag), peer, now, now, 1, {}, note});
  }

  bool may_keep_unknown(Time now) {
    auto& of_peer = door.peers.today(peer, now);
    if (unknown_kept >= door.options.unknown_frames_max) return door.counters.add(Count::refused_unknown_frame), false;
    if (of_peer.unknown_frames >= door.options.peer_unknown_frames_max) return door.counters.add(Count::refused_unknown_of_peer), false;
    return ++unknown_kept, ++of_peer.unknown_frames, true;
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
    memory.state.last_frame_at = now;
    ++memory.state.frames;
    memory.state.connection = connection;
    if (message.is_split() && message.parts > 1) door.joiner.add(message, now);   // a part repeated after a restart completes it too
    auto const hash = hash_of(frame.segment);
    if (memory.remembered.has(hash)) {
      door.counters.add(Count::repeated);
      one.add(OwnFault::repeated_frame);
      one.keep = false;
      one.frame.bytes.clear();
    } else {
      door.remember(memory, hash);
      note_time(message, habits, memory, one, now);
      one.key_taken = is_done(message, memory.key_order);
    }
    answer(message, habits, memory, std::move(one), now);
  }

  void note_time(hj212::Message const& message, Habits const& habits, Memory& memory, Pending& one, Time now) {
    auto const dated = date(message, habits.logger, now);
    if (dated.fault == TimeFault::missing) one.add(OwnFault::data_time_missing);
    if (dated.fault == TimeFault::impossible) one.add(OwnFault::data_time_impossible);
    if (dated.fault != TimeFault::none) door.counters.add(Count::no_time);
    auto const sent = sent_at(message);
    auto const is_late = [&](Time by) { return message.head.rf == "1" || by - (dated.at + dated.period) > std::max(late_least, dated.period / 8); };
    bool const dated_data = dated.carries_data && dated.fault == TimeFault::none;
    if (sent && !(dated_data && is_late(*sent))) note_clock(message, memory, one, *sent, now);
    if (dated_data && is_late(now + memory.clock.offset().value_or(Duration(0)))) one.add(OwnFault::late_data);
  }

  void note_clock(hj212::Message const& message, Memory& memory, Pending& one, Time sent, Time now) {
    bool const counted = memory.clock.told(sent, now, message.cn == 1013 || message.cn == 9015);
    auto const off = memory.clock.offset();
    if (!off) return;
    memory.state.clock_offset_s = std::chrono::duration<double>(*off).count();
    memory.state.has_clock = true;
    if (counted && std::chrono::abs(*off) > door.options.clock_off_max) one.add(OwnFault::clock_off);
  }

  void answer(hj212::Message const& message, Habits const& habits, Memory& memory, Pending one, Time now) {
    auto const owed = hj212::answer_owed(habits.edition, message);
    if (owed == hj212::Answer::data_answer) one.reply = hj212::data_answer(habits.edition, message);
    if (owed == hj212::Answer::notify_answer) one.reply = hj212::notify_answer(habits.edition, message);
    pending.push_back(std::move(one));
    auto order = order_after(message, habits, now);
    if (message.cn == 1001 && owed == hj212::Answer::notify_answer)
      order = give_mn(message, door.registry.assigned_mn(serial_of(message)).value_or(std::string()), now);
    if (!order) return;
    if (message.cn == 1014) memory.key_order = order->qn;
    if (message.cn == 1013) memory.clock.forget();
    send(std::move(*order), now);
  }

  /// A command of ours is evidence too.
  void send(Order order, Time now) {
    auto sent = to_keep(without_line_end(order.bytes), order.mn, now, evidence::Kind::sent);
    sent.reply = std::move(order.bytes);
    pending.push_back(std::move(sent));
  }

  void take_noise(std::string_view bytes, Time now) {
    door.counters.add(Count::noise_bytes, bytes.size());
    noise_bytes += bytes.size();
    auto const most = door.options.noise_bytes_max;
    auto const room = noise_bytes > most ? bytes.size() - std::min(bytes.size(), noise_bytes - most) : bytes.size();
    if (room < bytes.size()) door.counters.add(Count::refused_noise);
    auto& of_peer = door.peers.today(peer, now).noise_bytes;
    auto const room_of_peer = std::min(room, door.options.peer_noise_bytes_max - std::min(of_peer, door.options.peer_noise_bytes_max));
    if (room_of_peer < room) door.counters.add(Count::refused_noise_of_peer);
    of_peer += room_of_peer;
    noise.append(bytes.substr(0, room_of_peer));
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
      else take_noise(found->noise, now);
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
