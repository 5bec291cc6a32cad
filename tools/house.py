#!/usr/bin/env python3
"""The rules of the house, as a test. Prints every breach with its place and exits 1 if there is one.

Rooms, floors and USES come from cmake/rooms.cmake; nothing is listed twice.
"""
import itertools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_LINES_MAX = 500
HEADER_LINES_MAX = 300
README_LINES_MAX = 20
FUNCTION_LINES_MAX = 70
LINE_COLUMNS_MAX = 160

# Longer than the rule allows, each with its reason.
EXCEPTIONS: dict[str, str] = {}
SQL_ROOMS = tuple(f"src/{room}/" for room in ("sql", "columns", "evidence", "observe", "points", "verdicts", "identity", "trail", "registry", "figures"))
# `catch` stands at the edges of a unit of work only: connection, request, job, main.
CATCH_ALLOWED = {
    "app/main.cpp": "main",
    "app/serve_http.cpp": "request",
    "app/upkeep.cpp": "job",
    "app/evaluation.cpp": "job",
    "src/calculator/calculator.cpp": "job: a line of questions",
    "src/ingest/worker.cpp": "job",
    "src/exchange/jobs.cpp": "job",
    "src/net/net.cpp": "connection",
    "src/http/router.cpp": "request",
    "src/evidence/verify.cpp": "a file that cannot be opened is a finding; the later files are still looked at",
    "src/tiles/decode.cpp": "the protocol buffer library throws at bad input; turned into a Problem at once",
    "src/yaml/yaml.cpp": "the YAML library throws at bad input; turned into a Problem at once",
}
# A public header speaks std, but for these.
THIRD_PARTY_ALLOWED = {
    "src/gate/gate.hpp": ("boost/json.hpp", "faces render JSON; every file that includes it writes JSON"),
}
SQL = re.compile(r'"(SELECT |INSERT INTO |UPDATE \w+ SET |DELETE FROM |CREATE (TABLE|INDEX|VIEW))')
THIRD_PARTY = re.compile(r'#include\s+[<"](boost/|sqlite3|duckdb|yaml-cpp|openssl/|zstd|zlib|argon2|fmt/|spdlog/|CLI/)')


def rooms():
    text = (ROOT / "cmake/rooms.cmake").read_text()
    text = re.sub(r"#.*", "", text)
    found = {}
    for name, body in re.findall(r"room\((\S+)\s+([^)]*)\)", text):
        words = body.split()
        floor = int(words[words.index("FLOOR") + 1])
        found[name] = (floor, after("USES", words), after("TEST_USES", words))
    return found


def after(keyword, words):
    listed = words[words.index(keyword) + 1:] if keyword in words else []
    return list(itertools.takewhile(lambda word: not word.isupper(), listed))


def breaches():
    table = rooms()
    for name, (floor, uses, tests_use) in table.items():
        folder = ROOT / "src" / name
        if not (folder / f"{pathlib.Path(name).name}.hpp").exists():
            yield f"src/{name}: has no public header {name}.hpp"
        if not (folder / "README.md").exists():
            yield f"src/{name}: has no README.md"
        for below in uses + tests_use:
            if table[below][0] > floor:
                yield f"cmake/rooms.cmake: {name} (floor {floor}) lists {below} (floor {table[below][0]})"
    for folder in sorted((ROOT / "src").iterdir()):
        if folder.is_dir() and folder.name not in table:
            yield f"src/{folder.name}: no room of that name in cmake/rooms.cmake"
    sources = sorted(p for d in ("src", "app", "tests", "bench") for p in (ROOT / d).rglob("*") if p.suffix in (".cpp", ".hpp") and "node_modules" not in p.parts)
    for path in sources:
        yield from file_breaches(path, table)
    for readme in (ROOT / "src").glob("*/README.md"):
        if len(readme.read_text().splitlines()) > README_LINES_MAX:
            yield f"{readme.relative_to(ROOT)}: more than {README_LINES_MAX} lines"


def file_breaches(path, table):
    name = str(path.relative_to(ROOT))
    lines = path.read_text(encoding="utf-8").splitlines()
    room = path.relative_to(ROOT / "src").parts[0] if name.startswith("src/") else None
    public = room and path.name == f"{room}.hpp"
    test = name.endswith(("_test.cpp", "_for_tests.hpp", "/story.hpp")) or "/fuzz/" in name
    if len(lines) > FILE_LINES_MAX and name not in EXCEPTIONS:
        yield f"{name}: {len(lines)} lines, at most {FILE_LINES_MAX}"
    if public and len(lines) > HEADER_LINES_MAX:
        yield f"{name}: a public header of {len(lines)} lines, at most {HEADER_LINES_MAX}"
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        if len(line) > LINE_COLUMNS_MAX and not test:  # tests speak in bytes as captured
            yield f"{where}: {len(line)} columns, at most {LINE_COLUMNS_MAX}"
        if re.search(r"\bco_(await|return|yield)\b", line):
            yield f"{where}: coroutines are miscompiled by GCC 12; write a callback"
        if re.search(r"\bcatch\s*\(", line) and name not in CATCH_ALLOWED and not name.endswith("_test.cpp") and not name.startswith("bench/"):
            yield f"{where}: catch stands at connection, request, job and main only; return a Problem"
        if public and THIRD_PARTY.search(line) and not allowed_in_header(name, line):
            yield f"{where}: a public header speaks std; third-party headers belong into a .cpp file"
        if SQL.search(line) and not test and not name.startswith(SQL_ROOMS):
            yield f"{where}: SQL stands in the room that owns the table"
        include = re.match(r'#include "([a-z0-9_/]+)/([a-z0-9_]+)\.hpp"', line)
        if include and room and include.group(1) in table:
            other = include.group(1)
            allowed = table[room][1] + (table[room][2] if test else [])
            if other != room and other not in allowed:
                yield f"{where}: {room} does not list {other} in USES"
            lent = test and include.group(2).endswith("_for_tests")   # what a room lends to the tests of others
            if other != room and include.group(2) != pathlib.Path(other).name and not lent:
                yield f"{where}: only {other}/{other}.hpp may be included from outside"
    yield from long_functions(name, lines)


def allowed_in_header(name, line):
    header, _reason = THIRD_PARTY_ALLOWED.get(name, (None, None))
    return header is not None and line.strip() == f"#include <{header}>"


def long_functions(name, lines):
    """A function body opens with a line that ends in '{' at indent 0 or 2 and is closed by '}' at the same indent."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None:
            opening = re.match(r"^( {0,2})(?!namespace|struct|class|enum|union|extern|constexpr std::array|}|#|//)\S.*\)\s*(const)?\s*(noexcept)?\s*(override)?\s*(->.*)?\{$", line)
            if opening:
                start, indent = number, opening.group(1)
        elif line == indent + "}" or line.startswith(indent + "};"):
            if number - start + 1 > FUNCTION_LINES_MAX and f"{name}:{start}" not in EXCEPTIONS:
                yield f"{name}:{start}: a function of {number - start + 1} lines, at most {FUNCTION_LINES_MAX}"
            start = None


def main():
    found = list(breaches())
    for breach in found:
        print(breach)
    print(f"house: {len(found)} breaches" if found else "house: in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
