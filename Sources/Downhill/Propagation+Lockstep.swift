import KernelTable

// Two threads in lockstep.

extension Propagation {
  /// A small network's step in phases of two halves, each always done by the same thread: the weights of one half of
  /// the inputs never leave the cache of its core.
  func propagateInLockstep() {
    workers.runInLockstep(phases: 3, Unmanaged.passUnretained(self).toOpaque()) { context, phase, first, end in
      Unmanaged<Propagation>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.perform(phase, first..<end) }
    }
  }

  private func perform(_ phase: Int, _ halves: Range<Int>) {
    let thread = halves.lowerBound
    switch phase {
    case 0:
      input.weighHalves(halves, chunk.parameters)
      if thread == 0 { chunk.isInHalves = halves.count == 1 }
    case 1:
      let rows = rows(of: halves)
      guard !rows.isEmpty else { return }
      if chunk.isInHalves { input.addHalves(rows) }
      propagateOnwards(rows, thread)
      propagateBackwards(rows, thread)
    default:
      // A thread that has both halves begins with the one whose weights it read last.
      for half in halves.reversed() {
        for block in 0..<blocks.count where self.half(of: blocks[block]) == half {
          sumAndStep(blocks[block], thread)
        }
      }
    }
  }

  /// Whether the work after the first layer is shared, see ``Tuning/sharedRows``.
  private var isShared: Bool { chunk.count >= Tuning.sharedRows }

  private func rows(of halves: Range<Int>) -> Range<Int> {
    guard isShared else { return halves.lowerBound == 0 ? 0..<chunk.count : 0..<0 }
    return chunk.count * halves.lowerBound / 2..<chunk.count * halves.upperBound / 2
  }

  private func half(of block: ParameterBlock) -> Int { block.layer > 0 && !isShared ? 0 : block.half }
}
