#pragma once
// Tests only: the face on a desk with three small kinds of figures, people of every role, a clock that the story moves. Firms are invented.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "evaluate/world_for_tests.hpp"
#include "calculator/calculator.hpp"
#include "evaluations/evaluations.hpp"

namespace evaluations_story {

namespace json = boost::json;
using evaluate_story::day;
using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Not, testing::SizeIs;

inline std::string const password = "correct horse", firm = "示例甲厂（虚构）";

/// A figure whose number is the month it is of; judged under another day it says so by its edition.
class Small final : public evaluate::Evaluator {
 public:
  Small(evaluate::Kind kind, std::vector<evaluate::Object> objects) : kind_(std::move(kind)), objects_(std::move(objects)) {}
  evaluate::Kind const& kind() const override { return kind_; }
  std::vector<evaluate::Object> objects() const override { return objects_; }
  std::optional<std::pair<base::Day, base::Day>> reach(evaluate::Object const&) const override { return std::pair(day("2026-01-01"), day("2026-03-09")); }
  evaluate::Figure compute(evaluate::Object const& object, evaluate::Span const& span) const override { return made(object, span, span.to); }
  std::optional<evaluate::Figure> compute_under(evaluate::Object const& object, evaluate::Span const& span, base::Day under) const override {
    auto figure = made(object, span, under);
    figure.clause = "by " + base::format(under);
    return figure;
  }
  std::vector<evaluate::Object> touched(evaluate::Change const&) const override { return {}; }

 private:
  static evaluate::Figure made(evaluate::Object const& object, evaluate::Span const& span, base::Day by) {
    auto const month = base::to_beijing(base::start_of(span.from)).month;
    evaluate::Figure f;
    f.number = month * 1.5;
    f.value = base::Decimal(month * 15, 1).to_string();
    f.result = "ok", f.grade = "良", f.grade_en = "good", f.rank = 2, f.valid_share = 0.9;
    f.edition = by < day("2026-03-01") ? "HJ633-2012" : "HJ633-2026";
    f.standard = by < day("2026-03-01") ? "HJ 633-2012" : "HJ 633-2026";
    f.detail = R"({"days_valid":)" + std::to_string(20 + month) + R"(,"statistics":[{"pollutant":"PM2.5","mean":)" + std::to_string(month) +
               R"(,"unit":"μg/m³"}]})";
    f.why = R"({"title":"<b>均值</b>","title_en":"Mean & more","value":")" + f.value +
            R"(","how":"1 < 2","basis":[{"standard":"HJ 633-2026","clause":"表1","edition":"HJ633-2026"}],)"
            R"("from":[{"title":"第一天","value":"1","state":"missing"},{"title":"第二天","ref":"small_air/)" +
            object.ref + R"(/2026-01"}]})";
    return f;
  }
  evaluate::Kind kind_;
  std::vector<evaluate::Object> objects_;
};

struct Answer {
  http::Response response;
  int status = 0;
  std::string body;
  json::value value() const {
    boost::system::error_code wrong;
    auto read = json::parse(body, wrong);
    EXPECT_FALSE(wrong) << body.substr(0, 300);
    return read;
  }
  json::value at(std::string_view pointer) const { return value().at_pointer(pointer); }
  json::array rows(std::string_view pointer) const { return at(pointer).as_array(); }
  std::string header(std::string_view name) const {
    auto const& all = response.headers;
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.first == name; });
    return found == all.end() ? "" : found->second;
  }
  std::string code() const { return std::string(at("/code").as_string()); }
};

constexpr std::string_view report_text = R"(id: small_month
title: { zh: 小月报, en: Small report }
field: air
figure: small_air
spans: [month]
heading: "{object.name}{span.name}"
figures: {}
sections:
  - text: "数值 {figure.value}。"
)";

class House : public evaluate_story::World {
 protected:
  House() {
    using evaluate::Form;
    open_desk([this](evaluate::Desk& to) {
      to.add(std::make_unique<Small>(
          evaluate::Kind{.id = "small_air",
                         .title = "小空气",
                         .title_en = "Small air",
                         .field = "air",
                         .object = "point",
                         .forms = {Form::month, Form::year},
                         .unit = "μg/m³",
                         .is_public = true},
          std::vector<evaluate::Object>{{.ref = "point/1", .name = "甲站", .name_en = "A", .area = "140215100", .origin = "simulated"},
                                        {.ref = "point/2", .name = "乙站", .name_en = "B", .area = "140215200", .origin = "simulated"}}));
      to.add(std::make_unique<Small>(evaluate::Kind{.id = "small_outlet", .title = "小排口", .title_en = "Small outlet", .field = "emission", .object = "point",
                                                    .forms = {Form::month}, .unit = "t"},
                                     std::vector<evaluate::Object>{{.ref = "point/7", .name = "甲厂排口", .origin = "invented", .facility = firm},
                                                                   {.ref = "point/8", .name = "乙厂排口", .origin = "invented", .facility = "示例乙厂（虚构）"}}));
      to.add(std::make_unique<Small>(
          evaluate::Kind{.id = "small_inner", .title = "内部", .title_en = "Inner", .field = "air", .object = "area", .forms = {Form::year}},
          std::vector<evaluate::Object>{{.ref = "area/140215", .name = "云州区", .name_en = "Yunzhou"}}));
    });
    face = std::make_unique<evaluations::Evaluations>(gate, evaluations::Parts{evaluate_story::catalogue(), *desk, figures, parts, maker()},
                                                      evaluations::Options{.contract = contract(), .bureau = "云州区<局>", .bureau_en = "Bureau"});
    face->add_routes(router);
    for (auto const& [login, role] : std::vector<std::pair<std::string, identity::Role>>{{"boss", identity::Role::administrator},
                                                                                         {"desk", identity::Role::monitor},
                                                                                         {"works", identity::Role::enterprise},
                                                                                         {"public", identity::Role::guest},
                                                                                         {"partner", identity::Role::partner},
                                                                                         {"village", identity::Role::grid}}) {
      identity::Person person{.login = login, .name = "某人", .role = role, .facility = role == identity::Role::enterprise ? firm : ""};
      person.department = role == identity::Role::partner ? "forestry" : "";
      person.area = role == identity::Role::grid ? "140215100" : "";
      auto const made = people.create(person, password, "boss", now);
      EXPECT_TRUE(made) << login << (made ? "" : base::to_string(made.error()));
    }
  }
  static std::string contract() { return judge_story::file_text(std::string(BIYUN_SOURCE_DIR) + "/api/evaluations.yaml"); }
  reports::Maker const& maker() {
    if (!maker_) {
      std::vector<base::Problem> problems;
      auto const set = reports::Set::load({{"reports/small_month.yaml", std::string(report_text)}}, &problems);
      for (auto const& problem : problems) {
        ADD_FAILURE() << base::to_string(problem);
      }
      maker_ = std::make_unique<reports::Maker>(reports::Parts{evaluate_story::catalogue(), *desk, figures}, *set);
    }
    return *maker_;
  }
  /// Figures in force: of each kind and object January and February, February once more with other digits.
  void keep_some() {
    for (auto const& kind : desk->kinds()) {
      for (auto const& object : desk->evaluator(kind.id)->objects()) {
        for (auto const* span : {"2026-01", "2026-02"}) {
          if (auto figure = desk->compute(kind.id, object.ref, span)) {
            figure->computed_at = now;
            figures.put({*figure});
            if (std::string_view(span) == "2026-02") {
              figure->value = "9.9", figure->number = 9.9, figure->computed_at = now + base::hour_length;
              figures.put({*figure});
            }
          }
        }
      }
    }
  }

  identity::People people{*db, journal, {.argon2_memory_kib = 8, .argon2_passes = 1}};
  gate::Gate gate{people};
  http::Router router;
  std::unique_ptr<evaluations::Evaluations> face;

  Answer ask(std::string const& method, std::string const& path, std::string const& body, std::string const& login, std::string const& headers = "") {
    auto const& badge = badge_of(login);
    auto raw = method + " /api/v1" + path + " HTTP/1.1\r\nHost: biyun\r\n" + headers;
    raw += badge.token.empty() ? "" : "Cookie: biyun_session=" + badge.token + "\r\nX-CSRF-Token: " + badge.csrf + "\r\n";
    raw += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    http::Machine machine;
    auto out = machine.feed(raw);
    EXPECT_THAT(out.requests, SizeIs(1)) << path;
    auto request = std::move(out.requests.at(0));
    request.peer = "192.0.2.8:40000";
    request.received_at = now;
    Answer answer{router.dispatch(std::move(request))};
    answer.status = answer.response.status;
    answer.body = answer.response.body;
    return answer;
  }
  Answer get(std::string const& path, std::string const& login = "desk", std::string const& headers = "") { return ask("GET", path, "", login, headers); }
  Answer post(std::string const& path, std::string const& body, std::string const& login = "") { return ask("POST", path, body, login); }

 private:
  struct Badge { std::string token, csrf; };
  Badge const& badge_of(std::string const& login) {
    auto& kept_badge = badges_[login];
    if (!login.empty() && !people.look(kept_badge.token, now)) {
      auto const in = people.log_in(login, password, "192.0.2.8", now);
      EXPECT_TRUE(in) << login;
      kept_badge = {in->token, in->session.csrf};
    }
    return kept_badge;
  }
  std::map<std::string, Badge> badges_;
  std::unique_ptr<reports::Maker> maker_;
};

}  // namespace evaluations_story
