# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from ruche.kernel.security.sealing import SealBroken, encryption_keys, is_sealed_with_first, reseal, seal, unseal

OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Any:
    """keys("…", "…"): those of the environment from now on."""

    def use(*given: str) -> None:
        monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, encryption_keys=given, encryption_file=None))

    return use


def test_what_is_sealed_opens_for_its_purpose_only(keys):
    keys(NEW)
    kept = seal("the secret", purpose="one")
    assert "secret" not in kept
    assert unseal(kept, purpose="one") == "the secret"
    with pytest.raises(SealBroken):
        unseal(kept, purpose="other")


def test_the_same_secret_looks_different_each_time(keys):
    keys(NEW)
    assert seal("x", purpose="p") != seal("x", purpose="p")


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-2] + "AA", lambda text: text[:12], lambda text: "plain", lambda text: "s1.deadbeef.AAAA"]
)
def test_what_was_changed_does_not_open(keys, spoil):
    keys(NEW)
    with pytest.raises(SealBroken):
        unseal(spoil(seal("the secret", purpose="p")), purpose="p")


def test_old_rows_open_until_they_are_sealed_anew(keys):
    keys(OLD)
    kept = seal("the secret", purpose="p")
    keys(NEW, OLD)
    assert unseal(kept, purpose="p") == "the secret"
    assert not is_sealed_with_first(kept, purpose="p")
    anew = reseal(kept, purpose="p")
    keys(NEW)
    assert unseal(anew, purpose="p") == "the secret"
    with pytest.raises(SealBroken):
        unseal(kept, purpose="p")


def test_a_file_that_changes_is_read_again(monkeypatch, tmp_path: Path):
    file = tmp_path / "encryption"
    file.write_text(OLD)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, encryption_file=file))
    kept = seal("the secret", purpose="p")
    file.write_text(f"{NEW}\n{OLD}\n")
    assert encryption_keys() == (NEW, OLD)
    assert unseal(kept, purpose="p") == "the secret"
