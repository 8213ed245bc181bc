# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.people.services.changes import approve_change, propose_change, reject_change, set_profile_rules, withdraw_change
from ruche.modules.people.services.checks import MOST_WORDS
from ruche.modules.people.services.erasing import erase_profile
from ruche.modules.people.services.following import move_posts, tell_deciders, tell_decision, vacate_posts
from ruche.modules.people.services.handing_over import reassign_posts
from ruche.modules.people.services.positions import (
    delete_position,
    fill_position,
    open_position,
    update_position,
)
from ruche.modules.people.services.profiles import update_profile

__all__ = [
    "MOST_WORDS",
    "approve_change",
    "delete_position",
    "erase_profile",
    "fill_position",
    "move_posts",
    "open_position",
    "propose_change",
    "reassign_posts",
    "reject_change",
    "set_profile_rules",
    "tell_deciders",
    "tell_decision",
    "update_position",
    "update_profile",
    "vacate_posts",
    "withdraw_change",
]
