"""The published table of Liu et al.: read from its CSV form, packaged as Parquet."""

from __future__ import annotations

from datetime import date
from importlib.resources import files as package_files
from pathlib import Path

import polars as pl
import pytest

from nsl_db.curation.sources import PACKAGED, importer, read_packaged
from nsl_db.curation.sources.liu2025 import FILES, read_liu2025, statistic_name
from nsl_db.curation.sources.tables import SourceTables, read_tables, write_tables
from nsl_db.errors import SourceError, UsageError
from nsl_db.schema.pandera_models import check_frame
from nsl_db.schema.tables import EVALUATION, FINDING, GENERATION_FEATURE, SOURCE

DAY = date(2026, 1, 2)

ANNOTATIONS = """\
id,dimension,num_heads,mlp_ratio,layer_norm_type,positional_embeddings,\
attention_variant,biases,block_type,activation,sequence_length,batch_instances,\
batch_tokens,weight_tying,is_instruction_tuned,is_preference_tuned,total_params
acme/one,64,4,-1.0,non-parametric,rope,"local,full",ln_only,parallel,gelu_new,\
2048.0,,,false,,true,1000000
acme/two,,,,,,,,,,,,,,,,
"""

DATASETS = """\
id,pretraining_summary_total_tokens_billions,pretraining_summary_percentage_web,\
pretraining_summary_percentage_code,pretraining_summary_percentage_books,\
pretraining_summary_percentage_reference,pretraining_summary_percentage_academic,\
pretraining_summary_percentage_english,metadata
acme/one,386.3,80.83,-1.0,,,,100.0,
"""

SCORES = """\
id,benchmark,setting,metric,metric_value,metric_stderr
acme/one,hendrycksTest-anatomy,5-shot,accuracy,0.25,0.01
acme/one,mathqa,0-shot,brier_score,NaN,
"""

GENERATIONS = """\
id,char_len_mean,domain_web_pct_mean,pct_english_mean,question_words_ratio,entropy_std
acme/one,666.5,32.5,78.25,114.34,
"""


def _files(**changes: str) -> dict[str, bytes]:
    texts = dict(zip(FILES, (ANNOTATIONS, DATASETS, SCORES, GENERATIONS), strict=True))
    return {name: changes.get(name, text).encode() for name, text in texts.items()}


@pytest.fixture
def tables() -> SourceTables:
    return read_liu2025(_files(), DAY)


def _claims(tables: SourceTables) -> dict[str, tuple[str, str, str]]:
    columns = tables.finding.select("field", "value", "locator", "quote")
    return {name: (value, place, text) for name, value, place, text in columns.rows()}


def test_values_are_in_our_units_with_the_place_they_stand(
    tables: SourceTables,
) -> None:
    claims = _claims(tables)
    assert claims["training_tokens"] == ("386300000000", "T1R1C2", "386.3")
    assert claims["web_share"] == ("0.8083", "T1R1C3", "80.83")
    assert claims["num_parameters"] == ("1000000", "T1R1C17", "1000000")
    assert claims["training_sequence_length"][0] == "2048"
    assert claims["tie_word_embeddings"][0] == "false"


def test_words_are_mapped_one_to_one(tables: SourceTables) -> None:
    claims = _claims(tables)
    assert claims["norm_type"][0] == '"layernorm_nonparametric"'
    assert claims["attention_type"][0] == '"hybrid"'
    assert claims["bias_placement"][0] == '"norm_only"'
    assert claims["hidden_act"][0] == '"gelu_new"'


def test_sentinels_are_kept_as_claims(tables: SourceTables) -> None:
    claims = _claims(tables)
    assert claims["mlp_ratio"][:2] == ("-1", "T1R1C4")
    assert claims["code_share"][0] == "-1"


def test_empty_cells_give_nothing(tables: SourceTables) -> None:
    assert set(tables.finding["model_id"]) == {"acme/one"}
    assert "is_instruction_tuned" not in _claims(tables)


def test_scores_keep_their_row_and_their_failures(tables: SourceTables) -> None:
    rows = tables.evaluation.select(
        "benchmark",
        "task",
        "num_shots",
        "metric",
        "score",
        "score_stderr",
        "source_row",
    ).rows()
    assert rows == [
        ("mmlu", "hendrycksTest-anatomy", 5, "accuracy", 0.25, 0.01, 1),
        ("mathqa", "mathqa", 0, "brier_score", None, None, 2),
    ]


def test_statistics_are_renamed_and_rescaled(tables: SourceTables) -> None:
    values = dict(
        tables.generation_feature.select("statistic", "statistic_value").iter_rows()
    )
    assert values == {
        "char_len_mean": 666.5,
        "domain_web_share_mean": 0.325,
        "english_share_mean": 0.7825,
        "question_words_rate": 114.34,
    }
    assert statistic_name("content_function_ratio_mean") == (
        "content_function_ratio_mean"
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (FILES[0], "non-parametric", "odd", "row 1, column layer_norm_type"),
        (FILES[0], "id,dimension", "id,width", "no column 'dimension'"),
        (FILES[1], "386.3", "lots", "total_tokens_billions: cannot read 'lots'"),
        (FILES[2], "mathqa", "mystery", "belongs to no known benchmark"),
    ],
)
def test_unreadable_tables_are_refused(
    name: str, old: str, new: str, message: str
) -> None:
    text = _files()[name].decode().replace(old, new)
    with pytest.raises(SourceError, match=message):
        read_liu2025(_files(**{name: text}), DAY)


def test_parquet_round_trip(tables: SourceTables, tmp_path: Path) -> None:
    paths = write_tables(tables, tmp_path / "out")
    first = [path.read_bytes() for path in paths]
    again = read_tables(tmp_path / "out")
    for name in ("source", "finding", "evaluation", "generation_feature"):
        assert getattr(again, name).equals(getattr(tables, name))
    assert [
        path.read_bytes() for path in write_tables(again, tmp_path / "out")
    ] == first


def test_foreign_parquet_is_refused(tables: SourceTables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "finding.parquet")
    with pytest.raises(SourceError, match="import"):
        read_tables(tmp_path)
    (tmp_path / "finding.parquet").unlink()
    with pytest.raises(SourceError, match="Cannot read"):
        read_tables(tmp_path)


def test_importer_reads_a_folder(tmp_path: Path) -> None:
    for name, content in _files().items():
        (tmp_path / name).write_bytes(content)
    reader = importer("liu2025")
    assert reader.read(reader.collect(tmp_path), DAY).name == "liu2025"
    (tmp_path / FILES[2]).unlink()
    with pytest.raises(SourceError, match=FILES[2]):
        reader.collect(tmp_path)
    with pytest.raises(UsageError, match="liu2025"):
        importer("spreadsheet")


def test_packaged_corpus_is_whole_sound_and_small() -> None:
    assert PACKAGED[0] == "liu2025"
    tables = read_packaged("liu2025")
    for item in (SOURCE, FINDING, EVALUATION, GENERATION_FEATURE):
        check_frame(item, getattr(tables, item.name))
    annotated = tables.finding.filter(pl.col("path") == FILES[0])["model_id"]
    assert annotated.n_unique() == 121
    assert tables.evaluation.height == 27_150
    assert tables.evaluation["model_id"].n_unique() == 153
    assert tables.generation_feature["model_id"].n_unique() == 102
    assert tables.generation_feature["statistic"].n_unique() == 53
    folder = package_files("nsl_db.curation.sources") / "liu2025"
    size = sum(len(item.read_bytes()) for item in folder.iterdir())
    assert size < 2_000_000


def test_packaged_corpus_says_where_it_comes_from() -> None:
    (row,) = read_packaged("liu2025").source.to_dicts()
    assert "arXiv 2503.03862" in row["citation"]
    assert row["url"].startswith("https://")
    assert row["retrieved_date"] == date(2026, 11, 23)
    assert row["source_rank"] == 100
