#pragma once
// libpq's results as rows, its errors as sentences, our values as its parameters.
#include <libpq-fe.h>

#include "sql/inside.hpp"

namespace sql {

struct FinishConnection { void operator()(PGconn* connection) const { PQfinish(connection); } };
using PgConnection = std::unique_ptr<PGconn, FinishConnection>;
struct ClearResult { void operator()(PGresult* result) const { PQclear(result); } };
using PgResult = std::unique_ptr<PGresult, ClearResult>;

constexpr Oid oid_bool = 16, oid_bytea = 17, oid_int8 = 20, oid_int2 = 21, oid_int4 = 23, oid_text = 25, oid_oid = 26,
              oid_float4 = 700, oid_float8 = 701, oid_numeric = 1700;

/// Why PostgreSQL did not do it, and how to mend it.
struct Refusal {
  std::string state;      // SQLSTATE; empty: the connection
  std::string sentence;
  bool conflict() const { return state.starts_with("23") || state.starts_with("22"); }   // constraints, values
};
bool is_error(PGresult const* result);
Refusal refusal_of(PGconn* connection, PGresult const* result);

/// libpq repeats what it cannot read, with the password that stands in it: such an address never gets there. An '@' or '/' of a password
/// that is not written as %40 or %2F makes a part of it a host, a port or a name.
void need_readable(std::string const& conninfo);

/// One row of a result in text format.
class PgRow final : public Row {
 public:
  void show(PGresult const* result, int row) {
    result_ = result;
    row_ = row;
    decoded_.clear();
  }
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override { return bytes(column); }
  std::string_view blob(int column) const override { return bytes(column); }
  bool is_null(int column) const override { return PQgetisnull(result_, row_, need(column)) != 0; }
  int columns() const override { return PQnfields(result_); }
  std::string_view column_name(int column) const override { return PQfname(result_, need(column)); }
  int type(int column) const override;

 private:
  int need(int column) const {
    CHECK(column >= 0 && column < columns(), "the statement gives no such column");
    return column;
  }
  std::string_view raw(int column) const;
  std::string_view bytes(int column) const;
  PGresult const* result_ = nullptr;
  int row_ = 0;
  mutable std::vector<std::pair<int, std::unique_ptr<std::string>>> decoded_;   // byte strings asked for
};

/// The values of one use as PostgreSQL wants them. Types follow the values: a column of mixed numbers becomes real.
class Parameters {
 public:
  /// Takes the values in; true if a placeholder has another type than before, so that the statement is prepared anew.
  bool fill(std::vector<Value> const& values);
  int count() const { return static_cast<int>(types_.size()); }
  Oid const* types() const { return types_.data(); }
  char const* const* values() const { return values_.data(); }
  int const* lengths() const { return lengths_.data(); }
  int const* formats() const { return formats_.data(); }

 private:
  bool put(std::size_t i, Value const& value);
  bool number(std::size_t i, Oid type, std::uint64_t bits);
  bool as(std::size_t i, Oid type);
  std::vector<Oid> types_;   // 0: nothing but NULL so far, PostgreSQL guesses
  std::vector<char const*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<std::array<char, 8>> numbers_;
};

/// A row as a line of COPY's text format, appended to `lines`.
void append_line(std::string& lines, std::vector<Value> const& values);

}  // namespace sql
