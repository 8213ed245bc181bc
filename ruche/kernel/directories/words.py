# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a run reports, in words."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "read": _("People read"),
    "joined": _("Joined"),
    "invited": _("Invited, because they have an account here already"),
    "linked": _("Belonged already"),
    "changed": _("Changed"),
    "returned": _("Came back"),
    "left": _("Left: suspended, nothing is lost"),
    "would_leave": _("Would leave"),
    "owner_stays": _("Left the directory, but owns the organisation"),
    "conflict": _("Could not be taken in"),
    "group_made": _("Groups made"),
    "group_changed": _("Groups changed"),
    "group_gone": _("Groups gone there"),
    "circle": _("Groups inside each other"),
    "too_deep": _("Groups nested too deep"),
}
CONFLICTS = {
    "no_id": _("no lasting identity"),
    "no_email": _("no e-mail address"),
    "no_name": _("no name"),
    "twice": _("the same identity twice"),
    "same_address": _("somebody else there has the same e-mail address"),
}
