// What reading a file takes, counted and not timed: the edges of the readers' control flow that are passed, which the
// compiler is told to report (https://clang.llvm.org/docs/SanitizerCoverage.html): one or more for each byte looked at,
// digit divided or sample added up. Work within zlib, and copying and clearing memory, is not seen.
import Glibc
import WorkCounter

@main struct Work {
  /// The edges that each byte of a file may take, or each sample of a compressed picture: see Docs/Reliability.md.
  private static let factor = 50
  /// Those that any file may take.
  private static let slack = 2_000_000

  static func main() throws {
    var highest = 0.0
    for file in AdversarialFile.all {
      for size in [1 << 19, 3 << 20] {
        let bytes = file.make(size)
        let units = bytes.count + (file.samples?(size) ?? 0)
        work_begin()
        try file.read(bytes)
        let work = work_end()
        let share = Double(work) / Double(units)
        highest = max(highest, share)
        guard work > 0, work <= factor * units + slack else {
          print("error: \(file): \(bytes.count) bytes take \(work) edges, \(share) for each of \(units)")
          exit(1)
        }
        if CommandLine.arguments.contains("--list") { print("\(file), \(bytes.count) bytes: \(share)") }
      }
    }
    let most = Double(Int(highest * 10)) / 10
    print("work: \(AdversarialFile.all.count) kinds of files, at most \(most) edges for each byte")
  }
}
