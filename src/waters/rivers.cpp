// Rivers and regions: by the means over few sections, by shares of classes over many.
#include <algorithm>

#include "waters/inside.hpp"

namespace waters {
namespace {

constexpr int percent_places = 9;

base::Result<int> digits_of_shares(catalog::Catalog const& catalog, Method const& method) {
  auto const digits = number_of(catalog, method.edition->id + "/统计", "", "share_digits", method.on);
  return digits ? base::Result<int>(static_cast<int>(whole(*digits))) : digits.error();
}
Decimal percent(std::int64_t part, std::int64_t all, int digits) { return Decimal::divide(Decimal(part * 100, 0), Decimal(all, 0), digits); }

void find_main(Table const& table, std::vector<Verdict const*> const& sections, int digits, std::size_t most, River& river) {
  for (std::size_t i = 0; i < table.items().size(); ++i) {
    River::Main main{table.items()[i].name, 0, {}};
    for (auto const* section : sections) {
      auto const* each = section->of(table, table.items()[i].key);
      main.sections += each != nullptr && table.items()[i].counted && each->rank > table.standard_rank() ? 1 : 0;
    }
    if (main.sections != 0) {
      main.share_text = percent(main.sections, static_cast<std::int64_t>(sections.size()), digits).to_string();
      river.main.push_back(std::move(main));
    }
  }
  std::stable_sort(river.main.begin(), river.main.end(), [](auto const& a, auto const& b) { return a.sections > b.sections; });
  river.main.resize(std::min(river.main.size(), most));
}

}  // namespace

base::Result<Decimal> sections_for_shares(catalog::Catalog const& catalog, Day on) {
  auto const method = method_of(catalog, on);
  return method ? number_of(catalog, method->edition->id + "/统计", "", "sections_for_shares", method->on) : base::Result<Decimal>(method.error());
}

base::Result<std::string> share_text(catalog::Catalog const& catalog, Day on, std::int64_t part, std::int64_t all) {
  auto const method = method_of(catalog, on);
  auto const digits = method ? digits_of_shares(catalog, *method) : method.error();
  if (!digits) {
    return digits.error();
  }
  if (all <= 0 || part < 0 || part > all || all > value_max) {
    return assess::cannot_judge("没有可统计的断面 / no sections to count", method->edition->number);
  }
  return percent(part, all, *digits).to_string();
}

base::Result<catalog::Grade const*> river_grade(catalog::Catalog const& catalog, Day on, Decimal share_good, Decimal share_inferior) {
  auto const method = method_of(catalog, on);
  if (!method) {
    return method.error();
  }
  if (share_good.negative() || share_inferior.negative() || share_good + share_inferior > Decimal(100, 0)) {
    return assess::cannot_judge("比例不可能 / impossible shares", method->edition->number + " 表2");
  }
  auto const* grade = catalog.grade(method->edition->id + "/河流优良比例", share_good, method->on);
  grade = grade != nullptr ? grade : catalog.grade(method->edition->id + "/河流劣Ⅴ比例", share_inferior, method->on);
  if (grade == nullptr) {
    return assess::cannot_judge("没有对应的级别 / no grade holds these shares", method->edition->number + " 表2");
  }
  return grade;
}

base::Result<River> river(Table const& table, std::vector<Verdict const*> const& sections, Verdict const* of_means) {
  River made;
  made.by_class.assign(static_cast<std::size_t>(table.worst()), 0);
  std::vector<Verdict const*> judged;
  for (auto const* section : sections) {
    if (section->rank != 0) {
      ++made.by_class[static_cast<std::size_t>(section->rank - 1)];
      judged.push_back(section);
    }
  }
  if (judged.empty() || table.method() == nullptr) {
    return assess::cannot_judge("没有可评价的断面 / no section could be judged", method_standard);
  }
  Method const method{table.method(), table.method_on()};
  auto const digits = digits_of_shares(table.catalog(), method);
  auto const least = sections_for_shares(table.catalog(), method.on);
  auto const most = number_of(table.catalog(), method.edition->id + "/统计", "", "main_max", method.on);
  auto const good_grades = number_of(table.catalog(), method.edition->id + "/统计", "", "good_grades", method.on);
  if (!digits || !least || !most || !good_grades) {
    return !digits ? digits.error() : !least ? least.error() : !most ? most.error() : good_grades.error();
  }
  auto const count = static_cast<std::int64_t>(judged.size());
  std::int64_t good = 0;
  for (int rank = 1; rank <= table.standard_rank(); ++rank) {
    good += made.by_class[static_cast<std::size_t>(rank - 1)];
  }
  auto const inferior = std::int64_t{made.by_class.back()};
  made.share_good = percent(good, count, percent_places);
  made.share_inferior = percent(inferior, count, percent_places);
  made.share_good_text = percent(good, count, *digits).to_string();
  made.share_inferior_text = percent(inferior, count, *digits).to_string();
  made.by_share = count >= whole(*least);
  if (made.by_share) {
    auto const grade = river_grade(table.catalog(), method.on, made.share_good, made.share_inferior);
    if (!grade) {
      return grade.error();
    }
    made.grade = *grade;
    made.good = made.grade->rank <= whole(*good_grades);
    find_main(table, judged, *digits, static_cast<std::size_t>(whole(*most)), made);
    return made;
  }
  if (of_means == nullptr || of_means->rank == 0) {
    return assess::cannot_judge("断面少于规定数量，须有各断面的均值 / few sections: means over them are needed", method.edition->number + " 三（二）");
  }
  made.grade = table.status(of_means->rank);
  made.good = made.grade != nullptr && made.grade->rank <= whole(*good_grades);
  for (auto const at : of_means->main) {
    made.main.push_back({table.items()[of_means->items[at].item].name, 0, {}});
  }
  return made;
}

}  // namespace waters
