#pragma once
// Private: many frames of bytes parted into what repeats and what counts. Frames of one kind of logger differ in their
// digits alone: without them their texts are equal, and the n-th number of all frames, one under the other, is a column
// of equal, growing or like digits. So parted they compress half again as well, and faster.
#include <string>
#include <string_view>
#include <vector>

namespace evidence {

/// Any bytes; the digits of a run stand in the columns, the rest in the text.
struct Parted { std::string text, digits; };
Parted part(std::vector<std::string> const& frames);
/// The frames again, whose sizes are known; false when the bytes cannot be they. `text` and `digits` are used up.
bool join(std::vector<std::size_t> const& sizes, std::string_view text, std::string_view digits, std::vector<std::string>& frames);

}  // namespace evidence
