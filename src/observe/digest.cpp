// One digest over all that is known, whatever order it came and lies in; and the copy for a backup.
#include <algorithm>
#include <filesystem>
#include <numeric>

#include "observe/inside.hpp"

namespace observe {
namespace {

constexpr std::size_t block_bytes = 1 << 20;

/// SHA-256 over blocks of text, each together with the digest before it.
class Sum {
 public:
  void line(std::string const& text) {
    block_ += text;
    block_ += '\n';
    if (block_.size() >= block_bytes) fold();
  }
  base::Digest finish() { return fold(), digest_; }

 private:
  void fold() {
    digest_ = base::sha256({base::as_bytes(digest_), block_});
    block_.clear();
  }
  base::Digest digest_{};
  std::string block_;
};

std::string number(double value) { return same(value, absent) ? std::string() : base::format_number(value); }

std::string text_of(SeriesKey const& key) {
  return std::to_string(key.point.value) + '|' + key.factor + '|' + std::string(name_of(key.kind)) + '|' + key.variant;
}
std::string text_of(QuantityKey const& key) {
  return std::to_string(key.point.value) + '|' + key.factor + '|' + key.variant + '|' + (key.period == Period::hour ? "hour" : "day");
}

/// Gives each number its place in the order of the keys' text, as a table of this connection; returns the texts by place.
template <typename Key>
std::vector<std::string> rank(columns::Connection& connection, std::vector<Key> const& keys) {
  std::vector<std::string> text;
  for (auto const& key : keys) text.push_back(text_of(key));
  std::vector<std::int32_t> by_text(keys.size()), ranks(keys.size());
  std::iota(by_text.begin(), by_text.end(), 0);
  std::sort(by_text.begin(), by_text.end(), [&](auto a, auto b) { return text[static_cast<std::size_t>(a)] < text[static_cast<std::size_t>(b)]; });
  std::vector<std::int32_t> numbers;
  std::vector<std::string> sorted;
  for (std::size_t i = 0; i < by_text.size(); ++i) {
    ranks[i] = static_cast<std::int32_t>(i);
    numbers.push_back(by_text[i] + 1);
    sorted.push_back(text[static_cast<std::size_t>(by_text[i])]);
  }
  connection.run("CREATE OR REPLACE TEMP TABLE ranked(number INTEGER, place INTEGER)");
  if (keys.empty()) return sorted;
  auto const appender = connection.appender("ranked");
  appender->words(0, numbers);
  appender->words(1, ranks);
  appender->rows(numbers.size());
  appender->flush();
  return sorted;
}

void add_rows(columns::Connection& connection, std::vector<SeriesKey> const& keys, Sum& sum) {
  auto const names = rank(connection, keys);
  connection.each("SELECT k.place, r.* FROM all_row r JOIN ranked k ON k.number = r.series ORDER BY k.place, r.at_ms, r.revision", {},
                  [&](columns::Row const& from) {
    auto const row = read_row(from, 1);
    sum.line(names[static_cast<std::size_t>(from.integer(0))] + '|' + std::to_string(row.at.ms) + '|' + std::to_string(row.revision) + '|' +
             number(row.value) + '|' + number(row.min) + '|' + number(row.max) + '|' + number(row.total) + '|' + row.flag + '|' +
             std::to_string(row.frame.value));
  });
  connection.each("SELECT k.place, n.at_ms, n.text, n.frame FROM note n JOIN ranked k ON k.number = n.series "
                  "ORDER BY k.place, n.at_ms, n.text, n.frame", {}, [&](columns::Row const& from) {
    sum.line(names[static_cast<std::size_t>(from.integer(0))] + '|' + std::to_string(from.integer(1)) + '|' +
             base::printable(from.text(2)) + '|' + std::to_string(from.integer(3)));
  });
}

/// Only what holds now: how often a statistic was computed on the way depends on when it was asked for.
void add_statistics(columns::Connection& connection, std::vector<QuantityKey> const& keys, Sum& sum) {
  auto const names = rank(connection, keys);
  auto const line = [&](Draft const& draft, std::int64_t rank_place) {
    auto const& s = draft.statistic;
    sum.line(names[static_cast<std::size_t>(rank_place)] + '|' + std::to_string(s.start.ms) + '|' + number(s.mean) + '|' + number(s.min) + '|' +
             number(s.max) + '|' + number(s.total) + '|' + std::to_string(s.due) + '|' + std::to_string(s.received) + '|' +
             std::to_string(s.valid_rows) + '|' + (s.valid ? '1' : '0') + '|' + s.flag + '|' + std::string(name_of(s.made_from)) + '|' +
             number(s.device) + '|' + s.device_flag + '|' + std::to_string(s.last_frame.value));
  };
  std::optional<Draft> newest;
  std::int64_t newest_place = 0;
  connection.each("SELECT k.place, s.* FROM all_statistic s JOIN ranked k ON k.number = s.quantity "
                  "ORDER BY k.place, s.start_ms, s.revision", {}, [&](columns::Row const& from) {
    auto draft = read_statistic(from, keys[place(from.integer(1))], 1);
    bool const follows = newest && newest->quantity == draft.quantity && newest->statistic.start == draft.statistic.start;
    if (newest && !follows) line(*newest, newest_place);
    newest = std::move(draft);
    newest_place = from.integer(0);
  });
  if (newest) line(*newest, newest_place);
}

std::string quoted(std::string const& text) {
  std::string out = "'";
  for (char const c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

}  // namespace

base::Digest Store::digest() const {
  auto const& in = *inside_;
  std::scoped_lock const lock(in.writing);                  // nothing changes between the three parts
  auto reader = in.readers.borrow();
  Sum sum;
  add_rows(*reader, in.series.keys(), sum);
  add_statistics(*reader, in.quantities.keys(), sum);
  return sum.finish();
}

void Store::backup_to(std::string const& folder) const {
  auto const file = (std::filesystem::path(folder) / "observations.duckdb").string();
  if (std::filesystem::exists(file)) throw base::Failure("The backup " + file + " is there already; choose an empty folder");
  auto reader = inside_->readers.borrow();
  std::string source;
  reader->each("SELECT current_database()", {}, [&](columns::Row const& row) { source = row.text(0); });
  reader->run("ATTACH " + quoted(file) + " AS biyun_backup");
  reader->run("COPY FROM DATABASE \"" + source + "\" TO biyun_backup");   // one transaction: a consistent moment
  reader->run("DETACH biyun_backup");
}

}  // namespace observe
