# room(name FLOOR n [USES room...] [TEST_USES room...] [LINKS target...] [TEST_LINKS target...])
#
# A room is src/<name>/ (models/<x> for a nested one): one static library, one namespace, one public
# header <name>.hpp, tests (*_test.cpp) beside the code in one program, fuzz targets in fuzz/*.cpp.
# A room may use rooms of lower floors, and of its own floor where USES says so; nothing above. Its tests may
# also build what stands under those rooms: TEST_USES.
# tools/house.py reads the same USES lists, so there is no second table.
function(room name)
  cmake_parse_arguments(R "" "FLOOR" "USES;TEST_USES;LINKS;TEST_LINKS" ${ARGN})
  if(R_UNPARSED_ARGUMENTS OR NOT DEFINED R_FLOOR)
    message(FATAL_ERROR "room(${name}): FLOOR is missing, or unknown words: ${R_UNPARSED_ARGUMENTS}")
  endif()
  string(REPLACE "/" "_" target ${name})
  get_filename_component(leaf ${name} NAME)
  set(dir ${CMAKE_SOURCE_DIR}/src/${name})

  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${dir}/*_test.cpp)
  file(GLOB fuzzers CONFIGURE_DEPENDS ${dir}/fuzz/*.cpp)
  list(REMOVE_ITEM sources ${tests})

  add_library(${target} STATIC ${sources})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  set_target_properties(${target} PROPERTIES FLOOR ${R_FLOOR})
  target_compile_options(${target} PRIVATE ${BIYUN_WARNINGS})
  foreach(below ${R_USES})
    string(REPLACE "/" "_" below_target ${below})
    if(NOT TARGET ${below_target})
      message(FATAL_ERROR "${name} uses ${below}, which is not declared before it")
    endif()
    get_target_property(f ${below_target} FLOOR)
    if(f GREATER R_FLOOR)
      message(FATAL_ERROR "${name} (floor ${R_FLOOR}) may not use ${below} (floor ${f})")
    endif()
    target_link_libraries(${target} PUBLIC ${below_target})
  endforeach()
  target_link_libraries(${target} PRIVATE ${R_LINKS})

  if(BIYUN_TESTS AND tests)
    add_executable(${target}_test ${tests})
    string(REPLACE "/" "_" test_uses "${R_TEST_USES}")
    target_link_libraries(${target}_test PRIVATE ${target} ${test_uses} ${R_LINKS} ${R_TEST_LINKS}
                          GTest::gmock_main rapidcheck)
    target_compile_options(${target}_test PRIVATE ${BIYUN_WARNINGS} -Wno-null-dereference)
    target_compile_definitions(${target}_test PRIVATE BIYUN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    # rapidcheck prints its seed on failure; a fixed seed keeps every run the same.
    add_test(NAME ${target} COMMAND ${target}_test --gtest_brief=1 --gtest_shuffle --gtest_random_seed=7)
    set_tests_properties(${target} PROPERTIES LABELS room ENVIRONMENT RC_PARAMS=seed=7)
  endif()

  if(BIYUN_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(question ${fuzzer} NAME_WE)
      add_executable(fuzz_${target}_${question} ${fuzzer})
      target_link_libraries(fuzz_${target}_${question} PRIVATE ${target} -fsanitize=fuzzer)
      target_compile_definitions(fuzz_${target}_${question} PRIVATE BIYUN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    endforeach()
  endif()
endfunction()
