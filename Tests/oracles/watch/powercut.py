# F2: the power goes. The program is stopped where it stands, and goes on with a copy of what the disk had then:
# all that was written and not flushed is lost.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import random
import signal
import sqlite3
import time

from watch import killing
from watch.disks import Disk, scratch
from watch.running import Failed


def check_databases(data):
    """Whether SQLite itself finds every database whole."""
    for file in [*data.glob("*.sqlite"), *data.glob("archive/*.sqlite")]:
        database = sqlite3.connect(file)
        try:
            found = database.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            database.close()
        if found != "ok":
            raise Failed(f"{file.name} after the power cut: {found}")


def run(program, report, full):
    times = 50 if full else 3
    chance = random.Random(7)
    worst, notes, missing, shown_count, old = 0.0, 0, {}, 0, None
    with scratch("f2") as folder:
        folder = pathlib.Path(folder)
        disk = Disk(folder, "disk-0", 256).__enter__()
        try:
            watch, journal, tally = killing.begin(program, folder, disk.folder / "data")
            for number in range(1, times + 1):
                time.sleep(chance.uniform(1, 3))
                shown = watch.newest()
                shown_count += len(shown)
                time.sleep(chance.uniform(0, 0.2))
                os.kill(watch.process.pid, signal.SIGSTOP)
                after = Disk(folder, f"disk-{number}", image=disk.image)
                watch.kill()
                old, disk = disk, after.__enter__()
                watch.data = disk.folder / "data"
                watch.errors = watch.data / "errors.txt"
                check_databases(watch.data)
                worst = max(worst, watch.start())
                old.__exit__()
                killing.check_commands(watch, journal)
                notes = journal.check()
                killing.rest(journal, tally, True)
                tally.wait_for_files()
                missing = tally.check(shown)
                killing.rest(journal, tally, False)
            for sender in [journal, *tally.senders]:
                sender.end()
            notes = journal.check()
            sent = {sender.label: sender.number for sender in tally.senders}
            if watch.stop() != 0:
                raise Failed("serve does not end with 0")
            report(f"F2 power cut {times} times: {notes} notes and {sent} lines; 0 acknowledged lost, 0 doubled, 0 of "
                   f"{shown_count} lines lost that could be found before; of syslog over TCP, which acknowledges "
                   f"nothing, {missing.get('tcp', 0)} not stored; ready in {worst:.1f} s at most")
        finally:
            if "watch" in locals():
                watch.end()
            disk.__exit__()
