# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real OpenLDAP of the tests' own: its configuration, its port and its certificate; never the system's service."""

import os
import socket
import ssl
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BASE = "dc=example,dc=org"
ADMIN, PASSWORD = f"cn=admin,{BASE}", "only-for-tests"
_CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {folder}/active_directory.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
moduleload memberof
pidfile {folder}/pid
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
sizelimit size.soft=500 size.hard=unlimited size.prtotal=unlimited
database mdb
maxsize 1073741824
suffix "{base}"
rootdn "{admin}"
rootpw {password}
directory {folder}/data
dbnosync
index objectClass,entryUUID,mail,uid eq
overlay ppolicy
overlay memberof
memberof-group-oc group
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""
# What of Active Directory's schema (MS-ADA, MS-ADSC) the tests use, with its own object identifiers.
_ACTIVE_DIRECTORY = """
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.98 NAME 'primaryGroupID' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.653 NAME 'managedBy' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP organizationalPerson STRUCTURAL
  MAY ( displayName $ mail $ objectGUID $ userAccountControl $ primaryGroupID $ sAMAccountName ) )
objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST cn MAY ( member $ objectGUID $ managedBy ) )
"""
_TOP = f"""
dn: {BASE}
objectClass: organization
objectClass: dcObject
o: Example
dc: example

dn: ou=people,{BASE}
objectClass: organizationalUnit
ou: people

dn: ou=staff,{BASE}
objectClass: organizationalUnit
ou: staff

dn: ou=groups,{BASE}
objectClass: organizationalUnit
ou: groups
"""


@dataclass
class Slapd:
    """A running server. `ca_pem`: the certificate that clients are to trust."""

    folder: Path
    port: int
    plain_port: int
    ca_pem: str
    process: subprocess.Popen[bytes]

    def load(self, ldif: str) -> None:
        """Add entries, many at once, the way an administrator does."""
        self._run("ldapadd", ldif)

    def change(self, ldif: str, *options: str) -> None:
        """`options` of ldapmodify: `-e relax` for what the server otherwise writes itself."""
        self._run("ldapmodify", ldif, *options)

    def delete(self, *dns: str) -> None:
        self._run("ldapdelete", "\n".join(dns) + "\n")

    def move(self, dn: str, rdn: str, parent: str) -> None:
        self._run("ldapmodrdn", f"{dn}\n{rdn}\n", "-s", parent, "-r")

    def kill(self) -> None:
        """As when the machine loses its power."""
        self.process.kill()
        self.process.wait(10)

    def start_again(self) -> None:
        self.process = _start(self.folder, self.port, self.plain_port)

    def _run(self, command: str, text: str, *options: str) -> None:
        server = ["-H", f"ldap://127.0.0.1:{self.plain_port}", "-x", "-D", ADMIN, "-w", PASSWORD]
        ended = subprocess.run([command, *server, *options], input=text.encode(), capture_output=True, check=False)
        assert ended.returncode == 0, ended.stderr.decode()[-2000:]


def install() -> None:
    """As root, by apt; an ordinary user must have it."""
    if not Path("/usr/sbin/slapd").exists():
        subprocess.run(["tests/system_packages", "slapd:slapd", "ldapadd:ldap-utils"], check=True)


@contextmanager
def running_slapd(folder: Path) -> Iterator[Slapd]:
    """An empty directory with ou=people, ou=staff and ou=groups."""
    install()
    (folder / "data").mkdir()
    ca_pem = _certificate(folder)
    (folder / "active_directory.schema").write_text(_ACTIVE_DIRECTORY)
    (folder / "slapd.conf").write_text(_CONFIG.format(folder=folder, base=BASE, admin=ADMIN, password=PASSWORD))
    port, plain_port = _free_port(), _free_port()
    server = Slapd(folder, port, plain_port, ca_pem, _start(folder, port, plain_port))
    try:
        server.load(_TOP)
        yield server
    finally:
        with suppress(ProcessLookupError):
            server.process.kill()
        server.process.wait(10)


def person(uid: str, *, name: str = "", email: str = "", password: str = "", ou: str = "people") -> str:
    """An entry, in LDIF."""
    lines = [f"dn: uid={uid},ou={ou},{BASE}", "objectClass: inetOrgPerson", f"uid: {uid}", f"cn: {name or uid}", "sn: x"]
    lines += [f"mail: {email or f'{uid}@directory.example'}"] + ([f"userPassword: {password}"] if password else [])
    return "\n".join(lines) + "\n\n"


def group(name: str, members: Sequence[str], owner: str = "") -> str:
    """`members`: DNs."""
    lines = [f"dn: cn={name},ou=groups,{BASE}", "objectClass: groupOfNames", f"cn: {name}", *(f"member: {one}" for one in members)]
    return "\n".join(lines + ([f"owner: {owner}"] if owner else [])) + "\n\n"


def ad_person(uid: str, *, guid: bytes, control: int = 512, password: str = "") -> str:
    """An entry as Active Directory has it: sixteen bytes of identity, and a bit in `control` for who is disabled."""
    lines = [f"dn: cn={uid},ou=staff,{BASE}", "objectClass: user", f"cn: {uid}", "sn: x", f"sAMAccountName: {uid}"]
    lines += [f"displayName: {uid.title()}", f"objectGUID:: {b64encode(guid).decode()}", f"userAccountControl: {control}"]
    lines += ["primaryGroupID: 513", f"mail: {uid}@directory.example"] + ([f"userPassword: {password}"] if password else [])
    return "\n".join(lines) + "\n\n"


def ad_group(name: str, members: Sequence[str], *, guid: bytes, head: str = "") -> str:
    lines = [f"dn: cn={name},ou=groups,{BASE}", "objectClass: group", f"cn: {name}", f"objectGUID:: {b64encode(guid).decode()}"]
    return "\n".join(lines + [f"member: {one}" for one in members] + ([f"managedBy: {head}"] if head else [])) + "\n\n"


def dn_of(uid: str) -> str:
    return f"uid={uid},ou=people,{BASE}"


def _start(folder: Path, port: int, plain_port: int) -> subprocess.Popen[bytes]:
    addresses = f"ldap://127.0.0.1:{plain_port}/ ldaps://127.0.0.1:{port}/"
    command = ["/usr/sbin/slapd", "-f", str(folder / "slapd.conf"), "-h", addresses, "-d", "0"]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, stderr=log, env={**os.environ, "LANG": "C.UTF-8"})
    for _attempt in range(200):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
            return process
        assert process.poll() is None, (folder / "log").read_text()
        time.sleep(0.05)
    raise TimeoutError("slapd did not start")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _certificate(folder: Path) -> str:
    """For 127.0.0.1, signed by itself; other_certificate() makes one that nobody was told to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_text(pem)
    (folder / "server.key").write_bytes(secret)
    return pem


def other_certificate(folder: Path) -> str:
    """A certificate of another server."""
    folder.mkdir()
    pem = _certificate(folder)
    assert ssl.PEM_cert_to_DER_cert(pem)
    return pem
