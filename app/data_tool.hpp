#pragma once
// Tools on a data folder that no server holds: verify, rebuild, backup, restore, user.
#include <string>

namespace app {

/// Walks the evidence chain and the journal from first to last. 0 unbroken, 1 findings (each printed).
int verify(std::string const& data, bool json);
/// Makes the observations anew from the evidence and compares their digests. 0 the same as before, 1 different.
int rebuild(std::string const& data, bool json);
/// Copies everything into a new folder. Throws base::Failure when `to` is not empty.
int backup(std::string const& data, std::string const& to);
/// Puts a backup into a new data folder and verifies it.
int restore(std::string const& from, std::string const& data);
/// Sets a person's password from standard input's first line; for whoever forgot it.
int set_password(std::string const& data, std::string const& login);

}  // namespace app
