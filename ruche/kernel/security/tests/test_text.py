# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.utils.translation import override

from ruche.kernel.errors import InvalidInput
from ruche.kernel.security.text import clean_name, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nora \t\n Belkacem ", "Nora Belkacem"),
        ("Nora\u00a0Belkacem", "Nora Belkacem"),
        ("E\u0301mile", "\u00c9mile"),
        ("ali\u202eecila", "aliecila"),
        ("No\u200bra\ufeff\u2060", "Nora"),
        ("No\u200dra \u200cB", "Nora B"),
        ("N\x00o\x07ra\x1b", "Nora"),
        ("\ud800Nora", "Nora"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("נועה", "נועה"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Team \U0001f469\u200d\U0001f527", "Team \U0001f469\u200d\U0001f527"),
        ("e" + "\u0301" * 40, "é" + "\u0301" * 3),
    ],
)
def test_a_name_is_kept_as_people_mean_it(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200d", "\u202e\u202c", "\x00\x01", "\u00ad", "\u3164"])
def test_a_name_that_nobody_can_see_is_refused_on_its_field(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        clean_name(typed, field="title")
    assert refusal.value.fields.keys() == {"title"}
    assert refusal.value.code == "required"


def test_a_name_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(InvalidInput) as refusal, override("en"):
        clean_name("x" * 123, max_length=120)
    assert "3 characters" in str(refusal.value.fields["name"][0])
    assert clean_name("x" * 120, max_length=120)


def test_a_text_keeps_its_lines_and_loses_what_deceives() -> None:
    assert clean_text("One\r\nTwo\u202e\x00\n\n\tThree\n\n") == "One\nTwo\n\n\tThree"
    assert clean_text(" \u200b ") == ""
    with pytest.raises(InvalidInput):
        clean_text("  ", is_required=True)
