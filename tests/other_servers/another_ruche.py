# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second Ruche: a web process of its own, with its own database, keys and address.

Erin, Frank, Gus and Hana have accounts in its organisation « Far away »; Erin is in the group « Chiefs ». An application is
registered there.
Run as a program (by `another_ruche`), it says in one line what a client needs, and ends when its input does.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.environment import ROOT
from tests.fault.instance import free_port


@dataclass
class AnotherRuche:
    """`url`: how its people know it. It is 127.0.0.1, so that its cookies are not those of a server at localhost."""

    url: str
    client_id: str
    secret: str


@contextmanager
def another_ruche(*redirect_uris: str) -> Iterator[AnotherRuche]:
    """Yields it, running, with an application registered that returns to these addresses."""
    port = free_port()
    kept = {name: os.environ[name] for name in os.environ if not name.startswith("RUCHE_") or name.startswith("RUCHE_TEST_")}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", __name__, str(port), *redirect_uris],
        cwd=ROOT,
        env=kept,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert said, "the second Ruche did not start"
        yield AnotherRuche(f"http://127.0.0.1:{port}", **json.loads(said))
    finally:
        process.stdin.close()
        process.wait(30)


def _serve(port: int, redirect_uris: list[str]) -> None:
    os.environ["RUCHE_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    os.environ["RUCHE_SECRET_KEY"] = "only-for-tests-" + "z" * 50
    import django
    from django.conf import settings

    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as ruche.kernel.testing.plugin
    from tests.databases import create_test_database, drop_test_database
    from tests.live import live_server

    name = f"test_another_{os.getpid()}"
    create_test_database(name)
    try:
        told = _furnish(redirect_uris)
        with live_server(port):
            print(json.dumps(told), flush=True)
            sys.stdin.read()
    finally:
        drop_test_database(name)


def _furnish(redirect_uris: list[str]) -> dict[str, str | None]:
    from ruche.kernel.access.roles import Role
    from ruche.kernel.db.context import organisation_scope
    from ruche.kernel.identity.registrar import organisation_registrar
    from ruche.kernel.identity.services import register_application
    from ruche.kernel.testing import people

    erin, organisation = people.make_user("Erin"), people.make_organisation("Far away", "far-away")
    people.make_membership(erin, organisation, Role.OWNER)
    for name in ("Frank", "Gus", "Hana"):
        people.make_membership(people.make_user(name), organisation)
    people.put_in(people.make_group(organisation, "Chiefs"), erin)
    with organisation_scope(organisation.id, erin.id):
        by = organisation_registrar(people.find_actor(erin, organisation))
        made = register_application(by, name="Ruche of Atelier A", redirect_uris=redirect_uris)
    return {"client_id": made.application.client_id, "secret": made.secret}


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.argv[2:])
