// Question: whatever the bytes and however the stream is cut, does the finder keep within its bound, give out every
// byte once and the same frames as in one piece, and can what it gives be parsed, read and answered?
#include <cstdint>
#include <string>
#include <vector>

#include "hj212/hj212.hpp"

namespace {

struct Heard {
  std::vector<std::string> frames;
  std::uint64_t bytes = 0;
};

void answer(hj212::Frame const& frame, hj212::Message& message, std::vector<hj212::Reading>& readings) {
  hj212::parse(frame.segment, message);
  hj212::readings(message, readings);
  for (auto const edition : {hj212::Edition::v2005, hj212::Edition::v2017, hj212::Edition::v2025, hj212::Edition::water2017}) {
    hj212::answer_owed(edition, message);
    hj212::data_answer(edition, message);
    hj212::notify_answer(edition, message);
  }
}

void take(Heard& heard, hj212::Finder::Found const& found, hj212::Message& message, std::vector<hj212::Reading>& readings) {
  heard.bytes += found.is_frame ? found.frame.bytes.size() : found.noise.size();
  if (!found.is_frame) return;
  heard.frames.emplace_back(found.frame.bytes);
  answer(found.frame, message, readings);
}

/// step 0: all at once.
Heard hear(std::string_view stream, std::size_t step, hj212::FinderLimits limits) {
  hj212::Finder finder(limits);
  hj212::Message message;
  std::vector<hj212::Reading> readings;
  Heard heard;
  std::size_t const size = stream.size();
  while (!stream.empty()) {
    std::size_t const piece = step == 0 ? stream.size() : std::min(stream.size(), 1 + (step * 7 + stream.size() * 13) % (2 * step));
    finder.feed(stream.substr(0, piece));
    stream.remove_prefix(piece);
    while (auto found = finder.next()) take(heard, *found, message, readings);
    CHECK(finder.buffered() <= limits.frame_bytes_max, "the finder keeps more than its bound");
  }
  while (auto found = finder.finish()) take(heard, *found, message, readings);
  CHECK(heard.bytes + finder.line_end_bytes() == size, "bytes were lost or given twice");
  return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 2) return 0;
  std::string_view const stream(reinterpret_cast<char const*>(data) + 2, size - 2);
  hj212::FinderLimits const limits{static_cast<std::size_t>(data[0] < 128 ? 100 + data[0] * 4 : 10063)};
  Heard const whole = hear(stream, 0, limits);
  CHECK(hear(stream, data[1] % 61 + 1U, limits).frames == whole.frames, "a split of the stream gave other frames");
  hj212::read_frame(stream);
  return 0;
}
