# SPDX-License-Identifier: AGPL-3.0-or-later
"""Encryption to a directory, by Python's own rules. Imported only where ldap3 is there.

ldap3 compares the name on the certificate with a function that Python has given up; here OpenSSL does it in the handshake.
"""

import ssl
from typing import Any

from ldap3 import Tls


class CheckedTls(Tls):  # type: ignore[misc]  # ldap3 has no types
    """The certificate must be signed by an authority one trusts, be valid today, and carry the name that was asked for."""

    def __init__(self, ca_pem: str) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = ssl.create_default_context(cadata=ca_pem or None)

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        host = connection.server.host
        connection.socket = self._context.wrap_socket(connection.socket, do_handshake_on_connect=True, server_hostname=host)
