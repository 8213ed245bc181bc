# SPDX-License-Identifier: AGPL-3.0-or-later
from django.conf import settings

from ruche.kernel.security.limits import check_limit, give_back
from ruche.kernel.users.errors import AccountClosed, DemoClosed, SignInRefused
from ruche.kernel.users.models import User, email_key
from ruche.kernel.users.selectors import find_user_by_email


def check_password(*, email: str, password: str, address: str) -> User:
    """The person whose address and password these are; `address` is where on the network they come from.

    One rule for the page and the API. Raises SignInRefused (its subclasses only after the right password), TooManyAttempts.
    """
    account = email_key(email)
    check_limit("sign_in", address=address, account=account)
    user = find_user_by_email(email)
    if user is None:
        User().set_password(password)  # takes as long as checking one
        raise SignInRefused()
    if not user.check_password(password):
        raise SignInRefused()
    give_back("sign_in", address=address, account=account)
    if not user.is_active:
        raise AccountClosed()
    if user.is_demo and not settings.ENVIRONMENT.demo_sign_in_allowed:
        raise DemoClosed()
    if user.is_demo and user.is_instance_admin and not settings.ENVIRONMENT.is_loopback:
        _lay_down_administration(user)
    return user


def _lay_down_administration(user: User) -> None:
    """Where others can come in, nobody administers the instance by a password that everybody knows."""
    user.is_instance_admin = False
    user.save(update_fields=["is_instance_admin"])
