# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dot of an organisation where a message waits, seen from another one."""

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import organisations_with_unread
from ruche.modules.chat.services import archive_channel, create_channel, mark_read, remove_person


@pytest.fixture
def as_dana_in_b(dana, bureau_b):
    return find_actor(dana, bureau_b)


@pytest.fixture
def far_channel(as_charlie, as_dana_in_b, bureau_b):
    """Of Bureau B, with Charlie and Dana in it."""
    with organisation_scope(bureau_b.id):
        return create_channel(as_charlie, name="plans", kind=Channel.Kind.PRIVATE, people=[as_dana_in_b.membership.id])


def waiting(reader, organisation, user=None):
    """What the function tells `reader`, at work in `organisation`, about `user` (themselves)."""
    with organisation_scope(organisation.id, reader.id):
        return set(organisations_with_unread(user or reader))


def test_what_waits_elsewhere_is_a_dot(client_of, dana, atelier_a, bureau_b, as_charlie, far_channel, say):
    client = client_of(dana)
    assert "Something new" not in client.get("/organisations/switcher/").content.decode()
    say(as_charlie, far_channel)
    page = client.get("/organisations/switcher/").content.decode()
    (line,) = [line for line in page.split("</a>") if "Something new" in line]
    assert "Bureau B" in line
    home = client.get("/o/atelier-a/").content.decode()
    assert '<a class="r-nav-item is-new" href="/o/bureau-b/">' in home
    assert '<a class="r-nav-item is-new" href="/o/atelier-a/">' not in home
    assert waiting(dana, atelier_a) == {bureau_b.id}


def test_the_dot_goes_when_it_was_read(dana, atelier_a, bureau_b, as_charlie, as_dana_in_b, far_channel, say):
    say(as_charlie, far_channel)
    with organisation_scope(bureau_b.id):
        mark_read(as_dana_in_b, channel_id=far_channel.id, position=1)
    assert waiting(dana, atelier_a) == set()


def test_nobody_waits_for_oneself(dana, atelier_a, charlie, bureau_b, as_dana_in_b, far_channel, say):
    say(as_dana_in_b, far_channel)
    assert waiting(dana, atelier_a) == set()
    assert waiting(charlie, bureau_b) == {bureau_b.id}


def test_what_waits_for_somebody_else_is_never_told(dana, charlie, atelier_a, bureau_b, as_dana_in_b, far_channel, say):
    say(as_dana_in_b, far_channel)
    assert waiting(dana, bureau_b, charlie) == set()
    with organisation_scope(bureau_b.id):
        assert set(organisations_with_unread(charlie)) == set()


@pytest.mark.parametrize("end", ["archived", "taken out", "suspended"])
def test_what_one_no_longer_reads_does_not_wait(dana, atelier_a, bureau_b, as_charlie, as_dana_in_b, far_channel, say, end):
    say(as_charlie, far_channel)
    assert waiting(dana, atelier_a) == {bureau_b.id}
    with organisation_scope(bureau_b.id):
        if end == "archived":
            archive_channel(as_charlie, channel_id=far_channel.id)
        elif end == "taken out":
            remove_person(as_charlie, channel_id=far_channel.id, membership_id=as_dana_in_b.membership.id)
        else:
            Membership.objects.filter(pk=as_dana_in_b.membership.pk).update(status="suspended")
    assert waiting(dana, atelier_a) == set()
