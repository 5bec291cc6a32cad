#pragma once
// Binds the HTTP machine to sockets: requests are worked off by a small pool, answers go out in order.
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "http/http.hpp"
#include "net/net.hpp"

namespace app {

class HttpServer {
 public:
  struct Options {
    int threads = 2;
    std::size_t jobs_max = 2'000;          // waiting requests; more are answered 503 at once
    std::size_t send_ahead_bytes = 1 << 20;   // of a stream, while the socket is slower
    // Who may send more than http::Limits::body_bytes_max: asked on the network's thread, once a head with a large body is read.
    std::function<bool(http::Request const&, base::Time now)> may_be_large = {};
  };
  HttpServer(net::Loop& loop, http::Router const& router, Options options);
  ~HttpServer();
  net::Factory factory();
  void stop();                             // lets running requests finish
  std::map<std::string, double> counters() const;

 private:
  class Connection;
  struct Job { net::ConnectionId connection; std::uint64_t number = 0; http::Request request; };
  void submit(Job job);
  void work();
  void finish(net::ConnectionId connection, std::uint64_t number, http::Response response);
  void pump(net::ConnectionId connection);

  net::Loop& loop_;
  http::Router const& router_;
  Options options_;
  std::map<net::ConnectionId, Connection*> connections_;   // the loop's thread only
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::uint64_t served_ = 0, refused_busy_ = 0;
  std::vector<std::thread> threads_;
};

/// GET /{file}: a folder of web pages. Unknown paths without a dot answer index.html, so that the screens' own
/// addresses can be opened; hashed assets may be kept for a year, pages are asked for again.
void add_web_pages(http::Router& router, std::string const& folder);

}  // namespace app
