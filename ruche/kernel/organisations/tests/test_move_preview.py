# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said before a group moves: what changes in full, what stays only counted until somebody asks."""

from uuid import uuid4

from django.template.loader import render_to_string
from django.utils import translation

from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.selectors.group_previews import ChannelLine, MovePreview


def test_conversations_that_stay_are_counted_and_folded(atelier_a):
    group = Group(pk=uuid4(), name="Kitchen")
    channels = [ChannelLine("moved", 2, change="is closed"), *(ChannelLine(f"quiet-{number}", 1) for number in range(9))]
    preview = MovePreview(group, None, 3, 0, [], [], [], [], channels)
    with translation.override("en"):
        page = render_to_string(
            "organisations/_group_move.html", {"preview": preview, "group": group, "organisation": atelier_a, "is_alone": False}
        )
    before, folded = page.split("<details>")
    assert "moved" in before
    assert "quiet-" not in before
    assert "9 conversations stay as they are" in folded
    assert folded.count("quiet-") == 9
