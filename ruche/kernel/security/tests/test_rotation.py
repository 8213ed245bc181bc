# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from ruche.kernel.security.rotation import rotate_keys
from ruche.kernel.security.sealing import encryption_keys
from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.services import factors

pytestmark = pytest.mark.django_db


def test_factors_of_before_open_after_a_rotation(monkeypatch, tmp_path: Path, alice):
    file = tmp_path / "encryption"
    file.write_text("o" * 40)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, encryption_file=file))
    secret = totp.new_secret()
    totp.keep_secret(alice, secret, used_step=0)
    codes = factors.renew_recovery_codes(alice)
    assert rotate_keys()["second factors"] == 2
    assert encryption_keys()[1:] == ("o" * 40,)
    assert rotate_keys()["second factors"] == 2
    assert "o" * 40 not in encryption_keys()
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert factors.check_code(alice, totp.code_of(secret, totp.now_step())) == "totp"
    assert factors.check_code(alice, codes[3]) == "recovery_codes"
