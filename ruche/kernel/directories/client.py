# SPDX-License-Identifier: AGPL-3.0-or-later
"""LDAP by ldap3, which is optional: nothing else imports it, and this only inside functions.

Always encrypted and the certificate always checked. What a person typed is escaped before it is part of a filter, and an
empty password never reaches a server, because many take that for "nobody in particular" and say yes.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from ruche.kernel.directories.entries import CONTROL, LdapGroup, Person, read_group, read_person
from ruche.kernel.directories.errors import DirectoryRefused, DirectoryUnreachable, LdapNotInstalled
from ruche.kernel.directories.models import LdapDirectory
from ruche.kernel.security.sealing import unseal

PURPOSE = "directories.password"
PAGE = 1000
PORTS = {"ldaps": 636, "starttls": 389}
_SERVER = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+)(?::(?P<port>[0-9]{1,5}))?")

logger = logging.getLogger(__name__)


def is_installed() -> bool:
    return find_spec("ldap3") is not None


@dataclass(frozen=True)
class Client:
    """A directory that was spoken to in its own name. `connection` is ldap3's; one thread uses it."""

    directory: LdapDirectory
    connection: Any

    def people(self) -> Iterator[list[Person]]:
        """Everybody whose account is not disabled, a page at a time. Raises DirectoryUnreachable when it does not come to its end."""
        names = self.directory.attributes
        wanted = [names["external_id"], names["email"], names["name"], CONTROL]
        for page in self._pages(self.directory.people_base, self.directory.people_filter, wanted):
            yield [person for raw in page if not (person := read_person(raw, names)).is_disabled]

    def groups(self) -> Iterator[LdapGroup]:
        names = self.directory.attributes
        wanted = [names["external_id"], "cn", names["member"], *filter(None, [names.get("head", "")])]
        for page in self._pages(self.directory.group_base, self.directory.group_filter, wanted):
            yield from (read_group(raw, names) for raw in page)

    def find(self, *, email: str = "", external_id: str = "") -> Person | None:
        """The one person with this address or identity; None when there is none, more than one, or a disabled one."""
        names = self.directory.attributes
        attribute, value = (names["email"], email) if email else (names["external_id"], external_id)
        try:
            condition = f"(&{self.directory.people_filter}({attribute}={_escaped(attribute, value)}))"
        except ValueError:  # an identity from before somebody chose another attribute
            return None
        wanted = [names["external_id"], names["email"], names["name"], CONTROL]
        found = [read_person(raw, names) for raw in self._search(self.directory.people_base, condition, wanted, most=2)]
        return found[0] if len(found) == 1 and not found[0].is_disabled else None

    def is_password_of(self, dn: str, password: str) -> bool:
        """Whether the server lets this entry in with this password."""
        if not password or not dn:
            return False
        with suppress(DirectoryRefused), connect(self.directory, dn=dn, password=password):
            return True
        return False

    def _pages(self, base: str, condition: str, attributes: list[str]) -> Iterator[list[Any]]:
        cookie: bytes | None = None
        while True:
            page, cookie = self._page(base, condition, attributes, cookie)
            yield page
            if not cookie:
                return

    def _page(self, base: str, condition: str, attributes: list[str], cookie: bytes | None) -> tuple[list[Any], bytes | None]:
        from ldap3.core.exceptions import LDAPException

        try:
            self.connection.search(base, condition, attributes=attributes, paged_size=PAGE, paged_cookie=cookie)
        except LDAPException as error:
            raise DirectoryUnreachable() from error
        result = self.connection.result
        if result["result"] not in (0, 32):  # success, and a base that holds nothing
            raise DirectoryUnreachable(code=f"ldap_{result['description']}"[:40])
        controls = result.get("controls", {}).get("1.2.840.113556.1.4.319", {})
        return _entries(self.connection.response), controls.get("value", {}).get("cookie") or None

    def _search(self, base: str, condition: str, attributes: list[str], *, most: int) -> list[Any]:
        from ldap3.core.exceptions import LDAPException

        try:
            self.connection.search(base, condition, attributes=attributes, size_limit=most)
        except LDAPException as error:
            raise DirectoryUnreachable() from error
        return _entries(self.connection.response)


@contextmanager
def open_directory(directory: LdapDirectory) -> Iterator[Client]:
    """Speak to a directory in the name that it was given. Raises DirectoryUnreachable, DirectoryRefused, LdapNotInstalled."""
    password = unseal(directory.password_sealed, purpose=PURPOSE) if directory.password_sealed else ""
    with connect(directory, dn=directory.bind_dn, password=password) as connection:
        yield Client(directory, connection)


@contextmanager
def connect(directory: LdapDirectory, *, dn: str, password: str) -> Iterator[Any]:
    """A connection as this entry; nothing but the yes or no of the server decides. Without a name: as nobody."""
    if not is_installed():
        raise LdapNotInstalled()
    from ldap3 import ANONYMOUS, SIMPLE, SYNC, Connection
    from ldap3.core.exceptions import LDAPException

    connection = None
    try:
        connection = Connection(
            _servers(directory),
            user=dn or None,
            password=password or None,
            authentication=SIMPLE if dn else ANONYMOUS,
            client_strategy=SYNC,  # one thread has it; the safe form copies every answer, which takes a third of the time
            receive_timeout=settings.ENVIRONMENT.ldap_timeout,
            auto_referrals=False,
            raise_exceptions=False,
            read_only=True,
        )
        _begin(connection, directory)
        yield connection
    except (LDAPException, OSError) as error:
        logger.warning("directory %s: %s", directory.pk, error)
        raise DirectoryUnreachable() from error
    finally:
        if connection is not None:
            with suppress(Exception):  # it may be gone already
                connection.unbind()


def is_server(line: str) -> bool:
    """Whether a line names a server, or nothing: a name or an address, with a port or without; no scheme, no path."""
    found = _SERVER.fullmatch(line.strip())
    return not line.strip() or (found is not None and 0 < int(found["port"] or 1) < 65536)


def _begin(connection: Any, directory: LdapDirectory) -> None:
    connection.open()
    if directory.tls == LdapDirectory.Tls.STARTTLS and not connection.start_tls(read_server_info=False):
        raise DirectoryUnreachable()
    if not connection.tls_started and not connection.server.ssl:
        raise DirectoryUnreachable()  # never in plain text, whatever the server offers
    if connection.user and not connection.password:
        raise DirectoryRefused()
    if not connection.bind(read_server_info=False):
        raise DirectoryRefused()


def _servers(directory: LdapDirectory) -> Any:
    from ldap3 import FIRST, NONE, Server, ServerPool

    from ruche.kernel.directories.encryption import CheckedTls

    tls = CheckedTls(directory.ca_pem)
    timeout = settings.ENVIRONMENT.ldap_timeout
    servers = []
    for line in directory.servers.splitlines():
        host, _colon, port = line.strip().rpartition(":") if line.strip().rpartition(":")[2].isdigit() else (line.strip(), "", "")
        if host:
            number = int(port or PORTS[directory.tls])
            is_ldaps = directory.tls == LdapDirectory.Tls.LDAPS
            servers.append(Server(host, number, use_ssl=is_ldaps, tls=tls, get_info=NONE, connect_timeout=timeout))
    if not servers:
        raise DirectoryUnreachable()
    return ServerPool(servers, FIRST, active=1, exhaust=True) if len(servers) > 1 else servers[0]


def _escaped(attribute: str, value: str) -> str:
    from uuid import UUID

    from ldap3.utils.conv import escape_bytes, escape_filter_chars

    if attribute.lower() == "objectguid":
        return str(escape_bytes(UUID(value).bytes_le))
    return str(escape_filter_chars(value))


def _entries(response: Any) -> list[Any]:
    """Entries only: what refers to another server is not followed, and is nobody."""
    return [one for one in response or [] if one.get("type") == "searchResEntry"]
