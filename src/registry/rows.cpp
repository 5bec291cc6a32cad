// Rows of a register's table: values in columns and out again.
#include <array>

#include "registry/inside.hpp"

namespace registry {
namespace {

constexpr std::array<std::string_view, own_count> own_columns{
    "id", "version", "state", "state_since", "due", "due_left", "resume_state", "origin", "created_at", "created_by",
    "changed_at", "changed_by", "merged_into", "withdrawn", "key_text", "west", "south", "east", "north", "geometry"};
constexpr std::string_view key_separator = "/";

std::int64_t scaled(base::Decimal const& number, int digits) { return number.rounded(digits).coefficient(); }

template <typename T>
sql::Value or_null(std::optional<T> const& value) {
  return value ? sql::Value(std::int64_t{*value}) : sql::Value(sql::Null{});
}

void bind_row(sql::Statement& statement, Register const& reg, Row const& row, int at) {
  auto const& record = row.record;
  auto const box = record.geometry ? geo::box_of(*record.geometry) : std::nullopt;
  auto const put = [&](sql::Value value) { statement.bind(at++, std::move(value)); };
  auto const edge = [&](double geo::Box::* side) { put(box ? sql::Value((*box).*side) : sql::Value(sql::Null{})); };
  put(std::int64_t{record.version});
  put(record.state);
  put(record.state_since.ms);
  put(record.due ? sql::Value(std::int64_t{record.due->number}) : sql::Value(sql::Null{}));
  put(or_null(row.due_left));
  put(row.resume_state);
  put(record.origin);
  put(record.created_at.ms);
  put(record.created_by);
  put(record.changed_at.ms);
  put(record.changed_by);
  put(record.merged_into ? sql::Value(record.merged_into.value) : sql::Value(sql::Null{}));
  put(std::int64_t{record.withdrawn ? 1 : 0});
  put(row.key_text);
  edge(&geo::Box::west);
  edge(&geo::Box::south);
  edge(&geo::Box::east);
  edge(&geo::Box::north);
  put(record.geometry ? sql::Value(sql::Blob{geo::to_wkb(*record.geometry)}) : sql::Value(sql::Null{}));
  for (auto const& field : reg.fields) {
    auto const found = record.values.find(field.id);
    put(found == record.values.end() ? sql::Value(sql::Null{}) : to_sql(field, found->second));
  }
}

void put_box(sql::Database& database, Register const& reg, Record const& record) {
  if (database.dialect() != sql::Dialect::sqlite || !reg.geometry) {
    return;
  }
  if (record.version > 1) {
    database.prepare("DELETE FROM " + boxes_of(reg.id) + " WHERE id = ?").with(record.id).run();
  }
  auto const box = record.geometry ? geo::box_of(*record.geometry) : std::nullopt;
  if (box && !record.withdrawn) {
    database.prepare("INSERT INTO " + boxes_of(reg.id) + " (id, west, east, south, north) VALUES (?, ?, ?, ?, ?)")
        .with(record.id, box->west, box->east, box->south, box->north).run();
  }
}

/// "?, ?, …", n of them.
std::string marks(std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += i == 0 ? "?" : ", ?";
  }
  return all;
}

std::string column_names(Register const& reg, bool with_id) {
  std::string all;
  for (std::size_t i = with_id ? 0 : 1; i < own_count; ++i) {
    all += (all.empty() ? "" : ", ") + std::string(own_columns.at(i));
  }
  for (auto const& field : reg.fields) {
    all += ", " + column_of(field);
  }
  return all;
}

}  // namespace

std::string_view own_column(Own own) { return own_columns.at(own); }

sql::Value to_sql(Field const& field, Value const& value) {
  struct Writer {
    Field const& field;
    sql::Value operator()(std::monostate) const { return sql::Null{}; }
    sql::Value operator()(bool yes) const { return std::int64_t{yes ? 1 : 0}; }
    sql::Value operator()(double number) const { return number; }
    sql::Value operator()(base::Decimal const& number) const { return scaled(number, field.type == Type::reference ? 0 : field.digits); }
    sql::Value operator()(std::string const& text) const { return text; }
    sql::Value operator()(base::Day day) const { return std::int64_t{day.number}; }
    sql::Value operator()(base::Time time) const { return time.ms; }
    sql::Value operator()(std::vector<std::string> const& items) const {
      std::string all = ";";   // each item stands between two ";": one can be looked for
      for (auto const& item : items) {
        all += item + ";";
      }
      return all;
    }
    sql::Value operator()(geo::Geometry const&) const { return sql::Null{}; }
  };
  return std::visit(Writer{field}, value);
}

Value from_sql(Field const& field, sql::Row const& row, int column) {
  if (row.is_null(column)) {
    return {};
  }
  switch (field.type) {
    case Type::number: return row.real(column);
    case Type::decimal: return base::Decimal(row.integer(column), field.digits);
    case Type::reference: return base::Decimal(row.integer(column), 0);
    case Type::date: return base::Day{static_cast<std::int32_t>(row.integer(column))};
    case Type::time: return base::Time{row.integer(column)};
    case Type::yes_no: return row.integer(column) != 0;
    default: break;
  }
  auto const text = row.text(column);
  if (stored_as(field.type) == Stored::text) {
    return std::string(text);
  }
  std::vector<std::string> items;
  for (auto const item : base::split(text, ';')) {
    if (!item.empty()) {
      items.emplace_back(item);
    }
  }
  return items.empty() ? Value() : Value(std::move(items));
}

std::string select_list(Register const& reg, bool geometry, std::optional<std::set<std::string>> const& wanted) {
  std::string all;
  for (std::size_t i = 0; i < own_count; ++i) {
    all += (i == 0 ? "" : ", ") + std::string(i == own_geometry && !geometry ? "NULL" : own_columns.at(i));
  }
  for (auto const& field : reg.fields) {
    all += ", " + (wanted && !wanted->contains(field.id) ? "NULL" : column_of(field));
  }
  return all;
}

Row read_row(Register const& reg, sql::Row const& row) {
  Row read;
  auto& record = read.record;
  record.id = RecordId{row.integer(own_id)};
  record.version = static_cast<int>(row.integer(own_version));
  record.state = row.text(own_state);
  record.state_since = {row.integer(own_state_since)};
  if (!row.is_null(own_due)) {
    record.due = base::Day{static_cast<std::int32_t>(row.integer(own_due))};
  }
  if (!row.is_null(own_due_left)) {
    read.due_left = static_cast<int>(row.integer(own_due_left));
  }
  read.resume_state = row.text(own_resume_state);
  record.origin = row.text(own_origin);
  record.created_at = {row.integer(own_created_at)};
  record.created_by = row.text(own_created_by);
  record.changed_at = {row.integer(own_changed_at)};
  record.changed_by = row.text(own_changed_by);
  record.merged_into = RecordId{row.integer(own_merged_into)};
  record.withdrawn = row.integer(own_withdrawn) != 0;
  read.key_text = row.text(own_key_text);
  if (!row.is_null(own_geometry)) {
    auto geometry = geo::parse_wkb(row.blob(own_geometry));
    CHECK(geometry, "a stored geometry can be read");
    record.geometry = *std::move(geometry);
  }
  int column = own_count;
  for (auto const& field : reg.fields) {
    if (auto value = from_sql(field, row, column++); !query::is_null(value)) {
      record.values.emplace_hint(record.values.end(), field.id, std::move(value));
    }
  }
  return read;
}

std::string key_text_of(Register const& reg, Values const& values) {
  std::string text;
  for (auto const& id : reg.key) {
    auto const found = values.find(id);
    text += (text.empty() ? "" : std::string(key_separator)) + (found == values.end() ? "" : definitions::to_text(*reg.field(id), found->second));
  }
  return text;
}

void insert_row(sql::Database& database, Register const& reg, Row& row) {
  auto& statement = database.prepare("INSERT INTO " + table_of(reg.id) + " (" + column_names(reg, false) + ") VALUES (" +
                                     marks(own_count - 1 + reg.fields.size()) + ") RETURNING id");
  bind_row(statement, reg, row, 1);
  row.record.id = RecordId{statement.run_for_id()};
  put_box(database, reg, row.record);
}

void insert_row_with_id(sql::Database& database, Register const& reg, Row const& row) {
  auto& statement = database.prepare("INSERT INTO " + table_of(reg.id) + " (" + column_names(reg, true) + ") VALUES (" +
                                     marks(own_count + reg.fields.size()) + ")");
  statement.bind(1, row.record.id.value);
  bind_row(statement, reg, row, 2);
  statement.run();
  put_box(database, reg, row.record);
}

void update_row(sql::Database& database, Register const& reg, Row const& row) {
  std::string sets;
  for (std::size_t i = 1; i < own_count; ++i) {
    sets += (i == 1 ? "" : ", ") + std::string(own_columns.at(i)) + " = ?";
  }
  for (auto const& field : reg.fields) {
    sets += ", " + column_of(field) + " = ?";
  }
  auto& statement = database.prepare("UPDATE " + table_of(reg.id) + " SET " + sets + " WHERE id = ?");
  bind_row(statement, reg, row, 1);
  statement.bind(static_cast<int>(own_count + reg.fields.size()), row.record.id.value);
  statement.run();
  put_box(database, reg, row.record);
}

std::optional<Row> find_row(sql::Database& database, Register const& reg, RecordId id) {
  std::optional<Row> found;
  database.prepare("SELECT " + select_list(reg, true) + " FROM " + table_of(reg.id) + " WHERE id = ?").with(id).one([&](auto const& row) {
    found = read_row(reg, row);
  });
  return found;
}

std::optional<RecordId> find_key(sql::Database& database, Register const& reg, std::string const& key_text) {
  std::optional<RecordId> found;
  database.prepare("SELECT id FROM " + table_of(reg.id) + " WHERE withdrawn = 0 AND key_text = ?").with(key_text).one([&](auto const& row) {
    found = RecordId{row.integer(0)};
  });
  return found;
}

}  // namespace registry
