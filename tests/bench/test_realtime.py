# SPDX-License-Identifier: AGPL-3.0-or-later
"""The benchmark still runs. How fast anything is, no test says: see docs/contributing/measurements.md."""

import subprocess
import sys

import pytest

from bench.realtime.clients.frames import Chunk, masked, read, ruche, split
from bench.realtime.figures import percentile
from bench.realtime.parts import PARTS
from bench.realtime.report import Report
from ruche.kernel.realtime.frames import frame_of_event
from tests.environment import ROOT


def test_the_load_reads_the_frames_of_the_product():
    sent = frame_of_event("chat.channel:1", "message", revision=7, client_id="c")["frame"]
    frames, rest = split(sent + sent[:3])
    assert rest == sent[:3]
    assert read(frames, ruche).messages == [(7, "c")]


def test_a_ping_is_answered():
    chunk: Chunk = read([(9, b"now")], ruche)
    assert chunk.replies == [masked(b"now", 10)]


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.95, 4), (0.99, 4), (0.25, 1)])
def test_percentiles_are_measured_values(share, expected):
    assert percentile([1, 2, 3, 4], share) == expected


def test_a_missed_target_is_told():
    report = Report(say=lambda _text: None)
    report.judged("speed", "1", is_met=False, target="≥ 2", beside="2", ratio=0.5)
    assert [row.verdict for row in report.missed] == ["MISSED"]
    assert "| 0.50 " in report.table()


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_every_part_runs(part):
    ended = subprocess.run(
        [sys.executable, "-m", "bench.realtime", part, "--tiny"], cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "left out" not in ended.stdout, ended.stdout
