#include "hj212_tool.hpp"

#include <boost/json.hpp>
#include <deque>
#include <iostream>

#include "hj212/hj212.hpp"

namespace app {
namespace {

namespace json = boost::json;

constexpr std::size_t segment_bytes_max = 9999;   // what four digits can declare

// ---- frame to object ----------------------------------------------------------------------------

json::string shown(std::string_view text) { return base::is_utf8(text) ? json::string(text) : json::string(base::printable(text)); }

/// A name that comes twice gets an array of its values.
void add(json::object& object, hj212::Field const& field) {
  json::string value = shown(field.value);
  auto const [place, is_new] = object.emplace(shown(field.name), value);
  if (is_new) return;
  if (!place->value().is_array()) place->value() = json::array{place->value()};
  place->value().as_array().emplace_back(std::move(value));
}

json::object fields_object(std::span<hj212::Field const> fields) {
  json::object out;
  for (hj212::Field const& field : fields) add(out, field);
  return out;
}

json::array items_array(hj212::Message const& message) {
  json::array out;
  for (hj212::Item const& item : message.items)
    out.emplace_back(json::object{{"code", shown(item.code)}, {"fields", fields_object(message.of(item))}});
  return out;
}

/// Head names as the standard spells them, whatever was sent.
json::object head_object(hj212::Message const& message) {
  static constexpr std::array<std::string_view, 9> names = {"QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF"};
  json::object out;
  for (hj212::Field field : message.head_fields) {
    std::string const sent = base::to_lower(field.name);
    for (std::string_view const name : names)
      if (base::to_lower(name) == sent) field.name = name;
    add(out, field);
  }
  return out;
}

// ---- object to frame ----------------------------------------------------------------------------

/// Builds a message out of an object; keeps the texts its views point to.
class Sheet {
 public:
  /// False if a member has a shape that means nothing.
  bool read(json::object const& object) {
    return read_fields(object, "head", message_.head_fields) && read_fields(object, "cp", message_.params) && read_items(object);
  }
  hj212::Message const& message() const { return message_; }

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  bool read_value(std::string_view name, json::value const& value, std::vector<hj212::Field>& into) {
    if (value.is_array()) {
      for (json::value const& one : value.get_array())
        if (one.is_array() || !read_value(name, one, into)) return false;
      return true;
    }
    if (value.is_object() || value.is_null()) return false;
    into.push_back({name, keep(value.is_string() ? std::string(value.get_string()) : json::serialize(value))});
    return true;
  }

  bool read_fields(json::object const& object, std::string_view member, std::vector<hj212::Field>& into) {
    json::value const* const fields = object.if_contains(member);
    if (fields == nullptr) return true;
    if (!fields->is_object()) return false;
    for (auto const& [name, value] : fields->get_object())
      if (!read_value(keep(std::string(name)), value, into)) return false;
    return true;
  }

  bool read_items(json::object const& object) {
    json::value const* const items = object.if_contains("items");
    if (items == nullptr) return true;
    if (!items->is_array()) return false;
    for (json::value const& item : items->get_array()) {
      json::value const* const code = item.is_object() ? item.get_object().if_contains("code") : nullptr;
      if (code == nullptr || !code->is_string()) return false;
      std::size_t const first = message_.fields.size();
      if (!read_fields(item.get_object(), "fields", message_.fields)) return false;
      message_.items.push_back({keep(std::string(code->get_string())), static_cast<std::uint32_t>(first),
                                static_cast<std::uint32_t>(message_.fields.size() - first)});
    }
    return true;
  }

  std::deque<std::string> texts_;
  hj212::Message message_;
};

struct Line { std::string text; std::string problem; };

Line line_of(json::object const& object) {
  if (json::value const* const raw = object.if_contains("raw"); raw != nullptr && raw->is_string())
    return {std::string(raw->get_string()), {}};
  if (json::value const* const raw = object.if_contains("raw_hex"); raw != nullptr && raw->is_string()) {
    auto bytes = base::unhex(raw->get_string());
    return bytes ? Line{std::move(*bytes), {}} : Line{{}, "raw_hex is not made of pairs of hex digits"};
  }
  Sheet sheet;
  if (!sheet.read(object))
    return {{}, "head, cp and an item's fields are objects of texts, items is an array of objects with a code"};
  std::string const segment = hj212::to_segment(sheet.message());
  if (segment.size() > segment_bytes_max) return {{}, "the segment is longer than the 9999 bytes a frame can declare"};
  std::string frame = hj212::frame_of(segment);
  frame.resize(frame.size() - 2);   // CR LF: the line end is the caller's
  return {std::move(frame), {}};
}

// ---- one line -----------------------------------------------------------------------------------

json::object object_of(std::string_view line) {
  hj212::Frame const frame = hj212::read_frame(line);
  hj212::Message message;
  hj212::parse(frame.segment, message);
  auto const edition = hj212::guess_edition(message);
  hj212::Faults faults = edition ? hj212::faults_under(*edition, message) : message.faults;
  faults |= frame.faults;
  bool const has_structure = message.cn != 0 && !message.head.st.empty();
  json::object out;
  out["ok"] = frame.length_ok && frame.crc_ok && has_structure;
  out["version"] = edition ? json::value(hj212::name_of(*edition)) : json::value(nullptr);
  out["length_ok"] = frame.length_ok;
  out["crc_ok"] = frame.crc_ok;
  out["crc_kind"] = hj212::name_of(frame.crc_kind);
  out["head"] = head_object(message);
  out["items"] = items_array(message);
  out["cp"] = fields_object(message.params);
  json::array names;
  for (hj212::Fault const fault : faults.list()) names.emplace_back(hj212::name_of(fault));
  out["faults"] = std::move(names);
  if (line_of(out).text == line) return out;
  if (base::is_utf8(line)) out["raw"] = line;
  else out["raw_hex"] = base::hex(line);
  return out;
}

}  // namespace

int hj212_decode(std::istream& in, std::ostream& out) {
  for (std::string line; std::getline(in, line);) {
    bool const has_return = line.ends_with('\r');
    if (has_return) line.pop_back();
    json::object object = object_of(line);
    if (has_return) object["crlf"] = true;
    out << json::serialize(object) << '\n';
  }
  return 0;
}

int hj212_encode(std::istream& in, std::ostream& out) {
  int status = 0;
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    boost::system::error_code error;
    json::value const value = json::parse(text, error);
    Line line{{}, "not a JSON object"};
    bool has_return = false;
    if (!error && value.is_object()) {
      line = line_of(value.get_object());
      json::value const* const crlf = value.get_object().if_contains("crlf");
      has_return = crlf != nullptr && crlf->is_bool() && crlf->get_bool();
    }
    if (!line.problem.empty()) {
      std::cerr << "line " << number << ": " << line.problem << "; write objects as `biyun hj212 decode` prints them\n";
      status = 1;
    }
    out << line.text << (has_return ? "\r\n" : "\n");
  }
  return status;
}

}  // namespace app
