# The pages in a browser, step by step, on the record of an exercise: by keyboard alone, without scripts, and live. Each
# step is a function that raises Failed.
# SPDX-License-Identifier: EUPL-1.2

import socket
import time

from watch.running import Failed

NAME, PASSWORD = "an.bakker", "vier losse woorden hier"
FOCUS = "return document.activeElement?.closest('tr[data-href]')?.id ?? ''"


def need(condition, text):
    if not condition:
        raise Failed(text)


def log_in(browser, base):
    browser.open(base + "/")
    need(browser.path.startswith("/inloggen"), f"the beginning leads to {browser.path}")
    browser.type("input[name=name]", NAME)
    browser.type("input[name=password]", PASSWORD)
    browser.click("main button.main")
    need(browser.path == "/signalen", f"logging in leads to {browser.path}")


def rows(browser):
    return browser.run("return [...document.querySelectorAll('#rows tbody tr')].map(row => row.id)")


def loaded(browser, path):
    browser.wait(f"the page {path}", "return location.pathname + location.search === arguments[0] "
                 "&& document.readyState === 'complete'", path)


def change(browser, what, act):
    """Acts, and waits for the page that comes of it."""
    browser.run("window.isBefore = true")
    act()
    browser.wait(what, "return !window.isBefore && document.readyState === 'complete'")


def keyboard(browser, base, say, *_):
    """Working through the queue without a mouse."""
    log_in(browser, base)
    first = rows(browser)
    need(len(first) >= 5, f"there are {len(first)} rows")
    browser.press("j")
    need(browser.run(FOCUS) == first[0], "j does not go to the first row")
    browser.press("j", "j", "k")
    need(browser.run(FOCUS) == first[1], "j, j, k do not go to the second row")
    browser.press("x", "j", "x")
    chosen = browser.run("return [...document.querySelectorAll('#rows input:checked')].map(box => 'a-' + box.value)")
    need(chosen == first[1:3], f"x chooses {chosen}")
    # Closing, with Enter in the field of the note: the button of that menu counts, not the first of the form.
    browser.press("c")
    need(browser.run("return document.activeElement.name") == "reden", "c does not lead to the reason")
    browser.run("document.activeElement.value = 'expected'")
    browser.press("Tab")
    browser.write("jkx?")
    need(browser.run("return document.activeElement.value") == "jkx?", "letters act while someone types")
    change(browser, "closing", lambda: browser.press("Enter"))
    need("gedaan=closed" in browser.path and not set(chosen) & set(rows(browser)), f"closing leads to {browser.path}")
    change(browser, "undoing", lambda: browser.press("u"))
    need("gedaan=undone" in browser.path and rows(browser) == first, "u does not bring the rows back")
    # Merging into a new incident with a title.
    browser.press("j", "x", "m", "Tab")
    need(browser.run("return document.activeElement.name") == "titel", "m, Tab do not lead to the title")
    browser.write("Zaak van het toetsenbord")
    change(browser, "merging", lambda: browser.press("Enter"))
    need("gedaan=opened" in browser.path and first[0] not in rows(browser), f"merging leads to {browser.path}")
    change(browser, "undoing", lambda: browser.press("u"))
    need(first[0] in rows(browser), "u does not bring the row back")
    # Muting, with the button.
    browser.press("j", "x", "d", "Tab")
    browser.write("onderhoud")
    change(browser, "muting", lambda: browser.press("Enter"))
    need("gedaan=muted" in browser.path, f"muting leads to {browser.path}")
    change(browser, "undoing", lambda: browser.press("u"))
    need(rows(browser) == first, "after all of it the queue is not as it was")
    browser.press("/")
    need(browser.run("return document.activeElement.name") == "wie", "/ does not lead to the search")
    browser.press("Escape")
    browser.run("document.activeElement.blur()")
    browser.press("j")
    change(browser, "opening", lambda: browser.press("Enter"))
    need(browser.path == "/signalen/" + first[0][2:], f"Enter opens {browser.path}")
    change(browser, "going", lambda: browser.press("g", "i"))
    need(browser.path == "/incidenten", f"g, i lead to {browser.path}")
    change(browser, "help", lambda: browser.press("?"))
    need(browser.path == "/hulp/toetsen", f"? leads to {browser.path}")
    say("the queue by keyboard alone: closing, merging, muting, and each undone")


def arrive(browser, part, what):
    """Waits for an address: without scripts a press does not wait for the page that it leads to."""
    end = time.monotonic() + 10
    while part not in browser.path and time.monotonic() < end:
        time.sleep(0.1)
    need(part in browser.path, f"{what} {browser.path}")


def without_scripts(make, base, say):
    """The same with JavaScript off."""
    browser = make(scripts=False)
    try:
        log_in(browser, base)
        browser.press("j")
        need(browser.run(FOCUS) == "", "scripts of the page run")
        first = browser.find("#rows tbody tr:first-child td a")
        title = browser.ask("GET", f"/element/{first}/text")
        browser.click("#rows tbody tr:first-child input[type=checkbox]")
        browser.click("details[data-key=m] summary")
        browser.type("details[data-key=m] input[name=titel]", "Zaak zonder scripts")
        browser.click("details[data-key=m] button.main")
        arrive(browser, "gedaan=opened", "merging leads to")
        browser.click(".done a")
        arrive(browser, "/incidenten/", "the incident is")
        text = browser.ask("GET", f"/element/{browser.find('main')}/text")
        need(title in text and "Zaak zonder scripts" in text, "the incident does not have its alert")
        browser.type("form[action$='/regel'] textarea", "opgeschreven zonder scripts")
        browser.click("form[action$='/regel'] button.main")
        arrive(browser, "gedaan=written", "writing leads to")
        text = browser.ask("GET", f"/element/{browser.find('ol.journal')}/text")
        need("opgeschreven zonder scripts" in text, "the note is not in the journal")
        browser.click(".done button")
        arrive(browser, "gedaan=undone", "undoing leads to")
        say("without scripts: logging in, merging, a note, undoing it")
    finally:
        browser.end()


def live(browser, base, say, watch, *_):
    """A new alert while the queue is open: on top, announced, and the focus stays."""
    browser.open(base + "/signalen")
    before = rows(browser)
    browser.press("j", "j")
    need(browser.run(FOCUS) == before[1], "the focus is not on the second row")
    begin = time.monotonic()
    with socket.create_connection(watch.address("syslog_tcp")) as sender:
        sender.sendall(b"<38>1 2026-03-19T06:00:00Z nieuw.gemeente.example sshd - - - nowhere-in-these-lines <b>\n")
    browser.wait("a row comes", "return document.querySelector('#rows tbody tr').id !== arguments[0]", before[0],
                 seconds=20)
    taken = time.monotonic() - begin
    after = rows(browser)
    need(after[1:] == before, "the other rows have moved")
    need(browser.run(FOCUS) == before[1], "the focus has moved")
    browser.wait("it is announced", "return document.querySelector('#say').textContent.includes('1')", seconds=10)
    browser.press("k", "k")
    need(browser.run(FOCUS) == after[0], "the new row is not reached with k")
    browser.press("x")
    need(browser.run("return document.querySelector('#rows tr input:checked').value") == after[0][2:],
         "the new row cannot be chosen")
    say(f"a new alert is on top after {taken:.1f} s, and the focus stays")
