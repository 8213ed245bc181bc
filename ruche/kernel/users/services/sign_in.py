# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from ruche.kernel.security.limits import check_limit, give_back
from ruche.kernel.users.errors import AccountClosed, DemoClosed, SignInRefused
from ruche.kernel.users.models import User, email_key
from ruche.kernel.users.selectors import find_user_by_email

# (user, password, address) -> the organisation whose directory says yes, False: it says no, None: it does not know the person.
PasswordChecker = Callable[[User, str, str], UUID | bool | None]


@dataclass(frozen=True)
class Proof:
    """Whose password it was, and whose word that is: the account's own, or an organisation's directory's."""

    user: User
    method: str = "password"
    organisation_id: UUID | None = None


def prove_by_password(*, email: str, password: str, address: str) -> Proof:
    """Who the address and the password belong to; `address` is where on the network they come from.

    One rule for the page and the API. Raises SignInRefused (its subclasses only after the right password), TooManyAttempts.
    """
    account = email_key(email)
    check_limit("sign_in", address=address, account=account)
    user = find_user_by_email(email)
    if user is None or user.is_service:
        User().set_password(password)  # takes as long as checking one
        raise SignInRefused()
    proof = _proof(user, password, address)
    if proof is None:
        raise SignInRefused()
    give_back("sign_in", address=address, account=account)
    check_may_sign_in(user)
    return proof


def check_password(*, email: str, password: str, address: str) -> User:
    """The person whose address and own password these are. Raises as `prove_by_password` does."""
    proof = prove_by_password(email=email, password=password, address=address)
    if proof.organisation_id is not None:
        raise SignInRefused()
    return proof.user


def check_may_sign_in(user: User) -> None:
    """Raise AccountClosed or DemoClosed: for who has proved to be that person."""
    if not user.is_active or user.is_service:
        raise AccountClosed()
    if user.is_demo and not settings.ENVIRONMENT.demo_sign_in_allowed:
        raise DemoClosed()
    if user.is_demo and user.is_instance_admin and not settings.ENVIRONMENT.is_loopback:
        _lay_down_administration(user)


def _proof(user: User, password: str, address: str) -> Proof | None:
    if user.has_usable_password() and user.check_password(password):
        return Proof(user)
    if not user.has_usable_password():
        User().set_password(password)  # an account without one answers no faster
    for name in settings.PASSWORD_CHECKERS:
        checker: PasswordChecker = import_string(name)
        organisation_id = checker(user, password, address)
        if isinstance(organisation_id, UUID):
            return Proof(user, "directory", organisation_id)
    return None


def _lay_down_administration(user: User) -> None:
    """Where others can come in, nobody administers the instance by a password that everybody knows."""
    user.is_instance_admin = False
    user.save(update_fields=["is_instance_admin"])
