// Question: does any segment get through parsing, decrypting and writing without harm, and is what was sealed opened?
#include <cstdint>
#include <string>
#include <vector>

#include "hj212/hj212.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const segment(reinterpret_cast<char const*>(data), size);
  static std::string const key(16, '0');
  hj212::Message message;
  std::vector<hj212::Reading> readings;
  hj212::parse(segment, message);
  hj212::readings(message, readings);
  CHECK(readings.size() <= message.fields.size(), "a reading without a field");
  hj212::guess_edition(message);
  std::string const written = hj212::to_segment(message);
  hj212::Message again;
  hj212::parse(written, again);
  CHECK(again.items.size() <= message.items.size() + message.fields.size() + message.params.size(), "items grew");
  CHECK(hj212::crc(segment) == hj212::crc_bytewise(segment), "the two forms of the checksum differ");
  std::string const sealed = hj212::encrypt_segment(segment, key);
  CHECK(sealed.size() == size, "SM4 changed the length");
  auto const opened = hj212::decrypt_segment(sealed, key);
  if (opened && sealed.find("{0") == std::string::npos) CHECK(*opened == segment, "SM4 did not open what it sealed");
  if (auto const plain = hj212::decrypt_segment(segment, key)) {
    message.plain = *plain;
    hj212::parse(message.plain, message);
    CHECK(message.was_encrypted, "a decrypted segment is not marked");
  }
  hj212::Joiner joiner(std::chrono::minutes(5), 2);
  joiner.add(message, base::Time{0});
  joiner.add(message, base::Time{1});
  joiner.expire(base::Time{1'000'000});
  return 0;
}
