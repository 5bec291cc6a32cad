#include "columns/answer.hpp"

#include <limits>

#include "columns/connection.hpp"

namespace columns {
namespace {

struct Vector {
  duckdb_type type = DUCKDB_TYPE_INVALID;
  void const* data = nullptr;
  std::uint64_t* validity = nullptr;      // null: no NULL in it
};

class ChunkRow final : public Row {
 public:
  ChunkRow(duckdb_result& result) : vectors_(duckdb_column_count(&result)) {
    for (idx_t i = 0; i < vectors_.size(); ++i) vectors_[i].type = duckdb_column_type(&result, i);
  }
  void look_at(duckdb_data_chunk chunk) {
    for (idx_t i = 0; i < vectors_.size(); ++i) {
      auto* const vector = duckdb_data_chunk_get_vector(chunk, i);
      vectors_[i].data = duckdb_vector_get_data(vector);
      vectors_[i].validity = duckdb_vector_get_validity(vector);
    }
  }
  void go_to(idx_t row) { row_ = row; }

  bool is_null(int column) const override {
    auto const& v = at(column);
    return v.validity && !((v.validity[row_ / 64] >> (row_ % 64)) & 1U);
  }
  std::int64_t integer(int column) const override {
    if (is_null(column)) return 0;
    auto const& v = at(column);
    switch (v.type) {
      case DUCKDB_TYPE_BOOLEAN: return get<bool>(v) ? 1 : 0;
      case DUCKDB_TYPE_TINYINT: return get<std::int8_t>(v);
      case DUCKDB_TYPE_SMALLINT: return get<std::int16_t>(v);
      case DUCKDB_TYPE_INTEGER: return get<std::int32_t>(v);
      case DUCKDB_TYPE_BIGINT: return get<std::int64_t>(v);
      case DUCKDB_TYPE_UTINYINT: return get<std::uint8_t>(v);
      case DUCKDB_TYPE_USMALLINT: return get<std::uint16_t>(v);
      case DUCKDB_TYPE_UINTEGER: return get<std::uint32_t>(v);
      case DUCKDB_TYPE_UBIGINT: return static_cast<std::int64_t>(get<std::uint64_t>(v));
      case DUCKDB_TYPE_HUGEINT: return static_cast<std::int64_t>(get<duckdb_hugeint>(v).lower);
      default: break;
    }
    CHECK(false, "the column holds an integer");
    return 0;
  }
  double real(int column) const override {
    if (is_null(column)) return std::numeric_limits<double>::quiet_NaN();
    auto const& v = at(column);
    if (v.type == DUCKDB_TYPE_DOUBLE) return get<double>(v);
    if (v.type == DUCKDB_TYPE_FLOAT) return static_cast<double>(get<float>(v));
    return static_cast<double>(integer(column));
  }
  std::string_view text(int column) const override {
    if (is_null(column)) return {};
    auto const& v = at(column);
    CHECK(v.type == DUCKDB_TYPE_VARCHAR, "the column holds text");
    auto* const string = const_cast<duckdb_string_t*>(static_cast<duckdb_string_t const*>(v.data) + row_);
    return {duckdb_string_t_data(string), duckdb_string_t_length(*string)};
  }

 private:
  Vector const& at(int column) const { return vectors_.at(static_cast<std::size_t>(column)); }
  template <typename T>
  T get(Vector const& v) const { return static_cast<T const*>(v.data)[row_]; }

  std::vector<Vector> vectors_;
  idx_t row_ = 0;
};

struct Held {
  duckdb_data_chunk handle;
  explicit Held(duckdb_data_chunk given) : handle(given) {}
  ~Held() { duckdb_destroy_data_chunk(&handle); }
  Held(Held const&) = delete;
  Held& operator=(Held const&) = delete;
};

class ByColumns final : public Chunk {
 public:
  ByColumns(duckdb_result& result, duckdb_data_chunk chunk) : rows_(duckdb_data_chunk_get_size(chunk)), vectors_(duckdb_column_count(&result)) {
    for (idx_t i = 0; i < vectors_.size(); ++i) {
      auto* const vector = duckdb_data_chunk_get_vector(chunk, i);
      vectors_[i] = {duckdb_column_type(&result, i), duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
    }
  }
  std::size_t size() const override { return rows_; }
  std::span<std::int64_t const> integers(int column) const override { return get<std::int64_t>(column, DUCKDB_TYPE_BIGINT); }
  std::span<std::int32_t const> words(int column) const override { return get<std::int32_t>(column, DUCKDB_TYPE_INTEGER); }
  std::span<std::uint8_t const> small(int column) const override { return get<std::uint8_t>(column, DUCKDB_TYPE_UTINYINT); }
  std::span<double const> reals(int column) const override { return get<double>(column, DUCKDB_TYPE_DOUBLE); }
  bool has_nulls(int column) const override { return at(column).validity != nullptr; }
  bool is_null(int column, std::size_t row) const override {
    auto const* const bits = at(column).validity;
    return bits && !((bits[row / 64] >> (row % 64)) & 1U);
  }

 private:
  Vector const& at(int column) const { return vectors_.at(static_cast<std::size_t>(column)); }
  template <typename T>
  std::span<T const> get(int column, duckdb_type type) const {
    CHECK(at(column).type == type, "the column is of the type that is asked for");
    return {static_cast<T const*>(at(column).data), rows_};
  }
  std::size_t rows_;
  std::vector<Vector> vectors_;
};

struct Pending {
  duckdb_pending_result handle = nullptr;
  Pending() = default;
  ~Pending() { duckdb_destroy_pending(&handle); }
  Pending(Pending const&) = delete;
  Pending& operator=(Pending const&) = delete;
};

}  // namespace

void Answer::check(duckdb_state state, std::string_view what) const {
  if (state != DuckDBSuccess) fail(what, duckdb_result_error(const_cast<duckdb_result*>(&result)));
}

void Answer::stream(duckdb_prepared_statement statement, std::string_view what) {
  doing = what;
  Pending pending;
  if (duckdb_pending_prepared_streaming(statement, &pending.handle) != DuckDBSuccess)
    fail(doing, duckdb_pending_error(pending.handle));
  check(duckdb_execute_pending(pending.handle, &result), what);
}

void Answer::each(std::function<void(Row const&)> const& take) {
  ChunkRow row(result);
  while (true) {
    Held const chunk(duckdb_fetch_chunk(result));
    if (!chunk.handle) break;
    auto const rows = duckdb_data_chunk_get_size(chunk.handle);
    if (rows == 0) break;
    row.look_at(chunk.handle);
    for (idx_t i = 0; i < rows; ++i) row.go_to(i), take(row);
  }
  expect_whole();
}

void Answer::chunks(std::function<void(Chunk const&)> const& take) {
  while (true) {
    Held const chunk(duckdb_fetch_chunk(result));
    if (!chunk.handle || duckdb_data_chunk_get_size(chunk.handle) == 0) break;
    take(ByColumns(result, chunk.handle));
  }
  expect_whole();
}

void Answer::expect_whole() const {
  auto const* const error = duckdb_result_error(const_cast<duckdb_result*>(&result));
  if (error && *error) fail(doing, error);
}

}  // namespace columns
