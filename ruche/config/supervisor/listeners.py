# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sockets people connect to. The supervisor holds them, so none is refused while the web process starts again."""

import errno
import socket

from ruche.config.errors import StartRefused

BACKLOG = 4096
_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def open_listeners(host: str, port: int) -> list[socket.socket]:
    """One listening socket per address of `host`; localhost is every loopback address this machine has."""
    listeners: list[socket.socket] = []
    try:
        for family, address in _addresses(host):
            if (listener := _listen(family, address, host, port)) is not None:
                listeners.append(listener)
        if not listeners:
            raise StartRefused(
                f"RUCHE_HOST is “{host}”, which is no address of this machine: use localhost, 0.0.0.0 or one of its addresses."
            )
    except StartRefused:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    if host == "localhost":
        return [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise StartRefused(
            f"RUCHE_HOST is “{host}”, a name that leads nowhere: use localhost, 0.0.0.0 or an address of this machine."
        ) from None
    return list(dict.fromkeys((entry[0], str(entry[4][0])) for entry in found))


def _listen(family: socket.AddressFamily, address: str, host: str, port: int) -> socket.socket | None:
    listener = None
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if address == "::" else 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        if error.errno in _NOT_HERE:
            return None
        if error.errno == errno.EADDRINUSE:
            raise StartRefused(
                f"The port {port} on {host} is taken by another program: stop it, or set RUCHE_PORT to another port."
            ) from None
        if error.errno == errno.EACCES:
            raise StartRefused(f"The port {port} needs rights that this user lacks: set RUCHE_PORT to one above 1023.") from None
        raise StartRefused(f"Ruche cannot listen on {host}, port {port}: {error.strerror}.") from None
    return listener
