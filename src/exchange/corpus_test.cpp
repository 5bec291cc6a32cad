// Ugly sheets of tests/corpus/sheets: each is imported dry, taken, looked at, and imported once more, which changes nothing.
#include <gtest/gtest.h>

#include <iomanip>

#include "exchange/house_for_tests.hpp"
#include "exchange/sheets_for_tests.hpp"

namespace exchange {
namespace {

using for_tests::House, for_tests::SheetFile;

std::string const corpus_folder = std::string(BIYUN_SOURCE_DIR) + "/tests/corpus/sheets";

std::vector<std::string> sheet_files() {
  std::vector<std::string> names;
  for (auto const& entry : std::filesystem::directory_iterator(corpus_folder)) {
    if (entry.path().extension() == ".txt") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// What came of an import, in the words of the corpus.
std::vector<std::string> told(Report const& report) {
  std::vector<std::string> lines;
  std::string columns = "columns";
  for (auto const& column : report.columns) {
    columns += " " + workbook::cell_name(0, column.index).substr(0, workbook::cell_name(0, column.index).size() - 1) + "=" + (column.field.empty() ? "-" : column.field);
  }
  lines.push_back("header " + std::to_string(report.header_first + 1) + (report.header_last == report.header_first ? "" : " " + std::to_string(report.header_last + 1)));
  lines.push_back("sheet " + std::to_string(report.sheet + 1));
  lines.push_back(columns);
  std::string lacks = "lacks";
  for (auto const& field : report.unmapped_required) {
    lacks += " " + field;
  }
  lines.push_back(lacks);
  for (auto const& passed : report.passed_over) {
    lines.push_back("passed " + std::to_string(passed.row + 1) + " " + passed.reason);
  }
  lines.push_back("rows " + std::to_string(report.rows));
  lines.push_back("did created " + std::to_string(report.created) + " changed " + std::to_string(report.changed) + " same " + std::to_string(report.same) + " refused " +
                  std::to_string(report.refused));
  for (auto const& problem : report.problems) {
    lines.push_back("problem " + problem.cell + " " + (problem.field.empty() ? "-" : problem.field) + " " + problem.detail);
  }
  return lines;
}

struct Story {
  SheetFile file;
  std::unique_ptr<House> house;
  identity::Person who;
  std::string bytes;

  explicit Story(std::string const& name) : file(for_tests::read_sheet_file(corpus_folder + "/" + name + ".txt")) {
    house = for_tests::house_of(file.set == "catalogue" ? for_tests::catalogue_set() : for_tests::small_set());
    who = file.who == "keeper" || (file.who.empty() && file.set == "small") ? house->keeper : file.who == "grid" ? house->grid : for_tests::administrator();
    for (auto const& one : file.have) {
      auto const bar = one.find('|');
      auto const reg_id = std::string(base::trim(one.substr(0, bar)));
      auto const made = house->registry.create({for_tests::administrator(), house->now}, house->reg(reg_id), house->draft(one.substr(bar + 1), reg_id), "invented");
      EXPECT_TRUE(made) << one << ": " << (made ? "" : base::to_string(made.error()));
    }
    bytes = for_tests::bytes_of(file, corpus_folder);
  }
  definitions::Register const& reg() const { return house->reg(file.reg); }
  base::Result<Report> import(bool dry) const {
    auto wish = file.wish;
    wish.dry = dry;
    Parts const parts{house->registry};
    return import_file(parts, {who, house->now}, reg(), {bytes, file.name + ".xlsx", base::hex(base::sha256(bytes))}, wish);
  }
  std::string where(for_tests::Line const& line) const { return file.name + ".txt:" + std::to_string(line.number); }
};

bool is_of_record(for_tests::Line const& line) { return line.word == "record" || line.word == "none"; }

/// The lines that are not of records must be told, all of them and no others; of a problem's text a part is enough.
void hold_against(Story const& story, std::vector<std::string> told_lines) {
  std::string missing, left;
  for (auto const& line : story.file.expected) {
    if (is_of_record(line)) {
      continue;
    }
    auto const wanted = line.word + (line.rest.empty() ? "" : " " + line.rest);
    auto const found = std::find_if(told_lines.begin(), told_lines.end(), [&](std::string const& one) {
      if (line.word != "problem") {
        return one == wanted;
      }
      auto const field = wanted.find(' ', std::string("problem ").size());
      auto const text = wanted.find(' ', field + 1);
      return one.starts_with(wanted.substr(0, text)) && (text == std::string::npos || one.find(wanted.substr(text + 1)) != std::string::npos);
    });
    if (found == told_lines.end()) {
      missing += "\n  " + std::to_string(line.number) + ": " + wanted;
    } else {
      told_lines.erase(found);
    }
  }
  for (auto const& one : told_lines) {
    bool const may_be_silent = one == "sheet 1" || one == "lacks" || one.starts_with("columns") || one == "header 1";
    left += may_be_silent && missing.empty() ? "" : "\n  " + one;
  }
  EXPECT_TRUE(missing.empty() && left.empty()) << story.file.name << ".txt expects what was not told:" << missing << "\nand was told besides:" << left;
}

void hold_record(Story const& story, for_tests::Line const& line) {
  auto const parts = for_tests::cells_of(line.rest);
  auto& house = *story.house;
  auto const id = house.registry.resolve(story.who, story.reg(), parts.front());
  ASSERT_TRUE(id) << story.where(line) << ": " << (id ? "" : base::to_string(id.error()));
  auto const record = house.registry.get(for_tests::administrator(), story.reg(), *id);
  ASSERT_TRUE(record);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto const equals = parts[i].find('=');
    auto const name = parts[i].substr(0, equals);
    auto const wanted = for_tests::unescaped(parts[i].substr(equals + 1));
    if (auto const at = wanted.find('@'); name == "near") {   // near=113.6@40.02: within a few decimetres
      ASSERT_TRUE(record->geometry) << story.where(line);
      auto const place = geo::make_point(*base::parse_number(wanted.substr(0, at)), *base::parse_number(wanted.substr(at + 1)));
      EXPECT_LT(geo::distance_m(place, *record->geometry), 0.5) << story.where(line) << ": " << geo::to_wkt(*record->geometry);
      continue;
    }
    EXPECT_EQ(for_tests::text_of(house, story.reg(), *record, name), wanted) << story.where(line) << " " << name;
  }
}

/// The workbook comes back with every reason in the row it belongs to.
void hold_marked(Story const& story, Report const& planned) {
  auto const back = marked(story.bytes, planned);
  ASSERT_TRUE(back) << base::to_string(back.error());
  auto const book = workbook::read(*back);
  ASSERT_TRUE(book) << base::to_string(book.error());
  auto const& rows = book->sheets[static_cast<std::size_t>(planned.sheet)].rows;
  for (auto const& problem : planned.problems) {
    ASSERT_LT(static_cast<std::size_t>(problem.row), rows.size());
    EXPECT_NE(rows[static_cast<std::size_t>(problem.row)].back().text.find(problem.detail.substr(0, 20)), std::string::npos) << problem.cell;
  }
}

class Sheets : public testing::TestWithParam<std::string> {};

TEST_P(Sheets, BecomeWhatTheirWriterExpects) {
  Story story(GetParam());
  auto const planned = story.import(true);
  auto const& expected = story.file.expected;
  ASSERT_FALSE(expected.empty());
  auto const says = std::find_if(expected.begin(), expected.end(), [](auto const& line) { return line.word == "says"; });
  if (says != expected.end()) {
    ASSERT_FALSE(planned) << "taken, though it should say " << says->rest;
    EXPECT_EQ(planned.error().code, says->rest) << base::to_string(planned.error());
    return;
  }
  ASSERT_TRUE(planned) << base::to_string(planned.error());
  EXPECT_FALSE(planned->taken);
  hold_against(story, told(*planned));
  if (!planned->problems.empty()) {
    hold_marked(story, *planned);
  }
  if (story.file.dry) {
    return;
  }
  auto const taken = story.import(false);
  ASSERT_TRUE(taken) << base::to_string(taken.error());
  bool const takes = (taken->refused == 0 || story.file.wish.partial) && taken->created + taken->changed > 0;
  EXPECT_EQ(taken->taken, takes);
  EXPECT_EQ(told(*taken), told(*planned)) << "the plan tells what taking does";
  for (auto const& line : expected) {
    if (line.word == "record") {
      hold_record(story, line);
    } else if (line.word == "none") {
      EXPECT_FALSE(story.house->registry.resolve(story.who, story.reg(), line.rest)) << story.where(line);
    }
  }
  auto const again = story.import(true);
  ASSERT_TRUE(again);
  if (takes) {
    EXPECT_EQ(again->created + again->changed, 0U) << "the same sheet once more changes nothing";
    EXPECT_EQ(again->same, taken->created + taken->changed + taken->same);
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, Sheets, testing::ValuesIn(sheet_files()), [](auto const& one) {
  auto name = one.param;
  std::replace_if(name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

TEST(Corpus, HasThirtySheetsAndSaysWhatEachIsAbout) {
  auto const files = sheet_files();
  EXPECT_GE(files.size(), 30U);
  for (auto const& name : files) {
    EXPECT_FALSE(for_tests::read_sheet_file(corpus_folder + "/" + name + ".txt").about.empty()) << name;
  }
}

/// BIYUN_KEEP_SHEETS=<folder> writes the corpus as files, to be looked at in Excel, WPS or LibreOffice.
TEST(Corpus, CanBeKeptAsFiles) {
  char const* const folder = std::getenv("BIYUN_KEEP_SHEETS");   // NOLINT(concurrency-mt-unsafe): one thread
  if (folder == nullptr) {
    return;
  }
  for (auto const& name : sheet_files()) {
    auto const file = for_tests::read_sheet_file(corpus_folder + "/" + name + ".txt");
    if (!file.tabs.empty()) {
      workbook_tests::keep(std::string(folder) + "/" + name + (file.format == "xlsx" ? ".xlsx" : ".csv"), for_tests::bytes_of(file, corpus_folder));
    }
  }
}

}  // namespace
}  // namespace exchange
