#pragma once
// Private to the room: HTTP Basic (RFC 7617) of machines. Argon2 is slow on purpose, and a map asks for a hundred tiles:
// a right header is checked once and gives a session, which later requests find by the header's digest.
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "gate/gate.hpp"

namespace gate {

struct Credentials { std::string login, password; };
/// Of an Authorization header; nothing if it is none of Basic.
std::optional<Credentials> read_basic(std::string_view header);

class Machines {
 public:
  Machines(identity::People& people, Options const& options);
  struct Known { identity::Session session; std::string token; };
  /// Problems as of People::log_in. Nothing = the request says nothing by Basic.
  std::optional<base::Result<Known>> who(http::Request const& request);

 private:
  struct Remembered { std::string token; base::Time used_at; };
  std::optional<Known> remembered(base::Digest const& key, base::Time now);
  void remember(base::Digest const& key, std::string const& token, base::Time now);

  identity::People& people_;
  Options const& options_;
  std::string const salt_;               // of this run: a digest tells nothing without it
  std::mutex checking_;                  // a client's first dozen requests come at once; one of them pays
  std::mutex mutex_;
  std::map<base::Digest, Remembered> remembered_;
};

}  // namespace gate
