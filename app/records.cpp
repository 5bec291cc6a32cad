#include "records.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <map>

#include "files.hpp"
#include "stores.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t readers_max = 4;   // connections of those who read records at one time

/// Files right in one of the folders.
bool lies_in(std::string_view path, std::initializer_list<std::string_view> folders) {
  auto const slash = path.find('/');
  return slash != std::string_view::npos && slash == path.rfind('/') && std::find(folders.begin(), folders.end(), path.substr(0, slash)) != folders.end();
}

json::array array_of(std::vector<std::string> const& texts) { return json::array(texts.begin(), texts.end()); }
std::string joined(std::vector<std::string> const& texts) {
  std::string all;
  for (auto const& text : texts) {
    all += (all.empty() ? "" : ", ") + text;
  }
  return all;
}
std::vector<std::string> sentences(std::vector<base::Problem> const& problems) {
  std::vector<std::string> all;
  std::transform(problems.begin(), problems.end(), std::back_inserter(all), [](auto const& problem) { return base::to_string(problem); });
  return all;
}

void say(definitions::Register const& reg, registry::Migration const& way) {
  std::cout << reg.id << "  " << reg.title.zh << "  " << reg.group << ", " << reg.fields.size() << " fields, key " << joined(reg.key) << ", kept by "
            << joined(reg.keeper) << (reg.lifecycle ? ", " + std::to_string(reg.lifecycle->states.size()) + " states" : "")
            << (reg.geometry ? ", with places" : "") << (reg.access.is_public ? ", public" : "") << "\n";
  for (auto const& step : way.steps) {
    std::cout << "  " << step << "\n";
  }
  for (auto const& why : sentences(way.refused)) {
    std::cout << "  REFUSED: " << why << "\n";
  }
}

void say_own(catalog::Catalog const& standards) {
  for (auto const& edition : standards.editions()) {
    if (!edition.own.empty()) {
      std::cout << "standard " << edition.id << ": the bureau's own " << joined(edition.own) << "\n";
    }
  }
  std::cout << standards.editions().size() << " editions of standards are in order\n";
}

void say_json(definitions::Register const& reg, registry::Migration const& way) {
  std::cout << json::serialize(json::object{{"register", reg.id}, {"title", reg.title.zh}, {"title_en", reg.title.en}, {"group", reg.group},
                                            {"path", reg.path}, {"fields", reg.fields.size()}, {"key", array_of(reg.key)},
                                            {"keeper", array_of(reg.keeper)}, {"states", reg.lifecycle ? reg.lifecycle->states.size() : 0U},
                                            {"places", reg.geometry.has_value()}, {"public", reg.access.is_public}, {"serves", array_of(reg.serves)},
                                            {"steps", array_of(way.steps)}, {"refused", array_of(sentences(way.refused))}})
            << "\n";
}

}  // namespace

base::Result<Knowledge> read_knowledge(DataFolder const& folder, std::vector<base::Problem>& problems, catalog::Catalog const* standards) {
  auto const files = catalogue_files(folder.catalog(), [](auto path) { return path == "factors.tsv" || lies_in(path, {"codes", "registers", "calendar"}); });
  std::vector<yaml::File> years;
  std::copy_if(files.begin(), files.end(), std::back_inserter(years), [](auto const& file) { return file.path.starts_with("calendar/"); });
  std::vector<base::Problem> wrong_years;
  definitions::Items const items{[&](std::string_view word) { return standards->names_item(word); }, [&] { return standards->item_names(); }};
  auto registers = definitions::Set::load(files, &problems, standards == nullptr ? nullptr : &items);
  auto calendar = calendar::Calendar::load(years, &wrong_years);
  problems.insert(problems.end(), wrong_years.begin(), wrong_years.end());
  if (!registers || !calendar) {
    return registers ? calendar.error() : registers.error();
  }
  return Knowledge{*std::move(registers), *std::move(calendar)};
}

Knowledge load_knowledge(DataFolder const& folder, catalog::Catalog const* standards) {
  std::vector<base::Problem> problems;
  auto known = read_knowledge(folder, problems, standards);
  if (!known) {
    throw base::Failure("the registers' definitions are not in order:" + refusals(problems, folder.catalog()));
  }
  return *std::move(known);
}

std::shared_ptr<reports::Set const> load_reports(DataFolder const& folder) {
  auto const files = catalogue_files(folder.catalog(), [](auto path) { return lies_in(path, {"reports"}) && path.ends_with(".yaml"); });
  std::vector<base::Problem> problems;
  auto templates = reports::Set::load(files, &problems);
  if (!templates) {
    throw base::Failure("the templates of reports are not in order:" + refusals(problems, folder.catalog()));
  }
  return *std::move(templates);
}

Records::Records(DataFolder const& folder, Knowledge known)
    : knowledge(std::move(known)), writer(open_records(folder.records_at())),
      readers([at = folder.records_at()] { return open_records(at, {.read_only = true, .busy_timeout_ms = records_busy_ms}); }, readers_max),
      journal(*writer), registry({*knowledge.registers, knowledge.calendar, *writer, readers, journal}), files(folder.files().string()) {}

void Records::migrate(base::Time now) {
  if (auto const done = registry.migrate(now); !done) {
    throw base::Failure("a register's definition cannot be taken over: " + base::to_string(done.error()));
  }
}

int registers_tool(Place const& at, bool as_json) {
  DataFolder const folder(at, DataFolder::Use::glance);
  auto const standards = load_catalog(folder.catalog());
  auto const known = load_knowledge(folder, standards.get());
  bool const begun = !at.records.empty() || fs::exists(folder.records());
  auto const database = begun ? open_records(folder.records_at(), {.read_only = true}) : sql::Database::in_memory();
  std::map<std::string, registry::Migration> ways;
  for (auto& way : registry::Registry::preview(*known.registers, *database)) {
    ways.emplace(way.reg, std::move(way));
  }
  bool refused = false;
  for (auto const& reg : known.registers->registers()) {
    auto const found = ways.find(reg.id);
    auto const& way = found == ways.end() ? registry::Migration{} : found->second;
    refused = refused || !way.refused.empty();
    as_json ? say_json(reg, way) : say(reg, way);
  }
  if (!as_json) {
    say_own(*standards);
    std::cout << known.registers->registers().size() << " registers are in order; "
              << (refused       ? "a start would be REFUSED\n"
                  : ways.empty() ? "the tables fit them\n"
                                 : "a start would change " + std::to_string(ways.size()) + " tables as shown\n");
  }
  return refused ? 1 : 0;
}

}  // namespace app
