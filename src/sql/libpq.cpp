#include "sql/libpq.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace sql {
namespace {

constexpr int binary = 1;
constexpr std::int64_t whole_in_double_max = 1LL << 53;

std::string field(PGresult const* result, int code) {
  auto const* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

std::string mend(std::string const& state, std::string const& message) {
  auto const starts = [&](char const* prefix) { return state.starts_with(prefix); };
  if (starts("53100")) return "the disk of the server is full; make room and try again";
  if (starts("53300")) return "the server has no connection left; allow more (max_connections) or close some";
  if (starts("53200")) return "the server has not enough memory";
  if (starts("55P03") || starts("40P01") || starts("40001")) {
    return "the database is held by another process or connection; wait for it or stop it (" + message + ")";
  }
  if (starts("25006")) return "the database cannot be written; it was opened for reading only, or the server is a standby";
  if (starts("25P02")) return "an earlier failure has ended this transaction; roll it back";
  if (starts("42501")) return "no right to the table; grant it to the role of this program (" + message + ")";
  if (starts("XX001") || starts("XX002")) return "the database is damaged (" + message + "); restore it from a backup";
  if (starts("0A000") && message.find("cached plan") != std::string::npos) return "the table was changed meanwhile; start the program anew";
  return message;
}

}  // namespace

bool is_error(PGresult const* result) {
  auto const status = PQresultStatus(result);
  return result == nullptr || status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

Refusal refusal_of(PGconn* connection, PGresult const* result) {
  auto const state = result == nullptr ? std::string() : field(result, PG_DIAG_SQLSTATE);
  auto const said = result == nullptr ? std::string() : field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (PQstatus(connection) != CONNECTION_OK || state.empty() || state.starts_with("57P0") || state.starts_with("08")) {
    auto const why = said.empty() ? std::string(base::trim(PQerrorMessage(connection))) : said;
    return {"", "the connection to PostgreSQL was lost (" + why.substr(0, why.find('\n')) + "); see whether the server runs and can be reached"};
  }
  auto const detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  Refusal refusal{state, mend(state, said + (detail.empty() ? "" : ": " + detail))};
  if (refusal.conflict()) refusal.sentence = "the database refused the change: " + refusal.sentence;
  return refusal;
}

void need_readable(std::string const& conninfo) {
  std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> const read(PQconninfoParse(conninfo.c_str(), nullptr), PQconninfoFree);
  bool good = read != nullptr || conninfo.find_first_of("=:/@") == std::string::npos;   // a plain name of a database
  for (auto const* option = read.get(); option != nullptr && option->keyword != nullptr; ++option) {
    auto const name = std::string_view(option->keyword);
    auto const value = std::string_view(option->val == nullptr ? "" : option->val);
    good = good && (name != "port" || value.find_first_not_of("0123456789,") == value.npos);
    good = good && ((name != "host" && name != "dbname") || value.find('@') == value.npos);
  }
  if (!good) {
    throw base::Failure("the address of the PostgreSQL database cannot be understood; write postgresql://user@host:port/database or \"host=… dbname=…\", "
                        "and other characters than letters and digits as %40");
  }
}

// ---- rows ---------------------------------------------------------------------------------------

std::string_view PgRow::raw(int column) const {
  return {PQgetvalue(result_, row_, need(column)), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::string_view PgRow::bytes(int column) const {
  auto const text = raw(column);
  if (PQftype(result_, column) != oid_bytea || is_null(column)) return text;
  for (auto const& [known, value] : decoded_) {
    if (known == column) return *value;
  }
  auto value = text.starts_with("\\x") ? base::unhex(text.substr(2)) : std::nullopt;
  CHECK(value.has_value(), "PostgreSQL writes bytes in hexadecimal");
  return *decoded_.emplace_back(column, std::make_unique<std::string>(*std::move(value))).second;
}

std::int64_t PgRow::integer(int column) const {
  auto const text = raw(column);
  if (PQftype(result_, column) == oid_bool) return text == "t" ? 1 : 0;
  std::int64_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (type(column) != 2 || (error == std::errc() && end == text.data() + text.size())) return value;
  auto const number = real(column);   // as SQLite: cut, and held within the type
  if (std::isnan(number)) return 0;
  if (number >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
  if (number < -0x1p63) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(number);
}

double PgRow::real(int column) const {
  auto const text = raw(column);
  if (PQftype(result_, column) == oid_bool) return text == "t" ? 1 : 0;
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

int PgRow::type(int column) const {
  if (is_null(column)) return 0;
  switch (PQftype(result_, column)) {
    case oid_bool:
    case oid_int2:
    case oid_int4:
    case oid_int8:
    case oid_oid: return 1;
    case oid_float4:
    case oid_float8:
    case oid_numeric: return 2;
    case oid_bytea: return 4;
    default: return 3;
  }
}

// ---- parameters ---------------------------------------------------------------------------------

bool Parameters::fill(std::vector<Value> const& values) {
  auto const count = values.size();
  types_.resize(count, 0);
  values_.assign(count, nullptr);
  lengths_.assign(count, 0);
  formats_.assign(count, binary);
  numbers_.resize(count);
  bool changed = false;
  for (std::size_t i = 0; i < count; ++i) changed = put(i, values[i]) || changed;
  return changed;
}

bool Parameters::as(std::size_t i, Oid type) { return std::exchange(types_[i], type) != type; }

bool Parameters::number(std::size_t i, Oid type, std::uint64_t bits) {
  for (std::size_t byte = 0; byte < 8; ++byte) numbers_[i][byte] = static_cast<char>(bits >> (56 - 8 * byte) & 0xff);
  values_[i] = numbers_[i].data();
  lengths_[i] = 8;
  return as(i, type);
}

bool Parameters::put(std::size_t i, Value const& value) {
  auto const bytes = [&](std::string const& text, Oid type) {
    CHECK(text.size() < static_cast<std::size_t>(std::numeric_limits<int>::max()), "a value fits into a message");
    values_[i] = text.data();
    lengths_[i] = static_cast<int>(text.size());   // with a length, so that a zero byte is refused and never cuts a text
    return as(i, type);
  };
  switch (value.index()) {
    case 1: {
      auto const whole = std::get<std::int64_t>(value);
      if (types_[i] == oid_float8 && whole <= whole_in_double_max && whole >= -whole_in_double_max) {
        return number(i, oid_float8, std::bit_cast<std::uint64_t>(static_cast<double>(whole)));
      }
      return number(i, oid_int8, static_cast<std::uint64_t>(whole));
    }
    case 2: {
      auto const real = std::get<double>(value);
      if (std::isnan(real)) return false;   // NULL, as SQLite stores it
      return number(i, oid_float8, std::bit_cast<std::uint64_t>(real));
    }
    case 3: return bytes(std::get<std::string>(value), oid_text);
    case 4: return bytes(std::get<Blob>(value).bytes, oid_bytea);
    default: return false;
  }
}

// ---- COPY ---------------------------------------------------------------------------------------

namespace {

void append_escaped(std::string& line, std::string_view text) {
  for (char const c : text) {
    switch (c) {
      case '\\': line += "\\\\"; break;
      case '\t': line += "\\t"; break;
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      default: line += c;
    }
  }
}

void append_field(std::string& line, Value const& value) {
  switch (value.index()) {
    case 1: line += std::to_string(std::get<std::int64_t>(value)); break;
    case 2: {
      auto const real = std::get<double>(value);
      line += std::isnan(real) ? "\\N" : base::format_number(real);
      break;
    }
    case 3: append_escaped(line, std::get<std::string>(value)); break;
    case 4: line += "\\\\x" + base::hex(std::get<Blob>(value).bytes); break;
    default: line += "\\N";
  }
}

}  // namespace

void append_line(std::string& lines, std::vector<Value> const& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) lines += '\t';
    append_field(lines, values[i]);
  }
  lines += '\n';
}

}  // namespace sql
