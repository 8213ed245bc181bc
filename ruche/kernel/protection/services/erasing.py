# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import Q

from ruche.kernel.organisations.models import Membership
from ruche.kernel.protection.models import Block, MessagePrivacy


def erase_member(membership: Membership) -> None:
    """Whom somebody had blocked, and who had blocked them, when their account is deleted."""
    Block.objects.filter(Q(blocker=membership) | Q(blocked=membership)).delete()
    MessagePrivacy.objects.filter(membership=membership).delete()
