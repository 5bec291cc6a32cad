// Entering and changing records. Who comes too late is told what others changed since.
#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr int status_created = 201, status_precondition = 412;
constexpr std::size_t key_bytes_max = 100;

std::set<std::string_view> const draft_keys{"values", "geometry", "system", "why"};

base::Result<std::string> idempotency_key(http::Request const& request) {
  auto const given = std::string(base::trim(request.header("idempotency-key")));
  auto const printable = [](char c) { return c > ' ' && c < 0x7F; };
  if (given.size() > key_bytes_max || !std::all_of(given.begin(), given.end(), printable)) {
    return Problem("invalid", "the Idempotency-Key is too long or holds other than printable characters", "Idempotency-Key", "use a UUID");
  }
  return given;
}

/// Whether the record was withdrawn at a version: not kept with it, but told by what was done since.
bool was_withdrawn(base::Result<std::vector<registry::Version>> const& history, Record const& now, int seen) {
  bool withdrawn = now.withdrawn;
  for (auto const& version : history ? *history : std::vector<registry::Version>()) {   // newest first
    if (version.number > seen && (version.action == "restore" || version.action == "withdraw" || (version.action == "merge" && now.merged_into))) {
      withdrawn = version.action == "restore";
    }
  }
  return withdrawn;
}

}  // namespace

http::Response Ledgers::Inside::answer_record(Call const& call, Register const& reg, Record const& record, int status) const {
  auto response = answer(detail_json(call, reg, record), status);
  response.headers.emplace_back("ETag", "\"" + std::to_string(record.version) + "\"");
  if (status == status_created) {
    response.headers.emplace_back("Location", std::string(root) + "/registers/" + reg.id + "/records/" + std::to_string(record.id.value));
  }
  return response;
}

http::Response Ledgers::Inside::too_late(Call const& call, Register const& reg, RecordId id, int seen, Problem const& problem) const {
  auto response = http::problem(status_precondition, problem);
  auto const& person = call.session.person;
  auto const now = parts.registry.get(person, reg, id);
  if (!now) {
    return response;
  }
  auto body = json::parse(response.body).as_object();
  body.emplace("current", std::move(records_json(call, reg, {*now}).at(0)));
  json::array differs;
  if (auto const known = parts.registry.at_version(person, reg, id, seen)) {   // none where the sender made the version up
    bool const withdrawn_then = was_withdrawn(parts.registry.history(person, reg, id), *now, seen);
    auto const before = canonical_texts(reg, *known), after = canonical_texts(reg, *now);
    Names names(parts.registry, person);
    names.add(reg, {*known, *now});
    for (auto const& [field, is] : after) {
      auto const was = field == "withdrawn" ? std::string(withdrawn_then ? "true" : "false") : before.at(field);
      if (was != is) {
        differs.push_back(changed_json(reg, field, was, is, names));
      }
    }
  }
  body.emplace("differs", std::move(differs));
  response.body = gate::to_exact_text(body);
  return response;
}

http::Response Ledgers::Inside::create(Call const& call, Register const& reg) const {
  auto const key = idempotency_key(call.request);
  if (!key) {
    return refuse(key.error());
  }
  Body body(call, draft_keys);
  auto drafted = draft_of(call, reg, body);
  std::vector<Problem> problems;
  registry::By const by{.person = call.session.person, .now = call.now(), .why = drafted.why, .request = *key, .problems = &problems};
  if (!drafted.problems.empty() && registry::reach_of(by.person, reg).creates) {
    gate::add_untold(drafted.problems, parts.registry.wrong_fields(by, reg, RecordId{}, drafted.draft));
    return refuse(drafted.problems);
  }
  auto const made = drafted.problems.empty() ? parts.registry.create(by, reg, drafted.draft)
                                             : base::Result<Record>(Problem("forbidden", "you may not enter records in " + reg.title.zh, reg.id));
  return made ? answer_record(call, reg, *made, status_created) : refuse_all(made.error(), problems);
}

http::Response Ledgers::Inside::check(Call const& call, Register const& reg) const {
  Body body(call, {"id", "values", "geometry", "system"});
  auto const id = RecordId{body.whole("id")};
  auto const reach = registry::reach_of(call.session.person, reg);
  if (id ? !reach.changes : !reach.creates) {
    return refuse(Problem("forbidden", "you may not " + std::string(id ? "change" : "enter") + " records in " + reg.title.zh, "reg"));
  }
  if (!body.ok()) {
    return refuse(body.problems());   // that is no draft
  }
  if (auto const there = id ? parts.registry.get(call.session.person, reg, id) : base::Result<Record>(Record{}); !there) {
    return refuse(there.error());
  }
  auto drafted = draft_of(call, reg, body);
  gate::add_untold(drafted.problems, parts.registry.wrong_fields({.person = call.session.person, .now = call.now()}, reg, id, drafted.draft));
  json::array all;
  for (auto const& problem : drafted.problems) {
    all.push_back(problem_json(problem));
  }
  return answer(json::object{{"problems", std::move(all)}});
}

http::Response Ledgers::Inside::written(Call const& call, Register const& reg, Body& body, Write const& write) const {
  auto const id = record_id_of(call);
  auto const seen = seen_version(call.request);
  if (!id || !seen) {
    return refuse(id ? seen.error() : id.error());
  }
  auto const drafted = draft_of(call, reg, body);
  if (!drafted.problems.empty()) {
    auto const there = parts.registry.get(call.session.person, reg, *id);   // what may not be seen is not there, however wrong the body is
    return there ? refuse(drafted.problems) : refuse(there.error());
  }
  std::vector<Problem> problems;
  auto const made = write({.person = call.session.person, .now = call.now(), .why = drafted.why, .problems = &problems}, *id, *seen, drafted.draft);
  if (!made) {
    return made.error().code == "precondition" ? too_late(call, reg, *id, *seen, made.error()) : refuse_all(made.error(), problems);
  }
  return answer_record(call, reg, *made);
}

void Ledgers::Inside::add_changes(http::Router& router) {
  auto const add = [&](http::Method method, std::string const& path, OfRegister work) {
    of_register(router, method, path, Right::change_registers, std::move(work));
  };
  auto& registry = parts.registry;
  using registry::By;
  add(http::Method::post, "/records", [this](Call const& call, Register const& reg) { return create(call, reg); });
  add(http::Method::post, "/check", [this](Call const& call, Register const& reg) { return check(call, reg); });
  add(http::Method::patch, "/records/{id}", [this, &registry](Call const& call, Register const& reg) {
    Body body(call, draft_keys);
    return written(call, reg, body, [&](By const& by, RecordId id, int seen, Draft const& draft) { return registry.change(by, reg, id, seen, draft); });
  });
  add(http::Method::post, "/records/{id}/moves/{move}", [this, &registry](Call const& call, Register const& reg) {
    Body body(call, draft_keys, true);
    return written(call, reg, body, [&](By const& by, RecordId id, int seen, Draft const& draft) {
      return registry.move(by, reg, id, seen, call.param("move"), draft);
    });
  });
  add(http::Method::post, "/records/{id}/withdraw", [this, &registry](Call const& call, Register const& reg) {
    Body body(call, {"why"}, true);
    return written(call, reg, body, [&](By const& by, RecordId id, int seen, Draft const&) { return registry.withdraw(by, reg, id, seen); });
  });
  add(http::Method::post, "/records/{id}/restore", [this, &registry](Call const& call, Register const& reg) {
    Body body(call, {"why"}, true);
    return written(call, reg, body, [&](By const& by, RecordId id, int seen, Draft const&) { return registry.restore(by, reg, id, seen); });
  });
  add(http::Method::post, "/records/{id}/merge", [this, &registry](Call const& call, Register const& reg) {
    Body body(call, {"into", "why"});
    auto const into = RecordId{body.whole("into")};
    if (body.ok() && !into) {
      body.wrong("into", "this is missing", "name the record it was a double of");
    }
    return written(call, reg, body, [&](By const& by, RecordId id, int seen, Draft const&) { return registry.merge(by, reg, id, seen, into); });
  });
}

}  // namespace ledgers
