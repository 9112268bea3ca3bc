# SPDX-License-Identifier: Apache-2.0
"""Plays every scenario of ../../conformance with this SDK: python3 tests/driver.py CONTROL-URL [RUN-NAME]; a run named …-asyncio awaits"""
import asyncio
import dataclasses
import datetime
import json
import os
import sys
import threading
import traceback
import urllib.request
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))
import agentauth  # noqa: E402
from agentauth.models import parse_time  # noqa: E402

AT_ONCE = 8
API_KEY = "aa_test_0000000000000000000000000000000000000000000scripted"
KINDS = {
    agentauth.AuthenticationError: "authentication",
    agentauth.PermissionDeniedError: "permission_denied",
    agentauth.NotFoundError: "not_found",
    agentauth.ConflictError: "conflict",
    agentauth.RateLimitError: "rate_limit",
    agentauth.ValidationError: "validation",
    agentauth.ReauthorizationRequiredError: "reauthorization_required",
    agentauth.ProviderError: "provider",
    agentauth.ServerError: "server",
    agentauth.ConnectionError: "connection",
    agentauth.WaitTimeoutError: "wait_timeout",
    asyncio.CancelledError: "cancelled",
    ValueError: "usage",
    TypeError: "usage",
}


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{sys.argv[1]}/control/{path}", data), timeout=60) as answer:
        return json.load(answer)


class ScriptedClock:
    """Stands still, but for sleep, which it notes."""

    def __init__(self, start, delays):
        self._now = parse_time(start or "2026-01-31T12:00:00Z").timestamp()
        self._delays = delays

    def now(self):
        return self._now

    def sleep(self, seconds):
        self._delays.append(round(seconds, 6))
        self._now += seconds


class AsyncScriptedClock(ScriptedClock):
    async def sleep(self, seconds):
        super().sleep(seconds)


def client_for(kind, options, base_url, delays):
    base = options.get("base_url", base_url + options.get("base_url_suffix", ""))
    clock = AsyncScriptedClock if kind is agentauth.AsyncAgentAuth else ScriptedClock
    return kind(
        api_key=options.get("api_key", API_KEY),
        base_url=base,
        timeout=options.get("timeout_ms", 20_000) / 1000,
        max_retries=options.get("max_retries", 2),
        clock=clock(options.get("now"), delays),
    )


def start(client, call):
    """What the call gives: a value, or something to await or to go over."""
    what, args = call["do"], dict(call["args"])
    options = {name: value for name, value in call.get("options", {}).items() if name != "timeout_ms"}
    if "timeout_ms" in call.get("options", {}):
        options["timeout"] = call["options"]["timeout_ms"] / 1000
    client = client.with_options(**options) if options else client
    if what == "client.show":
        return None
    if what == "request":
        return client.request(args.pop("method"), args.pop("path"), **args)
    if what in ("accounts.first", "accounts.count_all"):
        args.pop("take", None)
        return client.accounts.iterate(**args)
    for name, short in (("min_validity_seconds", "min_validity"), ("timeout_seconds", "timeout"), ("wait_seconds", "wait"), ("from", "from_")):
        if name in args:
            args[short] = args.pop(name)
    resource, method = what.split(".")
    positional = [args.pop("id")] if "id" in args else []
    return getattr(getattr(client, resource), method)(*positional, **args)


def finish(call, found):
    if call["do"] == "accounts.count_all":
        ids = [each.id for each in found]
        return {"count": len(ids), "distinct": len(set(ids)), "first": ids[0], "last": ids[-1]}
    return found


def collect(call, values):
    found = []
    for each in values:
        found.append(each)
        if len(found) == call["args"].get("take"):
            break
    return finish(call, found)


async def collect_async(call, values):
    found = []
    async for each in values:
        found.append(each)
        if len(found) == call["args"].get("take"):
            break
    return finish(call, found)


def wire(value):
    if isinstance(value, agentauth.AccessToken):
        return {**plain(value), "request_headers": value.request_headers}
    return plain(value)


def plain(value):
    if dataclasses.is_dataclass(value):
        return {each.name: wire(getattr(value, each.name)) for each in dataclasses.fields(value) if each.name != "raw"}
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return [wire(each) for each in value] if isinstance(value, list) else value


def shown(value):
    return "\n".join([str(value), repr(value), f"{value}"])


def told(error):
    kind = next((name for known, name in KINDS.items() if type(error) is known), None)
    facts = {name: getattr(error, name, None) for name in ("code", "status", "detail", "request_id", "errors", "provider_error")}
    facts.update({name: getattr(error, name, None) for name in ("retry_after", "limited_until", "auth_url", "timed_out")})
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__, chain=True))
    status = getattr(getattr(error, "account", None), "status", None)
    return {"kind": kind or text, "account_status": status, **facts, "shown": shown(error) + text}


def play(run, scenario):
    begun = ask("begin", {"run": run, "scenario": scenario["name"]})
    outcomes, delays, client = [], [], None
    for call in scenario["calls"]:
        try:
            client = client or client_for(agentauth.AgentAuth, scenario["client"], begun["base_url"], delays)
            value = start(client, call)
            value = collect(call, value) if hasattr(value, "__next__") else value
            outcomes.append({"result": wire(value), "shown": shown(value) + shown(client)})
        except Exception as error:
            outcomes.append({"error": told(error)})
    if client:
        client.close()
    end(scenario, begun, outcomes, delays)


async def value_of(client, call, session):
    async def run():
        value = start(client, call)
        if hasattr(value, "__anext__"):
            return await collect_async(call, value)
        return await value if asyncio.iscoroutine(value) else value

    task = asyncio.ensure_future(run())
    count = call.get("cancel_after_requests")
    if count == 0:
        task.cancel()
    elif count is not None:
        await asyncio.to_thread(ask, f"arrived/{session}/{count}")
        task.cancel()
    return await task


async def play_async(run, scenario):
    loop = asyncio.get_running_loop()
    begun = await loop.run_in_executor(None, ask, "begin", {"run": run, "scenario": scenario["name"]})
    outcomes, delays, client = [], [], None
    for call in scenario["calls"]:
        try:
            client = client or client_for(agentauth.AsyncAgentAuth, scenario["client"], begun["base_url"], delays)
            value = await value_of(client, call, begun["session"])
            outcomes.append({"result": wire(value), "shown": shown(value) + shown(client)})
        except (Exception, asyncio.CancelledError) as error:
            outcomes.append({"error": told(error)})
    if client:
        await client.close()
    await loop.run_in_executor(None, end, scenario, begun, outcomes, delays)


def end(scenario, begun, outcomes, delays):
    for failure in ask(f"end/{begun['session']}", {"outcomes": outcomes, "delays": delays})["failures"]:
        print(f"{scenario['name']}: {failure}")


async def play_all_async(run, scenarios):
    places = asyncio.Semaphore(AT_ONCE)

    async def one(scenario):
        async with places:
            await play_async(run, scenario)

    await asyncio.gather(*map(one, scenarios))


def main():
    run = sys.argv[2] if len(sys.argv) > 2 else "python"
    scenarios = ask("scenarios")
    if run.endswith("-asyncio"):
        asyncio.run(play_all_async(run, scenarios))
    else:
        # A blocking call cannot be cancelled: those scenarios are asyncio's.
        blocking = [each for each in scenarios if not any("cancel_after_requests" in call for call in each["calls"])]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda scenario: play(run, scenario), blocking))
    print(f"{len(scenarios)} scenarios played, {threading.active_count()} threads left")


main()
