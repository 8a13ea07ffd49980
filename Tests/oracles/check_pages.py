#!/usr/bin/env python3
# Tests the pages in Chromium: keyboard, accessibility, narrow screens, without scripts, and rows that come live.
# Usage: check_pages.py DIJKWACHT. Ends with 1 if something is not so, with 77 if it cannot run here; where CI is set
# with 1 then too.
# SPDX-License-Identifier: EUPL-1.2

import glob
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from pages import steps
from pages.driver import Browser, BrowserError
from watch.running import Failed, Watch


def axe():
    """axe.min.js: as DIJKWACHT_AXE says, or from the Python package that scripts/venv installs."""
    named = os.environ.get("DIJKWACHT_AXE")
    found = [named] if named else glob.glob(f"{sys.prefix}/lib/python*/site-packages/axe_playwright_python/axe.min.js")
    return found[0] if found and os.access(found[0], os.R_OK) else None


def missing():
    if not shutil.which("chromedriver"):
        return "there is no chromedriver (Debian: chromium-driver; scripts/browser installs it)"
    if not axe():
        return "there is no axe.min.js (PyPI: axe-playwright-python; or set DIJKWACHT_AXE)"
    return None


def prepare(program, folder):
    """The record of an exercise, an account, and the program that shows it and listens."""
    data = pathlib.Path(folder, "data")
    subprocess.run([program, "exercise", "run", "finance-2026", "--speed", "max", "--data", str(data), "--quiet"],
                   check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=300)
    subprocess.run([program, "user", "add", steps.NAME, "--role", "lead", "--data", str(data)], check=True,
                   input=f"{steps.PASSWORD}\n", text=True, stdout=subprocess.DEVNULL, timeout=60)
    watch = Watch(program, data, kinds=("syslog_tcp",))
    watch.start()
    return watch


def main():
    print("check_pages: the pages in a browser", flush=True)
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        print("check_pages: there is no program to test")
        return 77
    reason = missing()
    if reason:
        print(f"check_pages: {reason}")
        return 1 if os.environ.get("CI") else 77
    failed, begin = [], time.monotonic()
    say = lambda text: print(f"  {text}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-pages.") as folder:
        watch = browser = None
        try:
            watch = prepare(str(pathlib.Path(sys.argv[1]).resolve()), folder)
            base = "http://%s:%s" % tuple(watch.web)
            browser = Browser()
            for name, step in (
                ("keyboard", lambda: steps.keyboard(browser, base, say)),
                ("without scripts", lambda: steps.without_scripts(Browser, base, say)),
                ("live", lambda: steps.live(browser, base, say, watch)),
                ("every page", lambda: steps.every_page(browser, base, say, watch, axe())),
            ):
                try:
                    step()
                except (Failed, BrowserError) as problem:
                    failed.append(name)
                    print(f"  {name} FAILED: {problem}", flush=True)
            watch.check_alive()
        except (Failed, BrowserError, OSError, subprocess.SubprocessError) as problem:
            failed.append("the start")
            print(f"  FAILED: {problem}", flush=True)
        finally:
            if browser:
                browser.end()
            if watch:
                watch.end()
    print(f"check_pages: {len(failed)} parts failed {', '.join(failed)} ({time.monotonic() - begin:.0f} s)".rstrip())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
