"""Extra checks against collections too big for the repository, when a folder with them lies beside it.

reference_check.py BIYUN ASSESS_TEST FOLDER     what is not there is named and not run
"""
import csv
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

BIYUN, ASSESS_TEST, FOLDER = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
failed = []


def found(name):
    path = FOLDER / name
    if not path.exists():
        print(f"reference: {name} is not there, its check is not run")
        return None
    return path


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def report(name, same, all_of_them):
    print(f"reference: {name}: {same} of {all_of_them}")
    if same != all_of_them or all_of_them == 0:
        failed.append(name)


def decoded(lines):
    done = subprocess.run([BIYUN, "hj212", "decode", "-"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def frames_as_captured():
    if path := found("hj212/frames.tsv"):
        table = rows(path)
        got = decoded([row["frame"] for row in table])
        same = sum((row["crc_ok"] == "yes") == one["crc_ok"] and (row["length_ok"] == "yes") == one["length_ok"] for row, one in zip(table, got))
        report("hj212/frames.tsv crc_ok and length_ok", same, len(table))


def segments_of_the_standard():
    if path := found("hj212/std_examples.tsv"):
        table = rows(path)
        frames = [f"##{len(row['segment'].encode()):04d}{row['segment']}{row['crc16']}" for row in table]
        got = decoded(frames)
        done = subprocess.run([BIYUN, "hj212", "encode", "-"], input="\n".join(json.dumps(one) for one in got) + "\n",
                              capture_output=True, text=True, check=True)
        again = done.stdout.splitlines()
        report("hj212/std_examples.tsv decoded and encoded to the same bytes", sum(a == b for a, b in zip(frames, again)), len(table))


def worked_cases():
    if path := found("standards/examples.tsv"):
        done = subprocess.run([BIYUN, "assess", "check", path], capture_output=True, text=True, check=False)
        *told, summary = done.stdout.splitlines()
        print("reference: standards/examples.tsv:", summary)
        told_only = {row["id"] for row in rows(path) if row["tolerance"] == "info" or row["origin"] == "published-nonreproducing"}
        left = [line for line in told if not line.startswith("passed\t") and line.split("\t")[1] not in told_only]
        for line in left:
            print("reference:   ", line)
        if done.returncode or left:
            failed.append("standards/examples.tsv")


def published_aqi():
    collections = {"station_hours.csv": "data/air_cnemc_station_hourly/north_china_47cities_20200326-20200408.csv.gz",
                   "snapshots.csv": "data/air_cnemc_snapshots/cnemc_stations_2019-07-18T12-14.csv.gz",
                   "snapshots_2018.csv": "data/air_cnemc_snapshots/cnemc_stations_2018-02-20T07.csv.gz",
                   "tianjin_days.csv": "data/air_city_daily/aqistudy_daily_tianjin_2014-2022.csv.gz"}
    with tempfile.TemporaryDirectory() as folder:
        for name, packed in collections.items():
            if path := found(packed):
                (pathlib.Path(folder) / name).write_bytes(gzip.decompress(path.read_bytes()))
        for test in (ASSESS_TEST, ASSESS_TEST.parent / "atmosphere_test"):
            done = subprocess.run([test, "--gtest_filter=Published*", "--gtest_brief=1"], env={**os.environ, "BIYUN_REFERENCE": folder},
                                  capture_output=True, text=True, check=False)
            for line in done.stdout.splitlines():
                if "AQI" in line:
                    print("reference:", line)
            if done.returncode:
                failed.append(f"published AQI ({test.name})")
                print(done.stdout)


def published_water():
    collections = ("national_sections_2020-05-08.csv", "daily_sections_north_202005-202104.csv", "sections_4h_north_20210401-05.csv")
    with tempfile.TemporaryDirectory() as folder:
        for name in collections:
            if path := found(f"data/water_cnemc_auto/{name}.gz"):
                (pathlib.Path(folder) / name).write_bytes(gzip.decompress(path.read_bytes()))
        done = subprocess.run([ASSESS_TEST.parent / "waters_test", "--gtest_filter=PublishedWater.*", "--gtest_brief=1"],
                              env={**os.environ, "BIYUN_REFERENCE": folder}, capture_output=True, text=True, check=False)
        for line in done.stdout.splitlines():
            if "as published" in line or line.startswith("  "):
                print("reference:", line)
        if done.returncode:
            failed.append("published classes of water")
            print(done.stdout)


frames_as_captured()
segments_of_the_standard()
worked_cases()
published_aqi()
published_water()
sys.exit(f"reference: differs: {', '.join(failed)}" if failed else 0)
