// Problem details for HTTP APIs (RFC 9457).
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/http.hpp"

namespace http {
namespace {

namespace json = boost::json;

struct CodeStatus {
  std::string_view code;
  int status;
};
constexpr std::array<CodeStatus, 12> statuses{{
    {"not_found", 404}, {"forbidden", 403}, {"unauthenticated", 401}, {"conflict", 409}, {"precondition", 412},
    {"too_large", 413}, {"too_many", 429}, {"unavailable", 503}, {"internal", 500}, {"method_not_allowed", 405},
    {"not_implemented", 501}, {"precondition_required", 428},
}};

/// JSON must be UTF-8, whatever a sentence quotes.
json::string text_of(std::string const& text) {
  std::string const shown = base::is_utf8(text) ? text : base::printable(text);
  return json::string(shown.data(), shown.size());
}

void fill(json::object& into, base::Problem const& problem) {
  into["detail"] = text_of(problem.detail);
  into["code"] = text_of(problem.code);
  if (!problem.where.empty()) into["where"] = text_of(problem.where);
  if (!problem.mend.empty()) into["mend"] = text_of(problem.mend);
}

}  // namespace

Response problem(int status, base::Problem const& problem, std::vector<base::Problem> const& errors) {
  json::object body;
  body["type"] = text_of("urn:biyun:problem:" + problem.code);
  std::string_view const title = reason_of(status);
  body["title"] = json::string(title.data(), title.size());
  body["status"] = status;
  fill(body, problem);
  if (!errors.empty()) {
    json::array list;
    for (base::Problem const& error : errors) {
      json::object item;
      fill(item, error);
      list.push_back(std::move(item));
    }
    body["errors"] = std::move(list);
  }
  Response response;
  response.status = status;
  response.content_type = "application/problem+json; charset=utf-8";
  response.body = json::serialize(body);
  return response;
}

int status_of(base::Problem const& problem) {
  for (CodeStatus const& known : statuses) {
    if (known.code == problem.code) return known.status;
  }
  return 400;
}

}  // namespace http
