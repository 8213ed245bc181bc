# SPDX-License-Identifier: AGPL-3.0-or-later
"""One family of errors. Services raise them; each door (page, API, job, socket) renders them once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

# A translated sentence, possibly lazy (then it is not a str until it is rendered).
Sentence = Any


class DomainError(Exception):
    """A rule of the product refused an act.

    `code` is stable and machine-readable, `message` a sentence for the person, `fields` maps a field's
    name to its sentences, `status` is the HTTP status of the page and API doors.
    """

    code = "refused"
    status = 422
    message: Sentence = _("This is not possible.")

    def __init__(
        self,
        message: Sentence | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[Sentence]] | None = None,
    ) -> None:
        self.message = message if message is not None else self.message
        self.code = code or self.code
        self.fields: dict[str, list[Sentence]] = {name: list(sentences) for name, sentences in (fields or {}).items()}
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """A value breaks a rule; `fields` names it."""

    code = "invalid"
    message = _("Please check what you entered.")

    @classmethod
    def on(cls, field: str, sentence: Sentence, *, code: str = "invalid") -> "InvalidInput":
        """The error of one field, shown beside it."""
        return cls(sentence, code=code, fields={field: [sentence]})


class NotFound(DomainError):
    """The object does not exist, or the person may not know that it does."""

    code = "not_found"
    status = 404
    message = _("This does not exist, or you cannot see it.")


class PermissionRefused(DomainError):
    """The person sees the object but may not do this. `permission`: the one that is missing, where it is known."""

    code = "permission_refused"
    status = 403
    message = _("You do not have the right to do this. An administrator can give it to you.")
    permission: str = ""

    @classmethod
    def of(cls, permission: str) -> "PermissionRefused":
        """For a permission that is missing."""
        error = cls()
        error.permission = permission
        return error


class Conflict(DomainError):
    """Somebody else was faster, or the state changed meanwhile."""

    code = "conflict"
    status = 409
    message = _("This was changed meanwhile. Reload the page and try again.")


class Stale(Conflict):
    """Somebody else changed the object since the person read it. `current` holds both: what was sent, and what is there."""

    code = "stale"
    message = _("Somebody changed this meanwhile. Look at what it is now, then decide.")

    def __init__(self, message: Sentence | None = None, *, yours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        self.current = {"yours": dict(yours), "theirs": dict(theirs)}
        super().__init__(message)


class TooManyAttempts(DomainError):
    """A limit was reached; `retry_after` is in seconds."""

    code = "too_many_attempts"
    status = 429
    message = _("Too many attempts. Please wait a little before trying again.")

    def __init__(self, message: Sentence | None = None, *, retry_after: int = 60) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class Unavailable(DomainError):
    """Writing is impossible for now (disk full, database read-only)."""

    code = "unavailable"
    status = 503
    message = _("Ruche cannot save anything for the moment. Reading still works.")
