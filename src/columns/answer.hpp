#pragma once
// Private: the answer of one statement, chunk by chunk.
#include <duckdb.h>

#include "columns/columns.hpp"

namespace columns {

struct Answer {
  duckdb_result result{};
  std::string doing;                     // for errors
  Answer() = default;
  ~Answer() { duckdb_destroy_result(&result); }
  Answer(Answer const&) = delete;
  Answer& operator=(Answer const&) = delete;

  void check(duckdb_state state, std::string_view what) const;
  /// Starts a streamed answer: no more than a few chunks are in memory.
  void stream(duckdb_prepared_statement statement, std::string_view what);
  void each(std::function<void(Row const&)> const& take);
  void chunks(std::function<void(Chunk const&)> const& take);

 private:
  void expect_whole() const;
};

}  // namespace columns
