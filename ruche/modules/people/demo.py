# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from typing import Any

from ruche.kernel.demo.context import DemoContext
from ruche.kernel.organisations.models import Group
from ruche.modules.people.services import open_position, update_profile

# Title, name of the group, who holds it, whether they lead it.
POSTS: dict[str, list[tuple[str, str, str | None, bool]]] = {
    "sarcelle": [
        ("présidente", "Bureau", "nora", True),
        ("Adjoint ou adjointe à la trésorerie", "Finances", None, False),
        ("Référent ou référente communication", "Vie associative", None, False),
        ("Conduite du camion le samedi", "Prêts et collectes", None, False),
    ],
    "atlas": [("Managing partner", "Management", "helen", True), ("Data analyst", "Analytics", None, False)],
}
# Days after the start of the demonstration on which some people have their birthday.
BIRTHDAYS = {"paul": 2, "lucie": 9, "george": 4, "farida": 6}
# The first skill of a list is what somebody is known for.
LEVELS = (4, 3)
SATURDAYS = [[], [], [], [], [], ["morning", "afternoon"], []]


def create(context: DemoContext) -> None:
    """Everybody's profile, as people.toml has it, and the posts of the organisation."""
    for key, person in context.people.items():
        update_profile(
            context.actors[key],
            title=person.get("title", ""),
            skills=_skills(person.get("skills", [])),
            languages=person.get("languages", []),
            text=person.get("text", ""),
            email=context.actors[key].user.email,
            **_of_calendar(context, key),
        )
    for title, group, holder, leads in POSTS.get(context.key, []):
        _open(context, title, group, holder, leads)


def _skills(names: list[str]) -> list[dict[str, Any]]:
    levels = (*LEVELS, *(2 for _ in names))
    return [{"name": name, "level": level} for name, level in zip(names, levels, strict=False)]


def _of_calendar(context: DemoContext, key: str) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if key in BIRTHDAYS:
        day = (context.now + timedelta(days=BIRTHDAYS[key])).date()
        known = {"birthday": (day.day, day.month), "shows_birthday": True}
    return {**known, "availability": SATURDAYS} if context.key == "sarcelle" and len(key) % 2 else known


def _open(context: DemoContext, title: str, group: str, holder: str | None, leads: bool) -> None:
    found = Group.objects.filter(name=group, deleted_at=None).first()
    if found is not None:
        holder_id = context.actors[holder].membership.pk if holder else None
        open_position(context.owner, title=title, group_id=found.pk, holder_id=holder_id, is_head_post=leads)
