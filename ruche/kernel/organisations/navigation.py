# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages under /o/<slug>/settings/, and who may open them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor


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
    SettingsPage(
        _("Members"),
        "organisations:member_list",
        icon="users-round",
        permission="organisation.manage_members",
        belongs=("organisations:member_detail",),
    ),
    SettingsPage(
        _("Invitations"),
        "organisations:invitation_list",
        icon="mail-plus",
        permission="organisation.invite_member",
        belongs=("organisations:join_code_list",),
    ),
    SettingsPage(
        _("Groups"),
        "organisations:group_list",
        icon="network",
        permission="organisation.manage_groups",
        belongs=("organisations:group_creation", "organisations:group_detail"),
    ),
    SettingsPage(_("Modules"), "organisations:module_list", icon="layout-grid", permission="organisation.manage_modules"),
    SettingsPage(_("Leave"), "organisations:departure", icon="log-out", permission=None),
)


def settings_pages(actor: Actor) -> list[SettingsPage]:
    """The pages that the actor may open; everybody may open the last."""
    return [page for page in PAGES if page.permission is None or actor.can(page.permission)]
