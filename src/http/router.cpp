#include <algorithm>

#include "http/http.hpp"

namespace http {
namespace {

enum class Kind { literal, parameter, rest };
Kind kind_of(std::string_view part) {
  if (part.size() < 3 || part.front() != '{' || part.back() != '}') return Kind::literal;
  return part.ends_with("...}") ? Kind::rest : Kind::parameter;
}

std::string name_in(std::string const& part) {
  std::size_t const around = kind_of(part) == Kind::rest ? 5 : 2;
  return part.substr(1, part.size() - around);
}

std::string joined_from(std::vector<std::string_view> const& segments, std::size_t at) {
  std::string text;
  for (std::size_t i = at; i < segments.size(); ++i) {
    if (i > at) text += '/';
    text += segments[i];
  }
  return text;
}

/// The parameters if the path fits the pattern.
std::optional<std::map<std::string, std::string>> match(std::vector<std::string> const& parts,
                                                        std::vector<std::string_view> const& segments) {
  std::map<std::string, std::string> params;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Kind const kind = kind_of(parts[i]);
    if (kind == Kind::rest) {
      params[name_in(parts[i])] = joined_from(segments, i);
      return params;
    }
    if (i >= segments.size()) return std::nullopt;
    if (kind == Kind::literal && segments[i] != parts[i]) return std::nullopt;
    if (kind == Kind::parameter && segments[i].empty()) return std::nullopt;
    if (kind == Kind::parameter) params[name_in(parts[i])] = std::string(segments[i]);
  }
  if (parts.size() != segments.size()) return std::nullopt;
  return params;
}

bool is_more_literal(std::vector<std::string> const& a, std::vector<std::string> const& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](auto const& left, auto const& right) {
    return kind_of(left) < kind_of(right);
  });
}

std::string allowed_text(std::vector<Method> allowed) {
  bool const has_get = std::find(allowed.begin(), allowed.end(), Method::get) != allowed.end();
  if (has_get) allowed.push_back(Method::head);
  allowed.push_back(Method::options);
  std::sort(allowed.begin(), allowed.end());
  allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
  std::string text;
  for (Method const method : allowed) {
    if (!text.empty()) text += ", ";
    text += name_of(method);
  }
  return text;
}

Response other_method(Request const& request, std::vector<Method> const& allowed) {
  std::string const text = allowed_text(allowed);
  Response response;
  if (request.method == Method::options) {
    response.status = 204;
  } else {
    response = problem(405, base::Problem("method_not_allowed", "This address does not answer to that method.",
                                          base::printable(request.path), "Use one of: " + text + "."));
  }
  response.headers.emplace_back("Allow", text);
  return response;
}

}  // namespace

void Router::add(Method method, std::string pattern, Handler handler) {
  Entry entry{method, std::move(pattern), {}, std::move(handler)};
  for (std::string_view const part : base::split(entry.pattern, '/')) entry.parts.emplace_back(part);
  for (std::size_t i = 0; i + 1 < entry.parts.size(); ++i) {
    CHECK(kind_of(entry.parts[i]) != Kind::rest, "{rest...} must be the last segment of a pattern");
  }
  entries_.push_back(std::move(entry));
}

Response Router::call(Entry const& entry, Request const& request) const {
  try {
    return entry.handler(request);
  } catch (base::Failure const& failure) {
    if (report_) report_(request, failure.what());
    return problem(503, base::Problem("unavailable", "The server cannot do this at the moment.", "",
                                      "Try again later; the server's log names the cause."));
  } catch (std::exception const& bug) {
    if (report_) report_(request, bug.what());
    return problem(500, base::Problem("internal", "The server made a mistake while answering.", "",
                                      "Tell the administrator; the server's log names the place."));
  }
}

Response Router::dispatch(Request request) const {
  std::vector<std::string_view> const segments = base::split(request.path, '/');
  std::vector<Entry const*> fitting;  // equally literal ones, the most literal so far
  for (Entry const& entry : entries_) {
    if (!match(entry.parts, segments)) continue;
    if (!fitting.empty() && is_more_literal(fitting.front()->parts, entry.parts)) continue;
    if (!fitting.empty() && is_more_literal(entry.parts, fitting.front()->parts)) fitting.clear();
    fitting.push_back(&entry);
  }
  if (fitting.empty()) {
    return problem(404, base::Problem("not_found", "There is nothing at this address.", base::printable(request.path)));
  }
  Method const wanted = request.method == Method::head ? Method::get : request.method;
  std::vector<Method> allowed;
  for (Entry const* entry : fitting) {
    allowed.push_back(entry->method);
    if (entry->method != request.method && entry->method != wanted) continue;
    request.params = *match(entry->parts, segments);
    return call(*entry, request);
  }
  return other_method(request, allowed);
}

std::vector<Router::Route> Router::routes() const {
  std::vector<Route> routes;
  for (Entry const& entry : entries_) routes.push_back({entry.method, entry.pattern});
  return routes;
}

}  // namespace http
