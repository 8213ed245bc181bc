# SPDX-License-Identifier: AGPL-3.0-or-later
"""That a code was used is remembered by the database, not by the process that took it."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.errors import CodeUsed
from ruche.kernel.sign_in.services import factors

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(email: str, code: str) -> str:
    """What another process answers to the code."""
    command = [sys.executable, "-m", "ruche.kernel.sign_in.tests.other_process", connection.settings_dict["NAME"], email, code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, env=dict(os.environ)).stdout


def test_a_code_used_in_another_process_is_used_here(alice):
    secret = totp.new_secret()
    totp.keep_secret(alice, secret, used_step=0)
    codes = factors.renew_recovery_codes(alice)
    step = totp.now_step() + 1  # it is still near when the other process has started
    assert elsewhere(alice.email, totp.code_of(secret, step)) == "totp"
    with pytest.raises(CodeUsed):
        factors.check_code(alice, totp.code_of(secret, step))
    assert Authenticator.objects.get(type="totp").data["used_step"] == step
    assert factors.check_code(alice, codes[0]) == "recovery_codes"
    assert elsewhere(alice.email, codes[0]) == "code_refused"
