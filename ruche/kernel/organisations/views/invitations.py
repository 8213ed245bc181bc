# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.forms.ways_in import InviteForm, JoinCodeForm
from ruche.kernel.organisations.keys import code_of, dashed
from ruche.kernel.organisations.models import JoinCode
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.services.invitations import InvitedPeople, Reason
from ruche.kernel.organisations.services.letters import invitation_link
from ruche.kernel.organisations.views.performing import page, perform
from ruche.kernel.sign_in.errors import RecentAuthentication

MENDABLE = (Reason.MALFORMED, Reason.TOO_MANY)


def invite(request: OrganisationRequest, form: InviteForm) -> InvitedPeople | None:
    """Invite whom the form names; what can be put right stays in it."""
    try:
        report = submit(request, form, lambda values: services.invite_people(request.actor, **values))
    except RecentAuthentication as error:
        form.add_error("role", _way_to_proof(request, error))
        report = None
    if report is None:
        return None
    if count := len(report.invitations):
        sentence = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count)
        messages.success(request, sentence % {"count": count})
    form.data = {**form.data.dict(), "addresses": "\n".join(one.text for one in report.refused if one.reason in MENDABLE)}  # type: ignore[attr-defined]
    return report


def _way_to_proof(request: OrganisationRequest, error: RecentAuthentication) -> SafeString:
    """In a window of its own: here stands a pasted list of people."""
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}"
    return format_html('<a class="r-link" href="{}" target="_blank" rel="noopener">{}</a>', address, error.message)


@require_http_methods(["GET", "POST"])
def invitation_list(request: OrganisationRequest) -> HttpResponse:
    """Invite by e-mail, and what became of it; `state` is open or closed."""
    request.actor.require("organisation.invite_member")
    form = InviteForm(request.actor, request.POST or None)
    report = invite(request, form)
    if report and not report.refused:
        return redirect("organisations:invitation_list", request.organisation.slug)
    context = {"form": form, "report": report, **_invitations(request)}
    return render(request, "organisations/invitation_list.html", context, status=status_of(form))


@require_POST
def invitation_sending(request: OrganisationRequest, invitation_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.resend_invitation(request.actor, invitation_id=invitation_id),
        done=_("Sent again. The invitation is good for another 14 days."),
        to=page(request, "invitation_list"),
    )


@require_POST
def invitation_revocation(request: OrganisationRequest, invitation_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.revoke_invitation(request.actor, invitation_id=invitation_id),
        done=_("Invitation revoked. Its link no longer works."),
        to=page(request, "invitation_list"),
    )


@require_http_methods(["GET", "POST"])
def join_code_list(request: OrganisationRequest) -> HttpResponse:
    """Codes to hand out."""
    request.actor.require("organisation.invite_member")
    form = JoinCodeForm(request.actor, request.POST or None)
    if submit(request, form, lambda values: services.create_join_code(request.actor, **values)):
        return redirect("organisations:join_code_list", request.organisation.slug)
    codes = [_shown(join_code) for join_code in selectors.list_join_codes(request.actor)]
    return render(request, "organisations/join_code_list.html", {"form": form, "codes": codes}, status=status_of(form))


@require_POST
def join_code_revocation(request: OrganisationRequest, join_code_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.revoke_join_code(request.actor, join_code_id=join_code_id),
        done=_("Code revoked. The people it let in stay."),
        to=page(request, "join_code_list"),
    )


@require_GET
def join_code_sheet(request: OrganisationRequest, join_code_id: UUID) -> HttpResponse:
    """A sheet of paper to put on the wall."""
    shown = _shown(selectors.get_join_code(request.actor, join_code_id))
    sender_lines = selectors.legal_lines(request.organisation, selectors.get_legal_identity(request.organisation))
    return render(request, "organisations/join_code_sheet.html", {**shown, "sender_lines": sender_lines})


def _invitations(request: OrganisationRequest) -> dict[str, Any]:
    state = "closed" if request.GET.get("state") == "closed" else "open"
    found = selectors.list_invitations(request.actor, state=state, after=request.GET.get("after") or None)  # type: ignore[arg-type]
    lines = [{"invitation": one, "link": invitation_link(one, is_mailed=False)} for one in found.results]
    return {"lines": lines, "next": found.next, "state": state}


def _shown(join_code: JoinCode) -> dict[str, Any]:
    code = dashed(code_of(join_code.pk))
    path = reverse("organisations:join_code", args=[code])
    return {
        "join_code": join_code,
        "code": code,
        "link": f"{settings.PUBLIC_URL}{path}",
        "place": f"{settings.PUBLIC_URL}{reverse('organisations:join')}",
        "left": max(0, join_code.max_uses - join_code.uses),
    }
