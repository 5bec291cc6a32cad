"""Backups, verification and rebuilding: what is missing is said, and nothing is made or cleared before it is."""
import json
import pathlib
import shutil

import house

MN = "STORY000000000000000006"


class Copies(house.Story):
    FRAMES = 40

    def setUp(self):
        super().setUp()
        server = self.server()
        house.register(house.administrator(server), MN, "STORY-6")
        logger = house.Logger(server)
        for number in range(self.FRAMES):
            logger.send(house.upload(MN, "202606010000%02d%03d" % (number, number), "202606010000%02d" % number))
        self.assertEqual(self.FRAMES, len(logger.answers(self.FRAMES)))
        self.assertEqual(0, server.stop())
        self.copy, self.new = self.folder / "copy", self.folder / "new"

    def back_up(self):
        house.run("backup", "--data", str(self.data), str(self.copy), check=0)

    def content(self, folder):
        return {str(path.relative_to(folder)): path.stat().st_size for path in pathlib.Path(folder).rglob("*")}

    def verify(self, folder, code, *words):
        """What it says; it may make nothing."""
        before = self.content(folder)
        said = house.run("verify", "--data", str(folder), check=code).stdout
        self.assertEqual(before, self.content(folder))
        for word in words:
            self.assertIn(word, said)
        return said

    def remove_evidence(self, folder):
        for file in (folder / "evidence").iterdir():
            file.unlink()

    def test_a_backup_is_verified_by_its_manifest_and_restored(self):
        self.back_up()
        manifest = json.loads((self.copy / "manifest.json").read_text())
        self.assertEqual(self.FRAMES, manifest["last_frame"])
        self.assertIn("records.sqlite", [file["path"] for file in manifest["files"]])
        self.verify(self.copy, 0, "unbroken", f"{self.FRAMES} frames")
        restored = house.run("restore", "--data", str(self.new), str(self.copy), check=0)
        self.assertIn("restored", restored.stdout)
        self.assertFalse((self.new / "manifest.json").exists(), "the new house will change its files")
        self.assertEqual(0o700, self.new.stat().st_mode & 0o777)
        self.verify(self.new, 0, "unbroken")
        self.assertEqual(0, self.server(data=self.new).stop())

    def test_a_backup_that_lost_or_changed_a_file_is_named_and_not_restored(self):
        self.back_up()
        def lose(name):
            return lambda copy: (copy / name).unlink()
        def change(copy):
            with open(copy / "records.sqlite", "r+b") as file:
                file.seek(5000)
                file.write(b"x")
        def add(copy):
            (copy / "evidence" / "evidence-202001.sqlite").write_bytes(b"")
        for harm, name in ((lose("records.sqlite"), "records.sqlite"), (lose("observations.duckdb"), "observations.duckdb"),
                           (self.remove_evidence, "evidence-"), (change, "SHA-256"), (add, "202001"),
                           (lambda copy: (copy / "manifest.json").write_text("{"), "manifest.json")):
            with self.subTest(name):
                harmed = self.folder / "harmed"
                shutil.copytree(self.copy, harmed)
                harm(harmed)
                self.verify(harmed, 1, "BROKEN", name)
                refused = house.run("restore", "--data", str(self.new), str(harmed), check=1)
                self.assertIn(name, refused.stdout)
                self.assertFalse(self.new.exists())
                shutil.rmtree(harmed)

    def test_a_folder_without_its_parts_is_broken_also_without_a_manifest(self):
        self.back_up()
        (self.copy / "manifest.json").unlink()
        self.verify(self.copy, 0, "unbroken")
        (self.copy / "records.sqlite").unlink()
        self.verify(self.copy, 1, "records.sqlite", "BROKEN")
        (self.copy / "observations.duckdb").unlink()
        house.run("restore", "--data", str(self.new), str(self.copy), check=1)
        self.remove_evidence(self.copy)
        self.verify(self.copy, 1, "BROKEN")
        self.assertEqual(3, house.run("verify", "--data", str(self.folder / "typo")).returncode)
        self.assertFalse((self.folder / "typo").exists())
        self.assertEqual(3, house.run("rebuild", "--data", str(self.copy)).returncode)
        self.assertEqual(3, house.run("backup", "--data", str(self.copy), str(self.new)).returncode)
        self.assertFalse(self.new.exists())

    def test_evidence_that_is_gone_is_noticed_before_anything_is_cleared(self):
        self.remove_evidence(self.data)
        self.verify(self.data, 1, f"made from {self.FRAMES} frames, the evidence holds 0")
        self.assertIn("evidence is missing", house.run("backup", "--data", str(self.data), str(self.copy), check=3).stderr)
        refused = house.run("rebuild", "--data", str(self.data), check=3)
        self.assertIn("--force", refused.stderr)
        self.verify(self.data, 1, f"made from {self.FRAMES} frames, the evidence holds 0")
        forced = house.run("rebuild", "--force", "--data", str(self.data), check=1)
        self.assertIn("DIFFERENT", forced.stdout)
        self.assertEqual(1, len(list(self.data.glob("observations.duckdb.before-*"))))

    def test_a_house_without_its_records_does_not_begin_anew(self):
        (self.data / "records.sqlite").unlink()
        self.verify(self.data, 1, "records.sqlite: is missing")
        for words in (("serve", "--http", "127.0.0.1:0", "--hj212", "127.0.0.1:0"), ("rebuild",), ("user", "admin")):
            self.assertIn("records.sqlite", house.run(*words, "--data", str(self.data), check=3).stderr)
        self.assertFalse((self.data / "records.sqlite").exists())

    def test_damaged_observations_are_moved_aside_and_made_anew(self):
        digest = json.loads(house.run("rebuild", "--json", "--data", str(self.data)).stdout)["after"]
        file = self.data / "observations.duckdb"
        whole = file.read_bytes()
        for bad in (b"\0garbage" * 4096, whole[:len(whole) // 2] + b"x" * 4096 + whole[len(whole) // 2 + 4096:]):
            file.write_bytes(bad)
            self.verify(self.data, 1, "observations", "biyun rebuild")
            rebuilt = house.run("rebuild", "--json", "--data", str(self.data), check=0)
            self.assertIn("observations.duckdb.damaged-", rebuilt.stderr)
            self.assertEqual(digest, json.loads(rebuilt.stdout)["after"])
            self.verify(self.data, 0, "unbroken")
            kept = list(self.data.glob("observations.duckdb.damaged-*"))
            self.assertEqual([bad], [path.read_bytes() for path in kept])
            for path in kept:
                path.unlink()
        file.unlink()
        self.assertIn("made anew", house.run("rebuild", "--data", str(self.data), check=0).stdout)

    def test_rebuild_compares_with_what_was_there(self):
        self.assertIn("the same", house.run("rebuild", "--data", str(self.data)).stdout + house.run("rebuild", "--data", str(self.data)).stdout)
        early = self.folder / "early.duckdb"
        shutil.copy(self.data / "observations.duckdb", early)
        server = self.server()
        logger = house.Logger(server)
        logger.send(house.upload(MN, "20260601020000001", "20260601020000"))
        self.assertEqual(1, len(logger.answers(1)))
        self.assertEqual(0, server.stop())
        shutil.copy(early, self.data / "observations.duckdb")
        self.verify(self.data, 0, "1 frames behind")
        different = house.run("rebuild", "--data", str(self.data), check=1)
        self.assertRegex(different.stdout, r"before: 40 frames, 40 rows.*\nafter:  41 frames, 41 rows")
        self.assertIn("DIFFERENT", different.stdout)
        self.assertIn("1 frames had not been taken in", different.stdout)

    def test_a_house_after_a_power_cut_is_only_looked_at(self):
        server = self.server()
        logger = house.Logger(server)
        logger.send(house.upload(MN, "20260601020000001", "20260601020000"))
        self.assertEqual(1, len(logger.answers(1)))
        server.kill()
        said = house.run("verify", "--data", str(self.data), check=0).stdout
        self.assertIn("41 frames", said)

    def test_a_running_server_is_to_be_stopped_for_a_backup(self):
        self.server()
        refused = house.run("backup", "--data", str(self.data), str(self.copy), check=3)
        self.assertIn("stop the server first", refused.stderr)
        self.assertFalse(self.copy.exists())


if __name__ == "__main__":
    house.unittest.main()
