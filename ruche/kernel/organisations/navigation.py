# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages under /o/<slug>/settings/, and who may open them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.permissions import Reach, catalogue


@dataclass(frozen=True)
class SettingsPage:
    """A page of settings. `belongs`: further views that are part of it."""

    label: Any
    url_name: str
    icon: str
    permission: str | None
    belongs: tuple[str, ...] = ()


PAGES = (
    SettingsPage(_("General"), "organisations:general", icon="sliders-horizontal", permission="organisation.update_organisation"),
    SettingsPage(_("Identity"), "organisations:legal", icon="landmark", permission="organisation.update_organisation"),
    SettingsPage(
        _("Members"),
        "organisations:member_list",
        icon="users-round",
        permission="organisation.manage_members",
        belongs=("organisations:member_detail", "lifecycle:departure"),
    ),
    SettingsPage(
        _("Roles"),
        "access:role_list",
        icon="shield-check",
        permission="organisation.manage_roles",
        belongs=(
            "access:role_creation",
            "access:role_detail",
            "access:role_edition",
            "access:role_deletion",
            "access:builtin_role",
            "access:permission_holders",
            "access:person_rights",
            "access:assignment_creation",
            "access:assignment_edition",
        ),
    ),
    SettingsPage(
        _("Invitations"),
        "organisations:invitation_list",
        icon="mail-plus",
        permission="organisation.invite_member",
        belongs=("organisations:join_code_list", "lifecycle:invitation_import", "lifecycle:invitation_batch", "lifecycle:minor_invitation"),
    ),
    SettingsPage(
        _("Minors"),
        "lifecycle:minor_list",
        icon="heart",
        permission="organisation.manage_minors",
        belongs=("lifecycle:minor_search", "lifecycle:minor_detail", "lifecycle:minor_declaration"),
    ),
    SettingsPage(
        _("Groups"),
        "organisations:group_list",
        icon="network",
        permission="organisation.manage_groups",
        belongs=(
            "organisations:group_creation",
            "organisations:group_detail",
            "organisations:group_move",
            "organisations:group_deletion",
            "organisations:group_history",
        ),
    ),
    SettingsPage(_("Sign-in"), "sign_in:policy", icon="log-in", permission="organisation.manage_sign_in"),
    SettingsPage(
        _("Providers"),
        "identity:provider_list",
        icon="key-round",
        permission="organisation.manage_sign_in",
        belongs=("identity:provider_creation", "identity:provider_detail"),
    ),
    SettingsPage(
        _("Applications"),
        "identity:application_list",
        icon="blocks",
        permission="organisation.manage_applications",
        belongs=(
            "identity:application_creation",
            "identity:application_detail",
            "identity:application_secret",
            "identity:service_account_creation",
            "identity:service_account_detail",
        ),
    ),
    SettingsPage(
        _("LDAP directories"),
        "directories:directory_list",
        icon="folder-tree",
        permission="organisation.manage_sign_in",
        belongs=("directories:directory_creation", "directories:directory_detail", "directories:run_detail"),
    ),
    SettingsPage(
        _("Checklists"),
        "lifecycle:checklist_list",
        icon="list-checks",
        permission="organisation.run_checklists",
        belongs=("lifecycle:checklist_creation", "lifecycle:checklist_detail", "lifecycle:person_runs"),
    ),
    SettingsPage(
        _("Without an owner"),
        "lifecycle:leaver_list",
        icon="package-open",
        permission="organisation.reassign_work",
        belongs=("lifecycle:leaver_detail",),
    ),
    SettingsPage(_("Modules"), "organisations:module_list", icon="layout-grid", permission="organisation.manage_modules"),
    SettingsPage(_("Audit"), "access:audit_list", icon="scroll-text", permission="organisation.view_audit"),
    SettingsPage(_("My rights"), "access:own_rights", icon="shield", permission=None),
    SettingsPage(_("Blocked people"), "protection:block_list", icon="user-x", permission=None, belongs=("protection:block_detail",)),
    SettingsPage(_("About"), "organisations:about", icon="info", permission="organisation.view_members"),
    SettingsPage(_("Leave"), "organisations:departure", icon="log-out", permission=None),
)


def settings_pages(actor: Actor) -> list[SettingsPage]:
    """The pages that the actor may open, by a right everywhere or over some group; everybody may open the last."""
    return [page for page in PAGES if page.permission is None or _may_open(actor, page.permission)]


def _may_open(actor: Actor, permission: str) -> bool:
    """Rights over groups are read only for pages that they open."""
    return actor.can(permission) or (catalogue()[permission].reach == Reach.GROUP and actor.can_somewhere(permission))
