# The card "In tien minuten" of a demonstration, walked with the keyboard alone: from logging in to the letter as ODT,
# which then is held against what was written. And the case stands above the noise in the queue within a minute.
# SPDX-License-Identifier: EUPL-1.2

import ipaddress
import json
import pathlib
import re
import shutil
import subprocess
import time
import zipfile

from pages import demo as demos
from pages.keys import Keyboard
from pages.steps import PASSWORD, need
from watch.running import Failed

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCENARIO = "finance-2026"
# The first rows, in which nothing but the case may stand.
TOP = 8
# Seconds after the start within which they stand there.
SOON = 60
TITLE = "Sessie overgenomen via de gateway"
NOTE = "Om 09:40 zijn alle sessies op de gateway beëindigd en is het account geblokkeerd."
HEADINGS = ["Wat is er gebeurd?", "Hoe zijn we ermee omgegaan?", "Wat betekent dit voor de toekomst?"]
CARD = ("return [document.querySelectorAll('details.note ol li').length, "
        "[...document.querySelectorAll('details.note ol li')].map(one => one.classList.contains('ticked') "
        "&& one.textContent.startsWith('Gedaan:'))]")


def of_the_case():
    """Whether an entity belongs to the case: it was done from there, or its steps name it."""
    scenario = json.loads((ROOT / "Exercises" / f"{SCENARIO}.json").read_text())
    # What is the case begins with s; with o what is ordinary, with m what was done about it.
    steps = [step for step in scenario["steps"] if re.match(r"s\d", step["id"])]
    used = {step["from"] for step in steps if step.get("from")}
    reach = [ipaddress.ip_network(one["cidr"]) for one in scenario["networks"] if one["id"] in used]
    said = json.dumps(steps).lower()

    def holds(kind, value):
        if kind == "address":
            return any(ipaddress.ip_address(value) in one for one in reach)
        return f'{value.split("@")[0].lower()}' in said

    return holds


def rows(browser):
    """Id of the row, and kind and value of its entity, in order."""
    return browser.run("return [...document.querySelectorAll('#rows tbody tr')].map(row => { const link = "
                       "row.querySelector('a[href^=\"/onderzoek/\"]'); return [row.id, "
                       "...(link ? link.pathname.split('/').slice(2).map(decodeURIComponent) : ['', ''])] })")


def ticked(browser, steps, what):
    """The card on the page of the queue has this many steps ticked off, and those are the first."""
    count, marks = browser.run(CARD)
    need(count == 6, f"the card has {count} steps")
    need(marks == [number < steps for number in range(6)], f"after {what} the card has ticked off {marks}")


def log_in(board, demo):
    """By the link, which asks for a password first; not by the mouse, and with what a browser fills in of itself."""
    board.browser.open(demo.base + demo.link)
    board.to("the button to log in", lambda one: one["tag"] == "button" and one["form"].startswith("/login/"))
    board.lead("logging in", "Enter")
    need(board.browser.path == "/wachtwoord", f"the link leads to {board.browser.path}")
    for name in ("password_new", "password_again"):
        board.to(f"the field {name}", lambda one: one["name"] == name)
        board.write(PASSWORD)
    board.to("the button below the passwords", lambda one: one["form"] == "/wachtwoord" and one["tag"] == "button")
    board.lead("choosing a password", "Space")
    need(board.browser.path == "/wachtwoord?gedaan=changed", f"choosing a password leads to {board.browser.path}")


def wait_for_case(board, demo, say):
    """The case is on top of the queue soon after the start."""
    browser, holds = board.browser, of_the_case()
    while True:
        board.go("s", "/signalen")
        found = rows(browser)
        kinds = [one for one in found if one[1]]
        if len(found) >= TOP and all(holds(*one[1:]) for one in kinds[:TOP]) and len(kinds) >= TOP:
            break
        if time.monotonic() - demo.began > SOON:
            raise Failed(f"{SOON} s after the start other things than the case are on top: "
                         f"{[one[2] for one in found[:TOP]]}")
        time.sleep(1)
    say(f"{time.monotonic() - demo.began:.0f} s after the start the first {TOP} of {len(found)} rows are of the case")


def become(board, name):
    """Another person of the demonstration, by the menu on the right above."""
    board.to("the menu of the person", lambda one: one["tag"] == "summary" and "." in one["text"])
    board.press("Enter")
    board.to(f"the button for {name}", lambda one: one["tag"] == "button" and name in one["text"])
    board.lead(f"becoming {name}", "Enter")
    said = board.browser.run("return document.querySelector('header details.menu:last-of-type summary').innerText")
    need(said == name, f"after becoming {name} the page is that of {said}")


def look(board):
    board.press("j")
    need(board.focus["tag"] == "tr", "j does not lead to a row")
    board.lead("opening the first alert", "Enter")
    need(board.browser.run("return document.querySelectorAll('ol.lines > li').length") > 0,
         "the alert with the most risk shows no line on which it rests")
    board.go("s", "/signalen")


def merge(board):
    """All rows of the person with the most risk; the number of the incident."""
    found = rows(board.browser)
    who = next(one[2] for one in found if one[1] == "account")
    mine = [place for place, one in enumerate(found) if one[2] == who]
    need(len(mine) >= 2, f"{who} has one row")
    for place in range(mine[-1] + 1):
        board.press("j")
        if place in mine:
            board.press("x")
    board.press("m")
    need(board.focus["name"] == "incident", "m does not lead to the choice of an incident")
    board.to("the title", lambda one: one["name"] == "titel", most=2)
    board.write(TITLE)
    board.lead("merging", "Enter")
    need(f"gedaan=opened&aantal={len(mine)}" in board.browser.path, f"merging leads to {board.browser.path}")
    left = [one for one in rows(board.browser) if one[2] == who]
    need(not left, f"after merging {len(left)} rows of {who} are in the queue")
    link = board.browser.run("return document.querySelector('.done a').getAttribute('href')")
    return link


def moment(board, incident):
    board.to("the link to the incident", lambda one: one["href"] == incident)
    board.lead("going to the incident", "Enter")
    board.press("k")
    need(board.focus["name"] == "moment", "k does not lead to the moment")
    board.to("the reason", lambda one: one["name"] == "waarom" and one["form"].endswith("/moment"), most=12)
    board.write("Het SOC zag dat gegevens naar buiten gingen.")
    board.lead("recording the moment", "Enter")
    clocks = board.browser.run("return [...document.querySelectorAll('.clocks > li')].map(one => one.innerText)")
    need(any("72" in one or "71" in one for one in clocks), f"no clock of 72 hours runs: {clocks}")
    return len(clocks)


def note(board):
    board.press("n")
    need(board.focus["name"] == "tekst", "n does not lead to the journal")
    board.write(NOTE)
    board.to("the button of the note", lambda one: one["tag"] == "button" and one["form"].endswith("/regel"), most=4)
    board.lead("writing", "Enter")


def sentence(board):
    """The newest note goes into the letter, under the second heading, in public."""
    board.to("the menu of the entry", lambda one: one["tag"] == "summary" and one["entry"]
             and "brief" in one["text"].lower())
    board.press("Enter")
    board.to("the heading", lambda one: one["name"] == "deel", most=2)
    board.press("Down")
    need(board.focus["value"] == "handled", "the arrow does not choose the second heading")
    board.to("the sentence", lambda one: one["name"] == "tekst" and one["value"] == NOTE, most=2)
    board.to("the box of what is public", lambda one: one["name"] == "openbaar", most=2)
    board.press("Space")
    board.to("the button of the sentence", lambda one: one["tag"] == "button" and one["form"].endswith("/zin"), most=2)
    board.lead("a sentence for the letter", "Enter")


def letter(board, folder):
    """The page of the letter, with the sentence on its source, and the file."""
    browser = board.browser
    board.to("the way to the letter", lambda one: one["href"].endswith("/brief"))
    board.lead("making the letter", "Enter")
    text = browser.run("return document.querySelector('.letter').innerText")
    need(NOTE in text, "the letter does not have the sentence")
    need(all(one in text for one in HEADINGS), f"the letter does not have its headings: {text[:400]}")
    need("OEFENING" in browser.run("return document.body.innerText"), "the page does not say that it is an exercise")
    sources = browser.run("return [...document.querySelectorAll('.letter-source a, a.letter-source')]"
                          ".map(one => one.getAttribute('href'))")
    need(sources and all("#r-" in one for one in sources), f"the sentence leads to no source: {sources}")
    browser.tools("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    board.to("the letter as ODT", lambda one: one["href"].endswith("/brief.odt"))
    board.press("Enter")
    end = time.monotonic() + 15
    while time.monotonic() < end:
        found = list(pathlib.Path(folder).glob("*.odt"))
        if found:
            return found[0]
        time.sleep(0.1)
    raise Failed("the letter as ODT does not come")


def walk(browser, demo, folder, say):
    """All six steps, and where the focus could not be seen on the way. Gives the file of the letter."""
    board = Keyboard(browser)
    log_in(board, demo)
    wait_for_case(board, demo, say)
    ticked(browser, 0, "the start")
    # Changing role and back, as the card says that one can: it does not lose what is done.
    look(board)
    ticked(browser, 1, "looking")
    become(board, demos.PEOPLE["analyst"])
    ticked(browser, 1, "becoming the analyst")
    become(board, demos.PEOPLE["lead"])
    incident = merge(board)
    ticked(browser, 2, "merging")
    clocks = moment(board, incident)
    steps = [("the moment", lambda: None), ("the note", lambda: note(board)), ("the sentence", lambda: sentence(board))]
    for number, (what, step) in enumerate(steps, 3):
        step()
        board.go("s", "/signalen")
        ticked(browser, number, what)
        board.go("i", "/incidenten")
        board.to("the incident", lambda one: one["href"] == incident)
        board.lead("opening the incident", "Enter")
    file = letter(board, folder)
    board.go("s", "/signalen")
    ticked(browser, 6, "the letter")
    need(not browser.run("return document.querySelector('details.note').open"), "the card that is done stays open")
    if board.unseen:
        raise Failed("\n    ".join(dict.fromkeys(board.unseen)))
    say(f"the six steps with {board.pressed} keys, to {clocks} clocks and {file.name}; at {board.stops} stops the "
        "focus is seen")
    return file


def check_file(file, say):
    """The letter as others open it: its headings and its sentence; in LibreOffice, if that is here."""
    with zipfile.ZipFile(file) as parts:
        need(parts.namelist()[0] == "mimetype", "the letter does not begin with its type")
        content = re.sub(r"<[^>]+>", " ", parts.read("content.xml").decode())
    wanted = [*HEADINGS, NOTE, "OEFENING"]
    missing = [one for one in wanted if one not in content]
    need(not missing, f"the letter as ODT does not have {missing}")
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        say("skipped: the letter is not opened in LibreOffice (Debian: libreoffice-writer-nogui and poppler-utils)")
        return
    home = file.parent / "libreoffice"
    begin = time.monotonic()
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "pdf", "--outdir",
         str(file.parent), str(file)], capture_output=True, check=False, text=True, stdin=subprocess.DEVNULL,
        timeout=120)
    made = file.with_suffix(".pdf")
    need(done.returncode == 0 and made.exists(), f"LibreOffice does not open the letter: {done.stderr[-400:]}")
    text = subprocess.run(["pdftotext", "-layout", str(made), "-"], capture_output=True, check=True, text=True,
                          timeout=60).stdout
    said = " ".join(text.split())
    missing = [one for one in wanted if one not in said]
    need(not missing, f"in LibreOffice the letter does not have {missing}: {said[:600]}")
    say(f"LibreOffice opens the letter: headings and sentence are there ({time.monotonic() - begin:.0f} s)")
