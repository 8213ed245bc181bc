# SPDX-License-Identifier: AGPL-3.0-or-later
"""`bin/bench realtime`: the live conversation measured on the product itself, beside its peers, on loopback only."""
