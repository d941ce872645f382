"""Pictures as SVG text: values in, the same drawing out on page, in print and in a report."""

from milepost.base.charts.bar import BarPicture, bar
from milepost.base.charts.chain import ChainLink, ChainPicture, chain
from milepost.base.charts.line import Expected, LinePicture, Point, line
from milepost.base.charts.road import road
from milepost.base.charts.road_layout import Milepost, RoadPicture
from milepost.base.charts.road_narrow import road_narrow
from milepost.base.charts.strip import StripPicture, strip

__all__ = [
    "BarPicture",
    "ChainLink",
    "ChainPicture",
    "Expected",
    "LinePicture",
    "Milepost",
    "Point",
    "RoadPicture",
    "StripPicture",
    "bar",
    "chain",
    "line",
    "road",
    "road_narrow",
    "strip",
]
