// Any table against a small register, without a database: rows become drafts that hold good values, or faults with a cell.
#include "definitions/set_for_tests.hpp"
#include "exchange/inside.hpp"

namespace {

std::shared_ptr<definitions::Set const> small_set() {
  constexpr std::string_view text =
      "id: site\ntitle: { zh: 点位, en: Sites }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nkey: [code]\nname: name\ngeometry: { shape: point }\nfields:\n"
      "  - { id: code, type: text, title: { zh: 编号, en: Code }, max: 20 }\n"
      "  - { id: name, type: text, title: { zh: 名称, en: Name }, required: true }\n"
      "  - { id: facility, type: reference, to: facility, title: { zh: 单位, en: Facility } }\n"
      "  - { id: amount, type: decimal, digits: 2, unit: t, title: { zh: 产生量, en: Amount } }\n"
      "  - { id: on, type: yes_no, title: { zh: 在用, en: In use } }\n"
      "  - { id: since, type: date, title: { zh: 日期, en: Since } }\n"
      "  - { id: kinds, type: codes, title: { zh: 类别, en: Kinds }, values: [{ code: a, zh: 甲类, en: A }, { code: b, zh: 乙类, en: B }] }\n";
  return definitions::Set::load(definitions::for_tests::small_files("site", std::string(text))).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static auto const set = small_set();
  auto const& reg = *set->find("site");
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  auto const resolve = [](definitions::Register const&, std::string const& text) -> base::Result<registry::RecordId> {
    return text == "F1" ? base::Result<registry::RecordId>(registry::RecordId{1}) : base::Problem("not_found", "no such record");
  };
  exchange::Wish wish;
  if (size > 0 && data[0] == '#') {   // columns are said
    wish.header_first = 1;
    wish.mapping = {{0, "code"}, {1, "name"}, {2, "amount"}};
  }
  exchange::Report report;
  std::size_t good = 0;
  auto const done = exchange::read_sheet(exchange::Meaning(*set, resolve), reg, bytes, wish, report, [&](registry::Draft const& draft) {
    for (auto const& [id, value] : draft.values) {
      auto const* field = reg.field(id);
      CHECK(field != nullptr && definitions::check(*set, *field, value), "what was understood is well formed");
    }
    ++good;
    return true;
  });
  if (done) {
    CHECK(report.rows == good + report.refused, "every row is taken or refused");
    CHECK(report.refused == 0 || !report.problems.empty(), "who refuses says why");
  }
  return 0;
}
