#!/usr/bin/env python3
# A day of an exercise at many times its pace, line by line as it would be written: through a running watch that follows
# the logs, and through `exercise run`. Memory stays, no line stays out, and the case is on top of both lists of alerts.
# Usage: check_day.py DIJKWACHT. Ends with 1 if something is not so.
# SPDX-License-Identifier: EUPL-1.2

import base64
import collections
import datetime
import heapq
import ipaddress
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

from watch.running import Failed, Watch, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAME = "finance-2026"
# The day of the case, 24 hours: from the last unreadable names to the measures of the evening after.
FROM, HOURS = datetime.datetime(2026, 3, 18, 22, tzinfo=datetime.timezone.utc), 24
SPEED = float(os.environ.get("DIJKWACHT_DAY_SPEED", "2880"))
SCALE = os.environ.get("DIJKWACHT_DAY_SCALE", "10")
# By what the last quarter of the run may lie above the second, in which the case begins, and its end above its begin:
# then there is nothing new any more. In a short run caches are still filling.
# Lines that come much faster than in life may also take longer, in seconds from the file to the archive.
GROWTH, STEADY, LAG = (32 << 20, 8 << 20, 5) if SPEED <= 240 else (64 << 20, 32 << 20, 30)
TOP = 10


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def schedule(program, logs):
    """Lines of the day, with the second of the day at which each is written and the file that it is written to."""
    done = subprocess.run(
        [program, "events", logs, "--zone", "Europe/Amsterdam", "--year", "2026", "--format", "jsonl"],
        capture_output=True, check=False, stdin=subprocess.DEVNULL)
    times = collections.defaultdict(dict)
    for record in done.stdout.splitlines():
        event = json.loads(record)
        if event.get("time"):
            times[event["file"]][event["line"]] = (instant(event["time"]) - FROM).total_seconds()
    for file, seconds in times.items():
        part, latest = [], 0.0
        for number, line in enumerate(pathlib.Path(file).read_bytes().splitlines(keepends=True), 1):
            at = seconds.get(number, -1)
            if 0 <= at < HOURS * 3600:
                # In the order in which they stand in the file, as who wrote them did.
                latest = max(latest, at)
                part.append((latest, pathlib.Path(file).name, line))
        yield part


class Writer(threading.Thread):
    """Writes each line at its moment to the end of its file."""

    def __init__(self, lines, folder):
        super().__init__(daemon=True)
        self.lines, self.folder, self.count, self.failure, self.is_over = lines, folder, 0, None, threading.Event()

    def run(self):
        begin, files = time.monotonic(), {}
        try:
            for at, name, line in self.lines:
                wait = begin + at / SPEED - time.monotonic()
                if wait > 0 and self.is_over.wait(wait):
                    return
                if name not in files:
                    files[name] = open(self.folder / name, "ab", buffering=0)
                files[name].write(line)
                self.count += 1
        except OSError as problem:
            self.failure = problem
        finally:
            for file in files.values():
                file.close()


class Samples(threading.Thread):
    """Memory and open files of one process, over time, while it lives."""

    def __init__(self, name, process, is_over):
        super().__init__(daemon=True)
        self.label, self.process, self.memory, self.files, self.is_over = name, process, [], [], is_over

    def run(self):
        while not self.is_over.wait(min(10.0, HOURS * 3600 / SPEED / 20)):
            self.take()

    def take(self):
        folder = pathlib.Path(f"/proc/{self.process.pid}")
        try:
            found = re.search(r"VmRSS:\s+(\d+)", (folder / "status").read_text())
            if found:
                self.memory.append(int(found[1]) << 10)
                self.files.append(len(os.listdir(folder / "fd")))
        except OSError:
            pass

    @property
    def growth(self):
        """By how much the last quarter lies above the second: the middle value of each, so that no peak decides."""
        quarter = max(len(self.memory) // 4, 1)
        middle = [sorted(part)[len(part) // 2] for part in (self.memory[quarter:2 * quarter], self.memory[-quarter:])
                  if part]
        return middle[-1] - middle[0]

    def check(self):
        if len(self.memory) < 12:
            raise Failed(f"{self.label}: looked at only {len(self.memory)} times")
        quarter = len(self.memory) // 4
        said = (f"{self.label}: {self.memory[quarter] >> 20} MiB after a quarter, {self.memory[-1] >> 20} at the end, "
                f"{max(self.memory) >> 20} at most; {max(self.files)} files open at most")
        if self.growth > GROWTH or self.memory[-1] - self.memory[-quarter] > STEADY:
            raise Failed(f"{said}; memory grows: {[one >> 20 for one in self.memory]}")
        if max(self.files[-quarter:]) > self.files[-quarter] + 5:
            raise Failed(f"{said}; more and more files are open: {self.files}")
        return said


def check_alerts(name, alerts):
    """The case is in the first ten: the account whose session went on elsewhere, and the pages nobody asked for."""
    scenario = json.loads((ROOT / "Exercises" / f"{NAME}.json").read_text())
    steps = {step["id"]: step for step in scenario["steps"]}
    account = "account:" + steps["s09-session"]["who"][0]
    network = next(one for one in scenario["networks"] if one["id"] == steps["s07-page"]["from"])
    reach = ipaddress.ip_network(network["cidr"])
    top = alerts[:TOP]
    places = {
        f"the session of {account}": [number for number, alert in enumerate(top, 1) if alert["entity"] == account],
        f"pages from {network['id']}": [
            number for number, alert in enumerate(top, 1)
            if alert["entity"].startswith("address:")
            and ipaddress.ip_address(alert["entity"].removeprefix("address:")) in reach]}
    for what, found in places.items():
        if not found:
            raise Failed(f"{name}: {what} is not in the first {TOP} alerts: "
                         f"{[(one['entity'], one['rule_title']) for one in top]}")
    return f"{name} {len(alerts)} alerts, " + ", ".join(f"{what} at {found}" for what, found in places.items())


def check_lines(watch, wanted):
    """Every line of the day is in the archive once, byte by byte."""
    found = collections.Counter(
        event["raw"].encode() if "raw" in event else base64.b64decode(event["raw_base64"])
        for page in watch.pages() for event in page)
    wanted = collections.Counter(line.rstrip(b"\r\n") for line in wanted)
    lost, more = wanted - found, found - wanted
    if lost or more:
        raise Failed(f"{lost.total()} lines are not in the archive and {more.total()} too much, "
                     f"first {next(iter(lost or more))[:160]!r}")


def stored(watch):
    return watch.status()["intake"]["lines"]


def lag(watch, writer):
    """Seconds until all that is written now is stored."""
    count = writer.count
    return wait_until(f"{count} lines are stored", lambda: stored(watch) >= count, 60, every=0.05)


def begin(program, folder):
    """The lines of the day, and what they go through: a watch that follows their files, and `exercise run`."""
    subprocess.run([program, "exercise", "logs", NAME, "--out", folder / "made", "--scale", SCALE, "--quiet"],
                   check=True, stdin=subprocess.DEVNULL)
    lines = list(heapq.merge(*schedule(program, folder / "made" / "logs"), key=lambda line: line[0]))
    logs = folder / "logs"
    logs.mkdir()
    watch = Watch(program, folder / "data", kinds=())
    watch.configure(f'web: {{address: "127.0.0.1:0"}}\nnetworks: ["{folder}/made/networks.csv"]\nfollow:\n'
                    f"  - {{path: {logs}, zone: Europe/Amsterdam}}\n")
    watch.start()
    watch.make_token()
    to = FROM + datetime.timedelta(hours=HOURS)
    with open(folder / "run.jsonl", "wb") as output, open(folder / "run.txt", "wb") as errors:
        exercise = subprocess.Popen(
            [program, "exercise", "run", NAME, "--speed", f"{SPEED:g}x", "--scale", SCALE, "--data", folder / "run",
             "--from", FROM.isoformat(), "--to", to.isoformat(), "--format", "jsonl"],
            stdout=output, stderr=errors, stdin=subprocess.DEVNULL)
    return lines, watch, exercise, Writer(lines, logs)


def follow(watch, writer):
    """Until the last line is stored. Says how long lines took, and what the watch said of itself."""
    lags, states = [], []
    writer.start()
    while writer.is_alive():
        lags.append(lag(watch, writer))
        states.append(watch.status())
        writer.join(min(10.0, HOURS * 3600 / SPEED / 20))
    if writer.failure:
        raise writer.failure
    lags.append(lag(watch, writer))
    return lags, states


def run(program, report):
    with tempfile.TemporaryDirectory(prefix="dijkwacht-day-", dir=os.environ.get("DIJKWACHT_SCRATCH")) as folder:
        folder = pathlib.Path(folder)
        lines, watch, exercise, writer = begin(program, folder)
        is_over = threading.Event()
        samples = [Samples("serve", watch.process, is_over), Samples("exercise run", exercise, is_over)]
        try:
            for one in samples:
                one.start()
            start = time.monotonic()
            lags, states = follow(watch, writer)
            is_over.set()
            took = time.monotonic() - start
            watch.check_alive()
            code, said = exercise.wait(120), (folder / "run.txt").read_text("utf-8", "replace").strip()
            if code != 0:
                raise Failed(f"exercise run ends with {code}: {said[-400:]}")
            said = said.splitlines()[-1]
            check_lines(watch, [line for _, _, line in lines])
            code, output, errors = watch.command("alert", "list")
            if code != 0:
                raise Failed(f"alert list ends with {code}: {errors[-400:]}")
            if watch.stop() != 0:
                raise Failed("serve does not end with 0")
        finally:
            writer.is_over.set()
            is_over.set()
            if exercise.poll() is None:
                exercise.kill()
                exercise.wait()
            watch.end()
        texts = [output, (folder / "run.jsonl").read_bytes()]
        keep(texts, samples, states, lags)
    if not said.startswith(f"{len(lines)} "):
        raise Failed(f"exercise run took other lines than the {len(lines)} of the day: {said}")
    report(f"{len(lines)} lines of {HOURS} hours in {took:.0f} s: all there, once; a line takes "
           f"{sorted(lags)[len(lags) // 2]:.2f} s into the archive, {max(lags):.2f} s at most")
    judge(lags, samples, [[json.loads(line) for line in text.splitlines()] for text in texts], report)


def judge(lags, samples, alerts, report):
    """All that is not so, and not only the first of it."""
    failures = []
    for check in [lambda: samples[0].check(), lambda: samples[1].check(), lambda: check_alerts("serve", alerts[0]),
                  lambda: check_alerts("exercise run", alerts[1]), lambda: check_same(*alerts)]:
        try:
            report(check())
        except Failed as problem:
            failures.append(str(problem))
    if max(lags) > LAG:
        failures.append(f"a line came into the archive only after {max(lags):.1f} s")
    if failures:
        raise Failed("; ".join(failures))


def check_same(serve, exercise):
    """The same lines make the same alerts, whatever way they come and whatever the clock says."""
    def counted(alerts):
        return {(alert["rule_id"], alert["entity"], alert["count"]) for alert in alerts}

    if counted(serve) != counted(exercise):
        raise Failed(f"alerts differ: {sorted(counted(serve) ^ counted(exercise))[:10]}")
    return "both have the same alerts, with as many hits each"


def keep(alerts, samples, states, lags):
    """What was measured, and the alerts, in the folder that DIJKWACHT_DAY_KEEP names."""
    if "DIJKWACHT_DAY_KEEP" not in os.environ:
        return
    to = pathlib.Path(os.environ["DIJKWACHT_DAY_KEEP"])
    to.mkdir(parents=True, exist_ok=True)
    for name, text in zip(("serve", "run"), alerts):
        (to / f"{name}.jsonl").write_bytes(text)
    (to / "samples.json").write_text(json.dumps({
        "lags": lags, "states": states, **{one.label: {"memory": one.memory, "files": one.files} for one in samples}}))


def main():
    print(f"check_day: a day of an exercise at {SPEED:g} times its pace, through the running watch", flush=True)
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        print("check_day: there is no program to test")
        return 77
    try:
        run(pathlib.Path(sys.argv[1]).resolve(), lambda text: print(f"  {text}", flush=True))
    except (Failed, OSError, ValueError, KeyError, subprocess.SubprocessError) as problem:
        print(f"check_day: FAILED: {problem}")
        return 1
    print("check_day: all is so")
    return 0


if __name__ == "__main__":
    sys.exit(main())
