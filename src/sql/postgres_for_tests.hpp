#pragma once
// A PostgreSQL of the test program's own: made in a temporary folder, reached by a socket in it only, gone at the end.
// It is started when the first test asks; every test gets a schema of its own.
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sql/sql.hpp"

namespace sql::for_tests {

class Postgres {
 public:
  /// Where an empty schema is, for Database::open_postgres. Throws base::Failure if there is no PostgreSQL.
  static std::string fresh() {
    static Postgres server;   // taken down when the program ends
    static int schemas = 0;
    auto const schema = "test" + std::to_string(++schemas);
    Database::open_postgres(server.conninfo_)->script("CREATE SCHEMA " + schema);
    return server.conninfo_ + " options='-c search_path=" + schema + "'";
  }
  static std::unique_ptr<Database> open(Options options = {}) { return Database::open_postgres(fresh(), options); }
  Postgres(Postgres const&) = delete;
  Postgres& operator=(Postgres const&) = delete;

 private:
  using Words = std::vector<std::string>;
  Postgres() {
    remove_left_behind();
    auto const folder = programs();
    if (::geteuid() == 0) user_ = ::getpwnam("postgres");   // PostgreSQL refuses to run as root
    if (::geteuid() == 0 && user_ == nullptr) throw base::Failure("there is no user postgres; install postgresql-15 (tools/setup.sh test)");
    std::filesystem::create_directories(folder_);
    give(folder_);
    auto const data = (folder_ / "data").string();
    wait_for(start({(folder / "initdb").string(), "-D", data, "-U", "biyun", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync"}));
    server_ = start({(folder / "postgres").string(), "-D", data, "-k", folder_.string(), "-c", "listen_addresses=", "-c", "fsync=off",
                     "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=64MB", "-c", "max_connections=50"});
    conninfo_ = "host=" + folder_.string() + " user=biyun dbname=postgres";
    until_it_answers();
  }
  ~Postgres() {
    if (server_ > 0) {
      ::kill(server_, SIGQUIT);   // at once: nothing of it is kept
      ::waitpid(server_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  static std::filesystem::path base_folder() { return std::filesystem::temp_directory_path(); }
  static std::filesystem::path programs() {
    std::filesystem::path found;
    std::error_code none;
    for (auto const& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
      if (std::filesystem::exists(entry.path() / "bin" / "initdb", none)) found = std::max(found, entry.path() / "bin");
    }
    if (found.empty()) throw base::Failure("PostgreSQL is not installed; install postgresql-15 (tools/setup.sh test)");
    return found;
  }
  /// What a test program that was killed could not remove.
  static void remove_left_behind() {
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator(base_folder(), ignored)) {
      auto const name = entry.path().filename().string();
      if (!name.starts_with(prefix)) continue;
      auto const owner = base::parse_integer(std::string_view(name).substr(prefix.size())).value_or(0);
      if (owner > 0 && ::kill(static_cast<pid_t>(owner), 0) != 0 && errno == ESRCH) std::filesystem::remove_all(entry.path(), ignored);
    }
  }
  void give(std::filesystem::path const& path) const {
    if (user_ != nullptr && ::chown(path.c_str(), user_->pw_uid, user_->pw_gid) != 0) throw base::Failure("cannot give " + path.string() + " to postgres");
  }
  /// A child that ends with us, however we end.
  pid_t start(Words words) const {
    Words all{"setpriv", "--pdeathsig", "QUIT"};
    if (user_ != nullptr) {
      all.insert(all.end(), {"--reuid", std::to_string(user_->pw_uid), "--regid", std::to_string(user_->pw_gid), "--clear-groups"});
    }
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    for (auto& word : all) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    auto const log = (folder_ / "log").string();
    auto const folder = folder_.string();
    auto const child = ::fork();
    if (child == 0) {
      auto const to = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
      ::dup2(to, 1);
      ::dup2(to, 2);
      if (::chdir(folder.c_str()) == 0) ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    return child;
  }
  [[noreturn]] void say_log() const {
    std::ifstream file(folder_ / "log");
    throw base::Failure("PostgreSQL does not start: " + std::string(std::istreambuf_iterator<char>(file), {}));
  }
  void wait_for(pid_t child) const {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) say_log();
  }
  /// postmaster.pid says "ready" in its eighth line as soon as connections are taken.
  void until_it_answers() const {
    constexpr int looks_max = 3'000;   // of 10 ms
    for (int i = 0; i < looks_max; ++i) {
      std::ifstream file(folder_ / "data" / "postmaster.pid");
      if (std::string(std::istreambuf_iterator<char>(file), {}).find("ready") != std::string::npos) return;
      if (::waitpid(server_, nullptr, WNOHANG) != 0) say_log();
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    say_log();
  }

  static constexpr std::string_view prefix = "biyun_postgres_";
  std::filesystem::path folder_ = base_folder() / (std::string(prefix) + std::to_string(::getpid()));
  passwd const* user_ = nullptr;
  pid_t server_ = -1;
  std::string conninfo_;
};

/// An empty database for the tests of a room: SQLite in memory, or PostgreSQL in the second run of the test program, which
/// cmake/room.cmake adds where this function is used.
inline std::unique_ptr<Database> records() {
  auto const* kind = std::getenv("BIYUN_TEST_RECORDS");
  return kind != nullptr && std::string_view(kind) == "postgres" ? Postgres::open() : Database::in_memory();
}

}  // namespace sql::for_tests
