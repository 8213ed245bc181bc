# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking /readyz over our own listener."""

import socket


def is_ready(listener: socket.socket, seconds: float = 2.0) -> bool:
    """Whether the instance behind `listener` answers /readyz with 200."""
    family, address = listener.family, listener.getsockname()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104
    try:
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(seconds)
            client.connect((host, address[1]))
            client.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return client.recv(64).startswith(b"HTTP/1.1 200 ")
    except OSError:
        return False
