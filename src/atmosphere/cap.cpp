// An alert in the words of CAP 1.2 (OASIS, 2010): elements in the order of the schema, values of its lists.
#include <algorithm>
#include <cmath>

#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

using Choices = std::vector<std::string_view>;
Choices const statuses{"Actual", "Exercise", "System", "Test", "Draft"};
Choices const types{"Alert", "Update", "Cancel", "Ack", "Error"};
Choices const scopes{"Public", "Restricted", "Private"};
Choices const urgencies{"Immediate", "Expected", "Future", "Past", "Unknown"};
Choices const severities{"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
Choices const certainties{"Observed", "Likely", "Possible", "Unlikely", "Unknown"};
Choices const responses{"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"};
constexpr std::size_t text_bytes_max = 20'000;
constexpr std::size_t polygon_points_min = 4;    // the first again at the end
constexpr std::size_t polygon_points_max = 5'000;

base::Problem wrong(std::string detail, std::string where) { return base::Problem("invalid", std::move(detail), std::move(where)); }

std::optional<base::Problem> fault_of_choice(std::string const& value, Choices const& choices, char const* where) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return std::nullopt;
  }
  std::string words;
  for (auto const word : choices) {
    words += (words.empty() ? "" : " ") + std::string(word);
  }
  return base::Problem("invalid", "'" + base::printable(value) + "' is no word of CAP here", where, "write one of: " + words);
}

bool is_plain(std::string_view text) {
  auto const breaks = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == ',' || c == '<' || c == '&'; };
  return !text.empty() && std::none_of(text.begin(), text.end(), breaks);
}
// U+FFFE and U+FFFF are no characters of XML.
bool fits(std::string_view text) {
  return text.size() <= text_bytes_max && base::is_utf8(text) && text.find("\xEF\xBF\xBE") == std::string_view::npos &&
         text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

// Characters that XML 1.0 cannot carry are not put in.
std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (byte >= 0x20 || c == '\n' || c == '\t') {
          out += c;
        }
    }
  }
  return out;
}

// CAP wants whole seconds and never "Z"; Beijing time has its offset.
std::string when(base::Time time) { return base::format(base::Time{time.ms - time.ms % 1000}); }

void element(std::string& out, int depth, char const* name, std::string const& value) {
  if (!value.empty()) {
    out += std::string(static_cast<std::size_t>(depth) * 2, ' ') + "<" + name + ">" + escaped(value) + "</" + name + ">\n";
  }
}
void element(std::string& out, int depth, char const* name, std::optional<base::Time> time) {
  element(out, depth, name, time ? when(*time) : std::string());
}

std::optional<base::Problem> fault_of_polygon(std::vector<std::pair<double, double>> const& polygon) {
  if (polygon.empty()) {
    return std::nullopt;
  }
  bool const inside = std::all_of(polygon.begin(), polygon.end(), [](auto const& at) { return std::fabs(at.first) <= 180 && std::fabs(at.second) <= 90; });
  if (polygon.size() < polygon_points_min || polygon.size() > polygon_points_max || polygon.front() != polygon.back() || !inside) {
    return wrong("a polygon has four or more points on the globe and ends where it begins", "polygon");
  }
  return std::nullopt;
}

std::optional<base::Problem> fault_of_infos(AlertMessage const& message) {
  if (message.infos.empty() && message.type != "Cancel" && message.type != "Ack" && message.type != "Error") {
    return wrong("an alert says what it is about", "info");
  }
  for (auto const& info : message.infos) {
    if (info.event.empty() || info.area.empty()) {
      return wrong("an info has an event and an area", info.event.empty() ? "event" : "areaDesc");
    }
    for (auto const* text : {&info.event, &info.sender_name, &info.headline, &info.description, &info.instruction, &info.area, &info.language}) {
      if (!fits(*text)) {
        return wrong("a text is too long or not of characters that XML has", "info");
      }
    }
  }
  for (auto const& [pairs, where] : {std::pair(&message.parameters, "parameter"), std::pair(&message.geocodes, "geocode")}) {
    for (auto const& [name, value] : *pairs) {
      if (name.empty() || value.empty() || !fits(name) || !fits(value)) {
        return wrong("a name and a value belong together, neither of them empty or too long", where);
      }
    }
  }
  return std::nullopt;
}

// "sender,identifier,sent", the time as CAP writes it.
bool is_reference(std::string const& text) {
  auto const parts = base::split(text, ',');
  constexpr std::string_view form = "2026-11-26T18:00:00+08:00";
  constexpr std::size_t day_end = form.find('T'), clock_end = form.find('+');
  return parts.size() == 3 && is_plain(parts[0]) && is_plain(parts[1]) && parts[2].size() == form.size() && parts[2][day_end] == 'T' &&
         (parts[2][clock_end] == '+' || parts[2][clock_end] == '-') && bool(base::parse_time(parts[2]));
}

std::optional<base::Problem> fault_of_references(AlertMessage const& message) {
  if (message.type != "Alert" && message.references.empty()) {
    return wrong("an update or cancellation names the messages before it", "references");
  }
  for (auto const& reference : message.references) {
    if (!is_reference(reference)) {
      return base::Problem("invalid", "'" + base::printable(reference) + "' is no reference", "references",
                           "write sender,identifier,sent, as office.example,AL-20261126-01-started,2026-11-26T18:00:00+08:00");
    }
  }
  return std::nullopt;
}

std::optional<base::Problem> fault_of(AlertMessage const& message) {
  for (auto const& [value, where] : {std::pair(&message.identifier, "identifier"), std::pair(&message.sender, "sender")}) {
    if (!is_plain(*value)) {
      return base::Problem("invalid", "it is empty or has a blank, a comma, < or &", where, "write letters, digits, dots and hyphens");
    }
  }
  for (auto const& [value, choices, where] :
       {std::tuple(&message.status, &statuses, "status"), std::tuple(&message.type, &types, "msgType"), std::tuple(&message.scope, &scopes, "scope"),
        std::tuple(&message.urgency, &urgencies, "urgency"), std::tuple(&message.severity, &severities, "severity"),
        std::tuple(&message.certainty, &certainties, "certainty"), std::tuple(&message.response, &responses, "responseType")}) {
    if (auto fault = fault_of_choice(*value, *choices, where)) {
      return fault;
    }
  }
  if (auto fault = fault_of_references(message)) {
    return *fault;
  }
  for (auto const& [text, where] : {std::pair(&message.identifier, "identifier"), std::pair(&message.sender, "sender"), std::pair(&message.note, "note"),
                                    std::pair(&message.restriction, "restriction"), std::pair(&message.addresses, "addresses")}) {
    if (!fits(*text)) {
      return wrong("a text is too long or not of characters that XML has", where);
    }
  }
  if ((message.scope == "Restricted" && message.restriction.empty()) || (message.scope == "Private" && message.addresses.empty())) {
    return wrong("a restricted message names its rule, a private one its addresses", message.scope == "Private" ? "addresses" : "restriction");
  }
  if (message.status == "Exercise" && message.note.empty()) {
    return wrong("an exercise says so in its note", "note");
  }
  if (message.expires && *message.expires <= message.effective.value_or(message.sent)) {
    return wrong("it expires before it holds", "expires");
  }
  auto polygon = fault_of_polygon(message.polygon);
  return polygon ? polygon : fault_of_infos(message);
}

void write_area(std::string& out, AlertMessage const& message, std::string const& name) {
  out += "    <area>\n";
  element(out, 3, "areaDesc", name);
  std::string polygon;
  for (auto const& [longitude, latitude] : message.polygon) {
    polygon += (polygon.empty() ? "" : " ") + base::format_number(latitude) + "," + base::format_number(longitude);
  }
  element(out, 3, "polygon", polygon);
  for (auto const& [name_of_code, value] : message.geocodes) {
    out += "      <geocode>\n";
    element(out, 4, "valueName", name_of_code);
    element(out, 4, "value", value);
    out += "      </geocode>\n";
  }
  out += "    </area>\n";
}

void write_info(std::string& out, AlertMessage const& message, AlertMessage::Info const& info) {
  out += "  <info>\n";
  element(out, 2, "language", info.language);
  element(out, 2, "category", std::string("Env"));
  element(out, 2, "event", info.event);
  element(out, 2, "responseType", message.response);
  element(out, 2, "urgency", message.urgency);
  element(out, 2, "severity", message.severity);
  element(out, 2, "certainty", message.certainty);
  element(out, 2, "effective", message.effective);
  element(out, 2, "onset", message.onset);
  element(out, 2, "expires", message.expires);
  element(out, 2, "senderName", info.sender_name);
  element(out, 2, "headline", info.headline);
  element(out, 2, "description", info.description);
  element(out, 2, "instruction", info.instruction);
  for (auto const& [name, value] : message.parameters) {
    out += "    <parameter>\n";
    element(out, 3, "valueName", name);
    element(out, 3, "value", value);
    out += "    </parameter>\n";
  }
  write_area(out, message, info.area);
  out += "  </info>\n";
}

}  // namespace

base::Result<std::string> cap_xml(AlertMessage const& message) {
  if (auto fault = fault_of(message)) {
    return *fault;
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n";
  element(out, 1, "identifier", message.identifier);
  element(out, 1, "sender", message.sender);
  element(out, 1, "sent", std::optional(message.sent));
  element(out, 1, "status", message.status);
  element(out, 1, "msgType", message.type);
  element(out, 1, "scope", message.scope);
  element(out, 1, "restriction", message.restriction);
  element(out, 1, "addresses", message.addresses);
  element(out, 1, "note", message.note);
  std::string references;
  for (auto const& reference : message.references) {
    references += (references.empty() ? "" : " ") + reference;
  }
  element(out, 1, "references", references);
  for (auto const& info : message.infos) {
    write_info(out, message, info);
  }
  return out + "</alert>\n";
}

void set_level(AlertMessage& message, catalog::Catalog const& catalog, AlertStep const& step, bool forecast) {
  Rules rules(catalog, alert_edition(catalog, step.day), step.day);
  auto const severity = rules.text("预警分级", step.name, "severity");
  message.severity = step.rank == 0 ? "Minor" : severity.empty() ? "Unknown" : severity;
  message.urgency = step.rank == 0 ? "Past" : forecast ? "Expected" : "Immediate";
  message.certainty = forecast ? "Likely" : "Observed";
  if (auto const hours = rules.integer("预警管理", "有效", "expires_hours"); hours && step.rank > 0 && !message.expires) {
    message.expires = message.effective.value_or(message.sent) + base::hour_length * *hours;
  }
  message.response = step.rank == 0 ? "AllClear" : forecast ? "Prepare" : "Execute";
}

}  // namespace atmosphere
