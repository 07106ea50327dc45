"""https://VAULT.vault.azure.net/secrets/NAME[/VERSION]: the data plane of a Key Vault, reading only."""

import re
import uuid

from .answers import Answer

CHALLENGE = ('Bearer authorization="https://login.microsoftonline.com/00000000-0000-4000-8000-00000000000a", '
             'resource="https://vault.azure.net"')  # fmt: skip
AUDIENCE = "https://vault.azure.net"
# 7.x, or the dated versions that replace them
VERSION = re.compile(r"7\.\d|20\d\d-\d\d-\d\d(-preview)?")


def failure(status, code, inner, message, headers=None):
    error = {"code": code, "message": message}
    if inner:
        error["innererror"] = {"code": inner}
    return Answer(status, {"error": error}, headers or {})


def answer(state, request):
    found = _secret(state, request)
    found.headers |= {"x-ms-request-id": str(uuid.uuid4()), "x-ms-keyvault-region": "westeurope"}
    return found


def _secret(state, request):
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    node, audience, expires = state.tokens.get(token, (None, None, 0))
    if audience != AUDIENCE or state.clock() >= expires:
        text = "AKV10000: Request is missing a Bearer or PoP token." if not token else "AKV10022: Invalid audience or token."
        return failure(401, "Unauthorized", None, text, {"WWW-Authenticate": CHALLENGE})
    if not VERSION.fullmatch(request.argument("api-version") or ""):
        return failure(400, "BadParameter", None, "api-version must be specified")
    match = re.fullmatch(r"/secrets/([0-9A-Za-z-]{1,127})(?:/([0-9a-f]{32}))?/?", request.path)
    if not match:
        return failure(404, "NotFound", None, "The resource was not found")
    if request.method != "GET":
        return failure(405, "MethodNotAllowed", None, "The emulated vault is read-only")
    if node in state.vault_denied:
        return failure(403, "Forbidden", "ForbiddenByRbac", "Caller is not authorized to perform action on resource.")
    name, version = match.groups()
    secret = state.secrets.get(name)
    held = secret.get(version) if secret else None
    if held is None:
        text = f"A secret with (name/id) {name} was not found in this key vault."
        return failure(404, "SecretNotFound", None, text)
    attributes = held["attributes"]
    now = state.clock()
    if not attributes["enabled"] or now < attributes.get("nbf", 0) or now >= attributes.get("exp", now + 1):
        return failure(403, "Forbidden", "SecretDisabled", "Operation get is not allowed on a disabled secret.")
    host = request.headers.get("Host", "").split(":")[0]
    identifier = f"https://{host}/secrets/{name}/{held['version']}"
    return Answer(200, {"value": held["value"], "id": identifier, "attributes": attributes})
