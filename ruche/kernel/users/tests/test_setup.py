# SPDX-License-Identifier: AGPL-3.0-or-later
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.security.facts import find_fact
from ruche.kernel.users.models import User
from ruche.kernel.users.services import create_administrator
from ruche.kernel.users.setup import create_setup_link, use_setup_link

pytestmark = pytest.mark.django_db
VALUES = {"name": "Nora Belkacem", "email": "nora@example.org", "password": "plenty of words here"}


def _path() -> str:
    return create_setup_link().removeprefix("http://localhost:8000")


def test_the_link_makes_the_first_administrator_who_goes_on_to_create_an_organisation() -> None:
    client, path = Client(headers={"accept-language": "en"}), _path()
    assert "Set up Ruche" in client.get(path).content.decode()
    answer = client.post(path, VALUES)
    assert answer.status_code == 302
    user = User.objects.get()
    assert user.is_instance_admin
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(answer["Location"]).status_code in (200, 302)


def test_it_works_once() -> None:
    path = _path()
    Client().post(path, VALUES)
    other = Client()
    assert other.get(path).status_code == 404
    assert other.post(path, {**VALUES, "email": "other@example.org"}).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_works_once_also_for_two_at_the_same_moment() -> None:
    token = _path().split("/")[2]

    def open_it(number: int) -> bool:
        try:
            use_setup_link(token, name="Nora", email=f"nora{number}@example.org", password=VALUES["password"])
        except NotFound:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(open_it, range(4))) == 1
    assert User.objects.count() == 1


def test_a_second_link_closes_the_first() -> None:
    first, second = _path(), _path()
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_it_is_closed_after_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ruche.kernel.users.setup._LASTS", timedelta(seconds=-1))
    assert Client().get(_path()).status_code == 404


def test_only_a_hash_of_it_is_kept() -> None:
    token = _path().split("/")[2]
    assert token not in str(find_fact("setup_link"))


def test_what_is_wrong_stands_beside_its_field_and_the_link_stays_open() -> None:
    client, path = Client(headers={"accept-language": "en"}), _path()
    answer = client.post(path, {**VALUES, "password": "nora@example.org"})
    assert answer.status_code == 422
    assert "too similar" in answer.content.decode().split('id="id_password_error"')[1]
    assert 'value="Nora Belkacem"' in answer.content.decode()
    assert client.post(path, VALUES).status_code == 302


def test_guessing_is_limited() -> None:
    client = Client()
    answers = [client.get(f"/setup/guess{number}/").status_code for number in range(21)]
    assert answers == [404] * 20 + [429]


def test_an_administrator_of_the_command_line_has_the_rules_of_everybody() -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_administrator(email="no address", name="Theo", password="plenty of words here")
    assert refusal.value.fields.keys() == {"email"}
    with pytest.raises(InvalidInput) as refusal:
        create_administrator(email="theo@example.org", name="Theo", password="short")
    assert refusal.value.fields.keys() == {"password"}
    user = create_administrator(email="Theo@Example.org", name="", password="plenty of words here")
    assert (user.email, user.name, user.is_instance_admin) == ("theo@example.org", "Theo", True)
