#pragma once
// Sends recorded frames to a gateway again and counts what it acknowledges.
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "net/net.hpp"

namespace app {

struct ReplayOptions {
  std::filesystem::path file;     // one frame a line, or tab-separated with a column "frame"; gzip is recognised
  net::Endpoint to{"127.0.0.1", 9212};
  double rate_per_s = 0;          // 0 = as fast as the gateway takes them
  int connections = 1;            // frames of one MN keep to one connection and their order
  base::Duration patience = std::chrono::seconds(3);   // for the first connection, and for the last acknowledgements
};

struct ReplayReport {
  std::uint64_t frames = 0, sent = 0, bytes = 0;
  std::uint64_t answers_due = 0;  // frames with a right CRC whose Flag wants an answer
  std::uint64_t acknowledged = 0, notified = 0, other_answers = 0;   // 9014, 9013, the rest
  std::uint64_t connections_made = 0, connections_lost = 0;
  double seconds = 0;             // from the first byte to the last answer
};
std::string to_text(ReplayReport const& report);

/// The frames of a file, without line ends. A problem names the file and what is wrong with it.
base::Result<std::vector<std::string>> read_frames(std::filesystem::path const& file);

/// Ends when all is sent and answered, when told, or when the gateway cannot be reached (any more).
ReplayReport replay(ReplayOptions const& options, std::vector<std::string> const& frames,
                    std::atomic<bool> const& stop);

}  // namespace app
