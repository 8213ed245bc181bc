# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.modules.manifest import Category, Manifest, NavItem, SearchKind
from ruche.modules.people.permissions import PERMISSIONS, VIEW_PEOPLE

manifest = Manifest(
    name="people",
    label=_("People"),
    summary=_("The directory: who is who, and how to reach them."),
    icon="users-round",
    category=Category.MANAGE,
    optional_with=("chat",),
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Directory"), "people:person_list", "users-round", VIEW_PEOPLE, order=10),),
    person_page="people:person_detail",
    person_permission=VIEW_PEOPLE,
    palette="widgets.find_palette_entries",
    searches=(SearchKind("people.person", _("People"), "users-round", find="selectors.search_people", order=10),),
    demo="demo.create",
)
