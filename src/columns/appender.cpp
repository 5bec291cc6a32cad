#include <algorithm>
#include <cmath>

#include "columns/connection.hpp"

namespace columns {
namespace {

using Given = std::variant<std::monostate, std::span<std::int64_t const>, std::span<std::uint8_t const>,
                           std::span<std::int32_t const>, std::span<double const>, std::span<std::string const>>;

/// Copies a slice of what was given for one column into a vector of the chunk.
struct Fill {
  duckdb_vector vector;
  std::size_t from, count;

  void operator()(std::monostate) const { CHECK(false, "every column was given before rows()"); }
  void operator()(std::span<std::string const> values) const {
    for (std::size_t i = 0; i < count; ++i) {
      auto const& text = values[from + i];
      duckdb_vector_assign_string_element_len(vector, i, text.data(), text.size());
    }
  }
  void operator()(std::span<double const> values) const {
    auto const slice = values.subspan(from, count);
    std::copy(slice.begin(), slice.end(), static_cast<double*>(duckdb_vector_get_data(vector)));
    if (std::none_of(slice.begin(), slice.end(), [](double v) { return std::isnan(v); })) return;
    duckdb_vector_ensure_validity_writable(vector);
    auto* const validity = duckdb_vector_get_validity(vector);
    for (std::size_t i = 0; i < count; ++i)
      if (std::isnan(slice[i])) validity[i / 64] &= ~(std::uint64_t{1} << (i % 64));
  }
  template <typename T>
  void operator()(std::span<T const> values) const {
    auto const slice = values.subspan(from, count);
    std::copy(slice.begin(), slice.end(), static_cast<T*>(duckdb_vector_get_data(vector)));
  }
};

class DuckAppender final : public Appender {
 public:
  DuckAppender(duckdb_connection connection, std::string_view table) : table_(table) {
    auto const state = duckdb_appender_create(connection, nullptr, table_.c_str(), &handle_);
    if (state != DuckDBSuccess) {
      std::string const error = duckdb_appender_error(handle_);
      close();
      fail("append to " + table_, error.c_str());
    }
    given_.resize(duckdb_appender_column_count(handle_));
    for (idx_t i = 0; i < given_.size(); ++i) types_.push_back(duckdb_appender_column_type(handle_, i));
    chunk_ = duckdb_create_data_chunk(types_.data(), types_.size());
  }
  ~DuckAppender() override { close(); }
  DuckAppender(DuckAppender const&) = delete;
  DuckAppender& operator=(DuckAppender const&) = delete;

  void integers(int column, std::span<std::int64_t const> values) override { give(column, values); }
  void small(int column, std::span<std::uint8_t const> values) override { give(column, values); }
  void words(int column, std::span<std::int32_t const> values) override { give(column, values); }
  void reals(int column, std::span<double const> values) override { give(column, values); }
  void texts(int column, std::span<std::string const> values) override { give(column, values); }

  void rows(std::size_t count) override {
    std::size_t const step = duckdb_vector_size();
    for (std::size_t from = 0; from < count; from += step) append(from, std::min(step, count - from));
    std::fill(given_.begin(), given_.end(), Given{});
  }
  void flush() override { check(duckdb_appender_flush(handle_)); }

 private:
  template <typename T>
  void give(int column, std::span<T const> values) { given_.at(static_cast<std::size_t>(column)) = values; }
  void append(std::size_t from, std::size_t count) {
    duckdb_data_chunk_reset(chunk_);
    for (idx_t i = 0; i < given_.size(); ++i)
      std::visit(Fill{duckdb_data_chunk_get_vector(chunk_, i), from, count}, given_[i]);
    duckdb_data_chunk_set_size(chunk_, count);
    check(duckdb_append_data_chunk(handle_, chunk_));
  }
  void check(duckdb_state state) const {
    if (state != DuckDBSuccess) fail("append to " + table_, duckdb_appender_error(handle_));
  }
  void close() {
    if (chunk_) duckdb_destroy_data_chunk(&chunk_);
    for (auto& type : types_) duckdb_destroy_logical_type(&type);
    // DuckDB flushes what is left here; after an error the transaction around it is rolled back, so nothing stays.
    if (handle_) duckdb_appender_destroy(&handle_);
  }

  std::string table_;
  duckdb_appender handle_ = nullptr;
  duckdb_data_chunk chunk_ = nullptr;
  std::vector<duckdb_logical_type> types_;
  std::vector<Given> given_;
};

}  // namespace

std::unique_ptr<Appender> make_appender(duckdb_connection connection, std::string_view table) {
  return std::make_unique<DuckAppender>(connection, table);
}

}  // namespace columns
