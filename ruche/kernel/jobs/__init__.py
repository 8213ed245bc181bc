# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work done later, by the worker: `@job` declares it, `enqueue` orders it inside the transaction of a write."""

from ruche.kernel.jobs.registry import enqueue, job

__all__ = ["enqueue", "job"]
