# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page stands: signed in, without an error in the console."""


def test_home_opens_without_errors(visit, alice, atelier_a):
    page = visit(None, "/account/sign-in/")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.reload()
    page.get_by_role("heading", level=1).wait_for()
    assert errors == []
