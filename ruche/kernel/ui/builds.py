# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `npm run build` left in static/ui/build: which file, under its hashed name, serves which source."""

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "ui" / "build"
MANIFEST = FOLDER / "manifest.json"


@lru_cache(maxsize=1)
def _read(modified_at: int) -> tuple[dict[str, Any], str]:
    content = MANIFEST.read_bytes()
    return json.loads(content), sha256(content).hexdigest()[:12]


def _manifest() -> tuple[dict[str, Any], str]:
    try:
        return _read(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}, "unbuilt"


def version() -> str:
    """Twelve characters that change with any built file."""
    return _manifest()[1]


def is_built() -> bool:
    return MANIFEST.exists()


def address(source: str) -> str:
    """The URL of a built file by its source ("icons.svg", "frontend/main.ts"); empty before the first build."""
    try:
        return _address(source, MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=64)
def _address(source: str, modified_at: int) -> str:
    entry = _read(modified_at)[0].get(source)
    return static(f"ui/build/{entry['file']}") if entry else ""


def stylesheets(source: str) -> list[str]:
    """The URLs of the stylesheets that an entry point brings."""
    return [static(f"ui/build/{file}") for file in _manifest()[0].get(source, {}).get("css", [])]


def read(source: str) -> str:
    """The text of a built file; empty before the first build."""
    entry = _manifest()[0].get(source)
    return (FOLDER / entry["file"]).read_text() if entry else ""
