#include "gate/basic.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace gate {
namespace {

constexpr std::string_view scheme = "basic ";
constexpr std::size_t encoded_max = 1'024, salt_bytes = 32;

/// RFC 4648, 4, with padding; nothing if it is none.
std::optional<std::string> unpack(std::string_view encoded) {
  if (encoded.empty() || encoded.size() > encoded_max || encoded.size() % 4 != 0) {
    return std::nullopt;
  }
  std::string bytes(encoded.size() / 4 * 3, '\0');
  auto const written = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       reinterpret_cast<unsigned char const*>(encoded.data()), static_cast<int>(encoded.size()));
  auto const padding = encoded.ends_with("==") ? 2 : encoded.ends_with('=') ? 1 : 0;
  if (written < padding) {
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(written - padding));
  return bytes;
}

}  // namespace

std::optional<Credentials> read_basic(std::string_view header) {
  if (base::to_lower(header.substr(0, scheme.size())) != scheme) {
    return std::nullopt;
  }
  auto const both = unpack(base::trim(header.substr(scheme.size()))).value_or("");
  auto const colon = both.find(':');
  // What cannot be read is nobody's, and refused like a wrong password.
  return colon == std::string::npos ? Credentials{} : Credentials{both.substr(0, colon), both.substr(colon + 1)};
}

Machines::Machines(identity::People& people, Options const& options)
    : people_(people), options_(options), salt_(identity::random_token(salt_bytes)) {}

std::optional<base::Result<Machines::Known>> Machines::who(http::Request const& request) {
  auto const header = request.header("authorization");
  auto const given = read_basic(header);
  if (!given) {
    return std::nullopt;
  }
  auto const now = request.received_at;
  auto const key = base::sha256({salt_, header});
  if (auto known = remembered(key, now)) {
    return *std::move(known);
  }
  std::lock_guard const lock(checking_);
  if (auto known = remembered(key, now)) {   // another request was quicker
    return *std::move(known);
  }
  auto in = people_.log_in(given->login, given->password, request.address(), now);
  if (!in) {
    return in.error();
  }
  remember(key, in->token, now);
  return Known{std::move(in->session), std::move(in->token)};
}

std::optional<Machines::Known> Machines::remembered(base::Digest const& key, base::Time now) {
  std::string token;
  {
    std::lock_guard const lock(mutex_);
    auto const found = remembered_.find(key);
    if (found == remembered_.end()) {
      return std::nullopt;
    }
    if (now >= found->second.used_at + options_.machine_known) {
      remembered_.erase(found);
      return std::nullopt;
    }
    found->second.used_at = now;
    token = found->second.token;
  }
  // A session ends with a new password or an account set inactive: then the header counts for nothing any more.
  auto session = people_.session(token, now);
  if (session) {
    return Known{*std::move(session), std::move(token)};
  }
  std::lock_guard const lock(mutex_);
  remembered_.erase(key);
  return std::nullopt;
}

void Machines::remember(base::Digest const& key, std::string const& token, base::Time now) {
  std::lock_guard const lock(mutex_);
  if (remembered_.size() >= options_.machines_max) {
    auto const earlier = [](auto const& a, auto const& b) { return a.second.used_at < b.second.used_at; };
    remembered_.erase(std::min_element(remembered_.begin(), remembered_.end(), earlier));
  }
  remembered_[key] = {token, now};
}

}  // namespace gate
