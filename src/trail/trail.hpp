#pragma once
// The journal of who did what: append-only, each line chained to the one before by SHA-256.
// Written in the same transaction as the change it tells of (same sql::Database).
#include <functional>
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
  base::Digest chain{};
};
struct Query { std::string who, action_prefix, subject; std::int64_t before = 0; std::size_t most = 100; };

class Journal {
 public:
  explicit Journal(sql::Database& database);
  void write(Entry entry);
  std::vector<Entry> find(Query const& query) const;   // newest first
  /// Empty when unbroken; else what is wrong and where.
  std::vector<base::Problem> verify() const;

 private:
  sql::Database& database_;
};

}  // namespace trail
