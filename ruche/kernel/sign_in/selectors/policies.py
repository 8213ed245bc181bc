# SPDX-License-Identifier: AGPL-3.0-or-later
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership


def count_without_factor(actor: Actor) -> int:
    """How many members have no second factor yet."""
    actor.require("organisation.manage_sign_in")
    factor = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=("totp", "webauthn"))
    members = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    count: int = members.filter(~Exists(factor)).count()
    return count
