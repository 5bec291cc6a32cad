// Why a class is what it is: the whole, its items, their limits.
#include <set>

#include "waters/inside.hpp"

namespace waters {

std::string limit_text(catalog::ClassLimit const& row) {
  if (!row.text.empty()) {
    return row.text;
  }
  if (row.low && row.high) {
    return row.low->to_string() + "～" + row.high->to_string();
  }
  if (!row.low && !row.high) {
    return "未录入";
  }
  return row.low ? (row.low_excluded ? "＞" : "≥") + row.low->to_string() : (row.high_excluded ? "＜" : "≤") + row.high->to_string();
}

namespace {

assess::Why explain_item(Table const& table, ItemVerdict const& each) {
  auto const& item = table.items()[each.item];
  assess::Why why;
  why.title = item.name;
  why.value = rank_text(table, each.rank);
  why.exact = to_text(each.value);
  why.unit = std::string(base::symbol(item.unit));
  why.state = each.rank != 0 ? "" : each.at_most != 0 ? "uncertain" : "cannot_judge";
  why.note = each.reason + each.note;   // never both
  std::string limits;
  for (auto const* row : item.limits) {
    limits += (limits.empty() ? "" : "；") + rank_text(table, row->rank) + " " + limit_text(*row);
    if (each.rank == row->rank && !row->source.note.empty()) {
      why.note += (why.note.empty() ? "" : "；") + row->source.note;
    }
  }
  why.how = to_text(each.value) + " → " + (each.rank == 0 ? "—" : rank_text(table, each.rank)) + "（" + limits + "）";
  why.how_en = to_text(each.value) + " against " + limits;
  if (each.times_over) {
    why.how += "，超标倍数 " + each.times_over->to_string();
    why.how_en += ", times over " + each.times_over->to_string();
  }
  auto const& source = item.limits.front()->source;
  why.basis.push_back(table.basis(source.clause));
  if (source.recalled) {
    why.note += std::string(why.note.empty() ? "" : "；") + "限值凭记忆录入，待核对 / limit from memory";
  }
  return why;
}

std::string joined_names(Names const& names) {
  std::string text;
  for (auto const& name : names) {
    text += (text.empty() ? "" : "、") + name;
  }
  return text;
}

}  // namespace

std::string rank_text(Table const& table, int rank) {
  auto const* grade = rank == 0 ? nullptr : table.grade(rank);
  return grade == nullptr ? std::string() : grade->name;
}

std::vector<assess::Basis> basis_of(Table const& table, Verdict const& verdict) {
  std::vector<assess::Basis> basis;
  std::set<std::string> clauses;
  for (auto const& each : verdict.items) {
    auto const& clause = table.items()[each.item].limits.front()->source.clause;
    auto const short_clause = clause.substr(0, clause.find(' '));
    if (clauses.insert(short_clause).second) {
      basis.push_back(table.basis(short_clause));
    }
  }
  if (table.method() != nullptr) {
    basis.push_back({table.method()->number, "单因子评价", table.method()->id});
  }
  return basis;
}

assess::Why explain(Table const& table, Verdict const& verdict, std::map<std::string, std::vector<assess::Why>> const& made_of) {
  assess::Why why;
  why.title = "水质类别";
  why.title_en = "Class of the water";
  why.value = rank_text(table, verdict.rank);
  why.how = "各项目分别评价，取最差的类别" + (verdict.worst.empty() ? std::string() : "：" + joined_names(verdict.worst));
  why.how_en = "every item by itself, the worst decides";
  why.basis = basis_of(table, verdict);
  if (verdict.rank == 0) {
    why.state = "cannot_judge";
  } else if (!verdict.complete) {
    why.state = "uncertain";
    why.note = "缺少应评价的项目：" + joined_names(verdict.missing) + " / items that the rule asks for are missing (" + joined_names(verdict.missing) + ")";
  }
  for (auto const& each : verdict.items) {
    auto part = explain_item(table, each);
    auto const& item = table.items()[each.item];
    if (!item.counted) {
      part.note += std::string(part.note.empty() ? "" : "；") + "不参加总体评价，单独列出 / reported beside";
    }
    if (auto const from = made_of.find(item.key); from != made_of.end()) {
      part.from = from->second;
    }
    why.from.push_back(std::move(part));
  }
  return why;
}

}  // namespace waters
