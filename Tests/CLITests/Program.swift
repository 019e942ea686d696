import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The built `downhill`, started as a user starts it: in a folder, with a clean environment.
struct Program {
  /// Where standard output goes.
  enum Output {
    /// Into ``Outcome/out``.
    case captured
    /// Into a device, such as `/dev/full`.
    case file(String)
    /// Nowhere: the descriptor is closed.
    case closed
    /// With standard error onto one pseudo-terminal; both end up in ``Outcome/out``, lines ended by `\r\n`.
    case terminal
  }

  /// How a run ended.
  struct Outcome {
    /// The exit status, or minus the signal that ended the program.
    let status: Int32
    let out: String
    /// Standard error without the warning of a debug build.
    let err: String
    /// Standard error as it was written.
    let rawErr: String
    let seconds: Double

    /// The lines of standard error from the first that says `error:`.
    var errorLines: [String] {
      let lines = err.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return Array(lines.drop { !$0.hasPrefix("error:") }.reversed().drop(while: \.isEmpty).reversed())
    }
  }

  let folder: Folder
  /// What is started; a test may put a shell around ``path``.
  var executable = Program.path
  /// What stands before the arguments of each run, where the program is started by another.
  var firstArguments: [String] = []
  var environment: [String: String] = [:]
  var output = Output.captured

  /// `downhill` beside the test bundle: whatever configuration and scratch path the tests were built with.
  static let path: String = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let tests = bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "downhill").path
  }()

  /// Runs `downhill` with these arguments to its end. `signal`, if given, is sent once standard error holds its text,
  /// after `beforeSignal`.
  func run(
    _ arguments: [String], signal: (number: Int32, once: String)? = nil, beforeSignal: () -> Void = {},
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outPath = try folder.scratchFile()
    let errPath = try folder.scratchFile()
    let terminal = if case .terminal = output { try Terminal() } else { nil as Terminal? }
    let clock = ContinuousClock()
    let start = clock.now
    let process = try spawn(arguments, out: outPath, err: errPath, terminal: terminal)
    var status: Int32 = 0
    var pendingSignal = signal
    while waitpid(process, &status, WNOHANG) == 0 {
      terminal?.drain()
      if let (number, text) = pendingSignal, Self.text(at: errPath).contains(text) {
        beforeSignal()
        kill(process, number)
        pendingSignal = nil
      }
      if start.duration(to: clock.now) > .seconds(240) {
        kill(process, SIGKILL)
        Issue.record("downhill \(arguments.joined(separator: " ")) hangs", sourceLocation: sourceLocation)
      }
      usleep(1_000)
    }
    terminal?.drain()
    let ended = status & 0x7f
    let duration = start.duration(to: clock.now).components
    let rawErr = Self.text(at: errPath)
    let out = terminal?.text ?? Self.text(at: outPath)
    return Outcome(
      status: ended == 0 ? status >> 8 & 0xff : -ended, out: out,
      err: String(rawErr.dropFirst(Self.debugWarning(in: rawErr).count)), rawErr: rawErr,
      seconds: Double(duration.seconds) + Double(duration.attoseconds) * 1e-18)
  }

  /// Starts `downhill` with its outputs into files; the caller waits for its end.
  func start(_ arguments: [String], out: String, err: String) throws -> pid_t {
    try spawn(arguments, out: out, err: err, terminal: nil)
  }

  /// Runs a command line in which no word holds a blank.
  func callAsFunction(
    _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try run(words.split(separator: " ").map(String.init), sourceLocation: sourceLocation)
  }

  /// Runs a script of a POSIX shell instead of the program.
  func shell(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
    var shell = self
    shell.executable = "/bin/sh"
    return try shell.run(["-c", script], sourceLocation: sourceLocation)
  }

  /// The two lines with which a debug build begins, or nothing.
  static func debugWarning(in text: String) -> Substring {
    guard text.hasPrefix("warning: this is a debug build") else { return "" }
    let second = text.firstIndex(of: "\n").map { text.index(after: $0) } ?? text.endIndex
    let end = text[second...].firstIndex(of: "\n").map { text.index(after: $0) } ?? text.endIndex
    return text[..<end]
  }

  private static func text(at path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  private func spawn(_ arguments: [String], out: String, err: String, terminal: Terminal?) throws -> pid_t {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY, 0)
    switch output {
    case .captured: posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY, 0)
    case .file(let path): posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY, 0)
    case .closed: posix_spawn_file_actions_addclose(&actions, 1)
    case .terminal:
      posix_spawn_file_actions_addopen(&actions, 1, terminal?.name ?? "", O_RDWR | O_NOCTTY, 0)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    // The tests' parent may ignore signals, as a shell does for a background job; `downhill` must not.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    var variables = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
    variables.merge(environment) { $1 }
    // posix_spawn has no portable way to change the folder; the shell that does it is replaced by the program.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, executable]
    let argumentPointers = (shell + firstArguments + arguments).map { strdup($0) } + [nil]
    let variablePointers = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { (argumentPointers + variablePointers).forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, shell[0], &actions, &attributes, argumentPointers, variablePointers)
    try #require(code == 0, "the shell does not start: \(String(cString: strerror(code)))")
    return process
  }
}

/// A pseudo-terminal of 24 lines and 80 columns, seen from the side of the person before it.
private final class Terminal {
  let name: String
  private let descriptor: Int32
  private var bytes: [UInt8] = []

  init() throws {
    descriptor = posix_openpt(O_RDWR | O_NOCTTY)
    try #require(descriptor >= 0 && grantpt(descriptor) == 0 && unlockpt(descriptor) == 0)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    name = String(cString: try #require(ptsname(descriptor)))
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  deinit { close(descriptor) }

  /// Reads what is there, so that the program never waits for a reader.
  func drain() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return }
      bytes += buffer.prefix(count)
    }
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }
}

#if !canImport(Darwin)
// The C library's headers show these only to programs that ask for POSIX 2008 by a macro, which Swift cannot define.
@_silgen_name("posix_openpt") private func posix_openpt(_ flags: Int32) -> Int32
@_silgen_name("grantpt") private func grantpt(_ descriptor: Int32) -> Int32
@_silgen_name("unlockpt") private func unlockpt(_ descriptor: Int32) -> Int32
@_silgen_name("ptsname") private func ptsname(_ descriptor: Int32) -> UnsafeMutablePointer<CChar>?
#endif
