"""HTML that others wrote, down to what our pages may show: words, their order, and links."""

import nh3

_WORDS = {"b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "q"}
_WORDS |= {"abbr", "cite", "code", "kbd", "samp", "span", "bdi", "bdo", "br", "wbr", "a"}
_BLOCKS = {"p", "div", "blockquote", "pre", "hr", "ul", "ol", "li", "dl", "dt", "dd"}
_BLOCKS |= {"h2", "h3", "h4", "h5", "h6"}  # h1 is the page's own
_SCHEMES = {"http", "https", "mailto"}
# Their content is no text that anyone was to read.
_DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}

# No pictures: another's server would see who reads. No styles, classes or ids: they are our
# page's. No relative addresses: they would be ours.
_CLEANER = nh3.Cleaner(
    tags=_WORDS | _BLOCKS,
    clean_content_tags=_DROPPED,
    attributes={"a": {"href"}, "ol": {"start"}, "*": {"lang"}},
    tag_attribute_values={tag: {"dir": {"ltr", "rtl", "auto"}} for tag in _WORDS | _BLOCKS},
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener nofollow",
    strip_comments=True,
)
_ONLY_WORDS = nh3.Cleaner(tags=set(), clean_content_tags=_DROPPED, attributes={})
# Deeply nested tags take time that grows with the square of the length: half a second for so many.
LONGEST = 50_000


def cleaned(html: str) -> str:
    """Return the HTML, its first LONGEST characters, with nothing that could run, load or style."""
    return _CLEANER.clean(_beginning(html))


def without_tags(html: str) -> str:
    """Return the words of the HTML, of its first LONGEST characters, still escaped as HTML."""
    return _ONLY_WORDS.clean(_beginning(html))


def _beginning(html: str) -> str:
    # JSON may carry half of a surrogate pair, which is no text in UTF-8.
    return html[:LONGEST].encode("utf-8", "replace").decode("utf-8")
