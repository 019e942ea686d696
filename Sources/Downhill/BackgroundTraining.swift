// Embedded Swift has no asynchronous sequences, and a browser's worker has one thread.
#if !hasFeature(Embedded) && !arch(wasm32)
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A training that goes on in the background, and says how far it is.
///
/// ```swift
/// let training = BackgroundTraining(trainer)
/// for try await epoch in training.epochs { print(epoch.heldOut[0].score) }
/// let network = try await training.outcome.kept
/// ```
///
/// It begins at once, on a thread of its own, and takes steps as ``Trainer/run(stopsWithinStep:_:)`` does: with the same
/// bits. It ends early by ``stop()``, or when a task is cancelled that waits for ``outcome`` or reads ``epochs``; what has
/// been learnt until then is in the outcome. Like a task it goes on when nobody holds it any more.
public final class BackgroundTraining: Sendable {
  /// Each epoch when it has ended. It ends with the training, and throws a ``Failure`` if that fails. One task can read
  /// it.
  public let epochs: AsyncThrowingStream<EpochReport, any Error>
  /// The progress within epochs, at most a hundred times in each, for a progress bar: what nobody was there to see is
  /// skipped, except for the newest. One task can read it.
  public let progress: AsyncStream<EpochProgress>

  private let run: Run

  /// What a training comes to.
  public struct Outcome: Sendable {
    /// The network to keep: that of the best epoch if there is one, or the last.
    public let kept: Network
    /// The network after the last step. With the checkpoint it is enough to go on, see
    /// ``Trainer/init(_:network:checkpoint:examples:heldOut:validation:kernels:workers:)``.
    public let network: Network
    /// The rest of the state after the last step.
    public let checkpoint: Trainer.Checkpoint
    /// Whether all epochs are done, or it ran out of patience.
    public let isFinished: Bool
  }

  /// Why a training failed, and what it came to before: after a divergence the best epoch's network is still there.
  public struct Failure: Error, CustomStringConvertible {
    /// What ``Trainer/run(stopsWithinStep:_:)`` threw.
    public let error: EngineError
    /// What it came to.
    public let outcome: Outcome

    /// The error's sentence.
    public var description: String { "\(error)" }
  }

  /// Begins to train.
  public init(_ trainer: sending Trainer) {
    let (epochs, epochsEnd) = AsyncThrowingStream.makeStream(of: EpochReport.self)
    let (progress, progressEnd) = AsyncStream.makeStream(of: EpochProgress.self, bufferingPolicy: .bufferingNewest(1))
    let run = Run(trainer, epochs, epochsEnd, progressEnd)
    // Whose task is cancelled while it listens to the epochs gives the training up; who no longer looks at the progress
    // may still wait for the outcome.
    epochsEnd.onTermination = { if case .cancelled = $0 { run.isStopped.store(true, ordering: .relaxed) } }
    if let thread = startThread({ run.train() }) {
      pthread_detach(thread)
    } else {
      // As one of the few threads of Swift's pool, if the system starts no other.
      Task.detached { run.train() }
    }
    self.epochs = epochs
    self.progress = progress
    self.run = run
  }

  /// Ends the training after the step at hand; in the middle of a full batch, which is then as if it had not begun.
  public func stop() { run.isStopped.store(true, ordering: .relaxed) }

  /// What it came to, when it has ended.
  ///
  /// - Throws: ``Failure``.
  public var outcome: Outcome {
    get async throws {
      try await withTaskCancellationHandler {
        try await run.end.value().get()
      } onCancel: {
        stop()
      }
    }
  }

  /// A training on its way.
  ///
  /// Sendable, since whoever made the trainer has given it away, and only one thread calls `train`.
  private final class Run: @unchecked Sendable {
    let isStopped = Atomic(false)
    let end = Promise<Result<Outcome, Failure>>()
    private let trainer: Trainer
    private let epochs: AsyncThrowingStream<EpochReport, any Error>.Continuation
    private let progress: AsyncStream<EpochProgress>.Continuation
    /// Held until the end: a stream that nobody holds would be taken for one whose reader was cancelled.
    private var stream: AsyncThrowingStream<EpochReport, any Error>?

    init(
      _ trainer: sending Trainer, _ stream: AsyncThrowingStream<EpochReport, any Error>,
      _ epochs: AsyncThrowingStream<EpochReport, any Error>.Continuation,
      _ progress: AsyncStream<EpochProgress>.Continuation
    ) {
      (self.trainer, self.stream, self.epochs, self.progress) = (trainer, stream, epochs, progress)
    }

    func train() {
      let result: Result<Outcome, Failure>
      do throws(EngineError) {
        let isFinished = try trainer.run(stopsWithinStep: { _ in isStopped.load(ordering: .relaxed) }) { event in
          switch event {
          case .miniBatchEnded(let step):
            if step.isNewHundredth { progress.yield(step) }
          case .epochEnded(let report): epochs.yield(report)
          }
          return isStopped.load(ordering: .relaxed) ? .stop : .proceed
        }
        result = .success(outcome(isFinished: isFinished))
      } catch {
        result = .failure(Failure(error: error, outcome: outcome(isFinished: false)))
      }
      progress.finish()
      if case .failure(let failure) = result { epochs.finish(throwing: failure) } else { epochs.finish() }
      end.keep(result)
      stream = nil
    }

    private func outcome(isFinished: Bool) -> Outcome {
      Outcome(kept: trainer.kept, network: trainer.network, checkpoint: trainer.checkpoint, isFinished: isFinished)
    }
  }
}

/// A value that comes once, for which tasks wait.
private final class Promise<Value: Sendable>: Sendable {
  private enum State {
    case open([CheckedContinuation<Value, Never>])
    case kept(Value)
  }

  private let state = Mutex(State.open([]))

  func keep(_ value: Value) {
    let waiting = state.withLock { state -> [CheckedContinuation<Value, Never>] in
      guard case .open(let waiting) = state else { return [] }
      state = .kept(value)
      return waiting
    }
    for continuation in waiting { continuation.resume(returning: value) }
  }

  func value() async -> Value {
    await withCheckedContinuation { continuation in
      let kept = state.withLock { state -> Value? in
        switch state {
        case .kept(let value): return value
        case .open(let waiting):
          state = .open(waiting + [continuation])
          return nil
        }
      }
      if let kept { continuation.resume(returning: kept) }
    }
  }
}

extension EpochProgress {
  /// Whether this step took the epoch to another hundredth.
  fileprivate var isNewHundredth: Bool { miniBatch * 100 / miniBatches != (miniBatch - 1) * 100 / miniBatches }
}
#endif
