# F4: files of a stopped watch are damaged: a bit is turned, a file is cut off, a piece is zeroed. The program never
# crashes and never gives other bytes than were sent; what it cannot read any more, it says.
# SPDX-License-Identifier: EUPL-1.2

import collections
import pathlib
import random
import shutil
import tempfile
import time

from watch import killing
from watch.running import CRASHES, Failed, NotReady, times


def prepare(program, folder):
    """Two data directories: one that was ended in order, and one that was killed, whose logs of SQLite are full."""
    watch, journal, tally = killing.begin(program, folder)
    try:
        time.sleep(3)
        for sender in [journal, *tally.senders]:
            sender.end()
        tally.wait_for_files()
        journal.check()
        tally.check()
        # The file that was followed is gone from now on: what is lost in the archive is lost.
        watch.kill()
        shutil.copytree(watch.data, folder / "killed")
        watch.start()
        watch.stop()
        shutil.copytree(watch.data, folder / "stopped")
    finally:
        watch.end()
    (folder / "followed.log").unlink()
    return watch, journal, tally


def hurt(chance, file):
    """One damage. Says what it was."""
    content = bytearray(file.read_bytes())
    place = chance.randrange(len(content))
    kind = chance.choice(["bit", "bit", "cut", "cut at the end", "zero"])
    if kind == "bit":
        bit = chance.randrange(8)
        content[place] ^= 1 << bit
        said = f"bit {bit} of byte {place} turned"
    elif kind == "zero":
        content[place:place + 512] = bytes(len(content[place:place + 512]))
        said = f"512 bytes at {place} zeroed"
    else:
        if kind == "cut at the end":
            place = max(len(content) - chance.randrange(1, 4096), 0)
        del content[place:]
        said = f"cut off at {place}"
    file.write_bytes(content)
    return f"{file.name}: {said}"


def once(watch, journal, tally, sent, said):
    """What became of it: 'refused', 'reported', 'whole', 'earlier' or, a failure, 'silent'.

    'earlier': a log of SQLite was cut off, and the file is as it was some commits before. Without knowledge from
    outside the file that cannot be told from a commit that never was; it is counted, so that it cannot hide."""
    try:
        watch.start()
    except NotReady as end:
        if -end.code in CRASHES or end.code < 0 or end.code >= 128:
            raise Failed(f"{said}: crashed with {end.code}: {end.text[-300:]}") from None
        if not end.text.strip():
            raise Failed(f"{said}: ended with {end.code} and without a word") from None
        return "refused", ""
    told = []
    try:
        found, notes = [], None
        try:
            for page in watch.pages(problems=told):
                found += [event.get("raw") for event in page]
            notes = read_notes(watch, journal)
            told += watch.status()["problems"]
        except Failed as answer:
            # An answer that says that something cannot be read is a report; silence of a dead program is not.
            watch.check_alive()
            told.append(str(answer))
        watch.check_alive()
        code, output, errors = watch.command("incident", "list")
        if code < 0 or code >= 128:
            raise Failed(f"incident list crashes with {code}")
        if code != 0:
            told.append(errors)
        watch.stop()
        errors = watch.errors.read_text("utf-8", "replace")
    except OSError:
        watch.check_alive()
        raise
    known = set(sent)
    wrong = [text for text in found if text not in known]
    if wrong:
        raise Failed(f"{said}: {len(wrong)} lines are given out that nobody sent, first {wrong[0]!r}"[:500])
    if len(set(found)) != len(found):
        raise Failed(f"{said}: {len(found) - len(set(found))} lines are given out twice")
    lost = len(sent) - len(found)
    lost_notes = len(journal.acknowledged) - len(notes) if notes is not None else 0
    if lost_notes == 0 and lost == 0:
        return "whole", ""
    told += [line for line in errors.splitlines() if line and not line.startswith("Stopp")]
    if told or notes is None:
        return "reported", ""
    is_earlier = found[::-1] == sent[:len(found)] and notes == journal.acknowledged[:len(notes)]
    if is_earlier and "-wal: cut off" in said:
        return "earlier", ""
    return "silent", f"{said}: {lost} lines and {lost_notes} notes are gone without a word"


def read_notes(watch, journal):
    code, page = watch.ask("GET", f"/api/v1/incidents/{journal.incident}/entries?limit=1000")
    if code != 200:
        raise Failed(f"the journal answers {code}: {page}")
    texts = [entry["content"]["text"] for entry in page["entries"] if entry["kind"] == "note"]
    known = set(journal.acknowledged)
    strange = [text for text in texts if text not in known]
    if strange:
        raise Failed(f"a note is given out that nobody wrote: {strange[0]!r}")
    return texts


def run(program, report, full):
    count = times(full, 20, 1_000)
    chance = random.Random(41)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-f4-") as folder:
        folder = pathlib.Path(folder)
        watch, journal, tally = prepare(program, folder)
        sent = everything(watch, folder)
        outcomes, silent, crashed = collections.Counter(), [], []
        for number in range(count):
            shutil.rmtree(watch.data)
            shutil.copytree(folder / ("killed" if number % 2 == 0 else "stopped"), watch.data)
            files = sorted(file for file in [*watch.data.glob("*.sqlite*"), *watch.data.glob("archive/*.sqlite*")]
                           if file.stat().st_size > 0 and not file.name.endswith("-shm"))
            said = ("killed, " if number % 2 == 0 else "stopped, ") + hurt(chance, chance.choice(files))
            try:
                outcome, text = once(watch, journal, tally, sent, said)
            except Failed as problem:
                outcome, text = "failed", f"{problem}"
                crashed.append(text)
            finally:
                watch.end()
            outcomes[outcome] += 1
            if outcome == "silent":
                silent.append(text)
        for text in [*crashed, *silent][:20]:
            report("F4 " + text)
        report(f"F4 damaged {count} times: {dict(outcomes)}")
        if crashed or silent:
            raise Failed(f"{len(crashed)} crashes or wrong answers, {len(silent)} losses without a word")


def everything(watch, folder):
    """All lines that the undamaged archive has, oldest first."""
    shutil.rmtree(watch.data)
    shutil.copytree(folder / "stopped", watch.data)
    watch.start()
    try:
        return [event["raw"] for page in watch.pages() for event in page][::-1]
    finally:
        watch.kill()
