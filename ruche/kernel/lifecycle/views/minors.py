# SPDX-License-Identifier: AGPL-3.0-or-later
"""Minors of an organisation: who they are, and what their parents said."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.errors import Conflict, PermissionRefused
from ruche.kernel.lifecycle.forms.minors import DeclarationForm, LetterForm, MinorInviteForm, PaperForm
from ruche.kernel.lifecycle.selectors import minors as selectors
from ruche.kernel.lifecycle.services import consents, minors
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.selectors import get_membership
from ruche.kernel.organisations.services.invitations import InvitedPeople, invite_minor
from ruche.kernel.organisations.views.performing import perform
from ruche.kernel.users.entrance import has_mail_server


@require_http_methods(["GET", "POST"])
def minor_invitation(request: OrganisationRequest) -> HttpResponse:
    """Invite somebody under 18."""
    if not request.actor.can_somewhere("organisation.invite_member"):
        raise PermissionRefused()
    form = MinorInviteForm(request.actor, request.POST or None)
    report: InvitedPeople | None = submit(request, form, lambda values: invite_minor(request.actor, **values))
    if report is not None and not report.refused:
        messages.success(request, _invited())
        return redirect("organisations:invitation_list", request.organisation.slug)
    return render(request, "lifecycle/minor_invitation.html", {"form": form, "report": report}, status=status_of(form))


@require_GET
def minor_list(request: OrganisationRequest) -> HttpResponse:
    """Everybody under 18, and who waits for whom."""
    found = selectors.list_minors(request.actor, after=request.GET.get("after") or None)
    return render(request, "lifecycle/minor_list.html", {"lines": found.results, "next": found.next})


@require_GET
def minor_search(request: OrganisationRequest) -> HttpResponse:
    """Whom one could say to be a minor: people whose name holds the words in `q`."""
    search = request.GET.get("q", "")
    people = selectors.list_adults(request.actor, search=search) if search.strip() else []
    return render(request, "lifecycle/minor_search.html", {"people": people, "search": search})


@require_http_methods(["GET", "POST"])
def minor_declaration(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Say how old somebody is, or put it right."""
    request.actor.require(selectors.PERMISSION)
    person = get_membership(request.actor, membership_id)
    form = DeclarationForm(request.POST or None)
    act = lambda values: minors.declare_minor(request.actor, membership_id=membership_id, **values)  # noqa: E731
    if submit(request, form, act):
        messages.success(request, _("Kept. Under 15, they wait until the child and a parent have consented."))
        return redirect("lifecycle:minor_detail", request.organisation.slug, membership_id)
    return render(request, "lifecycle/minor_declaration.html", {"form": form, "person": person}, status=status_of(form))


@require_GET
def minor_detail(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """One of them, with everything that was asked and answered."""
    return _detail(request, membership_id)


@require_POST
def minor_letter(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Write to a parent again, or to another address."""
    form = LetterForm(request.POST)
    email = form.cleaned_data["guardian_email"] if form.is_valid() else ""
    act = lambda _values: consents.ask_again(request.actor, membership_id=membership_id, email=email)  # noqa: E731
    if submit(request, form, act):
        sent = _("The letter is on its way. Its link is good for 30 days.")
        kept = _("Kept. This instance sends no letters: make a link and hand it over.")
        return _told(request, membership_id, sent if has_mail_server() else kept)
    return _detail(request, membership_id, letter_form=form)


@require_POST
@cache_control(private=True, no_store=True)
def minor_link(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """A link to hand over by oneself, shown this once."""
    try:
        link = consents.make_link(request.actor, membership_id=membership_id)
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return redirect("lifecycle:minor_detail", request.organisation.slug, membership_id)
    return _detail(request, membership_id, link=link)


@require_POST
def minor_paper(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Record what a parent signed by hand."""
    form = PaperForm(request.POST)
    act = lambda values: consents.record_paper_consent(request.actor, membership_id=membership_id, **values)  # noqa: E731
    if submit(request, form, act):
        return _told(request, membership_id, _("The consent is recorded, with your name and today’s date."))
    return _detail(request, membership_id, paper_form=form)


@require_POST
def minor_withdrawal(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    act = lambda: consents.record_withdrawal(request.actor, membership_id=membership_id)  # noqa: E731
    to = reverse("lifecycle:minor_detail", args=[request.organisation.slug, membership_id])
    return perform(request, act, done=_("The consent is withdrawn. The child waits again; nothing is lost."), to=to)


def _invited() -> str:
    if has_mail_server():
        return _("The invitation is on its way. A parent is asked once the child accepts, if they are under 15.")
    return _(
        "Invited. This instance sends no letters: copy the invitation’s link below. Under 15, a parent’s link is made on the child’s page."
    )


def _told(request: OrganisationRequest, membership_id: UUID, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("lifecycle:minor_detail", request.organisation.slug, membership_id)


def _detail(request: OrganisationRequest, membership_id: UUID, *, link: str = "", **forms: Form) -> HttpResponse:
    line = selectors.get_minor(request.actor, membership_id)
    email = line.consent.email if line.consent else ""
    context: dict[str, Any] = {
        "line": line,
        "is_waiting": line.membership.status == Membership.Status.WAITING,
        "letter_form": LetterForm(initial={"guardian_email": email}),
        "paper_form": PaperForm(),
        "has_mail_server": has_mail_server(),
        "link": link,
        **forms,
    }
    return render(request, "lifecycle/minor_detail.html", context, status=422 if forms else 200)
