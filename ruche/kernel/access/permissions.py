# SPDX-License-Identifier: AGPL-3.0-or-later
"""Permissions as data. A name is `module.verb_noun`; an unknown one refuses the start and raises at run time."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.roles import Role


class Reach(StrEnum):
    """Where a permission may be held: in the whole organisation only, or also over a group and all that is inside it."""

    ORGANISATION = "organisation"
    GROUP = "group"


@dataclass(frozen=True)
class Permission:
    """What may be done, in the words of the role editor, and the least role that has it.

    `help`: one sentence on what it opens. `is_dangerous`: using it asks for a recent sign-in.
    """

    name: str
    label: Any
    default: Role = Role.MEMBER
    reach: Reach = Reach.ORGANISATION
    help: Any = ""
    is_dangerous: bool = False


class UnknownPermission(LookupError):
    """The code asked for a permission that no manifest declares: a programming error."""


MANAGE_ROLES, ASSIGN_ROLE = "organisation.manage_roles", "organisation.assign_role"

ORGANISATION_PERMISSIONS = (
    Permission(
        "organisation.update_organisation",
        _("Change name, address, colour and language"),
        Role.ADMIN,
        help=_("The pages General and Identity of the settings."),
    ),
    Permission(
        "organisation.transfer_ownership",
        _("Give the organisation to somebody else"),
        Role.OWNER,
        help=_("Makes another person the owner; whoever gives it away becomes an administrator."),
        is_dangerous=True,
    ),
    Permission(
        "organisation.manage_modules",
        _("Switch modules on and off"),
        Role.ADMIN,
        help=_("A module that is off is hidden from everybody; its data stays."),
    ),
    Permission(
        "organisation.manage_members",
        _("Change roles, suspend and remove people"),
        Role.ADMIN,
        help=_("Reaches people up to one’s own role, never above it."),
    ),
    Permission(
        "organisation.invite_member",
        _("Invite people and make join codes"),
        Role.MANAGER,
        Reach.GROUP,
        help=_("Over a group: only into this group and those inside it."),
    ),
    Permission(
        "organisation.manage_groups",
        _("Create and change groups"),
        Role.MANAGER,
        Reach.GROUP,
        help=_("Renames and moves groups, makes new ones below, names heads and deputies of the groups inside."),
    ),
    Permission(
        "organisation.manage_group_people",
        _("Bring people into groups and take them out"),
        Role.MANAGER,
        Reach.GROUP,
        help=_("Who is in a group sees what is meant for the group."),
    ),
    Permission(
        "organisation.view_members", _("See who belongs to the organisation"), Role.GUEST, help=_("Names, groups and roles of everybody.")
    ),
    Permission(
        MANAGE_ROLES,
        _("Make and change roles, and give them"),
        Role.ADMIN,
        help=_("Nobody can give more than they have themselves."),
        is_dangerous=True,
    ),
    Permission(
        ASSIGN_ROLE,
        _("Give roles inside a group"),
        Role.MANAGER,
        Reach.GROUP,
        help=_("Existing roles only, over this group and those inside it, and only rights one has there."),
    ),
    Permission(
        "organisation.view_audit",
        _("See who changed rights, and when"),
        Role.ADMIN,
        help=_("The list of all changes of roles, groups and audiences."),
    ),
    Permission(
        "organisation.manage_sign_in",
        _("Decide how people sign in"),
        Role.ADMIN,
        help=_("Second factor, length of sessions, sign-in providers and directories."),
        is_dangerous=True,
    ),
    Permission(
        "organisation.manage_applications",
        _("Register applications and service accounts"),
        Role.ADMIN,
        help=_("Other tools that people may sign in to with their account here, and programs that act by themselves."),
        is_dangerous=True,
    ),
    Permission(
        "organisation.create_token",
        _("Make access tokens for oneself"),
        Role.MEMBER,
        help=_("A token lets a program act in one’s name, with at most one’s own rights."),
    ),
    Permission(
        "organisation.run_checklists",
        _("Run checklists for people who arrive or leave"),
        Role.MANAGER,
        Reach.GROUP,
        help=_("Starts a checklist and ticks its steps for the people of the group."),
    ),
    Permission(
        "organisation.reassign_work",
        _("Hand over what somebody owns"),
        Role.ADMIN,
        help=_("When a person leaves, gives what was theirs to somebody else."),
    ),
    Permission(
        "organisation.manage_minors",
        _("See and answer for minors"),
        Role.ADMIN,
        help=_("Dates of birth and the consent of parents."),
    ),
)


@cache
def catalogue() -> dict[str, Permission]:
    """Every permission by its name: the kernel's and those of all manifests."""
    from ruche.kernel.modules.registry import manifests

    declared = [*ORGANISATION_PERMISSIONS, *(one for manifest in manifests().values() for one in manifest.permissions)]
    return {permission.name: permission for permission in declared}


@cache
def permissions_of(role: Role) -> frozenset[str]:
    """The names that a built-in role holds."""
    return frozenset(name for name, permission in catalogue().items() if role.includes(permission.default))
