// Samples of soil: read, judged, told.
#include "evaluate/soil_samples.hpp"

#include <algorithm>

namespace evaluate::surroundings {

namespace {

// Parts of a list that people wrote: ";" "；" "、" part them.
std::vector<std::string> parted(std::string text) {
  for (std::string_view const mark : {"；", "、", "\n"}) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, mark.size(), ";");
    }
  }
  std::vector<std::string> parts;
  for (auto const part : base::split(text, ';')) {
    if (!base::trim(part).empty()) {
      parts.emplace_back(base::trim(part));
    }
  }
  return parts;
}

// "甲苯=0.8" "氯乙烯<0.001"
std::optional<soils::Item> further_item(std::string const& text) {
  auto const at = text.find_first_of("=<");
  auto const value =
      at == std::string::npos ? base::Result<Decimal>(base::Problem("bad_number", "")) : Decimal::parse(base::trim(std::string_view(text).substr(at + 1)));
  if (!value) {
    return {};
  }
  return soils::Item{soils::item_name(std::string_view(text).substr(0, at)), *value, text[at] == '<'};
}

std::string_view use_of(std::string_view code) {
  return code == "paddy" ? "水田" : code == "other" ? "其他" : code == "orchard" ? "果园" : code == "rotation" ? "水旱轮作" : "";
}

std::string_view word_of(soils::ItemVerdict const& each) {
  return each.by_background ? "background" : each.over == soils::Over::control ? "control" : each.over == soils::Over::screening ? "screening" : "none";
}

}  // namespace

double JudgedSample::greatest_index() const {
  double greatest = 0;
  for (auto const& each : verdict ? verdict->items : std::vector<soils::ItemVerdict>{}) {
    greatest = std::max(greatest, each.index ? each.index->to_double() : 0);
  }
  return greatest;
}

SoilSample soil_sample_of(Books const& books, Record record) {
  SoilSample sample;
  sample.on = day_at(record, "sampled_on").value_or(Day());
  sample.ph = number_at(record, "ph");
  auto const undetected = parted(text_at(record, "undetected"));
  for (auto const& [field, item] : books.items_of(soil_sample_reg)) {
    if (auto const value = number_at(record, field)) {
      auto const name = soils::item_name(item);
      bool const below = std::any_of(undetected.begin(), undetected.end(), [&](auto const& word) { return soils::item_name(word) == name; });
      sample.items.push_back({name, *value, below});
    }
  }
  for (auto const& part : parted(text_at(record, "other_items"))) {
    if (auto item = further_item(part)) {
      sample.items.push_back(*std::move(item));
    } else {
      sample.unread.push_back(part);
    }
  }
  sample.record = std::move(record);
  return sample;
}

std::map<std::string, Decimal> backgrounds_at(Record const& point) {
  std::map<std::string, Decimal> found;
  for (auto const& part : parted(text_at(point, "background"))) {
    if (auto const item = further_item(part)) {
      found.emplace(item->name, item->value);
    }
  }
  return found;
}

base::Result<soils::Verdict> judge_soil(Books const& books, Record const& point, SoilSample const& sample, std::optional<Day> under,
                                        std::string_view land_class) {
  auto const land = text_at(point, "land");
  Day const on = under.value_or(sample.on);
  if (!sample.unread.empty()) {
    return assess::cannot_judge("读不懂的检测项目：" + sample.unread.front() + " / a further item that cannot be read", ref_of(soil_sample_reg, sample.record));
  }
  if (land == "construction") {
    auto const own = text_at(point, "land_class");
    return soils::construction_land(books.catalog, land_class.empty() ? std::string_view(own) : land_class, sample.items, backgrounds_at(point), on);
  }
  if (land == "farmland") {
    return soils::farmland(books.catalog, use_of(text_at(point, "farm_use")), sample.ph, sample.items, on);
  }
  return assess::cannot_judge("林草地和未利用地没有适用的风险管控标准 / no standard judges this land", "GB 15618 1、GB 36600 1");
}

JudgedSample judged_sample(Books const& books, Record const& point, Record record, std::optional<Day> under, std::string_view land_class) {
  auto sample = soil_sample_of(books, std::move(record));
  auto verdict = judge_soil(books, point, sample, under, land_class);
  return {std::move(sample), std::move(verdict)};
}

void worst_first(std::vector<JudgedSample>& samples) {
  std::stable_sort(samples.begin(), samples.end(), [](JudgedSample const& a, JudgedSample const& b) {
    auto const rank = [](JudgedSample const& each) { return std::pair(each.verdict ? static_cast<int>(each.verdict->over) : -1, each.greatest_index()); };
    return rank(b) < rank(a);
  });
}

json::array rows_of(soils::Verdict const& verdict) {
  json::array rows;
  for (auto const& each : verdict.items) {
    rows.push_back(json::object{{"factor", ""},
                                {"name", each.item.name},
                                {"value", each.item.value.to_double()},
                                {"unit", "mg/kg"},
                                {"undetected", each.item.undetected},
                                {"screening", number_or_null(each.screening)},
                                {"control", number_or_null(each.control)},
                                {"background", number_or_null(each.background)},
                                {"pi", number_or_null(each.index)},
                                {"over", word_of(each)}});
  }
  return rows;
}

assess::Why why_of_sample(Books const& books, JudgedSample const& judged) {
  auto const name = books.name_of(soil_sample_reg, judged.sample.record);
  auto why = node("样品 " + name + "（" + base::format(judged.sample.on) + "）", "sample " + name + " of " + base::format(judged.sample.on));
  why.ref = ref_of(soil_sample_reg, judged.sample.record);
  if (!judged.verdict) {
    why.state = "cannot_judge";
    why.note = judged.verdict.error().detail;
    return why;
  }
  auto const& verdict = *judged.verdict;
  why.value = verdict.cls.empty() ? verdict.result : verdict.cls;
  why.how = verdict.standard + " " + verdict.land + (verdict.ph_bin.empty() ? "" : "，" + verdict.ph_bin);
  for (auto const& each : verdict.items) {
    auto row = node(each.item.name, each.item.name, (each.item.undetected ? "<" : "") + each.item.value.to_string(), "mg/kg");
    row.how = each.screening ? "筛选值 " + each.screening->to_string() + (each.control ? "，管制值 " + each.control->to_string() : "") +
                                   (each.index ? "，Pi = " + each.index->to_string() : "")
                             : "该标准没有限值 / no value in the standard";
    row.state = each.screening || each.control ? "" : "excluded";
    row.note = each.by_background ? "不超背景值，不纳入污染地块管理 / within the background" : "";
    why.from.push_back(std::move(row));
  }
  return why;
}

}  // namespace evaluate::surroundings
