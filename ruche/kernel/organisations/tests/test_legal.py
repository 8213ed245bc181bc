# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who an organisation is in law: kept whole, shown where it should be, changed by who may."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ruche.kernel.errors import InvalidInput, PermissionRefused, Stale
from ruche.kernel.mail.rendering import render_letter
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.currencies import from_minor
from ruche.kernel.organisations.models import BankAccount, Invitation, LegalIdentity, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
PAGE = "/o/atelier-a/settings/identity/"
PNG = b"\x89PNG\r\n\x1a\n" + bytes([0, 0, 0, 13]) + b"IHDR" + (8).to_bytes(4) * 2 + bytes([8, 6, 0, 0, 0])


def test_every_wrong_field_is_named_at_once_and_nothing_is_kept(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        wrong = {"siren": "1", "postal_code": "6900", "country": "FR", "website": "not a site", "city": "Lyon", "capital": "1.234"}
        with pytest.raises(InvalidInput) as refusal:
            services.update_legal_identity(actor, **wrong)
        assert set(refusal.value.fields) == {"siren", "postal_code", "website", "capital"}
        assert selectors.get_legal_identity(atelier_a).city == ""


def test_it_is_kept_and_agrees_with_what_was_kept(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.update_legal_identity(actor, siren="732 829 320", capital="7500", website="sarcelle.example", form="SAS")
        identity = selectors.get_legal_identity(atelier_a)
        assert (identity.siren, identity.website, identity.version) == ("732829320", "https://sarcelle.example", 1)
        assert str(from_minor(identity.capital_minor or 0, "EUR")) == "7500.00"
        with pytest.raises(InvalidInput) as refusal:
            services.update_legal_identity(actor, siret="356 000 000 00048")
        assert refusal.value.fields.keys() == {"siret"}
        with pytest.raises(Stale) as stale:
            services.update_legal_identity(actor, city="Lyon", version=0)
        assert stale.value.current["theirs"]["siren"] == "732829320"
        assert LegalIdentity.objects.count() == 1


def test_the_capital_stays_the_number_that_was_written_when_the_currency_changes(
    acting: Acting, alice: User, atelier_a: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        services.update_legal_identity(actor, capital="7500.40")
        for currency, written in (("JPY", "7500"), ("TND", "7500.000"), ("EUR", "7500.00")):
            services.update_organisation(actor, currency=currency)
            minor = selectors.get_legal_identity(atelier_a).capital_minor
            assert str(from_minor(minor or 0, currency)) == written


def test_bank_accounts(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        first = services.add_bank_account(actor, label="Current", iban="FR14 2004 1010 0505 0001 3M02 606")
        second = services.add_bank_account(actor, label="Other", iban="DE89370400440532013000", is_main=True)
        assert [one.label for one in selectors.list_bank_accounts(actor)] == ["Other", "Current"]
        with pytest.raises(InvalidInput) as refusal:
            services.add_bank_account(actor, label="Twice", iban="DE89 3704 0044 0532 0130 00")
        assert refusal.value.code == "taken"
        services.remove_bank_account(actor, account_id=second.pk)
        assert selectors.find_main_account(atelier_a) == first
        services.add_bank_account(actor, label="Again", iban=second.iban)  # what was taken away may come back
        assert BankAccount.objects.count() == 3
    with acting(bob, atelier_a) as actor, pytest.raises(PermissionRefused):
        selectors.list_bank_accounts(actor)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "no_picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(8), "no_picture"),
        (b"\xff\xd8\xff\xe0\x00\x01", "no_picture"),
        (b"\xff\xd8\xff\xe0\xff\xff", "no_picture"),
        (PNG[:16] + (60_000).to_bytes(4) * 2, "too_many_pixels"),
        (PNG + bytes(512 * 1024), "too_large"),
    ],
)
def test_a_logo_that_is_no_reasonable_picture_is_refused(
    acting: Acting, alice: User, atelier_a: Organisation, content: bytes, code: str
) -> None:
    with acting(alice, atelier_a) as actor:
        with pytest.raises(InvalidInput) as refusal:
            services.set_logo(actor, content=content)
        assert refusal.value.code == code
        assert services.set_logo(actor, content=PNG).media == "image/png"


def test_the_logo_is_shown_before_one_is_inside(client_of: ClientOf, alice: User, atelier_a: Organisation, bureau_b: Organisation) -> None:
    client = client_of(alice)
    client.post("/o/atelier-a/settings/general/logo/", {"logo": SimpleUploadedFile("logo.png", PNG, "image/svg+xml")})
    logo = selectors.find_logo(atelier_a)
    assert logo is not None
    address = f"/organisations/atelier-a/logo/{logo.hash}/"
    assert address in client.get("/o/atelier-a/about/").content.decode()
    shown = Client().get(address)
    assert (shown.status_code, shown["Content-Type"], shown.content) == (200, "image/png", PNG)
    assert "sandbox" in shown["Content-Security-Policy"]
    assert Client().get(f"/organisations/bureau-b/logo/{logo.hash}/").status_code == 404
    assert Client().get("/organisations/atelier-a/logo/else/").status_code == 404
    client.post("/o/atelier-a/settings/general/logo/", {"is_removed": "1"})
    assert Client().get(address).status_code == 404


def test_the_page_checks_a_field_as_soon_as_one_leaves_it(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    client = client_of(alice)
    assert "nine digits" in client.post(f"{PAGE}check/", {"field": "siren", "siren": "123"}).content.decode()
    assert "r-error" not in client.post(f"{PAGE}check/", {"field": "siren", "siren": "732829320"}).content.decode()
    mismatch = client.post(f"{PAGE}check/", {"field": "siret", "siret": "35600000049837", "siren": "732829320"}).content.decode()
    assert "does not begin with the SIREN" in mismatch
    assert client.post(f"{PAGE}check/", {"field": "password"}).status_code == 404
    assert client_of(bob).post(f"{PAGE}check/", {"field": "siren"}).status_code == 403


def test_a_form_says_all_that_is_wrong_and_keeps_what_was_typed(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    response = client_of(alice).post(PAGE, {"legal_name": "Kept <b>typed</b>", "siren": "12", "version": "0"})
    assert response.status_code == 422
    assert "Kept &lt;b&gt;typed&lt;/b&gt;" in response.content.decode()
    assert client_of(alice).post(PAGE, {"legal_name": "Sarcelle", "version": "0"}).status_code == 302
    stale = client_of(alice).post(PAGE, {"legal_name": "Other", "version": "0"})
    assert (stale.status_code, selectors.get_legal_identity(atelier_a).legal_name) == (422, "Sarcelle")
    page = stale.content.decode()
    assert 'value="Other"' in page  # what was typed, with what it is now beside it, and the way to replace that
    assert re.search(r'id="id_legal_name_error".*?<span>Sarcelle</span>', page, re.DOTALL)
    again = {"legal_name": "Other", "version": re.search(r'name="version" value="(\d+)"', page)[1]}
    assert client_of(alice).post(PAGE, again).status_code == 302
    assert selectors.get_legal_identity(atelier_a).legal_name == "Other"


def test_letters_say_who_sends_them(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.update_legal_identity(actor, legal_name="Sarcelle en droit", siret="732 829 320 00074", city="Lyon")
        context = {"invitation": None, "name": "", "link": "https://x.example"}
        letter = render_letter("organisations/mail/invitation", context, "en", atelier_a)
    for part in (letter.text, letter.html):
        assert "Sarcelle en droit" in part
        assert "732\u202f829\u202f320" in part


def test_letters_and_sheets_wear_the_logo_the_colours_and_the_dates(
    client_of: ClientOf, acting: Acting, alice: User, atelier_a: Organisation
) -> None:
    atelier_a.second_colour, atelier_a.date_format, atelier_a.time_zone = "#1d4f7a", "iso", "Pacific/Auckland"
    atelier_a.save()
    with acting(alice, atelier_a) as actor:
        services.update_legal_identity(actor, legal_name="Sarcelle en droit", form="SAS", capital="7500")
        logo = services.set_logo(actor, content=PNG)
        code = services.create_join_code(actor, label="Door")
        context = {"invitation": Invitation(expires_at=datetime(2026, 12, 1, 18, 0, tzinfo=UTC)), "name": "", "link": "https://x.example"}
        letter = render_letter("organisations/mail/invitation", context, "en", atelier_a)
    assert f"/organisations/atelier-a/logo/{logo.hash}/" in letter.html
    assert "#1d4f7a" in letter.html
    assert "works until 2026-12-02" in letter.text  # in Auckland it is the day after
    assert "SAS, capital 7,500" in letter.text
    sheet = client_of(alice).get(f"/o/atelier-a/settings/join-codes/{code.pk}/sheet/").content.decode()
    assert logo.hash in sheet
    assert "Sarcelle en droit" in sheet
    assert "--org-second:#1d4f7a" in sheet


def test_a_mention_has_days_on_which_it_is_right() -> None:
    small = LegalIdentity(vat_status="exempt_small", country="FR")
    assert "293 B" in selectors.find_vat_mention(small, date(2026, 11, 21))
    assert selectors.find_vat_mention(small, date(2028, 1, 1)) == ""
    assert selectors.find_vat_mention(LegalIdentity(vat_status="liable"), date(2026, 11, 21)) == ""
    assert selectors.find_vat_mention(LegalIdentity(vat_status="exempt_small", country="DE"), date(2026, 11, 21)) == ""


def test_a_family_is_not_asked_for_its_registers(client_of: ClientOf, alice: User, atelier_a: Organisation) -> None:
    atelier_a.kind = Organisation.Kind.FAMILY
    atelier_a.save()
    page = client_of(alice).get(PAGE).content.decode()
    assert 'name="siren"' not in page
    assert 'name="street"' in page


def test_the_api_reads_and_changes_it(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    address = "/api/v1/o/atelier-a/legal-identity/"
    client = client_of(alice)
    changed: Any = client.patch(address, {"siren": "732 829 320", "capital": "1000.50"}, content_type="application/json").json()
    assert (changed["siren"], changed["capital"], changed["version"]) == ("732829320", "1000.50", 1)
    stale = client.patch(address, {"city": "Lyon", "version": 0}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]["theirs"]["siren"]) == (409, "stale", "732829320")
    assert client_of(bob).get(address).status_code == 403
    about: Any = client_of(bob).get("/api/v1/o/atelier-a/about/").json()
    assert about["legal"] == ["SIREN 732\u202f829\u202f320"]
