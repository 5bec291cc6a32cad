#include "ledgers/ledgers.hpp"

#include "ledgers/inside.hpp"

namespace ledgers {

Ledgers::Ledgers(gate::Gate& gate, Parts parts, Options options) : inside_(std::make_unique<Inside>(gate, parts, std::move(options))) {}
Ledgers::~Ledgers() = default;

void Ledgers::add_routes(http::Router& router) {
  inside_->gate.open(router, http::Method::get, std::string(root) + "/ledgers.yaml", [in = inside_.get()](gate::Call const&) {
    http::Response response;
    response.content_type = "application/yaml; charset=utf-8";
    response.body = in->options.contract;
    return response;
  });
}

}  // namespace ledgers
