# SPDX-License-Identifier: Apache-2.0
"""Reads the scenarios: JSON files with a list each. One with "each" stands for as many as it has rows."""
import json
import os
import re

VARIABLE = re.compile(r"\$\{(\w+)\}")
WHOLE = re.compile(r"\$\{(\w+)\}\Z")


def load(folder):
    scenarios = []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                for written in json.load(file):
                    scenarios.extend(expand(written))
    names = [scenario["name"] for scenario in scenarios]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SystemExit(f"two scenarios have one name: {sorted(twice)}")
    return scenarios


def expand(written):
    rows = written.pop("each", None)
    return [written] if rows is None else [fill(written, row) for row in rows]


def fill(value, row):
    """"${x}" alone becomes the row's value, whatever its type; inside a longer text it becomes that text."""
    if isinstance(value, dict):
        return {fill(key, row): fill(member, row) for key, member in value.items()}
    if isinstance(value, list):
        return [fill(member, row) for member in value]
    if isinstance(value, str):
        whole = WHOLE.match(value)
        if whole:
            return row[whole.group(1)]
        return VARIABLE.sub(lambda found: str(row[found.group(1)]), value)
    return value


def public_view(scenario):
    """What a driver is told: what to do, not what is expected of it."""
    calls = [{key: value for key, value in call.items() if key != "expect"} for call in scenario["calls"]]
    return {"name": scenario["name"], "client": scenario.get("client", {}), "calls": calls}
