// The registers' part of the demonstration: the plan's own numbers, with names that say they are invented where it names nobody.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "files.hpp"
#include "records.hpp"
#include "tabular/tabular.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using registry::Register;

/// Registers with rows, those first that others point at.
std::vector<Register const*> in_order(definitions::Set const& set, std::set<std::string> const& wanted) {
  std::vector<Register const*> order;
  std::set<std::string> placed;
  for (std::size_t round = 0; round <= wanted.size() && placed.size() < wanted.size(); ++round) {
    for (auto const& reg : set.registers()) {
      bool ready = wanted.contains(reg.id) && !placed.contains(reg.id);
      for (auto const& field : reg.fields) {
        bool const waits = field.type == definitions::Type::reference && field.to != reg.id && wanted.contains(field.to) && !placed.contains(field.to);
        ready = ready && !waits;
      }
      if (ready) {
        order.push_back(&reg);
        placed.insert(reg.id);
      }
    }
  }
  CHECK(placed.size() == wanted.size(), "the demonstration's registers do not refer to one another in a circle");
  return order;
}

class Loader {
 public:
  Loader(Records& records, base::Time now) : records_(records), now_(now) {
    demo_.login = "demo";
    demo_.role = identity::Role::administrator;
  }
  void load(Register const& reg, std::string const& text) {
    auto const table = tabular::parse_table(text, ',');
    if (!table) {
      throw base::Failure("samples/registers/" + reg.id + ".csv: " + base::to_string(table.error()));
    }
    std::map<std::string, registry::Bulk> by_origin;
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
      if (points_at_its_own(reg, *table, i)) {
        put(reg, by_origin);   // the rows before it are records by now
      }
      auto const origin = std::string(table->cell(i, "origin"));
      by_origin[origin.empty() ? "invented" : origin].rows.push_back(draft_of(reg, *table, i));
    }
    put(reg, by_origin);
  }
  std::size_t rows = 0;

 private:
  static bool points_at_its_own(Register const& reg, tabular::Table const& table, std::size_t row) {
    return std::any_of(reg.fields.begin(), reg.fields.end(), [&](auto const& field) { return field.to == reg.id && !table.cell(row, field.id).empty(); });
  }
  void put(Register const& reg, std::map<std::string, registry::Bulk>& by_origin) {
    for (auto& [origin, bulk] : by_origin) {
      bulk.origin = origin;
      bulk.source = "samples/registers/" + reg.id + ".csv";
      auto const result = records_.registry.put_all({demo_, now_}, reg, bulk);
      if (!result || result->refused != 0) {
        throw base::Failure(bulk.source + ", " + origin + " row " +
                            (result ? std::to_string(result->problems.front().first + 1) + ": " + base::to_string(result->problems.front().second)
                                    : base::to_string(result.error())));
      }
      rows += result->created;
    }
    by_origin.clear();
  }
  registry::Draft draft_of(Register const& reg, tabular::Table const& table, std::size_t row) {
    registry::Draft draft;
    for (auto const& column : table.columns) {
      auto const text = table.cell(row, column);
      auto const* field = reg.field(column);
      auto const where = "samples/registers/" + reg.id + ".csv:" + std::to_string(table.lines[row]) + " " + column;
      if (text.empty() || column == "origin") {
        continue;
      }
      if (column == "state") {
        draft.state = text;
      } else if (column == "geometry") {
        draft.geometry = must(geo::parse_wkt(text), where);
      } else if (field == nullptr) {
        throw base::Failure(where + ": no such field");
      } else if (field->type == definitions::Type::reference) {
        draft.values[column] = base::Decimal(must(target(field->to, std::string(text)), where).value, 0);
      } else {
        draft.values[column] = must(definitions::read_value(*records_.knowledge.registers, *field, text), where);
      }
    }
    return draft;
  }
  base::Result<registry::RecordId> target(std::string const& reg, std::string const& text) {
    auto const found = known_.find({reg, text});
    if (found != known_.end()) {
      return found->second;
    }
    auto id = records_.registry.resolve(demo_, *records_.knowledge.registers->find(reg), text);
    if (id) {
      known_.emplace(std::make_pair(reg, text), *id);
    }
    return id;
  }
  template <typename T>
  static T must(base::Result<T> result, std::string const& where) {
    if (!result) {
      throw base::Failure(where + ": " + base::to_string(result.error()));
    }
    return std::move(result).value();
  }
  Records& records_;
  base::Time now_;
  identity::Person demo_;
  std::map<std::pair<std::string, std::string>, registry::RecordId> known_;
};

}  // namespace

void load_demo_registers(Records& records, DataFolder const& folder, base::Time now) {
  if (fs::exists(folder.marker("demo-registers"))) {
    return;
  }
  auto const samples = shipped_folder("samples") / "registers";
  std::set<std::string> wanted;
  for (auto const& entry : fs::directory_iterator(samples)) {
    if (entry.path().extension() == ".csv" && records.knowledge.registers->find(entry.path().stem().string()) != nullptr) {
      wanted.insert(entry.path().stem().string());
    }
  }
  Loader loader(records, now);
  for (auto const* reg : in_order(*records.knowledge.registers, wanted)) {
    loader.load(*reg, read_file(samples / (reg->id + ".csv")));
  }
  std::ofstream(folder.marker("demo-registers")) << base::format(now) << "\n";
  std::cout << "demonstration: " << loader.rows << " records in " << wanted.size() << " registers\n" << std::flush;
}

}  // namespace app
