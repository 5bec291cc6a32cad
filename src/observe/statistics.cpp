// Statistics as they are kept: an unchanged one is left alone, a changed one is a new revision, and one whose period was
// still growing is replaced.
#include <algorithm>
#include <unordered_map>

#include "observe/inside.hpp"

namespace observe {
namespace {

bool says_the_same(Statistic const& a, Statistic const& b) {
  return same(a.mean, b.mean) && same(a.min, b.min) && same(a.max, b.max) && same(a.total, b.total) && a.due == b.due &&
         a.received == b.received && a.valid_rows == b.valid_rows && a.valid == b.valid && a.flag == b.flag &&
         a.made_from == b.made_from && same(a.device, b.device) && a.device_flag == b.device_flag && a.last_frame == b.last_frame;
}

bool is_empty(Statistic const& s) { return s.received == 0 && s.device_flag == ' ' && same(s.device, absent); }

struct Place {
  std::int32_t quantity = 0;
  std::int64_t start_ms = 0;
  friend bool operator==(Place const&, Place const&) = default;
};
struct PlaceHash {
  std::size_t operator()(Place const& p) const { return KeyHash::mix(std::hash<std::int64_t>{}(p.start_ms), static_cast<std::size_t>(p.quantity)); }
};
Place place_of(Draft const& draft) { return {draft.quantity, draft.statistic.start.ms}; }

/// The newest statistic kept for each place that is worked on.
using KnownStatistics = std::unordered_map<Place, std::optional<Draft>, PlaceHash>;

void put_wanted(columns::Connection& connection, std::vector<Place> const& places, std::vector<std::int32_t> const& revision) {
  connection.run("CREATE OR REPLACE TEMP TABLE wanted_statistic(quantity INTEGER, start_ms BIGINT, revision INTEGER)");
  std::vector<std::int32_t> quantity;
  std::vector<std::int64_t> start_ms;
  for (auto const& place : places) quantity.push_back(place.quantity), start_ms.push_back(place.start_ms);
  auto const appender = connection.appender("wanted_statistic");
  appender->words(0, quantity);
  appender->integers(1, start_ms);
  appender->words(2, revision);
  appender->rows(places.size());
  appender->flush();
}

std::pair<std::int64_t, std::int64_t> span_of(std::vector<Place> const& places) {
  auto const by_start = [](Place const& a, Place const& b) { return a.start_ms < b.start_ms; };
  auto const [first, last] = std::minmax_element(places.begin(), places.end(), by_start);
  return {first->start_ms, last->start_ms};
}

void look_up(columns::Connection& connection, Numbering<QuantityKey> const& quantities, std::vector<Place> const& places, KnownStatistics& known) {
  if (places.empty()) return;
  put_wanted(connection, places, std::vector<std::int32_t>(places.size()));
  auto const [first, last] = span_of(places);
  connection.each("SELECT s.* FROM wanted_statistic w JOIN all_statistic s ON s.quantity = w.quantity AND s.start_ms = w.start_ms "
                  "WHERE s.start_ms BETWEEN ? AND ?", {first, last}, [&](columns::Row const& row) {
    auto draft = read_statistic(row, quantities.key(row.integer(0)));
    auto& newest = known.at(place_of(draft));
    if (!newest || draft.statistic.revision > newest->statistic.revision) newest = std::move(draft);
  });
}

void remove(columns::Connection& connection, std::vector<Place> const& places, std::vector<std::int32_t> const& revision) {
  if (places.empty()) return;
  put_wanted(connection, places, revision);
  auto const [first, last] = span_of(places);
  for (std::string const table : {"hot_statistic", "settled_statistic"})
    connection.run("DELETE FROM " + table + " s USING wanted_statistic w WHERE s.quantity = w.quantity AND s.start_ms = w.start_ms "
                   "AND s.revision = w.revision AND s.start_ms BETWEEN ? AND ?", {first, last});
}

/// What is to be done for the drafts.
struct Change {
  std::vector<Place> replaced;
  std::vector<std::int32_t> replaced_revision;
  std::vector<Draft const*> added;

  void decide(Draft& draft, std::optional<Draft> const& old) {
    if (!old) {
      if (!is_empty(draft.statistic)) added.push_back(&draft);
      return;
    }
    draft.statistic.revision = old->statistic.revision;
    if (says_the_same(draft.statistic, old->statistic)) return;
    added.push_back(&draft);
    if (draft.open && draft.newest_ms > old->newest_ms) {
      replaced.push_back(place_of(draft));
      replaced_revision.push_back(draft.statistic.revision);
    } else {
      ++draft.statistic.revision;
    }
  }
};

}  // namespace

void append_statistics(columns::Connection& connection, std::string_view table, std::vector<Draft const*> const& drafts) {
  if (drafts.empty()) return;
  auto const appender = connection.appender(table);
  int column = 0;
  std::vector<std::vector<std::int32_t>> words;
  std::vector<std::vector<std::int64_t>> integers;
  std::vector<std::vector<double>> reals;
  std::vector<std::vector<std::uint8_t>> small;
  auto const collect = [&]<typename T>(std::vector<std::vector<T>>& into, auto const& of) -> std::vector<T> const& {
    auto& values = into.emplace_back();
    for (auto const* draft : drafts) values.push_back(static_cast<T>(of(*draft)));
    return values;
  };
  auto const put_word = [&](auto const& of) { appender->words(column++, collect(words, of)); };
  auto const put_integer = [&](auto const& of) { appender->integers(column++, collect(integers, of)); };
  auto const put_real = [&](auto const& of) { appender->reals(column++, collect(reals, of)); };
  auto const put_small = [&](auto const& of) { appender->small(column++, collect(small, of)); };
  put_word([](Draft const& d) { return d.quantity; });
  put_integer([](Draft const& d) { return d.statistic.start.ms; });
  put_real([](Draft const& d) { return d.statistic.mean; });
  put_real([](Draft const& d) { return d.statistic.min; });
  put_real([](Draft const& d) { return d.statistic.max; });
  put_real([](Draft const& d) { return d.statistic.total; });
  put_word([](Draft const& d) { return d.statistic.due; });
  put_word([](Draft const& d) { return d.statistic.received; });
  put_word([](Draft const& d) { return d.statistic.valid_rows; });
  put_small([](Draft const& d) { return d.statistic.valid; });
  put_small([](Draft const& d) { return d.statistic.flag; });
  put_small([](Draft const& d) { return d.statistic.made_from; });
  put_real([](Draft const& d) { return d.statistic.device; });
  put_small([](Draft const& d) { return d.statistic.device_flag; });
  put_integer([](Draft const& d) { return d.newest_ms; });
  put_word([](Draft const& d) { return d.statistic.revision; });
  put_integer([](Draft const& d) { return d.statistic.last_frame.value; });
  appender->rows(drafts.size());
  appender->flush();
}

std::vector<Statistic> Store::Inside::store(std::vector<Draft> drafts) {
  KnownStatistics known;
  std::vector<Place> in_database;
  for (auto const& draft : drafts) {
    auto const [entry, is_new] = known.try_emplace(place_of(draft));
    if (!is_new) continue;
    auto const& mark = statistic_marks.at(place(draft.quantity));
    if (mark.quantity == 0 || draft.statistic.start > mark.statistic.start) continue;
    if (draft.statistic.start == mark.statistic.start)
      entry->second = mark;
    else
      in_database.push_back(entry->first);
  }
  Transaction transaction(*writer);
  store_keys();
  look_up(*writer, quantities, in_database, known);
  Change change;
  for (auto& draft : drafts) {
    auto const found = known.find(place_of(draft));
    if (found == known.end()) continue;                     // asked twice: answered below
    change.decide(draft, found->second);
    known.erase(found);
  }
  remove(*writer, change.replaced, change.replaced_revision);
  append_statistics(*writer, "hot_statistic", change.added);
  transaction.commit();

  keys_are_stored();
  std::unordered_map<Place, std::int32_t, PlaceHash> revision;
  for (auto const* draft : change.added) {
    auto& mark = statistic_marks.at(place(draft->quantity));
    if (mark.quantity == 0 || draft->statistic.start >= mark.statistic.start) mark = *draft;
  }
  std::vector<Statistic> out;
  for (auto& draft : drafts) {
    auto const [first, is_first] = revision.try_emplace(place_of(draft), draft.statistic.revision);
    draft.statistic.revision = first->second;
    out.push_back(std::move(draft.statistic));
  }
  return out;
}

}  // namespace observe
