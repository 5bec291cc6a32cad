// The calculator: topics, questions, worked cases. Stores nothing.
#include "evaluations/inside.hpp"

namespace evaluations {
namespace {

json::array texts(std::vector<std::string> const& list) {
  json::array array;
  for (auto const& each : list) {
    array.push_back(text(each));
  }
  return array;
}

json::object field_json(calculator::Field const& field) {
  return {{"name", text(field.name)}, {"title", text(field.title)}, {"title_en", text(field.title_en)}, {"unit", text(field.unit)}, {"kind", text(field.kind)},
          {"required", field.required}, {"option", field.option}, {"choices", texts(field.choices)}, {"help", text(field.help)}};
}

json::object topic_json(catalog::Catalog const& catalog, calculator::Topic const& topic) {
  json::array editions, fields;
  for (auto const* edition : calculator::editions_of(catalog, topic.standard)) {
    editions.push_back(json::object{{"id", text(edition->id)}, {"number", text(edition->number)}, {"from", base::format(edition->effective_from)},
                                    {"to", day_or_null(edition->effective_to)}});
  }
  for (auto const& field : topic.fields) {
    fields.push_back(field_json(field));
  }
  return {{"id", text(topic.id)}, {"title", text(topic.title)}, {"title_en", text(topic.title_en)}, {"group", text(topic.group)},
          {"standard", text(topic.standard)}, {"editions", std::move(editions)}, {"fields", std::move(fields)}, {"any_item", topic.any_item},
          {"example", text(topic.example)}};
}

/// The calculator speaks JSON itself: its text goes out as it is, with the digits it wrote.
http::Response written(std::string body) {
  http::Response response;
  response.body = std::move(body);
  return response;
}

}  // namespace

void Evaluations::Inside::add_assess(http::Router& router) const {
  open(router, http::Method::get, "/assess/topics", {}, [this](Call const& call) {
    json::array topics;
    for (auto const& topic : calculator.topics()) {
      topics.push_back(topic_json(parts.catalog, topic));
    }
    return answer_tagged(call, json::object{{"topics", std::move(topics)}});
  });
  open(router, http::Method::post, "/assess", {}, [this](Call const& call) {
    boost::system::error_code wrong;
    auto const body = json::parse(call.request.body, wrong);
    auto const* object = wrong ? nullptr : body.if_object();
    if (object == nullptr) {
      return refuse(Problem("bad_body", "the body is not a JSON object", "", "send a question, or {\"questions\":[…]}"));
    }
    auto const* several = object->if_contains("questions");
    std::string out;
    if (several == nullptr) {
      calculator.answer(call.request.body, out);
      return written(std::move(out));
    }
    auto const* questions = several->if_array();
    if (questions == nullptr || questions->size() > options.questions_max) {
      return refuse(Problem("bad_body", "'questions' is a list of at most " + std::to_string(options.questions_max) + " questions", "questions"));
    }
    out = "{\"answers\":[";
    for (std::size_t i = 0; i < questions->size(); ++i) {
      out += i == 0 ? "" : ",";
      calculator.answer(gate::to_exact_text((*questions)[i]), out);
    }
    return written(out + "]}");
  });
  open(router, http::Method::post, "/assess/check", {}, [this](Call const& call) {
    auto const cases = calculator::cases_of(call.request.body);
    if (!cases) {
      return refuse(Problem("bad_body", cases.error().detail, cases.error().where, cases.error().mend));
    }
    json::array results;
    std::map<std::string, int> counts;
    for (auto const& each : calculator.check(*cases)) {
      ++counts[each.outcome];
      results.push_back(json::object{{"id", text(each.id)}, {"topic", text(each.topic)}, {"outcome", text(each.outcome)}, {"got", text(each.got)}});
    }
    return answer(json::object{{"results", std::move(results)}, {"passed", counts["passed"]}, {"failed", counts["failed"]}, {"skipped", counts["skipped"]}});
  });
}

}  // namespace evaluations
