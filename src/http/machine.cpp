// Bytes into requests. Boost.Beast's basic_parser knows the grammar of RFC 9112; what it only tolerates and two
// readers could frame differently is refused here.
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <algorithm>
#include <utility>

#include "http/http.hpp"

namespace http {
namespace {

namespace beast = boost::beast;
using Error = beast::error_code;
using Text = beast::string_view;

constexpr std::size_t fields_max = 100;

std::string_view view(Text text) { return {text.data(), text.size()}; }

Method method_of(std::string_view name) {
  for (Method const method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del,
                              Method::options}) {
    if (name_of(method) == name) return method;
  }
  return Method::other;
}

}  // namespace

struct Refused {
  int status = 400;
  std::string code = "bad_request";
  std::string detail, mend;
};

class Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(Limits const& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes_max));
    body_limit(limits.may_be_large ? std::max(limits.body_bytes_max, limits.large_body_bytes_max) : limits.body_bytes_max);   // body_max_ is the finer one
    eager(true);
  }
  Request request;
  std::optional<Refused> refused;
  bool wants_continue = false;

 private:
  void on_request_impl(beast::http::verb, Text method, Text target, int version, Error& error) override {
    request.method = method_of(view(method));
    request.target = std::string(view(target));
    request.old = version < 11;
    error = {};
  }

  void on_field_impl(beast::http::field, Text name, Text value, Error& error) override {
    if (is_header_done()) return;  // a trailer: nothing here is wanted from it
    std::string lower = base::to_lower(view(name));
    bool const once = lower == "host" || lower == "content-length" || lower == "transfer-encoding" || lower == "expect";
    if (once && !request.header(lower).empty()) return refuse(error, "The header " + lower + " is repeated.");
    if (request.headers.size() >= fields_max) return refuse(error, "There are too many header lines.", 431);
    request.headers.emplace_back(std::move(lower), std::string(view(value)));
  }

  void on_header_impl(Error& error) override {
    bool const has_coding = !request.header("transfer-encoding").empty();
    bool const has_length = !request.header("content-length").empty();
    if (!request.old && request.header("host").empty()) return refuse(error, "The header Host is missing.");
    if (has_coding && base::to_lower(request.header("transfer-encoding")) != "chunked") {
      return refuse(error, "The transfer coding is unknown here; only chunked is read.", 501);
    }
    if (has_length && request.header("content-length").find_first_not_of("0123456789") != std::string_view::npos) {
      return refuse(error, "The length of the body is not a plain number.");
    }
    if (has_coding && (has_length || request.old)) {
      return refuse(error, "The length of the body is stated in two ways.");
    }
    std::string const expected = base::to_lower(request.header("expect"));
    if (!expected.empty() && expected != "100-continue") {
      return refuse(error, "The expectation is unknown here; only 100-continue is.", 417);
    }
    read_target(error);
    if (error) return;
    auto const length = base::parse_integer(request.header("content-length"));
    decide_body_max(length);
    if (has_length && (!length || static_cast<std::size_t>(*length) > body_max_)) return refuse_body(error);
    wants_continue = !expected.empty() && !request.old;
    request.keep_alive = keep_alive();
  }

  void on_response_impl(int, Text, int, Error& error) override { error = {}; }  // never called for requests
  void on_body_init_impl(boost::optional<std::uint64_t> const&, Error& error) override { error = {}; }
  std::size_t on_body_impl(Text body, Error& error) override { return take(body, error); }
  void on_chunk_header_impl(std::uint64_t, Text, Error& error) override { error = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error& error) override { return take(body, error); }
  void on_finish_impl(Error& error) override { error = {}; }

  std::size_t take(Text body, Error& error) {
    error = {};
    if (request.body.size() + body.size() > body_max_) refuse_body(error);
    else request.body += view(body);
    return body.size();
  }

  /// `length` is not known of a body in chunks.
  void decide_body_max(std::optional<std::int64_t> length) {
    bool const stranger = request.header("cookie").empty();
    body_max_ = stranger ? std::min(limits_.body_bytes_max, limits_.strangers_body_bytes_max) : limits_.body_bytes_max;
    bool const small = length && static_cast<std::size_t>(*length) <= body_max_;
    bool const has_body = length || !request.header("transfer-encoding").empty();
    if (!stranger && has_body && !small && limits_.may_be_large && limits_.may_be_large(request)) {
      body_max_ = std::max(body_max_, limits_.large_body_bytes_max);
    }
  }

  void refuse_body(Error& error) { error = make_error_code(beast::http::error::body_limit); }

  void refuse(Error& error, std::string detail, int status = 400) {
    refused = Refused{status, status == 400 ? "bad_request" : "not_accepted", std::move(detail)};
    error = make_error_code(beast::http::error::bad_value);
  }

  Limits const& limits_;
  std::size_t body_max_ = 0;

  /// origin-form, absolute-form or "*" (RFC 9112 §3.2).
  void read_target(Error& error) {
    std::string_view target = request.target;
    if (std::size_t const scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos) {
      std::size_t const path = target.find_first_of("/?", scheme + 3);
      target = path == target.npos ? std::string_view("/") : target.substr(path);
    }
    std::size_t const fragment = target.find('#');
    std::size_t const mark = target.find('?');
    auto path = url_decode(target.substr(0, mark), false);
    auto query = parse_form(mark == target.npos ? std::string_view() : target.substr(mark + 1));
    if (fragment != target.npos || !path || !query) return refuse(error, "The address is not well formed.");
    if (path->empty()) *path = "/";
    if (!is_clean(*path) || (path->front() != '/' && *path != "*" && request.method != Method::other)) {
      return refuse(error, "The path is no plain UTF-8 path.");
    }
    for (auto const& [name, value] : *query) {
      if (!base::is_utf8(name) || !base::is_utf8(value)) return refuse(error, "The query is not UTF-8.");
    }
    request.path = std::move(*path);
    request.query = std::move(*query);
  }

  /// No control bytes and no way upwards, so that a handler may join the path to a folder.
  static bool is_clean(std::string_view path) {
    for (char const c : path) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\') return false;
    }
    for (std::string_view const segment : base::split(path, '/')) {
      if (segment == ".." || segment == ".") return false;
    }
    return base::is_utf8(path);
  }
};

namespace {

Refused refusal_for(Error error) {
  using beast::http::error::bad_version;
  using beast::http::error::body_limit;
  using beast::http::error::header_limit;
  if (error == make_error_code(header_limit)) return {431, "too_large", "The header lines are too long."};
  if (error == make_error_code(body_limit)) {
    return {413, "too_large", "The body is larger than this server reads.", "Send less, or log in first: strangers may send little."};
  }
  if (error == make_error_code(bad_version)) return {505, "bad_request", "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  return {400, "bad_request", "This is no HTTP request: " + error.message() + "."};
}

Response response_for(Refused const& refused) {
  return problem(refused.status, base::Problem(refused.code, refused.detail, {}, refused.mend));
}

}  // namespace

struct Machine::Inside {
  Limits limits;
  std::string buffer;
  std::optional<Parser> parser;
  bool began = false;   // a byte of the present request was read
  bool over = false;    // refused, or the last request said close: nothing more is read

  void restart() {
    parser.emplace(limits);
    began = false;
  }

  void refuse(Out& out, Refused const& refused) {
    out.refusal = response_for(refused);
    over = true;
    buffer.clear();
    restart();
  }

  /// One step of the parser; returns the bytes it took. Sets `wants_more` where it can do nothing yet.
  std::size_t step(std::string_view bytes, Out& out, bool& wants_more) {
    Error error;
    std::size_t const taken = parser->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    began = true;
    wants_more = error == make_error_code(beast::http::error::need_more) || (!error && taken == 0);
    if (error && !wants_more) {
      refuse(out, parser->refused ? *parser->refused : refusal_for(error));
    } else if (parser->is_done()) {
      parser->request.keep_alive = parser->keep_alive();
      over = !parser->request.keep_alive;
      out.requests.push_back(std::move(parser->request));
      restart();
      wants_more = false;
    } else if (wants_more && bytes.size() - taken > limits.head_bytes_max) {
      refuse(out, {431, "too_large", "A line is too long."});
    }
    return taken;
  }
};

Machine::Machine(Limits limits) : inside_(std::make_unique<Inside>()) {
  inside_->limits = limits;
  inside_->restart();
}
Machine::~Machine() = default;

Machine::Out Machine::feed(std::string_view bytes) {
  Out out;
  Inside& in = *inside_;
  if (in.over) return out;
  in.buffer += bytes;
  std::size_t at = 0;
  bool wants_more = false;
  while (!in.over && !wants_more && out.requests.size() < in.limits.queued_requests_max) {
    // Empty lines before a request are skipped (RFC 9112 §2.2).
    while (!in.began && at < in.buffer.size() && (in.buffer[at] == '\r' || in.buffer[at] == '\n')) ++at;
    if (at == in.buffer.size()) break;
    at += in.step(std::string_view(in.buffer).substr(at), out, wants_more);
  }
  if (in.over) {
    in.buffer.clear();
  } else {
    in.buffer.erase(0, at);
  }
  if (in.buffer.empty() && in.buffer.capacity() > in.limits.head_bytes_max) in.buffer.shrink_to_fit();
  bool const awaits_body = in.parser->is_header_done() && in.parser->request.body.empty() && in.buffer.empty();
  out.wants_continue = awaits_body && std::exchange(in.parser->wants_continue, false);
  return out;
}

bool Machine::idle() const { return !inside_->began && inside_->buffer.empty(); }

}  // namespace http
