# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.users.models import User

View = Callable[..., HttpResponse]


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def for_instance_administrator(view: View) -> View:
    """A page of the instance's administrator: others are told that nothing is there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_instance_admin or facts_of(request).organisation_id is not None:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
