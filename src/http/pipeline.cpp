#include <algorithm>
#include <deque>

#include "http/http.hpp"

namespace http {
namespace {

constexpr std::string_view coding = "Transfer-Encoding: chunked\r\n";

}  // namespace

/// One answer owed, in the order of the requests. "100 Continue" has a slot of its own.
struct Slot {
  std::uint64_t number = 0;
  bool keep_alive = true, head_only = false, old = false;
  bool head_sent = false;
  std::string raw;                    // sent as it is
  std::optional<Response> response;   // once finished
};

struct Pipeline::Inside {
  Machine machine;
  std::size_t queued_max;
  std::function<void()> wake;
  std::deque<Slot> slots;
  std::uint64_t next_number = 1;
  bool refused = false;               // no more requests are read
  bool closing = false;               // the last answer was pumped

  std::size_t unanswered() const { return slots.size(); }

  void owe(Machine::Out const& out) {
    if (out.wants_continue) slots.push_back({.raw = "HTTP/1.1 100 Continue\r\n\r\n"});
    if (!out.refusal) return;
    slots.push_back({.raw = to_bytes(*out.refusal, false, false)});
    slots.back().keep_alive = false;
    refused = true;
  }

  /// Appends what the first slot can give; true if it is answered in full.
  bool pump_first(std::string& bytes, std::size_t space) {
    Slot& slot = slots.front();
    if (!slot.raw.empty()) {
      bytes += slot.raw;
      return true;
    }
    if (!slot.response) return false;
    if (!slot.response->stream) {
      bytes += to_bytes(*slot.response, slot.keep_alive, slot.head_only);
      return true;
    }
    return pump_stream(slot, bytes, space);
  }

  bool pump_stream(Slot& slot, std::string& bytes, std::size_t space) {
    if (!slot.head_sent) {
      slot.head_sent = true;
      std::string head = head_to_bytes(*slot.response, slot.keep_alive);
      // HTTP/1.0 knows no chunks: the end of the connection ends the answer.
      if (slot.old) head.erase(head.find(coding), coding.size());
      bytes += head;
      if (slot.head_only) return true;
    }
    while (bytes.size() < space) {
      std::optional<std::string> const piece = slot.response->stream->next();
      if (!piece) {
        if (!slot.old) bytes += chunk("");
        return true;
      }
      if (piece->empty()) return false;  // it wakes us when there is more
      bytes += slot.old ? *piece : chunk(*piece);
    }
    return false;
  }
};

Pipeline::Pipeline(Limits limits, std::function<void()> wake)
    : inside_(new Inside{Machine(limits), limits.queued_requests_max, std::move(wake), {}}) {}
Pipeline::~Pipeline() = default;

std::vector<Pipeline::Begun> Pipeline::feed(std::string_view bytes) {
  Inside& in = *inside_;
  std::vector<Begun> begun;
  if (in.refused) return begun;
  Machine::Out out = in.machine.feed(bytes);
  for (Request& request : out.requests) {
    Slot slot;
    slot.number = in.next_number++;
    slot.keep_alive = request.keep_alive;
    slot.head_only = request.method == Method::head;
    slot.old = request.old;
    in.slots.push_back(std::move(slot));
    begun.push_back({in.slots.back().number, std::move(request)});
  }
  in.owe(out);
  return begun;
}

void Pipeline::finish(std::uint64_t number, Response response) {
  auto const at = std::find_if(inside_->slots.begin(), inside_->slots.end(), [&](Slot const& slot) {
    return number != 0 && slot.number == number && !slot.response;
  });
  if (at == inside_->slots.end()) return;
  if (response.stream && inside_->wake) response.stream->on_wake(inside_->wake);
  if (response.stream && at->old) at->keep_alive = false;
  at->response = std::move(response);
}

std::string Pipeline::pump(std::size_t space) {
  Inside& in = *inside_;
  std::string bytes;
  while (!in.closing && !in.slots.empty() && bytes.size() < space) {
    if (!in.pump_first(bytes, space)) break;
    in.closing = !in.slots.front().keep_alive;
    in.slots.pop_front();
  }
  if (in.closing) in.slots.clear();
  return bytes;
}

bool Pipeline::can_read() const {
  return !inside_->closing && !inside_->refused && inside_->unanswered() < inside_->queued_max;
}
bool Pipeline::wants_close() const { return inside_->closing; }
bool Pipeline::idle() const { return inside_->slots.empty() && inside_->machine.idle(); }

}  // namespace http
