# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.jobs import Job

from ruche.kernel.errors import Conflict, InvalidInput, NotFound, PermissionRefused, TooManyAttempts, Unavailable
from ruche.kernel.jobs.retries import ATTEMPTS, Backoff


def seconds_until_retry(error: Exception, attempts: int = 0) -> float | None:
    queued = Job(queue="quick", lock=None, queueing_lock=None, task_name="tests.fail", attempts=attempts)
    decision = Backoff().get_retry_decision(exception=error, job=queued)
    return decision and (decision.retry_at - datetime.now(UTC)) / timedelta(seconds=1)


@pytest.mark.parametrize("error", [NotFound(), PermissionRefused(), InvalidInput()])
def test_a_rule_that_refuses_ends_the_job(error):
    assert seconds_until_retry(error) is None


@pytest.mark.parametrize("error", [ValueError(), OSError(), Conflict(), Unavailable()])
def test_what_may_pass_is_tried_again(error):
    assert 8 < seconds_until_retry(error) < 12


def test_tries_come_later_and_later_and_end():
    delays = [seconds_until_retry(ValueError(), attempts) for attempts in range(ATTEMPTS - 1)]
    assert delays == sorted(delays)
    assert delays[-1] > 5 * 3600
    assert seconds_until_retry(ValueError(), ATTEMPTS - 1) is None


def test_a_limit_says_itself_when_to_return():
    assert 85 < seconds_until_retry(TooManyAttempts(retry_after=90)) < 91
