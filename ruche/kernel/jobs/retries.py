# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows an error: another try, later and later, or the end."""

import random

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from ruche.kernel.errors import Conflict, DomainError, TooManyAttempts, Unavailable

ATTEMPTS = 8
_FIRST, _FACTOR, _LONGEST = 10, 4, 6 * 3600  # seconds: all attempts together take some 10 hours


def is_permanent(error: BaseException) -> bool:
    """A rule of the product said no, and will say no again."""
    return isinstance(error, DomainError) and not isinstance(error, Conflict | TooManyAttempts | Unavailable)


def delay(attempts: int, error: BaseException | None = None) -> float:
    """Seconds until the next try, after so many; spread by a tenth, so that what failed together does not return together."""
    if isinstance(error, TooManyAttempts):
        return float(error.retry_after)
    return float(min(_FIRST * _FACTOR**attempts, _LONGEST)) * random.uniform(0.9, 1.1)  # noqa: S311  not a secret


class Backoff(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if is_permanent(exception) or job.attempts + 1 >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": round(delay(job.attempts, exception))})
