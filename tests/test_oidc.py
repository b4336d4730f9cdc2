"""Signing in by another provider: npm's oidc-provider, and one that lies (server/oidc.py, server/identity.py)."""

import html
import json
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from running import unused_port
from server import oidc
from server.journey import Journey
from server.pages.oidc import COOKIE
from server.record import Vouched
from server.refusal import SignInFailed
from server.settings import Settings, SettingsError
from visiting import BASE, Browser, Place, open_place, read

PEERS = Path(__file__).parent / "peers"
ACCOUNTS = {
    "amara": {"email": "Amara@Brackenford.example", "email_verified": True, "name": "Amara Osei"},
    "stranger": {"email": "tom@elsewhere.example", "email_verified": True, "name": "Tom"},
    "unsure": {"email": "unsure@brackenford.example", "email_verified": False, "name": "U"},
    "nobody": {"name": "Without an address"},
}
SECRET = "a-secret-of-this-test"


class Abroad:
    """A running provider."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.issuer = f"http://127.0.0.1:{port}"

    @property
    def settings(self) -> dict[str, object]:
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": "sameroom",
            "oidc_client_secret": SECRET,
            "oidc_name": "Brackenford account",
            "oidc_domains": "brackenford.example",
        }


@pytest.fixture(scope="module")
def abroad() -> Any:
    """npm's oidc-provider in a process of its own, which insists on PKCE."""
    node = shutil.which("node")
    assert node, "there is no node: run `make test`"
    port = unused_port()
    client = {
        "client_id": "sameroom",
        "client_secret": SECRET,
        "redirect_uris": [f"{BASE}/sign-in/oidc/back"],
        "response_types": ["code"],
    }
    told = json.dumps({"port": port, "client": client, "accounts": ACCOUNTS})
    process = subprocess.Popen(
        [node, "oidc.mjs", told], cwd=PEERS, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    while (line := process.stdout.readline().strip()) != "up":
        assert line or process.poll() is None, "the provider ended"
    yield Abroad(port)
    process.terminate()
    process.wait(10)
    process.stdout.close()


@asynccontextmanager
async def opened(tmp_path: Path, abroad: Abroad, **settings: object) -> AsyncIterator[Place]:
    async with open_place(tmp_path, **{**abroad.settings, **settings}) as place:
        yield place


async def at_the_provider(address: str, login: str) -> str:
    """What a person does there: says who they are, and agrees. Gives the address they are sent back to."""
    async with httpx.AsyncClient(follow_redirects=False, verify=False, trust_env=False) as http:
        answer = await http.get(address)
        for _ in range(12):
            while answer.is_redirect:
                to = str(answer.next_request.url) if answer.next_request else ""
                if to.startswith(BASE):
                    return to
                answer = await http.get(to)
            assert answer.status_code == 200, answer.text
            form = re.search(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', answer.text, re.DOTALL)
            assert form, answer.text
            fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[2]))
            if "login" in form[2]:
                fields |= {"login": login, "password": "x"}
            answer = await http.post(html.unescape(form[1]), data=fields)
    raise AssertionError("the provider asks for ever")


async def sign_in(browser: Browser, login: str) -> httpx.Response:
    """The whole way; gives our answer at the end of it."""
    begun = await browser.get("/sign-in/oidc")
    assert begun.status_code == 303, begun.text
    back = await at_the_provider(begun.headers["location"], login)
    return await browser.get(back.removeprefix(BASE))


async def test_r240_one_signs_in_by_the_provider_and_the_page_offers_it(tmp_path: Path, abroad: Abroad) -> None:
    async with opened(tmp_path, abroad) as place:
        browser = place.browser()
        page = await browser.page("/sign-in")
        (link,) = [one for one in page.all("a") if one.attributes["href"] == "/sign-in/oidc"]
        assert link.text == "Sign in with Brackenford account"
        answer = await sign_in(browser, "amara")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "Hello, Amara Osei" in (await browser.get("/")).text
        user = await place.store.user_by_email("amara@brackenford.example")
        assert user is not None and not user.admin and user.signed_in is not None


async def test_r240_who_has_an_account_gets_that_one_and_keeps_it_when_the_address_changes(
    tmp_path: Path, abroad: Abroad
) -> None:
    async with opened(tmp_path, abroad) as place:
        before = await place.store.add_user("amara@brackenford.example", "Amara", True)
        browser = place.browser()
        await sign_in(browser, "amara")
        assert "Hello, Amara" in (await browser.get("/")).text
        assert [user.id for user in await place.store.users()] == [before.id]
        # The provider gives this person another address later: it is still the same person.
        later = Vouched(abroad.issuer, "amara", "new@brackenford.example", True, "Amara")
        assert (await place.store.user_of_person(later, place.settings, 1)).id == before.id


async def test_r241_whose_domain_is_not_allowed_gets_no_account(tmp_path: Path, abroad: Abroad) -> None:
    async with opened(tmp_path, abroad) as place:
        answer = await sign_in(place.browser(), "stranger")
        assert answer.status_code == 403 and "tom@elsewhere.example has no account here" in answer.text
        assert await place.store.users() == []
        await place.store.add_user("tom@elsewhere.example", "Tom", False)
        assert (await sign_in(place.browser(), "stranger")).status_code == 303


async def test_r241_without_allowed_domains_only_accounts_that_are_there_sign_in(
    tmp_path: Path, abroad: Abroad
) -> None:
    async with opened(tmp_path, abroad, oidc_domains="") as place:
        assert (await sign_in(place.browser(), "amara")).status_code == 403
        assert await place.store.users() == []


@pytest.mark.parametrize(("login", "words"), [("unsure", "is verified"), ("nobody", "an e-mail address")])
async def test_r241_an_address_that_is_not_verified_or_missing_is_refused_in_words(
    tmp_path: Path, abroad: Abroad, login: str, words: str
) -> None:
    async with opened(tmp_path, abroad) as place:
        await place.store.add_user("unsure@brackenford.example", "U", True)
        answer = await sign_in(place.browser(), login)
        assert answer.status_code == 403 and words in answer.text
        assert read(answer.text).one("h1").text == "Sign in"


async def test_r241_an_operator_may_trust_addresses_of_a_provider_that_does_not_say(
    tmp_path: Path, abroad: Abroad
) -> None:
    async with opened(tmp_path, abroad, oidc_trust_email="yes") as place:
        assert (await sign_in(place.browser(), "unsure")).status_code == 303


async def test_r242_an_answer_is_good_once_and_in_the_browser_that_asked(tmp_path: Path, abroad: Abroad) -> None:
    async with opened(tmp_path, abroad) as place:
        victim, other = place.browser(), place.browser()
        begun = await victim.get("/sign-in/oidc")
        back = (await at_the_provider(begun.headers["location"], "amara")).removeprefix(BASE)
        assert (await other.get(back)).status_code == 401  # no cookie: somebody was sent another's answer
        await other.get("/sign-in/oidc")
        assert (await other.get(back)).status_code == 401  # a journey of its own: the state is not the same
        assert other.cookie is None
        assert (await victim.get(back)).status_code == 303
        assert (await victim.get(back)).status_code == 401  # its journey is over


async def test_r242_a_code_without_its_verifier_is_worth_nothing(tmp_path: Path, abroad: Abroad) -> None:
    async with opened(tmp_path, abroad) as place:
        browser = place.browser()
        begun = await browser.get("/sign-in/oidc")
        assert "code_challenge_method=S256" in begun.headers["location"]
        back = (await at_the_provider(begun.headers["location"], "amara")).removeprefix(BASE)
        journey = Journey.unpacked(browser.http.cookies[COOKIE])
        assert journey is not None
        browser.http.cookies.set(COOKIE, f"{journey.state}.{journey.nonce}.{'x' * 43}", path="/sign-in/oidc")
        provider = oidc.Provider(place.settings)
        answer = dict(httpx.URL(f"{BASE}{back}").params)
        with pytest.raises(SignInFailed):
            await provider.person(Journey(journey.state, journey.nonce, "x" * 43), answer)


async def test_r243_whoever_stops_at_the_provider_reads_so(tmp_path: Path, abroad: Abroad) -> None:
    async with opened(tmp_path, abroad) as place:
        browser = place.browser()
        begun = await browser.get("/sign-in/oidc")
        state = httpx.URL(begun.headers["location"]).params["state"]
        answer = await browser.get(f"/sign-in/oidc/back?error=access_denied&state={state}&iss={abroad.issuer}")
        assert answer.status_code == 401 and "The sign-in was stopped" in answer.text


async def test_r243_a_provider_that_is_away_is_said_and_other_ways_go_on(tmp_path: Path) -> None:
    settings = {"oidc_issuer": f"http://127.0.0.1:{unused_port()}", "oidc_client_id": "sameroom"}
    async with open_place(tmp_path, **settings) as place:
        answer = await place.browser().get("/sign-in/oidc")
        assert answer.status_code == 503 and "can’t be reached right now" in answer.text
        assert 'action="/sign-in"' in answer.text


async def test_r243_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place:
        assert (await place.browser().get("/sign-in/oidc")).status_code == 404
        assert (await place.browser().get("/sign-in/oidc/back?code=x&state=y")).status_code == 404
        assert "/sign-in/oidc" not in (await place.browser().get("/sign-in")).text


# A provider that lies


KEY = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"}, private=True)
OTHER = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"}, private=True)
JOURNEY = Journey("state", "nonce", "verifier")
ISSUER = "https://login.example"
FINE: dict[str, Any] = {"iss": ISSUER, "aud": "sameroom", "sub": "amara", "nonce": "nonce", "email": "a@b.example"}


def lying(monkeypatch: pytest.MonkeyPatch, token: str, **metadata: str) -> oidc.Provider:
    """A provider whose answers are made up here."""
    described = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/auth",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
        "userinfo_endpoint": f"{ISSUER}/me",
        **metadata,
    }
    answers = {
        "/.well-known/openid-configuration": described,
        "/token": {"id_token": token, "access_token": "x"},
        "/keys": {"keys": [KEY.as_dict(private=False)]},
        "/me": {"sub": "somebody else", "email": "victim@b.example", "email_verified": True},
    }

    async def fetch(self: oidc.Provider, method: str, address: str, **more: Any) -> Any:
        return answers[httpx.URL(address).path]

    monkeypatch.setattr(oidc.Provider, "_fetch", fetch)
    return oidc.Provider(Settings(oidc_issuer=ISSUER, oidc_client_id="sameroom", oidc_client_secret="s" * 40))


def signed(claims: dict[str, Any], key: Any = KEY, alg: str = "RS256") -> str:
    now = int(time.time())
    return jwt.encode({"alg": alg, "kid": "one"}, {"iat": now, "exp": now + 300, **claims}, key, algorithms=[alg])


async def test_r242_a_token_as_it_should_be_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    person = await lying(monkeypatch, signed(FINE)).person(JOURNEY, {"state": "state", "code": "c"})
    assert (person.subject, person.email, person.verified) == ("amara", "a@b.example", False)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda: signed({**FINE, "nonce": "another"}), id="another nonce"),
        pytest.param(lambda: signed({k: v for k, v in FINE.items() if k != "nonce"}), id="no nonce"),
        pytest.param(lambda: signed({**FINE, "aud": "another"}), id="for somebody else"),
        pytest.param(lambda: signed({**FINE, "aud": ["sameroom", "b"], "azp": "b"}), id="asked for by another"),
        pytest.param(lambda: signed({**FINE, "iss": "https://evil.example"}), id="another issuer"),
        pytest.param(lambda: signed({**FINE, "exp": int(time.time()) - 3600}), id="too old"),
        pytest.param(lambda: signed({**FINE, "iat": int(time.time()) + 3600}), id="of tomorrow"),
        pytest.param(lambda: signed({k: v for k, v in FINE.items() if k != "sub"}), id="about nobody"),
        pytest.param(lambda: signed(FINE, OTHER), id="signed by another"),
        pytest.param(lambda: signed(FINE)[:-4] + "AAAA", id="changed"),
        pytest.param(lambda: f"{signed(FINE).rpartition('.')[0]}.", id="not signed"),
        pytest.param(lambda: "eyJhbGciOiJub25lIn0.e30.", id="alg none"),
        pytest.param(lambda: "nonsense", id="nonsense"),
    ],
)
async def test_r242_no_other_token_is_believed(monkeypatch: pytest.MonkeyPatch, token: Any) -> None:
    with pytest.raises(SignInFailed, match="can’t trust"):
        await lying(monkeypatch, token()).person(JOURNEY, {"state": "state", "code": "c"})


async def test_r242_a_token_signed_with_our_own_secret_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed(FINE, OctKey.import_key("s" * 40), "HS256")
    with pytest.raises(SignInFailed):
        await lying(monkeypatch, token).person(JOURNEY, {"state": "state", "code": "c"})


@pytest.mark.parametrize(
    ("journey", "answer"),
    [
        (None, {"state": "state", "code": "c"}),
        (JOURNEY, {"state": "other", "code": "c"}),
        (JOURNEY, {"code": "c"}),
        (JOURNEY, {"state": "state"}),
        (JOURNEY, {"state": "state", "code": "c", "iss": "https://evil.example"}),
        (JOURNEY, {"state": "state", "error": "server_error"}),
    ],
)
async def test_r242_no_other_answer_is_taken(
    monkeypatch: pytest.MonkeyPatch, journey: Journey | None, answer: dict[str, str]
) -> None:
    with pytest.raises(SignInFailed):
        await lying(monkeypatch, signed(FINE)).person(journey, answer)


async def test_r242_what_is_said_of_somebody_else_is_not_taken_for_this_person(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = {key: value for key, value in FINE.items() if key != "email"}
    person = await lying(monkeypatch, signed(claims)).person(JOURNEY, {"state": "state", "code": "c"})
    assert (person.email, person.verified) == ("", False)


async def test_r242_a_provider_that_calls_itself_something_else_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SignInFailed):
        await lying(monkeypatch, signed(FINE), issuer="https://evil.example").address(JOURNEY)


@pytest.mark.parametrize(
    "given",
    [
        {"OIDC_ISSUER": "https://a.example"},
        {"OIDC_ISSUER": "a.example", "OIDC_CLIENT_ID": "x"},
        {"OIDC_TRUST_EMAIL": "?"},
    ],
)
def test_r243_settings_that_can_not_work_stop_the_start(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="For example"):
        Settings.read({f"SAMEROOM_{name}": value for name, value in given.items()})


async def test_r243_nothing_of_codes_and_tokens_is_logged(
    tmp_path: Path, abroad: Abroad, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with opened(tmp_path, abroad) as place:
        browser = place.browser()
        begun = await browser.get("/sign-in/oidc")
        back = await at_the_provider(begun.headers["location"], "stranger")
        await browser.get(back.removeprefix(BASE))
        said = [record.getMessage() for record in caplog.records if record.name.startswith("sameroom")]
    code = httpx.URL(back).params["code"]
    assert not [line for line in said if code in line or "elsewhere.example" in line or SECRET in line]
