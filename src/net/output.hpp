#pragma once
// The unsent bytes of one connection, as pieces ready to be gathered into one write.
#include <string>
#include <string_view>
#include <vector>

namespace net {

class Output {
 public:
  void add(std::string bytes);
  bool empty() const { return first_ == pieces_.size(); }
  std::size_t unsent() const { return unsent_; }
  /// Calls take(view) for at most `pieces_max` pieces from the front.
  template <typename Take>
  void front(std::size_t pieces_max, Take&& take) const {
    std::size_t skip = sent_of_first_;
    for (std::size_t i = first_; i < pieces_.size() && i - first_ < pieces_max; ++i) {
      take(std::string_view(pieces_[i]).substr(skip));
      skip = 0;
    }
  }
  void sent(std::size_t bytes);

 private:
  std::vector<std::string> pieces_;  // [first_, end) is unsent
  std::size_t first_ = 0, sent_of_first_ = 0, unsent_ = 0;
};

}  // namespace net
