// How long a start takes for its registers: files read and understood, the tables held against them; all new, none changed, one changed.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "files.hpp"
#include "net/net.hpp"
#include "records.hpp"

namespace {

namespace fs = std::filesystem;

/// Milliseconds of the best of so many tries.
template <typename Work>
double best_of(int tries, Work work) {
  double best = 1e9;
  for (int i = 0; i < tries; ++i) {
    auto const begin = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

}  // namespace

int main() {
  constexpr int tries = 10;
  ::setenv("BIYUN_HOME", BIYUN_SOURCE_DIR, 1);   // NOLINT(concurrency-mt-unsafe): before any thread
  auto const path = fs::path(BIYUN_SOURCE_DIR) / "build" / "bench-data" / "start";
  fs::remove_all(path);
  fs::create_directories(path);
  app::DataFolder const folder(path);
  auto const known = app::load_knowledge(folder);
  auto const count = known.registers->registers().size();
  std::cout << count << " registers\n"
            << "load the definitions: " << best_of(tries, [&] { (void)app::load_knowledge(folder); }) << " ms\n";
  {
    app::Records records(folder, app::load_knowledge(folder));
    std::cout << "make all tables, once: " << best_of(1, [&] { records.migrate(net::system_now()); }) << " ms\n";
    std::cout << "what would a start do: " << best_of(tries, [&] { (void)registry::Registry::preview(*records.knowledge.registers, *records.writer); })
              << " ms\n";
  }
  auto const start = [&] {
    app::Records records(folder, app::load_knowledge(folder));
    records.migrate(net::system_now());
  };
  std::cout << "a start with nothing new: " << best_of(tries, start) << " ms\n";
  auto text = app::read_file(app::shipped_folder("catalog") / "registers" / "facility.yaml");
  auto const own = folder.catalog() / "registers";
  fs::create_directories(own);
  std::ofstream(own / "facility.yaml") << text.insert(text.find("fields:\n") + 8, "  - { id: bench_own, type: yes_no, title: { zh: 自己的, en: Own } }\n");
  std::ofstream(own / "bench_new.yaml") << "id: bench_new\ntitle: { zh: 新台账, en: New }\ngroup: sources\nserves: []\nsources: []\nkeeper: [air]\nkey: [code]\n"
                                           "name: code\nfields:\n  - { id: code, type: text, title: { zh: 编号, en: Code } }\n";
  std::cout << "a start with a register added and one changed: " << best_of(1, start) << " ms\n";
  fs::remove_all(path);
  return 0;
}
