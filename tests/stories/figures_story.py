"""Figures: computed once after the first start of the demonstration, opened down to the frame, and not computed anew after a kill."""
import sqlite3
import time
import urllib.parse

import house

QUIET_S = 10


class Figures(house.Story):
    def figures(self):
        with sqlite3.connect(f"file:{self.data / 'records.sqlite'}?mode=ro", uri=True) as records:
            rows = records.execute("SELECT kind, object, span, revision, value, detail, why FROM figure ORDER BY 1, 2, 3, 4").fetchall()
            mark = records.execute("SELECT count(*) FROM figure_mark WHERE name = 'followed'").fetchone()[0]
        return rows, mark

    def of_kinds(self, *kinds):
        return [row for row in self.figures()[0] if row[0] in kinds]

    def of_kinds_at_rest(self, *kinds):
        """Once there are many and none came for a while: the first computing is over."""
        seen = [[], time.monotonic()]

        def at_rest():
            rows = self.of_kinds(*kinds)
            if rows != seen[0]:
                seen[:] = [rows, time.monotonic()]
            return len(rows) > 1_000 and time.monotonic() - seen[1] > QUIET_S

        house.eventually(at_rest, 240, "figures are at rest")
        return seen[0]

    def test_a_demonstration_has_figures_that_open_and_survive_a_kill(self):
        server = self.server("--demo")
        before = self.of_kinds_at_rest("air_day", "air_period", "water_section", "soil_point", "noise_zone")
        self.assertEqual(1, self.figures()[1], "how far everything was followed is noted")
        person = house.administrator(server)
        listed = person.get("/figures?kind=air_period&form=month&result=ok&limit=1")
        figure = listed["items"][0]
        why = person.get("/why?ref=" + urllib.parse.quote(f"figure/{figure['id']}"))["why"]
        for _ in range(12):   # always the first that opens further
            below = next((node for node in walk(why) if node.get("ref") and not node.get("from") and node["ref"] != why.get("ref")), None)
            if below is None or below["ref"].startswith("frame/"):
                break
            why = person.get("/why?ref=" + urllib.parse.quote(below["ref"]))["why"]
        self.assertTrue(below is not None and below["ref"].startswith("frame/"), f"ends at {why.get('ref')}")
        server.kill()
        again = self.server("--demo")
        house.eventually(lambda: again.said, 60, "the second start")
        self.assertEqual(before, self.of_kinds("air_day", "air_period", "water_section", "soil_point", "noise_zone"))
        self.assertEqual(0, again.stop())
        self.assertIn("figures: ", house.run("verify", "--data", str(self.data), check=0).stdout)


def walk(node):
    yield node
    for below in node.get("from", []):
        yield from walk(below)


if __name__ == "__main__":
    house.unittest.main()
