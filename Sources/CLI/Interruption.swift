import DownhillFiles
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Ctrl-C, kill, a closed terminal and a CPU time limit. If there is something to save, the first signal only asks to
/// stop and a second one ends the program at once; while a model is being written, signals wait. A page that is being
/// written when the program ends leaves nothing behind.
enum Interruption {
  private static let received = Atomic<Int32>(0)
  /// Written to by a signal; none if negative.
  private static let wakeDescriptor = Atomic<Int32>(-1)
  private static let phase = Atomic<Int>(Phase.nothingToSave.rawValue)

  private enum Phase: Int {
    case nothingToSave, stopping, saving
  }

  /// Handles the signals from now on. A reader that has gone away and a file at its size limit are write errors, not
  /// the end of the program.
  static func watch() {
    // Initialized now, since a signal handler must not.
    _ = (status, Files.abandonWriting())
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGXCPU] {
      // A signal that the parent ignored, as nohup does, stays ignored.
      let previous = signal(number, SIG_IGN)
      if unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, { Interruption.handle($0) })
      }
    }
  }

  /// The exit status of a signal, once one has arrived.
  static var status: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case SIGINT: .interrupted
    case SIGTERM, SIGXCPU: .terminated
    case SIGHUP: .hungUp
    default: nil
    }
  }

  /// From now on signals ask to stop; with `waking`, the first also writes a byte to that descriptor.
  static func deferSignals(waking descriptor: Int32 = -1) {
    askForWarning()
    wakeDescriptor.store(descriptor, ordering: .relaxed)
    phase.store(Phase.stopping.rawValue, ordering: .relaxed)
  }

  /// From now on signals end the program again, since there is nothing more to save.
  static func endDeferral() {
    phase.store(Phase.nothingToSave.rawValue, ordering: .relaxed)
    wakeDescriptor.store(-1, ordering: .relaxed)
  }

  /// Runs `work`, which writes files, without being ended by a signal.
  static func whileSaving<Result>(_ work: () throws -> Result) rethrows -> Result {
    let before = phase.exchange(Phase.saving.rawValue, ordering: .relaxed)
    defer { phase.store(before, ordering: .relaxed) }
    return try work()
  }

  /// `ulimit -t` sets both CPU time limits to the same second, and then the system kills without a prior signal: so the
  /// soft limit is lowered, by a tenth but no more than five seconds.
  private static func askForWarning() {
    #if canImport(Glibc)
    let resource = __rlimit_resource_t(RLIMIT_CPU.rawValue)
    #else
    let resource = RLIMIT_CPU
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur == limit.rlim_max, (2..<1 << 32).contains(limit.rlim_max)
    else { return }
    limit.rlim_cur -= max(1, min(5, limit.rlim_max / 10))
    setrlimit(resource, &limit)
  }

  // Runs in the signal handler: atomics, `write`, `unlink` and `_exit` only.
  private static func handle(_ number: Int32) {
    let (first, _) = received.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    // The system repeats this signal every second: only the first counts.
    if number == SIGXCPU && !first { return }
    switch Phase(rawValue: phase.load(ordering: .relaxed)) {
    case .saving: return
    case .stopping where first:
      let code = errno
      var byte: UInt8 = 0
      _ = write(wakeDescriptor.load(ordering: .relaxed), &byte, 1)
      errno = code
    case .stopping, .nothingToSave, nil:
      // A file being written in place is finished first, unless the user signals again; then the verb ends the program.
      guard Files.abandonWriting() || !first else { return }
      _exit(number == SIGXCPU ? ExitStatus.terminated.rawValue : 128 + number)
    }
  }
}
