#!/usr/bin/env python3
# Measures Dijkwacht beside other programs, all in one run, and prints ratios: absolute times say little on another machine.
# CPU is that of the whole process: start, load of rules, output to a file. The yardsticks parse only.
# Arguments choose parts: scan, ingest, archive, journal, web. Without any all are measured. docs/speed.md says what the rows mean.
# SPDX-License-Identifier: EUPL-1.2

import glob
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

import evtx
import orjson

from speed import beside, ingest, search, web
from speed.table import row

PROGRAM = ".build/release/dijkwacht"
# A folder with `otrf` (zips of JSON lines), `evtx` and `sigma-rules`, as people who measure often have them. Without it
# the logs of an exercise and the own rules are measured.
DATASETS = os.environ.get("DIJKWACHT_DATASETS", "../shared/data")
PARTS = ["scan", "ingest", "archive", "journal", "web"]
RUNS = int(os.environ.get("DIJKWACHT_BENCH_RUNS", "3"))
MEGABYTES = int(os.environ.get("DIJKWACHT_BENCH_MB", "512"))
# Ten million lines take 3 GB of room for a while, and ten minutes.
IS_LARGE = os.environ.get("DIJKWACHT_BENCH_LARGE", "") not in ("", "0")


def own_cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def apart(function, *arguments):
    """What a function gives, worked out in a process of its own. Linux counts the peak memory of a parent as that of
    the program which it starts, so this process must stay small."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as out:
            json.dump(function(*arguments), out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as source:
        text = source.read()
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 or not text:
        sys.exit(f"bench: {function.__name__} did not come to an end")
    return json.loads(text)


def run(*arguments):
    """CPU seconds, wall seconds and peak memory in MB of one run of the program, with its output in a file."""
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen([PROGRAM, *arguments], stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"bench: dijkwacht {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
        return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def best(measure):
    """The run with the least of what is measured first: noise only adds."""
    return min(measure() for _ in range(RUNS))


def json_lines(folder):
    """One large file of JSON lines, with a word on what it is."""
    path = os.path.join(folder, "lines.jsonl")
    zips = sorted(glob.glob(f"{DATASETS}/otrf/**/*.zip", recursive=True))
    limit = MEGABYTES << 20
    with open(path, "wb") as out:
        if zips:
            for name in sorted(zips, key=os.path.getsize, reverse=True):
                with zipfile.ZipFile(name) as archive:
                    for member in archive.namelist():
                        data = archive.read(member)
                        if member.endswith(".json") and data[:1] == b"{" and out.tell() + len(data) <= limit:
                            out.write(data if data.endswith(b"\n") else data + b"\n")
            return path, f"{out.tell() >> 20} MB of Windows events from {DATASETS}/otrf"
        logs = os.path.join(folder, "logs")
        name = subprocess.run(
            [PROGRAM, "exercise", "list", "--format", "csv"], capture_output=True, text=True, check=True
        ).stdout.splitlines()[1].split(",")[0]
        subprocess.run([PROGRAM, "exercise", "logs", name, "--out", logs], check=True, stdout=subprocess.DEVNULL)
        parts = []
        for file in sorted(glob.glob(f"{logs}/**/*", recursive=True)):
            if os.path.isfile(file):
                with open(file, "rb") as source:
                    data = source.read()
                if data[:1] == b"{":
                    parts.append(data)
        while parts and out.tell() < 64 << 20:
            for part in parts:
                out.write(part)
        return path, f"{out.tell() >> 20} MB of JSON lines of the exercise {name}"


def windows_rules(folder):
    """The rules of SigmaHQ with `product: windows` as a folder of links, or none."""
    rules = os.path.join(folder, "rules")
    count = 0
    for file in sorted(glob.glob(f"{DATASETS}/sigma-rules/rules*/**/*.yml", recursive=True)):
        with open(file, encoding="utf-8") as source:
            if "product: windows" not in source.read():
                continue
        os.makedirs(rules, exist_ok=True)
        os.symlink(os.path.abspath(file), os.path.join(rules, f"{count:05}.yml"))
        count += 1
    return (["--rules", rules], f"{count} Windows rules of SigmaHQ") if count else ([], "the own rules")


def parse_lines(path):
    with open(path, "rb") as source:
        lines = source.read().splitlines()
    start = own_cpu()
    for line in lines:
        try:
            orjson.loads(line)
        except orjson.JSONDecodeError:
            pass
    return own_cpu() - start


def parse_evtx(files):
    start = own_cpu()
    records = 0
    for file in files:
        for _ in evtx.PyEvtxParser(file, number_of_threads=1).records_json():
            records += 1
    return (own_cpu() - start) / max(records, 1), records


def scans(folder):
    """What `scan` does with files."""
    lines, what = apart(json_lines, folder)
    rules, which = apart(windows_rules, folder)
    print(f"Input: {what}. Rules: {which}. Best of {RUNS} runs. Python {platform.python_version()}, orjson {orjson.__version__}.")
    print()
    row("", "ours", "beside it", "ratio", "goal now, later")

    start = os.path.join(folder, "empty.jsonl")
    open(start, "w").close()
    load = best(lambda: run("scan", start, *rules, "--threads", "1"))
    row("start and load of rules, CPU s", f"{load[0]:.2f}", "", "", "<= 0.5, 0.1")

    yardstick = best(lambda: apart(parse_lines, lines))
    one = best(lambda: run("scan", lines, *rules, "--threads", "1"))
    ratio = one[0] / yardstick
    row("scan of JSON lines beside orjson.loads, CPU s", f"{one[0]:.2f}", f"{yardstick:.2f}", f"{ratio:.2f}", "<= 6, 2.5, 1")
    row("memory of that scan, MB", f"{one[2]:.0f}", "", "", "<= 150, 80")

    one_wall = min(run("scan", lines, *rules, "--threads", "1")[1] for _ in range(RUNS))
    two_wall = min(run("scan", lines, *rules, "--threads", "2")[1] for _ in range(RUNS))
    row("two threads beside one, wall s", f"{two_wall:.2f}", f"{one_wall:.2f}", f"{one_wall / two_wall:.2f}", ">= 1.8, 1.95")

    # Only larger files, and each many times: short runs measure their start.
    found = [f for f in sorted(glob.glob(f"{DATASETS}/evtx/**/*.evtx", recursive=True)) if os.path.getsize(f) >= 1 << 20]
    if not found:
        print(f"\nskipped: EVTX beside PyPI evtx, because there are no .evtx files in {DATASETS}/evtx")
        return
    files = []
    for copy in range(20):
        for index, file in enumerate(found):
            files.append(os.path.join(folder, "evtx", f"{index}-{copy}.evtx"))
            os.makedirs(os.path.dirname(files[-1]), exist_ok=True)
            shutil.copyfile(file, files[-1])
    theirs, records = best(lambda: parse_evtx(files))
    ours = (best(lambda: run("scan", os.path.dirname(files[0]), *rules, "--threads", "1"))[0] - load[0]) / records
    row(
        f"EVTX records/s beside PyPI evtx ({records})", f"{1 / max(ours, 1e-9):.0f}", f"{1 / theirs:.0f}",
        f"{theirs / max(ours, 1e-9):.2f}", ">= 0.4, 0.8, 1.2")


def journals():
    """What a test of the release build says of journals: it writes as 64 people do at the same time."""
    print()
    row("", "ours", "", "", "goal")
    done = subprocess.run(["swift", "test", "-c", "release", "--skip-build", "--filter", "JournalSpeedTests"],
                          env={**os.environ, "DIJKWACHT_BENCH": "1"}, capture_output=True, text=True, check=False)
    figures = dict(line.split()[1:] for line in done.stdout.splitlines() if line.startswith("measured "))
    if done.returncode != 0 or len(figures) != 3:
        sys.exit(f"bench: the test of journals ended with {done.returncode}: {done.stdout[-800:]}")
    row("journal, 64 writers, entries/s on disk", figures["journal_entries_per_s"], "", "", ">= 10000")
    row("fold of 100,000 entries, s", f"{float(figures['journal_fold_s']):.2f}", "", "", "< 1")
    row("  the same with reading and checking them, s", f"{float(figures['journal_read_s']):.2f}")


def ground(folder):
    """What the figures depend on: cores, and what the data directories lie on."""
    done = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=False)
    return f"{os.cpu_count()} cores, data on {done.stdout.strip() or 'an unknown file system'}"


def main():
    parts = sys.argv[1:] or PARTS
    if set(parts) - set(PARTS):
        sys.exit(f"bench: the parts are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="dijkwacht-bench.") as folder:
        if "scan" in parts:
            scans(folder)
        if "ingest" in parts or "archive" in parts:
            beside.make_ready()
            print(f"\nThe running watch: {ground(folder)}. On tmpfs a commit costs nothing: set TMPDIR to a disk.")
        if "ingest" in parts:
            ingest.measure(PROGRAM, folder, DATASETS, RUNS, 1_000_000, min(MEGABYTES, 256) << 20)
        if "archive" in parts:
            search.measure(PROGRAM, folder, (1, 3, 10) if IS_LARGE else (1,))
        if "journal" in parts:
            journals()
        if "web" in parts:
            print(f"\nPages: {ground(folder)}.")
            web.measure(PROGRAM, folder, (50, 100_000))


if __name__ == "__main__":
    main()
