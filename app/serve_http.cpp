#include "serve_http.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace app {

class HttpServer::Connection final : public net::Conversation {
 public:
  Connection(HttpServer& server, net::Link& link)
      : server_(server), link_(link), id_(link.id()),
        pipeline_(limits(), [&server, id = link.id()] { server.loop_.post([&server, id] { server.pump(id); }); }) {
    server_.connections_[id_] = this;
  }
  ~Connection() override { server_.connections_.erase(id_); }
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  void received(std::string_view bytes, base::Time now) override {
    now_ = now;
    begin(pipeline_.feed(bytes));
  }
  void sent_all() override { pump(); }
  void closed() override { closed_ = true; }

  void finish(std::uint64_t number, http::Response response) {
    pipeline_.finish(number, std::move(response));
    pump();
    begin(pipeline_.feed(""));
  }
  void pump() {
    if (closed_) {
      return;
    }
    auto const unsent = link_.unsent();
    if (unsent < server_.options_.send_ahead_bytes) {
      if (auto bytes = pipeline_.pump(server_.options_.send_ahead_bytes - unsent); !bytes.empty()) {
        link_.send(std::move(bytes));
      }
    }
    if (pipeline_.wants_close()) {
      link_.close_after_sending();
    }
  }

 private:
  http::Limits limits() {
    http::Limits limits;
    if (server_.options_.may_be_large) {
      limits.may_be_large = [this](http::Request const& request) { return server_.options_.may_be_large(request, now_); };
    }
    return limits;
  }
  void begin(std::vector<http::Pipeline::Begun> begun) {
    for (auto& one : begun) {
      one.request.peer = link_.peer();
      one.request.received_at = now_;
      server_.submit({id_, one.number, std::move(one.request)});
    }
    pump();
    if (!closed_) {
      pipeline_.can_read() ? link_.resume_reading() : link_.pause_reading();
    }
  }

  HttpServer& server_;
  net::Link& link_;
  net::ConnectionId id_;
  base::Time now_;
  http::Pipeline pipeline_;
  bool closed_ = false;
};

HttpServer::HttpServer(net::Loop& loop, http::Router const& router, Options options) : loop_(loop), router_(router), options_(options) {
  for (int i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this] { work(); });
  }
}
HttpServer::~HttpServer() { stop(); }

void HttpServer::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) {
      thread.join();
    }
  }
}

net::Factory HttpServer::factory() {
  return [this](net::Link& link) { return std::make_unique<Connection>(*this, link); };
}

void HttpServer::submit(Job job) {
  {
    std::lock_guard const lock(mutex_);
    if (jobs_.size() < options_.jobs_max) {
      jobs_.push_back(std::move(job));
      wake_.notify_one();
      return;
    }
    ++refused_busy_;
  }
  loop_.post([this, connection = job.connection, number = job.number] {
    finish(connection, number, http::problem(503, base::Problem("unavailable", "too many requests wait", {}, "try again in a moment")));
  });
}

void HttpServer::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) {
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
      ++served_;
    }
    // Router::dispatch turns failures into problems: one request never takes the others down.
    auto response = router_.dispatch(job.request);
    http::compress(job.request, response);
    loop_.post([this, connection = job.connection, number = job.number, response = std::move(response)]() mutable {
      finish(connection, number, std::move(response));
    });
  }
}

void HttpServer::finish(net::ConnectionId connection, std::uint64_t number, http::Response response) {
  if (auto const found = connections_.find(connection); found != connections_.end()) {
    found->second->finish(number, std::move(response));
  }
}

void HttpServer::pump(net::ConnectionId connection) {
  if (auto const found = connections_.find(connection); found != connections_.end()) {
    found->second->pump();
  }
}

std::map<std::string, double> HttpServer::counters() const {
  std::lock_guard const lock(mutex_);
  return {{"http_requests", double(served_)}, {"http_waiting", double(jobs_.size())}, {"http_refused_busy", double(refused_busy_)}};
}

void add_web_pages(http::Router& router, std::string const& folder) {
  namespace fs = std::filesystem;
  auto const root = fs::canonical(folder);
  auto const serve = [root](http::Request const& request) -> http::Response {
    std::error_code error;
    auto wanted = fs::weakly_canonical(root / fs::path(request.path).relative_path(), error);
    auto const outside = error || std::mismatch(root.begin(), root.end(), wanted.begin(), wanted.end()).first != root.end();
    bool const page = request.path.find('.') == std::string::npos;
    if (page) {
      wanted = root / "index.html";
    }
    if (outside || !fs::is_regular_file(wanted, error)) {
      return http::problem(404, base::Problem("not_found", "there is no page " + base::printable(request.path)));
    }
    std::ifstream in(wanted, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    http::Response response;
    response.content_type = http::media_type(wanted.filename().string());
    response.body = std::move(text).str();
    bool const hashed = request.path.starts_with("/assets/");
    response.headers.emplace_back("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    return response;
  };
  router.add(http::Method::get, "/", serve);
  router.add(http::Method::get, "/{page...}", serve);
}

}  // namespace app
