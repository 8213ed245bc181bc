# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.kernel.mail.colours import _contrast, readable_ink, strong_colour
from ruche.kernel.organisations.colours import PALETTE


@pytest.mark.parametrize("colour", [*(value for value, _name in PALETTE), "#ffffff", "#000000", "#ffff00", "#808080"])
def test_button_reads_in_every_colour(colour):
    accent = strong_colour(colour)
    assert _contrast(accent, readable_ink(accent)) >= 4.5
    assert _contrast(accent, "#ffffff") >= 3


def test_dark_colours_stay_as_they_are():
    assert strong_colour("#1d7a68") == "#1d7a68"
