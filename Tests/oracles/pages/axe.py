# Where axe is, and whether there is all that the tests of the pages need.
# SPDX-License-Identifier: EUPL-1.2

import glob
import os
import shutil
import sys


def axe():
    """axe.min.js: as DIJKWACHT_AXE says, or from the Python package that scripts/venv installs."""
    named = os.environ.get("DIJKWACHT_AXE")
    found = [named] if named else glob.glob(f"{sys.prefix}/lib/python*/site-packages/axe_playwright_python/axe.min.js")
    return found[0] if found and os.access(found[0], os.R_OK) else None


def missing():
    """What is not here; None if all is."""
    if not shutil.which("chromedriver"):
        return "there is no chromedriver (Debian: chromium-driver; scripts/browser installs it)"
    if not axe():
        return "there is no axe.min.js (PyPI: axe-playwright-python; or set DIJKWACHT_AXE)"
    return None
