# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationModel
from ruche.kernel.sign_in.facts import METHODS


def all_methods() -> list[str]:
    return list(METHODS)


class SignInPolicy(OrganisationModel):
    """What an organisation asks of a sign-in. Without a row: nothing."""

    class SecondFactor(models.TextChoices):
        OPTIONAL = "optional", _("Everybody decides for themselves")
        MANAGERS = "managers", _("Required from managers, administrators and owners")
        ALL = "all", _("Required from everybody")

    second_factor = models.CharField(max_length=10, choices=SecondFactor.choices, default=SecondFactor.OPTIONAL)
    grace_days = models.SmallIntegerField(default=14)
    # Since when it is required of anybody at all: the days of grace begin then, or with one's membership.
    required_since = models.DateTimeField(null=True)
    session_hours = models.SmallIntegerField(null=True)
    methods = models.JSONField(default=all_methods)
    version = models.IntegerField(default=0)

    class Meta(OrganisationModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation"], name="one_sign_in_policy")]


class SecondFactorRole(OrganisationModel):
    """A role whose holders need a second factor whatever the policy says of others: built-in, or one of the organisation's own."""

    builtin = models.CharField(max_length=12, blank=True)
    # Plain: the service checks it, and one that is gone is held by nobody.
    custom_role = models.UUIDField(null=True)

    class Meta(OrganisationModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "builtin", "custom_role"], name="second_factor_role_once", nulls_distinct=False)
        ]
