# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tokens of invitations and join codes: derived from the row's id by a keyed hash, never stored.

So a link can be copied again by those who may, and a copy of the database gives none away.
"""

from base64 import urlsafe_b64encode
from typing import Literal
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from ruche.kernel.organisations.models import Organisation, OrganisationKey

Purpose = Literal["invitation", "join_code", "consent"]

# Nothing that is mistaken for something else when read aloud, printed or copied by hand: 24 signs, 12 of them = 55 bits.
ALPHABET = "ACDEFGHJKMNPQRTVWXY34679"
CODE_LENGTH = 12


def _digest(salt: str, value: str) -> bytes:
    return salted_hmac(f"ruche.organisations.{salt}", value, algorithm="sha256").digest()


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_of(invitation_id: UUID) -> str:
    """The token in an invitation's link: 43 characters, 256 bits."""
    return _text(_digest("invitation", str(invitation_id)))


def proof_of(token: str) -> str:
    """What only the letter's link carries: whoever has it reads the mail of the invited address."""
    return _text(_digest("proof", token)[:16])


def is_proof(token: str, proof: str) -> bool:
    return constant_time_compare(proof_of(token), proof)


def code_of(join_code_id: UUID) -> str:
    """A join code without dashes, 12 signs of ALPHABET."""
    number = int.from_bytes(_digest("join_code", str(join_code_id)))
    signs = []
    for _place in range(CODE_LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def dashed(code: str) -> str:
    """ "ACDEFGHJKMNP" → "ACDE-FGHJ-KMNP"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in any case, with any dashes and spaces; None when it cannot be one."""
    code = "".join(sign for sign in typed.upper()[:80] if sign.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None


def _hash(purpose: Purpose, secret: str) -> str:
    return _digest(f"key.{purpose}", secret).hex()


def make_key(purpose: Purpose, row_id: UUID, secret: str, organisation: Organisation) -> OrganisationKey:
    """An unsaved key of one row."""
    return OrganisationKey(id=row_id, purpose=purpose, hash=_hash(purpose, secret), organisation=organisation)


def find_key(purpose: Purpose, secret: str) -> OrganisationKey | None:
    """Where a token or code leads, with its organisation; None for an unknown one."""
    found = OrganisationKey.objects.select_related("organisation").filter(hash=_hash(purpose, secret), purpose=purpose)
    return found.first()
