# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from ruche.kernel.jobs.retries import ATTEMPTS
from ruche.kernel.mail import delivery
from ruche.kernel.mail.delivery import DeliveryPostponed, deliver, purge_letters
from ruche.kernel.mail.models import Letter
from ruche.kernel.mail.tests.test_letters import write

pytestmark = pytest.mark.django_db


def delivered(letter: Letter) -> Letter:
    deliver(letter.pk)
    letter.refresh_from_db()
    return letter


def test_letter_arrives_with_its_headers(mail_server, settings):
    letter = delivered(write())
    assert letter.state == "sent"
    assert letter.sent_at is not None
    message = mail_server.received[0]
    assert message["To"] == "zoe@example.org"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["Subject"] == "Parcel for Zoë <script>"
    assert message["Message-ID"] == f"<{letter.pk}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == letter.created_at.replace(microsecond=0)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert "Because of a parcel." in message.get_body(("plain",)).get_content()
    # What let its receiver in is no longer kept here.
    assert letter.text == letter.html == ""


def test_letter_is_delivered_once(mail_server):
    letter = write()
    deliver(letter.pk)
    deliver(letter.pk)
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "MAIL"])
def test_refusal_for_good_ends_it(mail_server, verb):
    mail_server.answers[verb] = "550 no such person here"
    letter = delivered(write())
    assert (letter.state, letter.error) == ("failed", "550 no such person here")
    assert letter.text


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "MAIL"])
def test_refusal_for_now_is_tried_again_until_it_ends(mail_server, verb):
    mail_server.answers[verb] = "451 come back later"
    letter = write()
    for _ in range(ATTEMPTS - 1):
        with pytest.raises(DeliveryPostponed, match="451 come back later"):
            deliver(letter.pk)
    assert delivered(letter).state == "failed"

    Letter.objects.filter(pk=letter.pk).update(state="waiting", attempts=1)
    del mail_server.answers[verb]
    assert delivered(letter).state == "sent"


def test_server_that_is_away_or_silent_is_tried_again(settings, monkeypatch):
    monkeypatch.setattr(delivery, "TIMEOUT", 0.2)
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        server = SimpleNamespace(host="127.0.0.1", port=silent.getsockname()[1], user="", password="", encryption="none")
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=server)
        letter = write()
        with pytest.raises(DeliveryPostponed, match=r"[Tt]ime"):
            deliver(letter.pk)
    with pytest.raises(DeliveryPostponed, match="refused"):
        deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 2)


def test_server_taken_away_meanwhile_keeps_the_letter(mail_server, settings):
    letter = write()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=None)
    assert delivered(letter).state == "kept"


def test_old_letters_go():
    old, recent = write(), write()
    Letter.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert purge_letters() == 1
    assert list(Letter.objects.values_list("pk", flat=True)) == [recent.pk]
