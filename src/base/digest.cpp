#include <openssl/sha.h>

#include "base/base.hpp"

namespace base {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

unsigned char const* raw(std::string_view bytes) { return reinterpret_cast<unsigned char const*>(bytes.data()); }

// The one-shot EVP interface costs more than hashing a 400-byte frame does, so the plain one is used.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
Digest hash_parts(std::string_view const* first, std::size_t count) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (std::size_t i = 0; i < count; ++i) {
    SHA256_Update(&context, raw(first[i]), first[i].size());
  }
  Digest out{};
  SHA256_Final(out.data(), &context);
  return out;
}
#pragma GCC diagnostic pop

}  // namespace

Digest sha256(std::string_view bytes) { return hash_parts(&bytes, 1); }
Digest sha256(std::initializer_list<std::string_view> parts) { return hash_parts(parts.begin(), parts.size()); }

std::string hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    out += hex_digits[byte >> 4U];
    out += hex_digits[byte & 15U];
  }
  return out;
}
std::string hex(Digest const& digest) { return hex(as_bytes(digest)); }

std::optional<std::string> unhex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return std::nullopt;
  }
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    int const high = hex_value(text[i]);
    int const low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace base
