# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups of a directory. A group that is a member of another is inside it here; a circle is cut and named in the report.

Groups made by hand are never touched, nor are people whom somebody brought into a group by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.directories.entries import LdapGroup, digest_of, dn_key
from ruche.kernel.directories.models import LdapDirectory, LdapEntry
from ruche.kernel.directories.services.report import Report
from ruche.kernel.organisations.models import Group, GroupMembership, Membership
from ruche.kernel.organisations.services.group_memberships import set_group_members
from ruche.kernel.organisations.services.group_names import free_name, save_named
from ruche.kernel.organisations.services.group_tree import depth_of, height_of, is_inside, note_place, plant, replant
from ruche.kernel.organisations.services.groups import MAX_DEPTH, tell_of
from ruche.kernel.organisations.services.locking import lock_organisation


@dataclass
class Groups:
    """One run over the groups. `members`: folded DN → membership."""

    directory: LdapDirectory
    report: Report
    members: Mapping[str, UUID]
    is_dry: bool

    def take(self, found: list[LdapGroup]) -> None:
        """All groups at once: who is inside whom needs all of them."""
        by_dn = {dn_key(one.dn): one for one in found if one.external_id and one.name}
        around = _around(by_dn, self.report)
        rows = {row.external_id: row for row in LdapEntry.objects.filter(directory=self.directory, kind=LdapEntry.Kind.GROUP)}
        made: dict[str, UUID] = {}
        for dn in sorted(by_dn, key=lambda one: (_depth(one, around), one)):
            one, parent = by_dn[dn], made.get(around.get(dn, ""))
            made_id = self._one(one, parent, rows.get(one.external_id))
            if made_id is not None:
                made[dn] = made_id
        seen = {one.external_id for one in by_dn.values()}
        for row in rows.values():
            if row.external_id not in seen and row.state != LdapEntry.State.GONE:
                self._forget(row)

    def _one(self, found: LdapGroup, parent_id: UUID | None, row: LdapEntry | None) -> UUID | None:
        people = sorted({self.members[one] for one in found.members if one in self.members}, key=str)
        heads = sorted({self.members[one] for one in found.heads if one in self.members}, key=str)
        digest = digest_of(found.dn, found.name, str(parent_id), *map(str, people), "heads", *map(str, heads))
        if row is not None and row.digest == digest and row.state == LdapEntry.State.PRESENT:
            return row.group_id
        with transaction.atomic():
            lock_organisation(self.directory.organisation_id)
            group = self._group(found, parent_id, row)
            if group is None:
                return None
            ids = {*people, *heads}
            set_group_members(self.directory.organisation_id, group_id=group.pk, membership_ids=ids, source="directory")
            self._name_heads(group, set(heads))
            values: dict[str, Any] = {"dn": found.dn, "digest": digest, "group": group, "state": LdapEntry.State.PRESENT}
            key: dict[str, Any] = {"directory": self.directory, "kind": LdapEntry.Kind.GROUP, "external_id": found.external_id}
            LdapEntry.objects.update_or_create(defaults=values, **key)
            if self.is_dry:
                transaction.set_rollback(True)
        self.report.note("group_made" if row is None else "group_changed", found.name)
        return None if self.is_dry and row is None else group.pk

    def _group(self, found: LdapGroup, parent_id: UUID | None, row: LdapEntry | None) -> Group | None:
        """The group here; made, renamed or moved as the directory has it. None: somebody deleted it here, and it stays so."""
        group: Group | None = None
        if row is not None:
            group = Group.objects.filter(pk=row.group_id, deleted_at=None).first()
            if group is None:
                return None
        if group is None:
            group = Group(name=found.name, parent_id=self._place(found, None, parent_id), external_id=found.external_id)
            save_named(group, free_name(group))
            plant(group)
        elif row is not None and (row.dn, group.parent_id) != (found.dn, parent_id):
            group.parent_id, group.name = self._place(found, group, parent_id), found.name
            save_named(group, free_name(group))
            replant(group)
        else:
            group.name = found.name
            save_named(group, free_name(group))
        note_place(None, group)
        tell_of(group)
        return group

    def _place(self, found: LdapGroup, group: Group | None, parent_id: UUID | None) -> UUID | None:
        """Where the directory has it; where people moved groups so that it cannot go there, it stays where it is."""
        if parent_id is None:
            return None
        if group is not None and is_inside(parent_id, group.pk):
            self.report.note("circle", found.name)
        elif depth_of(parent_id) + (height_of(group.pk) if group is not None else 1) > MAX_DEPTH:
            self.report.note("too_deep", found.name)
        else:
            return parent_id
        return group.parent_id if group is not None else None

    def _name_heads(self, group: Group, heads: set[UUID]) -> None:
        """Only where the directory names any: then heads follow it, except those whom somebody brought in by hand."""
        if not self.directory.attributes.get("head"):
            return
        rows = GroupMembership.objects.filter(group=group, left_at=None, source="directory")
        old = set(rows.filter(is_lead=True).values_list("membership_id", flat=True))
        if old == heads:
            return
        rows.exclude(membership_id__in=heads).filter(is_lead=True).update(is_lead=False)
        rows.filter(membership_id__in=heads, membership__kind=Membership.Kind.PERSON).update(is_lead=True, is_deputy=False)
        before, after = {"heads": sorted(map(str, old))}, {"heads": sorted(map(str, heads))}
        record_audit(None, "set_group_head", group, before=before, after=after)
        touch_rights(group.organisation_id, membership_ids=old | heads)

    def _forget(self, row: LdapEntry) -> None:
        """A group that is gone there stays here, without those whom the directory had put in."""
        with transaction.atomic():
            group = Group.objects.filter(pk=row.group_id, deleted_at=None).first()
            if group is not None:
                set_group_members(self.directory.organisation_id, group_id=group.pk, membership_ids=[], source="directory")
            LdapEntry.objects.filter(pk=row.pk).update(state=LdapEntry.State.GONE)
            if self.is_dry:
                transaction.set_rollback(True)
        self.report.note("group_gone", row.dn)


def _around(by_dn: Mapping[str, LdapGroup], report: Report) -> dict[str, str]:
    """Group → the one group around it. The first by name wins; what would make a circle or nest too deep is left out."""
    around: dict[str, str] = {}
    for outer in sorted(by_dn):
        for inner in by_dn[outer].members:
            if inner not in by_dn or inner in around:
                continue
            if inner == outer or inner in _chain(outer, around):
                report.note("circle", by_dn[inner].name, by_dn[outer].name)
                continue
            around[inner] = outer
    for inner in sorted(around):
        if _depth(inner, around) >= MAX_DEPTH:
            report.note("too_deep", by_dn[inner].name)
            del around[inner]
    return around


def _chain(dn: str, around: Mapping[str, str]) -> list[str]:
    chain = [dn]
    while chain[-1] in around:
        chain.append(around[chain[-1]])
    return chain


def _depth(dn: str, around: Mapping[str, str]) -> int:
    return len(_chain(dn, around)) - 1
