# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import uuid4

import pytest
from django.test import Client

from ruche.kernel.mail.models import Letter
from ruche.kernel.mail.tests.test_letters import write
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(charlie: User, client_of) -> Client:
    User.objects.filter(pk=charlie.pk).update(is_instance_admin=True)
    return client_of(charlie)


def test_letters_are_read_by_the_instances_administrator_only(admin, client_of, alice):
    letter = write()
    for page in ("letters/", f"letters/{letter.pk}/", f"letters/{letter.pk}/html/"):
        assert admin.get(f"/instance/{page}").status_code == 200
        assert client_of(alice).get(f"/instance/{page}").status_code == 404
    assert client_of(alice).post(f"/instance/letters/{letter.pk}/delivery/").status_code == 404
    assert admin.get(f"/instance/letters/{uuid4()}/").status_code == 404


def test_letter_is_shown_as_text_with_links_that_work(admin):
    page = admin.get(f"/instance/letters/{write().pk}/").content.decode()
    assert 'href="https://ruche.example/x?a=1&amp;b=2"' in page
    assert "Zoë &lt;script&gt; &amp; co" in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_html_of_a_letter_can_do_nothing(admin):
    letter = write()
    preview = admin.get(f"/instance/letters/{letter.pk}/html/")
    policy = preview.headers["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in preview.content.decode()
    around = admin.get(f"/instance/letters/{letter.pk}/").headers["Content-Security-Policy"]
    assert around.endswith("frame-src 'self'")
    assert "script-src 'nonce-" in around


def test_letters_are_filtered_by_state_and_paged(admin, django_assert_max_num_queries):
    letters = [write() for _ in range(60)]
    Letter.objects.filter(pk=letters[0].pk).update(state="failed", error="550 no such person here")
    with django_assert_max_num_queries(6):
        first = admin.get("/instance/letters/")
    assert len(first.context["page"].results) == 50
    second = admin.get("/instance/letters/", {"after": first.context["page"].next})
    assert len(second.context["page"].results) == 10
    failed = admin.get("/instance/letters/", {"state": "failed"}).context["page"].results
    assert [letter.pk for letter in failed] == [letters[0].pk]
    assert "550 no such person here" in admin.get(f"/instance/letters/{letters[0].pk}/").content.decode()


def test_kept_letter_is_sent_by_a_press_once_there_is_a_server(admin, request):
    letter = write()
    page = f"/instance/letters/{letter.pk}/"
    assert "Send it now" not in admin.get(page).content.decode()
    assert admin.post(f"{page}delivery/").status_code == 409
    request.getfixturevalue("mail_server")
    assert "Send it now" in admin.get(page).content.decode()
    assert admin.post(f"{page}delivery/").status_code == 302
    letter.refresh_from_db()
    assert letter.state == "waiting"
