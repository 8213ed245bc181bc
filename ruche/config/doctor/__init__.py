# SPDX-License-Identifier: AGPL-3.0-or-later
"""`ruche doctor`: looks at an installation from outside of Django and names what is broken, with its cure."""

from ruche.config.doctor.examination import examine

__all__ = ["examine"]
