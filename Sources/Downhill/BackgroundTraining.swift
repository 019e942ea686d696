// A browser's worker has one thread.
#if !hasFeature(Embedded)
import Synchronization

/// A training that goes on in the background, and says how far it is.
///
/// ```swift
/// let training = BackgroundTraining(trainer)
/// for try await epoch in training.epochs { print(epoch.heldOut[0].score) }
/// let network = try await training.outcome.kept
/// ```
///
/// It begins at once, on a thread of Swift's pool, and takes steps as ``Trainer/run(stopsWithinStep:_:)`` does: with the
/// same bits. It ends early by ``stop()``, or when a task is cancelled that waits for ``outcome`` or reads ``epochs``; what
/// has been learnt until then is in the outcome.
public final class BackgroundTraining: Sendable {
  /// Each epoch when it has ended. It ends with the training, and throws what the training throws. One task can read it.
  public let epochs: AsyncThrowingStream<EpochReport, any Error>
  /// The progress within epochs, at most a hundred times in each, for a progress bar: what nobody was there to see is
  /// skipped, except for the newest. One task can read it.
  public let progress: AsyncStream<EpochProgress>

  private let isStopped: Flag
  private let task: Task<Outcome, any Error>

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

  /// Begins to train.
  public init(_ trainer: sending Trainer, priority: TaskPriority? = nil) {
    let (epochs, epochsEnd) = AsyncThrowingStream.makeStream(of: EpochReport.self)
    let (progress, progressEnd) = AsyncStream.makeStream(of: EpochProgress.self, bufferingPolicy: .bufferingNewest(1))
    let isStopped = Flag()
    // Who no longer listens to the epochs has left; who no longer looks at the progress may still wait for the outcome.
    epochsEnd.onTermination = { if case .cancelled = $0 { isStopped.raise() } }
    let box = Box(trainer)
    task = Task.detached(priority: priority) {
      let trainer = box.trainer
      do {
        let isFinished = try trainer.run(stopsWithinStep: { _ in isStopped.isRaised }) { event in
          switch event {
          case .miniBatchEnded(let step):
            if step.isNewHundredth { progressEnd.yield(step) }
          case .epochEnded(let report): epochsEnd.yield(report)
          }
          return isStopped.isRaised ? .stop : .proceed
        }
        progressEnd.finish()
        epochsEnd.finish()
        return Outcome(
          kept: trainer.kept, network: trainer.network, checkpoint: trainer.checkpoint, isFinished: isFinished)
      } catch {
        progressEnd.finish()
        epochsEnd.finish(throwing: error)
        throw error
      }
    }
    self.epochs = epochs
    self.progress = progress
    self.isStopped = isStopped
  }

  /// Ends the training after the step at hand; in the middle of a full batch, which is then as if it had not begun.
  public func stop() { isStopped.raise() }

  /// What it came to, when it has ended.
  ///
  /// - Throws: what ``Trainer/run(stopsWithinStep:_:)`` throws.
  public var outcome: Outcome {
    get async throws {
      try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        stop()
      }
    }
  }

  /// A trainer on its way to another thread: whoever made it has given it away.
  private final class Box: @unchecked Sendable {
    let trainer: Trainer
    init(_ trainer: sending Trainer) { self.trainer = trainer }
  }

  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isRaised: Bool { value.load(ordering: .relaxed) }
    func raise() { value.store(true, ordering: .relaxed) }
  }
}

extension EpochProgress {
  /// Whether this step took the epoch to another hundredth.
  fileprivate var isNewHundredth: Bool { miniBatch * 100 / miniBatches != (miniBatch - 1) * 100 / miniBatches }
}
#endif
