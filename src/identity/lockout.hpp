#pragma once
// Counts wrong passwords per key (a login, an address) and says until when the key is locked. Kept in memory only:
// a restart forgets it, which costs an attacker more than it gives.
#include <map>
#include <optional>
#include <string>

#include "base/base.hpp"

namespace identity {

class Lockout {
 public:
  Lockout(int wrong_max, base::Duration length) : wrong_max_(wrong_max), length_(length) {}
  std::optional<base::Time> locked_until(std::string const& key, base::Time now) const;
  /// Counts an attempt before its password is checked, so that attempts side by side cannot outrun the count.
  /// True if the key is locked from now on should the password be wrong.
  bool attempt(std::string const& key, base::Time now);
  void take_back(std::string const& key);    // the password was right: this attempt does not count
  void forget(std::string const& key) { watched_.erase(key); }
  std::size_t size() const { return watched_.size(); }
  static constexpr std::size_t watched_max = 10'000;   // keys; beyond, the one unused for longest is forgotten

 private:
  struct Attempts { int wrong = 0; base::Time last_at, locked_until; };
  void make_room();
  int wrong_max_;
  base::Duration length_;
  std::map<std::string, Attempts> watched_;
};

}  // namespace identity
