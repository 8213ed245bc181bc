# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a log line looks: text for people, one JSON object for machines. Neither tells who somebody is or opens anything."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

_FACTS = ("method", "route", "status", "milliseconds", "job", "queue", "person_id")
_ADDRESS = re.compile(r"[^\s@\"'<>()\[\],;:=]+@[^\s@\"'<>()\[\],;:=]+")
# PostgreSQL repeats the values of a row that it refuses.
_ROW = re.compile(r"^\s*(DETAIL|CONTEXT|Key \(|Failing row).*$", re.MULTILINE)
# A path, as Django's own loggers write it: it may hold a token.
_SECRET_PATH = re.compile(r"/(account|setup|join|invitation|invitations|identity|o|api)/\S*")


def scrub(text: str) -> str:
    """The text without e-mail addresses, without what the database says of a row, without paths that may open something."""
    return "\n".join(_scrub_line(line) for line in _ROW.sub("", text).splitlines() if line.strip())


def _scrub_line(line: str) -> str:
    if line.startswith('  File "'):  # of a traceback: a path of the program
        return line
    return _SECRET_PATH.sub(r"/\1/…", _ADDRESS.sub("‹address›", line))


class Formatter(logging.Formatter):
    """Adds the request's id, the organisation's and the person's; scrubs the message and the exception."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        line = self._line(record)
        return json.dumps(line, ensure_ascii=False, default=str) if self.as_json else _as_text(line)

    def _line(self, record: logging.LogRecord) -> dict[str, Any]:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrub(_message(record)),
            **_context(record),
        }
        line |= {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _exception(record.exc_info[1], record.exc_info[2])
        return line


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "path"):
        return record.getMessage()
    # Django's own lines name the path.
    from ruche.kernel.security.request_log import route_of

    return record.getMessage().replace(request.path, route_of(request))


def _context(record: logging.LogRecord) -> dict[str, str]:
    from ruche.kernel.security.request_log import current_request

    facts = current_request.get()
    known = {name: getattr(record, name, "") or getattr(facts, name, "") for name in ("request_id", "organisation_id", "user_id")}
    return {name: str(value) for name, value in known.items() if value}


def _exception(error: BaseException, trace: TracebackType | None) -> str:
    return scrub("".join(traceback.format_exception(type(error), error, trace)))


def _as_text(line: dict[str, Any]) -> str:
    shown = {name: value for name, value in line.items() if name not in ("at", "level", "logger", "message", "exception", *_FACTS)}
    facts = "".join(f" {name}={value}" for name, value in shown.items())
    text = f"{line['at']} {line['level']:<7} {line['logger']}: {line['message']}{facts}"
    return f"{text}\n{line['exception']}" if "exception" in line else text


def formatter(as_json: bool = False) -> Formatter:
    return Formatter(as_json=as_json)
