#include "records.hpp"

#include <algorithm>
#include <iostream>
#include <map>

#include "files.hpp"
#include "net/net.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t readers_max = 4;   // connections of those who read records at one time

/// Files of the catalogue by their path in it; a later folder's win.
std::vector<yaml::File> knowledge_files(std::vector<fs::path> const& roots) {
  std::map<std::string, std::string> files;
  for (auto const& root : roots) {
    for (auto const* const part : {"codes", "registers", "calendar"}) {
      if (!fs::is_directory(root / part)) {
        continue;
      }
      for (auto const& entry : fs::directory_iterator(root / part)) {
        auto const kind = entry.path().extension();
        if (entry.is_regular_file() && (kind == ".tsv" || kind == ".yaml")) {
          files[fs::relative(entry.path(), root).generic_string()] = read_file(entry.path());
        }
      }
    }
    if (fs::is_regular_file(root / "factors.tsv")) {
      files["factors.tsv"] = read_file(root / "factors.tsv");
    }
  }
  std::vector<yaml::File> all;
  for (auto& [path, text] : files) {
    all.push_back({path, std::move(text)});
  }
  return all;
}

void add_problems(std::string& all, std::vector<base::Problem> const& problems) {
  for (auto const& problem : problems) {
    all += "\n  " + base::to_string(problem);
  }
}

}  // namespace

Knowledge load_knowledge(DataFolder const& folder) {
  auto const files = knowledge_files({shipped_folder("catalog"), folder.path() / "catalog"});
  std::vector<yaml::File> years;
  std::copy_if(files.begin(), files.end(), std::back_inserter(years), [](auto const& file) { return file.path.starts_with("calendar/"); });
  std::vector<base::Problem> wrong_registers, wrong_years;
  auto registers = definitions::Set::load(files, &wrong_registers);
  auto calendar = calendar::Calendar::load(years, &wrong_years);
  if (!registers || !calendar) {
    std::string all = "the registers' definitions are not in order:";
    add_problems(all, wrong_registers);
    add_problems(all, wrong_years);
    throw base::Failure(all);
  }
  return {*std::move(registers), *std::move(calendar)};
}

Records::Records(DataFolder const& folder, Knowledge known)
    : knowledge(std::move(known)), writer(sql::Database::open_sqlite(folder.records())),
      readers([path = folder.records()] { return sql::Database::open_sqlite(path, {.read_only = true}); }, readers_max), journal(*writer),
      registry({*knowledge.registers, knowledge.calendar, *writer, readers, journal}), files((folder.path() / "files").string()) {}

void Records::migrate(base::Time now) {
  if (auto const done = registry.migrate(now); !done) {
    throw base::Failure("a register's definition cannot be taken over: " + base::to_string(done.error()));
  }
}

int registers_tool(std::string const& data, bool json) {
  DataFolder const folder(data, DataFolder::Use::make);
  Records const records(folder, load_knowledge(folder));
  auto const ways = registry::Registry::preview(*records.knowledge.registers, *records.writer);
  bool refused = false;
  if (!json) {
    std::cout << records.knowledge.registers->registers().size() << " registers are in order\n";
  }
  for (auto const& way : ways) {
    for (auto const& step : way.steps) {
      std::cout << (json ? trail::Detail().add("register", way.reg).add("step", step).json() : way.reg + ": " + step) << "\n";
    }
    for (auto const& problem : way.refused) {
      refused = true;
      std::cout << (json ? trail::Detail().add("register", way.reg).add("refused", base::to_string(problem)).json()
                         : way.reg + ": refused: " + base::to_string(problem))
                << "\n";
    }
  }
  if (!json && ways.empty()) {
    std::cout << "the tables fit them\n";
  }
  return refused ? 1 : 0;
}

}  // namespace app
