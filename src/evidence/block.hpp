#pragma once
// Private: frames as one compressed block, and the chain over them.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/evidence.hpp"

namespace evidence {

/// chain(n) from chain(n-1), as evidence.hpp defines it.
base::Digest chained(base::Digest const& before, Frame const& frame);

/// A row of a file.
struct Block {
  std::int64_t first = 0, count = 0;
  std::int64_t raw_bytes = 0;                  // of the frames' own bytes
  base::Time received_min, received_max;
  std::string blob;                            // zstd
  base::Digest chain{};                        // after its last frame
  base::Digest sum{};                          // SHA-256 of the blob
  std::int64_t last() const { return first + count - 1; }
};

/// Compresses; one thread at a time.
class Packer {
 public:
  Packer();
  ~Packer();
  Packer(Packer const&) = delete;
  Packer& operator=(Packer const&) = delete;
  /// Frames must be numbered one after another. `before` is the chain before the first of them.
  Block pack(std::span<Frame const> frames, base::Digest const& before, int level);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// The frames of a block, numbered; or why the bytes cannot be they.
base::Result<std::vector<Frame>> unpack(Block const& block);

}  // namespace evidence
