# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading single variables. An empty variable counts as not set, as compose files write them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from ruche.config.environment.errors import SettingError

Choice = TypeVar("Choice", bound=str)

# Set by Ruche itself for its own processes; the last is read by bin/setup.
_INTERNAL = frozenset({"RUCHE_DATABASE_ROLE", "RUCHE_DOORS", "RUCHE_HOT_DOOR", "RUCHE_SOCKETS", "RUCHE_EXTRAS"})


class Variables:
    def __init__(self, source: Mapping[str, str]) -> None:
        self._source = source
        self._asked: set[str] = set()

    def text(self, name: str, default: str) -> str:
        self._asked.add(name)
        value = self._source.get(name, "").strip()
        if "\x00" in value:
            raise SettingError(f"{name} holds a NUL character: expected plain text.")
        return value or default

    def choice(self, name: str, default: Choice, choices: tuple[Choice, ...]) -> Choice:
        value = self.text(name, default)
        for choice in choices:
            if choice == value:
                return choice
        raise SettingError(f"{name} is “{value}”: expected {', '.join(choices[:-1])} or {choices[-1]}.")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise SettingError(f"{name} is “{value}”: expected a whole number from {least} to {most}.")
        return int(value)

    def secret(self, name: str) -> str | None:
        """The value of `name`, or of the file that `name`_FILE points to."""
        self._asked.add(f"{name}_FILE")
        value, file = self.text(name, ""), self.text(f"{name}_FILE", "")
        if value and file:
            raise SettingError(f"{name} and {name}_FILE are both set: expected one of them.")
        if not file:
            return value or None
        try:
            content = Path(file).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise SettingError(f"{name}_FILE is “{file}”, which cannot be read ({reason}): expected a file that holds the value.") from None
        if not content:
            raise SettingError(f"{name}_FILE is “{file}”, which is empty: expected a file that holds the value.")
        return content

    def known(self) -> tuple[str, ...]:
        return tuple(sorted(self._asked))

    def unknown(self) -> tuple[str, ...]:
        """Variables that look like ours but are none: mostly misspelt ones."""
        return tuple(sorted(name for name in self._source if name.startswith("RUCHE_") and name not in self._asked | _INTERNAL))
