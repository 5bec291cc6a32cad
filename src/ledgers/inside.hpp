#pragma once
// Private to the room: what its files share. Import, export and the dossier use it too.
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "definitions/definitions.hpp"
#include "exchange/exchange.hpp"
#include "ledgers/ledgers.hpp"
#include "ledgers/uploads.hpp"

namespace ledgers {

namespace json = boost::json;

using base::Problem;
using definitions::Field, definitions::Type;
using gate::Call, gate::only_parameters, gate::refuse, gate::text;
using identity::Right;
using registry::Ask, registry::Draft, registry::Reach, registry::Record, registry::RecordId, registry::Register;

constexpr std::string_view root = "/api/v1";

// ---- ask.cpp: what a request asks for ----
/// filter, filter-lang, q, bbox, withdrawn, sort, skip, limit, geometry; `also` are parameters the caller reads itself.
/// Problems: "bad_parameter" and "bad_filter" with where = the parameter; a filter's tells the character.
base::Result<Ask> ask_of(Call const& call, std::set<std::string_view> const& also = {});
/// If-Match: "7". Problem "precondition_required" without one that names a version.
base::Result<int> seen_version(http::Request const& request);
/// {id} of the path.
base::Result<RecordId> record_id_of(Call const& call);

// ---- body.cpp: a body read strictly ----
/// A JSON object; keys that are not named are refused. Every wrong member is remembered.
class Body {
 public:
  explicit Body(Call const& call, std::set<std::string_view> const& keys, bool may_be_empty = false);
  json::value const* find(std::string_view key) const { return fields_.if_contains(key); }   // null too
  std::string text(std::string_view key);
  std::int64_t whole(std::string_view key);          // 0 where it is absent
  bool truth(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  void wrong(std::string_view key, std::string detail, std::string mend = {}) {
    problems_.emplace_back("invalid", std::move(detail), std::string(key), std::move(mend));
  }
  void wrong(Problem problem) { problems_.push_back(std::move(problem)); }
  bool ok() const { return problems_.empty(); }
  std::vector<Problem> const& problems() const { return problems_; }

 private:
  json::value const* given(std::string_view key) const;
  json::object fields_;
  std::vector<Problem> problems_;
};

// ---- answers ----
/// JSON with every digit of a number: what is read may be written back.
http::Response answer(json::value const& value, int status = 200);
/// What the registry refused: every problem where they name fields.
http::Response refuse_all(Problem const& first, std::vector<Problem> const& problems);

// ---- show.cpp: records and definitions as JSON ----
/// What records are called that others mean: by register and number. Only of registers whose names the asker may see.
class Names {
 public:
  Names(registry::Registry const& registry, identity::Person const& who) : registry_(registry), who_(who) {}
  void add(Register const& reg, std::vector<Record> const& records);   // all that the references of these mean
  void add(Register const& to, std::vector<RecordId> const& ids);
  std::string find(std::string_view reg, RecordId id) const;           // "" = not known
  std::string meant(Field const& field, query::Value const& value) const;   // of a reference

 private:
  registry::Registry const& registry_;
  identity::Person const& who_;
  std::map<std::string, std::map<RecordId, std::string>, std::less<>> known_;
};

struct Shown { std::string zh, en; };
/// What a record is called: its name, else its key, else "#7".
std::string title_of(definitions::Set const& set, Register const& reg, Record const& record, Names const& names);
std::string key_of(Register const& reg, Record const& record);
/// A canonical text of a field or own property (state, geometry, withdrawn …) as people read it.
Shown shown_text(definitions::Set const& set, Register const& reg, std::string_view property, std::string const& canonical, Names const& names);
definitions::Title title_of_property(Register const& reg, std::string_view property);
json::value value_json(Field const& field, query::Value const& value);
json::object record_json(definitions::Set const& set, Register const& reg, Record const& record, Names const& names, base::Time now);
json::object title_json(definitions::Title const& title);
json::object file_json(definitions::Attachment const& file);
json::object problem_json(Problem const& problem);
json::array codes_json(std::vector<definitions::Code const*> const& rows);
json::object definition_json(definitions::Set const& set, Register const& reg, identity::Person const& who);   // without what Inside::summary gives

// ---- uploads.cpp ----
/// RFC 6266 with RFC 5987: a plain name for old readers, and the whole one.
std::string disposition(std::string_view how, std::string const& name);

/// One register's canonical texts of a record, to be compared: fields, state, geometry, withdrawn.
std::map<std::string, std::string> canonical_texts(Register const& reg, Record const& record);

struct Ledgers::Inside {
  gate::Gate& gate;
  Parts parts;
  Options options;
  Uploads uploads;
  std::string const run = identity::random_token(8);   // of this start of the program: code lists and definitions may be others after it

  Inside(gate::Gate& g, Parts p, Options o) : gate(g), parts(p), options(std::move(o)), uploads(options.uploads_max, options.upload_kept) {}

  definitions::Set const& set() const { return parts.registry.set(); }

  // Routes under our root. `path` after "/registers/{reg}"; `work` gets a register that the asker sees.
  using OfRegister = std::function<http::Response(Call const&, Register const&)>;
  void guarded(http::Router& router, http::Method method, std::string const& path, Right right, gate::Answer work) const {
    gate.guarded(router, method, std::string(root) + path, right, std::move(work));
  }
  void of_register(http::Router& router, http::Method method, std::string const& path, Right right, OfRegister work) const;
  void table_of_register(http::Router& router, std::string const& path, OfRegister const& work) const;   // path and path.csv
  /// {reg}: 404 "not_found", 403 "forbidden" where the asker may not see it.
  base::Result<Register const*> register_of(Call const& call) const;

  /// What decides which records are seen, and the day, which decides what is overdue: who has the same sees the same.
  static std::string scope_of(Call const& call);
  /// Of what the asker sees of these registers at this moment, for this address.
  std::string tag_of(Call const& call, std::vector<Register const*> const& of) const;
  /// 304 where the asker has it already, else what `make` answers with its ETag.
  http::Response tagged(Call const& call, std::vector<Register const*> const& of, std::function<http::Response()> const& make, bool may_be_kept) const;

  // ---- draft.cpp ----
  struct Drafted { Draft draft; std::string why; std::vector<Problem> problems; };
  /// values, geometry, system and why of a body.
  Drafted draft_of(Call const& call, Register const& reg, Body& body) const;
  base::Result<query::Value> value_of(Call const& call, Field const& field, json::value const& given) const;
  base::Result<std::string> file_of(Call const& call, Field const& field, json::value const& given) const;
  /// A file of this digest that the asker may use: sent a while ago, or of a record that is seen.
  std::optional<files::Kept> usable_file(Call const& call, std::string const& digest) const;

  // ---- registers.cpp ----
  json::object summary(Call const& call, Register const& reg) const;
  // ---- records.cpp ----
  json::array records_json(Call const& call, Register const& reg, std::vector<Record> const& records) const;
  json::object detail_json(Call const& call, Register const& reg, Record const& record) const;
  json::object changed_json(Register const& reg, std::string const& field, std::string const& before, std::string const& after, Names const& names) const;
  /// References in canonical texts of versions.
  void add_names(Names& names, Register const& reg, std::string const& field, std::string const& canonical) const;
  // ---- changes.cpp ----
  http::Response answer_record(Call const& call, Register const& reg, Record const& record, int status = 200) const;
  using Write = std::function<base::Result<Record>(registry::By const&, RecordId, int seen, Draft const&)>;
  /// A change of one record: version named, body as draft, done, answered.
  http::Response written(Call const& call, Register const& reg, Body& body, Write const& write) const;
  http::Response too_late(Call const& call, Register const& reg, RecordId id, int seen, Problem const& problem) const;
  // ---- table.cpp ----
  http::Response table(Call const& call, Register const& reg, Ask const& ask) const;

  // ---- imports.cpp, exports.cpp: one import or export at a time costs more than a hundred other requests ----
  http::Response begin_import(Call const& call, Register const& reg, bool dry);
  http::Response past_imports(Call const& call, Register const& reg) const;
  http::Response marked(Call const& call, Register const& reg) const;
  http::Response look_at_job(Call const& call) const;
  http::Response workbook(Call const& call, Register const& reg) const;
  http::Response map_file(Call const& call, Register const& reg, geofiles::Format format) const;
  http::Response empty_template(Call const& call, Register const& reg) const;

  void add_imports(http::Router& router);
  void add_exports(http::Router& router);
  void add_registers(http::Router& router);
  void add_records(http::Router& router);
  void add_changes(http::Router& router);
  void add_views(http::Router& router);
  void add_files(http::Router& router);

 private:
  http::Response create(Call const& call, Register const& reg) const;
  http::Response check(Call const& call, Register const& reg) const;
  http::Response history(Call const& call, Register const& reg) const;
  http::Response relations(Call const& call, Register const& reg) const;
  http::Response groups(Call const& call, Register const& reg) const;
  http::Response choices(Call const& call, Register const& reg) const;
  http::Response upload(Call const& call);
  http::Response download(Call const& call) const;
  struct Totals { std::size_t total = 0; std::optional<std::size_t> overdue; };
  Totals totals(Call const& call, Register const& reg) const;
  mutable std::mutex totals_mutex_;
  mutable std::map<std::string, Totals> totals_;       // by tag
  /// What an import found, with every problem, for the workbook that goes back.
  struct Found { std::string reg, digest, file_name; exchange::Report report; };
  void keep_found(std::string const& job, std::shared_ptr<Found const> found);
  std::shared_ptr<Found const> found_by(std::string const& job) const;
  static constexpr std::size_t found_max = 20;         // the newest
  mutable std::mutex found_mutex_;
  std::mutex jobs_mutex_;                              // a job learns its number before it ends
  std::deque<std::pair<std::string, std::shared_ptr<Found const>>> found_;   // by job, oldest first
  mutable std::atomic<int> exports_{0};
  exchange::Jobs jobs_;                                // last: its work uses all the others
};

}  // namespace ledgers
