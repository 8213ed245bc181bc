# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two at once: one wins, the other is led on, nobody sees an error of the database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ruche.kernel.errors import DomainError
from ruche.kernel.identity.models import IdentityProvider, ProviderAccount
from ruche.kernel.identity.services import link_provider, provider_people, sign_in_by_provider
from ruche.kernel.identity.services.provider_people import AlreadyLinked
from ruche.kernel.testing.people import make_user
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db(transaction=True)
CLAIMS = {"sub": "bob-there", "email": "bob@elsewhere.example", "email_verified": True, "name": "Bob There"}


def together(*acts):
    """What each returned, or the DomainError it raised; they start at the same moment."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait(10)
        try:
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def provider(db):
    values = {"name": "Elsewhere", "slug": "elsewhere", "issuer": "https://elsewhere.example", "client_id": "ruche"}
    return IdentityProvider.objects.create(creates_members=True, **values)


@pytest.fixture
def met(monkeypatch):
    """Both have looked whether the person is there before either of them makes it."""
    both, look = Barrier(2), provider_people.find_user_by_email

    def waiting(email):
        found = look(email)
        both.wait(10)
        return found

    monkeypatch.setattr(provider_people, "find_user_by_email", waiting)


def test_two_first_sign_ins_at_once_make_one_person(provider, met):
    first, second = together(*[lambda: sign_in_by_provider(provider, CLAIMS)] * 2)
    assert first == second == User.objects.get()
    assert ProviderAccount.objects.get().user == first


def test_two_people_of_the_provider_with_one_address_are_not_one(provider, met):
    other = {**CLAIMS, "sub": "bobby-there"}
    results = together(lambda: sign_in_by_provider(provider, CLAIMS), lambda: sign_in_by_provider(provider, other))
    assert sorted(type(one).__name__ for one in results) == ["AddressTaken", "User"]


@pytest.mark.parametrize("round_", range(5))
def test_one_account_of_the_provider_is_linked_to_one_of_two(provider, round_):
    alice, bob = make_user("Alice"), make_user("Bob")
    results = together(lambda: link_provider(alice, provider, CLAIMS), lambda: link_provider(bob, provider, CLAIMS))
    assert sorted(type(one).__name__ for one in results) == [AlreadyLinked.__name__, "ProviderAccount"]


@pytest.mark.parametrize("round_", range(5))
def test_linking_twice_at_once_is_linking_once(provider, round_):
    alice = make_user("Alice")
    results = together(*[lambda: link_provider(alice, provider, CLAIMS)] * 2)
    assert {type(one).__name__ for one in results} == {"ProviderAccount"}
    assert ProviderAccount.objects.get().user == alice
