# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.permissions import Permission
from ruche.kernel.access.roles import Role

VIEW_PEOPLE = "people.view_people"
VIEW_CONTACT = "people.view_contact"
UPDATE_PROFILE = "people.update_profile"

PERMISSIONS = (
    Permission(VIEW_PEOPLE, _("See the directory and people’s profiles"), Role.GUEST),
    Permission(VIEW_CONTACT, _("See people’s telephone and e-mail address"), Role.MEMBER),
    Permission(UPDATE_PROFILE, _("Fill in one’s own profile"), Role.GUEST),
)
