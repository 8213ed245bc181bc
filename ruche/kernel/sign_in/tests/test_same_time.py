# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an address is known cannot be told from how long a wrong sign-in takes. Counted in processor time: other work on the
machine does not enter it."""

import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.errors import SignInRefused
from ruche.kernel.users.hashers import FrugalArgon2Hasher
from ruche.kernel.users.models import User
from ruche.kernel.users.services import prove_by_password

pytestmark = pytest.mark.django_db
ROUNDS = 25


@pytest.fixture(autouse=True)
def _real_hashes(settings: Any, monkeypatch: pytest.MonkeyPatch, alice: User, bob: User) -> None:
    """As where the product runs; and no limit, since this guesses a lot."""
    settings.PASSWORD_HASHERS = ["ruche.kernel.users.hashers.FrugalArgon2Hasher"]
    monkeypatch.setattr("ruche.kernel.users.services.sign_in.check_limit", lambda *_, **__: None)
    User.objects.filter(pk=alice.pk).update(password=make_password(PASSWORD))
    User.objects.filter(pk=bob.pk).update(password=make_password(None))


def guess(email: str) -> None:
    with suppress(SignInRefused):
        prove_by_password(email=email, password="something else", address="192.0.2.1")


def cost(act: Callable[[], None]) -> float:
    begun = time.thread_time()
    act()
    return time.thread_time() - begun


def test_a_wrong_password_costs_the_same_for_known_and_unknown_addresses() -> None:
    addresses = ("alice@example.org", "nobody@example.org", "bob@example.org")  # with a password, unknown, without a password
    times: dict[str, list[float]] = {address: [] for address in addresses}
    for _ in range(ROUNDS):
        for address in addresses:  # in turn, so that whatever slows the machine slows all of them
            times[address].append(cost(lambda address=address: guess(address)))  # type: ignore[misc]
    known = statistics.median(times["alice@example.org"])
    assert known > 0.005  # a real hash was made
    for address in addresses[1:]:
        assert statistics.median(times[address]) == pytest.approx(known, rel=0.5)  # a hash more or less would be 1


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org", "bob@example.org"])
def test_one_hash_is_computed_whoever_it_is(email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    computed = []
    encode = FrugalArgon2Hasher.encode
    verify = FrugalArgon2Hasher.verify
    monkeypatch.setattr(FrugalArgon2Hasher, "encode", lambda *given: computed.append("encode") or encode(*given))
    monkeypatch.setattr(FrugalArgon2Hasher, "verify", lambda *given: computed.append("verify") or verify(*given))
    guess(email)
    assert len(computed) == 1
