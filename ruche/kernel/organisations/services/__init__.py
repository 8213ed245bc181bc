# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.organisations.services.acceptance import accept_invitation, decline_invitation
from ruche.kernel.organisations.services.admission import Admission, AdmittedPeople, admit, admit_many
from ruche.kernel.organisations.services.bank_accounts import add_bank_account, check_bank_fields, make_main_account, remove_bank_account
from ruche.kernel.organisations.services.group_memberships import (
    add_to_group,
    remove_from_group,
    replace_group_people,
    set_group_head,
    set_group_lead,
    set_group_members,
)
from ruche.kernel.organisations.services.group_moves import move_group
from ruche.kernel.organisations.services.group_removal import delete_group, restore_group
from ruche.kernel.organisations.services.groups import create_group, update_group
from ruche.kernel.organisations.services.invitations import invite_people, resend_invitation, revoke_invitation
from ruche.kernel.organisations.services.join_codes import create_join_code, join_with_code, revoke_join_code
from ruche.kernel.organisations.services.legal import check_fields as check_legal_fields
from ruche.kernel.organisations.services.legal import update_legal_identity
from ruche.kernel.organisations.services.logos import remove_logo, set_logo
from ruche.kernel.organisations.services.memberships import (
    change_role,
    end_membership,
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
    "Admission",
    "AdmittedPeople",
    "accept_invitation",
    "add_bank_account",
    "add_to_group",
    "admit",
    "admit_many",
    "can_create_organisation",
    "change_role",
    "check_bank_fields",
    "check_legal_fields",
    "create_group",
    "create_join_code",
    "create_organisation",
    "decline_invitation",
    "delete_group",
    "end_membership",
    "free_slug",
    "invite_people",
    "join_with_code",
    "leave_organisation",
    "make_main_account",
    "modules_for",
    "move_group",
    "reactivate_member",
    "record_visit",
    "remove_bank_account",
    "remove_from_group",
    "remove_logo",
    "remove_member",
    "replace_group_people",
    "resend_invitation",
    "restore_group",
    "revoke_invitation",
    "revoke_join_code",
    "set_group_head",
    "set_group_lead",
    "set_group_members",
    "set_logo",
    "suspend_member",
    "transfer_ownership",
    "update_group",
    "update_legal_identity",
    "update_organisation",
]
