"""What is counted: measures, the level each stands on, and how its readings add up."""

from dataclasses import dataclass

LEVELS = ("activity", "output", "out-take", "outcome", "impact")


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted.

    kind: flow (a sum over days), stock (a level on a day), rate or duration. better: up or down.
    statistic: how a period's readings become one number (sum, last, mean, median).
    """

    code: str
    name: str
    level: str
    unit: str = ""
    kind: str = "flow"
    better: str = "up"
    statistic: str = "sum"


STATISTIC_OF_KIND = {"flow": "sum", "stock": "last", "rate": "mean", "duration": "median"}

KNOWN = {
    measure.code: measure
    for measure in (
        Measure("planned", "posts and tasks planned", "activity"),
        Measure("done", "posts and tasks done", "activity"),
        Measure("impressions", "people reached", "output"),
        Measure("engagements", "reactions and answers", "out-take"),
        Measure("clicks", "visits from links", "out-take"),
        Measure("visits", "visits", "out-take"),
        Measure("followers", "followers", "out-take", kind="stock", statistic="last"),
        Measure("tracked_leads", "leads by link", "outcome"),
        Measure("leads", "leads", "outcome"),
        Measure("sales", "sales", "impact"),
        Measure("spend", "money spent", "activity", better="down"),
        Measure("revenue", "money earned", "impact"),
        Measure("market", "the market, 1 = normal", "output", kind="rate", statistic="mean"),
    )
}
