#pragma once
// Private: one DuckDB connection with its prepared statements.
#include <duckdb.h>

#include <memory>

#include "columns/columns.hpp"

namespace columns {

std::unique_ptr<Connection> make_connection(duckdb_database database);
std::unique_ptr<Appender> make_appender(duckdb_connection connection, std::string_view table);
/// Throws base::Failure with what DuckDB says, in a sentence.
[[noreturn]] void fail(std::string_view doing, char const* error);

}  // namespace columns
