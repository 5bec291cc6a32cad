#pragma once
// HTTP/1.1 as values: a machine that eats bytes and yields requests, a router, responses, problem+json.
// Pure: no socket, no clock. The machine never throws and never blocks; all sizes are bounded by Limits.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"

namespace http {

enum class Method { get, head, post, put, patch, del, options, other };
std::string_view name_of(Method method);

struct Request {
  Method method = Method::get;
  std::string target;                                   // as sent: "/api/v1/points?limit=5"
  std::string path;                                     // decoded, without query
  std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::map<std::string, std::string> params;            // filled by the router: {id} → text
  std::string body;
  std::string peer;                                     // filled by who owns the connection
  base::Time received_at;                               // likewise: handlers read no clock
  bool keep_alive = true;
  bool old = false;                                     // HTTP/1.0: knows no chunks

  std::string_view header(std::string_view lower_name) const;                     // "" if absent
  std::optional<std::string> query_value(std::string_view name) const;            // the first of that name
  std::string_view cookie(std::string_view name) const;                           // "" if absent
  /// Of who asks, without a port: the peer's; if that is this machine, a proxy before us, the last of X-Forwarded-For.
  std::string address() const;
  /// Where the asker sees us: "https://host:port". By Host; a proxy on this machine tells what it was asked by X-Forwarded-Proto and -Host.
  std::string origin() const;
};

/// A long answer that is produced piece by piece (CSV export, server-sent events).
/// next() is called when the socket can take more; an empty optional ends the answer, an empty string means
/// "nothing now" (server-sent events: the owner is woken through the wake function given to `on_wake`).
class Stream {
 public:
  virtual ~Stream() = default;
  virtual std::optional<std::string> next() = 0;
  virtual void on_wake(std::function<void()> /*wake*/) {}   // NOLINT(performance-unnecessary-value-param): who waits keeps it; it may be called from any thread
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<Stream> stream;  // if set, body is ignored and the answer is chunked
};
std::string_view reason_of(int status);
/// The bytes of an answer without a stream. `head_only` for HEAD. Adds the security headers (CSP, nosniff, referrer,
/// frame, opener) and, for JSON and CSV, "Cache-Control: no-store", each unless the response has its own.
std::string to_bytes(Response const& response, bool keep_alive, bool head_only);
std::string head_to_bytes(Response const& response, bool keep_alive);  // chunked head for a stream
std::string chunk(std::string_view piece);                             // one chunk; "" gives the last chunk
/// Packs the body with gzip if the request accepts it, the body is text of more than 1 KiB and not encoded yet.
/// Costs about 10 ms a megabyte: call it where the answer was made, not on the network's thread.
void compress(Request const& request, Response& response);

/// RFC 9457. `errors` is the list of wrong fields of a form: {where, code, detail}.
Response problem(int status, base::Problem const& problem, std::vector<base::Problem> const& errors = {});
/// The status a problem's code deserves: not_found 404, forbidden 403, unauthenticated 401, conflict 409,
/// precondition 412, precondition_required 428, too_large 413, too_many 429, internal 500, unavailable 503, else 400.
int status_of(base::Problem const& problem);

struct Limits {
  std::size_t head_bytes_max = 16 << 10;
  std::size_t body_bytes_max = 1 << 20;
  std::size_t strangers_body_bytes_max = 64 << 10;   // of a request without a cookie: nobody has logged in
  std::size_t queued_requests_max = 16;   // pipelined
  // Uploads: asked once the head is read, of requests with a cookie whose body is not small anyhow. Who owns the connection looks
  // at path and session: memory is given to nobody who has not logged in.
  std::function<bool(Request const&)> may_be_large = {};
  std::size_t large_body_bytes_max = 52 << 20;
};

/// Bytes in, whole requests out, in order (RFC 9112). Refused are all forms that two readers could frame
/// differently: repeated or contradicting lengths, codings other than chunked, a missing or repeated Host.
class Machine {
 public:
  explicit Machine(Limits limits = {});
  ~Machine();
  struct Out {
    std::vector<Request> requests;    // at most queued_requests_max; feed("") gives more
    std::optional<Response> refusal;  // bad request, too large …: send it after the answers and close
    bool wants_continue = false;      // the peer waits for "100 Continue" before it sends a body
  };
  Out feed(std::string_view bytes);
  bool idle() const;                  // no request half read
 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// One connection's order: requests come out of it, answers may be finished in any order and go out in order of
/// the requests; streams are pumped as the socket takes more. The owner calls
///   feed(bytes) → dispatch each Begun … finish(number, answer) → send(pump(space)) → feed("") for those held back,
/// pauses reading while !can_read(), and closes after sending once wants_close().
class Pipeline {
 public:
  /// `wake` is handed to streams: it may be called from any thread and should bring about a pump().
  explicit Pipeline(Limits limits = {}, std::function<void()> wake = {});
  ~Pipeline();
  struct Begun { std::uint64_t number = 0; Request request; };
  std::vector<Begun> feed(std::string_view bytes);
  void finish(std::uint64_t number, Response response);  // unknown numbers are ignored
  /// The next bytes to send; stops asking streams once there are `space` of them. A plain answer is never cut.
  std::string pump(std::size_t space);
  bool can_read() const;         // fewer requests unanswered than queued_requests_max
  bool wants_close() const;      // everything was pumped and the connection is not to be kept
  bool idle() const;             // nothing half read, nothing unanswered
 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

using Handler = std::function<Response(Request const&)>;
/// One table, one page. Patterns: "/api/v1/points/{id}"; the last segment may be "{rest...}".
class Router {
 public:
  void add(Method method, std::string pattern, Handler handler);
  /// Told of exceptions out of handlers, whose answer is a problem: 503 for base::Failure, else 500.
  void on_trouble(std::function<void(Request const&, std::string const& what)> report) { report_ = std::move(report); }
  /// Of several patterns the one with the earliest literal segment wins. 404 and 405 (with Allow) are problems too;
  /// HEAD falls back to GET; OPTIONS answers Allow. {id} takes one non-empty segment, {rest...} what is left.
  Response dispatch(Request request) const;
  struct Route { Method method; std::string pattern; };
  std::vector<Route> routes() const;
 private:
  struct Entry { Method method; std::string pattern; std::vector<std::string> parts; Handler handler; };
  Response call(Entry const& entry, Request const& request) const;
  std::vector<Entry> entries_;
  std::function<void(Request const&, std::string const& what)> report_;
};

std::string url_encode(std::string_view text);
std::optional<std::string> url_decode(std::string_view text, bool plus_is_space);
/// application/x-www-form-urlencoded or a query string.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text);
/// Media type of a file name: "app.js" → "text/javascript; charset=utf-8".
std::string_view media_type(std::string_view file_name);

}  // namespace http
