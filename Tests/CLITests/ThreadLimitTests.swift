import DownhillFormats
import Foundation
import Testing

/// No more threads than processors that this process may use.
@Suite struct ThreadLimitTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
  }

  private static let train = "train --data bars --classes 3 --hidden 4 --epochs 1"
  private static let taskset: String? = ["/usr/bin/taskset", "/bin/taskset"].first { access($0, X_OK) == 0 }

  @Test(.enabled(if: taskset != nil, "taskset is not installed"))
  func `eight threads on one processor are one, with the same bytes`() throws {
    var bound = folder.program
    bound.executable = try #require(Self.taskset)
    bound.firstArguments = ["-c", "\(try firstProcessor)", Program.path]
    let run = try bound("\(Self.train) --threads 8 --save one.safetensors --json")
    #expect(run.err.contains("--threads 8: 1 will run, one for each processor that this process may use\n"))
    #expect(try threads(of: run) == 1)
    #expect(try !bound("\(Self.train) --threads 8 --save q.safetensors --quiet --json").err.contains("will run"))

    #expect(try folder.program("\(Self.train) --threads 2 --save two.safetensors --quiet").status == 0)
    #expect(try folder.bytes("one.safetensors") == folder.bytes("two.safetensors"))
    for verb in ["evaluate one.safetensors --data bars", "report one.safetensors --data bars"] {
      #expect(try bound("\(verb) --threads 3").err.contains("--threads 3: 1 will run"), "\(verb)")
    }
  }

  @Test func `as many as asked for run where there are processors, and nothing is said`() throws {
    let run = try folder.program("\(Self.train) --threads 1 --json")
    #expect(!run.err.contains("will run"))
    #expect(try threads(of: run) == 1)
  }

  private func threads(of run: Program.Outcome) throws -> Int? {
    try JSONValue.parse(Array(run.out.utf8), file: "the document")["threads"]?.integerValue
  }

  /// One that these tests may use themselves.
  private var firstProcessor: Int {
    get throws {
      let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") })
      return try #require(
        Int(
          line.dropFirst("Cpus_allowed_list:".count).trimmingCharacters(in: .whitespaces)
            .prefix { $0.isNumber }))
    }
  }
}
