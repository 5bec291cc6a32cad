#include "evidence/block.hpp"

#include <zstd.h>

#include <algorithm>

#include "evidence/shape.hpp"

namespace evidence {
namespace {

// Plain form of a block: its form, the number of frames, the parts of their heads one kind after another, then peers
// and bytes without their digits, then the digits (see shape.hpp). An MN that stands in the frame is told by its place.
constexpr std::uint64_t plain_form = 2;
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
  std::vector<std::string> texts;
  std::string kinds, times, peers, names, sizes;
  std::int64_t before_ms = 0;
  texts.reserve(frames.size());
  for (auto const& frame : frames) {
    put(kinds, static_cast<std::uint64_t>(frame.kind));
    put(times, zigzag(frame.received_at.ms - before_ms));
    put(peers, std::uint64_t{frame.peer.size()});
    auto const place = frame.mn.empty() ? std::string::npos : frame.bytes.find(frame.mn);
    put(names, std::uint64_t{frame.mn.size()});
    if (!frame.mn.empty()) put(names, place == std::string::npos ? 0 : std::uint64_t{place} + 1);
    if (!frame.mn.empty() && place == std::string::npos) names += frame.mn;
    put(sizes, std::uint64_t{frame.bytes.size()});
    auto& text = texts.emplace_back();
    text.reserve(frame.peer.size() + frame.bytes.size());
    text.append(frame.peer).append(frame.bytes);
    before_ms = frame.received_at.ms;
  }
  auto const parted = part(texts);
  std::string out;
  put(out, plain_form);
  put(out, std::uint64_t{frames.size()});
  for (auto const* column : {&kinds, &times, &peers, &names, &sizes}) out += *column;
  put(out, parted.text);
  put(out, parted.digits);
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

namespace {

/// The head of a frame whose bytes are not there yet.
struct Head { std::size_t peer_size = 0, mn_size = 0, mn_place = 0, size = 0; };

bool take_heads(Taking& taking, std::vector<Frame>& frames, std::vector<Head>& heads) {
  for (auto& frame : frames) frame.kind = static_cast<Kind>(taking.number());
  std::int64_t before_ms = 0;
  for (auto& frame : frames) frame.received_at.ms = before_ms += unzigzag(taking.number());
  for (auto& head : heads) head.peer_size = taking.number();
  for (std::size_t i = 0; i < heads.size(); ++i) {
    heads[i].mn_size = taking.number();
    heads[i].mn_place = heads[i].mn_size == 0 ? 0 : taking.number();
    if (heads[i].mn_size > 0 && heads[i].mn_place == 0) frames[i].mn = taking.bytes(heads[i].mn_size);
  }
  for (auto& head : heads) head.size = taking.number();
  return taking.ok;
}

bool take_texts(Taking& taking, std::vector<Frame>& frames, std::vector<Head> const& heads) {
  std::vector<std::size_t> sizes;
  for (auto const& head : heads) {
    if (head.size > plain_bytes_max || head.peer_size > plain_bytes_max) return false;
    sizes.push_back(head.peer_size + head.size);
  }
  auto const text = taking.text(), digits = taking.text();
  std::vector<std::string> texts;
  if (!taking.ok || !taking.rest.empty() || !join(sizes, text, digits, texts)) return false;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    frames[i].peer = texts[i].substr(0, heads[i].peer_size);
    frames[i].bytes = texts[i].substr(heads[i].peer_size);
    if (heads[i].mn_place == 0) continue;
    if (heads[i].mn_place > frames[i].bytes.size() || heads[i].mn_size > frames[i].bytes.size() - heads[i].mn_place + 1) return false;
    frames[i].mn = frames[i].bytes.substr(heads[i].mn_place - 1, heads[i].mn_size);
  }
  return true;
}

}  // namespace

base::Result<std::vector<Frame>> unpack(Block const& block) {
  auto const plain = decompressed(block.blob);
  if (!plain) return plain.error();
  Taking taking{*plain};
  if (taking.number() != plain_form) return damaged("its inside has a form that this program does not know");
  auto const count = taking.number();
  if (count == 0 || count != static_cast<std::uint64_t>(block.count)) return damaged("it holds another number of frames than its row says");
  if (count > taking.rest.size()) return damaged("its inside does not fit its number of frames");
  std::vector<Frame> frames(count);
  std::vector<Head> heads(count);
  if (!take_heads(taking, frames, heads) || !take_texts(taking, frames, heads)) return damaged("its inside does not fit its number of frames");
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i].number.value = block.first + static_cast<std::int64_t>(i);
  return frames;
}

}  // namespace evidence
