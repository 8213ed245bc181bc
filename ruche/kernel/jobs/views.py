# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the instance's administrator: how it does, what failed, and the letters."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ruche.kernel.jobs import selectors
from ruche.kernel.jobs.services import retry_job, retry_signal
from ruche.kernel.users.access import PersonRequest, for_instance_administrator


@require_safe
@for_instance_administrator
def overview(request: PersonRequest) -> HttpResponse:
    context = {"overview": selectors.get_overview(), "has_mail_server": settings.ENVIRONMENT.mail_server is not None}
    return render(request, "instance/overview.html", context)


@require_safe
@for_instance_administrator
def failures(request: PersonRequest) -> HttpResponse:
    found = selectors.list_failures(before=selectors.number_of(request.GET.get("before", "")))
    more = found[-1].id if len(found) == selectors.PAGE else None
    return render(request, "instance/failures.html", {"jobs": found, "more": more, "signals": selectors.list_failed_signals()})


@require_POST
@for_instance_administrator
def job_retry(request: PersonRequest, job_id: int | None = None) -> HttpResponse:
    _say(request, retry_job(request.user, job_id=job_id))
    return redirect("instance:failures")


@require_POST
@for_instance_administrator
def signal_retry(request: PersonRequest, entry_id: UUID | None = None) -> HttpResponse:
    _say(request, retry_signal(request.user, entry_id=entry_id))
    return redirect("instance:failures")


def _say(request: PersonRequest, count: int) -> None:
    sentence = ngettext("%(count)s is tried again.", "%(count)s are tried again.", count) if count else _("Nothing had failed.")
    messages.success(request, sentence % {"count": count} if count else sentence)
