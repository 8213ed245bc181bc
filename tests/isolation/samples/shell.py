# SPDX-License-Identifier: AGPL-3.0-or-later
from tests.isolation.cases import Case

CASES = [
    Case("ui:home"),
    Case("ui:palette", data=lambda world: {"q": "talk"}),
]
