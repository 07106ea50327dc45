"""How a test changes the fabric. Served on the host side's loopback only, where no machine of the lab can reach it.

GET    /state             everything but secrets' values: events with approvals, faults, recent requests
POST   /faults            {service: metadata|vault, path, status, count, delaySeconds, body}
POST   /events            {EventType, Resources, notBeforeSeconds, EventSource}
POST   /events/ID/start   as if its time had come;   DELETE /events/ID   it is over, or was called off
PUT    /secrets/NAME      {value, attributes}: a new version
PUT    /vault/denied      [node name, …] without a role
PATCH  /nodes/ADDRESS     merged into the node: {compute: {…}, identities: […]}
DELETE /faults, /requests
"""

from dataclasses import asdict

from . import events
from .answers import Answer
from .state import Fault


def answer(state, request):
    route = [request.method, *request.path.strip("/").split("/")]
    body = request.json()
    try:
        with state.lock:
            return _answer(state, route, body)
    except (KeyError, TypeError, ValueError) as error:
        return Answer(400, {"error": f"{type(error).__name__}: {error}"})


def _answer(state, route, body):
    match route:
        case ["GET", "state"]:
            return Answer(200, {
                "incarnation": state.incarnation, "events": state.events, "requests": state.requests,
                "faults": [asdict(each) for each in state.faults],
                "secrets": {name: len(each.versions) for name, each in state.secrets.items()},
            })  # fmt: skip
        case ["POST", "faults"]:
            state.faults.append(Fault(**body))
        case ["DELETE", "faults"]:
            state.faults.clear()
        case ["DELETE", "requests"]:
            state.requests.clear()
        case ["POST", "events"]:
            event = events.raise_event(state, body["EventType"], body["Resources"],
                                       body.get("notBeforeSeconds", 300), body.get("EventSource", "Platform"))  # fmt: skip
            return Answer(201, event)
        case ["POST", "events", event_id, "start"]:
            events.start(state, next(each for each in state.events if each["EventId"] == event_id))
        case ["DELETE", "events", event_id]:
            return Answer(204 if events.remove(state, event_id) else 404)
        case ["PUT", "secrets", name]:
            made = state.put_secret(name, body["value"], body.get("attributes", {}))
            return Answer(201, {"version": made["version"]})
        case ["PUT", "vault", "denied"]:
            state.vault_denied = set(body)
        case ["PATCH", "nodes", address]:
            state.nodes[address].update(body)
        case _:
            return Answer(404, {"error": "no such control route"})
    return Answer(204)
