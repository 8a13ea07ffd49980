# The size of the archive, how long searches take in it and how long a start, as it grows; beside files of zstd that
# are searched with ripgrep.
# SPDX-License-Identifier: EUPL-1.2

import os
import shutil
import statistics
import tempfile
import time
import urllib.parse

from speed import beside, lines
from speed.table import row
from speed.watch import TICKS, Failed, MeasuredWatch, cpu_of, send_file

# Each search is made so many times after a first one; the middle one counts.
TIMES = 5


def ask(watch, text, span=None):
    """Seconds and lines found of one search, to the last page."""
    connection, cursor, found = watch.connection(), "", 0
    query = f"&q={urllib.parse.quote(text)}" if text else ""
    if span:
        query += "".join(f"&{name}={moment(at)}" for name, at in zip(("from", "to"), span))
    begin = time.monotonic()
    while cursor is not None:
        code, page = watch.ask("GET", f"/api/v1/events?limit=1000{query}" + (cursor and "&cursor=" + cursor),
                               connection=connection)
        if code != 200 or page["problems"]:
            raise Failed(f"a search is answered with {code}: {str(page)[:300]}")
        found += len(page["events"])
        cursor = page["cursor"]
    connection.close()
    return time.monotonic() - begin, found


def moment(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def warm(watch, body, times=TIMES):
    """The middle of several times, CPU seconds of each, and what was found."""
    _, found = body()
    spent = cpu_of(watch.process.pid)
    seconds = statistics.median(body()[0] for _ in range(times))
    return seconds, (cpu_of(watch.process.pid) - spent) / times, found


def searches(watch, folder, total, begin):
    """The rows of one size of the archive."""
    middle = total // lines.RARE // 2 * lines.RARE
    word, host = lines.rare(middle)
    minute = (begin + middle * lines.STEP) // 60 * 60
    kinds = [
        ("a rare word", word, None, word, 1, "< 0.300 at 10 M"),
        ("a word that is nowhere", "nergens8c1d", None, "nergens8c1d", 0, "< 0.300 at 10 M"),
        ("an exact field", f"host={host}", None, f" {host} ", 1, ""),
        ("all lines of a minute", "", (minute, minute + 60), f">1 {moment(minute)[:16]}:", None, ""),
        ("a piece of a word", f'"{word[3:-1]}"', None, word[3:-1], 1, ""),
    ]
    for name, text, span, pattern, expected, goal in kinds:
        is_scan = text.startswith('"')
        seconds, cpu, found = warm(watch, lambda: ask(watch, text, span), 1 if is_scan else TIMES)
        theirs = beside.search(folder, pattern) if "rg" not in beside.missing() else None
        if found != (expected if expected is not None else found) or theirs and theirs.found != found:
            raise Failed(f"{name}: we found {found}, ripgrep {theirs and theirs.found}, and it must be {expected}")
        row(f"  {name} ({found} lines), s", f"{seconds:.4f}", f"{theirs.wall:.3f}" if theirs else "no ripgrep",
            f"{theirs.wall / seconds:.1f}" if theirs else "", goal)
        row("    CPU s of it", f"{cpu:.4f}", f"{theirs.cpu:.3f}" if theirs else "",
            f"{theirs.cpu / max(cpu, 1 / TICKS / TIMES):.1f}" if theirs else "")


def restart(watch, total):
    """How long a start takes with what is there. The end before it closes the last block."""
    watch.stop()
    begin = time.monotonic()
    ready = watch.start()
    while watch.status()["state"] == "resuming":
        time.sleep(0.02)
    row(f"start with {total / 1e6:g} M lines until ready, s", f"{ready:.3f}", "", "", "< 2 with 10 M")
    row("  the same until its last lines are seen again, s", f"{time.monotonic() - begin:.3f}")


def measure(program, folder, sizes):
    """
    - sizes: numbers of million lines, growing.
    """
    times, spent = [], []
    for _ in range(5):
        with tempfile.TemporaryDirectory(dir=folder) as empty:
            watch = MeasuredWatch(program, empty)
            times.append(watch.start())
            spent.append(cpu_of(watch.process.pid))
            watch.stop()
    print(f"\nThe archive as it grows, with the own rules: one day of {sizes[-1]} M lines of 300 bytes. Searches over "
          "the API, warm, in the middle of it.")
    print("Beside it files of a million lines by `zstd -T1 -3`, searched by the faster of `zstd -dc | rg` and `rg -z`.")
    row("", "ours", "zstd, ripgrep", "ratio", "goal")
    row("start with an empty directory until ready, s", f"{statistics.median(times):.3f}", "", "", "< 0.200")
    row("  CPU s of it", f"{statistics.median(spent):.2f}")
    data, packed = os.path.join(folder, "grown"), os.path.join(folder, "packed")
    os.makedirs(packed)
    watch = MeasuredWatch(program, data)
    begin, total, raw, compressed, has_zstd = (time.time() - 86_400) // 60 * 60, 0, 0, 0, "zstd" not in beside.missing()
    stream, text = os.path.join(folder, "stream"), os.path.join(folder, "text")
    try:
        watch.start()
        watch.make_token()
        for size in sizes:
            while total < size * lines.MILLION:
                made = list(lines.short_lines(total, lines.MILLION, begin))
                count, more = lines.write_stream(stream, made, True)
                if has_zstd:
                    lines.write_stream(text, made, False)
                    compressed += beside.compress(text, f"{packed}/{total // lines.MILLION:03}.zst")
                    os.unlink(text)
                watch.take(lambda: send_file(watch.address("syslog_tcp"), stream), count)
                os.unlink(stream)
                raw += more + count
                total += count
            if watch.lines_in_archive() != total:
                raise Failed(f"the archive holds {watch.lines_in_archive()} lines instead of {total}")
            restart(watch, total)
            kept, filters = watch.archive_bytes()
            row(f"archive of {size} M lines, part of the lines", f"1/{raw / kept:.2f}",
                f"1/{raw / compressed:.2f}" if compressed else "", f"{compressed / kept:.2f}" if compressed else "",
                "<= 1/5")
            row("  of it filters, part", f"{filters / kept:.2f}")
            searches(watch, packed, total, begin)
    finally:
        watch.end()
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(packed, ignore_errors=True)
