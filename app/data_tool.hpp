#pragma once
// Tools on a data folder that no server holds: verify, rebuild, backup, restore, user.
#include <string>

namespace app {

/// Walks the evidence chain and the journal from first to last, compares a backup with its manifest and the
/// observations with the evidence. Opens everything for reading and makes nothing. 0 unbroken, 1 findings (each printed).
int verify(std::string const& data, bool json);
struct RebuildOptions {
  std::string data;
  bool force = false;   // though evidence is missing or broken; the observations there were are kept beside the new ones
  bool json = false;
};
/// Makes the observations anew from the evidence and compares them with what was there, as it was found: 0 the same or
/// nothing to compare with, 1 different. Throws base::Failure, with nothing changed, when evidence is missing.
int rebuild(RebuildOptions const& options);
/// Copies everything into a new folder, its manifest last. Throws base::Failure when `to` is not empty or data are missing.
int backup(std::string const& data, std::string const& to);
/// Puts a backup into a new data folder and verifies it; 1, with nothing copied, when the backup is not whole.
int restore(std::string const& from, std::string const& data);
/// Sets a person's password from standard input's first line; for whoever forgot it.
int set_password(std::string const& data, std::string const& login);

}  // namespace app
