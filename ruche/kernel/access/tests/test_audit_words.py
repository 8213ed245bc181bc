# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit is read by people: every kind of act that the sources note has words, and what was noted is written as people write."""

import re

from django.utils import timezone, translation

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.views.audit_lines import audit_lines
from ruche.kernel.access.views.audit_words import ACTIONS
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from tests.architecture.files import files_of

NOTED = re.compile(r"(?:record_audit\(\s*[^,]+,|\.record\()\s*\"([a-z_.]+)\"")


def test_every_kind_of_act_has_words():
    sources = [path for path in files_of(".py", under="ruche") if "tests" not in path.parts]
    noted = {name for path in sources for name in NOTED.findall(path.read_text())}
    assert len(noted) > 30
    assert noted - set(ACTIONS) == set()


def test_instants_levels_and_truths_are_written_out(atelier_a, alice):
    with organisation_scope(atelier_a.id), translation.override("en"), timezone.override("Europe/Paris"):
        facts = {"ends_at": "2027-01-20T17:00:00+00:00", "see": "organisation", "is_active": True}
        entry = AuditEntry(action="give_role", after=facts)
        changes = {str(change.label): change.after for change in audit_lines(find_actor(alice, atelier_a), [entry])[0].changes}
    assert changes == {"Until": "Wednesday 20 January 2027, 18:00", "See": "The organisation", "Active": "Yes"}
