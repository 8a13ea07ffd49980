# `dijkwacht demo` as a process, and the people in it as clients without a browser.
# SPDX-License-Identifier: EUPL-1.2

import http.client
import os
import pathlib
import re
import select
import subprocess
import time
import urllib.parse

from watch.running import Failed

# Seconds within which a demonstration must be there, and its case in the queue.
START = 60
LINK = re.compile(r"(http://127\.0\.0\.1:\d+)(/login/[A-Za-z0-9_-]+)")
KEY = re.compile(r'name="csrf" value="([^"]+)"')
# One of each role, the one with whom a demonstration begins first.
PEOPLE = {"lead": "an.bakker", "analyst": "jan.smit", "reader": "petra.visser", "administrator": "beheer"}


class Demo:
    """One demonstration on a port that is free."""

    def __init__(self, program, folder):
        self.data, self.errors = pathlib.Path(folder, "demo"), pathlib.Path(folder, "demo-errors.txt")
        self.began = time.monotonic()
        with open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(
                [program, "demo", "--listen", "127.0.0.1:0", "--data", str(self.data)], stdout=subprocess.PIPE,
                stderr=errors, stdin=subprocess.DEVNULL)
        said = ""
        while not LINK.search(said):
            left = START - (time.monotonic() - self.began)
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.end()
                raise Failed(f"demo does not say where its pages are within {START} s")
            part = os.read(self.process.stdout.fileno(), 4_096)
            if not part:
                raise Failed(f"demo ended: {self.errors.read_text('utf-8', 'replace')[-600:]}")
            said += part.decode()
        self.base, self.link = LINK.search(said).groups()

    def check_alive(self):
        if self.process.poll() is not None:
            raise Failed(f"demo is gone, with {self.process.returncode}: "
                         f"{self.errors.read_text('utf-8', 'replace')[-600:]}")

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)
        self.process.stdout.close()


class Person:
    """Someone's session, by HTTP alone: what a browser without scripts would send."""

    def __init__(self, base, cookie=None):
        self.base, self.cookie = base, cookie
        self.host, self.port = base.removeprefix("http://").split(":")

    def ask(self, method, path, fields=None, headers=()):
        """Status, fields of the header and body of one answer; cookies are kept."""
        connection = http.client.HTTPConnection(self.host, int(self.port), timeout=60)
        try:
            sent = {"Accept": "text/html", "Accept-Language": "nl", **dict(headers)}
            if self.cookie:
                sent["Cookie"] = self.cookie
            body = None
            if fields is not None:
                body = urllib.parse.urlencode(fields)
                sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.base,
                         "Sec-Fetch-Site": "same-origin"}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
            given = answer.getheader("Set-Cookie")
            if given and "dijkwacht-view" not in given:
                self.cookie = given.split(";")[0]
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content
        finally:
            connection.close()

    def page(self, path):
        status, _, content = self.ask("GET", path)
        if status != 200:
            raise Failed(f"{path} answers {status}")
        return content.decode()

    def send(self, path, fields, form_on="/hulp"):
        """A form with the key that a page of this person has in its forms; where it leads to."""
        key = KEY.search(self.page(form_on))
        if not key:
            raise Failed(f"{form_on} has no form")
        fields = list(fields.items()) if isinstance(fields, dict) else list(fields)
        status, header, content = self.ask("POST", path, [("csrf", key[1]), *fields])
        return status, header.get("location"), content.decode("utf-8", "replace")

    def as_role(self, role):
        """Another person of the demonstration, in a session of its own."""
        status, _, content = self.send("/proef/rol", {"naam": PEOPLE[role]})
        if status != 303:
            raise Failed(f"becoming {PEOPLE[role]} is answered with {status}: {content[:200]}")
        return self


def enter(demo):
    """Whoever a demonstration begins with, by its link, without a browser."""
    person = Person(demo.base)
    status, _, _ = person.ask("POST", demo.link, {})
    if status != 303 or not person.cookie:
        raise Failed(f"the link to log in is answered with {status}")
    return person
