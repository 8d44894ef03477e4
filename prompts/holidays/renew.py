#!/usr/bin/env python3
"""Writes public.tsv and places.tsv anew from the Python package `holidays` (MIT, https://github.com/vacanza/holidays).

    python3 -m venv /tmp/holidays && /tmp/holidays/bin/pip install holidays
    /tmp/holidays/bin/python prompts/holidays/renew.py 2026 2045

Once a year is often enough. Look at the difference before it is committed; calendars that exist take the new days with the
next year that they are filled up.
"""

import collections
import pathlib
import sys

import holidays

FIRST, LAST = int(sys.argv[1]), int(sys.argv[2])
HERE = pathlib.Path(__file__).parent
HEAD = f"""# Public holidays {FIRST} to {LAST}, made by renew.py from the Python package holidays {holidays.__version__} (MIT, Vacanza Team and individual
# contributors, https://github.com/vacanza/holidays). """


def names():
    found = {}
    for line in pathlib.Path("/usr/share/zoneinfo/iso3166.tab").read_text().splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")
            found[code] = {"Britain (UK)": "United Kingdom"}.get(name, name)
    return found


def zones():
    found = collections.defaultdict(list)
    for line in pathlib.Path("/usr/share/zoneinfo/zone.tab").read_text().splitlines():
        if line and not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            found[code].append(zone)
    return found


def clean(text):
    return " ".join(text.replace("\t", " ").split())


def language(country):
    spoken = holidays.country_holidays(country).supported_languages
    return next((tongue for tongue in ("en_US", "en_GB") if tongue in spoken), None) or next(
        (tongue for tongue in spoken if tongue.startswith("en")), None
    )


def days(country, region, tongue):
    found = holidays.country_holidays(country, subdiv=region, years=range(FIRST, LAST + 1), language=tongue)
    for date in found:
        if FIRST <= date.year <= LAST:
            for name in found.get_list(date):
                yield date, clean(name)


def rows(country):
    tongue = language(country)
    regions = list(holidays.country_holidays(country).subdivisions)
    where = collections.defaultdict(set)
    for region in [None, *regions]:
        for date, name in days(country, region, tongue):
            where[(date, name)].add(region or ".")
    everywhere = {".", *regions}
    grouped = collections.defaultdict(list)
    for (date, name), found in where.items():
        grouped[(name, "*" if found == everywhere else ",".join(sorted(found)))].append(date)
    for (name, found), dates in sorted(grouped.items(), key=lambda row: (min(row[1]), row[0])):
        each_year = {(date.month, date.day) for date in dates}
        if len(each_year) == 1 and len(dates) == LAST - FIRST + 1:
            month, day = each_year.pop()
            written = f"{month:02}{day:02}"
        else:
            written = " ".join(f"{date:%y%m%d}" for date in sorted(dates))
        yield f"{country}\t{found}\t{name}\t{written}"


def main():
    countries, called, at = sorted(holidays.list_supported_countries(include_aliases=False)), names(), zones()
    days_text = HEAD + "Country, regions, name, days: 1225 is that day of every year,\n"
    days_text += "# 260403 that of 2026. Regions: * everywhere, . where no region is chosen.\n"
    places = HEAD + "Country, region, name, and a country's zones.\n"
    for country in countries:
        if country not in called:
            continue
        lines = list(rows(country))
        if not lines:
            continue
        days_text += "\n".join(lines) + "\n"
        places += f"{country}\t\t{called[country]}\t{' '.join(at[country])}\n"
        known = holidays.country_holidays(country)
        aliases = {code: name for name, code in known.subdivisions_aliases.items()}
        for region in known.subdivisions:
            places += f"{country}\t{region}\t{clean(aliases.get(region, region))}\t\n"
    (HERE / "public.tsv").write_text(days_text)
    (HERE / "places.tsv").write_text(places)


main()
