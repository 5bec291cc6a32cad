#pragma once
// `biyun hj212 decode|encode`: HJ 212 frames, one a line, to JSON objects, one a line, and back.
#include <iosfwd>

namespace app {

/// One frame a line in, one JSON object a line out, whatever the line holds; an empty line gives an object too, so
/// line n of the output speaks of line n of the input. Always 0.
int hj212_decode(std::istream& in, std::ostream& out);

/// The inverse: the same lines come out, byte for byte. Objects may also be written by hand: head, cp and items are
/// enough, length and CRC are computed. Where the text was not in the regular form the object holds it as `raw`
/// (`raw_hex` if it is not UTF-8), which wins over the other members. A line that is no such object is named on
/// standard error and gives an empty line; then 1, else 0.
int hj212_encode(std::istream& in, std::ostream& out);

}  // namespace app
