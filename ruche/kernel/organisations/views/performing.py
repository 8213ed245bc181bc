# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ruche.kernel.errors import DomainError, NotFound, PermissionRefused
from ruche.kernel.organisations.requests import OrganisationRequest


def perform(request: HttpRequest, act: Callable[[], Any], *, done: Any, to: str) -> HttpResponse:
    """Act, say so, and go on to `to`; a refusal is said there too. Rights and strangers get their own page."""
    try:
        act()
    except (NotFound, PermissionRefused):
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(done))
    return redirect(to)


def page(request: OrganisationRequest, name: str, *arguments: object) -> str:
    """The address of a page of the organisation, with the filters of the present one."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse(f"organisations:{name}", args=[request.organisation.slug, *arguments]) + query
