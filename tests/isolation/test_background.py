# SPDX-License-Identifier: AGPL-3.0-or-later
"""What no URL reaches: live topics, listeners and jobs, read from their registries and tried from another organisation."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils.module_loading import import_string

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.db.inspection import organisation_models
from ruche.kernel.errors import DomainError
from ruche.kernel.jobs.registry import jobs
from ruche.kernel.mail.models import Letter
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.outbox.batches import call
from ruche.kernel.outbox.listeners import KERNEL_LISTENERS
from ruche.kernel.realtime.registry import all_topics
from tests.isolation.world import World

Ids = Callable[[World], dict[str, Any]]


def _message(world: World) -> dict[str, Any]:
    return {"channel_id": world.things["channel"].id, "message_id": world.things["message"].id}


TOPIC_KEYS: dict[str, Callable[[World], str]] = {
    "presence": lambda world: str(world.atelier.id),
    "chat.channel": lambda world: str(world.things["channel"].id),
    "chat.activity": lambda world: str(world.atelier.id),
    "access": lambda world: str(world.actor("alice").membership.id),
    "notifications": lambda world: str(world.actor("alice").membership.id),
    "chat.inbox": lambda world: str(world.actor("alice").membership.id),
}
SIGNALS: dict[str, Ids] = {
    "organisations.member_joined": lambda world: {"membership_id": world.things["bob"].id},
    "organisations.member_changed": lambda world: {"membership_id": world.things["bob"].id},
    "organisations.member_left": lambda world: {"membership_id": world.things["bob"].id},
    "organisations.group_removed": lambda world: {"group_id": world.things["chart_group"].pk},
    "people.change_proposed": lambda world: {"change_id": world.things["change"].pk},
    "people.change_approved": lambda world: {"change_id": world.things["change"].pk},
    "people.change_rejected": lambda world: {"change_id": world.things["change"].pk},
    "chat.message_posted": _message,
    "chat.message_edited": _message,
    "chat.message_deleted": _message,
    "chat.messages_imported": lambda world: {"channel_id": world.things["channel"].id, "first_position": 1, "last_position": 1},
}
# Jobs of the whole instance see no organisation; those of one get its ids.
JOBS: dict[str, Ids] = {
    "directories.synchronise": lambda world: {"directory_id": world.things["directory"].id},
    "lifecycle.depart": lambda world: {"departure_id": world.things["departure"].id},
    "lifecycle.remind_organisation": lambda world: {},
    "lifecycle.note_birthdays": lambda world: {},
    "lifecycle.send_guardian_letters": lambda world: {},
    "lifecycle.send_batch": lambda world: {"batch_id": world.things["batch"].id},
    "organisations.send_invitations": lambda world: {},
    "search.fill_organisation": lambda world: {},
}
INSTANCE_JOBS = {
    "lifecycle.watch_birthdays",
    "directories.start_due",
    "identity.purge_tokens",
    "access.tell_dated",
    "lifecycle.remind",
    "security.sweep",
    "sign_in.delete_due_accounts",
    "sign_in.purge_facts",
    "sign_in.write_login_code",
    "protection.resume_due",
    "jobs.take_stalled_again",
    "jobs.purge",
    "jobs.visit_organisations",
    "search.fill",
    "notifications.settle",
    "mail.purge_letters",
    "mail.deliver_letter",
    "users.send_recovery_letter",
}
LISTENERS = [(name, signal, dotted) for name, manifest in manifests().items() for signal, dotted in manifest.listens.items()]
LISTENERS += [("", signal, dotted) for signal, names in KERNEL_LISTENERS.items() for dotted in names]


def test_nothing_is_forgotten():
    assert set(TOPIC_KEYS) == set(all_topics())
    assert {signal for _module, signal, _dotted in LISTENERS} <= set(SIGNALS)
    declared = {name for name, job in jobs().items() if ".tests." not in job.function.__module__}
    assert declared == set(JOBS) | INSTANCE_JOBS


@pytest.mark.parametrize("kind", sorted(TOPIC_KEYS))
def test_topic_admits_inside_and_not_from_outside(kind, world):
    topic, key = all_topics()[kind], TOPIC_KEYS[kind](world)
    alice, charlie = world.actor("alice"), world.actor("charlie")
    with organisation_scope(world.atelier.id, alice.user.id):
        assert topic.authorise(alice, key)
    with organisation_scope(world.bureau.id, charlie.user.id):
        assert not topic.authorise(charlie, key)
        assert not topic.authorise(charlie, "not-a-key") if kind == "presence" else True
    assert topic.heads([key])[key].organisation_id == world.atelier.id


@pytest.mark.parametrize(
    ("module", "signal", "dotted"), LISTENERS, ids=[f"{name or 'kernel'} hears {signal}" for name, signal, _ in LISTENERS]
)
def test_listener_touches_nothing_of_another_organisation(module, signal, dotted, world):
    before = _rows(world.atelier)
    listener = resolve(module, dotted) if module else import_string(dotted)
    with organisation_scope(world.bureau.id), suppress(ObjectDoesNotExist, DomainError):
        call(listener, world.bureau.id, [SIGNALS[signal](world)])
    assert _rows(world.atelier) == before
    with organisation_scope(world.atelier.id):
        call(listener, world.atelier.id, [SIGNALS[signal](world)])


@pytest.mark.parametrize("name", sorted(JOBS))
def test_job_works_for_its_own_organisation_only(name, world):
    function, ids = jobs()[name].function, JOBS[name](world)
    before, letters = _rows(world.atelier), Letter.objects.count()
    with organisation_scope(world.bureau.id):
        function(world.bureau.id, **ids)
    assert (_rows(world.atelier), Letter.objects.count()) == (before, letters)
    with organisation_scope(world.atelier.id):
        function(world.atelier.id, **ids)
    assert (_rows(world.atelier), Letter.objects.count()) != (before, letters)


def _rows(organisation: Organisation) -> dict[str, list[dict[str, Any]]]:
    """Everything that an organisation has."""
    with organisation_scope(organisation.id):
        return {model._meta.label: list(model.objects.order_by("id").values()) for model in organisation_models()}
