// A batch of rows and notes, in one transaction with the number of the last frame applied.
#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>

#include "observe/inside.hpp"

namespace observe {
namespace {

struct Moment {
  std::int32_t series = 0;
  std::int64_t at_ms = 0;
  friend auto operator<=>(Moment const&, Moment const&) = default;
};
struct MomentHash {
  std::size_t operator()(Moment const& m) const {
    return KeyHash::mix(std::hash<std::int64_t>{}(m.at_ms), static_cast<std::size_t>(m.series));
  }
};
/// The newest row known of each moment; without a value: none.
using Known = std::unordered_map<Moment, std::optional<Row>, MomentHash>;

bool says_the_same(Row const& a, Row const& b) {
  return a.flag == b.flag && same(a.value, b.value) && same(a.min, b.min) && same(a.max, b.max) && same(a.total, b.total);
}

std::int32_t number_of(SeriesId id) { return static_cast<std::int32_t>(id.value); }

/// Puts moments into a table of this connection alone, to be joined with.
void put_wanted(columns::Connection& connection, std::vector<std::int32_t> const& series, std::vector<std::int64_t> const& at_ms) {
  connection.run("CREATE OR REPLACE TEMP TABLE wanted_moment(series INTEGER, at_ms BIGINT)");
  auto const appender = connection.appender("wanted_moment");
  appender->words(0, series);
  appender->integers(1, at_ms);
  appender->rows(series.size());
  appender->flush();
}

void look_up(columns::Connection& connection, Known& known) {
  std::vector<std::int32_t> series;
  std::vector<std::int64_t> at_ms;
  for (auto const& [moment, row] : known) series.push_back(moment.series), at_ms.push_back(moment.at_ms);
  put_wanted(connection, series, at_ms);
  auto const [first, last] = std::minmax_element(at_ms.begin(), at_ms.end());
  connection.each("SELECT r.* FROM wanted_moment w JOIN all_row r ON r.series = w.series AND r.at_ms = w.at_ms "
                  "WHERE r.at_ms BETWEEN ? AND ?", {*first, *last}, [&](columns::Row const& from) {
    auto const row = read_row(from);
    auto& newest = known.at({number_of(row.series), row.at.ms});
    if (!newest || row.revision > newest->revision) newest = row;
  });
}

Row row_of(RowColumns const& rows, std::size_t i) {
  return {.series = {rows.series[i]}, .at = {rows.at_ms[i]}, .value = rows.value[i], .min = rows.low[i], .max = rows.high[i],
          .total = rows.total[i], .flag = static_cast<char>(rows.flag[i]), .frame = {rows.frame[i]}, .revision = rows.revision[i]};
}

/// One batch on its way in. Until `keep()` the marks it moved are put back when it is dropped.
class Incoming {
 public:
  Incoming(std::vector<Row>& marks, RowColumns& rows) : marks_(marks), rows_(rows), hours_(marks.size(), no_hour) { rows_.clear(); }
  ~Incoming() {
    for (auto const& old : moved_) marks_[place(old.series.value)] = old;
  }
  Incoming(Incoming const&) = delete;
  Incoming& operator=(Incoming const&) = delete;

  void take(Row const& row) {
    auto const index = place(row.series.value);
    CHECK(row.series.value >= 1 && index < marks_.size(), "the row's series was made by series()");
    auto const& mark = marks_[index];
    if (row.at > mark.at) {
      ++applied.appended;
      add(row, 0, true);
    } else if (row.at < mark.at) {
      late_.push_back(&row);
    } else if (says_the_same(row, mark)) {
      ++applied.repeated;
    } else {
      ++applied.revised;
      add(row, mark.revision + 1, true);
    }
  }

  /// Rows older than the newest of their series: new, repeated or another value? One query for all of them.
  void take_late(columns::Connection& connection) {
    if (late_.empty()) return;
    Known known;
    for (auto const* row : late_) known.try_emplace({number_of(row->series), row->at.ms});
    look_up(connection, known);
    // A row of this batch that is newer than the database knows: it came before the late one, since marks only grow.
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (auto const found = known.find({rows_.series[i], rows_.at_ms[i]}); found != known.end()) found->second = row_of(rows_, i);
    for (auto const* row : late_) take_late(*row, known.at({number_of(row->series), row->at.ms}));
  }

  std::vector<std::pair<std::int32_t, std::int64_t>> touched_hours() {
    std::sort(touched_.begin(), touched_.end());
    touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
    return std::move(touched_);
  }
  /// Copies the moved marks to what readers see; from now on they stay.
  void keep(std::vector<Row>& latest) {
    for (auto const& old : moved_) latest[place(old.series.value)] = marks_[place(old.series.value)];
    moved_.clear();
  }

  Applied applied;

 private:
  void take_late(Row const& row, std::optional<Row>& newest) {
    if (newest && says_the_same(row, *newest)) {
      ++applied.repeated;
      return;
    }
    int const revision = newest ? newest->revision + 1 : 0;
    newest ? ++applied.revised : (++applied.appended, ++applied.late);
    newest = row;
    newest->revision = revision;
    add(row, revision, false);
  }
  void add(Row const& row, int revision, bool is_newest) {
    rows_.add(row, revision);
    auto const hour = base::floor_to(row.at, base::hour_length).ms;
    auto const index = place(row.series.value);
    bool const is_first = hours_[index] == no_hour;
    if (hours_[index] != hour) touched_.emplace_back(number_of(row.series), hour);
    hours_[index] = hour;
    if (!is_newest) return;
    if (is_first) moved_.push_back(marks_[index]);
    marks_[index] = row;
    marks_[index].revision = revision;
  }

  std::vector<Row>& marks_;
  RowColumns& rows_;
  static constexpr std::int64_t no_hour = std::numeric_limits<std::int64_t>::min();
  std::vector<std::int64_t> hours_;      // by series: the hour last touched by this batch
  std::vector<Row> moved_;               // marks as they were before this batch
  std::vector<Row const*> late_;
  std::vector<std::pair<std::int32_t, std::int64_t>> touched_;
};

/// The notes of a batch: the same text at the same time is stored once.
class IncomingNotes {
 public:
  using Marks = std::map<std::int32_t, std::pair<std::int64_t, std::string>>;
  IncomingNotes(Marks const& marks, std::vector<Note> const& notes, Applied& applied) : applied_(applied) {
    for (auto const& note : notes) take(marks, note);
  }
  void store(columns::Connection& connection) {
    take_doubtful(connection);
    if (rows_.empty()) return;
    std::vector<std::int32_t> series;
    std::vector<std::int64_t> at_ms, frame;
    std::vector<std::string> text;
    for (auto const* note : rows_) {
      series.push_back(number_of(note->series)), at_ms.push_back(note->at.ms);
      text.push_back(note->text), frame.push_back(note->frame.value);
    }
    auto const appender = connection.appender("note");
    appender->words(0, series);
    appender->integers(1, at_ms);
    appender->texts(2, text);
    appender->integers(3, frame);
    appender->rows(series.size());
    appender->flush();
  }
  void keep(Marks& marks) {
    for (auto& [series, mark] : moved_) marks[series] = std::move(mark);
  }

 private:
  void take(Marks const& marks, Note const& note) {
    auto const series = number_of(note.series);
    auto const own = moved_.find(series);
    auto const old = marks.find(series);
    auto const* mark = own != moved_.end() ? &own->second : old != marks.end() ? &old->second : nullptr;
    if (mark && note.at.ms == mark->first && note.text == mark->second) {
      ++applied_.repeated;
    } else if (!mark || note.at.ms > mark->first) {
      add(note);
      moved_[series] = {note.at.ms, note.text};
    } else {
      doubtful_.push_back(&note);
    }
  }
  void add(Note const& note) {
    ++applied_.appended;
    rows_.push_back(&note);
  }
  void take_doubtful(columns::Connection& connection) {
    if (doubtful_.empty()) return;
    std::set<std::pair<Moment, std::string>> known;
    std::vector<std::int32_t> series;
    std::vector<std::int64_t> at_ms;
    for (auto const* note : rows_) known.insert({{number_of(note->series), note->at.ms}, note->text});
    for (auto const* note : doubtful_) series.push_back(number_of(note->series)), at_ms.push_back(note->at.ms);
    put_wanted(connection, series, at_ms);
    connection.each("SELECT DISTINCT n.series, n.at_ms, n.text FROM wanted_moment w JOIN note n "
                    "ON n.series = w.series AND n.at_ms = w.at_ms", {}, [&](columns::Row const& row) {
      known.insert({{static_cast<std::int32_t>(row.integer(0)), row.integer(1)}, std::string(row.text(2))});
    });
    for (auto const* note : doubtful_) {
      if (known.insert({{number_of(note->series), note->at.ms}, note->text}).second)
        add(*note), ++applied_.late;
      else
        ++applied_.repeated;
    }
  }

  Applied& applied_;
  Marks moved_;
  std::vector<Note const*> rows_, doubtful_;
};

}  // namespace

Applied Store::append(Batch const& batch) {
  auto& in = *inside_;
  std::scoped_lock const lock(in.writing);
  Incoming rows(in.marks, in.scratch);
  IncomingNotes notes(in.note_marks, batch.notes, rows.applied);
  for (auto const& row : batch.rows) rows.take(row);

  Transaction transaction(*in.writer);
  in.store_keys();
  rows.take_late(*in.writer);
  in.scratch.append_to(*in.writer, "hot_row");
  notes.store(*in.writer);
  // Frames of a logger that was registered late are applied again: the number never goes back.
  auto const frame = std::max(in.applied, batch.last_frame);
  if (frame != in.applied) in.writer->run("UPDATE applied SET frame = ?", {frame.value});
  transaction.commit();

  in.keys_are_stored();
  notes.keep(in.note_marks);
  for (auto const& [series, hour] : rows.touched_hours()) {
    auto const& key = in.series.key(series);
    rows.applied.touched.push_back({key.point, key.factor, key.variant, key.kind, {hour}});
  }
  std::unique_lock const share(in.sharing);
  rows.keep(in.latest);
  in.applied = frame;
  return std::move(rows.applied);
}

}  // namespace observe
