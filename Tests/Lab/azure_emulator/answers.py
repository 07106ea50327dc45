"""A request as the services see it, an answer as they give it: no sockets here, so that tests need none."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass
class Answer:
    status: int
    body: object = None  # dict or list: JSON; str: text; None: empty
    headers: dict = field(default_factory=dict)


def problem(status, error, description):
    """The error body of the identity service. 429 says when to come back."""
    headers = {"Retry-After": "1"} if status == 429 else {}
    return Answer(status, {"error": error, "error_description": description}, headers)


class Request:
    def __init__(self, method, target, headers=None, source="", body=b""):
        parts = urlsplit(target)
        self.method = method
        self.path = parts.path
        self.query = parse_qs(parts.query, keep_blank_values=True)
        self.headers = headers or {}
        self.source = source
        self.body = body

    def argument(self, name):
        return self.query.get(name, [None])[0]

    def json(self):
        """The body as JSON, or None when it is not."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None
