#pragma once
// `biyun serve`: everything in one process.
#include <atomic>
#include <string>

namespace app {

struct ServeOptions {
  std::string data = "data";
  std::string http = "127.0.0.1:8080";
  std::string hj212 = "127.0.0.1:9212";
  std::size_t hj212_per_peer_max = 2'000;   // connections of one address; many loggers may stand behind it
  bool demo = false;
};
/// Runs until `stop` becomes true. Prints one line with the addresses when it is ready to take work.
/// Throws base::Failure with one clear sentence when it cannot start.
int serve(ServeOptions const& options, std::atomic<bool> const& stop);

}  // namespace app
