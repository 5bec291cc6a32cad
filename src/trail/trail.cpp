#include "trail/trail.hpp"

#include <algorithm>
#include <utility>

#include "sql/sql.hpp"

namespace trail {
namespace {

// The head is kept apart from the lines, so that cutting off the newest ones is seen too.
constexpr std::string_view lines_and_head = R"(
CREATE TABLE trail (
  number INTEGER PRIMARY KEY,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  from_address TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  chain BLOB NOT NULL
);
CREATE INDEX trail_by_subject ON trail (subject, number);
CREATE INDEX trail_by_who ON trail (who, number);
CREATE TABLE trail_head (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  number BIGINT NOT NULL,
  chain BLOB NOT NULL
);
)";

struct Head { std::int64_t number = 0; base::Digest chain{}; };

base::Digest to_digest(std::string_view bytes) {
  base::Digest digest{};   // a chain of the wrong length cannot be right: it stays zero and fails the check
  if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Head head_of(sql::Database& database) {
  Head head;
  database.prepare("SELECT number, chain FROM trail_head WHERE only_row = 1").one([&](sql::Row const& row) {
    head = {row.integer(0), to_digest(row.blob(1))};
  });
  return head;
}

void append_number(std::string& bytes, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift & 0xff));
}

/// SHA-256 over the chain before and the fields, each with its length, so that no two lines have the same bytes.
base::Digest chain_of(base::Digest const& before, Entry const& entry) {
  std::string fields;
  append_number(fields, static_cast<std::uint64_t>(entry.number));
  append_number(fields, static_cast<std::uint64_t>(entry.at.ms));
  for (auto const* field : {&entry.who, &entry.from, &entry.action, &entry.subject, &entry.detail}) {
    append_number(fields, field->size());
    fields += *field;
  }
  return base::sha256({base::as_bytes(before), fields});
}

Entry entry_of(sql::Row const& row) {
  return {.number = row.integer(0),
          .at = {row.integer(1)},
          .who = std::string(row.text(2)),
          .from = std::string(row.text(3)),
          .action = std::string(row.text(4)),
          .subject = std::string(row.text(5)),
          .detail = std::string(row.text(6)),
          .chain = to_digest(row.blob(7))};
}

constexpr std::string_view columns = "number, at, who, from_address, action, subject, detail, chain";

// A change is asked for, made and written down on one thread.
thread_local std::string sender_address;

struct Condition { std::string text; std::vector<sql::Value> values; };

Condition condition_of(Query const& query) {
  Condition condition{.text = " WHERE 1 = 1", .values = {}};
  auto const also = [&](char const* text, sql::Value value) {
    condition.text += text;
    condition.values.push_back(std::move(value));
  };
  if (query.before > 0) also(" AND number < ?", query.before);
  if (!query.who.empty()) also(" AND who = ?", query.who);
  if (!query.subject.empty()) also(" AND subject = ?", query.subject);
  if (!query.action_prefix.empty()) {
    also(" AND substr(action, 1, length(?)) = ?", query.action_prefix);
    condition.values.emplace_back(query.action_prefix);
  }
  return condition;
}

sql::Statement& bound(sql::Database& database, std::string const& text, std::vector<sql::Value> const& values) {
  auto& statement = database.prepare(text);
  for (std::size_t i = 0; i < values.size(); ++i) statement.bind(static_cast<int>(i) + 1, values[i]);
  return statement;
}

/// Walks the lines from the first and notes what does not follow.
class Walk {
 public:
  void take(Entry const& entry) {
    if (entry.number != before_.number + 1) {
      note("missing", "lines " + std::to_string(before_.number + 1) + " to " + std::to_string(entry.number - 1) +
                          " are missing", entry.number);
    } else if (chain_of(before_.chain, entry) != entry.chain) {
      note("altered", "the line is not what was written: its digest does not follow from the line before",
           entry.number);
    }
    before_ = {entry.number, entry.chain};
  }
  std::vector<base::Problem> end(Head const& head) {
    if (before_.number < head.number) {
      note("missing", "the newest lines, " + std::to_string(before_.number + 1) + " to " + std::to_string(head.number) +
                          ", are missing", head.number);
    } else if (before_.number > head.number || before_.chain != head.chain) {
      note("altered", "the last line is not the one the journal's head names", before_.number);
    }
    return std::move(problems_);
  }

 private:
  void note(char const* code, std::string detail, std::int64_t line) {
    if (problems_.size() >= Journal::problems_max) return;
    problems_.emplace_back(code, std::move(detail), "trail line " + std::to_string(line),
                           "compare with a backup; somebody changed the journal outside of the program");
  }
  Head before_;
  std::vector<base::Problem> problems_;
};

}  // namespace

Sender::Sender(std::string address) : before_(std::exchange(sender_address, std::move(address))) {}
Sender::~Sender() { sender_address = std::move(before_); }

Journal::Journal(sql::Database& database) : database_(database) { database_.migrate("trail", {lines_and_head}); }

void Journal::write(Entry entry) {
  std::lock_guard const lock(mutex_);
  sql::Transaction transaction(database_);
  // Read inside the transaction and never remembered: other connections write to the same chain.
  auto const head = head_of(database_);
  entry.number = head.number + 1;
  if (entry.from.empty()) entry.from = sender_address;
  entry.chain = chain_of(head.chain, entry);
  auto const chain = sql::Blob{std::string(base::as_bytes(entry.chain))};
  database_
      .prepare("INSERT INTO trail (number, at, who, from_address, action, subject, detail, chain) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .with(entry.number, entry.at, entry.who, entry.from, entry.action, entry.subject, entry.detail, chain)
      .run();
  database_
      .prepare("INSERT INTO trail_head (only_row, number, chain) VALUES (1, ?, ?) "
               "ON CONFLICT (only_row) DO UPDATE SET number = excluded.number, chain = excluded.chain")
      .with(entry.number, chain)
      .run();
  transaction.commit();
}

std::vector<Entry> Journal::find(Query const& query) const {
  std::lock_guard const lock(mutex_);
  auto [text, values] = condition_of(query);
  text = "SELECT " + std::string(columns) + " FROM trail" + text + " ORDER BY number " + (query.oldest_first ? "ASC" : "DESC") + " LIMIT ? OFFSET ?";
  values.emplace_back(static_cast<std::int64_t>(std::min(query.most, entries_max)));
  values.emplace_back(static_cast<std::int64_t>(query.skip));
  std::vector<Entry> found;
  bound(database_, text, values).each([&](sql::Row const& row) { found.push_back(entry_of(row)); });
  return found;
}

std::size_t Journal::count(Query const& query) const {
  std::lock_guard const lock(mutex_);
  auto const [text, values] = condition_of(query);
  std::int64_t counted = 0;
  bound(database_, "SELECT count(*) FROM trail" + text, values).one([&](sql::Row const& row) { counted = row.integer(0); });
  return static_cast<std::size_t>(counted);
}

std::vector<base::Problem> Journal::verify() const {
  std::lock_guard const lock(mutex_);
  Walk walk;
  auto head = head_of(database_);
  // The head again beside every line: one statement sees one moment, whoever writes meanwhile.
  auto const text = "SELECT " + std::string(columns) +
                    ", (SELECT number FROM trail_head), (SELECT chain FROM trail_head) FROM trail ORDER BY trail.number";
  database_.prepare(text).each([&](sql::Row const& row) {
    walk.take(entry_of(row));
    head = {row.integer(8), to_digest(row.blob(9))};
  });
  return walk.end(head);
}

// ---- Detail -------------------------------------------------------------------------------------

Scalar::Scalar(std::string_view text) : json_("\"") {
  std::string shown;
  if (!base::is_utf8(text)) {
    shown = base::printable(text);
    text = shown;
  }
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json_ += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f) {
      json_ += "\\u00" + base::hex(std::string_view(&c, 1));
    } else {
      json_ += c;
    }
  }
  json_ += '"';
}

Scalar::Scalar(double number) : json_(base::format_number(number)) {
  if (!base::parse_number(json_)) json_ = "null";
}

Scalar::Scalar(std::int64_t number) : json_(std::to_string(number)) {}

void Detail::put(std::string_view name, std::string const& json) {
  if (!inside_.empty()) inside_ += ',';
  inside_ += Scalar(name).json() + ":" + json;
}

Detail& Detail::add(std::string_view name, Scalar const& value) {
  put(name, value.json());
  return *this;
}

Detail& Detail::add(std::string_view name, Scalar const& before, Scalar const& after) {
  if (before != after) put(name, R"({"before":)" + before.json() + R"(,"after":)" + after.json() + "}");
  return *this;
}

Detail& Detail::add_secret(std::string_view name, std::string_view before, std::string_view after) {
  if (before != after) put(name, after.empty() ? R"("removed")" : before.empty() ? R"("set")" : R"("changed")");
  return *this;
}

}  // namespace trail
