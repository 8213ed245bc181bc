# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.urls import reverse

from ruche.kernel.access.permissions import UnknownPermission
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.modules.activation import active_modules, is_active
from ruche.kernel.modules.services import activate_module, deactivate_module


@pytest.fixture
def owner(actor_of, alice, atelier_a):
    with organisation_scope(atelier_a.id, alice.id):
        yield actor_of(alice, atelier_a)


def test_a_module_is_switched_off_and_on_again(owner, atelier_a, client_of, alice):
    page = reverse("chat:home", args=["atelier-a"])
    assert client_of(alice).get(page, follow=True).status_code == 200
    deactivate_module(owner, module="chat")
    assert not is_active(atelier_a.id, "chat")
    assert client_of(alice).get(page).status_code == 404
    assert client_of(alice).get("/api/v1/o/atelier-a/chat/channels/").status_code == 404
    assert activate_module(owner, module="chat") == ["chat"]
    assert activate_module(owner, module="chat") == []
    assert client_of(alice).get(page, follow=True).status_code == 200


def test_permissions_of_a_module_end_with_it(owner):
    assert owner.can("chat.post_message")
    deactivate_module(owner, module="chat")
    assert not owner.can("chat.post_message")


def test_an_unknown_permission_is_a_mistake_of_ours(owner):
    with pytest.raises(UnknownPermission):
        owner.can("chat.fly")


def test_an_unknown_module_is_not_found(owner):
    with pytest.raises(NotFound):
        activate_module(owner, module="flying")


def test_members_may_not(actor_of, bob, atelier_a):
    member = actor_of(bob, atelier_a)
    with organisation_scope(atelier_a.id, bob.id), pytest.raises(PermissionRefused):
        deactivate_module(member, module="chat")


def test_other_organisations_keep_theirs(owner, bureau_b):
    deactivate_module(owner, module="chat")
    assert "chat" in active_modules(bureau_b.id)
