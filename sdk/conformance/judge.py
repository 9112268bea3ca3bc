# SPDX-License-Identifier: Apache-2.0
"""Compares what an SDK sent, and what it made of the answers, with what a scenario expects."""
import json
import re
import urllib.parse

API_KEY = "aa_test_0000000000000000000000000000000000000000000scripted"
USER_AGENT = re.compile(r"agent-auth-(javascript|python|java|go)/\d+\.\d+\.\d+ \S+")
KEY = re.compile(r"[\x21-\x7e]{16,255}")
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]00:00)\Z")
ACCOUNT = {
    "connection_id": "conn_01jz0000000000000000000001",
    "provider": "gmail",
    "identifier_type": "user_id",
    "alias": "",
    "status": "active",
    "health": "healthy",
    "granted_scopes": [],
    "missing_scopes": [],
    "metadata": {},
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
}


class Judge:
    """Of one session."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.exchanges = scenario.get("exchanges", [])
        self.seen = []
        self.failures = []

    def answer(self, method, path, query, content):
        """Judges a request and says how to answer it."""
        headers, body = content
        number = len(self.seen)
        request = {"method": method, "path": path, "query": parse_query(query), "headers": headers, "raw": body}
        self.seen.append(request)
        exchange = self.exchange(number)
        if exchange is None:
            self.fail(number, f"nobody expected {method} {path}")
            return {"status": 400, "json": {"code": "unexpected", "detail": "nobody expected this request"}}
        self.common(number, request)
        expected = exchange.get("request", {})
        if expected == "same":
            self.same(number, request)
        else:
            self.compare(number, request, expected)
        answer = exchange["answer"]
        return listing(answer["listing"], request["query"]) if "listing" in answer else answer

    def exchange(self, number):
        for exchange in self.exchanges:
            number -= exchange.get("times", 1)
            if number < 0:
                return exchange
        return None

    def common(self, number, request):
        headers = request["headers"]
        if headers.get_all("Authorization") != ["Bearer " + API_KEY]:
            self.fail(number, "Authorization is not the API key")
        if not USER_AGENT.match(headers.get("User-Agent", "")):
            self.fail(number, f"User-Agent is {headers.get('User-Agent')!r}")
        if "application/json" not in headers.get("Accept", ""):
            self.fail(number, f"Accept is {headers.get('Accept')!r}")
        if request["method"] == "POST" and not KEY.fullmatch(headers.get("Idempotency-Key", "")):
            self.fail(number, f"Idempotency-Key is {headers.get('Idempotency-Key')!r}")
        if request["raw"] and headers.get_content_type() != "application/json":
            self.fail(number, f"Content-Type is {headers.get('Content-Type')!r}")

    def same(self, number, request):
        before = self.seen[number - 1]
        for part in ("method", "path", "query", "raw"):
            if request[part] != before[part]:
                self.fail(number, f"the retry has another {part}: {request[part]!r}, not {before[part]!r}")
        keys = [each["headers"].get("Idempotency-Key") for each in (before, request)]
        if keys[0] != keys[1]:
            self.fail(number, f"the retry has another Idempotency-Key: {keys[1]!r}, not {keys[0]!r}")

    def compare(self, number, request, expected):
        for part in ("method", "path"):
            if part in expected and request[part] != expected[part]:
                self.fail(number, f"{part} is {request[part]!r}, not {expected[part]!r}")
        if request["query"] != expected.get("query", {}) and "listing" not in self.exchange(number)["answer"]:
            self.fail(number, f"query is {request['query']!r}, not {expected.get('query', {})!r}")
        self.body(number, request, expected)
        for name, wanted in expected.get("headers", {}).items():
            self.header(number, name, request["headers"].get(name), wanted)

    def body(self, number, request, expected):
        if "body" not in expected:
            if request["raw"] not in (b"", b"{}"):
                self.fail(number, f"there is a body: {request['raw'][:80]!r}")
            return
        try:
            sent = json.loads(request["raw"].decode("utf-8"))
        except ValueError:
            self.fail(number, f"the body is no JSON: {request['raw'][:80]!r}")
            return
        for difference in differences("body", expected["body"], sent, exact=True):
            self.fail(number, difference)

    def header(self, number, name, value, wanted):
        if isinstance(wanted, str):
            good = value == wanted
        elif "differs_from" in wanted:
            good = value is not None and value != self.seen[wanted["differs_from"]]["headers"].get(name)
        else:
            good = value is not None and re.fullmatch(wanted["matches"], value)
        if not good:
            self.fail(number, f"{name} is {value!r}, which is not {wanted!r}")

    def verdict(self, count, told):
        expected_count = sum(exchange.get("times", 1) for exchange in self.exchanges)
        if count != expected_count:
            self.failures.append(f"{count} requests came, not {expected_count}")
        if told.get("requests_only"):
            return self.failures
        outcomes = told.get("outcomes", [])
        calls = self.scenario["calls"]
        if len(outcomes) != len(calls):
            self.failures.append(f"there are {len(outcomes)} outcomes, not {len(calls)}")
        for number, (call, outcome) in enumerate(zip(calls, outcomes)):
            self.outcome(f"call {number + 1}", call.get("expect", {}), outcome)
        self.delays(told.get("delays", []))
        return self.failures

    def outcome(self, where, expected, outcome):
        if "error" in outcome and "error" not in expected:
            self.failures.append(f"{where} failed: {outcome['error']}")
        elif "error" in expected and "error" not in outcome:
            self.failures.append(f"{where} did not fail but gave {json.dumps(outcome)[:200]}")
        else:
            kind = "error" if "error" in expected else "result"
            if kind in expected:
                self.failures.extend(differences(f"{where} {kind}", expected[kind], outcome.get(kind)))
        shown = outcome.get("shown", "") + str(outcome.get("error", {}).get("shown", ""))
        for secret in [API_KEY, *self.scenario.get("secrets", [])]:
            if secret in shown:
                self.failures.append(f"{where} shows a secret: {shown[:300]}")
        for text in expected.get("shows", []):
            if text not in shown:
                self.failures.append(f"{where} does not show {text!r}: {shown[:300]}")

    def delays(self, delays):
        bounds = self.scenario.get("delays")
        if bounds is None:
            return
        if len(delays) != len(bounds) or not all(low <= delay <= high for delay, (low, high) in zip(delays, bounds)):
            self.failures.append(f"it waited {delays} s, not {bounds}")

    def fail(self, number, why):
        self.failures.append(f"request {number + 1}: {why}")


def differences(where, expected, actual, exact=False):
    """An object may have more members than expected, unless exact; everything else is equal, times by their instant."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = [f"{where}.{key} is there" for key in actual if exact and key not in expected]
        for key, value in expected.items():
            if key not in actual and value is not None:
                found.append(f"{where}.{key} is missing")
            else:
                found.extend(differences(f"{where}.{key}", value, actual.get(key), exact))
        return found
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [each for i, pair in enumerate(zip(expected, actual)) for each in differences(f"{where}[{i}]", *pair, exact)]
    if plain(expected) == plain(actual) and isinstance(expected, bool) == isinstance(actual, bool):
        return []
    return [f"{where} is {json.dumps(actual)[:200]}, not {json.dumps(expected)[:200]}"]


def plain(value):
    """A time to the microsecond, in one spelling; anything else as it is."""
    found = TIME.match(value) if isinstance(value, str) else None
    return (found.group(1), ((found.group(2) or "") + "000000")[:6]) if found else value


def parse_query(query):
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict")
    return dict(pairs)


def listing(total, query):
    """A page of a list of so many accounts."""
    start = int(query.get("cursor", "0"))
    end = min(total, start + int(query.get("limit", "20")))
    data = [{"id": f"acc_{i:026d}", "identifier": f"user_{i}", **ACCOUNT} for i in range(start, end)]
    return {"status": 200, "json": {"data": data, "next_cursor": str(end) if end < total else None}}
