# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small web program that signs people in by OpenID Connect and asks the API in their name: what a third party would write."""

import base64
import hashlib
import json
import secrets
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit


class Program:
    """Its pages: `/` signs in, `/members` lists the people of the organisation, `/refresh` exchanges its refresh token."""

    def __init__(self, port: int) -> None:
        # Not localhost: its browser's cookies are none of Ruche's.
        self.url = f"http://127.0.0.1:{port}/"
        self.back = f"{self.url}back"
        self.tokens: dict[str, Any] = {}
        self.who: dict[str, Any] = {}

    def learn(self, issuer: str, client_id: str, secret: str, *, scope: str) -> None:
        """What its administrator configures, and what the provider says of itself."""
        self.client_id, self.secret, self.scope = client_id, secret, scope
        _status, self.map = ask(f"{issuer}/.well-known/openid-configuration")
        assert self.map["issuer"] == issuer
        self.api = f"{issuer}/api/v1/"

    def answer(self, path: str, query: dict[str, str]) -> tuple[str, str]:
        """What to show, and where to send the browser instead."""
        if path == "/back":
            return self._come_back(query), ""
        if path == "/members":
            return self._members(), ""
        if path == "/refresh":
            return self._refresh(), ""
        return "", self._leave() if path == "/" else ""

    def _leave(self) -> str:
        self.state, self.verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        wanted = {"response_type": "code", "client_id": self.client_id, "redirect_uri": self.back, "scope": self.scope, "state": self.state}
        pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self.map['authorization_endpoint']}?{urlencode(wanted | pkce)}"

    def _come_back(self, query: dict[str, str]) -> str:
        if query.get("state") != self.state:
            return "forged"
        if "error" in query:
            return f"refused: {query['error']}"
        fields = {"grant_type": "authorization_code", "code": query["code"], "redirect_uri": self.back, "code_verifier": self.verifier}
        _status, self.tokens = self._token(fields)
        _status, self.who = ask(self.map["userinfo_endpoint"], token=self.tokens["access_token"])
        return f"Hello {self.who['name']} <{self.who['email']}> of {self.who['organisation']}"

    def _members(self) -> str:
        status, told = ask(f"{self.api}o/{self.who['organisation']}/members/", token=self.tokens["access_token"])
        return ", ".join(sorted(one["name"] for one in told["results"])) if status == 200 else f"{status} {told['code']}"

    def _refresh(self) -> str:
        status, told = self._token({"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]})
        self.tokens = told if status == 200 else self.tokens
        return f"refreshed: {status} {told.get('error', '')}"

    def _token(self, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        own = {"client_id": self.client_id, "client_secret": self.secret}
        return ask(self.map["token_endpoint"], fields={**fields, **own})


def ask(url: str, *, fields: dict[str, str] | None = None, token: str = "") -> tuple[int, dict[str, Any]]:
    """Status and what the answer holds."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, urlencode(fields).encode() if fields else None, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


@contextmanager
def program() -> Iterator[Program]:
    """Yields it, listening on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            said, onward = made.answer(parts.path, dict(parse_qsl(parts.query)))
            self.send_response(302 if onward else 200)
            if onward:
                self.send_header("Location", onward)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Wiki</title><h1>{escape(said)}</h1>".encode())

        def log_message(self, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Program(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
