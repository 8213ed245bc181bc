# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.modules.people.services import update_profile

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/o/atelier-a/people/"


def test_directory_is_listed_searched_and_paged(client_of, actor_of, alice, bob, atelier_a):
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), title="Cabinet maker", skills=["varnish"])
    client = client_of(alice)
    body = client.get(PEOPLE, {"limit": 2}).json()
    assert [one["name"] for one in body["results"]] == ["Alice", "Bob"]
    assert [one["name"] for one in client.get(PEOPLE, {"cursor": body["next"]}).json()["results"]] == ["Dana"]
    found = client.get(PEOPLE, {"search": "VARNISH"}).json()["results"]
    assert [(one["title"], one["skills"][0]["name"], one["role"], one["initials"]) for one in found] == [
        ("Cabinet maker", "varnish", "member", "B")
    ]


def test_own_profile_is_changed_in_part(client_of, bob, atelier_a):
    client = client_of(bob)
    first = client.patch(PEOPLE + "me/", {"title": "Cabinet maker", "phone": "01 23"}, content_type="application/json")
    assert (first.status_code, first.json()["name"]) == (200, "Bob")
    second = client.patch(PEOPLE + "me/", {"phone": ""}, content_type="application/json").json()
    assert (second["title"], second["phone"]) == ("Cabinet maker", "")
    assert client.get(PEOPLE + "me/").json() == second == client.get(f"{PEOPLE}{second['id']}/").json()


def test_wrong_values_are_refused(client_of, bob, atelier_a):
    client = client_of(bob)
    for data, field in (({"phone": "call me"}, "phone"), ({"skills": "varnish"}, "skills"), ({"text": ["x"]}, "text")):
        answer = client.patch(PEOPLE + "me/", data, content_type="application/json")
        assert answer.status_code == 422, data
        assert list(answer.json()["fields"]) == [field]
    for query in ({"group": "x"}, {"search": "x" * 121}):
        assert client.get(PEOPLE, query).status_code == 422
    assert client.get(PEOPLE, {"group": "01999999-0000-7000-8000-000000000000"}).status_code == 404


def test_strangers_get_404(client_of, actor_of, bob, charlie, dana, atelier_a, bureau_b):
    bob_id = actor_of(bob, atelier_a).membership.pk
    assert client_of(bob).get(f"{PEOPLE}{bob_id}/").status_code == 200
    assert client_of(charlie).get(f"{PEOPLE}{bob_id}/").status_code == 404
    assert client_of(dana).get(f"/api/v1/o/bureau-b/people/{bob_id}/").status_code == 404
    assert client_of(charlie).patch(PEOPLE + "me/", {}, content_type="application/json").status_code == 404
