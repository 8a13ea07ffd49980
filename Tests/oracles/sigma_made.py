#!/usr/bin/env python3
# Makes events out of rules: some that a rule asks for, most a little beside it, so that every rule is near a hit.
# Used by check_sigma.py. The same seed gives the same events. Needs pysigma of PyPI.
# SPDX-License-Identifier: EUPL-1.2

import json
import random
import re

from sigma import types as st
from sigma.conditions import ConditionAND, ConditionIdentifier, ConditionNOT, ConditionSelector
from sigma.rule.detection import SigmaDetection

try:
    from re import _parser as expressions
except ImportError:
    import sre_parse as expressions

FILLER = ["x", " ", "\\", "a b", "C:\\Temp\\", "\n", "é", "0", "-", "//", "*", "?", "%", "\"", "Ω", "\t", ".exe"]


class Maker:
    """Makes events for one rule. Demands of the same field are put behind each other."""

    def __init__(self, dice):
        self.dice = dice

    def filler(self):
        return "".join(self.dice.choices(FILLER, k=self.dice.randint(0, 3)))

    # What makes a condition true.

    def condition(self, node, detections, wanted, out):
        dice = self.dice
        if isinstance(node, ConditionIdentifier):
            if wanted or dice.random() < 0.25:
                self.selection(detections.detections[node.identifier], out)
        elif isinstance(node, ConditionSelector):
            chosen = node.resolve_referenced_detections(detections)
            is_all = node.cond_class is ConditionAND
            for one in chosen if is_all or not chosen else [dice.choice(chosen)]:
                self.condition(one, detections, wanted, out)
        elif isinstance(node, ConditionNOT):
            self.condition(node.args[0], detections, not wanted, out)
        elif isinstance(node, ConditionAND) or not wanted:
            for one in node.args:
                self.condition(one, detections, wanted, out)
        else:
            self.condition(dice.choice(node.args), detections, wanted, out)

    def selection(self, part, out):
        if isinstance(part, SigmaDetection):
            is_all = part.item_linking is ConditionAND
            for one in part.detection_items if is_all else [self.dice.choice(part.detection_items)]:
                self.selection(one, out)
            return
        values = part.value
        if part.negated or not values:
            return
        field = part.field or self.dice.choice(["Message", "Data", "a.b"])
        for value in values if part.value_linking is ConditionAND else [self.dice.choice(values)]:
            out.append((field, value, part.field is None))

    # What makes a value met.

    def text(self, value, is_keyword):
        if isinstance(value, st.SigmaExpansion):
            return self.text(self.dice.choice(value.values), is_keyword)
        if isinstance(value, st.SigmaString):
            parts = [part if isinstance(part, str)
                     else self.filler() if part is st.SpecialChars.WILDCARD_MULTI else self.dice.choice("aZ\\€")
                     for part in value.s]
            text = "".join(parts)
            return self.filler() + text + self.filler() if is_keyword else text
        if isinstance(value, st.SigmaNumber):
            return value.number if self.dice.random() < 0.7 else str(value.number)
        if isinstance(value, st.SigmaBool):
            return self.dice.choice([value.boolean, str(value.boolean), str(value.boolean).lower()])
        if isinstance(value, st.SigmaRegularExpression):
            return self.expression(expressions.parse(str(value.regexp)))
        if isinstance(value, st.SigmaCIDRExpression):
            return str(value.network[self.dice.randint(0, min(value.network.num_addresses, 9999) - 1)])
        if isinstance(value, st.SigmaCompareExpression):
            return value.number.number + self.dice.randint(-1, 1)
        return self.filler()

    def expression(self, tokens):
        dice, out = self.dice, []
        for kind, argument in tokens:
            kind = str(kind)
            if kind == "LITERAL":
                out.append(chr(argument))
            elif kind == "NOT_LITERAL":
                out.append(dice.choice([c for c in "aZ0 -" if ord(c) != argument]))
            elif kind == "ANY":
                out.append(dice.choice("aZ0 -\\"))
            elif kind == "IN":
                out.append(self.member(argument))
            elif kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                low, high, inner = argument
                out += [self.expression(inner) for _ in range(dice.randint(low, min(int(high), low + 2)))]
            elif kind == "SUBPATTERN":
                out.append(self.expression(argument[3]))
            elif kind == "BRANCH":
                out.append(self.expression(dice.choice(argument[1])))
        return "".join(out)

    def member(self, choices):
        sets = {"CATEGORY_DIGIT": "059", "CATEGORY_SPACE": " \t", "CATEGORY_WORD": "aZ_9",
                "CATEGORY_NOT_DIGIT": "aZ-", "CATEGORY_NOT_SPACE": "aZ-", "CATEGORY_NOT_WORD": " -."}
        allowed, refused = [], False
        for kind, argument in choices:
            kind = str(kind)
            if kind == "NEGATE":
                refused = True
            elif kind == "LITERAL":
                allowed.append(chr(argument))
            elif kind == "RANGE":
                allowed += [chr(argument[0]), chr(argument[1]), chr(self.dice.randint(*argument))]
            elif kind == "CATEGORY":
                allowed += sets[str(argument)]
        if refused:
            allowed = [c for c in "aZ0 -_./" if c not in allowed] or ["\u00e9"]
        return self.dice.choice(allowed)

    def event(self, rule):
        """An event that fits the rule or nearly does, as pairs of name and value."""
        detections = rule.detection
        condition = self.dice.choice(detections.parsed_condition).parse(False)
        demands = []
        self.condition(condition, detections, True, demands)
        fields = {}
        for field, value, is_keyword in demands:
            if isinstance(value, (st.SigmaNull, st.SigmaExists)):
                if self.dice.random() < 0.5:
                    fields.setdefault(field, None)
                continue
            if isinstance(value, st.SigmaFieldReference):
                fields[field] = fields[value.field] = self.dice.choice(["C:\\a.exe", "x", ""])
                continue
            text = self.text(value, is_keyword)
            before = fields.get(field)
            if isinstance(before, str) and isinstance(text, str):
                text = before + text if self.dice.random() < 0.7 else text + before
            fields[field] = text
        return [list(pair) for pair in fields.items()]

    # A little beside it.

    def bent(self, pairs):
        dice = self.dice
        for _ in range(dice.randint(0, 2)):
            if not pairs:
                break
            at = dice.randrange(len(pairs))
            name, value = pairs[at]
            match dice.randrange(10):
                case 0: del pairs[at]
                case 1: pairs[at][1] = dice.choice([None, "", "-", 0, True])
                case 2: pairs[at][1] = dice.sample([value, self.filler(), None, 7], 4)
                case 3: pairs.append([name, self.filler()])
                case 4: pairs[at][1] = {"inner": value}
                case 5: pairs[at][0] = name.swapcase()
                case _:
                    if isinstance(value, str) and value:
                        pairs[at][1] = self.other(value)
                    elif isinstance(value, (int, float)):
                        pairs[at][1] = str(value)
        return pairs

    def other(self, value):
        dice, at = self.dice, self.dice.randrange(len(value))
        match dice.randrange(7):
            case 0: return value.swapcase()
            case 1: return value[:at] + value[at + 1:]
            case 2: return value[:at] + dice.choice(FILLER) + value[at:]
            case 3: return value.replace("\\", "\\\\")
            case 4: return value.replace("-", dice.choice("/–—―")).replace("/", dice.choice("-–"))
            case 5: return self.filler() + value + self.filler()
            case _: return value.upper() if dice.random() < 0.5 else value.replace("k", "\u212a").replace("s", "ſ")


def placed(pairs, source, mappings, dice):
    """The pairs with the fields that make the event belong to a log source, under the names that fields have there."""
    when = {name.rstrip("?"): dice.choice(values) for name, values in source["when"].items()
            if not name.endswith("!")}
    names = mappings.get(source.get("mapping"), {}).get("fields", {})
    renamed = [[dice.choice(names.get(name, [name])), value] for name, value in pairs]
    fields = {"channel": "Channel", "provider": "Provider_Name", "event_id": "EventID", "event_type": "EventType",
              "operation": "OperationType"}
    taken = {name for name, _ in renamed}
    front = [[fields[name], "Application" if value == "*" else value] for name, value in when.items()
             if name in fields and fields[name] not in taken]
    return front + renamed


def lines(rules, routing, count, seed):
    """So many lines of JSON, made of rules taken by turns from a shuffled list."""
    dice = random.Random(seed)
    maker = Maker(dice)
    order = list(rules)
    dice.shuffle(order)
    for index in range(count):
        rule = order[index % len(order)]
        pairs = maker.bent(maker.event(rule.parsed))
        fitting = [s for s in routing.sources if "format" not in s["when"]
                   and rule.category in (None, s.get("category")) and rule.service in (None, s.get("service"))]
        if fitting:
            pairs = placed(pairs, dice.choice(fitting), routing.mappings, dice)
        members = ",".join(f"{json.dumps(name)}:{json.dumps(value, ensure_ascii=dice.random() < 0.5)}"
                           for name, value in pairs)
        yield re.sub(r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])", "x", "{" + members + "}")
