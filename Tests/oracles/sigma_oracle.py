#!/usr/bin/env python3
# Sigma rules against logs, as a slow and plain second opinion: rules by pySigma, matching in Python, routing by our
# table. Sigma specification 2.1. Needs pysigma, pyyaml and evtx of PyPI. Prints one JSON list a hit: rule, file, place.
# SPDX-License-Identifier: EUPL-1.2

import argparse
import datetime
import functools
import gzip
import ipaddress
import json
import pathlib
import re
import sys
import zipfile

import yaml
from sigma import types as st
from sigma.conditions import ConditionAND, ConditionIdentifier, ConditionNOT, ConditionOR, ConditionSelector
from sigma.rule import SigmaRule
from sigma.rule.detection import SigmaDetection, SigmaDetectionItem

ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
KEYWORDS = object()
SOFT = object()


# --- Rules -----------------------------------------------------------------------------------------------------------


class Loader(yaml.CSafeLoader):
    """YAML in which only null, true, false and plain decimal numbers are more than text."""


Loader.yaml_implicit_resolvers = {}
for first, tag, pattern in (
    (list("nN~") + [""], "null", r"~|null|Null|NULL|"),
    (list("tTfF"), "bool", r"true|True|TRUE|false|False|FALSE"),
    (list("-+0123456789"), "int", r"[-+]?(0|[1-9][0-9]*)"),
    (list("-+.0123456789"), "float", r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+"),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), first)


class Rule:
    def __init__(self, document, path):
        rule = SigmaRule.from_dict(document)
        self.path = path
        self.parsed = rule
        self.key = str(rule.id) if rule.id else rule.title
        source = rule.logsource
        self.product, self.category, self.service = source.product, source.category, source.service
        detections = rule.detection
        self.parts = {name: compiled(part) for name, part in detections.detections.items()}
        tests = [self.condition(c.parse(False), detections) for c in detections.parsed_condition]
        self.meets = tests[0] if len(tests) == 1 else lambda event: any(test(event) for test in tests)

    def condition(self, node, detections):
        if isinstance(node, ConditionIdentifier):
            return self.parts[node.identifier]
        if isinstance(node, ConditionSelector):
            chosen = [self.parts[n.identifier] for n in node.resolve_referenced_detections(detections)]
            if not chosen:
                raise ValueError("a selector without selections")
            return joined(chosen, node.cond_class is ConditionAND)
        tests = [self.condition(argument, detections) for argument in node.args]
        if isinstance(node, ConditionNOT):
            return lambda event, test=tests[0]: not test(event)
        return joined(tests, isinstance(node, ConditionAND))


def joined(tests, is_all):
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        one, two = tests
        return (lambda event: one(event) and two(event)) if is_all else (lambda event: one(event) or two(event))

    def every(event):
        for test in tests:
            if not test(event):
                return False
        return True

    def some(event):
        for test in tests:
            if test(event):
                return True
        return False

    return every if is_all else some


def compiled(part):
    if isinstance(part, SigmaDetection):
        return joined([compiled(item) for item in part.detection_items], part.item_linking is ConditionAND)
    return item_test(part)


def item_test(item: SigmaDetectionItem):
    key = KEYWORDS if item.field is None else item.field
    modifiers = [modifier.__name__ for modifier in item.modifiers]
    is_all = item.value_linking is ConditionAND
    tests = []
    plain = []
    for value in item.value:
        if isinstance(value, (st.SigmaNull, st.SigmaExists, st.SigmaFieldReference)):
            tests.append(field_test(key, value, "SigmaCaseSensitiveModifier" in modifiers))
        else:
            plain.append(value_test(value, key is KEYWORDS, modifiers))
    if is_all:
        tests += [remembered(key, [test]) for test in plain]
    elif plain:
        tests.append(remembered(key, plain))
    test = joined(tests, is_all)
    return (lambda event: not test(event)) if item.negated else test


def remembered(key, tests):
    """Whether a value of the field meets any of the tests. Answers are kept: values come back all the time."""
    known = {}

    def test(event):
        for value in event.get(key, ()):
            answer = known.get(value)
            if answer is None:
                answer = value is not None and any(one(value) for one in tests)
                if len(known) > 4096:
                    known.clear()
                known[value] = answer
            if answer:
                return True
        return False

    return test


def field_test(key, value, is_cased):
    """Tests that look at more than one value of one field."""
    if isinstance(value, st.SigmaNull):
        return lambda event: key not in event or any(v is None or v is SOFT for v in event[key])
    if isinstance(value, st.SigmaExists):
        return lambda event: (key in event) == value.exists
    form = (lambda v: text(v)) if is_cased else (lambda v: fold(text(v)))

    def reference(event):
        for one in event.get(key, ()):
            for other in event.get(value.field, ()):
                if one is None or other is None:
                    continue
                a, b = form(one), form(other)
                if value.starts_with and value.ends_with:
                    met = b in a
                elif value.starts_with:
                    met = a.startswith(b)
                elif value.ends_with:
                    met = a.endswith(b)
                else:
                    met = a == b
                if met:
                    return True
        return False

    return reference


def value_test(value, is_keyword, modifiers):
    """Whether one value of an event, never null, meets one value of a rule."""
    if isinstance(value, st.SigmaExpansion):
        tests = [value_test(one, is_keyword, modifiers) for one in value.values]
        return lambda v: any(test(v) for test in tests)
    if isinstance(value, st.SigmaTimestampPart):
        return lambda v: time_part(value.timestamp_part, text(v)) == value.number
    if isinstance(value, st.SigmaString):
        return string_test(value, is_keyword and "SigmaStartswithModifier" not in modifiers
                           and "SigmaEndswithModifier" not in modifiers)
    if isinstance(value, st.SigmaNumber):
        written = str(value.number)
        if is_keyword:
            return lambda v: written in text(v)
        return lambda v: text(v) == written or (type(v) is tuple and number(v[1]) == value.number)
    if isinstance(value, st.SigmaBool):
        written = "true" if value.boolean else "false"
        return lambda v: text(v).lower() == written
    if isinstance(value, st.SigmaRegularExpression):
        return regex_test(value, modifiers)
    if isinstance(value, st.SigmaCIDRExpression):
        return lambda v: in_network(text(v), value.network)
    if isinstance(value, st.SigmaCompareExpression):
        holds = {
            st.CompareOperators.LT: lambda a, b: a < b, st.CompareOperators.LTE: lambda a, b: a <= b,
            st.CompareOperators.GT: lambda a, b: a > b, st.CompareOperators.GTE: lambda a, b: a >= b,
        }[value.op]
        if isinstance(value.number, st.SigmaTimestampPart):
            find = functools.partial(time_part, value.number.timestamp_part)
        else:
            find = number
        return lambda v: (found := find(text(v))) is not None and holds(found, value.number.number)
    raise ValueError(f"unknown kind of value {type(value)}")


def string_test(value, is_anywhere):
    is_cased = isinstance(value, st.SigmaCasedString)
    parts = ["*" if p is st.SpecialChars.WILDCARD_MULTI else "?" if p is st.SpecialChars.WILDCARD_SINGLE else [p]
             for p in value.s]
    if any(isinstance(p, list) and not isinstance(p[0], str) for p in parts):
        raise ValueError("a placeholder without a value")
    if is_anywhere:
        parts = ["*", *parts, "*"]
    form = text if is_cased else (lambda v: fold(text(v)))
    literal = "".join(p[0] for p in parts if isinstance(p, list))
    literal = literal if is_cased else fold(literal)
    shape = "".join(p if isinstance(p, str) else "L" for p in parts)
    shape = re.sub(r"\*+", "*", re.sub("L+", "L", shape))
    if shape in ("L", ""):
        return lambda v: form(v) == literal
    if shape == "*L*":
        return lambda v: literal in form(v)
    if shape == "L*":
        return lambda v: form(v).startswith(literal)
    if shape == "*L":
        return lambda v: form(v).endswith(literal)
    pattern = "".join({"*": ".*", "?": "."}[p] if isinstance(p, str)
                      else re.escape(p[0] if is_cased else fold(p[0])) for p in parts)
    whole = re.compile(pattern, re.DOTALL)
    return lambda v: whole.fullmatch(form(v)) is not None


def regex_test(value, modifiers):
    flags = 0
    for flag in value.flags:
        flags |= {st.SigmaRegularExpressionFlag.IGNORECASE: re.IGNORECASE,
                  st.SigmaRegularExpressionFlag.MULTILINE: re.MULTILINE,
                  st.SigmaRegularExpressionFlag.DOTALL: re.DOTALL}[flag]
    if "SigmaStartswithModifier" in modifiers or "SigmaEndswithModifier" in modifiers:
        raise ValueError("anchored expressions are not for this oracle")
    written = str(value.regexp)
    # Flags that stand in the middle hold from there on in PCRE; Python wants them in front.
    inner = re.match(r"\(\?([ims]+)\)", written)
    pattern = re.compile(written[inner.end():] if inner else written, flags | (
        sum({"i": re.I, "m": re.M, "s": re.S}[f] for f in inner[1]) if inner else 0))
    return lambda v: pattern.search(text(v)) is not None


def text(value):
    return value[1] if type(value) is tuple else "" if value is SOFT else value


def simple_fold(character):
    folded = character.casefold()
    if len(folded) == 1:
        return folded
    lower = character.lower()
    return lower if len(lower) == 1 else character


folds = {}


def fold(value):
    """Unicode simple case folding. Python's own `casefold` makes two letters of one."""
    if value.isascii():
        return value.lower()
    known = folds.get(value)
    if known is None:
        if len(folds) > 2048:
            folds.clear()
        known = folds[value] = "".join(map(simple_fold, value))
    return known


def number(value):
    return float(value) if NUMBER.fullmatch(value) else None


def time_part(part, value):
    """A part of a date and time as written, without zones."""
    found = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d)(?::(\d\d))?)?", value, re.ASCII)
    try:
        date = datetime.date.fromisoformat(found[1]) if found else None
    except ValueError:
        date = None
    if date is None:
        return None
    if part in (st.TimestampPart.HOUR, st.TimestampPart.MINUTE):
        written = found[2] if part is st.TimestampPart.HOUR else found[3]
        return int(written) if written else None
    return {st.TimestampPart.DAY: date.day, st.TimestampPart.WEEK: date.isocalendar()[1],
            st.TimestampPart.MONTH: date.month, st.TimestampPart.YEAR: date.year}[part]


def in_network(value, network):
    try:
        address = ipaddress.ip_address(value.split("%")[0].strip("[]"))
    except ValueError:
        return False
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.version == network.version and address in network


def load_rules(folders, product):
    rules, refused = [], []
    for folder in folders:
        path = pathlib.Path(folder)
        for file in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            try:
                documents = list(yaml.load_all(file.read_text(encoding="utf-8"), Loader))
            except yaml.YAMLError as problem:
                refused.append((str(file), str(problem)))
                continue
            for document in documents:
                if not isinstance(document, dict) or "detection" not in document:
                    continue
                if product and (document.get("logsource") or {}).get("product") != product:
                    continue
                try:
                    rules.append(Rule(document, str(file)))
                except Exception as problem:  # noqa: BLE001: pySigma and Python's re each have many kinds
                    refused.append((str(file), f"{type(problem).__name__}: {problem}"))
    return rules, refused


# --- Events ----------------------------------------------------------------------------------------------------------


class Pairs(list):
    """A JSON object with its members in order, repeated names kept."""


decoder = json.JSONDecoder(object_pairs_hook=Pairs, parse_int=lambda t: ("n", t), parse_float=lambda t: ("n", t))


def flatten(value, name, event):
    if name and value in ([], Pairs()) and isinstance(value, list):
        event.setdefault(name, [])
    elif isinstance(value, Pairs):
        for key, inner in value:
            flatten(inner, f"{name}.{key}" if name else key, event)
    elif type(value) is list:
        for inner in value:
            flatten(inner, name, event)
    else:
        if value is True or value is False:
            value = "true" if value else "false"
        event.setdefault(name, []).append(value)


def json_events(lines, step, offset):
    for place, line in enumerate(lines, 1):
        if place % step != offset % step:
            continue
        line = line.strip()
        if not line.startswith(b"{"):
            continue
        try:
            value = decoder.decode(line.decode("utf-8", "replace"))
        except ValueError:
            continue
        event = {}
        flatten(value, "", event)
        yield place, event


def evtx_events(path):
    import evtx_oracle

    for record in evtx_oracle.records(str(path)):
        if "error" in record:
            print(f"{path}: {record['error']}", file=sys.stderr)
            continue
        event = {}
        for name, value in record["fields"]:
            if value is True or value is False:
                value = "true" if value else "false"
            elif isinstance(value, (int, float)):
                value = ("n", str(value))
            elif value is None or value == "":
                value = SOFT
            elif not isinstance(value, str):
                value = json.dumps(value)
            event.setdefault(name, []).append(value)
        yield record["record_id"], event


def sources(paths, step, small):
    """The name, format and events of every log; every `step`th line of those that are not small."""
    for given in paths:
        root = pathlib.Path(given)
        files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
        for file in files:
            name = file.name.lower()
            if name.endswith(".zip"):
                with zipfile.ZipFile(file) as archive:
                    for member in archive.infolist():
                        if not member.filename.endswith(".json") or member.filename.startswith("__MACOSX"):
                            continue
                        with archive.open(member) as lines:
                            thin = 1 if member.file_size <= small else step
                            yield f"{file}!{member.filename}", "json", json_events(lines, thin, 7), thin
            elif name.endswith(".evtx"):
                yield str(file), "evtx", evtx_events(file), 1
            elif name.endswith((".json", ".jsonl", ".jsonl.gz")):
                with gzip.open(file) if name.endswith(".gz") else file.open("rb") as lines:
                    thin = 1 if file.stat().st_size <= small else step
                    yield str(file), "json", json_events(lines, thin, 7), thin


# --- Routing ---------------------------------------------------------------------------------------------------------


class Routing:
    """Which rules are for an event, and under which names: Rules/routing/windows.yaml read in another way."""

    def __init__(self, file):
        table = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        self.product = table["product"]
        self.discriminators = table["discriminators"]
        self.mappings = table["mappings"]
        self.sources = list(table["sources"])
        for service, channels in table["services"].items():
            self.sources.append({"service": service, "when": {"channel": channels}})
        self.routes = {}

    def properties(self, event, form):
        found = []
        for name, fields in self.discriminators.items():
            value = None
            for field in fields:
                present = [v for v in event.get(field, ()) if v is not None and v is not SOFT]
                if present:
                    value = text(present[0]).casefold()
                    break
            found.append((name, form if name == "format" else value))
        return tuple(found)

    @staticmethod
    def holds(when, properties):
        for name, wanted in when.items():
            value = properties[name.rstrip("?!")]
            if value is None:
                if name.endswith(("?", "!")):
                    continue
                return False
            wanted = [str(w).casefold() for w in wanted]
            is_one = any(value.startswith(w[:-1]) if w.endswith("*") else value == w for w in wanted)
            if is_one == name.endswith("!"):
                return False
        return True

    def plans(self, event, form, rules):
        """Pairs of a mapping and the rules that look at the event under its names."""
        key = self.properties(event, form)
        plans = self.routes.get(key)
        if plans is None:
            fitting = [s for s in self.sources if self.holds(s["when"], dict(key))]
            groups = {}
            for rule in rules:
                if rule.product not in (None, self.product):
                    continue
                for source in fitting:
                    if rule.category not in (None, source.get("category")):
                        continue
                    if rule.service not in (None, source.get("service")):
                        continue
                    if rule.category is None and source.get("mapping") and rule.service is None:
                        continue
                    groups.setdefault(source.get("mapping"), {})[id(rule)] = rule
            plans = self.routes[key] = [(mapping, list(group.values())) for mapping, group in groups.items()]
        return plans

    def mapped(self, event, mapping):
        own, base = self.mappings.get(mapping, {}) if mapping else {}, self.mappings["base"]
        result = dict(event)
        for name, form in {**base.get("joins", {}), **own.get("joins", {})}.items():
            names = re.findall(r"\{([^}]*)\}", form)
            values = [next((text(v) for v in event.get(n, ()) if v is not None), None) for n in names]
            if None not in values:
                for n, value in zip(names, values):
                    form = form.replace("{" + n + "}", value)
                result[name] = result.get(name, []) + [form]
        source = dict(result)
        for name, names in {**base.get("fields", {}), **own.get("fields", {})}.items():
            values = [value for n in names for value in source.get(n, ())]
            result.pop(name, None)
            if values:
                result[name] = values
        return result


# --- All of it -------------------------------------------------------------------------------------------------------


def hits(paths, rules, routing, step=1, small=0, count=None):
    """Every hit as (rule, file, place). `count` learns how many events and pairs were looked at, and which lines."""
    count = count if count is not None else {}
    count.update(events=0, pairs=0, thin={})
    for name, form, events, thin in sources(paths, step, small):
        count["thin"][name] = thin
        for place, event in events:
            count["events"] += 1
            plans = routing.plans(event, form, rules) if routing else [(None, rules)]
            words = [value for values in event.values() for value in values]
            met = {}
            for mapping, group in plans:
                seen = routing.mapped(event, mapping) if routing else dict(event)
                seen[KEYWORDS] = words
                count["pairs"] += len(group)
                for rule in group:
                    if rule.meets(seen):
                        met[id(rule)] = rule
            for rule in met.values():
                yield rule.key, name, place


def main():
    parser = argparse.ArgumentParser(description="A second opinion on Sigma hits.")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--rules", action="append", required=True)
    parser.add_argument("--product", default="windows")
    parser.add_argument("--no-routing", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="look at one line of so many")
    parser.add_argument("--small", type=int, default=0, help="files up to so many bytes are read whole")
    options = parser.parse_args()
    rules, refused = load_rules(options.rules, options.product)
    for file, problem in refused:
        print(f"{file}: {problem}", file=sys.stderr)
    routing = None if options.no_routing else Routing(ROOT / "Rules/routing/windows.yaml")
    count = {}
    for hit in hits(options.paths, rules, routing, options.every, options.small, count):
        print(json.dumps(hit))
    print(f"{len(rules)} rules, {count['events']} events, {count['pairs']} pairs", file=sys.stderr)


if __name__ == "__main__":
    main()
