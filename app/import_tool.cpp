#include "import_tool.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>

#include "demo.hpp"
#include "files.hpp"
#include "house.hpp"
#include "net/net.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path plan_path(std::string const& plan) {
  if (std::error_code error; fs::is_regular_file(plan, error)) {
    return plan;
  }
  auto const shipped = shipped_folder("catalog") / "imports" / (plan + ".json");
  if (std::error_code error; !fs::is_regular_file(shipped, error)) {
    throw base::Failure("there is no import plan '" + plan + "': neither a file of that name nor " + shipped.string());
  }
  return shipped;
}

std::string marker_name(ingest::ImportPlan const& plan) { return "import-" + base::hex(base::sha256(ingest::to_text(plan))).substr(0, 16); }

/// The same content under the same plan has the same marker, whatever the file is called.
fs::path marker_of(DataFolder const& folder, ingest::ImportPlan plan) {
  auto const as_called = folder.marker(marker_name(plan));   // so were they written once
  plan.source.clear();
  return fs::exists(as_called) ? as_called : folder.marker(marker_name(plan));
}

/// When it was imported; nothing if it was not.
std::optional<std::string> imported_at(DataFolder const& folder, ingest::ImportPlan const& plan) {
  auto const marker = marker_of(folder, plan);
  if (!fs::exists(marker)) {
    return std::nullopt;
  }
  auto const text = read_file(marker);
  return text.substr(0, text.find(' '));
}

void write_marker(fs::path const& path, ingest::ImportPlan const& plan, base::Time now) {
  std::ofstream out(path, std::ios::binary);
  out << base::format(now) << " " << plan.digest << " " << plan.source << "\n";
  if (!out.flush()) {
    throw base::Failure("cannot write " + path.string());
  }
}

/// Evidence first, then everything that follows from it. The marker comes last: after a crash the import runs again,
/// and equal rows change nothing.
void store(House& house, DataFolder const& folder, ingest::ImportPlan const& plan, ingest::ImportReport const& report,
           std::vector<std::string> pieces) {
  auto const now = net::system_now();
  auto const before = house.log.last();
  house.gateway.store_import(std::move(pieces), plan.source, now);
  house.gateway.catch_up();
  house.judge_import({report.points, {report.first_at, report.last_at + base::day_length}, before}, now);
  write_marker(marker_of(folder, plan), plan, now);
}

/// Two bytes a character, as older Chinese programs write.
bool looks_like_gbk(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto const first = static_cast<unsigned char>(bytes[at]);
    if (first < 0x80) continue;
    auto const second = static_cast<unsigned char>(++at < bytes.size() ? bytes[at] : '\0');
    if (first == 0x80 || first == 0xFF || second < 0x40 || second == 0x7F || second == 0xFF) return false;
  }
  return true;
}

std::optional<base::Problem> encoding_problem(std::string_view csv) {
  std::size_t row = 0;
  for (auto const line : base::split(csv, '\n')) {
    ++row;
    if (base::is_utf8(line)) continue;
    bool const gbk = looks_like_gbk(csv);
    return base::Problem("not_utf8", gbk ? "the file is not UTF-8; it looks like GBK" : "the file is not UTF-8", "row " + std::to_string(row),
                         gbk ? "save it as UTF-8, or convert it: iconv -f GBK -t UTF-8" : "save it as UTF-8");
  }
  return std::nullopt;
}

/// What a reader of rows takes for order: a file of which nothing would be stored.
std::optional<base::Problem> emptiness(ingest::ImportReport const& report, ingest::ImportPlan const& plan) {
  if (!report.problems.empty() || report.left_out < report.rows) {
    return std::nullopt;
  }
  if (report.rows == 0) {
    return base::Problem("no_rows", "the file has a header and no row", plan.source);
  }
  return base::Problem("no_row_matches", "no row matched: none of " + std::to_string(report.rows) + " rows names a point of the plan", plan.source,
                       "check the column '" + plan.point_column + "' against the plan's point_codes, and whether it is the right plan");
}

ingest::ImportReport read(ImportFile const& import, House const& house, std::vector<std::string>& pieces) {
  if (auto wrong = encoding_problem(import.csv)) {
    ingest::ImportReport report;
    report.problems.push_back(*std::move(wrong));
    return report;
  }
  auto report = ingest::read_import(import.plan, *house.catalog, house.registry, import.csv, &pieces);
  if (auto wrong = emptiness(report, import.plan)) {
    report.problems.push_back(*std::move(wrong));
  }
  return report;
}

int say_imported(ImportToolOptions const& options, std::string const& at) {
  if (options.json) {
    std::cout << json::serialize(json::object{{"file", options.file}, {"imported_at", at}, {"stored", false}}) << "\n";
  } else {
    std::cout << options.file << ": already imported on " << at << "; nothing was stored (--again stores it once more)\n";
  }
  return 0;
}

json::object to_json(ingest::ImportReport const& report, ImportToolOptions const& options, bool stored) {
  json::array problems;
  for (auto const& one : report.problems) {
    problems.push_back(json::object{{"code", one.code}, {"where", one.where}, {"detail", one.detail}, {"mend", one.mend}});
  }
  return {{"file", options.file}, {"rows", report.rows}, {"values", report.values}, {"missing", report.missing},
          {"left_out", report.left_out}, {"points", report.points.size()}, {"problems", std::move(problems)},
          {"problems_truncated", report.truncated}, {"stored", stored}};
}

std::string counts_of(ingest::ImportReport const& report) {
  std::string text = std::to_string(report.rows) + " rows, " + std::to_string(report.values) + " values, " + std::to_string(report.missing) +
                     " missing, " + std::to_string(report.left_out) + " rows of other points left out";
  if (!report.points.empty()) {
    text += "; " + std::to_string(report.points.size()) + " points, " + base::format(report.first_at) + " to " + base::format(report.last_at);
  }
  return text;
}

void print(ingest::ImportReport const& report, ImportToolOptions const& options, bool stored) {
  if (options.json) {
    std::cout << json::serialize(to_json(report, options, stored)) << "\n";
    return;
  }
  std::cout << options.file << ": " << counts_of(report) << "\n";
  for (auto const& one : report.problems) {
    std::cout << "  " << base::to_string(one) << "\n";
  }
  if (!report.problems.empty()) {
    std::cout << report.problems.size() << (report.truncated ? " problems and more" : " problems") << "; nothing was stored\n";
  } else {
    std::cout << (stored ? "stored and judged\n" : "in order; nothing was stored\n");
  }
}

}  // namespace

ImportFile read_import_file(fs::path const& file, std::string const& plan) {
  auto const path = plan_path(plan);
  auto parsed = ingest::parse_plan(read_file(path));
  if (!parsed) {
    throw base::Failure(path.string() + ": " + base::to_string(parsed.error()));
  }
  auto csv = read_unpacked(file);
  if (!csv) {
    throw base::Failure(base::to_string(csv.error()));
  }
  parsed->source = file.filename().string();
  parsed->digest = base::hex(base::sha256(*csv));
  return {std::move(*parsed), std::move(*csv)};
}

int import_observations(ImportToolOptions const& options) {
  auto const import = read_import_file(options.file, options.plan);
  DataFolder const folder(Place{options.data, options.records}, DataFolder::Use::work);
  auto const before = imported_at(folder, import.plan);
  if (before && !options.again && !options.dry_run) {
    return say_imported(options, *before);
  }
  House house(folder, load_catalog(folder.catalog()));
  house.expect_whole();
  std::vector<std::string> pieces;
  auto const report = read(import, house, pieces);
  bool const stored = report.problems.empty() && !options.dry_run;
  if (stored) {
    store(house, folder, import.plan, report, std::move(pieces));
  }
  print(report, options, stored);
  return report.problems.empty() ? 0 : 1;
}

void load_demo_samples(House& house, DataFolder const& folder, base::Time) {
  for (auto const& sample : demo_imports()) {
    auto const import = read_import_file(shipped_folder("samples") / sample.file, sample.plan);
    if (imported_at(folder, import.plan)) {
      continue;
    }
    std::vector<std::string> pieces;
    auto const report = ingest::read_import(import.plan, *house.catalog, house.registry, import.csv, &pieces);
    if (!report.problems.empty()) {
      throw base::Failure("the sample " + sample.file + " is not in order: " + base::to_string(report.problems.front()));
    }
    std::cout << "demonstration data: " << import.plan.source << ": " << counts_of(report) << std::endl;
    store(house, folder, import.plan, report, std::move(pieces));
  }
}

}  // namespace app
