#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The scripted server: plays the scenarios of this folder to an SDK and judges what it sends and what it makes of the answers.

    python3 server.py [FOLDER]  prints "listening PORT"; ends when its standard input is closed

A run is one SDK's pass over all scenarios. The protocol, all JSON:

    GET  /control/scenarios                 what is to be done: name, client options and calls of each scenario
    POST /control/begin {run, scenario}     -> {session, base_url}: a client with this base URL plays the scenario
    GET  /control/arrived/SESSION/COUNT     answers when that many requests of the session have come
    POST /control/end/SESSION {outcomes, delays}  -> {failures}
    GET  /control/report/RUN                -> [{scenario, failures}], also what was never played

README.md describes scenarios and outcomes.
"""
import json
import os
import socket
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from judge import Judge
from scenarios import load, public_view

PATIENCE_SECONDS = 30


class Session:
    """One scenario, played once."""

    def __init__(self, run, scenario):
        self.run = run
        self.scenario = scenario
        self.judge = Judge(scenario)
        self.arrivals = threading.Condition()
        self.count = 0

    def arrive(self):
        with self.arrivals:
            number = self.count
            self.count += 1
            self.arrivals.notify_all()
            return number

    def await_arrivals(self, count):
        with self.arrivals:
            return self.arrivals.wait_for(lambda: self.count >= count, PATIENCE_SECONDS)


class Stage:
    """Every scenario, every session, every verdict."""

    def __init__(self, scenarios):
        self.scenarios = {scenario["name"]: scenario for scenario in scenarios}
        self.sessions = {}
        self.verdicts = {}
        self.lock = threading.Lock()

    def begin(self, run, name):
        with self.lock:
            session = Session(run, self.scenarios[name])
            number = str(len(self.sessions))
            self.sessions[number] = session
            return number

    def end(self, number, told):
        session = self.sessions[number]
        failures = session.judge.verdict(session.count, told)
        with self.lock:
            self.verdicts.setdefault(session.run, {})[session.scenario["name"]] = failures
        return failures

    def report(self, run):
        played = self.verdicts.get(run, {})
        return [{"scenario": name, "failures": played.get(name, ["it was not played"])} for name in self.scenarios]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stage = None

    def log_message(self, *_):
        pass

    def serve(self):
        # A connection for each request: what a client's pool does with a lost one would be counted as its retries.
        self.close_connection = True
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        parts = urllib.parse.urlsplit(self.path)
        segments = parts.path.split("/")
        if segments[1] == "control":
            self.control(segments[2:], body)
        else:
            session = self.stage.sessions[segments[2]]
            self.play(session, "/" + "/".join(segments[3:]), parts.query, body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def control(self, words, body):
        word = urllib.parse.unquote(words[1]) if len(words) > 1 else ""
        told = json.loads(body) if body else {}
        if words[0] == "scenarios":
            self.say(200, [public_view(scenario) for scenario in self.stage.scenarios.values()])
        elif words[0] == "begin":
            number = self.stage.begin(told["run"], told["scenario"])
            self.say(200, {"session": number, "base_url": f"http://127.0.0.1:{self.server.server_port}/play/{number}"})
        elif words[0] == "arrived":
            self.say(200, {"arrived": self.stage.sessions[word].await_arrivals(int(words[2]))})
        elif words[0] == "end":
            self.say(200, {"failures": self.stage.end(word, told)})
        elif words[0] == "report":
            self.say(200, self.stage.report(word))
        else:
            self.say(404, {})

    def play(self, session, path, query, body):
        answer = session.judge.answer(self.command, path, query, (self.headers, body))
        # Counted after it was judged: whoever waits for its arrival may cancel it at once.
        session.arrive()
        fault = answer.get("fault")
        if fault == "drop":
            # Not without a byte: the JDK's client would send a GET again by itself.
            self.wfile.write(b"HTTP/1.1 2")
            self.wfile.flush()
            self.cut()
        elif fault == "hang":
            self.connection.settimeout(PATIENCE_SECONDS)
            try:
                self.connection.recv(1)  # until the client gives up
            except OSError:
                pass
        elif fault == "cut":
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{"id": "acc_')
            self.wfile.flush()
            self.cut()
        else:
            self.say(answer.get("status", 200), answer.get("json"), answer)

    def cut(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def say(self, status, value, answer=None):
        answer = answer or {}
        text = answer.get("text")
        data = (text if text is not None else json.dumps(value, ensure_ascii=answer.get("ascii", False))).encode()
        headers = {"Content-Type": "application/json", "X-Request-Id": "req-scripted", "Connection": "close"}
        if status >= 400 and text is None:
            headers["Content-Type"] = "application/problem+json"
        headers.update(answer.get("headers", {}))
        self.send_response_only(status)
        for name, content in headers.items():
            self.send_header(name, content)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "scenarios")
    Handler.stage = Stage(load(folder))
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listening {server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
