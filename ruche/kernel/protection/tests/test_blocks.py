# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.identity.services import create_token
from ruche.kernel.protection.models import Block
from ruche.kernel.protection.selectors import blocked_ids, list_blocked, takes_messages_from
from ruche.kernel.protection.services import block, set_takes_messages, unblock
from ruche.kernel.testing.people import find_actor


@pytest.fixture(autouse=True)
def _here(atelier_a):
    with organisation_scope(atelier_a.id):
        yield


@pytest.fixture
def as_alice(alice, atelier_a):
    return find_actor(alice, atelier_a)


@pytest.fixture
def as_bob(bob, atelier_a):
    return find_actor(bob, atelier_a)


def test_blocking_twice_is_blocking_and_unblocking_ends_it(as_alice, as_bob):
    for _ in range(2):
        block(as_alice, membership_id=as_bob.membership.id)
    assert Block.objects.count() == 1
    assert blocked_ids(as_alice) == {as_bob.membership.id}
    assert blocked_ids(as_bob) == frozenset()
    for _ in range(2):
        unblock(as_alice, membership_id=as_bob.membership.id)
    assert list_blocked(as_alice) == []


def test_nobody_blocks_themselves_nor_somebody_elsewhere(as_alice, charlie, bureau_b):
    with pytest.raises(InvalidInput):
        block(as_alice, membership_id=as_alice.membership.id)
    stranger = find_actor(charlie, bureau_b).membership.id
    for act in (block, unblock):
        with pytest.raises(NotFound):
            act(as_alice, membership_id=stranger)


def test_who_takes_messages_is_asked_in_one_query_whatever_the_answer(as_alice, as_bob, dana, atelier_a, django_assert_num_queries):
    as_dana = find_actor(dana, atelier_a)
    block(as_alice, membership_id=as_bob.membership.id)
    set_takes_messages(as_dana, takes_messages=False)
    people = {as_alice.membership.id, as_dana.membership.id}
    with django_assert_num_queries(1):
        assert takes_messages_from(atelier_a.id, as_bob.membership.id, people) == set()
    assert takes_messages_from(atelier_a.id, as_dana.membership.id, people) == {as_alice.membership.id}


def test_the_pages_and_the_api(client_of, alice, as_alice, as_bob):
    client, bob = client_of(alice), as_bob.membership.id
    assert client.get(f"/o/atelier-a/blocks/{bob}/").status_code == 200
    assert client.post(f"/o/atelier-a/blocks/{bob}/", follow=True).status_code == 200
    assert client.get("/api/v1/o/atelier-a/blocks/").json() == {"results": [{"id": str(bob), "name": "Bob"}]}
    assert client.delete(f"/api/v1/o/atelier-a/blocks/{bob}/").status_code == 204
    assert "You block nobody" in client.get("/o/atelier-a/blocks/").content.decode()
    assert client.get(f"/o/atelier-a/blocks/{as_alice.membership.id}/").status_code == 404


def test_the_blocked_person_sees_nothing_of_it(client_of, bob, as_alice, as_bob):
    block(as_alice, membership_id=as_bob.membership.id)
    client = client_of(bob)
    assert client.get("/api/v1/o/atelier-a/blocks/").json() == {"results": []}
    assert "Alice" not in client.get("/o/atelier-a/blocks/").content.decode().partition("<main")[2]


def test_a_kept_token_learns_and_changes_nothing_about_blocks(client_of, alice, as_alice, as_bob):
    """Whoever a script or an application was let in for, whom its person blocks is none of its business."""
    block(as_alice, membership_id=as_bob.membership.id)
    text = create_token(as_alice, name="Script", scopes=["organisation.view_members"], days=3).text
    script, list_ = Client(headers={"authorization": f"Bearer {text}"}), "/api/v1/o/atelier-a/blocks/"
    assert script.get("/api/v1/o/atelier-a/members/").status_code == 200
    assert script.get(list_).status_code == 403
    assert script.delete(f"{list_}{as_bob.membership.id}/").status_code == 403
    assert script.post(list_, {"membership_id": str(as_bob.membership.id)}, content_type="application/json").status_code == 403
    assert [one["name"] for one in client_of(alice).get(list_).json()["results"]] == ["Bob"]
