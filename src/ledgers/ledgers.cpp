#include "ledgers/ledgers.hpp"

#include "ledgers/inside.hpp"

namespace ledgers {

Ledgers::Ledgers(gate::Gate& gate, Parts parts, Options options) : inside_(std::make_unique<Inside>(gate, parts, std::move(options))) {}
Ledgers::~Ledgers() = default;

void Ledgers::add_routes(http::Router& router) {
  inside_->gate.open(router, http::Method::get, std::string(root) + "/ledgers.yaml", [in = inside_.get()](Call const&) {
    http::Response response;
    response.content_type = "application/yaml; charset=utf-8";
    response.body = in->options.contract;
    return response;
  });
  inside_->add_registers(router);
  inside_->add_records(router);
  inside_->add_changes(router);
  inside_->add_views(router);
  inside_->add_files(router);
  inside_->add_imports(router);
  inside_->add_exports(router);
}

std::string Ledgers::Inside::scope_of(Call const& call) {
  auto const& person = call.session.person;
  return std::string(identity::name_of(person.role)) + "\n" + person.department + "\n" + person.area + "\n" + person.facility + "\n" +
         base::format(base::beijing_day(call.now()));
}

base::Result<Register const*> Ledgers::Inside::register_of(Call const& call) const {
  auto const id = call.param("reg");
  auto const* reg = set().find(id);
  if (reg == nullptr) {
    return Problem("not_found", "there is no register '" + base::printable(id) + "'", "reg", "GET /api/v1/registers lists them");
  }
  if (!registry::reach_of(call.session.person, *reg).sees) {
    return Problem("forbidden", "you may not see " + reg->title.zh, "reg");
  }
  return reg;
}

void Ledgers::Inside::of_register(http::Router& router, http::Method method, std::string const& path, Right right, OfRegister work) const {
  guarded(router, method, "/registers/{reg}" + path, right, [this, work = std::move(work)](Call const& call) {
    auto const reg = register_of(call);
    return reg ? work(call, **reg) : refuse(reg.error());
  });
}

void Ledgers::Inside::table_of_register(http::Router& router, std::string const& path, OfRegister const& work) const {
  gate.list(router, std::string(root) + "/registers/{reg}" + path, Right::see_registers, [this, work](Call const& call) {
    auto const reg = register_of(call);
    return reg ? work(call, **reg) : refuse(reg.error());
  });
}

std::string Ledgers::Inside::tag_of(Call const& call, std::vector<Register const*> const& of) const {
  // What an answer depends on besides the records: whose eyes, which day it is (what is overdue), which definitions.
  auto const& person = call.session.person;
  std::string seen = run + "\n" + call.request.target + "\n" + person.login + "\n" + scope_of(call);
  std::set<std::string_view> told;
  auto const add = [&](Register const* reg) {
    if (reg != nullptr && told.insert(reg->id).second) {
      seen += "\n" + reg->id + " " + std::to_string(parts.registry.version_of(*reg));
    }
  };
  add(set().find("facility"));   // an enterprise's own is known by it
  for (auto const* reg : of) {
    add(reg);
    for (auto const& field : reg->fields) {
      if (field.type == Type::reference) {
        add(set().find(field.to));
      }
    }
  }
  constexpr std::size_t tag_length = 32;
  return "\"" + base::hex(base::sha256(seen)).substr(0, tag_length) + "\"";
}

http::Response Ledgers::Inside::tagged(Call const& call, std::vector<Register const*> const& of, std::function<http::Response()> const& make,
                                       bool may_be_kept) const {
  // A filter may ask for the present moment, whose answer no version tells.
  if (call.query("filter").find("now") != std::string::npos) {
    return make();
  }
  auto const tag = tag_of(call, of);
  http::Response response;
  if (call.request.header("if-none-match").find(tag) != std::string_view::npos) {
    constexpr int not_modified = 304;
    response.status = not_modified;
  } else {
    response = make();
  }
  constexpr int refused_from = 400;
  if (response.status < refused_from) {
    response.headers.emplace_back("ETag", tag);
    response.headers.emplace_back("Cache-Control", may_be_kept ? "private, no-cache" : "no-store");
  }
  return response;
}

}  // namespace ledgers
