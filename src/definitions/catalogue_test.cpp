// The registers of the catalogue as they are shipped.
#include <gtest/gtest.h>

#include "definitions/set_for_tests.hpp"

namespace definitions {
namespace {

std::shared_ptr<Set const> shipped() {
  std::vector<base::Problem> problems;
  auto set = Set::load(for_tests::catalogue_files(BIYUN_SOURCE_DIR), &problems);
  for (auto const& problem : problems) {
    ADD_FAILURE() << base::to_string(problem);
  }
  return set ? *set : nullptr;
}

TEST(Catalogue, every_register_file_is_sound) {
  auto const set = shipped();
  ASSERT_TRUE(set);
  EXPECT_GE(set->registers().size(), 30U);
}

}  // namespace
}  // namespace definitions
