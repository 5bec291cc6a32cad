#pragma once
// The room's own name for what it lends to the tests of other rooms.
#include "registry/story_for_tests.hpp"
