# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.organisations.services.acceptance import accept_invitation, decline_invitation
from ruche.kernel.organisations.services.admission import admit
from ruche.kernel.organisations.services.group_memberships import (
    add_to_group,
    remove_from_group,
    set_group_head,
    set_group_lead,
    set_group_members,
)
from ruche.kernel.organisations.services.group_moves import move_group
from ruche.kernel.organisations.services.group_removal import delete_group, restore_group
from ruche.kernel.organisations.services.groups import create_group, update_group
from ruche.kernel.organisations.services.invitations import invite_people, resend_invitation, revoke_invitation
from ruche.kernel.organisations.services.join_codes import create_join_code, join_with_code, revoke_join_code
from ruche.kernel.organisations.services.memberships import (
    change_role,
    leave_organisation,
    reactivate_member,
    remove_member,
    suspend_member,
    transfer_ownership,
)
from ruche.kernel.organisations.services.organisations import (
    can_create_organisation,
    create_organisation,
    modules_for,
    update_organisation,
)
from ruche.kernel.organisations.services.slugs import free_slug
from ruche.kernel.organisations.services.visits import record_visit

__all__ = [
    "accept_invitation",
    "add_to_group",
    "admit",
    "can_create_organisation",
    "change_role",
    "create_group",
    "create_join_code",
    "create_organisation",
    "decline_invitation",
    "delete_group",
    "free_slug",
    "invite_people",
    "join_with_code",
    "leave_organisation",
    "modules_for",
    "move_group",
    "reactivate_member",
    "record_visit",
    "remove_from_group",
    "remove_member",
    "resend_invitation",
    "restore_group",
    "revoke_invitation",
    "revoke_join_code",
    "set_group_head",
    "set_group_lead",
    "set_group_members",
    "suspend_member",
    "transfer_ownership",
    "update_group",
    "update_organisation",
]
