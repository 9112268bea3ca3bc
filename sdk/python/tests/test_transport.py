# SPDX-License-Identifier: Apache-2.0
"""What the scripted server cannot show, because it closes each connection: python3 -m unittest discover tests"""
import os
import socket
import subprocess
import sys
import threading
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "src"))
from agentauth import AgentAuth  # noqa: E402

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"id":"acc_1"}'
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"id":"\r\n7\r\nacc_1"}\r\n0\r\n\r\n'


class Server:
    """Answers on each connection as many requests as it is told, and then closes it."""

    def __init__(self, *plan):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.connections = 0
        self.requests = 0
        self.closed = threading.Semaphore(0)
        threading.Thread(target=self.serve, args=plan, daemon=True).start()

    def serve(self, *plan):
        for answers in plan:
            connection, _ = self.socket.accept()
            self.connections += 1
            with connection:
                for answer in answers:
                    request = b""
                    while not request.endswith(b"\r\n\r\n"):
                        request += connection.recv(4096)
                    self.requests += 1
                    connection.sendall(answer)
                connection.shutdown(socket.SHUT_RDWR)
            self.closed.release()
        self.socket.close()


class TransportTest(unittest.TestCase):
    def test_a_connection_is_used_again(self):
        server = Server([ANSWER, CHUNKED, ANSWER])
        with AgentAuth(api_key="k", base_url=server.url, max_retries=0) as client:
            for _ in range(3):
                self.assertEqual(client.accounts.get("acc_1").id, "acc_1")
        self.assertEqual((server.connections, server.requests), (1, 3))

    def test_a_connection_that_was_closed_meanwhile_costs_no_retry(self):
        server = Server([ANSWER], [ANSWER])
        with AgentAuth(api_key="k", base_url=server.url, max_retries=0) as client:
            client.accounts.get("acc_1")
            server.closed.acquire()
            self.assertEqual(client.accounts.get("acc_1").id, "acc_1")
        self.assertEqual((server.connections, server.requests), (2, 2))

    def test_the_blocking_client_is_made_from_the_other_one(self):
        subprocess.run([sys.executable, os.path.join(ROOT, "scripts", "unasync.py"), "--check"], check=True)


if __name__ == "__main__":
    unittest.main()
