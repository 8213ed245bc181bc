# SPDX-License-Identifier: AGPL-3.0-or-later
"""Secrets that must be read again (keys of second factors, passwords of directories) are kept sealed: AES-256-GCM.

The keys come from RUCHE_ENCRYPTION_KEY (several lines: the first seals, all open), else from the file `secrets/encryption`
of the data folder, which is read again when it changes: a rotation needs no restart there.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError

_FORM = "s1"
_RESEALERS: dict[str, Callable[[], int]] = {}


class SealBroken(DomainError):
    """What is kept cannot be opened: its key is gone, or somebody changed it."""

    code = "seal_broken"
    status = 503
    message = _("A secret cannot be read, because its encryption key is missing. Whoever runs this instance can bring the key back.")


def seal(text: str, *, purpose: str) -> str:
    """The text as it may be kept. Only the same `purpose` opens it."""
    name, key = _first(purpose)
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{_FORM}.{name}.{urlsafe_b64encode(nonce + sealed).decode().rstrip('=')}"


def unseal(text: str, *, purpose: str) -> str:
    """What was sealed. Raises SealBroken."""
    form, _dot, rest = text.partition(".")
    name, _dot, content = rest.partition(".")
    key = _keys_of(purpose).get(name)
    if form != _FORM or key is None:
        raise SealBroken()
    try:
        raw = urlsafe_b64decode(content + "=" * (-len(content) % 4))
        return AESGCM(key).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
    except (InvalidTag, ValueError):
        raise SealBroken() from None


def is_sealed_with_first(text: str, *, purpose: str) -> bool:
    """Whether the key that seals now sealed this too: then a rotation has nothing to do here."""
    return text.startswith(f"{_FORM}.{_first(purpose)[0]}.")


def reseal(text: str, *, purpose: str) -> str:
    """The same secret under the first key."""
    return text if is_sealed_with_first(text, purpose=purpose) else seal(unseal(text, purpose=purpose), purpose=purpose)


def register_sealed(label: str, seal_anew: Callable[[], int]) -> None:
    """Name what keeps sealed secrets. `seal_anew` seals all of them with the first key and tells how many it changed."""
    _RESEALERS[label] = seal_anew


def reseal_everything() -> dict[str, int]:
    """Every kept secret under the first key; how many were changed, by label."""
    return {label: _RESEALERS[label]() for label in sorted(_RESEALERS)}


def encryption_keys() -> tuple[str, ...]:
    """The keys of now, the sealing one first."""
    file: Path | None = settings.ENVIRONMENT.encryption_file
    if file is None:
        return tuple(settings.ENVIRONMENT.encryption_keys)
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> tuple[str, ...]:
    return tuple(line.strip() for line in file.read_text().splitlines() if line.strip())


def _first(purpose: str) -> tuple[str, bytes]:
    return next(iter(_keys_of(purpose).items()))


def _keys_of(purpose: str) -> dict[str, bytes]:
    return _derived(encryption_keys(), purpose)


@lru_cache(maxsize=64)
def _derived(keys: tuple[str, ...], purpose: str) -> dict[str, bytes]:
    found = {}
    for key in keys:
        name = hashlib.sha256(b"ruche.sealing.name|" + key.encode()).hexdigest()[:8]
        found[name] = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"ruche.sealing|{purpose}".encode()).derive(key.encode())
    return found
