"""A server between a client and another server, which keeps what the client sends."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

LIMIT_SECONDS = 60
HEADERS = ("Authorization", "Content-Type", "Accept")


@dataclass(frozen=True)
class Sent:
    """A request that writes."""

    method: str
    path: str
    body: Any


@dataclass
class Recording:
    """Where to send requests, and those that were sent."""

    url: str
    writes: list[Sent] = field(default_factory=list)


@contextmanager
def recording(target: str) -> Iterator[Recording]:
    """Passes everything on to a server, and back."""
    kept = Recording(url="")

    class Handler(BaseHTTPRequestHandler):
        """Answers with what the target answers."""

        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size) if size else None
            if self.command != "GET":
                content = json.loads(body) if body else None
                kept.writes.append(Sent(self.command, self.path, content))
            status, content_type, answer = _ask(self, target, body)
            self.send_response(status)
            if answer:
                self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()


def _ask(
    handler: BaseHTTPRequestHandler, target: str, body: bytes | None
) -> tuple[int, str, bytes]:
    request = Request(
        f"{target}{handler.path}",
        method=handler.command,
        data=body,
        headers={name: value for name in HEADERS if (value := handler.headers.get(name))},
    )
    try:
        with urlopen(request, timeout=LIMIT_SECONDS) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except HTTPError as error:
        return error.code, error.headers.get("Content-Type", ""), error.read()
