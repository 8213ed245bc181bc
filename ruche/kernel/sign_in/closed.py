# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer of a closed gate: a page that says why and leads on, or the API's refusal. Nothing of the organisation but its name."""

import json
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ruche.kernel.api.refusals import refusal
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.sign_in.gate import Gate
from ruche.kernel.users.middleware import page_of


def answer_closed(request: HttpRequest, organisation: Organisation, gate: Gate) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refusal(gate.code, status=403, message=gate.message)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=403)
        response["HX-Trigger"] = json.dumps({"toast": {"message": str(gate.message), "kind": "bad"}})
        response["HX-Reswap"] = "none"
        return response
    is_exit = gate.url == reverse("account_logout")
    context = {"organisation": organisation, "gate": gate, "is_exit": is_exit, "back": _back(request)}
    template = "protection/suspended.html" if gate.code == "organisation_suspended" else "sign_in/closed.html"
    return render(request, [template, "sign_in/closed.html"], context, status=403)


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks who it is, and back to the page that somebody had before them."""
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': page_of(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": address})
    return redirect(address)


def _back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method in ("GET", "HEAD") else "/"
