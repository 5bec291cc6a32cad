#include "evaluations/evaluations.hpp"

#include "evaluations/inside.hpp"

namespace evaluations {

Evaluations::Evaluations(gate::Gate& gate, Parts parts, Options options) : inside_(std::make_unique<Inside>(gate, parts, std::move(options))) {}
Evaluations::~Evaluations() = default;

void Evaluations::add_routes(http::Router& router) {
  inside_->open(router, http::Method::get, "/evaluations.yaml", {}, [in = inside_.get()](Call const&) {
    http::Response response;
    response.content_type = "application/yaml; charset=utf-8";
    response.body = in->options.contract;
    return response;
  });
  inside_->add_list(router);
  inside_->add_figures(router);
  inside_->add_why(router);
  inside_->add_assess(router);
  inside_->add_catalogue(router);
  inside_->add_reports(router);
  inside_->add_alerts(router);
}

void Evaluations::Inside::guarded(http::Router& router, std::string const& path, std::set<std::string_view> known, gate::Answer work) const {
  auto checked = [known = std::move(known), work = std::move(work)](Call const& call) {
    auto const good = only_parameters(call, known);
    return good ? work(call) : refuse(good.error());
  };
  gate.guarded(router, http::Method::get, std::string(root) + path, Right::see_measurements, std::move(checked));
}

void Evaluations::Inside::open(http::Router& router, http::Method method, std::string const& path, std::set<std::string_view> known,
                               gate::Answer work) const {
  gate.open(router, method, std::string(root) + path, [known = std::move(known), work = std::move(work)](Call const& call) {
    auto const good = only_parameters(call, known);
    return good ? work(call) : refuse(good.error());
  });
}

json::value parsed(std::string const& text) {
  boost::system::error_code wrong;
  auto value = json::parse(text, wrong);
  return wrong ? json::value(json::object()) : value;
}

json::value day_or_null(base::Day day) { return day.number == 0 ? json::value(nullptr) : json::value(base::format(day)); }
json::value day_or_null(std::optional<base::Day> day) { return day ? json::value(base::format(*day)) : json::value(nullptr); }

http::Response tagged(Call const& call, http::Response response) {
  constexpr int refused_from = 400, not_modified = 304;
  if (response.status >= refused_from || response.stream) {
    return response;
  }
  constexpr std::size_t tag_length = 32;
  auto const tag = "\"" + base::hex(base::sha256(response.body)).substr(0, tag_length) + "\"";
  if (call.request.header("if-none-match").find(tag) != std::string_view::npos) {
    response.status = not_modified;
    response.body.clear();
  }
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  return response;
}

http::Response answer_tagged(Call const& call, json::value const& value) { return tagged(call, answer(value)); }

}  // namespace evaluations
