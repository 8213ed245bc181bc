# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.people.permissions import MANAGE_POSITIONS
from ruche.modules.people.selectors import Chart, ChartNode, get_chart, get_person, lay_out, list_acts
from ruche.modules.people.selectors.chart import ChartPerson
from ruche.modules.people.views.chart_cards import chart_cards, chart_names
from ruche.modules.people.views.chart_drawing import drawing_svg

MANAGE_GROUPS = "organisation.manage_groups"


@require_GET
def org_chart(request: OrganisationRequest) -> HttpResponse:
    """Who answers for what. `on`: a day before; `root`: a group alone; `view`: teams or list; `group`, `person`: the open panel."""
    chart = get_chart(request.actor, on=_day(request.GET.get("on", "")), root_id=_uuid(request.GET.get("root", "")))
    query, is_list = _query(request), request.GET.get("view") == "list"
    context = {
        "chart": chart,
        "cards": chart_cards(chart, query, is_list=is_list),
        "names": chart_names(chart),
        "is_list": is_list,
        "can_open": request.actor.can_somewhere(MANAGE_POSITIONS),
        "may_manage_groups": request.actor.can_somewhere(MANAGE_GROUPS),
        "anything": UUID(int=0),
        "query": query,
        **_panel(request, chart),
    }
    return render(request, "people/org_chart.html", context)


@require_GET
def chart_group(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """A group in short, for the side of the chart."""
    chart = get_chart(request.actor, on=_day(request.GET.get("on", "")), root_id=group_id)
    context = {**_of_group(chart.roots[0]), "chart": chart, "may_manage_groups": request.actor.can_somewhere(MANAGE_GROUPS)}
    return render(request, "people/_group_card.html", context)


@require_GET
def org_chart_svg(request: OrganisationRequest) -> HttpResponse:
    """The chart as a drawing that can be kept, printed and edited."""
    chart = get_chart(request.actor, on=_day(request.GET.get("on", "")), root_id=_uuid(request.GET.get("root", "")))
    answer = HttpResponse(drawing_svg(lay_out(chart), request.organisation.name), content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="{request.organisation.slug}-chart.svg"'
    return answer


def _panel(request: OrganisationRequest, chart: Chart) -> dict[str, Any]:
    """What the address says is open beside the chart."""
    person_id = _uuid(request.GET.get("person", ""))
    person = get_person(request.actor, person_id) if person_id else None
    acts = list_acts(request.actor, person) if person else []
    return {**_of_group(_find(chart, _uuid(request.GET.get("group", "")))), "person": person, "acts": acts}


def _of_group(node: ChartNode | None) -> dict[str, Any]:
    """A group and its people, with those of the groups inside it, each once."""
    if node is None:
        return {"node": None}
    everybody: dict[UUID, ChartPerson] = {}
    for inner in Chart([node], 0, None).nodes:
        everybody.update({one.pk: one for one in inner.people if one.pk not in everybody})
    return {"node": node, "everybody": list(everybody.values())}


def _find(chart: Chart, group_id: UUID | None) -> ChartNode | None:
    if group_id is None:
        return None
    found = next((node for node in chart.nodes if node.pk == group_id), None)
    if found is None:
        raise NotFound()
    return found


def _query(request: OrganisationRequest) -> str:
    """What of the address the links of the page keep: the day and the root."""
    kept = request.GET.copy()
    for name in ("group", "person", "view"):
        kept.pop(name, None)
    return kept.urlencode()


def _day(text: str) -> date | None:
    """Raises NotFound for no day."""
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise NotFound()
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound() from None
