# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every limit on attempts, in one table. docs/admin/limits.md shows the same rows (a test compares them).

A window opens with the first attempt; refused attempts do not prolong it. Call `check_limit` before the transaction of the
write: inside it the count would be rolled back with it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from ruche.kernel.errors import TooManyAttempts
from ruche.kernel.security.limit_stores import MEMORY, LimitStore, Use, limit_store

MINUTE, HOUR, DAY = 60, 3600, 86400
Key = str | UUID | None


class Scope(StrEnum):
    """Who shares a count: an address of the network, an e-mail address typed, a person signed in, an organisation."""

    ADDRESS = "address"
    ACCOUNT = "account"
    USER = "user"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Limit:
    """At most `count` times in `window` seconds.

    One that only spares the server is counted by each process for itself, and grows by RUCHE_LIMIT_FACTOR.
    """

    name: str
    scope: Scope
    count: int
    window: int
    only_spares_server: bool = False

    @property
    def allowed(self) -> int:
        return self.count * (settings.ENVIRONMENT.limit_factor if self.only_spares_server else 1)


TABLE = (
    Limit("sign_in", Scope.ADDRESS, 60, 5 * MINUTE),
    Limit("sign_in", Scope.ACCOUNT, 10, 15 * MINUTE),
    Limit("sign_in", Scope.ACCOUNT, 60, DAY),
    Limit("second_factor", Scope.ACCOUNT, 10, 15 * MINUTE),
    Limit("second_factor", Scope.ACCOUNT, 60, DAY),
    Limit("login_code", Scope.ADDRESS, 60, HOUR),
    Limit("login_code", Scope.ACCOUNT, 5, HOUR),
    Limit("passkey", Scope.ADDRESS, 120, 5 * MINUTE),
    Limit("reauthentication", Scope.USER, 10, 15 * MINUTE),
    Limit("email_change", Scope.USER, 5, DAY),
    Limit("sign_up", Scope.ADDRESS, 20, HOUR),
    Limit("recovery", Scope.ADDRESS, 20, HOUR),
    Limit("recovery", Scope.ACCOUNT, 5, HOUR),
    Limit("recovery_link", Scope.ADDRESS, 30, HOUR),
    Limit("verification_letter", Scope.ACCOUNT, 5, HOUR),
    Limit("verification_code", Scope.ADDRESS, 60, HOUR),
    Limit("verification_code", Scope.ACCOUNT, 10, HOUR),
    Limit("set_up", Scope.ADDRESS, 20, HOUR),
    Limit("password_change", Scope.USER, 10, HOUR),
    Limit("entrance", Scope.ADDRESS, 30, 10 * MINUTE),
    Limit("invitation", Scope.USER, 500, HOUR),
    Limit("invitation", Scope.ORGANISATION, 2000, DAY),
    Limit("directory_test", Scope.USER, 20, HOUR),
    Limit("guardian_letter", Scope.ORGANISATION, 500, DAY),
    Limit("organisation", Scope.USER, 20, DAY),
    Limit("message", Scope.USER, 120, MINUTE, only_spares_server=True),
    Limit("token_made", Scope.USER, 30, DAY),
    Limit("oauth_token", Scope.ADDRESS, 120, MINUTE),
    Limit("oidc_callback", Scope.ADDRESS, 60, 5 * MINUTE),
    Limit("token_refresh", Scope.ADDRESS, 120, MINUTE),
    Limit("password_check", Scope.ADDRESS, 240, MINUTE, only_spares_server=True),
    Limit("api", Scope.ADDRESS, 1200, MINUTE, only_spares_server=True),
    Limit("api", Scope.USER, 600, MINUTE, only_spares_server=True),
)


def _by_name() -> dict[str, list[Limit]]:
    rows: dict[str, list[Limit]] = defaultdict(list)
    for limit in TABLE:
        rows[limit.name].append(limit)
    return dict(rows)


LIMITS = _by_name()


def check_limit(name: str, key: Key = None, *, amount: int = 1, **keys: Key) -> None:
    """Count `amount` attempts, or raise TooManyAttempts with the seconds to wait.

    One scope: `check_limit("password_change", user.id)`. Several: `check_limit("sign_in", address=…, account=…)`; a scope
    whose key is left out is not counted.
    """
    if waits := _store(name).count(_uses(name, key, keys, amount)):
        raise TooManyAttempts(retry_after=max(1, *waits))


def give_back(name: str, key: Key = None, **keys: Key) -> None:
    """Take one attempt back, because it succeeded. Earlier failures keep counting."""
    _store(name).give_back(_uses(name, key, keys, 1))


def forget_attempts(name: str, key: Key = None, **keys: Key) -> None:
    """Begin anew for these keys, because the person proved who they are."""
    _store(name).forget(_uses(name, key, keys, 1))


def _store(name: str) -> LimitStore:
    """The rows of one name are of one kind."""
    return MEMORY if LIMITS[name][0].only_spares_server else limit_store()


def _uses(name: str, key: Key, keys: Mapping[str, Key], amount: int) -> list[Use]:
    limits = LIMITS[name]
    scopes = {str(limit.scope) for limit in limits}
    if key is not None:
        if len(scopes) > 1:
            raise ValueError(f"The limit {name!r} has several scopes: name the keys of {', '.join(sorted(scopes))}.")
        keys = {next(iter(scopes)): key}
    wrong = keys.keys() - scopes
    if wrong or not any(keys.values()):
        raise ValueError(f"The limit {name!r} counts by {', '.join(sorted(scopes))}.")
    return sorted(_use(limit, keys[limit.scope], amount) for limit in limits if keys.get(limit.scope))


def _use(limit: Limit, key: Key, amount: int) -> Use:
    plain = f"{limit.name}|{limit.scope}|{limit.window}|{key}"
    kept = plain if limit.only_spares_server else salted_hmac("ruche.limits", plain, algorithm="sha256").hexdigest()
    return Use(key=kept, amount=amount, allowed=limit.allowed, window=limit.window)
