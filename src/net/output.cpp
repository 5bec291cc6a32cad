#include "net/output.hpp"

#include <utility>

namespace net {
namespace {

constexpr std::size_t joined_piece_bytes = 8 << 10;  // small sends are joined up to here
constexpr std::size_t kept_pieces = 16;              // an idle connection keeps no longer queue than this

}  // namespace

void Output::add(std::string bytes) {
  unsent_ += bytes.size();
  if (!empty() && pieces_.back().size() + bytes.size() <= joined_piece_bytes) {
    pieces_.back() += bytes;
  } else {
    pieces_.push_back(std::move(bytes));
  }
}

void Output::sent(std::size_t bytes) {
  unsent_ -= bytes;
  bytes += sent_of_first_;
  while (!empty() && bytes >= pieces_[first_].size()) {
    bytes -= pieces_[first_].size();
    pieces_[first_++] = {};
  }
  sent_of_first_ = bytes;
  if (!empty()) return;
  pieces_.clear();
  first_ = 0;
  if (pieces_.capacity() > kept_pieces) pieces_.shrink_to_fit();
}

}  // namespace net
