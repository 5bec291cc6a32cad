#include "register_tool.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iostream>

#include "exchange/exchange.hpp"
#include "files.hpp"
#include "net/net.hpp"
#include "query/query.hpp"
#include "records.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t problems_printed_max = 50;

/// Who has the data folder and its right may do all.
identity::Person operator_of_the_house() {
  identity::Person person;
  person.login = "command line";
  person.role = identity::Role::administrator;
  return person;
}

template <typename T>
T or_fail(base::Result<T> result) {
  if (!result) {
    throw base::Failure(base::to_string(result.error()));
  }
  return std::move(result).value();
}

/// A data folder's records, with tables as the definitions want them.
struct OpenRecords {
  explicit OpenRecords(Place const& at) : folder(at, DataFolder::Use::work), records(folder, load_knowledge(folder)), now(net::system_now()) {
    records.migrate(now);
  }
  registry::Register const& reg(std::string const& id) const {
    auto const* found = records.knowledge.registers->find(id);
    if (found == nullptr) {
      throw base::Failure("there is no register '" + id + "'; `biyun registers` lists them");
    }
    return *found;
  }
  DataFolder folder;
  Records records;
  base::Time now;
};

std::string counts_of(exchange::Report const& report) {
  return std::to_string(report.rows) + " rows: " + std::to_string(report.created) + " new, " + std::to_string(report.changed) + " changed, " +
         std::to_string(report.same) + " the same, " + std::to_string(report.refused) + " refused";
}

void print(exchange::Report const& report, RegisterImportOptions const& options, std::string const& marked) {
  std::cout << options.file << ": " << counts_of(report) << "\n";
  for (auto const& column : report.columns) {
    std::cout << (column.field.empty() ? "  column not taken: " + column.title + "\n" : "");
  }
  for (std::size_t i = 0; i < report.problems.size() && i < problems_printed_max; ++i) {
    auto const& one = report.problems[i];
    std::cout << "  " << one.cell << ": " << one.detail << (one.mend.empty() ? "" : " (" + one.mend + ")") << "\n";
  }
  if (report.problems.size() > problems_printed_max) {
    std::cout << "  … " << report.problems.size() << " problems\n";
  }
  if (!marked.empty()) {
    std::cout << "  all of them in red: " << marked << "\n";
  }
  std::cout << (report.taken ? "taken" : "nothing was taken") << "\n";
}

void print_json(exchange::Report const& report, RegisterImportOptions const& options, std::string const& marked) {
  json::array problems;
  for (auto const& one : report.problems) {
    problems.push_back(json::object{{"cell", one.cell}, {"field", one.field}, {"value", one.value}, {"detail", one.detail}, {"mend", one.mend}});
  }
  std::cout << json::serialize(json::object{{"file", options.file}, {"register", options.reg}, {"rows", report.rows}, {"created", report.created},
                                            {"changed", report.changed}, {"same", report.same}, {"refused", report.refused}, {"taken", report.taken},
                                            {"marked", marked}, {"problems", std::move(problems)}})
            << "\n";
}

/// The workbook with its red column, beside the file; "" when it cannot be made of such a file.
std::string write_marked(fs::path const& file, std::string const& bytes, exchange::Report const& report) {
  auto const back = exchange::marked(bytes, report);
  if (report.problems.empty() || !back) {
    return {};
  }
  auto const path = file.parent_path() / (file.stem().string() + "_问题.xlsx");
  std::ofstream out(path, std::ios::binary);
  out << *back;
  if (!out.flush()) {
    throw base::Failure("cannot write " + path.string());
  }
  return path.string();
}

}  // namespace

int import_register(RegisterImportOptions const& options) {
  OpenRecords open(options.at);
  auto const& reg = open.reg(options.reg);
  auto const bytes = read_file(options.file);
  auto const name = fs::path(options.file).filename().string();
  exchange::Wish wish{.sheet = options.sheet - 1, .dry = options.dry_run, .partial = options.partial};
  if (!options.system.empty()) {
    wish.system = or_fail(geo::parse_system(options.system));
  }
  auto digest = base::hex(base::sha256(bytes));
  if (!options.dry_run) {
    digest = or_fail(open.records.files.put(bytes, name, files::Purpose::import)).digest;   // what was taken can be looked at for ever
  }
  auto const person = operator_of_the_house();
  auto const report = or_fail(exchange::import_file({open.records.registry}, {person, open.now}, reg, {bytes, name, digest}, wish));
  auto const marked = write_marked(options.file, bytes, report);
  options.json ? print_json(report, options, marked) : print(report, options, marked);
  return report.refused == 0 ? 0 : 1;
}

int export_register(RegisterExportOptions const& options) {
  OpenRecords open(options.at);
  auto const& reg = open.reg(options.reg);
  auto const person = operator_of_the_house();
  registry::Ask ask;
  if (!options.filter.empty()) {
    ask.filter = or_fail(query::parse_text(options.filter));
  }
  auto const ending = fs::path(options.file).extension().string();
  if (ending == ".xlsx") {
    or_fail(exchange::export_sheet({open.records.registry}, person, reg, ask, open.now, options.file));
  } else {
    using geofiles::Format;
    constexpr std::array formats{Format::shapefile, Format::geopackage, Format::kml, Format::dxf, Format::geojson};
    auto const fits = [&](Format one) { return ending == "." + std::string(geofiles::extension_of(one)); };
    auto const* const format = std::find_if(formats.begin(), formats.end(), fits);
    if (format == formats.end()) {
      throw base::Failure("'" + ending + "' is no format: use .xlsx .geojson .gpkg .kml .dxf or .zip");
    }
    auto const system = options.system.empty() ? geo::System{} : or_fail(geo::parse_system(options.system));
    auto const bytes = or_fail(exchange::export_map({open.records.registry}, person, reg, ask, open.now, *format, system));
    std::ofstream out(options.file, std::ios::binary);
    out << bytes;
    if (!out.flush()) {
      throw base::Failure("cannot write " + options.file);
    }
  }
  std::cout << options.file << ": written\n";
  return 0;
}

}  // namespace app
