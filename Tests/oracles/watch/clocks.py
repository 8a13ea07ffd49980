# F6: the clock of the machine jumps while the program runs: an hour on and back, a year on and back.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import tempfile
import time

from watch import killing, senders
from watch.running import CannotRun, Failed, times, wait_until

# Back means back by an hour and by a year. Not before the true time: then the library holds timers of the kernel that
# run by CLOCK_BOOTTIME, which no change of the time of day does.
JUMPS = [("an hour on", "+1h"), ("back", "+0"), ("a year on", "+365d"), ("two hours more", "+8762h"), ("back", "+0")]


def library():
    for folder in pathlib.Path("/usr/lib").glob("*/faketime"):
        file = folder / "libfaketimeMT.so.1"
        if file.exists():
            return file
    raise CannotRun("there is no libfaketime (package faketime)")


def run(program, report, full):
    fake, rounds = library(), times(full, 1, 5)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-f6-") as folder:
        folder = pathlib.Path(folder)
        clock = folder / "clock"
        clock.write_text("+0\n")
        surroundings = {**os.environ, "LD_PRELOAD": str(fake), "FAKETIME_TIMESTAMP_FILE": str(clock),
                        "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
        # `env` gets the library too: it makes what processes share, which a program that it is loaded into must find.
        watch, journal, tally = killing.begin(program, folder, environment=surroundings, before=["env"])
        try:
            time.sleep(2)
            for _ in range(rounds):
                for what, value in JUMPS:
                    jump(watch, journal, tally, clock, what, value)
            for sender in [journal, *tally.senders]:
                sender.end()
            tally.wait_for_files()
            notes, missing = journal.check(), tally.check()
            sent = {sender.label: sender.number for sender in tally.senders}
            code, output, _ = watch.command("incident", "show", journal.incident)
            if code != 0:
                raise Failed(f"incident show after the jumps ends with {code}")
            if watch.stop() != 0:
                raise Failed("serve does not end with 0")
            report(f"F6 clock jumped {len(JUMPS) * rounds} times, by up to a year: {notes} notes in order "
                   f"and {sent} lines, 0 lost, 0 doubled, of syslog over TCP {missing.get('tcp', 0)} not stored")
        finally:
            watch.end()


def jump(watch, journal, tally, clock, what, value):
    first = watch.status()["archive"]["first_day"]
    ready = clock.with_suffix(".new")
    ready.write_text(value + "\n")
    ready.rename(clock)
    # Long enough for what is done by the clock: the status, and days that are too old.
    time.sleep(5)
    watch.check_alive()
    if first not in [file.stem for file in watch.data.glob("archive/*.sqlite")]:
        raise Failed(f"the clock went {what}, and the lines of {first}, some seconds old, are deleted as too old")
    last = senders.line("file", tally.senders[0].number).split(" ")[0]
    wait_until(f"lines are stored after the clock went {what}",
               lambda: any(page for page in watch.pages(f"&q={last}")), 30)
    # The session of a person is over by then, or not yet begun, as it should be.
    watch.log_in()
    journal.drop()
    killing.check_commands(watch, journal)
    journal.check()
    if journal.failure:
        raise Failed(f"after the clock went {what}: {journal.failure}")
