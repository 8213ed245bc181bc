# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ruche.kernel.errors import NotFound
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.errors import WayInClosed
from ruche.kernel.organisations.forms.submission import status_of
from ruche.kernel.organisations.forms.ways_in import CodeForm
from ruche.kernel.organisations.keys import dashed, read_code
from ruche.kernel.organisations.models import JoinCode
from ruche.kernel.organisations.services.join_codes import require_usable
from ruche.kernel.organisations.views.ways_in import closed, guess, may_make_account, way_to_account
from ruche.kernel.users.entrance import open_entrance

JOINING = "joining"  # in the session: the code whose use waits for an account


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if code is not None:
            return redirect("organisations:join_code", dashed(code))
        form.add_error("code", _("A code has twelve characters, like ACDE-FGHJ-KMNP. Compare it with your sheet."))
    return render(request, "organisations/join.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code opens, and the button that goes in."""
    try:
        with guess(request):
            found = selectors.get_join_code_typed(code)
        require_usable(found)
    except NotFound:
        return _unknown(request, code)
    except WayInClosed as error:
        return closed(request, found.organisation, error.code)
    if request.user.is_authenticated and (request.method == "POST" or request.session.get(JOINING) == found.pk.hex):
        return _enter(request, code)
    if request.method == "POST":
        return _fetch_account(request, found, code)
    context = {"join_code": found, "organisation": found.organisation, "code": code, "may_sign_up": may_make_account()}
    return render(request, "organisations/join_code.html", context)


def _enter(request: HttpRequest, code: str) -> HttpResponse:
    request.session.pop(JOINING, None)
    membership = services.join_with_code(request.user, code=code)  # type: ignore[arg-type]
    organisation = membership.organisation
    messages.success(request, _("Welcome to %(name)s.") % {"name": organisation.name})
    return redirect("ui:home", organisation.slug)


def _fetch_account(request: HttpRequest, found: JoinCode, code: str) -> HttpResponse:
    organisation = found.organisation
    open_entrance(request, organisation=organisation.name, slug=organisation.slug, language=organisation.language)
    request.session[JOINING] = found.pk.hex
    return way_to_account(request, request.path)


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    form = CodeForm({"code": code[:80]})
    form.add_error("code", _("This code does not exist. Compare it with your sheet, or ask whoever gave it to you."))
    return render(request, "organisations/join.html", {"form": form}, status=404)
