# F1: the program is killed at random moments, while lines and entries of journals come in.
# SPDX-License-Identifier: EUPL-1.2

import pathlib
import random
import tempfile
import time

from watch import senders
from watch.running import Failed, Watch, times, wait_until


def begin(program, folder, data=None, environment=None, before=()):
    """A watch that runs, with a sender of each kind that it has a listener for."""
    log = folder / "followed.log"
    log.touch()
    watch = Watch(program, data or folder / "data", follow=[log])
    watch.environment, watch.before = environment, list(before)
    watch.start()
    watch.make_token()
    watch.make_account()
    journal = senders.JournalWriter(watch)
    all_senders = [senders.FollowedFile(watch, log), senders.SyslogSender(watch)]
    if "bulk" in watch.listeners:
        all_senders.append(senders.BulkSender(watch))
    for sender in [journal, *all_senders]:
        sender.start()
    return watch, journal, senders.Tally(watch, all_senders)


def check_commands(watch, journal):
    code, output, errors = watch.command("incident", "list")
    if code != 0 or journal.incident.encode() not in output:
        raise Failed(f"incident list ends with {code}: {errors[-300:] or output[-300:]}")


def rest(journal, tally, resting):
    """Lets senders rest while lines are counted, and go on after that."""
    for sender in [journal, *tally.senders]:
        if resting:
            sender.resting.set()
        else:
            sender.resting.clear()
    if resting:
        for sender in [journal, *tally.senders]:
            wait_until(f"{sender.label} rests", lambda one=sender: one.at_rest.is_set() or one.failure is not None, 60)
            if sender.failure:
                raise Failed(f"{sender.label}: {sender.failure!r}")


def run(program, report, full):
    count = times(full, 10, 200)
    chance, shown = random.Random(20260319), set()
    with tempfile.TemporaryDirectory(prefix="dijkwacht-f1-") as folder:
        watch, journal, tally = begin(program, pathlib.Path(folder))
        try:
            for number in range(count):
                time.sleep(chance.uniform(0.05, 1.5))
                shown.update(watch.newest())
                time.sleep(chance.uniform(0, 0.3))
                watch.kill()
                time.sleep(chance.uniform(0, 0.3))
                watch.start()
                check_commands(watch, journal)
                journal.check()
                # All lines again and again would make the test as long as it is large.
                whole = number % 10 == 9 or number == count - 1
                rest(journal, tally, True)
                tally.wait_for_files()
                missing = tally.check(shown, newest=None if whole else 5_000)
                if whole:
                    shown.clear()
                rest(journal, tally, False)
            for sender in [journal, *tally.senders]:
                sender.end()
            notes = journal.check()
            sent = {sender.label: sender.number for sender in tally.senders}
            if watch.stop() != 0:
                raise Failed("serve does not end with 0")
            report(f"F1 killed {count} times: {notes} notes and {sent} lines; 0 acknowledged lost, 0 doubled; "
                   f"of syslog over TCP, which acknowledges nothing, {missing.get('tcp', 0)} not stored; "
                   f"ready in {max(watch.starts):.1f} s at most")
        finally:
            watch.end()
