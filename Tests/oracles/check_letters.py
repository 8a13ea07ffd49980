#!/usr/bin/env python3
# Opens letters that we wrote with LibreOffice and odfpy, and has the program check documents that LibreOffice wrote.
# Usage: check_letters.py DIJKWACHT. Ends with 1 if a word is lost or a finding differs, with 77 if it cannot run here.
# SPDX-License-Identifier: EUPL-1.2

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

try:
    from odf import opendocument, table, teletype, text
except ImportError as problem:
    print(f"check_letters: Python has not all packages: {problem}")
    sys.exit(77)

# A letter with faults, for LibreOffice to write as a document. The findings are those of the same page as HTML.
PAGE = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Proef</title></head><body>
<p>Aan de Voorzitter van de Voorbeeldkamer</p>
<h1>Een kop</h1>
<p>Ik schreef u op 3 mei j.l. en op X mei&nbsp;2027 over de storing.</p>
<table><tr><td><p>Pagina 2 van 1</p></td><td><p>[image: ]</p></td></tr></table>
<p>Kamerstukken II, 2026–2027, 12345, nr. PM.</p>
<p>Zie «het bericht en [nog te schrijven: de bron].</p>
</body></html>
"""


def office(folder, source, form):
    """What LibreOffice makes of a file; it has a home of its own, so that no other one is in its way."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/home", "--headless", "--convert-to", form,
               "--outdir", str(folder / "made"), str(source)]
    subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=300, check=False)
    made = folder / "made" / f"{source.stem}.{form.split(':')[0]}"
    if not made.exists():
        raise RuntimeError(f"LibreOffice made no {form} of {source.name}")
    return made


def plain(words):
    """Blanks of any kind as one, and what cannot stand in XML as the character that stands for it."""
    return " ".join("".join("\ufffd" if ord(one) < 32 and one not in "\t\n\r" else one for one in words).split())


def check_written(folder, letter):
    """The differences of one letter of ours, as LibreOffice and odfpy see it."""
    # As text LibreOffice leaves notes out, and puts their numbers behind the sentences.
    wanted = [plain(part) for part in letter.with_suffix(".txt").read_text().replace(". ", ".\n").splitlines()]
    found = plain(office(folder, letter, "txt:Text (encoded):UTF8").read_text(encoding="utf-8-sig"))
    faults = [f"LibreOffice lost: {line}" for line in wanted if line and line not in found]
    pdf = office(folder, letter, "pdf").read_bytes()
    if not pdf.startswith(b"%PDF-") or len(pdf) < 2_000:
        faults.append("LibreOffice made no PDF that holds anything")
    document = opendocument.load(letter)
    title = [str(one) for one in document.meta.childNodes if one.qname[1] == "title"]
    if not title or not (title[0].startswith("OEFENING: ") or title[0].startswith("EXERCISE: ")):
        faults.append(f"odfpy sees the title {title}")
    levels = [int(one.getAttribute("outlinelevel")) for one in document.getElementsByType(text.H)]
    if levels != [1, 2, 2, 2, 2]:
        faults.append(f"odfpy sees headings of the levels {levels}")
    notes = [teletype.extractText(one) for one in document.getElementsByType(text.Note)]
    if len(notes) != (5 if "sources" in letter.stem else 1) or "Een noot & meer." not in notes[0]:
        faults.append(f"odfpy sees the notes {notes}")
    if len(document.getElementsByType(table.Table)) != 1:
        faults.append("odfpy does not see one table")
    print(f"  {letter.name}: {len(wanted)} texts, {len(notes)} notes, {len(faults)} differences", flush=True)
    return faults


def findings(program, path):
    done = subprocess.run([program, "letter", "check", str(path), "-q", "--format", "jsonl"], capture_output=True,
                          stdin=subprocess.DEVNULL, encoding="utf-8", check=False)
    if done.returncode != 1:
        raise RuntimeError(f"letter check ended with {done.returncode}: {done.stderr[:500]}")
    return [(one["rule"], one["quote"], one["paragraph"]) for one in map(json.loads, done.stdout.splitlines())]


def check_read(program, folder):
    """The differences between the findings in a page and in the documents that LibreOffice makes of it."""
    page = folder / "page.html"
    page.write_text(PAGE)
    wanted = [(rule, quote) for rule, quote, _ in findings(program, page)]
    faults = [] if len(wanted) == 8 else [f"the page has {len(wanted)} findings: {wanted}"]
    for form in ("odt:writer8", "docx:MS Word 2007 XML"):
        document = office(folder, office(folder, page, "odt:writer8") if "docx" in form else page, form)
        found = findings(program, document)
        missing = [one for one in wanted if one not in [each[:2] for each in found]]
        faults += [f"{document.suffix}: missed {one}" for one in missing]
        faults += [f"{document.suffix}: alone has {one}" for one in found if one[:2] not in wanted]
        print(f"  {document.name}: {len(found)} findings, {len(missing)} missed", flush=True)
    return faults


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    print("check_letters: letters of ours in LibreOffice and odfpy, and documents of LibreOffice in our check")
    for tool in ("soffice", "swift"):
        if not shutil.which(tool):
            print(f"check_letters: there is no {tool} (LibreOffice: package libreoffice-writer-nogui)")
            sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="letters-") as name:
        folder = pathlib.Path(name)
        # The tests write the letters: the program makes them only out of a record.
        command = ["swift", "test", "-c", "release", "--skip-build", "--filter", "LetterFilesTests"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "DIJKWACHT_LETTERS": name}, capture_output=True,
                              stdin=subprocess.DEVNULL, encoding="utf-8", check=False)
        letters = sorted(folder.glob("*.odt"))
        if done.returncode != 0 or len(letters) != 4:
            print(f"{done.stdout[-1500:]}\ncheck_letters: the tests wrote {len(letters)} letters")
            sys.exit(1)
        faults = [f"{one.name}: {fault}" for one in letters for fault in check_written(folder, one)]
        faults += check_read(program, folder)
    for fault in faults[:40]:
        print(f"  {fault}")
    print(f"check_letters: {len(faults)} differences")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
