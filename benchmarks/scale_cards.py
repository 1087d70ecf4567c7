"""Made-up model cards of the kinds that occur most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    import random

__all__ = ["write_card"]

WORDS = tuple(
    "model data training token language weights benchmark fine-tuned dataset context "  # noqa: SIM905
    "instruction quality release version evaluate generate research license prompt "
    "output English text reasoning code answer question multilingual preference".split()
)
"""What sentences are made of."""

BENCHMARKS = ("ARC", "HellaSwag", "MMLU", "TruthfulQA", "Winogrande", "GSM8K")
"""Rows of tables of scores."""


def write_card(
    draw: random.Random, kind: str, model_id: str, base: str, version: int
) -> tuple[dict[str, Any], str]:
    """The front matter, and the whole card; both empty where there is none."""
    if kind == "none":
        return {}, ""
    front: dict[str, Any] = {
        "license": draw.choice(("apache-2.0", "mit", "llama2", "other")),
        "language": ["en"],
        "base_model": base,
        "library_name": "transformers",
        "pipeline_tag": "text-generation",
        "tags": ["generated_from_trainer"] if kind == "trainer" else ["text"],
    }
    if kind == "long":
        front["datasets"] = ["HuggingFaceFW/fineweb", "bigcode/the-stack"]
        front["model-index"] = _index(draw, model_id)
    body = {
        "trainer": _trainer,
        "author": _author,
        "quantized": _quantized,
        "long": _long,
    }[kind](draw, model_id, base)
    text = yaml.safe_dump(front, sort_keys=False)
    return front, f"---\n{text}---\n\n{body}\n<!-- {version} -->\n"


def _sentences(draw: random.Random, number: int) -> str:
    return " ".join(
        " ".join(draw.choices(WORDS, k=14)).capitalize() + "." for _ in range(number)
    )


def _trainer(draw: random.Random, model_id: str, base: str) -> str:
    rows = "\n".join(
        f"| {2.5 / step:.4f} | {step}.0 | {step * 500} | {2.6 / step:.4f} |"
        for step in range(1, draw.randrange(3, 9))
    )
    return f"""# {model_id.partition("/")[2]}

This model is a fine-tuned version of [{base}](https://huggingface.co/{base}) on an
unknown dataset. It achieves the following results on the evaluation set:
- Loss: {draw.random():.4f}

## Model description

More information needed

## Training procedure

### Training hyperparameters

The following hyperparameters were used during training:
- learning_rate: 2e-05
- train_batch_size: {draw.choice((4, 8, 16))}
- seed: 42
- optimizer: Use adamw_torch with betas=(0.9,0.999) and epsilon=1e-08
- lr_scheduler_type: cosine
- num_epochs: 3

### Training results

| Training Loss | Epoch | Step | Validation Loss |
|:-------------:|:-----:|:----:|:---------------:|
{rows}

### Framework versions

- Transformers 4.46.1
- Pytorch 2.5.1+cu124
"""


def _author(draw: random.Random, model_id: str, base: str) -> str:
    tokens = draw.choice(("20 billion", "300B", "1.4T", "50 million"))
    return f"""# {model_id}

{_sentences(draw, 6)}

The model was trained on {tokens} tokens of text with a context length of
{draw.choice((2048, 4096, 8192))} tokens, starting from {base}.

## Usage

```python
from transformers import pipeline
pipe = pipeline("text-generation", model="{model_id}")
```

## Limitations

{_sentences(draw, 8)}
"""


def _quantized(draw: random.Random, model_id: str, base: str) -> str:
    rows = "\n".join(
        f"| [{model_id}.{kind}.gguf](https://huggingface.co/{model_id}) | {kind} | "
        f"{draw.randrange(2, 14)}.{draw.randrange(100):02} GB | {_sentences(draw, 1)} |"
        for kind in ("Q2_K", "Q3_K_M", "Q4_0", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0")
    )
    return f"""# {model_id} - GGUF

Quantised copies of [{base}](https://huggingface.co/{base}).

| File | Kind | Size | Remark |
|------|------|------|--------|
{rows}

{_sentences(draw, 4)}
"""


def _long(draw: random.Random, model_id: str, base: str) -> str:
    scores = "\n".join(
        f"| {name} | {draw.uniform(25, 80):.2f} | {draw.uniform(25, 80):.2f} |"
        for name in BENCHMARKS
    )
    parts = "\n\n".join(
        f"## {draw.choice(WORDS).capitalize()}\n\n{_sentences(draw, 25)}"
        for _ in range(4)
    )
    return f"""# {model_id.partition("/")[2]}

{_sentences(draw, 10)}

The model was pretrained on {draw.choice((1, 2, 3, 15))} trillion tokens with a sequence
length of 4096: 67% web pages, 15% code, 8% books, 5% academic papers, 5% Wikipedia.

| Benchmark | {model_id.partition("/")[2]} | {base} |
|-----------|------|------|
{scores}

{parts}
"""


def _index(draw: random.Random, model_id: str) -> list[dict[str, Any]]:
    results = [
        {
            "task": {"type": "text-generation"},
            "dataset": {"name": name, "type": name.lower()},
            "metrics": [{"type": "acc_norm", "value": round(draw.uniform(25, 80), 2)}],
        }
        for name in draw.sample(BENCHMARKS, 3)
    ]
    return [{"name": model_id.partition("/")[2], "results": results}]
