"""Signing in by another provider: OpenID Connect, authorization code flow with PKCE, state and nonce.

Theory of operation. The browser is sent to the provider with a state, a nonce and the digest of a verifier; all three
are kept in a cookie of this browser alone. It comes back with a code, which is good only with the verifier. What the
provider then says of the person is believed only if the token is signed by its keys, names it and us, and carries our
nonce. Source: OpenID Connect Core 1.0, section 3.1.
"""

import hmac
import json
import logging
import ssl
import time
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.journey import Journey
from server.record import Vouched
from server.refusal import SignInFailed
from server.settings import Settings

log = logging.getLogger("sameroom.oidc")

WELL_KNOWN = "/.well-known/openid-configuration"
ANSWERS_WITHIN_S = 10.0
KNOWN_FOR_S = 3600.0
"""How long what a provider says of itself is taken as said."""
LEEWAY_S = 60
"""Clocks differ."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by keys of the provider. Never "none", and never one made with the secret that we share."""
MAX_ANSWER_BYTES = 1_000_000

LATE = "That sign-in took too long, or was begun in another window. Please try again."
AWAY = "The sign-in service can’t be reached right now. Try again in a minute, or use your password or a link."
STRANGE = "The sign-in service gave an answer we can’t trust, so you are not signed in. Please try again."
STOPPED = "The sign-in was stopped. Nothing has happened; you can try again."


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we believe to be who they say. Read once: it takes 25 ms, in which nobody's words would move."""
    return httpx.create_ssl_context()


class Provider:
    """The provider of the settings; asks it what it says of itself, and keeps that for a while."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._asked_s = float("-inf")

    @property
    def back(self) -> str:
        """Where the provider sends people back to; it has to be told beforehand."""
        return f"{self._settings.url}/sign-in/oidc/back"

    async def address(self, journey: Journey) -> str:
        """Where to send the browser. Raises SignInFailed."""
        metadata = await self._known()
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": self.back,
            "scope": "openid email profile",
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": create_s256_code_challenge(journey.verifier),
            "code_challenge_method": "S256",
        }
        start = str(metadata["authorization_endpoint"])
        return f"{start}{'&' if '?' in start else '?'}{urlencode(asked)}"

    async def person(self, journey: Journey | None, answer: Mapping[str, str]) -> Vouched:
        """Who came back with this answer. Raises SignInFailed."""
        if journey is None or not hmac.compare_digest(answer.get("state", "").encode(), journey.state.encode()):
            raise SignInFailed(LATE)
        metadata = await self._known()
        if answer.get("iss", metadata["issuer"]) != metadata["issuer"]:  # RFC 9207: another provider's answer
            raise SignInFailed(STRANGE)
        if "error" in answer:
            log.info("the provider refused a sign-in: %.60s", answer["error"])
            raise SignInFailed(STOPPED if answer["error"] == "access_denied" else STRANGE)
        if not answer.get("code"):
            raise SignInFailed(STRANGE)
        tokens = await self._tokens(answer["code"], journey)
        claims = await self._claims(tokens, journey)
        if not claims.get("email"):
            claims = {**await self._more(tokens, str(claims["sub"])), **claims}
        return Vouched(
            str(metadata["issuer"]),
            str(claims["sub"]),
            str(claims.get("email") or ""),
            claims.get("email_verified") in (True, "true"),
            str(claims.get("name") or ""),
        )

    async def _known(self) -> dict[str, Any]:
        """The provider's metadata. It must be the issuer we were told of."""
        if time.monotonic() - self._asked_s < KNOWN_FOR_S:
            return self._metadata
        issuer = self._settings.oidc_issuer.rstrip("/")
        found = await self._fetch("GET", issuer + WELL_KNOWN)
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(isinstance(found.get(name), str) for name in needed) or found["issuer"].rstrip("/") != issuer:
            log.error("%s%s does not describe that issuer", issuer, WELL_KNOWN)
            raise SignInFailed(AWAY)
        self._metadata, self._keys, self._asked_s = found, None, time.monotonic()
        return found

    async def _tokens(self, code: str, journey: Journey) -> dict[str, Any]:
        settings = self._settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": journey.verifier,
        }
        auth = None
        ways = self._metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if settings.oidc_client_secret and "client_secret_basic" in ways:
            auth = httpx.BasicAuth(settings.oidc_client_id, settings.oidc_client_secret)
        else:
            form["client_id"] = settings.oidc_client_id
            if settings.oidc_client_secret:
                form["client_secret"] = settings.oidc_client_secret
        return await self._fetch("POST", str(self._metadata["token_endpoint"]), data=form, auth=auth)

    async def _claims(self, tokens: Mapping[str, Any], journey: Journey) -> dict[str, Any]:
        """What the signed token says, if it is meant for us and for this journey."""
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise SignInFailed(STRANGE)
        try:
            decoded = await self._verified(token)
            client, issuer = self._settings.oidc_client_id, self._metadata["issuer"]
            options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client}}
            params = {"nonce": journey.nonce, "client_id": client, "access_token": tokens.get("access_token")}
            claims = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, AuthlibBaseError, ValueError) as error:
            log.warning("a token of the provider was refused: %s", type(error).__name__)
            raise SignInFailed(STRANGE) from None
        return dict(decoded.claims)

    async def _verified(self, token: str) -> jwt.Token:
        """The token, signed by a key of the provider; keys that are new to us are asked for once."""
        fresh = self._keys is None
        keys = self._keys = self._keys or await self._fetch_keys()
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            if fresh:
                raise
        self._keys = await self._fetch_keys()
        return jwt.decode(token, self._keys, algorithms=ALGORITHMS)

    async def _fetch_keys(self) -> KeySet:
        found = await self._fetch("GET", str(self._metadata["jwks_uri"]))
        try:
            return KeySet.import_key_set({"keys": [key for key in found["keys"] if key.get("kty") in ("RSA", "EC")]})
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise SignInFailed(STRANGE) from None

    async def _more(self, tokens: Mapping[str, Any], subject: str) -> dict[str, Any]:
        """What the provider says of the person only when asked; about nobody else."""
        address, access = self._metadata.get("userinfo_endpoint"), tokens.get("access_token")
        if not isinstance(address, str) or not isinstance(access, str):
            return {}
        found = await self._fetch("GET", address, headers={"Authorization": f"Bearer {access}"})
        return found if found.get("sub") == subject else {}

    async def _fetch(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        """A JSON object. Raises SignInFailed. Never logs what was sent or came: it holds codes and tokens."""
        try:
            async with httpx.AsyncClient(timeout=ANSWERS_WITHIN_S, verify=_trusted()) as http:
                answer = await http.request(method, address, **more)
            found = json.loads(answer.content) if len(answer.content) <= MAX_ANSWER_BYTES else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            log.error("the provider did not answer at %s: %s", address.partition("?")[0], type(error).__name__)
            raise SignInFailed(AWAY) from None
        if answer.status_code >= 400 or not isinstance(found, dict):
            log.error("the provider answered %s at %s", answer.status_code, address.partition("?")[0])
            raise SignInFailed(AWAY if answer.status_code >= 500 else STRANGE)
        return found
