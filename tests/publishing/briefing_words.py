"""What a reader of a briefing reads."""

from __future__ import annotations

from html.parser import HTMLParser

from kith.publishing import Publication


def text_of(publication: Publication, name: str = "briefing.html") -> str:
    """The page's words, without markup, style and pictures' insides."""

    class Words(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.words: list[str] = []
            self.is_style = False

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.is_style = tag == "style"

        def handle_endtag(self, tag: str) -> None:
            self.is_style = False

        def handle_data(self, data: str) -> None:
            if not self.is_style:
                self.words.append(data)

    words = Words()
    words.feed((publication.folder / "briefings" / name).read_text(encoding="utf-8"))
    return " ".join(" ".join(words.words).split())
