// Any JSON: no crash, bounded, and what was read is written so that it reads back equal in both forms.
#include "query/query.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const node = query::parse_json({reinterpret_cast<char const*>(data), size});
  if (!node) {
    CHECK(!node.error().detail.empty() && !node.error().where.empty(), "a refusal says what and where");
    return 0;
  }
  auto const text = query::to_text(*node);
  if (text.size() <= query::text_bytes_max) {
    auto const again = query::parse_text(text);
    CHECK(again && *again == *node, "what is written as text reads back equal");
  }
  auto const json = query::to_json(*node);
  if (json.size() <= query::text_bytes_max) {
    auto const again = query::parse_json(json);
    CHECK(again && *again == *node, "what is written as JSON reads back equal");
  }
  return 0;
}
