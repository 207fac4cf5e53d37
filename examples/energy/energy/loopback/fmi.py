"""FMI's answers: a multipoint coverage of one station's observations, or an ExceptionReport, as XML."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from energy.loopback.weather import chance, observation

if TYPE_CHECKING:
    from energy.loopback.faults import Faults

STEP_SECONDS: Final = 600
MOST_HOURS: Final = 168
PLACE: Final = "60.17523 24.94459"
FIELDS: Final = tuple(observation(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))

_COLLECTION: Final = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection timeStamp="{now}" numberMatched="1" numberReturned="1"
    xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
    xmlns:om="http://www.opengis.net/om/2.0" xmlns:omso="http://inspire.ec.europa.eu/schemas/omso/3.0"
    xmlns:sam="http://www.opengis.net/sampling/2.0" xmlns:sams="http://www.opengis.net/samplingSpatial/2.0"
    xmlns:gmlcov="http://www.opengis.net/gmlcov/1.0" xmlns:swe="http://www.opengis.net/swe/2.0"
    xmlns:target="http://xml.fmi.fi/namespace/om/atmosphericfeatures/1.1">
  <wfs:member>
    <omso:GridSeriesObservation gml:id="WFS-1">
      <om:featureOfInterest>
        <sams:SF_SpatialSamplingFeature gml:id="sampling-feature-1">
          <sam:sampledFeature>
            <target:LocationCollection gml:id="sampled-target-1">
              <target:member>
                <target:Location gml:id="obsloc-fmisid-{station}-pos">
                  <gml:identifier codeSpace="http://xml.fmi.fi/namespace/stationcode/fmisid">{station}</gml:identifier>
                  <gml:name codeSpace="http://xml.fmi.fi/namespace/locationcode/name">Helsinki Kaisaniemi</gml:name>
                </target:Location>
              </target:member>
            </target:LocationCollection>
          </sam:sampledFeature>
          <sams:shape>
            <gml:MultiPoint gml:id="mp-1">
              <gml:pointMember>
                <gml:Point gml:id="point-{station}" srsDimension="2">
                  <gml:name>Helsinki Kaisaniemi</gml:name>
                  <gml:pos>{place} </gml:pos>
                </gml:Point>
              </gml:pointMember>
            </gml:MultiPoint>
          </sams:shape>
        </sams:SF_SpatialSamplingFeature>
      </om:featureOfInterest>
      <om:result>
        <gmlcov:MultiPointCoverage gml:id="mpcv-1">
          <gml:domainSet>
            <gmlcov:SimpleMultiPoint gml:id="mp-2" srsDimension="3">
              <gmlcov:positions>
{positions}
              </gmlcov:positions>
            </gmlcov:SimpleMultiPoint>
          </gml:domainSet>
          <gml:rangeSet>
            <gml:DataBlock>
              <gml:rangeParameters/>
              <gml:doubleOrNilReasonTupleList>
{tuples}
              </gml:doubleOrNilReasonTupleList>
            </gml:DataBlock>
          </gml:rangeSet>
          <gmlcov:rangeType>
            <swe:DataRecord>
{fields}
            </swe:DataRecord>
          </gmlcov:rangeType>
        </gmlcov:MultiPointCoverage>
      </om:result>
    </omso:GridSeriesObservation>
  </wfs:member>
</wfs:FeatureCollection>
"""

_EMPTY: Final = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection timeStamp="{now}" numberMatched="0" numberReturned="0"
    xmlns:wfs="http://www.opengis.net/wfs/2.0"/>
"""

_REPORT: Final = """<?xml version="1.0" encoding="UTF-8"?>
<ExceptionReport xmlns="http://www.opengis.net/ows/1.1" version="2.0.0" xml:lang="eng">
  <Exception exceptionCode="OperationParsingFailed">
    <ExceptionText>Invalid time interval!</ExceptionText>
    <ExceptionText>{text}</ExceptionText>
  </Exception>
</ExceptionReport>
"""


def report(text: str) -> str:
    """An ExceptionReport with this text."""
    return _REPORT.format(text=escape(text))


def collection(station: str, start: dt.datetime, end: dt.datetime, faults: Faults) -> str:
    """The observations in [start, end], every ten minutes: FMI takes the end in."""
    first = math.ceil(start.timestamp() / STEP_SECONDS) * STEP_SECONDS
    seconds = [
        each
        for each in range(first, math.floor(end.timestamp()) + 1, STEP_SECONDS)
        if chance(each / 60, 11) >= faults.gap_share
    ]
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not seconds:
        return _EMPTY.format(now=now)
    pad = " " * 16
    return _COLLECTION.format(
        now=now,
        station=escape(station),
        place=PLACE,
        positions="\n".join(f"{pad}{PLACE}  {each}" for each in seconds),
        tuples="\n".join(pad + _tuple(each, faults) for each in seconds),
        fields="\n".join(
            f'{pad}<swe:field name="{name}" xlink:href="x" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
            for name in FIELDS
        ),
    )


def _tuple(seconds: int, faults: Faults) -> str:
    values = observation(dt.datetime.fromtimestamp(seconds, dt.UTC))
    return " ".join(
        "NaN" if chance(seconds / 60, place, 13) < faults.nan_share else str(value)
        for place, value in enumerate(values.values())
    )
