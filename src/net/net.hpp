#pragma once
// The only Asio room: bytes in, bytes out, on one thread. It knows no protocol: each listener is given a
// factory of Conversations, which are told what arrived and answer through their Link, at once or later.
// Reads use one buffer shared by all connections (non-blocking), so an idle connection costs next to nothing.
// Threads: everything of a Conversation runs on the thread of Loop::run. Loop::post, send, close and stop are safe
// from any thread.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/base.hpp"

namespace net {

using ConnectionId = base::Id<struct ConnectionTag>;
struct Endpoint {
  std::string host = "127.0.0.1";
  int port = 0;  // 0 = any free one
};
base::Result<Endpoint> parse_endpoint(std::string_view text);  // "127.0.0.1:9212", ":0", "[::1]:80"
std::string to_string(Endpoint const& endpoint);

struct Limits {
  std::size_t connections_max = 20'000;
  std::size_t connections_per_peer_max = 20'000;      // by IP address
  std::size_t output_bytes_max = 4 << 20;             // a send that finds more than this unsent closes the connection
  base::Duration silent_max = std::chrono::minutes(30);  // no byte received for so long: closed
  bool sending_counts_as_life = false;                // bytes the peer takes keep it open too (server-sent events)
  int backlog = 4096;
};

/// What a Conversation may do with its connection. Valid from the factory's call until closed() returns; on the
/// loop's thread only.
class Link {
 public:
  virtual ~Link() = default;
  virtual ConnectionId id() const = 0;
  virtual std::string const& peer() const = 0;  // "127.0.0.1:54321"
  virtual void send(std::string bytes) = 0;
  virtual void close_after_sending() = 0;   // counted as "finished"; later sends are dropped
  virtual void close_now(std::string_view reason) = 0;  // counted under this reason
  virtual void pause_reading() = 0;   // back pressure: the socket is read no more until resumed
  virtual void resume_reading() = 0;
  virtual std::size_t unsent() const = 0;
};

/// The factory's call is the opening. Calls are never nested: closed() comes later, even after close_now().
class Conversation {
 public:
  virtual ~Conversation() = default;
  virtual void received(std::string_view bytes, base::Time now) = 0;
  virtual void tick(base::Time) {}         // about once a second
  virtual void sent_all() {}               // the output buffer ran empty
  virtual void closed() {}                 // nothing of Link may be used from here on
};
using Factory = std::function<std::unique_ptr<Conversation>(Link&)>;  // an empty pointer refuses the connection
using TroubleReport = std::function<void(std::string const& listener, std::string const& what)>;

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(Loop const&) = delete;
  Loop& operator=(Loop const&) = delete;

  /// Opens a listening socket; returns the real endpoint. Throws base::Failure naming the address and the reason.
  /// Before run() or on the loop's thread.
  Endpoint listen(std::string name, Endpoint at, Limits limits, Factory factory);
  /// Connects as a client (simulator, replay). The factory's conversation gets closed() if the connection fails.
  void connect(Endpoint to, Factory factory);
  /// An exception out of a Conversation closes its connection ("internal_error") and is told here. Before run().
  void on_trouble(TroubleReport report);
  void run();               // until stop(); once
  void stop();              // from any thread: closes listeners and connections, run() returns
  void post(std::function<void()> work);                      // runs on the loop's thread
  void after(base::Duration delay, std::function<void()> work);
  /// Sends to a connection if it still lives; safe from any thread. Many sends are gathered into one wake-up.
  void send(ConnectionId to, std::string bytes);
  void close(ConnectionId connection, std::string reason);
  void resume_reading(ConnectionId connection);               // safe from any thread

  struct Counts {
    std::size_t open = 0;
    std::uint64_t accepted = 0, bytes_in = 0, bytes_out = 0;
    std::map<std::string, std::uint64_t> closed_by_reason;    // "peer", "silent", "too_many", "output_full", …
  };
  std::map<std::string, Counts> counts() const;     // by listener name, "client" for connect(); safe from any thread

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// The system clock, for `app` to hand out; rooms take time as an argument.
base::Time system_now();

}  // namespace net
