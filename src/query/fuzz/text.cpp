// Any text: no crash, bounded, and what was read is written so that it reads back equal in both forms.
#include "query/query.hpp"

namespace {

void check_round(query::Node const& node) {
  auto const text = query::to_text(node);
  if (text.size() <= query::text_bytes_max) {
    auto const again = query::parse_text(text);
    CHECK(again && *again == node, "what is written as text reads back equal");
  }
  auto const json = query::to_json(node);
  if (json.size() <= query::text_bytes_max) {
    auto const again = query::parse_json(json);
    CHECK(again && *again == node, "what is written as JSON reads back equal");
  }
}

query::Value field(std::string_view name) {
  if (name.starts_with("n")) {
    return static_cast<double>(name.size()) / 3;
  }
  return name.starts_with("t") ? query::Value(base::Time{1'770'000'000'123}) : name.starts_with("s") ? query::Value(std::string(name)) : query::Value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const node = query::parse_text({reinterpret_cast<char const*>(data), size});
  if (node) {
    check_round(*node);
    auto const value = query::evaluate(*node, field, {base::Time{1'770'000'000'000}});
    CHECK(value || !value.error().detail.empty(), "a refusal says why");
  } else {
    CHECK(!node.error().detail.empty() && node.error().where.starts_with("character "), "a refusal says what and where");
  }
  return 0;
}
