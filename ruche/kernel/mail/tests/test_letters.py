# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from ruche.kernel.errors import Conflict, InvalidInput, NotFound
from ruche.kernel.mail.backend import LetterBackend
from ruche.kernel.mail.models import Letter
from ruche.kernel.mail.services import send_letter, send_letter_again
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db


def write(**changes: Any) -> Letter:
    context = {"name": "Zoë <script>", "link": "https://ruche.example/x?a=1&b=2", **changes.pop("context", {})}
    return send_letter(**{"to": "zoe@example.org", "template": "tests/parcel", "context": context, "language": "en", **changes})


def test_without_a_mail_server_a_letter_is_kept():
    letter = write()
    assert (letter.state, letter.to, letter.subject) == ("kept", "zoe@example.org", "Parcel for Zoë <script>")
    assert not ProcrastinateJob.objects.exists()


def test_text_is_plain_and_html_is_escaped():
    letter = write()
    assert "Zoë <script> & co" in letter.text
    assert "https://ruche.example/x?a=1&b=2" in letter.text
    assert "Because of a parcel." in letter.text
    assert "SPDX" not in letter.text + letter.html
    assert "Zoë &lt;script&gt;" in letter.html
    assert 'href="https://ruche.example/x?a=1&amp;b=2"' in letter.html


def test_letter_speaks_the_receivers_language_whoever_writes_it():
    with translation.override("en"):
        letter = write(language="fr")
    assert '<html lang="fr">' in letter.html
    assert any(day in letter.text for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))


def test_letter_of_an_organisation_wears_its_name_and_colour(atelier_a):
    atelier_a.colour = "#ffee55"
    letter = write(organisation=atelier_a)
    assert letter.organisation_id == atelier_a.pk
    assert "Atelier A" in letter.text
    assert "#ffee55" not in letter.html  # pale yellow is darkened until it stands out


def test_with_a_mail_server_a_letter_waits_for_its_job(mail_server, atelier_a):
    letter = write(organisation=atelier_a)
    assert letter.state == "waiting"
    queued = ProcrastinateJob.objects.get()
    assert queued.args == {"organisation_id": str(atelier_a.pk), "letter_id": str(letter.pk)}


def test_lines_cannot_be_smuggled_into_the_headers():
    letter = write(context={"name": "Zoë\r\nBcc: all@example.org"})
    assert letter.subject == "Parcel for Zoë Bcc: all@example.org"
    for address in ("zoe@example.org\nBcc: all@example.org", "zoe@example.org, all@example.org", "nobody"):
        with pytest.raises(InvalidInput) as refused:
            write(to=address)
        assert "to" in refused.value.fields
    assert Letter.objects.count() == 1


def test_long_subject_is_cut():
    assert len(write(context={"name": "x" * 400}).subject) == 250


def test_other_libraries_send_letters_too():
    message = EmailMultiAlternatives("Your\ncode", "123", "ruche@localhost", ["a@example.org", "b@example.org"])
    message.attach_alternative("<p>123</p>", "text/html")
    with translation.override("fr"):
        assert LetterBackend().send_messages([message]) == 1
    assert sorted(Letter.objects.values_list("to", "subject", "text", "html", "language")) == [
        ("a@example.org", "Your code", "123", "<p>123</p>", "fr"),
        ("b@example.org", "Your code", "123", "<p>123</p>", "fr"),
    ]


def test_kept_letter_leaves_when_there_is_a_server(request):
    admin = User(is_instance_admin=True)
    letter = write()
    with pytest.raises(Conflict) as refused:
        send_letter_again(admin, letter_id=letter.pk)
    assert refused.value.code == "no_mail_server"

    request.getfixturevalue("mail_server")
    with pytest.raises(NotFound):
        send_letter_again(User(), letter_id=letter.pk)
    assert send_letter_again(admin, letter_id=letter.pk).state == "waiting"
    with pytest.raises(Conflict):
        send_letter_again(admin, letter_id=letter.pk)
    with pytest.raises(NotFound):
        send_letter_again(admin, letter_id=uuid4())
