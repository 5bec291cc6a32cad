#pragma once
// Passwords as Argon2id hashes in the encoded form, which carries its own parameters and salt.
#include <optional>
#include <string>
#include <string_view>

namespace identity {

struct HashCost { int memory_kib, passes; };

/// "$argon2id$v=19$m=…". Throws base::Failure when there is no memory for it.
std::string hash_password(std::string const& password, HashCost cost);
/// Takes as long as the hashing did.
bool is_password(std::string const& password, std::string const& encoded);
/// How many characters, not bytes.
std::size_t length_of(std::string_view text);
/// What everybody would try first: few different characters, a run such as 1234567890 or a row of the keyboard.
/// Says which, or nothing.
std::optional<std::string> easily_guessed(std::string_view password);

}  // namespace identity
