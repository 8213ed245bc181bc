/* SPDX-License-Identifier: AGPL-3.0-or-later */
// After main.css, which fixes the order of the layers.
import.meta.glob("../ruche/kernel/*/styles/*.css", { eager: true });
import.meta.glob("../ruche/modules/*/styles/*.css", { eager: true });
