import Downhill
import KernelTable

/// The limits of this machine with the instructions of one kernel table.
package struct MachineLimits: Equatable, Sendable {
  /// The limits of a number of threads together.
  package struct Limit: Equatable, Sendable {
    /// Threads.
    package var threads: Int
    /// Multiplications and additions a second that stay within the registers.
    package var operationsPerSecond: Double
    /// Bytes a second read from a buffer that no cache holds.
    package var bytesPerSecond: Double
  }

  /// One for each number of threads asked for, in order.
  package var limits: [Limit]

  /// The limit of this many threads.
  package func limit(threads: Int) -> Limit? { limits.first { $0.threads == threads } }
}

/// Measures arithmetic in registers. Work is shared in pieces of about a millisecond, so that a thread that loses its
/// core does not hold up the others for long.
final class ArithmeticProbe {
  private let multiplyAdds: KernelTable.MultiplyAdds
  private let clock = ContinuousClock()
  /// Vectors of a piece.
  private let count: Int

  init(_ kernels: Kernels) {
    multiplyAdds = kernels.table.probes.multiplyAdds
    var count = 12_000
    while clock.seconds({ [multiplyAdds] in _ = multiplyAdds(count) }) < 0.001 { count *= 2 }
    self.count = count
  }

  /// Operations a second: the best of some runs of `pieces` pieces for each thread.
  func operationsPerSecond(_ workers: Workers, runs: Int, pieces: Int = 8) -> Double {
    let tasks = pieces * workers.count
    let operations = Double(tasks) * Double(count) * Double(2 * KernelTable.width)
    let times = (0..<runs).map { _ in
      clock.seconds { [multiplyAdds, count] in workers.run(tasks) { _ in _ = multiplyAdds(count) } }
    }
    return operations / (times.min() ?? .infinity)
  }
}

/// Measures reading from a buffer of 256 MiB, which no last cache holds as a whole for long.
final class ReadProbe {
  private let read: KernelTable.ReadMemory
  private let buffer = ReadBuffer(pieces: 256)
  private let clock = ContinuousClock()

  init(_ kernels: Kernels) { read = kernels.table.probes.read }

  /// Bytes a second: the best of some runs.
  func bytesPerSecond(_ workers: Workers, runs: Int) -> Double {
    let times = (0..<runs).map { _ in
      clock.seconds { [read, buffer] in
        workers.run(buffer.pieces) { _ = read(buffer.piece($0), ReadBuffer.pieceCount) }
      }
    }
    return Double(4 * buffer.pieces * ReadBuffer.pieceCount) / (times.min() ?? .infinity)
  }
}

/// Memory that is only read.
///
/// Sendable, since nothing is written to it once it is made.
private final class ReadBuffer: @unchecked Sendable {
  /// Floats of a piece: 1 MiB.
  static let pieceCount = 262_144

  let pieces: Int
  private let memory: UnsafeMutablePointer<Float>

  init(pieces: Int) {
    self.pieces = pieces
    let raw = UnsafeMutableRawPointer.allocate(byteCount: 4 * pieces * Self.pieceCount, alignment: 64)
    memory = raw.bindMemory(to: Float.self, capacity: pieces * Self.pieceCount)
    // Pages never written to would all be one page of zeros.
    memory.initialize(repeating: 1, count: pieces * Self.pieceCount)
  }

  deinit { UnsafeMutableRawPointer(memory).deallocate() }

  func piece(_ index: Int) -> UnsafePointer<Float> { UnsafePointer(memory + index * Self.pieceCount) }
}

extension ContinuousClock {
  /// Seconds that `work` takes.
  func seconds<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure) -> Double {
    let begin = now
    try work()
    return begin.duration(to: now).seconds
  }
}

extension Duration {
  /// This time in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
