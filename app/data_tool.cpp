#include "data_tool.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "figures/figures.hpp"
#include "house.hpp"
#include "manifest.hpp"
#include "net/net.hpp"
#include "observed.hpp"
#include "records.hpp"
#include "stores.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Problem;
constexpr std::uint64_t progress_step = 1'000'000;

void empty_target(fs::path const& to) {
  std::error_code error;
  if (fs::exists(to, error) && !fs::is_empty(to, error)) {
    throw base::Failure(to.string() + " is not empty; choose a new folder");
  }
  if (fs::create_directories(to, error)) {
    fs::permissions(to, fs::perms::owner_all, error);   // it will hold logger passwords and keys
  }
  if (error) {
    throw base::Failure("cannot make " + to.string() + ": " + error.message());
  }
}

struct Finding { std::string part; Problem problem; };
struct Examined {
  std::int64_t frames = 0, behind = 0;
  std::size_t registers = 0, records = 0, versions = 0, attachments = 0, figures = 0;
  std::string head;
  std::vector<Finding> findings;
  void add(std::string const& part, std::vector<Problem> const& problems) {
    for (auto const& one : problems) findings.push_back({part, one});
  }
};

std::vector<Problem> lacks(DataFolder const& folder) {
  std::vector<Problem> problems;
  for (auto const& name : folder.missing()) {
    bool const again = name == fs::path(folder.observations()).filename();
    problems.emplace_back("missing_part", "is missing", name, again ? "run biyun rebuild" : "restore a backup");
  }
  return problems;
}

/// The manifest of a folder that has one, and how its files differ from it.
struct Listed { std::optional<Manifest> manifest; std::vector<Problem> problems; };
Listed listed_in(DataFolder const& folder) {
  auto manifest = read_manifest(folder.path());
  if (!manifest) {
    return {.manifest = {}, .problems = {manifest.error()}};
  }
  return {.manifest = *manifest, .problems = *manifest ? differences(**manifest, folder.path()) : std::vector<Problem>()};
}

void examine_evidence(DataFolder const& folder, std::optional<Manifest> const& manifest, Examined& out) {
  auto const found = evidence::Log(folder.evidence(), {.at_rest = true}).verify([](std::uint64_t done, std::uint64_t all) {
    if (done != 0 && done % progress_step == 0) {
      std::cerr << "verify: " << done << " of " << all << " frames\n";
    }
    return true;
  });
  out.frames = static_cast<std::int64_t>(found.frames);
  out.head = base::hex(found.head);
  out.add("evidence", found.findings);
  if (manifest && (out.frames != manifest->last_frame || out.head != manifest->head)) {
    out.add("evidence", {Problem("other_end", "ends with frame " + std::to_string(out.frames) + ", the manifest says " +
                                 std::to_string(manifest->last_frame) + " and another head", "the end", "take another backup")});
  }
}

void examine_registers(DataFolder const& folder, sql::Database& records, Examined& out) {
  std::vector<Problem> problems;
  auto const known = read_knowledge(folder, problems);
  out.add("definitions", problems);
  if (known) {
    auto const found = registry::Registry::verify(*known->registers, records);
    out.add("records", found.problems);
    out.registers = found.registers;
    out.records = found.records;
    out.versions = found.versions;
  }
  auto const named = registry::Registry::files_named(records);
  bool const has_files = fs::is_directory(folder.files());
  for (auto const& digest : named) {
    if (!has_files || !files::Store(folder.files().string(), {}, files::Store::Use::look).has(digest)) {
      out.add("attachments", {Problem("missing_file", "is missing, a record names it", digest, "restore it from a backup")});
    }
  }
}

void examine_attachments(DataFolder const& folder, Examined& out) {
  if (fs::is_directory(folder.files())) {
    files::Store const store(folder.files().string(), {}, files::Store::Use::look);
    out.attachments = store.all().size();
    out.add("attachments", store.verify());
  }
}

void examine_records(DataFolder const& folder, Examined& out) {
  auto const records = open_records(folder.records_at(), {.read_only = true, .at_rest = true});
  auto const integrity = records->integrity();
  if (integrity != "ok") {
    return out.add("records", {Problem("damaged", "are damaged: " + integrity.substr(0, integrity.find('\n')), "", "restore a backup")});
  }
  out.add("journal", trail::Journal(*records).verify());
  examine_registers(folder, *records, out);
  auto const kept = figures::Store::verify(*records);
  out.add("figures", kept.problems);
  out.figures = kept.figures;
}

void examine_observations(DataFolder const& folder, Examined& out) {
  auto const opened = open_observations(folder, true);
  if (!opened) {
    return out.add("observations", {Problem("damaged", opened.error().detail, "", "run biyun rebuild")});
  }
  auto const applied = observe::Store::applied_in(**opened).value;
  out.behind = out.frames - applied;
  if (out.behind < 0) {
    out.add("observations", {Problem("missing_evidence", "are made from " + std::to_string(applied) + " frames, the evidence holds " +
                                     std::to_string(out.frames), "", "restore the evidence from a backup")});
  }
}

/// Everything is opened for reading. What differs from its manifest is not opened at all.
Examined examine(DataFolder const& folder, Listed const& listed) {
  Examined out;
  auto const absent = folder.missing();
  auto const has = [&](std::string const& path) { return std::find(absent.begin(), absent.end(), fs::path(path).filename()) == absent.end(); };
  out.add("folder", lacks(folder));
  out.add("backup", listed.problems);
  if (!listed.problems.empty()) {
    return out;
  }
  if (has(folder.evidence())) {
    examine_evidence(folder, listed.manifest, out);
  }
  if (!folder.records_reachable()) {
    std::cerr << "verify: the records are in a PostgreSQL database and were not looked at; name it with --records\n";
  } else if (has(folder.records())) {
    examine_records(folder, out);
  }
  examine_attachments(folder, out);
  if (has(folder.observations())) {
    examine_observations(folder, out);
  }
  return out;
}

void print(std::vector<Finding> const& findings) {
  for (auto const& one : findings) {
    std::cout << "  " << one.part << ": " << base::to_string(one.problem) << "\n";
  }
}

int report(Examined const& found, bool as_json) {
  int const code = found.findings.empty() ? 0 : 1;
  if (as_json) {
    json::array problems;
    for (auto const& one : found.findings) problems.emplace_back(one.part + ": " + base::to_string(one.problem));
    std::cout << json::serialize(json::object{{"frames", found.frames}, {"head", found.head}, {"behind", found.behind},
                                              {"records", found.records}, {"attachments", found.attachments}, {"figures", found.figures},
                                              {"findings", found.findings.size()}, {"problems", std::move(problems)}}) << "\n";
    return code;
  }
  if (!found.head.empty()) {
    std::cout << "evidence: " << found.frames << " frames, head " << found.head << "\n";
  }
  if (found.behind > 0) {
    std::cout << "observations: " << found.behind << " frames behind the evidence; the next start takes them in\n";
  }
  if (found.registers != 0) {
    std::cout << "records: " << found.records << " in " << found.registers << " registers, " << found.versions << " versions; " << found.attachments
              << " attachments\n";
  }
  if (found.figures != 0) {
    std::cout << "figures: " << found.figures << " answers\n";
  }
  print(found.findings);
  std::cout << (found.findings.empty() ? "unbroken\n" : "BROKEN\n");
  return code;
}

/// Those named, or all there are in a backup without a manifest.
void copy_files(fs::path const& from, fs::path const& to, std::optional<Manifest> const& manifest) {
  if (!manifest) {
    return fs::copy(from, to, fs::copy_options::recursive);
  }
  fs::create_directories(to / "evidence");   // empty, and so no file's folder, where no logger ever sent
  for (auto const& file : manifest->files) {
    fs::create_directories((to / file.path).parent_path());
    fs::copy_file(from / file.path, to / file.path);
  }
}

/// Notes of imports made, without which a restored house would store a file again, and which PostgreSQL database belongs to it.
void copy_markers(DataFolder const& folder, fs::path const& to) {
  for (auto const& entry : fs::directory_iterator(folder.path())) {
    if (entry.is_regular_file() && (entry.path().extension() == folder.marker("any").extension() || entry.path() == folder.mark())) {
      fs::copy_file(entry.path(), to / entry.path().filename());
    }
  }
}

void copy_folder(fs::path const& from, fs::path const& to) {
  if (fs::is_directory(from)) {
    fs::copy(from, to / from.filename(), fs::copy_options::recursive);
  }
}

}  // namespace

int verify(Place const& at, bool json) {
  DataFolder const folder(at, DataFolder::Use::look);
  return report(examine(folder, listed_in(folder)), json);
}

int backup(Place const& at, std::string const& to) {
  DataFolder const folder(at, DataFolder::Use::work);
  if (!folder.missing().empty()) {
    throw base::Failure(folder.observations() + " is missing; run biyun rebuild first");
  }
  evidence::Log const log(folder.evidence());
  auto const columns = columns::Database::open(folder.observations());
  observe::Store const store(*columns);
  if (store.applied() > log.last()) {
    throw base::Failure("the observations are made from " + std::to_string(store.applied().value) + " frames, the evidence holds " +
                        std::to_string(log.last().value) + ": evidence is missing, and this backup would be worse than the last; run biyun verify");
  }
  fs::path const target(to);
  empty_target(target);
  log.backup_to((target / "evidence").string());
  if (!folder.records_elsewhere()) {
    open_records(folder.records_at())->backup_to((target / "records.sqlite").string());
  }
  store.backup_to(target.string());   // a projection: its copy saves the rebuild
  copy_markers(folder, target);
  if (fs::is_directory(folder.files())) {
    files::Store const whole(folder.files().string());   // clears what a power cut left half written
    copy_folder(folder.files(), target);
  }
  copy_folder(folder.catalog(), target);
  write_manifest(target, {.version = BIYUN_VERSION, .made_at = net::system_now(), .last_frame = log.last().value,
                          .head = base::hex(log.head()), .files = {}});
  std::cout << "backed up to " << target.string() << "\n";
  if (folder.records_elsewhere()) {
    std::cout << "the records are in PostgreSQL and NOT in this backup: run pg_dump --format=custom now, before the server starts again\n";
  }
  return 0;
}

int restore(std::string const& from, Place const& to) {
  auto const& data = to.data;
  DataFolder const source(Place{from, to.records}, DataFolder::Use::look);
  auto const listed = listed_in(source);
  Examined before;
  before.add("folder", lacks(source));
  before.add("backup", listed.problems);
  if (!before.findings.empty()) {
    print(before.findings);
    std::cout << "nothing was restored: the backup is not whole\n";
    return 1;
  }
  if (!listed.manifest) {
    std::cout << "the backup has no manifest: it was not finished, or an older Biyun made it\n";
  }
  empty_target(data);
  copy_files(source.path(), data, listed.manifest);
  DataFolder const restored(to, DataFolder::Use::look);
  auto const copied = listed.manifest ? differences(*listed.manifest, data) : std::vector<Problem>();
  int const code = report(examine(restored, {.manifest = listed.manifest, .problems = copied}), false);
  std::cout << "restored to " << data << (code == 0 ? "" : ", but it is BROKEN") << "\n";
  return code;
}

int set_password(Place const& at, std::string const& login) {
  DataFolder const folder(at, DataFolder::Use::work);
  auto const records = open_records(folder.records_at());
  trail::Journal journal(*records);
  identity::People people(*records, journal);
  auto const person = people.find(login);
  if (!person) {
    throw base::Failure("there is no account " + login);
  }
  std::string password;
  std::getline(std::cin, password);
  auto const done = people.set_password(person->id, password, "operator", net::system_now());
  if (!done) {
    throw base::Failure(base::to_string(done.error()));
  }
  std::cout << "password of " << login << " is set; it must be changed at the next log-in\n";
  return 0;
}

}  // namespace app
