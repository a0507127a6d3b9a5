"""Flips every comparison, boolean and small number of the decision and the projection, one at a time, and runs
the unit tests of the domain: each such mutant must make a test fail.

  ./dev mutate                      everything
  ./dev mutate --files decide_card  the files whose name holds this text
  ./dev mutate --list               the mutants, without running them

A mutant that nothing can tell from the original stands in scripts/mutants_reviewed.txt with its reason. Exits 1
when another one survives, or when an entry there fits no surviving mutant any more."""
import argparse
import glob
import os
import re
import resource
import shlex
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REVIEWED = "scripts/mutants_reviewed.txt"
SOURCES = ["decide*.cpp", "project*.cpp", "predicates.cpp", "disclosure.cpp", "remarks.cpp", "reasons.cpp",
           "survey.cpp", "judging.hpp", "projecting.hpp", "decide.hpp"]
# Constants of this header are compiled into the tests as well, so only its operators are changed.
OPERATORS_ONLY = ["decide.hpp"]
TEST_CPU_SECONDS_MAX = 120  # not of the clock: on a busy machine a slow run is no failure
# The model's random worlds come last and always the same ones, so that a run repeats.
RANDOM_TESTS = "Random*:*Random*"
SEED = {"MADOGUCHI_SEED": "1", "MADOGUCHI_RANDOM_ROUNDS": "50000"}

# Sources are formatted, so that " < " compares and "vector<" does not.
FLIPS = [
    (r" == ", [" != "]),
    (r" != ", [" == "]),
    (r" < ", [" <= ", " >= "]),
    (r" <= ", [" < ", " > "]),
    (r" > ", [" >= ", " <= "]),
    (r" >= ", [" > ", " < "]),
    (r" && ", [" || "]),
    (r" &&$", [" ||"]),
    (r" \|\| ", [" && "]),
    (r" \|\|$", [" &&"]),
    (r"!(?=[A-Za-z_(*])", [""]),
    (r"\btrue\b", ["false"]),
    (r"\bfalse\b", ["true"]),
]
NUMBER = re.compile(r"(?<![\w.'\"])(\d{1,3})(?![\w.'\"])")


class Mutant:
    def __init__(self, path, line, text, start, end, new):
        self.path, self.line, self.start, self.end, self.new = path, line, start, end, new
        self.old = text[start:end]
        self.before = text
        self.after = text[:start] + new + text[end:]

    def key(self):  # stays while other lines move
        return f"{os.path.basename(self.path)} | {self.before.strip()} | {self.after.strip()}"

    def __str__(self):
        return f"{self.path}:{self.line}: {self.before.strip()}  -->  {self.after.strip()}"


def code_spans(text):
    """The line with comments and literals blanked, same length."""
    blank = lambda found: " " * len(found.group(0))
    text = re.sub(r'"(?:\\.|[^"\\])*"', blank, text)
    text = re.sub(r"'(?:\\.|[^'\\])'", blank, text)
    return re.sub(r"//.*", blank, text).rstrip()


def mutants_of(path):
    operators_only = os.path.basename(path) in OPERATORS_ONLY
    for number, text in enumerate(open(path, encoding="utf-8").read().splitlines(), 1):
        code = code_spans(text)
        if code.startswith(("#", "template", "constexpr std::string_view")):
            continue
        for pattern, replacements in FLIPS:
            if operators_only and pattern in (r"\btrue\b", r"\bfalse\b"):
                continue
            for found in re.finditer(pattern, code):
                for new in replacements:
                    yield Mutant(path, number, text, found.start(), found.end(), new)
        if operators_only:
            continue
        for found in NUMBER.finditer(code):
            value = int(found.group(1))
            for other in ([value + 1] if value == 0 else [value - 1, value + 1]):
                yield Mutant(path, number, text, found.start(), found.end(), str(other))


def reviewed():
    entries = {}
    for line in open(REVIEWED, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            key, _, reason = line.strip().rpartition(" | ")
            entries[key] = reason
    return entries


class Bench:
    """Compiles one changed file without optimizing, links it before the built archive, runs the tests."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.include = f"{folder}/domain"
        os.makedirs(self.include)
        words = ["algorithm", "array", "map", "optional", "string", "string_view", "tuple", "vector"]
        with open(f"{folder}/ready.hpp", "w", encoding="utf-8") as ready:
            ready.write("".join(f"#include <{word}>\n" for word in words))
            ready.write('#include "util/calendar.hpp"\n#include "util/encoding.hpp"\n')
        self.compiler = ["g++", "-std=c++20", "-O0", "-w", f"-I{folder}", "-Isrc"]
        self.run([*self.compiler, "-x", "c++-header", f"{folder}/ready.hpp"])
        command = self.run(["ninja", "-C", build, "-t", "commands", "test_domain"]).strip().splitlines()[-1]
        words = shlex.split(command.replace(": && ", "").replace(" && :", ""))
        self.test = f"{folder}/test"
        words[words.index("-o") + 1] = self.test
        self.link = words

    def run(self, command, **more):
        done = subprocess.run(command, capture_output=True, text=True, **more)
        if done.returncode != 0:
            raise RuntimeError(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def compiled(self, path, text):
        """Objects of the changed text; None when it does not compile."""
        changed = f"{self.include}/{os.path.basename(path)}"
        open(changed, "w", encoding="utf-8").write(text)
        # A changed header is found before the one in src, which every source names with its room.
        sources = sorted(glob.glob("src/domain/*.cpp")) if path.endswith(".hpp") else [changed]
        objects = [f"{self.folder}/{os.path.basename(source)}.o" for source in sources]
        ready = f"{self.folder}/ready.hpp"
        compiles = all(
            subprocess.run([*self.compiler, "-include", ready, "-c", source, "-o", out], capture_output=True)
            .returncode == 0 for source, out in zip(sources, objects))
        os.remove(changed)
        return objects if compiles else None

    def passes(self, objects):
        """Do the tests pass with these objects?"""
        at = next(i for i, word in enumerate(self.link) if word.endswith(".o"))
        self.run([*self.link[:at], *objects, *self.link[at:]], cwd=self.build)
        environment = {**os.environ, **SEED, "GTEST_BRIEF": "1", "GTEST_FAIL_FAST": "1"}
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (TEST_CPU_SECONDS_MAX, TEST_CPU_SECONDS_MAX))
        return all(
            subprocess.run([self.test, f"--gtest_filter={selected}"], capture_output=True, env=environment,
                           preexec_fn=limit).returncode == 0
            for selected in (f"-{RANDOM_TESTS}", RANDOM_TESTS))


def survivors_of(mutants, build):
    survivors, tried, sound = [], 0, set()
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        bench = Bench(build, folder)
        if not bench.passes([]):
            sys.exit("mutate: the tests fail without any change")
        for at, mutant in enumerate(mutants, 1):
            original = open(mutant.path, encoding="utf-8").read()
            if mutant.path not in sound:  # or every mutant would seem to be killed
                if not bench.passes(bench.compiled(mutant.path, original)):
                    sys.exit(f"mutate: the tests fail with an unchanged {mutant.path}")
                sound.add(mutant.path)
            lines = original.split("\n")
            lines[mutant.line - 1] = mutant.after
            objects = bench.compiled(mutant.path, "\n".join(lines))
            if objects is None:
                continue
            tried += 1
            if bench.passes(objects):
                survivors.append(mutant)
                print(f"survived: {mutant}", flush=True)
            if at % 25 == 0:
                print(f"mutate: {at} of {len(mutants)}, {len(survivors)} survived", file=sys.stderr, flush=True)
    return survivors, tried


def main():
    os.chdir(ROOT)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", default="", help="only files whose name holds this")
    parser.add_argument("--list", action="store_true", help="list the mutants")
    parser.add_argument("--only-survivors-of", metavar="LOG", help="only what an earlier log calls survived")
    parser.add_argument("--build", default=os.environ.get("MADOGUCHI_BUILD_DIR", "build/release"))
    wanted = parser.parse_args()
    paths = [path for pattern in SOURCES for path in sorted(glob.glob(f"src/domain/{pattern}"))
             if wanted.files in os.path.basename(path)]
    mutants = [mutant for path in paths for mutant in mutants_of(path)]
    if wanted.only_survivors_of:
        log = open(wanted.only_survivors_of, encoding="utf-8").read()
        mutants = [mutant for mutant in mutants if mutant.key().split(" | ", 1)[1].replace(" | ", "  -->  ") in log]
    if wanted.list:
        print("\n".join(map(str, mutants)))
        return 0
    start = time.monotonic()
    survivors, tried = survivors_of(mutants, wanted.build)
    entries = reviewed()
    alive = {mutant.key() for mutant in survivors}
    unknown = [mutant for mutant in survivors if mutant.key() not in entries]
    ran = {mutant.key() for mutant in mutants}
    everything = not wanted.files and not wanted.only_survivors_of
    stale = [key for key in entries if key not in alive and (everything or key in ran)]
    for key in stale:
        print(f"{REVIEWED}: no such mutant survives: {key}")
    for mutant in unknown:
        print(f"no test fails for {mutant}")
    print(f"mutate: {tried} mutants in {len(paths)} files, {tried - len(survivors)} killed, "
          f"{len(survivors) - len(unknown)} reviewed as the same, {len(unknown)} not killed, "
          f"{time.monotonic() - start:.0f} s")
    return 1 if unknown or stale else 0


if __name__ == "__main__":
    sys.exit(main())
