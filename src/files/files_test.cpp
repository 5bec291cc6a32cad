#include "files/files.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <rapidcheck/gtest.h>

namespace files {
namespace {

using std::operator""s;
using std::operator""sv;
namespace disk = std::filesystem;

std::string number(std::size_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  return text;
}

/// A zip of empty members (APPNOTE.TXT 4.3).
std::string zip_of(std::vector<std::string> const& names) {
  std::string body, directory;
  for (auto const& name : names) {
    directory += "PK\x01\x02"s + std::string(24, '\0') + number(name.size(), 2) + std::string(12, '\0') + number(body.size(), 4) + name;
    body += "PK\x03\x04"s + std::string(22, '\0') + number(name.size(), 2) + number(0, 2) + name;
  }
  return body + directory + "PK\x05\x06"s + std::string(4, '\0') + number(names.size(), 2) + number(names.size(), 2) + number(directory.size(), 4) +
         number(body.size(), 4) + number(0, 2);
}

/// A compound file (MS-CFB) whose directory has a root and one stream.
std::string ole_of(std::string_view stream) {
  auto const entry = [](std::string_view name, char kind) {
    std::string wide;
    for (char const c : name) wide += {c, '\0'};
    wide.resize(64, '\0');
    return wide + number(2 * (name.size() + 1), 2) + kind + std::string(61, '\0');
  };
  std::string head = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s;
  head.resize(512, '\0');
  return head + entry("Root Entry", 5) + entry(stream, 2);
}

std::string const jpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF\0"s + "picture";
std::string const pdf = "%PDF-1.4\n1 0 obj";

TEST(Type, IsKnownByTheBytes) {
  struct Case { std::string bytes, type; };
  std::vector<Case> const cases = {
      {jpeg, "image/jpeg"},
      {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "image/png"},
      {"GIF89a\1\0\1\0"s, "image/gif"},
      {"RIFF\x24\0\0\0WEBPVP8 "s, "image/webp"},
      {"RIFF\x24\0\0\0WAVEfmt "s, "audio/wav"},
      {"\0\0\0\x18" "ftypheic\0\0\0\0mif1heic...."s, "image/heic"},
      {"\0\0\0\x18" "ftypmif1\0\0\0\0mif1heic...."s, "image/heic"},
      {"\0\0\0\x18" "ftypmif1\0\0\0\0mif1jpeg...."s, "image/heif"},
      {"\0\0\0\x14" "ftypisom\0\0\2\0mp41"s, "video/mp4"},
      {"\0\0\0\x14" "ftyp3gp4\0\0\0\0" "3gp4"s, "video/3gpp"},
      {"\0\0\0\x14" "ftypqt  \0\0\0\0qt  "s, "video/quicktime"},
      {"\0\0\0\x14" "ftypM4A \0\0\0\0mp42"s, "audio/mp4"},
      {"#!AMR\n\x3C\x91"s, "audio/amr"},
      {"ID3\4\0\0"s, "audio/mpeg"},
      {"\xFF\xFB\x90\x64"s, "audio/mpeg"},
      {pdf, "application/pdf"},
      {zip_of({"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"}), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {zip_of({"[Content_Types].xml", "word/document.xml"}), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {zip_of({"ppt/presentation.xml", "[Content_Types].xml"}), "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      {zip_of({"OFD.xml", "Doc_0/Document.xml"}), "application/ofd"},
      {zip_of({"现场/1.jpg"}), "application/zip"},
      {ole_of("Workbook"), "application/vnd.ms-excel"},
      {ole_of("WordDocument"), "application/msword"},
      {ole_of("PowerPoint Document"), "application/vnd.ms-powerpoint"},
      {"检查记录：二号炉\r\n\t正常"s, "text/plain"},
      {"\xEF\xBB\xBFname,value\r\n"s, "text/plain"},
      {"\xBC\xEC\xB2\xE9\xBC\xC7\xC2\xBC\n"s, "text/plain"},                       // 检查记录 in GB 18030
      {"Let me know (soon) = thanks, 5 < 6"s, "text/plain"},
  };
  for (auto const& [bytes, type] : cases) EXPECT_EQ(type_of(bytes), std::optional<std::string_view>(type)) << base::printable(bytes.substr(0, 24));
}

TEST(Type, ProgramsPagesAndUnknownThingsAreNotKept) {
  std::vector<std::string> const cases = {
      ""s, "MZ\x90\0\3\0\0\0"s, "\x7F" "ELF\2\1\1\0"s, "\xCF\xFA\xED\xFE\7\0\0\1"s, "\xCA\xFE\xBA\xBE\0\0\0\x34"s,
      "#!/bin/sh\nrm -rf .\n"s, "<!DOCTYPE html><p>a"s, "\xEF\xBB\xBF  \n<html>"s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s,
      "<?xml version='1.0'?><kml/>"s, "words first <ScRiPt>alert(1)</script>"s, "function f() { return 1; }"s, "\n\n'use strict';\nlet a = 1;"s,
      "const x = require('fs');"s, "eval(name)"s, "a\0b"s, "\x1B[31mred"s, "\x80 alone"s, "   \n"s, "PK\x03\x04 torn"s, "RIFF\0\0\0\0AVI LIST"s,
      zip_of({"META-INF/MANIFEST.MF", "A.class"}), zip_of({"AndroidManifest.xml", "classes.dex"}),
      zip_of({"[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"}), ole_of("!SummaryInformation"), "7z\xBC\xAF\x27\x1C\0\4"s,
      "\0\0\0\x14" "ftypavif\0\0\0\0avif"s, "\xFF\xFE" "a\0"s,
  };
  for (auto const& bytes : cases) EXPECT_EQ(type_of(bytes), std::nullopt) << base::printable(bytes.substr(0, 24));
}

TEST(Type, AZipBehindAPictureStaysAPicture) {
  EXPECT_EQ(type_of("GIF89a\1\0\1\0;"s + zip_of({"META-INF/MANIFEST.MF"})), "image/gif"sv);
  EXPECT_EQ(type_of(jpeg + "<script>alert(1)</script>"), "image/jpeg"sv);
}

TEST(Type, OnlyPicturesAndPdfAreShown) {
  EXPECT_TRUE(shown("image/jpeg") && shown("application/pdf") && shown("image/heic"));
  EXPECT_FALSE(shown("text/plain") || shown("application/zip") || shown("image/svg+xml") || shown("text/html") || shown(""));
}

RC_GTEST_PROP(Type, WithAControlByteIsNeverText, (std::string before, std::string after)) {
  RC_ASSERT(type_of("a" + before + '\0' + after) != std::optional("text/plain"sv));
}

struct Files : testing::Test {
  std::string const folder = [] {
    std::string name = (disk::temp_directory_path() / "files-XXXXXX").string();
    return std::string(::mkdtemp(name.data()));
  }();
  ~Files() override { disk::remove_all(folder); }

  static void write(std::string const& path, std::string_view bytes) {
    disk::remove(path);
    std::ofstream(path, std::ios::binary) << bytes;
  }
  static std::string code_of(base::Result<Kept> const& kept) { return kept ? kept->type : kept.error().code; }
  std::string path_of(std::string const& digest) const { return folder + "/" + digest.substr(0, 2) + "/" + digest.substr(2); }
};

TEST_F(Files, APictureComesBackAndIsKeptOnce) {
  Store store(folder);
  auto const first = store.put(jpeg, "现场.JPG"), again = store.put(jpeg, "另一个名字.jpeg");
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->digest, base::hex(base::sha256(jpeg)));
  EXPECT_EQ(first->digest, again->digest);
  EXPECT_EQ(first->size, jpeg.size());
  EXPECT_EQ(store.get(first->digest), jpeg);
  EXPECT_TRUE(store.has(first->digest));
  EXPECT_EQ(store.all(), std::vector{first->digest});
  EXPECT_THAT(store.verify(), testing::IsEmpty());
  EXPECT_TRUE(disk::exists(path_of(first->digest)));
  EXPECT_TRUE(disk::is_empty(folder + "/incoming"));
  EXPECT_EQ(Store(folder).get(first->digest), jpeg) << "after a restart";
}

TEST_F(Files, WhatIsRefusedSaysWhy) {
  Store store(folder, {.bytes_max = 100});
  EXPECT_EQ(code_of(store.put("", "a.txt")), "invalid");
  EXPECT_EQ(code_of(store.put(std::string(101, 'a'), "a.txt")), "too_large");
  EXPECT_EQ(code_of(store.put(std::string(100, 'a'), "a.txt")), "text/plain");
  EXPECT_EQ(code_of(store.put("MZ\x90\0"s, "a.jpg")), "bad_type");
  auto const disguised = store.put(pdf, "photo.jpg");
  ASSERT_FALSE(disguised);
  EXPECT_EQ(disguised.error().code, "bad_type");
  EXPECT_EQ(disguised.error().where, "photo.jpg");
  EXPECT_THAT(disguised.error().detail, testing::HasSubstr("application/pdf"));
  EXPECT_EQ(store.all().size(), 1U);
}

TEST_F(Files, TheNameMustNotContradict) {
  Store store(folder);
  for (auto const* name : {"", "扫描件", "扫描件.pdf", "扫描件.PDF", "第1.2", "报告.最终版", "a.jpg.pdf", "a.pdf. ."}) EXPECT_EQ(code_of(store.put(pdf, name)), "application/pdf") << name;
  for (auto const* name : {"a.exe", "a.pdf.html", "a.txt", "a.svg.", "a.html "}) EXPECT_EQ(code_of(store.put(pdf, name)), "bad_type") << name;
  EXPECT_EQ(code_of(store.put("alert = 1", "a.js")), "bad_type");
  EXPECT_EQ(code_of(store.put("del /q *", "a.bat")), "bad_type");
  EXPECT_EQ(code_of(store.put("\0\0\0\x14" "ftyp3gp4\0\0\0\0" "3gp4"s, "VID_2026.mp4")), "video/3gpp") << "phones call them so";
}

TEST_F(Files, OnlyADigestIsAskedFor) {
  Store store(folder);
  write(folder + "/secret", "secret");
  auto const absent = std::string(64, 'a');
  for (auto const& asked : {absent, "../secret"s, ""s, "AB"s, std::string(61, 'a') + "/.."}) {
    EXPECT_EQ(store.get(asked), std::nullopt);
    EXPECT_FALSE(store.has(asked));
  }
}

TEST_F(Files, AFlippedByteIsFoundAndMendedByPuttingAgain) {
  Store store(folder);
  auto const digest = store.put(jpeg, "a.jpg")->digest, other = store.put(pdf, "a.pdf")->digest;
  auto damaged = jpeg;
  damaged.back() ^= 1;
  write(path_of(digest), damaged);
  auto const found = store.verify();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, "damaged");
  EXPECT_EQ(found[0].where, path_of(digest));
  EXPECT_THROW((void)store.get(digest), base::Failure);
  EXPECT_EQ(store.get(other), pdf);
  ASSERT_TRUE(store.put(jpeg, "a.jpg"));
  EXPECT_EQ(store.get(digest), jpeg);
  EXPECT_THAT(store.verify(), testing::IsEmpty());
}

TEST_F(Files, ATornWriteIsNeverSeenAndCleanedAtTheNextStart) {
  auto const digest = base::hex(base::sha256(jpeg));
  { Store store(folder); }
  write(folder + "/incoming/" + digest + ".1.1", jpeg.substr(0, 5));
  {
    int const writing = ::open((folder + "/incoming").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ASSERT_EQ(::flock(writing, LOCK_SH), 0);
    Store store(folder);
    EXPECT_FALSE(disk::is_empty(folder + "/incoming")) << "somebody writes: his file is left alone";
    EXPECT_FALSE(store.has(digest));
    EXPECT_THAT(store.all(), testing::IsEmpty());
    ::close(writing);
  }
  Store store(folder);
  EXPECT_TRUE(disk::is_empty(folder + "/incoming"));
  ASSERT_TRUE(store.put(jpeg, "a.jpg"));
  EXPECT_EQ(store.get(digest), jpeg);
}

TEST_F(Files, WhoOnlyLooksMakesAndCleansNothing) {
  auto const below = folder + "/below";
  EXPECT_THROW(Store(below, {}, Store::Use::look), base::Failure);
  EXPECT_FALSE(disk::exists(below));
  auto const digest = Store(below).put(jpeg, "a.jpg")->digest;
  write(below + "/incoming/half", "x");
  Store const looking(below, {}, Store::Use::look);
  EXPECT_EQ(looking.get(digest), jpeg);
  EXPECT_THAT(looking.verify(), testing::IsEmpty());
  EXPECT_TRUE(disk::exists(below + "/incoming/half"));
}

TEST_F(Files, StrangersInTheFolderAreReported) {
  Store store(folder);
  auto const digest = store.put(jpeg, "a.jpg")->digest;
  write(folder + "/" + digest.substr(0, 2) + "/note", "x");
  disk::create_directory(folder + "/lost+found");
  EXPECT_EQ(store.all(), std::vector{digest});
  auto const found = store.verify();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, "stray");
}

TEST_F(Files, ManyPutTheSameAtOnce) {
  Store store(folder);
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < 4; ++i) people.emplace_back([&] { for (int k = 0; k < 8; ++k) EXPECT_TRUE(store.put("text " + std::to_string(k), "a.txt")); });
  }
  EXPECT_EQ(store.all().size(), 8U);
  EXPECT_THAT(store.verify(), testing::IsEmpty());
  EXPECT_TRUE(disk::is_empty(folder + "/incoming"));
}

TEST_F(Files, ForImportsAFewKindsMoreAreKeptThatAreNeverAttachments) {
  std::string geopackage("SQLite format 3\0", 16);
  geopackage.resize(68, '\0');
  auto const database = geopackage + std::string(60, '\0');
  geopackage += "GPKG" + std::string(60, '\0');
  std::string const kml = "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"/>";
  std::string const unicode("\xFF\xFE" "a\0", 4), dxf = "AutoCAD Binary DXF\r\n\x1A";
  for (auto const& [bytes, type] : {std::pair{geopackage, "application/geopackage+sqlite3"}, std::pair{kml, "application/vnd.google-earth.kml+xml"},
                                    std::pair{unicode, "text/plain"}, std::pair{dxf, "image/vnd.dxf"}}) {
    EXPECT_FALSE(type_of(bytes)) << type;
    EXPECT_EQ(type_for(Purpose::import, bytes), type);
  }
  for (auto const& bytes : {database, std::string("<html><kml/></html"), std::string("<svg/>"), std::string("MZ\x90")}) {
    EXPECT_FALSE(type_for(Purpose::import, bytes)) << bytes;
  }
}

TEST_F(Files, AFolderThatCannotBeIsAFailure) {
  write(folder + "/file", "x");
  EXPECT_THROW(Store(folder + "/file"), base::Failure);
}

}  // namespace
}  // namespace files
