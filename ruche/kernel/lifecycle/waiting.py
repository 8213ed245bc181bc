# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer to a child under 15 for whom not everybody has consented: why, and what happens next. Only the organisation’s name is told."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ruche.kernel.api.refusals import refusal
from ruche.kernel.lifecycle.selectors.minors import has_agreed
from ruche.kernel.organisations.selectors.organisations import find_waiting_at
from ruche.kernel.users.entrance import has_mail_server
from ruche.kernel.users.models import User


def answer_waiting(request: HttpRequest, slug: str) -> HttpResponse | None:
    """None for everybody else: whether the organisation exists is not said."""
    membership = find_waiting_at(cast(User, request.user).id, slug)
    if membership is None:
        return None
    if request.path.startswith("/api/"):
        return refusal("consent_awaited", status=403, message=_("You can come in once you and a parent have consented."))
    context = {"organisation": membership.organisation, "has_agreed": has_agreed(membership), "has_mail_server": has_mail_server()}
    return render(request, "lifecycle/minor_waiting.html", context, status=403)
