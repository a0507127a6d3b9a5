"""What a tool can check of the house's style: layering, circles, lengths, formatting, ids without a test.

Exits 1 with one line a finding: file:line: rule: text."""
import os
import re
import subprocess
import sys

import errors_page

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
os.chdir(ROOT)

# The include matrix of ARCHITECTURE.md: room -> rooms it may include besides itself.
MATRIX = {
    "util": [],
    "domain": ["util"],
    "oqs": ["domain", "util"],
    "net": ["util"],
    "card": ["util"],
    "sql": ["util"],
    "store": ["sql", "domain", "util"],
    "forms": ["domain", "util"],
    "history": ["domain", "util"],
    "update": ["util"],
    "center": ["store", "history", "update", "oqs", "net", "card", "domain", "util"],
    "local": ["sql", "util"],
    "edge": ["local", "net", "oqs", "domain", "sql", "util"],
    "followup": ["oqs", "domain", "sql", "util"],
    "terminal": ["followup", "edge", "forms", "update", "local", "card", "oqs", "domain", "sql", "util"],
    "office": ["edge", "forms", "oqs", "domain", "sql", "util"],
    "tools": ["center", "history", "update", "terminal", "followup", "edge", "local", "store", "oqs", "net", "card", "domain", "util"],
    "app": ["tools", "office", "center", "history", "update", "terminal", "followup", "edge", "local", "store", "oqs", "net", "card", "domain", "util"],
}
# Libraries that only these rooms may include.
LIBRARIES = {
    "boost/": ["net"],
    "pugixml.hpp": ["oqs", "history"],
    "sqlite3.h": ["sql", "store"],
    "unicode/": ["util"],
    "spdlog/": ["util"],
    "zip.h": ["terminal"],
    "argon2.h": ["local"],
    "winscard.h": ["card"],
    "cairo": ["forms"],
    "pango/": ["forms"],
    "CLI/": ["app"],
    "toml++/": ["app"],
}
FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
LINE_COLUMNS_MAX = 100
OWN_INCLUDES_MAX = 14
REQUIREMENTS = [f"D{i}" for i in range(29)]

findings = []


def find(path, line, rule, text):
    findings.append(f"{path}:{line}: {rule}: {text}")


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns],
                         capture_output=True, text=True, check=True).stdout
    return [path for path in out.splitlines() if os.path.exists(path)]


def check_rooms():
    present = {name for name in os.listdir("src") if os.path.isdir(f"src/{name}")}
    for room in sorted(present - MATRIX.keys()):
        find(f"src/{room}", 1, "room", "a folder that the matrix does not know")
    for room in sorted(MATRIX.keys() - present):
        find("ARCHITECTURE.md", 1, "room", f"listed folder src/{room} does not exist")
    for room, others in MATRIX.items():
        for other in others:
            if room in MATRIX[other]:
                find("ARCHITECTURE.md", 1, "circle", f"{room} and {other} include each other")


def check_includes(path, lines):
    room = path.split("/")[1]
    own = 0
    for number, line in enumerate(lines, 1):
        found = re.match(r'\s*#include\s+(["<])([^">]+)[">]', line)
        if not found:
            continue
        kind, name = found.groups()
        target = name.split("/")[0]
        if kind == '"':
            own += 1
            if target != room and target not in MATRIX.get(room, []):
                find(path, number, "layering", f"{room} may not include {name}")
        for prefix, rooms in LIBRARIES.items():
            if name.startswith(prefix) and room not in rooms:
                find(path, number, "library", f"{name} belongs to {', '.join(rooms)}")
    if own > OWN_INCLUDES_MAX:
        find(path, 1, "includes", f"{own} includes of our own, at most {OWN_INCLUDES_MAX}")


def check_lengths(path, lines):
    if len(lines) > FILE_LINES_MAX:
        find(path, 1, "length", f"{len(lines)} lines, at most {FILE_LINES_MAX}")
    start = None
    for number, line in enumerate(lines, 1):
        columns = sum(2 if ord(c) > 0x2E7F else 1 for c in line)
        has_wide = any(ord(c) > 0x7F for c in line)
        if columns > LINE_COLUMNS_MAX and not has_wide and "http" not in line:
            find(path, number, "columns", f"{columns} columns, at most {LINE_COLUMNS_MAX}")
        if start is None and re.match(r"^[A-Za-z].*[)a-z] (const )?\{$", line) and "namespace" not in line \
                and not re.match(r"^(class|struct|enum|union|extern)\b", line):
            start = number
        if line == "}" and start is not None:
            if number - start + 1 > FUNCTION_LINES_MAX and path.startswith("src/"):
                find(path, start, "function", f"{number - start + 1} lines, at most {FUNCTION_LINES_MAX}")
            start = None


def check_text(path, lines):
    for number, line in enumerate(lines, 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b(?! x|／|XX)", line) and "傷病" not in line and '"XXX' not in line:
            find(path, number, "todo", "a note for later; do it or write an issue")
        if path.startswith("src/domain/") and re.search(r"\b(time\(|now\(\)|rand\(|std::random|system_clock)", line):
            find(path, number, "outside", "domain asks no clock and no dice (law 5)")
        if re.search(r"\bassert\(", line) and "NDEBUG" in line:
            find(path, number, "assert", "asserts stay on in release")


def check_format(paths):
    for at in range(0, len(paths), 40):
        done = subprocess.run(["clang-format-14", "--dry-run", "-Werror", *paths[at:at + 40]],
                              capture_output=True, text=True)
        for line in done.stderr.splitlines():
            found = re.match(r"(.+?):(\d+):\d+: error", line)
            if found:
                find(found.group(1), int(found.group(2)), "format", "run ./dev format")


def check_requirements(tests):
    text = "".join(open(path, encoding="utf-8").read() for path in tests)
    for requirement in REQUIREMENTS:
        if not re.search(rf"\b{requirement}(?!\d)", text.replace("_", " ")):
            find("tests", 1, "requirement", f"{requirement} has no test that names it")


def check_errors_page():
    wanted, _ = errors_page.page()
    path = "docs/errors.md"
    if not os.path.exists(path) or open(path, encoding="utf-8").read() != wanted:
        find(path, 1, "errors", "not what the table says; run python3 scripts/errors_page.py --write")


def check_npm_lock():
    for path in tracked("*package-lock.json"):
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            if '"resolved"' in line:
                find(path, number, "registry", "names a registry; keep omit-lockfile-registry-resolved=true in .npmrc")


def check_tidy(paths):
    base = "build/release"
    if not os.path.exists(f"{base}/compile_commands.json"):
        subprocess.run(["cmake", "-S", ".", "-B", base, "-G", "Ninja"], check=True, capture_output=True)
    jobs = os.cpu_count() or 2
    done = subprocess.run(
        ["xargs", "-P", str(jobs), "-n", "4", "clang-tidy-14", "-p", base, "--quiet",
         "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-D__cpp_impl_coroutine=201902L"],
        input="\n".join(paths), capture_output=True, text=True)
    for line in sorted(set(done.stdout.splitlines())):
        found = re.match(r"(.+?):(\d+):\d+: (?:error|warning): (.*)", line)
        if found:
            find(os.path.relpath(found.group(1), ROOT), int(found.group(2)), "tidy", found.group(3))


def main():
    sources = tracked("src/*.cpp", "src/*.hpp")
    tests = tracked("tests/*.cpp", "tests/*.hpp")
    check_rooms()
    for path in sources + tests:
        lines = open(path, encoding="utf-8").read().splitlines()
        if path.startswith("src/"):
            check_includes(path, lines)
        check_lengths(path, lines)
        check_text(path, lines)
    check_format(sources + tests)
    check_requirements(tests)
    check_errors_page()
    check_npm_lock()
    if "--tidy" in sys.argv:
        check_tidy([path for path in sources if path.endswith(".cpp")])
    for line in findings:
        print(line)
    print(f"lint: {len(sources) + len(tests)} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
