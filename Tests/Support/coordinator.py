"""A coordinator that misbehaves on request, for tests, on loopback.

Usage: coordinator.py [CERTIFICATE_AND_KEY]

Prints its port, then a line for each request: the client's port, path, length of the body, Authorization header.
The first part of the path says how to answer: ok, slow, garbage, large, redirect, throttled, busy, close, or a status.
Ends when its standard input does, so that it never outlives the test.
"""

import http.server
import json
import os
import ssl
import sys
import threading
import time

REPLY = {"schema": 1, "nextHeartbeatSeconds": 15, "drain": None, "usersRevision": 7, "fromTheFuture": {"a": [1]}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet an answer: with two, delayed acknowledgements cost 40 ms.
    wbufsize = 65536

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def answer(self, body):
        print(self.client_address[1], self.path, len(body), self.headers.get("Authorization"), flush=True)
        mode = self.path.split("/")[1]
        text, status, headers = json.dumps(REPLY).encode(), 200, {}
        if mode == "slow":
            time.sleep(5)
        elif mode == "garbage":
            text = b"<html>Sign in to the network</html>"
        elif mode == "large":
            text = b"x" * 1_000_000
        elif mode == "redirect":
            status, text, headers = 302, b"", {"Location": "/ok/v1/heartbeats"}
        elif mode == "throttled":
            status, text, headers = 429, b"", {"Retry-After": "120"}
        elif mode == "busy":
            status, text, headers = 503, b"", {"Retry-After": "30"}
        elif mode == "close":
            self.close_connection = True
            return
        elif mode.isdigit():
            status, text = int(mode), b"no"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        try:
            self.wfile.write(text)
        except OSError:
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.buffer.read()
os._exit(0)
