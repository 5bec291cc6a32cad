// A form's fields are read one by one, and every wrong one is remembered.
#include <algorithm>
#include <cmath>

#include "gate/gate.hpp"

namespace gate {
namespace {

constexpr double whole_max = 9'007'199'254'740'992;   // 2^53: what JSON carries without loss

}  // namespace

Form::Form(std::string const& body) {
  boost::system::error_code error;
  auto value = json::parse(body, error);
  if (error || !value.is_object()) {
    problems_.emplace_back("bad_body", "the body is not a JSON object", "", "send Content-Type: application/json and {…}");
    return;
  }
  fields_ = std::move(value.get_object());
}

json::value const* Form::find(std::string_view name) const {
  auto const* value = fields_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void Form::wrong(std::string_view name, std::string detail, std::string mend) {
  problems_.emplace_back("invalid", std::move(detail), place_ + std::string(name), std::move(mend));
}

void Form::wrong(std::vector<base::Problem> const& problems) {
  if (!problems_.empty() && problems_.front().where.empty()) {
    return;   // it could not be read at all
  }
  add_untold(problems_, problems);
}

std::string Form::text(std::string_view name, std::string const& otherwise) {
  auto const* value = find(name);
  if (value == nullptr) {
    return otherwise;
  }
  if (!value->is_string()) {
    wrong(name, "this is not a text");
    return otherwise;
  }
  return std::string(value->get_string());
}

std::string Form::needed_text(std::string_view name) {
  auto const known = problems_.size();
  auto found = text(name);
  if (found.empty() && problems_.size() == known) {
    wrong(name, "this is missing");
  }
  return found;
}

double Form::number(std::string_view name, double otherwise) {
  auto const* value = find(name);
  if (value == nullptr) {
    return otherwise;
  }
  if (!value->is_number()) {
    wrong(name, "this is not a number");
    return otherwise;
  }
  return value->to_number<double>();
}

std::int64_t Form::whole(std::string_view name, std::int64_t otherwise) {
  auto const read = number(name, double(otherwise));
  if (!std::isfinite(read) || std::abs(read) > whole_max || std::floor(read) != read) {
    wrong(name, "this is not a whole number");
    return otherwise;
  }
  return static_cast<std::int64_t>(read);
}

bool Form::truth(std::string_view name, bool otherwise) {
  auto const* value = find(name);
  if (value == nullptr) {
    return otherwise;
  }
  if (!value->is_bool()) {
    wrong(name, "this is neither true nor false");
    return otherwise;
  }
  return value->get_bool();
}

void add_untold(std::vector<base::Problem>& told, std::vector<base::Problem> const& more) {
  for (auto const& problem : more) {
    auto const same = [&](base::Problem const& known) { return known.where == problem.where; };
    if (std::none_of(told.begin(), told.end(), same)) {
      told.push_back(problem);
    }
  }
}

http::Response refuse(std::vector<base::Problem> const& problems) {
  CHECK(!problems.empty(), "somebody is refused for a reason");
  auto const& first = problems.front();
  bool const several = problems.size() > 1;
  auto const told = several ? base::Problem(first.code, std::to_string(problems.size()) + " fields are wrong", first.where, "errors names each")
                            : first;
  return http::problem(http::status_of(first), told, first.where.empty() ? std::vector<base::Problem>{} : problems);
}

}  // namespace gate
