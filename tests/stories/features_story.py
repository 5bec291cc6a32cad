"""GDAL reads the registers as QGIS would: collections, counts, boxes, filters and fields, by a login of its own; the screens' lists say the same."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import house

OFFICER = "demo-officer"
BOX = (113.5, 39.9, 113.75, 40.15)


@house.unittest.skipUnless(shutil.which("ogrinfo"), "gdal-bin is not installed (tools/setup.sh)")
class Features(house.Story):
    @classmethod
    def setUpClass(cls):
        """One server for all: nothing is changed here."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="biyun-story-"))
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.at = house.Server(folder / "data", "--demo")
        cls.addClassCleanup(cls.at.__exit__)
        cls.at.start()
        line = next(line for line in cls.at.said if OFFICER in line)
        cls.password = re.search(r" / (\S+)", line).group(1)

    def setUp(self):
        super().setUp()
        self.officer = house.Person(self.at, OFFICER, self.password)
        self.login = f"{OFFICER}:{self.password}"

    def gdal(self, *words, login=True, check=True):
        program, *rest = words
        surroundings = {**os.environ, "GDAL_HTTP_USERPWD": self.login} if login else dict(os.environ)
        done = subprocess.run([program, *rest], capture_output=True, text=True, timeout=180, env=surroundings)
        if check:
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    @property
    def source(self):
        return f"OAPIF:http://127.0.0.1:{self.at.http_port}/ogc"

    def count(self, layer, *words, login=True):
        told = self.gdal("ogrinfo", "-ro", "-so", *words, self.source, layer, login=login)
        return int(re.search(r"Feature Count: (\d+)", told).group(1))

    def total(self, register, query="", person=None):
        return (person or self.officer).get(f"/registers/{register}/records?limit=1{query}")["total"]

    def layers(self, login=True):
        told = self.gdal("ogrinfo", "-ro", "-q", self.source, login=login)
        return set(re.findall(r"^(?:\d+: |Layer: )(\w+)", told, re.MULTILINE))

    def test_gdal_sees_the_registers_that_the_screens_show(self):
        shown = {item["id"] for item in self.officer.get("/registers?limit=1000")["items"]}
        self.assertEqual(shown, self.layers())
        self.assertIn("boiler", shown)
        everybody = {item["id"] for item in house.Person(self.at).get("/registers?limit=1000")["items"]}
        self.assertEqual(everybody, self.layers(login=False))
        self.assertLess(everybody, shown)

    def test_counts_boxes_and_filters_are_those_of_the_lists(self):
        for register in ("boiler", "facility", "eatery"):
            self.assertEqual(self.total(register), self.count(register), register)
        west, south, east, north = BOX
        listed = self.total("boiler", f"&bbox={west},{south},{east},{north}")
        self.assertGreater(listed, 0)
        self.assertLess(listed, self.total("boiler"))
        self.assertEqual(listed, self.count("boiler", "-spat", *(str(edge) for edge in BOX)))
        code = self.officer.get("/registers/boiler/records?limit=1")["items"][0]["values"]["fuel"]
        self.assertEqual(self.total("boiler", f"&filter=fuel%3D%27{code}%27"), self.count("boiler", "-where", f"fuel = '{code}'"))

    def test_what_gdal_copies_is_whole(self):
        target = self.folder / "boilers.geojson"
        self.gdal("ogr2ogr", "-f", "GeoJSON", "-oo", "PAGE_SIZE=7", str(target), self.source, "boiler")
        copied = json.loads(target.read_text())["features"]
        self.assertEqual(self.total("boiler"), len(copied), "seven a page, none twice and none forgotten")
        self.assertEqual(len(copied), len({one["properties"]["code"] for one in copied}))
        record = self.officer.get("/registers/boiler/records?limit=1")["items"][0]
        same = next(one for one in copied if one["properties"]["code"] == record["values"]["code"])["properties"]
        self.assertEqual(record["values"]["name"], same["name"])
        self.assertEqual(float(record["values"]["capacity"]), same["capacity"])
        self.assertTrue(same["fuel_zh"])

    def test_a_wrong_password_is_refused_and_a_guest_sees_what_is_public(self):
        self.login = "demo-officer:wrong"
        self.assertNotIn("boiler", self.gdal("ogrinfo", "-ro", self.source, check=False))
        public = self.count("noise_zone", login=False)
        self.assertEqual(self.total("noise_zone", person=house.Person(self.at)), public)


if __name__ == "__main__":
    house.unittest.main()
