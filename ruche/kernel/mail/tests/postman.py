# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server for the tests: it speaks SMTP on loopback and answers as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


class Postman(socketserver.ThreadingTCPServer):
    """`answers`: what to say to MAIL, RCPT or DATA instead of yes. `received`: what was delivered."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers: dict[str, str] = {}
        self.received: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: Postman

    def handle(self) -> None:
        self._say("220 postman ready")
        for line in self.rfile:
            verb = line[:4].decode().upper()
            answer = self.server.answers.get(verb, "250 yes")
            if verb == "DATA" and answer.startswith("250"):
                self._say("354 go on")
                self._take()
            elif verb == "QUIT":
                answer = "221 bye"
            self._say(answer)

    def _take(self) -> None:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.received.append(cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default)))

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def postman() -> Iterator[Postman]:
    with Postman() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
