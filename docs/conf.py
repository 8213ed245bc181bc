# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documentation: Markdown, built by Sphinx with MyST and the Furo theme. `bin/ci` builds it with warnings as errors."""

project = "Ruche"
author = "The authors of Ruche"
project_copyright = "the authors of Ruche, AGPL-3.0-or-later"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "furo"
html_title = "Ruche"
html_static_path: list[str] = []
html_show_sphinx = False
suppress_warnings = ["myst.xref_missing"]
