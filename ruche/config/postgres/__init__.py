# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded PostgreSQL server of a data folder: made, started, recognised and stopped. Imports no Django."""

from ruche.config.postgres.cluster import prepare_cluster
from ruche.config.postgres.roles import prepare_roles, role_statements
from ruche.config.postgres.server import Server, running_server
from ruche.config.postgres.strays import end_stray_server

__all__ = ["Server", "end_stray_server", "prepare_cluster", "prepare_roles", "role_statements", "running_server"]
