#pragma once
// Passwords as Argon2id hashes in the encoded form, which carries its own parameters and salt.
#include <string>

namespace identity {

struct HashCost { int memory_kib, passes; };

/// "$argon2id$v=19$m=…". Throws base::Failure when there is no memory for it.
std::string hash_password(std::string const& password, HashCost cost);
/// Takes as long as the hashing did.
bool is_password(std::string const& password, std::string const& encoded);
/// How many characters, not bytes.
std::size_t length_of(std::string_view text);

}  // namespace identity
