#include "figures/figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "sql/sql.hpp"
#include "sql/store_for_tests.hpp"

namespace {

using namespace std::chrono_literals;
using base::Time;
using figures::Figure, figures::Query;
using testing::ElementsAre, testing::IsEmpty, testing::SizeIs;

constexpr Time monday{1'772'323'200'000};
base::Day day(std::string const& text) { return base::parse_day(text).value(); }

Figure march(double number, Time at = monday) {
  Figure f;
  f.kind = "air_period";
  f.object = "point/3";
  f.span = "2026-03";
  f.from = day("2026-03-01");
  f.to = day("2026-03-31");
  f.result = "ok";
  f.number = number;
  f.value = base::format_number(number);
  f.rank = 2;
  f.grade = "良";
  f.grade_en = "good";
  f.colour = "#ffff00";
  f.valid_share = 0.97;
  f.standard = "HJ 663-2013";
  f.clause = "5.3";
  f.edition = "HJ663-2013";
  f.digest = "ab12";
  f.detail = R"({"mean":35})";
  f.why = R"({"title":"综合指数"})";
  f.computed_at = at;
  return f;
}

class Figures : public sql::for_tests::OnBoth {
 protected:
  figures::Store kept{*db};
  Figure put(Figure figure) { return kept.put(std::vector<Figure>{std::move(figure)}).front(); }
};

TEST_P(Figures, a_figure_comes_back_as_it_was_put) {
  auto const stored = put(march(4.53));
  EXPECT_GT(stored.id, 0);
  EXPECT_EQ(stored.revision, 1);
  auto const found = kept.in_force("air_period", "point/3", "2026-03");
  ASSERT_TRUE(found);
  auto const same = [&](auto member) { return (*found).*member == march(4.53).*member; };
  EXPECT_TRUE(same(&Figure::from) && same(&Figure::to) && same(&Figure::result) && same(&Figure::number) && same(&Figure::value) && same(&Figure::rank));
  EXPECT_TRUE(same(&Figure::grade) && same(&Figure::grade_en) && same(&Figure::colour) && same(&Figure::valid_share) && same(&Figure::standard));
  EXPECT_TRUE(same(&Figure::clause) && same(&Figure::edition) && same(&Figure::digest) && same(&Figure::detail) && same(&Figure::why));
  EXPECT_EQ(found->computed_at, monday);
  EXPECT_EQ(kept.by_id(stored.id)->detail, R"({"mean":35})");
  EXPECT_FALSE(kept.by_id(stored.id + 1));
  EXPECT_FALSE(kept.in_force("air_period", "point/3", "2026-04"));
}

TEST_P(Figures, what_cannot_be_judged_has_no_number_and_is_not_zero) {
  auto none = march(0);
  none.number.reset();
  none.valid_share.reset();
  none.result = "cannot_judge";
  put(none);
  auto const found = kept.in_force("air_period", "point/3", "2026-03");
  EXPECT_EQ(found->number, std::nullopt);
  EXPECT_EQ(found->valid_share, std::nullopt);
  EXPECT_EQ(put(none).revision, 1);
}

TEST_P(Figures, the_same_digits_again_write_nothing) {
  auto const first = put(march(4.53));
  auto const again = put(march(4.53, monday + 24h));
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.computed_at, monday);
  EXPECT_THAT(kept.history("air_period", "point/3", "2026-03"), SizeIs(1));
}

TEST_P(Figures, other_digits_are_a_new_revision_and_the_old_answer_stays_with_its_dates) {
  auto const old = put(march(4.53));
  auto const corrected = put(march(4.61, monday + 24h));
  EXPECT_EQ(corrected.revision, 2);
  auto const history = kept.history("air_period", "point/3", "2026-03");
  ASSERT_THAT(history, SizeIs(2));
  EXPECT_EQ(history[0].value, "4.53");
  EXPECT_EQ(history[0].computed_at, monday);
  EXPECT_EQ(history[0].superseded_at, monday + 24h);
  EXPECT_EQ(history[1].superseded_at, Time{});
  EXPECT_EQ(kept.by_id(old.id)->value, "4.53");
  EXPECT_EQ(kept.in_force("air_period", "point/3", "2026-03")->value, "4.61");
}

TEST_P(Figures, other_reasons_for_the_same_number_are_a_new_revision_too) {
  put(march(4.53));
  auto other = march(4.53, monday + 24h);
  other.digest = "cd34";
  EXPECT_EQ(put(other).revision, 2);
}

TEST_P(Figures, of_a_span_that_grows_the_newest_answers_stay_and_of_one_that_is_over_all) {
  auto const keep = figures::Store::provisional_kept_max;
  for (int i = 0; i < keep + 20; ++i) {
    auto growing = march(4 + 0.01 * i, monday + i * 24h);
    growing.provisional = true;
    put(growing);
  }
  put(march(5, monday + 200 * 24h));
  put(march(6, monday + 201 * 24h));
  auto const history = kept.history("air_period", "point/3", "2026-03");
  EXPECT_THAT(history, SizeIs(keep + 3));
  EXPECT_EQ(history.front().revision, 20);
  EXPECT_EQ(history.back().revision, keep + 22);
}

TEST_P(Figures, a_list_is_filtered_sorted_and_cut) {
  std::vector<Figure> many;
  for (int month = 1; month <= 9; ++month) {
    for (auto const* object : {"point/3", "point/4"}) {
      auto f = march(month);
      f.object = object;
      f.span = "2026-0" + std::to_string(month);
      f.from = base::day_of(2026, month, 1);
      f.to = {base::day_of(2026, month + 1, 1).number - 1};
      if (month == 2) {
        f.number.reset();
        f.result = "cannot_judge";
      }
      many.push_back(f);
    }
  }
  auto year = march(3);
  year.span = "2026";
  year.from = day("2026-01-01");
  year.to = day("2026-12-31");
  many.push_back(year);
  kept.put(many);
  std::size_t matched = 0;
  Query query{.kinds = {"air_period"}, .objects = {"point/3"}, .span_form = "month", .from = day("2026-02-01"), .to = day("2026-06-30"), .result = {},
              .sort = "-number", .skip = 1, .most = 2};
  auto const page = kept.find(query, &matched);
  EXPECT_EQ(matched, 5U);
  ASSERT_THAT(page, SizeIs(2));
  EXPECT_EQ(page[0].span, "2026-05");
  EXPECT_EQ(page[1].span, "2026-04");
  query.skip = 4;
  query.texts = false;
  auto const last = kept.find(query).at(0);
  EXPECT_EQ(last.span, "2026-02") << "what has no number stands last";
  EXPECT_EQ(last.detail + last.why, "");
  query.result = "cannot_judge";
  query.skip = 0;
  EXPECT_THAT(kept.find(query), SizeIs(1));
  EXPECT_THAT(kept.find({.kinds = {"water_section"}, .objects = {}, .span_form = {}, .from = {}, .to = {}, .result = {}}), IsEmpty());
  EXPECT_THAT(kept.kept("air_period"), SizeIs(19));
  EXPECT_THAT(kept.provisional(), IsEmpty());
  EXPECT_TRUE(figures::can_sort_by("-valid_share"));
  EXPECT_FALSE(figures::can_sort_by("detail"));
}

TEST_P(Figures, marks_are_kept_beside_the_figures) {
  EXPECT_EQ(kept.mark("frames"), "");
  kept.set_mark("frames", "12");
  kept.set_mark("frames", "13");
  auto const other = store.open();
  EXPECT_EQ(figures::Store(*other).mark("frames"), "13");
}

TEST_P(Figures, a_batch_that_is_refused_leaves_nothing_behind) {
  auto bad = march(1);
  bad.object.clear();
  EXPECT_THROW(kept.put({march(4.53), bad}), base::Bug);
  EXPECT_THAT(kept.kept("air_period"), IsEmpty());
}

TEST_P(Figures, a_walk_finds_what_has_no_answer_in_force) {
  EXPECT_EQ(figures::Store::verify(*store.open()).figures, 0U);
  put(march(4.53));
  put(march(4.61));
  auto sound = figures::Store::verify(*db);
  EXPECT_EQ(sound.figures, 2U);
  EXPECT_THAT(sound.problems, IsEmpty());
  db->script("UPDATE figure SET superseded_at = 5");
  ASSERT_THAT(figures::Store::verify(*db).problems, SizeIs(1));
  EXPECT_EQ(figures::Store::verify(*db).problems[0].where, "air_period/point/3/2026-03");
  db->script("UPDATE figure SET superseded_at = 0 WHERE revision = 1");
  EXPECT_THAT(figures::Store::verify(*db).problems, SizeIs(1)) << "an old answer is in force";
  db->script("DROP TABLE figure");
  EXPECT_THAT(figures::Store::verify(*db).problems, IsEmpty()) << "an older program's database has none";
}

INSTANTIATE_TEST_SUITE_P(Databases, Figures, testing::Values(sql::Dialect::sqlite, sql::Dialect::postgres), sql::for_tests::engine_name);

/// Whatever is put in whatever order: in force is what was put last, and the history is what was put, without repetitions.
RC_GTEST_PROP(FigureHistory, is_what_was_put_without_repetitions, ()) {
  auto const db = sql::Database::in_memory();
  figures::Store kept(*db);
  std::map<std::string, std::vector<double>> model;
  auto const puts = *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(rc::gen::inRange(1, 4), rc::gen::inRange(0, 3)));
  auto now = monday;
  for (auto const& [month, number] : puts) {
    now = now + 1h;
    auto f = march(number, now);
    f.span = "2026-0" + std::to_string(month);
    (void)kept.put(std::vector<Figure>{f});
    auto& said = model[f.span];
    if (said.empty() || said.back() != number) {
      said.push_back(number);
    }
  }
  for (auto const& [span, said] : model) {
    auto const history = kept.history("air_period", "point/3", span);
    RC_ASSERT(history.size() == said.size());
    for (std::size_t i = 0; i < said.size(); ++i) {
      RC_ASSERT(history[i].number == said[i]);
      RC_ASSERT(history[i].revision == static_cast<int>(i) + 1);
      RC_ASSERT((history[i].superseded_at.ms == 0) == (i + 1 == said.size()));
      if (i > 0) {   // RC_ASSERT reads both sides of ||
        RC_ASSERT(history[i].computed_at == history[i - 1].superseded_at);
      }
    }
    RC_ASSERT(kept.in_force("air_period", "point/3", span)->number == said.back());
  }
}

}  // namespace
