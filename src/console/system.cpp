// Journal, sizes and counters, catalogue.
#include "calculator/calculator.hpp"
#include "console/inside.hpp"

namespace console {
namespace {

constexpr std::size_t table_lines_max = 200'000;

/// A table wants all lines; the journal gives so many at a time.
std::vector<trail::Entry> lines_of(trail::Journal const& journal, trail::Query query, bool all) {
  auto lines = journal.find(query);
  while (all && !lines.empty() && lines.size() < table_lines_max) {
    query.skip = lines.size();
    auto const more = journal.find(query);
    if (more.empty()) {
      break;
    }
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

json::object trail_line(trail::Entry const& entry) {
  boost::system::error_code error;
  auto detail = json::parse(entry.detail.empty() ? "{}" : entry.detail, error);
  return {{"number", entry.number}, {"at", base::format(entry.at)}, {"who", text(entry.who)}, {"from", text(entry.from)},
          {"action", text(entry.action)}, {"subject", text(entry.subject)},
          {"detail", error ? json::value(json::object()) : std::move(detail)}, {"chain", base::hex(entry.chain)}};
}

json::object standard(catalog::Edition const& e) {
  return {{"id", text(e.id)}, {"number", text(e.number)}, {"title", text(e.title)}, {"title_en", text(e.title_en)},
          {"effective_from", base::format(e.effective_from)},
          {"effective_to", e.effective_to ? json::value(base::format(*e.effective_to)) : json::value(nullptr)},
          {"replaces", text(e.replaces)}, {"replaced_by", text(e.replaced_by)}, {"source", text(e.source)},
          {"last_checked_on", base::format(e.last_checked_on)}, {"digest", text(e.digest)}};
}

json::object limit_row(catalog::Limit const& limit) {
  auto row = limit_line(limit);
  row["factor"] = text(limit.factor), row["name"] = text(limit.name), row["note"] = text(limit.source.note);
  return row;
}

json::object worked_case(catalog::Case const& one, calculator::Calculator::CaseResult const& result) {
  return {{"id", text(one.id)}, {"topic", text(one.topic)}, {"standard", text(one.standard)}, {"inputs", text(one.inputs)},
          {"expected", text(one.expected)}, {"tolerance", text(one.tolerance)}, {"origin", text(one.origin)},
          {"source", text(one.source)}, {"outcome", text(result.outcome)}, {"got", text(result.got)}};
}

json::object factor_row(catalog::Factor const& f) {
  return {{"code", text(f.code)}, {"old_code", text(f.old_code)}, {"name", text(f.name)}, {"name_en", text(f.name_en)},
          {"medium", text(f.medium)}, {"unit", text(base::symbol(f.unit))}};
}

}  // namespace

std::map<std::string, double> Console::Inside::counters() const {
  auto out = parts.counters ? parts.counters() : std::map<std::string, double>{};
  for (auto const& [name, value] : parts.gateway.counters()) {
    out["ingest_" + name] = double(value);
  }
  auto const evidence = parts.log.size();
  auto const observations = parts.store.size();
  out["evidence_frames"] = double(evidence.frames), out["evidence_raw_bytes"] = double(evidence.raw_bytes);
  out["evidence_stored_bytes"] = double(evidence.stored_bytes), out["observe_rows"] = double(observations.rows);
  out["observe_behind_frames"] = double(parts.gateway.behind());
  auto const dropped = parts.registry.dropped();
  out["points_dropped_seen"] = double(dropped.seen), out["points_dropped_faults"] = double(dropped.faults);
  auto const lost = events.counts();
  out["console_listeners"] = double(events.listeners());
  out["console_events_lost"] = double(lost.lost), out["console_listeners_refused"] = double(lost.refused);
  for (auto const& [name, value] : parts.gate.counters()) {
    out["gate_" + name] = value;
  }
  return out;
}

void Console::Inside::add_system(http::Router& router) {
  using identity::Right;
  list(router, "/trail", Right::see_trail, [this](Call const& call) {
    auto const cut = cut_of(call);
    if (!cut) {
      return refuse(cut.error());
    }
    auto const before = call.query("before").empty() ? std::optional<std::int64_t>(0) : base::parse_integer(call.query("before"));
    if (!before || *before < 0) {
      return refuse(base::Problem("bad_parameter", "this is no line's number", "before", "write the number of the last line you have"));
    }
    auto const oldest_first = oldest_first_of(call, {"number", "at"});
    if (!oldest_first) {
      return refuse(oldest_first.error());
    }
    trail::Query const query{.who = call.query("who"), .action_prefix = call.query("action"), .subject = call.query("subject"),
                       .before = *before, .most = call.csv ? trail::Journal::entries_max : cut->limit, .skip = call.csv ? 0 : cut->skip,
                             .oldest_first = *oldest_first};
    json::array items;
    for (auto const& entry : lines_of(parts.journal, query, call.csv)) {
      items.push_back(trail_line(entry));
    }
    return page_of(call, std::move(items), parts.journal.count(query), {"trail", trail_line({})});
  });
  guarded(router, http::Method::get, "/trail/verification", Right::see_trail, [this](Call const&) {
    json::array findings;
    for (auto const& finding : parts.journal.verify()) {
      findings.push_back(json::object{{"code", text(finding.code)}, {"detail", text(finding.detail)}, {"where", text(finding.where)}});
    }
    bool const ok = findings.empty();
    return answer(json::object{{"ok", ok}, {"findings", std::move(findings)}});
  });
  guarded(router, http::Method::get, "/system", Right::see_system, [this](Call const&) {
    auto const evidence = parts.log.size();
    auto const observations = parts.store.size();
    json::object counted;
    for (auto const& [name, value] : counters()) {
      counted[name] = value;
    }
    return answer(json::object{
        {"started_at", base::format(about.started_at)},
        {"evidence", json::object{{"frames", evidence.frames}, {"raw_bytes", evidence.raw_bytes}, {"stored_bytes", evidence.stored_bytes},
                                  {"head", base::hex(parts.log.head())}}},
        {"observations", json::object{{"rows", observations.rows}, {"series", observations.series}, {"revisions", observations.revisions},
                                      {"file_bytes", observations.file_bytes}, {"applied", parts.store.applied().value}, {"behind", parts.gateway.behind()}}},
        {"counters", std::move(counted)}});
  });
  // For the collector on the same machine; it tells numbers, no names.
  parts.gate.add(router, http::Method::get, "/metrics", [this](http::Request const&) {
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics(counters());
    return response;
  });
}

void Console::Inside::add_catalogue(http::Router& router) {
  open(router, http::Method::get, "/openapi.yaml", [this](Call const&) {
    if (about.contract.empty()) {
      return refuse(base::Problem("not_found", "the contract was not shipped with this program"));
    }
    http::Response response;
    response.content_type = "application/yaml; charset=utf-8";
    response.body = about.contract;
    return response;
  });
  open_list(router, "/catalogue/standards", [this](Call const& call) {
    json::array items;
    for (auto const& e : parts.catalog.editions()) {
      items.push_back(standard(e));
    }
    return page(call, std::move(items), {"standards", standard({})});
  });
  open_list(router, "/catalogue/limits", [this](Call const& call) {
    auto const set = call.query("set"), factor = call.query("factor");
    auto const on = call.query("on").empty() ? base::Result<base::Day>(base::beijing_day(call.now())) : base::parse_day(call.query("on"));
    if (!on) {
      return refuse(base::Problem(on.error().code, on.error().detail, "on", on.error().mend));
    }
    json::array items;
    for (auto const& limit : parts.catalog.all_limits()) {
      bool const in_force = limit.from <= *on && (!limit.to || *on <= *limit.to);
      if ((!set.empty() && limit.set.find(set) == std::string::npos) || (!factor.empty() && limit.factor != factor) || !in_force) {
        continue;
      }
      items.push_back(limit_row(limit));
    }
    return page(call, std::move(items), {"limits", limit_row({})});
  });
  open_list(router, "/catalogue/cases", [this](Call const& call) {
    auto const standard = call.query("standard");
    std::vector<catalog::Case> wanted;
    for (auto const& one : parts.catalog.cases()) {
      if (standard.empty() || one.standard == standard || one.id.starts_with(standard + "-")) {
        wanted.push_back(one);
      }
    }
    auto const results = calculator::Calculator(parts.catalog).check(wanted);
    json::array items;
    for (std::size_t i = 0; i < wanted.size() && i < results.size(); ++i) {
      items.push_back(worked_case(wanted[i], results[i]));
    }
    return page(call, std::move(items), {"cases", worked_case({}, {})});
  });
  open_list(router, "/catalogue/factors", [this](Call const& call) {
    json::array items;
    for (auto const& f : parts.catalog.factors()) {
      items.push_back(factor_row(f));
    }
    return page(call, std::move(items), {"factors", factor_row({})});
  });
}

}  // namespace console
