# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the supervisor says on standard error."""

import json
import sys
from datetime import UTC, datetime


class Voice:
    def __init__(self, log_format: str) -> None:
        self._as_json = log_format == "json"

    def say(self, sentence: str) -> None:
        if self._as_json:
            now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            sentence = json.dumps({"at": now, "level": "info", "logger": "ruche.supervisor", "event": sentence}, ensure_ascii=False)
        print(sentence, file=sys.stderr, flush=True)
