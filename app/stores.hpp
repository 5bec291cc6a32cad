#pragma once
// Connections to the records of a house, wherever they are kept.
#include <memory>

#include "data_folder.hpp"
#include "sql/sql.hpp"

namespace app {

/// An import of a whole sheet (registry::bulk_rows_max rows) is one change and holds the database so long; who writes meanwhile waits.
constexpr int records_busy_ms = 60'000;

/// Another connection. A PostgreSQL database is sealed for its data folder by the first one, and refused for every other folder: evidence of
/// one house with the records of another would be worse than none. Throws base::Failure; never repeats a password.
std::unique_ptr<sql::Database> open_records(RecordsAt const& at, sql::Options options = {.busy_timeout_ms = records_busy_ms});

}  // namespace app
