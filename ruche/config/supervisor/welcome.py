# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last lines of a start: where it is, and who can sign in."""

from ruche.config.environment import Environment

# The people that documentation and tests speak of; all others are in the directory of their organisation.
DEMO_PEOPLE = (
    ("alice@ruche.example", "Atelier A", "owner"),
    ("bob@ruche.example", "Atelier A", "member"),
    ("charlie@ruche.example", "Bureau B", "owner"),
    ("dana@ruche.example", "Atelier A, Bureau B", "member"),
    ("nora@ruche.example", "L’Atelier Sarcelle, Atlas Conseil, Famille Belkacem", "owner of the first"),
    ("karim@ruche.example", "L’Atelier Sarcelle", "manager"),
)


def welcome(environment: Environment, set_up_link: str | None) -> str:
    lines = ["", f"Ruche is ready at {environment.public_url}"]
    if set_up_link:
        lines += ["", "Open this link once to become the first administrator:", f"  {set_up_link}"]
    elif environment.has_demo:
        lines += ["", *_demo(environment)]
    return "\n".join([*lines, "", "Ctrl-C ends it."])


def part_welcome(environment: Environment, part: str) -> str:
    where = "" if part == "worker" else f" on {environment.host}, port {environment.port}"
    return f"The {part} part of Ruche runs{where}. Ctrl-C ends it."


def _demo(environment: Environment) -> list[str]:
    if not environment.demo_sign_in_allowed:
        return ["Demo people cannot sign in, because others can reach this address: RUCHE_DEMO=public allows it."]
    widths = [max(len(row[column]) for row in DEMO_PEOPLE) for column in range(2)]
    table = [f"  {address:<{widths[0]}}  {place:<{widths[1]}}  {role}" for address, place, role in DEMO_PEOPLE]
    return [*table, "", f"  Password of all demo people: {environment.demo_password}"]
