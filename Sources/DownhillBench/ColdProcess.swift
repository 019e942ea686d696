#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// Another process of this program, timed from outside.
package enum ColdProcess {
  /// How it ended.
  package struct Outcome: Sendable {
    /// From before its start to after its end.
    package var seconds: Double
    /// What it wrote on standard output.
    package var output: [UInt8]
  }

  /// Why there is no outcome.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    /// A call of the system failed.
    case system(call: String, code: Int32)
    /// It ended badly: an exit status, or minus a signal.
    case status(Int32)

    /// One sentence.
    package var description: String {
      switch self {
      case .system(let call, let code): "a process cannot be started: \(call): \(String(cString: strerror(code)))"
      case .status(let status) where status < 0: "the process that was timed was ended by signal \(-status)"
      case .status(let status): "the process that was timed ended with status \(status)"
      }
    }
  }

  /// Runs this program with these arguments to its end. Its standard error is that of the caller.
  package static func run(_ arguments: [String]) throws(Failure) -> Outcome {
    guard let path = executablePath() else { throw .system(call: "the path of this program", code: ENOENT) }
    var pipeEnds: [Int32] = [-1, -1]
    guard pipe(&pipeEnds) == 0 else { throw .system(call: "pipe", code: errno) }
    let (reading, writing) = (pipeEnds[0], pipeEnds[1])
    defer { close(reading) }

    let clock = ContinuousClock()
    let begin = clock.now
    let process: pid_t
    do throws(Failure) {
      process = try spawn(path, arguments, output: writing, unused: reading)
    } catch {
      close(writing)
      throw error
    }
    close(writing)
    let output = readAll(reading)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let seconds = begin.duration(to: clock.now).seconds

    let signal = status & 0x7f
    guard status == 0 else { throw .status(signal == 0 ? status >> 8 & 0xff : -signal) }
    return Outcome(seconds: seconds, output: output)
  }

  private static func spawn(
    _ path: String, _ arguments: [String], output: Int32, unused: Int32
  ) throws(Failure) -> pid_t {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    #else
    var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, output)
    posix_spawn_file_actions_addclose(&actions, unused)
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, nil, words, environmentOfCaller)
    guard code == 0 else { throw .system(call: "posix_spawn", code: code) }
    return process
  }

  private static var environmentOfCaller: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    #if canImport(Darwin)
    _NSGetEnviron().pointee
    #else
    environ
    #endif
  }

  private static func executablePath() -> String? {
    var bytes = [CChar](repeating: 0, count: 4_096)
    #if canImport(Darwin)
    var size = UInt32(bytes.count)
    guard _NSGetExecutablePath(&bytes, &size) == 0 else { return nil }
    #else
    guard readlink("/proc/self/exe", &bytes, bytes.count - 1) > 0 else { return nil }
    #endif
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += part.prefix(count)
    }
  }
}
