#include "data_tool.hpp"

#include <filesystem>
#include <iostream>

#include "files.hpp"
#include "house.hpp"
#include "net/net.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t progress_step = 1'000'000;

void existing(std::string const& data) {
  if (!fs::is_directory(fs::path(data) / "evidence")) {
    throw base::Failure(data + " is no data folder of Biyun");
  }
}

void empty_target(fs::path const& to) {
  std::error_code error;
  if (fs::exists(to, error) && !fs::is_empty(to, error)) {
    throw base::Failure(to.string() + " is not empty; choose a new folder");
  }
  fs::create_directories(to, error);
  if (error) {
    throw base::Failure("cannot make " + to.string() + ": " + error.message());
  }
}

int report(evidence::Verification const& found, std::vector<base::Problem> const& journal, bool json) {
  if (json) {
    std::cout << R"({"frames":)" << found.frames << R"(,"head":")" << base::hex(found.head) << R"(","findings":)"
              << found.findings.size() + journal.size() << "}\n";
  } else {
    std::cout << "evidence: " << found.frames << " frames, head " << base::hex(found.head) << "\n";
    for (auto const& one : found.findings) {
      std::cout << "  evidence: " << base::to_string(one) << "\n";
    }
    for (auto const& one : journal) {
      std::cout << "  journal: " << base::to_string(one) << "\n";
    }
    std::cout << (found.findings.empty() && journal.empty() ? "unbroken\n" : "BROKEN\n");
  }
  return found.findings.empty() && journal.empty() ? 0 : 1;
}

}  // namespace

int verify(std::string const& data, bool json) {
  existing(data);
  DataFolder const folder(data);
  evidence::Log const log(folder.evidence());
  auto const found = log.verify([](std::uint64_t done, std::uint64_t all) {
    if (done != 0 && done % progress_step == 0) {
      std::cerr << "verify: " << done << " of " << all << " frames\n";
    }
    return true;
  });
  auto const records = sql::Database::open_sqlite(folder.records());
  return report(found, trail::Journal(*records).verify(), json);
}

int rebuild(std::string const& data, bool json) {
  existing(data);
  DataFolder const folder(data);
  auto const knowledge = load_catalog();
  auto const now = net::system_now();
  auto const before = [&] {
    House house(folder, knowledge);
    house.catch_up();
    house.judge_everything(now);   // hours that closed since the house was last open count too
    auto const digest = base::hex(house.store.digest());
    house.store.clear();
    return digest;
  }();
  House house(folder, knowledge);  // a new one: it reads on from the first frame
  house.catch_up([](base::FrameNumber done, base::FrameNumber all) {
    std::cerr << "rebuild: frame " << done.value << " of " << all.value << "\n";
    return true;
  });
  house.judge_everything(now);
  auto const after = base::hex(house.store.digest());
  if (json) {
    std::cout << R"({"before":")" << before << R"(","after":")" << after << "\"}\n";
  } else {
    std::cout << "digest before " << before << "\ndigest after  " << after << "\n" << (before == after ? "the same\n" : "DIFFERENT\n");
  }
  return before == after ? 0 : 1;
}

int backup(std::string const& data, std::string const& to) {
  existing(data);
  fs::path const target(to);
  empty_target(target);
  DataFolder const folder(data);
  evidence::Log(folder.evidence()).backup_to((target / "evidence").string());
  sql::Database::open_sqlite(folder.records())->backup_to((target / "records.sqlite").string());
  // Observations are a projection: a copy saves the rebuild.
  auto const columns = columns::Database::open(folder.observations());
  observe::Store(*columns).backup_to(target.string());
  std::cout << "backed up to " << target.string() << "\n";
  return 0;
}

int restore(std::string const& from, std::string const& data) {
  existing(from);
  empty_target(data);
  fs::copy(from, data, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  auto const found = verify(data, false);
  std::cout << "restored to " << data << "\n";
  return found;
}

int set_password(std::string const& data, std::string const& login) {
  existing(data);
  DataFolder const folder(data);
  auto const records = sql::Database::open_sqlite(folder.records());
  trail::Journal journal(*records);
  identity::People people(*records, journal);
  auto const person = people.find(login);
  if (!person) {
    throw base::Failure("there is no account " + login);
  }
  std::string password;
  std::getline(std::cin, password);
  auto const done = people.set_password(person->id, password, "operator", net::system_now());
  if (!done) {
    throw base::Failure(base::to_string(done.error()));
  }
  std::cout << "password of " << login << " is set; it must be changed at the next log-in\n";
  return 0;
}

}  // namespace app
