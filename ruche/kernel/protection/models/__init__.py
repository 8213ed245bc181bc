# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.protection.models.blocks import Block, MessagePrivacy

__all__ = ["Block", "MessagePrivacy"]
