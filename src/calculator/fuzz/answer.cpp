// Question: whatever the line, is the answer one line of JSON that says a result or a fault, the same each time, and does a case file do no harm?
#include <cstdint>

#include <boost/json.hpp>

#include "assess/catalogue_for_tests.hpp"
#include "calculator/calculator.hpp"

namespace {

namespace json = boost::json;

struct Desk {
  calculator::Calculator calculator{catalogue()};
  std::vector<calculator::Topic> topics = calculator.topics();
};

void ask(calculator::Calculator const& calculator, std::string_view line) {
  std::string first, second;
  bool const good = calculator.answer(line, first, true);
  CHECK(good == calculator.answer(line, second, true) && first == second, "an answer does not depend on when it is asked for");
  CHECK(first.find('\n') == std::string::npos, "an answer is one line");
  boost::system::error_code wrong;
  json::parse_options deep;
  deep.max_depth = 128;
  auto const value = json::parse(first, wrong, {}, deep);
  CHECK(!wrong && value.is_object(), "an answer is a JSON object");
  CHECK(value.get_object().contains(good ? "result" : "error"), "an answer says a result or a fault");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static Desk const desk;
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  ask(desk.calculator, bytes);
  if (size > 2) {   // an example with a piece of it replaced gets further than bytes of chance
    auto line = desk.topics[data[0] % desk.topics.size()].example;
    auto const at = data[1] % line.size();
    line.replace(at, std::min<std::size_t>(data[2] % 8U, line.size() - at), bytes.substr(3, 64));
    ask(desk.calculator, line);
  }
  if (auto const cases = calculator::cases_of(bytes)) {
    CHECK(desk.calculator.check(*cases).size() == cases->size(), "each case has an outcome");
  }
  return 0;
}
