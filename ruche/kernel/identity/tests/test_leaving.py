# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who leaves an organisation leaves no key and no application behind there; elsewhere theirs go on."""

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.models import Consent
from ruche.kernel.identity.services import create_token, revoke_consents_of, revoke_tokens_of
from ruche.kernel.identity.services.consents import grant_consent
from ruche.kernel.identity.tests.conftest import allow, returned
from ruche.kernel.identity.tests.test_provider import bearer
from ruche.kernel.testing.people import find_actor

VIEW = "organisation.view_members"


def make(user, organisation):
    with organisation_scope(organisation.id, user.id):
        return create_token(find_actor(user, organisation), name="Script", scopes=[VIEW], days=30).text


def works(token, slug):
    return bearer(token).get(f"/api/v1/o/{slug}/members/").status_code == 200


def test_the_tokens_for_one_organisation_end_and_those_for_another_do_not(dana, bob, atelier_a, bureau_b):
    here, there, his = make(dana, atelier_a), make(dana, bureau_b), make(bob, atelier_a)
    assert (works(here, "atelier-a"), works(there, "bureau-b"), works(his, "atelier-a")) == (True, True, True)
    assert revoke_tokens_of(dana.pk, atelier_a.pk) == 1
    assert (works(here, "atelier-a"), works(there, "bureau-b"), works(his, "atelier-a")) == (False, True, True)
    assert revoke_tokens_of(dana.pk, atelier_a.pk) == 0, "once is enough"
    assert revoke_tokens_of(dana.pk) == 1
    assert not works(there, "bureau-b")


def test_what_was_allowed_to_applications_ends_there_only(client_of, dana, bob, atelier_a, bureau_b, wiki):
    hers, his = (wiki.exchange(returned(allow(client_of(person), wiki, scope=f"openid {VIEW}"))["code"]).json() for person in (dana, bob))
    elsewhere = grant_consent(dana, application=wiki.application, organisation_id=bureau_b.pk, scopes=["openid"])
    assert revoke_consents_of(dana.pk, atelier_a.pk) == 1
    assert not works(hers["access_token"], "atelier-a")
    assert wiki.refresh(hers["refresh_token"]).status_code == 400
    assert works(his["access_token"], "atelier-a")
    assert [one.pk for one in Consent.objects.filter(user=dana, revoked_at=None)] == [elsewhere.pk]
