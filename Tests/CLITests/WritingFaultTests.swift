import Foundation
import Testing

/// A save in which a system call fails or the program is killed: what was there is whole, or what is new is, or a whole
/// copy lies where standard error says.
@Suite(.enabled(if: SystemCallShim.isThere)) struct WritingFaultTests {
  private let folder: Folder
  private let old: [UInt8]
  private let new: [UInt8]

  private static let train = "train --data bars --classes 3 --epochs 1 --seed"
  private var save: String { "\(Self.train) 2 --save \(folder.path)/out/m" }

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    try folder.makeFolder("out")
    for seed in 1...2 { #expect(try folder.program("\(Self.train) \(seed) --save \(seed)").status == 0) }
    old = try folder.bytes("1")
    new = try folder.bytes("2")
    #expect(old != new)
  }

  // MARK: What a file system may not offer

  @Test(arguments: [
    ("fchmod", "EPERM"), ("fchmod", "ENOTSUP"), ("fchmod", "EINVAL"), ("fchmod", "ENOSYS"), ("fchown", "EPERM"),
    ("fsync", "EINVAL"), ("fsync", "ENOTSUP"), ("fsync", "EROFS"), ("fsync", "ENOSYS"), ("flock", "ENOLCK"),
    ("flock", "ENOTSUP"), ("fsync", "EINTR"),
  ])
  func `what is only a nicety may be refused`(call: String, error: String) throws {
    // A call that is interrupted is made again.
    let fault = Fault(call: call, action: "refuse:\(error)", isLasting: error != "EINTR", path: "/out/")
    for isThere in [false, true] {
      if isThere { try folder.write(old, to: "out/m") }
      let run = try folder.program.with(fault)(save)
      #expect(run.status == 0, "\(fault): \(run.err)")
      #expect(!run.err.contains("warning"))
      #expect(try folder.bytes("out/m") == new && folder.names(in: "out") == ["m"])
    }
  }

  // MARK: What cannot be replaced

  @Test(arguments: ["EBUSY", "EXDEV", "EPERM", "EACCES", "ENOSYS", "EINVAL"], [true, false])
  func `what cannot be renamed to its name is written in place`(error: String, isThere: Bool) throws {
    if isThere { try folder.write(old + [UInt8](repeating: 7, count: 100_000), to: "out/m") }
    let before = isThere ? try folder.inode("out/m") : nil
    let run = try folder.program.with(
      Fault(call: "rename", action: "refuse:\(error)", isLasting: true, path: "/out/m"))(save)
    #expect(run.status == 0, "\(run.err)")
    #expect(try folder.bytes("out/m") == new)
    if let before { #expect(try folder.inode("out/m") == before) }
    #expect(run.err.contains("warning: \(folder.path)/out/m cannot be replaced ("))
    #expect(run.err.contains("), so it is written in place; until that is done, all of it lies in \(folder.path)/out/"))
    #expect(try folder.names(in: "out") == ["m"], "the copy is gone")
  }

  @Test func `where no other file can be made, what is there is written in place, with the copy in the working folder`()
    throws
  {
    try folder.write(old, to: "out/m")
    let before = try folder.inode("out/m")
    let run = try folder.program.with(
      Fault(call: "create", action: "refuse:EACCES", isLasting: true, path: "/out/"))(save)
    #expect(run.status == 0, "\(run.err)")
    #expect(run.namedCopy?.hasPrefix("m.kept-") == true)
    #expect(try folder.bytes("out/m") == new && folder.inode("out/m") == before)
    #expect(try folder.names == ["1", "2", "bars", "out"] && folder.names(in: "out") == ["m"])
  }

  @Test func `a copy stays where writing in place fails, and is named`() throws {
    try folder.write(old + [UInt8](repeating: 7, count: 100_000), to: "out/m")
    let run = try folder.program.with(
      Fault(call: "ftruncate", action: "refuse:EIO", isLasting: true, path: "/out/m", also: "rename:EBUSY"))(save)
    run.expectError(
      74, "writing \(folder.path)/out/m failed: Input/output error; what is there now is not whole",
      "Instead, the model is saved as \(folder.path)/out/m.kept-")
    #expect(try folder.bytes(#require(run.namedCopy)) == new)
  }

  // MARK: What fails at last

  @Test(arguments: [
    ("write", "ENOSPC"), ("write", "EIO"), ("write", "EDQUOT"), ("fsync", "EIO"), ("fsync", "ENOSPC"), ("close", "EIO"),
    ("rename", "EIO"), ("fchmod", "EIO"),
  ])
  func `a finished training whose path fails is saved elsewhere`(call: String, error: String) throws {
    try folder.write(old, to: "out/m")
    let run = try folder.program.with(
      Fault(call: call, action: "refuse:\(error)", isLasting: true, path: "/out/"))(save)
    run.expectError(
      74, "writing \(folder.path)/out/m failed: ", "nothing was changed there. Instead, the model is saved as ")
    #expect(try folder.bytes("out/m") == old && folder.bytes(#require(run.namedCopy)) == new)
    #expect(try !folder.names(in: "out").contains { $0.hasPrefix(".downhill-") })
    // Pages and gradients are kept as models are.
    for verb in ["report 1 --html", "gradient 1 --out"] {
      let run = try folder.program.with(
        Fault(call: call, action: "refuse:\(error)", isLasting: true, path: "/out/"))(
          "\(verb) \(folder.path)/out/p --data bars")
      #expect(run.status == 74)
      #expect(run.err.contains("; instead, all of it was saved as "))
      #expect(try folder.bytes(#require(run.namedCopy)).count > 2_000)
      #expect(try !folder.names(in: "out").contains("p"))
    }
  }

  @Test func `a folder that is gone when training ends`() throws {
    let words = "train --data bars --classes 3 --epochs 1000000 --save out/m".split(separator: " ").map(String.init)
    let out = "\(folder.path)/out"
    let run = try folder.program.run(words, signal: (SIGINT, once: "\n      1 "), beforeSignal: { rmdir(out) })
    run.expectError(73, "out/m cannot be written: there is no folder out", "Instead, the model is saved as m.kept-")
    #expect(try folder.program("inspect \(run.namedCopy ?? "")").status == 0)
  }

  // MARK: Every call

  @Test(arguments: [nil, "rename:EBUSY"])
  func `whichever call is refused or is the last, nothing is lost`(also: String?) throws {
    try folder.write(old, to: "out/m")
    let counts = try folder.scratchFile()
    let watch = Fault(call: "any", at: .max, action: "delay:0", path: "/out/", also: also)
    #expect(try folder.program.with(watch, countsIn: counts)(save).status == 0)
    var runs = 0
    for line in try String(contentsOfFile: counts, encoding: .utf8).split(separator: "\n") {
      let (call, count) = try Self.parse(line)
      for at in 1...max(count, 1) where count > 0 {
        for action in ["refuse:EIO", "refuse:EPERM", "kill"] {
          try check(Fault(call: call, at: at, action: action, path: "/out/", also: also))
          runs += 1
        }
      }
    }
    print("\(runs) saves with one system call refused or as the last")
    #expect(runs > 60, "the shim sees the calls of a save")
  }

  private static func parse(_ line: Substring) throws -> (call: String, count: Int) {
    let parts = line.split(separator: " ")
    return (String(parts[0]), try #require(Int(parts[1])))
  }

  /// What a file holds; nil if there is none.
  private func contents(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: folder.absolute(name)).map { [UInt8]($0) }
  }

  /// Saves over the old model with a fault, and looks for the new one.
  private func check(_ fault: Fault) throws {
    for name in try folder.names(in: "out") { unlink("\(folder.path)/out/\(name)") }
    try folder.write(old, to: "out/m")
    let run = try folder.program.with(fault)(save)
    let there = contents("out/m")
    let copy = run.namedCopy
    let isCopied = copy.flatMap { contents($0) } == new
    let isTrained = run.err.contains("\n      1 ")
    #expect(there == old || there == new || isCopied, "\(fault): \(run.err)")
    if run.status == 0 { #expect(there == new, "\(fault): \(run.err)") }
    if run.status > 0 {
      #expect([73, 74].contains(run.status) && run.errorLines.count <= 3, "\(fault): \(run.err)")
      if isTrained { #expect(there == new || isCopied, "\(fault): \(run.err)") } else { #expect(there == old) }
    }
    if run.status >= 0, fault.call != "unlink" {
      #expect(try !folder.names(in: "out").contains { $0.hasPrefix(".downhill-") }, "\(fault)")
    }
    if let copy { unlink(folder.absolute(copy)) }
  }
}
