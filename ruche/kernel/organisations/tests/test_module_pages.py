# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
LIST = "/o/atelier-a/settings/modules/"


def _on(organisation: Organisation) -> set[str]:
    with organisation_scope(organisation.pk):
        return set(ModuleActivation.objects.values_list("module", flat=True))


@pytest.fixture
def chat_needs_people() -> Iterator[None]:
    with patch.dict(manifests(), {"chat": replace(manifests()["chat"], requires=("people",))}):
        yield


def test_switching_off_and_on(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    client = client_of(alice)
    client.post(f"{LIST}chat/deactivation/")
    assert "chat" not in _on(atelier_a)
    assert 'aria-checked="false"' in client.get(LIST).content.decode()
    client.post(f"{LIST}chat/activation/")
    assert "chat" in _on(atelier_a)
    assert client.post(f"{LIST}nonsense/activation/").status_code == 404


def test_rights_are_checked_again_on_every_socket(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    with patch("ruche.kernel.modules.services.revoke") as revoke:
        client_of(alice).post(f"{LIST}chat/deactivation/")
    revoke.assert_called_once_with(organisation_id=atelier_a.pk)


@pytest.mark.usefixtures("chat_needs_people")
def test_what_is_needed_says_by_whom_and_stays(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    client = client_of(alice)
    assert "Needed by" in client.get(LIST).content.decode()
    page = client.post(f"{LIST}people/deactivation/", follow=True).content.decode()
    assert "Switch off first what needs it" in page
    assert "people" in _on(atelier_a)


@pytest.mark.usefixtures("chat_needs_people")
def test_what_is_required_is_announced_and_comes_along(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.pk):
        ModuleActivation.objects.filter(module__in=("chat", "people")).delete()
    client = client_of(alice)
    assert "Also switches on" in client.get(LIST).content.decode()
    client.post(f"{LIST}chat/activation/")
    assert {"chat", "people"} <= _on(atelier_a)
