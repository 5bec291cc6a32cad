#pragma once
// Simulated loggers on real connections: for `biyun simulate` and for the demonstration district.
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/net.hpp"
#include "simulated_logger.hpp"

namespace app {

struct SimulateOptions {
  net::Endpoint to{"127.0.0.1", 9212};
  int loggers = 10;                       // ignored where profiles are given
  std::vector<std::string> faults;        // dealt out in turn: logger k has the fault k modulo their number
  base::Duration duration{0};             // 0 = until stopped
  base::Duration history{0};              // hours, days and minutes of the past sent first, and its last hour in real time
  /// Simulated seconds a second. Above 1 the simulated clock starts in the past and ends at the present.
  double speed = 1;
  std::uint64_t seed = 1;
  base::Duration patience = std::chrono::seconds(10);   // run_simulation ends when no connection was made for so long
};

/// Invented loggers for waste water, flue gas and air in turn, of all editions; MN "SIM…".
std::vector<LoggerProfile> invented_profiles(int count, std::vector<std::string> const& faults, std::uint64_t seed);
/// One line of JSON: what a host must know to let the logger in, and what it will do.
std::string to_text(LoggerProfile const& profile);

class Simulator {
 public:
  Simulator(net::Loop& loop, SimulateOptions options, std::vector<LoggerProfile> profiles);
  ~Simulator();
  void start();                           // from any thread
  void stop();                            // from any thread: closes the connections, makes no new ones
  struct Report {
    std::uint64_t connections_made = 0;   // set by run_simulation
    std::size_t loggers = 0, connected = 0, connections_failed = 0, unacknowledged = 0;
    Tally tally;
  };
  Report report() const;                  // on the loop's thread, or after it ended

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};
std::string to_text(Simulator::Report const& report);

/// Runs until the duration is over or `stop` becomes true; returns what was done.
Simulator::Report run_simulation(SimulateOptions const& options, std::vector<LoggerProfile> profiles,
                                 std::atomic<bool> const& stop);

}  // namespace app
