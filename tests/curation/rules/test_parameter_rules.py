"""Parameter counts: buffers, digits, embeddings, packed words, names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.ruled import Row, flagged, frames, model

PYTHIA = {
    "hidden_size": 512,
    "num_attention_heads": 8,
    "training_sequence_length": 2048,
}
COUNT = 2 * 50304 * 512 + 6 * (12 * 512**2 + 13 * 512) + 2 * 512
MASKS = 6 * 2048**2
FREQUENCIES = 6 * 8
GPT2 = {"hidden_size": 768, "num_attention_heads": 12, "training_sequence_length": 1024}


def sized(model_id: str, count: int, **cells: Any) -> Row:
    return model(model_id, num_parameters=count, **cells)


NAMED = [("o/m", "num_parameters")]
CASES = [
    pytest.param(
        "buffers_counted",
        sized("o/m", COUNT + MASKS + FREQUENCIES, **PYTHIA),
        True,
        id="masks of gpt-neox",
    ),
    pytest.param(
        "buffers_counted", sized("o/m", COUNT, **PYTHIA), False, id="no masks"
    ),
    pytest.param(
        "buffers_counted",
        sized("o/m", COUNT + MASKS + 1, **PYTHIA),
        False,
        id="another excess",
    ),
    pytest.param(
        "buffers_counted", sized("o/m", 137_022_720, **GPT2), True, id="masks of gpt2"
    ),
    pytest.param(
        "buffers_counted", sized("o/m", 124_439_808, **GPT2), False, id="gpt2"
    ),
    pytest.param(
        "buffers_counted",
        sized("o/m", COUNT + MASKS + FREQUENCIES, num_hidden_layers=7, **PYTHIA),
        False,
        id="another depth",
    ),
    pytest.param(
        "digits_transposed",
        sized("o/m", 6_857_302_106, hidden_size=4096),
        True,
        id="two digits exchanged",
    ),
    pytest.param(
        "digits_transposed",
        sized("o/m", 6_857_302_016, hidden_size=4096),
        False,
        id="exact",
    ),
    pytest.param(
        "digits_transposed",
        sized("o/m", 6_857_302_107, hidden_size=4096),
        False,
        id="other digits",
    ),
    pytest.param(
        "digits_transposed",
        sized("o/m", 6_857_302_106, hidden_size=4096, confidence="stated"),
        False,
        id="counted on the weights",
    ),
    pytest.param("count_rounded", sized("o/m", 2_700_000_000), True, id="two digits"),
    pytest.param("count_rounded", sized("o/m", 2_779_683_840), False, id="all digits"),
    pytest.param(
        "packed_words_counted",
        sized("o/m-GPTQ", 1_129_611_264),
        True,
        id="name of a copy",
    ),
    pytest.param(
        "packed_words_counted", sized("o/m", 1_129_611_264), False, id="no copy"
    ),
]


@pytest.mark.parametrize(("code", "item", "is_flagged"), CASES)
def test_one_count(code: str, item: Row, is_flagged: bool) -> None:
    expected = {(item["model_id"], "num_parameters")} if is_flagged else set()
    assert flagged(code, frames([item])) == expected
