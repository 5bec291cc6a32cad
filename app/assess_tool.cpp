#include "assess_tool.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <istream>
#include <iterator>
#include <map>
#include <ostream>
#include <unistd.h>

#include "calculator/calculator.hpp"

namespace {

using calculator::Calculator;

constexpr std::size_t block_bytes = 1 << 20;          // asked for at once
constexpr std::size_t worth_two_threads = 16 * 1024;  // below, a second thread costs more than it saves

struct Answers { std::string text; bool refused = false; };

// Whole lines in, their answers out; `made` keeps its memory from block to block.
void answer_all(Calculator const& calculator, std::string_view lines, bool why, Answers& made) {
  made.text.clear();
  made.refused = false;
  while (!lines.empty()) {
    auto const end = std::min(lines.find('\n'), lines.size());
    auto const line = base::trim(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (!line.empty()) {
      made.refused = !calculator.answer(line, made.text, why) || made.refused;
      made.text += '\n';
    }
  }
}

class Asking {
 public:
  Asking(catalog::Catalog const& catalog, std::ostream& out, bool why) : calculator_(catalog), out_(out), why_(why) {}

  int all(ReadSome const& read) {
    for (;;) {
      auto const kept = pending_.size();
      pending_.resize(kept + block_bytes);
      auto const got = read(pending_.data() + kept, block_bytes);
      pending_.resize(kept + got);
      if (got == 0) {
        break;
      }
      take_lines(kept);
    }
    give(pending_);
    if (too_long_) {
      give_too_long();
    }
    return refused_ ? 1 : 0;
  }

 private:
  // What is whole is answered; the rest waits for its end, within the bound of a line.
  void take_lines(std::size_t fresh_from) {
    if (too_long_) {   // the tail of a line that was too long already
      auto const end = pending_.find('\n');
      if (end == std::string::npos) {
        pending_.clear();
        return;
      }
      pending_.erase(0, end + 1);
      too_long_ = false;
      give_too_long();
      fresh_from = 0;
    }
    auto const last = pending_.rfind('\n');
    if (last != std::string::npos && last >= std::min(fresh_from, pending_.size())) {
      give(std::string_view(pending_).substr(0, last + 1));
      pending_.erase(0, last + 1);
    }
    if (pending_.size() > Calculator::line_bytes_max) {
      pending_.clear();
      too_long_ = true;
    }
  }

  void give(std::string_view lines) {
    std::future<void> second;
    if (lines.size() >= worth_two_threads) {
      auto const middle = lines.find('\n', lines.size() / 2);
      if (middle != std::string_view::npos && middle + 1 < lines.size()) {
        second = std::async(std::launch::async, [this, rest = lines.substr(middle + 1)] { answer_all(calculator_, rest, why_, second_); });
        lines = lines.substr(0, middle + 1);
      }
    }
    answer_all(calculator_, lines, why_, first_);
    write(first_);
    if (second.valid()) {
      second.get();
      write(second_);
    }
    out_.flush();
  }

  void give_too_long() {
    Answers made;
    made.refused = !calculator_.answer(std::string(Calculator::line_bytes_max + 1, ' '), made.text);
    made.text += '\n';
    write(made);
  }

  void write(Answers const& made) {
    out_ << made.text;
    refused_ = refused_ || made.refused;
  }

  Calculator calculator_;
  std::ostream& out_;
  bool why_;
  std::string pending_;        // at most a line and a block
  Answers first_, second_;     // of the block's two halves
  bool too_long_ = false;      // the line that is being read
  bool refused_ = false;
};

}  // namespace

ReadSome reader_of(int descriptor) {
  return [descriptor](char* to, std::size_t most) {
    for (;;) {
      auto const got = ::read(descriptor, to, most);
      if (got >= 0) {
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) {
        throw base::Failure(std::string("cannot read the input to its end: ") + std::strerror(errno));
      }
    }
  };
}

int assess_lines(catalog::Catalog const& catalog, ReadSome const& read, std::ostream& out, bool why) {
  return Asking(catalog, out, why).all(read);
}

int assess_check(catalog::Catalog const& catalog, std::istream& tsv, std::ostream& out) {
  auto const cases = calculator::cases_of(std::string(std::istreambuf_iterator<char>(tsv), {}));
  if (!cases) {
    out << to_string(cases.error()) << '\n';
    return 2;
  }
  std::map<std::string, int> counts;
  auto const results = Calculator(catalog).check(*cases);
  for (std::size_t i = 0; i < results.size(); ++i) {
    ++counts[results[i].outcome];
    out << results[i].outcome << '\t' << results[i].id << '\t' << results[i].topic << '\t' << (*cases)[i].inputs << '\t'
        << results[i].got;
    out << (results[i].outcome == "failed" ? "\texpected " + (*cases)[i].expected : "") << '\n';
  }
  out << results.size() << " cases: " << counts["passed"] << " passed, " << counts["failed"] << " failed, "
      << counts["skipped"] << " skipped\n";
  return counts["failed"] > 0 ? 1 : 0;
}

int assess_topics(catalog::Catalog const& catalog, std::ostream& out) {
  for (auto const& topic : Calculator(catalog).topics()) {
    out << topic.id << '\t' << topic.group << '\t' << topic.standard << '\t' << topic.title << '\t' << topic.title_en << '\t' << topic.example << '\n';
  }
  return 0;
}
