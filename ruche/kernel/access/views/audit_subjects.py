# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an entry of the audit is about: its name, and its page where it still has one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import audience_rules
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.selectors.audit import Named
from ruche.kernel.modules.registry import manifests

PERSON, GROUP, ROLE = "organisations.membership", "organisations.group", "access.customrole"
PROVIDER, DIRECTORY = "identity.identityprovider", "directories.ldapdirectory"
# Of which kind the ids are that a fact holds.
FACT_KINDS: Mapping[str, str] = {
    "membership": PERSON,
    "membership_id": PERSON,
    "owner": PERSON,
    "scope": GROUP,
    "group": GROUP,
    "parent_id": GROUP,
    "heir": GROUP,
    "role": ROLE,
    "roles": ROLE,
    "provider": PROVIDER,
    "directory_id": DIRECTORY,
}
GONE: Mapping[str, Any] = {
    PERSON: _("somebody who is gone"),
    GROUP: _("a group that is gone"),
    ROLE: _("a role that is gone"),
    PROVIDER: _("a provider that is gone"),
    DIRECTORY: _("a directory that is gone"),
    "identity.providerdomain": _("a domain that is gone"),
    "identity.application": _("an application that is gone"),
    "organisations.bankaccount": _("a bank account that is gone"),
}
SOMETHING_GONE = _("something that is gone, or that you do not see")
# The page of a kind, and the right that opens it.
_PAGES: Mapping[str, tuple[str, str]] = {
    PERSON: ("organisations:member_detail", "organisation.manage_members"),
    GROUP: ("organisations:group_detail", "organisation.manage_groups"),
    ROLE: ("access:role_detail", "organisation.manage_roles"),
    PROVIDER: ("identity:provider_detail", "organisation.manage_sign_in"),
    DIRECTORY: ("directories:directory_detail", "organisation.manage_sign_in"),
    "identity.application": ("identity:application_detail", "organisation.manage_applications"),
}
# One to an organisation: the act says what it is about, its page is all there is to add.
_ALONE: Mapping[str, tuple[str, str]] = {
    "organisations.organisation": ("organisations:general", "organisation.update_organisation"),
    "organisations.legalidentity": ("organisations:legal", "organisation.update_organisation"),
    "sign_in.signinpolicy": ("sign_in:policy", "organisation.manage_sign_in"),
}


@dataclass(frozen=True)
class Subject:
    """`kind`: in words, of objects whose people are chosen. `is_deleted`: it has a name and no page any more."""

    name: Any
    url: str = ""
    kind: Any = ""
    is_deleted: bool = False


def wanted_by(entries: Iterable[AuditEntry]) -> dict[str, set[UUID]]:
    """The rows that entries name, by kind: what they are about, and what their facts point to."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.subject_id and entry.subject_kind not in _ALONE:
            wanted[entry.subject_kind].add(entry.subject_id)
        for part in (entry.before or {}, entry.after or {}):
            for key in FACT_KINDS.keys() & part.keys():
                wanted[FACT_KINDS[key]].update(_ids(part[key]))
    return wanted


def subject_of(actor: Actor, entry: AuditEntry, named: Mapping[UUID, Named]) -> Subject | None:
    """None for an entry about nothing that has a name."""
    kind, pk = entry.subject_kind, entry.subject_id
    if kind in _ALONE:
        return Subject(actor.organisation.name, _address(actor, _ALONE[kind]))
    if not kind or pk is None:
        return None
    rule, one = audience_rules().get(kind), named.get(pk)
    words = rule.label if rule else ""
    if one is None:
        return Subject(_kept_name(entry) or GONE.get(kind, SOMETHING_GONE), kind=words)
    if not one.is_there:
        return Subject(one.name, kind=words, is_deleted=kind != PERSON, url=_address(actor, _PAGES[PERSON], pk) if kind == PERSON else "")
    if one.person is not None:
        return Subject(one.name, _address(actor, _PAGES[PERSON], one.person))
    return Subject(one.name, _audience_page(actor, kind, pk) if rule else _address(actor, _PAGES.get(kind), pk), words)


def _kept_name(entry: AuditEntry) -> str:
    """As the entry itself remembers it."""
    facts = {**(entry.after or {}), **(entry.before or {})}
    return next((str(facts[key]) for key in ("name", "label", "domain") if facts.get(key)), "")


def _audience_page(actor: Actor, kind: str, pk: UUID) -> str:
    module = kind.partition(".")[0]
    if module in manifests() and module not in actor.active_modules:
        return ""
    return reverse("access:audience_detail", args=[actor.organisation.slug, kind, pk])


def _address(actor: Actor, page: tuple[str, str] | None, pk: UUID | None = None) -> str:
    if page is None or not actor.can(page[1]):
        return ""
    return reverse(page[0], args=[actor.organisation.slug, *([pk] if pk else [])])


def _ids(value: Any) -> Iterator[UUID]:
    for one in value if isinstance(value, list) else [value]:
        try:
            yield UUID(str(one))
        except ValueError:
            continue
