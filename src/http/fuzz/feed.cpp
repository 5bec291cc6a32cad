// Bytes of any kind, split where the input says: no crash, bounded memory, and the same requests as unsplit.
#include <cstdint>
#include <cstdlib>

#include "http/http.hpp"

namespace {

struct Heard {
  std::string text;
  bool refused = false;
};

void take(http::Machine::Out const& out, Heard& heard) {
  for (http::Request const& request : out.requests) {
    heard.text += std::to_string(static_cast<int>(request.method)) + request.target + '\n' + request.path + '\n';
    for (auto const& [name, value] : request.headers) heard.text += name + ':' + value + '\n';
    heard.text += request.body + (request.keep_alive ? '+' : '-');
  }
  heard.refused = heard.refused || out.refusal.has_value();
}

void feed(http::Machine& machine, std::string_view piece, Heard& heard) {
  http::Machine::Out out = machine.feed(piece);
  take(out, heard);
  while (!out.requests.empty()) {
    out = machine.feed("");
    take(out, heard);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 2) return 0;
  std::size_t const step = 1 + data[0] % 32U;
  std::size_t const growth = data[1] % 8U;
  std::string_view const bytes(reinterpret_cast<char const*>(data) + 2, size - 2);
  http::Limits limits;
  limits.head_bytes_max = 1024;
  limits.body_bytes_max = 512;
  limits.queued_requests_max = 3;
  http::Machine whole(limits), split(limits);
  Heard of_whole, of_split;
  feed(whole, bytes, of_whole);
  std::size_t width = step;
  for (std::size_t at = 0; at < bytes.size(); at += width, width += growth) {
    feed(split, bytes.substr(at, width), of_split);
  }
  if (of_whole.text != of_split.text) std::abort();
  return 0;
}
