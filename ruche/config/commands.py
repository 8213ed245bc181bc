# SPDX-License-Identifier: AGPL-3.0-or-later
"""The commands of `ruche` that need Django, each in a process of its own."""

import contextlib
import getpass
import os
import sys
import warnings
from collections.abc import Iterator

from ruche.config.environment import Environment, read_environment
from ruche.config.errors import StartRefused
from ruche.config.running_database import running_database

_WITHOUT_DATABASE = {"check", "collectstatic", "compilemessages", "diffsettings", "help", "makemessages", "makemigrations", "spectacular"}
_AS_OWNER = {"migrate", "sqlmigrate", "showmigrations"}
_MIGRATION_LOCK = 0x5275636865  # any constant number that is ours: "Ruche"


def migrate() -> int:
    """Apply all migrations as the owner role; several machines may ask at once."""
    with _django(as_owner=True):
        from django.core.management import call_command
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        _refuse_newer_database()
        call_command("migrate", interactive=False, verbosity=0)
        from ruche.kernel.identity.services.keys import ensure_signing_key

        ensure_signing_key()  # so that it is there before the first program asks for it
    print("The database is up to date.")
    return 0


def demo(*, if_first_start: bool, remove: bool) -> int:
    with _django():
        from ruche.kernel.demo import make_demo, remove_demo

        if remove:
            remove_demo()
        else:
            make_demo(if_first_start=if_first_start)
    print("The demo data is removed." if remove else "The demo data is complete.")
    return 0


def create_admin(*, email: str, name: str) -> int:
    with _django():
        from ruche.kernel.errors import DomainError
        from ruche.kernel.users.services import create_administrator

        try:
            create_administrator(email=email, name=name, password=_ask_password())
        except DomainError as refusal:
            reasons = [str(sentence) for sentences in refusal.fields.values() for sentence in sentences]
            raise StartRefused(" ".join(reasons) or str(refusal)) from None
    print(f"{email} can sign in and administer this instance.")
    return 0


def print_set_up_link() -> int:
    """Nothing is printed when there is an administrator already; people of the demo are none."""
    with _django():
        from django.contrib.auth import get_user_model

        if get_user_model()._default_manager.filter(is_instance_admin=True, is_active=True, is_demo=False).exists():
            return 0
        from ruche.kernel.users.setup import create_setup_link

        print(create_setup_link())
    return 0


def rotate_keys() -> int:
    """Seal second factors, passwords of directories and the like with a new key."""
    with _django():
        from ruche.kernel.security.rotation import rotate_keys as rotate

        changed = rotate()
    for label, count in changed.items():
        print(f"{label}: {count} sealed anew.")
    return 0


def rotate_signing_key(*, is_stolen: bool) -> int:
    """Sign what applications are told of people with another key, from now on."""
    with _django():
        from ruche.kernel.identity.services.keys import renew_signing_key

        key, count = renew_signing_key(is_stolen=is_stolen)
    after = "is believed no more" if is_stolen else "is believed for two more days"
    print(f"Key {key.kid} signs from now on." + (f" What was signed before {after}." if count else ""))
    return 0


def django_command(words: list[str]) -> int:
    name = words[0] if words else "help"
    with _django(as_owner=name in _AS_OWNER, with_database=name not in _WITHOUT_DATABASE):
        from django.core.management import execute_from_command_line

        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
        execute_from_command_line(["ruche django", *words])
    return 0


@contextlib.contextmanager
def _django(*, as_owner: bool = False, with_database: bool = True) -> Iterator[None]:
    """Django set up as one of the two roles, its database running."""
    environment = read_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruche.config.settings")
    if as_owner:
        _need_owner(environment)
        os.environ["RUCHE_DATABASE_ROLE"] = "owner"
    with running_database(environment) if with_database else contextlib.nullcontext():
        import django
        from django.db import OperationalError

        django.setup()
        try:
            yield
        except OperationalError as error:
            first = (str(error).strip().splitlines() or ["no reason given"])[0]
            raise StartRefused(f"The database on {environment.database.host} does not answer as it should: {first}.") from error


def _need_owner(environment: Environment) -> None:
    if environment.owner_database is None:
        raise StartRefused(
            "RUCHE_OWNER_DATABASE_URL is not set: expected the address for the role that owns the tables; migrations need it."
        )


def _refuse_newer_database() -> None:
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("ruche.")}
    strange = sorted(key for key in loader.applied_migrations if key[0] in ours and key not in loader.disk_migrations)
    if strange:
        label, name = strange[-1]
        raise StartRefused(f"The database was brought up to date by a newer Ruche (it knows {label}.{name}): start that one.")


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Again: "):
        raise StartRefused("The two passwords differ: type the same one twice.")
    return password
