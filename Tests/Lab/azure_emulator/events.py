"""Scheduled events: raised by a test, seen by every node of the placement group, approved by any of them."""

import uuid
from email.utils import formatdate

TYPES = ("Freeze", "Reboot", "Redeploy", "Preempt", "Terminate")


def raise_event(state, kind, resources, not_before_seconds=300, source="Platform", duration=-1):
    if kind not in TYPES:
        raise ValueError(f"EventType is one of {', '.join(TYPES)}")
    with state.lock:
        event = {
            "EventId": str(uuid.uuid4()).upper(),
            "EventType": kind,
            "Resources": list(resources),
            "startAt": state.clock() + not_before_seconds,
            "EventSource": source,
            "DurationInSeconds": duration,
            "approvedBy": [],
            "started": False,
        }
        state.events.append(event)
        state.incarnation += 1
        return event


def start(state, event):
    """Scheduled becomes Started. There is no state after that: the event is removed."""
    if not event["started"]:
        event["started"] = True
        state.incarnation += 1


def remove(state, event_id):
    with state.lock:
        before = len(state.events)
        state.events = [each for each in state.events if each["EventId"] != event_id]
        if len(state.events) != before:
            state.incarnation += 1
        return len(state.events) != before


def document(state, version):
    """What a GET answers; older api-versions know fewer types and fields."""
    with state.lock:
        for event in state.events:
            if state.clock() >= event["startAt"]:
                start(state, event)
        shown = [_shown(event, version) for event in state.events if _known(event["EventType"], version)]
        return {"DocumentIncarnation": state.incarnation, "Events": shown}


def _known(kind, version):
    return version >= {"Terminate": "2019-01-01", "Preempt": "2017-11-01"}.get(kind, "")


def _shown(event, version):
    shown = {
        "EventId": event["EventId"],
        "EventType": event["EventType"],
        "ResourceType": "VirtualMachine",
        "Resources": event["Resources"],
        "EventStatus": "Started" if event["started"] else "Scheduled",
        "NotBefore": "" if event["started"] else formatdate(event["startAt"], usegmt=True),
    }
    if version >= "2019-04-01":
        shown["Description"] = f"{event['EventType']} raised by the lab"
    if version >= "2019-08-01":
        shown["EventSource"] = event["EventSource"]
    if version >= "2020-07-01":
        shown["DurationInSeconds"] = event["DurationInSeconds"]
    return shown


def approve(state, node, body):
    """True for known ids, approved before or not; False for a malformed body or an unknown id."""
    requests = body.get("StartRequests") if isinstance(body, dict) else None
    if not isinstance(requests, list) or not requests:
        return False
    with state.lock:
        known = {event["EventId"]: event for event in state.events}
        wanted = [each.get("EventId") if isinstance(each, dict) else None for each in requests]
        if any(each not in known for each in wanted):
            return False
        for event_id in wanted:
            if node["name"] not in known[event_id]["approvedBy"]:
                known[event_id]["approvedBy"].append(node["name"])
            start(state, known[event_id])
    return True
