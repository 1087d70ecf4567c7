"""Templates and what all pages share."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nsl_db.analysis.wording import counted, percent, ranges


def render(template: str, **content: Any) -> str:
    """Fill a template; everything in it is text unless it is markup of ours."""
    environment = Environment(
        loader=PackageLoader("nsl_db.analysis"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, ranges=ranges)
    environment.globals.update(counted=counted)
    return environment.get_template(template).render(**content)


__all__ = ["render"]
