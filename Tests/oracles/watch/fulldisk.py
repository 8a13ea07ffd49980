# F3: the disk fills up while lines come in. People still log in and write down what they do; lines wait for room.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import time

from watch import killing
from watch.disks import Disk, scratch
from watch.running import Failed, times, wait_until


def fill(file):
    """Takes all that is left, with what is given back while it does."""
    file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    size, quiet = 1 << 20, 0
    try:
        while quiet < 3:
            try:
                os.write(file, b"\xa5" * size)
                quiet = 0
            except OSError:
                if size > 4096:
                    size >>= 1
                else:
                    quiet += 1
                    time.sleep(0.05)
        os.fsync(file)
    finally:
        os.close(file)


def run(program, report, full):
    with scratch("f3") as folder:
        folder = pathlib.Path(folder)
        with Disk(folder, "disk", 64) as disk:
            watch, journal, tally = killing.begin(program, folder, disk.folder / "data")
            try:
                longest = 0.0
                for _ in range(times(full, 1, 10)):
                    longest = max(longest, once(disk, watch, journal, tally))
                for sender in [journal, *tally.senders]:
                    sender.end()
                tally.wait_for_files()
                notes, missing = journal.check(), tally.check()
                sent = {sender.label: sender.number for sender in tally.senders}
                if watch.stop() != 0:
                    raise Failed("serve does not end with 0")
                report(f"F3 disk full: status held, log-in, API and incident new work; lines go on {longest:.1f} s "
                       f"after there is room; {notes} notes and {sent} lines, 0 acknowledged lost, 0 doubled, of "
                       f"syslog over TCP {missing.get('tcp', 0)} not stored")
            finally:
                watch.end()


def once(disk, watch, journal, tally):
    time.sleep(1)
    filler = disk.folder / "filler"
    fill(filler)
    wait_until("the status is held", lambda: watch.status()["state"] == "held", 20)
    time.sleep(3)
    watch.check_alive()
    before = len(journal.acknowledged)
    watch.log_in()
    code, output, errors = watch.command("incident", "new", "--title", "De schijf is vol")
    if code != 0:
        raise Failed(f"incident new on a full disk ends with {code}: {errors[-400:]}")
    code, answer = watch.ask("POST", "/api/v1/incidents", {"title": "De schijf is vol"})
    if code != 201:
        raise Failed(f"a new incident on a full disk is answered with {code}: {answer}")
    killing.check_commands(watch, journal)
    wait_until("ten notes more while the disk is full", lambda: len(journal.acknowledged) >= before + 10, 20)
    code, output, errors = watch.command("status")
    if b'"held"' not in output:
        raise Failed(f"the command status does not say that lines are held: {code} {output[:200]} {errors[-200:]}")
    stored = watch.status()["intake"]["lines"]
    filler.unlink()
    begin = time.monotonic()
    wait_until("lines are stored again after there is room",
               lambda: watch.status()["intake"]["lines"] > stored, 10, every=0.05)
    took = time.monotonic() - begin
    if took > 5:
        raise Failed(f"lines are stored again only {took:.1f} s after there is room")
    return took
