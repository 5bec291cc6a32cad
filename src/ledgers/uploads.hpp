#pragma once
// Who sent which file lately: until a record holds it, only that person may fetch it or put it into a record.
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/base.hpp"
#include "files/files.hpp"

namespace ledgers {

/// Safe from any thread.
class Uploads {
 public:
  Uploads(std::size_t most, base::Duration kept) : most_(most), kept_(kept) {}
  struct Sent { files::Kept file; std::string name; files::Purpose purpose = files::Purpose::attachment; };
  void note(std::string const& login, Sent const& sent, base::Time now);
  std::optional<Sent> find(std::string const& login, std::string const& digest, base::Time now) const;

 private:
  using Key = std::pair<std::string, std::string>;   // login, digest
  struct Noted { Sent sent; base::Time at; };
  std::size_t const most_;
  base::Duration const kept_;
  mutable std::mutex mutex_;
  std::map<Key, Noted> noted_;
  std::deque<Key> order_;                            // oldest first; one a key
};

}  // namespace ledgers
