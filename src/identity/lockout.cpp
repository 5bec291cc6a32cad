#include "identity/lockout.hpp"

#include <algorithm>

namespace identity {

std::optional<base::Time> Lockout::locked_until(std::string const& key, base::Time now) const {
  auto const found = watched_.find(key);
  if (found == watched_.end() || found->second.locked_until <= now) return std::nullopt;
  return found->second.locked_until;
}

bool Lockout::attempt(std::string const& key, base::Time now) {
  if (!watched_.contains(key)) make_room();
  auto& attempts = watched_[key];
  if (attempts.last_at + length_ <= now) attempts.wrong = 0;   // old mistakes are forgiven
  attempts.last_at = now;
  ++attempts.wrong;
  if (attempts.wrong < wrong_max_) return false;
  attempts.locked_until = now + length_;
  return true;
}

void Lockout::take_back(std::string const& key) {
  auto const found = watched_.find(key);
  if (found == watched_.end()) return;
  auto& attempts = found->second;
  attempts.wrong = std::max(0, attempts.wrong - 1);
  if (attempts.wrong < wrong_max_) attempts.locked_until = {};
}

void Lockout::make_room() {
  if (watched_.size() < watched_max) return;
  auto const earlier = [](auto const& a, auto const& b) { return a.second.last_at < b.second.last_at; };
  watched_.erase(std::min_element(watched_.begin(), watched_.end(), earlier));
}

}  // namespace identity
