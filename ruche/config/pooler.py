# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pooler in transaction mode gives one connection's variables to another one, and row security trusts them."""

import psycopg

from ruche.config.environment import DatabaseAddress


def shares_one_backend(address: DatabaseAddress) -> bool:
    """Whether two idle connections are served by one process of the server."""
    parameters = address.connection_parameters()
    with (
        psycopg.connect(**parameters, connect_timeout=5, autocommit=True) as first,  # type: ignore[arg-type]
        psycopg.connect(**parameters, connect_timeout=5, autocommit=True) as second,  # type: ignore[arg-type]
    ):
        pids = [connection.execute("select pg_backend_pid()").fetchone() for connection in (first, second)]
    return pids[0] == pids[1]
