# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.audience_rules import Act, AudienceRule, Level
from ruche.kernel.modules.manifest import Category, Manifest, NavItem, NotificationKind, SearchKind, Widget
from ruche.modules.people.permissions import MANAGE_POSITIONS, PERMISSIONS, UPDATE_PROFILE, VIEW_BIRTHDAYS, VIEW_ORG_CHART, VIEW_PEOPLE

manifest = Manifest(
    name="people",
    label=_("People"),
    summary=_("The directory and the organisation chart: who is who, who does what, and how to reach them."),
    icon="users-round",
    category=Category.MANAGE,
    optional_with=("chat",),
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Directory"), "people:person_list", "users-round", VIEW_PEOPLE, order=10),
        NavItem(_("Organisation chart"), "people:org_chart", "network", VIEW_ORG_CHART, order=20),
        NavItem(_("Changes of profiles"), "people:change_list", "user-round-pen", UPDATE_PROFILE, order=30),
        NavItem(_("Roles and rights"), "access:role_list", "shield-check", "organisation.manage_roles", order=40),
    ),
    audiences=(
        AudienceRule(
            kind="people.position",
            label=_("Post"),
            acts=(Act.SEE, Act.EDIT, Act.MANAGE),
            defaults={Act.EDIT: Level.OWNER},
            permissions={Act.MANAGE: MANAGE_POSITIONS},
            page="people:position_detail",
        ),
    ),
    widgets=(Widget("birthdays", _("Birthdays"), "widgets.birthdays", "people/_birthdays_widget.html", VIEW_BIRTHDAYS, order=60),),
    notifications=(
        NotificationKind(
            "people.change_proposed",
            _("Changes of profiles to decide"),
            "user-round-pen",
            describe="selectors.describe_proposals",
            visible="selectors.notifications_visible",
            read="selectors.proposals_read",
        ),
        NotificationKind(
            "people.change_decided",
            _("Changes of your profile"),
            "user-round-check",
            describe="selectors.describe_decisions",
            visible="selectors.notifications_visible",
        ),
    ),
    listens={
        "people.change_proposed": "services.tell_deciders",
        "people.change_approved": "services.tell_decision",
        "people.change_rejected": "services.tell_decision",
        "organisations.member_left": "services.vacate_posts",
        "organisations.group_removed": "services.move_posts",
    },
    owns="selectors.list_own_things",
    reassign="services.reassign_posts",
    erase="services.erase_profile",
    audit_words="selectors.FIELD_LABELS",
    person_page="people:person_detail",
    person_permission=VIEW_PEOPLE,
    palette="widgets.find_palette_entries",
    searches=(SearchKind("people.person", _("People"), "users-round", find="selectors.search_people", order=10),),
    demo="demo.create",
)
