# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone, translation

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.demo import create as create_roles
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.demo.context import DemoContext
from ruche.kernel.demo.people_file import address_of, day_zero, demo_organisations, name_of
from ruche.kernel.identity.demo import create as create_applications
from ruche.kernel.lifecycle.demo import create as create_checklists
from ruche.kernel.modules.activation import active_modules
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.services import (
    add_bank_account,
    add_to_group,
    admit,
    create_group,
    create_organisation,
    set_group_head,
    update_legal_identity,
)
from ruche.kernel.security.facts import find_fact, keep_fact
from ruche.kernel.security.readiness import DEMO
from ruche.kernel.users.models import User, email_key

Entry = Mapping[str, Any]
# Tests and documentation are written against these two: whatever modules there are, they have them.
_WITH_ALL_MODULES = ("atelier-a", "bureau-b")
_INSTANCE_ADMIN = "nora"


def make_demo(*, if_first_start: bool = False) -> None:
    """Make what is missing of the demonstration. Each organisation is made whole or not at all, so a crash costs one.

    `if_first_start`: nothing on an instance that was started before, unless it was interrupted in the middle of this.
    """
    fact = find_fact(DEMO)
    if if_first_start and ((fact is None and User.objects.exists()) or (fact is not None and fact["state"] == "complete")):
        return
    keep_fact(DEMO, {"state": "making"})
    password, now = make_password(settings.ENVIRONMENT.demo_password), timezone.now()
    # The last one joined is where people arrive when they sign in: for Nora, the association.
    for key, entry in reversed(demo_organisations().items()):
        if not Organisation.objects.filter(slugs__slug=entry["slug"]).exists():
            with transaction.atomic(), translation.override(entry["language"]):
                _make_organisation(key, entry, password, now)
    keep_fact(DEMO, {"state": "complete"})


def _make_organisation(key: str, entry: Entry, password: str, now: datetime) -> None:
    users = {person["key"]: _make_user(person, entry, password) for person in entry["people"]}
    owner_key = next(person["key"] for person in entry["people"] if person["role"] == Role.OWNER)
    modules = list(manifests()) if entry["slug"] in _WITH_ALL_MODULES else None
    owner = create_organisation(
        users[owner_key],
        name=entry["name"],
        kind=entry["kind"],
        slug=entry["slug"],
        colour=entry["colour"],
        modules=modules,
        is_demo=True,
    )
    with organisation_scope(owner.organisation_id, owner.user.pk):
        actors = {person["key"]: _let_in(owner, users[person["key"]], person) for person in entry["people"]}
        _make_groups(owner, entry, actors)
        _identify(owner, entry)
        today = timezone.localtime(now).date()
        people = {person["key"]: person for person in entry["people"]}
        context = DemoContext(key, owner.organisation, actors, people, day_zero(entry, today), now)
        create_roles(context)
        create_checklists(context)
        create_applications(context)
        for name in sorted(active_modules(owner.organisation_id)):
            if demo := manifests()[name].demo:
                resolve(name, demo)(context)


def _make_user(person: Entry, entry: Entry, password: str) -> User:
    address = address_of(person)
    known = User.objects.filter(email_key=email_key(address)).first()
    if known is not None:
        return known
    user = User.objects.create(
        email=address,
        password=password,
        name=name_of(person),
        language=entry["language"],
        time_zone=entry["time_zone"],
        is_demo=True,
        is_instance_admin=person["key"] == _INSTANCE_ADMIN,
    )
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def _let_in(owner: Actor, user: User, person: Entry) -> Actor:
    if user == owner.user:
        return owner
    membership, _is_new = admit(user, role=Role(person["role"]), group=None, by=owner.membership, is_invited=True)
    return Actor(user=user, membership=membership, organisation=owner.organisation)


def _make_groups(owner: Actor, entry: Entry, actors: Mapping[str, Actor]) -> None:
    made: dict[str, Any] = {}
    for group in entry.get("groups", ()):
        parent = made[group["parent"]] if "parent" in group else None
        about = {"description": group.get("description", ""), "parent_id": parent and parent.id}
        made[group["key"]] = create_group(owner, name=group["name"], kind=group["kind"], **about)
    for one in entry.get("groups", ()):
        group_id, posts = made[one["key"]].id, {one.get("lead"): "head", one.get("deputy"): "deputy"}
        members = {person["key"] for person in entry["people"] if one["key"] in person.get("groups", ())} | posts.keys() - {None}
        if members:
            add_to_group(owner, group_id=group_id, membership_ids=[actors[key].membership.id for key in sorted(members)])
        for key, post in posts.items():
            if key is not None:
                set_group_head(owner, group_id=group_id, membership_id=actors[key].membership.id, post=post)


def _identify(owner: Actor, entry: Entry) -> None:
    """Who the organisation is in law."""
    if "legal" in entry:
        update_legal_identity(owner, **entry["legal"])
    for account in entry.get("accounts", ()):
        add_bank_account(owner, **account)
