# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import CustomRole
from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.models import Membership
from ruche.kernel.sign_in.gate import has_factor
from ruche.kernel.sign_in.models import SecondFactorRole, SignInPolicy

SHOWN = 50


@dataclass(frozen=True)
class WithoutFactor:
    """Members who have no second factor yet: how many, the first of them by name, and whether the reader is one."""

    count: int
    first: list[Membership]
    is_own_missing: bool


def find_without_factor(actor: Actor) -> WithoutFactor:
    """Two queries, three when there are many."""
    actor.require("organisation.manage_sign_in")
    factor = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=("totp", "webauthn"))
    members = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON).filter(~Exists(factor))
    first = list(members.order_by("name_key", "id")[:SHOWN])
    return WithoutFactor(len(first) if len(first) < SHOWN else members.count(), first, not has_factor(actor.user))


def shown_policy(actor: Actor) -> dict[str, object]:
    """The rules as a form shows them; those of nobody's making when there are none yet."""
    actor.require("organisation.manage_sign_in")
    row = SignInPolicy.objects.first() or SignInPolicy()
    roles = [builtin or str(custom) for builtin, custom in SecondFactorRole.objects.values_list("builtin", "custom_role")]
    names = ("second_factor", "grace_days", "session_hours", "methods", "version", "required_since")
    return {**{name: getattr(row, name) for name in names}, "roles": roles}


def list_role_choices(actor: Actor) -> list[tuple[str, str]]:
    """Built-in roles and the organisation's own, each by what names it in a form."""
    actor.require("organisation.manage_sign_in")
    own = CustomRole.objects.filter(deleted_at=None).order_by("name_key").values_list("pk", "name")
    return [(role.value, str(role.label)) for role in Role] + [(str(pk), name) for pk, name in own]
