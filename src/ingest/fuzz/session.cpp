// Question: whatever comes in on a connection, however it is cut and timed, does the whole way from the socket to the
// observations hold: no crash, bounds kept, nothing answered that was not asked, everything kept applied?
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "columns/columns.hpp"
#include "hj212/hj212.hpp"
#include "ingest/ingest.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace {

constexpr base::Time start{1'772'323'200'000};   // 2026-03-01 08:00 in Beijing
constexpr int inputs_per_commit = 32;

struct House {
  House() {
    for (auto const& [mn, edition, key] : {std::array<std::string, 3>{"A", "2017", ""}, {"B", "2005", ""}, {"C", "2025", "0123456789abcdef"},
                                           {"D", "water-2017", ""}}) {
      auto const point = registry.put(points::Point{.code = mn, .name = mn, .kind = points::Kind::water_outlet}, "fuzz", start);
      CHECK(bool(point), "the point is in order");
      CHECK(bool(registry.put(points::Logger{.mn = mn, .point = point->id, .password = "1", .edition = edition, .sm4_key = key}, "fuzz", start)),
            "the logger is in order");
    }
    gateway.on_replies([this](std::vector<ingest::Reply> const& given) { replies += given.size(); });
  }
  static std::string folder() {
    auto const path = std::filesystem::temp_directory_path() / "biyun_fuzz_session";
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
    return path.string();
  }
  void settle() {
    while (gateway.commit_once(start)) {}
    gateway.flush_notes();
    gateway.catch_up();
    CHECK(gateway.behind() == 0, "what is kept is applied");
    auto const counters = gateway.counters();
    CHECK(counters.at("answered") == replies, "answers are counted as given");
    CHECK(counters.at("believed") * 2 >= replies, "only who is believed is answered, at most with an answer and a command");
  }

  std::unique_ptr<sql::Database> records = sql::Database::open_sqlite(":memory:");
  trail::Journal journal{*records};
  points::Registry registry{*records, journal};
  std::unique_ptr<columns::Database> database = columns::Database::open(":memory:");
  evidence::Log log{folder(), evidence::Options{.full_sync = false}};
  observe::Store store{*database};
  catalog::Catalog catalog{};
  ingest::Gateway gateway{{catalog, registry, log, store},
                          {.noise_bytes_max = 512, .bad_frames_max = 5, .frames_per_second_max = 3, .unknown_frames_max = 4}};
  std::uint64_t replies = 0;
};

/// Lines that begin with 'S' are segments: they get head and CRC, so that what lies behind the CRC is reached too.
/// 'E' the same, encrypted. Other lines go as they are.
std::string stream_of(std::string_view text) {
  std::string out;
  for (auto const line : base::split(text, '\n')) {
    bool const framed = line.size() > 1 && line.size() < 9000;
    if (framed && line[0] == 'S') out += hj212::frame_of(line.substr(1));
    else if (framed && line[0] == 'E') out += hj212::frame_of_encrypted(line.substr(1), "0123456789abcdef");
    else out.append(line).append("\r\n");
  }
  return out;
}

}  // namespace

// DuckDB marks the low bits of its pointers: what it holds looks lost to the leak finder.
extern "C" char const* __lsan_default_suppressions() { return "leak:libduckdb"; }   // NOLINT: the finder's name

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static House house;
  static int inputs = 0;
  if (size < 2) return 0;
  std::size_t const step = data[0] % 97 + 1U;
  std::string const stream = stream_of({reinterpret_cast<char const*>(data) + 2, size - 2});
  auto now = start;
  ingest::Session session(house.gateway, 1, "10.0.0.1:1");
  bool open = true;
  for (std::size_t at = 0; at < stream.size() && open; at += step) {
    open = session.feed(std::string_view(stream).substr(at, step), now).close_reason.empty();
    now = now + std::chrono::milliseconds(data[1] * 40);
    if (open && at % 3 == 0) open = session.tick(now).close_reason.empty();
  }
  session.closed(now);
  if (++inputs % inputs_per_commit == 0) house.settle();
  return 0;
}
