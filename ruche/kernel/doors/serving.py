# SPDX-License-Identifier: AGPL-3.0-or-later
"""One request through a door, in a thread that keeps its connection to the database."""

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.utils.translation import override

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.doors.answers import answer
from ruche.kernel.doors.credentials import find_credential
from ruche.kernel.doors.door import Call, Entered, Outcome, Served
from ruche.kernel.doors.identities import Identities
from ruche.kernel.errors import DomainError
from ruche.kernel.security.bad_input import is_bad_json
from ruche.kernel.security.database_errors import is_gone
from ruche.kernel.security.limits import check_limit
from ruche.kernel.security.request_log import RequestFacts, current_request, log_outcome

logger = logging.getLogger(__name__)
T = TypeVar("T")
_JSON = re.compile(r"application/json(\s*;\s*charset=utf-8)?", re.IGNORECASE)


def serve(call: Call, identities: Identities) -> Served | None:
    """The answer, or None: then the view of the same address is asked, and nothing has been written."""
    began = time.perf_counter()
    token = current_request.set(RequestFacts(call.request_id))
    try:
        found = _twice(lambda: _serve(call, identities))
        if found is not None:
            log_outcome("POST", call.door.route, found.status, time.perf_counter() - began)
        return found
    except Exception:
        # The view meets the same trouble and has an answer for it; a mistake of the door keeps nobody from writing.
        logger.warning("The door left a request to its view.", exc_info=True)
        return None
    finally:
        current_request.reset(token)


def _twice(act: Callable[[], T]) -> T:
    """A kept connection that turns out dead is renewed, and the act done again: a retry never writes twice."""
    try:
        return act()
    except (OperationalError, InterfaceError) as error:
        if not is_gone(error):
            raise
    connections.close_all()
    return act()


def _serve(call: Call, identities: Identities) -> Served | None:
    credential = find_credential(call)
    arguments = _arguments(call)
    if credential is None or arguments is None:
        return None
    entered = identities.enter(credential, call.slug, call.module)
    if entered is None:
        return None
    refusal = _count(call, entered.actor)
    outcome = refusal or _act(call, entered.actor, arguments)
    if not entered.is_fresh and not (isinstance(outcome, Outcome) and outcome.is_proof):
        entered = identities.enter_anew(credential, call.slug, call.module)
        if entered is None:
            return None
        outcome = refusal or _act(call, entered.actor, arguments)
    return answer(call, credential, _noted(entered).user.language, outcome)


def _arguments(call: Call) -> Mapping[str, Any] | None:
    """What the body asks for, if it is JSON of the simplest kind: text that every reader understands alike."""
    if not _JSON.fullmatch(call.headers.get("content-type", "")) or is_bad_json(call.body):
        return None
    try:
        sent = json.loads(call.body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return call.door.read(sent)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _count(call: Call, actor: Actor) -> DomainError | None:
    """The limits of the view, in its order; the refusal when one is used up."""
    try:
        with organisation_scope(actor.organisation.pk, actor.user.pk):
            check_limit("api", user=actor.user.pk)
            check_limit(call.door.limit, actor.user.pk)
    except DomainError as refusal:
        return refusal
    return None


def _act(call: Call, actor: Actor, arguments: Mapping[str, Any]) -> Outcome | DomainError:
    with organisation_scope(actor.organisation.pk, actor.user.pk), override(actor.user.language):
        try:
            outcome: Outcome = call.door.act(actor, **call.parameters, **arguments)
        except DomainError as refusal:
            return refusal
    return outcome


def _noted(entered: Entered) -> Actor:
    """The actor, whom the lines of the log now name by id."""
    if facts := current_request.get():
        facts.organisation_id, facts.user_id = str(entered.actor.organisation.pk), str(entered.actor.user.pk)
    return entered.actor
