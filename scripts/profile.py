"""Makes a flame graph (SVG) and a table of inclusive shares from `perf script` output.

perf record -F 400 --call-graph dwarf,24576 -p PID -- sleep 8
perf script -F ip,sym,dso --no-inline | python3 scripts/profile.py --svg FILE --table
"""
import argparse
import collections
import html
import re
import sys

PARTS_MIN = 0.004  # of all samples: smaller boxes and rows are left out
WIDTH, ROW = 1200, 17


def short(symbol, library):
    if symbol == "[unknown]":
        return f"[{library}]"
    symbol = symbol.replace("(anonymous namespace)::", "").replace("madoguchi::", "")
    while "<" in symbol:  # template arguments tell more than a box can show
        fewer = re.sub(r"<[^<>]*>", "", symbol)
        if fewer == symbol:
            break
        symbol = fewer
    symbol = symbol.replace("[abi:cxx11]", "")
    return symbol.split("(")[0] if "lambda" not in symbol else re.sub(r"\([^()]*\)", "", symbol)


def stacks(lines):
    stack = []
    for line in lines:
        line = line.rstrip()
        if not line:
            if stack:
                yield tuple(reversed(stack))
            stack = []
            continue
        found = re.match(r"\s*[0-9a-f]+ (.*) \(([^()]*)\)$", line)
        if found:
            name = short(found.group(1), found.group(2).split("/")[-1].split(".so")[0])
            if not stack or stack[-1] != name:
                stack.append(name)
    if stack:
        yield tuple(reversed(stack))


def cut(stack):
    """Without what every stack begins with: thread start, event loop."""
    for first in ("net::Session::drive", "store::sqlite::Writer::loop", "net::Loop::run_posted",
                  "store::sqlite::LogMover::loop"):
        if first in stack:
            return stack[stack.index(first):]
    return stack


def svg(counts, file):
    tree = lambda: {"n": 0, "below": {}}
    root = tree()
    for stack, n in counts.items():
        at = root
        at["n"] += n
        for name in stack:
            at = at["below"].setdefault(name, tree())
            at["n"] += n
    total, boxes, deepest = root["n"], [], 0

    def draw(node, depth, left):
        nonlocal deepest
        for name, below in sorted(node["below"].items()):
            share = below["n"] / total
            if share >= PARTS_MIN:
                deepest = max(deepest, depth)
                boxes.append((depth, left / total * WIDTH, share * WIDTH, name, share))
                draw(below, depth + 1, left)
            left += below["n"]

    draw(root, 0, 0)
    height = (deepest + 2) * ROW
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
           f'font-family="monospace" font-size="11">']
    for depth, x, width, name, share in boxes:
        y = height - (depth + 2) * ROW
        hue = 15 + sum(name.encode()) % 40
        text = name if len(name) * 6.7 < width else name[:max(0, int(width / 6.7) - 1)]
        out.append(f'<g><title>{html.escape(name)} {share:.1%}</title><rect x="{x:.1f}" y="{y}" '
                   f'width="{max(0.5, width - 0.5):.1f}" height="{ROW - 1}" fill="hsl({hue},80%,70%)"/>'
                   + (f'<text x="{x + 2:.1f}" y="{y + 12}">{html.escape(text)}</text>' if len(text) > 2 else "")
                   + "</g>")
    open(file, "w", encoding="utf-8").write("\n".join(out) + "\n</svg>\n")


def table(counts, pattern):
    total, inclusive = sum(counts.values()), collections.Counter()
    for stack, n in counts.items():
        for name in set(stack):
            inclusive[name] += n
    for name, n in inclusive.most_common():
        if n / total < PARTS_MIN:
            break
        if re.search(pattern, name):
            print(f"{n / total:7.1%}  {name}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--svg")
    arguments.add_argument("--table", nargs="?", const=".", help="inclusive shares of names that match")
    chosen = arguments.parse_args()
    counts = collections.Counter(cut(stack) for stack in stacks(sys.stdin))
    if chosen.svg:
        svg(counts, chosen.svg)
    if chosen.table:
        table(counts, chosen.table)


if __name__ == "__main__":
    main()
