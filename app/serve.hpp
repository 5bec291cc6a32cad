#pragma once
// `biyun serve`: everything in one process.
#include <atomic>
#include <string>

#include "net/net.hpp"

namespace app {

struct ServeOptions {
  std::string data = "data";
  std::string records = {};                  // address of a PostgreSQL database; "" = a file in the data folder
  net::Endpoint http{.port = 8080};
  net::Endpoint hj212{.port = 9212};
  std::size_t hj212_per_peer_max = 12'000;   // connections of one address: a whole district may come through one gateway, and leave room
  bool demo = false;
};
/// Runs until `stop` becomes true. Prints one line with the addresses when it is ready to take work.
/// Throws base::Failure with one clear sentence when it cannot start.
int serve(ServeOptions const& options, std::atomic<bool> const& stop);

}  // namespace app
