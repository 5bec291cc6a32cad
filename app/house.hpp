#pragma once
// The rooms with their stores, built on a data folder; shared by serve and the tools that work on it.
#include <functional>
#include <memory>

#include "catalog/catalog.hpp"
#include "columns/columns.hpp"
#include "data_folder.hpp"
#include "evidence/evidence.hpp"
#include "identity/identity.hpp"
#include "ingest/ingest.hpp"
#include "judge/judge.hpp"
#include "observe/observe.hpp"
#include "points/points.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"
#include "verdicts/verdicts.hpp"

namespace app {

/// Every store has a connection of its own to the records, and a journal on the same connection, so that a change
/// and its line in the trail are one transaction.
struct House {
  House(DataFolder const& folder, std::shared_ptr<catalog::Catalog const> catalog);
  /// Applies what the evidence holds beyond the observations and judges it; on the caller's thread.
  void catch_up(std::function<bool(base::FrameNumber, base::FrameNumber)> const& progress = {});

  /// Throws base::Failure when the observations know frames that the evidence does not hold: evidence was lost, or an
  /// older copy put in its place, and new frames would get numbers that are taken.
  void expect_whole() const;

  /// Statistics, verdicts and AQI of every point from its first row to its last.
  void judge_everything(base::Time now);

  /// Points that an import gave values in a range, and the last frame of the evidence before it.
  struct Imported { std::vector<base::PointId> points; observe::Range range; base::FrameNumber before; };
  /// Judges them; after a start they are not judged once more, unless something before the import waits.
  void judge_import(Imported const& import, base::Time now);

  std::shared_ptr<catalog::Catalog const> catalog;
  std::unique_ptr<sql::Database> people_db, points_db, verdicts_db, reading_db;
  trail::Journal people_journal, points_journal, verdicts_journal, reading_journal;
  identity::People people;
  points::Registry registry;
  verdicts::Store verdicts;
  evidence::Log log;
  std::unique_ptr<columns::Database> columns;
  observe::Store store;
  ingest::Gateway gateway;
  judge::Judge judge;
};

/// Imports the demonstration's samples once; says what it does on standard output.
void load_demo_samples(House& house, DataFolder const& folder, base::Time now);

}  // namespace app
