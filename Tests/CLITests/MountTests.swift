import Foundation
import Testing

/// Mounted files and full disks, in a mount namespace of their own that ends with the shell.
@Suite(.enabled(if: Mounting.isPermitted)) struct MountTests {
  private let folder: Folder
  private static let train = "train --data bars --classes 3 -q"

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    try folder.makeFolder("out")
  }

  /// Runs a shell's command line; `downhill` is the program.
  private func run(_ script: String) throws -> Program.Outcome {
    var program = folder.program
    program.executable = "/usr/bin/env"
    let definition = "downhill() { '\(Program.path)' \"$@\"; }"
    return try program.run(["unshare", "--mount", "sh", "-c", "\(definition)\n\(script)"])
  }

  @Test func `a mounted file is written in place, and checked before`() throws {
    #expect(try folder.program("\(Self.train) --epochs 2 --save whole").status == 0)
    try folder.write([UInt8](repeating: 1, count: 90_000), to: "host")
    try folder.write([], to: "out/m")
    let saved = try run("mount --bind host out/m && downhill \(Self.train) --epochs 2 --save out/m")
    #expect(saved.status == 0, "\(saved.err)")
    #expect(saved.err.contains("out/m cannot be replaced (Device or resource busy), so it is written in place"))
    #expect(try folder.bytes("host") == folder.bytes("whole"))
    #expect(try folder.names(in: "out") == ["m"])
    let refused = try run(
      """
      mount --bind host out/m && mount -o remount,ro,bind out/m
      downhill \(Self.train) --epochs 1000000 --save out/m
      """)
    refused.expectError(73, "out/m cannot be written: Read-only file system")
    #expect(try folder.bytes("host") == folder.bytes("whole"))
  }

  @Test func `a page and a gradient replace a mounted file's content, too`() throws {
    #expect(try folder.program("\(Self.train) --epochs 1 --save model").status == 0)
    let writing = [("report model --data bars --html", "page"), ("gradient model --data bars --out", "gradient")]
    for (words, file) in writing {
      #expect(try folder.program("\(words) \(file)").status == 0)
      try folder.write([1, 2, 3], to: "host")
      try folder.write([], to: "out/m")
      #expect(try run("mount --bind host out/m && downhill \(words) out/m").status == 0)
      #expect(try folder.bytes("host") == folder.bytes(file))
    }
  }

  @Test func `a log's disk that is full does not cost the model its epochs`() throws {
    #expect(try folder.program("\(Self.train) --epochs 50 --save whole").status == 0)
    #expect(try folder.program("\(Self.train) --epochs 50 --seed 5 --save model").status == 0)
    // A file takes whole pages: one of 4 KB is left, for some twenty lines.
    let full = try run(
      """
      mount -t tmpfs -o size=1m tmpfs out && dd if=/dev/zero of=out/fill bs=1024 count=1020 2>/dev/null
      downhill \(Self.train) --epochs 50 --save model --log out/log
      echo $? > status; cp out/log log
      """)
    #expect(try folder.text("status") == "74\n")
    #expect(full.err.contains("warning: writing out/log failed: No space left on device; what was written before"))
    #expect(try folder.bytes("model") == folder.bytes("whole"))
    let lines = try folder.text("log").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.last == "" && (2..<50).contains(lines.count))
    let epochs = try lines.dropLast().map { try JSONDecoder().decode(TrainResult.Epoch.self, from: Data($0.utf8)) }
    #expect(epochs.map(\.epoch) == Array(1...epochs.count))
  }

  @Test func `a disk that is full when the model is saved keeps the old one, and a copy elsewhere`() throws {
    #expect(try folder.program("\(Self.train) --epochs 2 --save whole").status == 0)
    let full = try run(
      """
      mount -t tmpfs -o size=1m tmpfs out && echo old > out/m
      dd if=/dev/zero of=out/fill bs=1024 count=1020 2>/dev/null
      downhill \(Self.train) --epochs 2 --save out/m
      echo $? > status; cp out/m old; ls -A out > names
      """)
    #expect(try folder.text("status") == "74\n")
    #expect(full.err.contains("nothing was changed there. Instead, the model is saved as m.kept-"))
    #expect(try folder.bytes(#require(full.namedCopy)) == folder.bytes("whole"))
    #expect(try folder.text("old") == "old\n" && folder.text("names") == "fill\nm\n")
  }
}

private enum Mounting {
  /// Whether the tests may mount something, in a namespace of their own.
  static let isPermitted: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    process.standardError = FileHandle.nullDevice
    if (try? process.run()) != nil {
      process.waitUntilExit()
      if process.terminationStatus == 0 { return true }
    }
    print("nothing may be mounted here: mounted files and full disks are not tested")
    return false
  }()
}
