#include "query/json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>

namespace query::inside {
namespace {

namespace bj = boost::json;
using bj::error_code;

// Builds the document from what the parser reports; what is open stands on a stack.
struct Handler {
  static constexpr std::size_t max_object_size = text_bytes_max;
  static constexpr std::size_t max_array_size = text_bytes_max;
  static constexpr std::size_t max_key_size = text_bytes_max;
  static constexpr std::size_t max_string_size = text_bytes_max;

  std::vector<Json> open = {Json{.kind = Json::Kind::array, .yes = false, .text = {}, .items = {}, .keys = {}}};
  std::string part;

  bool add(Json json) {
    open.back().items.push_back(std::move(json));
    return true;
  }
  bool begin(Json::Kind kind) {
    open.push_back({.kind = kind, .yes = false, .text = {}, .items = {}, .keys = {}});
    return true;
  }
  bool end() {
    auto done = std::move(open.back());
    open.pop_back();
    return add(std::move(done));
  }
  bool more(bj::string_view text) {
    part.append(text.data(), text.size());
    return true;
  }
  bool scalar(Json::Kind kind, bj::string_view text) {
    more(text);
    return add({.kind = kind, .yes = false, .text = std::exchange(part, {}), .items = {}, .keys = {}});
  }

  static bool on_document_begin(error_code&) { return true; }
  static bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return begin(Json::Kind::object); }
  bool on_object_end(std::size_t, error_code&) { return end(); }
  bool on_array_begin(error_code&) { return begin(Json::Kind::array); }
  bool on_array_end(std::size_t, error_code&) { return end(); }
  bool on_key_part(bj::string_view text, std::size_t, error_code&) { return more(text); }
  bool on_key(bj::string_view text, std::size_t, error_code&) {
    more(text);
    open.back().keys.push_back(std::exchange(part, {}));
    return true;
  }
  bool on_string_part(bj::string_view text, std::size_t, error_code&) { return more(text); }
  bool on_string(bj::string_view text, std::size_t, error_code&) { return scalar(Json::Kind::text, text); }
  bool on_number_part(bj::string_view text, error_code&) { return more(text); }
  bool on_int64(std::int64_t, bj::string_view text, error_code&) { return scalar(Json::Kind::number, text); }
  bool on_uint64(std::uint64_t, bj::string_view text, error_code&) { return scalar(Json::Kind::number, text); }
  bool on_double(double, bj::string_view text, error_code&) { return scalar(Json::Kind::number, text); }
  bool on_bool(bool yes, error_code&) { return add({.kind = Json::Kind::boolean, .yes = yes, .text = {}, .items = {}, .keys = {}}); }
  bool on_null(error_code&) { return add({}); }
  static bool on_comment_part(bj::string_view, error_code&) { return true; }
  static bool on_comment(bj::string_view, error_code&) { return true; }
};

}  // namespace

Json const* Json::find(std::string_view key) const {
  auto const found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

base::Result<Json> read_json(std::string_view text) {
  bj::parse_options options;
  options.max_depth = json_depth_max;
  bj::basic_parser<Handler> parser(options);
  error_code error;
  auto const read = parser.write_some(false, text.data(), text.size(), error);
  auto const at = [&] { return "character " + std::to_string(count_letters(text.substr(0, read)) + 1); };
  if (error) {
    return base::Problem("bad_filter", "not JSON: " + error.message(), at());
  }
  if (text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
    return base::Problem("bad_filter", "something follows the filter", at());
  }
  return std::move(parser.handler().open.front().items.front());
}

std::string json_text(std::string_view text) { return bj::serialize(bj::string_view(text.data(), text.size())); }

}  // namespace query::inside
