# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write about roles and audiences."""

from ruche.kernel.access.services.assignments import change_assignment, end_assignment, give_role
from ruche.kernel.access.services.audiences import choose_audience, new_audience, rehome_audiences
from ruche.kernel.access.services.roles import create_role, delete_role, update_role
from ruche.kernel.access.services.sourced import set_sourced_roles

__all__ = [
    "change_assignment",
    "choose_audience",
    "create_role",
    "delete_role",
    "end_assignment",
    "give_role",
    "new_audience",
    "rehome_audiences",
    "set_sourced_roles",
    "update_role",
]
