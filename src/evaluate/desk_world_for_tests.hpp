#pragma once
// Tests only: two small kinds of figures, one made of the other, and a desk that keeps them.
#include <cmath>

#include "evaluate/world_for_tests.hpp"

namespace evaluate_story {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

inline constexpr auto dust_factor = "a34004";

/// The mean of a station's days of fine dust: what a small evaluator looks like.
class Dust final : public evaluate::Evaluator {
 public:
  explicit Dust(evaluate::Parts const& parts, std::vector<std::string>* computed = nullptr) : parts_(parts), computed_(computed) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "dust", .title = "细颗粒物均值", .title_en = "Fine dust", .field = "air", .object = "point",
                           .forms = {Form::day, Form::month, Form::quarter, Form::year, Form::heating}, .unit = "μg/m³", .is_public = true};
    return kind;
  }
  std::vector<Object> objects() const override {
    std::vector<Object> all;
    for (auto const& point : parts_.points.points()) {
      all.push_back({.ref = "point/" + std::to_string(point.id.value), .name = point.name, .facility = point.facility});
    }
    return all;
  }
  std::optional<std::pair<Day, Day>> reach(Object const& object) const override {
    auto const days = statistics(object, {day("2020-01-01"), day("2030-01-01"), {}});
    if (days.empty()) {
      return {};
    }
    return std::pair(base::beijing_day(days.front().start), base::beijing_day(days.back().start));
  }
  Figure compute(Object const& object, Span const& span) const override {
    if (computed_ != nullptr) {
      computed_->push_back("dust " + object.ref + " " + span.text);
    }
    Figure f;
    double sum = 0;
    int n = 0;
    for (auto const& each : statistics(object, {span.from, span.to, {}})) {
      sum += each.valid ? each.mean : 0;
      n += each.valid ? 1 : 0;
    }
    f.result = n == 0 ? "cannot_judge" : "ok";
    if (n > 0) {
      f.number = sum / n;
      f.value = base::Decimal::from_double(*f.number, 1).to_string();
    }
    f.standard = "HJ 633-2012";
    f.edition = "HJ633-2012";
    f.detail = R"({"days":)" + std::to_string(n) + "}";
    f.why = R"({"title":"细颗粒物均值","value":")" + f.value + R"(","from":[{"title":"第一天","ref":"observation/)" + object.ref.substr(6) + "/" + dust_factor +
            "/day/" + base::format(span.from) + R"("}]})";
    return f;
  }
  std::vector<Object> touched(Change const& change) const override {
    std::vector<Object> found;
    for (auto const& each : objects()) {
      if (each.ref == "point/" + std::to_string(change.point.value) && (change.factor.empty() || change.factor == dust_factor)) {
        found.push_back(each);
      }
    }
    return found;
  }

 private:
  struct Days { Day from, to; std::string unused; };
  std::vector<observe::Statistic> statistics(Object const& object, Days const& days) const {
    PointId const point{base::parse_integer(object.ref.substr(6)).value_or(0)};
    return parts_.store.statistics(point, dust_factor, "", observe::Period::day, {base::start_of(days.from), base::start_of({days.to.number + 1})});
  }
  evaluate::Parts parts_;
  std::vector<std::string>* computed_;
};

/// All stations together, made of what each of them has.
class District final : public evaluate::Evaluator {
 public:
  explicit District(evaluate::Parts const& parts, std::vector<std::string>* computed = nullptr, bool* broken = nullptr)
      : parts_(parts), computed_(computed), broken_(broken) {}
  Kind const& kind() const override {
    static Kind const kind{.id = "district_dust", .title = "全区", .title_en = "District", .field = "air", .object = "area", .forms = {Form::month, Form::year}};
    return kind;
  }
  std::vector<Object> objects() const override { return {{.ref = "area/140215", .name = "云州区", .name_en = "Yunzhou"}}; }
  std::optional<std::pair<Day, Day>> reach(Object const&) const override { return std::pair(day("2026-03-01"), day("2026-03-10")); }
  Figure compute(Object const& object, Span const& span) const override {
    if (computed_ != nullptr) {
      computed_->push_back("district_dust " + object.ref + " " + span.text);
    }
    Figure f;
    double sum = 0;
    for (auto const& each : parts_.figures.find({.kinds = {"dust"}, .objects = {}, .span_form = {}, .from = span.from, .to = span.to, .result = {}})) {
      sum += each.span == span.text ? each.number.value_or(0) : 0;
    }
    f.number = sum;
    f.value = base::format_number(sum);
    f.result = "ok";
    return f;
  }
  std::vector<Object> touched(Change const& change) const override {
    if (broken_ != nullptr && std::exchange(*broken_, false)) {
      throw base::Failure("the disk is full");
    }
    return change.kind == "dust" || change.reg == "eatery" ? objects() : std::vector<Object>{};
  }
  std::vector<std::string> made_of() const override { return {"dust"}; }

 private:
  evaluate::Parts parts_;
  std::vector<std::string>* computed_;
  bool* broken_;
};

class DeskStory : public World {
 protected:
  std::vector<std::string> computed;
  bool broken = false;                      // the next question whom a change touches fails
  PointId station = point({points::Kind::air_station, {dust_factor}, "", "ug/m3"});
  std::string const object = "point/" + std::to_string(station.value);
  Desk& opened(evaluate::Options options = {}) {
    return open_desk([this](Desk& to) {
      to.add(std::make_unique<District>(parts, &computed, &broken));   // the order of adding does not matter
      to.add(std::make_unique<Dust>(parts, &computed));
      add_openers(to, parts);
    }, std::move(options));
  }
  void SetUp() override { now = clock("2026-03-12 12:00"); }
  void ten_days() {
    for (int i = 1; i <= 10; ++i) {
      whole_day(station, base::day_of(2026, 3, i), 30 + i);
    }
    tick();
    tick();
  }
  /// Ten days, a desk that has computed them and noted how far it is.
  void ten_days_followed() {
    ten_days();
    kept.set_judged_through(store.applied());
    opened();
    work();
    now = now + 1min;
    work();
  }
  /// The fifth of March comes again, a hundred more than it was, and is judged.
  void fifth_day_corrected() {
    for (int hour = 0; hour < 24; ++hour) {
      hourly(station, clock("2026-03-05 00:00") + hour * base::hour_length, 135);
    }
    tick();
    tick();
    kept.set_judged_through(store.applied());
  }
};

}  // namespace evaluate_story
