"""A question has one answer, from the tool and from the server alike; what cannot be judged is refused with its reason and where the rule stands."""
import http.client
import json

import house


def ask_tool(*questions, words=()):
    done = house.run("assess", *words, stdin="\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in questions) + "\n")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def ask_server(server, method, path, body=None, kind="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=60)
    connection.request(method, "/api/v1" + path, body.encode() if body is not None else None, {"Content-Type": kind})
    try:
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def water(**more):
    return {"topic": "surface_water", "on": "2026-03-05", "water_body": "river", "inputs": {"pH": 7.4, "DO": 7.1, "CODMn": 3.9, "NH3-N": 0.57}, **more}


CASES = "id\ttopic\tstandard\tinputs\texpected\ttolerance\torigin\tsource\tnote\n" \
        "A\tIAQI\tHJ 633-2026\tPM2.5_24h=75\tIAQI=114\texact\tderived\t\t\n" \
        "B\t修约\tGB/T 8170\tx=0.925;digits=2\ty=0.93\texact\tderived\t\t\n" \
        "C\t无此题\tx\ty=1\tz=1\texact\tderived\t\t\n"


class Assess(house.Story):
    def test_tool_and_server_answer_every_example_alike(self):
        server = self.server()
        status, known = ask_server(server, "GET", "/assess/topics")
        self.assertEqual(200, status)
        topics = known["topics"]
        listed = [line.split("\t")[0] for line in house.run("assess", "topics", check=0).stdout.splitlines()]
        self.assertEqual([one["id"] for one in topics], listed)
        examples = [one["example"] for one in topics]
        code, told = ask_tool(*examples)
        self.assertEqual(0, code)
        for topic, by_tool in zip(topics, told):
            with self.subTest(topic["id"]):
                status, by_server = ask_server(server, "POST", "/assess", topic["example"])
                self.assertEqual(200, status)
                self.assertEqual(by_tool, by_server)
                self.assertIn("result", by_tool)
                self.assertTrue(by_tool["basis"] or by_tool["notes"], "an answer says what it rests on")
        _, many = ask_server(server, "POST", "/assess", json.dumps({"questions": [json.loads(one) for one in examples]}))
        self.assertEqual(told, many["answers"])

    def test_surface_water_is_classed_item_by_item(self):
        _, (one, lake) = ask_tool(water(id="s"), water(water_body="lake"))
        self.assertEqual(("s", "surface_water", "III"), (one["id"], one["topic"], one["result"]["class"]))
        self.assertEqual({"pH": "I", "DO": "II", "CODMn": "II", "NH3-N": "III"}, one["result"]["per_item"])
        self.assertEqual("GB 3838-2002", one["basis"][0]["standard"])
        self.assertIn("class", lake["result"])

    def test_what_cannot_be_judged_is_refused_with_reason_and_place(self):
        air = {"topic": "aqi_daily", "on": "2026-03-05"}
        refused = [
            water(inputs={"pH": 17}), water(inputs={"NH3-N": -0.5}), water(inputs={"DO": "much"}),      # impossible values
            {"topic": "limit", "on": "2026-03-05", "inputs": {"set": "GB3095-2026/二级", "factor": "a34004", "averaging": "day", "value": 61}},   # no unit
            {**air, "inputs": {"PM3_24h": 5}}, water(inputs={"unobtainium": 1}),                          # unknown pollutants
            {**air, "on": "1999-01-01", "inputs": {"PM2.5_24h": 5}}, water(on="1980-01-01"),              # outside any edition
            {**air, "inputs": {}}, water(inputs={}),                                                      # nothing given
            {"topic": "good_days", "on": "2020-12-31", "inputs": {"good": 3, "valid": 0}},                # too few data
            {"topic": "no such topic"}, "no json",
        ]
        code, told = ask_tool(*refused)
        self.assertEqual(1, code)
        self.assertEqual(len(refused), len(told))
        for question, answer in zip(refused, told):
            with self.subTest(question):
                self.assertNotIn("result", answer)
                self.assertTrue(answer["error"]["code"] and answer["error"]["detail"], answer)

    def test_why_is_a_tree_with_its_clauses(self):
        _, (one,) = ask_tool({"topic": "iaqi", "on": "2026-03-05", "inputs": {"PM2.5_24h": 75}}, words=("--why",))
        self.assertTrue(one["why"]["from"])
        self.assertTrue(one["why"]["basis"][0]["clause"])

    def test_worked_cases_are_checked_alike(self):
        file = self.folder / "cases.tsv"
        file.write_text(CASES, encoding="utf-8")
        done = house.run("assess", "check", str(file), check=1)
        self.assertIn("1 passed, 1 failed, 1 skipped", done.stdout)
        server = self.server()
        status, checked = ask_server(server, "POST", "/assess/check", CASES, "text/tab-separated-values")
        self.assertEqual(200, status)
        self.assertEqual((1, 1, 1), (checked["passed"], checked["failed"], checked["skipped"]))

    def test_editions_laws_and_what_changed_are_open(self):
        server = self.server()
        _, editions = ask_server(server, "GET", "/catalogue/editions")
        by_id = {one["id"]: one for one in editions["editions"]}
        self.assertIn("eco_environment_code", [law["law"] for law in by_id["GB3095-2026"]["rests_on"]])
        _, changed = ask_server(server, "GET", "/catalogue/compare?a=GB3095-2012&b=GB3095-2026")
        self.assertTrue(changed["changes"])
        _, laws = ask_server(server, "GET", "/catalogue/laws")
        ended = [law for law in laws["laws"] if law["replaced_by"] == "eco_environment_code"]
        self.assertEqual({"2026-08-14"}, {law["to"] for law in ended})


if __name__ == "__main__":
    house.unittest.main()
