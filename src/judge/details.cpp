#include "judge/details.hpp"

#include <boost/json.hpp>
#include <cmath>

namespace judge {
namespace {

namespace json = boost::json;

template <typename Map>
void put_map(json::object& out, char const* name, Map const& map) {
  if (map.empty()) {
    return;
  }
  json::object inner;
  for (auto const& [key, value] : map) {
    if constexpr (std::is_same_v<typename Map::mapped_type, base::Decimal>) {
      inner[key] = value.to_string();
    } else {
      inner[key] = value;
    }
  }
  out[name] = std::move(inner);
}

void put_list(json::object& out, char const* name, std::vector<std::string> const& list) {
  if (!list.empty()) {
    out[name] = json::array(list.begin(), list.end());
  }
}

void put_finite(json::object& out, char const* name, double value) {
  if (std::isfinite(value)) {
    out[name] = value;
  }
}

json::object parse(std::string const& text) {
  boost::system::error_code failed;
  auto value = json::parse(text, failed);
  return !failed && value.is_object() ? std::move(value.as_object()) : json::object();
}

json::object const* object_at(json::object const& in, char const* name) {
  auto const* value = in.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

double number(json::value const& value) {
  boost::system::error_code failed;
  auto const read = value.to_number<double>(failed);
  return failed ? observe::absent : read;
}

std::string text(json::value const& value) {
  auto const* string = value.if_string();
  return string == nullptr ? std::string() : std::string(*string);
}
std::string text_at(json::object const& in, char const* name) {
  auto const* value = in.if_contains(name);
  return value == nullptr ? std::string() : text(*value);
}

template <typename T>
void get_map(json::object const& in, char const* name, std::map<std::string, T>& out) {
  auto const* inner = object_at(in, name);
  if (inner == nullptr) {
    return;
  }
  for (auto const& [key, value] : *inner) {
    if constexpr (std::is_same_v<T, base::Decimal>) {
      if (auto const read = base::Decimal::parse(text(value))) {
        out[key] = *read;
      }
    } else if constexpr (std::is_same_v<T, std::string>) {
      out[key] = text(value);
    } else {
      out[key] = static_cast<T>(number(value));
    }
  }
}

void get_list(json::object const& in, char const* name, std::vector<std::string>& out) {
  auto const* value = in.if_contains(name);
  auto const* list = value == nullptr ? nullptr : value->if_array();
  if (list != nullptr) {
    for (auto const& item : *list) {
      out.push_back(text(item));
    }
  }
}

}  // namespace

std::string write_air(AirDetail const& detail) {
  json::object out;
  auto const& index = detail.index;
  put_map(out, "iaqi", index.iaqi);
  put_map(out, "by_input", index.iaqi_by_input);
  put_list(out, "without_index", index.without_index);
  put_map(out, "used", index.used);
  put_list(out, "primary", index.primary);
  put_list(out, "exceeding", index.exceeding);
  put_list(out, "notes", index.notes);
  out["level"] = index.level;
  out["complete"] = index.complete;
  put_map(out, "values", detail.values);
  put_map(out, "hours", detail.hours);
  put_map(out, "refused", detail.refused);
  put_map(out, "revisions", detail.revisions);
  out["edition"] = detail.edition;
  out["digest"] = detail.digest;
  return json::serialize(out);
}

AirDetail read_air(verdicts::Verdict const& verdict, catalog::Catalog const& catalog) {
  auto const in = parse(verdict.detail);
  AirDetail detail;
  auto& index = detail.index;
  get_map(in, "iaqi", index.iaqi);
  get_map(in, "by_input", index.iaqi_by_input);
  get_list(in, "without_index", index.without_index);
  get_map(in, "used", index.used);
  get_list(in, "primary", index.primary);
  get_list(in, "exceeding", index.exceeding);
  get_list(in, "notes", index.notes);
  get_map(in, "values", detail.values);
  get_map(in, "hours", detail.hours);
  get_map(in, "refused", detail.refused);
  get_map(in, "revisions", detail.revisions);
  detail.edition = text_at(in, "edition");
  detail.digest = text_at(in, "digest");
  auto const* complete = in.if_contains("complete");
  index.complete = complete != nullptr && complete->is_bool() && complete->get_bool();
  auto const* rules = catalog.air_index(std::string_view(verdict.standard));
  if (verdict.value > 0) {
    index.aqi = static_cast<int>(verdict.value);
    if (auto const* level = in.if_contains("level")) {
      index.level = static_cast<int>(number(*level));
    }
    if (auto const* category = rules == nullptr ? nullptr : assess::category(*rules, *index.aqi)) {
      index.category = category->name;
      index.category_en = category->name_en;
      index.colour = category->colour;
    }
  }
  index.basis.push_back({verdict.standard, verdict.clause, detail.edition});
  return detail;
}

std::string write_factor(FactorDetail const& detail) {
  json::object out;
  auto const& statistic = detail.statistic;
  json::object made{{"revision", statistic.revision}, {"due", statistic.due}, {"received", statistic.received},
                    {"valid_rows", statistic.valid_rows}, {"valid", statistic.valid}, {"variant", statistic.variant}};
  made["flag"] = statistic.flag == ' ' ? std::string() : base::printable(std::string(1, statistic.flag));
  made["made_from"] = std::string(observe::name_of(statistic.made_from));
  put_finite(made, "mean", statistic.mean);
  put_finite(made, "device", statistic.device);
  out["statistic"] = std::move(made);
  if (auto const* limit = detail.judged.limit) {
    json::object bound{{"set", limit->set}, {"averaging", limit->averaging}, {"unit", base::symbol(limit->unit)}};
    if (limit->low) {
      bound["low"] = limit->low->to_string();
    }
    if (limit->high) {
      bound["high"] = limit->high->to_string();
    }
    bound["recalled"] = limit->source.recalled;
    out["limit"] = std::move(bound);
    out["share"] = detail.judged.share;
    if (detail.judged.times_over) {
      out["times_over"] = *detail.judged.times_over;
    }
    out["edition"] = detail.edition;
    out["digest"] = detail.digest;
  }
  if (!detail.note.empty()) {
    out["note"] = detail.note;
  }
  if (!detail.windows.empty()) {
    json::array windows;
    for (auto const& window : detail.windows) {
      windows.push_back(json::object{{"ref", window.ref}, {"kind", window.kind}, {"from", base::format(window.from)}, {"to", base::format(window.to)}});
    }
    out["windows"] = std::move(windows);
    out["hours_left_out"] = detail.left_out;
  }
  if (detail.running > 0) {
    out["hours_running"] = detail.running;
  }
  return json::serialize(out);
}

WindowDetail read_windows(verdicts::Verdict const& verdict) {
  WindowDetail detail;
  auto const in = parse(verdict.detail);
  auto const count = [&](char const* name) {
    auto const* value = in.if_contains(name);
    auto const read = value == nullptr ? 0 : number(*value);
    return std::isfinite(read) && read >= 0 && read <= 24 ? static_cast<int>(read) : 0;
  };
  detail.left_out = count("hours_left_out");
  detail.running = count("hours_running");
  auto const* list = in.if_contains("windows");
  for (auto const& each : list != nullptr && list->is_array() ? list->get_array() : json::array()) {
    auto const* object = each.if_object();
    if (object != nullptr) {
      auto const from = base::parse_time(text_at(*object, "from")), to = base::parse_time(text_at(*object, "to"));
      detail.windows.push_back({verdict.point, from ? *from : Time{}, to ? *to : Time{}, text_at(*object, "kind"), text_at(*object, "ref")});
    }
  }
  return detail;
}

std::string write_exceedance(verdicts::Verdict const& worst) {
  return json::serialize(json::object{{"key", "exceedance"}, {"period", worst.period}, {"subject", worst.subject}, {"value", worst.value},
                                      {"limit", worst.limit}, {"unit", worst.unit}, {"standard", worst.standard}, {"clause", worst.clause}});
}

std::string write_message(std::string const& key, std::vector<Word> const& words) {
  json::object out{{"key", key}};
  for (auto const& word : words) {
    if (word.number) {
      out[word.key] = *word.number;
    } else {
      out[word.key] = word.text;
    }
  }
  return json::serialize(out);
}

}  // namespace judge
