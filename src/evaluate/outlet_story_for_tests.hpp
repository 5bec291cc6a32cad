#pragma once
// Tests only: a heating plant with permits, outlets that send hours, windows that are declared, a desk on them.
#include <boost/json.hpp>

#include "evaluate/world_for_tests.hpp"

namespace evaluate_story {

namespace json = boost::json;

inline std::shared_ptr<definitions::Set const> outlet_registers() {
  static auto const loaded = shipped_registers([](std::string_view name) {
    return name == "facility" || name == "discharge_permit" || name == "permit_outlet" || name == "operating_window";
  });
  return loaded;
}

class OutletStory : public judge_story::World {
 protected:
  std::filesystem::path const folder = registry::for_tests::fresh_folder("outlets");
  registry::for_tests::House books{[this] { return sql::Database::open_sqlite((folder / "registers.db").string(), {.full_sync = false}); }, outlet_registers()};
  std::unique_ptr<sql::Database> figures_db = sql::Database::in_memory();
  figures::Store figures{*figures_db};
  evaluate::Parts parts{catalogue(), registry, store, kept, books.registry, figures, *court};
  evaluate::WindowFollower follower{parts, *court};
  Desk desk{parts};
  identity::Person officer = [] { auto p = registry::for_tests::person("station", identity::Role::officer); p.department = "monitoring"; return p; }();
  identity::Person permits = [] { auto p = registry::for_tests::person("eia", identity::Role::officer); p.department = "eia"; return p; }();
  identity::Person enforcer = [] { auto p = registry::for_tests::person("brigade", identity::Role::officer); p.department = "enforcement"; return p; }();
  identity::Person firm = [] { auto p = registry::for_tests::person("firm", identity::Role::enterprise); p.facility = "示例热力厂（虚构）"; return p; }();
  identity::Person other_firm = [] { auto p = registry::for_tests::person("other", identity::Role::enterprise); p.facility = "示例乙厂（虚构）"; return p; }();

  OutletStory() {
    EXPECT_TRUE(books.registry.migrate(books.now));
    evaluate::add_emission(desk, parts);
    evaluate::add_openers(desk, parts);
    make(enforcer, "facility", "code=YZ-F-0901|name=示例热力厂（虚构）|kind=industry|sector=4430|address=示例路|township=140215100");
    make(enforcer, "facility", "code=YZ-F-0902|name=示例乙厂（虚构）|kind=industry|sector=4430|address=示例路|township=140215100");
  }
  ~OutletStory() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  registry::Record make(identity::Person const& who, std::string const& reg, std::string const& text) {
    auto made = books.registry.create({who, books.now}, books.reg(reg), draft(text, reg), "invented");
    EXPECT_TRUE(made) << (made ? "" : base::to_string(made.error()));
    return made ? *made : registry::Record{};
  }
  /// References are written as the key of their record.
  registry::Draft draft(std::string const& text, std::string const& reg) {
    registry::Draft made;
    for (auto const part : base::split(text, '|')) {
      auto const at = part.find('=');
      auto const* field = books.reg(reg).field(part.substr(0, at));
      std::string value(part.substr(at + 1));
      if (field != nullptr && field->type == definitions::Type::reference) {
        auto const found = books.registry.resolve(registry::for_tests::person("a", identity::Role::administrator), books.reg(field->to), value);
        EXPECT_TRUE(found) << value;
        value = found ? std::to_string(found->value) : "";
      }
      EXPECT_NE(field, nullptr) << part;
      auto read = definitions::read_value(*books.set, *field, value);
      EXPECT_TRUE(read) << part << ": " << (read ? "" : base::to_string(read.error()));
      made.values.emplace(std::string(part.substr(0, at)), read ? *read : query::Value());
    }
    return made;
  }
  registry::Record move(identity::Person const& who, registry::Record const& record, std::string const& move_id, std::string const& values = {},
                        std::string const& why = "示例") {
    auto done = books.registry.move({who, books.now, why}, books.reg("operating_window"), record.id, record.version, move_id,
                                    values.empty() ? registry::Draft{} : draft(values, "operating_window"));
    EXPECT_TRUE(done) << (done ? "" : base::to_string(done.error()));
    return done ? *done : registry::Record{};
  }

  PointId outlet(points::Kind kind, std::string const& code, std::vector<points::Channel> channels) {
    points::Point point{.code = code, .name = "示例排口（虚构）", .kind = kind, .facility = "示例热力厂（虚构）", .area = "140215", .origin = "simulated"};
    auto const id = registry.put(point, "test", now).value().id;
    for (auto& channel : channels) {
      channel.point = id;
    }
    EXPECT_TRUE(registry.put(channels, id, "test", now));
    return id;
  }
  static points::Channel channel(std::string factor, std::string const& unit, std::string set = {}) {
    points::Channel made;
    made.factor = std::move(factor);
    made.unit = base::parse_unit(unit).value();
    made.limit_set = std::move(set);
    return made;
  }
  PointId stack() {
    return outlet(points::Kind::gas_outlet, "YZ-G-91", {channel("a21026", "mg/m3", "DB14-1929-2019/燃煤锅炉"), channel("a00000", "m3/h")});
  }
  /// Hours of the loggers' own, many in one frame: what `value` says of the hour's number, nothing where it is not finite.
  using ValueOf = std::function<double(int)>;
  void fill(PointId at, std::string const& factor, Time from, int hours, ValueOf const& value_of, char flag = 'N', std::string const& variant = {}) {
    observe::Batch batch;
    batch.last_frame = {++frame};
    auto const series = store.series({at, factor, observe::Kind::hour, variant});
    for (int i = 0; i < hours; ++i) {
      if (std::isfinite(value_of(i))) {
        batch.rows.push_back({.series = series, .at = from + i * base::hour_length, .value = value_of(i), .flag = flag, .frame = batch.last_frame});
      }
    }
    auto const applied = store.append(batch);
    court->observed(batch, applied, now);
  }
  static ValueOf always(double value) { return [value](int) { return value; }; }
  void judge_all() {
    follower.step();
    for (int i = 0; i < 1000 && (i == 0 || !court->idle()); ++i) {
      tick();
    }
  }
  json::object detail(PointId at, std::string const& span) {
    auto const figure = desk.compute("outlet_month", "point/" + std::to_string(at.value), span);
    EXPECT_TRUE(figure) << (figure ? "" : base::to_string(figure.error()));
    last = figure ? *figure : Figure{};
    return figure ? json::parse(figure->detail).as_object() : json::object{};
  }
  static json::object factor(json::object const& of, std::size_t index = 0) { return of.at("factors").as_array().at(index).as_object(); }
  static double number(json::object const& of, std::string_view key) { return of.at(key).to_number<double>(); }
  Figure last;
};

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

}  // namespace evaluate_story
