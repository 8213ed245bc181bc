# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.organisations.selectors.group_history import GroupHistory, group_history
from ruche.kernel.organisations.selectors.group_people import (
    heads_of,
    list_former_group_members,
    list_group_candidates,
    list_group_members,
)
from ruche.kernel.organisations.selectors.group_previews import (
    ChannelLine,
    DeletionPreview,
    MovePreview,
    RightsLine,
    preview_deletion,
    preview_move,
)
from ruche.kernel.organisations.selectors.group_tree import GroupNode, find_node, get_group_node, list_groups, list_tree
from ruche.kernel.organisations.selectors.groups import (
    ORDERED_KINDS,
    around,
    find_deleted_group,
    get_counted_group,
    get_group,
    inside,
    page_groups,
)
from ruche.kernel.organisations.selectors.invitations import count_open_invitations, get_invitation_by_token, list_invitations
from ruche.kernel.organisations.selectors.join_codes import get_join_code, get_join_code_typed, list_join_codes
from ruche.kernel.organisations.selectors.legal import (
    Logo,
    find_logo,
    find_logo_content,
    find_main_account,
    find_vat_mention,
    get_legal_identity,
    legal_lines,
    list_bank_accounts,
)
from ruche.kernel.organisations.selectors.memberships import (
    count_members,
    count_owners,
    get_membership,
    list_heirs,
    list_members,
    list_right_givers,
)
from ruche.kernel.organisations.selectors.organisations import (
    count_organisations_of,
    find_own_membership,
    list_former_slugs,
    list_organisations_of,
    list_waiting_organisations,
    organisations_with_unread,
)
from ruche.kernel.organisations.selectors.paging import Page

__all__ = [
    "ORDERED_KINDS",
    "ChannelLine",
    "DeletionPreview",
    "GroupHistory",
    "GroupNode",
    "Logo",
    "MovePreview",
    "Page",
    "RightsLine",
    "around",
    "count_members",
    "count_open_invitations",
    "count_organisations_of",
    "count_owners",
    "find_deleted_group",
    "find_logo",
    "find_logo_content",
    "find_main_account",
    "find_node",
    "find_own_membership",
    "find_vat_mention",
    "get_counted_group",
    "get_group",
    "get_group_node",
    "get_invitation_by_token",
    "get_join_code",
    "get_join_code_typed",
    "get_legal_identity",
    "get_membership",
    "group_history",
    "heads_of",
    "inside",
    "legal_lines",
    "list_bank_accounts",
    "list_former_group_members",
    "list_former_slugs",
    "list_group_candidates",
    "list_group_members",
    "list_groups",
    "list_heirs",
    "list_invitations",
    "list_join_codes",
    "list_members",
    "list_organisations_of",
    "list_waiting_organisations",
    "list_right_givers",
    "list_tree",
    "organisations_with_unread",
    "page_groups",
    "preview_deletion",
    "preview_move",
]
