// What is written and marked is opened by others: LibreOffice and openpyxl.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workbook/workbook_for_tests.hpp"

namespace {

using namespace workbook_tests;
using workbook::Column, workbook::Writer;
using testing::HasSubstr;

struct Files : Folder {
  Files() {
    std::vector<Column> const columns{{.title = "代码", .format = Column::Format::code, .required = true},
                                      {.title = "产生量", .group = "数量", .unit = "吨", .format = Column::Format::number},
                                      {.title = "贮存量", .group = "数量", .unit = "吨", .format = Column::Format::number},
                                      {.title = "日期", .format = Column::Format::date},
                                      {.title = "类别", .choices = {std::string(300, 'x'), "固态"}, .help = "从列表中选"}};
    Writer writer(file("ledger.xlsx"), {.sheet = "台账", .title = "台账 & <表>", .subtitle = "单位：吨"}, columns);
    writer.row({"001", "12.50", "3", "2026-03-01", "=1+1"});
    writer.row({"002", "", "<0.01", "", ""});
    writer.close();
    Writer form(file("form.xlsx"), {.sheet = "填报", .blank_rows = 3}, columns);
    form.notes({"说明"});
    form.close();
    auto const marks = std::vector<workbook::Mark>{{4, 1, "大于许可量"}, {5, 2, "不是数 <&>"}};
    keep(file("marked.xlsx"), workbook::mark(bytes_of(file("ledger.xlsx")), {.title_row = 3, .column_title = "问题", .marks = marks}).value());
    keep(file("plain.xlsx"), workbook::mark("名称,量\n废油,1\n", {.column_title = "问题", .marks = {{1, 0, "错"}}}).value());
  }
};

std::string answer_of(std::string const& command) {
  std::string all;
  std::array<char, 4096> buffer{};
  auto* pipe = popen((command + " 2>&1").c_str(), "r");
  while (auto const got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    all.append(buffer.data(), got);
  }
  pclose(pipe);
  return all;
}

TEST(Opened, libreoffice_shows_what_was_written_and_marked) {
  if (std::system("command -v soffice >/dev/null") != 0) {
    FAIL() << "LibreOffice is not installed: run tools/setup.sh test";
  }
  Files const files;
  auto const in = files.path.string();
  auto const said = answer_of("cd " + in + " && timeout 60 soffice -env:UserInstallation=file://" + in + "/profile --headless --convert-to csv:'Text - txt - csv (StarCalc)':44,34,76 " +
                              "ledger.xlsx form.xlsx marked.xlsx plain.xlsx");
  EXPECT_EQ(bytes_of(files.file("ledger.csv")), "台账 & <表>,,,,\n单位：吨,,,,\n*代码,数量,,日期,类别\n,产生量（吨）,贮存量（吨）,,\n001,12.50,3,2026-03-01,=1+1\n002,,<0.01,,\n"
                                                "制表人：                    审核人：,,,,\n")
      << said;
  EXPECT_EQ(bytes_of(files.file("marked.csv")), "台账 & <表>,,,,,\n单位：吨,,,,,\n*代码,数量,,日期,类别,\n,产生量（吨）,贮存量（吨）,,,问题\n001,12.50,3,2026-03-01,=1+1,B5 大于许可量\n"
                                                "002,,<0.01,,,C6 不是数 <&>\n制表人：                    审核人：,,,,,\n");
  EXPECT_EQ(bytes_of(files.file("plain.csv")), "名称,量,问题\n废油,1,A2 错\n");
  EXPECT_THAT(bytes_of(files.file("form.csv")), HasSubstr("*代码,数量,,日期,类别\n"));
}

TEST(Opened, openpyxl_finds_lists_red_cells_and_frozen_panes) {
  Files const files;
  keep(files.file("look.py"), R"(
import openpyxl
marked = openpyxl.load_workbook('marked.xlsx').active
print([c.coordinate for row in marked for c in row if c.fill.fill_type == 'solid' and c.fill.fgColor.rgb == 'FFFFC7CE'])
print(marked['B5'].value, marked['B5'].number_format, marked['B5'].border.left.style, marked['F5'].value, marked.freeze_panes, marked.dimensions)
form = openpyxl.load_workbook('form.xlsx')
print(form.sheetnames, [s.sheet_state for s in form], [(v.formula1, str(v.sqref), v.prompt) for v in form.active.data_validations.dataValidation])
sheet = openpyxl.load_workbook('ledger.xlsx').active
print(sheet['E5'].value, sheet['E5'].data_type, sheet['D5'].value, sheet['A5'].number_format, sheet.print_title_rows, sheet.page_setup.orientation, sheet.auto_filter.ref)
)");
  auto const answer = answer_of("cd " + files.path.string() + " && /usr/bin/python3 look.py");
  if (answer.find("No module named") != std::string::npos) {
    FAIL() << "openpyxl is not installed: run tools/setup.sh test";
  }
  EXPECT_EQ(answer,
            "['F4', 'B5', 'F5', 'C6', 'F6']\n"
            "12.5 0.00 thin B5 大于许可量 A5 A1:F7\n"
            "['填报', '填写说明', '选项'] ['visible', 'visible', 'hidden'] [(\"'选项'!$A$1:$A$2\", 'E3:E5', '从列表中选')]\n"
            "=1+1 s 2026-03-01 00:00:00 @ $3:$4 landscape A4:E6\n");
}

}  // namespace
