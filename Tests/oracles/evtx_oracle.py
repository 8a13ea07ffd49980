#!/usr/bin/env python3
# Prints the records of Windows event logs as an independent reader sees them, under the names of docs/formats/evtx.md.
# Needs the package `evtx` of PyPI. One JSON object a record: file, record_id, fields (pairs of name and value).
# SPDX-License-Identifier: EUPL-1.2

import json
import sys

import evtx

SYSTEM = {
    "EventID", "EventID_Qualifiers", "Version", "Level", "Task", "Opcode", "Keywords", "EventRecordID", "Channel",
    "Computer", "Provider_Name", "Provider_Guid", "Provider_EventSourceName", "TimeCreated_SystemTime",
    "Correlation_ActivityID", "Correlation_RelatedActivityID", "Execution_ProcessID", "Execution_ThreadID",
    "Execution_ProcessorID", "Execution_SessionID", "Execution_KernelTime", "Execution_UserTime",
    "Execution_ProcessorTime", "Security_UserID",
}


class Pairs(list):
    """A JSON object with its members in order, repeated names kept."""


def plain(name, names):
    """The name of an element without the number that the other reader gives to a repeated one."""
    stem, _, number = name.rpartition("_")
    return stem if stem in names and number.isdigit() else name


def field(name, section, parent):
    return f"{parent}_{name}" if section == "data" and name in SYSTEM else name


def element(name, value, section, parent, out):
    """Adds the fields of one element; `section` is that of the element itself."""
    container = name in ("EventData", "UserData") and section == "event"
    below = {"event": "system" if name == "System" else "data"}.get(section, section)
    if not isinstance(value, Pairs):
        if value is None and section == "event":
            return
        out.append((field(name, section, parent), value))
        return
    attributes, text, children = [], None, []
    for key, item in value:
        if key == "#attributes":
            attributes = [(k, v) for k, v in item if k != "xmlns" and not k.startswith("xmlns:")]
        elif key == "#text":
            text = item
        else:
            children.append((key, item))
    named = dict(attributes).get("Name") if name == "Data" and section == "data" else None
    if named is not None:
        out.append((field(str(named).replace(" ", ""), section, parent), "" if text is None else text))
        return
    for key, item in attributes:
        out.append((field(f"{name}_{key}", section, parent), item))
    if text is not None:
        out.append((field(name, section, parent), text))
    elif not attributes and not children and section != "event":
        out.append((field(name, section, parent), None))
    names = set()
    for key, item in children:
        key = plain(key, names)
        names.add(key)
        if container and key == "Data" and isinstance(item, Pairs) and [k for k, _ in item] == ["#text"]:
            values = item[0][1]
            for one in values if isinstance(values, list) and not isinstance(values, Pairs) else [values]:
                out.append(("Data", one))
        elif container and not isinstance(item, Pairs) and key not in ("Binary",):
            out.append((field(key.replace(" ", ""), "data", name), item))
        else:
            element(key, item, below, name, out)


def records(path):
    for record in evtx.PyEvtxParser(path).records_json():
        if isinstance(record, Exception):
            yield {"file": path, "error": str(record)}
            continue
        document = json.loads(record["data"], object_pairs_hook=Pairs, parse_float=str)
        out = []
        for key, value in document[0][1]:
            if key != "#attributes":
                element(key, value, "event", "Event", out)
        number = next((v for k, v in out if k == "EventRecordID"), record["event_record_id"])
        yield {"file": path, "record_id": number, "fields": out}


def main():
    for path in sys.argv[1:]:
        try:
            for record in records(path):
                print(json.dumps(record, ensure_ascii=False))
        except Exception as problem:  # noqa: BLE001: the other reader raises plain exceptions
            print(json.dumps({"file": path, "error": str(problem)}))


if __name__ == "__main__":
    main()
