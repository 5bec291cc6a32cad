// Which topic answers a line, and how its answer is written.
#include "calculator/calculator.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "calculator/inside.hpp"

namespace calculator {
namespace {

using base::Problem, base::Result;

constexpr std::size_t first_bytes = 16 * 1024;   // of a line taken apart: no memory is asked for below
// The answer that this thread is working on.
thread_local json::memory_resource* memory_now =
    nullptr;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): set and taken back by Calculator::answer
struct Memory {
  explicit Memory(json::memory_resource& memory) { memory_now = &memory; }
  ~Memory() { memory_now = nullptr; }
  Memory(Memory const&) = delete;
  Memory& operator=(Memory const&) = delete;
};

constexpr std::size_t notes_of_strangers_max = 10;
constexpr std::array<std::string_view, 6> members_of_all{"id", "topic", "on", "standard", "inputs", "why"};

bool is_field(Topic const& topic, std::string_view name) {
  return std::any_of(topic.fields.begin(), topic.fields.end(), [&](Field const& field) { return field.name == name; });
}

std::string_view view(json::string_view text) { return {text.data(), text.size()}; }

// A misspelt input is refused, never passed over.
std::optional<Problem> strange_input(Topic const& topic, json::object const& inputs) {
  for (auto const& [key, value] : inputs) {
    if (!topic.any_item && !is_field(topic, view(key))) {
      std::string known;
      for (auto const& field : topic.fields) {
        known += (known.empty() ? "known are " : ", ") + field.name;
      }
      return Problem("unknown_input", "'" + glance(view(key)) + "' is no input of topic " + topic.id, "inputs." + glance(view(key)), known);
    }
  }
  return std::nullopt;
}

void note_strange_members(Topic const& topic, json::object const& line, std::vector<std::string>& notes) {
  std::size_t told = 0;
  for (auto const& [key, value] : line) {
    auto const name = view(key);
    bool const known = std::find(members_of_all.begin(), members_of_all.end(), name) != members_of_all.end() || is_field(topic, name);
    if (!known && told < notes_of_strangers_max) {
      notes.push_back("未使用：题目 " + topic.id + " 不认识“" + glance(name) + "” / '" + glance(name) + "' is no member that topic " + topic.id +
                      " knows; it was not used");
      ++told;
    }
  }
}

// A line is a unit of work: what goes wrong in one is told, and the next is answered. Decimals hold 18 digits, and a stranger's numbers may multiply
// to more: base calls that a bug of who asked for it.
Result<Answer> worked_out(Answerer answer, Question const& question) {
  try {
    return answer(question);
  } catch (base::Bug const& bug) {
    bool const too_great = std::string_view(bug.what()).find("18 digits") != std::string_view::npos;
    return too_great ? Problem("impossible_value", "数值过大或过小，无法计算 / the numbers are too great or too small to be computed", "inputs", "check values and units")
                     : Problem("internal", "this question cannot be worked out: the program is wrong", "", "tell who keeps the program, with the line");
  }
}

void append_problem(Problem const& problem, std::string& out) {
  out += "\"error\":{\"code\":";
  append_json_text(problem.code, out);
  out += ",\"detail\":";
  append_json_text(problem.detail, out);
  out += ",\"where\":";
  append_json_text(problem.where, out);
  out += ",\"mend\":";
  append_json_text(problem.mend, out);
  out += '}';
}

void append_basis(std::vector<assess::Basis> const& basis, std::string& out) {
  out += ",\"basis\":[";
  bool first = true;
  for (auto const& each : basis) {
    out += first ? "{\"standard\":" : ",{\"standard\":";
    first = false;
    append_json_text(each.standard, out);
    out += ",\"clause\":";
    append_json_text(each.clause, out);
    out += ",\"edition\":";
    append_json_text(each.edition, out);
    out += '}';
  }
  out += ']';
}

void append_answer(Answer const& answer, std::string& out) {
  out += "\"result\":";
  append_json(answer.result, out);
  append_basis(answer.basis, out);
  out += ",\"notes\":[";
  for (std::size_t i = 0; i < answer.notes.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_text(answer.notes[i], out);
  }
  out += ']';
  if (answer.why) {
    out += ",\"why\":" + assess::to_json(*answer.why);
  }
}

}  // namespace

struct Calculator::Inside {
  struct Known { Entry entry; std::vector<catalog::Edition const*> editions; };
  catalog::Catalog const& catalog;
  std::vector<Known> topics;
  std::map<std::string, Known const*, std::less<>> by_id;
  std::vector<CaseEntry> case_entries;
  std::map<std::string, CaseEntry const*, std::less<>> by_case_topic;

  explicit Inside(catalog::Catalog const& from) : catalog(from) {
    for (auto* const make : {general_topics, air_topics, water_topics, surroundings_topics, emission_topics}) {
      auto made = make();
      for (auto& entry : made.topics) {
        auto editions = editions_of(catalog, entry.topic.standard);
        topics.push_back({std::move(entry), std::move(editions)});
      }
      std::move(made.cases.begin(), made.cases.end(), std::back_inserter(case_entries));
    }
    for (auto const& known : topics) {
      CHECK(by_id.emplace(known.entry.topic.id, &known).second, "a topic's id is its own");
    }
    for (auto const& entry : case_entries) {
      for (auto const& topic : entry.topics) {
        CHECK(by_case_topic.emplace(topic, &entry).second, "a topic of cases has one answerer");
      }
    }
  }

  std::string ids() const {
    std::string text;
    for (auto const& known : topics) {
      text += (text.empty() ? "write " : ", ") + known.entry.topic.id;
    }
    return text;
  }

  Result<Known const*> topic_of(json::object const& line) const {
    auto const* given = line.if_contains("topic");
    auto const name = given != nullptr && given->is_string() ? view(given->get_string()) : std::string_view();
    auto const found = by_id.find(name);
    if (found == by_id.end()) {
      return Problem("unknown_topic", "'" + glance(name) + "' is no topic", "topic", ids());
    }
    return found->second;
  }

  /// Who refuses to judge says by which rules: those of the day, else the standard alone.
  std::vector<assess::Basis> rules_asked(json::object const& line) const {
    auto const known = topic_of(line);
    if (!known || (*known)->entry.topic.standard.empty()) {
      return {};
    }
    static json::object const nothing;
    auto const& topic = (*known)->entry.topic;
    auto const edition = Question{catalog, topic, line, nothing, false, (*known)->editions}.edition();
    if (!edition) {
      return {{topic.standard, "", ""}};
    }
    auto const* index = catalog.air_index((*edition)->number);
    bool const has_table = index != nullptr && index->sources.contains("table");
    return {{(*edition)->number, has_table ? index->sources.at("table").clause : "", (*edition)->id}};
  }

  Result<Answer> judged(json::object const& line, bool why) const {
    auto const known = topic_of(line);
    if (!known) {
      return known.error();
    }
    auto const& topic = (*known)->entry.topic;
    static json::object const nothing;
    auto const* inputs = line.if_contains("inputs");
    if (inputs == nullptr ? topic.any_item : !inputs->is_object()) {
      return Problem("missing_inputs", "'inputs' must be an object of names and values", "inputs", "for example " + topic.example);
    }
    auto const* asked = line.if_contains("why");
    Question const question{catalog, topic, line, inputs == nullptr ? nothing : inputs->get_object(),
                            why || (asked != nullptr && asked->is_bool() && asked->get_bool()), (*known)->editions};
    if (auto problem = strange_input(topic, question.inputs)) {
      return std::move(*problem);
    }
    auto answer = worked_out((*known)->entry.answer, question);
    if (answer) {
      note_strange_members(topic, line, answer->notes);
    }
    return answer;
  }
};

json::storage_ptr answer_memory() { return memory_now == nullptr ? json::storage_ptr() : json::storage_ptr(memory_now); }

Calculator::Calculator(catalog::Catalog const& catalog) : inside_(std::make_unique<Inside>(catalog)) {}
Calculator::~Calculator() = default;

std::vector<Topic> Calculator::topics() const {
  std::vector<Topic> topics;
  for (auto const& known : inside_->topics) {
    topics.push_back(known.entry.topic);
  }
  return topics;
}

bool Calculator::answer(std::string_view text, std::string& out, bool why) const {
  std::array<unsigned char, first_bytes> buffer;
  json::monotonic_resource memory(buffer.data(), buffer.size());
  Memory const answering(memory);
  boost::system::error_code wrong;
  bool const too_long = text.size() > line_bytes_max;
  auto const parsed = too_long ? json::value() : json::parse(json::string_view(text.data(), text.size()), wrong, &memory);
  auto const* line = wrong ? nullptr : parsed.if_object();
  out += '{';
  for (auto const* name : {"id", "topic"}) {
    if (auto const* value = line == nullptr ? nullptr : line->if_contains(name); value != nullptr) {
      out += '"';
      out += name;
      out += "\":";
      append_json(*value, out);
      out += ',';
    }
  }
  auto const answer =
      too_long          ? Result<Answer>(Problem("line_too_long", "the line is longer than " + std::to_string(line_bytes_max) + " bytes"))
      : wrong           ? Result<Answer>(Problem("bad_json", "the line is not JSON: " + wrong.message()))
      : line == nullptr ? Result<Answer>(Problem("bad_json", "the line is not a JSON object"))
                        : inside_->judged(*line, why);
  if (answer) {
    append_answer(*answer, out);
  } else {
    append_problem(answer.error(), out);
    if (auto const rules = line == nullptr ? std::vector<assess::Basis>() : inside_->rules_asked(*line); !rules.empty()) {
      out += ",\"verdict\":\"cannot_judge\"";
      append_basis(rules, out);
    }
  }
  out += '}';
  return bool(answer);
}

std::vector<Calculator::CaseResult> Calculator::check(std::vector<catalog::Case> const& cases) const {
  std::vector<CaseResult> results;
  for (auto const& each : cases) {
    auto const found = inside_->by_case_topic.find(each.topic);
    results.push_back(run_case(inside_->catalog, found == inside_->by_case_topic.end() ? nullptr : found->second, each));
  }
  return results;
}

}  // namespace calculator
