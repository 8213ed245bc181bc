# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees this object, in full, and choosing it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ruche.kernel.access.audience_people import MOST, count_audience, count_reached
from ruche.kernel.access.audiences import Act, AudienceModel, Level, allows, choose_audience, require_act, rule_of
from ruche.kernel.access.forms.audience import WORDS, AudienceChoice, AudienceField
from ruche.kernel.access.selectors.audiences import get_object
from ruche.kernel.errors import InvalidInput
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.ui.navigation import stand_at


@require_http_methods(["GET", "HEAD", "POST"])
def audience_detail(request: OrganisationRequest, kind: str, object_id: UUID) -> HttpResponse:
    """Each act with who may do it, and how many people that is; the field for whoever may manage the object."""
    obj = get_object(request.actor, kind, object_id)
    may_choose = allows(request.actor, obj, Act.MANAGE)
    form = _form(request, obj) if may_choose else None
    if request.method == "POST":
        require_act(request.actor, obj, Act.MANAGE)
    if form is not None and submit(request, form, lambda values: _choose(request, obj, values["audience"])):
        messages.success(request, _("Saved. It counts at once."))
        return redirect("access:audience_detail", request.organisation.slug, kind, object_id)
    rule = rule_of(obj)
    acts = [(rule.words.get(act, WORDS[act]), obj.level(act), count_reached(obj, act)) for act in rule.acts]
    context = {"object": obj, "rule": rule, "acts": acts, "form": form, **_around(request, obj)}
    return render(request, "access/audience_detail.html", context, status=status_of(form) if form else 200)


@require_safe
def audience_count(request: OrganisationRequest) -> JsonResponse:
    """{"people", "words"} of an audience that is being chosen: `level`, `group`."""
    try:
        level, group_id = Level(int(request.GET.get("level", ""))), UUID(request.GET["group"]) if request.GET.get("group") else None
    except ValueError:
        raise InvalidInput() from None
    people = count_audience(request.actor, level, group_id)
    return JsonResponse({"people": people, "words": people_in_words(people)})


def people_in_words(people: int) -> str:
    if people >= MOST:
        return _("%(count)s people or more see it.") % {"count": people}
    return ngettext("%(count)s person sees it.", "%(count)s people see it.", people) % {"count": people}


def _around(request: OrganisationRequest, obj: AudienceModel) -> dict[str, str]:
    """The way back to the object, and the part of the sidebar that its own page stands in."""
    page = rule_of(obj).page
    if not page:
        return {"layout": "ui/settings.html"}
    stand_at(request, page)
    is_of_module = page.partition(":")[0] in manifests()
    back = reverse(page, args=[request.organisation.slug, obj.pk])
    return {"layout": "ui/page.html" if is_of_module else "ui/settings.html", "back_url": back}


def _form(request: OrganisationRequest, obj: AudienceModel) -> forms.Form:
    form = forms.Form(request.POST or None)
    form.fields["audience"] = AudienceField(obj.record_kind, request.actor, initial=AudienceChoice.of(obj))
    return form


def _choose(request: OrganisationRequest, obj: AudienceModel, chosen: AudienceChoice | None) -> bool:
    if chosen is not None:
        choose_audience(request.actor, obj, levels=chosen.levels, group_id=chosen.group_id)
    return True
