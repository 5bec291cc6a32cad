"""Reports as a bureau uses them: docs/write-a-report.md is followed word for word, and what is written is opened with the programs of others."""
import csv
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import house

GUIDE = house.ROOT / "docs" / "write-a-report.md"
STEP = re.compile(r"^```bash\n(?P<commands>.*?)^```\n+(?:会看到 / prints: (?P<seen>[^\n]*))?", re.MULTILINE | re.DOTALL)


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = pathlib.Path(cls.folder.name) / "data"
        cls.server = house.Server(cls.data, "--demo")
        with cls.server:
            cls.while_it_runs = house.run("report", "water_source", "--object", "record/water_source/1", "--span", "2026", "--data", str(cls.data))
            cls.server.stop()
        listed = house.run("report", "--data", str(cls.data), check=0).stdout
        cls.beijing = re.search(r"(point/\d+)  北京 奥体中心", listed).group(1)   # its data are real, of 2013 to 2017

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def made(self, report, object_, span, name, environment=None):
        path = pathlib.Path(self.folder.name) / name
        words = [house.BIYUN, "report", report, "--object", object_, "--span", span, "--out", str(path), "--data", str(self.data)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, env={**os.environ, **(environment or {})})
        return path, done

    def said_by(self, *words):
        if not shutil.which(words[0]):
            self.skipTest(f"{words[0]} is not installed")
        return subprocess.run(words, capture_output=True, text=True, timeout=120, cwd=self.folder.name).stdout

    def test_a_running_server_keeps_its_folder_and_says_so(self):
        self.assertEqual(3, self.while_it_runs.returncode)
        self.assertIn("stop the server first", self.while_it_runs.stderr)

    def test_each_shipped_report_is_made_of_the_demonstration(self):
        for report, object_, span in (("air_day", "area/140215", "2026-11-25"), ("air_month", self.beijing, "2015-10"), ("air_year", self.beijing, "2015"),
                                      ("water_month", "area/140215", "2026-06"), ("water_year", "area/140215", "2025"),
                                      ("water_source", "record/water_source/1", "2025"), ("noise", "area/140215", "2025"), ("outlet_month", "point/1", "2026-11")):
            path, done = self.made(report, object_, span, report + ".html")
            self.assertEqual(0, done.returncode, report + ": " + done.stderr)
            page = path.read_text()
            tables = re.findall(r'<figure class="table">.*?</figure>', page, re.DOTALL)
            self.assertGreater(len(tables), 0, report)
            for table in tables:
                self.assertRegex(table, "依据 .+；有效数据比例 ", report)
                self.assertIn('<span class="en" lang="en">', table, report)
            self.assertNotIn("<script", page)

    def test_a_pdf_is_read_again(self):
        path, done = self.made("air_month", self.beijing, "2015-10", "month.pdf")
        self.assertEqual(0, done.returncode, done.stderr)
        text = self.said_by("pdftotext", "-layout", str(path), "-")
        for words in ("2015年10月环境空气质量月报", "逐日空气质量", "2015-10-31", "HJ 663-2013", "第 1 页，共"):
            self.assertIn(words, text)

    def test_an_office_opens_word_and_excel(self):
        word, done = self.made("water_source", "record/water_source/1", "2025", "source.docx")
        self.assertEqual(0, done.returncode, done.stderr)
        self.said_by("soffice", "--headless", f"-env:UserInstallation=file://{self.folder.name}/office", "--convert-to", "pdf", str(word))
        text = self.said_by("pdftotext", "-layout", str(word.with_suffix(".pdf")), "-")
        for words in ("水质报告", "一、评价结论", "氟化物", "各监测项目", "第 1 页，共"):
            self.assertIn(words, text)
        book, done = self.made("water_source", "record/water_source/1", "2025", "sheet.xlsx")
        self.assertEqual(0, done.returncode, done.stderr)
        self.said_by("soffice", "--headless", f"-env:UserInstallation=file://{self.folder.name}/office", "--convert-to",
                     "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", str(book))
        found = next(pathlib.Path(self.folder.name).glob("sheet-各监测项目*.csv"))
        with found.open(encoding="utf-8") as sheet:
            rows = list(csv.reader(sheet))
        self.assertEqual(["项目", "Item"], rows[1][0].split())
        self.assertTrue(any(row[0] == "氟化物" and float(row[2]) > 1 for row in rows[2:]), rows)

    def test_without_a_chinese_font_that_is_said(self):
        config = pathlib.Path(self.folder.name) / "fonts.conf"
        config.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/nowhere</dir></fontconfig>')
        _, done = self.made("water_source", "record/water_source/1", "2025", "boxes.pdf", {"FONTCONFIG_FILE": str(config)})
        self.assertEqual(3, done.returncode)
        self.assertIn("fonts-noto-cjk", done.stderr)
        _, done = self.made("water_source", "record/water_source/1", "2025", "no-boxes.html", {"FONTCONFIG_FILE": str(config)})
        self.assertEqual(0, done.returncode, "a screen has its own fonts: " + done.stderr)

    def test_what_is_not_there_is_refused(self):
        for words, wanted in ((("no_such", "area/140215", "2026"), "no_such"), (("noise", "area/999999", "2026"), "area/999999"),
                              (("noise", "area/140215", "2026-10"), "it is made for: year"), (("noise", "area/140215", "soon"), "soon")):
            _, done = self.made(*words, "refused.pdf")
            self.assertEqual(3, done.returncode)
            self.assertIn(wanted, done.stderr)

    def test_the_guide_tells_the_truth(self):
        data = pathlib.Path(self.folder.name) / "guide"
        shutil.copytree(self.data, data, ignore=shutil.ignore_patterns("lock"))
        surroundings = {**os.environ, "DATA": str(data), "CATALOG": str(house.ROOT / "catalog"), "PATH": f"{pathlib.Path(house.BIYUN).parent}:{os.environ['PATH']}"}
        steps = list(STEP.finditer(GUIDE.read_text()))
        self.assertEqual(3, len(steps))
        for step in steps:
            done = subprocess.run(["bash", "-c", step["commands"]], capture_output=True, text=True, timeout=120, cwd=self.folder.name, env=surroundings)
            for seen in re.findall(r"`([^`]+)`", step["seen"]):
                self.assertIn(seen, done.stdout + done.stderr, step["commands"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
