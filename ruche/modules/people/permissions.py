# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.permissions import Permission, Reach
from ruche.kernel.access.roles import Role

VIEW_PEOPLE = "people.view_people"
VIEW_CONTACT = "people.view_contact"
UPDATE_PROFILE = "people.update_profile"
VIEW_ORG_CHART = "people.view_org_chart"
VIEW_BIRTHDAYS = "people.view_birthdays"
APPROVE_PROFILE = "people.approve_profile"
MANAGE_POSITIONS = "people.manage_positions"
EXPORT_PEOPLE = "people.export_people"

PERMISSIONS = (
    Permission(
        VIEW_PEOPLE,
        _("See the directory and people’s profiles"),
        Role.GUEST,
        help=_("Names, functions, groups and skills of everybody in the organisation."),
    ),
    Permission(
        VIEW_CONTACT,
        _("See people’s telephone and e-mail address"),
        Role.MEMBER,
        help=_("Only what people chose to show in their profile."),
    ),
    Permission(
        UPDATE_PROFILE,
        _("Fill in one’s own profile"),
        Role.GUEST,
        help=_("Some fields may wait for somebody’s approval before they change."),
    ),
    Permission(
        VIEW_ORG_CHART,
        _("See the organisation chart"),
        Role.GUEST,
        help=_("Departments, teams, who leads them and which posts are vacant."),
    ),
    Permission(
        VIEW_BIRTHDAYS,
        _("See birthdays"),
        Role.MEMBER,
        help=_("Day and month of those who agreed to show them, never the year."),
    ),
    Permission(
        APPROVE_PROFILE,
        _("Approve changes of profiles"),
        Role.MANAGER,
        reach=Reach.GROUP,
        help=_("Of the people in the groups where one holds it; of everybody when one holds it everywhere."),
    ),
    Permission(
        MANAGE_POSITIONS,
        _("Open, fill and close posts on the organisation chart"),
        Role.MANAGER,
        reach=Reach.GROUP,
        help=_("What a post is called, who holds it, and who may see it."),
    ),
    Permission(
        EXPORT_PEOPLE,
        _("Save the directory as a file"),
        Role.ADMIN,
        help=_("A table with everything the directory shows, telephone and e-mail addresses included."),
    ),
)
