import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Standard input, output and error that are closed, or do not block.
@Suite struct DescriptorTests {
  private let folder: Folder
  private static let train = "train --data bars --classes 3 --epochs 2"

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
  }

  /// The redirections of a shell that close some of the three.
  private static let closings = ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"]

  @Test(arguments: closings)
  func `a log holds epochs, whatever is closed`(closing: String) throws {
    for log in ["file", "pipe"] {
      _ = try folder.program.shell(
        """
        [ \(log) = file ] || { mkfifo pipe; cat pipe > from-pipe & }
        '\(Program.path)' \(Self.train) --save model --log \(log) \(closing)
        echo $? > status
        wait
        """)
      let isOutClosed = closing.contains(" >&-") || closing.hasPrefix(">&-")
      #expect(try folder.text("status") == (isOutClosed ? "74\n" : "0\n"), "\(closing) \(log)")
      let lines = try folder.text(log == "file" ? "file" : "from-pipe").split(separator: "\n")
      let epochs = try lines.map { try JSONDecoder().decode(TrainResult.Epoch.self, from: Data($0.utf8)) }
      #expect(epochs.map(\.epoch) == [1, 2])
      #expect(try folder.program("inspect model").status == 0)
    }
  }

  @Test(arguments: closings.filter { !$0.contains(" >&-") && !$0.hasPrefix(">&-") })
  func `a server serves until it is asked to stop, whatever is closed`(closing: String) throws {
    _ = try folder.program.shell(
      """
      '\(Program.path)' serve --port 0 \(closing) > out &
      i=0; while [ $i -lt 300 ] && ! grep -q http out; do sleep 0.1; i=$((i + 1)); done
      sleep 0.3
      kill -0 $! && echo alive > alive
      kill -TERM $!
      wait $!
      echo $? > status
      """)
    #expect(try folder.text("alive") == "alive\n" && folder.text("status") == "143\n")
    #expect(try folder.text("out").hasPrefix("http://"))
  }

  @Test(arguments: closings)
  func `what is read and written is not what took a closed one's number`(closing: String) throws {
    _ = try folder.program.shell(
      "'\(Program.path)' \(Self.train) --save model \(closing); '\(Program.path)' report model --data bars \(closing)")
    #expect(try folder.program("inspect model").status == 0)
    #expect(try folder.text("report.html").hasPrefix("<!"))
  }

  @Test func `a pipe that does not block gets all of a long result, however slowly it is read`() throws {
    #expect(try folder.program("\(Self.train) --save model -q --hidden 300").status == 0)
    let words = "explain model --data bars --example test:1 --json"
    let expected = try folder.program(words).out
    #expect(expected.utf8.count > 70_000, "more than a pipe holds")
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    _ = fcntl(ends[1], F_SETFL, fcntl(ends[1], F_GETFL) | O_NONBLOCK)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.arguments = words.split(separator: " ").map(String.init)
    process.standardOutput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
    process.standardError = FileHandle.nullDevice
    try process.run()
    close(ends[1])
    // The program has filled the pipe by then; if it is slower, nothing is missed.
    usleep(500_000)
    let received = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(String(decoding: received, as: UTF8.self) == expected)
  }
}
