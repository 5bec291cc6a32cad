// Sheets and map files in: looked at first, taken when asked, both as jobs; the same workbook back with what was wrong.
#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr std::size_t problems_told_max = 500, passed_over_told_max = 500;
constexpr int accepted = 202;

/// Column → field, or a name that exchange has for what is no field.
std::map<int, std::string> mapping_of(Body& body, Register const& reg) {
  std::map<int, std::string> mapping;
  auto const* given = body.find("mapping");
  if (given == nullptr || given->is_null()) {
    return mapping;
  }
  if (!given->is_object()) {
    body.wrong("mapping", "it is not an object of columns", "write {\"0\": \"code\", \"3\": \"\"}");
    return mapping;
  }
  constexpr std::array own{exchange::longitude, exchange::latitude, exchange::east, exchange::north, exchange::place, exchange::state, exchange::datum};
  for (auto const& [key, value] : given->get_object()) {
    auto const column = base::parse_integer(std::string_view(key));
    auto const field = value.is_string() ? std::string(value.get_string()) : std::string();
    bool const known = field.empty() || reg.field(field) != nullptr || std::find(own.begin(), own.end(), field) != own.end();
    constexpr std::int64_t columns_max = 16'384;
    if (!column || *column < 0 || *column >= columns_max || (!value.is_string() && !value.is_null()) || !known) {
      body.wrong("mapping", "column " + base::printable(std::string_view(key)) + " cannot be '" + base::printable(field) + "'",
                 "name a field, or \"\" to leave the column out");
      return mapping;
    }
    mapping.emplace(static_cast<int>(*column), field);
  }
  return mapping;
}

/// [first, last] from 1, as people count lines.
void put_header(Body& body, exchange::Wish& wish) {
  auto const* given = body.find("header_rows");
  if (given == nullptr || given->is_null()) {
    return;
  }
  auto const* list = given->if_array();
  bool good = list != nullptr && list->size() == 2 && list->at(0).is_int64() && list->at(1).is_int64();
  auto const first = good ? list->at(0).get_int64() : 0, last = good ? list->at(1).get_int64() : 0;
  good = good && first >= 1 && last >= first && last - first < static_cast<std::int64_t>(exchange::header_lines_max) &&
         last <= static_cast<std::int64_t>(exchange::header_rows_max);
  if (!good) {
    body.wrong("header_rows", "these are no lines of a header", "write [first, last], from 1, at most " + std::to_string(exchange::header_lines_max) +
                                                                    " lines within the first " + std::to_string(exchange::header_rows_max));
    return;
  }
  wish.header_first = static_cast<int>(first) - 1;
  wish.header_last = static_cast<int>(last) - 1;
}

exchange::Wish wish_of(Body& body, Register const& reg, bool dry) {
  exchange::Wish wish{.mapping = mapping_of(body, reg), .dry = dry, .partial = body.truth("partial")};
  put_header(body, wish);
  if (auto const* sheet = body.find("sheet"); sheet != nullptr && !sheet->is_null()) {
    constexpr std::int64_t sheets_max = 100;
    auto const number = body.whole("sheet");
    if (number < 0 || number >= sheets_max) {
      body.wrong("sheet", "there is no such sheet", "write its number, from 0");
    }
    wish.sheet = static_cast<int>(number);
  }
  if (auto const declared = body.text("system"); !declared.empty()) {
    auto const system = geo::parse_system(declared);
    system ? void(wish.system = *system) : body.wrong("system", system.error().detail, system.error().mend);
  }
  return wish;
}

json::array columns_json(exchange::Report const& report) {
  json::array all;
  for (auto const& column : report.columns) {
    json::array sample;
    for (auto const& one : column.samples) {
      sample.push_back(text(one));
    }
    all.push_back(json::object{{"index", column.index}, {"title", text(column.title)}, {"unit", text(column.unit)},
                               {"field", column.field.empty() ? json::value(nullptr) : json::value(text(column.field))}, {"sample", std::move(sample)}});
  }
  return all;
}

/// Rows from 1, columns from 0.
json::object report_json(exchange::Report const& report) {
  json::array sheets, required, passed_over, problems;
  for (auto const& [name, rows] : report.sheets) {
    sheets.push_back(json::object{{"name", text(name)}, {"rows", rows}});
  }
  for (auto const& field : report.unmapped_required) {
    required.push_back(text(field));
  }
  for (std::size_t i = 0; i < report.passed_over.size() && i < passed_over_told_max; ++i) {
    passed_over.push_back(json::object{{"row", report.passed_over[i].row + 1}, {"reason", text(report.passed_over[i].reason)}});
  }
  for (std::size_t i = 0; i < report.problems.size() && i < problems_told_max; ++i) {
    auto const& one = report.problems[i];
    problems.push_back(json::object{{"row", one.row + 1}, {"column", one.column < 0 ? json::value(nullptr) : json::value(one.column)}, {"cell", text(one.cell)},
                                    {"field", text(one.field)}, {"value", text(one.value)}, {"detail", text(one.detail)}, {"mend", text(one.mend)}});
  }
  return {{"format", text(report.format)}, {"sheets", std::move(sheets)}, {"sheet", report.sheet},
          {"header_rows", json::array{report.header_first + 1, report.header_last + 1}}, {"columns", columns_json(report)},
          {"unmapped_required", std::move(required)}, {"rows", report.rows}, {"passed_over", std::move(passed_over)},
          {"created", report.created}, {"changed", report.changed}, {"same", report.same}, {"refused", report.refused}, {"taken", report.taken},
          {"problems", std::move(problems)}, {"import", report.import == 0 ? json::value(nullptr) : json::value(report.import)}};
}

json::object job_json(exchange::Jobs::Job const& job) {
  return {{"id", text(job.id)}, {"kind", text(job.kind)}, {"state", exchange::name_of(job.state)}, {"done", job.done}, {"total", job.total},
          {"result", job.result.empty() ? json::value(nullptr) : json::parse(job.result)},
          {"problem", job.problem ? json::value(problem_json(*job.problem)) : json::value(nullptr)}};
}

Problem no_job(std::string const& id) {
  return Problem("not_found", "there is no job " + base::printable(id) + " of yours; jobs are forgotten when the program ends", "id");
}

std::string without_extension(std::string const& name) { return name.substr(0, name.rfind('.')); }

}  // namespace

void Ledgers::Inside::keep_found(std::string const& job, std::shared_ptr<Found const> found) {
  std::lock_guard const lock(found_mutex_);
  found_.emplace_back(job, std::move(found));
  while (found_.size() > found_max) {
    found_.pop_front();
  }
}

std::shared_ptr<Ledgers::Inside::Found const> Ledgers::Inside::found_by(std::string const& job) const {
  std::lock_guard const lock(found_mutex_);
  auto const found = std::find_if(found_.begin(), found_.end(), [&](auto const& one) { return one.first == job; });
  return found == found_.end() ? nullptr : found->second;
}

http::Response Ledgers::Inside::begin_import(Call const& call, Register const& reg, bool dry) {
  if (!registry::reach_of(call.session.person, reg).imports) {
    return refuse(Problem("forbidden", "you may not import into " + reg.title.zh, reg.id));
  }
  Body body(call, {"file", "sheet", "header_rows", "mapping", "system", "partial"});
  auto const wish = wish_of(body, reg, dry);
  auto const digest = body.text("file");
  auto const sent = uploads.find(call.who(), digest, call.now());
  if (!sent && body.ok()) {
    body.wrong("file", "you sent no such file today", "send it by POST /files?name=…&for=import and give its digest");
  }
  if (!body.ok()) {
    return refuse(body.problems());
  }
  // The job's own number is known only when it is taken on.
  auto const number = std::make_shared<std::string>();
  auto const work = [this, number, &reg, person = call.session.person, now = call.now(), sent = *sent,
                     wish](exchange::Progress const& progress) -> base::Result<std::string> {
    auto const bytes = parts.files.get(sent.file.digest);
    if (!bytes) {
      return Problem("not_found", "the file is gone", "file", "send it again");
    }
    auto report = exchange::import_file({parts.registry}, {person, now}, reg, {*bytes, sent.name, sent.file.digest}, wish, progress);
    if (!report) {
      return report.error();
    }
    auto told = gate::to_exact_text(report_json(*report));
    std::lock_guard const known(jobs_mutex_);
    keep_found(*number, std::make_shared<Found>(Found{reg.id, sent.file.digest, sent.name, *std::move(report)}));
    return told;
  };
  std::lock_guard const waits(jobs_mutex_);
  auto const begun = jobs_.submit(dry ? "plan" : "import", call.who(), work);
  if (!begun) {
    return refuse(begun.error());
  }
  *number = *begun;
  auto response = answer(json::object{{"job", text(*begun)}}, accepted);
  response.headers.emplace_back("Location", std::string(root) + "/jobs/" + *begun);
  return response;
}

http::Response Ledgers::Inside::past_imports(Call const& call, Register const& reg) const {
  if (!registry::reach_of(call.session.person, reg).imports) {
    return refuse(Problem("forbidden", "you may not import into " + reg.title.zh, reg.id));
  }
  constexpr std::size_t most = 100;
  json::array all;
  for (auto const& note : parts.registry.imports(reg, most)) {
    all.push_back(json::object{{"id", note.id}, {"at", base::format(note.at)}, {"by", text(note.by)}, {"file_name", text(note.file_name)},
                               {"digest", text(note.digest)}, {"created", note.created}, {"changed", note.changed}, {"same", note.same},
                               {"refused", note.refused}});
  }
  return answer(all);
}

http::Response Ledgers::Inside::marked(Call const& call, Register const& reg) const {
  auto const id = call.query("job");
  if (auto const known = only_parameters(call, {"job"}); !known) {
    return refuse(known.error());
  }
  auto const found = jobs_.look(id, call.who()) ? found_by(id) : nullptr;
  if (found == nullptr || found->reg != reg.id) {
    return refuse(Problem("not_found", "there is no such import of yours among the last ones", "job", "plan the import once more"));
  }
  auto const bytes = parts.files.get(found->digest);
  auto back = bytes ? exchange::marked(*bytes, found->report) : base::Result<std::string>(Problem("not_found", "the file is gone", "job", "send it again"));
  if (!back) {
    return refuse(back.error());
  }
  http::Response response;
  response.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  response.headers = {{"Content-Disposition", disposition("attachment", without_extension(found->file_name) + "_问题.xlsx")}, {"Cache-Control", "no-store"}};
  response.body = *std::move(back);
  return response;
}

http::Response Ledgers::Inside::look_at_job(Call const& call) const {
  auto const id = call.param("id");
  auto const job = jobs_.look(id, call.who());
  return job ? answer(job_json(*job)) : refuse(no_job(id));
}

void Ledgers::Inside::add_imports(http::Router& router) {
  auto const add = [&](http::Method method, std::string const& path, OfRegister work) {
    of_register(router, method, path, Right::import_registers, std::move(work));
  };
  add(http::Method::post, "/imports/plan", [this](Call const& call, Register const& reg) { return begin_import(call, reg, true); });
  add(http::Method::post, "/imports", [this](Call const& call, Register const& reg) { return begin_import(call, reg, false); });
  add(http::Method::get, "/imports", [this](Call const& call, Register const& reg) { return past_imports(call, reg); });
  add(http::Method::get, "/imports/marked", [this](Call const& call, Register const& reg) { return marked(call, reg); });
  guarded(router, http::Method::get, "/jobs/{id}", Right::import_registers, [this](Call const& call) { return look_at_job(call); });
  guarded(router, http::Method::del, "/jobs/{id}", Right::import_registers, [this](Call const& call) {
    auto const id = call.param("id");
    return jobs_.cancel(id, call.who()) || jobs_.look(id, call.who()) ? gate::no_content() : refuse(no_job(id));
  });
}

}  // namespace ledgers
