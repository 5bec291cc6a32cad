// Bodies read strictly, and answers with every digit.
#include <algorithm>
#include <cmath>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

std::string listed(std::set<std::string_view> const& words) {
  std::string all;
  for (auto const word : words) {
    all += (all.empty() ? "" : " ") + std::string(word);
  }
  return all;
}

}  // namespace

Body::Body(Call const& call, std::set<std::string_view> const& keys, bool may_be_empty) {
  if (may_be_empty && base::trim(call.request.body).empty()) {
    return;
  }
  boost::system::error_code error;
  auto value = json::parse(call.request.body, error);
  if (error || !value.is_object()) {
    problems_.emplace_back("bad_body", "the body is not a JSON object", "", "send Content-Type: application/json and {…}");
    return;
  }
  fields_ = std::move(value.get_object());
  for (auto const& member : fields_) {
    if (!keys.contains(member.key())) {
      problems_.emplace_back("unknown_key", "there is no '" + base::printable(member.key()) + "' here", base::printable(member.key()), "use " + listed(keys));
    }
  }
}

json::value const* Body::given(std::string_view key) const {
  auto const* value = fields_.if_contains(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string Body::text(std::string_view key) {
  auto const* value = given(key);
  if (value != nullptr && !value->is_string()) {
    wrong(key, "this is not a text");
  }
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t Body::whole(std::string_view key) {
  auto const* value = given(key);
  if (value != nullptr && !value->is_int64()) {
    wrong(key, "this is not a whole number");
  }
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool Body::truth(std::string_view key) {
  auto const* value = given(key);
  if (value != nullptr && !value->is_bool()) {
    wrong(key, "this is neither true nor false");
  }
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> Body::texts(std::string_view key) {
  std::vector<std::string> all;
  auto const* value = given(key);
  auto const is_text = [](json::value const& one) { return one.is_string(); };
  if (value != nullptr && (!value->is_array() || !std::all_of(value->get_array().begin(), value->get_array().end(), is_text))) {
    wrong(key, "this is not a list of texts");
  } else if (value != nullptr) {
    for (auto const& one : value->get_array()) {
      all.emplace_back(one.get_string());
    }
  }
  return all;
}

http::Response answer(json::value const& value, int status) {
  http::Response response;
  response.status = status;
  response.body = gate::to_exact_text(value);
  return response;
}

http::Response refuse_all(Problem const& first, std::vector<Problem> const& problems) {
  constexpr int not_found = 404;
  return problems.empty() || http::status_of(first) == not_found ? refuse(std::vector{first}) : refuse(problems);
}

}  // namespace ledgers
