#include "identity/password.hpp"

#include <argon2.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <set>

#include "identity/identity.hpp"

namespace identity {
namespace {

// RFC 9106, 4: a salt of 128 bits and a tag of 256 bits.
constexpr std::size_t salt_bytes = 16, tag_bytes = 32;
constexpr std::size_t token_bytes_max = 1024;

std::string random_bytes(std::size_t count) {
  CHECK(count > 0 && count <= token_bytes_max, "a random token has between 1 and token_bytes_max bytes");
  std::string bytes(count, '\0');
  auto* const to = reinterpret_cast<unsigned char*>(bytes.data());
  if (RAND_bytes(to, static_cast<int>(count)) != 1) {
    throw base::Failure("the operating system gives no random bytes; nobody can log in without them");
  }
  return bytes;
}

}  // namespace

std::string random_token(std::size_t bytes) {
  auto const secret = random_bytes(bytes);
  std::string text(4 * ((bytes + 2) / 3) + 1, '\0');
  auto const length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                      reinterpret_cast<unsigned char const*>(secret.data()), static_cast<int>(bytes));
  text.resize(static_cast<std::size_t>(length));
  // RFC 4648, 5: the alphabet for URLs, without padding.
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

std::string hash_password(std::string const& password, HashCost cost) {
  auto const memory = static_cast<std::uint32_t>(cost.memory_kib), passes = static_cast<std::uint32_t>(cost.passes);
  auto const salt = random_bytes(salt_bytes);
  std::string encoded(argon2_encodedlen(passes, memory, 1, salt_bytes, tag_bytes, Argon2_id), '\0');
  auto const code = argon2id_hash_encoded(passes, memory, 1, password.data(), password.size(), salt.data(), salt.size(),
                                          tag_bytes, encoded.data(), encoded.size());
  if (code != ARGON2_OK) throw base::Failure(std::string("a password cannot be hashed: ") + argon2_error_message(code));
  encoded.erase(encoded.find('\0'));
  return encoded;
}

bool is_password(std::string const& password, std::string const& encoded) {
  auto const code = argon2id_verify(encoded.c_str(), password.data(), password.size());
  if (code == ARGON2_MEMORY_ALLOCATION_ERROR) throw base::Failure("not enough memory to check a password");
  return code == ARGON2_OK;
}

std::size_t length_of(std::string_view text) {
  auto const starts = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

namespace {

constexpr std::size_t different_min = 4;   // characters

/// Every character the same as the one before or its neighbour in one direction; 0 comes after 9.
bool is_run(std::string_view text, int direction) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    bool const turns = direction > 0 ? text[i - 1] == '9' && text[i] == '0' : text[i - 1] == '0' && text[i] == '9';
    int const step = text[i] - text[i - 1];
    if (step != 0 && step != direction && !turns) return false;
  }
  return true;
}

bool is_keyboard_row(std::string_view text) {
  std::string const rows = "qwertyuiopasdfghjklzxcvbnm";
  std::string const back(rows.rbegin(), rows.rend());
  return rows.find(text) != std::string::npos || back.find(text) != std::string::npos;
}

}  // namespace

std::optional<std::string> easily_guessed(std::string_view password) {
  auto const text = base::to_lower(password);
  if (std::set<char>(text.begin(), text.end()).size() < different_min) return "the password repeats a few characters";
  if (is_run(text, 1) || is_run(text, -1)) return "the password is a run of neighbouring characters";
  if (is_keyboard_row(text)) return "the password is a row of the keyboard";
  return std::nullopt;
}

}  // namespace identity
