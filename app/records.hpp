#pragma once
// The registers with their stores, built on a data folder: definitions and calendar from the catalogue, records, attachments.
#include <memory>

#include "calendar/calendar.hpp"
#include "catalog/catalog.hpp"
#include "data_folder.hpp"
#include "definitions/definitions.hpp"
#include "files/files.hpp"
#include "registry/registry.hpp"
#include "reports/reports.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace app {

/// What stands in the shipped catalogue, and over it what the bureau keeps itself in <data>/catalog: files of the same name win.
struct Knowledge {
  std::shared_ptr<definitions::Set const> registers;
  calendar::Calendar calendar;
};
/// All or nothing; `problems` receives each with its file and line. With `standards` what a field measures must be an item they know.
base::Result<Knowledge> read_knowledge(DataFolder const& folder, std::vector<base::Problem>& problems, catalog::Catalog const* standards = nullptr);
/// Throws base::Failure with every problem's file and line.
Knowledge load_knowledge(DataFolder const& folder, catalog::Catalog const* standards = nullptr);

/// Templates of reports: those shipped, and over them the bureau's own in <data>/catalog/reports. Throws base::Failure with every problem's file and line.
std::shared_ptr<reports::Set const> load_reports(DataFolder const& folder);

struct Records {
  /// Tables are not touched yet: migrate() or registry::Registry::preview() come next.
  Records(DataFolder const& folder, Knowledge knowledge);
  /// Throws base::Failure when a definition drops what still holds data.
  void migrate(base::Time now);

  Knowledge knowledge;
  std::unique_ptr<sql::Database> writer;
  sql::Readers readers;
  trail::Journal journal;
  registry::Registry registry;
  files::Store files;
};

/// `biyun registers`: what the definitions are, whether they and the standards are in order, and what a start would do to the tables. Makes and locks nothing:
/// a server may run. With `json` one object a register and line. 1 when a start would be refused.
int registers_tool(Place const& at, bool json);

/// Rows of samples/registers/, once; says what it does on standard output.
void load_demo_registers(Records& records, DataFolder const& folder, base::Time now);

}  // namespace app
