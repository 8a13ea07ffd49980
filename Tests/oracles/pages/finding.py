# All pages that someone can come to by links alone, one of each route, as a browser without scripts reads them.
# SPDX-License-Identifier: EUPL-1.2

import collections
import html.parser
import re
import urllib.parse

# Pages looked at of one route, so that what only some of them link to is found too.
OF_ONE_ROUTE = 3
# More routes than there can be: something that is not the same is then taken for the same no longer.
MOST_ROUTES = 120
# What stands in an address for one of many, although it may look like a word.
NAMED = [re.compile(r"^/onderzoek/[a-z]+/([^/]+)"), re.compile(r"^/beheer/accounts/([^/]+)")]
# Parameters that say only which part of the same page is meant, or in which order.
SAME = {"volgorde", "cursor", "vanaf", "voor", "sinds", "via", "bron", "vorm", "aantal"}


def route(address):
    """The address with what stands for one of many left out, and the names of parameters that make another page."""
    parts = urllib.parse.urlsplit(address)
    path = parts.path
    for pattern in NAMED:
        found = pattern.match(path)
        if found:
            path = path[:found.start(1)] + "{}" + path[found.end(1):]
    path = "/".join("{}" if re.search(r"[^a-z{}_-]", one) and number > 1 and not re.fullmatch(r"[a-z]+\.[a-z]+", one)
                    else one for number, one in enumerate(path.split("/")))
    names = sorted({name for name, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)} - SAME)
    if path.endswith("/uitvoer"):
        names = []
    return path + ("?" + "&".join(names) if names else "")


class Reader(html.parser.HTMLParser):
    """What of a page matters without scripts: links, headings, forms, ids, fields and their labels."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links, self.ids, self.heads, self.forms, self.wrong = [], collections.Counter(), [], [], []
        self.language = self.title = None
        self.text, self.open, self.targets, self.named, self.labels = [], [], [], [], set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, pairs):
        at = dict(pairs)
        if at.get("id"):
            self.ids[at["id"]] += 1
        if any(name.startswith("on") for name in at) or "style" in at:
            self.wrong.append(f"<{tag}> has a script or a style of its own")
        if tag == "html":
            self.language = at.get("lang")
        if tag == "a" and "href" in at:
            self.links.append(at["href"])
        if tag == "form":
            self.forms.append({
                "action": at.get("action"), "method": at.get("method", "get"), "buttons": 0, "key": False})
        if tag == "button" and at.get("type", "submit") == "submit" and "hidden" not in at and self.forms:
            self.forms[-1]["buttons"] += "form" in self.open
        if tag == "input" and at.get("name") == "csrf" and self.forms:
            self.forms[-1]["key"] = True
        if tag == "label" and "for" in at:
            self.labels.add(at["for"])
        if tag in ("input", "select", "textarea") and at.get("type") != "hidden":
            self.named.append((tag, at, "label" in self.open))
        if tag not in ("input", "br", "meta", "link", "hr", "img", "col", "rect", "path", "line", "wbr"):
            self.open.append(tag)
        if tag in ("h1", "title"):
            self.heads.append([tag, ""])

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)
        for tag in ("h1", "title"):
            if tag in self.open and self.heads and self.heads[-1][0] == tag:
                self.heads[-1][1] += data

    def faults(self):
        """What is wrong with the page for whoever has no scripts."""
        wrong = list(dict.fromkeys(self.wrong))
        heads = [text.strip() for tag, text in self.heads if tag == "h1"]
        if len(heads) != 1 or not heads[0]:
            wrong.append(f"has {len(heads)} main headings")
        if not any(tag == "title" and text.strip() for tag, text in self.heads) or not self.language:
            wrong.append("has no title or no language")
        for form in self.forms:
            if not form["buttons"]:
                wrong.append(f"the form to {form['action']} has no button")
            if form["method"].lower() == "post" and not form["key"] and not re.match(
                    r"/(inloggen|login|weergave)\b", form["action"] or ""):
                wrong.append(f"the form to {form['action']} has no key")
        for tag, at, is_inside in self.named:
            if not is_inside and not at.get("aria-label") and at.get("id") not in self.labels:
                wrong.append(f"<{tag} name={at.get('name')}> has no label")
        wrong += [f"id {name} is there {count} times" for name, count in self.ids.items() if count > 1]
        for link in self.links:
            if link.startswith("#") and link[1:] and urllib.parse.unquote(link[1:]) not in self.ids:
                wrong.append(f"the link {link} leads nowhere")
            if not re.match(r"[/#]|https?://", link):
                wrong.append(f"the link {link!r} is no address")
        holes = set(re.findall(r"\{\d\}", " ".join(self.text)))
        if holes:
            wrong.append(f"a text has holes: {holes}")
        return wrong


def inside(text):
    """The part of a page that is about its subject, without the numbers in it and without keys of forms."""
    found = re.search(r"<main.*</main>", text, re.DOTALL)
    return re.sub(r'\d+|name="csrf" value="[^"]*"', "", found[0] if found else text)


def crawl(person, more=()):
    """By route: one address, its status, and what is on the page; what is wrong on any page that was looked at; and how
    many files of each route there are. Follows links; forms are not sent."""
    found, wrong, counts, files = {}, [], collections.Counter(), collections.Counter()
    waiting, seen = collections.deque((one, "the beginning") for one in ["/", *more]), set()
    while waiting:
        address, origin = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        kind = route(address)
        if counts[kind] >= (1 if kind.endswith("/uitvoer") else OF_ONE_ROUTE):
            continue
        counts[kind] += 1
        if len(counts) > MOST_ROUTES:
            wrong.append(f"there are more than {MOST_ROUTES} routes: {sorted(counts)[-20:]}")
            break
        status, header, content = person.ask("GET", address)
        if status in (301, 302, 303, 307, 308):
            waiting.appendleft((header["location"], origin))
            continue
        if status != 200 and address not in more:
            wrong.append(f"{address}, to which {origin} leads, answers {status}")
        if "text/html" not in header.get("content-type", "") or "content-disposition" in header:
            files[kind] += 1
            continue
        page = Reader(content.decode())
        found.setdefault(kind, (address, status, inside(content.decode())))
        wrong += [f"{address} {text}" for text in page.faults()]
        for link in page.links:
            target = urllib.parse.urljoin(address, link)
            if target.startswith("/") and not target.startswith("/bestanden/"):
                waiting.append((target.split("#")[0], address))
    return found, wrong, files
