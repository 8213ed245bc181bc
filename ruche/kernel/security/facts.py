# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts about the whole instance, by key. Values are JSON."""

from typing import Any

from ruche.kernel.security.models import InstanceFact


def find_fact(key: str) -> Any:
    """The value kept under a key, or None."""
    return InstanceFact.objects.filter(key=key).values_list("value", flat=True).first()


def keep_fact(key: str, value: Any) -> None:
    """Keep a value under a key; what was there is replaced."""
    InstanceFact.objects.update_or_create(key=key, defaults={"value": value})


def drop_fact(key: str) -> bool:
    """Forget a key. Whether it was there: of several who ask at once, one hears yes."""
    return InstanceFact.objects.filter(key=key).delete()[0] > 0
