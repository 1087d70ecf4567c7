"""What a number of tokens in a sentence is a number of.

Precision comes first: a sentence that may speak of anything else than the whole
pretraining of this model gives nothing. Looked at are the words around the number
inside its sentence, at most 400 characters before it and 160 behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from nsl_db.crawler.extractors import token_phrases as phrases
from nsl_db.crawler.extractors.model_name import size_in_name
from nsl_db.crawler.extractors.token_mentions import (
    AGREEMENT,
    TokenMention,
    token_mentions,
)

__all__ = ["Role", "TokenClaim", "token_claims"]

Role = Literal["training", "unique"]
"""Tokens seen in the whole pretraining, or distinct tokens of its corpus."""

MAX_BARS = 3
"""Bars of a table row with a label and a value; longer rows are not read here."""

MIN_LABELLED = 10**10
"""Smallest total that a label which does not say training tokens may state."""

_EXTRA = re.compile(r"\b(?:additional\w*|extra|another)\b", re.ASCII)
_DATA = re.compile(
    r"\b(?:data\w*|corp\w+|mix\w*|tokeni\w+|inference|generat\w+)\b", re.ASCII
)
_CLAUSE = re.compile(r"[,(:\uff0c\uff08\uff1a\u2013\u2014]")
_LIMITS = re.compile(r"\b(?:from|between)\s*$|\bfrom\b[^;]{1,40}\b(?:to|and)\s*$")

SIZE_MARGIN = 0.2
"""Relative difference at which a rounded size is still the same model."""

NUMBER_WORDS = {
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
}
"""Numbers of passes that are written as words."""


@dataclass(frozen=True, slots=True)
class TokenClaim:
    """A number of tokens that a sentence states.

    Attributes:
        value: The number [tokens], repeated passes included.
        role: What it is the number of.
        start: Position of the number in the sentence.
        end: Position after the word for tokens.
        num_digits: Significant digits; more of them are trusted more.
        num_epochs: Passes that the sentence states beside it.
        once: The number for one pass [tokens].
        is_total: Whether the sentence says that this sums everything up.
    """

    value: int
    role: Role
    start: int
    end: int
    num_digits: int
    num_epochs: float | None
    once: int
    is_total: bool = False


def token_claims(sentence: str, model_id: str, heading: str = "") -> list[TokenClaim]:
    """The numbers of tokens that a sentence states about the model.

    Args:
        sentence: The sentence in lower case, without markup.
        model_id: Identifier of the model, in which its family is looked for.
        heading: The heading that the sentence stands under, in lower case.

    Returns:
        The claims: of several totals that agree the most exact one, of a total and
        its parts the total, and none of several that differ otherwise.
    """
    if sentence.count("|") > MAX_BARS:
        return []
    mentions = list(token_mentions(sentence))
    if not mentions:
        return []
    own_id = model_id.lower()
    claims = []
    for mention in mentions:
        is_sum = _is_sum(mention, mentions)
        role = _role(mention, own_id, heading, is_sum=is_sum)
        if role is not None:
            claims.append(_claim(mention, role, is_sum=is_sum))
    others = [claim for claim in claims if claim.role != "training"]
    total = _one_total([c for c in claims if c.role == "training"], sentence)
    return others if total is None else [total, *others]


def _is_sum(mention: TokenMention, mentions: list[TokenMention]) -> bool:
    """Whether the number is the sum of all others of the sentence."""
    value = mention.quantity.value
    others = [m.quantity.value for m in mentions if m is not mention]
    return len(others) > 1 and abs(sum(others) - value) <= AGREEMENT * value


def _one_total(totals: list[TokenClaim], sentence: str) -> TokenClaim | None:
    """The total of one sentence; None where it states several."""
    summed = [claim for claim in totals if claim.is_total]
    totals = summed or totals
    if not totals:
        return None
    values = [claim.value for claim in totals]
    if max(values) <= min(values) * (1 + AGREEMENT):
        return max(totals, key=lambda claim: claim.num_digits)
    first, *rest = sorted(totals, key=lambda claim: claim.start)
    between = sentence[first.end : rest[0].start]
    parts = [claim.value for claim in rest]
    has_parts = phrases.PARTS_FOLLOW.search(between) is not None
    if has_parts and sum(parts) <= first.value * (1 + AGREEMENT):
        return first
    return None


def _role(
    mention: TokenMention, model_id: str, heading: str, *, is_sum: bool
) -> Role | None:
    clause = _CLAUSE.split(mention.before)[-1]
    if phrases.BARE_LABEL.search(mention.before):
        return "training" if _is_bare_total(mention, heading) else None
    if mention.is_label:
        label = mention.before[-120:]
        is_total = phrases.TRAIN_LABEL.search(label) and not phrases.PART.search(label)
        return "training" if is_total and not phrases.TUNE.search(label) else None
    if phrases.DATA_LABEL.search(mention.before):
        if mention.quantity.value < MIN_LABELLED:
            return None
        is_other = phrases.BEHIND.search(mention.after) or phrases.TUNE.search(
            mention.after
        )
        return None if is_other else "training"
    if phrases.UNIQUE.search(mention.gap) or phrases.UNIQUE.search(clause[-20:]):
        return None if phrases.NOT_A_TOTAL.search(clause) else "unique"
    if _is_excluded(mention, clause, is_sum=is_sum):
        return None
    if _is_of_another(mention, model_id) or _is_part_heading(heading):
        return None
    return "training" if _is_trained(mention) else None


def _is_part_heading(heading: str) -> bool:
    """Whether a heading speaks of a part of the training, or of another one."""
    return bool(phrases.PART_HEADING.search(heading) or phrases.TUNE.search(heading))


def _is_bare_total(mention: TokenMention, heading: str) -> bool:
    """Whether a label that only says tokens stands where the model is described."""
    return (
        heading != ""
        and mention.quantity.value >= MIN_LABELLED
        and not mention.after.strip(" |.*~")
        and not _DATA.search(heading)
        and not _is_part_heading(heading)
    )


def _is_excluded(mention: TokenMention, clause: str, *, is_sum: bool) -> bool:
    """Whether the number counts something else, or only a part."""
    if (
        phrases.NOT_A_TOTAL.search(clause)
        or phrases.OTHER_COUNT.search(_object(clause))
        or phrases.BEHIND.search(mention.after)
        or _LIMITS.search(mention.before)
    ):
        return True
    if is_sum:
        return False
    before = _own_part(mention.before)
    if _is_total(mention):
        before = _EXTRA.sub(" ", before)
    return bool(phrases.PART.search(before) or phrases.PART.search(mention.gap))


def _object(clause: str) -> str:
    """What stands between the verb of the number and the number."""
    near = phrases.NEAR_VERB.search(clause)
    ends = [match.end() for match in phrases.VERB.finditer(clause)]
    if near is not None:
        ends.append(near.end())
    return clause[max(ends, default=0) :]


def _is_total(mention: TokenMention) -> bool:
    """Whether the words beside the number say that it sums everything up."""
    return bool(
        phrases.TOTAL.search(mention.before)
        or phrases.TOTAL_BEHIND.search(mention.after)
    )


def _is_of_another(mention: TokenMention, model_id: str) -> bool:
    """Whether the sentence has turned to another model before the number."""
    before = _own_part(mention.before)
    if _is_own_clause(before, model_id):
        return False
    if phrases.OTHER_MODEL.search(before):
        return True
    named = {match["family"] for match in phrases.FAMILIES.finditer(before)}
    subjects = {
        re.split(r"[\d._-]", match["name"])[0]
        for match in phrases.SUBJECT.finditer(before)
    }
    named |= {name for name in subjects if len(name) > 2} - phrases.PLAIN_SUBJECTS
    return any(name not in model_id for name in named) or _other_size(before, model_id)


def _is_own_clause(before: str, model_id: str) -> bool:
    """Whether the clause of the number names the model as what was trained."""
    clause = re.split(r"[,;]", before)[-1]
    names = [match["name"] for match in phrases.SUBJECT.finditer(clause)]
    roots = [re.split(r"[\d._-]", name)[0] for name in names]
    return (
        len(roots) == 1
        and len(roots[0]) > 2
        and roots[0] not in phrases.PLAIN_SUBJECTS
        and re.search(rf"(?<![a-z]){re.escape(roots[0])}(?![a-z])", model_id)
        is not None
        and not phrases.OTHER_MODEL.search(clause)
        and not _other_size(clause, model_id)
    )


def _other_size(before: str, model_id: str) -> bool:
    """Whether the last size that is spoken of is not that in the identifier."""
    own = size_in_name(model_id)
    sizes = [float(match["size"]) * 1e9 for match in phrases.SIZE.finditer(before)]
    if own is None or not sizes:
        return False
    return abs(sizes[-1] - own) > SIZE_MARGIN * own


def _own_part(before: str) -> str:
    """What stands behind the last phrase that comes back to the model itself."""
    return phrases.TURN.split(before)[-1]


def _is_trained(mention: TokenMention) -> bool:
    """Whether the nearest process that the sentence names is pretraining."""
    trained = _last(phrases.TRAIN, mention.before)
    tuned = _last(phrases.TUNE, mention.before)
    if trained >= 0 or tuned >= 0:
        return trained > tuned
    behind = phrases.TRAIN_BEHIND.search(mention.after)
    return behind is not None and not phrases.PART.search(mention.after[: behind.end()])


def _last(pattern: re.Pattern[str], text: str) -> int:
    """End of the last match; -1 where there is none."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _claim(mention: TokenMention, role: Role, *, is_sum: bool) -> TokenClaim:
    once = mention.quantity.value
    epochs = _epochs(mention) if role == "training" else None
    return TokenClaim(
        value=once if epochs is None else int(once * epochs),
        role=role,
        start=mention.quantity.start,
        end=mention.end,
        num_digits=len(str(once).rstrip("0")),
        num_epochs=epochs,
        once=once,
        is_total=is_sum or _is_total(mention),
    )


def _epochs(mention: TokenMention) -> float | None:
    match = phrases.EPOCHS.search(mention.after)
    match = match or phrases.EPOCHS_BEFORE.search(mention.before)
    if match is None:
        return None
    word = match["number"]
    return NUMBER_WORDS[word] if word in NUMBER_WORDS else float(word)
