#pragma once
// The journal of who did what: append-only, each line chained to the one before by SHA-256.
// Written in the same transaction as the change it tells of (same sql::Database).
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace sql {
class Database;
}

namespace trail {

struct Entry {
  std::int64_t number = 0;      // set by the journal
  base::Time at;
  std::string who;              // login name, or "system", or "logger <MN>"
  std::string from;             // address
  std::string action;           // "point.create", "alarm.acknowledge", "login.refused" …
  std::string subject;          // "point/12"
  std::string detail;           // JSON: what changed, before and after; never a secret
  base::Digest chain{};         // set by the journal
};
/// Empty fields ask for everything; `before` is a line's number (exclusive), 0 = from the newest.
struct Query {
  std::string who, action_prefix, subject;
  std::int64_t before = 0;
  std::size_t most = 100, skip = 0;
  bool oldest_first = false;
};

/// As long as it lives, lines written on this thread that name no address of their own carry this one.
class Sender {
 public:
  explicit Sender(std::string address);
  ~Sender();
  Sender(Sender const&) = delete;
  Sender& operator=(Sender const&) = delete;

 private:
  std::string before_;
};

/// One Journal per connection: it writes into the running transaction of the store that shares its database.
/// Calls are serialized inside, so a Journal on a connection of its own may be read from any thread.
class Journal {
 public:
  explicit Journal(sql::Database& database);
  /// Joins a running transaction (or makes one). Lines of several connections follow one another in one chain.
  void write(Entry entry);
  std::vector<Entry> find(Query const& query) const;   // newest first unless asked otherwise, at most entries_max
  std::size_t count(Query const& query) const;         // of all that fit, whatever `most` and `skip` say
  /// Empty when unbroken; else what is wrong and where (at most problems_max): altered, missing or added lines.
  std::vector<base::Problem> verify() const;
  static constexpr std::size_t entries_max = 10'000, problems_max = 100;

 private:
  sql::Database& database_;
  mutable std::mutex mutex_;
};

/// A value as JSON text. What is not UTF-8 is shown as \xNN; a number that JSON does not know becomes null.
class Scalar {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a detail is written as add("name", value)
  Scalar(std::string_view text);
  Scalar(std::string const& text) : Scalar(std::string_view(text)) {}
  Scalar(char const* text) : Scalar(std::string_view(text)) {}
  Scalar(double number);
  Scalar(std::int64_t number);
  Scalar(int number) : Scalar(std::int64_t{number}) {}
  Scalar(bool yes) : json_(yes ? "true" : "false") {}
  // NOLINTEND(google-explicit-constructor)
  std::string const& json() const { return json_; }
  friend bool operator==(Scalar const&, Scalar const&) = default;

 private:
  std::string json_;
};
/// A flat JSON object, for Entry::detail and the like.
class Detail {
 public:
  Detail& add(std::string_view name, Scalar const& value);                             // "name":value
  Detail& add(std::string_view name, Scalar const& before, Scalar const& after);       // only if they differ
  /// A secret that changed: says that it did, never what it was or is.
  Detail& add_secret(std::string_view name, std::string_view before, std::string_view after);
  bool empty() const { return inside_.empty(); }
  std::string json() const { return "{" + inside_ + "}"; }

 private:
  void put(std::string_view name, std::string const& json);
  std::string inside_;
};

}  // namespace trail
