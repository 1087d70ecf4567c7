"""Look every quote up again: does the document say what the finding claims?

Prints the number of findings and stated scores of a pack, and how many of their
quotes the locator does not find in the document.

    python -m benchmarks.extract_replay --pack FOLDER
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.pack_files import model_folders, read_pack
from nsl_db.crawler.extractors import ModelFiles, extract_model
from nsl_db.crawler.extractors.folder import read_folder
from nsl_db.crawler.extractors.replay import MODEL_ID_PATH, is_supported

if TYPE_CHECKING:
    from nsl_db.schema.evidence import Evidence


def main() -> None:
    """Print the counts, and a line for every finding without support."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pack", type=Path, required=True)
    pack = parser.parse_args().pack
    models = [item.files for item in read_pack(pack)]
    models += [read_folder(path) for path in model_folders(pack, "synth", "fixtures")]
    num_findings = num_scores = num_unsupported = 0
    for files in models:
        extraction = extract_model(files)
        num_findings += len(extraction.findings)
        num_scores += len(extraction.scores)
        claims = [(item.evidence, str(item)) for item in extraction.findings]
        claims += [(item.evidence, str(item)) for item in extraction.scores]
        for evidence, claim in claims:
            if not _is_supported(evidence, files):
                num_unsupported += 1
                print(f"unsupported {claim}")
    print(f"models {len(models)}")
    print(f"findings {num_findings}")
    print(f"scores {num_scores}")
    print(f"unsupported {num_unsupported}")


def _is_supported(evidence: Evidence, files: ModelFiles) -> bool:
    if evidence.path == MODEL_ID_PATH:
        content = files.model_id.encode()
    else:
        document = files.documents[evidence.path]
        if document.sha256 != evidence.document_sha256:
            return False
        content = document.content
    return is_supported(evidence.quote, evidence.locator, content)


if __name__ == "__main__":
    main()
