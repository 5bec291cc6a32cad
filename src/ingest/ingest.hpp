#pragma once
// HJ 212 work: who is it, keep the frame, acknowledge only what is durable, turn frames into observations.
//
// Three threads share it. The network thread owns Sessions: bytes → frames → Gateway's bounded queue. The writer
// commits a group of frames to the evidence and only then hands out their answers. The projector turns committed
// frames into observation batches; it can always start again from the last frame applied, so a crash heals by reading on.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "catalog/catalog.hpp"
#include "evidence/evidence.hpp"
#include "observe/observe.hpp"
#include "points/points.hpp"

namespace ingest {

using base::Duration, base::Time, base::FrameNumber;

struct Options {
  std::size_t queue_frames_max = 200'000;      // accepted, not yet durable; above it sockets are read no more
  std::size_t commit_frames_max = 20'000;      // frames of one group commit
  std::size_t apply_rows_max = 200'000;        // observation rows of one transaction
  std::size_t noise_bytes_max = 64 << 10;      // bytes that are no frame, kept per connection
  std::size_t bad_frames_max = 200;            // wrong frames in a row before the connection is closed
  std::size_t frames_per_second_max = 20'000;  // of one connection, averaged over 10 s; more is a flood
  std::size_t unknown_frames_max = 1'000;      // kept per connection of a logger that is not registered
  std::size_t peer_noise_bytes_max = 4 << 20;     // kept of one address in a day
  std::size_t peer_unknown_frames_max = 50'000;   // the same; many loggers may stand behind one address
  std::size_t remembered_frames_max = 4'096;   // per MN, to know a repeated frame
  std::size_t remembered_total_max = 4'000'000;   // of all MNs, 16 to 32 bytes each: ten thousand loggers have some hours of each
  Duration partial_max = std::chrono::seconds(60);   // a frame begun must be finished in this time
  Duration clock_off_max = std::chrono::minutes(5);  // QN further from our clock than this is a fault
  Duration gather = std::chrono::milliseconds(10);   // a commit waits so long for company
  Duration apply_every = std::chrono::milliseconds(200);
};

using Connection = std::uint64_t;
struct Reply { Connection to = 0; std::string bytes; };
/// What the projector stored: for live screens and for judge.
struct Observed { observe::Batch batch; observe::Applied applied; };

class Gateway;
/// One connection to a logger, on the network thread. Sans-IO: bytes in, what to do out.
class Session {
 public:
  struct Out {
    std::string bytes;             // to send at once
    bool pause = false;            // read no more until Gateway's resume
    std::string close_reason;      // not empty: close
  };
  Session(Gateway& gateway, Connection connection, std::string peer);
  ~Session();
  Out feed(std::string_view bytes, Time now);
  Out tick(Time now);
  void closed(Time now);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

class Gateway {
 public:
  struct Parts {
    catalog::Catalog const& catalog;
    points::Registry& registry;
    evidence::Log& log;
    observe::Store& store;
  };
  Gateway(Parts parts, Options options = {});
  ~Gateway();
  /// Called from the writer's thread after a commit.
  void on_replies(std::function<void(std::vector<Reply>)> deliver);
  /// Called from the writer's thread when paused sessions may read again.
  void on_resume(std::function<void(std::vector<Connection>)> resume);
  /// Called from the projector's thread after its transaction.
  void on_observed(std::function<void(Observed const&)> take);
  /// Called from the projector's thread about once a second, data or not: for what must share its thread (judge).
  void on_round(std::function<void(Time)> work);
  /// The clock is handed in, since the threads need one.
  void start(std::function<Time()> clock);
  void stop();                       // commits and applies what is queued
  /// Hands an import's pieces to the writer; returns when they are durable.
  FrameNumber store_import(std::vector<std::string> pieces, std::string const& source, Time now);
  /// One step of the writer, of the projector: what their threads do. For tests and tools; never while started.
  /// False when there was nothing to do. Both throw base::Failure and may then be called again.
  bool commit_once(Time now);
  bool apply_once();
  /// Writes the faults and unregistered loggers noted since the last second to the registry.
  void flush_notes();
  /// Applies everything up to the end of the evidence on the caller's thread; nothing else may write the store.
  void catch_up(std::function<bool(FrameNumber, FrameNumber)> const& progress = {});
  /// Frames that a change of a logger's settings made believable are applied by themselves before the next frame. This does
  /// it now, without the next frame; nothing when started.
  void reapply();

  struct LoggerState { Time last_frame_at; std::int64_t frames = 0; double clock_offset_s = 0; bool has_clock = false; Connection connection = 0; };
  std::map<std::string, LoggerState> logger_states() const;
  std::map<std::string, std::uint64_t> counters() const;   // frames, bytes, repeated, refused by kind …
  /// How far observations are behind the evidence, in frames.
  std::int64_t behind() const;

 private:
  friend class Session;
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// Pure: the rows one frame gives, by the habits bound to its MN.
struct Reading {
  observe::SeriesKey key;
  Time at;
  double value = observe::absent, min = observe::absent, max = observe::absent, total = observe::absent;
  char flag = ' ';
  std::string text;                  // not empty: a note, not a number
};
/// A frame (already checked) of a logger into readings; empty when the frame carries no data.
std::vector<Reading> readings_of(std::string_view frame_bytes, points::Logger const& logger, Time received_at);

// ---- imports: a CSV becomes pieces of evidence; the projector reads the pieces -----------------------
struct ImportColumn { std::string column, factor, unit; };     // "PM2.5" → a34004 in μg/m3
struct ImportPlan {
  std::string source;                // file name
  std::string digest;                // SHA-256 of the file, hex
  observe::Kind kind = observe::Kind::hour;
  std::string point_column;          // column that names the point, "" = `point_code` for all
  std::string point_code;
  std::map<std::string, std::string> point_codes;   // cell → point code, when point_column is used; others are left out and counted
  std::vector<std::string> time_columns;             // one ISO column, or year month day hour columns, or Date Hour
  std::string time_style = "iso";    // "iso" | "ymdh" | "date_hour"
  bool time_is_end = false;          // the hour is named by its end
  std::vector<std::string> missing = {"", "NA", "NaN", "-", "—"};
  std::vector<ImportColumn> columns;
};
std::string to_text(ImportPlan const& plan);                   // one line of JSON
base::Result<ImportPlan> parse_plan(std::string_view text);
struct ImportReport {
  std::int64_t rows = 0, values = 0, missing = 0, left_out = 0;
  std::vector<base::Problem> problems;                         // at most 1000; where = "row 12, column PM2.5"
  bool truncated = false;
  std::vector<base::PointId> points;                           // that got values, ascending
  Time first_at, last_at;                                      // of the values, when there are points
};
/// Reads the whole file; on problems nothing may be stored. `pieces` gets what goes to the evidence.
ImportReport read_import(ImportPlan const& plan, catalog::Catalog const& catalog, points::Registry const& registry,
                         std::string_view csv, std::vector<std::string>* pieces);

}  // namespace ingest
