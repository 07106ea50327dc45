"""http://169.254.169.254/metadata: instance document, identity tokens, scheduled events.

Facts and error forms: MicrosoftDocs/azure-compute-docs `instance-metadata-service.md` and
`linux/scheduled-events.md`; MicrosoftDocs/entra-docs `how-to-use-vm-token.md`.
"""

from . import events
from .answers import Answer, problem
from .instance import document

VERSIONS = ["2017-11-01", "2018-02-01", "2018-10-01", "2019-01-01", "2019-04-01", "2019-06-04", "2019-08-01",
            "2020-06-01", "2020-07-01", "2020-09-01", "2021-01-01", "2021-02-01", "2021-12-13", "2023-07-01",
            "2023-11-15", "2024-03-15", "2024-07-17", "2025-04-07"]  # fmt: skip
AUDIENCES = ("https://vault.azure.net", "https://management.azure.com", "https://monitoring.azure.com",
             "https://storage.azure.com")  # fmt: skip
SELECTORS = {"client_id": "clientId", "object_id": "objectId", "msi_res_id": "resourceId"}


def answer(state, request):
    path = request.path.rstrip("/")
    identity = path.startswith("/metadata/identity")
    if request.headers.get("Metadata") != "true":
        if identity:
            return problem(400, "bad_request_102", "Required metadata header not specified")
        return Answer(400, {"error": "Bad request. Required metadata header not specified"})
    if request.headers.get("X-Forwarded-For"):
        return Answer(400, {"error": "Bad request. X-Forwarded-For header is not allowed"})
    if any(len(values) > 1 for values in request.query.values()):
        return Answer(400, {"error": "Bad request. Query parameter given twice"})
    if path == "/metadata/versions":
        return Answer(200, {"apiVersions": VERSIONS})
    node = state.nodes.get(request.source)
    if node is None:
        return Answer(404, {"error": f"{request.source} is no instance of the scale set"})
    if state.over_rate((request.source, identity), 20 if identity else 5):
        return problem(429, "too_many_requests", "Too many requests")
    version = request.argument("api-version")
    if version not in VERSIONS:
        text = "Bad request. api-version is invalid or was not specified in the request."
        return Answer(400, {"error": text, "newest-versions": VERSIONS[:-4:-1]})
    if path == "/metadata/scheduledevents":
        return _events(state, request, node, version)
    if request.method != "GET":
        return Answer(405, {"error": "Method not allowed"})
    if path == "/metadata/identity/oauth2/token":
        return _token(state, request, node)
    if path == "/metadata/instance" or path.startswith("/metadata/instance/"):
        return _instance(state, request, node, path)
    return Answer(404, {"error": "Not found"})


def _events(state, request, node, version):
    if request.method == "GET":
        return Answer(200, events.document(state, version))
    if request.method == "POST":
        if events.approve(state, node, request.json()):
            return Answer(200, None)
        return Answer(400, {"error": "Bad request. StartRequests must name events of the document"})
    return Answer(405, {"error": "Method not allowed"})


def _instance(state, request, node, path):
    value = document(state, request.source, node)
    for part in path.split("/")[3:]:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return Answer(404, {"error": "Not found"})
    text = request.argument("format") == "text"
    if isinstance(value, str):
        if not text:
            return Answer(400, {"error": "Bad request. A leaf needs format=text"})
        return Answer(200, value)
    if not text:
        return Answer(200, value)
    entries = value.items() if isinstance(value, dict) else ((str(i), each) for i, each in enumerate(value))
    return Answer(200, "\n".join(name if isinstance(each, str) else name + "/" for name, each in entries))


def _token(state, request, node):
    resource = request.argument("resource")
    if not resource:
        return problem(400, "invalid_request", "Required query variable 'resource' is missing")
    if resource.rstrip("/") not in AUDIENCES:
        return problem(400, "invalid_resource", f"The resource principal named {resource} was not found")
    given = {key: request.argument(name) for name, key in SELECTORS.items() if request.argument(name)}
    if len(given) > 1:
        return problem(400, "invalid_request", "Only one of client_id, object_id, msi_res_id may be given")
    identities = [each for each in node["identities"] if given.items() <= each.items()]
    system = [each for each in identities if each.get("system")]
    if not identities:
        return problem(400, "invalid_request", "Identity not found")
    if not given and not system and len(identities) > 1:
        return problem(400, "invalid_request", "Multiple user assigned identities exist, please specify the clientId")
    chosen = (system or identities)[0]
    now = int(state.clock())
    # Every value is a string, numbers too.
    return Answer(200, {
        "access_token": state.issue_token(node, resource), "refresh_token": "", "expires_in": "86400",
        "expires_on": str(now + 86400), "not_before": str(now), "resource": resource, "token_type": "Bearer",
        "client_id": chosen["clientId"],
    })  # fmt: skip
