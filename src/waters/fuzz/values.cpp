// Any bytes as results and lists of names: no crash, bounds kept, what is read can be written and read again.
#include "waters/waters.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  if (auto const value = waters::parse_value(bytes)) {
    CHECK(!value->value.negative(), "no result is negative");
    CHECK(value->value < base::Decimal(waters::value_max, 0), "results are bounded");
    auto const again = waters::parse_value(waters::to_text(*value));
    CHECK(again && *again == *value, "what was read reads the same when written");
  }
  auto const names = waters::parse_names(bytes);
  CHECK(names.size() <= waters::names_max, "lists are bounded");
  for (auto const& name : names) {
    CHECK(!name.empty() && name.size() <= bytes.size(), "names are parts of the list");
  }
  return 0;
}
