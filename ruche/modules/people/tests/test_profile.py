# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Membership
from ruche.kernel.outbox.models import OutboxEntry
from ruche.modules.people.models import Profile
from ruche.modules.people.selectors import list_skills_of
from ruche.modules.people.services import MOST_WORDS, update_profile

pytestmark = pytest.mark.django_db
OWN = "/o/atelier-a/people/profile/"


def page_of(user, organisation, actor_of) -> str:
    return f"/o/atelier-a/people/{actor_of(user, organisation).membership.pk}/"


def test_profile_is_filled_in_and_seen(client_of, actor_of, alice, bob, atelier_a):
    filled = {
        "name": "Bob",
        "title": "Cabinet maker",
        "skills": "varnish, dovetails,, Varnish",
        "languages": "English",
        "text": "<b>Cuts</b>\r\nonce.",
    }
    answer = client_of(bob).post(OWN, {**filled, "phone": "+44 (0)20 7946-0958", "email": "bob@shop.example", "pronouns": "he"})
    assert answer.status_code == 302
    page = client_of(alice).get(answer.url).content.decode()
    for expected in ("Cabinet maker", "dovetails", "&lt;b&gt;Cuts&lt;/b&gt;", "tel:+44(0)207946-0958", "mailto:bob@shop.example"):
        assert expected in page
    with organisation_scope(atelier_a.id):
        profile = Profile.objects.get()
        assert [row.skill.name for row in list_skills_of(profile.membership_id)] == ["varnish", "dovetails"]
        assert profile.search_key == "cabinet maker varnish dovetails english"
        assert OutboxEntry.objects.filter(signal="people.profile_updated").count() == 1


def test_every_wrong_field_is_named_and_nothing_typed_is_lost(client_of, bob, atelier_a):
    wrong = {
        "name": "Bob",
        "title": "x" * 121,
        "phone": "call me",
        "email": "bob at shop",
        "skills": ", ".join("abcdefghijklmnopqrstu"),
        "text": "kept",
    }
    answer = client_of(bob).post(OWN, wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"title", "phone", "email", "skills"}
    page = answer.content.decode()
    assert "call me" in page
    assert ">\nkept</textarea>" in page
    assert page.count('aria-invalid="true"') == 4


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("title", "  Two \u202e  words\u200b ", "Two words"),
        ("title", "\u200b", ""),
        ("phone", "01 23 45 67 89", "01 23 45 67 89"),
        ("languages", ["Français", "français", "  "], ["Français"]),
        ("text", " \u200b\n", ""),
    ],
)
def test_what_is_kept_is_clean(actor_of, bob, atelier_a, field, value, kept):
    with organisation_scope(atelier_a.id):
        assert getattr(update_profile(actor_of(bob, atelier_a), **{field: value}), field) == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12"),
        ("phone", "12 34 $%"),
        ("email", "x"),
        ("skills", ["x" * 41]),
        ("text", "x" * 1001),
        ("skills", list(map(str, range(MOST_WORDS + 1)))),
    ],
)
def test_what_cannot_be_is_refused(actor_of, bob, atelier_a, field, value):
    with organisation_scope(atelier_a.id):
        with pytest.raises(InvalidInput) as refused:
            update_profile(actor_of(bob, atelier_a), **{field: value})
        assert refused.value.fields.keys() == {field}
        assert not Profile.objects.exists()


def test_leaver_keeps_name_and_loses_contact(client_of, actor_of, alice, bob, atelier_a):
    page = page_of(bob, atelier_a, actor_of)
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(bob, atelier_a), phone="01 23 45 67 89")
        Membership.objects.filter(user=bob).update(status="left")
    content = client_of(alice).get(page).content.decode()
    assert "Bob" in content
    assert "Left" in content
    assert "01 23" not in content
    assert "direct/new" not in content


def test_writing_to_somebody_is_one_press_away_while_chat_is_on(client_of, actor_of, alice, bob, atelier_a):
    from ruche.kernel.modules.models import ModuleActivation

    page = page_of(bob, atelier_a, actor_of)
    membership_id = actor_of(bob, atelier_a).membership.pk
    assert f"/o/atelier-a/chat/direct/new/?people={membership_id}" in client_of(alice).get(page).content.decode()
    assert "direct/new" not in client_of(bob).get(page).content.decode()  # not to oneself
    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="chat").delete()
    assert "direct/new" not in client_of(alice).get(page).content.decode()


def test_stranger_gets_404(client_of, actor_of, alice, bob, charlie, dana, atelier_a, bureau_b):
    page = page_of(bob, atelier_a, actor_of)
    assert client_of(alice).get(page).status_code == 200
    assert client_of(charlie).get(page).status_code == 404
    # Dana is in both, but Bob is nobody in Bureau B.
    assert client_of(dana).get(page).status_code == 200
    assert client_of(dana).get(page.replace("atelier-a", "bureau-b")).status_code == 404


def test_profiles_of_two_organisations_are_two(client_of, actor_of, dana, atelier_a, bureau_b):
    with organisation_scope(atelier_a.id):
        update_profile(actor_of(dana, atelier_a), title="Bookkeeper")
    assert client_of(dana).get(OWN.replace("atelier-a", "bureau-b")).context["form"]["title"].value() == ""


def test_pages_cost_few_queries(client_of, actor_of, alice, bob, atelier_a, django_assert_max_num_queries):
    client = client_of(alice)
    page = page_of(bob, atelier_a, actor_of)
    client.get(page)
    for address in (page, OWN):
        with django_assert_max_num_queries(12):  # with skills and the history of changes
            assert client.get(address).status_code == 200
