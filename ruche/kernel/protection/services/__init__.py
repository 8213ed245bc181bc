# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.protection.services.blocks import block, set_takes_messages, unblock
from ruche.kernel.protection.services.suspension import resume_due, resume_organisation, suspend_organisation

__all__ = ["block", "resume_due", "resume_organisation", "set_takes_messages", "suspend_organisation", "unblock"]
