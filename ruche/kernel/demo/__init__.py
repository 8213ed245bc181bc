# SPDX-License-Identifier: AGPL-3.0-or-later
"""Demo data: three organisations full of life and two small ones, made through services, and removed without a trace."""

from ruche.kernel.demo.creation import make_demo
from ruche.kernel.demo.people_file import demo_people
from ruche.kernel.demo.removal import remove_demo

__all__ = ["demo_people", "make_demo", "remove_demo"]
