"""Places in a list as fractional index strings, written the way the client's `fractional-indexing` reads them.

A key is an integer part, whose first letter says how long it is, and perhaps a fraction; keys compare as plain strings.
Source: https://github.com/rocicorp/fractional-indexing. Putting something between two keys is the client's business.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FIRST = "a0"


def following(key: str | None) -> str:
    """The shortest key after this one; after nothing, the first. A key that is none counts as nothing."""
    whole = _whole(key) if key else None
    return FIRST if whole is None else _next(whole)


def sound(key: object) -> bool:
    """Whether the client can put things before and after this key."""
    if not isinstance(key, str) or not key:
        return False
    whole = _whole(key)
    fraction = key[len(whole) :] if whole else ""
    smallest = whole is not None and whole[0] == "A" and not whole[1:].strip("0")
    return bool(whole) and not smallest and not fraction.endswith("0") and all(digit in DIGITS for digit in fraction)


def _whole(key: str) -> str | None:
    head = key[0]
    if not (head.isascii() and head.isalpha()):
        return None
    length = ord(head) - ord("a") + 2 if head >= "a" else ord("Z") - ord(head) + 2
    whole = key[:length]
    return whole if len(whole) == length and all(digit in DIGITS for digit in whole) else None


def _next(whole: str) -> str:
    head, digits = whole[0], whole[1:]
    kept = digits.rstrip("z")
    zeros = "0" * (len(digits) - len(kept))
    if kept:
        return head + kept[:-1] + DIGITS[DIGITS.index(kept[-1]) + 1] + zeros
    if head == "Z":
        return FIRST
    if head == "z":
        return whole + "V"  # past the last integer only a fraction is left
    longer = chr(ord(head) + 1)
    return longer + zeros + "0" if longer > "a" else longer + zeros[:-1]
