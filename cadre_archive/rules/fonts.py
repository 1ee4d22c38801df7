"""A font that has Chinese characters, from the system's own font configuration."""

import subprocess

# What is asked for first; the configuration answers with what it has.
WANTED = ("Noto Sans CJK SC:lang=zh-cn", "Noto Serif CJK SC:lang=zh-cn", ":lang=zh-cn")
_found: list[tuple[str, int]] = []


def chinese_font() -> tuple[str, int] | None:
    """File and number of the face, or None when no font has Chinese.

    What was found is remembered; a font that is missing is looked for again, so that
    installing one helps at once.
    """
    if not _found:
        for pattern in WANTED:
            if font := _match(pattern):
                _found.append(font)
                break
    return _found[0] if _found else None


def _match(pattern: str) -> tuple[str, int] | None:
    try:
        done = subprocess.run(
            ["fc-match", "-f", "%{file}\n%{index}\n%{lang}", pattern],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return read_match(done.stdout)


def read_match(answer: str) -> tuple[str, int] | None:
    """What the configuration answered; None for a font without Chinese.

    It always answers with the nearest font, whether that has the characters or not.
    """
    file, _newline, rest = answer.partition("\n")
    index, _newline, languages = rest.partition("\n")
    if not file or "zh-cn" not in languages.strip().split("|"):
        return None
    # The upper half of the number tells an instance of a variable font.
    return file, (int(index) if index.isdigit() else 0) & 0xFFFF
