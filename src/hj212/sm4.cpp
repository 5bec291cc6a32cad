#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "hj212/bytes.hpp"

namespace hj212 {
namespace {

constexpr std::size_t block = 16;
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char const* raw(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

/// ECB over `text`; without padding its size must be a multiple of a block.
std::string sm4(std::string_view text, std::string_view key, bool encrypt, bool pad) {
  Context const context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  CHECK(context != nullptr, "OpenSSL gave no cipher context");
  CHECK(EVP_CipherInit_ex(context.get(), EVP_sm4_ecb(), nullptr, raw(key), nullptr, encrypt ? 1 : 0) == 1,
        "OpenSSL has no SM4-ECB");
  EVP_CIPHER_CTX_set_padding(context.get(), pad ? 1 : 0);
  std::string out(text.size() + block, '\0');
  auto* const at = reinterpret_cast<unsigned char*>(out.data());
  int written = 0, last = 0;
  bool const done = EVP_CipherUpdate(context.get(), at, &written, raw(text), static_cast<int>(text.size())) == 1 &&
                    EVP_CipherFinal_ex(context.get(), at + written, &last) == 1;
  CHECK(done, "SM4 of whole blocks failed");
  out.resize(static_cast<std::size_t>(written) + static_cast<std::size_t>(last));
  return out;
}

/// Whole blocks through the cipher, the rest as it is (2025 §6.4.2).
std::string whole_blocks(std::string_view data, std::string_view key, bool encrypt) {
  std::size_t const whole = data.size() / block * block;
  std::string out = whole == 0 ? std::string() : sm4(data.substr(0, whole), key, encrypt, false);
  return out.append(data.substr(whole));
}

struct Parts { std::string_view head, data, tail; };   // "…CP=&&", data, "&&"

std::optional<Parts> parts_of(std::string_view segment) {
  std::size_t const open = segment.find("CP=&&");
  if (open == std::string_view::npos || segment.size() < open + 7 || !segment.ends_with("&&")) return std::nullopt;
  std::size_t const begin = open + 5, end = segment.size() - 2;
  return Parts{segment.substr(0, begin), segment.substr(begin, end - begin), segment.substr(end)};
}

/// "{0xE4,0x3E,…}tail" as annex A.2 of 2025 prints ciphertext: the bytes, then the plain tail.
std::optional<std::string> from_text_form(std::string_view text) {
  if (!text.starts_with("{0x") && !text.starts_with("{0X")) return std::nullopt;
  std::string out;
  std::size_t at = 1;
  while (at < text.size() && text[at] != '}') {
    if (text[at] == ',' || is_blank(text[at])) {
      ++at;
      continue;
    }
    if (at + 4 > text.size() || text[at] != '0' || lower(text[at + 1]) != 'x') return std::nullopt;
    int const high = hex_digit(text[at + 2]), low = hex_digit(text[at + 3]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    at += 4;
  }
  if (at == text.size()) return std::nullopt;
  return out.append(text.substr(at + 1));
}

}  // namespace

bool may_be_encrypted(int cn) { return (cn >= 2000 && cn <= 2999) || cn == 1014 || cn == 3020; }

std::optional<std::string> decrypt_segment(std::string_view segment, std::string_view key16) {
  auto const parts = parts_of(segment);
  if (!parts || key16.size() != block) return std::nullopt;
  auto const bytes = from_text_form(parts->data);
  std::string out(parts->head);
  out += whole_blocks(bytes ? std::string_view(*bytes) : parts->data, key16, false);
  return out.append(parts->tail);
}

std::string encrypt_segment(std::string_view segment, std::string_view key16) {
  CHECK(key16.size() == block, "an SM4 key has 16 bytes");
  auto const parts = parts_of(segment);
  if (!parts) return std::string(segment);
  std::string out(parts->head);
  out += whole_blocks(parts->data, key16, true);
  return out.append(parts->tail);
}

bool looks_encrypted(Message const& message) {
  auto const is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7f; };
  if (!may_be_encrypted(message.cn) || message.cp.size() < block) return false;
  return std::any_of(message.cp.begin(), message.cp.end(), is_control) || message.cp.starts_with("{0x") || !base::is_utf8(message.cp);
}

std::optional<std::string> decrypted(Frame const& frame, std::vector<std::string> const& keys) {
  for (auto const& key : keys) {
    auto plain = decrypt_segment(frame.segment, key);
    if (plain && crc(*plain) == frame.crc_sent && base::is_utf8(*plain)) return plain;
  }
  return std::nullopt;
}

Frame with_plain(Frame frame, std::string_view plain_segment) {
  frame.segment = plain_segment;
  frame.crc_ok = true;
  frame.crc_kind = CrcKind::hj212;
  for (Fault const fault : {Fault::crc_wrong, Fault::crc_impossible, Fault::crc_modbus, Fault::crc_modbus_swapped, Fault::crc_dummy})
    frame.faults.remove(fault);
  return frame;
}

std::string media_authorization(std::string_view user, std::string_view password, std::string_view key16) {
  CHECK(key16.size() == block, "an SM4 key has 16 bytes");
  std::string plain(user);
  plain.append(":").append(password);
  std::string const cipher = sm4(plain, key16, true, true);
  std::string out((cipher.size() + 2) / 3 * 4 + 1, '\0');   // EVP_EncodeBlock writes a NUL behind
  int const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), raw(cipher), static_cast<int>(cipher.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace hj212
