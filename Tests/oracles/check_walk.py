#!/usr/bin/env python3
# Walks a demonstration as people do: the six steps of its card with keys alone, every page of every role, all of it
# without scripts, and what goes wrong around a page. Opens its letter in LibreOffice, if that is here.
# Usage: check_walk.py DIJKWACHT. Ends with 1 if something is not so, with 77 if it cannot run here; where CI is set
# with 1 then too. DIJKWACHT_PICTURES names a folder for a picture of each page.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import subprocess
import sys
import tempfile
import time

from pages import card, every, plain, trouble
from pages.axe import axe, missing
from pages.demo import PEOPLE, Demo, Person
from pages.driver import Browser, BrowserError
from pages.steps import PASSWORD
from watch.running import Failed


class Walk:
    """One demonstration, and what its parts leave for those after them."""

    def __init__(self, program, folder, say):
        self.folder, self.say, self.failed, self.routes = folder, say, [], {}
        self.people, self.incident, self.plain = {}, None, None
        self.demo = Demo(program, folder)
        try:
            self.browser = Browser()
        except BaseException:
            self.demo.end()
            raise

    def end(self):
        for one in (self.browser, self.plain):
            if one:
                one.end()
        self.demo.end()

    def step(self, name, body):
        """One part; the others are still tried if it fails."""
        begin = time.monotonic()
        try:
            body()
            self.demo.check_alive()
        except (Failed, BrowserError) as problem:
            self.failed.append(name)
            self.say(f"{name} FAILED: {problem}")
        self.say(f"({name}: {time.monotonic() - begin:.0f} s)")

    def card(self):
        file = card.walk(self.browser, self.demo, self.folder, self.say)
        card.check_file(file, self.say)

    def everyone(self):
        """One session for each role."""
        for role in PEOPLE:
            person = Person(self.demo.base)
            status, _, content = person.ask(
                "POST", "/inloggen", {"name": PEOPLE["lead"], "password": PASSWORD, "naar": ""})
            if status != 303:
                raise Failed(f"logging in is answered with {status}: {content[:200]}")
            self.people[role] = person if role == "lead" else person.as_role(role)

    def pages(self):
        every.every_page(self.browser, self.demo.base, self.people, axe(), self.say, self.routes)

    def without_scripts(self):
        self.plain = Browser(scripts=False)
        every.without_scripts(self.plain, self.demo.base, self.people, self.routes, self.say)
        plain.journey(self.plain, self.demo.base, self.say)

    def clock(self):
        self.incident = trouble.wrong_clock(self.browser, self.demo.base, self.people["lead"], self.say)

    def two(self):
        trouble.two_people(self.browser, self.demo.base, self.people["lead"], self.people["analyst"], self.incident,
                           self.say)

    def session(self):
        trouble.session_ends(self.browser, self.demo.base, self.incident, self.say)

    def all(self):
        self.step("the card by keys", self.card)
        self.step("logging in", self.everyone)
        if len(self.people) < len(PEOPLE):
            return
        self.step("every page", self.pages)
        self.step("without scripts", self.without_scripts)
        self.step("a wrong clock", self.clock)
        if self.incident:
            self.step("two people", self.two)
            self.step("a session that ends", self.session)


def main():
    print("check_walk: a demonstration, walked as people do", flush=True)
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        print("check_walk: there is no program to test")
        return 77
    reason = missing()
    if reason:
        print(f"check_walk: {reason}")
        return 1 if os.environ.get("CI") else 77
    failed, begin = [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dijkwacht-walk.") as folder:
        walk = None
        try:
            walk = Walk(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(folder),
                        lambda text: print(f"  {text}", flush=True))
            walk.all()
            failed = walk.failed
        except (Failed, BrowserError, OSError, subprocess.SubprocessError) as problem:
            failed = [*(walk.failed if walk else []), "the walk"]
            print(f"  FAILED: {problem}", flush=True)
        finally:
            if walk:
                walk.end()
    print(f"check_walk: {len(failed)} parts failed {', '.join(failed)} ({time.monotonic() - begin:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
