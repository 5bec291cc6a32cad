#pragma once
// Tools on a data folder that no server holds: verify, rebuild, backup, restore, user.
#include <string>

#include "data_folder.hpp"

namespace app {

/// Walks the evidence chain and the journal from first to last, compares a backup with its manifest, the observations with the evidence,
/// records with their versions and attachments with their digests. Opens everything for reading and makes nothing. 0 unbroken, 1 findings (each printed).
int verify(Place const& at, bool json);
struct RebuildOptions {
  std::string data, records = {};
  bool force = false;   // though evidence is missing or broken; the observations there were are kept beside the new ones
  bool json = false;
};
/// Makes the observations anew from the evidence and compares them with what was there, as it was found: 0 the same or
/// nothing to compare with, 1 different. Throws base::Failure, with nothing changed, when evidence is missing.
int rebuild(RebuildOptions const& options);
/// Copies everything into a new folder, its manifest last; records that are in PostgreSQL are left to pg_dump, and it says so.
/// Throws base::Failure when `to` is not empty or data are missing.
int backup(Place const& at, std::string const& to);
/// Puts a backup into a new data folder and verifies it; 1, with nothing copied, when the backup is not whole.
int restore(std::string const& from, Place const& to);
/// Sets a person's password from standard input's first line; for whoever forgot it.
int set_password(Place const& at, std::string const& login);

}  // namespace app
