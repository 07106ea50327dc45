"""python3 -m azure_emulator CONFIG.json: serves until it is told to end. See control.py for what a test can do."""

import json
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import control, metadata, vault
from .answers import Answer, Request
from .state import State

LONGEST_BODY = 1 << 20


def handler(state, service, respond):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def serve(self):
            length = int(self.headers.get("Content-Length") or 0)
            if length > LONGEST_BODY:
                return self.send(Answer(413, {"error": "body too long"}))
            source = self.client_address[0]
            request = Request(self.command, self.path, self.headers, source, self.rfile.read(length))
            fault = None if service == "control" else state.take_fault(service, request.path)
            if fault:
                time.sleep(fault.delaySeconds)
            if fault and fault.status:
                answer = Answer(fault.status, fault.body or {"error": "injected", "error_description": "by a test"})
            else:
                answer = respond(state, request)
            if service != "control":
                state.log(service, source, self.command, self.path, answer.status)
            self.send(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

        def send(self, answer):
            text = isinstance(answer.body, str)
            body = b"" if answer.body is None else (answer.body if text else json.dumps(answer.body)).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "text/plain; charset=utf-8" if text else "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *arguments):
            sys.stderr.write(f"{service} {self.client_address[0]} {format % arguments}\n")

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        config = json.load(file)
    state = State(config)
    servers = []
    for service, respond in (("metadata", metadata.answer), ("vault", vault.answer), ("control", control.answer)):
        host, port = config["listen"][service].rsplit(":", 1)
        server = Server((host, int(port)), handler(state, service, respond))
        if service == "vault":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(config["vaultCertificate"], config["vaultKey"])
            # The handshake belongs to the connection's own thread, or one silent client stops all others.
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        servers.append(server)
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
