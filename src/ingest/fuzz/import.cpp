// Question: whatever is in a plan or a CSV, is it refused with a place or read whole, and does the projector find in
// the pieces exactly the values that were counted?
#include <cstdint>
#include <string>

#include "ingest/imports.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace {

struct Known {
  Known() {
    for (std::string const code : {"S-1", "S-2"})
      CHECK(bool(registry.put(points::Point{.code = code, .name = code, .kind = points::Kind::air_station}, "fuzz", {})), "the point is in order");
  }
  std::unique_ptr<sql::Database> records = sql::Database::open_sqlite(":memory:");
  trail::Journal journal{*records};
  points::Registry registry{*records, journal};
  catalog::Catalog catalog{};
};

constexpr std::string_view plans[] = {
    R"({"kind":"hour","point_column":"s","point_codes":{"a":"S-1","b":"S-2"},"time_columns":["t"],"columns":[{"column":"x","factor":"a34004","unit":"ug/m3"}]})",
    R"({"kind":"hour","point_code":"S-1","time_columns":["d","h"],"time_style":"date_hour","time_is_end":true,"columns":[{"column":"x","factor":"f","unit":""}]})",
    R"({"kind":"day","point_code":"S-1","time_columns":["y","m","d","h"],"time_style":"ymdh","columns":[{"column":"x","factor":"f","unit":""},{"column":"z","factor":"g","unit":"%"}]})"};

void read(ingest::ImportPlan const& plan, std::string_view csv) {
  static Known const known;
  std::vector<std::string> pieces;
  auto const report = ingest::read_import(plan, known.catalog, known.registry, csv, &pieces);
  CHECK(report.problems.empty() || pieces.empty(), "nothing is stored of a file with problems");
  std::int64_t values = 0;
  for (auto const& piece : pieces)
    ingest::each_row(piece, {known.catalog, known.registry}, [&](ingest::ImportedRow const&) { ++values; });
  CHECK(!report.problems.empty() || values == report.values, "what was accepted is what is stored");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size < 1) return 0;
  std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
  if (data[0] % 4 < std::size(plans)) {
    read(ingest::parse_plan(plans[data[0] % 4]).value(), text);
    return 0;
  }
  // A plan up to a zero byte, then a CSV.
  auto const end = text.find('\0');
  auto const plan = ingest::parse_plan(text.substr(0, end));
  if (!plan) return 0;
  auto const again = ingest::parse_plan(ingest::to_text(*plan));
  CHECK(again && ingest::to_text(*again) == ingest::to_text(*plan), "a plan comes back from its text");
  if (end != std::string_view::npos) read(*plan, text.substr(end + 1));
  return 0;
}
