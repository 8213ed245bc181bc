# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of sessions says of how each began."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone, translation

from ruche.kernel.sign_in.models import RefreshFamily, SessionFact
from ruche.kernel.sign_in.selectors import list_sessions


@pytest.mark.parametrize(
    ("method", "has_factor", "said"),
    [
        ("password", False, "by password"),
        ("password", True, "by password and a second factor"),
        ("passkey", True, "by passkey"),
        ("directory", True, "through a directory and with a second factor"),
    ],
)
def test_a_second_factor_is_said_where_it_was_used(alice, method, has_factor, said):
    now = timezone.now()
    kept = {"user": alice, "last_used_at": now}
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=now + timedelta(days=1))
    SessionFact.objects.create(session_key="k" * 32, method=method, has_factor=has_factor, **kept)
    facts = {"method": method, "has_factor": has_factor}
    RefreshFamily.objects.create(current_jti="j", facts=facts, expires_at=now + timedelta(days=1), **kept)
    with translation.override("en"):
        assert [str(one.way) for one in list_sessions(alice, None)] == [said, said]
