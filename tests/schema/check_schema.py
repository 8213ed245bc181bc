# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API does what its schema says, whatever is sent: no server error, no status, type or shape that is not in the schema.

As Alice, who owns Atelier A with one of everything in it. A step of bin/ci of its own: pytest does not collect it by itself.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import requests
import schemathesis
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from rest_framework_simplejwt.tokens import AccessToken
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from ruche.kernel.api.tokens import EPOCH
from ruche.kernel.sign_in.facts import SignInFacts, write_facts
from tests.isolation.world import World, build_world

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SLUG = "organisation_slug"
EXAMPLES = int(os.environ.get("RUCHE_TEST_EXAMPLES", "8"))  # bin/test --long: 40


class _Undone(Exception):
    """Takes back what an example wrote."""


def _operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    return [found.ok() for found in schema.get_all_operations()]


OPERATIONS = _operations()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once: every example is undone, so the next operation finds everything as it was."""
    many = override_settings(ENVIRONMENT=replace(django_settings.ENVIRONMENT, limit_factor=1000))
    with django_db_blocker.unblock(), many, transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[one.label for one in OPERATIONS])
def test_operation(operation: Any, world: World) -> None:
    authorisation = {"Authorization": f"Bearer {_token(world)}"}

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: Any) -> None:
        _aim(case, world)
        with suppress(_Undone), transaction.atomic():
            case.validate_response(_send(case, authorisation), checks=CHECKS)
            raise _Undone

    tried()


def _send(case: Any, headers: dict[str, str]) -> Response:
    """By Django's own client: it stays in the test's transaction."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://localhost", headers=headers)).prepare()
    kind = asked.headers.pop("Content-Type", "application/json")
    names = {name: value for name, value in asked.headers.items() if name not in ("Content-Length", "Cookie")}
    client = Client(raise_request_exception=False)
    told = client.generic(str(asked.method), asked.path_url, asked.body or b"", content_type=kind, headers=names)
    found = {name.lower(): [value] for name, value in told.headers.items()}
    return Response(told.status_code, found, told.content, request=asked, elapsed=0.0, verify=False)


def _aim(case: Any, world: World) -> None:
    """At objects that exist, two times of three: an address that nothing has teaches little."""
    for name, value in list(case.path_parameters.items()):
        thing = world.things.get(name.removesuffix("_id"))
        if name == SLUG:
            case.path_parameters[name] = "atelier-a"
        elif thing is not None and sum(map(ord, str(value))) % 3:
            case.path_parameters[name] = str(thing.pk)


def _token(world: World) -> str:
    alice = world.people["alice"]
    token = AccessToken.for_user(alice)
    token[EPOCH] = alice.session_epoch
    token["via"] = write_facts(SignInFacts(authenticated_at=time.time(), has_factor=True))
    return str(token)
