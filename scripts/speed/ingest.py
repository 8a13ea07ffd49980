# Durable ingest: lines per second until they lie in the archive, with all rules held against them, beside rsyslog that
# writes the same lines to a file.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import shutil
import tempfile
import time

from speed import beside, lines
from speed.table import row
from speed.watch import Failed, MeasuredWatch, send_bodies, send_file

# Lines of one body of `_bulk`, as shippers have it.
PER_BODY = 1_000


def all_rules(datasets):
    """Every rule of SigmaHQ that is there, or none: then the rules inside the program are used."""
    folders = sorted(str(one) for one in pathlib.Path(datasets, "sigma-rules").glob("rules*") if one.is_dir())
    return [os.path.abspath(one) for one in folders]


def taken(program, folder, rules, send, count):
    """Wall seconds, CPU seconds, peak memory in MB and size of the archive of one run in a new data directory."""
    data = tempfile.mkdtemp(prefix="data.", dir=folder)
    watch = MeasuredWatch(program, data, rules)
    try:
        watch.start()
        watch.make_token()
        wall, cpu = watch.take(lambda: send(watch), count)
        memory = peak(watch.process.pid)
        # The end closes the last block, so that all of it is compressed.
        watch.stop()
        there = watch.lines_in_archive()
        if there != count:
            raise Failed(f"the archive holds {there} lines instead of {count}")
        return wall, cpu, memory, watch.archive_bytes()[0]
    finally:
        watch.end()
        shutil.rmtree(data, ignore_errors=True)


def peak(process):
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


def show(name, goal, count, size, ours, theirs):
    """The rows of one kind of lines; seconds of the best runs."""
    wall, cpu, memory, archive = ours
    other = lambda index: f"{count / theirs[index]:.0f}" if theirs else "no rsyslog"
    ratio = lambda index: f"{theirs[index] / ours[index]:.2f}" if theirs else ""
    row(f"{name}, lines/s", f"{count / wall:.0f}", other(0), ratio(0))
    row(f"{name}, lines per CPU s", f"{count / cpu:.0f}", other(1), ratio(1), goal)
    row("  memory, MB; archive, part of the lines", f"{memory:.0f}", f"1/{size / archive:.1f}", "", "archive <= 1/5")


def measure(program, folder, datasets, runs, short, most):
    """
    - short: how many lines of 300 bytes.
    - most: bytes of events of Windows.
    """
    rules = all_rules(datasets)
    begin = time.time() - 86_400
    windows, what = lines.windows_lines(datasets, most, program, folder)
    average = sum(map(len, windows)) // len(windows)
    print(f"Ingest until lines lie in the archive, with {'all rules of SigmaHQ' if rules else 'the own rules'}. "
          f"{short} lines of syslog; {len(windows)} {what}, {average} bytes on average.")
    print("Beside it rsyslog writes the same stream to a file, without fsync, rules or index.")
    row("", "ours", "rsyslog", "ratio", "goal")
    best = lambda body: min(body() for _ in range(runs))
    stream = os.path.join(folder, "stream")
    has_rsyslog = beside.RSYSLOG not in beside.missing()
    kinds = [
        ("syslog over TCP, 300 B", ">= 100000", True, lambda: lines.short_lines(0, short, begin)),
        (f"JSON over TCP, {average} B", ">= 30000", False, lambda: windows),
    ]
    beside_bulk = {}
    for name, goal, counted, make in kinds:
        count, size = lines.write_stream(stream, make(), counted)
        ours = best(lambda: taken(program, folder, rules, lambda w: send_file(w.address("syslog_tcp"), stream), count))
        theirs = best(lambda: beside.through_rsyslog(folder, stream, count, size)) if has_rsyslog else None
        show(name, goal, count, size, ours, theirs)
        beside_bulk[goal] = theirs
    kinds = [
        ("documents over _bulk, 350 B", ">= 100000", lambda: lines.as_documents(lines.short_lines(0, short, begin))),
        (f"JSON over _bulk, {average} B", ">= 30000", lambda: windows),
    ]
    for name, goal, make in kinds:
        count, size, lengths = lines.write_bodies(stream, make(), PER_BODY)
        ours = best(lambda: taken(program, folder, rules, lambda w: send_bodies(
            w.address("bulk"), w.bulk_token, stream, lengths), count))
        show(name, goal, count, size, ours, beside_bulk[goal])
    os.unlink(stream)
