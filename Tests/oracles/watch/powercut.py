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
from watch.running import Failed, times


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


def cut(watch, disk, folder, name):
    """The power goes: what the disk has at this moment, as a disk of its own. Says how many seconds the start took."""
    os.kill(watch.process.pid, signal.SIGSTOP)
    after = Disk(folder, name, image=disk.image)
    watch.kill()
    after.__enter__()
    try:
        watch.data = after.folder / "data"
        watch.errors = watch.data / "errors.txt"
        check_databases(watch.data)
        return after, watch.start()
    except BaseException:
        watch.end()
        after.__exit__()
        raise


def run(program, report, full):
    count = times(full, 3, 50)
    chance = random.Random(7)
    worst, missing, shown, shown_count, watch = 0.0, {}, set(), 0, None
    with scratch("f2") as folder:
        folder = pathlib.Path(folder)
        disk = Disk(folder, "disk-0", 256).__enter__()
        try:
            watch, journal, tally = killing.begin(program, folder, disk.folder / "data")
            for number in range(1, count + 1):
                time.sleep(chance.uniform(1, 3))
                newest = watch.newest()
                shown.update(newest)
                shown_count += len(newest)
                time.sleep(chance.uniform(0, 0.2))
                after, took = cut(watch, disk, folder, f"disk-{number}")
                disk.__exit__()
                disk, worst = after, max(worst, took)
                killing.check_commands(watch, journal)
                journal.check()
                killing.rest(journal, tally, True)
                tally.wait_for_files()
                # All lines again and again would make the test as long as it is large.
                whole = number % 10 == 0 or number == count or not full
                missing = tally.check(shown, newest=None if whole else 5_000)
                if whole:
                    shown.clear()
                killing.rest(journal, tally, False)
            for sender in [journal, *tally.senders]:
                sender.end()
            notes = journal.check()
            sent = {sender.label: sender.number for sender in tally.senders}
            if watch.stop() != 0:
                raise Failed("serve does not end with 0")
            report(f"F2 power cut {count} times: {notes} notes and {sent} lines; 0 acknowledged lost, 0 doubled, 0 of "
                   f"{shown_count} lines lost that could be found before; of syslog over TCP, which acknowledges "
                   f"nothing, {missing.get('tcp', 0)} not stored; ready in {worst:.1f} s at most")
        finally:
            if watch is not None:
                watch.end()
            disk.__exit__()
