import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Ctrl-C, kill and a closed terminal. Where there is something to save, the first signal only asks to stop and a second
/// one ends the program at once; while a file is being written, signals wait.
enum Interruption {
  private static let received = Atomic<Int32>(0)
  /// Written to by a signal; none if negative.
  private static let wakeDescriptor = Atomic<Int32>(-1)
  private static let phase = Atomic<Int>(Phase.nothingToSave.rawValue)

  private enum Phase: Int {
    case nothingToSave, stopping, saving
  }

  /// Watches the signals from now on. A reader that has gone away is an error of writing, not the end of the program.
  static func watch() {
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // A signal that the parent has had ignored, as nohup does, stays ignored.
      let previous = signal(number, SIG_IGN)
      if unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, { Interruption.handle($0) })
      }
    }
  }

  /// The status that a signal asks the program to end with, once one has come.
  static var status: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    case SIGHUP: .hungUp
    default: nil
    }
  }

  /// From now on signals ask to stop; with `waking`, the first also writes a byte to that descriptor.
  static func deferSignals(waking descriptor: Int32 = -1) {
    wakeDescriptor.store(descriptor, ordering: .relaxed)
    phase.store(Phase.stopping.rawValue, ordering: .relaxed)
  }

  /// There is nothing to save any more: signals end the program again.
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

  // Runs in the signal handler: atomics, `write` and `_exit` only.
  private static func handle(_ number: Int32) {
    let (first, _) = received.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    switch Phase(rawValue: phase.load(ordering: .relaxed)) {
    case .saving: return
    case .stopping where first:
      let code = errno
      var byte: UInt8 = 0
      _ = write(wakeDescriptor.load(ordering: .relaxed), &byte, 1)
      errno = code
    case .stopping, .nothingToSave, nil: _exit(128 + number)
    }
  }
}
