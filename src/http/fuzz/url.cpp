// URLs and forms of any kind: no crash, and what decodes encodes back to something that decodes the same.
#include <cstdint>
#include <cstdlib>

#include "http/http.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const decoded = http::url_decode(text, false);
  if (decoded && http::url_decode(http::url_encode(*decoded), false) != decoded) std::abort();
  if (http::url_decode(http::url_encode(text), true) != std::string(text)) std::abort();
  auto const form = http::parse_form(text);
  if (form) {
    std::string again;
    for (auto const& [name, value] : *form) again += http::url_encode(name) + "=" + http::url_encode(value) + "&";
    if (http::parse_form(again) != form) std::abort();
  }
  return 0;
}
