import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Only what the user may write is written, and it is known before any work.
@Suite(.enabled(if: OrdinaryUser.isThere)) struct PermissionTests {
  private let folder: Folder
  private let model: [UInt8]
  private static let train = "train --data bars --classes 3 --epochs 1"

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("\(Self.train) --save model -q").status == 0)
    model = try folder.bytes("model")
    try folder.makeFolder("mine")
    try folder.hand("mine", permissions: 0o755)
  }

  /// What each verb writes to, and the rest of its command line.
  private static let writing = [
    "\(train) --save", "\(train) --save mine/other --log", "report model --data bars --html",
    "gradient model --data bars --out", "explain model --data bars --example test:0 --no-pause --html",
  ]

  @Test(arguments: writing)
  func `a file that is read-only is refused before any work, and stays`(words: String) throws {
    try folder.write(Array("precious".utf8), to: "mine/file")
    try folder.hand("mine/file", permissions: 0o444)
    let run = try folder.program.asOrdinaryUser("\(words) mine/file")
    run.expectError(73, "mine/file cannot be written: Permission denied")
    #expect(!run.err.contains("pictures for training"))
    #expect(try folder.text("mine/file") == "precious" && folder.names(in: "mine") == ["file"])
  }

  @Test(.enabled(if: OrdinaryUser.hasNeighbour), arguments: writing)
  func `another user's file in a folder for all is refused before any work, and stays`(words: String) throws {
    try folder.hand("mine", to: 0, permissions: 0o777)
    try folder.write(Array("precious".utf8), to: "mine/file")
    try folder.hand("mine/file", to: 0, permissions: 0o644)
    try folder.program.asOrdinaryUser("\(words) mine/file").expectError(
      73, "mine/file cannot be written: Permission denied")
    #expect(try folder.text("mine/file") == "precious" && folder.names(in: "mine") == ["file"])
  }

  @Test(arguments: writing)
  func `a file of a folder that takes no others is written in place`(words: String) throws {
    guard !words.contains("mine/other") else { return }
    try folder.makeFolder("elsewhere")
    try folder.hand("elsewhere", permissions: 0o755)
    try folder.write([UInt8](repeating: 9, count: 1_000_000), to: "mine/file")
    try folder.hand("mine/file", permissions: 0o644)
    try folder.hand("mine", permissions: 0o555)
    let before = try folder.inode("mine/file")
    var program = folder.program
    program.environment["TMPDIR"] = folder.absolute("elsewhere")
    let run = try program.asOrdinaryUser("\(words) mine/file")
    #expect(run.status == 0, "\(run.err)")
    #expect(run.err.contains("mine/file cannot be replaced (Permission denied), so it is written in place"))
    // As another user, the working folder takes no copy either.
    let folderOfCopy = OrdinaryUser.hasNeighbour ? folder.absolute("elsewhere/") : ""
    #expect(run.err.contains("all of it lies in \(folderOfCopy)file.kept-"))
    #expect(try folder.inode("mine/file") == before)
    if words.contains("--save") { #expect(try folder.bytes("mine/file") == model) }
    #expect(try (100..<1_000_000).contains(folder.bytes("mine/file").count))
    #expect(try folder.names(in: "mine") == ["file"] && folder.names(in: "elsewhere") == [])
    try folder.hand("mine", permissions: 0o755)
  }

  /// It could be written in place, but then nowhere would be a whole copy meanwhile.
  @Test(.enabled(if: OrdinaryUser.hasNeighbour), arguments: writing)
  func `where no folder takes a copy, a file is not written in place, and the way is told`(words: String) throws {
    guard !words.contains("mine/other") else { return }
    try folder.write(Array("precious".utf8), to: "mine/file")
    try folder.hand("mine/file", permissions: 0o644)
    try folder.hand("mine", permissions: 0o555)
    var program = folder.program
    for temporary in ["/nowhere/at/all", folder.absolute("mine"), folder.absolute("model")] {
      program.environment["TMPDIR"] = temporary
      try program.asOrdinaryUser("\(words) mine/file").expectError(
        73,
        "mine/file cannot be written: Permission denied; it could be written in place, but nowhere is room for a whole "
          + "copy meanwhile: name a folder with TMPDIR")
      #expect(try folder.text("mine/file") == "precious" && folder.names(in: "mine") == ["file"])
    }
    // One that takes it is all that was missing.
    try folder.makeFolder("elsewhere")
    try folder.hand("elsewhere", permissions: 0o755)
    program.environment["TMPDIR"] = folder.absolute("elsewhere")
    #expect(try program.asOrdinaryUser("\(words) mine/file").status == 0)
    try folder.hand("mine", permissions: 0o755)
  }

  @Test(.enabled(if: OrdinaryUser.hasNeighbour))
  func `a folder that takes nothing, and where nothing is yet, is refused before any work`() throws {
    try folder.hand("mine", permissions: 0o555)
    for words in Self.writing where !words.contains("mine/other") {
      try folder.program.asOrdinaryUser("\(words) mine/file").expectError(
        73, "mine/file cannot be written: Permission denied")
    }
    // Without a place for the copy, nothing is written in place.
    try folder.write([1], to: "mine/file")
    try folder.hand("mine/file", permissions: 0o644)
    var program = folder.program
    program.environment["TMPDIR"] = folder.absolute("no such folder")
    try program.asOrdinaryUser("\(Self.train) --save mine/file").expectError(73, "mine/file cannot be written: ")
    #expect(try folder.bytes("mine/file") == [1])
  }

  @Test(.enabled(if: OrdinaryUser.hasNeighbour))
  func `a neighbour's file in a folder like that for temporary files is the kernel's to judge`() throws {
    try folder.hand("mine", to: 0, permissions: 0o1777)
    try folder.write([1, 2, 3], to: "mine/file")
    try folder.hand("mine/file", to: 1, permissions: 0o666)
    let run = try folder.program.asOrdinaryUser("\(Self.train) --save mine/file")
    if Kernel.protects("regular") {
      run.expectError(73, "mine/file cannot be written: Permission denied")
      #expect(try folder.bytes("mine/file") == [1, 2, 3])
    } else {
      #expect(run.status == 0 && run.err.contains("so it is written in place"), "\(run.err)")
      #expect(try folder.bytes("mine/file") == model)
    }
  }

  @Test(.enabled(if: OrdinaryUser.hasNeighbour))
  func `a neighbour's link in a folder like that for temporary files leads nowhere`() throws {
    try folder.hand("mine", to: 1, permissions: 0o1777)
    try folder.makeFolder("home")
    try folder.hand("home", permissions: 0o755)
    try folder.write(Array("precious".utf8), to: "home/file")
    try folder.hand("home/file", permissions: 0o644)
    for (link, target) in [("there", "home/file"), ("not-yet", "home/new")] {
      #expect(symlink(folder.absolute(target), folder.absolute("mine/\(link)")) == 0)
      #expect(lchown(folder.absolute("mine/\(link)"), 0, 0) == 0)
    }
    guard Kernel.protects("symlinks") else {
      print("the kernel's protection of links is off: that it holds could not be seen")
      return
    }
    for link in ["there", "not-yet"] {
      for words in Self.writing where !words.contains("mine/other") {
        try folder.program.asOrdinaryUser("\(words) mine/\(link)").expectError(
          73, "mine/\(link) cannot be written: Permission denied")
      }
    }
    #expect(try folder.text("home/file") == "precious" && folder.names(in: "home") == ["file"])
  }
}

/// What the kernel forbids in folders that all may write.
private enum Kernel {
  static func protects(_ name: String) -> Bool {
    let value = FileManager.default.contents(atPath: "/proc/sys/fs/protected_\(name)")
    return value?.first.map { $0 != UInt8(ascii: "0") } ?? false
  }
}

/// What a verb reads is not what it writes.
@Suite struct InputsStayTests {
  private let folder: Folder
  private static let train = "train --data bars --classes 3 --epochs 1"

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("\(Self.train) --save model -q").status == 0)
  }

  @Test(arguments: [
    ("\(train) --save", "--save"), ("\(train) --save new --log", "--log"),
    ("train --data bars --resume model --log", "--log"),
    ("report model --data bars --html", "--html"), ("gradient model --data bars --out", "--out"),
    ("gradient model --data bars --html", "--html"), ("average model --data bars --html", "--html"),
    ("compare --data bars --classes 3 --html", "--html"), ("collapse --data bars --classes 3 --html", "--html"),
    ("sensitivity model --data bars --html", "--html"),
    ("explain model --data bars --html", "--html"),
  ])
  func `no file of the data is replaced, by whatever name`(words: String, option: String) throws {
    let names = Bars().files.map { "bars/\($0.name)" }
    #expect(link(folder.absolute(names[0]), folder.absolute("hard")) == 0)
    #expect(symlink(names[1], folder.absolute("soft")) == 0)
    let before = try names.map { try folder.bytes($0) }
    for name in names + ["hard", "soft", "./bars/../bars/t10k-labels-idx1-ubyte"] {
      try folder.program("\(words) \(name)").expectError(
        64, "\(option) \(name) would replace the data that is read; choose another name")
    }
    #expect(try names.map { try folder.bytes($0) } == before)
  }

  @Test func `the model is not replaced through a hard link either`() throws {
    #expect(link(folder.absolute("model"), folder.absolute("hard")) == 0)
    let before = try folder.bytes("model")
    for words in [
      "report model --data bars --html", "gradient model --data bars --out", "sensitivity model --data bars --html",
      "train --data bars --resume model --epochs 2 --save new --log",
    ] {
      let run = try folder.program("\(words) hard")
      #expect(run.status == 64 && run.out == "", "\(run.err)")
    }
    #expect(try folder.program("gradient model --data bars --out new --html ./new").status == 64)
    #expect(try folder.bytes("model") == before)
  }

  @Test func `a model may lie beside the data and be replaced there`() throws {
    for _ in 1...2 { #expect(try folder.program("\(Self.train) --save bars/model --log bars/log").status == 0) }
    #expect(try folder.bytes("bars/model") == folder.bytes("model"))
  }

  @Test func `a site does not replace the models or the data that it is made from`() throws {
    try folder.makeFolder("site/models")
    try folder.makeFolder("site/data")
    let model = try folder.bytes("model")
    try folder.write(model, to: "site/models/m")
    try folder.program("export-site site site/models/m --force").expectError(
      64, "site/models/m would replace the model site/models/m")
    #expect(link(folder.absolute("bars/t10k-labels-idx1-ubyte"), folder.absolute("site/explorer.wasm")) == 0)
    try folder.program("export-site site --data bars --force").expectError(64, "would replace the data that is read")
    #expect(try folder.bytes("site/models/m") == model)
    #expect(try folder.names(in: "site") == ["data", "explorer.wasm", "models"])
  }
}
