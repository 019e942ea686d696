#if os(Linux)
import Foundation
import Testing

@testable import CLI

/// Running out of memory ends in one sentence with a documented status, never in a trap.
@Suite struct MemoryLimitTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars(rows: 28, columns: 28).write(in: folder)
  }

  /// The program under `ulimit -v` of this many megabytes.
  private func limited(_ megabytes: Int, _ option: String = "v") throws -> Program {
    var program = folder.program
    // Read by the shell, not executed: a file that was just written may still be open in another test's child.
    try folder.write(
      Array("ulimit -\(option) \(megabytes * 1_024) && exec \(Program.path) \"$@\"\n".utf8), to: "limited")
    program.executable = "/bin/sh"
    program.firstArguments = ["./limited"]
    return program
  }

  /// The least that the program starts with: a dynamic one needs room for its libraries, before any code of its own.
  private func least() throws -> Int {
    for megabytes in stride(from: 30, through: 400, by: 10) {
      if try limited(megabytes)("--version").status == 0 { return megabytes }
    }
    Issue.record("the program does not start with 400 MB")
    return 400
  }

  private func expectSentence(
    _ run: Program.Outcome, _ command: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect([0, 70].contains(run.status), "\(command): \(run.status) \(run.err)", sourceLocation: sourceLocation)
    guard run.status == 70 else { return }
    #expect(run.errorLines.count == 1, "\(command): \(run.err)", sourceLocation: sourceLocation)
    for word in ["Fatal", "Backtrac", "Stack", ".swift", "0x"] {
      #expect(!run.rawErr.contains(word), "\(command): \(run.rawErr)", sourceLocation: sourceLocation)
    }
  }

  /// Each verb with a few megabytes more than the program starts with, where what fails is an allocation in the midst of
  /// its work, its check, or nothing.
  @Test func `every verb ends with success or a sentence under any limit of addresses`() throws {
    try #require(
      try folder.program("train --data bars --hidden 300,300 --epochs 1 --optimizer adam --quiet").status == 0)
    let base = try least()
    let commands = [
      "train --data bars --hidden 1000,1000 --epochs 1 --save n.safetensors",
      "train --epochs 1 --threads 2 --save n.safetensors", "evaluate model.safetensors --data bars",
      "predict model.safetensors test:1", "explain model.safetensors --data bars --json",
      "average model.safetensors --data bars --examples 0..<5",
      "gradient model.safetensors --data bars --examples 0..<5",
      "sensitivity model.safetensors --data bars --examples 0..<5 --json", "report model.safetensors --data bars",
      "inspect model.safetensors", "collapse --data bars --steps 3 --hidden 300",
      "export-site site model.safetensors --force",
      "compare --data bars --seconds 0.01 --epochs 1 --draws 2 --grid 3", "bench --only W1 --repetitions 1",
    ]
    var refused = 0
    for (index, command) in commands.enumerated() {
      // One close to nothing, one that differs from verb to verb.
      for megabytes in [base + 1 + index % 3, base + 8 + 7 * index] {
        let run = try limited(megabytes)(command)
        expectSentence(run, "ulimit -v \(megabytes) MB; \(command)")
        refused += run.status == 70 ? 1 : 0
      }
    }
    #expect(refused >= commands.count / 2, "the limits were no limits")
  }

  @Test func `a network that no limit allows is refused before any work, by name and size`() throws {
    let base = try least()
    let run = try limited(base + 300)("train --data bars --hidden 20000,20000 --save n.safetensors")
    run.expectError(70, "train with a network 784-20000-20000-10 takes", "ulimit -v leaves", "--hidden")
    #expect(try !folder.names.contains("n.safetensors"))
    try limited(200, "d")("train --data bars --hidden 20000,20000").expectError(70, "ulimit -d leaves")
  }

  /// A data set of as many pictures of zeros, of which the disk holds nothing.
  private func writeHoles(_ count: Int) throws {
    try folder.makeFolder("holes")
    for (name, magic, sizes, first) in [("images-idx3", 0x803, [28, 28], 16), ("labels-idx1", 0x801, [], 8)] {
      for split in ["train", "t10k"] {
        let header = [magic, count] + sizes
        let path = "holes/\(split)-\(name)-ubyte"
        try folder.write(header.flatMap { word in (0..<4).map { UInt8(word >> (24 - 8 * $0) & 0xff) } }, to: path)
        try #require(
          truncate(folder.absolute(path), off_t(first + count * sizes.reduce(1, *))) == 0, "\(path) has no holes")
      }
    }
  }

  @Test func `where the data are large, fewer examples are advised, not other layers`() throws {
    try writeHoles(500_000)
    let base = try least()
    for command in ["train --data holes --hidden 8", "compare --data holes --hidden 8", "collapse --data holes"] {
      let run = try limited(base + 100)(command)
      run.expectError(
        70, "with 1,000,000 examples takes", "ulimit -v leaves", "fewer examples, or allow the process more (ulimit -v)"
      )
      #expect(!run.err.contains("--hidden"), "\(run.err)")
    }
    try limited(200, "d")("train --data holes").expectError(
      70, "ulimit -d leaves", "allow the process more (ulimit -d)")
    try #require(try folder.program("train --data bars --epochs 1 --quiet").status == 0)
    try limited(base + 100)("evaluate model.safetensors --data holes").expectError(
      70, "evaluate with 500,000 examples takes")
    try limited(base + 100)("export-site site --data holes").expectError(70, "export-site takes", "(ulimit -v)")
  }

  /// What is not known beforehand and does not fit names the limit that is there: a million different numbers of a table.
  @Test func `the limit that stops an allocation is named`() throws {
    var text: [UInt8] = Array("a\n".utf8)
    for row in 0..<1_000_000 { text += "\(row * 7_919 % 100_000_007)\n".utf8 }
    try folder.write(text, to: "big.csv")
    for option in ["v", "d"] {
      var told: Set<Bool> = []
      for megabytes in stride(from: option == "v" ? try least() : 2, to: 400, by: 1) where told.isEmpty {
        let run = try limited(megabytes, option)("describe big.csv")
        guard run.status != 0 else { break }
        if run.err.contains("out of memory") {
          told.insert(run.err.contains("allow the process more memory (ulimit -\(option)), or"))
        }
      }
      #expect(told == [true], "ulimit -\(option)")
    }
  }

  @Test func `threads that cannot be started are done without`() throws {
    var program = folder.program
    // No further process or thread for this user is more than a test may rely on; a stack larger than memory is enough.
    try folder.write(
      Array("#!/bin/sh\nulimit -s 4000000 2>/dev/null; ulimit -v 1500000 && exec \(Program.path) \"$@\"\n".utf8),
      to: "limited")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder.path)/limited")
    program.executable = "./limited"
    let run = try program("train --data bars --hidden 4 --epochs 1 --threads 2 --json")
    #expect(run.status == 0, "\(run.err)")
    #expect(run.out.contains("\"threads\":1"))
  }

  @Test func `what there is no spelling for is said in numbers`() throws {
    try folder.program("train --hidden 65536,65536").expectError(
      64, "the network 784-65536-65536-10 is too large, with 4,347,", "parameters", "17.4 GB", "--hidden")
  }
}

/// What the kernel's files say there is, against trees of such files.
@Suite struct AvailableMemoryTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "downhill-memory-\(UUID().uuidString)").path

  private func write(_ files: [String: String]) throws {
    for (path, text) in files {
      let url = URL(fileURLWithPath: "\(root)/\(path)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  private let meminfo =
    "MemTotal: 8000 kB\nMemFree: 100 kB\nMemAvailable: 4000 kB\nSwapTotal: 900 kB\nSwapFree: 500 kB\n"

  @Test func `the machine's free memory, with what can be written to disk`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(AvailableMemory.now(root: root) == nil)
    try write(["proc/meminfo": meminfo])
    #expect(AvailableMemory.now(root: root) == AvailableMemory(bytes: 4_500 * 1_024, bound: .machine))
  }

  @Test func `a container, version 2: the smallest of the groups on the way up, its cache counted as free`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    try write([
      "proc/meminfo": meminfo, "proc/self/cgroup": "0::/pod/one\n",
      "proc/self/mountinfo": "25 20 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
      "sys/fs/cgroup/pod/one/memory.max": "max\n", "sys/fs/cgroup/pod/memory.max": "2000000\n",
      "sys/fs/cgroup/pod/memory.current": "1500000\n",
      "sys/fs/cgroup/pod/memory.stat": "anon 1\nactive_file 100000\ninactive_file 200000\n",
      "sys/fs/cgroup/pod/memory.swap.max": "0\n",
    ])
    #expect(AvailableMemory.now(root: root) == AvailableMemory(bytes: 800_000, bound: .container))
    try write(["sys/fs/cgroup/pod/memory.swap.max": "50000\n", "sys/fs/cgroup/pod/memory.swap.current": "20000\n"])
    #expect(AvailableMemory.now(root: root)?.bytes == 830_000)
    try write(["sys/fs/cgroup/pod/one/memory.max": "1000\n", "sys/fs/cgroup/pod/one/memory.swap.max": "0\n"])
    #expect(AvailableMemory.now(root: root)?.bytes == 1_000)
    try write(["sys/fs/cgroup/pod/one/memory.current": "5000\n"])
    #expect(AvailableMemory.now(root: root)?.bytes == 0)
  }

  @Test func `a container, version 1`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let folder = "sys/fs/cgroup/memory"
    try write([
      "proc/meminfo": meminfo, "proc/self/cgroup": "4:memory:/docker/x\n",
      "proc/self/mountinfo": "31 25 0:27 /docker/x /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
      "\(folder)/memory.limit_in_bytes": "9223372036854771712\n", "\(folder)/memory.usage_in_bytes": "600000\n",
      "\(folder)/memory.stat": "cache 5\ntotal_inactive_file 10000\ntotal_active_file 2000\n",
    ])
    #expect(AvailableMemory.now(root: root)?.bound == .machine)
    try write([
      "\(folder)/memory.limit_in_bytes": "1000000\n", "\(folder)/memory.memsw.limit_in_bytes": "1000000\n",
      "\(folder)/memory.memsw.usage_in_bytes": "600000\n",
    ])
    #expect(AvailableMemory.now(root: root) == AvailableMemory(bytes: 412_000, bound: .container))
    try write(["\(folder)/memory.memsw.limit_in_bytes": "1300000\n"])
    #expect(AvailableMemory.now(root: root)?.bytes == 712_000)
  }
}
#endif
