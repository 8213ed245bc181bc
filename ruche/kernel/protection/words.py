# SPDX-License-Identifier: AGPL-3.0-or-later
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ruche.kernel.organisations.models import Organisation


def tell_suspension(organisation: Organisation) -> str:
    """Why an organisation is suspended, and until when as its own clocks show it: in one line, for programs and toasts."""
    reason = organisation.suspended_reason or _("This organisation is suspended.")
    if organisation.suspended_until is None:
        return reason
    until = timezone.localtime(organisation.suspended_until, ZoneInfo(organisation.time_zone))
    opens = _("It opens again on %(date)s (%(zone)s).") % {"date": date_format(until, "DATETIME_FORMAT"), "zone": organisation.time_zone}
    return f"{reason} {opens}"
