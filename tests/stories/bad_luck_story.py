"""Bad luck ends with one clear sentence and exit code 3; a bad file leaves nothing behind."""
import gzip
import os
import pathlib
import socket
import subprocess

import house


class BadLuck(house.Story):
    def refused(self, *words):
        """The one sentence with which `serve` refuses."""
        done = subprocess.run([house.BIYUN, "serve", *words], capture_output=True, text=True, timeout=60)
        self.assertEqual(3, done.returncode, done.stdout + done.stderr)
        lines = [line for line in done.stderr.splitlines() if line]
        self.assertEqual(1, len(lines), done.stderr)
        return lines[0]

    def test_a_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.assertIn(str(port), self.refused("--data", str(self.data), "--http", f"127.0.0.1:{port}", "--hj212", "127.0.0.1:0"))

    def test_a_data_folder_that_another_process_holds(self):
        self.server()
        self.assertIn(str(self.data), self.refused("--data", str(self.data), "--http", "127.0.0.1:0", "--hj212", "127.0.0.1:0"))
        self.assertEqual(3, house.run("verify", "--data", str(self.data)).returncode)

    def test_a_data_folder_that_cannot_be_made(self):
        blocked = self.folder / "a-file"
        blocked.write_text("in the way")
        self.assertIn("a-file", self.refused("--data", str(blocked / "data"), "--http", "127.0.0.1:0", "--hj212", "127.0.0.1:0"))

    def test_a_damaged_database(self):
        server = self.server()
        self.assertEqual(0, server.stop())
        for name in ("records.sqlite", "observations.duckdb"):
            path = next(pathlib.Path(self.data).rglob(name))
            whole = path.read_bytes()
            for journal in path.parent.glob(name + "-*"):
                journal.unlink()
            path.write_bytes(b"\x00garbage" * 4096)
            self.assertIn(name, self.refused("--data", str(self.data), "--http", "127.0.0.1:0", "--hj212", "127.0.0.1:0"))
            path.write_bytes(whole)

    def test_damaged_evidence_is_named_by_verify(self):
        server = self.server()
        person = house.administrator(server)
        house.register(person, "STORY000000000000000004", "STORY-4")
        logger = house.Logger(server)
        for number in range(50):
            logger.send(house.upload("STORY000000000000000004", "202606010000%02d%03d" % (number, number), "202606010000%02d" % number))
        self.assertEqual(50, len(logger.answers(50)))
        self.assertEqual(0, server.stop())
        house.run("verify", "--data", str(self.data), check=0)
        import sqlite3
        month = next((pathlib.Path(self.data) / "evidence").glob("*.sqlite"))
        with sqlite3.connect(month) as database:
            database.execute("UPDATE block SET frames = zeroblob(length(frames)) WHERE first = (SELECT min(first) FROM block)")
        database.close()
        broken = house.run("verify", "--data", str(self.data))
        self.assertEqual(1, broken.returncode)
        self.assertIn(month.name, broken.stdout)

    @house.unittest.skipUnless(os.geteuid() == 0, "only the superuser can mount a small disk")
    def test_a_full_disk_stops_acknowledging_and_loses_nothing(self):
        small = self.folder / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(small)], capture_output=True).returncode:
            self.skipTest("no small disk can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(small)])
        server = self.server(data=small / "data")
        person = house.administrator(server)
        house.register(person, "STORY000000000000000005", "STORY-5")
        logger = house.Logger(server)
        logger.send(house.upload("STORY000000000000000005", "20260601000000001", "20260601000000"))
        self.assertEqual(1, len(logger.answers(1)))
        filler = small / "filler"
        with open(filler, "wb") as file:
            try:
                while True:
                    file.write(os.urandom(1 << 16))
                    file.flush()
            except OSError:
                pass
        for number in range(1, 40):
            logger.send(house.upload("STORY000000000000000005", "202606010001%02d001" % number, "202606010001%02d" % number,
                                     more=";w21003-Rtd=1.0,w21003-Flag=N" * 200))
        unanswered = 39 - len(logger.answers(39, 3))
        self.assertGreater(unanswered, 0, "nothing is acknowledged that is not on the disk")
        filler.unlink()
        again = house.Logger(server)
        again.send(house.upload("STORY000000000000000005", "20260601000300001", "20260601000300"))
        self.assertEqual(1, len(again.answers(1, 15)), "room on the disk: the house goes on by itself")
        self.assertEqual(0, server.stop())
        house.run("verify", "--data", str(small / "data"), check=0)


class Files(house.Story):
    """Imports and copies."""

    HEADER = "time,station,PM2.5\n"

    def plan(self):
        path = self.folder / "plan.json"
        path.write_text('{"kind":"hour","point_column":"station","point_codes":{"A":"S-A"},"time_columns":["time"],"time_style":"iso",'
                        '"columns":[{"column":"PM2.5","factor":"a34004","unit":"μg/m³"}]}')
        return str(path)

    def prepare(self):
        server = self.server()
        person = house.administrator(server)
        status, point = person.ask("POST", "/points", {"code": "S-A", "name": "站 A（虚构）", "kind": "air_station"})
        self.assertEqual(201, status, point)
        person.ask("PUT", f"/points/{point['id']}/channels", [{"factor": "a34004", "unit": "μg/m³", "limit_set": "GB3095-2012/二级", "required": True}])
        self.assertEqual(0, server.stop())
        return server, point["id"]

    def offer(self, text, *words, packed=False):
        path = self.folder / ("rows.csv.gz" if packed else "rows.csv")
        path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
        data = () if "--data" in words else ("--data", str(self.data))
        return house.run("import", "observations", str(path), "--plan", self.plan(), *data, *words)

    def test_a_table_is_tried_refused_with_row_and_column_and_then_stored(self):
        server, point = self.prepare()
        bad = self.HEADER + "2026-05-01T00:00:00+08:00,A,12\n2026-05-01T25:00:00+08:00,A,13\n2026-05-01T02:00:00+08:00,A,many\n"
        refused = self.offer(bad)
        self.assertEqual(1, refused.returncode)
        self.assertRegex(refused.stdout + refused.stderr, r"row 3.*time")
        self.assertRegex(refused.stdout + refused.stderr, r"row 4.*PM2\.5")
        wrong = self.offer("time,station,PM25\n2026-05-01T00:00:00+08:00,A,12\n")
        self.assertEqual(1, wrong.returncode)
        self.assertIn("PM2.5", wrong.stdout + wrong.stderr)
        good = self.HEADER + "".join(f"2026-05-01T{hour:02}:00:00+08:00,A,{10 + hour}\n" for hour in range(24))
        self.assertEqual(0, self.offer(good, "--dry-run").returncode)
        server.start()
        person = house.Person(server, "admin", "a-long-new-password-1")
        chart = f"/points/{point}/chart?factor=a34004&kind=hour&from=2026-05-01T00:00:00%2B08:00&to=2026-05-02T00:00:00%2B08:00"
        self.assertEqual([], person.get(chart)["rows"], "neither the refused nor the tried file left anything")
        self.assertEqual(0, server.stop())
        self.assertEqual(0, self.offer(good, packed=True).returncode)
        server.start()
        person = house.Person(server, "admin", "a-long-new-password-1")
        self.assertEqual(24, len(person.get(chart)["rows"]))
        day = person.get(f"/air/days?point={point}&from=2026-05-01&to=2026-05-02")["items"]
        self.assertEqual("HJ633-2026", day[0]["standard"].replace(" ", ""))

    def test_a_backup_restored_elsewhere_is_the_same_house(self):
        server, _ = self.prepare()
        table = self.HEADER + "2026-05-01T00:00:00+08:00,A,12\n"
        self.assertEqual(0, self.offer(table).returncode)
        copy, new = self.folder / "copy", self.folder / "new"
        house.run("backup", "--data", str(self.data), str(copy), check=0)
        self.assertEqual(3, house.run("backup", "--data", str(self.data), str(copy)).returncode, "a full folder is not overwritten")
        house.run("restore", "--data", str(new), str(copy), check=0)
        self.assertIn("already imported", self.offer(table, "--data", str(new)).stdout, "the copy knows what was imported")
        house.run("verify", "--data", str(new), check=0)
        digest = [house.run("rebuild", "--json", "--data", str(folder), check=0).stdout.split('"after":"')[1][:64] for folder in (self.data, new)]
        self.assertEqual(digest[0], digest[1])
        with house.Server(new) as other:
            self.assertEqual(1, house.Person(other, "admin", "a-long-new-password-1").get("/points")["total"])


if __name__ == "__main__":
    house.unittest.main()
