#pragma once
// `biyun assess`: answers to JSON lines, with their basis; `biyun assess check`: worked cases from a file; `biyun assess topics`: what can be asked.
#include <functional>
#include <iosfwd>

#include "catalog/catalog.hpp"

/// Up to `most` bytes into `to`: what is there, without waiting for more, as read(2) gives it; 0 = the end.
using ReadSome = std::function<std::size_t(char* to, std::size_t most)>;
/// Of a file descriptor; throws base::Failure when it cannot be read.
ReadSome reader_of(int descriptor);

/// One JSON object a line in, one out, in order (calculator::Calculator::answer); written whenever the input pauses. Empty lines are passed over.
/// Returns 0, or 1 when a line was refused. A bad line never stops the rest.
int assess_lines(catalog::Catalog const& catalog, ReadSome const& read, std::ostream& out, bool why = false);

/// Cases as TSV with the columns id topic standard inputs expected tolerance origin source note; prints each, counts.
/// Returns 0 all passed or skipped, 1 one differs, 2 the file is no such table.
int assess_check(catalog::Catalog const& catalog, std::istream& tsv, std::ostream& out);

/// A line a topic: id, group, standard, titles, an example.
int assess_topics(catalog::Catalog const& catalog, std::ostream& out);
