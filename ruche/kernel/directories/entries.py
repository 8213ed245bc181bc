# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an entry of a directory says, read with the names that its server uses."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ruche.kernel.errors import InvalidInput
from ruche.kernel.security.text import clean_name
from ruche.kernel.users.models import clean_email

# As OpenLDAP calls them; the form offers Active Directory's beside them.
ATTRIBUTES = {"external_id": "entryUUID", "email": "mail", "name": "cn", "member": "member", "head": ""}
CONTROL = "userAccountControl"
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as the directory has them. `fault`: why they cannot come in: no_id, no_email or no_name.

    `is_disabled`: Active Directory keeps the entries of those who left, and only says so.
    """

    external_id: str
    dn: str
    email: str
    name: str
    fault: str = ""
    is_disabled: bool = False

    @property
    def digest(self) -> str:
        return digest_of(self.dn, self.email, self.name)


@dataclass(frozen=True, slots=True)
class LdapGroup:
    """A group and the folded names (DNs) of those directly in it, people and groups."""

    external_id: str
    dn: str
    name: str
    members: tuple[str, ...]
    heads: tuple[str, ...]


def read_person(raw: Raw, names: Mapping[str, str]) -> Person:
    """`raw`: an entry as the client gives it."""
    external_id = _identity(raw, names["external_id"])
    email, name = _email(_first(raw, names["email"])), _name(_first(raw, names["name"]), 120)
    fault = "no_id" if not external_id else "no_email" if not email else "no_name" if not name else ""
    return Person(external_id, str(raw["dn"]), email, name, fault, _is_disabled(raw))


def read_group(raw: Raw, names: Mapping[str, str]) -> LdapGroup:
    members = tuple(dn_key(one) for one in _texts(raw, names["member"]))
    heads = tuple(dn_key(one) for one in _texts(raw, names["head"])) if names.get("head") else ()
    return LdapGroup(_identity(raw, names["external_id"]), str(raw["dn"]), _name(_first(raw, "cn"), 80), members, heads)


def dn_key(dn: str) -> str:
    """The form under which two spellings of a DN are the same, well enough: no case, no blanks around its parts."""
    return ",".join(part.strip() for part in dn.casefold().split(","))


def digest_of(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _identity(raw: Raw, attribute: str) -> str:
    """objectGUID is sixteen bytes; entryUUID is a text."""
    values = _values(raw, attribute)
    if not values:
        return ""
    value = values[0]
    if attribute.lower() == "objectguid" and isinstance(value, bytes):
        return str(UUID(bytes_le=value)) if len(value) == 16 else ""
    return _text(value).strip()[:120]


def _is_disabled(raw: Raw) -> bool:
    """ACCOUNTDISABLE, the second bit of userAccountControl (MS-ADTS 2.2.16); other servers have no such attribute."""
    text = _first(raw, CONTROL)
    return text.lstrip("-").isdigit() and bool(int(text) & 2)


def _email(text: str) -> str:
    try:
        validate_email(email := clean_email(text))
    except ValidationError:
        return ""
    return email if len(email) <= 254 else ""


def _name(text: str, most: int) -> str:
    """A name that is too long is cut, not refused: nobody stays outside because of it."""
    try:
        return clean_name(text[:most], max_length=most)
    except InvalidInput:
        return ""


def _first(raw: Raw, attribute: str) -> str:
    texts = _texts(raw, attribute)
    return texts[0] if texts else ""


def _texts(raw: Raw, attribute: str) -> list[str]:
    return [_text(value) for value in _values(raw, attribute)]


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _values(raw: Raw, attribute: str) -> Sequence[Any]:
    wanted = attribute.lower()
    return next((values for name, values in raw["raw_attributes"].items() if name.lower() == wanted), [])
