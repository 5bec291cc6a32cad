"""A bureau files a number of its own: a table of a standard in the data folder goes before the shipped one, figures are revised by it and the
old answers stay; what is filed wrongly is refused with its file and line before anything starts."""
import pathlib
import sqlite3
import urllib.parse

import house

SHIPPED = house.ROOT / "catalog"
TABLE = pathlib.Path("standards") / "GB15618-2018" / "limits.tsv"
ROW = "筛选值·其他·pH>7.5\t\t镉\tmeasured\tat_most\t\t0.6\t"
OWN_ROW = "筛选值·其他·pH>7.5\t\t镉\tmeasured\tat_most\t\t0.2\t"


class OwnStandards(house.Story):
    def own(self, path):
        """Where the bureau's own file of that place lies."""
        file = self.data / "catalog" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def file_table(self, number_row):
        shipped = (SHIPPED / TABLE).read_text()
        self.assertIn(ROW, shipped)
        self.own(TABLE).write_text(shipped.replace(ROW, number_row))

    def registers(self, code):
        done = house.run("registers", "--data", str(self.data))
        self.assertEqual(code, done.returncode, done.stderr)
        return done.stdout + done.stderr

    def soil_points(self):
        """Figures of soil points in force, and how many answers there are."""
        with sqlite3.connect(f"file:{self.data / 'records.sqlite'}?mode=ro", uri=True) as records:
            rows = records.execute("SELECT object, span, revision, value, digest FROM figure WHERE kind = 'soil_point' ORDER BY revision").fetchall()
        return {(row[0], row[1]): row[2:] for row in rows}

    def followed(self):
        with sqlite3.connect(f"file:{self.data / 'records.sqlite'}?mode=ro", uri=True) as records:
            return records.execute("SELECT count(*) FROM figure_mark WHERE name = 'followed'").fetchone()[0] == 1

    def test_a_number_of_the_bureau_judges_and_figures_are_revised(self):
        server = self.server("--demo")
        house.eventually(lambda: self.followed() and len(self.soil_points()) > 5, 240, "soil points are judged")
        person = house.administrator(server)
        shown = person.get("/catalogue/editions/GB15618-2018")
        self.assertEqual([], shown["own"])
        self.assertEqual(0, server.stop())
        before = self.soil_points()

        self.file_table(OWN_ROW)
        self.assertIn("standard GB15618-2018: the bureau's own limits.tsv", self.registers(0))
        server = self.server("--demo")
        changed = lambda: [key for key, now in self.soil_points().items() if key in before and now[1] != before[key][1]]
        house.eventually(changed, 240, "figures by the bureau's number")
        person = house.Person(server, "admin", "a-long-new-password-1")
        now = person.get("/catalogue/editions/GB15618-2018")
        self.assertEqual(["limits.tsv"], now["own"])
        self.assertNotEqual(shown["digest"], now["digest"])
        obj, span = changed()[0]
        query = urllib.parse.urlencode({"kind": "soil_point", "object": obj, "from": span + "-01-01", "to": span + "-12-31"})
        figure = person.get("/figures?" + query)["items"][0]
        history = person.get(f"/figures/{figure['id']}")["history"]
        self.assertGreaterEqual(len(history), 2)
        self.assertEqual(before[(obj, span)][1], history[-2]["value"], "the old answer stays")
        self.assertNotEqual(history[-2]["digest"], history[-1]["digest"], "… and says that it was by other rules")
        self.assertEqual(0, server.stop())

    def test_what_is_filed_wrongly_is_refused_with_file_and_line(self):
        self.assertIn(" registers are in order", self.registers(0), "every item of the shipped ones is known")
        line = (SHIPPED / TABLE).read_text().split(ROW)[0].count("\n") + 1
        self.file_table(OWN_ROW.replace("0.2", "O.2"))
        said = self.registers(3)
        self.assertIn(f"{self.own(TABLE)}:{line}", said)
        self.assertIn("'O.2'", said)
        self.own(TABLE).unlink()

        stray = self.own(pathlib.Path("standard") / "DB14" / "limits.tsv")   # a misspelt folder is not passed over
        stray.write_text("set\n")
        self.assertIn(f"{stray}: this file has no place in the catalogue", self.registers(3))
        stray.unlink()

        register = (SHIPPED / "registers" / "soil_sample.yaml").read_text()
        self.assertIn("item: \"石油烃（C10-C40）\"", register)
        self.own(pathlib.Path("registers") / "soil_sample.yaml").write_text(register.replace("item: \"石油烃（C10-C40）\"", "item: \"石油烃(C10-C40)\""))
        said = self.registers(3)
        self.assertIn(str(self.data / "catalog" / "registers" / "soil_sample.yaml:"), said)
        self.assertIn("'石油烃(C10-C40)', it would never be judged", said)
        self.assertIn("perhaps 石油烃（C10-C40）", said)

    def test_the_calculator_takes_them_too(self):
        self.file_table(OWN_ROW)
        case = ("id\ttopic\tstandard\tinputs\texpected\ttolerance\torigin\tsource\tnote\n"
                "O1\t限值\tGB 15618-2018\tset=GB15618-2018/筛选值·其他·pH>7.5;factor=镉;averaging=measured;value=0.3;unit=mg/kg;on=2026-03-01\t"
                "result=exceeded\texact\tderived\t\t\n")
        house.run("assess", "--data", str(self.data), "check", "-", stdin=case, check=0)
        house.run("assess", "check", "-", stdin=case, check=1)


if __name__ == "__main__":
    house.unittest.main()
