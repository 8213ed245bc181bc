# SPDX-License-Identifier: AGPL-3.0-or-later
"""The declaration of a module: data only. Everything the rest of Ruche knows of a module comes from here.

Dotted strings ("services.create_first_channel") are relative to the module's package; registry.resolve() imports them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ruche.kernel.access.audience_rules import Act, AudienceRule, Level
from ruche.kernel.access.permissions import Permission, Reach
from ruche.kernel.access.roles import Role

__all__ = [
    "Act",
    "AudienceRule",
    "Category",
    "Level",
    "Manifest",
    "NavItem",
    "NotificationKind",
    "Permission",
    "Reach",
    "Role",
    "Schedule",
    "SearchKind",
    "Widget",
]


class Category(StrEnum):
    """The space of the rail where a module's pages are found."""

    TALK = "talk"
    WORK = "work"
    MANAGE = "manage"
    DECIDE = "decide"
    SHARE = "share"


@dataclass(frozen=True)
class NavItem:
    """A place in the sidebar of the module's space.

    `badge`: selector (actor) -> int of what waits for the person. `live`: (actor) -> attributes of the space's line in the
    rail, {"data-controller": …}, for islands that keep the badge right on every page.
    """

    label: Any
    url_name: str
    icon: str
    permission: str | None = None
    order: int = 50
    badge: str | None = None
    live: str | None = None


@dataclass(frozen=True)
class Widget:
    """A fragment of the home page. `render`: (request) -> context dict for `template`."""

    name: str
    label: Any
    render: str
    template: str
    permission: str | None = None
    order: int = 50


@dataclass(frozen=True)
class Schedule:
    """A job that runs for each organisation where the module is on, every so many seconds."""

    job: str
    every: int


@dataclass(frozen=True)
class SearchKind:
    """Something that the search finds, a category of its results. What is few is found by `find`; what is many is in the index.

    find: selector (actor, question, limit) -> list[Finding].
    containers: selector (actor, within) -> Containers, those that the actor may see, `within` as in:… names them.
    describe: selector (actor, entries) -> dict subject id -> Finding, of what the actor may still see.
    fill: service (reached, limit) -> where it got to, or None at the end: indexes what is there. `version`: of what it indexes.
    """

    name: str
    label: Any
    icon: str
    find: str | None = None
    containers: str | None = None
    describe: str | None = None
    fill: str | None = None
    version: int = 1
    order: int = 50


@dataclass(frozen=True)
class NotificationKind:
    """Something that people are told of.

    visible, read: selectors () -> Q over Notification: may its receiver still see what it is about, and have they seen it.
    describe: selector (actor, notifications) -> dict notification id -> Telling, in the reader's language.
    """

    name: str
    label: Any
    icon: str
    describe: str
    visible: str | None = None
    read: str | None = None


@dataclass(frozen=True)
class Manifest:
    """One module. See docs/contributing/modules.md for each field."""

    name: str
    label: Any
    summary: Any
    icon: str
    category: Category
    package: str = ""  # filled in by the registry
    requires: tuple[str, ...] = ()
    optional_with: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    audiences: tuple[AudienceRule, ...] = ()
    navigation: tuple[NavItem, ...] = ()
    resources: tuple[str, ...] = ()
    settings: str | None = None
    commands: tuple[str, ...] = ()
    widgets: tuple[Widget, ...] = ()
    searches: tuple[SearchKind, ...] = ()
    notifications: tuple[NotificationKind, ...] = ()
    listens: Mapping[str, str] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()
    limits: tuple[Any, ...] = ()
    shares: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    data_kinds: tuple[Any, ...] = ()
    profiles: tuple[str, ...] = ()  # kinds of organisation that get it from the start; empty: all
    palette: str | None = None  # selector (actor, words) -> list[PaletteEntry]
    person_page: str | None = None  # URL name of somebody's page: (slug, membership id)
    person_permission: str | None = None  # who may open that page
    person_acts: str | None = None  # selector (actor, membership) -> list[PaletteEntry]: what one can do with that person
    refusal: str | None = None  # (request, error) -> context of the page that says no: its `layout`, `remedy` (a template), what both show
    group_changes: str | None = None  # selector (actor, group_id, parent_id) -> list of what follows a group that moves
    owns: str | None = None  # selector (actor, owners: QuerySet[Membership]) -> list[Owned]: what others can receive, by kind
    reassign: str | None = None  # service (actor, giver, heir, kinds or None for all) -> how many were handed over
    erase: str | None = None  # service (membership) -> None: forget a person whose account is deleted; also while the module is off
    audit_words: str | None = None  # mapping of codes that the audit notes (the fields of a profile) to their words
    unread: str | None = None  # selector (user) -> ids of the organisations where something waits for them
    on_activate: str | None = None  # (organisation, membership) -> None, in the activation's transaction
    demo: str | None = None  # (DemoContext) -> None
    module_api: int = 1
