"""Words for natural languages, in lower case."""

from __future__ import annotations

import re

__all__ = ["ENGLISH", "OTHER_LANGUAGE"]

_LANGUAGES = (
    "afrikaans|albanian|amharic|arabic|armenian|assamese|azerbaijani|basque|belarusian"
    "|bengali|bosnian|bulgarian|burmese|cantonese|catalan|cebuano|chinese|croatian"
    "|czech|danish|dutch|esperanto|estonian|filipino|finnish|french|galician|georgian"
    "|german|greek|gujarati|hausa|hebrew|hindi|hungarian|icelandic|igbo|indonesian"
    "|irish|italian|japanese|javanese|kannada|kazakh|khmer|korean|kurdish|kyrgyz|lao"
    "|latin|latvian|lithuanian|luxembourgish|macedonian|malagasy|malay|malayalam"
    "|maltese|mandarin|marathi|mongolian|nepali|norwegian|occitan|odia|pashto|persian"
    "|farsi|polish|portuguese|punjabi|romanian|russian|sanskrit|serbian|sindhi|sinhala"
    "|sinhalese|slovak|slovene|slovenian|somali|spanish|sundanese|swahili|swedish"
    "|tagalog|tajik|tamil|tatar|telugu|thai|tibetan|turkish|turkmen|ukrainian|urdu"
    "|uyghur|uzbek|vietnamese|welsh|xhosa|yiddish|yoruba|zulu"
)

ENGLISH = re.compile(
    r"(?<!non-)(?<!non )\benglish\b|(?<=[-(/ ])(?:en|eng)\b(?=\W*$)|英文|英语"
    r"|英語|영어|\banglais\w*|\benglisch\w*|\bingl[eé]s\w{0,2}\b|\binglês\b|английск"
)
"""English, and nothing that is not English."""

OTHER_LANGUAGE = re.compile(
    rf"\b(?:{_LANGUAGES})\b|\bmulti-?lang\w*|\bmulti-?lingual\b|\bnon-?\s?english\b|\beurop(?:e|ean)\b"
    r"|\b(?:other|foreign) lang\w*|\bnordic\b|\bindic\b|\bscandinavian\b"
    r"|\bsoutheast asian\b"
    r"|中文|中国語|日本語|多语言|日语|日文|韩语|韓国語|한국어|일본어|중국어|\bfrançais\w*|\bfranzösisch\w*"
    r"|\bdeutsch\w*|\ballemand\w*|\bespañol\w*|\bespagnol\w*|\bitalien\w*|русск"
)
"""Any other language, or several."""
