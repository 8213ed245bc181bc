# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hot door is an exception. There is one, it stands beside a view, and nothing else goes round Django."""

from uuid import uuid4

import grimp
import pytest
from django.urls import resolve, reverse

from ruche.config.front.doors import find_doors
from ruche.kernel.modules.registry import manifests
from ruche.kernel.security.limits import LIMITS, Scope


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("ruche", exclude_type_checking_imports=True, cache_dir=None)


def test_there_is_one_door():
    assert {module: door.route for module, door in find_doors().items()} == {"chat": "api-chat:message_list"}


@pytest.mark.parametrize("module", find_doors())
def test_it_has_the_address_and_the_methods_of_its_view(module):
    door, channel_id = find_doors()[module], uuid4()
    address = reverse(door.route, args=["atelier-a", channel_id])
    inside = address.removeprefix(f"/api/v1/o/atelier-a/{module}/")
    assert door.parameters(inside) == {"channel_id": channel_id}
    assert {*resolve(address).func.cls().allowed_methods, "HEAD"} == set(door.allow.split(", "))
    assert door.parameters(inside.rstrip("/")) is door.parameters(f"{inside}x/") is None
    assert {limit.scope for limit in LIMITS[door.limit]} == {Scope.USER}


def test_nothing_else_uses_what_doors_are_made_of(graph):
    parts = graph.find_descendants("ruche.kernel.doors") | {"ruche.kernel.doors"}
    users = {user for part in parts for user in graph.find_modules_that_directly_import(part)} - parts
    rooms = {f"{manifest.package}.door" for manifest in manifests().values()}
    outside = {user for user in users - rooms if ".tests" not in user}
    assert outside == {"ruche.config.asgi", "ruche.config.front.doors"}
