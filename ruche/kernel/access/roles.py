# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The built-in roles, from the one who may least to the one who may most."""

    GUEST = "guest", _("Guest")
    MEMBER = "member", _("Member")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Administrator")
    OWNER = "owner", _("Owner")

    def includes(self, other: "Role") -> bool:
        """Whether this role may at least what `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)
