// An evaluation as JSON: numbers with the digits people see.
#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

std::string quoted(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    } else {
      out += c == '"' || c == '\\' ? "\\" : "";
      out += c;
    }
  }
  return out + '"';
}

struct Object {
  std::string text = "{";
  void put(char const* name, std::string const& value) {
    text += (text.size() > 1 ? "," : "") + quoted(name) + ":" + value;
  }
  void put_text(char const* name, std::string const& value) { put(name, quoted(value)); }
  void put_number(char const* name, std::optional<Decimal> const& value) { put(name, value ? value->to_string() : "null"); }
  void put_shown(char const* name, std::optional<Decimal> const& value) { put(name, value ? quoted(value->to_string()) : "null"); }
  void put_yes(char const* name, std::optional<bool> value) { put(name, !value ? "null" : *value ? "true" : "false"); }
  std::string done() const { return text + "}"; }
};

// Counts by name.
std::string counts(std::map<std::string, int> const& by_name) {
  Object object;
  for (auto const& [name, count] : by_name) {
    object.put(name.c_str(), std::to_string(count));
  }
  return object.done();
}

std::string written(Statistic const& statistic) {
  Object object;
  object.put_text("pollutant", statistic.pollutant);
  object.put("days", std::to_string(statistic.days));
  object.put_yes("enough", statistic.enough);
  object.put_text("refused", statistic.refused);
  object.put_number("mean", statistic.mean_exact ? std::optional(statistic.mean_exact->rounded(places_exact)) : std::nullopt);
  object.put_shown("mean_text", statistic.mean);
  object.put_number("limit_mean", statistic.limit_mean);
  object.put_number("percent", statistic.percent);
  object.put_number("percentile", statistic.percentile_exact);
  object.put_shown("percentile_text", statistic.percentile);
  object.put_number("limit_percentile", statistic.limit_percentile);
  object.put_number("share", statistic.share);
  object.put_shown("share_text", statistic.share);
  object.put_number("times_over", statistic.times_over);
  object.put_yes("attained", statistic.attained);
  return object.done();
}

std::string written(Composite const& composite) {
  Object parts;
  for (auto const& part : composite.parts) {
    Object one;
    one.put_number("index", part.index);
    one.put_number("share", part.share);
    one.put_number("concentration", part.concentration);
    one.put_number("limit", part.limit);
    parts.put(part.pollutant.c_str(), one.done());
  }
  Object object;
  object.put_number("sum", composite.sum);
  object.put_shown("sum_text", composite.sum);
  object.put_number("max", composite.max);
  object.put_text("max_pollutant", composite.max_pollutant);
  object.put("parts", parts.done());
  return object.done();
}

}  // namespace

std::string to_json(Evaluation const& evaluation) {
  Object object;
  object.put("days_due", std::to_string(evaluation.days_due));
  object.put("days_valid", std::to_string(evaluation.days_valid));
  object.put("good_days", std::to_string(evaluation.good_days));
  object.put_number("good_share", evaluation.good_share);
  object.put_shown("good_share_text", evaluation.good_share);
  object.put("heavy_days", std::to_string(evaluation.heavy_days));
  object.put("by_level", counts(evaluation.by_level));
  object.put("primary_days", counts(evaluation.primary_days));
  std::string statistics, notes;
  for (auto const& statistic : evaluation.statistics) {
    statistics += (statistics.empty() ? "" : ",") + written(statistic);
  }
  object.put("statistics", "[" + statistics + "]");
  object.put_yes("attained", evaluation.attained);
  object.put_yes("enough", evaluation.enough);
  object.put("composite", evaluation.composite ? written(*evaluation.composite) : "null");
  object.put_text("composite_refused", evaluation.composite_refused);
  object.put_text("edition_air", evaluation.edition_air);
  object.put_text("edition_index", evaluation.edition_index);
  object.put_text("edition_evaluation", evaluation.edition_evaluation);
  object.put_text("edition_composite", evaluation.edition_composite);
  for (auto const& note : evaluation.notes) {
    notes += (notes.empty() ? "" : ",") + quoted(note);
  }
  object.put("notes", "[" + notes + "]");
  return object.done();
}

}  // namespace atmosphere
