#include "evidence/block.hpp"

#include <zstd.h>

#include <algorithm>

namespace evidence {
namespace {

// Plain form of a block: the number of frames, a head for each, then the frames' bytes one after another.
// Heads and bytes stand apart because each repeats itself: zstd finds the neighbours sooner.
constexpr std::size_t plain_bytes_max = std::size_t{1} << 30;   // no block is larger; a larger claim is damage

template <typename T>
void put_little(std::string& out, T value, std::size_t bytes) {
  auto const unsigned_value = static_cast<std::uint64_t>(value);
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(unsigned_value >> (8 * i) & 0xFFU);
}

void put(std::string& out, std::uint64_t value) {              // LEB128
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
  out += static_cast<char>(value);
}
void put(std::string& out, std::string_view text) {
  put(out, std::uint64_t{text.size()});
  out += text;
}
std::uint64_t zigzag(std::int64_t value) { return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U); }
std::int64_t unzigzag(std::uint64_t value) { return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U); }

/// Reads what put() wrote; `ok` turns false at the first thing that cannot be.
struct Taking {
  std::string_view rest;
  bool ok = true;

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
      auto const byte = static_cast<unsigned char>(rest.front());
      rest.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    ok = false;
    return 0;
  }
  std::string bytes(std::uint64_t size) {
    if (size > rest.size()) return ok = false, std::string();
    std::string const taken(rest.substr(0, size));
    rest.remove_prefix(size);
    return taken;
  }
  std::string text() { return bytes(number()); }
};

std::string plain_of(std::span<Frame const> frames) {
  std::string out;
  std::size_t bytes = 0;
  for (auto const& frame : frames) bytes += frame.bytes.size() + frame.peer.size() + frame.mn.size() + 16;
  out.reserve(bytes);
  put(out, std::uint64_t{frames.size()});
  std::int64_t before_ms = 0;
  for (auto const& frame : frames) {
    put(out, static_cast<std::uint64_t>(frame.kind));
    put(out, zigzag(frame.received_at.ms - before_ms));
    put(out, frame.peer);
    put(out, frame.mn);
    put(out, std::uint64_t{frame.bytes.size()});
    before_ms = frame.received_at.ms;
  }
  for (auto const& frame : frames) out += frame.bytes;
  return out;
}

base::Problem damaged(std::string what) { return base::Problem("damaged_block", std::move(what)); }

base::Result<std::string> decompressed(std::string_view blob) {
  auto const size = ZSTD_getFrameContentSize(blob.data(), blob.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > plain_bytes_max)
    return damaged("its bytes are no zstd frame of a known size");
  std::string plain(size, '\0');
  auto const got = ZSTD_decompress(plain.data(), plain.size(), blob.data(), blob.size());
  if (ZSTD_isError(got) || got != size) return damaged("its bytes cannot be decompressed");
  return plain;
}

}  // namespace

base::Digest chained(base::Digest const& before, Frame const& frame) {
  CHECK(frame.peer.size() <= 0xFFFF && frame.mn.size() <= 0xFFFF, "peer and MN have at most 65535 bytes");
  std::string head(base::as_bytes(before));
  put_little(head, frame.number.value, 8);
  put_little(head, frame.received_at.ms, 8);
  put_little(head, static_cast<std::uint8_t>(frame.kind), 1);
  put_little(head, frame.peer.size(), 2);
  head += frame.peer;
  put_little(head, frame.mn.size(), 2);
  head += frame.mn;
  put_little(head, frame.bytes.size(), 4);
  return base::sha256({head, frame.bytes});
}

struct Packer::Inside {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  Inside() { CHECK(context, "zstd has memory for its context"); }
  ~Inside() { ZSTD_freeCCtx(context); }
  Inside(Inside const&) = delete;
  Inside& operator=(Inside const&) = delete;
};

Packer::Packer() : inside_(std::make_unique<Inside>()) {}
Packer::~Packer() = default;

Block Packer::pack(std::span<Frame const> frames, base::Digest const& before, int level) {
  CHECK(!frames.empty(), "a block has a frame");
  Block block;
  block.first = frames.front().number.value;
  block.count = static_cast<std::int64_t>(frames.size());
  block.received_min = block.received_max = frames.front().received_at;
  block.chain = before;
  for (auto const& frame : frames) {
    block.raw_bytes += static_cast<std::int64_t>(frame.bytes.size());
    block.received_min = std::min(block.received_min, frame.received_at);
    block.received_max = std::max(block.received_max, frame.received_at);
    block.chain = chained(block.chain, frame);
  }
  auto const plain = plain_of(frames);
  block.blob.resize(ZSTD_compressBound(plain.size()));
  auto const size = ZSTD_compressCCtx(inside_->context, block.blob.data(), block.blob.size(), plain.data(), plain.size(), level);
  CHECK(!ZSTD_isError(size), "zstd compresses whatever it is given");
  block.blob.resize(size);
  block.sum = base::sha256(block.blob);
  return block;
}

base::Result<std::vector<Frame>> unpack(Block const& block) {
  auto const plain = decompressed(block.blob);
  if (!plain) return plain.error();
  Taking taking{*plain};
  auto const count = taking.number();
  if (count == 0 || count != static_cast<std::uint64_t>(block.count)) return damaged("it holds another number of frames than its row says");
  std::vector<Frame> frames;
  std::vector<std::uint64_t> sizes;
  std::int64_t before_ms = 0;
  for (std::uint64_t i = 0; i < count && taking.ok; ++i) {
    Frame frame;
    frame.number.value = block.first + static_cast<std::int64_t>(i);
    frame.kind = static_cast<Kind>(taking.number());
    frame.received_at.ms = before_ms += unzigzag(taking.number());
    frame.peer = taking.text();
    frame.mn = taking.text();
    sizes.push_back(taking.number());
    frames.push_back(std::move(frame));
  }
  for (std::size_t i = 0; i < frames.size() && taking.ok; ++i) frames[i].bytes = taking.bytes(sizes[i]);
  if (!taking.ok || !taking.rest.empty()) return damaged("its inside does not fit its number of frames");
  return frames;
}

}  // namespace evidence
