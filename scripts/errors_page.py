"""Makes docs/errors.md from the one table of errors (src/oqs/errors.hpp)."""
import re
import sys

GROUPS = {"E1": "ファイル・電文が読めない / The file or message cannot be read",
          "E2": "参加者・権限・回数 / Party, rights, quotas", "E3": "照会の内容 / The question",
          "E4": "カード / Card", "E5": "センター / Center", "E6": "端末と回線 / Terminal and line"}


def page():
    text = open("src/oqs/errors.hpp", encoding="utf-8").read()
    table = text[text.index("#define MADOGUCHI_ERRORS"):text.index("enum class ErrorCode")]
    table = re.sub(r"\\\n", "\n", table)
    rows = re.findall(r'X\((\w+),\s*"(E\d+)",\s*((?:"[^"]*"\s*)+),\s*((?:"[^"]*"\s*)+)\)', table)
    join = lambda parts: "".join(re.findall(r'"([^"]*)"', parts))
    out = ["# エラーの一覧 / Errors", "",
           "原因ごとに1つのコードです。受付の文は `ErrorMessage`（または `.err` ファイル、画面）に出ます。",
           "One cause, one code. Where telling the cause would tell a secret, several causes share one answer instead."]
    group = None
    for name, code, staff, vendor in rows:
        if code[:2] != group:
            group = code[:2]
            out += ["", f"## {GROUPS[group]}", "", "| code | 受付への文 | for the vendor |", "|---|---|---|"]
        out.append(f"| `{code}` | {join(staff)} | {join(vendor)} |")
    return "\n".join(out) + "\n", len(rows)


if __name__ == "__main__":
    text, count = page()
    if "--write" in sys.argv:
        open("docs/errors.md", "w", encoding="utf-8").write(text)
    print(count)
