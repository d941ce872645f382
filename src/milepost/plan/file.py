"""The plan file: YAML into a plan and back; every error names its line and what to do."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from milepost.base.errors import SaidError
from milepost.base.text import joined, nearest, shortened
from milepost.plan.outline import KINDS, Plan, Said, said_of
from milepost.plan.values import LAST_DAY

LONGEST = 2_000_000
DEEPEST = 20  # lists within mappings within lists; a plan has 8
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Lists whose ids a plan may use freely: measures, since many are known without it, and people as
# long as it lists none.
_FREE, _FREE_WHILE_EMPTY = {"measure"}, {"person"}


class PlanError(SaidError):
    """A plan that cannot be read: `where` names file, line and part, `says` what to do."""

    def __init__(self, where: str | None, says: str) -> None:
        super().__init__(says, where=where)


@dataclass(frozen=True)
class LinedPlan:
    """A plan with the line on which each part and each of its fields stands."""

    plan: Plan
    lines: Mapping[tuple[str, str], int]  # (id of the part or "", attribute or "") -> line

    def line_of(self, part_id: str, attribute: str = "") -> int | None:
        """Return the line of a field, else of its part, else None."""
        return self.lines.get((part_id, attribute)) or self.lines.get((part_id, ""))


def read_plan(source: Path | str) -> Plan:
    """Read a plan from a file or from text; raises PlanError.

    A str without a newline that names a file is a path, any other str is text.
    """
    return read_lined_plan(source).plan


def read_plan_text(text: str) -> Plan:
    """Read a plan from text that is never the name of a file; raises PlanError."""
    return _Reader("").read(text).plan


def read_lined_plan(source: Path | str) -> LinedPlan:
    """Read a plan together with the lines of its parts; raises PlanError."""
    name, text = read_source(source)
    return _Reader(name).read(text)


def read_source(source: Path | str) -> tuple[str, str]:
    """Return the name and text of a file, or "" and the text itself; raises PlanError."""
    if isinstance(source, str) and ("\n" in source or not _is_file(source)):
        return "", source
    path = Path(source)
    try:
        if path.stat().st_size > LONGEST:
            raise PlanError(
                path.name, f"it is larger than {LONGEST // 1_000_000} MB; is it the right file?"
            )
        return path.name, path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PlanError(str(source), "there is no such file; check the name.") from None
    except UnicodeDecodeError:
        raise PlanError(path.name, "it is not UTF-8 text; save it as UTF-8.") from None
    except IsADirectoryError:
        raise PlanError(str(source), "it is a folder; name the plan file in it.") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise PlanError(shortened(str(source)), f"it cannot be read ({why}).") from None


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


class _Reader:
    """Reads one text; remembers the lines for errors and for the check's findings."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[tuple[str, str], int] = {}

    def read(self, text: str) -> LinedPlan:
        node = self._compose(text)
        values = self._values(Plan, self._with_funnels(node), "")
        if "starts" in values and "ends" not in values:
            values["ends"] = _a_year_after(values["starts"])
        plan = self._build(Plan, values, node, "the plan")
        self._check_funnels(plan, node)
        self._check_ids(plan)
        self._check_refs(plan)
        self._check_days(plan)
        return LinedPlan(plan, self.lines)

    def error(self, line: int | None, part: str, says: str) -> PlanError:
        places = [self.name, f"line {line}" if line else "", part]
        sentence = says if says.endswith((".", "?")) else f"{says}."
        return PlanError(", ".join(place for place in places if place) or None, sentence)

    def _compose(self, text: str) -> yaml.MappingNode:
        if len(text) > LONGEST:
            raise self.error(None, "", f"the text is longer than {LONGEST:,} characters")
        try:
            self._check_shape(text)
            node = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else None
            says = f"this is not YAML: {error.problem or error.context}"
            raise self.error(line, "", says) from None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise self.error(line, "", f"this is not text: {error.reason}") from None
        except UnicodeEncodeError as error:
            line = text.count("\n", 0, error.start) + 1
            raise self.error(line, "", "half a character stands here; leave it out") from None
        if not isinstance(node, yaml.MappingNode):
            is_name = text.strip() and "\n" not in text
            hint = ", and no file has this name" if is_name else ""
            raise self.error(
                1, "", f"a plan starts with 'plan: its name'; this text does not{hint}"
            )
        return node

    def _check_shape(self, text: str) -> None:
        """Refuse what a plan never has, before the text is built into a tree."""
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise self.error(_line(event), "", "write the part out instead of an anchor")
            if depth > DEEPEST:
                raise self.error(_line(event), "", "lists stand too deep within lists for a plan")

    def _with_funnels(self, node: yaml.MappingNode) -> yaml.MappingNode:
        """Read `funnel: [stages]` as the one funnel of `funnels`."""
        keys = {getattr(key, "value", ""): key for key, _ in node.value if _is_word(key)}
        if {"funnel", "funnels"} <= keys.keys():
            line = _line(keys["funnels"])
            raise self.error(line, "", "'funnel' stands here too; put its stages into 'funnels'")
        pairs = [_as_funnels(*pair) if _is_word(pair[0], "funnel") else pair for pair in node.value]
        return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)

    def _values(
        self, cls: type[Any], node: yaml.Node, part: str, part_id: str = ""
    ) -> dict[str, Any]:
        known, values = said_of(cls), {}
        for key, value in self._pairs(node, part):
            said = known.get(key.value)
            if said is None:
                raise self._unknown(cls, key, part)
            if _is_empty(value):
                continue
            where = key.value if not part else f"{part}, {key.value}"
            values[key.value] = self._value(said, value, where)
            if cls is Plan or part_id:
                self.lines[part_id, key.value] = _line(key)
        return values

    def _pairs(self, node: yaml.Node, part: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(_line(node), part, "write this as 'key: value' pairs")
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(
                    _line(key), part, "a key is one word, and this is a list or mapping"
                )
            if key.value in seen:
                says = f"{shortened(key.value)!r} stands here twice; keep one"
                raise self.error(_line(key), part, says)
            seen.add(key.value)
        return list(node.value)

    def _unknown(self, cls: type[Any], key: yaml.ScalarNode, part: str) -> PlanError:
        known = [*said_of(cls)] + (["funnel"] if cls is Plan else [])
        word = shortened(key.value)
        near = nearest(word, known)
        hint = f"did you mean {near!r}?" if near else f"known are {joined(known)}."
        return self.error(_line(key), part, f"unknown key {word!r}; {hint}")

    def _value(self, said: Said, node: yaml.Node, where: str) -> Any:
        if said.pairs:
            return self._allowed(node, where) if said.key == "allow" else self._wants(node, where)
        if said.many:
            return tuple(self._one(said, each, where) for each in self._list(said, node, where))
        return self._one(said, node, where)

    def _list(self, said: Said, node: yaml.Node, where: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if said.form and isinstance(node, yaml.ScalarNode):
            return [node]
        raise self.error(_line(node), where, "write this as a list")

    def _one(self, said: Said, node: yaml.Node, where: str) -> Any:
        if said.part:
            return self._part(said.part, node, where)
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(_line(node), where, "write one value here, not a list or mapping")
        return self._scalar(said, node, where)

    def _scalar(self, said: Said, node: yaml.ScalarNode, where: str) -> Any:
        if _is_empty(node):
            raise self.error(_line(node), where, "it is empty; write it or leave the line out")
        try:
            return said.form.read(node.value)  # type: ignore[union-attr]
        except ValueError as error:
            raise self.error(_line(node), where, str(error)) from None

    def _part(self, cls: type[Any], node: yaml.Node, where: str) -> Any:
        name = cls.__name__.lower()
        ids = (value for key, value in self._pairs(node, where) if key.value == "id")
        written = next((value.value for value in ids if _is_word(value)), "")
        part = f"{name} {shortened(written)}".strip()
        part_id = part.removeprefix(name).strip()
        values = self._values(cls, node, part, part_id)
        if part_id:
            self.lines[part_id, ""] = _line(node)
        return self._build(cls, values, node, part)

    def _build(self, cls: type[Any], values: dict[str, Any], node: yaml.Node, part: str) -> Any:
        needed = (each.name for each in fields(cls) if _is_required(each))
        if missing := next((name for name in needed if name not in values), None):
            says = said_of(cls)[missing].says
            raise self.error(_line(node), part, f"{missing!r} is missing: {says}")
        return cls(**values)

    def _wants(self, node: yaml.Node, where: str) -> tuple[tuple[str, str], ...]:
        """Read functions and what each wants; a list of functions will do."""
        if isinstance(node, yaml.SequenceNode):
            pairs = [(each, "") for each in node.value]
        else:
            pairs = [
                (key, "" if _is_empty(value) else self._text(value, where))
                for key, value in self._pairs(node, where)
            ]
        wants: dict[str, str] = {}
        for key, text in pairs:
            name = " ".join(self._text(key, where).split())
            if name in wants:
                raise self.error(_line(key), where, f"{name!r} stands here twice; keep one")
            wants[name] = text
        return tuple(wants.items())

    def _allowed(self, node: yaml.Node, where: str) -> tuple[tuple[str, str], ...]:
        """Read findings that are allowed; each needs its reason."""
        allowed: list[tuple[str, str]] = []
        for key, value in self._pairs(node, where):
            if _is_empty(value):
                says = f"write why {shortened(key.value)!r} is allowed"
                raise self.error(_line(key), where, says)
            allowed.append((self._text(key, where), self._text(value, where)))
        return tuple(allowed)

    def _text(self, node: yaml.Node, where: str) -> str:
        text = Said("text", "", form=said_of(Plan)["vision"].form)
        return str(self._one(text, node, where))

    def _check_funnels(self, plan: Plan, node: yaml.Node) -> None:
        line = self.lines.get(("", "funnels")) or _line(node)
        for funnel in plan.funnels:
            name = f"funnel {funnel.id or ''}".strip()
            stages = [stage.stage for stage in funnel.stages]
            if not stages:
                raise self.error(line, name, "it has no stages; write them or leave it out")
            if twice := next((each for each in stages if stages.count(each) > 1), None):
                raise self.error(line, name, f"the stage {twice!r} stands here twice; keep one")
            if funnel.id is None and len(plan.funnels) > 1:
                raise self.error(line, name, "there are several funnels; give each an 'id'")

    def _check_ids(self, plan: Plan) -> None:
        seen: dict[str, str] = {}
        for kind, part in plan.walk():
            if part.id in seen:
                raise self.error(
                    self.lines.get((part.id, "")),
                    f"{kind} {part.id}",
                    f"a {seen[part.id]} has the id {part.id!r} too; ids are unique over the plan",
                )
            seen[part.id] = kind

    def _check_refs(self, plan: Plan) -> None:
        ids: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for kind, part in plan.walk():
            ids[kind].append(part.id)
        self._check_refs_of(plan, "", "", ids)
        for kind, part in plan.walk():
            self._check_refs_of(part, part.id, f"{kind} {part.id}", ids)

    def _check_refs_of(self, part: Any, part_id: str, name: str, ids: dict[str, list[str]]) -> None:
        for attribute, said in said_of(type(part)).items():
            refers = said.form.refers if said.form else ()
            known = [each for kind in refers for each in ids[kind]]
            if _FREE.issuperset(refers) or (not known and _FREE_WHILE_EMPTY.issuperset(refers)):
                continue
            value = getattr(part, attribute)
            for each in value if said.many else [value] if value else []:
                if each not in known:
                    where = f"{name}, {attribute}" if name else attribute
                    line = self.lines.get((part_id, attribute))
                    raise self.error(line, where, _no_such(each, refers, known))

    def _check_days(self, plan: Plan) -> None:
        if plan.ends < plan.starts:
            raise self.error(self.lines.get(("", "ends")), "ends", "the plan ends before it starts")
        for kind, part in plan.walk():
            if kind not in {"strategy", "tactic"}:
                continue
            first, last = part.starts or plan.starts, part.ends or plan.ends
            if last < first:
                field = "ends" if part.ends else "starts"
                says = f"it starts on {first} and ends on {last}; put the end after the start"
                raise self.error(
                    self.lines.get((part.id, field)), f"{kind} {part.id}, {field}", says
                )


def _no_such(ref: str, kinds: tuple[str, ...], known: list[str]) -> str:
    near = nearest(ref, known)
    some = [*known[:8], "…"] if len(known) > 8 else known
    there = f"there are {joined(some)}" if known else f"the plan has no {kinds[0]} yet"
    return f"there is no {' or '.join(kinds)} {ref!r}; " + (
        f"did you mean {near!r}?" if near else there
    )


def _as_funnels(key: yaml.Node, stages: yaml.Node) -> tuple[yaml.Node, yaml.Node]:
    """Turn `funnel: [stages]` into `funnels: [{stages: [stages]}]`."""
    funnels = yaml.ScalarNode("str", "funnels", key.start_mark, key.end_mark)
    if _is_empty(stages):
        return funnels, stages
    word = yaml.ScalarNode("str", "stages", key.start_mark, key.end_mark)
    funnel = yaml.MappingNode("map", [(word, stages)], stages.start_mark, stages.end_mark)
    return funnels, yaml.SequenceNode("seq", [funnel], stages.start_mark, stages.end_mark)


def _is_word(node: yaml.Node, word: str | None = None) -> bool:
    return isinstance(node, yaml.ScalarNode) and word in {None, node.value}


def _is_required(each: Any) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _line(place: yaml.Node | yaml.Event) -> int:
    return place.start_mark.line + 1 if place.start_mark else 1


def _a_year_after(day: date) -> date:
    try:
        return min(day.replace(year=day.year + 1) - timedelta(days=1), LAST_DAY)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def write_plan(plan: Plan) -> str:
    """Write a plan in its one canonical form; reading it gives the same plan."""
    return yaml.dump(
        _plain(plan), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2
    )


class _Flow(list[Any]):
    """A list written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes short lists on one line, yes and no as words, and texts of several lines as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True  # a day that stands twice is written twice


_Dumper.add_representer(
    _Flow, lambda d, value: d.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
_Dumper.add_representer(
    bool, lambda d, value: d.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no")
)
_Dumper.add_representer(
    Decimal,
    lambda d, value: d.represent_scalar(
        f"tag:yaml.org,2002:{'float' if '.' in str(value) else 'int'}", str(value)
    ),
)
_Dumper.add_representer(
    str,
    lambda d, value: d.represent_scalar(
        "tag:yaml.org,2002:str", value, style="|" if "\n" in value else None
    ),
)


def _plain(part: Any) -> dict[str, Any]:
    """Turn a part into mappings, lists and scalars, leaving out what is not known."""
    plain: dict[str, Any] = {}
    for attribute, said in said_of(type(part)).items():
        value = getattr(part, attribute)
        if value is None or value == ():
            continue
        if attribute == "funnels" and len(value) == 1 and value[0].id is None:
            plain["funnel"] = [_plain(stage) for stage in value[0].stages]
        else:
            plain[attribute] = _plain_value(said, value)
    return plain


def _plain_value(said: Said, value: Any) -> Any:
    if said.pairs:
        texts = {name: text or None for name, text in value}
        return texts if any(texts.values()) else _Flow(texts)
    if said.part:
        return [_plain(each) for each in value] if said.many else _plain(value)
    write = said.form.write  # type: ignore[union-attr]
    return _Flow([write(each) for each in value]) if said.many else write(value)
