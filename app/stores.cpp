#include "stores.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "files.hpp"
#include "identity/identity.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t seal_bytes = 16;

void write_mark(fs::path const& mark, std::string const& seal) {
  std::ofstream out(mark, std::ios::binary);
  out << seal << "\n";
  out.close();
  int const file = ::open(mark.c_str(), O_RDONLY | O_CLOEXEC);   // NOLINT(cppcoreguidelines-pro-type-vararg)
  bool const kept = out && file >= 0 && ::fsync(file) == 0;
  if (file >= 0) {
    ::close(file);
  }
  if (!kept) {
    throw base::Failure("cannot write " + mark.string());
  }
}

/// The mark is written first: cut off between the two, the next start finds an unsealed database and a folder without evidence, and seals it.
void hold_to_folder(sql::Database& database, RecordsAt const& at) {
  auto const seal = database.seal();
  auto const text = fs::exists(at.mark) ? read_file(at.mark) : std::string();
  auto const mark = std::string(base::trim(text));
  if (!seal.empty() && seal == mark) {
    return;
  }
  std::error_code none;
  bool const fresh = !fs::exists(at.evidence, none) || fs::is_empty(at.evidence, none);
  if (!seal.empty()) {
    throw base::Failure("the PostgreSQL database holds the records of another data folder than " + at.mark.parent_path().string() +
                        "; name the one that belongs to it");
  }
  if (!fresh) {
    throw base::Failure("the PostgreSQL database is empty, and " + at.mark.parent_path().string() +
                        " has evidence: restore its records with pg_restore, or name the database that holds them");
  }
  auto const made = mark.empty() ? identity::random_token(seal_bytes) : mark;
  write_mark(at.mark, made);
  database.set_seal(made);
}

}  // namespace

std::unique_ptr<sql::Database> open_records(RecordsAt const& at, sql::Options options) {
  if (at.postgres.empty()) {
    return sql::Database::open_sqlite(at.file, options);
  }
  options.at_rest = false;
  auto database = sql::Database::open_postgres(at.postgres, options);
  if (!options.read_only) {
    hold_to_folder(*database, at);
  }
  return database;
}

}  // namespace app
