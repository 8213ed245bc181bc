# SPDX-License-Identifier: AGPL-3.0-or-later
"""How hard a password is to guess is told in no time, whatever somebody types who is not even signed in."""

import random
import time

import pytest
from zxcvbn import matching

from ruche.kernel.users.models import User
from ruche.kernel.users.strength import LEAST, strength_of

SIGNS = "4@8({[<369|01!$5+7%2"


@pytest.mark.parametrize("password", [SIGNS * 4, "@4(8|3!1$5+7%206z9" * 4, SIGNS[::-1] * 4, "a" * 500, "1" * 500])
def test_a_password_of_signs_keeps_nobody_waiting(password):
    strength_of("warm", User())
    began = time.process_time()
    strength_of(password, User())
    assert time.process_time() - began < 2


def test_signs_are_read_as_letters_in_few_ways(monkeypatch):
    drawn, ways, every_way = random.Random(5), [], matching.enumerate_l33t_subs

    def counted(table):
        found = every_way(table)
        ways.append(len(found))
        return found

    monkeypatch.setattr(matching, "enumerate_l33t_subs", counted)
    for length in range(8, 72, 4):
        strength_of("".join(drawn.choices(SIGNS, k=length)), User())
    assert 1 < max(ways) <= 16


@pytest.mark.parametrize("password", ["p@$$w0rd1!", "P4$$w0rd!123", "12345678901234567890", "!@#$%^&*()_+"])
def test_a_word_in_signs_is_still_a_word(password):
    assert strength_of(password, User()).score < LEAST


def test_a_drawn_password_is_strong():
    assert strength_of("k4%X9$2!m|7(w+8", User()).score >= LEAST
