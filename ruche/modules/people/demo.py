# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.demo.context import DemoContext
from ruche.modules.people.services import update_profile


def create(context: DemoContext) -> None:
    """Everybody's profile, as people.toml has it."""
    for key, person in context.people.items():
        update_profile(
            context.actors[key],
            title=person.get("title", ""),
            skills=person.get("skills", []),
            languages=person.get("languages", []),
            text=person.get("text", ""),
            email=context.actors[key].user.email,
        )
