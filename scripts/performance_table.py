"""Fills the table of figures in docs/performance.md from `./dev bench --json FILE`.

python3 scripts/performance_table.py FILE [--note "measured while …"]"""
import argparse
import json
import os
import re

PAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs/performance.md")
BEGIN, END = "<!-- figures: begin (scripts/performance_table.py) -->", "<!-- figures: end -->"


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(measured, note):
    about, details = measured["about"], measured["details"]
    day = about["date"]
    out = [f"{about['command']}, {day[:4]}-{day[4:6]}-{day[6:]}", "", f"{about['machine']}. Load average before: "
           f"{about['load_before']}. {int(about['recipients']):,} recipients, {int(about['tickets']):,} tickets, "
           f"in `{about['folder']}`."]
    if note:
        out += ["", f"**{note}**"]
    out += ["", "| name | measured | bar | goal | | what |", "|---|---|---|---|---|---|"]
    for figure in measured["figures"]:
        out.append(f"| `{figure['name']}` | {number(figure['value'])} {figure['unit']} | {number(figure['bar'])} "
                   f"| {number(figure['goal'])} | {figure['outcome']} | {figure['meaning']} |")
    out += ["", "| detail | |", "|---|---|"]
    out += [f"| `{name}` | {number(value)} |" for name, value in sorted(details.items())]
    return "\n".join(out)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("file")
    arguments.add_argument("--note", default="", help="under what the figures were measured")
    chosen = arguments.parse_args()
    with open(chosen.file, encoding="utf-8") as file:
        made = table(json.load(file), chosen.note)
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise SystemExit(f"{PAGE}: the marks of the table are not there")
    page = re.sub(re.escape(BEGIN) + ".*" + re.escape(END), lambda _: f"{BEGIN}\n{made}\n{END}", page, flags=re.S)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page)


if __name__ == "__main__":
    main()
