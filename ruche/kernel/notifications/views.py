# SPDX-License-Identifier: AGPL-3.0-or-later
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ruche.kernel.notifications.selectors import by_day, list_notifications
from ruche.kernel.notifications.services import mark_all_read
from ruche.kernel.organisations.requests import OrganisationRequest


@require_GET
def notification_list(request: OrganisationRequest) -> HttpResponse:
    """What one was told of, day by day."""
    is_unread = request.GET.get("show") == "unread"
    page = list_notifications(request.actor, after=request.GET.get("after") or None, is_unread=is_unread)
    context = {"days": by_day(page.results), "page": page, "is_unread": is_unread}
    return render(request, "notifications/notification_list.html", context)


@require_POST
def reading(request: OrganisationRequest) -> HttpResponse:
    """All of them were seen."""
    mark_all_read(request.actor)
    return redirect("notifications:notification_list", request.organisation.slug)
