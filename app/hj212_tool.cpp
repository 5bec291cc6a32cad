#include "hj212_tool.hpp"

#include <iostream>

#include "hj212/hj212.hpp"

namespace app {

int hj212_decode(std::istream& in, std::ostream& out) {
  for (std::string line; std::getline(in, line);) out << hj212::to_json(line) << '\n';
  return 0;
}

int hj212_encode(std::istream& in, std::ostream& out) {
  int status = 0;
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    auto const line = hj212::from_json(text);
    if (line) {
      out << *line;
    } else {
      std::cerr << "line " << number << ": " << line.error().detail << "; write objects as `biyun hj212 decode` prints them\n";
      status = 1;
    }
    out << '\n';
  }
  return status;
}

}  // namespace app
