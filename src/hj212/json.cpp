// Frames as JSON objects and back.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <deque>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

namespace json = boost::json;

constexpr std::size_t segment_bytes_max = 9999;   // what four digits can declare

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Position of the value when a secret's name ends at `at` ("PW", "NewPW", "NewSK"; any case, blanks before "="); else npos.
std::size_t value_of_secret(std::string_view bytes, std::size_t at) {
  std::string const name = base::to_lower(bytes.substr(at, 2));
  if (name != "pw" && name != "sk") return std::string_view::npos;
  at += 2;
  while (at < bytes.size() && is_blank(bytes[at])) ++at;
  return at < bytes.size() && bytes[at] == '=' ? at + 1 : std::string_view::npos;
}

bool is_secret(std::string_view name) {
  std::string const lower = base::to_lower(base::trim(name));
  return lower.ends_with("pw") || lower.ends_with("sk");
}

// ---- frame to object ----------------------------------------------------------------------------

/// How values are shown: as they are, or with asterisks for secrets.
class Printer {
 public:
  explicit Printer(bool masked) : masked_(masked) {}
  json::array items(Message const& message) const {
    json::array out;
    for (Item const& item : message.items) {
      out.emplace_back(json::object{{"code", shown(item.code)}, {"fields", fields(message.of(item))}});
    }
    return out;
  }
  json::object fields(std::span<Field const> fields) const {
    json::object out;
    for (Field const& field : fields) add(out, field);
    return out;
  }
  /// Head names as the standard spells them, whatever was sent.
  json::object head(Message const& message) const {
    static constexpr std::array<std::string_view, 9> names = {"QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF"};
    json::object out;
    for (Field field : message.head_fields) {
      std::string const sent = base::to_lower(field.name);
      for (std::string_view const name : names)
        if (base::to_lower(name) == sent) field.name = name;
      add(out, field);
    }
    return out;
  }

 private:
  json::string shown(std::string_view text) const {
    std::string const kept = masked_ ? without_secrets(text) : std::string(text);
    return json::string(base::is_utf8(kept) ? kept : base::printable(kept));
  }
  json::string value(Field const& field) const {
    return masked_ && is_secret(field.name) ? json::string(std::string(field.value.size(), '*')) : shown(field.value);
  }
  /// A name that comes twice gets an array of its values.
  void add(json::object& object, Field const& field) const {
    json::string text = value(field);
    auto const [place, is_new] = object.emplace(shown(field.name), text);
    if (is_new) return;
    if (!place->value().is_array()) place->value() = json::array{place->value()};
    place->value().as_array().emplace_back(std::move(text));
  }
  bool masked_;
};

// ---- object to frame ----------------------------------------------------------------------------

/// Builds a message out of an object; keeps the texts its views point to.
class Sheet {
 public:
  /// False if a member has a shape that means nothing.
  bool read(json::object const& object) {
    return read_fields(object, "head", message_.head_fields) && read_fields(object, "cp", message_.params) && read_items(object);
  }
  Message const& message() const { return message_; }

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  static std::string written(json::value const& value) {
    if (value.is_string()) return std::string(value.get_string());
    return value.is_double() ? base::format_number(value.get_double()) : json::serialize(value);   // 2.5, not 2.5E0
  }

  bool read_value(std::string_view name, json::value const& value, std::vector<Field>& into) {
    if (value.is_array()) {
      for (json::value const& one : value.get_array())
        if (one.is_array() || !read_value(name, one, into)) return false;
      return true;
    }
    if (value.is_object() || value.is_null()) return false;
    into.push_back({name, keep(written(value))});
    return true;
  }

  bool read_fields(json::object const& object, std::string_view member, std::vector<Field>& into) {
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
  Message message_;
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
  std::string const segment = to_segment(sheet.message());
  if (segment.size() > segment_bytes_max) return {{}, "the segment is longer than the 9999 bytes a frame can declare"};
  std::string frame = frame_of(segment);
  frame.resize(frame.size() - 2);   // CR LF: the line end is the caller's
  return {std::move(frame), {}};
}

// ---- one line -----------------------------------------------------------------------------------

json::object object_of(Frame const& frame, bool masked) {
  Message message;
  parse(frame.segment, message);
  auto const edition = guess_edition(message);
  Faults faults = edition ? faults_under(*edition, message) : message.faults;
  faults |= frame.faults;
  bool const has_structure = message.cn != 0 && !message.head.st.empty();
  Printer const printer(masked);
  json::object out;
  out["ok"] = frame.length_ok && frame.crc_ok && has_structure;
  out["version"] = edition ? json::value(name_of(*edition)) : json::value(nullptr);
  out["length_ok"] = frame.length_ok;
  out["crc_ok"] = frame.crc_ok;
  out["crc_kind"] = name_of(frame.crc_kind);
  out["head"] = printer.head(message);
  out["items"] = printer.items(message);
  out["cp"] = printer.fields(message.params);
  json::array names;
  for (Fault const fault : faults.list()) names.emplace_back(name_of(fault));
  out["faults"] = std::move(names);
  return out;
}

}  // namespace

std::string without_secrets(std::string_view bytes) {
  std::string out(bytes);
  for (std::size_t i = 0; i + 2 < bytes.size(); ++i) {
    std::size_t const value = value_of_secret(bytes, i);
    if (value == std::string_view::npos) continue;
    std::size_t const end = std::min(bytes.find(';', value), bytes.find("&&", value));
    i = std::min(end, bytes.size());
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(value), out.begin() + static_cast<std::ptrdiff_t>(i), '*');
  }
  return out;
}

std::string to_json(std::string_view line) {
  bool const has_return = line.ends_with('\r');
  if (has_return) line.remove_suffix(1);
  json::object out = object_of(read_frame(line), false);
  if (line_of(out).text != line) {
    if (base::is_utf8(line)) out["raw"] = line;
    else out["raw_hex"] = base::hex(line);
  }
  if (has_return) out["crlf"] = true;
  return json::serialize(out);
}

std::string to_json_for_screens(std::string_view frame_bytes, std::vector<std::string> const& keys) {
  Frame const frame = read_frame(frame_bytes);
  Message message;
  parse(frame.segment, message);
  bool const may_be = may_be_encrypted(message.cn) && (!frame.crc_ok || looks_encrypted(message));
  auto const plain = may_be ? decrypted(frame, keys) : std::nullopt;
  json::object out = object_of(plain ? with_plain(frame, *plain) : frame, true);
  if (plain) out["decrypted"] = true;
  std::uint16_t const sum = crc(plain ? std::string_view(*plain) : frame.segment);
  std::array<char, 2> const sum_bytes{static_cast<char>(sum >> 8), static_cast<char>(sum & 0xFF)};
  out["length_declared"] = frame.declared_length;
  out["length_actual"] = frame.segment.size();
  std::string digits = base::hex({sum_bytes.data(), sum_bytes.size()});
  for (char& c : digits) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  out["crc_computed"] = digits;
  return json::serialize(out);
}

base::Result<std::string> from_json(std::string_view text) {
  boost::system::error_code error;
  json::value const value = json::parse({text.data(), text.size()}, error);
  if (error || !value.is_object()) return base::Problem("bad_json", "not a JSON object");
  Line line = line_of(value.get_object());
  if (!line.problem.empty()) return base::Problem("bad_frame_object", std::move(line.problem));
  json::value const* const crlf = value.get_object().if_contains("crlf");
  if (crlf != nullptr && crlf->is_bool() && crlf->get_bool()) line.text += '\r';
  return std::move(line.text);
}

}  // namespace hj212
