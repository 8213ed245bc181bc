# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of the house that imports do not show."""

from tests.architecture.files import files_of, lines_matching

PYTHON = [path for path in files_of(".py", under="ruche") if not {"tests", "migrations", "testing"} & set(path.parts)]
TEMPLATES = files_of(".html", under="ruche")
DOORS = [path for path in PYTHON if path.stem in ("views", "api", "door") or {"views", "api"} & set(path.parts[-2:-1])]


def test_doors_write_and_read_through_services_and_selectors():
    doors = [path for path in DOORS if "kernel/api/" not in path.as_posix()]
    assert doors
    assert lines_matching(doors, r"(?<!form)\.save\(|\.delete\(|\.objects\b") == []


# Django's own model: whoever deletes a session, its sockets must close.
LISTENERS = {"kernel/realtime/sessions.py"}


def test_nobody_listens_to_saves():
    others = [path for path in PYTHON if not any(path.as_posix().endswith(name) for name in LISTENERS)]
    assert len(others) == len(PYTHON) - len(LISTENERS)
    assert lines_matching(others, r"\b(post|pre)_(save|delete)\b") == []


def test_templates_hold_no_inline_style_script_or_handler():
    assert lines_matching(TEMPLATES, r"""\sstyle=["']|\son[a-z]+=["']|<script(?![^>]*(nonce|type="application/json"|src=))""") == []


# Their text was made safe when it was kept.
SANITISED = {"ruche/modules/chat/templates/chat/_message.html"}


def test_only_one_place_marks_text_as_safe():
    allowed = ("kernel/ui/templatetags/", "chat/")
    found = [line for line in lines_matching(PYTHON, r"\bmark_safe\(") if not any(part in line for part in allowed)]
    assert found == []
    unescaped = [line.partition(":")[0] for line in lines_matching(TEMPLATES, r"\|safe\b|autoescape off")]
    assert set(unescaped) <= SANITISED
