// Answers as bytes (RFC 9110, 9112), with the headers that keep a browser from being tricked.
#include <zlib.h>

#include <algorithm>
#include <array>

#include "http/http.hpp"

namespace http {
namespace {

constexpr std::size_t packed_from_bytes = 1024;
constexpr int packing_level = 5;
constexpr int gzip_window_bits = 15 + 16;  // zlib: +16 asks for the gzip wrapping
constexpr int packing_memory_level = 8;

using Header = std::pair<std::string_view, std::string_view>;
// Element Plus and ECharts set inline styles; OpenLayers makes workers and images from blobs.
constexpr std::array<Header, 6> protections{{
    {"Content-Security-Policy",
     "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; "
     "connect-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'self'; form-action 'self'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Server", "biyun"},
}};

bool has_header(Response const& response, std::string_view name) {
  std::string const lower = base::to_lower(name);
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](auto const& header) { return base::to_lower(header.first) == lower; });
}

/// A control byte in a value would let it begin a header of its own.
void add_header(std::string& bytes, std::string_view name, std::string_view value) {
  bytes += name;
  bytes += ": ";
  for (char const c : value) bytes += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  bytes += "\r\n";
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string head_of(Response const& response, bool keep_alive) {
  std::string bytes;
  bytes.reserve(768);
  bytes += "HTTP/1.1 " + std::to_string(response.status) + " ";
  bytes += reason_of(response.status);
  bytes += "\r\n";
  if (may_have_body(response.status) && !has_header(response, "Content-Type")) {
    add_header(bytes, "Content-Type", response.content_type);
  }
  for (auto const& [name, value] : response.headers) add_header(bytes, name, value);
  for (auto const& [name, value] : protections) {
    if (!has_header(response, name)) add_header(bytes, name, value);
  }
  bool const is_data = response.content_type.find("json") != std::string::npos || response.content_type.starts_with("text/csv");
  if (is_data && !has_header(response, "Cache-Control")) add_header(bytes, "Cache-Control", "no-store");
  add_header(bytes, "Connection", keep_alive ? "keep-alive" : "close");
  return bytes;
}

bool accepts_gzip(std::string_view accepted) {
  for (std::string_view const part : base::split(accepted, ',')) {
    auto const words = base::split(part, ';');
    if (base::to_lower(base::trim(words[0])) != "gzip") continue;
    if (words.size() == 1) return true;
    std::string_view const weight = base::trim(words[1]);
    auto const quality = weight.starts_with("q=") ? base::parse_number(weight.substr(2)) : std::nullopt;
    return quality && *quality > 0;
  }
  return false;
}

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != std::string_view::npos ||
         type.find("xml") != std::string_view::npos || type.find("vector-tile") != std::string_view::npos || type.find("yaml") != std::string_view::npos;
}

std::optional<std::string> gzip(std::string const& body) {
  z_stream packer{};
  if (deflateInit2(&packer, packing_level, Z_DEFLATED, gzip_window_bits, packing_memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string packed(deflateBound(&packer, body.size()), '\0');
  packer.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // zlib's C signature; only read
  packer.avail_in = static_cast<uInt>(body.size());
  packer.next_out = reinterpret_cast<Bytef*>(packed.data());
  packer.avail_out = static_cast<uInt>(packed.size());
  int const result = deflate(&packer, Z_FINISH);
  packed.resize(packer.total_out);
  deflateEnd(&packer);
  if (result != Z_STREAM_END) return std::nullopt;
  return packed;
}

}  // namespace

std::string_view reason_of(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

std::string to_bytes(Response const& response, bool keep_alive, bool head_only) {
  std::string bytes = head_of(response, keep_alive);
  bool const has_body = may_have_body(response.status);
  if (has_body) add_header(bytes, "Content-Length", std::to_string(response.body.size()));
  bytes += "\r\n";
  if (has_body && !head_only) bytes += response.body;
  return bytes;
}

std::string head_to_bytes(Response const& response, bool keep_alive) {
  return head_of(response, keep_alive) + "Transfer-Encoding: chunked\r\n\r\n";
}

std::string chunk(std::string_view piece) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string size;
  for (std::size_t left = piece.size(); left > 0; left >>= 4U) size.insert(size.begin(), digits[left & 15U]);
  if (size.empty()) size = "0";
  return size + "\r\n" + std::string(piece) + "\r\n";
}

void compress(Request const& request, Response& response) {
  bool const worth_it = !response.stream && response.body.size() > packed_from_bytes && response.status == 200 &&
                        is_text(response.content_type) && !has_header(response, "Content-Encoding");
  if (!worth_it) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.header("accept-encoding"))) return;
  auto packed = gzip(response.body);
  if (!packed || packed->size() >= response.body.size()) return;
  response.body = std::move(*packed);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace http
