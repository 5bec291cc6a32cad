// Every register of the demonstration goes out as a workbook and comes in again without a difference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "exchange/exchange.hpp"
#include "files.hpp"
#include "records.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

class RoundTrip : public testing::Test {
 protected:
  RoundTrip() {
    ::setenv("BIYUN_HOME", BIYUN_SOURCE_DIR, 1);   // NOLINT(concurrency-mt-unsafe): before any thread
    fs::remove_all(folder);
    fs::create_directories(folder);
    data = std::make_unique<DataFolder>(folder / "data");
    records = std::make_unique<Records>(*data, load_knowledge(*data));
    records->migrate(now);
    load_demo_registers(*records, *data, now);
    who.login = "demo";
    who.role = identity::Role::administrator;
  }
  ~RoundTrip() override {
    records.reset();
    data.reset();
    fs::remove_all(folder);
  }
  std::string workbook_of(registry::Register const& reg) const {
    auto const path = (folder / (reg.id + ".xlsx")).string();
    auto const done = exchange::export_sheet({records->registry}, who, reg, {}, now, path);
    EXPECT_TRUE(done) << reg.id << ": " << (done ? "" : base::to_string(done.error()));
    return read_file(path);
  }
  std::string template_of(registry::Register const& reg) const {
    auto const path = (folder / (reg.id + "_template.xlsx")).string();
    auto const done = exchange::write_template({records->registry}, reg, who, path);
    EXPECT_TRUE(done) << reg.id << ": " << (done ? "" : base::to_string(done.error()));
    return read_file(path);
  }
  base::Result<exchange::Report> planned(registry::Register const& reg, std::string const& bytes) const {
    return exchange::import_file({records->registry}, {who, now}, reg, {bytes, reg.id + ".xlsx", base::hex(base::sha256(bytes))}, {});
  }
  static std::string told(exchange::Report const& report) {
    std::string all = std::to_string(report.created) + " created, " + std::to_string(report.changed) + " changed, " + std::to_string(report.refused) + " refused";
    for (std::size_t i = 0; i < report.problems.size() && i < 5; ++i) {
      auto const& one = report.problems[i];
      all += "\n  " + one.cell + " " + one.field + " '" + one.value + "' " + one.detail;
    }
    for (auto const& column : report.columns) {
      all += column.field.empty() ? "\n  column not known: " + column.title : "";
    }
    return all;
  }
  fs::path folder = fs::path(testing::TempDir()) / "round_trip_test";
  base::Time now = base::parse_time("2026-11-26T09:00:00+08:00").value();
  identity::Person who;
  std::unique_ptr<DataFolder> data;
  std::unique_ptr<Records> records;
};

TEST_F(RoundTrip, what_goes_out_comes_in_the_same_and_templates_are_understood) {
  std::size_t with_records = 0;
  for (auto const& reg : records->knowledge.registers->registers()) {
    auto const all = records->registry.list(who, reg, {.limit = 1}, now);
    ASSERT_TRUE(all);
    with_records += all->total > 0 ? 1U : 0U;
    auto const report = planned(reg, workbook_of(reg));
    ASSERT_TRUE(report) << reg.id << ": " << base::to_string(report.error());
    EXPECT_EQ(report->same, all->total) << reg.id << ": " << told(*report);
    EXPECT_EQ(report->rows, all->total) << reg.id << ": " << told(*report);
    EXPECT_TRUE(report->problems.empty()) << reg.id << ": " << told(*report);

    auto const empty = planned(reg, template_of(reg));
    ASSERT_TRUE(empty) << reg.id << ": " << base::to_string(empty.error());
    EXPECT_EQ(empty->rows, 0U) << reg.id << ": " << told(*empty);
    EXPECT_TRUE(empty->unmapped_required.empty()) << reg.id << ": no column for " << empty->unmapped_required.front();
    for (auto const& column : empty->columns) {
      EXPECT_FALSE(column.field.empty()) << reg.id << ": '" << column.title << "' of the template is not known again";
    }
  }
  EXPECT_GT(with_records, 80U);
}

}  // namespace
}  // namespace app
