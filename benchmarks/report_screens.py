"""Look at a report in headless Chromium: pictures, console errors, requests, widths.

    python -P benchmarks/report_screens.py nsl-analysis/report.html shots

Writes a picture for every width and theme, and prints what the console said, which
addresses other than the file were asked for, and whether the page is wider than its
window. Needs `chromium` on the path. Ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTHS = (1280, 390)
"""Widths of the window [pixels]."""

THEMES = {"light": "1", "dark": "0"}
"""Themes and Chromium's number of each preference."""

HEIGHT = 1600
"""Height of the window [pixels]."""

PIECE = 8000
"""Height of one picture [pixels]: taller ones are cut by the browser."""

SCROLL = """
<pre id="measured" hidden></pre><script>addEventListener("load", () => {
const wide = [...document.querySelectorAll("body *")].filter(
  (e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"));
document.getElementById("measured").textContent = JSON.stringify({
  window: innerWidth, page: document.documentElement.scrollWidth,
  height: document.documentElement.scrollHeight,
  wide: wide.slice(0, 5).map((e) => e.tagName + "." + e.className + " " + e.id)});
});</script>
"""
"""Measures the page from inside; only in a copy of it."""

BROWSER = "not an origin"
"""What started a request that no page started."""

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def chromium(folder: Path, page: Path, width: int, height: int, *flags: str) -> str:
    """Open a page; the answer holds what Chromium prints."""
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--enable-logging=stderr",
        "--disable-background-networking",
        "--disable-component-update",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},{height}",
        *flags,
        page.resolve().as_uri(),
    ]
    answer = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, timeout=180, check=False
    )
    return answer.stdout + answer.stderr


def requested(folder: Path, page: Path, width: int) -> list[str]:
    """Addresses that the page asks for, itself left out; not the browser's own."""
    log = folder / "net.json"
    chromium(folder, page, width, HEIGHT, f"--log-net-log={log}", "--dump-dom")
    events = json.loads(log.read_text("utf-8", errors="replace"))["events"]
    starts = [event.get("params", {}) for event in events]
    found = {
        start["url"]
        for start in starts
        if "url" in start and start.get("initiator", BROWSER) != BROWSER
    }
    return sorted(found - {page.resolve().as_uri()})


def measured(folder: Path, page: Path, width: int) -> dict[str, object]:
    """Widths of window and page, from a frame that is as narrow as asked for.

    A window of Chromium is never narrower than 500 pixels, a frame is.
    """
    inner = folder / "inner.html"
    text = POLICY.sub("", page.read_text("utf-8"))
    inner.write_text(text.replace("</body>", f"{SCROLL}</body>"), "utf-8")
    outer = folder / "outer.html"
    outer.write_text(
        f'<iframe id="f" src="{inner.as_uri()}" style="width:{width}px;height:900px;'
        'border:0"></iframe><pre id="out"></pre><script>'
        'f.addEventListener("load", () => setTimeout(() => {out.textContent = '
        'f.contentDocument.getElementById("measured").textContent}, 300))</script>',
        "utf-8",
    )
    shown = chromium(
        folder,
        outer,
        1400,
        1000,
        "--allow-file-access-from-files",
        "--virtual-time-budget=4000",
        "--dump-dom",
    )
    found = re.search(r'<pre id="out">(.*?)</pre>', shown)
    numbers: dict[str, object] = json.loads(found[1]) if found and found[1] else {}
    return numbers


def pictures(
    folder: Path, page: Path, target: Path, width: int, theme: str, height: int
) -> str:
    """Take pictures of the whole page, piece by piece; the answer is the console."""
    said = ""
    frame = folder / "frame.html"
    for piece, top in enumerate(range(0, height, PIECE), start=1):
        frame.write_text(
            f'<body style="margin:0;overflow:hidden"><iframe '
            f'src="{page.resolve().as_uri()}" style="width:{width}px;'
            f'height:{height}px;border:0;margin-top:-{top}px"></iframe>',
            "utf-8",
        )
        said += chromium(
            folder,
            frame,
            max(width, 500),
            min(PIECE, height - top),
            f"--blink-settings=preferredColorScheme={THEMES[theme]}",
            f"--screenshot={target.resolve()}_{piece}.png",
            "--virtual-time-budget=3000",
        )
    return said


def main() -> int:
    """Look at one page in every width and theme."""
    parser = argparse.ArgumentParser(description="Look at a report in Chromium.")
    parser.add_argument("page", type=Path)
    parser.add_argument("output", type=Path)
    chosen = parser.parse_args()
    if shutil.which("chromium") is None:
        print("chromium is not on the path", file=sys.stderr)
        return 2
    chosen.output.mkdir(parents=True, exist_ok=True)
    faults = 0
    with tempfile.TemporaryDirectory(prefix="report-screens-") as name:
        folder = Path(name)
        for width in WIDTHS:
            sizes = measured(folder, chosen.page, width)
            print(f"{width} px: {json.dumps(sizes)}")
            faults += not sizes or int(str(sizes["page"])) > width
            for theme in THEMES:
                target = chosen.output / f"{chosen.page.stem}_{width}_{theme}"
                height = int(str(sizes.get("height", HEIGHT)))
                said = pictures(folder, chosen.page, target, width, theme, height)
                lines = [line for line in said.splitlines() if "CONSOLE" in line]
                print(f"  {theme}: {target.name}, {len(lines)} console messages")
                print(*(f"    {line}" for line in lines), sep="\n", end="")
                faults += len(lines)
        addresses = requested(folder, chosen.page, WIDTHS[0])
        print(f"requests off the file: {len(addresses)}", *addresses, sep="\n  ")
    return 1 if faults or addresses else 0


if __name__ == "__main__":
    sys.exit(main())
