# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings of one installation, read from environment variables and validated. Imports no Django."""

from ruche.config.environment.addresses import DatabaseAddress, MailServer, PublicAddress
from ruche.config.environment.errors import SettingError
from ruche.config.environment.model import Environment
from ruche.config.environment.reading import read_environment

__all__ = ["DatabaseAddress", "Environment", "MailServer", "PublicAddress", "SettingError", "read_environment"]
