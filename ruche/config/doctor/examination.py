# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of the examination and how its findings are shown."""

import contextlib
from collections.abc import Iterator

from ruche.config.data_folder import DataFolder
from ruche.config.doctor.address import look_at_address
from ruche.config.doctor.connections import look_at_connections
from ruche.config.doctor.database import look_at_database
from ruche.config.doctor.files import look_at_files
from ruche.config.doctor.findings import Findings, broken
from ruche.config.doctor.services import look_at_mail, look_at_redis
from ruche.config.doctor.settings import look_at_settings
from ruche.config.environment import Environment, SettingError, read_environment
from ruche.config.errors import StartRefused
from ruche.config.running_database import running_database

_SIGNS = {"well": "✓", "doubtful": "!", "broken": "✗"}


def examine() -> int:
    """Print all findings; 1 when something is broken."""
    states: list[str] = []
    for finding in _findings():
        print(f"{_SIGNS[finding.state]} {finding.part}: {finding.what}")
        for line in finding.cure.splitlines():
            print(f"    {line}")
        states.append(finding.state)
    if "broken" in states:
        print(f"\n{states.count('broken')} broken. Repair the first one first: others may follow from it.")
    return int("broken" in states)


def _findings() -> Findings:
    try:
        environment = read_environment()
    except SettingError as error:
        yield broken("Settings", str(error), "Correct this variable; nothing else was looked at.")
        return
    yield from look_at_settings(environment)
    yield from look_at_files(environment)
    yield from look_at_connections()
    is_running = DataFolder(environment.data_dir).is_in_use()
    with _database(environment) as fault:
        if fault:
            yield broken("Database", fault, f"The log is {environment.data_dir}/logs/postgres.log.")
        else:
            yield from look_at_database(environment, is_running=is_running)
    yield from look_at_redis(environment)
    yield from look_at_mail(environment)
    yield from look_at_address(environment, is_running=is_running)


@contextlib.contextmanager
def _database(environment: Environment) -> Iterator[str]:
    """Runs the embedded server when nobody does; why that failed, else nothing."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(running_database(environment))
            fault = ""
        except StartRefused as refusal:
            fault = str(refusal)
        yield fault
