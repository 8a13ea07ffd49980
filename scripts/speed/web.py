# The queue as a page: requests per second, bytes, and how long the server takes with many open alerts. The alerts come
# in as lines that a rule hits, each from another host, as in the worst night.
# SPDX-License-Identifier: EUPL-1.2

import http.client
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse

from speed.table import row
from speed.watch import Failed, MeasuredWatch, cpu_of, send_file

NAME, PASSWORD = "an.bakker", "vier losse woorden hier"
RULE = """title: Aanmelden mislukt
id: 5b8c4a55-43b0-4c0e-9f39-5a4bb63d27a1
status: test
logsource:
  product: linux
detection:
  keywords:
    - aanmelden-mislukt
  condition: keywords
level: medium
"""
# Rows of a page of the queue.
ROWS = 50
SECONDS = 10


class Browser:
    """One connection with a session."""

    def __init__(self, watch):
        self.address = watch.web_address
        added = subprocess.run(
            [watch.program, "user", "add", NAME, "--role", "lead", "--data", str(watch.data)],
            input=f"{PASSWORD}\n", text=True, capture_output=True, check=False)
        if added.returncode and "already" not in added.stderr + added.stdout:
            raise Failed(f"user add says {added.stderr or added.stdout}")
        self.connection = http.client.HTTPConnection(*self.address, timeout=300)
        body = urllib.parse.urlencode({"name": NAME, "password": PASSWORD})
        self.connection.request("POST", "/inloggen", body, {
            "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise Failed(f"/inloggen answers {answer.status}")
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]

    @property
    def host(self):
        return "%s:%d" % self.address

    def get(self, target):
        """The page, and seconds until all of it is here."""
        begin = time.monotonic()
        self.connection.request("GET", target, headers={"Cookie": self.cookie, "Accept": "text/html"})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise Failed(f"{target} answers {answer.status}: {text[:300]}")
        return text, time.monotonic() - begin


def make_alerts(watch, folder, count):
    """Lines of as many hosts, one alert each."""
    stream = os.path.join(folder, "hits")
    with open(stream, "w", encoding="utf-8") as out:
        for number in range(count):
            out.write(f"<38>1 2026-03-19T06:00:00Z host{number}.gemeente.example sshd - - - aanmelden-mislukt "
                      f"voor gebruiker{number % 977}\n")
    watch.take(lambda: send_file(watch.address("syslog_tcp"), stream), count)
    os.unlink(stream)


def wait_for_alerts(browser, count):
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        text, _ = browser.get("/signalen?volgorde=created")
        if len(re.findall(r'<tr id="a-', text)) >= min(count, ROWS):
            return
        time.sleep(0.2)
    raise Failed("the alerts do not come")


def requests_per_second(browser, target, seconds):
    """What `wrk` says with two threads and sixteen connections."""
    done = subprocess.run(
        ["wrk", "-t2", "-c16", f"-d{seconds}s", "-H", f"Cookie: {browser.cookie}", f"http://{browser.host}{target}"],
        capture_output=True, text=True, check=False)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if not rate or "Non-2xx" in done.stdout:
        raise Failed(f"wrk says {done.stdout} {done.stderr}")
    return float(rate.group(1))


def pages(browser, watch, targets, times=9):
    """Median seconds of pages while a hit comes in before each, so that nothing can be answered from before."""
    taken = []
    with socket.create_connection(watch.address("syslog_tcp")) as sender:
        for number in range(times):
            sender.sendall(f"<38>1 2026-03-19T06:00:01Z host{number}.gemeente.example sshd - - - aanmelden-mislukt\n"
                           .encode())
            time.sleep(0.3)
            taken.append([browser.get(target)[1] for target in targets])
    return [statistics.median(column) for column in zip(*taken)]


def measure(program, folder, counts):
    print("The queue as a page, with a session; each page has 50 rows.")
    row("", "ours", "", "", "goal")
    for count in counts:
        data = tempfile.mkdtemp(prefix="web.", dir=folder)
        pathlib.Path(data, "hits.yml").write_text(RULE, encoding="utf-8")
        watch = MeasuredWatch(program, data, [os.path.join(data, "hits.yml")])
        try:
            watch.start()
            browser = Browser(watch)
            watch.make_token()
            make_alerts(watch, folder, count)
            wait_for_alerts(browser, count)
            _, first = browser.get("/signalen")
            text, _ = browser.get("/signalen")
            row(f"{count} open alerts: first page after they came, ms", f"{first * 1000:.0f}")
            cursor = re.search(r'rel="next" href="([^"]*)"', text)
            following = cursor.group(1).replace("&amp;", "&") if cursor else "/signalen"
            targets = ["/signalen", following, "/signalen?volgorde=last_seen", "/signalen?volgorde=created"]
            names = ["by risk", "the page behind it", "by time", "by beginning"]
            for name, taken in zip(names, pages(browser, watch, targets)):
                row(f"  {name}, ms", f"{taken * 1000:.1f}", "", "", "<= 100")
            row("  bytes of the page", f"{len(text.encode())}", "", "", "<= 60000")
            if shutil.which("wrk"):
                before = cpu_of(watch.process.pid)
                rate = requests_per_second(browser, "/signalen", SECONDS)
                spent = (cpu_of(watch.process.pid) - before) / SECONDS
                row("  pages/s", f"{rate:.0f}", f"{spent:.2f} cores", "", ">= 4000")
            else:
                print("\nskipped: pages per second, because there is no wrk (Debian: apt-get install wrk)")
            watch.stop()
        finally:
            watch.end()
            shutil.rmtree(data, ignore_errors=True)
