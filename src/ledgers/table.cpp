// All records that fit as CSV, a few hundred at a time and never all held. In order of their numbers the pages follow one another; in another
// order the numbers are gathered first, so that what others change meanwhile neither doubles nor drops a row.
#include "ledgers/inside.hpp"
#include "tabular/tabular.hpp"

namespace ledgers {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";   // tells spreadsheets that this is UTF-8
constexpr std::array<std::string_view, 11> own_columns{"id", "version", "state", "due", "overdue", "origin",
                                                       "created_at", "created_by", "changed_at", "changed_by", "withdrawn"};

class Table final : public http::Stream {
 public:
  Table(registry::Registry const& registry, identity::Person who, Register const& reg, Ask ask, base::Time now, std::size_t step)
      : registry_(registry), who_(std::move(who)), reg_(reg), reach_(registry::reach_of(who_, reg)), ask_(std::move(ask)), now_(now), step_(step) {
    ask_.skip = 0;
    ask_.limit = step_;
    ask_.count = false;
    by_number_ = ask_.sort.empty() || ask_.sort == "id";
  }

  /// Head and first rows; what is wrong with the question is told here.
  base::Outcome begin() {
    if (!by_number_) {
      auto numbers = ask_;
      numbers.geometry = false;
      auto const done = registry_.visit(who_, reg_, numbers, now_, [&](Record const& record) {
        order_.push_back(record.id);
        return true;
      });
      if (!done) {
        return done.error();
      }
    }
    piece_ = std::string(byte_order_mark) + tabular::csv_line(head());
    return read();
  }

  std::optional<std::string> next() override {
    if (piece_.empty() && !over_) {
      auto const done = read();
      CHECK(done, "what was asked once can be asked again");
    }
    if (piece_.empty()) {
      return std::nullopt;
    }
    return std::exchange(piece_, {});
  }

 private:
  std::vector<Field const*> fields() const {
    std::vector<Field const*> all;
    for (auto const& field : reg_.fields) {
      if (registry::sees_field(reach_, field)) {
        all.push_back(&field);
      }
    }
    return all;
  }

  std::vector<std::string> head() const {
    std::vector<std::string> cells(own_columns.begin(), own_columns.end());
    for (auto const* field : fields()) {
      cells.push_back(field->id);
      if (field->type == Type::reference) {
        cells.push_back("names." + field->id);
      }
    }
    if (ask_.geometry && reg_.geometry) {
      cells.emplace_back("geometry");
    }
    return cells;
  }

  std::vector<std::string> row(Record const& record, Names const& names) const {
    bool const overdue = record.due && *record.due < base::beijing_day(now_);
    std::vector<std::string> cells{std::to_string(record.id.value), std::to_string(record.version), record.state, record.due ? base::format(*record.due) : "",
                                   overdue ? "true" : "false", record.origin, base::format(record.created_at), record.created_by,
                                   base::format(record.changed_at), record.changed_by, record.withdrawn ? "true" : "false"};
    for (auto const* field : fields()) {
      auto const found = record.values.find(field->id);
      cells.push_back(found == record.values.end() ? "" : definitions::to_text(*field, found->second));
      if (field->type == Type::reference) {
        cells.push_back(found == record.values.end() ? "" : names.meant(*field, found->second));
      }
    }
    if (ask_.geometry && reg_.geometry) {
      cells.push_back(record.geometry ? geo::to_wkt(*record.geometry) : "");
    }
    return cells;
  }

  base::Result<std::vector<Record>> page() {
    if (by_number_) {
      auto read = registry_.list(who_, reg_, ask_, now_);
      if (!read) {
        return read.error();
      }
      over_ = !read->more;
      ask_.after = read->records.empty() ? ask_.after : read->records.back().id;
      return std::move(read->records);
    }
    std::vector<query::Node> numbers;
    auto const last = std::min(order_.size(), at_ + step_);
    for (auto i = at_; i < last; ++i) {
      numbers.push_back(query::literal(base::Decimal(order_[i].value, 0)));
    }
    auto const first = std::exchange(at_, last);
    over_ = at_ == order_.size();
    if (numbers.empty()) {
      return std::vector<Record>();
    }
    query::Node list;
    list.op = query::Op::list;
    list.of = std::move(numbers);
    Ask const these{.filter = query::make(query::Op::in, {query::property("id"), std::move(list)}), .limit = step_, .count = false,
                    .geometry = ask_.geometry, .withdrawn = ask_.withdrawn};
    auto read = registry_.list(who_, reg_, these, now_);
    if (!read) {
      return read.error();
    }
    std::map<RecordId, Record> found;
    for (auto& record : read->records) {
      auto const id = record.id;
      found.emplace(id, std::move(record));
    }
    std::vector<Record> sorted;
    for (auto i = first; i < last; ++i) {
      if (auto const one = found.find(order_[i]); one != found.end()) {
        sorted.push_back(std::move(one->second));
      }
    }
    return sorted;
  }

  base::Outcome read() {
    auto const records = page();
    if (!records) {
      return records.error();
    }
    Names names(registry_, who_);
    names.add(reg_, *records);
    for (auto const& record : *records) {
      piece_ += tabular::csv_line(row(record, names));
    }
    return base::Done{};
  }

  registry::Registry const& registry_;
  identity::Person const who_;
  Register const& reg_;
  Reach const reach_;
  Ask ask_;
  base::Time const now_;
  std::size_t const step_;
  bool by_number_ = true, over_ = false;
  std::vector<RecordId> order_;
  std::size_t at_ = 0;
  std::string piece_;
};

}  // namespace

http::Response Ledgers::Inside::table(Call const& call, Register const& reg, Ask const& ask) const {
  auto made = std::make_shared<Table>(parts.registry, call.session.person, reg, ask, call.now(), options.table_rows_a_step);
  if (auto const begun = made->begin(); !begun) {
    return refuse(std::vector{begun.error()});
  }
  http::Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + reg.id + ".csv\"");
  response.stream = std::move(made);
  return response;
}

}  // namespace ledgers
