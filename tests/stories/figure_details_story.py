"""What figures say besides their headline, held against the contract: api/evaluations.yaml names the shape of every kind's detail (x-by-kind), and nothing else may stand there."""
import csv
import datetime
import importlib.util

import house

READERS = ("jsonschema", "yaml")
if installed := all(importlib.util.find_spec(one) for one in READERS):
    import jsonschema
    import yaml

ALIKE_MAX = 150                                        # figures of one kind, form and result that are looked at, from the first to the last
FIRST_YEAR, LAST_YEAR = 2014, 2019                     # enough for a trend: HJ 663 asks for five years
NEVER_JUDGED = set()                                   # kinds of which the demonstration and these years have no figure that is judged


def schemas():
    contract = yaml.safe_load((house.ROOT / "api" / "evaluations.yaml").read_text(encoding="utf-8"))
    return contract["components"]["schemas"]


class Shapes:
    """Schemas in which a member that is not described is a fault: objects are closed where they name their members."""

    def __init__(self):
        self.named = schemas()
        self.by_kind = self.named["Figure"]["properties"]["detail"]["x-by-kind"]
        not_judged = self.closed(self.named["NotJudged"])
        self.figure = self.checker(self.closed(self.named["Figure"]))
        self.judged, self.unjudged = {}, {}
        for kind, reference in self.by_kind.items():
            whole = self.closed(reference)
            self.judged[kind] = self.checker(whole)
            # Where nothing is judged of the rest only what is known: the same members, none of them needed but the reason.
            self.unjudged[kind] = self.checker({**self.merged(whole, not_judged), "required": not_judged["required"]})

    @staticmethod
    def checker(schema):
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    def closed(self, schema, whole=True):
        while "$ref" in schema:
            schema = self.named[schema["$ref"].rsplit("/", 1)[1]]
        made = dict(schema)
        for part in ("allOf", "anyOf"):
            if part in schema:
                made[part] = [self.closed(each, part != "allOf") for each in schema[part]]
        for part in ("items", "additionalProperties"):
            if isinstance(schema.get(part), dict):
                made[part] = self.closed(schema[part])
        if "properties" in schema:
            made["properties"] = {name: self.closed(each) for name, each in schema["properties"].items()}
        if whole and ("properties" in schema or "allOf" in schema) and "additionalProperties" not in schema:
            made["unevaluatedProperties"] = False
        return made

    def merged(self, *objects):
        """All members that one of these may have, none needed."""
        properties = {}
        for each in objects:
            properties.update(each.get("properties", {}))
            for part in each.get("allOf", []):
                properties.update(part.get("properties", {}))
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def faults(self, figure):
        detail = (self.unjudged if figure["result"] == "cannot_judge" else self.judged)[figure["kind"]]
        found = [(self.figure, figure, "figure"), (detail, figure["detail"], "detail")]
        return [f"{where}{error.json_path[1:]}: {error.message[:200]}" for checker, value, where in found for error in checker.iter_errors(value)]


def thinned(figures):
    alike = {}
    for figure in figures:
        alike.setdefault((figure["form"], figure["result"]), []).append(figure)
    for same in alike.values():
        yield from same[::-(-len(same) // ALIKE_MAX)]


@house.unittest.skipUnless(installed, "python3-jsonschema or python3-yaml is not installed (tools/setup.sh)")
class FigureDetails(house.Story):
    def days_of_a_city(self):
        path = self.folder / "days.csv"
        with path.open("w", encoding="utf-8", newline="") as text:
            rows = csv.writer(text)
            rows.writerow(["city", "date", "AQI", "PM2.5", "PM10", "SO2", "NO2", "CO", "O3"])
            day = datetime.date(2016, 1, 1)                # the demonstration has those before
            while day.year <= LAST_YEAR:
                less = 2 * (day.year - FIRST_YEAR)
                rows.writerow(["大同", day.isoformat(), 80, 60 - less, 90 - less, 30 - less, 40 - less, 1.2, 120 + day.day])
                day += datetime.timedelta(days=1)
        return path

    def figures(self, person, kind):
        found, total = [], 1
        while len(found) < total:
            page = person.get(f"/figures?kind={kind}&detail=true&limit=1000&skip={len(found)}")
            found += page["items"]
            total = page["total"]
        return found

    def computed(self, person, kind, days_max=7):
        """Of a kind that is not kept: its objects' last days."""
        for each in person.get(f"/figures/objects?kind={kind}")["objects"]:
            if each["to"] is None:
                continue                                   # no data
            last = datetime.date.fromisoformat(each["to"])
            for back in range(days_max):
                yield person.get(f"/figures/compute?kind={kind}&object={each['ref']}&span={last - datetime.timedelta(days=back)}")

    def test_every_kind_says_what_the_contract_says_and_no_more(self):
        first = self.server("--demo")
        person = house.administrator(first)
        self.assertEqual(0, first.stop())
        house.run("import", "observations", str(self.days_of_a_city()), "--plan", "aqistudy-city-daily", "--data", str(self.data), check=0)
        server = self.server("--demo")                     # its loggers go on sending
        person = house.Person(server, "admin", "a-long-new-password-1")
        trend = f"/figures?kind=air_trend&form=year&from={LAST_YEAR}-01-01&to={LAST_YEAR}-12-31&result=ok"
        house.eventually(lambda: person.get(trend)["total"], 120, "a trend of five years")
        for kind in ("groundwater_area", "outlet_month"):  # made of other figures; of what loggers send now
            house.eventually(lambda: person.get(f"/figures?kind={kind}&form=year")["total"], 120, kind)
        shapes = Shapes()
        kinds = [kind["id"] for kind in person.get("/figures/kinds")["kinds"]]
        self.assertEqual(sorted(kinds), sorted(shapes.by_kind), "a kind without a schema, or a schema without a kind")
        seen = {}
        for kind in kinds:
            figures = self.figures(person, kind) or list(self.computed(person, kind))
            seen[kind] = sum(figure["result"] != "cannot_judge" for figure in figures)
            for figure in thinned(figures):
                faults = shapes.faults(figure)
                self.assertFalse(faults, f"{kind} {figure['object']} {figure['span']} {figure['result']}: {faults[:5]}")
                self.assertIn("data_origin", figure["detail"], f"{kind} {figure['object']} {figure['span']}")
                self.assertEqual(figure["origin"], figure["detail"]["data_origin"])
        self.assertEqual(NEVER_JUDGED, {kind for kind, judged in seen.items() if judged == 0}, seen)

    def test_a_member_that_nobody_described_is_found(self):
        shapes = Shapes()
        half = {"class": "Ⅲ", "rank": 3, "met": True, "exceeding": []}
        detail = {"reason": "too few days", "clause": "5.1"}
        figure = {"kind": "water_section", "result": "cannot_judge", "detail": detail}
        found = lambda more: [one for one in shapes.faults({**figure, "detail": more}) if one.startswith("detail")]
        self.assertEqual([], found(detail))
        self.assertTrue(found({**detail, "unheard_of": 1}))
        self.assertTrue(found({"clause": "5.1"}), "no reason")
        month = {"span": "2026-03", "class": "Ⅲ", "rank": 3, "met": True}
        self.assertEqual([], found({**detail, "months": [month]}))
        self.assertTrue(found({**detail, "months": [{**month, "unheard_of": 1}]}), "nor deep inside")
        self.assertTrue(shapes.faults({"kind": "groundwater_well", "result": "ok", "detail": {"plain": half}}), "members that are needed")


if __name__ == "__main__":
    house.unittest.main()
