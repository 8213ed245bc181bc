# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters of the instance, for its administrator: without a mail server, this is where they are read."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ruche.kernel.mail.preview import framed_page_policy, preview_response
from ruche.kernel.mail.selectors import count_letters, get_letter, list_letters
from ruche.kernel.mail.services import send_letter_again
from ruche.kernel.users.access import PersonRequest, for_instance_administrator


@require_safe
@for_instance_administrator
def letter_list(request: PersonRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = list_letters(state=state, after=request.GET.get("after") or None)
    context = {"page": page, "state": state, "counts": count_letters(), "has_mail_server": settings.ENVIRONMENT.mail_server is not None}
    return render(request, "instance/letters.html", context)


@require_safe
@for_instance_administrator
def letter_detail(request: PersonRequest, letter_id: UUID) -> HttpResponse:
    context = {"letter": get_letter(letter_id), "has_mail_server": settings.ENVIRONMENT.mail_server is not None}
    response = render(request, "instance/letter.html", context)
    response["Content-Security-Policy"] = framed_page_policy(request)
    return response


@require_safe
@for_instance_administrator
def letter_html(request: PersonRequest, letter_id: UUID) -> HttpResponse:
    return preview_response(get_letter(letter_id))


@require_POST
@for_instance_administrator
def letter_delivery(request: PersonRequest, letter_id: UUID) -> HttpResponse:
    send_letter_again(request.user, letter_id=letter_id)
    messages.success(request, _("The letter is on its way."))
    return redirect("instance:letter", letter_id)
