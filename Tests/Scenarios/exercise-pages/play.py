# One run of an exercise with its pages, as who takes part in it sees it: the link, the band, the files, and the end.
# Usage: play.py SPEED. Says what is so, line by line; ends with 1 at the first thing that is not.
# SPDX-License-Identifier: EUPL-1.2

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time

# Seconds within which the run must come to each next point.
PATIENCE = 45
FROM, TO = "2026-03-19T08:00:00Z", "2026-03-19T09:30:00Z"


class Pages:
    """The pages as a browser without scripts asks for them."""

    def __init__(self, host, port):
        self.host, self.port, self.cookie = host, port, None

    def ask(self, method, target):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        fields = {"Accept": "text/html", "Origin": f"http://{self.host}:{self.port}"}
        if self.cookie:
            fields["Cookie"] = self.cookie
        connection.request(method, target, headers=fields)
        answer = connection.getresponse()
        text = answer.read().decode()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0]
        return answer, text

    def band(self, target):
        answer, text = self.ask("GET", target)
        found = re.search(r'<p class="exercise">(.*?)</p>', text, re.S)
        return answer.status, re.sub(r"<[^>]*>", "", found.group(1)) if found else None


def must(what, holds, found=""):
    if not holds:
        sys.exit(f"not so: {what} {found}")
    print(what)


def wait(process, form):
    """What the program says on standard error, as soon as it has the form."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with open("said", encoding="utf-8") as file:
            found = re.search(form, file.read())
        if found:
            return found
        if process.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit(f"not so: it says {form}: {open('said', encoding='utf-8').read()}")


def visit(process):
    link = wait(process, r"http://([\d.]+):(\d+)(/login/[\w-]+)")
    pages = Pages(link.group(1), int(link.group(2)))
    answer, _ = pages.ask("POST", link.group(3))
    must("the link logs in", answer.status == 303 and pages.cookie, answer.status)
    answer, _ = Pages(pages.host, pages.port).ask("POST", link.group(3))
    must("and only once", answer.status == 401, answer.status)
    wait(process, "All logs are in")
    for target, status in [("/signalen", 200), ("/gezondheid", 200), ("/nergens", 404)]:
        found, band = pages.band(target)
        must(f"the band stands on {target}", found == status and band and band.startswith("OEFENING."), (found, band))
    must("it has the date of the exercise", "19 mrt 2026 10:" in band, band)
    must("and goes on as fast as life", "zo snel als in het echt." in band and "keer" not in band, band)
    answer, text = pages.ask("GET", "/api/v1/session")
    must("a session goes by the clock of the machine", json.loads(text)["ends"][:4] >= time.strftime("%Y"), text)
    answer, text = pages.ask("GET", "/signalen/uitvoer?vorm=jsonl&stand=all")
    rows = [json.loads(line) for line in text.splitlines()]
    name = answer.getheader("Content-Disposition")
    must("what is taken along carries the word",
         "OEFENING-" in name and rows and all(row["exercise"] for row in rows), (name, text[:300]))
    must("a person sees the alerts of the exercise", all(row["last_seen"] < TO for row in rows), text[:300])
    answer, text = pages.ask("GET", "/api/v1/events?limit=1")
    line = json.loads(text)["events"][0]
    must("lines came from a sender, at their time in the exercise",
         line["source"] == "syslog_tcp 127.0.0.1" and FROM <= line["received"] < TO, line)
    return len(rows)


def main():
    command = ["dijkwacht", "exercise", "run", "finance-2026", "--listen", "127.0.0.1:0", "--speed", sys.argv[1],
               "--from", FROM, "--to", TO, "--data", "data", "--format", "jsonl"]
    with open("alerts", "wb") as out, open("said", "wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=said)
        try:
            shown = visit(process)
            must("nothing stands on standard output before the end", os.path.getsize("alerts") == 0)
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=PATIENCE)
        finally:
            process.kill()
    must("SIGTERM ends it well", code == 0, code)
    alerts = [json.loads(line) for line in open("alerts", encoding="utf-8")]
    must("its alerts are listed by risk", len(alerts) == shown and [a["rank"] for a in alerts]
         == list(range(1, shown + 1)), (len(alerts), shown))


if __name__ == "__main__":
    main()
