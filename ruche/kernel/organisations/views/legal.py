# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the organisation is in law, its bank accounts, its logo, and the page that tells its people about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.forms.legal import CHECKED, CHECKED_OF_ACCOUNTS, CONTEXT, BankAccountForm, LegalForm
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.legal_hints import is_complete, progress, reading, vat_words
from ruche.kernel.organisations.legal_numbers import is_of, is_siren
from ruche.kernel.organisations.models import LegalIdentity
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import page, perform


@require_http_methods(["GET", "POST"])
def legal(request: OrganisationRequest) -> HttpResponse:
    request.actor.require("organisation.update_organisation")
    identity = selectors.get_legal_identity(request.organisation)
    form = LegalForm.of(request.organisation, identity, request.POST or None)
    if submit(request, form, lambda values: services.update_legal_identity(request.actor, **values)):
        messages.success(request, _("Saved."))
        return redirect("organisations:legal", request.organisation.slug)
    return render(request, "organisations/legal.html", _page(request, form), status=status_of(form))


@require_POST
def legal_check(request: OrganisationRequest) -> HttpResponse:
    """What is wrong with one field, as soon as one leaves it; while one types (`typing`), once it has all its characters."""
    request.actor.require("organisation.update_organisation")
    field = request.POST.get("field", "")
    if field not in (*CHECKED, *CHECKED_OF_ACCOUNTS):
        raise NotFound()
    values = {name: request.POST.get(name, "") for name in (field, *(CHECKED_OF_ACCOUNTS if field in CHECKED_OF_ACCOUNTS else CONTEXT))}
    is_other = field == "siret" and is_siren(values["siren"]) and not is_of(values["siren"], values["siret"])
    if request.POST.get("typing") and not is_complete(field, values[field]) and not is_other:
        return render(request, "organisations/_legal_check.html", {"hint": progress(field, values[field])})
    faults = _faults(request, field, values)
    return render(request, "organisations/_legal_check.html", {"faults": faults, "reading": "" if faults else reading(field, values)})


@require_POST
def vat_mention(request: OrganisationRequest) -> HttpResponse:
    """What the chosen VAT status means for invoices, as soon as it is chosen."""
    request.actor.require("organisation.update_organisation")
    asked = LegalIdentity(vat_status=request.POST.get("vat_status", "")[:12], country=request.POST.get("country", "")[:2])
    return render(request, "organisations/_vat_mention.html", {"mention": _vat_words(asked)})


@require_POST
def bank_account_creation(request: OrganisationRequest) -> HttpResponse:
    request.actor.require("organisation.update_organisation")
    form = BankAccountForm(request.POST)
    if submit(request, form, lambda values: services.add_bank_account(request.actor, **values)):
        messages.success(request, _("Account added."))
        return redirect("organisations:legal", request.organisation.slug)
    identity = selectors.get_legal_identity(request.organisation)
    context = {**_page(request, LegalForm.of(request.organisation, identity)), "account_form": form}
    return render(request, "organisations/legal.html", context, status=422)


@require_POST
def bank_account_removal(request: OrganisationRequest, account_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.remove_bank_account(request.actor, account_id=account_id),
        done=_("Account taken away."),
        to=page(request, "legal"),
    )


@require_POST
def bank_account_main(request: OrganisationRequest, account_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.make_main_account(request.actor, account_id=account_id),
        done=_("Documents show this account from now on."),
        to=page(request, "legal"),
    )


@require_POST
def logo_change(request: OrganisationRequest) -> HttpResponse:
    """Another logo (`logo`), or none (`is_removed`)."""
    sent = request.FILES.get("logo")
    if request.POST.get("is_removed"):
        return perform(request, lambda: services.remove_logo(request.actor), done=_("The logo is gone."), to=page(request, "general"))
    content = sent.read(600_000) if sent else b""  # a little more than is allowed, never all of what was sent
    return perform(request, lambda: services.set_logo(request.actor, content=content), done=_("Saved."), to=page(request, "general"))


@require_GET
def about(request: OrganisationRequest) -> HttpResponse:
    """What everybody in the organisation may know about it."""
    request.actor.require("organisation.view_members")
    identity = selectors.get_legal_identity(request.organisation)
    context = {
        "identity": identity,
        **selectors.identity_words(request.organisation, identity),
        "logo": selectors.find_logo(request.organisation),
        "is_admin": request.actor.can("organisation.update_organisation"),
        "today": timezone.localdate(),
    }
    return render(request, "organisations/about.html", context)


@require_GET
def logo(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The picture, also for who is not signed in yet: whoever was shown the page knows its hash."""
    found = selectors.find_logo_content(slug, digest)
    if found is None:
        raise NotFound()
    if request.headers.get("If-None-Match") == f'"{digest}"':
        return HttpResponseNotModified()
    response = HttpResponse(bytes(found.content), content_type=found.media)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["ETag"] = f'"{digest}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _page(request: OrganisationRequest, form: LegalForm) -> dict[str, Any]:
    identity = selectors.get_legal_identity(request.organisation)
    return {
        "form": form,
        "account_form": BankAccountForm(),
        "accounts": selectors.list_bank_accounts(request.actor),
        "mention": _vat_words(identity),
    }


def _vat_words(identity: LegalIdentity) -> str:
    return vat_words(identity.vat_status, selectors.find_vat_mention(identity, timezone.localdate()))


def _faults(request: OrganisationRequest, field: str, values: dict[str, str]) -> list[Any]:
    try:
        if field in CHECKED_OF_ACCOUNTS:
            services.check_bank_fields(**values)
        else:
            services.check_legal_fields(request.organisation, values)
    except InvalidInput as error:
        return list(error.fields.get(field, []))
    return []
