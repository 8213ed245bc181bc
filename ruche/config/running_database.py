# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database for the length of one command, whether `ruche serve` runs or not."""

import contextlib
from collections.abc import Iterator

from ruche.config.data_folder import DataFolder
from ruche.config.environment import Environment
from ruche.config.postgres import running_server


@contextlib.contextmanager
def running_database(environment: Environment) -> Iterator[None]:
    """The embedded server runs already, or runs until the end of the block; one from outside is left alone."""
    folder = DataFolder(environment.data_dir)
    if not environment.is_database_embedded or folder.is_in_use():
        yield
        return
    folder.open()
    try:
        with running_server(environment.data_dir):
            yield
    finally:
        folder.close()
