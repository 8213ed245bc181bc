# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.sign_in.selectors.factors import Factors, find_factors
from ruche.kernel.sign_in.selectors.sessions import OwnSession, list_sessions

__all__ = ["Factors", "OwnSession", "find_factors", "list_sessions"]
