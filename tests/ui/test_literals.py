import pytest
from pyoxigraph import Literal, NamedNode

from ghtld.ui.literals import read_aloud

XSD = "http://www.w3.org/2001/XMLSchema#"
CASES = [
    ("2017-07-03", "date", "3 juillet 2017", "3 July 2017"),
    ("2016-08-01", "date", "1er août 2016", "1 August 2016"),
    ("2016-07", "gYearMonth", "juillet 2016", "July 2016"),
    ("2016-01", "gYearMonth", "janvier 2016", "January 2016"),
    ("--02-29", "gMonthDay", "29 février (année non indiquée)", "29 February (year not stated)"),
    ("--05-01", "gMonthDay", "1er mai (année non indiquée)", "1 May (year not stated)"),
    ("2000", "gYear", "2000", "2000"),
    ("--06-28", "gMonthDay", "28 juin (année non indiquée)", "28 June (year not stated)"),
    ("P5Y", "duration", "5 ans", "5 years"),
    ("P1Y6M", "duration", "1\u00a0an 6\u00a0mois", "1 year 6 months"),
    ("PT1H", "duration", "PT1H", "PT1H"),
    ("11000", "integer", "11\u202f000", "11,000"),
    ("true", "boolean", "oui", "yes"),
    ("2017-13-03", "date", "2017-13-03", "2017-13-03"),
    ("2017-02-30", "date", "2017-02-30", "2017-02-30"),
    ("-0044-03-15", "date", "-0044-03-15", "-0044-03-15"),
    ("28 juin", "date", "28 juin", "28 juin"),
    ("12a", "integer", "12a", "12a"),
    ("59000", "string", "59000", "59000"),
]


@pytest.mark.parametrize(("value", "datatype", "fr", "en"), CASES)
def test_a_literal_is_read_at_its_precision(value, datatype, fr, en):
    literal = Literal(value, datatype=NamedNode(XSD + datatype))
    assert read_aloud(literal, "fr") == fr
    assert read_aloud(literal, "en") == en
