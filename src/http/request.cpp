#include <algorithm>

#include "http/http.hpp"

namespace http {
namespace {

constexpr std::size_t address_length_max = 45;   // of IPv6 in its longest spelling

std::string without_port(std::string_view peer) { return std::string(peer.substr(0, peer.rfind(':'))); }

bool is_this_machine(std::string_view address) { return address.starts_with("127.") || address == "[::1]" || address.starts_with("[::ffff:127."); }

bool looks_like_address(std::string_view text) {
  auto const fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.' || c == ':'; };
  return !text.empty() && text.size() <= address_length_max && std::all_of(text.begin(), text.end(), fits);
}

bool looks_like_host(std::string_view text) {
  constexpr std::size_t host_length_max = 261;   // a name, a colon, a port
  auto const fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view(".-_:[]").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= host_length_max && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::del: return "DELETE";
    case Method::options: return "OPTIONS";
    case Method::other: break;
  }
  return "OTHER";
}

std::string_view Request::header(std::string_view lower_name) const {
  for (auto const& [name, value] : headers) {
    if (name == lower_name) return value;
  }
  return {};
}

std::optional<std::string> Request::query_value(std::string_view name) const {
  for (auto const& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string_view Request::cookie(std::string_view name) const {
  for (auto const& [key, value] : headers) {
    if (key != "cookie") continue;
    for (std::string_view const part : base::split(value, ';')) {
      std::string_view const pair = base::trim(part);
      std::size_t const equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
  }
  return {};
}

std::string Request::address() const {
  auto address = without_port(peer);
  if (!is_this_machine(address)) return address;   // anybody may write such a header
  for (auto const& [name, value] : headers) {
    auto const last = base::trim(base::split(value, ',').back());
    if (name == "x-forwarded-for" && looks_like_address(last)) address = std::string(last);
  }
  return address;
}

std::string Request::origin() const {
  std::string scheme = "http", host(header("host"));
  if (is_this_machine(without_port(peer))) {
    auto const told = [this](std::string_view name) { return std::string(base::trim(base::split(header(name), ',').back())); };
    if (auto const proto = base::to_lower(told("x-forwarded-proto")); proto == "https") scheme = proto;
    if (auto const outside = told("x-forwarded-host"); looks_like_host(outside)) host = outside;
  }
  return scheme + "://" + (looks_like_host(host) ? host : "localhost");
}

}  // namespace http
