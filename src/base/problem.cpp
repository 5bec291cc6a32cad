#include "base/base.hpp"

namespace base {

std::string to_string(Problem const& problem) {
  std::string line = problem.where.empty() ? problem.detail : problem.where + ": " + problem.detail;
  if (!problem.mend.empty()) {
    line += " (" + problem.mend + ")";
  }
  return line;
}

void report_bug(char const* condition, char const* sentence, char const* file, int line) {
  throw Bug(std::string(file) + ":" + std::to_string(line) + ": " + sentence + " [" + condition + "]");
}

}  // namespace base
