"""A session's running order: stages as data, which one it is now, and who may add what in it.

The server keeps it in the root `session` (SPEC.md lists the keys): `stages`, a list of stages as plain data, and
`stage`, the id of the one that is now. Files and people may write any stage: what is wrong with it is said in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boards.schema import KINDS, MAX_NAME, MAX_TITLE

MAX_STAGES = 40
MAX_TIMER_S = 24 * 3600
MAX_ADDS = 20
NOWHERE = -1
ROLES = ("facilitator", "contributor")
POLLS = ("dots", "agree")
"""Dots to spend, or agree, disagree, pass for each card."""
DOTS = 3
MAX_DOTS = 20
POLL_MINUTES = 4
MAX_POLL_MINUTES = 24 * 60

LISTEN = "This is a time to listen. Nothing is added now; your facilitator says when you can write."
SILENT = "Writing is silent now: what you write is yours alone until everyone’s cards are shown."

PLURAL = {
    "story": "stories",
    "touchpoint": "touchpoints",
    "problem": "problems",
    "idea": "ideas",
    "challenge": "challenges",
    "commitment": "commitments",
    "note": "notes",
}


class BadStage(ValueError):
    """A stage that can't be: the words say why."""


@dataclass(frozen=True, slots=True)
class Adds:
    """Some kinds of card, and who may add them; an empty choice is everyone."""

    kinds: tuple[str, ...]
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    """Department ids, `citizen`, `outside`."""

    def allows(self, kind: str, role: str, department: str) -> bool:
        """Whether such a person may add such a card."""
        fits_role = not self.roles or role in self.roles
        return kind in self.kinds and fits_role and (not self.departments or department in self.departments)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a running order."""

    id: str
    name: str
    prompt: str = ""
    """The one thing to do now, in plain words."""
    hint: str = ""
    adds: tuple[Adds, ...] = ()
    """Which kinds may be added by whom; none said: every kind by everyone."""
    silent: bool = False
    """Nobody sees what others write until it is revealed."""
    names: bool = True
    """Off, in silent writing only: nothing tells who wrote what."""
    timer_s: int = 0
    """0: no timer."""
    poll: str = ""
    """One of POLLS that this stage is meant for, or nothing."""
    question: str = ""
    """What that vote asks; nothing: the usual question."""
    poll_kind: str = ""
    """The kind of card it is about; nothing: the first that may be added."""
    dots: int = DOTS
    poll_minutes: int = POLL_MINUTES
    """How long it is open; 0: until it is closed."""
    attention: bool = False
    """Everyone listens: nobody adds anything."""
    snapshot: bool = True
    """Whether leaving it keeps the board as it is then."""

    def plain(self) -> dict[str, Any]:
        """As kept in the session and in template files."""
        return {
            "id": self.id,
            "name": self.name,
            "prompt": self.prompt,
            "hint": self.hint,
            "adds": [
                {"kinds": list(a.kinds), "roles": list(a.roles), "departments": list(a.departments)} for a in self.adds
            ],
            "visible": "silent" if self.silent else "open",
            "names": self.names,
            "timer_s": self.timer_s,
            "poll": self.poll,
            "question": self.question,
            "poll_kind": self.poll_kind,
            "dots": self.dots,
            "poll_minutes": self.poll_minutes,
            "attention": self.attention,
            "snapshot": self.snapshot,
        }

    def allows(self, kind: str, role: str, department: str) -> bool:
        """Whether such a person may add a card of this kind in this stage. Facilitators add any, except to listen."""
        if self.attention:
            return False
        named = not self.adds or any(adds.allows(kind, role, department) for adds in self.adds)
        return named or role == "facilitator"

    def why_not(self, kind: str, role: str, department: str) -> str | None:
        """Why such a person may not add a card of this kind in this stage, in words for them."""
        if self.attention:
            return LISTEN
        if self.allows(kind, role, department):
            return None
        mine = [one for one in KINDS if self.allows(one, role, department)]
        if not mine:
            return f"In “{self.name}” others write and you listen. Your turn comes."
        return f"In “{self.name}” you can add {_listed([PLURAL[one] for one in mine])}, not {PLURAL.get(kind, 'that')}."


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


@dataclass(frozen=True, slots=True)
class RunningOrder:
    """All stages, and which one it is now."""

    stages: tuple[Stage, ...] = ()
    at: int = NOWHERE

    @property
    def now(self) -> Stage | None:
        """The stage it is now; None where a board has no stages, or has not begun."""
        return self.stages[self.at] if 0 <= self.at < len(self.stages) else None

    def place(self, id_: str) -> int | None:
        """Where the stage with this id comes."""
        return next((at for at, stage in enumerate(self.stages) if stage.id == id_), None)

    def plain(self) -> dict[str, Any]:
        """The session's keys `stages` and `stage`."""
        return {"stages": [stage.plain() for stage in self.stages], "stage": self.now.id if self.now else ""}

    # editing, live ---------------------------------------------------------------------------------------------

    def go(self, id_: str) -> "RunningOrder":
        """Make this stage the one it is now. Raises BadStage."""
        at = self.place(id_)
        if at is None:
            raise BadStage("That stage is no longer in the running order.")
        return replace(self, at=at)

    def put(self, stage: Stage, before: str | None = None) -> "RunningOrder":
        """Change the stage with this id, or add it: before another, else last. Raises BadStage."""
        at = self.place(stage.id)
        if at is not None:
            old = self.stages[at]
            if at == self.at and (old.silent, old.names) != (stage.silent, stage.names):
                raise BadStage("Silence and names are decided before a stage begins, and this one has begun.")
            return replace(self, stages=(*self.stages[:at], stage, *self.stages[at + 1 :]))
        if len(self.stages) >= MAX_STAGES:
            raise BadStage(f"A running order has at most {MAX_STAGES} stages.")
        place = self.place(before) if before else None
        into = len(self.stages) if place is None else place
        return self._with((*self.stages[:into], stage, *self.stages[into:]))

    def drop(self, id_: str) -> "RunningOrder":
        """Take a stage out; the one it is now stays. Raises BadStage."""
        if self.now is not None and self.now.id == id_:
            raise BadStage("This stage is going on. Move to another one first.")
        return self._with(tuple(stage for stage in self.stages if stage.id != id_))

    def ordered(self, ids: Sequence[str]) -> "RunningOrder":
        """The same stages in another order. Raises BadStage where someone else changed them meanwhile."""
        known = {stage.id: stage for stage in self.stages}
        if sorted(ids) != sorted(known):
            raise BadStage("The stages have changed meanwhile. Look at them again, then put them in order.")
        return self._with(tuple(known[id_] for id_ in ids))

    def _with(self, stages: tuple[Stage, ...]) -> "RunningOrder":
        now = self.now
        at = next((at for at, stage in enumerate(stages) if now is not None and stage.id == now.id), NOWHERE)
        return replace(self, stages=stages, at=at)


def read(session: Mapping[str, Any]) -> RunningOrder:
    """The running order of a session as kept. Bare names, as boards once had, are stages that allow everything."""
    given = session.get("stages")
    stages = tuple(_kept(entry, number) for number, entry in enumerate(given if isinstance(given, list) else [], 1))
    now = session.get("stage")
    if isinstance(now, int) and not isinstance(now, bool):
        return RunningOrder(stages, now)
    return RunningOrder(stages, next((at for at, stage in enumerate(stages) if stage.id == now), NOWHERE))


def is_silent(session: Mapping[str, Any], zone: Any) -> bool:
    """Whether what is written for this zone now is its writer's alone. None: outside the zones."""
    now = read(session).now
    if now is None or not now.silent:
        return False
    kept = session.get("silent")
    shown = kept.get("shown") if isinstance(kept, dict) else None
    return not (shown is True or (isinstance(shown, list) and (zone or "") in shown))


def is_private(session: Mapping[str, Any], zone: Any) -> bool:
    """Whether cards for this zone are written in private documents: in silence, and without names all the time."""
    now = read(session).now
    return now is not None and now.silent and (not now.names or is_silent(session, zone))


def is_quiet(session: Any) -> bool:
    """Whether nobody is shown where others point and write: in silence, and without names for as long as it lasts."""
    silent = session.get("silent")
    return bool(silent) and not (silent.get("shown") is True and silent.get("names") is not False)


def _kept(entry: Any, number: int) -> Stage:
    try:
        return stage_of(entry, f"stage-{number}")
    except BadStage:
        name = entry.get("name") if isinstance(entry, dict) else entry
        return Stage(f"stage-{number}", str(name)[:MAX_NAME] or f"Stage {number}")


def stage_of(given: Any, id_: str) -> Stage:
    """A stage from what a file or a person says; `id_` where it has none of its own. Raises BadStage."""
    if isinstance(given, str):
        given = {"name": given}
    if not isinstance(given, dict):
        raise BadStage("A stage is an object with a name.")
    name = _words(given, "name", MAX_NAME)
    if not name:
        raise BadStage("Give the stage a name.")
    stage = Stage(
        id=_words(given, "id", MAX_NAME) or id_,
        name=name,
        prompt=_words(given, "prompt", MAX_TITLE),
        hint=_words(given, "hint", MAX_TITLE),
        adds=_adds(given.get("adds", [])),
        silent=_choice(given, "visible", ("open", "silent")) == "silent",
        names=_yes(given, "names", usual=True),
        timer_s=_number(given, "timer_s", 0, MAX_TIMER_S, "timer is a number of seconds, at most a day"),
        poll=_choice(given, "poll", ("", *POLLS)),
        question=_words(given, "question", MAX_TITLE),
        poll_kind=_choice(given, "poll_kind", ("", *KINDS)),
        dots=_number(given, "dots", DOTS, MAX_DOTS, f"vote gives each person 1 to {MAX_DOTS} dots", least=1),
        poll_minutes=_number(given, "poll_minutes", POLL_MINUTES, MAX_POLL_MINUTES, "vote takes at most a day"),
        attention=_yes(given, "attention", usual=False),
        snapshot=_yes(given, "snapshot", usual=True),
    )
    if not stage.names and not stage.silent:
        raise BadStage("Names can only be off in silent writing: elsewhere people see each other write.")
    if stage.attention and stage.silent:
        raise BadStage("Nobody writes in a stage for listening: make it open.")
    return stage


def changed(old: Stage, given: Mapping[str, Any]) -> Stage:
    """A stage with what is said of it; the rest stays, so that two who change different things both have their way.

    Raises BadStage.
    """
    return stage_of({**old.plain(), **given}, old.id)


def _words(given: Mapping[str, Any], key: str, longest: int) -> str:
    value = given.get(key, "")
    if not isinstance(value, str) or len(value) > longest:
        raise BadStage(f"A stage’s {key} is text of at most {longest} characters.")
    return value.strip()


def _yes(given: Mapping[str, Any], key: str, *, usual: bool) -> bool:
    value = given.get(key, usual)
    if not isinstance(value, bool):
        raise BadStage(f"A stage’s “{key}” is yes or no.")
    return value


def _choice(given: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str:
    value = given.get(key, choices[0])
    if value not in choices:
        raise BadStage(f"A stage’s “{key}” is one of: {', '.join(filter(None, choices))}.")
    return str(value)


def _number(given: Mapping[str, Any], key: str, usual: int, most: int, words: str, *, least: int = 0) -> int:
    value = given.get(key, usual)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadStage(f"A stage’s {words}.")
    return value


def _adds(given: Any) -> tuple[Adds, ...]:
    if not isinstance(given, list) or len(given) > MAX_ADDS:
        raise BadStage(f"What may be added is a list of at most {MAX_ADDS}.")
    return tuple(_one_adds(entry) for entry in given)


def _one_adds(entry: Any) -> Adds:
    if not isinstance(entry, dict):
        raise BadStage("What may be added names kinds, and whom: roles and departments.")
    kinds, roles = _list(entry, "kinds"), _list(entry, "roles")
    if not kinds or any(kind not in KINDS for kind in kinds):
        raise BadStage(f"Kinds of card are {', '.join(KINDS)}.")
    if any(role not in ROLES for role in roles):
        raise BadStage(f"Roles that add cards are {' and '.join(ROLES)}.")
    return Adds(kinds, roles, _list(entry, "departments"))


def _list(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = entry.get(key, [])
    if not isinstance(values, list) or len(values) > 100:
        raise BadStage(f"“{key}” is a list.")
    if any(not isinstance(value, str) or len(value) > MAX_TITLE for value in values):
        raise BadStage(f"“{key}” is a list of words.")
    return tuple(values)
