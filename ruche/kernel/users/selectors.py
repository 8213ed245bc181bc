# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading people of the whole instance. Of an organisation's people, its memberships tell."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.text import fold
from ruche.kernel.users.models import User, email_key

PAGE = 50
_SALT = "ruche.users.page"


def find_user_by_email(email: str) -> User | None:
    """The person of an address in any spelling, or None."""
    return User.objects.filter(email_key=email_key(email)).first()


def list_administrators() -> list[User]:
    """Those who administer the instance: the people to ask when there is no mail server."""
    return list(User.objects.filter(is_instance_admin=True, is_active=True).order_by("created_at")[:3])


@dataclass(frozen=True)
class PeoplePage:
    """Some people by name; `next` leads to the following ones, or is None."""

    people: list[User]
    next: str | None


def list_people(user: User, *, search: str = "", after: str = "") -> PeoplePage:
    """Everybody on this instance, for its administrator: by name, `search` in names and addresses."""
    _require_admin(user)
    people = User.objects.order_by("name_key", "id")
    if words := fold(search):
        people = people.filter(Q(name_key__contains=words) | Q(email_key__contains=words))
    if position := _read_position(after):
        people = people.filter(TupleGreaterThan(Tuple(F("name_key"), F("id")), position))
    found = list(people[: PAGE + 1])
    more = len(found) > PAGE
    return PeoplePage(found[:PAGE], _write_position(found[PAGE - 1]) if more else None)


def get_person(user: User, person_id: UUID) -> User:
    """One person, for the instance's administrator. Raises NotFound."""
    _require_admin(user)
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound()
    return person


def _require_admin(user: User) -> None:
    if not user.is_instance_admin:
        raise PermissionRefused()


def _write_position(person: User) -> str:
    return signing.dumps([person.name_key, str(person.pk)], salt=_SALT)


def _read_position(text: str) -> tuple[str, UUID] | None:
    try:
        name_key, person_id = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return name_key, UUID(person_id)
