# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenID Connect of others, running on loopback: a provider (oidc-provider-mock, on Authlib), and a program behind Apache
that lets people in by mod_auth_openidc."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fault.instance import free_port

MODULES = Path("/usr/lib/apache2/modules")
_MODULE = MODULES / "mod_auth_openidc.so"
_LOADED = ("mpm_event", "authn_core", "authz_core", "authz_user", "headers", "include", "mime", "dir", "filter")
# The page behind the door shows what the program is told of who came.
_PAGE = '<!doctype html><title>Tool</title><h1>Hello <!--#echo var="OIDC_CLAIM_name" --></h1><p><!--#echo var="OIDC_CLAIM_email" --></p>'
_CONFIG = """
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
{user}
ErrorLog {folder}/error.log
LogLevel warn
{modules}
TypesConfig /etc/mime.types
DocumentRoot {folder}/pages
DirectoryIndex index.shtml
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {secret}
OIDCRedirectURI {back}
OIDCCryptoPassphrase only-for-tests-only-for-tests
OIDCScope "openid profile email groups"
OIDCPKCEMethod S256
OIDCResponseType code
OIDCRemoteUserClaim sub
OIDCPassClaimsAs environment
OIDCUserInfoRefreshInterval 0
<Directory {folder}/pages>
  Options +Includes
  AuthType openid-connect
  {requires}
</Directory>
"""


@dataclass
class Tool:
    """A web page that only people of the provider may see. `back`: the return address to register."""

    port: int
    log: Path | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def back(self) -> str:
        return f"{self.url}back"

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log and self.log.exists() else ""


def install() -> None:
    """As root, by apt; an ordinary user must have it. Without Debian's own service: only its programs."""
    if not _MODULE.exists():
        subprocess.run(["tests/system_packages", "mod_auth_openidc:libapache2-mod-auth-openidc"], check=True)


def new_tool() -> Tool:
    return Tool(free_port())


@contextmanager
def served(tool: Tool, *, issuer: str, client_id: str, secret: str, requires: Sequence[str] = ("valid-user",)) -> Iterator[Tool]:
    """The tool, running; `requires` as mod_auth_openidc writes it, such as `claim groups:Kitchen`."""
    with TemporaryDirectory(prefix="ruche-apache-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # Apache leaves root for nobody, who reads the pages
        (folder / "pages").mkdir()
        (folder / "pages/index.shtml").write_text(_PAGE)
        values = {"folder": folder, "port": tool.port, "issuer": issuer, "client_id": client_id, "secret": secret, "back": tool.back}
        modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in (*_LOADED, "auth_openidc"))
        user = "User nobody\nGroup nogroup" if os.geteuid() == 0 else ""
        lines = {"modules": modules, "user": user, "requires": "\n  ".join(f"Require {one}" for one in requires)}
        (folder / "apache.conf").write_text(_CONFIG.format(**values, **lines))
        tool.log = folder / "error.log"
        command = ["/usr/sbin/apache2", "-D", "FOREGROUND", "-f", str(folder / "apache.conf")]
        with running(command, lambda: f"{tool.url}nothing"):
            yield tool


@contextmanager
def foreign_provider(**people: dict[str, object]) -> Iterator[str]:
    """The address of a provider by others, which knows these people: `sub` and claims. It asks nobody for a password."""
    port = free_port()
    claims = [part for sub, told in people.items() for part in ("--user-claims", json.dumps({"sub": sub, **told}))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *claims]
    address = f"http://127.0.0.1:{port}"
    with running(command, lambda: f"{address}/.well-known/openid-configuration"):
        yield address


@contextmanager
def running(command: Sequence[str], url: Callable[[], str]) -> Iterator[None]:
    """A program, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(url(), process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=20).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing answers at {url}; the program ended with {process.poll()}")
