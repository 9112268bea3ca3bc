#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes _sync*.py from _async*.py: python3 scripts/unasync.py [--check]"""
import pathlib
import re
import sys

PACKAGE = pathlib.Path(__file__).resolve().parent.parent / "src" / "agentauth"
RULES = [
    (r" _sync(\w*)\.py is made from this file by", r" Made from _a_sync\1.py by"),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\b_?Async(?=[A-Z])", lambda found: "_" if found.group().startswith("_") else ""),
    (r"\b_async", "_sync"),
    (r"_a_sync", "_async"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
]


def converted(text: str) -> str:
    for pattern, replacement in RULES:
        text = re.sub(pattern, replacement, text)
    return text


def main() -> None:
    for source in sorted(PACKAGE.glob("_async*.py")):
        wanted = converted(source.read_text(encoding="utf-8"))
        target = source.with_name(source.name.replace("_async", "_sync"))
        if sys.argv[1:] != ["--check"]:
            target.write_text(wanted, encoding="utf-8")
        elif target.read_text(encoding="utf-8") != wanted:
            sys.exit(f"{target.name} is not what {source.name} makes: run scripts/unasync.py")


main()
